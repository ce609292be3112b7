"""Slack: what a webhook posts, and that its one word is not trusted for more than it says."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.model import Part, Post
from newsletter.senders.contract import SenderContract, sample_post, under_way
from newsletter.senders.social.slack import Slack, SlackSession, create, written
from tests.delivery.plans import TestClock
from tests.fakes.server import Reset, Says, serving
from tests.fakes.slack import PATH
from tests.fakes.slack import Slack as Fake
from tests.senders.exactly_once import a_post, channel, killed, tell

MODULE = "newsletter.senders.social.slack"


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving(Fake()) as opened:
        yield opened


def sender(fake: Fake, clock: TestClock) -> Slack:
    return create(channel(clock, webhook=fake.webhook))


@pytest.fixture
def session(fake: Fake, clock: TestClock) -> Iterator[SlackSession]:
    with sender(fake, clock).session() as opened:
        yield opened


class TestSlack(SenderContract):
    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with serving(Fake()) as self.fake:
            yield

    def sender(self) -> Slack:
        return sender(self.fake, TestClock())


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("a & b < c > d", "a &amp; b &lt; c &gt; d"),
        ("<!channel> hello", "&lt;!channel&gt; hello"),
        ("Read https://acme.org/a?b=1&c=2.", "Read <https://acme.org/a?b=1&amp;c=2>."),
        ("https://acme.org https://acme.org", "<https://acme.org> <https://acme.org>"),
        ("https://acme.org/a|b", "<https://acme.org/a>|b"),
        ("*no* _marks_ `here`", "*no* _marks_ `here`"),
    ],
)
def test_a_text_is_written_so_that_it_reads_as_approved(text: str, sent: str) -> None:
    assert written(text) == sent


def test_marks_in_a_text_are_no_formatting(session: SlackSession, fake: Fake) -> None:
    session.send(sample_post(text="*not bold*"))
    assert fake.messages[0]["mrkdwn"] is False


def test_the_account_is_the_host_alone(session: SlackSession) -> None:
    assert session.account().name == "127.0.0.1"


def test_links_show_their_preview(session: SlackSession, fake: Fake) -> None:
    session.send(under_way(a_post("slack")))
    assert fake.messages[0]["unfurl_links"] is True


def test_the_parts_of_a_thread_follow_each_other(session: SlackSession, fake: Fake) -> None:
    posting = sample_post(parts=3)
    session.send(posting)
    assert [one["text"] for one in fake.messages] == [part.text for part in posting.post.parts]


def test_a_text_that_slack_would_cut_is_refused_before_it_is_asked(
    session: SlackSession, fake: Fake
) -> None:
    outcome = session.send(under_way(Post("slack", "a.md", (Part("&" * 8001, 8001, 4000),))))
    assert (outcome.text, fake.asked) == ("40005 characters, and Slack takes 40000", [])


@pytest.mark.parametrize("fault", [Reset, Says(500, "rollup_error"), Says(200, "<html>hello")])
def test_a_lost_answer_stays_unknown_and_is_never_repeated(
    fault: Says | type[Reset], fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    fake.after["take"] = [fault]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, look_again=(0.0,))
    assert (told.states, len(fake.messages)) == (("unknown",) * 3, 1)


def test_a_process_that_died_after_posting_remembers_it(
    fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    killed(MODULE, {"webhook": fake.webhook}, tmp_path, clock)
    told = tell(lambda: sender(fake, clock), tmp_path, clock)
    assert (told.state, len(fake.messages)) == ("accepted", 1)


def test_a_process_that_died_before_posting_posts_when_it_is_back(
    fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    killed(MODULE, {"webhook": fake.webhook}, tmp_path, clock, death="before send")
    told = tell(lambda: sender(fake, clock), tmp_path, clock)
    assert (told.state, len(fake.messages)) == ("accepted", 1)


def test_too_many_requests_wait_as_the_header_says(
    session: SlackSession, fake: Fake, clock: TestClock
) -> None:
    fake.before["take"] = [fake.throttled(30)]
    outcome = session.send(sample_post())
    assert (outcome.state, outcome.retry_at) == ("deferred", clock.now() + timedelta(seconds=30))


@pytest.mark.parametrize(
    "state", ["no_service", "channel_is_archived", "action_prohibited", "channel_not_found"]
)
def test_a_webhook_that_is_dead_leaves_the_post_for_when_it_is_mended(
    state: str, session: SlackSession, fake: Fake
) -> None:
    fake.state = state
    outcome = session.send(sample_post())
    assert (outcome.state, state in outcome.text) == ("deferred", True)


def test_a_refused_text_is_refused_for_good(session: SlackSession, fake: Fake) -> None:
    fake.before["take"] = [Says(400, "invalid_payload")]
    assert session.send(sample_post()).state == "rejected"


def test_a_redirect_is_not_followed(session: SlackSession, fake: Fake) -> None:
    fake.before["take"] = [fake.redirected()]
    assert (session.send(sample_post()).state, len(fake.asked)) == ("deferred", 1)


def test_the_address_is_in_no_words_and_no_repr(fake: Fake, clock: TestClock) -> None:
    fake.before["take"] = [Says(400, f"bad {PATH}")]
    made = sender(fake, clock)
    with made.session() as opened:
        outcome = opened.send(sample_post())
    assert PATH.rpartition("/")[2] not in repr((made, outcome))
