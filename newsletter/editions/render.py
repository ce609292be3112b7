"""An Edition to everything that goes out: HTML, text, posts, the content hash, the message."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr

from newsletter.editions.content_hash import content_hash
from newsletter.editions.context import (
    SAMPLE_RECIPIENT,
    Recipient,
    open_context,
    recipient_links,
    slot_values,
)
from newsletter.editions.links import for_post, post_tagging
from newsletter.editions.pictures import Picture, Pictures
from newsletter.email.filters import HTML_FILTERS, TEXT_FILTERS
from newsletter.email.message import message_id
from newsletter.email.parts import InlineImage
from newsletter.email.render import Placed
from newsletter.email.segments import Heading, Segments, compile_segments
from newsletter.email.slots.filling import filled, literals
from newsletter.email.slots.mail import MailTemplate, compile_mail, place_mail
from newsletter.email.slots.model import Compiled
from newsletter.email.slots.values import person
from newsletter.email.templates import TemplateFiles
from newsletter.model import Article, Edition, Message, Post
from newsletter.problems import Problem
from newsletter.settings import Settings
from newsletter.social.compose import Composed, compose
from newsletter.social.networks import NETWORKS

Writer = Callable[[Article, str], Composed]
"""What writes the post about an article for the network of that name."""


@dataclass(frozen=True, slots=True)
class Design:
    """What turns an edition into pixels: the template's name, all templates, settings, pictures."""

    template: str
    files: TemplateFiles
    settings: Settings
    pictures: Pictures = field(default_factory=Pictures)


@dataclass(frozen=True, slots=True)
class Rendered:
    """An edition as one recipient gets it; a part is None where an error stopped it.

    ``compiled`` is the mail that was filled in for the recipient.
    """

    compiled: Compiled
    subject: str
    html: str | None
    text: str | None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with the templates, and with what they do with the recipient."""
        return self.compiled.problems


@dataclass(frozen=True, slots=True)
class PostSet:
    """The posts of an edition, article by article and network by network, and their problems."""

    posts: tuple[Post, ...]
    problems: tuple[Problem, ...] = field(default=())


def compile_edition(
    edition: Edition, design: Design, *, attributes: Collection[str] | None = None
) -> Compiled:
    """The mail of an edition, with its recipient left open.

    ``attributes`` are those that the recipients have, where that is known.
    """
    context = open_context(edition, design.settings, design.pictures)
    template = _template(edition, design)
    return compile_mail(template, context, edition.subject, attributes=attributes)


def render(edition: Edition, design: Design, recipient: Recipient) -> Rendered:
    """Render the mail for ``recipient``."""
    mail = compile_edition(edition, design)
    who = person(_values(edition, design, recipient))
    html = None if mail.html is None else filled(mail.html, who)
    text = None if mail.text is None else filled(mail.text, who)
    return Rendered(mail, filled(mail.subject, who), html, text)


def place_edition(edition: Edition, design: Design, recipient: Recipient) -> Placed:
    """The HTML that `render` gives for ``recipient``, with the place of every part of it."""
    context = open_context(edition, design.settings, design.pictures)
    values = _values(edition, design, recipient)
    return place_mail(_template(edition, design), context, values)


def edition_segments(edition: Edition, design: Design, mail: Compiled, *, seed: str) -> Segments:
    """The bytes of an edition's mail, for every recipient; ``seed`` makes its boundaries.

    Raises:
        ValueError: an error had made the mail impossible.
    """
    identity = design.settings.newsletter
    heading = Heading(
        sender=identity.from_,
        seed=seed,
        reply_to=edition.reply_to,
        feedback=(edition.name, design.template, identity.name),
    )
    pictures = design.pictures.embedded("".join(literals(mail.html or ())))
    return compile_segments(mail, heading, [_inline(picture) for picture in pictures])


def _template(edition: Edition, design: Design) -> MailTemplate:
    pages = recipient_links(design.settings.newsletter.url, edition.name, SAMPLE_RECIPIENT)
    return MailTemplate(
        design.template,
        design.files,
        HTML_FILTERS,
        TEXT_FILTERS,
        tuple(page.name for page in fields(pages) if getattr(pages, page.name)),
    )


def _values(edition: Edition, design: Design, recipient: Recipient) -> Mapping[str, str]:
    url = design.settings.newsletter.url
    return slot_values(recipient, recipient_links(url, edition.name, recipient))


def compose_posts(edition: Edition, settings: Settings, writer: Writer = compose) -> PostSet:
    """A post, or a thread, about each article for each network, counted with its whole link.

    ``writer`` is `newsletter.social.compose.compose`, or remembers what that made.
    """
    tags = {network: post_tagging(settings, edition.name, network) for network in NETWORKS}
    made = [
        writer(for_post(article, network, tags[network]), network)
        for article in edition.articles
        for network in NETWORKS
    ]
    posts = tuple(one.post for one in made if one.post)
    return PostSet(posts, tuple(problem for one in made for problem in one.problems))


def edition_hash(
    edition: Edition, design: Design, rendered: Rendered, posts: tuple[Post, ...]
) -> str:
    """The content hash of what any recipient gets to see."""
    mail = rendered.compiled
    headers = (design.settings.newsletter.from_, edition.reply_to or "", edition.subject)
    bodies = (repr(mail.html), repr(mail.text))
    shown = "".join(literals(mail.html or ()))
    return content_hash((*headers, *bodies), design.pictures.embedded(shown), posts)


def _inline(picture: Picture) -> InlineImage:
    media_type = picture.media_type or "application/octet-stream"
    return InlineImage(picture.cid or "", media_type, picture.data, picture.file_name)


def message(
    edition: Edition, design: Design, rendered: Rendered, recipient: Recipient, *, seed: str
) -> Message:
    """The RFC 5322 message of ``rendered`` to ``recipient``; ``seed`` makes its Message-ID.

    Raises:
        ValueError: ``rendered`` is incomplete, or the recipient has no address for mail.
    """
    identity = design.settings.newsletter
    name = message_id(seed, identity.from_)
    segments = edition_segments(edition, design, rendered.compiled, seed=seed)
    data = segments.message(_values(edition, design, recipient), edition.date, name)
    return Message(name, parseaddr(identity.from_)[1], recipient.email, data)
