"""DKIM signatures (RFC 6376): proof that a mail is from its domain, and as it was sent.

Keys are RSA (RFC 8301), which every receiver can check; many cannot check Ed25519 (RFC 8463).
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

SMALLEST_KEY, CUSTOMARY_KEY, LARGEST_KEY = 1024, 2048, 4096
"""Bits of an RSA key: what signers ought to use, between what receivers must take (RFC 8301)."""

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

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)\r\n")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}")
_SELECTOR = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*"
)
_LONGEST_NAME = 253
_CRLF = b"\r\n"
_LINE = 72


def is_domain(text: str) -> bool:
    """Can a signature be of this domain? One beyond ASCII is written in Punycode."""
    return len(text) <= _LONGEST_NAME and _DOMAIN.fullmatch(text) is not None


def is_selector(text: str) -> bool:
    """Can a key have this name (RFC 6376, section 3.1)?"""
    return len(text) <= _LONGEST_NAME and _SELECTOR.fullmatch(text) is not None


class Signer:
    """Signs the mails of one domain with one private key. Many threads may share it.

    Raises:
        ValueError: domain or selector are no names, or ``key_pem`` is no private key of RSA
            without a password, or is too short or too long.
    """

    def __init__(self, domain: str, selector: str, key_pem: bytes) -> None:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding, utils

        if not is_domain(domain):
            raise ValueError(f"{domain!r} is not a domain like acme.example")
        if not is_selector(selector):
            raise ValueError(f"{selector!r} is not a selector like news2026")
        self.domain, self.selector = domain, selector
        self._pem, self._key = key_pem, _private_key(key_pem)
        self._padding, self._digested = padding.PKCS1v15(), utils.Prehashed(hashes.SHA256())

    def __reduce__(self) -> tuple[type["Signer"], tuple[str, str, bytes]]:
        """For the processes that sign for this one: a key that was read cannot be pickled."""
        return Signer, (self.domain, self.selector, self._pem)

    @property
    def bits(self) -> int:
        """The length of the key."""
        return self._key.key_size

    @property
    def record_name(self) -> str:
        """Where the public key has to stand in DNS, as a TXT record."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """What has to stand there (RFC 6376, section 3.6.1)."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        public = self._key.public_key().public_bytes(*form)
        return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"

    def sign(self, message: bytes) -> bytes:
        """``message``, which has CRLF line ends, with its signature in front.

        Raises:
            ValueError: it has no From, or its head is not made of header fields.
        """
        head, start = _head(message)
        fields = _fields(head)
        names = list(_names_to_sign(fields))
        unsigned = self._field(names, _body_hash(message, start))
        data = b"".join(_chosen(names, fields)) + _relaxed(b"DKIM-Signature", unsigned)
        digest = hashlib.sha256(data).digest()
        signature = base64.b64encode(self._key.sign(digest, self._padding, self._digested))
        return b"".join((b"DKIM-Signature:", unsigned, _folded(signature), _CRLF, message))

    def _field(self, names: list[str], body_hash: bytes) -> bytes:
        """The value of DKIM-Signature up to the signature itself."""
        lines = (
            " v=1; a=rsa-sha256; c=relaxed/simple;",
            f"d={self.domain}; s={self.selector};",
            f"h={_folded_names(names)};",
            f"bh={base64.b64encode(body_hash).decode()};",
            "b=",
        )
        return "\r\n ".join(lines).encode("ascii")


def _private_key(pem: bytes) -> "RSAPrivateKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("it is no private key in PEM form without a password") from error
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("it is a private key, but not one of RSA")  # noqa: TRY004 - wrong content
    if not SMALLEST_KEY <= key.key_size <= LARGEST_KEY:
        takes = f"receivers take {SMALLEST_KEY} to {LARGEST_KEY}"
        raise ValueError(f"it has {key.key_size} bits, and {takes}")
    return key


def _head(message: bytes) -> tuple[bytes, int]:
    """The header fields, and where the body starts; the empty line belongs to neither."""
    end = message.find(b"\r\n\r\n")
    if end < 0:
        return message.removesuffix(_CRLF) + _CRLF, len(message)
    return message[: end + 2], end + 4


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
    """RFC 6376, section 3.4.2, without the line end; every CRLF in ``value`` is a fold."""
    words = value.replace(_CRLF, b"").replace(b"\t", b" ").split(b" ")
    return name.lower() + b":" + b" ".join(filter(None, words))


def _body_hash(message: bytes, start: int) -> bytes:
    """Of the body as RFC 6376, section 3.4.3 has it: with exactly one line end at its end."""
    end = len(message)
    while end > start and message.endswith(_CRLF, start, end):
        end -= 2
    found = hashlib.sha256(memoryview(message)[start:end])
    found.update(_CRLF)
    return found.digest()


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
