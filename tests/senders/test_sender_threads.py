"""Threads: a container is published once, and tells what became of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.errors import AuthRefused, Unreachable, UnusableInput
from newsletter.model import Card, Part, Post
from newsletter.outcome import Outcome
from newsletter.posting import Posting
from newsletter.senders.contract import SenderContract, sample_post, under_way
from newsletter.senders.http.tokens import Token
from newsletter.senders.social.threads import AGAIN, Threads, ThreadsSession, create
from tests.delivery.plans import NOW, TestClock
from tests.fakes.graph import TRANSIENT, error
from tests.fakes.server import Reset, Says, serving
from tests.fakes.threads import FakeThreads
from tests.senders.exactly_once import a_post, channel, killed, tell
from tests.senders.vaults import NAME, with_vault

MODULE = "newsletter.senders.social.threads"
USER = "17841400000000001"
CARD = Card("Walking", "What 12 studies say.", "https://acme.example/a.jpg", "A path in a wood")
BROKEN = Says(503, {"error": {"message": "Service Unavailable", "code": 2}})


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def fake(clock: TestClock) -> Iterator[FakeThreads]:
    with serving(FakeThreads(clock.now)) as opened:
        yield opened


def options(fake: FakeThreads, **more: object) -> dict[str, object]:
    return {"endpoint": fake.url, "token": "threads-token", "account": USER, **more}


def sender(fake: FakeThreads, clock: TestClock, **more: object) -> Threads:
    made = create(channel(clock, **options(fake, **more)))
    return replace(made, pause=lambda _: None)


def renewable(fake: FakeThreads, clock: TestClock, folder: Path, token: Token) -> Threads:
    context = with_vault(channel(clock, **options(fake)), token.to_secret(), folder)
    return create(context)


def kept(made: Threads) -> Token:
    assert made.context.vault is not None
    return Token.from_secret(made.context.vault.get(NAME) or "")


@pytest.fixture
def session(fake: FakeThreads, clock: TestClock) -> Iterator[ThreadsSession]:
    with sender(fake, clock).session() as opened:
        yield opened


def sent(made: Threads, item: Posting) -> Outcome:
    with made.session() as opened:
        return opened.send(item)


def linked() -> Posting:
    part = Part("Walking helps https://acme.example/walking", 42, 500)
    post = Post("threads", "a.md", (part,), link="https://acme.example/walking", card=CARD)
    return under_way(post)


class TestThreads(SenderContract):
    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with serving(FakeThreads()) as self.fake:
            yield

    def sender(self) -> Threads:
        return sender(self.fake, TestClock(self.fake.now()))

    def unreachable_sender(self) -> Threads:
        return replace(self.sender(), endpoint="http://127.0.0.1:9")


def test_the_receipt_is_the_address_of_the_post(session: ThreadsSession, fake: FakeThreads) -> None:
    outcome = session.send(sample_post())
    assert outcome.receipt == f"https://www.threads.com/@acme/post/{fake.published[0].id}"


def test_each_part_of_a_thread_replies_to_the_one_before(
    session: ThreadsSession, fake: FakeThreads
) -> None:
    session.send(sample_post(parts=3))
    ids = [post.id for post in fake.published]
    assert [post.replies_to for post in fake.published] == [None, *ids[:2]]


def test_the_link_is_attached_for_its_card(session: ThreadsSession, fake: FakeThreads) -> None:
    session.send(linked())
    assert fake.published[0].values["link_attachment"] == "https://acme.example/walking"


def test_a_picture_at_a_public_address_goes_along_with_its_description(
    fake: FakeThreads, clock: TestClock
) -> None:
    sent(sender(fake, clock, picture="image"), linked())
    given = fake.published[0].values
    assert (given["image_url"], given["alt_text"]) == (CARD.image, "A path in a wood")


def test_a_picture_of_the_project_leaves_the_card(fake: FakeThreads, clock: TestClock) -> None:
    item = linked()
    item = replace(item, post=replace(item.post, card=replace(CARD, image="images/a.jpg")))
    sent(sender(fake, clock, picture="image"), item)
    assert "link_attachment" in fake.published[0].values


def test_without_a_picture_no_card_is_asked_for(fake: FakeThreads, clock: TestClock) -> None:
    sent(sender(fake, clock, picture="none"), linked())
    assert "link_attachment" not in fake.published[0].values


def test_a_container_is_waited_for(session: ThreadsSession, fake: FakeThreads) -> None:
    fake.processing = 5
    assert session.send(sample_post()).state == "accepted"


def test_a_container_that_is_not_ready_is_published_later(
    session: ThreadsSession, fake: FakeThreads
) -> None:
    fake.processing = 30
    item = sample_post()
    assert session.send(item).retry_at == NOW + AGAIN
    assert session.send(item).state == "accepted"
    assert (len(fake.containers), len(fake.published)) == (1, 1)


def test_a_container_that_failed_is_refused(session: ThreadsSession, fake: FakeThreads) -> None:
    fake.failing = "FAILED_DOWNLOADING_IMAGE"
    outcome = session.send(sample_post())
    assert outcome.state == "rejected"
    assert "FAILED_DOWNLOADING_IMAGE" in outcome.text


def test_a_container_that_expired_is_made_anew(
    session: ThreadsSession, fake: FakeThreads, clock: TestClock
) -> None:
    item = sample_post()
    fake.before["publish"] = [error(429, 4, "Application request limit reached")]
    session.send(item)
    clock.move(timedelta(hours=25))
    assert session.send(item).state == "accepted"
    assert (len(fake.containers), len(fake.published)) == (2, 1)


def test_a_container_that_is_gone_is_made_anew(session: ThreadsSession, fake: FakeThreads) -> None:
    item = sample_post()
    fake.before["publish"] = [error(400, 24, "The requested resource does not exist")]
    assert session.send(item).state == "deferred"
    assert session.send(item).state == "accepted"


@pytest.mark.parametrize("route", ["make", "container"])
@pytest.mark.parametrize("fault", [Reset, BROKEN])
def test_preparing_leaves_no_doubt(
    session: ThreadsSession, fake: FakeThreads, route: str, fault: Says | type[Reset]
) -> None:
    fake.after[route] = [fault, fault]
    assert (session.send(sample_post()).state, fake.published) == ("deferred", [])


@pytest.mark.parametrize("fault", [Reset, BROKEN, TRANSIENT])
def test_it_is_posted_once_when_the_answer_is_lost(
    fake: FakeThreads, clock: TestClock, tmp_path: Path, fault: Says | type[Reset]
) -> None:
    fake.after["publish"] = [fault]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("threads"))
    assert (told.states[0], told.state, len(fake.published)) == ("unknown", "accepted", 1)


def test_it_is_posted_when_the_first_try_never_came_through(
    fake: FakeThreads, clock: TestClock, tmp_path: Path
) -> None:
    fake.before["publish"] = [Reset]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("threads"))
    assert (told.state, len(fake.published)) == ("accepted", 1)


@pytest.mark.parametrize("broken", [1, 2, 3])
def test_a_thread_goes_on_where_it_broke(
    fake: FakeThreads, clock: TestClock, tmp_path: Path, broken: int
) -> None:
    fake.after["publish"] = [*[None] * (broken - 1), Reset]  # type: ignore[list-item]
    post = a_post("threads", 3)
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=post, runs=4)
    ids = [one.id for one in fake.published]
    assert told.state == "accepted"
    assert [one.replies_to for one in fake.published] == [None, *ids[:2]]


def test_a_process_that_dies_after_posting_leaves_one_post(
    fake: FakeThreads, clock: TestClock, tmp_path: Path
) -> None:
    killed(MODULE, options(fake), tmp_path, clock, post=a_post("threads"))
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("threads"))
    assert (told.state, len(fake.published)) == ("accepted", 1)


def test_what_is_published_and_not_shown_is_accepted_all_the_same(
    session: ThreadsSession, fake: FakeThreads
) -> None:
    item = sample_post()
    fake.after["publish"] = [Reset]
    session.send(item)
    fake.published[0].text = "as Threads shows it"
    assert session.reconcile(item).receipt == "https://www.threads.com/@acme"


def test_a_part_that_is_not_shown_stops_the_thread(
    session: ThreadsSession, fake: FakeThreads
) -> None:
    item = sample_post(parts=2)
    fake.after["publish"] = [Reset]
    session.send(item)
    fake.published[0].text = "as Threads shows it"
    assert session.reconcile(item).state == "unknown"


def test_a_look_that_fails_leaves_it_in_doubt(session: ThreadsSession, fake: FakeThreads) -> None:
    item = sample_post()
    fake.after["publish"] = [Reset]
    session.send(item)
    fake.before["container"] = [Reset, Reset]
    assert session.reconcile(item).state == "unknown"


def test_an_address_that_cannot_be_had_is_no_doubt(
    session: ThreadsSession, fake: FakeThreads
) -> None:
    fake.before["post"] = [Reset, Reset]
    assert session.send(sample_post()) == Outcome("accepted", receipt=fake.published[0].id)


def test_too_many_posts_wait(session: ThreadsSession, fake: FakeThreads) -> None:
    fake.limited = 1
    assert session.send(sample_post()).retry_at == NOW + timedelta(minutes=5)


def test_a_text_that_is_too_long_is_refused(session: ThreadsSession, fake: FakeThreads) -> None:
    outcome = session.send(sample_post(text="long " * 120))
    assert (outcome.state, fake.published) == ("rejected", [])


@pytest.mark.parametrize("name", ["account", "token"])
def test_a_setting_that_is_missing_is_named(clock: TestClock, name: str) -> None:
    given = {"account": USER, "token": "t", name: ""}
    with pytest.raises(UnusableInput, match=f"has no {name}"):
        create(channel(clock, **given))


def test_a_token_is_renewed_weeks_before_it_ends(
    fake: FakeThreads, clock: TestClock, tmp_path: Path
) -> None:
    token = Token("threads-token", None, NOW + timedelta(days=29))
    made = renewable(fake, clock, tmp_path, token)
    assert sent(made, sample_post()).state == "accepted"
    assert kept(made).access == "threads-token-renewed"


def test_a_fresh_token_stays(fake: FakeThreads, clock: TestClock, tmp_path: Path) -> None:
    token = Token("threads-token", None, NOW + timedelta(days=31))
    made = renewable(fake, clock, tmp_path, token)
    sent(made, sample_post())
    assert kept(made) == token


def test_a_token_that_is_too_young_to_be_renewed_is_used(
    fake: FakeThreads, clock: TestClock, tmp_path: Path
) -> None:
    fake.token_born = NOW
    made = renewable(fake, clock, tmp_path, Token("threads-token"))
    assert sent(made, sample_post()).state == "accepted"
    assert kept(made).access == "threads-token"


def test_a_token_that_is_refused_is_told_at_once(fake: FakeThreads, clock: TestClock) -> None:
    made = sender(fake, clock, token="wrong-token")
    with pytest.raises(AuthRefused, match="newsletter connect posts"), made.session():
        pass


def test_a_limit_at_the_start_is_no_sign_out(fake: FakeThreads, clock: TestClock) -> None:
    fake.before["me"] = [error(400, 4, "Application request limit reached")]
    with pytest.raises(Unreachable), sender(fake, clock).session():
        pass


def test_the_account_says_how_much_of_the_quota_is_used(
    session: ThreadsSession, fake: FakeThreads
) -> None:
    fake.quota_used = 7
    account = session.account()
    assert (account.name, account.facts) == (
        "@acme",
        ("7 of 250 posts used in the last 24 hours",),
    )


def test_a_token_that_ends_soon_and_is_not_renewed_is_a_warning(
    fake: FakeThreads, clock: TestClock
) -> None:
    token = Token("threads-token", None, NOW + timedelta(days=3)).to_secret()
    with sender(fake, clock, token=token).session() as opened:
        assert [one.code for one in opened.account().problems] == ["token-expiring"]


def test_nothing_that_is_told_holds_a_secret(fake: FakeThreads, clock: TestClock) -> None:
    fake.before["publish"] = [error(400, 100, "no threads-token")]
    made = sender(fake, clock)
    assert "threads-token" not in sent(made, sample_post()).text + repr(made)
