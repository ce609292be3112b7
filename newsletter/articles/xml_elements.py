"""XML to elements: strict, with places, without entities, network or recursion."""

from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from newsletter.problems import Place

MAX_DEPTH = 200

# Feeds choose their own prefixes, so names are told apart by their namespace.
_PREFIXES = {
    "": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/2005/Atom": "atom:",
    "http://purl.org/atom/ns#": "atom:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}


class EntityDeclared(Exception):
    """The document declares entities of its own, which can grow without end."""

    def __init__(self, place: Place) -> None:
        super().__init__(str(place))
        self.place = place


class Malformed(Exception):
    """The document is not well-formed; ``reason`` says why, ``place`` where."""

    def __init__(self, reason: str, place: Place) -> None:
        super().__init__(reason)
        self.reason, self.place = reason, place


@dataclass(slots=True)
class Element:
    """One element; ``name`` has the usual prefix of its namespace (``content:encoded``)."""

    name: str
    attributes: dict[str, str]
    place: Place
    content: "list[str | Element]" = field(default_factory=list)

    @property
    def children(self) -> "list[Element]":
        """The elements directly inside."""
        return [part for part in self.content if isinstance(part, Element)]

    @property
    def text(self) -> str:
        """The text directly inside, without the white space around it."""
        return "".join(part for part in self.content if isinstance(part, str)).strip()

    def all(self, name: str) -> "list[Element]":
        """The children called ``name``."""
        return [child for child in self.children if child.name == name]

    def first(self, *names: str) -> "Element | None":
        """The first child called the first of ``names`` that there is."""
        return next((child for name in names for child in self.all(name)), None)

    def text_of(self, *names: str) -> str:
        """The text of the first child of ``names`` that has one, else ''."""
        return next((child.text for name in names for child in self.all(name) if child.text), "")


def parse(text: str, *, file: str) -> Element:
    """The root element of ``text``.

    Raises:
        EntityDeclared: the document type declares entities.
        Malformed: ``text`` is not well-formed XML 1.0, or nested more than MAX_DEPTH deep.
    """
    builder = _Builder(file)
    try:
        # The declared encoding was that of the file; this is text already.
        builder.parser.Parse(text.lstrip().encode(), True)
    except expat.ExpatError as error:
        raise Malformed(expat.ErrorString(error.code), builder.place()) from None
    return builder.root


class _Builder:
    """The handlers of an expat parser, with the stack of open elements."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root = Element("", {}, Place(file))
        self.open = [self.root]
        self.parser: Any = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity

    def place(self) -> Place:
        return Place(self.file, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) > MAX_DEPTH:
            raise Malformed("the elements are nested too deep", self.place())
        named = {_named(key): value for key, value in attributes.items()}
        element = Element(_named(name), named, self.place())
        if len(self.open) == 1:
            self.root = element
        else:
            self.open[-1].content.append(element)
        self.open.append(element)

    def _end(self, _name: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        self.open[-1].content.append(text)

    def _entity(self, *_declaration: object) -> None:
        raise EntityDeclared(self.place())


def _named(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    prefix = _PREFIXES.get(namespace)
    return f"{prefix}{local}" if prefix is not None else f"?{local}"
