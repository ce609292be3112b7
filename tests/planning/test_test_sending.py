"""A test mail goes to test recipients alone, says that it is one, and its links act on nobody."""

import json
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from newsletter.editions.tokens import verify
from newsletter.secrets.signing import signing_keys
from tests.planning.conftest import Desk

Run = Callable[..., tuple[int, str, str]]


def test_send(run_cli: Run, desk: Desk, *more: str) -> tuple[int, dict[str, Any]]:
    words = ("test-send", "2026-11-24", "--json", *more)
    code, out, _ = run_cli("-C", str(desk.root), *words)
    return code, json.loads(out)


test_send.__test__ = False  # type: ignore[attr-defined]


def allow(desk: Desk, *patterns: str) -> None:
    line = f"test_recipients = {json.dumps(patterns)}"
    desk.edit("newsletter.toml", "live = true", f"live = false\n{line}")


def outbox(desk: Desk) -> list[EmailMessage]:
    files = (desk.root / ".newsletter/outbox").glob("*.eml")
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def test_it_says_that_it_is_a_test(desk: Desk, run_cli: Run) -> None:
    allow(desk, "*@pier.example")
    code, found = test_send(run_cli, desk, "--to", "Me@pier.example")
    (mail,) = outbox(desk)
    assert (code, found["event"], found["accepted"]) == (0, "done", 1)
    assert mail["Subject"].startswith("[TEST] ")
    assert "Me@pier.example" in mail["To"]


def test_its_links_act_on_nobody(desk: Desk, run_cli: Run) -> None:
    allow(desk, "*@pier.example")
    desk.plan()
    test_send(run_cli, desk, "--to", "ada@pier.example")
    (mail,) = outbox(desk)
    token = mail["List-Unsubscribe"].strip("<>").rpartition("/")[2]
    assert verify(token, signing_keys(desk.secrets)) == "unknown"


@pytest.mark.parametrize("patterns", [(), ("*@quay.example",), ("ada@*",)])
def test_an_address_that_is_not_allowed_gets_nothing(
    desk: Desk, run_cli: Run, patterns: tuple[str, ...]
) -> None:
    allow(desk, *patterns)
    code, found = test_send(run_cli, desk, "--to", "me@pier.example")
    assert (code, found["problems"][0]["code"]) == (1, "test-address")
    assert outbox(desk) == []


def test_a_live_project_sends_tests_to_test_recipients_alone_too(desk: Desk, run_cli: Run) -> None:
    assert test_send(run_cli, desk, "--to", "ada@pier.example")[0] == 1


def test_it_goes_to_the_first_test_recipient_by_default(desk: Desk, run_cli: Run) -> None:
    allow(desk, "*@quay.example", "ed@pier.example")
    assert test_send(run_cli, desk)[1]["to"] == "ed@pier.example"


def test_what_is_no_address_is_wrong_usage(desk: Desk, run_cli: Run) -> None:
    allow(desk, "*")
    assert test_send(run_cli, desk, "--to", "nonsense")[0] == 2


def test_in_test_mode_nothing_leaves_this_computer(desk: Desk, run_cli: Run) -> None:
    allow(desk, "*")
    desk.edit(
        "newsletter.toml",
        'sender = "outbox"\naudience',
        'sender = "smtp"\nhost = "m.example"\naudience',
    )
    code, found = test_send(run_cli, desk, "--to", "me@pier.example")
    assert (code, found["problems"][0]["code"]) == (1, "test-mode")


def test_an_edition_with_errors_is_not_sent(desk: Desk, run_cli: Run) -> None:
    allow(desk, "*")
    desk.write("templates/digest.mjml", "<mjml><mj-bdy></mj-bdy></mjml>")
    assert test_send(run_cli, desk, "--to", "me@pier.example")[0] == 1
    assert outbox(desk) == []
