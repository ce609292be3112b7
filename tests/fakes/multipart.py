"""Reads a multipart/form-data body (RFC 7578) as a fake needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import HTTP

from tests.fakes.server import Asked


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. ``filename`` is None for what is no file."""

    data: bytes
    filename: str | None
    media_type: str

    @property
    def text(self) -> str:
        """The value of a field that is no file."""
        return self.data.decode("utf-8")


def is_multipart(asked: Asked) -> bool:
    """Does a form with files come in?"""
    kind = asked.headers.get("Content-Type") or ""
    return kind.lower().startswith("multipart/form-data")


def fields(asked: Asked) -> Mapping[str, Field]:
    """The fields of a request by name; empty if it is no multipart form."""
    if not is_multipart(asked):
        return {}
    head = f"Content-Type: {asked.headers['Content-Type']}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    found = {}
    for part in message_from_bytes(head + asked.body, policy=HTTP).iter_parts():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            found[str(name)] = Field(data, part.get_filename(), part.get_content_type())
    return found
