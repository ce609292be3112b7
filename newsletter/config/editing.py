"""Changing one value in the text of a TOML file; comments and order stay as they are."""

import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

MARK = "\ufeff"


def changed(
    text: str, change: "Callable[[TOMLDocument], None]", expected: Mapping[str, Any]
) -> str | None:
    """``text`` after ``change``; None if that touches any value but the ``expected`` ones.

    An expected None means that the key is gone.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    mark = MARK if text.startswith(MARK) else ""
    with suppress(TOMLKitError, ValueError, TypeError, KeyError, RecursionError):
        before = tomllib.loads(text.removeprefix(MARK))
        document = tomlkit.parse(text.removeprefix(MARK))
        change(document)
        new = tomlkit.dumps(document)
        wanted = {**before, **expected}
        if tomllib.loads(new) == {key: one for key, one in wanted.items() if one is not None}:
            return mark + new
    return None
