"""The words of the trade as data. Standard library only; docs/glossary.md explains each word."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from newsletter.problems import Place

BlockKind = Literal["heading", "paragraph", "list", "quote", "code", "image", "table"]
Direction = Literal["ltr", "rtl"]
SummarySource = Literal["given", "extracted", "llm"]
HashtagSource = Literal["given", "house", "extracted", "llm"]

NETWORK_NAMES = (
    "x",
    "bluesky",
    "mastodon",
    "linkedin",
    "threads",
    "facebook",
    "telegram",
    "discord",
    "slack",
    "webhook",
)
"""The networks that posts are written for; `newsletter.social.networks` has the rules of each."""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article's body: its plain text, and the same as sanitised HTML."""

    kind: BlockKind
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What an article says in short.

    ``social`` fits 250 characters and ``digest`` 60 words, both in whole sentences; they are
    empty until `newsletter.writing.complete` has filled them.
    """

    text: str
    source: SummarySource
    social: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Hashtags:
    """Hashtags with their ``#``, in the author's order and case; CamelCase where we made them."""

    tags: tuple[str, ...] = ()
    source: HashtagSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A piece of content. What its source did not say is None or empty, never invented.

    ``ref`` names it: its path, or for an item of a feed the path, ``#`` and the item's id.
    ``published`` is a datetime where the hour is known, else a date.
    ``utm`` is false where its links must stay as they are, without parameters for statistics.
    ``posts`` holds the author's own text for a network; ``places`` where title, summary, tags
    and ``post.NETWORK`` stand in the file, for problems that are found later.
    """

    ref: str
    title: str
    url: str | None = None
    author: str | None = None
    published: date | None = None
    lang: str | None = None
    dir: Direction = "ltr"
    image: str | None = None
    image_alt: str | None = None
    summary: Summary | None = None
    hashtags: Hashtags = Hashtags()
    body: tuple[Block, ...] = ()
    related: tuple[str, ...] = ()
    thread: bool = False
    pinned: bool = False
    exclude: bool = False
    utm: bool = True
    posts: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def html(self) -> str:
        """The whole body as sanitised HTML."""
        return "\n".join(block.html for block in self.body)

    @property
    def prose(self) -> str:
        """The paragraphs, lists and quotes as plain text, a blank line between them."""
        kinds = ("paragraph", "list", "quote")
        return "\n\n".join(block.text for block in self.body if block.kind in kinds)

    def place(self, key: str = "title") -> Place:
        """Where ``key`` stands in the source, else the article's first line."""
        return self.places.get(key) or self.places.get("title") or Place(self.ref, 1, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a post as it will go out, with its length in the network's own unit."""

    text: str
    length: int
    limit: int


@dataclass(frozen=True, slots=True)
class Card:
    """What stands beside a post's text where the network does not fetch it from the link itself.

    ``image`` is as the article names it: a file of the project or an address on the web.
    """

    title: str
    description: str = ""
    image: str | None = None
    image_alt: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A short social text for one network about one article; more than one part is a thread.

    ``article`` is the article's ref, ``lang`` the language of the text.
    """

    network: str
    article: str
    parts: tuple[Part, ...]
    link: str | None = None
    hashtags: tuple[str, ...] = ()
    card: Card | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One dated digest. ``date`` is aware: the planned time, in the newsletter's zone."""

    name: str
    date: datetime
    subject: str
    preheader: str
    articles: tuple[Article, ...]
    lang: str = "en"
    dir: Direction = "ltr"
    intro: str = ""
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One RFC 5322 email to one recipient, ready for the wire.

    ``message_id`` has its angle brackets; ``data`` has CRLF line ends and is not dot-stuffed.
    ``wire_ready`` is the promise of who made it that SMTP can carry ``data`` as it is: ASCII
    without NUL, ends in CRLF, no other CR or LF, and no line that begins with a dot.
    """

    message_id: str
    sender: str
    recipient: str
    data: bytes
    wire_ready: bool = False


__all__ = [
    "NETWORK_NAMES",
    "Article",
    "Block",
    "BlockKind",
    "Card",
    "Direction",
    "Edition",
    "HashtagSource",
    "Hashtags",
    "Message",
    "Part",
    "Post",
    "Summary",
    "SummarySource",
]
