"""An edition that passes every check, to plant faults into."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from newsletter.checks.checkup import Checkup
from newsletter.editions.context import Links
from newsletter.editions.pictures import Picture, Pictures
from newsletter.model import Article, Edition
from newsletter.problems import Place, Problem
from newsletter.settings import Identity, Settings
from tests.email.letters import Letter, build_message

UNSUBSCRIBE = "https://news.pier.example/unsubscribe/sample"
HTML = f"""\
<!doctype html><html lang="en" dir="ltr"><head><title>Seeds for all of the town</title>
<style>p {{ margin: 0 }}</style></head><body style="background-color:#f4f5f7">
<div style="display:none">Hidden preheader</div>
<h1>The Pier</h1>
<h2><a href="https://pier.example/seeds" style="color:#0b6e4f">Seeds for all</a></h2>
<img src="https://pier.example/seeds.png" alt="A drawer of seeds" width="560">
<p style="color:#1c2024">Anyone may borrow seeds.</p>
<h2><a href="https://pier.example/boats" style="color:#0b6e4f">Two boats came in</a></h2>
<p style="color:#1c2024">Both were late.</p>
<p>1 Pier Road, Seatown <a href="{UNSUBSCRIBE}" style="color:#0b6e4f">Unsubscribe</a></p>
</body></html>
"""
TEXT = f"""\
The Pier

Seeds for all
Anyone may borrow seeds.

Two boats came in
Both were late.

1 Pier Road, Seatown
Unsubscribe: {UNSUBSCRIBE}
"""
IDENTITY = Identity(
    name="The Pier",
    from_="The Pier <post@pier.example>",
    url="https://news.pier.example",
    address="1 Pier Road,\nSeatown",
)
SEEDS = Article(
    ref="articles/seeds.md",
    title="Seeds for all",
    url="https://pier.example/seeds",
    image="seeds.png",
    image_alt="A drawer of seeds",
    places={"title": Place("articles/seeds.md", 2, 8)},
)
BOATS = Article(
    ref="articles/boats.md",
    title="Two boats came in",
    url="https://pier.example/boats",
    places={"title": Place("articles/boats.md", 2, 8)},
)
EDITION = Edition(
    name="2026-11-26",
    date=datetime(2026, 11, 26, 9, tzinfo=UTC),
    subject="Seeds for all of the town, and two boats",
    preheader="The library lends beans and peas, and the harbour had a long night.",
    articles=(SEEDS, BOATS),
)


def letter(**fields: Any) -> bytes:
    """The message of the edition, with other fields."""
    plain = Letter(
        sender=IDENTITY.from_,
        recipient="Sam <sam@reader.example>",
        subject=EDITION.subject,
        date=EDITION.date,
        text=TEXT,
        html=HTML,
        seed="one",
        unsubscribe=UNSUBSCRIBE,
    )
    return build_message(replace(plain, **fields))


Make = Callable[..., Checkup]


@pytest.fixture
def good() -> str:
    """HTML without a fault."""
    return HTML


@pytest.fixture
def text() -> str:
    """The text part without a fault."""
    return TEXT


@pytest.fixture
def articles() -> tuple[Article, Article]:
    """The articles of the edition."""
    return SEEDS, BOATS


@pytest.fixture
def message() -> Callable[..., bytes]:
    """The message of the edition, with other fields of `Letter`."""
    return letter


@pytest.fixture
def checkup() -> Make:
    """A checkup of the edition, with other parts; ``edition`` and ``identity`` replace fields."""

    def make(
        html: str | None = HTML,
        *,
        edition: dict[str, Any] | None = None,
        identity: dict[str, Any] | None = None,
        **parts: Any,
    ) -> Checkup:
        settings = Settings(newsletter=replace(IDENTITY, **(identity or {})))
        seeds = Picture("https://pier.example/seeds.png")
        plain: dict[str, Any] = {
            "pictures": Pictures(None, {SEEDS.ref: seeds}),
            "links": Links(UNSUBSCRIBE, "https://news.pier.example/archive/1", ""),
            "text": TEXT,
            "message": letter(),
            "place": lambda at: Place("templates/digest.mjml", 1, at + 1),
            "text_place": Place("templates/digest.txt", 1, 1),
        }
        return Checkup(
            edition=replace(EDITION, **(edition or {})),
            settings=settings,
            html=html,
            **(plain | parts),
        )

    return make


@pytest.fixture
def codes() -> Callable[[Iterable[Problem]], list[str]]:
    """The codes of problems."""
    return lambda problems: [problem.code for problem in problems]
