"""The header of the message as a mail server gets it, for the sample recipient."""

from email.parser import BytesHeaderParser
from email.policy import default
from typing import Any

from newsletter.usecases.building import Build


def headers_json(build: Build) -> dict[str, Any]:
    """Each field in its order, as people read it, and the whole header as it is sent."""
    if build.message is None:
        return {"fields": [], "raw": ""}
    raw = build.message.data.partition(b"\r\n\r\n")[0]
    parsed = BytesHeaderParser(policy=default).parsebytes(raw + b"\r\n\r\n")
    fields = [
        {"name": name, "value": " ".join(str(value).split())} for name, value in parsed.items()
    ]
    return {"fields": fields, "raw": raw.decode("utf-8", "replace").replace("\r\n", "\n")}
