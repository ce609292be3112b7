"""The filters of our own that templates may use beside Jinja's.

docs/reference/templates.md explains each of them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from newsletter.email.as_text import as_text
from newsletter.email.dates import short_date, weekday_date
from newsletter.email.days import by_day
from newsletter.email.styled import styled
from newsletter.email.text import underline, wrap
from newsletter.writing.sentences import each_sentence

Filters = Mapping[str, Callable[..., Any]]


def first_sentence(text: str, lang: str | None = None) -> str:
    """The first sentence of ``text``, whole; '' when there is none."""
    return next(each_sentence(text, lang), "")


_BOTH: Filters = {
    "by_day": by_day,
    "first_sentence": first_sentence,
    "short_date": short_date,
    "weekday_date": weekday_date,
}

HTML_FILTERS: Filters = {**_BOTH, "styled": styled}
"""What templates of MJML may use."""

TEXT_FILTERS: Filters = {**_BOTH, "as_text": as_text, "underline": underline, "wrap": wrap}
"""What templates of the text part may use."""
