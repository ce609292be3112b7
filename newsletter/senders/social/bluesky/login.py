"""Who is signed in, and the two tokens that prove it: what is kept between runs."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from newsletter.senders.http.client import Answer

_PDS = "#atproto_pds"
_KEPT = ("did", "server", "access", "refresh")


@dataclass(frozen=True, slots=True)
class Login:
    """An account's DID, the address of the server that holds it, and its tokens.

    ``access`` lasts two hours, ``refresh`` 90 days and is used once for a new pair.
    """

    did: str
    server: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)

    def to_secret(self, origin: str) -> str:
        """As text that `from_secret` reads."""
        return json.dumps({name: getattr(self, name) for name in _KEPT} | {"origin": origin})


def from_secret(value: str | None, origin: str) -> Login | None:
    """The login that was kept, None if there is none or it came from other credentials."""
    try:
        data = json.loads(value or "")
    except ValueError:
        return None
    if not isinstance(data, dict) or data.get("origin") != origin:
        return None
    return _login(data)


def from_answer(answer: Answer, server: str, *, may_move: bool) -> Login | None:
    """The login in an answer of createSession or refreshSession, None if it holds none.

    The account may live on another server than the one that was asked; its DID document says so.
    See https://atproto.com/specs/did#did-documents.
    """
    data = answer.json()
    if not answer.ok or not isinstance(data, dict):
        return None
    home = _home(data.get("didDoc"), server) if may_move else None
    tokens = {"access": data.get("accessJwt"), "refresh": data.get("refreshJwt")}
    return _login({"did": data.get("did"), "server": home or server, **tokens})


def origin_of(server: str, handle: str, password: str) -> str:
    """A digest of what one signs in with: another password makes a kept login worthless."""
    return hashlib.sha256(f"{server}\n{handle}\n{password}".encode()).hexdigest()


def _login(data: dict[str, Any]) -> Login | None:
    values = [data.get(name) for name in _KEPT]
    if all(isinstance(value, str) and value for value in values):
        return Login(*map(str, values))
    return None


def _home(document: Any, server: str) -> str | None:
    services = document.get("service") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else ():
        if isinstance(service, dict) and str(service.get("id", "")).endswith(_PDS):
            address = service.get("serviceEndpoint")
            if isinstance(address, str) and _as_safe(address, server):
                return address.rstrip("/")
    return None


def _as_safe(address: str, server: str) -> bool:
    """Tokens go only where the way is encrypted, or to this computer if that is where we are."""
    try:
        there, here = urlsplit(address), urlsplit(server)
    except ValueError:
        return False
    local = ("localhost", "127.0.0.1", "::1")
    if there.scheme == "http":
        return there.hostname in local and here.hostname in local
    return there.scheme == "https" and bool(there.hostname)
