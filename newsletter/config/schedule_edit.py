"""Changing one key in the text of a schedule; comments and order stay as they are."""

import tomllib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from newsletter.config.editing import MARK, changed
from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def with_paused(text: str, file: str, *, paused: bool) -> str:
    """The text of a schedule that is paused, or is not.

    Raises:
        UnusableInput: schedule-edit, when the text cannot be changed without touching the rest.
    """

    def change(document: "TOMLDocument") -> None:
        document["paused"] = paused

    line = f"paused = {str(paused).lower()}"
    return _changed(text, file, change, {"paused": paused}, line)


def with_exception(text: str, file: str, nominal: str) -> str:
    """The text of a schedule that leaves out one more date or nominal time.

    Raises:
        UnusableInput: schedule-edit, when the text cannot be changed without touching the rest.
    """
    before = tomllib.loads(text.removeprefix(MARK)).get("except", [])
    after = [*(before if isinstance(before, list) else [before]), nominal]

    def change(document: "TOMLDocument") -> None:
        if isinstance(before, list) and before:
            document["except"].append(nominal)
        else:
            document["except"] = after

    return _changed(text, file, change, {"except": after}, f'except = [..., "{nominal}"]')


def _changed(
    text: str,
    file: str,
    change: "Callable[[TOMLDocument], None]",
    expected: Mapping[str, Any],
    line: str,
) -> str:
    """``text`` after ``change``, if the rest of its values are what they were."""
    new = changed(text, change, expected)
    if new is None:
        problem = "This file cannot be changed without touching the rest of it."
        hint = f"Write it yourself: {line}"
        raise UnusableInput(Problem("schedule-edit", problem, hint, Place(file)))
    return new
