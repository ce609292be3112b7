"""Bytes to text: which encoding is it, and is it text at all?"""

import codecs
import re
from dataclasses import dataclass

from newsletter.articles.characters import cleaned
from newsletter.problems import Place, Problem, warning

MAX_BYTES = 32 * 1024 * 1024
FALLBACK = "windows-1252"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KINDS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
)
_DECLARED = (
    re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']"""),
    re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE),
)
_ESCAPES_IN_ASCII = ("iso2022_jp", "iso2022_kr", "hz")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, or None with an error that says why there is none."""

    text: str | None
    problems: tuple[Problem, ...] = ()


def decode(data: bytes, *, name: str) -> Decoded:
    """The text of ``data``, cleaned (see `characters.cleaned`), its line numbers kept.

    A byte order mark wins, then valid UTF-8, then the encoding that XML or HTML declares, then
    Windows-1252 with a warning: the order that browsers use, but that UTF-8 which is valid is
    believed more than a declaration (https://encoding.spec.whatwg.org/#decode).
    """
    if len(data) > MAX_BYTES:
        return _refused(_too_large(data, name))
    encoding, data = _after_bom(data)
    if encoding is None and (what := _binary_kind(data)):
        return _refused(_not_text(what, name))
    text, problems = _with_bom(data, encoding, name) if encoding else _guessed(data, name)
    if "\x00" in text:
        return _refused(_not_text("a binary file", name))
    text = cleaned(text)
    if not text.strip():
        return _refused(_empty(name))
    return Decoded(text, problems)


def _refused(problem: Problem) -> Decoded:
    return Decoded(None, (problem,))


def _after_bom(data: bytes) -> tuple[str | None, bytes]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding, data[len(bom) :]
    return None, data


def _binary_kind(data: bytes) -> str | None:
    for magic, kind in _KINDS:
        if data.startswith(magic):
            return kind
    head = data[:65536]
    controls = len(_CONTROLS.findall(head))
    return "a binary file" if b"\x00" in data or controls * 10 > len(head) else None


def _with_bom(data: bytes, encoding: str, name: str) -> tuple[str, tuple[Problem, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        return text, (_assumed(encoding, data[: error.start].decode(encoding, "replace"), name),)


def _guessed(data: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    declared = _declared(data)
    if declared in _ESCAPES_IN_ASCII:
        return data.decode(declared, "replace"), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
    if declared and declared != "utf-8":
        return data.decode(declared, "replace"), ()
    return data.decode(FALLBACK, "replace"), (_assumed(FALLBACK, before, name),)


def _declared(data: bytes) -> str | None:
    """The Python name of the encoding that the head of a page or feed declares, if we know it."""
    for pattern in _DECLARED:
        if found := pattern.search(data[:4096]):
            return _python_name(found[1].decode("ascii"))
    return None


def _python_name(label: str) -> str | None:
    # Browsers read Latin-1 and ASCII as Windows-1252; UTF-16 cannot hold a readable declaration.
    try:
        known = codecs.lookup(label)
    except LookupError:
        return None
    if known.name in ("iso8859-1", "ascii"):
        return FALLBACK
    is_text = getattr(known, "_is_text_encoding", False)
    return (
        known.name if is_text and not known.name.startswith(("utf-16", "utf-32", "utf-7")) else None
    )


def _assumed(encoding: str, before: str, name: str) -> Problem:
    return warning(
        "encoding-assumed",
        f"This file is not UTF-8; it was read as {encoding}.",
        "Check accents and quotation marks, and save the file as UTF-8.",
        Place.behind(name, cleaned(before)),
    )


def _not_text(what: str, name: str) -> Problem:
    hint = "Copy the article's text into a .txt or .md file and read that."
    return Problem("not-text", f"This is {what}, not text.", hint, Place(name))


def _empty(name: str) -> Problem:
    hint = "Write the title on the first line and the article below it."
    return Problem("article-empty", "The file is empty.", hint, Place(name, 1, 1))


def _too_large(data: bytes, name: str) -> Problem:
    size, limit = len(data) / 1024 / 1024, MAX_BYTES // 1024 // 1024
    text = f"The file has {size:.0f} MB; an article or a feed may have {limit} MB."
    return Problem("file-too-large", text, "Is it the right file? Split it if it is.", Place(name))
