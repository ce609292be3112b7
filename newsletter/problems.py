"""A Problem is a finding with a place and a hint: what is wrong, where, and what to do next."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file. Lines and columns count from 1, columns in characters.

    A tag's place is its ``<``, an attribute's its name, an unclosed element's its opening tag.
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None

    @classmethod
    def behind(cls, file: str, text: str) -> "Place":
        """Where the first character behind ``text`` stands, with which ``file`` begins."""
        return cls(file, text.count("\n") + 1, len(text) - text.rfind("\n"))

    def __str__(self) -> str:
        parts = (self.file, self.line, self.column)
        return ":".join(str(part) for part in parts if part is not None)


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``code`` is a stable word that docs/reference/problems.md explains."""

    code: str
    text: str
    hint: str | None = None
    place: Place = NOWHERE
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.place} " if self.place != NOWHERE else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{where}{self.severity} [{self.code}] {self.text}{hint}"

    def as_json(self) -> dict[str, Any]:
        """The flat object that every ``--json`` result carries in ``problems``."""
        flat = asdict(self)
        flat |= flat.pop("place")
        keys = ("code", "severity", "file", "line", "column", "text", "hint")
        return {key: flat[key] for key in keys}


def warning(code: str, text: str, hint: str | None = None, place: Place = NOWHERE) -> Problem:
    """A Problem that does not stop anything."""
    return Problem(code, text, hint, place, "warning")


def note(code: str, text: str, hint: str | None = None, place: Place = NOWHERE) -> Problem:
    """A Problem that only informs."""
    return Problem(code, text, hint, place, "note")


def has_errors(problems: Iterable[Problem]) -> bool:
    """True if anything in ``problems`` is an error, which makes a command end with 1."""
    return any(problem.severity == "error" for problem in problems)


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """``problems`` sorted by file, line and column.

    What has no place comes before them, but an error comes after: it says how the whole ended.
    """

    def key(problem: Problem) -> tuple[int, str, int, int]:
        place = problem.place
        rank = 1 if place.file else 2 if problem.severity == "error" else 0
        return rank, place.file or "", place.line or 0, place.column or 0

    return sorted(problems, key=key)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """``Did you mean 'title'?`` when a known word is close to the one that was written."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean '{close[0]}'?" if close else None
