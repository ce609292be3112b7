"""Signing requests with the four keys of OAuth 1.0a: RFC 5849, section 3, with HMAC-SHA1.

See https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature.
"""

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from newsletter.ports import Clock
from newsletter.senders.http.client import Answer, Client


@dataclass(frozen=True, slots=True)
class Keys:
    """Those of the app, and those of the account that it posts for."""

    consumer_key: str
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)

    @property
    def values(self) -> tuple[str, ...]:
        """All four, to be kept out of what is told."""
        return (
            self.consumer_key,
            self.consumer_secret,
            self.access_token,
            self.access_token_secret,
        )


class SigningClient:
    """Asks below ``base``, each request signed by itself."""

    def __init__(self, client: Client, base: str, keys: Keys, clock: Clock) -> None:
        self._client = client
        self._base = base
        self._keys = keys
        self._clock = clock

    def ask(self, method: str, path: str, **request: Any) -> Answer:
        """As `Client.ask`. What stands in ``params`` is signed; JSON and files are not.

        Raises:
            NotSent, NoAnswer: see `Client.ask`.
        """
        params = {name: str(value) for name, value in request.get("params", {}).items()}
        stamp = str(int(self._clock.now().timestamp()))
        value = authorization(
            method, self._base + path, params, self._keys, secrets.token_hex(16), stamp
        )
        headers = {**request.get("headers", {}), "Authorization": value}
        return self._client.ask(method, path, **{**request, "headers": headers})


def authorization(
    method: str, url: str, params: Mapping[str, str], keys: Keys, nonce: str, timestamp: str
) -> str:
    """The Authorization header of one request. ``url`` has neither query nor fragment."""
    said = {
        "oauth_consumer_key": keys.consumer_key,
        "oauth_nonce": nonce,
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": timestamp,
        "oauth_token": keys.access_token,
        "oauth_version": "1.0",
    }
    signature = _signature(method, url, [*params.items(), *said.items()], keys)
    listed = {**said, "oauth_signature": signature}
    return "OAuth " + ", ".join(f'{name}="{_quoted(value)}"' for name, value in listed.items())


def _signature(method: str, url: str, pairs: Iterable[tuple[str, str]], keys: Keys) -> str:
    ordered = sorted((_quoted(name), _quoted(value)) for name, value in pairs)
    parameters = "&".join(f"{name}={value}" for name, value in ordered)
    base = "&".join((method.upper(), _quoted(url), _quoted(parameters)))
    key = f"{_quoted(keys.consumer_secret)}&{_quoted(keys.access_token_secret)}"
    return base64.b64encode(hmac.digest(key.encode(), base.encode(), "sha1")).decode()


def _quoted(text: str) -> str:
    return quote(text, safe="~")
