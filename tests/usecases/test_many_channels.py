"""Email and five networks in one plan, one of them failing: nobody waits, nobody is doubled."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from newsletter.cli.main import main
from tests.fakes import mastodon, telegram, webhook
from tests.fakes.discord import Discord
from tests.fakes.mastodon import Mastodon
from tests.fakes.server import Reset, Says, serving
from tests.fakes.slack import Slack
from tests.fakes.telegram import Telegram
from tests.fakes.webhook import Receiver
from tests.usecases.conftest import TOML

pytestmark = pytest.mark.slow
OUTBOX = '[channels.email]\nsender = "outbox"\naudience = "readers"\n'
LIVE = '[safety]\nlive = true\nhold = "0s"\n'
ARTICLE = """\
---
title: Boat
date: 2026-11-20
url: https://pier.example/boat
tags: [Boats]
summary: "A boat came in today."
---
It came in, and nobody was there to see it.
"""
EDITION = "2026-11-20"
ONE_EACH = {"mastodon": 1, "telegram": 1, "discord": 1, "slack": 1, "webhook": 1}
ALL_OUT = dict.fromkeys(("email", *ONE_EACH), "accepted")


@dataclass(frozen=True)
class Networks:
    """The five that a plan posts to."""

    mastodon: Mastodon
    telegram: Telegram
    discord: Discord
    slack: Slack
    webhook: Receiver

    @property
    def posts(self) -> dict[str, int]:
        """How many posts each of them holds."""
        return {
            "mastodon": len(self.mastodon.statuses),
            "telegram": len(self.telegram.messages),
            "discord": len(self.discord.messages),
            "slack": len(self.slack.messages),
            "webhook": len(self.webhook.events),
        }

    def channels(self) -> str:
        """Their sections of newsletter.toml."""
        sections = {
            "mastodon": (f'server = "{self.mastodon.url}"', "token = @"),
            "telegram": (f'endpoint = "{self.telegram.url}"', 'chat = "@acmenews"', "token = @"),
            "discord": ("webhook = @",),
            "slack": ("webhook = @",),
            "webhook": (f'url = "{self.webhook.address}"', "secret = @"),
        }
        return "\n".join(
            "\n".join((f"[channels.{name}]", f'sender = "{name}"', *lines, "")).replace(
                "@\n", f'{{ secret = "{name}" }}\n'
            )
            for name, lines in sections.items()
        )

    def secrets(self) -> dict[str, str]:
        """What each of them lets in."""
        return {
            "mastodon": mastodon.TOKEN,
            "telegram": telegram.TOKEN,
            "discord": self.discord.webhook,
            "slack": self.slack.webhook,
            "webhook": webhook.SECRET,
        }


@dataclass(frozen=True)
class Desk:
    """A project with six channels, and its approved plan."""

    root: Path
    networks: Networks
    plan: str

    def send(self) -> tuple[int, dict[str, Any]]:
        """Send the plan, or what of it is missing: the exit code and the last event."""
        code, events = run(self.root, f"send {self.plan} --confirm 2")
        return code, events[-1]

    def states(self) -> dict[str, str]:
        """What `status` tells of each channel, each of which has one state here."""
        answer = run(self.root, f"status {EDITION}")[1][0]
        names = ("accepted", "rejected", "failed", "deferred", "unknown", "pending")
        return {
            one["channel"]: "+".join(name for name in names if one[name])
            for one in answer["channels"]
        }

    @property
    def mails(self) -> int:
        return len(list((self.root / ".newsletter/outbox").glob("*.eml")))


def run(root: Path, line: str) -> tuple[int, list[dict[str, Any]]]:
    out = StringIO()
    with redirect_stdout(out), pytest.raises(SystemExit) as ended:
        main(["-C", str(root), "--json", *line.split()])
    assert isinstance(ended.value.code, int)
    return ended.value.code, [json.loads(one) for one in out.getvalue().splitlines()]


@pytest.fixture
def networks() -> Iterator[Networks]:
    with ExitStack() as stack:
        yield Networks(
            stack.enter_context(serving(Mastodon())),
            stack.enter_context(serving(Telegram())),
            stack.enter_context(serving(Discord())),
            stack.enter_context(serving(Slack())),
            stack.enter_context(serving(Receiver())),
        )


@pytest.fixture
def desk(tmp_path: Path, networks: Networks) -> Desk:
    root = tmp_path / "paper"
    (root / "articles").mkdir(parents=True)
    (root / "articles/boat.md").write_text(ARTICLE)
    (root / "people.csv").write_text("email\nada@pier.example\nbo@pier.example\n")
    (root / "newsletter.toml").write_text(f"{TOML}\n{LIVE}\n{OUTBOX}\n{networks.channels()}")
    for name, value in networks.secrets().items():
        path = root / ".newsletter/secrets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(value)
    assert run(root, f"audience import {root / 'people.csv'} --audience readers")[0] == 0
    plan = run(root, f"plan {EDITION}")[1][0]["plan"]
    assert run(root, f"approve {plan} --yes")[0] == 0
    return Desk(root, networks, plan)


def test_all_of_them_go_out_once(desk: Desk) -> None:
    code, done = desk.send()
    assert (code, done["accepted"], done["posts"]) == (0, 7, 5)
    assert (desk.mails, desk.networks.posts) == (2, ONE_EACH)
    assert desk.states() == ALL_OUT


def test_a_network_that_is_down_holds_up_nobody_and_is_made_up_for(desk: Desk) -> None:
    desk.networks.discord.before["about"] = [Says(503, "")]
    code, done = desk.send()
    assert (code, done["accepted"], done["pending"]) == (5, 6, 1)
    assert desk.states() == {**ALL_OUT, "discord": "pending"}
    assert (desk.mails, desk.networks.posts) == (2, {**ONE_EACH, "discord": 0})
    assert [one["code"] for one in done["problems"]] == ["provider-unreachable"]
    code, done = desk.send()
    assert (code, done["accepted"], done["posts"]) == (0, 7, 5)
    assert (desk.mails, desk.networks.posts) == (2, ONE_EACH)
    assert desk.states() == ALL_OUT


def test_a_lost_answer_of_one_network_stays_unknown_and_is_not_repeated(desk: Desk) -> None:
    desk.networks.telegram.after["send_message"] = [Reset]
    desk.networks.telegram.after["send_photo"] = [Reset]
    for _ in range(2):
        code, done = desk.send()
        assert (code, done["accepted"], done["unknown"]) == (5, 6, 1)
    assert desk.states() == {**ALL_OUT, "telegram": "unknown"}
    assert (desk.mails, desk.networks.posts) == (2, ONE_EACH)


def test_a_lost_answer_of_a_network_that_can_be_read_is_found_in_the_same_run(desk: Desk) -> None:
    desk.networks.mastodon.after["create_status"] = [Reset]
    code, _ = desk.send()
    assert (code, desk.states()) == (0, ALL_OUT)
    assert desk.networks.posts == ONE_EACH


def test_a_refusal_is_final_and_the_others_are_not_sent_again(desk: Desk) -> None:
    desk.networks.slack.before["take"] = [Says(400, "invalid_payload")]
    for _ in range(2):
        code, done = desk.send()
        assert (code, done["accepted"], done["rejected"]) == (5, 6, 1)
    assert desk.states() == {**ALL_OUT, "slack": "rejected"}
    assert (desk.mails, desk.networks.posts) == (2, {**ONE_EACH, "slack": 0})


def test_a_secret_that_is_missing_leaves_the_others_going(desk: Desk) -> None:
    path = desk.root / ".newsletter/secrets/webhook"
    value = path.read_text()
    path.unlink()
    code, done = desk.send()
    assert (code, done["accepted"]) == (5, 6)
    assert desk.states() == {**ALL_OUT, "webhook": "pending"}
    path.write_text(value)
    assert desk.send()[0] == 0
    assert desk.networks.posts == ONE_EACH


def test_the_networks_are_made_up_for_by_post_alone(desk: Desk) -> None:
    desk.networks.discord.before["about"] = [Says(503, "")]
    desk.send()
    code, events = run(desk.root, f"post {EDITION} --channel discord --yes")
    assert (code, events[-1]["posts"]) == (0, 1)
    assert (desk.mails, desk.networks.posts) == (2, ONE_EACH)
