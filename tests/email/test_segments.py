"""Joined segments decode to what the standard library's EmailMessage says for the same mail."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.email.parts import InlineImage
from newsletter.email.quoted_printable import encode_piece, encode_value
from newsletter.email.segments import Heading, Segments, compile_segments
from newsletter.email.slots.filling import fill
from newsletter.email.slots.mail import MailTemplate, compile_mail
from newsletter.email.slots.model import Compiled
from newsletter.email.stored_segments import from_bytes, to_bytes
from newsletter.email.templates import DictTemplates

HTML = """<mjml lang="en"><mj-head><mj-title>{{ subject }}</mj-title></mj-head><mj-body>
{% if recipient.plan == "pro" %}
<mj-section><mj-column>
<mj-text>For {{ recipient.first_name }} only</mj-text>
</mj-column></mj-section>
{% endif %}
<mj-section><mj-column>
<mj-text color="{{ 'red' if recipient.plan == 'pro' else 'blue' }}">
<p>.Dear {{ recipient.first_name | default("reader") }},</p>
<p>.{{ recipient.first_name }}{{ recipient.city }}</p>
<p title="{{ recipient.first_name }}">{{ words }}</p>
<a href="{{ links.unsubscribe }}">leave</a>
<a href="https://a.example/?q={{ recipient.city }}">search</a>
</mj-text></mj-column></mj-section></mj-body></mjml>"""
TEXT = """.Dear {{ recipient.first_name | default("reader") }},
{{ recipient.city }}
.
..{{ words }}
{% if recipient.plan %}Your plan: {{ recipient.plan }}
{% else %}No plan.{% endif %}
{{ links.unsubscribe }}
"""
WORDS = "é " * 90 + "x" * 400 + " 種の図書館" * 40 + " a = b =3D"
HEADING = Heading(
    sender="Müller & Co <news@acme.example>",
    seed="edition",
    reply_to="desk@acme.example",
    feedback=("2026-11-24", "email:main", "Ünited"),
)
DATE = datetime(2026, 11, 24, 9, tzinfo=UTC)
LINK = "https://news.acme.example/unsubscribe/" + "a1-_." * 30
MESSAGE_ID = "<1.abc@acme.example>"


def compiled() -> Compiled:
    files = DictTemplates({"t.mjml": HTML, "t.txt": TEXT})
    subject = "News for {{ recipient.first_name | default('you') }}"
    mail = compile_mail(MailTemplate("t", files), {"words": WORDS, "subject": "x"}, subject)
    assert mail.problems == ()
    return mail


MAIL = compiled()
SEGMENTS = compile_segments(MAIL, HEADING)


def recipient(**attributes: str) -> dict[str, str]:
    return {"email": "ann@reader.example", "links.unsubscribe": LINK, **attributes}


def sent(to: dict[str, str], segments: Segments = SEGMENTS) -> bytes:
    return segments.message(to, DATE, MESSAGE_ID)


def reference(to: dict[str, str]) -> EmailMessage:
    """The same mail made by the standard library."""
    got = fill(MAIL, to)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = got.subject
    message.set_content(got.text)
    message.add_alternative(got.html, subtype="html")
    return message


def parsed(data: bytes) -> EmailMessage:
    message = BytesParser(policy=default).parsebytes(data)
    assert isinstance(message, EmailMessage)
    assert [defect for part in message.walk() for defect in part.defects] == []
    return message


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text.replace("\r\n", "\n").rstrip("\n")


NAMES = [
    "",
    "Ann",
    ".Ann",
    "...",
    "Zoë Müller",
    'O\'Brien & "Sons" <a@b.example>',
    "李小龍" * 30,
    "👩‍👩‍👧" * 20,
    "Donaudampfschifffahrtsgesellschaftskapitän" * 9,
    "x" * 1000,
    "a=b=3D=\r\nBcc: x@x.example",
    "=?utf-8?q?fake?=",
    "." * 300,
    " .",
]


@pytest.mark.parametrize("plan", ["", "pro", "free"])
@pytest.mark.parametrize("name", NAMES)
def test_a_message_decodes_to_what_the_standard_library_makes(name: str, plan: str) -> None:
    to = recipient(first_name=name, city=name, plan=plan)
    ours, theirs = parsed(sent(to)), reference(to)
    for kind in ("plain", "html"):
        assert content(ours, kind) == content(theirs, kind)
    # EmailMessage would decode a name that looks like an encoded word.
    assert ours["Subject"] == fill(MAIL, to).subject


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_short_and_none_begins_with_a_dot(name: str) -> None:
    data = sent(recipient(first_name=name, city=name, plan=name))
    assert data.isascii()
    lines = data.split(b"\r\n")
    link = f" <{LINK}>".encode()
    assert [line for line in lines if len(line) > 76 and line != link] == []
    assert [line for line in lines if line.startswith(b".")] == []
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=90), st.text(max_size=90), st.sampled_from(["", "pro", "x"]))
def test_any_recipient_can_be_written_to(name: str, city: str, plan: str) -> None:
    to = recipient(first_name=name, city=city, plan=plan)
    got = fill(MAIL, to)
    message = parsed(sent(to))
    assert content(message, "plain") == got.text.rstrip("\n")
    assert content(message, "html") == got.html


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))))
def test_pieces_decode_to_the_whole_wherever_it_was_cut(pieces: list[str]) -> None:
    import quopri

    data = b"".join(map(encode_piece, pieces))
    assert quopri.decodestring(data).decode() == "".join(pieces).replace("\n", "\r\n")


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=300))
def test_a_value_is_encoded_as_a_piece_is(text: str) -> None:
    import quopri

    data = encode_value(text)
    assert quopri.decodestring(data) == quopri.decodestring(encode_piece(text)) == text.encode()
    assert all(len(line) <= 76 and line[:1] != b"." for line in data.split(b"\r\n"))


@pytest.mark.parametrize("length", range(68, 84))
@pytest.mark.parametrize("end", ["é", ".", " ", "x", "=", "é."])
def test_a_piece_that_nearly_fills_a_line_stays_within_it(length: int, end: str) -> None:
    data = encode_piece("x" * length + end) + encode_piece(f".{'.' * length}")
    assert max(map(len, data.split(b"\r\n"))) <= 76
    assert not any(line.startswith(b".") for line in data.split(b"\r\n"))


def test_the_header_says_who_why_and_how_to_leave() -> None:
    link = "https://news.acme.example/unsubscribe/a1?x=1&y=2"
    to = recipient(first_name="Ann", last_name="Lee")
    message = parsed(sent({**to, "links.unsubscribe": link}))
    assert dict(message.items()) == {
        "From": "Müller & Co <news@acme.example>",
        "Reply-To": "desk@acme.example",
        "Precedence": "bulk",
        "Feedback-ID": "2026-11-24:email-main:-nited",
        "MIME-Version": "1.0",
        "To": "Ann Lee <ann@reader.example>",
        "Subject": "News for Ann",
        "Date": "Tue, 24 Nov 2026 09:00:00 +0000",
        "Message-ID": MESSAGE_ID,
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Type": message["Content-Type"],
    }


@pytest.mark.parametrize(
    "to",
    [
        {"email": "ann@reader.example", "first_name": "Ann", "last_name": "Lee"},
        {"email": "ann@reader.example", "first_name": "Ann, Dr."},
        {"email": "ann@reader.example", "last_name": "李"},
        {"email": "ann@reader.example", "first_name": "<b@c.example>"},
        {"email": "ann.o-p+q@mail.reader.example", "first_name": "A" * 70},
    ],
    ids=str,
)
def test_a_name_never_changes_the_address(to: dict[str, str]) -> None:
    field = parsed(sent(recipient(**to)))["To"]
    (address,) = field.addresses
    name = f"{to.get('first_name', '')} {to.get('last_name', '')}".strip()
    assert (address.addr_spec, address.display_name) == (to["email"], name)


@pytest.mark.parametrize(
    "email", ["", "ann", "ann@", "ann@reader.example\r\nBcc: x", "ä@x.example"]
)
def test_without_an_address_there_is_no_message(email: str) -> None:
    with pytest.raises(ValueError, match=r"address|domain"):
        sent(recipient(email=email))


def test_a_mail_with_an_error_has_no_segments() -> None:
    broken = Compiled(("x",), None, ("x",), (), ())
    with pytest.raises(ValueError, match="could not be compiled"):
        compile_segments(broken, HEADING)


def test_stored_segments_send_the_same_bytes() -> None:
    image = InlineImage("logo@acme.example", "image/png", bytes(range(256)), "logo.png")
    segments = compile_segments(MAIL, HEADING, [image])
    again = from_bytes(to_bytes(segments))
    assert again == segments
    to = recipient(first_name="Zoë", plan="pro")
    assert sent(to, again) == sent(to, segments)


def test_the_same_mail_is_stored_as_the_same_bytes() -> None:
    assert to_bytes(compile_segments(compiled(), HEADING)) == to_bytes(SEGMENTS)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "another version"),
        (to_bytes(SEGMENTS).replace(b"segments 1", b"segments 2", 1), "another version"),
        (to_bytes(SEGMENTS)[:-1], "damaged"),
        (to_bytes(SEGMENTS).replace(b"leave", b"stay!", 1), "damaged"),
    ],
)
def test_segments_that_were_changed_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        from_bytes(data)
