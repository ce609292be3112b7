"""Servers that answer with anything: no sender to a chat raises, or says more than it knows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from newsletter.ports import Reconciles, Session
from newsletter.senders.contract import sample_post
from newsletter.senders.social import discord, slack, telegram
from newsletter.senders.social.mastodon import sender as mastodon
from newsletter.senders.social.webhook import sender as webhook
from tests.delivery.plans import TestClock
from tests.fakes import discord as fake_discord
from tests.fakes import mastodon as fake_mastodon
from tests.fakes import slack as fake_slack
from tests.fakes import telegram as fake_telegram
from tests.fakes import webhook as fake_webhook
from tests.fakes.server import Fake, Reset, Says, serving
from tests.senders.exactly_once import channel


@dataclass(frozen=True, slots=True)
class Chat:
    """A service with its fake; ``publishes`` is the route that puts a post out."""

    fake: type[Fake]
    module: Any
    options: Mapping[str, object]
    publishes: str


CHATS = {
    "mastodon": Chat(
        fake_mastodon.Mastodon,
        mastodon,
        {"server": "https://social.example", "token": fake_mastodon.TOKEN},
        "create_status",
    ),
    "telegram": Chat(
        fake_telegram.Telegram,
        telegram,
        {"token": fake_telegram.TOKEN, "chat": fake_telegram.CHAT},
        "send_message",
    ),
    "discord": Chat(
        fake_discord.Discord,
        discord,
        {"webhook": f"https://discord.com{fake_discord.PATH}"},
        "execute",
    ),
    "slack": Chat(
        fake_slack.Slack,
        slack,
        {"webhook": f"https://hooks.slack.com{fake_slack.PATH}"},
        "take",
    ),
}
JUNK = {
    "nothing": b"",
    "text": b"<html>A proxy",
    "null": b"null",
    "list": b"[1]",
    "empty": b"{}",
    "odd": b'{"id": [1], "result": {"message_id": true, "chat": 7}, "error": {"error": [[7]]}}',
    "binary": bytes(range(256)),
    "deep": b"[" * 100_000,
}


@contextmanager
def opened(name: str) -> Iterator[tuple[Fake, Session]]:
    chat = CHATS[name]
    with serving(chat.fake()) as fake:
        clock = TestClock(datetime.now(UTC))
        made = chat.module.create(channel(clock, endpoint=fake.url, **chat.options))
        with made.session() as session:
            yield fake, session


def answers(junk: str, status: int) -> list[Says | type[Reset]]:
    return [Says(status, JUNK[junk])] * 3


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("name", CHATS)
def test_success_without_sense_is_in_doubt(name: str, junk: str) -> None:
    with opened(name) as (fake, session):
        fake.before[CHATS[name].publishes] = answers(junk, 200)
        assert session.send(sample_post()).state == "unknown"


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("name", CHATS)
def test_an_error_without_sense_is_in_doubt(name: str, junk: str) -> None:
    with opened(name) as (fake, session):
        fake.before[CHATS[name].publishes] = answers(junk, 500)
        assert session.send(sample_post()).state == "unknown"


@pytest.mark.parametrize("junk", JUNK)
def test_a_look_without_sense_finds_nothing(junk: str) -> None:
    with opened("mastodon") as (fake, session):
        post = sample_post()
        fake.before["create_status"] = [Says(500, b"")]
        session.send(post)
        fake.before["account_statuses"] = answers(junk, 200)
        assert isinstance(session, Reconciles)
        assert session.reconcile(post).state == "unknown"


@pytest.mark.parametrize("junk", JUNK)
def test_limits_without_sense_are_no_limits(junk: str) -> None:
    with opened("mastodon") as (fake, session):
        fake.before["instance"] = answers(junk, 200)
        assert session.send(sample_post()).state == "accepted"


@pytest.mark.parametrize("junk", JUNK)
def test_an_error_of_a_receiver_without_sense_is_tried_again(junk: str) -> None:
    with serving(fake_webhook.Receiver(secrets=())) as fake:
        made = webhook.create(channel(TestClock(datetime.now(UTC)), url=fake.address))
        fake.before["take"] = answers(junk, 500)
        with made.session() as session:
            assert session.send(sample_post()).state == "deferred"
