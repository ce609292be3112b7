"""What the checks look at: one edition as it would go out to a sample recipient."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from newsletter.checks.html_tree import Node, parse
from newsletter.checks.origins import origins, untagged
from newsletter.editions.context import Links
from newsletter.editions.pictures import Pictures
from newsletter.model import Edition
from newsletter.problems import NOWHERE, Place
from newsletter.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Checkup:
    """One edition with its mail; a part is None where an error in a template stopped it.

    ``links`` are the sample recipient's, ``message`` the bytes for the wire. ``place`` says which
    place of a template made the HTML at an offset, which counts characters from 0; ``text_place``
    is the template of the text part.
    """

    edition: Edition
    settings: Settings
    pictures: Pictures
    links: Links
    html: str | None
    text: str | None
    message: bytes | None
    place: Callable[[int], Place]
    text_place: Place = NOWHERE

    @cached_property
    def root(self) -> Node:
        """The HTML as a tree; an empty one where there is none."""
        return parse(self.html or "")

    @cached_property
    def _origins(self) -> Mapping[str, Place]:
        return origins(self.edition.articles, self.pictures)

    def is_content(self, address: str) -> bool:
        """True if an article brought ``address`` along, so that it is no ornament."""
        return untagged(address) in self._origins

    def place_of(self, node: Node, address: str | None = None) -> Place:
        """Where to mend ``node``: in the article that brought ``address``, or in the template."""
        brought = self._origins.get(untagged(address)) if address else None
        return brought or self.place(node.at)
