"""Changing one setting in the text of newsletter.toml; comments and order stay as they are."""

import tomllib
from typing import TYPE_CHECKING, Any

from newsletter.config.editing import MARK, changed
from newsletter.config.file import parse
from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def with_setting(text: str, file: str, section: str, key: str, value: str | int) -> str:
    """The text of settings in which ``key`` of ``section`` is ``value``.

    Raises:
        UnusableInput: settings-edit, when the rest would be touched; or what is wrong with it.
    """

    def change(document: "TOMLDocument") -> None:
        import tomlkit

        if section not in document:
            document[section] = tomlkit.table()
        table: Any = document[section]
        table[key] = value

    before = _read(text, file).get(section, {})
    new = changed(text, change, {section: {**before, key: value}})
    if new is None:
        problem = f"{file} cannot be changed without touching the rest of it."
        hint = f'Write it yourself, in [{section}]: {key} = "{value}"'
        raise UnusableInput(Problem("settings-edit", problem, hint, Place(file)))
    loaded = parse(new, file)
    if loaded.settings is None:
        raise UnusableInput(*loaded.problems)
    return new


def _read(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix(MARK))
    except (ValueError, RecursionError):
        raise UnusableInput(*parse(text, file).problems) from None
