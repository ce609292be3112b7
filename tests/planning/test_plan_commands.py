"""`plan` and `approve` on the command line: results, exit codes, and what differs."""

import json
from collections.abc import Callable

from tests.planning.conftest import Desk

Run = Callable[..., tuple[int, str, str]]


def plan(run_cli: Run, desk: Desk, *more: str) -> dict[str, object]:
    code, out, _ = run_cli("-C", str(desk.root), "plan", "2026-11-24", "--json", *more)
    assert code == 0
    found: dict[str, object] = json.loads(out)
    return found


def test_a_plan_says_what_would_go_where(desk: Desk, run_cli: Run) -> None:
    found = plan(run_cli, desk)
    assert found["ok"] is True
    assert found["sends_at"] is None
    channels = found["channels"]
    assert isinstance(channels, list)
    assert [(one["channel"], one["kind"], one["recipients"]) for one in channels] == [
        ("outbox", "email", 2),
        ("wall", "social", 1),
    ]
    assert all(one["bytes"] > 0 for one in channels)


def test_what_differs_from_an_older_plan_is_shown(desk: Desk, run_cli: Run) -> None:
    before = str(plan(run_cli, desk)["plan"])
    desk.edit("articles/b.md", "Gull came in today.", "A gull came in.")
    desk.add_people(b"email\ncleo@pier.example\n")
    diff = plan(run_cli, desk, "--diff", before)["diff"]
    assert isinstance(diff, list)
    assert {"-Recipients: 2", "+Recipients: 3", "-Gull came in today."} <= set(diff)
    assert any(line.startswith("+") and "A gull came in." in line for line in diff)


def test_nothing_differs_from_the_same_plan(desk: Desk, run_cli: Run) -> None:
    before = str(plan(run_cli, desk)["plan"])
    assert plan(run_cli, desk, "--diff", before)["diff"] == []


def test_approving_without_a_terminal_needs_yes(desk: Desk, run_cli: Run) -> None:
    short = str(plan(run_cli, desk)["plan"])[:6]
    code, out, _ = run_cli("-C", str(desk.root), "approve", short, "--json")
    assert code == 3
    assert [found["code"] for found in json.loads(out)["problems"]] == ["not-confirmed"]


def test_an_approval_says_who_and_when(desk: Desk, run_cli: Run) -> None:
    name = str(plan(run_cli, desk)["plan"])
    words = ("approve", name, "--as", "Ana", "--note", "read it", "--yes", "--json")
    code, out, _ = run_cli("-C", str(desk.root), *words)
    found = json.loads(out)
    assert (code, found["plan"], found["approved_by"]) == (0, name, "Ana")
    assert found["approved_at"].startswith("20")


def test_a_stale_plan_ends_with_six(desk: Desk, run_cli: Run) -> None:
    name = str(plan(run_cli, desk)["plan"])
    desk.edit("articles/a.md", "nobody", "somebody")
    code, out, _ = run_cli("-C", str(desk.root), "approve", name, "--yes", "--json")
    assert (code, json.loads(out)["ok"]) == (6, False)


def test_an_unknown_plan_ends_with_one(desk: Desk, run_cli: Run) -> None:
    assert run_cli("-C", str(desk.root), "approve", "abcdef", "--yes")[0] == 1


def test_the_next_step_is_named(desk: Desk, run_cli: Run) -> None:
    short = str(plan(run_cli, desk)["plan"])[:8]
    assert f"newsletter approve {short}" in run_cli("-C", str(desk.root), "plan", "2026-11-24")[2]
    run_cli("-C", str(desk.root), "approve", short, "--yes")
    assert f"newsletter send {short}" in run_cli("-C", str(desk.root), "plan", "2026-11-24")[2]
