"""X: a text once, whatever becomes of the answer; tokens that are renewed by one at a time."""

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.errors import AuthRefused, Unreachable, UnusableInput
from newsletter.model import Part, Post
from newsletter.outcome import Outcome
from newsletter.posting import Picture, Posting
from newsletter.senders.contract import SenderContract, sample_post, under_way
from newsletter.senders.http.tokens import Token
from newsletter.senders.social.x.oauth1 import Keys, authorization
from newsletter.senders.social.x.sender import X, XSession, create
from tests.delivery.plans import NOW, TestClock
from tests.fakes.server import Reset, Says, serving
from tests.fakes.x import DUPLICATE, FakeX
from tests.senders.exactly_once import a_post, channel, killed, tell
from tests.senders.pictures import png
from tests.senders.vaults import NAME, with_vault

MODULE = "newsletter.senders.social.x.sender"
OAUTH1 = {
    "consumer_key": "x-consumer-key",
    "consumer_secret": "x-consumer-secret",
    "access_token": "x-access-token",
    "access_token_secret": "x-access-token-secret",
}
CLIENT = {"client_id": "x-client", "client_secret": "x-client-secret"}
OVER = NOW - timedelta(hours=1)
BROKEN = Says(503, {"title": "Service Unavailable"})


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def fake(clock: TestClock) -> Iterator[FakeX]:
    with serving(FakeX(clock.now)) as opened:
        yield opened


def sender(fake: FakeX, clock: TestClock, **options: object) -> X:
    return create(channel(clock, **{"endpoint": fake.url, "token": "x-token", **options}))


def renewable(fake: FakeX, clock: TestClock, folder: Path, token: Token, **more: object) -> X:
    context = channel(clock, **{"endpoint": fake.url, **CLIENT, **more})
    return create(with_vault(context, token.to_secret(), folder))


def kept(made: X) -> Token:
    assert made.context.vault is not None
    return Token.from_secret(made.context.vault.get(NAME) or "")


@pytest.fixture
def session(fake: FakeX, clock: TestClock) -> Iterator[XSession]:
    with sender(fake, clock).session() as opened:
        yield opened


def texts(fake: FakeX) -> list[str]:
    return [tweet.text for tweet in fake.tweets]


def posting(text: str = "Walking helps", parts: int = 1) -> Posting:
    return replace(sample_post(text=text, parts=parts), created_at=NOW)


def illustrated(alt: str = "A path in a wood") -> Posting:
    return replace(posting(), picture=lambda: Picture(png(), "image/png", 8, 8, alt))


def sent(made: X, item: Posting) -> Outcome:
    with made.session() as opened:
        return opened.send(item)


class TestX(SenderContract):
    @pytest.fixture(autouse=True)
    def _serve(self, tmp_path: Path) -> Iterator[None]:
        self.folder = tmp_path
        with serving(FakeX()) as self.fake:
            yield

    def sender(self) -> X:
        return sender(self.fake, TestClock(self.fake.now()))

    def unreachable_sender(self) -> X:
        token = Token("x-token", "revoked", OVER)
        return renewable(self.fake, TestClock(), self.folder, token)


class TestXWithFourKeys(SenderContract):
    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with serving(FakeX()) as self.fake:
            yield

    def sender(self) -> X:
        clock = TestClock(self.fake.now())
        return create(channel(clock, **{"endpoint": self.fake.url, **OAUTH1}))


def test_the_receipt_is_the_address_of_the_post(session: XSession, fake: FakeX) -> None:
    outcome = session.send(posting())
    assert outcome.receipt == f"https://x.com/i/web/status/{fake.tweets[0].id}"


def test_each_part_of_a_thread_replies_to_the_one_before(session: XSession, fake: FakeX) -> None:
    session.send(posting(parts=3))
    ids = [tweet.id for tweet in fake.tweets]
    assert [tweet.replies_to for tweet in fake.tweets] == [None, *ids[:2]]


def test_a_picture_goes_along_with_its_description(fake: FakeX, clock: TestClock) -> None:
    sent(sender(fake, clock, picture="image"), illustrated())
    (number,) = fake.tweets[0].media
    assert fake.media[number].alt == "A path in a wood"


def test_a_description_that_is_too_long_ends_after_a_word(fake: FakeX, clock: TestClock) -> None:
    sent(sender(fake, clock, picture="image"), illustrated("Trees and " * 200))
    (media,) = fake.media.values()
    assert (media.alt or "").endswith(("Trees…", "and…"))


def test_a_card_needs_no_upload(fake: FakeX, clock: TestClock) -> None:
    sent(sender(fake, clock), illustrated())
    assert fake.media == {}


def test_a_picture_is_for_the_first_part_alone(fake: FakeX, clock: TestClock) -> None:
    item = replace(illustrated(), post=posting(parts=2).post)
    sent(sender(fake, clock, picture="image"), item)
    assert [len(tweet.media) for tweet in fake.tweets] == [1, 0]


@pytest.mark.parametrize("fault", [Reset, BROKEN])
def test_an_upload_that_fails_leaves_no_doubt(
    fake: FakeX, clock: TestClock, fault: Says | type[Reset]
) -> None:
    fake.after["upload"] = [fault]
    outcome = sent(sender(fake, clock, picture="image"), illustrated())
    assert (outcome.state, fake.tweets) == ("deferred", [])


def test_a_lost_answer_is_in_doubt(session: XSession, fake: FakeX) -> None:
    fake.after["publish"] = [Reset]
    assert session.send(posting()).state == "unknown"


def test_a_lost_answer_is_found_again(session: XSession, fake: FakeX) -> None:
    fake.after["publish"] = [Reset]
    item = posting("Salt & pepper <https://acme.example/a_(b)>")
    session.send(item)
    assert session.reconcile(item).receipt == f"https://x.com/i/web/status/{fake.tweets[0].id}"


@pytest.mark.parametrize("fault", [Reset, BROKEN])
def test_it_is_posted_once_when_the_answer_is_lost(
    fake: FakeX, clock: TestClock, tmp_path: Path, fault: Says | type[Reset]
) -> None:
    fake.after["publish"] = [fault]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("x"))
    assert (told.state, len(fake.tweets)) == ("accepted", 1)


def test_it_is_posted_when_the_first_try_never_came_through(
    fake: FakeX, clock: TestClock, tmp_path: Path
) -> None:
    fake.before["publish"] = [Reset]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("x"))
    assert (told.state, len(fake.tweets)) == ("accepted", 1)


@pytest.mark.parametrize("broken", [1, 2, 3])
def test_a_thread_goes_on_where_it_broke(
    fake: FakeX, clock: TestClock, tmp_path: Path, broken: int
) -> None:
    fake.after["publish"] = [*[None] * (broken - 1), Reset]  # type: ignore[list-item]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("x", 3), runs=4)
    ids = [tweet.id for tweet in fake.tweets]
    assert told.state == "accepted"
    assert [tweet.replies_to for tweet in fake.tweets] == [None, *ids[:2]]


def test_a_process_that_dies_after_posting_leaves_one_post(
    fake: FakeX, clock: TestClock, tmp_path: Path
) -> None:
    options = {"endpoint": fake.url, "token": "x-token"}
    killed(MODULE, options, tmp_path, clock, post=a_post("x"))
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("x"))
    assert (told.state, len(fake.tweets)) == ("accepted", 1)


def test_a_repeat_that_x_refuses_means_that_it_is_out(fake: FakeX, session: XSession) -> None:
    item = posting()
    fake.after["publish"] = [Reset]
    session.send(item)
    assert session.send(item).receipt == f"https://x.com/i/web/status/{fake.tweets[0].id}"


def test_a_repeat_is_out_even_if_the_timeline_cannot_be_read(
    fake: FakeX, session: XSession
) -> None:
    item = posting()
    fake.after["publish"] = [Reset]
    fake.cannot_read = True
    session.send(item)
    assert session.send(item) == Outcome("accepted", receipt="https://x.com/acme")


def test_a_text_that_somebody_else_repeats_is_refused_at_the_first_try(
    fake: FakeX, session: XSession
) -> None:
    fake.before["publish"] = [DUPLICATE]
    assert session.send(posting()).state == "rejected"


def test_a_try_that_had_to_wait_is_not_taken_for_a_post(fake: FakeX, session: XSession) -> None:
    item = posting()
    fake.limited = [int(NOW.timestamp()) + 60]
    session.send(item)
    fake.before["publish"] = [DUPLICATE]
    assert session.send(item).state == "rejected"


def test_a_part_without_its_id_stops_the_thread(fake: FakeX, session: XSession) -> None:
    item = posting(parts=2)
    fake.after["publish"] = [Reset]
    fake.cannot_read = True
    session.send(item)
    assert session.send(item).state == "unknown"


def test_nobody_can_tell_while_the_timeline_cannot_be_read(fake: FakeX, session: XSession) -> None:
    item = posting()
    fake.after["publish"] = [Reset]
    fake.cannot_read = True
    session.send(item)
    assert session.reconcile(item).state == "unknown"


def test_an_older_post_of_the_same_text_is_not_taken_for_ours(
    fake: FakeX, clock: TestClock, session: XSession
) -> None:
    session.send(posting())
    clock.move(timedelta(days=7))
    later = replace(posting(), created_at=clock.now())
    later.notes.put("part.0.tried", NOW.isoformat())
    assert session.reconcile(later).state == "deferred"


def test_too_many_posts_wait_until_the_window_ends(fake: FakeX, session: XSession) -> None:
    reset = NOW + timedelta(minutes=9)
    fake.limited = [int(reset.timestamp())]
    assert session.send(posting()).retry_at == reset


def test_a_refused_text_is_told_in_the_words_of_x(fake: FakeX, session: XSession) -> None:
    fake.before["publish"] = [Says(400, {"title": "Invalid", "detail": "This is too long."})]
    assert session.send(posting()) == Outcome("rejected", text="400 This is too long.")


@pytest.mark.parametrize("kind", ["client-forbidden", "usage-capped"])
def test_what_the_app_may_not_do_is_no_refusal_of_the_text(
    fake: FakeX, session: XSession, kind: str
) -> None:
    said = {"type": f"https://api.twitter.com/2/problems/{kind}", "detail": "Not for this app."}
    fake.before["publish"] = [Says(403, said)]
    assert session.send(posting()) == Outcome("deferred", text="403 Not for this app.")


def test_used_up_credits_are_no_refusal_of_the_text(fake: FakeX, session: XSession) -> None:
    fake.before["publish"] = [Says(402, {"title": "CreditsDepleted"})]
    assert session.send(posting()).state == "deferred"


def test_half_a_character_is_refused_before_anything_is_asked(
    fake: FakeX, session: XSession
) -> None:
    assert session.send(posting("broken \ud83d")).state == "rejected"
    assert fake.asked == []


def test_a_token_that_is_over_is_renewed_before_posting(
    fake: FakeX, clock: TestClock, tmp_path: Path
) -> None:
    made = renewable(fake, clock, tmp_path, Token("x-token", "x-refresh", OVER))
    assert sent(made, posting()).state == "accepted"
    assert kept(made).refresh == "x-refresh-1"


def test_a_token_that_is_refused_is_renewed_once(
    fake: FakeX, clock: TestClock, tmp_path: Path
) -> None:
    made = renewable(fake, clock, tmp_path, Token("stale", "x-refresh"))
    assert sent(made, posting()).state == "accepted"
    assert fake.count("POST", "/2/oauth2/token") == 1


def test_a_public_client_is_renewed_without_a_secret(
    fake: FakeX, clock: TestClock, tmp_path: Path
) -> None:
    fake.grants.client_secret = None
    made = renewable(fake, clock, tmp_path, Token("stale", "x-refresh"), client_secret="")
    assert sent(made, posting()).state == "accepted"


def test_two_threads_renew_a_token_once(fake: FakeX, clock: TestClock, tmp_path: Path) -> None:
    made = renewable(fake, clock, tmp_path, Token("x-token", "x-refresh", OVER))
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda n: sent(made, sample_post(n)), range(2)))
    assert [outcome.state for outcome in outcomes] == ["accepted"] * 2
    assert fake.count("POST", "/2/oauth2/token") == 1


def test_a_session_uses_the_token_that_another_one_renewed(
    fake: FakeX, clock: TestClock, tmp_path: Path
) -> None:
    made = renewable(fake, clock, tmp_path, Token("x-token", "x-refresh"))
    with ExitStack() as stack:
        first, second = (stack.enter_context(made.session()) for _ in range(2))
        fake.grants.access = set()
        states = [one.send(sample_post(n)).state for n, one in enumerate((first, second))]
    assert states == ["accepted", "accepted"]


@pytest.mark.parametrize("fault", [BROKEN, Reset, Says(200, {"access_token": ""}), Says(200, "?")])
def test_a_renewal_that_fails_for_now_keeps_the_token_and_posts_nothing(
    fake: FakeX, clock: TestClock, tmp_path: Path, fault: Says | type[Reset]
) -> None:
    token = Token("x-token", "x-refresh", OVER)
    made = renewable(fake, clock, tmp_path, token)
    fake.before["refresh"] = [fault, fault]
    assert sent(made, posting()).state == "deferred"
    assert (kept(made), fake.tweets) == (token, [])


@pytest.mark.parametrize("error", ["invalid_grant", "invalid_request"])
def test_a_right_that_was_revoked_needs_a_person(
    fake: FakeX, clock: TestClock, tmp_path: Path, error: str
) -> None:
    said = {"error": error, "error_description": "Value passed for the token was invalid."}
    fake.before["refresh"] = [Says(400, said)]
    made = renewable(fake, clock, tmp_path, Token("x-token", "x-refresh", OVER))
    with pytest.raises(AuthRefused, match="newsletter connect posts"), made.session():
        pass


def test_a_right_that_is_revoked_in_a_session_fails_the_post(
    fake: FakeX, clock: TestClock, tmp_path: Path
) -> None:
    made = renewable(fake, clock, tmp_path, Token("x-token", "revoked"))
    fake.grants.access = set()
    assert sent(made, posting()).state == "deferred"


def test_a_token_without_its_client_is_not_renewed(
    fake: FakeX, clock: TestClock, tmp_path: Path
) -> None:
    made = renewable(fake, clock, tmp_path, Token("x-token", "x-refresh", OVER), client_id="")
    assert sent(made, posting()).text == (
        "the token could not be renewed: the channel has no client_id"
    )


def test_a_token_that_nothing_renews_fails_with_words(fake: FakeX, clock: TestClock) -> None:
    outcome = sent(sender(fake, clock, token="wrong-token"), posting())
    assert outcome == Outcome("deferred", text="the credentials were refused: 401 Unauthorized")


@pytest.mark.parametrize("missing", OAUTH1)
def test_of_four_keys_none_may_be_missing(clock: TestClock, missing: str) -> None:
    keys = {name: value for name, value in OAUTH1.items() if name != missing}
    with pytest.raises(UnusableInput, match=f"has no {missing}"):
        create(channel(clock, **keys))


def test_without_any_credentials_the_token_is_missing(clock: TestClock) -> None:
    with pytest.raises(UnusableInput, match="has no token"):
        create(channel(clock))


def test_a_signature_is_that_of_the_page() -> None:
    # https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature
    keys = Keys(
        "xvz1evFS4wEEPTGEFPHBog",
        "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
        "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    )
    params = {
        "include_entities": "true",
        "status": "Hello Ladies + Gentlemen, a signed OAuth request!",
    }
    url = "https://api.x.com/1.1/statuses/update.json"
    nonce = "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"
    header = authorization("POST", url, params, keys, nonce, "1318622958")
    assert 'oauth_signature="Ls93hJiZbQ3akF3HF3x1Bz8%2FzU4%3D"' in header


def test_the_account_says_who_posts_and_what_a_link_costs(session: XSession) -> None:
    account = session.account()
    assert account.name == "@acme"
    assert "$0.200" in account.facts[0]


def test_a_token_that_cannot_be_renewed_is_a_warning(session: XSession) -> None:
    assert [one.code for one in session.account().problems] == ["token-not-renewable"]


def test_an_account_whose_token_is_refused_is_disconnected(fake: FakeX, clock: TestClock) -> None:
    made = sender(fake, clock, token="wrong-token")
    with made.session() as opened, pytest.raises(AuthRefused, match="no longer connected"):
        opened.account()


def test_an_account_that_cannot_be_told_now_is_no_sign_out(
    fake: FakeX, clock: TestClock, tmp_path: Path
) -> None:
    made = renewable(fake, clock, tmp_path, Token("x-token", "x-refresh", OVER))
    fake.before["refresh"] = [BROKEN, BROKEN]
    with made.session() as opened, pytest.raises(Unreachable):
        opened.account()


def test_nothing_that_is_told_holds_a_secret(fake: FakeX, clock: TestClock, tmp_path: Path) -> None:
    echoed = " ".join(("x-refresh-1", "x-token-1", base64.b64encode(b"x").decode()))
    fake.before["publish"] = [Says(400, {"detail": f"no {echoed}"})]
    made = renewable(fake, clock, tmp_path, Token("x-token", "x-refresh", OVER))
    outcome = sent(made, posting())
    assert "x-token-1" not in outcome.text
    assert "x-refresh-1" not in outcome.text
    assert "x-client-secret" not in repr(made)


def test_a_thread_of_other_parts_is_told_by_what_it_replies_to(
    session: XSession, fake: FakeX
) -> None:
    part = Part("The same words", 14, 280)
    session.send(replace(under_way(Post("x", "a.md", (part,))), created_at=NOW))
    item = replace(under_way(Post("x", "b.md", (Part("Another", 7, 280), part))), created_at=NOW)
    fake.tweets[0].text = "The same words"
    fake.after["publish"] = [Says(503, {}), Reset]
    session.send(item)
    assert fake.tweets[1].text == "Another"
    assert session.reconcile(item).state == "deferred"
