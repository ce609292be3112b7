"""Editions to try a theme with, from the empty one to the hostile one, and a way to render them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsletter.email.colors import COLORS, readable_on, text_on
from newsletter.email.dates import long_date
from newsletter.email.render import render_html, render_text
from newsletter.email.templates import DictTemplates
from newsletter.email.text import TEXT_FILTERS
from newsletter.email.words import words_for

FOLDER = Path(__file__).parents[3] / "templates"
FILES = DictTemplates(
    {
        path.relative_to(FOLDER).as_posix(): path.read_text("utf-8")
        for pattern in ("*.mjml", "*.txt", "partials/*")
        for path in sorted(FOLDER.glob(pattern))
    }
)
LONG = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung" * 3
TRACKING = "?utm_source=newsletter&utm_medium=email&utm_campaign=2026-11-24"
SENTENCES = "The seed drawer filled up again within a week, and nobody had asked for it. " * 4


def summary(text: str, digest: str = "") -> dict[str, str]:
    return {"text": text, "digest": digest, "social": "", "source": "given"}


def article(title: str, **fields: Any) -> dict[str, Any]:
    plain = {
        "title": title,
        "url": "https://lantern.example/" + title.lower().replace(" ", "-")[:40] + TRACKING,
        "author": None,
        "published": None,
        "published_text": "",
        "lang": "en",
        "dir": "ltr",
        "image": None,
        "image_alt": None,
        "image_width": None,
        "image_height": None,
        "summary": summary(SENTENCES.strip()),
        "hashtags": {"tags": ("#SeedLibrary", "#Gardening"), "source": "given"},
        "html": "",
    }
    return plain | fields


def pictured(title: str, **fields: Any) -> dict[str, Any]:
    size = {"image_width": 1200, "image_height": 630}
    picture = {"image": "cid:seeds@lantern.example", "image_alt": "A chest of drawers", **size}
    byline = {"author": "Mira Holt", "published_text": "November 12, 2026"}
    return article(title, **(picture | byline | fields))


def context(
    articles: list[dict[str, Any]], lang: str = "en", accent: str = "#0b6e4f", **fields: Any
) -> dict[str, object]:
    edition = {
        "name": "2026-11-24",
        "date": datetime(2026, 11, 24, 9, tzinfo=UTC),
        "date_text": long_date(date(2026, 11, 24), lang),
        "subject": "Seeds and soup",
        "preheader": "And a brass band without a tuba",
        "intro": "Good morning.",
        "lang": lang,
        "dir": "rtl" if lang == "ar" else "ltr",
    }
    brand = {
        "logo": None,
        "accent": accent,
        "accent_text": readable_on(accent, COLORS.light.paper),
        "accent_dark": readable_on(accent, COLORS.dark.paper),
        "on_accent": text_on(accent),
        "font": None,
        "radius": 8,
    }
    site = "https://lantern.example"
    links = {"unsubscribe": f"{site}/u/1", "view": f"{site}/v/1", "preferences": f"{site}/p/1"}
    return {
        "edition": edition | fields.get("edition", {}),
        "articles": articles,
        "newsletter": {"name": "The Lantern", "url": site, "address": "14 Mill Lane", "from": ""},
        "brand": brand | fields.get("brand", {}),
        "recipient": {"email": "mira@reader.example", "first_name": "Mira"},
        "links": links | fields.get("links", {}),
        "words": words_for(lang),
        "colors": COLORS,
    }


def ten() -> list[dict[str, Any]]:
    return [pictured(f"Story number {number} of ten") for number in range(1, 11)]


EDITIONS: Mapping[str, dict[str, object]] = {
    "ten": context(ten(), brand={"logo": "cid:logo@lantern.example"}),
    "one": context([pictured("A single story")]),
    "empty": context([]),
    "no pictures": context([article(f"Story {number}") for number in range(12)]),
    "titles only": context(
        [article(f"Title {number}", url=None, summary=None) for number in range(10)]
    ),
    "arabic": context(
        [pictured(f"مكتبة {number}", lang="ar", dir="rtl") for number in range(4)], "ar"
    ),
    "long words": context(
        [pictured(LONG), pictured(LONG + "2", author=LONG), *ten(), article(LONG)]
    ),
    "least": context(
        [article("Least", lang=None, hashtags={"tags": (), "source": None})],
        edition={"preheader": "", "intro": ""},
        links={"view": None, "preferences": None, "unsubscribe": None},
    ),
}


class Digest:
    """The digest theme, rendered with the product's own front, which must find nothing wrong."""

    article = staticmethod(article)
    pictured = staticmethod(pictured)
    context = staticmethod(context)
    summary = staticmethod(summary)

    def edition(self, name: str) -> dict[str, Any]:
        return EDITIONS[name]

    def html(self, data: Mapping[str, object]) -> str:
        rendered = render_html("digest.mjml", data, FILES)
        assert rendered.problems == ()
        assert rendered.html is not None
        return rendered.html

    def text(self, data: Mapping[str, object]) -> str:
        rendered = render_text("digest.txt", data, FILES, TEXT_FILTERS)
        assert rendered.problems == ()
        assert rendered.text is not None
        return rendered.text

    def tree(self, data: Mapping[str, object]) -> LexborHTMLParser:
        return LexborHTMLParser(self.html(data))

    def seen(self, data: Mapping[str, object]) -> str:
        """What a reader sees: no head, no hidden preheader, runs of spaces as one."""
        parsed = self.tree(data)
        for node in parsed.css("head, style, [style*='display:none']"):
            node.decompose()
        assert parsed.body is not None
        return " ".join(parsed.body.text(separator=" ").split())


@pytest.fixture(scope="session")
def digest() -> Digest:
    return Digest()
