"""How the arguments [EDITION] [FILE...] are told apart."""

from collections.abc import Sequence
from pathlib import Path

from newsletter.errors import UsageError
from newsletter.problems import Problem


def split_arguments(arguments: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """The edition's name, and the files: a FILE exists as a path or ends like one.

    Raises:
        UsageError: more than one argument is no file.
    """
    from newsletter.articles.forms import SUFFIXES
    from newsletter.project.inputs import STDIN

    def is_file(argument: str) -> bool:
        path = Path(argument)
        return argument == STDIN or path.suffix.lower() in SUFFIXES or path.exists()

    names = [argument for argument in arguments if not is_file(argument)]
    if len(names) > 1:
        text = f"'{names[1]}' is no file or folder, and the edition is '{names[0]}' already."
        raise UsageError(Problem("file-missing", text, "Check how the file's name is written."))
    files = tuple(argument for argument in arguments if is_file(argument))
    return (names[0] if names else None), files
