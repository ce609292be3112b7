"""The senders that are installed, with what each can do, without a channel that uses them."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from newsletter.channels.kinds import KNOWN, Key, KeyType
from newsletter.errors import NewsletterError, UnusableInput
from newsletter.ports import ChannelContext, Clock, Limits, Sender, SenderFactory, SenderKind
from newsletter.problems import Problem
from newsletter.senders.registry import GROUP, OURS, Senders, create, senders

_SAMPLES: Mapping[KeyType, object] = {
    "id": "1",
    "number": 1,
    "list": [1],
    "switch": False,
    "url": "https://newsletter.invalid",
    "domain": "newsletter.invalid",
    "rate": "1 per second",
}
"""What settings hold while a sender is asked for its limits; anything else is a word."""


@dataclass(frozen=True, slots=True)
class InstalledSender:
    """A sender by its name. ``package`` is that of a plug-in, None for ours.

    ``kind`` and ``limits`` are None where a plug-in tells them only of a configured channel.
    """

    name: str
    kind: SenderKind | None
    limits: Limits | None
    package: str | None = None
    problems: tuple[Problem, ...] = ()


def installed_senders(clock: Clock) -> tuple[InstalledSender, ...]:
    """Every installed sender, sorted. One that cannot be loaded comes with its problem."""
    known, packages = senders(), _packages()
    return tuple(_installed(name, known, packages.get(name), clock) for name in known)


def _installed(name: str, known: Senders, package: str | None, clock: Clock) -> InstalledSender:
    described = KNOWN.get(name)
    kind = described.kind if described else None
    try:
        factory = known[name]
    except UnusableInput as error:
        return InstalledSender(name, kind, None, package, error.problems)
    made = _made(name, factory, clock)
    if made is None:
        return InstalledSender(name, kind, _stated(factory), package)
    return InstalledSender(name, kind or made.kind, made.limits, package)


def _made(name: str, factory: SenderFactory, clock: Clock) -> Sender | None:
    """A sender with the settings that it needs at least, else with all; it is never opened."""
    for options in _sample_options(name):
        context = ChannelContext(name, options, Path(), clock)
        try:
            return create(name, context, {name: factory})
        except NewsletterError:
            continue
    return None


def _stated(factory: SenderFactory) -> Limits | None:
    """The ``LIMITS`` that stand beside a factory, as all of ours have them."""
    limits = getattr(sys.modules.get(getattr(factory, "__module__", "")), "LIMITS", None)
    return limits if isinstance(limits, Limits) else None


def _sample_options(name: str) -> Iterator[Mapping[str, object]]:
    keys = KNOWN[name].keys if name in KNOWN else ()
    yield {key.name: _sample(key) for key in keys if key.required}
    yield {key.name: _sample(key) for key in keys}


def _sample(key: Key) -> object:
    return key.choices[0] if key.choices else _SAMPLES.get(key.type, "sample")


def _packages() -> Mapping[str, str]:
    """The package of each sender that is not ours. None of ours can be replaced by one."""
    found = {(entry.name, _package(entry)) for entry in entry_points(group=GROUP)}
    ours = {name for name, package in found if package == OURS}
    return {name: package for name, package in sorted(found) if name not in ours}


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else "an unknown package"
