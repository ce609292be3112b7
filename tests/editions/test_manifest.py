"""What a plan was made from: every part has a name, and every change of one is found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsletter.editions.decisions import UNDECIDED, Decisions
from newsletter.editions.manifest import changes, manifest_of
from newsletter.editions.pictures import Picture, Pictures
from newsletter.model import Article, Edition
from newsletter.problems import Place
from newsletter.settings import Brand, ChannelSettings, Safety, Secret, Settings

ARTICLE = Article(ref="articles/a.md", title="A")
EDITION = Edition(
    name="2026-11-24",
    date=datetime(2026, 11, 24, 9, tzinfo=UTC),
    subject="S",
    preheader="P",
    articles=(ARTICLE,),
)
SMTP = ChannelSettings(
    sender="smtp",
    audience="readers",
    options={"host": "a.example", "password": Secret(secret="pw"), "rate": "1 per second"},
)
SETTINGS = Settings(channels={"email": SMTP})
TEMPLATES = {"templates/digest.mjml": "<mjml></mjml>"}


def manifest(
    edition: Edition = EDITION,
    decisions: Decisions = UNDECIDED,
    settings: Settings = SETTINGS,
    pictures: Pictures = Pictures(),  # noqa: B008 - it is frozen
    templates: dict[str, str] = TEMPLATES,
) -> dict[str, str]:
    return dict(manifest_of(edition, decisions, settings, pictures, templates))


def with_channel(**options: object) -> Settings:
    return Settings(channels={"email": replace(SMTP, options={**SMTP.options, **options})})


def with_article(**fields: object) -> Edition:
    return replace(EDITION, articles=(replace(ARTICLE, **fields),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "change"),
    [
        (lambda: manifest(edition=with_article(title="B")), "articles/a.md changed"),
        (lambda: manifest(edition=with_article(ref="b.md")), "b.md was added"),
        (
            lambda: manifest(edition=replace(EDITION, articles=())),
            "articles/a.md is no longer part of it",
        ),
        (
            lambda: manifest(decisions=Decisions(subject="T")),
            "editions/2026-11-24.toml was added",
        ),
        (
            lambda: manifest(templates={"templates/digest.mjml": "<mjml/>"}),
            "templates/digest.mjml changed",
        ),
        (
            lambda: manifest(settings=replace(SETTINGS, brand=Brand(accent="#000000"))),
            "[brand] changed",
        ),
        (lambda: manifest(settings=with_channel(host="b.example")), "[channels.email] changed"),
        (
            lambda: manifest(settings=replace(SETTINGS, safety=Safety(live=True))),
            "[safety] live and test_recipients changed",
        ),
        (
            lambda: manifest(pictures=Pictures(Picture("cid:1", data=b"x"))),
            "the picture of [brand] logo was added",
        ),
    ],
)
def test_a_change_has_a_name(after: Callable[[], dict[str, str]], change: str) -> None:
    assert change in changes(manifest(), after())


@pytest.mark.parametrize(
    "settings",
    [
        with_channel(rate="9 per second"),
        with_channel(connections=3),
        with_channel(timeout=3),
        with_channel(paused=True),
        with_channel(password=Secret(secret="other")),
        with_channel(username="somebody"),
        replace(SETTINGS, safety=Safety(hold="5m", max_recipients=5, approvals=2)),
    ],
)
def test_how_fast_and_by_whom_it_is_sent_is_no_part_of_it(settings: Settings) -> None:
    assert changes(manifest(), manifest(settings=settings)) == ()


def test_an_article_that_moved_within_its_file_is_the_same_article() -> None:
    moved = with_article(places={"title": Place("articles/a.md", 7, 1)})
    assert changes(manifest(), manifest(edition=moved)) == ()
