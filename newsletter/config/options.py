"""One setting of a channel, checked by the type that newsletter.channels gives it."""

from collections.abc import Callable, Mapping
from typing import TypeGuard

import newsletter.config.rules as rules
import newsletter.config.secrets as secrets
import newsletter.config.urls as urls
from newsletter.channels.kinds import Key
from newsletter.config.names import shown, start
from newsletter.config.places import KeyPath, Places
from newsletter.problems import Problem, did_you_mean

_TEXT_RULES: Mapping[str, rules.TextRule] = {
    "text": rules.filled,
    "id": rules.filled,
    "url": urls.base,
    "rate": rules.pace,
    "path": rules.project_path,
    "domain": rules.domain,
    "selector": rules.selector,
}
_MAY_BE_REFERENCE = ("text", "id", "url", "secret")


def option_problem(key: Key, value: object, path: KeyPath, places: Places) -> Problem | None:
    """What is wrong with the value of one setting, if anything is."""
    secret = secrets.reference(value)
    if secret and key.type in _MAY_BE_REFERENCE:
        return secrets.bad_name(secret, path, places)
    if key.type == "secret":
        kind = secrets.literal if isinstance(value, str) else secrets.no_reference
        return kind(path, places)
    return _CHECKS.get(key.type, _text)(key, value, path, places)


def _text(key: Key, value: object, path: KeyPath, places: Places) -> Problem | None:
    if key.type == "id" and _is_number(value):
        return None
    if not isinstance(value, str):
        return _must_be("text in double quotes", value, path, places)
    place, name = places.value(path), start(path)
    return rules.one_line(value, name, place) or _TEXT_RULES[key.type](value, name, place)


def _number(_key: Key, value: object, path: KeyPath, places: Places) -> Problem | None:
    if _is_number(value) and value > 0:
        return None
    return _must_be("a whole number of 1 or more, without quotes", value, path, places)


def _switch(_key: Key, value: object, path: KeyPath, places: Places) -> Problem | None:
    if isinstance(value, bool):
        return None
    return _must_be("true or false, without quotes", value, path, places)


def _list(_key: Key, value: object, path: KeyPath, places: Places) -> Problem | None:
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return None
    return _must_be('a list of texts, like ["a", "b"]', value, path, places)


def _choice(key: Key, value: object, path: KeyPath, places: Places) -> Problem | None:
    if value in key.choices:
        return None
    found = _must_be(f"one of {', '.join(key.choices)}", value, path, places)
    hint = did_you_mean(str(value), key.choices)
    return Problem(found.code, found.text, hint, found.place)


def _must_be(expected: str, value: object, path: KeyPath, places: Places) -> Problem:
    text = f"{start(path)} must be {expected}, not {shown(value)}."
    return Problem("setting-invalid", text, None, places.value(path))


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


_CHECKS: Mapping[str, Callable[[Key, object, KeyPath, Places], Problem | None]] = {
    "number": _number,
    "switch": _switch,
    "list": _list,
    "choice": _choice,
}
