"""Articles under their days, and the filters for dates and teasers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from newsletter.email.dates import short_date, weekday_date
from newsletter.email.days import by_day
from newsletter.email.filters import first_sentence

DAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Dated:
    published: date | None


def on(*days: int | None) -> list[Dated]:
    return [Dated(date(2026, 11, day) if day else None) for day in days]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], []),
        ([24, 24, 23, 23], [(24, 1, 2), (23, 3, 2)]),
        ([24, 24, 24, 23], [(24, 1, 3), (23, 4, 1)]),
        ([24, 24], [(24, 1, 2)]),
        ([24], [(None, 1, 1)]),
        ([24, 23, 22], [(None, 1, 3)]),
        ([24, 24, 23, 23, 24], [(None, 1, 5)]),
        ([24, 24, None, None], [(None, 1, 4)]),
    ],
)
def test_articles_stand_under_their_days_where_their_order_allows_it(
    days: list[int | None], expected: list[tuple[int | None, int, int]]
) -> None:
    found = [
        (day.date.day if day.date else None, day.first, len(day.articles))
        for day in by_day(on(*days))
    ]
    assert found == expected


def test_hours_of_one_day_are_one_day() -> None:
    hours = [Dated(datetime(2026, 11, 24, hour, tzinfo=UTC)) for hour in (9, 17)]
    assert [day.date for day in by_day(hours)] == [DAY]


def test_no_article_is_lost_and_none_moves() -> None:
    articles = on(24, 24, 23, 22, 22, 22)
    assert [one for day in by_day(articles) for one in day.articles] == articles


@pytest.mark.parametrize(
    ("lang", "short", "full"),
    [
        ("en", "Nov 24", "Tuesday, November 24"),
        ("en-GB", "24 Nov", "Tuesday 24 November"),
        ("de", "24. Nov.", "Dienstag, 24. November"),
        ("fr", "24 nov.", "mardi 24 novembre"),
        ("es", "24 nov", "martes, 24 de noviembre"),
        ("ar", "24 نوفمبر", "الثلاثاء، 24 نوفمبر"),
        ("ja", "11月24日", "11月24日火曜日"),
        ("xx", "Nov 24", "Tuesday, November 24"),
        ("not a tag", "Nov 24", "Tuesday, November 24"),
    ],
)
def test_dates_speak_the_language_of_the_edition(lang: str, short: str, full: str) -> None:
    assert short_date(DAY, lang) == short
    assert weekday_date(DAY, lang) == full


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Dr. Voss says so. And more.", "en", "Dr. Voss says so."),
        ("Am 3. Mai ist Markt. Danach nicht.", "de", "Am 3. Mai ist Markt."),
        ("種が戻った。箱は満ちた。", "ja", "種が戻った。"),
        ("No end", None, "No end"),
        ("", "en", ""),
    ],
)
def test_the_first_sentence_is_whole(text: str, lang: str | None, expected: str) -> None:
    assert first_sentence(text, lang) == expected
