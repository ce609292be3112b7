"""A mail for the wire: parsed back by the standard library, it says what was put in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.email.message import message_id
from newsletter.email.parts import InlineImage
from tests.email.letters import Letter, build_message

CLOCK = datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=1)))
LETTER = Letter(
    sender="The Lantern <news@lantern.example>",
    recipient="Mira Holt <mira@reader.example>",
    subject="Seeds and soup",
    date=CLOCK,
    text="Hello.\n",
    html="<p>Hello.</p>",
    seed="edition 2026-11-24",
    reply_to="desk@lantern.example",
    unsubscribe="https://lantern.example/u/abc?x=1&y=2",
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 5
LOGO = InlineImage("logo@lantern.example", "image/png", PNG, "logo.png")
LANGUAGES = {
    "en": "Seeds & soup",
    "de": "Äpfel, Öfen, Straße",
    "fr": "L’été à l’œuvre",
    "es": "¿Qué hay, señor?",
    "ar": "مكتبة البذور",
    "ja": "種の図書館",
    "hi": "बीज पुस्तकालय",
    "th": "ห้องสมุดเมล็ดพันธุ์",
}


def parsed(data: bytes) -> EmailMessage:
    message = BytesParser(policy=default).parsebytes(data)
    assert isinstance(message, EmailMessage)
    assert [defect for part in message.walk() for defect in part.defects] == []
    return message


def body(data: bytes, kind: str) -> str:
    part = parsed(data).get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content.replace("\r\n", "\n").removesuffix("\n")


def test_the_fields_are_those_of_the_letter() -> None:
    message = parsed(build_message(LETTER))
    assert dict(message.items()) == {
        "From": "The Lantern <news@lantern.example>",
        "To": "Mira Holt <mira@reader.example>",
        "Reply-To": "desk@lantern.example",
        "Precedence": "bulk",
        "Subject": "Seeds and soup",
        "Date": "Tue, 24 Nov 2026 09:00:00 +0100",
        "Message-ID": message_id(LETTER.seed, LETTER.sender),
        "List-Unsubscribe": "<https://lantern.example/u/abc?x=1&y=2>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }


def test_text_and_html_are_alternatives_the_html_last() -> None:
    message = parsed(build_message(LETTER))
    assert message.get_content_type() == "multipart/alternative"
    types = [part.get_content_type() for part in message.iter_parts()]
    assert types == ["text/plain", "text/html"]


def test_embedded_pictures_are_related_to_the_html() -> None:
    types = [part.get_content_type() for part in parsed(build_message(LETTER, [LOGO])).walk()]
    assert types == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]


def test_an_embedded_picture_comes_back_byte_for_byte() -> None:
    *_, image = parsed(build_message(LETTER, [LOGO])).walk()
    assert image["Content-ID"] == "<logo@lantern.example>"
    assert image.get_content_disposition() == "inline"
    assert image.get_content() == PNG


@pytest.mark.parametrize("text", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_every_language_comes_back(kind: str, text: str) -> None:
    letter = replace(LETTER, text=text, html=text)
    assert body(build_message(letter), kind) == text


@pytest.mark.parametrize("text", LANGUAGES.values(), ids=LANGUAGES)
def test_every_subject_comes_back(text: str) -> None:
    assert parsed(build_message(replace(LETTER, subject=text)))["Subject"] == text


@pytest.mark.parametrize(
    "text",
    [".", "..\n.", ".hidden\n..two", "From here", "a =3D b", "trailing  \t\nx", "x" * 5000,
     "é" * 5000, "--=_boundary", "a\n\n\nb", "tab\tin", "nul \x00 bell \x07"],
)  # fmt: skip
def test_difficult_bodies_come_back(text: str) -> None:
    assert body(build_message(replace(LETTER, text=text)), "plain") == text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=400))
@settings(max_examples=100, derandomize=True, deadline=None)
def test_any_body_comes_back(text: str) -> None:
    letter = replace(LETTER, text=text)
    assert body(build_message(letter), "plain") == text.removesuffix("\n")


def test_a_lone_dot_is_never_a_line_of_its_own() -> None:
    assert b"\r\n.\r\n" not in build_message(replace(LETTER, text="a\n.\nb"))


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_are_all_crlf(ends: str) -> None:
    data = build_message(replace(LETTER, text=f"one{ends}two{ends}", html=f"a{ends}b"))
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
    assert b"one\r\ntwo" in data


def test_the_mail_is_ascii_in_lines_of_at_most_76() -> None:
    letter = replace(LETTER, subject="種" * 200, text="é " * 3000, html="<p>" + "ü" * 5000)
    data = build_message(letter, [LOGO])
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 76


FIELDS: list[Callable[[str], Letter]] = [
    lambda text: replace(LETTER, subject=text),
    lambda text: replace(LETTER, sender=f"{text} <a@b.example>"),
    lambda text: replace(LETTER, recipient=f"{text} <a@b.example>"),
    lambda text: replace(LETTER, reply_to=f"{text} <a@b.example>"),
    lambda text: replace(LETTER, unsubscribe=f"https://b.example/{text}"),
    lambda text: replace(LETTER, seed=text),
]


@pytest.mark.parametrize("field", FIELDS, ids=["subject", "from", "to", "reply", "link", "seed"])
@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\r\n\r\n", "\u2028", "\x85"])
def test_no_field_can_smuggle_in_another(field: Callable[[str], Letter], line_break: str) -> None:
    data = build_message(field(f"x{line_break}Bcc: victim@acme.example{line_break}<b>"))
    assert "Bcc" not in parsed(data)
    assert parsed(data).keys() == parsed(build_message(LETTER)).keys()


def test_a_file_name_cannot_smuggle_in_a_field() -> None:
    image = replace(LOGO, file_name='a"\r\nX-Evil: yes\r\n.png')
    *_, part = parsed(build_message(LETTER, [image])).walk()
    assert "X-Evil" not in part
    assert part.get_filename() == "a_X-Evil_yes_.png"


@pytest.mark.parametrize("link", [None, "", "http://localhost:8000/u", "#", "mailto:a@b.example"])
def test_one_click_is_offered_for_https_alone(link: str | None) -> None:
    message = parsed(build_message(replace(LETTER, unsubscribe=link)))
    assert "List-Unsubscribe" not in message
    assert "List-Unsubscribe-Post" not in message


def test_a_long_unsubscribe_link_stays_in_one_piece() -> None:
    link = "https://lantern.example/u/" + "a1-" * 100
    data = build_message(replace(LETTER, unsubscribe=link))
    assert f"\r\n <{link}>\r\n".encode() in data


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert build_message(LETTER, [LOGO]) == build_message(replace(LETTER), [LOGO])


def test_another_seed_gives_another_message_id() -> None:
    ids = {message_id(seed, LETTER.sender) for seed in ("a", "b", "ab", "")}
    assert len(ids) == 4


def test_the_message_id_is_in_the_senders_domain() -> None:
    assert message_id("a", "Müller <x@müller.example>").endswith("@xn--mller-kva.example>")


def test_a_date_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        build_message(replace(LETTER, date=CLOCK.replace(tzinfo=None)))


def test_a_date_in_utc_is_written_as_an_offset() -> None:
    data = build_message(replace(LETTER, date=CLOCK.astimezone(UTC)))
    assert b"\r\nDate: Tue, 24 Nov 2026 08:00:00 +0000\r\n" in data


@pytest.mark.parametrize(
    "image",
    [replace(LOGO, media_type="png"), replace(LOGO, media_type="image/png\r\nX: y"),
     replace(LOGO, content_id="logo"), replace(LOGO, content_id="a@b>\r\nX: y")],
)  # fmt: skip
def test_a_malformed_picture_is_refused(image: InlineImage) -> None:
    with pytest.raises(ValueError, match=r"media type|content id"):
        build_message(LETTER, [image])
