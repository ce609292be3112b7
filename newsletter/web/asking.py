"""Ask one page whether it is there, without reading it."""

import http.client
import ssl
from dataclasses import dataclass
from typing import Literal

from newsletter.web.addresses import led_to, target_of
from newsletter.web.connecting import Deadline, Guard, connected
from newsletter.web.failures import is_unknown_host, reason_of
from newsletter.web.fetching import USER_AGENT
from newsletter.web.guard import Allowed, Refused, is_public

MOST_REDIRECTS = 5
_HEADERS = {"User-Agent": f"{USER_AGENT} (link check)", "Accept": "*/*", "Connection": "close"}
_NO_HEAD = frozenset({400, 403, 404, 405, 406, 501, 503})
"""What servers answer that do not know HEAD, or refuse it; GET may find the page."""

_GONE = frozenset({404, 410})
Verdict = Literal["there", "dead", "unsure", "silent"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a page: ``silent`` means that no server answered. ``why`` is for people."""

    verdict: Verdict
    why: str = ""


def ask(address: str, *, seconds: float, allowed: Allowed = is_public) -> Answer:
    """Ask for the page at ``address``, following redirects. Each server gets ``seconds``."""
    for _ in range(MOST_REDIRECTS + 1):
        try:
            status, location = _status(address, seconds, allowed)
            if not (300 <= status < 400 and location):
                return _judged(status)
            address = led_to(address, location)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return _failed(error)
    return Answer("dead", f"redirects more than {MOST_REDIRECTS} times")


def _status(address: str, seconds: float, allowed: Allowed) -> tuple[int, str | None]:
    status, location = _request("HEAD", address, seconds, allowed)
    if status in _NO_HEAD:
        status, location = _request("GET", address, seconds, allowed)
    return status, location


def _request(method: str, address: str, seconds: float, allowed: Allowed) -> tuple[int, str | None]:
    target = target_of(address)
    with connected(target, Deadline.after(seconds), Guard(allowed)) as connection:
        connection.request(method, target.path, headers=_HEADERS)
        with connection.getresponse() as response:
            return response.status, response.getheader("Location")


def _judged(status: int) -> Answer:
    if status in _GONE:
        return Answer("dead", f"answered {status}")
    return Answer("there") if status < 400 else Answer("unsure", f"answered {status}")


def _failed(error: Exception) -> Answer:
    if isinstance(error, Refused):
        return Answer("unsure", reason_of(error))
    if isinstance(error, ssl.SSLCertVerificationError) or is_unknown_host(error):
        return Answer("dead", reason_of(error))
    return Answer("silent", reason_of(error))
