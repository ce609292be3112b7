"""Header fields: read back as they were written, and never more than one field."""

from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.email.headers import exact_field, one_line, text_field
from newsletter.email.mailbox import Mailbox, ascii_address, parse_mailbox

SUBJECTS = [
    "Seeds, soup and a brass band",
    "Über Äpfel, Öfen und die Größe der Gärten in der Müllerstraße und anderswo im Tal",
    "Le théâtre d’à côté : « bonjour » et l’été indien, encore une fois",
    "El niño, la cigüeña y el corazón: ¿qué hay de nuevo?",
    "مكتبة تعيرك البذور بدل الكتب: كل ما جرى هذا الأسبوع في البلدة",
    "種を借りて秋に返す図書館と、町の望遠鏡についての、とても長い件名のお知らせです",
    "Семена, суп и духовой оркестр: всё, что случилось на этой неделе",
    "बीज, सूप और एक बैंड: इस सप्ताह की सभी ख़बरें",
    "👩‍👩‍👧‍👦👨🏽‍🌾🏳️‍🌈" * 12,
    "=?utf-8?q?not_encoded?=",
    "word " * 60,
    "w" * 3000,
    "é" * 3000,
    "e" + "\u0301" * 300,
    "a\u00a0b",
    '"quoted" <angles> (comment), semi; colon: \\ backslash',
    "",
]


def decoded(field: str) -> str:
    """What a mail program shows of a field: RFC 5322 unfolding, then RFC 2047."""
    body = field.partition(":")[2].replace("\r\n", "")
    return str(make_header(decode_header(body.strip())))


@pytest.mark.parametrize("subject", SUBJECTS, ids=range(len(SUBJECTS)))
def test_a_subject_is_read_back_as_it_was(subject: str) -> None:
    assert decoded(text_field("Subject", subject)) == one_line(subject)


@pytest.mark.parametrize("subject", SUBJECTS, ids=range(len(SUBJECTS)))
def test_no_line_of_a_subject_is_longer_than_76(subject: str) -> None:
    assert max(map(len, text_field("Subject", subject).split("\r\n"))) <= 76


def test_a_plain_subject_is_left_readable() -> None:
    assert text_field("Subject", "Seeds and soup") == "Subject: Seeds and soup"


def test_a_mostly_latin_subject_stays_nearly_readable() -> None:
    assert text_field("Subject", "Die Größe") == "Subject: =?utf-8?q?Die_Gr=C3=B6=C3=9Fe?="


def test_no_encoded_word_ends_inside_an_emoji() -> None:
    family = "👩‍👩‍👧‍👦"
    words = text_field("Subject", family * 12).partition(": ")[2].split("\r\n ")
    assert all(set(decoded(f"x: {word}").split(family)) == {""} for word in words)


@given(st.text(max_size=300))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_any_text_is_one_field_and_is_read_back(text: str) -> None:
    field = text_field("Subject", text)
    parsed = BytesHeaderParser().parsebytes(f"{field}\r\nX-After: yes\r\n\r\n".encode("ascii"))
    assert parsed.keys() == ["Subject", "X-After"]
    assert decoded(field) == one_line(text)


@pytest.mark.parametrize("bad", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\u2029"])
def test_a_line_break_cannot_start_a_new_field(bad: str) -> None:
    assert one_line(f"Hello{bad}Bcc: all@acme.example") == "Hello Bcc: all@acme.example"


def test_half_a_surrogate_pair_is_no_accident() -> None:
    assert one_line("a\ud800b") == "a?b"


def test_a_long_exact_value_moves_to_its_own_line_whole() -> None:
    url = "<https://news.acme.example/u/" + "x" * 200 + ">"
    assert exact_field("List-Unsubscribe", url) == f"List-Unsubscribe:\r\n {url}"


@pytest.mark.parametrize("value", ["a\r\nBcc: b", "é", "x" * 998])
def test_an_exact_value_that_fits_no_line_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="List-Unsubscribe"):
        exact_field("List-Unsubscribe", value)


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("news@acme.example", "", "news@acme.example"),
        ("<news@acme.example>", "", "news@acme.example"),
        ("Acme News <news@acme.example>", "Acme News", "news@acme.example"),
        ('"Acme, Inc." <news@acme.example>', "Acme, Inc.", "news@acme.example"),
        ("Acme, Inc. <news@acme.example>", "Acme, Inc.", "news@acme.example"),
        (r'"The \"Lantern\"" <a@b.example>', 'The "Lantern"', "a@b.example"),
        ("Müller & Söhne <post@müller.example>", "Müller & Söhne", "post@xn--mller-kva.example"),
        ("Post <post@STRASSE.example>", "Post", "post@STRASSE.example"),
        ("Post <post@straße.example>", "Post", "post@xn--strae-oqa.example"),
        ("提灯 <tane@日本語。example>", "提灯", "tane@xn--wgv71a119e.example"),
        ("A <b> <c@d.example>", "A <b>", "c@d.example"),
        ("Evil\r\nBcc: x@y.example <c@d.example>", "Evil Bcc: x@y.example", "c@d.example"),
    ],
)
def test_a_mailbox_is_a_name_and_an_address(text: str, name: str, address: str) -> None:
    assert parse_mailbox(text) == Mailbox(name, address)


@pytest.mark.parametrize(
    "text",
    ["", "news", "@acme.example", "news@", "a b@acme.example", "a@b@c.example ", "a..b@c.example",
     "jörg@acme.example", "a@-b.example", "a@b..example", "a@" + "ü" * 80 + ".example",
     "a@" + "b." * 130 + "example", "x" * 65 + "@acme.example", "a@exa_mple.example", "a@[::1]"],
)  # fmt: skip
def test_what_mail_cannot_be_sent_to_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"address|domain"):
        parse_mailbox(text)


def test_the_part_before_the_at_sign_keeps_its_case() -> None:
    assert ascii_address("Mira.Holt+news@acme.example") == "Mira.Holt+news@acme.example"


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Acme News", "From: Acme News <n@a.example>"),
        ("Acme, Inc.", 'From: "Acme, Inc." <n@a.example>'),
        ('The "L"', r'From: "The \"L\"" <n@a.example>'),
        ("Söhne", "From: =?utf-8?q?S=C3=B6hne?= <n@a.example>"),
        ("", "From: n@a.example"),
    ],
)
def test_a_display_name_is_written_in_the_simplest_way(name: str, field: str) -> None:
    assert Mailbox(name, "n@a.example").field("From") == field


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_any_display_name_is_read_back(text: str) -> None:
    name = one_line(text)
    field = Mailbox(name, "news@acme.example").field("From")
    parsed = BytesHeaderParser(policy=default).parsebytes(f"{field}\r\n\r\n".encode("ascii"))
    (address,) = parsed["From"].addresses
    assert address.addr_spec == "news@acme.example"
    assert max(map(len, field.split("\r\n"))) <= 76


@pytest.mark.parametrize(
    "name", ["Müller & Söhne, Gärtner seit 1887 im schönen Tal der Wünsche", "提灯" * 30, "x" * 90]
)
def test_a_long_display_name_is_read_back_whole(name: str) -> None:
    field = Mailbox(name, "news@acme.example").field("From")
    assert decoded(field) == f"{name} <news@acme.example>"
