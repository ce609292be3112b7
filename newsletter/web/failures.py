"""Why a page could not be had, in words that read on from its address: ``did not answer``."""

import http.client
import socket
import ssl
from collections.abc import Mapping

from newsletter.web.guard import Refused


class FetchFailed(Exception):
    """A page could not be had. ``reason`` reads on from its address.

    ``status`` is what the server answered, with its ``headers`` by lower-case name, if it did.
    """

    def __init__(
        self, reason: str, *, status: int | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.headers = dict(headers or {})


def is_unknown_host(error: Exception) -> bool:
    """True when the name of the host does not exist."""
    return isinstance(error, socket.gaierror) and error.errno == socket.EAI_NONAME


def reason_of(error: Exception) -> str:
    """What went wrong, for people."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"has a certificate that browsers refuse: {error.verify_message}"
    if is_unknown_host(error):
        return "has a host that does not exist"
    if isinstance(error, TimeoutError):
        return "did not answer in time"
    if isinstance(error, http.client.IncompleteRead):
        return "ended in the middle of its answer"
    if _is_about_headers(error):
        return "sent headers without end"
    return "did not answer"


def _is_about_headers(error: Exception) -> bool:
    too_many = isinstance(error, http.client.HTTPException) and "headers" in str(error)
    return too_many or isinstance(error, http.client.LineTooLong)
