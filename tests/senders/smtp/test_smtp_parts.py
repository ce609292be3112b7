"""Replies, offers and envelopes, each alone."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.senders.smtp.envelope import Envelope, envelope, wire_content
from newsletter.senders.smtp.extensions import Extensions, extensions
from newsletter.senders.smtp.replies import BrokenReply, Reply, ReplyReader

EVERYTHING = Extensions(size=True, max_bytes=1000, eight_bit=True, utf8=True)


def read(*pieces: bytes) -> list[Reply]:
    reader = ReplyReader()
    return [reply for piece in pieces for reply in reader.feed(piece)]


def test_a_reply_of_one_line() -> None:
    assert read(b"250 2.1.0 Ok\r\n") == [Reply(250, ("2.1.0 Ok",))]


def test_a_reply_of_many_lines_is_one() -> None:
    assert read(b"250-a\r\n250-\r\n250 c\r\n") == [Reply(250, ("a", "", "c"))]


@pytest.mark.parametrize("data", [b"250\r\n", b"250 \r\n", b"250\n"])
def test_a_reply_needs_no_words(data: bytes) -> None:
    assert str(read(data)[0]) == "250"


@settings(max_examples=50, derandomize=True, database=None)
@given(st.lists(st.integers(1, 40), max_size=8))
def test_replies_are_the_same_in_any_pieces(cuts: list[int]) -> None:
    data = b"250-one\r\n250 two\r\n354 go\r\n550 5.1.1 no\r\n"
    ends = sorted({min(sum(cuts[:n]), len(data)) for n in range(len(cuts) + 1)} | {0, len(data)})
    pieces = [data[start:end] for start, end in pairwise(ends)]
    assert read(*pieces) == read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"hello\r\n",
        b"25\r\n",
        b"2500 x\r\n",
        b"150 x\r\n",
        b"600 x\r\n",
        b"250_x\r\n",
        b"\r\n",
        b"250-a\r\n251 b\r\n",
        b"250-x\r\n" * 101,
        b"2" * 5000,
        b"250 " + b"x" * 5000 + b"\r\n",
    ],
)
def test_what_is_no_reply_is_broken(data: bytes) -> None:
    with pytest.raises(BrokenReply):
        read(data)


def test_replies_before_a_broken_one_still_count() -> None:
    reader = ReplyReader()
    replies = reader.feed(b"250 ok\r\nrubbish\r\n")
    assert next(replies) == Reply(250, ("ok",))
    with pytest.raises(BrokenReply, match="rubbish"):
        next(replies)


@settings(max_examples=200, derandomize=True, database=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_replies_or_broken(data: bytes) -> None:
    replies: list[Reply] = []
    with suppress(BrokenReply):
        replies.extend(ReplyReader().feed(data))
    assert all(200 <= reply.code <= 599 and str(reply).isprintable() for reply in replies)


def test_what_a_broken_reply_says_is_safe_to_print() -> None:
    with pytest.raises(BrokenReply) as caught:
        read(b"\x1b[2J\xff\x00\r\n")
    assert str(caught.value).isprintable()


def test_offers_are_read_from_the_answer_to_ehlo() -> None:
    lines = ("host", "pipelining", "SIZE 35882577", "8BITMIME", "AUTH PLAIN LOGIN", "AUTH=XOAUTH2")
    found = extensions(Reply(250, (*lines, "STARTTLS", "SMTPUTF8", "", "X-OTHER")))
    auth = ("PLAIN", "LOGIN", "XOAUTH2")
    assert found == Extensions(True, True, True, 35882577, True, True, auth)


@pytest.mark.parametrize("size", ["SIZE", "SIZE 0", "SIZE many", "SIZE -5", "SIZE ٣"])
def test_a_size_without_a_number_is_no_limit(size: str) -> None:
    found = extensions(Reply(250, ("host", size)))
    assert (found.size, found.max_bytes) == (True, None)


def test_the_greeting_offers_nothing() -> None:
    assert extensions(Reply(250, ("PIPELINING",))) == Extensions()


@pytest.mark.parametrize(
    ("data", "wire"),
    [
        (b"a\r\n", b"a\r\n"),
        (b"a", b"a\r\n"),
        (b".\r\n", b"..\r\n"),
        (b"a\r\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n"),
        (b"a\r\n.b\r\n..c\r\n", b"a\r\n..b\r\n...c\r\n"),
        (b"a.\r\nb.", b"a.\r\nb.\r\n"),
    ],
)
def test_dots_at_line_starts_are_doubled(data: bytes, wire: bytes) -> None:
    assert wire_content(data) == wire


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a\n.\nMAIL FROM:<evil@acme.example>\r\n",
        b"a\n.\r\nb\r\n",
        b"a\r\n.\rb\r\n",
        b"a\r.\r\nb\r\n",
        b"a\rb\nc\r\n",
        b"a\n\rb",
        b"a\0b\r\n",
        b"a\r\n\r",
    ],
)
def test_content_that_could_end_a_message_early_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="message"):
        wire_content(data)


@settings(max_examples=200, derandomize=True, database=None)
@given(st.lists(st.sampled_from([b"\r\n", b".", b"a", b"\r", b"\n"]), min_size=1, max_size=12))
def test_no_content_can_end_a_message_early(pieces: list[bytes]) -> None:
    try:
        wire = wire_content(b"".join(pieces))
    except ValueError:
        return
    whole = b"\r\n" + wire + b".\r\n"
    assert whole.index(b"\r\n.\r\n") == len(whole) - 5
    assert wire.count(b"\r") == wire.count(b"\n") == wire.count(b"\r\n")


def to(recipient: str, sender: str = "news@acme.example", data: bytes = b"Hi\r\n") -> Message:
    return Message("<1@acme.example>", sender, recipient, data)


def test_an_envelope_says_what_the_server_wants_to_know() -> None:
    made = envelope(to("jürgen@käse.example", data="Grüße\r\n".encode()), EVERYTHING)
    assert isinstance(made, Envelope)
    assert made.mail == b"MAIL FROM:<news@acme.example> SIZE=9 BODY=8BITMIME SMTPUTF8\r\n"
    assert made.rcpt == "RCPT TO:<jürgen@käse.example>\r\n".encode()


def test_an_envelope_says_nothing_that_was_not_offered() -> None:
    made = envelope(to("mia@acme.example", sender=""), Extensions())
    assert isinstance(made, Envelope)
    assert (made.mail, made.rcpt) == (b"MAIL FROM:<>\r\n", b"RCPT TO:<mia@acme.example>\r\n")


def test_a_domain_beyond_ascii_needs_nothing_of_the_server() -> None:
    made = envelope(to("mia@käse.example"), Extensions())
    assert isinstance(made, Envelope)
    assert made.rcpt == b"RCPT TO:<mia@xn--kse-qla.example>\r\n"


@pytest.mark.parametrize(
    ("message", "state", "words"),
    [
        (to("mia@acme.example", data=b"x" * 999 + b"\r\n"), "rejected", "1001 bytes"),
        (to("jürgen@acme.example"), "rejected", "SMTPUTF8"),
        (to("mia@acme.example", data=b"\xff\r\n"), "rejected", "8BITMIME"),
        (to(""), "failed", "cannot stand"),
        (to("mia"), "failed", "cannot stand"),
        (to("mia@acme.example>\r\nRCPT TO:<eve@acme.example"), "failed", "cannot stand"),
        (to("mia @acme.example"), "failed", "cannot stand"),
        (to("mia@acme.example", sender="<news@acme.example>"), "failed", "cannot stand"),
        (to("mia@\ud800.example"), "failed", "cannot stand"),
        (to("m" * 400 + "@acme.example"), "failed", "cannot stand"),
        (to("mia@acme.example", data=b""), "failed", "empty"),
    ],
)
def test_what_cannot_be_sent_gets_its_outcome_at_once(
    message: Message, state: str, words: str
) -> None:
    made = envelope(message, Extensions(size=True, max_bytes=1000))
    assert isinstance(made, Outcome)
    assert (made.state, words in made.text) == (state, True)
    assert made.text.isprintable()


@settings(max_examples=150, derandomize=True, database=None)
@given(st.text(), st.text())
def test_no_address_breaks_out_of_its_command(sender: str, recipient: str) -> None:
    made = envelope(to(f"{recipient}@acme.example", f"{sender}@acme.example"), EVERYTHING)
    if isinstance(made, Envelope):
        for command in (made.mail, made.rcpt):
            assert (command.count(b"\r\n"), command.count(b"<"), command.count(b">")) == (1, 1, 1)
