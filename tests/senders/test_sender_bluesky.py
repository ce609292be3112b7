"""Bluesky, against a fake server; tests/servers have the real one."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from newsletter.errors import AuthRefused, Unreachable
from newsletter.model import Card, Part, Post
from newsletter.outcome import Outcome
from newsletter.ports import ChannelContext, Vault
from newsletter.posting import NotesInMemory, Picture, Posting
from newsletter.secrets.stored import stored_secrets
from newsletter.secrets.vault import ProjectVault
from newsletter.senders.contract import SenderContract, sample_message
from newsletter.senders.social.bluesky.sender import BlueskySender, create
from newsletter.social.measure import measure
from tests.delivery.plans import NOW, TestClock
from tests.fakes.bluesky import DID, HANDLE, OTHERS, PASSWORD, Bluesky, throttled
from tests.fakes.server import Reset, Says, serving
from tests.senders.exactly_once import a_post, killed, tell

NOBODY = "http://127.0.0.1:9"
TEXT = "Größere Brücken 🌉: siehe https://acme.example/brücke und #Brücken"
LINK = "https://acme.example/bruecke"
SECRET = "bluesky-password"


@dataclass(frozen=True)
class World:
    """A fake server and a folder where the session is kept."""

    fake: Bluesky
    folder: Path

    @property
    def vault(self) -> Vault:
        stored = stored_secrets(self.folder, "test", variables={})
        return ProjectVault(stored, self.folder / ".newsletter/secrets")

    def sender(self, **options: object) -> BlueskySender:
        given = {"server": self.fake.url, "handle": HANDLE, "app_password": PASSWORD, **options}
        references = {"app_password": SECRET}
        return create(
            ChannelContext("news", given, self.folder, TestClock(), self.vault, references)
        )

    def send(self, item: Posting, **options: object) -> Outcome:
        with self.sender(**options).session() as session:
            return session.send(item)

    @property
    def records(self) -> list[dict[str, Any]]:
        """The posts, oldest first."""
        return [self.fake.posts[key] for key in sorted(self.fake.posts)]

    @property
    def record(self) -> dict[str, Any]:
        (only,) = self.records
        return only

    def asked(self, method: str) -> int:
        return self.fake.count("GET", rf"/xrpc/.*\.{method}") + self.fake.count(
            "POST", rf"/xrpc/.*\.{method}"
        )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving(Bluesky()) as fake:
        yield World(fake, tmp_path)


def posting(
    *texts: str, key: str = "a-key", picture: Picture | None = None, **post: Any
) -> Posting:
    parts = tuple(Part(text, len(text), 300) for text in texts or (TEXT,))
    known = {"link": LINK, "card": Card("A bridge", "It is long."), "lang": "de", **post}
    made = Post("bluesky", "articles/bridge.md", parts, **known)
    return Posting(made, key, NOW, NotesInMemory(), lambda: picture)


def photo(width: int = 60, height: int = 40) -> Picture:
    pixels = random.Random(7).randbytes(width * height * 3)
    into = BytesIO()
    Image.frombytes("RGB", (width, height), pixels).save(into, "PNG")
    return Picture(into.getvalue(), "image/png", width, height, "A long bridge")


class TestBluesky(SenderContract):
    """The contract of every sender."""

    @pytest.fixture(autouse=True)
    def _world(self, world: World) -> None:
        self.world = world

    def sender(self) -> BlueskySender:
        return self.world.sender()

    def unreachable_sender(self) -> BlueskySender:
        return self.world.sender(server=NOBODY)


def test_the_text_goes_as_it_is_in_the_language_of_the_article(world: World) -> None:
    world.send(posting())
    assert (world.record["text"], world.record["langs"]) == (TEXT, ["de"])


def test_its_time_is_that_of_the_first_attempt(world: World) -> None:
    world.send(posting())
    assert world.record["createdAt"] == "2026-11-24T09:00:00.000Z"


def test_links_and_tags_can_be_clicked(world: World) -> None:
    world.send(posting())
    raw = TEXT.encode()
    shown = [
        (raw[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(), one["features"][0])
        for one in world.record["facets"]
    ]
    kind = "app.bsky.richtext.facet#"
    link = "https://acme.example/brücke"
    assert shown == [
        (link, {"$type": f"{kind}link", "uri": link}),
        ("#Brücken", {"$type": f"{kind}tag", "tag": "Brücken"}),
    ]


def test_somebody_who_is_mentioned_is_found(world: World) -> None:
    world.send(posting("Thanks, @friend.example.com!"))
    feature = world.record["facets"][0]["features"][0]
    assert feature["did"] == OTHERS["friend.example.com"]


def test_somebody_who_does_not_exist_stays_plain_text(world: World) -> None:
    world.send(posting("Thanks, @nobody.example.com!"))
    assert "facets" not in world.record


@pytest.mark.parametrize("lang", [None, "", "no language at all", "x"])
def test_a_language_that_bluesky_would_refuse_is_left_out(world: World, lang: str | None) -> None:
    assert world.send(posting(lang=lang)).state == "accepted"
    assert "langs" not in world.record


def test_the_receipt_is_the_page_of_the_post(world: World) -> None:
    outcome = world.send(posting())
    (key,) = world.fake.posts
    assert outcome.receipt == f"https://bsky.app/profile/{DID}/post/{key}"


def external(world: World) -> Mapping[str, Any]:
    found: Mapping[str, Any] = world.record["embed"]["external"]
    return found


def test_a_link_gets_its_card(world: World) -> None:
    world.send(posting())
    assert external(world) == {"uri": LINK, "title": "A bridge", "description": "It is long."}


def test_the_card_shows_the_picture(world: World) -> None:
    world.send(posting(picture=photo()))
    assert external(world)["thumb"]["ref"]["$link"] in world.fake.blobs


def test_a_picture_by_itself_has_its_description_and_shape(world: World) -> None:
    world.send(posting(picture=photo()), picture="image")
    (one,) = world.record["embed"]["images"]
    assert (one["alt"], one["aspectRatio"]) == ("A long bridge", {"width": 60, "height": 40})


def test_a_picture_that_is_not_wanted_is_not_uploaded(world: World) -> None:
    world.send(posting(picture=photo()), picture="none")
    assert (world.asked("uploadBlob"), "thumb" in external(world)) == (0, False)


def test_without_its_picture_a_post_has_the_card_instead(world: World) -> None:
    world.send(posting(), picture="image")
    assert external(world)["uri"] == LINK


def test_a_post_without_a_link_has_no_card(world: World) -> None:
    world.send(posting(link=None))
    assert "embed" not in world.record


def test_a_large_picture_is_made_to_fit(world: World) -> None:
    assert world.send(posting(picture=photo(1400, 1000))).state == "accepted"
    ((_, data),) = world.fake.blobs.values()
    assert len(data) <= 1_000_000


def test_what_is_no_picture_leaves_the_post_without(world: World) -> None:
    broken = Picture(b"<html>not found</html>", "image/png", 1, 1)
    assert world.send(posting(picture=broken)).state == "accepted"
    assert "thumb" not in external(world)


def test_a_picture_that_cannot_be_uploaded_now_leaves_nothing_in_doubt(world: World) -> None:
    world.fake.after["upload_blob"] = [Reset]
    assert world.send(posting(picture=photo())).state == "deferred"
    assert world.records == []


def test_a_picture_that_the_server_has_thrown_away_is_uploaded_again(world: World) -> None:
    world.fake.forgets_blobs = 1
    assert world.send(posting(picture=photo())).state == "accepted"
    assert world.asked("uploadBlob") == 2


def test_a_picture_that_is_thrown_away_each_time_waits(world: World) -> None:
    world.fake.forgets_blobs = 9
    assert world.send(posting(picture=photo())).state == "deferred"


def test_each_part_of_a_thread_answers_the_one_before(world: World) -> None:
    world.send(posting("One", "Two", "Three"))
    replies = [one.get("reply") for one in world.records]
    uris = [f"at://{DID}/app.bsky.feed.post/{key}" for key in sorted(world.fake.posts)]
    assert [one["text"] for one in world.records] == ["One", "Two", "Three"]
    assert [one and (one["root"]["uri"], one["parent"]["uri"]) for one in replies] == [
        None,
        (uris[0], uris[0]),
        (uris[0], uris[1]),
    ]


def test_only_the_first_part_of_a_thread_has_the_card(world: World) -> None:
    world.send(posting("One", "Two"))
    assert ["embed" in one for one in world.records] == [True, False]


def test_a_thread_with_a_part_that_is_too_long_is_not_begun(world: World) -> None:
    outcome = world.send(posting("One", "x" * 301))
    assert outcome == Outcome("rejected", text="part 2 of 2 is too long: 301 of 300 characters")
    assert world.records == []


def test_half_a_character_is_refused_before_anything_is_sent(world: World) -> None:
    assert world.send(posting("A \ud83d half")).state == "rejected"
    assert world.asked("putRecord") == 0


def test_mail_is_not_for_it(world: World) -> None:
    with world.sender().session() as session:
        assert session.send(sample_message()).state == "failed"


@pytest.mark.parametrize("length", [300, 301])
def test_our_count_is_the_one_that_decides(world: World, length: int) -> None:
    text = "👩‍👩‍👧‍👦" + "é" * (length - 1)
    assert measure("bluesky", text).length == length
    assert world.send(posting(text)).state == ("accepted" if length == 300 else "rejected")


def test_the_session_is_kept_for_the_next_run(world: World) -> None:
    for number in range(3):
        world.send(posting(key=f"key-{number}"))
    assert (world.asked("createSession"), len(world.records)) == (1, 3)


def test_another_password_makes_the_kept_session_worthless(world: World) -> None:
    world.send(posting())
    with pytest.raises(AuthRefused), world.sender(app_password="new-pass-word-here").session():
        pass


def test_a_session_that_has_expired_is_renewed_in_mid_send(world: World) -> None:
    with world.sender().session() as session:
        world.fake.expire()
        assert session.send(posting()).state == "accepted"
    assert (world.asked("refreshSession"), world.asked("createSession")) == (1, 1)


def test_a_renewed_session_is_kept(world: World) -> None:
    with world.sender().session() as session:
        world.fake.expire()
        session.send(posting())
    assert world.send(posting(key="another")).state == "accepted"
    assert world.asked("refreshSession") == 1


def test_a_session_that_cannot_be_renewed_begins_anew(world: World) -> None:
    with world.sender().session() as session:
        world.fake.revoke()
        assert session.send(posting()).state == "accepted"
    assert world.asked("createSession") == 2


def test_two_sessions_renew_once(world: World) -> None:
    with world.sender().session() as first, world.sender().session() as second:
        world.fake.expire()
        states = [first.send(posting(key="1")).state, second.send(posting(key="2")).state]
    assert (states, world.asked("refreshSession")) == (["accepted"] * 2, 1)


def test_a_renewal_that_fails_leaves_the_post_for_later(world: World) -> None:
    with world.sender().session() as session:
        world.fake.expire()
        world.fake.before["refresh_session"] = [Says(502, {"error": "UpstreamFailure"})]
        assert session.send(posting()).state == "deferred"


def test_an_app_password_that_was_deleted_in_mid_send_is_ours_to_mend(world: World) -> None:
    with world.sender().session() as session:
        world.fake.revoke()
        refusal = Says(401, {"error": "AuthenticationRequired", "message": "Invalid password"})
        world.fake.before["create_session"] = [refusal]
        outcome = session.send(posting())
    assert outcome.state == "failed"
    assert "Invalid password" in outcome.text


def test_an_empty_token_is_no_session(world: World) -> None:
    world.fake.before["create_session"] = [
        Says(200, {"did": DID, "accessJwt": "", "refreshJwt": ""})
    ]
    with pytest.raises(Unreachable), world.sender().session():
        pass
    assert world.vault.get(f"{SECRET}.session") is None


def test_a_wrong_password_says_what_to_do(world: World) -> None:
    with pytest.raises(AuthRefused) as refused, world.sender(app_password="wrong-one").session():
        pass
    (problem,) = refused.value.problems
    assert problem.code == "bluesky-sign-in"
    assert f"newsletter secret set {SECRET}" in (problem.hint or "")


@pytest.mark.parametrize("answer", [throttled(30), Says(503, "<html>busy</html>"), Says(200, "no")])
def test_a_server_that_lets_nobody_in_now_is_no_fault_of_ours(world: World, answer: Says) -> None:
    world.fake.before["create_session"] = [answer]
    with pytest.raises(Unreachable) as stopped, world.sender().session():
        pass
    assert stopped.value.problems[0].code == "bluesky-unreachable"


def test_an_account_may_live_on_another_server(world: World) -> None:
    with serving(Bluesky()) as home:
        world.fake.home = home.url
        with world.sender().session() as session:
            home.access = world.fake.access
            session.send(posting())
        assert (len(home.posts), len(world.fake.posts)) == (1, 0)


@pytest.mark.parametrize(
    "home",
    ["http://elsewhere.example", "ftp://127.0.0.1", "https://", "http://[::", "", "not an address"],
)
def test_tokens_go_nowhere_unprotected(world: World, home: str) -> None:
    world.fake.home = home
    assert world.send(posting()).state == "accepted"
    assert len(world.fake.posts) == 1


def test_an_endpoint_of_our_own_is_used_for_everything(world: World) -> None:
    world.fake.home = "https://elsewhere.example"
    outcome = world.send(posting(), endpoint=world.fake.url, server="https://bsky.social")
    assert outcome.state == "accepted"


def test_a_lost_answer_is_looked_up(world: World) -> None:
    world.fake.after["put_record"] = [Reset]
    with world.sender().session() as session:
        item = posting()
        assert session.send(item).state == "unknown"
        found = session.reconcile(item)
    assert (found.state, len(world.records)) == ("accepted", 1)


def test_a_request_that_was_lost_may_be_sent_at_once(world: World) -> None:
    world.fake.before["put_record"] = [Reset]
    with world.sender().session() as session:
        item = posting()
        session.send(item)
        assert session.reconcile(item).state == "deferred"
        assert session.send(item).state == "accepted"
    assert len(world.records) == 1


def test_sending_again_what_is_out_gives_the_same_receipt(world: World) -> None:
    first = world.send(posting())
    assert world.send(posting()) == first
    assert len(world.records) == 1


def test_a_look_that_fails_is_repeated_once(world: World) -> None:
    world.fake.after["put_record"] = [Reset]
    world.fake.before["get_record"] = [Reset]
    with world.sender().session() as session:
        item = posting()
        session.send(item)
        assert session.reconcile(item).state == "accepted"


@pytest.mark.parametrize("answers", [[Reset, Reset], [Says(500, {"error": "InternalServerError"})]])
def test_a_look_that_finds_nothing_out_leaves_it_unknown(world: World, answers: list[Any]) -> None:
    world.fake.after["put_record"] = [Reset]
    world.fake.before["get_record"] = answers
    with world.sender().session() as session:
        item = posting()
        session.send(item)
        assert session.reconcile(item).state == "unknown"


def test_another_post_of_the_same_key_is_not_taken_for_ours(world: World) -> None:
    world.send(posting("One"))
    outcome = world.send(posting("Another"))
    assert (outcome.state, world.record["text"]) == ("rejected", "One")


def test_a_record_that_is_made_differently_is_still_ours(world: World) -> None:
    """As after an update of this program between the attempt that was lost and the next one."""
    world.send(posting())
    item = posting(card=Card("Another title"))
    assert world.send(item).state == "accepted"
    assert external(world)["title"] == "A bridge"


def test_two_posts_of_one_instant_have_different_keys(world: World) -> None:
    for number in range(50):
        world.send(posting(key=f"key-{number}"))
    assert len(world.fake.posts) == 50


def test_too_many_posts_wait_until_the_server_says(world: World) -> None:
    world.fake.before["put_record"] = [throttled()]
    outcome = world.send(posting())
    assert (outcome.state, outcome.retry_at) == (
        "deferred",
        datetime.fromtimestamp(1795511400, UTC),
    )


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_error_of_the_server_leaves_the_post_in_doubt(world: World, status: int) -> None:
    world.fake.before["put_record"] = [Says(status, {"error": "InternalServerError"})]
    assert world.send(posting()).state == "unknown"


def test_an_answer_that_does_not_say_where_the_post_is_leaves_it_in_doubt(world: World) -> None:
    world.fake.after["put_record"] = [Says(200, "<html>welcome to the hotel</html>")]
    assert world.send(posting()).state == "unknown"


def test_a_post_that_is_refused_is_refused_for_good(world: World) -> None:
    refusal = Says(400, {"error": "InvalidRequest", "message": "Invalid record"})
    world.fake.before["put_record"] = [refusal]
    assert world.send(posting()) == Outcome("rejected", text="400 Invalid record InvalidRequest")


def test_an_account_that_was_taken_down_is_ours_to_mend(world: World) -> None:
    refusal = Says(400, {"error": "AccountTakedown", "message": "Account has been taken down"})
    world.fake.before["put_record"] = [refusal]
    assert world.send(posting()).state == "failed"


def test_it_says_whose_account_it_is(world: World) -> None:
    with world.sender().session() as session:
        account = session.account()
    assert (account.name, account.problems) == (f"@{HANDLE}", ())


def test_it_says_when_the_account_may_not_post(world: World) -> None:
    world.fake.active = False
    with world.sender().session() as session:
        (problem,) = session.account().problems
    assert problem.code == "bluesky-inactive"


def test_an_account_that_cannot_be_asked_for_is_unreachable(world: World) -> None:
    world.fake.before["get_session"] = [Reset]
    with world.sender().session() as session, pytest.raises(Unreachable):
        session.account()


def test_no_secret_is_told(world: World) -> None:
    leaks = f"{PASSWORD} access-token-1 refresh-token-1"
    world.fake.before["put_record"] = [Says(400, {"error": "InvalidRequest", "message": leaks})]
    sender = world.sender()
    with sender.session() as session:
        told = f"{session.send(posting())} {sender!r} {session!r}"
    assert not [one for one in leaks.split() if one in told]


@pytest.mark.parametrize("fault", ["before", "after"])
@pytest.mark.parametrize("part", range(5))
def test_a_thread_that_broke_anywhere_goes_on_there(
    world: World, tmp_path: Path, fault: str, part: int
) -> None:
    cuts: list[Any] = [None] * part + [Reset]
    faults = world.fake.before if fault == "before" else world.fake.after
    faults["put_record"] = cuts
    told = tell(world.sender, tmp_path, TestClock(), post=a_post("bluesky", 5), runs=3)
    assert told.state == "accepted"
    assert [one["text"] for one in world.records] == [p.text for p in a_post("bluesky", 5).parts]


def test_a_lost_answer_is_settled_within_the_run(world: World, tmp_path: Path) -> None:
    world.fake.after["put_record"] = [Reset]
    told = tell(
        world.sender, tmp_path, TestClock(), post=a_post("bluesky"), runs=1, look_again=(0.0,)
    )
    assert (told.state, len(world.records)) == ("accepted", 1)


@pytest.mark.parametrize("death", ["before send", "after send"])
def test_a_process_that_dies_posts_once_in_the_end(
    world: World, tmp_path: Path, death: Any
) -> None:
    clock = TestClock()
    options = {"server": world.fake.url, "handle": HANDLE, "app_password": PASSWORD}
    module = "newsletter.senders.social.bluesky.sender"
    killed(module, options, tmp_path, clock, post=a_post("bluesky"), death=death)
    clock.move(timedelta(minutes=3))
    told = tell(world.sender, tmp_path, clock, post=a_post("bluesky"), runs=2)
    assert (told.state, len(world.records)) == ("accepted", 1)
