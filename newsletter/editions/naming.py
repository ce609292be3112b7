"""The name and the date of an edition, from what was asked for and from its articles."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from newsletter.errors import UsageError
from newsletter.model import Article
from newsletter.problems import Problem

DRAFT = "draft"
NO_DATE = date(2000, 1, 1)
MORNING = time(9, 0)
NAME = re.compile(r"[\w][\w.-]{0,99}")


def day_of(article: Article, zone: ZoneInfo) -> date | None:
    """The day on which an article was published, as a reader in ``zone`` would say it."""
    published = article.published
    if not isinstance(published, datetime):
        return published
    return published.astimezone(zone).date() if published.tzinfo else published.date()


def newest_day(articles: Sequence[Article], zone: ZoneInfo) -> date | None:
    """The day of the newest article, None where no article has a date."""
    days = [day for article in articles if (day := day_of(article, zone))]
    return max(days, default=None)


def checked_name(name: str) -> str:
    """``name`` if it can name an edition, and so a folder.

    Raises:
        UsageError: it is empty, too long, or has characters that do not belong in a file name.
    """
    if NAME.fullmatch(name):
        return name
    hint = "Use letters, digits, dots and dashes, normally a date like 2026-11-26."
    raise UsageError(Problem("edition-name", f"'{name}' cannot be the name of an edition.", hint))


def name_and_date(
    asked: str | None, articles: Sequence[Article], zone: ZoneInfo
) -> tuple[str, datetime]:
    """What an edition is called and when it is due: at 09:00 on the day of its name.

    Without a name that is a date, the day is that of the newest article; without any date the
    edition is a draft of 2000-01-01, so that the same input always gives the same bytes.
    """
    day = newest_day(articles, zone)
    name = checked_name(asked) if asked else day.isoformat() if day else DRAFT
    try:
        due = date.fromisoformat(name)
    except ValueError:
        due = day or NO_DATE
    return name, datetime.combine(due, MORNING, zone)
