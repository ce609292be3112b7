"""What templates can name: `edition`, `articles`, `newsletter`, `brand`, `recipient`, `links`.

docs/reference/templates.md lists every field. Templates see these classes and nothing else of the
program; the sandbox keeps them read-only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from newsletter.editions.bodies import mail_body
from newsletter.editions.links import Tagging, mail_tagging
from newsletter.editions.naming import NO_DATE
from newsletter.editions.pictures import Picture, Pictures
from newsletter.email.colors import COLORS, readable_on, text_on
from newsletter.email.dates import long_date
from newsletter.email.slots.text import slot_text
from newsletter.email.words import words_for
from newsletter.model import Article, Direction, Edition, Hashtags, Summary
from newsletter.settings import Brand, Identity, Settings


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as templates see it: the fields of `newsletter read`, with ``html``."""

    title: str
    url: str | None
    author: str | None
    published: date | None
    published_text: str
    lang: str
    dir: Direction
    image: str | None
    image_alt: str
    image_width: int | None
    image_height: int | None
    summary: Summary | None
    hashtags: Hashtags
    html: str


@dataclass(frozen=True, slots=True)
class EditionView:
    """The edition as templates see it.

    ``date_text`` is its day in the edition's language, empty for a draft without one.
    """

    name: str
    date: datetime
    date_text: str
    subject: str
    preheader: str
    intro: str
    lang: str
    dir: Direction


@dataclass(frozen=True, slots=True)
class NewsletterView:
    """[newsletter] as templates see it."""

    name: str
    url: str
    address: str
    sender: str


@dataclass(frozen=True, slots=True)
class BrandView:
    """[brand] as templates see it.

    ``accent`` is for surfaces; ``accent_text`` and ``accent_dark`` are the same hue, readable as
    text on the light and on the dark paper; ``on_accent`` is readable on the accent.
    """

    logo: str | None
    logo_width: int | None
    logo_height: int | None
    accent: str
    accent_text: str
    accent_dark: str
    on_accent: str
    font: str | None
    radius: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """The person a message is for. Names are empty when they are not known."""

    email: str
    first_name: str = ""
    last_name: str = ""
    id: str = "sample"


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of this recipient's own pages."""

    unsubscribe: str
    view: str
    preferences: str


SAMPLE_RECIPIENT = Recipient("sam.sample@example.invalid", "Sam", "Sample")


def recipient_links(url: str, edition: str, recipient: Recipient) -> Links:
    """The pages under the newsletter's ``url``. A sample recipient's token acts on nobody."""
    base, token = url.rstrip("/"), quote(recipient.id, safe="")
    return Links(
        unsubscribe=f"{base}/unsubscribe/{token}",
        view=f"{base}/archive/{quote(edition, safe='')}",
        preferences=f"{base}/preferences/{token}",
    )


def slot_values(recipient: Recipient, links: Links) -> Mapping[str, str]:
    """What the slots of a mail hold for a recipient; see `newsletter.email.slots.filling.fill`."""
    own = {field.name: getattr(recipient, field.name) for field in fields(recipient)}
    return own | {f"links.{field.name}": getattr(links, field.name) for field in fields(links)}


def _article(
    article: Article, edition: Edition, pictures: Pictures, tagging: Tagging | None
) -> ArticleView:
    published, picture = article.published, pictures.articles.get(article.ref)
    tagging = tagging if article.utm else None
    return ArticleView(
        title=article.title,
        url=tagging.tagged(article.url) if tagging and article.url else article.url,
        author=article.author,
        published=published,
        published_text=long_date(published, edition.lang) if published else "",
        lang=article.lang or edition.lang,
        dir=article.dir,
        image=picture.src if picture else None,
        image_alt=article.image_alt or "",
        image_width=picture.width if picture else None,
        image_height=picture.height if picture else None,
        summary=article.summary,
        hashtags=article.hashtags,
        html=mail_body(article.html, tagging, pictures.bodies.get(article.ref, {})),
    )


def _edition(edition: Edition) -> EditionView:
    return EditionView(
        name=edition.name,
        date=edition.date,
        date_text="" if edition.date.date() == NO_DATE else long_date(edition.date, edition.lang),
        subject=slot_text(edition.subject),
        preheader=slot_text(edition.preheader),
        intro=edition.intro,
        lang=edition.lang,
        dir=edition.dir,
    )


def _newsletter(identity: Identity) -> NewsletterView:
    return NewsletterView(identity.name, identity.url, identity.address, identity.from_)


def _brand(brand: Brand, logo: Picture | None) -> BrandView:
    return BrandView(
        logo=logo.src if logo else None,
        logo_width=logo.width if logo else None,
        logo_height=logo.height if logo else None,
        accent=brand.accent,
        accent_text=readable_on(brand.accent, COLORS.light.paper),
        accent_dark=readable_on(brand.accent, COLORS.dark.paper),
        on_accent=text_on(brand.accent),
        font=brand.font,
        radius=brand.radius,
    )


def open_context(edition: Edition, settings: Settings, pictures: Pictures) -> Mapping[str, Any]:
    """Everything a template can name, but for what is another one for each recipient."""
    tagging = mail_tagging(settings, edition.name)
    articles = [_article(found, edition, pictures, tagging) for found in edition.articles]
    return {
        "edition": _edition(edition),
        "articles": articles,
        "newsletter": _newsletter(settings.newsletter),
        "brand": _brand(settings.brand, pictures.logo),
        "words": words_for(edition.lang),
        "colors": COLORS,
    }


def template_context(
    edition: Edition, settings: Settings, pictures: Pictures, recipient: Recipient
) -> Mapping[str, Any]:
    """Everything a template can name, for one recipient."""
    links = recipient_links(settings.newsletter.url, edition.name, recipient)
    return {**open_context(edition, settings, pictures), "recipient": recipient, "links": links}
