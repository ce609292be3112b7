"""newsletter.toml -> Settings, with every problem in it at once."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from newsletter.config.channels import channels_of
from newsletter.config.places import locate
from newsletter.config.sections import settings_of
from newsletter.config.syntax import endless_key, syntax_problem, too_deep
from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem, has_errors, in_reading_order
from newsletter.project.reading import read_bounded
from newsletter.settings import Settings

MAX_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a settings file held. ``settings`` is None if and only if a problem is an error."""

    settings: Settings | None
    problems: tuple[Problem, ...] = ()


def load(path: Path, shown: str, *, known_senders: Collection[str] | None = None) -> Loaded:
    """Read the file at ``path``; problems name it ``shown``."""
    try:
        data = read_bounded(path, shown, MAX_BYTES)
    except UnusableInput as error:
        return Loaded(None, error.problems)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return Loaded(None, (_not_utf8(data, error.start, shown),))
    return parse(text, shown, known_senders=known_senders)


def parse(text: str, file: str, *, known_senders: Collection[str] | None = None) -> Loaded:
    """Check the text of a settings file; problems name it ``file``.

    ``known_senders`` are the senders that a channel may name; by default those that we describe
    in newsletter.channels and those of installed plug-ins.
    """
    text = text.removeprefix("\ufeff")
    try:
        data = _data(text, file)
        return _checked(data, text, file, known_senders)
    except RecursionError:
        return Loaded(None, (too_deep(file),))
    except UnusableInput as error:
        return Loaded(None, error.problems)


def _data(text: str, file: str) -> dict[str, Any]:
    broken = endless_key(text, file)
    if broken:
        raise UnusableInput(broken)
    try:
        text.encode("utf-8")
        return tomllib.loads(text)
    except ValueError as error:
        raise UnusableInput(syntax_problem(error, text, file)) from None


def _checked(
    data: dict[str, Any], text: str, file: str, known_senders: Collection[str] | None
) -> Loaded:
    places = locate(text, file)
    settings, problems = settings_of(data, places)
    channels, more = channels_of(data, places, known_senders)
    found = tuple(in_reading_order([*problems, *more]))
    if settings is None or has_errors(found):
        return Loaded(None, found)
    return Loaded(replace(settings, channels=channels), found)


def _not_utf8(data: bytes, start: int, shown: str) -> Problem:
    before = data[:start].decode("utf-8")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    hint = "Save the file as UTF-8 in your editor."
    return Problem("toml-syntax", "This is not UTF-8 text.", hint, Place(shown, line, column))
