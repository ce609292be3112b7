"""`newsletter audience`: every command on the command line, with its counts and exit codes."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from tests.planning.conftest import Desk

Run = Callable[..., tuple[int, str, str]]


def audience(run_cli: Run, desk: Desk, *words: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = run_cli("-C", str(desk.root), "audience", *words, "--json")
    return code, json.loads(out)


def put(desk: Desk, text: str) -> str:
    desk.write("people.csv", text)
    return str(desk.root / "people.csv")


def test_the_counts_of_an_import_add_up(desk: Desk, run_cli: Run) -> None:
    file = put(desk, "email\nada@pier.example\ncleo@pier.example\nnonsense\n")
    code, found = audience(run_cli, desk, "import", file, "--audience", "readers", "--skip-bad")
    assert code == 0
    assert {word: found[word] for word in ("rows", "new", "known", "suppressed", "bad")} == {
        "rows": 3,
        "new": 1,
        "known": 1,
        "suppressed": 0,
        "bad": 1,
    }


def test_one_bad_row_imports_nobody(desk: Desk, run_cli: Run) -> None:
    file = put(desk, "email\ncleo@pier.example\nnonsense\n")
    code, found = audience(run_cli, desk, "import", file, "--audience", "readers")
    assert (code, found["imported"], found["problems"][0]["line"]) == (1, False, 3)
    assert audience(run_cli, desk, "list")[1]["audiences"] == [
        {"name": "readers", "subscribers": 2}
    ]


def test_what_is_exported_can_be_read_again(desk: Desk, run_cli: Run) -> None:
    code, out, _ = run_cli("-C", str(desk.root), "audience", "export", "readers")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert rows[0] == {"email": "ada@pier.example", "first_name": "Ada"}


def test_a_suppressed_address_is_in_no_plan(desk: Desk, run_cli: Run) -> None:
    assert audience(run_cli, desk, "suppress", "ADA@pier.example")[1]["new"] == 1
    assert audience(run_cli, desk, "suppress", "ada@pier.example")[1]["known"] == 1
    assert desk.plan().channels[0].recipients == 1


def test_the_unsubscribes_of_another_tool_are_taken_over(desk: Desk, run_cli: Run) -> None:
    file = put(desk, "email\nada@pier.example\nbo@quay.example\n")
    code, found = audience(run_cli, desk, "suppress", "--file", file, "--reason", "old tool")
    assert (code, found["rows"], found["new"]) == (0, 2, 2)


def test_suppress_needs_an_address_or_a_file_and_not_both(desk: Desk, run_cli: Run) -> None:
    assert audience(run_cli, desk, "suppress")[0] == 2
    assert audience(run_cli, desk, "suppress", "a@b.example", "--file", "x.csv")[0] == 2


def test_erasing_asks_first(desk: Desk, run_cli: Run) -> None:
    assert audience(run_cli, desk, "erase", "ada@pier.example")[0] == 3
    assert desk.plan().channels[0].recipients == 2


def test_who_was_erased_is_nowhere_and_does_not_come_back(desk: Desk, run_cli: Run) -> None:
    desk.plan()
    code, found = audience(run_cli, desk, "erase", "Ada@pier.example", "--yes")
    assert (code, found["audiences"], found["recipients"]) == (0, 1, 1)
    file = put(desk, "email\nada@pier.example\n")
    again = audience(run_cli, desk, "import", file, "--audience", "readers")[1]
    assert (again["new"], again["suppressed"]) == (0, 1)


def test_a_missing_file_is_named(desk: Desk, run_cli: Run) -> None:
    code, found = audience(run_cli, desk, "import", "nowhere.csv", "--audience", "readers")
    assert (code, found["problems"][0]["code"]) == (1, "file-missing")


def test_the_global_flags_may_stand_at_every_place(desk: Desk, run_cli: Run) -> None:
    code, out, _ = run_cli("audience", "-C", str(desk.root), "--json", "list")
    assert (code, json.loads(out)["ok"]) == (0, True)


def test_the_word_alone_is_wrong_usage(run_cli: Run) -> None:
    assert run_cli("audience")[0] == 2
