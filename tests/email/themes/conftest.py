"""Editions to try the themes with, from the empty one to the hostile one, and ways to render."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsletter.articles.blocks import blocks
from newsletter.editions.assemble import assemble
from newsletter.editions.context import SAMPLE_RECIPIENT, template_context
from newsletter.editions.pictures import Picture, Pictures
from newsletter.email.filters import HTML_FILTERS, TEXT_FILTERS
from newsletter.email.render import render_html, render_text
from newsletter.email.templates import DictTemplates
from newsletter.model import Article, Hashtags, Summary
from newsletter.settings import Brand, Identity, Settings

FOLDER = Path(__file__).parents[3] / "templates"
FILES = DictTemplates(
    {
        path.relative_to(FOLDER).as_posix(): path.read_text("utf-8")
        for pattern in ("*.mjml", "*.txt", "partials/*")
        for path in sorted(FOLDER.glob(pattern))
    }
)
THEMES = ("digest", "letter", "bulletin")
LONG = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung" * 3
TRACKING = "?utm_source=newsletter&utm_medium=email&utm_campaign=2026-11-24"
SENTENCES = "The seed drawer filled up again within a week, and nobody had asked for it. " * 4
SEEDS = "https://lantern.example/seeds.png"
BODY = f"""
<p>The drawers are open <a href="https://lantern.example/hours">on weekdays</a>.</p>
<h2>No due date</h2><p>You sow, you eat, you bring some back.</p>
<h4>What grows here</h4>
<ul><li>Peas<ul><li>early</li><li>late</li></ul></li><li>Beans</li></ul>
<ol><li>Dry</li><li>Label</li></ol>
<blockquote><p>Nobody fines a lettuce.</p><p>Hanne Voss</p></blockquote>
<figure><img src="{SEEDS}" alt="Seed packets" width="1400" height="700">
<figcaption>Packets</figcaption></figure>
<table><thead><tr><th>Sort</th><th>Packets</th></tr></thead>
<tbody><tr><td>Peas</td><td>412</td></tr><tr><td>{LONG}</td><td>7</td></tr></tbody></table>
<pre><code>for drawer in drawers:
    drawer.open()  # {"a very long comment " * 8}</code></pre>
<hr><p>The end of it, with <code>code</code>, <strong>weight</strong> and H<sub>2</sub>O.</p>
"""
IDENTITY = Identity(
    name="The Lantern",
    from_="The Lantern <post@lantern.example>",
    url="https://lantern.example",
    address="14 Mill Lane",
)
Context = Mapping[str, Any]


def summary(text: str, digest: str = "", social: str = "") -> Summary:
    return Summary(text, "given", social, digest)


def article(title: str, **fields: Any) -> Article:
    plain: dict[str, Any] = {
        "ref": f"{title}.md",
        "title": title,
        "url": "https://lantern.example/" + title.lower().replace(" ", "-")[:40] + TRACKING,
        "lang": "en",
        "summary": summary(SENTENCES.strip()),
        "hashtags": Hashtags(("#SeedLibrary", "#Gardening"), "given"),
    }
    body = {"body": blocks(fields.pop("body"))} if "body" in fields else {}
    return Article(**(plain | fields | body))


def pictured(title: str, **fields: Any) -> Article:
    picture = {"image": "seeds.png", "image_alt": "A chest of drawers"}
    byline = {"author": "Mira Holt", "published": date(2026, 11, 12)}
    return article(title, **(picture | byline | fields))


def context(articles: list[Article], lang: str = "en", **fields: Any) -> dict[str, Any]:
    """What templates get. ``brand`` is the settings', `edition` and `links` replace fields."""
    identity = replace(IDENTITY, language=lang)
    edition = assemble(articles, identity, name="2026-11-24")
    words: dict[str, Any] = {
        "subject": "Seeds and soup",
        "preheader": "And a brass band without a tuba",
    }
    edition = replace(edition, intro="Good morning.", **words)
    edition = replace(edition, **fields.get("edition", {}))
    seeds = Picture("cid:seeds@lantern.example", 1200, 630)
    pictures = Pictures(
        Picture("cid:logo@lantern.example", 400, 80) if fields.get("logo") else None,
        {one.ref: seeds for one in articles if one.image},
    )
    settings = Settings(newsletter=identity, brand=fields.get("brand", Brand()))
    whole = dict(template_context(edition, settings, pictures, SAMPLE_RECIPIENT))
    whole["links"] = replace(whole["links"], **fields.get("links", {}))
    return whole


def ten() -> list[Article]:
    return [pictured(f"Story number {number} of ten", body=BODY) for number in range(1, 11)]


def arabic() -> dict[str, Any]:
    text = "عادت خزانة البذور في المكتبة إلى الامتلاء خلال أسبوع واحد."
    fields: dict[str, Any] = {"lang": "ar", "dir": "rtl", "summary": summary(text)}
    fields["body"] = BODY.replace("The drawers are open", text)
    return context([pictured(f"مكتبة {number}", **fields) for number in range(1, 5)], "ar")


def by_days() -> dict[str, Any]:
    days = [date(2026, 11, 24 - number // 3) for number in range(9)]
    return context([pictured(f"Story {n} of a day", published=day) for n, day in enumerate(days)])


def least() -> dict[str, Any]:
    return context(
        [article("Least", lang=None, hashtags=Hashtags())],
        edition={"preheader": "", "intro": ""},
        links={"view": "", "preferences": "", "unsubscribe": ""},
    )


EDITIONS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "ten": lambda: context(ten(), logo=True),
    "one": lambda: context([pictured("A single story", body=BODY)]),
    "empty": lambda: context([]),
    "no pictures": lambda: context([article(f"Story {number}") for number in range(12)]),
    "titles only": lambda: context(
        [article(f"Title {number}", url=None, summary=None) for number in range(10)]
    ),
    "arabic": arabic,
    "by days": by_days,
    "long words": lambda: context(
        [pictured(LONG, body=BODY), pictured(LONG + "2", author=LONG), *ten(), article(LONG + "3")]
    ),
    "least": least,
}


@cache
def edition(name: str) -> dict[str, Any]:
    return EDITIONS[name]()


@dataclass(frozen=True)
class Theme:
    """A theme, rendered with the product's own front, which must find nothing wrong."""

    name: str

    article = staticmethod(article)
    pictured = staticmethod(pictured)
    context = staticmethod(context)
    summary = staticmethod(summary)
    edition = staticmethod(edition)
    replaced = staticmethod(replace)

    def html(self, data: Context) -> str:
        rendered = render_html(f"{self.name}.mjml", data, FILES, HTML_FILTERS)
        assert rendered.problems == ()
        assert rendered.html is not None
        return rendered.html

    def text(self, data: Context) -> str:
        rendered = render_text(f"{self.name}.txt", data, FILES, TEXT_FILTERS)
        assert rendered.problems == ()
        assert rendered.text is not None
        return rendered.text

    def tree(self, data: Context) -> LexborHTMLParser:
        return LexborHTMLParser(self.html(data))

    def seen(self, data: Context) -> str:
        """What a reader sees: no head, no hidden preheader, runs of spaces as one."""
        parsed = self.tree(data)
        for node in parsed.css("head, style, [style*='display:none']"):
            node.decompose()
        assert parsed.body is not None
        return " ".join(parsed.body.text(separator=" ").split())


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return Theme(request.param)


@pytest.fixture(scope="session")
def digest() -> Theme:
    return Theme("digest")


@pytest.fixture(scope="session")
def letter() -> Theme:
    return Theme("letter")


@pytest.fixture(scope="session")
def bulletin() -> Theme:
    return Theme("bulletin")


@pytest.fixture(scope="session")
def window(browser: Any) -> Any:
    """One page for all tests: opening a new one takes longer than what is done in it."""
    return browser.new_page()


PIXEL = "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='12' height='6'/>"


@pytest.fixture
def show(window: Any) -> Callable[..., Any]:
    def shown(theme: Theme, name: str, width: int, scheme: str = "light") -> Any:
        window.set_viewport_size({"width": width, "height": 800})
        window.emulate_media(color_scheme=scheme)
        page = theme.html(theme.edition(name)).replace("cid:seeds@lantern.example", PIXEL)
        window.set_content(page.replace(SEEDS, PIXEL).replace("cid:logo@lantern.example", PIXEL))
        return window

    return shown
