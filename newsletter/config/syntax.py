"""What tomllib says of broken TOML, as a finding with a place and the line itself."""

import re
from collections.abc import Mapping, Sequence

from newsletter.channels.kinds import looks_secret
from newsletter.printable import printable
from newsletter.problems import Place, Problem

_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_CHAIN = re.compile(r"(?:[^\s.=]{1,64}[ \t]*\.[ \t]*){50}")
_NAME = re.compile(r"""\s*["']?([^\s"'=:]*)["']?\s*[=:]?""")
_BEGIN = re.compile(r"\s*(?:\[|[^=#]+=)")
_WIDTH = 80
_OPEN_QUOTE = "a quote is not closed."

_PLAIN: Mapping[str, tuple[str, str]] = {
    "Expected '=' after a key": (
        "an = is missing after the name.",
        'Write a line like: name = "Acme Weekly"',
    ),
    "Invalid value (at end": (
        "the value is missing, or a list is not closed.",
        "Write a value after the =, and end a list with ].",
    ),
    "Invalid value": (
        "the value cannot be read.",
        'Put text in straight double quotes: name = "Acme Weekly"',
    ),
    "Invalid statement": (
        "the line cannot be read.",
        'Write a line like: name = "Acme Weekly". A comment begins with #.',
    ),
    "Illegal character": (_OPEN_QUOTE, 'End the text with " on the same line.'),
    "Unterminated string": (_OPEN_QUOTE, "End the text with its quotes."),
    "Found invalid character": (
        "there is a line break or a control character inside a text.",
        "End the text on the same line, with the quote that it begins with.",
    ),
    "Expected \"'": (_OPEN_QUOTE, "End the text with ' on the same line."),
    "Expected newline": (
        "there is something after the value.",
        "Write one setting on a line, and texts in quotes.",
    ),
    "Cannot overwrite a value": (
        "this setting or section stands here a second time.",
        "Remove one of the two.",
    ),
    "Cannot declare": ("this section stands here a second time.", "Put both together."),
    "Cannot mutate": ("this adds to something that is complete already.", "Put both together."),
    "Duplicate inline": ("a name stands twice in these braces.", "Remove one of the two."),
    "Expected ']": ("the ] of the section is missing.", "Write a line like: [newsletter]"),
    "Unclosed array": ("a list is not closed.", "End the list with ]."),
    "Unclosed inline": ("a brace is not closed.", "End it with } on the same line."),
    "Unescaped": (
        "there is a \\ in the text.",
        "Write \\\\ for one \\, or put the text in single quotes.",
    ),
    "'utf-8' codec": ("it holds characters that are none.", "Save the file as UTF-8."),
    "Exceeds the limit": ("a number is far too long.", "Write a shorter number."),
}
_REPEATED = ("Cannot", "Duplicate")


def syntax_problem(error: ValueError, text: str, file: str) -> Problem:
    """The finding for an error of tomllib about ``text``."""
    message = str(error)
    at = _POSITION.search(message)
    line, column = _position(at, text)
    quoted = text.split("\n")[line - 1] if text else ""
    if message.startswith(_REPEATED):
        column = len(quoted) - len(quoted.lstrip()) + 1
    if message.startswith("Unescaped"):
        column -= 2  # tomllib has read the \\ and the letter after it
    says, hint = _in_plain_words(message)
    place = Place(file, line, column) if at else Place(file)
    # The last line of a file may be the inside of a secret whose quotes were never closed.
    hidden = says == _OPEN_QUOTE and not (at and at[1])
    hidden = hidden or _may_be_in_a_secret(text.split("\n")[:line])
    seen = f" The line is: {_quotable(quoted)}" if at and quoted.strip() and not hidden else ""
    return Problem("toml-syntax", f"This is not valid TOML: {says}{seen}", hint, place)


def too_deep(file: str) -> Problem:
    """The finding for brackets within brackets without end."""
    hint = "No setting needs more than two brackets within each other."
    return Problem("toml-syntax", "Lists or tables are nested too deeply.", hint, Place(file))


def endless_key(text: str, file: str) -> Problem | None:
    """A key of fifty parts or more: no setting, and tomllib's time grows with its square."""
    found = _CHAIN.search(text)
    if found is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    problem = "A name has fifty parts or more between dots."
    return Problem("toml-syntax", problem, "No setting has more than three.", Place(file, line, 1))


def _position(at: re.Match[str] | None, text: str) -> tuple[int, int]:
    if at and at[1]:
        return int(at[1]), int(at[2])
    lines = text.rstrip().split("\n")
    return len(lines), len(lines[-1]) + 1


def _in_plain_words(message: str) -> tuple[str, str | None]:
    known = (words for begin, words in _PLAIN.items() if message.startswith(begin))
    own_words = _POSITION.sub("", message)
    return next(known, (f"{own_words[:1].lower()}{own_words[1:]}.", None))


def _may_be_in_a_secret(lines: Sequence[str]) -> bool:
    """Is the last of ``lines`` the inside of a long text, or of a list that a secret begins?"""
    above = "\n".join(lines[:-1])
    if any(above.count(quotes) % 2 for quotes in ('"""', "'''")):
        return True
    begin = next((line for line in reversed(lines) if _BEGIN.match(line)), "")
    return begin != lines[-1] and looks_secret(begin.partition("=")[0])


def _quotable(line: str) -> str:
    """The line, but never the value of something that may be a secret."""
    line = line.strip()
    name = _NAME.match(line)
    if name and (looks_secret(line) or looks_secret(name[1].rpartition(".")[2])):
        return f"{printable(name.group().strip()[:_WIDTH])} …"
    return printable(line[:_WIDTH]) + ("…" if len(line) > _WIDTH else "")
