"""Writing ``[safety] live`` into newsletter.toml; comments and order stay as they are."""

import tomllib
from typing import TYPE_CHECKING

from newsletter.config.editing import MARK, changed
from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def with_live(text: str, file: str, *, live: bool) -> str:
    """The text of settings that are live, or in test mode.

    Raises:
        UnusableInput: settings-edit, when it cannot be changed without touching the rest.
    """

    def change(document: "TOMLDocument") -> None:
        document.setdefault("safety", {})["live"] = live

    safety = tomllib.loads(text.removeprefix(MARK)).get("safety", {})
    new = changed(text, change, {"safety": {**safety, "live": live}})
    if new is None:
        problem = f"{file} cannot be changed without touching the rest of it."
        hint = f"Write it yourself, in [safety]: live = {str(live).lower()}"
        raise UnusableInput(Problem("settings-edit", problem, hint, Place(file)))
    return new
