"""The name and the date of an edition come from what was asked, else from its articles."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from newsletter.editions.naming import checked_name, name_and_date
from newsletter.errors import UsageError
from newsletter.model import Article

BERLIN = ZoneInfo("Europe/Berlin")


def article(published: date | None) -> Article:
    return Article(ref="a.md", title="A", published=published)


def test_the_newest_article_names_the_edition() -> None:
    articles = [article(date(2026, 11, 2)), article(date(2026, 11, 20)), article(None)]
    assert name_and_date(None, articles, BERLIN)[0] == "2026-11-20"


def test_without_a_date_it_is_a_draft_of_a_fixed_day() -> None:
    name, due = name_and_date(None, [article(None)], BERLIN)
    assert (name, due) == ("draft", datetime(2000, 1, 1, 9, tzinfo=BERLIN))


def test_a_name_that_is_a_date_is_due_that_morning() -> None:
    _, due = name_and_date("2026-11-26", [article(date(2026, 11, 2))], BERLIN)
    assert due == datetime(2026, 11, 26, 9, tzinfo=BERLIN)


def test_another_name_is_due_on_the_day_of_the_newest_article() -> None:
    name, due = name_and_date("winter", [article(date(2026, 11, 2))], BERLIN)
    assert (name, due.date()) == ("winter", date(2026, 11, 2))


def test_an_hour_in_another_zone_can_be_another_day_here() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert name_and_date(None, [article(late)], BERLIN)[0] == "2026-11-21"


@pytest.mark.parametrize("name", ["", "..", "../up", "a/b", "a\\b", ".hidden", "a" * 101, "a\nb"])
def test_a_name_that_could_leave_the_folder_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="edition-name"):
        checked_name(name)
