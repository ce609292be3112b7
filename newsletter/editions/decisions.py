"""What people decided about one edition; `newsletter.config.edition_file` reads it from a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from newsletter.problems import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Mention:
    """An article that the edition's file names by its ref, and where it does so."""

    ref: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Words in place of an article's own. None, and a network without a text, change nothing.

    ``tags`` are hashtags with their ``#``; an empty tuple takes all of them away. ``places`` are
    those of the new words, by the keys of `newsletter.model.Article.places`.
    """

    article: Mention
    title: str | None = None
    summary: str | None = None
    tags: tuple[str, ...] | None = None
    posts: Mapping[str, str] = field(default_factory=dict)
    utm: bool | None = None
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What is not decided here is chosen by the program.

    ``articles`` is the whole edition in its order; None leaves the choice open. ``intro`` is plain
    text, with a blank line between its paragraphs; ``reply_to`` is a mailbox.
    """

    subject: str | None = None
    preheader: str | None = None
    intro: str = ""
    reply_to: str | None = None
    articles: tuple[Mention, ...] | None = None
    exclude: tuple[Mention, ...] = ()
    overrides: tuple[Override, ...] = ()


UNDECIDED = Decisions()
"""An edition without a file of its own."""
