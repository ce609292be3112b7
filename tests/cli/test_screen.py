"""Results on stdout, everything else on stderr, and nothing that steers the terminal."""

import io
import json

import pytest

from newsletter.cli.flags import Flags
from newsletter.cli.screen import Screen
from newsletter.problems import Place, Problem, note, warning

PLAIN = Flags()


def screen(flags: Flags = PLAIN) -> tuple[Screen, io.StringIO, io.StringIO]:
    out, err = io.StringIO(), io.StringIO()
    return Screen(flags, out, err), out, err


PROBLEM = Problem("template-name", "'titel' is unknown.", "Use 'title'.", Place("a.mjml", 3, 5))


def test_a_problem_stands_on_one_line_with_its_place_and_hint() -> None:
    face, _, err = screen()
    face.finish({}, [PROBLEM])
    assert err.getvalue() == ("a.mjml:3:5 error [template-name] 'titel' is unknown. Use 'title'.\n")


def test_json_is_one_object_alone_on_stdout() -> None:
    face, out, err = screen(Flags(json=True))
    face.say("for people")
    face.progress("working")
    face.finish({"count": 1}, [PROBLEM], then="go on")
    assert json.loads(out.getvalue()) == {
        "ok": False,
        "count": 1,
        "problems": [
            {
                "code": "template-name",
                "severity": "error",
                "file": "a.mjml",
                "line": 3,
                "column": 5,
                "text": "'titel' is unknown.",
                "hint": "Use 'title'.",
            }
        ],
    }
    assert err.getvalue() == ""


def test_an_error_ends_with_one_and_a_warning_with_zero() -> None:
    face, _, _ = screen()
    assert face.finish({}, [PROBLEM]) == 1
    assert face.finish({}, [warning("w", "Careful.")]) == 0


def test_quiet_leaves_errors_and_warnings() -> None:
    face, _, err = screen(Flags(quiet=True))
    found = [note("n", "By the way."), warning("w", "Careful.", "Look twice.")]
    face.finish({}, found, then="go on")
    assert err.getvalue() == "warning [w] Careful.\n"


def test_what_to_do_next_is_the_last_line() -> None:
    face, _, err = screen()
    face.finish({}, [note("n", "By the way.")], then="newsletter build")
    assert err.getvalue().splitlines()[-1] == "Next: newsletter build"


def test_control_characters_of_a_name_do_not_reach_the_terminal() -> None:
    face, out, err = screen()
    face.say("a\x1b[2Jb")
    face.finish({}, [Problem("x", "bad \x1b]0;title\x07 name", place=Place("a\x1b[1m", 1, 1))])
    assert "\x1b" not in out.getvalue() + err.getvalue()


@pytest.mark.parametrize("override", ["\u202e", "\u2066", "\x9b"])
def test_no_character_makes_a_line_read_as_another_one(override: str) -> None:
    face, out, err = screen()
    face.say(f"safe{override}txt.exe")
    face.finish({}, [Problem("x", f"bad {override} name")], then=f"open {override}")
    assert override not in out.getvalue() + err.getvalue()


def test_json_on_a_terminal_cannot_steer_it_and_says_the_same() -> None:
    face, out, _ = screen(Flags(json=True))
    face.emit({"title": "a\x9b2J\u202eb é"})
    assert "\x9b" not in out.getvalue()
    assert json.loads(out.getvalue()) == {"title": "a\x9b2J\u202eb é"}


def test_a_problem_stays_on_one_line_whatever_it_quotes() -> None:
    face, _, err = screen()
    face.finish({}, [Problem("x", "'a\nerror [y] Fake.' is wrong.")])
    assert len(err.getvalue().splitlines()) == 1


class Terminal(io.StringIO):
    """A stream that shows colours."""

    def isatty(self) -> bool:
        return True


def test_colours_reach_a_terminal_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    out, err = Terminal(), Terminal()
    Screen(PLAIN, out, err).finish({}, [warning("w", "Careful.")], then="go on")
    coloured = "\x1b[33mwarning\x1b[0m [w] Careful.\n\x1b[1mNext:\x1b[0m go on\n"
    assert err.getvalue() == coloured


def test_problems_come_in_reading_order_and_the_error_that_ended_it_last() -> None:
    face, _, err = screen()
    placed = [Problem("c", "C", place=Place("b", 9, 1)), Problem("b", "B", place=Place("b", 2, 1))]
    face.finish({}, [Problem("d", "D"), *placed, note("a", "A")])
    assert [line[-1] for line in err.getvalue().splitlines()] == ["A", "B", "C", "D"]
