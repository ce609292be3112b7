"""Reads a multipart/form-data body (RFC 7578) as a fake needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import HTTP

from tests.fakes.server import Asked


@dataclass(frozen=True, slots=True)
class Sent:
    """One field of a form. ``filename`` is None for what is no file."""

    data: bytes
    filename: str | None
    media_type: str

    @property
    def text(self) -> str:
        """The value of a field that is no file."""
        return self.data.decode("utf-8")


def multipart(asked: Asked) -> Mapping[str, Sent]:
    """The fields of a request by name; empty if it is no multipart form."""
    kind = asked.headers.get("Content-Type") or ""
    if not kind.lower().startswith("multipart/form-data"):
        return {}
    head = f"Content-Type: {kind}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    whole = message_from_bytes(head + asked.body, policy=HTTP)
    fields = {}
    for part in whole.iter_parts():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            fields[str(name)] = Sent(data, part.get_filename(), part.get_content_type())
    return fields
