"""Divide MJML into tags, comments and text. Linear: no pattern goes back over what it read."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

_START = re.compile(
    r"""(?x) <([A-Za-z][^\s/>"'=<]*+)
        ( (?: [\s/]++ [^\s=>"'/<]++ (?: \s*+=\s*+ (?: "[^"]*+" | '[^']*+' | [^\s"'>`=<]++ ) )?+
            | (?<=["']) [^\s=>"'/<]++ \s*+=\s*+ (?: "[^"]*+" | '[^']*+' | [^\s"'>`=<]++ ) )*+ )
        \s*+ (/?) \s*+ >"""
)
_ATTRIBUTE = re.compile(r"""([^\s=>"'/<]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>`=<]++))?+""")
_END = re.compile(r"</([A-Za-z][^\s/>\"'=<]*+)\s*+>")
_DECLARATION = re.compile(r"<[!?][^<>]*+>")
_NAME = re.compile(r"<[/!?]?[A-Za-z]?[^\s/>\"'=<]*+")
_PROPER_NAME = re.compile(r"[A-Za-z_][\w.-]*+(?::[\w.-]++)?")
_STOP = re.compile("[<>]")
_CONDITIONAL = re.compile(r"(?i)<!--\s*\[if|<!--<!\[endif\]|<!--\s*<!\[endif\]")

LONGEST_REMEMBERED = 2000
"""Characters of a text that a cache may keep: content can be of any size."""

TokenKind = Literal["start", "end", "comment", "text", "cdata", "declaration", "broken"]


class Attribute(NamedTuple):
    """An attribute as it is written: its value without quotes, None for one that has no value.

    ``at`` counts from the end of the tag's name.
    """

    name: str
    value: str | None
    at: int


class Token(NamedTuple):
    """A piece of MJML. ``name`` is a tag's; ``text`` is everything else's own text.

    A ``broken`` token is a ``<`` that begins something which never ends as it should.
    """

    kind: TokenKind
    at: int
    end: int
    name: str = ""
    text: str = ""
    attributes: tuple[Attribute, ...] = ()
    is_self_closing: bool = False


def token_at(text: str, position: int) -> Token:
    """The token that begins at ``position``."""
    if text[position] != "<":
        return _text(text, position, position)
    start = _START.match(text, position)
    if start:
        attributes = _attributes(start[2]) if start[2] else ()
        closing = bool(start[3])
        return Token("start", position, start.end(), start[1], "", attributes, closing)
    end = _END.match(text, position)
    if end:
        return Token("end", position, end.end(), end[1])
    return _other(text, position)


def _attributes(written: str) -> tuple[Attribute, ...]:
    if len(written) > LONGEST_REMEMBERED:
        return tuple(map(_attribute, _ATTRIBUTE.finditer(written)))
    return _remembered(written)


@lru_cache(maxsize=1024)
def _remembered(written: str) -> tuple[Attribute, ...]:
    """The attributes of a tag; a digest has the same ones fifty times."""
    return tuple(map(_attribute, _ATTRIBUTE.finditer(written)))


def _attribute(found: re.Match[str]) -> Attribute:
    name, value = found.groups()
    if value is not None and value[0] in "\"'":
        value = value[1:-1]
    return Attribute(name, value, found.start())


def _text(text: str, position: int, search_from: int) -> Token:
    end = text.find("<", search_from)
    end = len(text) if end < 0 else end
    return Token("text", position, end, text=text[position:end])


def _other(text: str, position: int) -> Token:
    following = text[position + 1 : position + 2]
    if text.startswith("<!--", position):
        return _delimited(text, position, "comment", "<!--", "-->")
    if text.startswith("<![CDATA[", position):
        return _delimited(text, position, "cdata", "<![CDATA[", "]]>")
    if following and following in "!?":
        found = _DECLARATION.match(text, position)
        if found:
            return Token("declaration", position, found.end(), text=found[0])
    closes = following == "/" and text[position + 2 : position + 3].isalpha()
    if closes or (following.isascii() and following.isalpha()) or following in ("!", "?"):
        return _broken(text, position)
    return _text(text, position, position + 1)


def _delimited(text: str, position: int, kind: TokenKind, opening: str, closing: str) -> Token:
    end = text.find(closing, position + len(opening))
    if end < 0:
        return Token("broken", position, len(text), name=opening)
    end += len(closing)
    return Token(kind, position, end, text=text[position:end])


def _broken(text: str, position: int) -> Token:
    """It ends at the next ``>``, unless another ``<`` comes first."""
    name = _NAME.match(text, position)
    stop = _STOP.search(text, position + 1)
    end = len(text) if stop is None else stop.end() if stop[0] == ">" else stop.start()
    return Token("broken", position, end, name=name[0] if name else "<")


@lru_cache(maxsize=1024)
def is_proper_name(name: str) -> bool:
    """True for a name of a tag or an attribute that XML allows, with one prefix at most."""
    return _PROPER_NAME.fullmatch(name) is not None


def is_conditional(comment: str) -> bool:
    """True for a comment that Outlook reads."""
    return _CONDITIONAL.match(comment) is not None
