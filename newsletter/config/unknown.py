"""Findings about keys and sections that do not exist, with what was probably meant."""

from collections.abc import Iterable, Mapping

from newsletter.config.names import NAMED_SECTIONS, section
from newsletter.config.places import KeyPath
from newsletter.printable import printable
from newsletter.problems import Place, Problem, did_you_mean


def unknown_section(name: str, known: Iterable[str], place: Place) -> Problem:
    """A section, or a key above all sections, that newsletter.toml does not have."""
    hint = did_you_mean(name, known) or f"The sections are: {', '.join(known)}."
    return Problem(
        "unknown-key", f"newsletter.toml has no section '{printable(name)}'.", hint, place
    )


def unknown_key(
    path: KeyPath, known: Iterable[str], elsewhere: Mapping[str, Iterable[str]], place: Place
) -> Problem:
    """A key that its section does not have; ``elsewhere`` are the keys of the other sections."""
    name = printable(str(path[-1]))
    text = f"'{name}' is not a setting of {section(path)}."
    hint = did_you_mean(name, known) or _belongs(name, elsewhere)
    hint = hint or f"{section(path)} knows: {', '.join(known)}."
    return Problem("unknown-key", text, hint, place)


def _belongs(name: str, elsewhere: Mapping[str, Iterable[str]]) -> str | None:
    owners = [_named(other) for other, keys in elsewhere.items() if name in keys]
    return f"It is a setting of {' and '.join(owners)}." if owners else None


def _named(section_name: str) -> str:
    return f"[{section_name}.NAME]" if section_name in NAMED_SECTIONS else f"[{section_name}]"
