"""The generic webhook: signed as Standard Webhooks says, and one id for all tries."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.errors import UnusableInput
from newsletter.model import Card
from newsletter.senders.contract import SenderContract, sample_post, under_way
from newsletter.senders.social.webhook.sender import Webhook, WebhookSession, create, event
from newsletter.senders.social.webhook.signing import keys, signatures
from tests.delivery.plans import TestClock
from tests.fakes.server import Reset, Says, serving
from tests.fakes.webhook import SECRET, Receiver
from tests.senders.exactly_once import a_post, channel, killed, tell

MODULE = "newsletter.senders.social.webhook.sender"
OLD_SECRET = "whsec_b2xkIG9sZCBvbGQgb2xkIG9sZCBvbGQgb2xk"


@pytest.fixture
def clock() -> TestClock:
    """The receiver compares with its own clock, so this one begins now."""
    return TestClock(datetime.now(UTC))


@pytest.fixture
def fake() -> Iterator[Receiver]:
    with serving(Receiver()) as opened:
        yield opened


def sender(fake: Receiver, clock: TestClock, **options: object) -> Webhook:
    return create(channel(clock, **{"url": fake.address, "secret": SECRET, **options}))


@pytest.fixture
def session(fake: Receiver, clock: TestClock) -> Iterator[WebhookSession]:
    with sender(fake, clock).session() as opened:
        yield opened


class TestWebhook(SenderContract):
    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with serving(Receiver()) as self.fake:
            yield

    def sender(self) -> Webhook:
        return sender(self.fake, TestClock(datetime.now(UTC)))


def test_the_signature_is_that_of_the_reference_vector() -> None:
    identity, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'
    made = signatures(keys("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), identity, 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_event_tells_the_whole_post() -> None:
    post = a_post("webhook", parts=2, card=Card("Walking helps", "What 12 studies say."))
    posting = under_way(post)
    told = json.loads(event(posting))
    assert told == {
        "type": "post.published",
        "timestamp": posting.created_at.isoformat().replace("+00:00", "Z"),
        "data": {
            "network": "webhook",
            "article": "articles/walking.md",
            "parts": [part.text for part in post.parts],
            "link": "https://acme.example/walking",
            "hashtags": ["Health"],
            "lang": "en",
            "card": {"title": "Walking helps", "description": "What 12 studies say."},
        },
    }


@pytest.mark.parametrize(
    ("secret", "how"), [("", "not signed"), (f"{SECRET} {OLD_SECRET}", "signed, keys: 2")]
)
def test_the_account_is_where_events_go(
    secret: str, how: str, fake: Receiver, clock: TestClock
) -> None:
    with sender(fake, clock, secret=secret).session() as opened:
        told = opened.account()
    assert (told.name, told.facts) == ("127.0.0.1", (how,))


def test_a_thread_is_one_event(session: WebhookSession, fake: Receiver) -> None:
    session.send(sample_post(parts=3))
    assert len(fake.events) == 1


def test_every_try_has_the_same_id_and_the_same_bytes(
    fake: Receiver, clock: TestClock, tmp_path: Path
) -> None:
    fake.after["take"] = [Reset, Says(502, "")]
    tell(lambda: sender(fake, clock), tmp_path, clock, runs=4, apart=timedelta(seconds=5))
    said = {(one.headers["webhook-id"], one.body) for one in fake.asked}
    assert (len(fake.asked), len(said)) == (3, 1)


def test_the_timestamp_is_that_of_the_try(
    session: WebhookSession, fake: Receiver, clock: TestClock
) -> None:
    fake.before["take"], posting = [Says(503, "")], sample_post()
    session.send(posting)
    clock.move(timedelta(seconds=100))
    session.send(posting)
    first, second = (int(one.headers["webhook-timestamp"]) for one in fake.asked)
    assert second - first == 100


def test_a_new_secret_signs_beside_the_old_one(fake: Receiver, clock: TestClock) -> None:
    fake.secrets = (OLD_SECRET,)
    with sender(fake, clock, secret=f"{SECRET} {OLD_SECRET}").session() as opened:
        outcome = opened.send(sample_post())
    given = fake.asked[0].headers["webhook-signature"].split()
    assert (outcome.state, len(given)) == ("accepted", 2)


def test_without_a_secret_nothing_is_signed(fake: Receiver, clock: TestClock) -> None:
    fake.secrets = ()
    with sender(fake, clock, secret="").session() as opened:
        opened.send(sample_post())
    assert (len(fake.events), fake.asked[0].headers["webhook-signature"]) == (1, None)


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        ("plain", "it does not begin with whsec_"),
        ("whsec_!!!!", "it is no base64"),
        ("whsec_c2hvcnQ=", "it has 5 bytes, not 24 to 64"),
    ],
)
def test_a_secret_that_cannot_sign_is_told_without_showing_it(
    secret: str, why: str, fake: Receiver, clock: TestClock
) -> None:
    with pytest.raises(UnusableInput) as caught:
        sender(fake, clock, secret=secret)
    (problem,) = caught.value.problems
    assert (problem.code, why in problem.text, secret in str(problem)) == (
        "webhook-secret",
        True,
        False,
    )


@pytest.mark.parametrize("fault", [Reset, Says(500, ""), Says(504, "")])
def test_an_answer_that_is_lost_is_repeated_and_acted_upon_once(
    fault: Says | type[Reset], fake: Receiver, clock: TestClock, tmp_path: Path
) -> None:
    fake.after["take"] = [fault]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, apart=timedelta(seconds=5))
    assert (told.state, len(fake.deliveries), len(fake.events)) == ("accepted", 2, 1)


def test_a_lost_answer_is_settled_in_the_same_run(
    fake: Receiver, clock: TestClock, tmp_path: Path
) -> None:
    fake.after["take"] = [Reset]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, runs=1, look_again=(0.0,))
    assert (told.state, len(fake.events)) == ("accepted", 1)


def test_a_process_that_died_after_sending_acts_once(
    fake: Receiver, clock: TestClock, tmp_path: Path
) -> None:
    killed(MODULE, {"url": fake.address, "secret": SECRET}, tmp_path, clock)
    told = tell(lambda: sender(fake, clock), tmp_path, clock, apart=timedelta(seconds=5))
    assert (told.state, len(fake.deliveries)) == ("accepted", 1)


@pytest.mark.parametrize("status", [429, 502, 504])
def test_a_receiver_that_is_busy_is_asked_again_when_it_says(
    status: int, session: WebhookSession, fake: Receiver, clock: TestClock
) -> None:
    fake.before["take"] = [fake.throttled(7, status)]
    outcome = session.send(sample_post())
    assert (outcome.state, outcome.retry_at) == ("deferred", clock.now() + timedelta(seconds=7))


def test_a_receiver_that_wants_no_more_is_told_so(session: WebhookSession, fake: Receiver) -> None:
    fake.gone = True
    outcome = session.send(sample_post())
    assert (outcome.state, outcome.text) == (
        "failed",
        "410: the receiver wants no more; remove the channel, or its url",
    )


def test_a_redirect_is_no_success_and_is_not_followed(
    session: WebhookSession, fake: Receiver
) -> None:
    fake.before["take"] = [Says(302, "", {"Location": f"{fake.url}/elsewhere"})]
    assert (session.send(sample_post()).state, len(fake.asked)) == ("deferred", 1)


def test_a_signature_that_is_refused_leaves_the_post_for_when_it_is_mended(
    fake: Receiver, clock: TestClock
) -> None:
    fake.secrets = (OLD_SECRET,)
    with sender(fake, clock).session() as opened:
        assert opened.send(sample_post()).state == "deferred"


def test_what_was_accepted_is_not_sent_again(session: WebhookSession, fake: Receiver) -> None:
    posting = sample_post()
    for _ in range(2):
        session.send(posting)
    assert len(fake.deliveries) == 1


def test_the_secret_is_in_no_words_and_no_repr(fake: Receiver, clock: TestClock) -> None:
    fake.before["take"] = [Says(400, {"error": f"bad {SECRET}"})]
    made = sender(fake, clock)
    with made.session() as opened:
        outcome = opened.send(sample_post())
    assert SECRET not in repr((made, outcome))


def test_a_key_in_the_address_is_in_no_words(fake: Receiver, clock: TestClock) -> None:
    fake.before["take"] = [Says(400, {"error": "bad very-secret-value"})]
    with sender(fake, clock, url=f"{fake.address}?key=very-secret-value").session() as opened:
        assert "very-secret-value" not in opened.send(sample_post()).text
