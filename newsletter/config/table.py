"""A table of a TOML file, read key by key. What is wrong becomes a problem; the rest counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import newsletter.config.rules as rules
from newsletter.config.names import shown
from newsletter.config.places import KeyPath, Places
from newsletter.printable import printable
from newsletter.problems import Place, Problem, did_you_mean


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a list, with where it stands."""

    text: str
    path: KeyPath
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """The values at ``path``. ``of`` names in messages what they are settings of."""

    data: Mapping[str, Any]
    places: Places
    of: str
    path: KeyPath = ()
    problems: list[Problem] = field(default_factory=list)

    def place(self, key: str) -> Place:
        """Where the value of ``key`` stands."""
        return self.places.value((*self.path, key))

    def allow(self, known: Sequence[str]) -> None:
        """Every other key is a problem."""
        for key in self.data:
            if key not in known:
                name = printable(key)
                hint = did_you_mean(name, known) or f"There are: {', '.join(known)}."
                text = f"'{name}' is not a setting of {self.of}."
                place = self.places.key((*self.path, key))
                self.problems.append(Problem("unknown-key", text, hint, place))

    def text(self, key: str) -> str | None:
        """One line of text that is not empty."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, str):
            return self._line(value, (*self.path, key))
        self.must_be(key, "text in double quotes", value)
        return None

    def texts(self, key: str) -> tuple[Entry, ...] | None:
        """One text, or a list of texts."""
        value = self.data.get(key)
        if value is None:
            return None
        path = (*self.path, key)
        many = value if isinstance(value, list) else [value]
        paths = [(*path, at) for at in range(len(many))] if isinstance(value, list) else [path]
        if not many:
            text = f"{_start(path)} is an empty list."
            hint = "Fill it in, or remove the line."
            self.refuse(Problem("setting-invalid", text, hint, self.places.value(path)))
        found = zip(paths, many, strict=True)
        return tuple(entry for at, one in found if (entry := self._entry(at, one)))

    def choice(self, key: str, choices: Sequence[str]) -> str | None:
        """One of a few words."""
        value = self.text(key)
        if value is None or value in choices:
            return value
        hint = did_you_mean(value, choices)
        self.must_be(key, " or ".join(f'"{one}"' for one in choices), value, hint)
        return None

    def switch(self, key: str) -> bool | None:
        """True or false."""
        value = self.data.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.must_be(key, "true or false, without quotes", value)
        return None

    def number(self, key: str, low: int, high: int) -> int | None:
        """A whole number in a range."""
        value = self.data.get(key)
        if value is None:
            return None
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if is_number and low <= value <= high:
            return int(value)
        self.must_be(key, f"a whole number from {low} to {high}", value)
        return None

    def table(self, key: str, example: str) -> "Table":
        """A table in this one; an empty one when it is missing or something else."""
        value = self.data.get(key, {})
        if not isinstance(value, Mapping):
            self.must_be(key, f"a table, like {example}", value)
            value = {}
        of = f"'{key}' of {self.of}"
        return Table(value, self.places, of, (*self.path, key), self.problems)

    def refuse(self, problem: Problem | None) -> None:
        """Note what is wrong, if anything is."""
        self.problems.extend([problem] if problem else [])

    def spoken(self, key: str) -> str:
        """The key as a sentence begins with it."""
        return _start((*self.path, key))

    def must_be(self, key: str, expected: str, value: object, hint: str | None = None) -> None:
        """Report a value of the wrong kind."""
        self._must_be((*self.path, key), expected, value, hint)

    def _entry(self, path: KeyPath, value: object) -> Entry | None:
        if not isinstance(value, str):
            self._must_be(path, "text in double quotes", value)
            return None
        text = self._line(value, path)
        return Entry(text, path, self.places.value(path)) if text is not None else None

    def _line(self, value: str, path: KeyPath) -> str | None:
        name, place = _start(path), self.places.value(path)
        wrong = rules.filled(value, name, place) or rules.one_line(value, name, place)
        self.refuse(wrong)
        return None if wrong else value

    def _must_be(
        self, path: KeyPath, expected: str, value: object, hint: str | None = None
    ) -> None:
        text = f"{_start(path)} must be {expected}, not {shown(value)}."
        self.problems.append(Problem("setting-invalid", text, hint, self.places.value(path)))


def _start(path: KeyPath) -> str:
    """A setting at the start of a sentence: ``'articles.at_least'``, ``Entry 2 of 'channels'``."""
    name = ".".join(printable(part) for part in path if isinstance(part, str))
    numbers = [part + 1 for part in path if isinstance(part, int)]
    return f"Entry {numbers[-1]} of '{name}'" if numbers else f"'{name}'"
