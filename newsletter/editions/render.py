"""An Edition to everything that goes out: HTML, text, posts, the content hash, the message."""

from dataclasses import dataclass, field
from email.utils import parseaddr

from newsletter.editions.content_hash import content_hash
from newsletter.editions.context import Recipient, recipient_links, template_context
from newsletter.editions.links import for_post, post_tagging
from newsletter.editions.pictures import Picture, Pictures
from newsletter.email.filters import HTML_FILTERS, TEXT_FILTERS
from newsletter.email.message import InlineImage, Letter, build_message, message_id
from newsletter.email.render import render_html, render_text
from newsletter.email.templates import TemplateFiles
from newsletter.model import Edition, Message, Post
from newsletter.problems import Problem
from newsletter.settings import Settings
from newsletter.social.compose import compose
from newsletter.social.networks import NETWORKS


@dataclass(frozen=True, slots=True)
class Design:
    """What turns an edition into pixels: the template's name, all templates, settings, pictures."""

    template: str
    files: TemplateFiles
    settings: Settings
    pictures: Pictures = field(default_factory=Pictures)


@dataclass(frozen=True, slots=True)
class Rendered:
    """An edition as one recipient gets it; a part is None where an error stopped it."""

    html: str | None
    text: str | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class PostSet:
    """The posts of an edition, article by article and network by network, and their problems."""

    posts: tuple[Post, ...]
    problems: tuple[Problem, ...] = field(default=())


def render(edition: Edition, design: Design, recipient: Recipient) -> Rendered:
    """Render both parts of the mail for ``recipient``."""
    context = template_context(edition, design.settings, design.pictures, recipient)
    html = render_html(f"{design.template}.mjml", context, design.files, HTML_FILTERS)
    text = render_text(f"{design.template}.txt", context, design.files, TEXT_FILTERS)
    return Rendered(html.html, text.text, (*html.problems, *text.problems))


def compose_posts(edition: Edition, settings: Settings) -> PostSet:
    """A post, or a thread, about each article for each network, counted with its whole link."""
    tags = {network: post_tagging(settings, edition.name, network) for network in NETWORKS}
    made = [
        compose(for_post(article, network, tags[network]), network)
        for article in edition.articles
        for network in NETWORKS
    ]
    posts = tuple(one.post for one in made if one.post)
    return PostSet(posts, tuple(problem for one in made for problem in one.problems))


def edition_hash(
    edition: Edition, design: Design, rendered: Rendered, posts: tuple[Post, ...]
) -> str:
    """The content hash of what ``rendered`` shows."""
    headers = (design.settings.newsletter.from_, edition.reply_to or "", edition.subject)
    bodies = (rendered.html or "", rendered.text or "")
    return content_hash((*headers, *bodies), design.pictures.embedded(bodies[0]), posts)


def _inline(picture: Picture) -> InlineImage:
    media_type = picture.media_type or "application/octet-stream"
    return InlineImage(picture.cid or "", media_type, picture.data, picture.file_name)


def message(
    edition: Edition, design: Design, rendered: Rendered, recipient: Recipient, *, seed: str
) -> Message:
    """The RFC 5322 message of ``rendered`` to ``recipient``; ``seed`` makes its Message-ID.

    Raises:
        ValueError: ``rendered`` is incomplete.
    """
    if rendered.html is None or rendered.text is None:
        raise ValueError("an edition that could not be rendered has no message")
    identity = design.settings.newsletter
    name = f"{recipient.first_name} {recipient.last_name}".strip()
    letter = Letter(
        sender=identity.from_,
        recipient=f"{name} <{recipient.email}>" if name else recipient.email,
        subject=edition.subject,
        date=edition.date,
        text=rendered.text,
        html=rendered.html,
        seed=seed,
        reply_to=edition.reply_to,
        unsubscribe=recipient_links(identity.url, edition.name, recipient).unsubscribe,
    )
    pictures = design.pictures.embedded(rendered.html)
    data = build_message(letter, [_inline(picture) for picture in pictures])
    sender = parseaddr(identity.from_)[1]
    return Message(message_id(seed, identity.from_), sender, recipient.email, data)
