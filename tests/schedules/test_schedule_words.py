"""Days, times and intervals as people write them."""

from datetime import date, time, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.schedules.days import Calendar, Days
from newsletter.schedules.rules import Interval
from newsletter.schedules.unreadable import Unreadable
from newsletter.schedules.words import interval_or_days, several_days, time_of_day

START = date(2027, 1, 1)  # a Friday


def coming(found: Days | Interval, count: int) -> list[str]:
    assert not isinstance(found, Interval)
    return [day.isoformat()[5:] for day in islice(Calendar(found).coming(START), count)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thursday", ["01-07", "01-14"]),
        ("thursday", ["01-07", "01-14"]),
        ("Thu", ["01-07", "01-14"]),
        ("day", ["01-01", "01-02"]),
        ("weekday", ["01-01", "01-04"]),
        ("1st Monday", ["01-04", "02-01"]),
        ("first Monday of the month", ["01-04", "02-01"]),
        ("5th Friday", ["01-29", "04-30"]),
        ("last Friday", ["01-29", "02-26"]),
        ("last day of month", ["01-31", "02-28"]),
        ("last day", ["01-31", "02-28"]),
        ("last weekday", ["01-29", "02-26"]),
        ("1st weekday of month", ["01-01", "02-01"]),
        ("10th weekday", ["01-14", "02-12"]),
        ("15th", ["01-15", "02-15"]),
        ("2nd day of month", ["01-02", "02-02"]),
        ("31st", ["01-31", "03-31"]),
    ],
)
def test_a_day_in_words_means_these_days(text: str, expected: list[str]) -> None:
    assert coming(interval_or_days(text), 2) == expected


def test_days_in_a_list_all_count() -> None:
    assert coming(several_days(["Monday", "Thursday"]), 3) == ["01-04", "01-07", "01-11"]


def test_kinds_of_days_mix_in_a_list_and_none_counts_twice() -> None:
    assert coming(several_days(["1st", "Friday", "last day"]), 4) == [
        "01-01",
        "01-08",
        "01-15",
        "01-22",
    ]


def test_the_order_of_plain_days_makes_no_other_rule() -> None:
    assert several_days(["Monday", "Thursday"]) == several_days(["Thursday", "Monday"])


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("15 minutes", timedelta(minutes=15)),
        ("1 minute", timedelta(minutes=1)),
        ("2 seconds", timedelta(seconds=2)),
        ("2 Hours", timedelta(hours=2)),
        ("hour", timedelta(hours=1)),
    ],
)
def test_an_interval_is_a_number_and_a_unit(text: str, step: timedelta) -> None:
    assert interval_or_days(text) == Interval(step)


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("Thirsday", "unknown-day", "Did you mean 'Thursday'?"),
        ("1st Mondey", "unknown-day", "Did you mean '1st Monday'?"),
        ("Monday, Friday", "unknown-day", 'Write a list: ["Monday", "Friday"]'),
        ("monday and friday", "unknown-day", 'Write a list: ["Monday", "Friday"]'),
        ("32nd", "unknown-day", "Write a day"),
        ("1rd", "unknown-day", "Write a day"),
        ("", "unknown-day", "Write a day"),
        ("last", "unknown-day", "Write a day"),
        ("24th weekday", "unknown-day", "Did you mean"),
        ("x" * 100_000, "unknown-day", "Write a day"),
        ("0 minutes", "interval-invalid", "Write a number of 1 or more"),
        ("999999 hours", "interval-invalid", "at most a year"),
        ("3 days", "interval-invalid", "Name the days"),
        ("2 weeks", "interval-invalid", "Name the days"),
    ],
)
def test_what_is_no_day_says_what_was_probably_meant(text: str, code: str, hint: str) -> None:
    with pytest.raises(Unreadable) as caught:
        interval_or_days(text)
    assert caught.value.problem.code == code
    assert hint in (caught.value.problem.hint or "")


def test_an_interval_among_days_is_refused() -> None:
    with pytest.raises(Unreadable, match="interval-invalid"):
        several_days(["Monday", "15 minutes"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("09:00", time(9)), ("9:05", time(9, 5)), ("23:59", time(23, 59)), ("00:00", time(0))],
)
def test_a_time_is_hours_and_minutes(text: str, expected: time) -> None:
    assert time_of_day(text) == expected


@pytest.mark.parametrize(
    "text", ["9:75", "24:00", "9", "9 am", "09.15", "٠٩:٠٠", "", "9:5", "-1:00"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="time-invalid"):
        time_of_day(text)


def hint_of(text: str) -> str | None:
    with pytest.raises(Unreadable) as caught:
        interval_or_days(text)
    return caught.value.problem.hint


def understood(text: str) -> bool:
    try:
        interval_or_days(text)
    except Unreadable:
        return False
    return True


@given(st.text(max_size=60))
@settings(max_examples=200, derandomize=True, database=None)
def test_any_text_is_a_rule_or_is_refused_with_a_hint(text: str) -> None:
    assert understood(text) or hint_of(text)
