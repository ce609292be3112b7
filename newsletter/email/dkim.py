"""DKIM signatures (RFC 6376): proof that a mail is from its domain, and as it was sent.

RSA keys (RFC 8301) are what every receiver can check. An Ed25519 key (RFC 8463) makes a second
signature for those that can; a message is signed with both by signing it twice.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

SMALLEST_KEY = 1024
"""Bits of an RSA key that receivers still accept; 2048 are the custom (RFC 8301)."""

SIGNED = (
    "From",
    "To",
    "Cc",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "List-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Feedback-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
)
"""Fields that are signed where they are; RFC 8058 wants those of List-Unsubscribe."""

OVERSIGNED = ("From", "Subject")
"""Fields named once more than they are there, so that nobody can add another one."""

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\r\n]|\r\n[ \t])*)\r\n")
_SPACES = re.compile(rb"(?:\r\n)?[ \t]+")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}")
_SELECTOR = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*"
)
_CRLF = b"\r\n"
_LINE = 72


class Signer:
    """Signs the mails of one domain with one private key.

    Raises:
        ValueError: domain or selector are no names, or ``key_pem`` is no private key of RSA or
            Ed25519 without a password, or is too short.
    """

    def __init__(self, domain: str, selector: str, key_pem: bytes) -> None:
        if not _DOMAIN.fullmatch(domain):
            raise ValueError(f"{domain!r} is not a domain like acme.example")
        if not _SELECTOR.fullmatch(selector):
            raise ValueError(f"{selector!r} is not a selector like news2026")
        self.domain, self.selector = domain, selector
        self._key = _private_key(key_pem)

    @property
    def record_name(self) -> str:
        """Where the public key has to stand in DNS, as a TXT record."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """What has to stand there (RFC 6376, section 3.6.1; RFC 8463, section 4)."""
        from cryptography.hazmat.primitives import serialization as form

        public = self._key.public_key()
        if self._algorithm == "ed25519":
            raw = public.public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)
        else:
            wrapped = form.PublicFormat.SubjectPublicKeyInfo
            raw = public.public_bytes(form.Encoding.DER, wrapped)
        return f"v=DKIM1; k={self._algorithm}; p={base64.b64encode(raw).decode()}"

    def sign(self, message: bytes) -> bytes:
        """``message``, which has CRLF line ends, with its signature in front.

        Raises:
            ValueError: it has no From, or its head is not made of header fields.
        """
        head, body = _parted(message)
        fields = _fields(head)
        names = list(_names_to_sign(fields))
        unsigned = self._field(names, body)
        data = b"".join(_chosen(names, fields)) + _relaxed(b"DKIM-Signature", unsigned)
        signature = base64.b64encode(self._signature(hashlib.sha256(data).digest()))
        return b"DKIM-Signature:" + unsigned + _folded(signature) + _CRLF + message

    @property
    def _algorithm(self) -> str:
        return "rsa" if hasattr(self._key, "key_size") else "ed25519"

    def _field(self, names: list[str], body: bytes) -> bytes:
        """The value of DKIM-Signature up to the signature itself."""
        digest = base64.b64encode(hashlib.sha256(_simple_body(body)).digest()).decode()
        lines = (
            f" v=1; a={self._algorithm}-sha256; c=relaxed/simple;",
            f"d={self.domain}; s={self.selector};",
            f"h={_folded_names(names)};",
            f"bh={digest};",
            "b=",
        )
        return "\r\n ".join(lines).encode("ascii")

    def _signature(self, digest: bytes) -> bytes:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ed25519, padding, utils

        if isinstance(self._key, ed25519.Ed25519PrivateKey):
            return self._key.sign(digest)
        return self._key.sign(digest, padding.PKCS1v15(), utils.Prehashed(hashes.SHA256()))


def _private_key(pem: bytes) -> "RSAPrivateKey | Ed25519PrivateKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("the DKIM key is no private key in PEM form without a password") from error
    if isinstance(key, RSAPrivateKey) and key.key_size < SMALLEST_KEY:
        raise ValueError(f"the DKIM key has {key.key_size} bits; make one of 2048")
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise ValueError("the DKIM key is neither RSA nor Ed25519")  # noqa: TRY004 - wrong content
    return key


def _parted(message: bytes) -> tuple[bytes, bytes]:
    """Head and body; the empty line between them belongs to neither."""
    head, found, body = message.partition(b"\r\n\r\n")
    return (head + _CRLF, body) if found else (message.removesuffix(_CRLF) + _CRLF, b"")


def _fields(head: bytes) -> dict[str, list[bytes]]:
    """The canonical form of each field, by its name in small letters, in order."""
    fields: dict[str, list[bytes]] = {}
    at = 0
    for found in _FIELD.finditer(head):
        if found.start() != at:
            break
        at = found.end()
        name = found[1].decode("ascii").lower()
        fields.setdefault(name, []).append(_relaxed(found[1], found[2]) + _CRLF)
    if at != len(head):
        raise ValueError("the head of the message is not made of header fields")
    if "from" not in fields:
        raise ValueError("a message without From cannot be signed")
    return fields


def _relaxed(name: bytes, value: bytes) -> bytes:
    """RFC 6376, section 3.4.2, without the line end."""
    return name.lower() + b":" + _SPACES.sub(b" ", value).strip(b" \t")


def _simple_body(body: bytes) -> bytes:
    """RFC 6376, section 3.4.3: exactly one line end at the end."""
    end = len(body)
    while body[end - 2 : end] == _CRLF:
        end -= 2
    return body[:end] + _CRLF


def _names_to_sign(fields: dict[str, list[bytes]]) -> Iterator[str]:
    for name in SIGNED:
        yield from [name] * (len(fields.get(name.lower(), ())) + (name in OVERSIGNED))


def _chosen(names: list[str], fields: dict[str, list[bytes]]) -> Iterator[bytes]:
    """The fields in the order of ``names``, from the last of each name up (section 5.4.2)."""
    left = {name: list(values) for name, values in fields.items()}
    for name in names:
        if values := left.get(name.lower()):
            yield values.pop()


def _folded_names(names: list[str]) -> str:
    """Names with colons between them, in lines that are not too long."""
    lines, line = [], ""
    for name in names:
        if len(line) + len(name) > _LINE:
            lines.append(line)
            line = ""
        line += f"{name}:"
    return "\r\n  ".join((*lines, line.removesuffix(":")))


def _folded(signature: bytes) -> bytes:
    lines = (signature[at : at + _LINE] for at in range(0, len(signature), _LINE))
    return b"\r\n ".join(lines)
