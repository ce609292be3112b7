"""Telegram: what a bot posts, and that nobody pretends to know what it cannot."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.errors import AuthRefused, Unreachable
from newsletter.model import Part, Post
from newsletter.posting import Picture, Posting
from newsletter.senders.contract import SenderContract, sample_post, under_way
from newsletter.senders.social.telegram import Telegram, TelegramSession, create, links
from tests.delivery.plans import TestClock
from tests.fakes.server import Reset, Says, serving
from tests.fakes.telegram import CHAT, TOKEN
from tests.fakes.telegram import Telegram as Fake
from tests.senders.exactly_once import a_post, channel, killed, tell
from tests.senders.pictures import png

MODULE = "newsletter.senders.social.telegram"


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving(Fake()) as opened:
        yield opened


def sender(fake: Fake, clock: TestClock, **options: object) -> Telegram:
    given = {"endpoint": fake.url, "token": TOKEN, "chat": CHAT, **options}
    return create(channel(clock, **given))


@pytest.fixture
def session(fake: Fake, clock: TestClock) -> Iterator[TelegramSession]:
    with sender(fake, clock).session() as opened:
        yield opened


def illustrated(text: str = "A sample post", width: int = 8, height: int = 8) -> Posting:
    picture = Picture(png(width, height), "image/png", width, height, "A wood")
    return replace(sample_post(text=text), picture=lambda: picture)


class TestTelegram(SenderContract):
    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with serving(Fake()) as self.fake:
            yield

    def sender(self) -> Telegram:
        return sender(self.fake, TestClock())

    def unreachable_sender(self) -> Telegram:
        return replace(self.sender(), base="http://127.0.0.1:9")


def test_the_text_goes_out_as_it_was_approved(session: TelegramSession, fake: Fake) -> None:
    post = a_post("telegram")
    session.send(under_way(post))
    assert fake.messages[0].text == post.parts[0].text


def test_no_mark_up_language_is_used(session: TelegramSession, fake: Fake) -> None:
    session.send(sample_post(text="_not_ *marked* [up](x) `at` all!"))
    assert "parse_mode" not in fake.messages[0].body


def test_the_preview_is_that_of_the_post_s_link(session: TelegramSession, fake: Fake) -> None:
    session.send(under_way(a_post("telegram")))
    shown = fake.messages[0].body["link_preview_options"]
    assert shown == {"url": "https://acme.example/walking"}


def test_no_picture_means_no_preview(fake: Fake, clock: TestClock) -> None:
    with sender(fake, clock, picture="none").session() as opened:
        opened.send(under_way(a_post("telegram")))
    assert fake.messages[0].body["link_preview_options"] == {"is_disabled": True}


def test_a_thread_answers_itself(session: TelegramSession, fake: Fake) -> None:
    session.send(sample_post(parts=3))
    replies = [one.body.get("reply_parameters") for one in fake.messages]
    assert replies == [None, {"message_id": 1}, {"message_id": 2}]


def test_the_receipt_is_where_people_read_it(session: TelegramSession) -> None:
    assert session.send(sample_post()).receipt == "https://t.me/acmenews/1"


def test_a_private_channel_has_its_number_in_the_receipt(
    session: TelegramSession, fake: Fake
) -> None:
    chat = {"id": -1001234567890, "type": "channel"}
    fake.after["send_message"] = [
        Says(200, {"ok": True, "result": {"message_id": 7, "chat": chat}})
    ]
    assert session.send(sample_post()).receipt == "https://t.me/c/1234567890/7"


def test_a_photo_goes_out_with_a_text_that_fits_below_it(fake: Fake, clock: TestClock) -> None:
    with sender(fake, clock, picture="image").session() as opened:
        opened.send(illustrated())
    assert (fake.messages[0].photo is not None, fake.messages[0].text) == (
        True,
        "A sample post 1.1 #Sample",
    )


def test_a_text_too_long_for_a_photo_goes_out_whole_without_it(
    fake: Fake, clock: TestClock
) -> None:
    with sender(fake, clock, picture="image").session() as opened:
        opened.send(illustrated("😀" * 510))
    assert (fake.messages[0].photo, fake.messages[0].text[:510]) == (None, "😀" * 510)


def test_a_picture_that_telegram_finds_too_thin_stays_behind(fake: Fake, clock: TestClock) -> None:
    with sender(fake, clock, picture="image").session() as opened:
        outcome = opened.send(illustrated(width=50, height=2))
    assert (outcome.state, fake.messages[0].photo) == ("accepted", None)


def test_a_text_over_the_limit_is_refused_before_it_is_asked(
    session: TelegramSession, fake: Fake
) -> None:
    parts = (Part("Short", 5, 4096), Part("😀" * 2049, 4098, 4096))
    outcome = session.send(under_way(Post("telegram", "a.md", parts)))
    assert (outcome.text, fake.messages) == (
        "part 2: 4098 characters, and Telegram takes 4096",
        [],
    )


def test_a_plain_link_is_left_to_telegram() -> None:
    assert links("Read https://acme.example/walking?a=1&b=2#c") == []


def test_a_link_that_could_be_cut_off_is_marked_in_utf16_units() -> None:
    (entity,) = links("😀 https://acme.org/a_(b)!")
    assert entity == {
        "type": "text_link",
        "offset": 3,
        "length": 22,
        "url": "https://acme.org/a_(b)",
    }


def test_the_same_link_twice_is_marked_twice() -> None:
    found = links("https://acme.org/(a) https://acme.org/(a)")
    assert [entity["offset"] for entity in found] == [0, 21]


def test_marked_links_are_taken_with_text_and_photo(fake: Fake, clock: TestClock) -> None:
    for picture in ("card", "image"):
        with sender(fake, clock, picture=picture).session() as opened:
            opened.send(illustrated("See https://acme.org/a_(b)"))
    marked = [one.body.get("entities", one.body.get("caption_entities")) for one in fake.messages]
    assert marked[0] == marked[1] != []


@pytest.mark.parametrize("fault", [Reset, Says(502, "Bad Gateway"), Says(200, "<html>")])
def test_a_lost_answer_stays_unknown_and_is_never_repeated(
    fault: Says | type[Reset], fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    fake.after["send_message"] = [fault]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, look_again=(0.0,))
    assert (told.states, len(fake.messages)) == (("unknown",) * 3, 1)


def test_a_process_that_died_after_posting_remembers_it(
    fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    options = {"endpoint": fake.url, "token": TOKEN, "chat": CHAT}
    killed(MODULE, options, tmp_path, clock)
    told = tell(lambda: sender(fake, clock), tmp_path, clock)
    assert (told.state, told.receipt) == ("accepted", "https://t.me/acmenews/1")


def test_a_thread_that_was_refused_for_now_goes_on_where_it_was(
    fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    post = a_post("telegram", parts=3)
    fake.before["send_message"] = []
    with sender(fake, clock).session() as opened:
        posting = under_way(post)
        opened.send(replace(posting, post=replace(post, parts=post.parts[:1])))
        fake.before["send_message"] = [fake.throttled(1)]
        opened.send(posting)
        opened.send(posting)
    assert [one.text for one in fake.messages] == [part.text for part in post.parts]


def test_too_many_requests_wait_as_the_body_says(
    session: TelegramSession, fake: Fake, clock: TestClock
) -> None:
    fake.before["send_message"] = [fake.throttled(35)]
    outcome = session.send(sample_post())
    assert (outcome.state, outcome.retry_at) == ("deferred", clock.now() + timedelta(seconds=35))


def test_a_group_that_became_another_is_told_with_its_number(
    session: TelegramSession, fake: Fake
) -> None:
    fake.migrated_to = -1009876543210
    outcome = session.send(sample_post())
    assert (outcome.state, outcome.text) == (
        "deferred",
        "the account cannot send: the group has a new number: set chat = -1009876543210",
    )


def test_a_bot_that_may_not_post_there_leaves_the_post_for_when_it_may(
    session: TelegramSession, fake: Fake
) -> None:
    fake.member = False
    assert session.send(sample_post()).state == "deferred"


def test_a_chat_that_is_misspelt_leaves_the_post_for_when_it_is_put_right(
    fake: Fake, clock: TestClock
) -> None:
    with sender(fake, clock, chat="@acmenewz").session() as opened:
        outcome = opened.send(sample_post())
    assert (outcome.state, outcome.text) == (
        "deferred",
        "the account cannot send: @acmenewz: Bad Request: chat not found",
    )


def test_the_account_tells_the_bot_and_its_chat(session: TelegramSession) -> None:
    told = session.account()
    assert (told.name, told.facts, told.problems) == ("@acme_bot", ("posts to Acme News",), ())


def test_a_chat_that_the_bot_does_not_see_is_a_problem(fake: Fake, clock: TestClock) -> None:
    with sender(fake, clock, chat="@nobody").session() as opened:
        problems = opened.account().problems
    assert [problem.code for problem in problems] == ["telegram-chat"]


@pytest.mark.parametrize("status", [401, 404])
def test_a_token_that_is_refused_stops_the_channel(
    status: int, fake: Fake, clock: TestClock
) -> None:
    said = {"ok": False, "error_code": status, "description": "Unauthorized"}
    fake.before["get_me"] = [Says(status, said)]
    with pytest.raises(AuthRefused) as caught, sender(fake, clock).session():
        pass
    assert [problem.code for problem in caught.value.problems] == ["provider-sign-in"]


def test_the_token_in_the_address_is_in_no_words(clock: TestClock) -> None:
    closed = create(channel(clock, endpoint="http://127.0.0.1:9", token=TOKEN, chat=CHAT))
    with pytest.raises(Unreachable) as caught, closed.session():
        pass
    assert TOKEN not in f"{caught.value!r} {caught.value} {closed!r}"


def test_the_token_is_in_no_outcome(session: TelegramSession, fake: Fake) -> None:
    fake.before["send_message"] = [Says(400, {"ok": False, "description": f"/bot{TOKEN}/x"})]
    assert TOKEN not in repr(session.send(sample_post()))
