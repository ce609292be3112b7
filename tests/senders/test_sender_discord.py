"""Discord: what a webhook posts, and that nobody pretends to know what it cannot."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.errors import AuthRefused, UnusableInput
from newsletter.model import Card, Part, Post
from newsletter.posting import Picture, Posting
from newsletter.senders.contract import SenderContract, sample_post, under_way
from newsletter.senders.social.discord import Discord, DiscordSession, create
from newsletter.senders.social.discord_text import written
from tests.delivery.plans import TestClock
from tests.fakes.discord import PATH, TOKEN
from tests.fakes.discord import Discord as Fake
from tests.fakes.server import Reset, Says, serving
from tests.senders.exactly_once import a_post, channel, killed, tell
from tests.senders.pictures import png

MODULE = "newsletter.senders.social.discord"
LINK = "https://acme.example/walking"
CARD = Card("Walking helps", "What 12 studies say.", "walking.png", "A path in a wood")


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving(Fake()) as opened:
        yield opened


def sender(fake: Fake, clock: TestClock, **options: object) -> Discord:
    return create(channel(clock, **{"webhook": fake.webhook, **options}))


@pytest.fixture
def session(fake: Fake, clock: TestClock) -> Iterator[DiscordSession]:
    with sender(fake, clock).session() as opened:
        yield opened


def illustrated(card: Card = CARD) -> Posting:
    picture = Picture(png(), "image/png", 8, 8, card.image_alt)
    posting = under_way(a_post("discord", card=card))
    return replace(posting, picture=lambda: picture)


class TestDiscord(SenderContract):
    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with serving(Fake()) as self.fake:
            yield

    def sender(self) -> Discord:
        return sender(self.fake, TestClock())

    def unreachable_sender(self) -> Discord:
        return create(channel(TestClock(), webhook=f"http://127.0.0.1:9{PATH}"))


def test_the_text_goes_out_as_it_was_approved(session: DiscordSession, fake: Fake) -> None:
    session.send(sample_post(text="As approved"))
    assert fake.messages[0].body["content"] == "As approved 1.1 #Sample"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("2 * 3 * 4 and snake_case", r"2 \* 3 \* 4 and snake\_case"),
        ("# No heading\n> no quote\n- no list", "\\# No heading\n\\> no quote\n\\- no list"),
        ("  + no list\n12. no list", "  \\+ no list\n12\\. no list"),
        ("#Health - and more 1. of it", "#Health - and more 1. of it"),
        ("<@123> [a](https://acme.org/a_b_c)", r"\<@123> \[a](https://acme.org/a_b_c)"),
        (r"||not hidden|| `not code` C:\x", r"\|\|not hidden\|\| \`not code\` C:\\x"),
    ],
)
def test_a_text_is_written_so_that_it_reads_as_approved(text: str, sent: str) -> None:
    assert written(text) == sent


def test_only_the_link_of_the_card_is_quiet() -> None:
    text = "https://acme.org/a https://acme.org/ab"
    assert written(text, "https://acme.org/a") == "<https://acme.org/a> https://acme.org/ab"


def test_nobody_is_called_by_a_text(session: DiscordSession, fake: Fake) -> None:
    session.send(sample_post(text="@everyone look"))
    assert fake.messages[0].body["allowed_mentions"] == {"parse": []}


def test_discord_is_asked_to_say_what_became_of_it(session: DiscordSession, fake: Fake) -> None:
    session.send(sample_post())
    assert fake.asked[-1].query == {"wait": ["true"]}


def test_the_receipt_is_where_people_read_it(session: DiscordSession, fake: Fake) -> None:
    outcome = session.send(sample_post())
    assert outcome.receipt == f"https://discord.com/channels/7/42/{fake.messages[0].id}"


def test_the_card_stands_below_the_text(session: DiscordSession, fake: Fake) -> None:
    session.send(illustrated())
    assert fake.messages[0].body["embeds"] == [
        {
            "title": "Walking helps",
            "url": LINK,
            "description": "What 12 studies say.",
            "image": {"url": "attachment://picture.png"},
        }
    ]


def test_what_the_text_says_already_is_not_said_again_in_the_card(
    session: DiscordSession, fake: Fake
) -> None:
    session.send(illustrated(Card("Title", "Walking helps")))
    (embed,) = fake.messages[0].body["embeds"]
    assert "description" not in embed


def test_the_picture_in_a_card_has_its_description(session: DiscordSession, fake: Fake) -> None:
    session.send(illustrated())
    told = [one["description"] for one in fake.messages[0].body["attachments"]]
    assert (told, len(fake.messages[0].files)) == (["A path in a wood"], 1)


def test_discord_s_own_preview_does_not_stand_beside_the_card(
    session: DiscordSession, fake: Fake
) -> None:
    session.send(illustrated())
    assert f"<{LINK}>" in fake.messages[0].body["content"]


def test_without_room_for_the_brackets_discord_makes_the_card(
    session: DiscordSession, fake: Fake
) -> None:
    text = f"{'x' * (1999 - len(LINK))} {LINK}"
    post = Post("discord", "a.md", (Part(text, 2000, 2000),), link=LINK, card=CARD)
    session.send(under_way(post))
    assert (fake.messages[0].body["content"], "embeds" in fake.messages[0].body) == (text, False)


def test_a_picture_by_itself_leaves_the_card_to_discord(fake: Fake, clock: TestClock) -> None:
    with sender(fake, clock, picture="image").session() as opened:
        opened.send(illustrated())
    body, files = fake.messages[0].body, fake.messages[0].files
    assert ("embeds" in body, f"<{LINK}>" in body["content"], len(files)) == (False, False, 1)


def test_no_picture_means_no_preview_either(fake: Fake, clock: TestClock) -> None:
    with sender(fake, clock, picture="none").session() as opened:
        opened.send(illustrated())
    assert (fake.messages[0].body["flags"], fake.messages[0].files) == (4, {})


def test_long_titles_and_descriptions_are_cut_at_a_word(
    session: DiscordSession, fake: Fake
) -> None:
    session.send(illustrated(card=Card("title " * 100, "🙂 word " * 2000)))
    (embed,) = fake.messages[0].body["embeds"]
    assert (len(embed["title"]) <= 256, embed["title"].endswith("title…")) == (True, True)


def test_the_parts_of_a_thread_follow_each_other(session: DiscordSession, fake: Fake) -> None:
    posting = sample_post(parts=3)
    session.send(posting)
    sent = [one.body["content"] for one in fake.messages]
    assert sent == [part.text for part in posting.post.parts]


def test_a_text_over_the_limit_is_refused_before_it_is_asked(
    session: DiscordSession, fake: Fake
) -> None:
    outcome = session.send(under_way(Post("discord", "a.md", (Part("x" * 2001, 2001, 2000),))))
    assert (outcome.state, fake.count("POST", ".*")) == ("rejected", 0)


@pytest.mark.parametrize("fault", [Reset, Says(502, ""), Says(204, "")])
def test_a_lost_answer_stays_unknown_and_is_never_repeated(
    fault: Says | type[Reset], fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    fake.after["execute"] = [fault]
    told = tell(lambda: sender(fake, clock), tmp_path, clock, look_again=(0.0,))
    assert (told.states, len(fake.messages)) == (("unknown",) * 3, 1)


def test_a_process_that_died_after_posting_remembers_it(
    fake: Fake, clock: TestClock, tmp_path: Path
) -> None:
    killed(MODULE, {"webhook": fake.webhook}, tmp_path, clock)
    told = tell(lambda: sender(fake, clock), tmp_path, clock)
    assert (told.state, len(fake.messages)) == ("accepted", 1)


@pytest.mark.parametrize("everywhere", [True, False])
def test_too_many_requests_wait_as_the_body_says(
    everywhere: bool, session: DiscordSession, fake: Fake, clock: TestClock
) -> None:
    fake.before["execute"] = [fake.throttled(64.57, everywhere=everywhere)]
    outcome = session.send(sample_post())
    assert (outcome.state, outcome.retry_at) == ("deferred", clock.now() + timedelta(seconds=64.57))


def test_a_webhook_that_is_deleted_in_between_leaves_the_post_for_when_it_is_mended(
    session: DiscordSession, fake: Fake
) -> None:
    fake.deleted = True
    outcome = session.send(sample_post())
    assert (outcome.state, outcome.text) == (
        "deferred",
        "the account cannot send: 404 Unknown Webhook",
    )


def test_a_webhook_that_is_gone_stops_the_channel(fake: Fake, clock: TestClock) -> None:
    fake.deleted = True
    with pytest.raises(AuthRefused) as caught, sender(fake, clock).session():
        pass
    assert [problem.code for problem in caught.value.problems] == ["discord-webhook"]


def test_the_account_tells_where_it_posts(session: DiscordSession) -> None:
    told = session.account()
    assert (told.name, told.facts) == ("Acme", ("posts to channel 42",))


@pytest.mark.parametrize(
    "address",
    ["nothing", "http://discord.com/api/webhooks/1/x", "https:///x", "https://a b/c", "https://[x"],
)
def test_an_address_that_is_none_is_told_without_showing_it(address: str, clock: TestClock) -> None:
    with pytest.raises(UnusableInput) as caught:
        create(channel(clock, webhook=address))
    (problem,) = caught.value.problems
    assert (problem.code, address in str(problem)) == ("webhook-address", False)


def test_an_endpoint_takes_the_place_of_the_host(fake: Fake, clock: TestClock) -> None:
    made = sender(fake, clock, webhook=f"https://discord.com{PATH}", endpoint=fake.url)
    with made.session() as opened:
        assert opened.send(sample_post()).state == "accepted"


def test_the_address_is_in_no_words_and_no_repr(fake: Fake, clock: TestClock) -> None:
    fake.before["execute"] = [Says(400, {"message": f"bad {PATH}"})]
    made = sender(fake, clock)
    with made.session() as opened:
        outcome = opened.send(sample_post())
    assert TOKEN not in repr((made, outcome))
