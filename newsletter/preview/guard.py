"""Who may ask the studio: this computer's browser, on a page of the studio itself.

A page of another site can make a browser ask 127.0.0.1, by a form or by a name of its own that
suddenly means 127.0.0.1 (DNS rebinding). Its requests are known by Host, Origin and
Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/), and refused.
"""

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES = ("127.0.0.1", "localhost")
SAFE = frozenset({"GET", "HEAD"})
OWN = frozenset({"same-origin", "none"})
WRITES = "/write/"
MAX_BODY = 256 * 1024

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The page runs the scripts that came with the package, and asks nobody but us."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
FORBIDDEN, TOO_LARGE = 403, 413


def new_token() -> str:
    """A word that nobody can guess, for the address of a page that may write."""
    return secrets.token_urlsafe(24)


class Guard:
    """The studio's app behind its door."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or answer with the headers that every answer has."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        why = self._refusal(scope, headers)
        if why:
            status = TOO_LARGE if why == "too large" else FORBIDDEN
            answer = PlainTextResponse(f"Refused: {why}.\n", status)
            await answer(scope, receive, _with_headers(send))
        else:
            await self._app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> str | None:
        host, method = headers.get("host", ""), scope["method"]
        if host.lower() not in _hosts(scope):
            return "this address is not the studio's"
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{host.lower()}":
            return "another site asked"
        site, mode = headers.get("sec-fetch-site", "none"), headers.get("sec-fetch-mode")
        is_visit = mode == "navigate" and headers.get("sec-fetch-dest") == "document"
        if site not in OWN and not (method in SAFE and is_visit):
            return "another site asked"
        if scope["path"].startswith(WRITES) and not self._has_token(scope):
            return "only the page with the token in its address may write"
        return None if _is_small(method, headers) else "too large"

    def _has_token(self, scope: Scope) -> bool:
        return is_token(self._token, scope["query_string"].decode("latin-1"))


def is_token(token: str, query: str) -> bool:
    """True if the query of an address has ``token``."""
    given = parse_qs(query).get("token", [""])[0]
    return secrets.compare_digest(given.encode(), token.encode())


def _hosts(scope: Scope) -> set[str]:
    port = scope["server"][1]
    return {f"{name}:{port}" for name in NAMES}


def _is_small(method: str, headers: Headers) -> bool:
    """A body says how long it is, and is not long."""
    if method in SAFE:
        return True
    length = headers.get("content-length", "")
    return length.isascii() and length.isdigit() and int(length[:9]) <= MAX_BODY


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
