"""A TOML file of the project: its values, and where each of them stands."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsletter.config.places import Places, locate
from newsletter.config.syntax import endless_key, syntax_problem, too_deep
from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem
from newsletter.project.reading import read_bounded


@dataclass(frozen=True, slots=True)
class Document:
    """The tables and values of a TOML file, with their places."""

    data: dict[str, Any]
    places: Places


def read_text(path: Path, shown: str, limit: int) -> str:
    """The text of the file at ``path``, of at most ``limit`` bytes; problems name it ``shown``.

    Raises:
        UnusableInput: it cannot be read, or is not UTF-8.
    """
    data = read_bounded(path, shown, limit)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusableInput(_not_utf8(data, error.start, shown)) from None


def parse_document(text: str, file: str) -> Document:
    """The values of ``text``, the content of ``file``.

    Raises:
        UnusableInput: it is not valid TOML, or nested without end.
    """
    text = text.removeprefix("\ufeff")
    broken = endless_key(text, file)
    if broken:
        raise UnusableInput(broken)
    try:
        text.encode("utf-8")
        return Document(tomllib.loads(text), locate(text, file))
    except RecursionError:
        raise UnusableInput(too_deep(file)) from None
    except ValueError as error:
        raise UnusableInput(syntax_problem(error, text, file)) from None


def _not_utf8(data: bytes, start: int, shown: str) -> Problem:
    before = data[:start].decode("utf-8")
    hint = "Save the file as UTF-8 in your editor."
    return Problem("toml-syntax", "This is not UTF-8 text.", hint, Place.behind(shown, before))
