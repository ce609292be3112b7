"""Build the tree of an MJML text. Whatever does not balance is reported and repaired."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from newsletter.email.marks import Unmarked
from newsletter.email.mjml.components import COMPONENTS, Content
from newsletter.email.mjml.tokens import Attribute, Token, is_conditional, token_at
from newsletter.problems import Place, Problem, did_you_mean

MAX_DEPTH = 100

# https://html.spec.whatwg.org/multipage/syntax.html#void-elements
_VOID_TAGS = "area base br col embed hr img input link meta param source track wbr"
VOID = frozenset(_VOID_TAGS.split())
_CLOSINGS = {"<!--": "-->", "<![CDATA[": "]]>"}
# Elements whose content is no markup: it ends at their own end tag.
_RAW_CONTENT: dict[str, str] = {
    "mj-style": "</mj-head",
    "mj-title": "</mj-head",
    "mj-preview": "</mj-head",
    "style": "</mj-",
    "script": "</mj-",
    "textarea": "</mj-",
}
VERBATIM = frozenset({"style", "script", "textarea"})
"""HTML elements whose content is no markup."""


@dataclass(slots=True)
class Text:
    """Text between tags, as it stands; a ``<`` in it is meant as one."""

    text: str
    at: int


@dataclass(slots=True)
class Comment:
    """A comment for Outlook or a declaration, with its delimiters. Other comments are dropped."""

    text: str
    at: int


@dataclass(slots=True)
class Element:
    """A tag with its content. ``place`` is that of its ``<``, or of the template tag around it.

    ``content`` is what MJML lets it hold; None for HTML and unknown tags. ``is_broken``: a
    problem with it has been reported that explains whatever else is wrong.
    """

    name: str
    attributes: tuple[Attribute, ...]
    at: int
    place: Place
    is_marked: bool
    children: list["Element | Text | Comment"] = field(default_factory=list)
    is_closed: bool = True
    is_broken: bool = False
    content: Content | None = field(init=False)

    def __post_init__(self) -> None:
        component = COMPONENTS.get(self.name)
        self.content = component.content if component else None

    @property
    def elements(self) -> Iterator["Element"]:
        """Its children that are tags."""
        return (child for child in self.children if isinstance(child, Element))

    def offset_of(self, attribute: Attribute) -> int:
        """Where one of its attributes stands in the text."""
        return self.at + 1 + len(self.name) + attribute.at

    def get(self, name: str) -> str | None:
        """The value of an attribute; of a repeated one the last, as in the engine."""
        for attribute in reversed(self.attributes):
            if attribute.name == name:
                return attribute.value or ""
        return None


Node = Element | Text | Comment


class TooDeep(Exception):
    """Tags are nested deeper than the engine survives."""


@dataclass(slots=True)
class Builder:
    """Builds the tree of one text, with the problems of its balance."""

    source: Unmarked
    problems: list[Problem] = field(default_factory=list)
    root: Element = field(init=False)
    stack: list[Element] = field(init=False)
    absent: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.root = Element("", (), 0, self.source.place(0), is_marked=True)
        self.stack = [self.root]

    def build(self) -> Element:
        """An element without a name that holds everything.

        Raises:
            TooDeep: more than MAX_DEPTH tags are open at once; it is among the problems.
        """
        text, position = self.source.text, 0
        while position < len(text):
            token = token_at(text, position)
            position = token.end
            if token.kind == "start":
                position = self._start(token)
            elif token.kind == "end":
                self._end(token)
            else:
                self._other(token)
        self._close_down_to(1)
        return self.root

    def _start(self, token: Token) -> int:
        if self.stack[-1].content == "nothing" and self.stack[-2].name != "mj-attributes":
            self._close_down_to(len(self.stack) - 1)
        element = self._element(token)
        self.stack[-1].children.append(element)
        if token.is_self_closing or element.name.lower() in VOID:
            return token.end
        self.stack.append(element)
        if len(self.stack) > MAX_DEPTH:
            self._too_deep(element)
        if element.name.lower() in _RAW_CONTENT:
            return self._raw_content(element, token.end)
        return token.end

    def _element(self, token: Token) -> Element:
        marked = self.source.is_marked(token.at + 1 + len(token.name))
        place = self._place(token.at, marked=marked, length=1 + len(token.name))
        return Element(token.name, token.attributes, token.at, place, marked)

    def _place(self, at: int, *, marked: bool, length: int) -> Place:
        """The place of the ``<`` of a tag; of one that came with content, the tag around it."""
        if not marked:
            return self.stack[-1].place
        place = self.source.place(at + length)
        column = place.column - length if place.column else None
        return Place(place.file, place.line, column)

    def _too_deep(self, element: Element) -> None:
        text = f"Tags are nested more than {MAX_DEPTH} deep."
        hint = "Look for tags that are never closed, or for a macro that calls itself."
        self.problems.append(Problem("mjml-depth", text, hint, element.place))
        raise TooDeep

    def _raw_content(self, element: Element, start: int) -> int:
        """Everything up to the end tag; without one, up to where the element must have ended."""
        end = self._find(f"</{element.name}", start)
        if end < 0:
            end = self._find(_RAW_CONTENT[element.name.lower()], start)
        if end < 0:
            self._excuse(self.stack[:-1])
            end = len(self.source.text)
        element.children.append(Text(self.source.text[start:end], start))
        return end

    def _find(self, wanted: str, start: int) -> int:
        """Once something is not found, it is not looked for again: this stays linear."""
        found = -1 if wanted in self.absent else self.source.text.find(wanted, start)
        if found < 0:
            self.absent.add(wanted)
        return found

    def _end(self, token: Token) -> None:
        for depth in range(len(self.stack) - 1, 0, -1):
            if _same(self.stack[depth].name, token.name):
                self._close_down_to(depth + 1)
                self.stack.pop()
                return
        self._stray(token)

    def _close_down_to(self, depth: int) -> None:
        while len(self.stack) > depth:
            element = self.stack.pop()
            element.is_closed = False
            if element.is_broken:
                continue
            text = f"The <{element.name}> is never closed."
            empty = element.content == "nothing"
            hint = (
                f"Write <{element.name} ... />." if empty else f"Close it with </{element.name}>."
            )
            self.problems.append(Problem("mjml-unclosed", text, hint, element.place))

    def _stray(self, token: Token) -> None:
        length = 2 + len(token.name)
        place = self._place(
            token.at, marked=self.source.is_marked(token.at + length), length=length
        )
        current = self.stack[-1]
        misspelt = token.name not in COMPONENTS and did_you_mean(token.name, [current.name])
        if misspelt:
            text = (
                f"</{token.name}> does not close <{current.name}>, which opens at {current.place}."
            )
            hint = f"Did you mean '</{current.name}>'?"
            self.stack.pop()
        elif token.name.lower() in VOID:
            text, hint = f"<{token.name}> has no end tag.", f"Remove </{token.name}>."
        else:
            text, hint = f"Nothing is open that </{token.name}> could close.", "Remove it."
        self.problems.append(Problem("mjml-stray", text, hint, place))

    def _other(self, token: Token) -> None:
        children = self.stack[-1].children
        if token.kind == "text":
            children.append(Text(token.text, token.at))
        elif token.kind == "cdata":
            children.append(Text(_escaped(token.text[9:-3]), token.at))
        elif _is_for_outlook(token):
            children.append(Comment(token.text, token.at))
        elif token.kind == "broken":
            self._broken(token)
        elif token.kind == "declaration" and token.text[:2] == "<?" and token.text[:5] != "<?xml":
            text = f"'{token.text[:20]}' is neither MJML nor HTML."
            place = self.stack[-1].place
            self.problems.append(Problem("mjml-html", text, "Remove it.", place))

    def _broken(self, token: Token) -> None:
        length = len(token.name)
        marked = self.source.is_marked(token.at + length)
        place = self._place(token.at, marked=marked, length=length)
        if token.name in _CLOSINGS:
            text, hint = (
                f"The '{token.name}' is never closed.",
                f"Close it with '{_CLOSINGS[token.name]}'.",
            )
            self._excuse(self.stack)
        else:
            text = f"The tag {token.name}> has no proper end."
            hint = "Look for a missing '>' or quotation mark; a '<' that is text is '&lt;'."
            self._push_broken(token, place)
        self.problems.append(Problem("mjml-html", text, hint, place))

    def _excuse(self, elements: list[Element]) -> None:
        """What swallowed the rest of the text swallowed the end tags of these."""
        for element in elements:
            element.is_broken = True

    def _push_broken(self, token: Token, place: Place) -> None:
        """Whatever its attributes are, its name says what the end tag that follows belongs to."""
        name = token.name.removeprefix("<")
        if not name[:1].isalpha() or name.lower() in VOID:
            return
        element = Element(name, (), token.at, place, is_marked=False, is_broken=True)
        self.stack[-1].children.append(element)
        self.stack.append(element)
        if len(self.stack) > MAX_DEPTH:
            self._too_deep(element)


def _is_for_outlook(token: Token) -> bool:
    if token.kind == "comment":
        return is_conditional(token.text)
    return token.kind == "declaration" and token.text.startswith("<![")


def _same(opened: str, closed: str) -> bool:
    """HTML does not mind the case of a tag's name; MJML does."""
    return opened == closed or (opened[:3] != "mj-" and opened.lower() == closed.lower())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
