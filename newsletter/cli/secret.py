"""`newsletter secret`: store passwords and tokens where no file of the project holds them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.hidden import hidden
from newsletter.cli.screen import Screen

if TYPE_CHECKING:
    from newsletter.usecases.secret_keeping import KnownSecret, SecretDesk

TEXT = "Passwords and tokens: set, list, remove."
Name = Annotated[str, typer.Argument(metavar="NAME", hidden=True)]


def set_(screen: Screen, name: Name) -> int:
    """Store a secret.

    Its value is typed without being shown, or read from standard input; never an argument. It
    goes into the keyring of this computer where there is one, else into .newsletter/secrets/.
    """
    from newsletter.secrets.keeping import check_name

    check_name(name)
    desk = _desk(screen)
    kept = desk.keep(name, hidden(screen, f"the value of {name}"))
    screen.say(f"Stored {name} in {kept.where}.")
    payload = {"name": name, "where": kept.where}
    return screen.finish(payload, kept.problems, then="newsletter doctor")


def list_(screen: Screen) -> int:
    """Show which secrets there are and where each comes from, but no value."""
    known = _desk(screen).known()
    width = max(len(one.name) for one in known)
    for one in known:
        screen.say(f"{one.name:{width}}  {_place(one)}")
    payload = {
        "names": [one.name for one in known if one.where],
        "missing": [one.name for one in known if not one.where],
    }
    problems = [found for one in known for found in one.problems]
    missing = next((one.name for one in known if not one.where and one.used_by), None)
    then = f"newsletter secret set {missing}" if missing else None
    return screen.finish(payload, problems, then=then)


def remove(screen: Screen, name: Name) -> int:
    """Remove a secret from the keyring and from .newsletter/secrets/."""
    places = _desk(screen).keeper.forget(name)
    screen.say(f"Removed {name} from {' and '.join(places)}.")
    return screen.finish({"name": name, "where": list(places)})


COMMANDS: Mapping[str, Callable[..., int]] = {"set": set_, "list": list_, "remove": remove}


def _desk(screen: Screen) -> "SecretDesk":
    from newsletter.usecases.projects import open_project
    from newsletter.usecases.secret_keeping import secret_desk

    return secret_desk(open_project(screen.flags.project), screen.flags.secrets_dir)


def _place(one: "KnownSecret") -> str:
    where = f"in {one.where}" if one.where else "not stored"
    return f"{where}, for {', '.join(one.used_by)}" if one.used_by else where
