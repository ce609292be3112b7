"""newsletter.toml -> Settings, with every problem in it at once."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from newsletter.config.channels import channels_of
from newsletter.config.document import Document, parse_document, read_text
from newsletter.config.sections import settings_of
from newsletter.config.syntax import too_deep
from newsletter.errors import UnusableInput
from newsletter.problems import Problem, has_errors, in_reading_order
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
        text = read_text(path, shown, MAX_BYTES)
    except UnusableInput as error:
        return Loaded(None, error.problems)
    return parse(text, shown, known_senders=known_senders)


def parse(text: str, file: str, *, known_senders: Collection[str] | None = None) -> Loaded:
    """Check the text of a settings file; problems name it ``file``.

    ``known_senders`` are the senders that a channel may name; by default those that we describe
    in newsletter.channels and those of installed plug-ins.
    """
    try:
        return _checked(parse_document(text, file), known_senders)
    except RecursionError:
        return Loaded(None, (too_deep(file),))
    except UnusableInput as error:
        return Loaded(None, error.problems)


def _checked(document: Document, known_senders: Collection[str] | None) -> Loaded:
    settings, problems = settings_of(document.data, document.places)
    channels, more = channels_of(document.data, document.places, known_senders)
    found = tuple(in_reading_order([*problems, *more]))
    if settings is None or has_errors(found):
        return Loaded(None, found)
    return Loaded(replace(settings, channels=channels), found)
