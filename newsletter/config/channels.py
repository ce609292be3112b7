"""[channels.NAME]: a sender, its audience, and the settings of that sender."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import newsletter.config.rules as rules
import newsletter.config.secrets as secrets
from newsletter.channels.kinds import KNOWN, KnownSender, looks_secret
from newsletter.config.dkim import dkim_problems
from newsletter.config.names import shown, start
from newsletter.config.options import option_problem
from newsletter.config.places import KeyPath, Places
from newsletter.config.sections import known_keys
from newsletter.config.unknown import unknown_key
from newsletter.config.urls import is_this_computer
from newsletter.problems import Problem, did_you_mean
from newsletter.settings import ChannelSettings

_OWN = ("sender", "audience")


def installed_senders() -> frozenset[str]:
    """The senders that we know, and those of installed plug-ins. None of them is loaded."""
    from importlib.metadata import entry_points

    return frozenset(KNOWN) | {entry.name for entry in entry_points(group="newsletter.senders")}


def channels_of(
    data: Mapping[str, Any], places: Places, known_senders: Collection[str] | None
) -> tuple[Mapping[str, ChannelSettings], list[Problem]]:
    """Every channel that can be read, and what is wrong with them and with the others."""
    tables = data.get("channels", {})
    if not isinstance(tables, Mapping):
        return {}, [_no_section(("channels",), tables, places)]
    known = _known(tables) if known_senders is None else known_senders
    channels: dict[str, ChannelSettings] = {}
    problems: list[Problem] = []
    for name, table in tables.items():
        path = ("channels", name)
        if isinstance(table, Mapping):
            problems += _problems(path, table, places, known)
            problems += dkim_problems(path, table, data, places)
            channels[name] = _settings(table)
        else:
            problems.append(_no_section(path, table, places))
    return channels, problems


def _known(tables: Mapping[str, Any]) -> Collection[str]:
    """Ours, and those of plug-ins when one is named that is not ours: looking takes its time."""
    named = (table.get("sender") for table in tables.values() if isinstance(table, Mapping))
    ours = all(sender in KNOWN for sender in named if isinstance(sender, str))
    return KNOWN if ours else installed_senders()


def _no_section(path: KeyPath, value: object, places: Places) -> Problem:
    text = f"{start(path)} must be a section, not {shown(value)}."
    hint = "Write a line like [channels.email], and its settings below it."
    return Problem("setting-invalid", text, hint, places.key(path))


def _settings(table: Mapping[str, Any]) -> ChannelSettings:
    options = {
        key: secrets.reference(value) or value for key, value in table.items() if key not in _OWN
    }
    return ChannelSettings(
        sender=table.get("sender", ""), audience=table.get("audience"), options=options
    )


def _problems(
    path: KeyPath, table: Mapping[str, Any], places: Places, known: Collection[str]
) -> Iterator[Problem]:
    yield from _sender_problem(path, table, places, known)
    yield from _audience_problem(path, table, places)
    sender = table.get("sender")
    described = KNOWN.get(sender) if isinstance(sender, str) else None
    for name, value in table.items():
        if name not in _OWN:
            yield from _option_problems(described, (*path, name), value, places)
    if described:
        yield from _missing(described, path, table, places)
        yield from _open_line(path, table, places)


def _sender_problem(
    path: KeyPath, table: Mapping[str, Any], places: Places, known: Collection[str]
) -> Iterator[Problem]:
    if "sender" not in table:
        hint = 'Add a line: sender = "outbox", or the sender that this channel uses.'
        yield Problem("setting-missing", f"{start(path)} has no sender.", hint, places.key(path))
        return
    sender, place = table["sender"], places.value((*path, "sender"))
    if not isinstance(sender, str):
        text = f"{start((*path, 'sender'))} must be text in double quotes, not {shown(sender)}."
        yield Problem("setting-invalid", text, None, place)
        return
    if sender not in known:
        hint = did_you_mean(sender, sorted(known)) or f"There are: {', '.join(sorted(known))}."
        text = f"There is no sender {shown(sender)}."
        yield Problem("unknown-sender", text, hint, place)


def _audience_problem(path: KeyPath, table: Mapping[str, Any], places: Places) -> Iterator[Problem]:
    audience, path = table.get("audience", "-"), (*path, "audience")
    if not isinstance(audience, str):
        text = f"{start(path)} must be text in double quotes, not {shown(audience)}."
        yield Problem("setting-invalid", text, None, places.value(path))
        return
    name, place = start(path), places.value(path)
    found = rules.filled(audience, name, place) or rules.one_line(audience, name, place)
    if found:
        yield found


def _option_problems(
    sender: KnownSender | None, path: KeyPath, value: object, places: Places
) -> Iterator[Problem]:
    name = str(path[-1])
    key = sender.key(name) if sender else None
    found = option_problem(key, value, path, places) if key else None
    if found:
        yield found
    if key is None:
        yield from (secrets.literal(inner, places) for inner in _literal_secrets(path, value))
    if sender and key is None:
        known = (*(known.name for known in sender.keys), *_OWN)
        yield unknown_key(path, known, known_keys(), places.key(path))


def _literal_secrets(path: KeyPath, value: object) -> Iterator[KeyPath]:
    """The settings in ``value``, itself included, that look like secrets and are texts."""
    if isinstance(value, Mapping) and not secrets.reference(value):
        for key, inner in value.items():
            yield from _literal_secrets((*path, key), inner)
    texts = value if isinstance(value, list) else [value]
    if looks_secret(str(path[-1])) and any(isinstance(text, str) for text in texts):
        yield path


def _missing(
    sender: KnownSender, path: KeyPath, table: Mapping[str, Any], places: Places
) -> Iterator[Problem]:
    for key in sender.keys:
        if key.required and key.name not in table:
            text = f"{start((*path, key.name))} is missing: {sender.name} needs it."
            example = '"..."'
            if key.type == "secret":
                example = f'{{ secret = "{secrets.suggested_name(str(path[1]), key.name)}" }}'
            hint = f"Add a line: {key.name} = {example}"
            yield Problem("setting-missing", text, hint, places.key(path))


def _open_line(path: KeyPath, table: Mapping[str, Any], places: Places) -> Iterator[Problem]:
    host = table.get("host")
    far = isinstance(host, str) and not is_this_computer(host)
    if table.get("security") == "none" and far:
        path = (*path, "security")
        text = f"{start(path)} is none, and its host is not this computer."
        hint = 'Write security = "starttls" or "tls", so that nobody can read along.'
        yield Problem("setting-invalid", text, hint, places.value(path))
