"""Bytes to text."""

import codecs

import pytest

from newsletter.articles.decoding import MAX_BYTES, decode

WORDS = "Fünf Häfen – “Oats”"


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-8"),
    ],
)
def test_unicode_is_read_with_and_without_a_mark(bom: bytes, encoding: str) -> None:
    decoded = decode(bom + WORDS.encode(encoding), name="a.txt")
    assert (decoded.text, decoded.problems) == (WORDS, ())


def test_other_bytes_are_read_as_windows_1252_with_the_place_of_the_first() -> None:
    decoded = decode("It is\nhere, and\n“so” zu spät".encode("cp1252"), name="a.txt")
    assert decoded.text == "It is\nhere, and\n“so” zu spät"
    problem = decoded.problems[0]
    assert (problem.code, problem.severity) == ("encoding-assumed", "warning")
    assert "windows-1252" in problem.text
    assert (problem.place.line, problem.place.column) == (3, 1)


def test_the_column_of_the_first_odd_byte_counts_characters() -> None:
    decoded = decode("é ü".encode() + b"\xe4", name="a.txt")
    assert decoded.problems[0].place.column == 4


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-2"?>', "iso-8859-2"),
        ("<html><head><meta charset=windows-1250>", "cp1250"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">', "iso-8859-2"),
        ('<meta charset="shift_jis">', "shift_jis"),
        ('<meta charset="iso-2022-jp">', "iso-2022-jp"),
    ],
)
def test_a_declared_encoding_is_believed(head: str, encoding: str) -> None:
    words = "日本" if "jp" in encoding or "jis" in encoding else "Őszi ház"
    decoded = decode(f"{head}{words}".encode(encoding), name="a.html")
    assert decoded.text == f"{head}{words}"
    assert decoded.problems == ()


def test_latin_1_is_read_as_browsers_read_it() -> None:
    decoded = decode(b'<meta charset="iso-8859-1">\x93so\x94', name="a.html")
    assert decoded.text is not None
    assert decoded.text.endswith("“so”")


@pytest.mark.parametrize("declared", ["utf-8", "klingon", "utf-16", "rot13", "base64"])
def test_a_wrong_declaration_does_not_stop_the_reading(declared: str) -> None:
    decoded = decode(f'<meta charset="{declared}">Sp'.encode() + b"\xe4t", name="a.html")
    assert decoded.text is not None
    assert decoded.text.endswith("Spät")
    assert decoded.problems[0].code == "encoding-assumed"


def test_valid_utf_8_is_believed_more_than_a_declaration() -> None:
    decoded = decode('<meta charset="iso-8859-1">Spät'.encode(), name="a.html")
    assert decoded.text is not None
    assert decoded.text.endswith("Spät")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "PNG"),
        (b"\xff\xd8\xff\xe0JFIF", "JPEG"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"PK\x03\x04 rest", "ZIP"),
        (b"{\\rtf1 rest}", "RTF"),
        (b"text with \x00 inside", "binary"),
        (bytes(range(1, 30)) * 9, "binary"),
        (codecs.BOM_UTF16_LE + "a\x00b".encode("utf-16-le"), "binary"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, what: str) -> None:
    decoded = decode(data, name="a.txt")
    assert decoded.text is None
    assert [problem.code for problem in decoded.problems] == ["not-text"]
    assert what in decoded.problems[0].text


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", codecs.BOM_UTF8, "\u200b\u00a0".encode()])
def test_an_empty_file_is_an_error(data: bytes) -> None:
    assert [problem.code for problem in decode(data, name="a").problems] == ["article-empty"]


def test_a_file_at_the_limit_is_read_and_one_beyond_it_is_refused() -> None:
    assert decode(b"a" * MAX_BYTES, name="a").text is not None
    problems = decode(b"a" * (MAX_BYTES + 1), name="a").problems
    assert [problem.code for problem in problems] == ["file-too-large"]


def test_control_characters_go_and_the_lines_stay() -> None:
    text = "a\x07b\tc\r\nd\x0ce\rf\x85g\u2028h\x9bi\u2060j\u200bk\ufeffl"
    assert decode(text.encode(), name="a").text == "ab\tc\nd e\nf g hijkl"


def test_joiners_stay() -> None:
    text = "می\u200cروم 👩\u200d🌾"
    assert decode(text.encode(), name="a").text == text
