"""Signatures of OAuth 1.0a, checked as RFC 5849, section 3.4, says."""

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote

from tests.fakes.server import Asked


@dataclass(slots=True)
class OAuth1:
    """The four keys of a user's context (https://docs.x.com/fundamentals/authentication)."""

    consumer_key: str = "x-consumer-key"
    consumer_secret: str = "x-consumer-secret"
    access_token: str = "x-access-token"
    access_token_secret: str = "x-access-token-secret"


def is_signed(asked: Asked, base: str, keys: OAuth1) -> bool:
    """Is the request signed with those keys? A body that is JSON is not signed."""
    kind, _, values = (asked.headers.get("Authorization") or "").partition(" ")
    if kind.lower() != "oauth":
        return False
    found = dict(re.findall(r'(\w+)="([^"]*)"', values))
    said = {name: unquote(value) for name, value in found.items()}
    given = said.pop("oauth_signature", "")
    who = (said.get("oauth_consumer_key"), said.get("oauth_token"))
    if who != (keys.consumer_key, keys.access_token):
        return False
    return hmac.compare_digest(given, _signature(asked, base, said, keys))


def _signature(asked: Asked, base: str, said: Mapping[str, str], keys: OAuth1) -> str:
    pairs = [(name, value) for name, values in asked.query.items() for value in values]
    pairs += [(name, value) for name, value in said.items() if name != "realm"]
    if asked.headers.get_content_type() == "application/x-www-form-urlencoded":
        pairs += parse_qsl(asked.body.decode(), keep_blank_values=True)
    listed = "&".join(f"{name}={value}" for name, value in sorted((_q(n), _q(v)) for n, v in pairs))
    text = "&".join((asked.method, _q(base + asked.path), _q(listed)))
    key = f"{_q(keys.consumer_secret)}&{_q(keys.access_token_secret)}"
    return base64.b64encode(hmac.new(key.encode(), text.encode(), "sha1").digest()).decode()


def _q(text: str) -> str:
    return quote(text, safe="~")
