"""Fetch what an address leads to, when the address comes from content and may be hostile.

Only http and https, only web servers on the public internet, looked at after the name was
resolved and again after each redirect, with verified certificates; never more bytes, redirects or
seconds than were allowed. No cookies, no credentials.
"""

import http.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from newsletter.version import __version__
from newsletter.web.addresses import is_same_server, led_to, target_of
from newsletter.web.bodies import PACKINGS, body_of
from newsletter.web.connecting import Deadline, Guard, connected
from newsletter.web.failures import FetchFailed, reason_of
from newsletter.web.guard import Resolver, is_public, is_public_or_own, system_addresses

USER_AGENT = f"newsletter/{__version__}"
NOT_MODIFIED = 304
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """The most that a fetch may take: bytes of the body, seconds in all, redirects."""

    max_bytes: int
    seconds: float = 30.0
    redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came back. ``url`` is where it was found, after redirects; header names are lower-case.

    ``status`` is 2xx, or 304 when ``headers`` of the request asked for what is newer.
    ``moved_to`` is where permanent redirects (301, 308) say that it is from now on.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes
    media_type: str
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class _Redirect:
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class _Request:
    limits: FetchLimits
    accept: Sequence[str]
    home: str | None
    resolver: Resolver
    deadline: Deadline
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_conditional(self) -> bool:
        """Whether it asks for what is newer, so that "not modified" is an answer."""
        return bool({"If-None-Match", "If-Modified-Since"} & set(self.headers))


def fetch(
    url: str,
    *,
    limits: FetchLimits,
    accept: Sequence[str],
    trusted: bool = False,
    headers: Mapping[str, str] | None = None,
    resolver: Resolver = system_addresses,
) -> Fetched:
    """What is at ``url``. ``accept`` are media types, such as ``image/*``; others are refused.

    With ``trusted``, for an address that the project's owner wrote down, its server may be on this
    computer or in the own network. Where that server redirects to is not trusted for it.

    Raises:
        FetchFailed: it could not be had, or must not be; ``reason`` says why.
    """
    asked = {"User-Agent": USER_AGENT, "Accept": ", ".join(accept), "Accept-Encoding": PACKINGS}
    request = _Request(
        limits=limits,
        accept=accept,
        home=url if trusted else None,
        resolver=resolver,
        deadline=Deadline.after(limits.seconds),
        headers={**asked, **(headers or {}), "Connection": "close"},
    )
    try:
        return _followed(url, request)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchFailed(reason_of(error)) from error


def _followed(url: str, request: _Request) -> Fetched:
    moved_to: str | None = None
    is_permanent = True
    for _ in range(request.limits.redirects + 1):
        answer = _answer(url, request)
        if isinstance(answer, Fetched):
            return replace(answer, moved_to=moved_to)
        url = led_to(url, answer.location)
        is_permanent = is_permanent and answer.status in _PERMANENT
        moved_to = url if is_permanent else moved_to
    raise FetchFailed(f"redirects more than {request.limits.redirects} times")


def _answer(url: str, request: _Request) -> Fetched | _Redirect:
    is_trusted = request.home is not None and is_same_server(request.home, url)
    target = target_of(url, any_port=is_trusted)
    guard = Guard(is_public_or_own if is_trusted else is_public, request.resolver)
    with connected(target, request.deadline, guard) as connection:
        connection.request("GET", target.path, headers=dict(request.headers))
        with connection.getresponse() as response:
            location = response.getheader("Location")
            if response.status in _REDIRECTS and location:
                return _Redirect(response.status, location)
            fetched = _fetched(url, response, request)
        # The end of a connection that was cut reads like the end of an answer without a length.
        request.deadline.check()
        return fetched


def _fetched(url: str, response: http.client.HTTPResponse, request: _Request) -> Fetched:
    headers = {name.lower(): value for name, value in response.getheaders()}
    status = response.status
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower() or _NO_TYPE
    if status == NOT_MODIFIED and request.is_conditional:
        return Fetched(url=url, status=status, headers=headers, data=b"", media_type=media_type)
    if not 200 <= status < 300:
        raise FetchFailed(f"answered {status}", status=status, headers=headers)
    if not any(fnmatchcase(media_type, pattern) for pattern in request.accept):
        wanted = " or ".join(request.accept)
        raise FetchFailed(f"is of the type {media_type[:80]}, not {wanted}")
    data = body_of(response, request.limits.max_bytes)
    return Fetched(url=url, status=status, headers=headers, data=data, media_type=media_type)
