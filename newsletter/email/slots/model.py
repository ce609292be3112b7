"""A mail that is compiled but for its recipient: text with slots and conditional blocks in it."""

from dataclasses import dataclass
from typing import Literal

from newsletter.problems import Place, Problem

Standing = Literal["plain", "text", "attribute", "url", "whole-url"]
"""Where a slot stands, which decides how its value is encoded.

plain       in the text part or in a header, before that is encoded as a whole
text        between the tags of HTML
attribute   in the value of an HTML attribute
url         inside an address, behind its host: in its path, query or fragment
whole-url   at the beginning of an address, so that the value brings the scheme
"""

Argument = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class FilterCall:
    """A filter on a slot, such as ``default("there")``, with its arguments."""

    name: str
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """``recipient.first_name | title``: the name, and the filters its value goes through.

    An attribute of the recipient has its own name, a link is called ``links.unsubscribe``.
    """

    name: str
    filters: tuple[FilterCall, ...] = ()

    def __str__(self) -> str:
        name = self.name if self.name.startswith("links.") else f"recipient.{self.name}"
        return "".join((name, *(f" | {call.name}" for call in self.filters)))


@dataclass(frozen=True, slots=True)
class Condition:
    """Is the variable one of ``values``? Without values: is it anything but empty?"""

    variable: Variable
    values: tuple[str, ...] | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that a variable's value goes into."""

    variable: Variable
    standing: Standing


@dataclass(frozen=True, slots=True)
class Block:
    """Two alternatives, of which a recipient gets one."""

    condition: Condition
    yes: "Pieces"
    no: "Pieces"


Pieces = tuple[str | Slot | Block, ...]


@dataclass(frozen=True, slots=True)
class SlotUse:
    """A slot of a template: the recipient's attribute or link, its filters, and where it is."""

    name: str
    filters: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Compiled:
    """A mail without its recipient. A part is None where an error made it impossible."""

    subject: Pieces
    html: Pieces | None
    text: Pieces | None
    slots: tuple[SlotUse, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """What one recipient gets."""

    subject: str
    html: str
    text: str
