"""`newsletter senders`: the installed senders, and what each can and cannot do."""

from collections.abc import Iterator
from dataclasses import asdict
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from newsletter.cli.screen import Screen

if TYPE_CHECKING:
    from newsletter.usecases.installed import InstalledSender

WIDTH, INDENT = 80, 4
_MEGABYTE = 1024 * 1024


def senders(screen: Screen) -> int:
    """Show the installed senders, and what each cannot do."""
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.installed import installed_senders

    found = installed_senders(SystemClock())
    width = max((len(one.name) for one in found), default=0)
    for one in found:
        screen.say(f"{one.name:{width}}  {', '.join(_facts(one))}")
        for line in _cannot(one):
            screen.say(line)
    problems = [problem for one in found for problem in one.problems]
    return screen.finish({"senders": [_as_json(one) for one in found]}, problems)


def _facts(one: "InstalledSender") -> Iterator[str]:
    yield one.kind or "unknown kind"
    if one.package:
        yield f"plug-in of {one.package}"
    if one.problems:
        yield "broken"
    if one.limits is None:
        return
    if not one.limits.leaves_this_computer:
        yield "stays on this computer"
    if one.limits.batch > 1:
        yield f"{one.limits.batch} in one call"
    if one.limits.max_bytes:
        yield f"up to {one.limits.max_bytes / _MEGABYTE:g} MB"


def _cannot(one: "InstalledSender") -> Iterator[str]:
    for sentence in one.limits.cannot if one.limits else ():
        first, *rest = wrap(sentence, WIDTH - INDENT) or [""]
        yield f"{'-':>{INDENT - 1}} {first}"
        yield from (f"{'':{INDENT}}{line}" for line in rest)


def _as_json(one: "InstalledSender") -> dict[str, Any]:
    limits = asdict(one.limits) if one.limits else None
    return {"name": one.name, "kind": one.kind, "limits": limits, "package": one.package}
