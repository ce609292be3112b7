"""Mastodon: each part once, whatever the server makes of keys, images and lost answers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.errors import AuthRefused, Unreachable
from newsletter.model import Part, Post
from newsletter.ports import Identifies
from newsletter.posting import Picture, Posting
from newsletter.senders.contract import SenderContract, sample_post, under_way
from newsletter.senders.social.mastodon.sender import Mastodon, MastodonSession, create
from tests.delivery.plans import TestClock
from tests.fakes.mastodon import TOKEN, Key
from tests.fakes.mastodon import Mastodon as Fake
from tests.fakes.server import Reset, Says, serving
from tests.senders.exactly_once import a_post, channel, killed, tell
from tests.senders.pictures import png

MODULE = "newsletter.senders.social.mastodon.sender"
CLOSED = "http://127.0.0.1:9"


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def fake(clock: TestClock) -> Iterator[Fake]:
    with serving(Fake(now=clock.now)) as opened:
        yield opened


def sender(fake: Fake, clock: TestClock, **options: object) -> Mastodon:
    given = {"server": "https://social.example", "endpoint": fake.url, "token": TOKEN, **options}
    return replace(create(channel(clock, **given)), pauses=(0.0, 0.0))


@pytest.fixture
def session(fake: Fake, clock: TestClock) -> Iterator[MastodonSession]:
    with sender(fake, clock).session() as opened:
        yield opened


def texts(fake: Fake) -> list[str]:
    return [status.text for status in fake.statuses]


def illustrated(alt: str = "A path in a wood") -> Posting:
    return replace(sample_post(), picture=lambda: Picture(png(), "image/png", 1, 1, alt))


class TestMastodon(SenderContract):
    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with serving(Fake()) as self.fake:
            yield

    def sender(self) -> Mastodon:
        return sender(self.fake, TestClock(self.fake.now()))

    def unreachable_sender(self) -> Mastodon:
        return replace(self.sender(), base=CLOSED)


def test_the_text_goes_out_as_it_was_approved(session: MastodonSession, fake: Fake) -> None:
    post = a_post("mastodon")
    session.send(under_way(post))
    assert texts(fake) == [post.parts[0].text]


def test_the_receipt_is_where_people_read_it(session: MastodonSession, fake: Fake) -> None:
    outcome = session.send(sample_post())
    assert outcome.receipt == f"https://social.example/@acme/{fake.statuses[0].id}"


def test_a_thread_answers_itself(session: MastodonSession, fake: Fake) -> None:
    session.send(sample_post(parts=3))
    replies = [status.asked.get("in_reply_to_id") for status in fake.statuses]
    assert replies == [None, fake.statuses[0].id, fake.statuses[1].id]


def test_every_part_has_a_key_of_its_own(session: MastodonSession, fake: Fake) -> None:
    session.send(sample_post(parts=3))
    assert len(fake.keys) == 3


@pytest.mark.parametrize(("tag", "told"), [("de", "de"), ("pt-BR", "pt"), ("x-klingon", None)])
def test_the_language_is_told_without_its_region(
    tag: str, told: str | None, session: MastodonSession, fake: Fake
) -> None:
    session.send(under_way(a_post("mastodon", lang=tag)))
    assert fake.statuses[0].asked.get("language") == told


def test_who_may_see_it_is_told(fake: Fake, clock: TestClock) -> None:
    with sender(fake, clock, visibility="unlisted").session() as opened:
        opened.send(sample_post())
    assert fake.statuses[0].asked["visibility"] == "unlisted"


def test_connections_are_not_kept(session: MastodonSession, fake: Fake) -> None:
    session.send(sample_post())
    assert {one.headers.get("Connection") for one in fake.asked} == {"close"}


def test_a_post_that_the_server_counts_too_long_is_refused_before_it_is_asked(
    session: MastodonSession, fake: Fake
) -> None:
    fake.max_characters = 30
    outcome = session.send(sample_post(text="Longer than this server likes its posts to be"))
    assert (outcome.state, fake.count("POST", ".*")) == ("rejected", 0)


def test_nothing_of_a_thread_goes_out_if_one_part_is_too_long(
    session: MastodonSession, fake: Fake
) -> None:
    parts = (Part("Short", 5, 500), Part("x" * 501, 501, 500))
    outcome = session.send(under_way(Post("mastodon", "a.md", parts)))
    assert (outcome.text, fake.statuses) == (
        "part 2: 501 characters, and social.example takes 500",
        [],
    )


def test_half_a_character_is_refused_before_anything_is_asked(
    session: MastodonSession, fake: Fake
) -> None:
    outcome = session.send(sample_post(text="half \ud800"))
    assert (outcome.state, fake.count("POST", ".*")) == ("rejected", 0)


def test_a_server_may_allow_more_than_usual(session: MastodonSession, fake: Fake) -> None:
    fake.max_characters = 5000
    long = Post("mastodon", "a.md", (Part("x" * 4000, 4000, 500),))
    assert session.send(under_way(long)).state == "accepted"


def test_a_link_counts_what_the_server_says(session: MastodonSession, fake: Fake) -> None:
    configuration = {"statuses": {"max_characters": 50, "characters_reserved_per_url": 45}}
    fake.before["instance"] = [Says(200, {"configuration": configuration})]
    outcome = session.send(
        under_way(Post("mastodon", "a.md", (Part("Read https://acme.org", 1, 1),)))
    )
    assert outcome.state == "accepted"


def test_a_link_that_counts_too_much_is_too_long(session: MastodonSession, fake: Fake) -> None:
    configuration = {"statuses": {"max_characters": 49, "characters_reserved_per_url": 45}}
    fake.before["instance"] = [Says(200, {"configuration": configuration})]
    outcome = session.send(
        under_way(Post("mastodon", "a.md", (Part("Read https://acme.org", 1, 1),)))
    )
    assert outcome.text == "50 characters, and social.example takes 49"


def test_a_server_that_tells_no_limits_is_the_judge(session: MastodonSession, fake: Fake) -> None:
    fake.before["instance"] = [Says(404, {"error": "none"})]
    long = Post("mastodon", "a.md", (Part("x" * 501, 501, 500),))
    assert "Text character limit of 500 exceeded" in session.send(under_way(long)).text


def test_limits_are_told_with_the_account(session: MastodonSession) -> None:
    told = session.account()
    assert (told.name, told.facts) == (
        "@acme@social.example",
        ("500 characters a post", "a link counts 23"),
    )


def test_a_limit_below_the_usual_one_is_a_warning(session: MastodonSession, fake: Fake) -> None:
    fake.max_characters = 140
    assert [problem.code for problem in session.account().problems] == ["mastodon-limit"]


def test_a_session_can_say_who_it_is(session: MastodonSession) -> None:
    assert isinstance(session, Identifies)


@pytest.mark.parametrize("processing", [0, 2])
def test_an_image_goes_along_with_its_description(
    processing: int, fake: Fake, clock: TestClock
) -> None:
    fake.processing = processing
    with sender(fake, clock, picture="image").session() as opened:
        opened.send(illustrated("A path in a wood"))
    media = fake.media[fake.statuses[0].asked["media_ids"][0]]
    assert media.description == "A path in a wood"


def test_an_image_that_is_not_ready_in_time_leaves_the_post_for_later(
    fake: Fake, clock: TestClock
) -> None:
    fake.processing = 99
    with sender(fake, clock, picture="image").session() as opened:
        outcome = opened.send(illustrated())
    assert (outcome.state, fake.statuses) == ("deferred", [])


def test_an_image_is_uploaded_once_for_all_attempts(fake: Fake, clock: TestClock) -> None:
    fake.processing, post = 5, illustrated()
    with sender(fake, clock, picture="image").session() as opened:
        states = [opened.send(post).state for _ in range(3)]
    assert (states[-1], len(fake.media)) == ("accepted", 1)


def test_an_image_that_the_server_has_thrown_away_is_uploaded_anew(
    fake: Fake, clock: TestClock
) -> None:
    fake.processing, post = 99, illustrated()
    with sender(fake, clock, picture="image").session() as opened:
        opened.send(post)
        fake.media.clear()
        fake.processing = 0
        assert opened.send(post).state == "accepted"


@pytest.mark.parametrize("fault", [Says(500, {"error": "x"}), Says(503, ""), Reset])
def test_a_lost_upload_is_no_doubt_about_the_post(
    fault: Says | type[Reset], fake: Fake, clock: TestClock
) -> None:
    fake.before["upload_media"] = [fault]
    with sender(fake, clock, picture="image").session() as opened:
        outcome = opened.send(illustrated())
    assert (outcome.state, fake.statuses) == ("deferred", [])


def test_by_default_no_image_is_uploaded(session: MastodonSession, fake: Fake) -> None:
    session.send(illustrated())
    assert fake.media == {}


@pytest.mark.parametrize("key", ["honoured", "ignored", "500 on repeat"])
@pytest.mark.parametrize("fault", [Reset, Says(500, {"error": "x"}), Says(504, "")])
def test_an_answer_that_is_lost_after_posting_is_found_again(
    key: Key, fault: Says | type[Reset], fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    fake.key, fake.after["create_status"] = key, [fault]
    told = tell(lambda: sender(fake, clock), tmp_path, clock)
    assert (told.states[1:], len(fake.statuses)) == (("accepted", "accepted"), 1)


@pytest.mark.parametrize("fault", [Reset, Says(502, "")])
def test_a_post_that_never_arrived_is_sent_again_once(
    fault: Says | type[Reset], fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    fake.before["create_status"] = [fault]
    told = tell(lambda: sender(fake, clock), tmp_path, clock)
    assert (told.state, len(fake.statuses)) == ("accepted", 1)


@pytest.mark.parametrize("key", ["honoured", "ignored", "500 on repeat"])
def test_a_thread_goes_on_where_it_broke(
    key: Key, fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    def lose_the_second() -> Callable[[], Mastodon]:
        fake.after["create_status"] = [Reset]
        return lambda: sender(fake, clock)

    post = a_post("mastodon", parts=3)
    fake.key = key
    told = tell(lose_the_second(), tmp_path, clock, post=post, runs=4)
    assert (told.state, texts(fake)) == ("accepted", [part.text for part in post.parts])


def test_a_lost_answer_is_settled_in_the_same_run(
    fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    fake.after["create_status"] = [Reset]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, runs=1, look_again=(0.0,))
    assert (told.state, len(fake.statuses)) == ("accepted", 1)


def test_a_process_that_died_after_posting_does_not_post_again(
    fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    options = {"server": "https://social.example", "endpoint": fake.url, "token": TOKEN}
    killed(MODULE, options, tmp_path, clock)
    told = tell(lambda: sender(fake, clock), tmp_path, clock)
    assert (told.state, len(fake.statuses)) == ("accepted", 1)


def test_a_process_that_died_before_posting_posts_when_it_is_back(
    fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    options = {"server": "https://social.example", "endpoint": fake.url, "token": TOKEN}
    killed(MODULE, options, tmp_path, clock, death="before send")
    told = tell(lambda: sender(fake, clock), tmp_path, clock)
    assert (told.state, len(fake.statuses)) == ("accepted", 1)


def test_what_is_not_seen_yet_is_not_sent_again(fake: Fake, clock: TestClock) -> None:
    fake.after["create_status"], fake.lag, post = [Reset], 1, sample_post()
    with sender(fake, clock).session() as opened:
        opened.send(post)
        outcome = opened.reconcile(post)
    assert (outcome.state, outcome.text) == (
        "unknown",
        "the post is not there yet; it may still come",
    )


def test_after_an_hour_the_key_is_not_relied_on(fake: Fake, clock: TestClock) -> None:
    fake.after["create_status"], post = [Reset], sample_post()
    with sender(fake, clock).session() as opened:
        opened.send(post)
        clock.move(timedelta(hours=3))
        outcome = opened.send(post)
    assert (outcome.state, len(fake.statuses)) == ("accepted", 1)


def test_a_look_that_fails_leaves_it_unknown(fake: Fake, clock: TestClock) -> None:
    fake.after["create_status"], post = [Reset], sample_post()
    fake.before["account_statuses"] = [Says(503, "")]
    with sender(fake, clock).session() as opened:
        opened.send(post)
        assert opened.reconcile(post).text.startswith("the account's posts could not be read: 503")


def test_a_look_is_repeated_once_where_the_connection_was_lost(
    fake: Fake, clock: TestClock
) -> None:
    fake.after["create_status"], post = [Reset], sample_post()
    fake.before["account_statuses"] = [Reset]
    with sender(fake, clock).session() as opened:
        opened.send(post)
        assert opened.reconcile(post).state == "accepted"


def test_a_post_is_found_below_many_newer_ones(fake: Fake, clock: TestClock) -> None:
    fake.after["create_status"], post = [Reset], sample_post()
    with sender(fake, clock).session() as opened:
        opened.send(post)
        for number in range(90):
            opened.send(sample_post(number + 2))
        assert opened.reconcile(post).state == "accepted"


def test_below_too_many_newer_ones_nobody_can_tell(fake: Fake, clock: TestClock) -> None:
    fake.before["create_status"], post = [Reset], sample_post()
    with sender(fake, clock).session() as opened:
        opened.send(post)
        for number in range(200):
            opened.send(sample_post(number + 2))
        clock.move(timedelta(minutes=2))
        assert opened.reconcile(post).text.endswith("look at the account yourself")


def test_a_server_that_lays_out_a_text_anew_is_understood(fake: Fake, clock: TestClock) -> None:
    fake.after["create_status"] = [Reset]
    post = sample_post(text="Cafe\u0301 & <b>\n\nnext\r\nline")
    with sender(fake, clock).session() as opened:
        opened.send(post)
        said = {
            "id": "1",
            "created_at": clock.now().isoformat(),
            "content": "<p>Caf\u00e9 &amp; &lt;b&gt;</p><div>NEXT<br>line 1.1&nbsp;#sample</div>",
        }
        fake.before["account_statuses"] = [Says(200, [said])]
        assert opened.reconcile(post).state == "accepted"


def test_an_older_post_of_the_same_words_is_another_one(fake: Fake, clock: TestClock) -> None:
    with sender(fake, clock).session() as opened:
        opened.send(sample_post())
        clock.move(timedelta(hours=1))
        again = replace(sample_post(), key="another", created_at=clock.now())
        fake.before["create_status"] = [Reset]
        opened.send(again)
        clock.move(timedelta(minutes=2))
        assert opened.reconcile(again).state == "deferred"


def test_an_answer_to_another_post_is_not_ours(fake: Fake, clock: TestClock) -> None:
    thread = under_way(Post("mastodon", "a.md", (Part("Same", 4, 500), Part("Same", 4, 500))))
    with sender(fake, clock).session() as opened:
        fake.before["create_status"] = []
        first = under_way(Post("mastodon", "a.md", (Part("Same", 4, 500),)))
        opened.send(first)
        fake.after["create_status"] = []
        thread.notes.put("part.0.reference", fake.statuses[0].id)
        thread.notes.put("part.0.receipt", "x")
        fake.before["create_status"] = [Reset]
        opened.send(thread)
        clock.move(timedelta(minutes=2))
        assert opened.reconcile(thread).state == "deferred"


def test_too_many_requests_wait_until_the_server_says(
    session: MastodonSession, fake: Fake, clock: TestClock
) -> None:
    fake.before["create_status"] = [fake.throttled(90)]
    outcome = session.send(sample_post())
    assert (outcome.state, outcome.retry_at) == ("deferred", clock.now() + timedelta(seconds=90))


def test_a_token_that_is_revoked_in_between_leaves_the_post_for_later(
    session: MastodonSession, fake: Fake
) -> None:
    fake.before["create_status"] = [Says(401, {"error": "The access token was revoked"})]
    outcome = session.send(sample_post())
    assert (outcome.state, outcome.text) == (
        "deferred",
        "the account cannot send: 401 The access token was revoked",
    )


def test_an_answer_to_a_post_that_is_gone_is_refused_for_good(
    session: MastodonSession, fake: Fake
) -> None:
    posting = sample_post(parts=2)
    posting.notes.put("part.0.reference", "99")
    assert session.send(posting).state == "rejected"


def test_a_token_that_is_refused_stops_the_channel(fake: Fake, clock: TestClock) -> None:
    wrong = sender(fake, clock, token="a-wrong-token-of-a-test")
    with pytest.raises(AuthRefused) as caught, wrong.session():
        pass
    assert [problem.code for problem in caught.value.problems] == ["provider-sign-in"]


def test_a_server_that_is_none_of_its_kind_is_told_so(fake: Fake, clock: TestClock) -> None:
    fake.before["verify"] = [Says(200, "<html>Welcome</html>")]
    with pytest.raises(AuthRefused) as caught, sender(fake, clock).session():
        pass
    assert [problem.code for problem in caught.value.problems] == ["mastodon-account"]


def test_a_server_with_an_error_of_its_own_is_not_reachable(fake: Fake, clock: TestClock) -> None:
    fake.before["verify"] = [Says(503, "")]
    with pytest.raises(Unreachable), sender(fake, clock).session():
        pass


def test_an_accepted_answer_that_is_no_status_is_in_doubt(
    session: MastodonSession, fake: Fake
) -> None:
    fake.before["create_status"] = [Says(200, "<html>captive portal</html>")]
    assert session.send(sample_post()).state == "unknown"


def test_the_token_is_in_no_words_and_no_repr(fake: Fake, clock: TestClock) -> None:
    fake.before["create_status"] = [Says(422, {"error": f"bad token {TOKEN}"})]
    made = sender(fake, clock)
    with made.session() as opened:
        outcome = opened.send(sample_post())
    assert TOKEN not in repr((made, outcome))
