"""Facebook: an error may come although the post went out, so the Page's feed is read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.errors import AuthRefused, Unreachable, UnusableInput
from newsletter.model import Part, Post
from newsletter.outcome import Outcome
from newsletter.posting import Picture, Posting
from newsletter.senders.contract import SenderContract, sample_post, under_way
from newsletter.senders.social.facebook import Facebook, FacebookSession, create
from tests.delivery.plans import NOW, TestClock
from tests.fakes.facebook import FakeFacebook
from tests.fakes.graph import TRANSIENT, error
from tests.fakes.server import Reset, Says, serving
from tests.senders.exactly_once import a_post, channel, killed, tell
from tests.senders.pictures import png

MODULE = "newsletter.senders.social.facebook"
PAGE = "102030405060"
BROKEN = Says(502, "Bad Gateway", {"Content-Type": "text/html"})


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def fake(clock: TestClock) -> Iterator[FakeFacebook]:
    with serving(FakeFacebook(clock.now)) as opened:
        yield opened


def options(fake: FakeFacebook, **more: object) -> dict[str, object]:
    return {"endpoint": fake.url, "token": "facebook-page-token", "account": PAGE, **more}


def sender(fake: FakeFacebook, clock: TestClock, **more: object) -> Facebook:
    return create(channel(clock, **options(fake, **more)))


@pytest.fixture
def session(fake: FakeFacebook, clock: TestClock) -> Iterator[FacebookSession]:
    with sender(fake, clock).session() as opened:
        yield opened


def sent(made: Facebook, item: Posting) -> Outcome:
    with made.session() as opened:
        return opened.send(item)


def posting() -> Posting:
    return replace(sample_post(), created_at=NOW)


def linked(alt: str = "A path in a wood") -> Posting:
    part = Part("Walking helps https://acme.example/walking", 42, 5000)
    post = Post("facebook", "a.md", (part,), link="https://acme.example/walking")
    return replace(under_way(post), picture=lambda: Picture(png(), "image/png", 8, 8, alt))


class TestFacebook(SenderContract):
    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with serving(FakeFacebook()) as self.fake:
            yield

    def sender(self) -> Facebook:
        return sender(self.fake, TestClock(self.fake.now()))

    def unreachable_sender(self) -> Facebook:
        return sender(self.fake, TestClock(), token="wrong-token")


def test_the_receipt_is_the_address_of_the_post(
    session: FacebookSession, fake: FakeFacebook
) -> None:
    receipt = session.send(posting()).receipt
    assert receipt == f"https://www.facebook.com/{fake.stories[0].id}"


def test_the_link_goes_along_for_its_card(session: FacebookSession, fake: FakeFacebook) -> None:
    session.send(linked())
    assert fake.stories[0].values["link"] == "https://acme.example/walking"


def test_a_picture_by_itself_has_its_description(fake: FakeFacebook, clock: TestClock) -> None:
    sent(sender(fake, clock, picture="image"), linked())
    (number,) = fake.stories[0].photos
    assert fake.uploads[number].alt == "A path in a wood"


def test_a_picture_is_not_seen_before_its_post(fake: FakeFacebook, clock: TestClock) -> None:
    sent(sender(fake, clock, picture="image"), linked())
    assert not any(photo.published for photo in fake.uploads.values())


def test_a_picture_without_a_description_has_none(fake: FakeFacebook, clock: TestClock) -> None:
    sent(sender(fake, clock, picture="image"), linked(alt=""))
    assert [photo.alt for photo in fake.uploads.values()] == [None]


def test_without_a_picture_no_card_is_asked_for(fake: FakeFacebook, clock: TestClock) -> None:
    sent(sender(fake, clock, picture="none"), linked())
    assert "link" not in fake.stories[0].values


@pytest.mark.parametrize("fault", [Reset, BROKEN, TRANSIENT])
def test_an_upload_that_fails_leaves_no_doubt(
    fake: FakeFacebook, clock: TestClock, fault: Says | type[Reset]
) -> None:
    fake.after["photos"] = [fault]
    outcome = sent(sender(fake, clock, picture="image"), linked())
    assert (outcome.state, fake.stories) == ("deferred", [])


@pytest.mark.parametrize("fault", [Reset, BROKEN, TRANSIENT])
def test_it_is_posted_once_when_the_answer_is_lost(
    fake: FakeFacebook, clock: TestClock, tmp_path: Path, fault: Says | type[Reset]
) -> None:
    fake.after["feed"] = [fault]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("facebook"))
    assert (told.states[0], told.state, len(fake.stories)) == ("unknown", "accepted", 1)


@pytest.mark.parametrize("fault", [Reset, TRANSIENT])
def test_it_is_posted_when_the_first_try_never_came_through(
    fake: FakeFacebook, clock: TestClock, tmp_path: Path, fault: Says | type[Reset]
) -> None:
    fake.before["feed"] = [fault]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("facebook"))
    assert (told.state, len(fake.stories)) == ("accepted", 1)


def test_a_process_that_dies_after_posting_leaves_one_post(
    fake: FakeFacebook, clock: TestClock, tmp_path: Path
) -> None:
    killed(MODULE, options(fake), tmp_path, clock, post=a_post("facebook"))
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("facebook"))
    assert (told.state, len(fake.stories)) == ("accepted", 1)


def test_a_post_that_is_not_seen_yet_may_still_come(
    session: FacebookSession, fake: FakeFacebook
) -> None:
    item = posting()
    fake.before["feed"] = [Reset]
    session.send(item)
    assert session.reconcile(item).state == "unknown"


def test_a_feed_that_cannot_be_read_leaves_it_in_doubt(
    session: FacebookSession, fake: FakeFacebook, clock: TestClock
) -> None:
    item = posting()
    fake.after["feed"] = [Reset]
    session.send(item)
    clock.move(timedelta(hours=1))
    fake.before["stories_of_page"] = [error(403, 10, "Application does not have permission")]
    assert session.reconcile(item).state == "unknown"


def test_a_computer_whose_clock_is_ahead_posts_once(
    fake: FakeFacebook, clock: TestClock, tmp_path: Path
) -> None:
    fake.now = lambda: clock.now() - timedelta(minutes=10)
    fake.after["feed"] = [Reset]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, post=a_post("facebook"))
    assert (told.state, len(fake.stories)) == ("accepted", 1)


def test_an_older_post_of_the_same_text_is_not_taken_for_ours(
    session: FacebookSession, clock: TestClock
) -> None:
    session.send(posting())
    clock.move(timedelta(days=7))
    later = replace(posting(), created_at=clock.now())
    later.notes.put("part.0.tried", NOW.isoformat())
    assert session.reconcile(later).state == "deferred"


def test_a_repeat_that_facebook_refuses_is_found(
    session: FacebookSession, fake: FakeFacebook
) -> None:
    fake.refuses_duplicates = True
    item = posting()
    fake.after["feed"] = [Reset]
    session.send(item)
    assert session.send(item).state == "accepted"
    assert len(fake.stories) == 1


def test_a_repeat_of_something_older_is_refused(
    session: FacebookSession, fake: FakeFacebook
) -> None:
    fake.before["feed"] = [error(400, 506, "Duplicate status message")]
    assert session.send(posting()).state == "rejected"


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80001])
def test_a_limit_waits_as_long_as_the_answer_says(
    session: FacebookSession, fake: FakeFacebook, code: int
) -> None:
    fake.limited = [code]
    outcome = session.send(posting())
    assert (outcome.state, outcome.retry_at) == ("deferred", NOW + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (190, "deferred"),
        (102, "deferred"),
        (10, "deferred"),
        (200, "deferred"),
        (299, "deferred"),
        (100, "rejected"),
        (368, "rejected"),
        (1, "unknown"),
        (2, "unknown"),
        (341, "deferred"),
    ],
)
def test_a_code_says_what_became_of_the_post(
    session: FacebookSession, fake: FakeFacebook, code: int, state: str
) -> None:
    fake.before["feed"] = [error(400, code, "Something")]
    assert session.send(posting()).state == state


def test_a_thread_is_refused_in_words(session: FacebookSession, fake: FakeFacebook) -> None:
    outcome = session.send(sample_post(parts=2))
    assert (outcome.state, fake.stories) == ("rejected", [])
    assert "no threads" in outcome.text


def test_a_repeat_of_what_was_sent_has_the_same_bytes(
    session: FacebookSession, fake: FakeFacebook
) -> None:
    item = posting()
    fake.before["feed"] = [BROKEN]
    session.send(item)
    session.send(item)
    first, second = (one.body for one in fake.asked if one.method == "POST")
    assert first == second


@pytest.mark.parametrize("version", ["v24.0", "24.0"])
def test_another_version_can_be_asked_for(
    fake: FakeFacebook, clock: TestClock, version: str
) -> None:
    sent(sender(fake, clock, version=version), posting())
    assert fake.count("POST", f"/v24.0/{PAGE}/feed") == 1


@pytest.mark.parametrize("name", ["account", "token"])
def test_a_setting_that_is_missing_is_named(clock: TestClock, name: str) -> None:
    given = {"account": PAGE, "token": "t", name: ""}
    with pytest.raises(UnusableInput, match=f"has no {name}"):
        create(channel(clock, **given))


def test_the_account_is_the_page(session: FacebookSession) -> None:
    assert session.account().name == "Acme News"


def test_a_token_of_a_person_is_a_problem(fake: FakeFacebook, clock: TestClock) -> None:
    with sender(fake, clock, token="facebook-user-token").session() as opened:
        problems = opened.account().problems
    assert [one.code for one in problems] == ["token-of-another"]


def test_a_token_of_a_person_fails_the_post(fake: FakeFacebook, clock: TestClock) -> None:
    assert sent(sender(fake, clock, token="facebook-user-token"), posting()).state == "deferred"


def test_a_token_that_is_refused_is_told_at_once(fake: FakeFacebook, clock: TestClock) -> None:
    made = sender(fake, clock, token="wrong-token")
    with pytest.raises(AuthRefused, match="newsletter connect posts"), made.session():
        pass


def test_an_outage_at_the_start_is_no_sign_out(fake: FakeFacebook, clock: TestClock) -> None:
    fake.before["page"] = [TRANSIENT]
    with pytest.raises(Unreachable), sender(fake, clock).session():
        pass


@pytest.mark.parametrize("header", ["", "{", "[]", '{"1": 5}', '{"1": [null, {"x": 1}]}'])
def test_a_limit_without_a_readable_time_waits_five_minutes(
    session: FacebookSession, fake: FakeFacebook, header: str
) -> None:
    said = error(400, 4, "Limit")
    fake.before["feed"] = [Says(400, said.data, {"X-Business-Use-Case-Usage": header})]
    assert session.send(posting()).retry_at == NOW + timedelta(minutes=5)


def test_nothing_that_is_told_holds_a_secret(fake: FakeFacebook, clock: TestClock) -> None:
    fake.before["feed"] = [error(400, 100, "no facebook-page-token")]
    made = sender(fake, clock)
    assert "facebook-page-token" not in sent(made, posting()).text + repr(made)
