"""LinkedIn: a text once, told by the post that a repeat names; versions and tokens that end."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from newsletter.errors import AuthRefused, Unreachable, UnusableInput
from newsletter.model import Card, Part, Post
from newsletter.outcome import Outcome
from newsletter.posting import Picture, Posting
from newsletter.senders.contract import SenderContract, sample_post, under_way
from newsletter.senders.http.tokens import Token
from newsletter.senders.social.linkedin.pictures import AGAIN
from newsletter.senders.social.linkedin.sender import LinkedIn, LinkedInSession, create
from newsletter.senders.social.linkedin.versions import DEFAULT, sunset, version_problem
from tests.delivery.plans import NOW, TestClock
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.server import Reset, Says, serving
from tests.senders.exactly_once import a_post, channel, killed, tell
from tests.senders.pictures import png
from tests.senders.vaults import NAME, with_vault

MODULE = "newsletter.senders.social.linkedin.sender"
AUTHOR = "urn:li:person:AbC-123"
CLIENT = {"client_id": "app", "client_secret": "app-secret"}
CARD = Card("Walking (and more)", "What 12 studies say.", "images/a.png", "A path in a wood")
BROKEN = Says(503, {"message": "Service Unavailable"})


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def fake(clock: TestClock) -> Iterator[FakeLinkedIn]:
    with serving(FakeLinkedIn(clock.now)) as opened:
        yield opened


def options(fake: FakeLinkedIn, **more: object) -> dict[str, object]:
    return {"endpoint": fake.url, "token": "linkedin-token", "author": AUTHOR, **more}


def sender(fake: FakeLinkedIn, clock: TestClock, **more: object) -> LinkedIn:
    return create(channel(clock, **options(fake, **more)))


def renewable(fake: FakeLinkedIn, clock: TestClock, folder: Path, token: Token) -> LinkedIn:
    context = channel(clock, **options(fake, **CLIENT))
    return create(with_vault(context, token.to_secret(), folder))


@pytest.fixture
def session(fake: FakeLinkedIn, clock: TestClock) -> Iterator[LinkedInSession]:
    with sender(fake, clock).session() as opened:
        yield opened


def sent(made: LinkedIn, item: Posting) -> Outcome:
    with made.session() as opened:
        return opened.send(item)


def linked(*, card: Card | None = CARD, alt: str = "A path in a wood") -> Posting:
    part = Part("Walking helps https://acme.example/walking #Health", 51, 3000)
    post = Post("linkedin", "a.md", (part,), link="https://acme.example/walking", card=card)
    picture = Picture(png(), "image/png", 8, 8, alt)
    return replace(under_way(post), picture=lambda: picture)


class TestLinkedIn(SenderContract):
    @pytest.fixture(autouse=True)
    def _serve(self, tmp_path: Path) -> Iterator[None]:
        self.folder = tmp_path
        with serving(FakeLinkedIn()) as self.fake:
            yield

    def sender(self) -> LinkedIn:
        return sender(self.fake, TestClock(self.fake.now()))

    def unreachable_sender(self) -> LinkedIn:
        return renewable(self.fake, TestClock(), self.folder, Token("old", "revoked", NOW))


def test_the_receipt_holds_the_urn_of_the_post(
    session: LinkedInSession, fake: FakeLinkedIn
) -> None:
    outcome = session.send(sample_post())
    assert outcome.receipt == f"https://www.linkedin.com/feed/update/{fake.shares[0].urn}/"


def test_readers_see_the_text_that_was_approved(
    session: LinkedInSession, fake: FakeLinkedIn
) -> None:
    item = sample_post(text="C# (v2) {beta} [x] <y> *z* _u_ ~w~ a|b me@acme.example \\")
    session.send(item)
    assert fake.shares[0].text == item.post.parts[0].text


def test_further_parts_are_comments_in_plain_text(
    session: LinkedInSession, fake: FakeLinkedIn
) -> None:
    item = sample_post(text="Part (of)", parts=3)
    assert session.send(item).state == "accepted"
    said = [comment["message"]["text"] for comment in fake.shares[0].comments]
    assert said == [part.text for part in item.post.parts[1:]]


def test_the_card_of_a_link_has_title_text_and_picture(
    session: LinkedInSession, fake: FakeLinkedIn
) -> None:
    session.send(linked())
    card = fake.shares[0].body["content"]["article"]
    assert card == {
        "source": "https://acme.example/walking",
        "title": "Walking (and more)",
        "description": "What 12 studies say.",
        "thumbnail": next(iter(fake.images)),
        "thumbnailAltText": "A path in a wood",
    }


def test_a_card_without_a_title_is_named_by_its_link(
    session: LinkedInSession, fake: FakeLinkedIn
) -> None:
    session.send(linked(card=None))
    assert fake.shares[0].body["content"]["article"]["title"] == "https://acme.example/walking"


def test_a_picture_by_itself_has_its_description(fake: FakeLinkedIn, clock: TestClock) -> None:
    sent(sender(fake, clock, picture="image"), linked())
    (urn,) = fake.images
    media = {"id": urn, "altText": "A path in a wood"}
    assert fake.shares[0].body["content"] == {"media": media}


def test_without_a_picture_nothing_is_uploaded(fake: FakeLinkedIn, clock: TestClock) -> None:
    sent(sender(fake, clock, picture="none"), linked())
    assert "thumbnail" not in fake.shares[0].body["content"]["article"]
    assert fake.images == {}


def test_a_picture_is_waited_for(session: LinkedInSession, fake: FakeLinkedIn) -> None:
    fake.processing = 3
    outcome = replace(session, pause=lambda _: None).send(linked())
    assert outcome.state == "accepted"


def test_a_picture_that_is_not_ready_is_used_later(
    session: LinkedInSession, fake: FakeLinkedIn
) -> None:
    fake.processing = 15
    hasty = replace(session, pause=lambda _: None)
    item = linked()
    assert hasty.send(item).retry_at == NOW + AGAIN
    assert hasty.send(item).state == "accepted"
    assert len(fake.images) == 1


@pytest.mark.parametrize("route", ["begin_upload", "put_image", "image"])
@pytest.mark.parametrize("fault", [Reset, BROKEN])
def test_an_upload_that_fails_leaves_no_doubt(
    session: LinkedInSession, fake: FakeLinkedIn, route: str, fault: Says | type[Reset]
) -> None:
    fake.after[route] = [fault]
    assert (session.send(linked()).state, fake.shares) == ("deferred", [])


def test_the_token_goes_to_no_place_but_linkedins(
    session: LinkedInSession, fake: FakeLinkedIn
) -> None:
    told = {"value": {"uploadUrl": "https://evil.example/", "image": "urn:li:image:1"}}
    fake.before["begin_upload"] = [Says(200, told)]
    assert session.send(linked()).state == "failed"


def test_a_lost_answer_is_in_doubt(session: LinkedInSession, fake: FakeLinkedIn) -> None:
    fake.after["publish"] = [Reset]
    assert session.send(sample_post()).state == "unknown"


@pytest.mark.parametrize("fault", [Reset, BROKEN])
@pytest.mark.parametrize("may_read", [True, False])
def test_it_is_posted_once_when_the_answer_is_lost(
    fake: FakeLinkedIn,
    clock: TestClock,
    tmp_path: Path,
    fault: Says | type[Reset],
    *,
    may_read: bool,
) -> None:
    fake.may_read = may_read
    fake.after["publish"] = [fault]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("linkedin"))
    assert (told.state, len(fake.shares)) == ("accepted", 1)
    assert fake.shares[0].urn in (told.receipt or "")


def test_it_is_posted_when_the_first_try_never_came_through(
    fake: FakeLinkedIn, clock: TestClock, tmp_path: Path
) -> None:
    fake.before["publish"] = [Reset]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("linkedin"))
    assert (told.state, len(fake.shares)) == ("accepted", 1)


def test_a_process_that_dies_after_posting_leaves_one_post(
    fake: FakeLinkedIn, clock: TestClock, tmp_path: Path
) -> None:
    killed(MODULE, options(fake), tmp_path, clock, post=a_post("linkedin"))
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("linkedin"))
    assert (told.state, len(fake.shares)) == ("accepted", 1)


@pytest.mark.parametrize("may_read", [True, False])
def test_an_older_post_of_the_same_text_is_not_taken_for_ours(
    session: LinkedInSession, fake: FakeLinkedIn, clock: TestClock, *, may_read: bool
) -> None:
    fake.may_read = may_read
    session.send(replace(sample_post(), created_at=NOW))
    clock.move(timedelta(days=7))
    later = replace(sample_post(), created_at=clock.now())
    later.notes.put("part.0.tried", NOW.isoformat())
    assert session.reconcile(later).state == "deferred"


def test_a_comment_in_doubt_stays_so_for_a_person(
    fake: FakeLinkedIn, clock: TestClock, tmp_path: Path
) -> None:
    fake.after["comment"] = [Reset]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("linkedin", 2))
    assert told.states == ("unknown",) * 3
    assert len(fake.shares[0].comments) == 1


def test_a_repeat_is_accepted_as_the_post_that_it_repeats(
    session: LinkedInSession, fake: FakeLinkedIn
) -> None:
    first = session.send(sample_post())
    assert session.send(sample_post()) == first
    assert len(fake.shares) == 1


def test_another_422_is_a_refusal(session: LinkedInSession, fake: FakeLinkedIn) -> None:
    fake.before["publish"] = [Says(422, {"message": "commentary is too long"})]
    assert session.send(sample_post()) == Outcome("rejected", text="422 commentary is too long")


def test_too_many_posts_wait(session: LinkedInSession, fake: FakeLinkedIn) -> None:
    fake.limited = 1
    assert session.send(sample_post()).state == "deferred"


def test_a_version_that_has_ended_says_what_to_set(fake: FakeLinkedIn, clock: TestClock) -> None:
    outcome = sent(sender(fake, clock, version="202507"), sample_post())
    assert outcome.state == "deferred"
    assert "set another month as version" in outcome.text


def test_a_foreign_author_is_told(fake: FakeLinkedIn, clock: TestClock) -> None:
    outcome = sent(sender(fake, clock, author="urn:li:organization:9"), sample_post())
    assert outcome.state == "deferred"
    assert "may not post as urn:li:organization:9" in outcome.text


@pytest.mark.parametrize("name", ["author", "token"])
def test_a_setting_that_is_missing_is_named(clock: TestClock, name: str) -> None:
    given = {"author": AUTHOR, "token": "t", name: ""}
    with pytest.raises(UnusableInput, match=f"has no {name}"):
        create(channel(clock, **given))


def test_a_token_is_renewed_where_the_app_may(
    fake: FakeLinkedIn, clock: TestClock, tmp_path: Path
) -> None:
    made = renewable(fake, clock, tmp_path, Token("linkedin-token", "linkedin-refresh", NOW))
    assert sent(made, sample_post()).state == "accepted"
    assert made.context.vault is not None
    assert "linkedin-token-renewed" in (made.context.vault.get(NAME) or "")


@pytest.mark.parametrize(
    ("version", "day"), [("202607", date(2027, 7, 1)), ("202612", date(2027, 12, 1))]
)
def test_a_version_lives_for_a_year(version: str, day: date) -> None:
    assert sunset(version) == day


@pytest.mark.parametrize("version", ["", "2026", "202613", "latest", "٢٠٢٦٠٧"])
def test_what_is_no_month_is_no_version(version: str) -> None:
    problem = version_problem("posts", version, date(2026, 11, 24))
    assert problem is not None
    assert problem.code == "api-version"


@pytest.mark.parametrize(
    ("today", "warned"),
    [(date(2027, 4, 30), False), (date(2027, 5, 2), True), (date(2028, 1, 1), True)],
)
def test_a_version_warns_two_months_before_it_ends(today: date, *, warned: bool) -> None:
    problem = version_problem("posts", DEFAULT, today)
    assert (problem is not None) == warned


def test_a_version_that_ended_is_told_as_over() -> None:
    problem = version_problem("posts", "202507", date(2026, 11, 24))
    assert problem is not None
    assert "202507 ended on 1 July 2026" in problem.text


def test_the_account_says_who_posts_and_until_when(session: LinkedInSession) -> None:
    account = session.account()
    assert account.name == f"Acme News ({AUTHOR})"
    assert account.facts[0] == "API version 202607, spoken until 1 July 2027"


def test_an_account_that_may_not_be_read_is_named_by_its_urn(
    session: LinkedInSession, fake: FakeLinkedIn
) -> None:
    fake.before["userinfo"] = [Says(403, {"message": "Not enough permissions"})]
    assert session.account().name == AUTHOR


def test_a_token_that_ends_soon_is_a_warning(fake: FakeLinkedIn, clock: TestClock) -> None:
    token = Token("linkedin-token", None, NOW + timedelta(days=10)).to_secret()
    with sender(fake, clock, token=token).session() as opened:
        problems = opened.account().problems
    assert [one.code for one in problems] == ["token-expiring"]
    assert "4 December 2026" in problems[0].text


def test_an_account_whose_token_is_refused_is_disconnected(
    fake: FakeLinkedIn, clock: TestClock
) -> None:
    made = sender(fake, clock, token="wrong-token")
    with made.session() as opened, pytest.raises(AuthRefused, match="newsletter connect posts"):
        opened.account()


def test_an_account_that_does_not_answer_is_unreachable(
    session: LinkedInSession, fake: FakeLinkedIn
) -> None:
    fake.before["userinfo"] = [BROKEN]
    with pytest.raises(Unreachable):
        session.account()


def test_nothing_that_is_told_holds_a_secret(fake: FakeLinkedIn, clock: TestClock) -> None:
    fake.before["publish"] = [Says(400, {"message": "no linkedin-token"})]
    made = sender(fake, clock)
    assert "linkedin-token" not in sent(made, sample_post()).text + repr(made)
