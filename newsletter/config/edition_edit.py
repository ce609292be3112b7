"""Changing what an edition's file decides; comments and order stay as they are."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsletter.config.editing import MARK, changed
from newsletter.config.edition_file import parse_edition
from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem, has_errors

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Value = str | Sequence[str] | None
_ENTRY = re.compile(r"""\s*+(?:"((?:[^"\\]|\\.)*+)"|'([^']*+)')\s*+,?\s*+(?:#\s?(.*))?""")
_COMMENT = re.compile(r"\s*+#\s?(.*)")


def with_decision(text: str, file: str, key: str, value: Value) -> str:
    """The text of an edition's file in which ``key`` is ``value``; None takes it out.

    ``key`` is subject, preheader, intro, reply_to, articles or exclude.

    Raises:
        UnusableInput: edition-edit, when more would change; or what is wrong with ``value``.
    """

    def change(document: "TOMLDocument") -> None:
        if value is not None:
            _set(document, key, value)
        elif key in document:
            document.remove(key)

    return _changed(text, file, change, {key: value}, key)


def with_override(text: str, file: str, ref: str, network: str, words: str) -> str:
    """The text of an edition's file in which the article ``ref`` says ``words`` on ``network``.

    Raises:
        UnusableInput: edition-edit, when it cannot be done without touching the rest.
    """

    before = _table(_read(text, file), "overrides", file)
    override = _table(before, ref, file)
    post = {**_table(override, "post", file), network: words}
    expected = {**before, ref: {**override, "post": post}}

    def change(document: "TOMLDocument") -> None:
        import tomlkit

        overrides: Any = document.setdefault("overrides", tomlkit.table(is_super_table=True))
        table: Any = overrides.setdefault(ref, tomlkit.table())
        if "post" in table:
            table["post"][network] = _written(words)
        else:
            table.append(tomlkit.key(["post", network]), _written(words))

    key = f'[overrides."{ref}"] post.{network}'
    return _changed(text, file, change, {"overrides": expected}, key)


def _set(document: "TOMLDocument", key: str, value: str | Sequence[str]) -> None:
    if isinstance(value, str):
        document[key] = _written(value)
    else:
        document[key] = _listed(value, _notes(document.get(key)))


def _written(words: str) -> Any:
    import tomlkit

    is_long = "\n" in words and '"""' not in words and "\\" not in words
    return tomlkit.string(words, multiline=is_long)


def _listed(refs: Sequence[str], notes: "_Notes") -> Any:
    """One article a line, each with the comments that it had."""
    import tomlkit

    array = tomlkit.array()
    for ref in refs:
        for comment in notes.above.get(ref, ()):
            array.add_line(indent="    ", comment=comment)
        array.add_line(ref, indent="    ", comment=notes.behind.get(ref))
    for comment in notes.at_end:
        array.add_line(indent="    ", comment=comment)
    if refs or notes.at_end:
        array.add_line(indent="")
    return array


@dataclass(slots=True)
class _Notes:
    """The comments of a list of articles: above an entry, behind it, and after the last."""

    above: dict[str, list[str]] = field(default_factory=dict)
    behind: dict[str, str] = field(default_factory=dict)
    at_end: list[str] = field(default_factory=list)


def _notes(array: Any) -> _Notes:
    notes = _Notes()
    for line in array.as_string().splitlines() if hasattr(array, "as_string") else []:
        if alone := _COMMENT.fullmatch(line):
            notes.at_end.append(alone[1])
        elif found := _ENTRY.fullmatch(line):
            entry = _entry(found)
            notes.above[entry], notes.at_end = notes.at_end, []
            if found[3]:
                notes.behind[entry] = found[3]
    return notes


def _entry(found: re.Match[str]) -> str:
    if found[1] is None:
        return found[2]
    return str(tomllib.loads(f'v = "{found[1]}"')["v"])


def _read(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix(MARK))
    except (ValueError, RecursionError):
        problems = parse_edition(text, file).problems
        raise UnusableInput(*problems) from None


def _table(values: Mapping[str, Any], key: str, file: str) -> Mapping[str, Any]:
    """The section ``key``; an empty one if there is none."""
    found = values.get(key, {})
    if isinstance(found, Mapping):
        return found
    raise UnusableInput(_refused(file, key))


def _changed(
    text: str,
    file: str,
    change: "Callable[[TOMLDocument], None]",
    expected: Mapping[str, Any],
    key: str,
) -> str:
    if text and not text.endswith("\n"):
        text += "\n"
    _read(text, file)
    new = changed(text, change, expected)
    if new is None:
        problem = "This file cannot be changed without touching the rest of it."
        raise UnusableInput(Problem("edition-edit", problem, f"Write {key} yourself.", Place(file)))
    return _checked(new, text, file)


def _checked(new: str, old: str, file: str) -> str:
    """``new``, if it has no error that ``old`` has not.

    Raises:
        UnusableInput: what is wrong with the new value.
    """
    known = {(one.code, one.text) for one in parse_edition(old, file).problems}
    found = [one for one in parse_edition(new, file).problems if (one.code, one.text) not in known]
    if has_errors(found):
        raise UnusableInput(*found)
    return new


def _refused(file: str, key: str) -> Problem:
    text = "This file cannot be changed without touching the rest of it."
    return Problem("edition-edit", text, f"Write {key} yourself.", Place(file))
