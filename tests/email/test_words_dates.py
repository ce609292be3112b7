"""Dates in the words of the reader's language."""

from datetime import UTC, date, datetime

import pytest

from newsletter.email.dates import long_date

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "November 24, 2026"),
        ("en-GB", "24 November 2026"),
        ("de", "24. November 2026"),
        ("fr", "24 novembre 2026"),
        ("es", "24 de noviembre de 2026"),
        ("ar", "24 نوفمبر 2026"),
        ("ja", "2026年11月24日"),
        ("pt_BR", "24 de novembro de 2026"),
    ],
)
def test_a_date_is_written_as_its_readers_write_it(lang: str, text: str) -> None:
    assert long_date(DAY, lang) == text


def test_a_region_that_nobody_knows_falls_back_to_its_language() -> None:
    assert long_date(DAY, "de-ZZ") == "24. November 2026"


@pytest.mark.parametrize("lang", ["", "xx", "../../etc/passwd", "e" * 100_000, "en\0", "日本"])
def test_a_language_that_nobody_knows_falls_back_to_english(lang: str) -> None:
    assert long_date(DAY, lang) == "November 24, 2026"


def test_the_hour_is_left_out() -> None:
    assert long_date(datetime(2026, 11, 24, 23, 59, tzinfo=UTC)) == "November 24, 2026"
