"""Changing one key in the text of a schedule; comments and order stay as they are."""

import tomllib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from newsletter.config.editing import MARK, changed
from newsletter.config.nominals import nominal as nominal_time
from newsletter.config.schedule_moves import KEY as MOVED
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


def without_exception(text: str, file: str, entry: str) -> str:
    """The text of a schedule without one of the entries of its ``except``.

    Raises:
        UnusableInput: schedule-edit, when the text cannot be changed without touching the rest.
    """
    before = _read(text).get("except", [])
    after = [one for one in before if one != entry] if isinstance(before, list) else []

    def change(document: "TOMLDocument") -> None:
        if after:
            document["except"].remove(entry)
        else:
            document.remove("except")

    return _changed(text, file, change, {"except": after or None}, f"except = {after}")


def with_move(text: str, file: str, nominal: str, to: str) -> str:
    """The text of a schedule whose occurrence of a nominal time fires at ``to``.

    Raises:
        UnusableInput: schedule-edit, when the text cannot be changed without touching the rest.
    """
    after = {**_read(text).get(MOVED, {}), nominal: to}

    def change(document: "TOMLDocument") -> None:
        document.setdefault(MOVED, {})[nominal] = to

    return _changed(text, file, change, {MOVED: after}, f'[{MOVED}] "{nominal}" = "{to}"')


def without_move(text: str, file: str, nominal: str) -> str:
    """The text of a schedule whose occurrence of a nominal time is not moved any more.

    Raises:
        UnusableInput: schedule-edit, when the text cannot be changed without touching the rest.
    """
    after = {key: to for key, to in _read(text).get(MOVED, {}).items() if key != nominal}

    def change(document: "TOMLDocument") -> None:
        if after:
            document[MOVED].remove(nominal)
        else:
            document.remove(MOVED)

    return _changed(text, file, change, {MOVED: after or None}, f"remove {nominal} from [{MOVED}]")


def skips_in(text: str) -> tuple[str, ...]:
    """The entries of ``except`` that are single times, not whole days, as they are written."""
    entries = _read(text).get("except", [])
    many = entries if isinstance(entries, list) else [entries]
    return tuple(one for one in many if isinstance(one, str) and nominal_time(one))


def _read(text: str) -> dict[str, Any]:
    return tomllib.loads(text.removeprefix(MARK))


def _changed(
    text: str,
    file: str,
    change: "Callable[[TOMLDocument], None]",
    expected: Mapping[str, Any],
    line: str,
) -> str:
    """``text`` after ``change``, if the rest of its values are what they were.

    Of ``expected`` a key with None is to be gone.
    """
    new = changed(text, change, expected)
    if new is None:
        problem = "This file cannot be changed without touching the rest of it."
        hint = f"Write it yourself: {line}"
        raise UnusableInput(Problem("schedule-edit", problem, hint, Place(file)))
    return new
