"""Secrets that are planted everywhere, servers that throw them back, and a search for them."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from newsletter.channels.kinds import KNOWN, Key, KeyType
from newsletter.secrets.stored import PROJECT_FOLDER
from tests.fakes.server import Asked, Fake, Reset, Route, Says

PLANT = "PLANTED"
WHOLE = frozenset({"apprise"})
"""Senders whose one secret is an address of another library's."""

_VALUES: Mapping[KeyType, object] = {
    "id": "1",
    "number": 1,
    "list": ["1"],
    "domain": "mg.acme.example",
    "rate": "1000 per second",
    "selector": "s1",
}
_LEFT_OUT = frozenset({"dkim_domain", "dkim_selector", "dkim_key", "ca", "auth", "folder"})
"""Settings that belong together, or to files."""

TOML = """\
[newsletter]
name = "The Pier"
from = "The Pier <post@pier.example>"
timezone = "Europe/Lisbon"
url = "http://127.0.0.1:9"
address = "1 Pier Road, Seatown"

[safety]
live = true
hold = "0s"
test_recipients = ["*@pier.example"]
"""
ARTICLE = """\
---
title: Boat
date: 2026-11-20
url: https://pier.example/boat
tags: [Boats]
summary: "A boat came in today."
---
It came in, and nobody was there to see it.
"""


class Gossip(Fake):
    """A server that lets everybody in, does nothing, and tells all that it was told.

    ``mood`` is what becomes of a request that would publish something: a status, or nothing.
    """

    def __init__(self, mood: int | None) -> None:
        super().__init__()
        self.mood = mood

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        return []

    def answer(self, asked: Asked) -> Says:
        """Reads succeed, and so does signing in with a password."""
        with self.lock:
            self.asked.append(asked)
        told = f"{asked.path} {dict(asked.headers)} {asked.query} {asked.body[:4000]!r}"
        who = {"id": "1", "username": "acme", "acct": "acme", "name": "Acme", "url": "https://a.b"}
        if asked.path.endswith("createSession"):
            jwt = f"{PLANT}-session"
            return Says(200, {**who, "did": "did:plc:1", "accessJwt": jwt, "refreshJwt": jwt})
        if asked.method == "GET" or asked.path.endswith(("getMe", "getChat")):
            return Says(200, {**who, "ok": True, "result": who, "data": who, "told": told})
        if self.mood is None:
            raise Reset
        return Says(self.mood, {"error": told, "message": told, "errors": [{"message": told}]})


@dataclass(frozen=True, slots=True)
class Planted:
    """A project with a channel for every sender; every secret holds a needle of its own."""

    root: Path
    needles: tuple[str, ...]


def plant(root: Path, url: str, more: str = "") -> Planted:
    """Write the project. All servers are at ``url``; the mail server is a port that is shut."""
    (root / "articles").mkdir(parents=True)
    (root / "articles/boat.md").write_text(ARTICLE)
    sections = [_section(root, name, url) for name in sorted(KNOWN) if name != "memory"]
    sections.append(_section(root, "x", url, channel="x1", oauth1=True))
    text = TOML + "\n".join(sections) + more
    (root / "newsletter.toml").write_text(text)
    secrets = root / PROJECT_FOLDER
    needles = (PLANT, *(path.read_text().strip() for path in secrets.iterdir()))
    return Planted(root, needles)


_OAUTH1 = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


def _section(root: Path, sender: str, url: str, channel: str = "", *, oauth1: bool = False) -> str:
    known = KNOWN[sender]
    channel = channel or sender
    lines = [f"[channels.{channel}]", f'sender = "{sender}"']
    if known.kind == "email":
        lines.append('audience = "readers"')
    for key in known.keys:
        wanted = (key.name in _OAUTH1) == oauth1 if sender == "x" else True
        if wanted and key.name not in _LEFT_OUT and (key.required or key.type == "secret"):
            lines.append(f"{key.name} = {_value(root, channel, sender, key, url)}")
    if known.key("endpoint"):
        lines.append(f'endpoint = "{url}"')
    if sender == "x":
        lines.append('client_id = "an-app"')
    if sender == "smtp":
        lines += ["port = 9", 'security = "none"', 'username = "me"']
    return "\n".join((*lines, ""))


def _value(root: Path, channel: str, sender: str, key: Key, url: str) -> str:
    if key.type == "secret":
        return _secret(root, channel, sender, key, url)
    if key.type == "url":
        return json.dumps(url)
    if key.choices:
        return json.dumps(key.choices[0])
    named = {"host": "127.0.0.1", "region": "eu-west-1", "author": "urn:li:person:1"}
    return json.dumps(named.get(key.name, _VALUES.get(key.type, "acme")))


def _secret(root: Path, channel: str, sender: str, key: Key, url: str) -> str:
    name = f"{channel}-{key.name}".replace("_", "-")
    value = f"{PLANT}-{name}/+&"
    if key.name == "webhook":
        value = f"{url}/api/webhooks/1/{PLANT}-{name}"
    elif sender == "webhook":
        value = "whsec_" + base64.b64encode(f"{PLANT} {name} of 24 bytes".encode()).decode()
    elif sender in WHOLE:
        value = f"json://{PLANT}-{name}@127.0.0.1:9/"
    elif sender == "telegram":
        value = f"12345678:{PLANT}-{name}"
    elif sender == "mailchimp":
        value = f"{PLANT}-{name}-us6"
    elif (sender, key.name) == ("x", "token"):
        until = "2020-01-01T00:00:00+00:00"
        value = json.dumps({"access": f"{value}a", "refresh": f"{value}r", "expires_at": until})
    folder = root / PROJECT_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"{value}\n")
    (folder / name).chmod(0o600)
    return f'{{ secret = "{name}" }}'


def leaks(needles: tuple[str, ...], texts: Mapping[str, bytes]) -> list[str]:
    """Where a needle stands, in any form in which a program might write it."""
    forms = {form for needle in needles for form in _forms(needle)}
    return sorted(place for place, data in texts.items() if any(form in data for form in forms))


def _forms(needle: str) -> Iterator[bytes]:
    plain = needle.encode()
    yield plain
    yield quote(needle, safe="").encode()
    yield json.dumps(needle)[1:-1].encode()
    for offset in range(3):
        whole = base64.b64encode(b" " * offset + plain)
        skipped = (0, 2, 3)[offset]
        yield whole[skipped : len(whole) - 4]


def files(*folders: Path) -> dict[str, bytes]:
    """Every file below ``folders``, but for those of secrets."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and PROJECT_FOLDER not in path.as_posix():
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found
