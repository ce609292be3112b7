"""References to secrets in newsletter.toml: ``{ secret = "name" }``, never the secret itself."""

import re

from newsletter.config.names import start
from newsletter.config.places import KeyPath, Places
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.settings import Secret

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


def reference(value: object) -> Secret | None:
    """The reference that ``value`` is, if it is one."""
    if isinstance(value, dict) and list(value) == ["secret"] and isinstance(value["secret"], str):
        return Secret(secret=value["secret"])
    return None


def bad_name(secret: Secret, path: KeyPath, places: Places) -> Problem | None:
    """A secret's name is also a file's name, so it cannot be anything."""
    if _NAME.fullmatch(secret.secret):
        return None
    text = f"{start(path)} refers to a secret by a name that cannot be one."
    hint = "Use letters, digits, - and _, like mastodon-token."
    return Problem("setting-invalid", text, hint, places.value((*path, "secret")))


def literal(path: KeyPath, places: Places) -> Problem:
    """A secret that stands in the file itself. The finding never shows it."""
    key, channel = str(path[-1]), str(path[1])
    name = suggested_name(channel, key)
    text = f"{start(path)} is a secret, and it is written in this file."
    hint = f"Move it to .newsletter/secrets/{name}, "
    hint += f'then write {printable(key)} = {{ secret = "{name}" }}.'
    return Problem("secret-in-file", text, hint, places.value(path))


def no_reference(path: KeyPath, places: Places) -> Problem:
    """Something that is neither a secret nor a reference to one."""
    text = f"{start(path)} must be a reference to a secret."
    example = suggested_name(str(path[1]), str(path[-1]))
    hint = f'Write {printable(str(path[-1]))} = {{ secret = "{example}" }}.'
    return Problem("setting-invalid", text, hint, places.value(path))


def suggested_name(channel: str, key: str) -> str:
    """A name for the secret of one setting: ``mastodon-token``."""
    words = re.findall(r"[a-z0-9]+", f"{channel} {key}".lower())
    return "-".join(words)[:100] or "secret"
