"""AWS Signature Version 4, for requests with a body in memory.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Key:
    """An access key, and what its signatures are good for."""

    access_key_id: str
    secret: str = field(repr=False)
    region: str
    service: str


def signed(
    key: Key, method: str, url: str, body: bytes, at: datetime, headers: Mapping[str, str]
) -> dict[str, str]:
    """``headers`` with Host, X-Amz-Date and Authorization, which sign all of them and the body.

    ``url`` is the whole address, with its path encoded; ``at`` is aware.
    """
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    sent = {**headers, "Host": urlsplit(url).netloc, "X-Amz-Date": stamp}
    request, names = _canonical(method, url, body, sent)
    scope = f"{stamp[:8]}/{key.region}/{key.service}/aws4_request"
    to_sign = "\n".join((ALGORITHM, stamp, scope, _hex(request.encode())))
    signature = hmac.new(_signing_key(key, stamp[:8]), to_sign.encode(), "sha256").hexdigest()
    credential = f"Credential={key.access_key_id}/{scope}"
    sent["Authorization"] = (
        f"{ALGORITHM} {credential}, SignedHeaders={names}, Signature={signature}"
    )
    return sent


def _canonical(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[str, str]:
    """The request in its one canonical form, and the names of the headers in it."""
    parts = urlsplit(url)
    lines = sorted((name.lower(), " ".join(value.split())) for name, value in headers.items())
    names = ";".join(name for name, _ in lines)
    fields = "".join(f"{name}:{value}\n" for name, value in lines)
    path = quote(parts.path or "/", safe="/-_.~")
    return "\n".join((method, path, _query(parts.query), fields, names, _hex(body))), names


def _query(query: str) -> str:
    pairs = (
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in parse_qsl(query, keep_blank_values=True)
    )
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _signing_key(key: Key, day: str) -> bytes:
    signing = f"AWS4{key.secret}".encode()
    for word in (day, key.region, key.service, "aws4_request"):
        signing = hmac.digest(signing, word.encode(), "sha256")
    return signing


def _hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
