import re
import warnings
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.email.dkim import Signer

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import dkim  # type: ignore[import-untyped]

RSA = rsa.generate_private_key(65537, 2048)
ED25519 = ed25519.Ed25519PrivateKey.generate()
MESSAGE = (
    b"From: Acme News <news@acme.example>\r\n"
    b"To: mia@acme.example\r\n"
    b"Subject: A  long\r\n\tsubject \r\n"
    b"Date: Tue, 24 Nov 2026 09:00:00 +0000\r\n"
    b"Message-ID: <1@acme.example>\r\n"
    b"List-Unsubscribe: <https://acme.example/u/1>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"\r\n"
    b"Hello Mia.\r\n..\r\n\r\n"
)


def pem(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def key_of_mersenne(first: int, second: int) -> rsa.RSAPrivateKey:
    """A key of the primes 2**first - 1 and 2**second - 1: of any length, and at once."""
    p, q = 2**first - 1, 2**second - 1
    public = rsa.RSAPublicNumbers(65537, p * q)
    d = pow(public.e, -1, (p - 1) * (q - 1))
    rest = d % (p - 1), d % (q - 1), pow(q, -1, p)
    return rsa.RSAPrivateNumbers(p, q, d, *rest, public).private_key()


def signer() -> Signer:
    return Signer("acme.example", "news", pem(RSA))


def verifies(message: bytes, *signers: Signer) -> bool:
    """What dkimpy, another implementation, says about the topmost signature."""
    records = {f"{one.record_name}.".encode(): one.record.encode() for one in signers}

    def look_up(name: bytes, timeout: float = 5) -> bytes | None:
        return records.get(name)

    return bool(dkim.verify(message, dnsfunc=look_up))


def test_another_implementation_verifies_the_signature() -> None:
    made = signer()
    assert verifies(made.sign(MESSAGE), made)


def test_a_message_can_carry_the_signatures_of_two_domains() -> None:
    first, second = Signer("bulk.example", "b", pem(RSA)), signer()
    message = second.sign(first.sign(MESSAGE))
    without_the_topmost = message[message.index(b"DKIM-Signature", 1) :]
    assert verifies(message, second)
    assert verifies(without_the_topmost, first)


def test_the_message_itself_stays_as_it_was() -> None:
    signed = signer().sign(MESSAGE)
    assert signed.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple;\r\n")
    assert signed.endswith(MESSAGE)


def test_the_same_message_gives_the_same_signature() -> None:
    assert signer().sign(MESSAGE) == signer().sign(MESSAGE)


def test_no_line_of_the_signature_is_too_long() -> None:
    lines = signer().sign(MESSAGE)[: -len(MESSAGE)].split(b"\r\n")
    assert max(map(len, lines)) <= 78


def test_the_signature_needs_no_change_for_smtp() -> None:
    data = signer().sign(MESSAGE)[: -len(MESSAGE)]
    assert data.isascii()
    assert all(line.startswith(b" ") for line in data.removesuffix(b"\r\n").split(b"\r\n")[1:])


def test_from_and_subject_are_named_once_more_and_the_unsubscribe_fields_are_signed() -> None:
    found = re.search(rb"\bh=([^;]*);", signer().sign(MESSAGE))
    assert found is not None
    names = re.sub(rb"\s", b"", found[1]).split(b":")
    assert (names.count(b"From"), names.count(b"Subject"), names.count(b"To")) == (2, 2, 1)
    assert {b"List-Unsubscribe", b"List-Unsubscribe-Post"} <= set(names)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Hello Mia.", b"Hello Bob."),
        (b"Subject: A ", b"Subject: The "),
        (b"From: Acme", b"From: Evil"),
        (b"u/1>", b"u/2>"),
        (b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Two-Click"),
        (b"To: mia", b"Subject: Another\r\nTo: mia"),
        (b"To: mia", b"From: evil@acme.example\r\nTo: mia"),
        (b"..\r\n", b".\r\n"),
    ],
)
def test_tampering_is_caught(old: bytes, new: bytes) -> None:
    made = signer()
    signed = made.sign(MESSAGE)
    assert old in signed
    tampered = signed[: -len(MESSAGE)] + MESSAGE.replace(old, new, 1)
    assert not verifies(tampered, made)


def test_another_key_does_not_verify() -> None:
    other = Signer("acme.example", "news", pem(rsa.generate_private_key(65537, 2048)))
    assert not verifies(signer().sign(MESSAGE), other)


@pytest.mark.parametrize(
    "body", [b"", b"\r\n", b"\r\n\r\n", b"text without an end", b"text\r\n\r\n\r\n", b" \r\n"]
)
def test_every_end_of_a_body_verifies(body: bytes) -> None:
    made = signer()
    assert verifies(made.sign(b"From: a@acme.example\r\n\r\n" + body), made)


@settings(max_examples=40, derandomize=True, database=None, deadline=None)
@given(
    subject=st.text(st.characters(min_codepoint=32, max_codepoint=126)),
    folds=st.lists(st.sampled_from(["\r\n ", "\r\n\t", " ", "  \t"]), max_size=4),
    body=st.lists(st.binary(max_size=30).map(lambda data: re.sub(rb"[\r\n]", b"", data))),
)
def test_any_spaces_and_any_body_verify(subject: str, folds: list[str], body: list[bytes]) -> None:
    made = signer()
    folded = "".join(f"{fold}x" for fold in folds)
    head = f"From: a@acme.example\r\nSubject:{subject}{folded}\r\n\r\n".encode()
    assert verifies(made.sign(head + b"\r\n".join(body)), made)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Signer("acme", "news", pem(RSA)), "not a domain"),
        (lambda: Signer("acme.example;", "news", pem(RSA)), "not a domain"),
        (lambda: Signer("acme.example", "a b", pem(RSA)), "not a selector"),
        (lambda: Signer("acme.example", "news", b"secret"), "no private key"),
        (lambda: Signer("acme.example", "news", pem(ED25519)), "not one of RSA"),
        (lambda: Signer("acme.example", "news", pem(key_of_mersenne(127, 521))), "has 648 bits"),
        (lambda: Signer("acme.example", "news", pem(key_of_mersenne(2203, 2281))), "has 4484 bits"),
    ],
)
def test_a_signer_that_cannot_sign_is_refused(make: Callable[[], Signer], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        make()


def test_a_bad_key_is_not_shown() -> None:
    with pytest.raises(ValueError, match="no private key") as caught:
        Signer("acme.example", "news", b"-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n")
    assert "c2VjcmV0" not in str(caught.value)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (b"", "not made of header fields"),
        (b"To: mia@acme.example\r\n\r\nHi", "without From"),
        (b"From: a@acme.example\r\nno field\r\n\r\nHi", "not made of header fields"),
        (b"From: a@acme.example\nTo: b\r\n\r\nHi", "not made of header fields"),
    ],
)
def test_a_message_that_cannot_be_signed_is_refused(message: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        signer().sign(message)
