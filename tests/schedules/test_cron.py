"""Cron expressions, as Debian's cron reads them."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.problems import Problem
from newsletter.schedules.cron import cron
from newsletter.schedules.days import Calendar, Days
from newsletter.schedules.recurrence import Recurrence
from newsletter.schedules.rules import EveryMatch, FixedTimes
from newsletter.schedules.unreadable import Unreadable

START = datetime(2027, 1, 1, tzinfo=UTC)  # a Friday


def nominals(expression: str, count: int = 3, zone: str = "UTC") -> list[str]:
    days, rule = cron(expression)
    recurrence = Recurrence(rule, Calendar(days), zone)
    return [one.key for one in islice(recurrence.after(START, inclusive=True), count)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0 9 * * 0", ["2027-01-03T09:00", "2027-01-10T09:00"]),
        ("0 9 * * 7", ["2027-01-03T09:00", "2027-01-10T09:00"]),
        ("0 9 * * sun", ["2027-01-03T09:00", "2027-01-10T09:00"]),
        ("0 9 * * THU", ["2027-01-07T09:00", "2027-01-14T09:00"]),
        (
            "0 9 * * 5-7",
            ["2027-01-01T09:00", "2027-01-02T09:00", "2027-01-03T09:00", "2027-01-08T09:00"],
        ),
        (
            "0 9 * * FRI-SUN",
            ["2027-01-01T09:00", "2027-01-02T09:00", "2027-01-03T09:00", "2027-01-08T09:00"],
        ),
        ("0 9 * * SUN-TUE", ["2027-01-03T09:00", "2027-01-04T09:00", "2027-01-05T09:00"]),
        ("5,35 9 * * *", ["2027-01-01T09:05", "2027-01-01T09:35"]),
        (
            "0 8-10 * * *",
            ["2027-01-01T08:00", "2027-01-01T09:00", "2027-01-01T10:00", "2027-01-02T08:00"],
        ),
        ("0-30/15 9 * * *", ["2027-01-01T09:00", "2027-01-01T09:15", "2027-01-01T09:30"]),
        ("0 9 1 JAN-DEC/6 *", ["2027-01-01T09:00", "2027-07-01T09:00"]),
        ("0 9 29 2 *", ["2028-02-29T09:00", "2032-02-29T09:00"]),
        ("0 9 L * *", ["2027-01-31T09:00", "2027-02-28T09:00"]),
        ("0 9 15,L * *", ["2027-01-15T09:00", "2027-01-31T09:00"]),
        ("0 9 * * 5L", ["2027-01-29T09:00", "2027-02-26T09:00"]),
        ("0 9 * * MON#2", ["2027-01-11T09:00", "2027-02-08T09:00"]),
        (" 0\t9  * * * ", ["2027-01-01T09:00"]),
    ],
)
def test_an_expression_means_these_times(expression: str, expected: list[str]) -> None:
    assert nominals(expression, len(expected)) == expected


def test_where_both_kinds_of_days_are_restricted_either_is_enough() -> None:
    assert nominals("0 9 13 * MON", 4) == [
        *("2027-01-04T09:00", "2027-01-11T09:00", "2027-01-13T09:00", "2027-01-18T09:00"),
    ]


def test_a_field_that_begins_with_a_star_does_not_restrict_and_both_must_hold() -> None:
    assert nominals("0 9 */2 * FRI", 3) == [
        *("2027-01-01T09:00", "2027-01-15T09:00", "2027-01-29T09:00"),
    ]


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("*/15 * * * *", EveryMatch),
        ("*/15 9 * * *", EveryMatch),
        ("0 * * * *", EveryMatch),
        ("0 */2 * * *", EveryMatch),
        ("0-59/15 0-23 * * *", FixedTimes),
        ("30 2 * * *", FixedTimes),
    ],
)
def test_a_star_before_minute_or_hour_makes_it_like_an_interval(
    expression: str, kind: type
) -> None:
    assert isinstance(cron(expression)[1], kind)


def test_the_nominal_time_of_what_is_like_an_interval_carries_its_offset() -> None:
    assert nominals("*/30 * * * *", 1, "Europe/Berlin") == ["2027-01-01T01:00+01:00"]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("0 9 30 2 *", "February has no day 30, so this never runs."),
        ("0 9 31 FEB,APR *", "February and April have no day 31, so this never runs."),
        ("*/5 * 30,31 2 *", "February has no day 30,31, so this never runs."),
    ],
)
def test_what_can_never_run_says_so(expression: str, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        cron(expression)
    assert (caught.value.problem.code, caught.value.problem.text) == ("never-fires", said)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("0 9 * *", "5 fields, not 4"),
        ("0 0 9 * * *", "Cron knows no seconds"),
        ("@daily", 'every = "day"'),
        ("", "5 fields, not 0"),
        ("* " * 50_000, "far too many"),
        ("61 * * * *", "A minute is a number from 0 to 59"),
        ("0 24 * * *", "An hour is a number from 0 to 23"),
        ("0 9 0 * *", "A day is a number from 1 to 31"),
        ("0 9 * 13 *", "A month is a number from 1 to 12, or JAN"),
        ("0 9 * * 8", "A weekday is a number from 0 to 7, or MON"),
        ("0 9 * * thurs", "Did you mean 'THU'?"),
        ("0 9 * * 1#6", "'1#6' is not a weekday"),
        ("5/15 * * * *", "Write 5-59/15, or */15."),
        ("*/0 * * * *", "1 or more behind the /"),
        ("*-5 * * * *", "Write * alone"),
        ("0 22-2 * * *", "or write 22-23,0-2"),
        ("0 9 ? * *", "Write * for it."),
        ("0 9 LW * *", "A day is a number"),
        ("0 9 ,1 * *", "'' is not a day"),
        ("٣ 9 * * *", "'٣' is not a minute"),
        ("-5 9 * * *", "'-5' is not a minute"),
    ],
)
def test_what_cannot_be_read_says_why(expression: str, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        cron(expression)
    assert caught.value.problem.code == "cron-invalid"
    assert said in str(caught.value)


def read(text: str) -> tuple[Days, FixedTimes | EveryMatch] | Problem:
    try:
        return cron(text)
    except Unreadable as error:
        return error.problem


FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


@st.composite
def cron_fields(draw: st.DrawFn, low: int, high: int) -> tuple[str, frozenset[int]]:
    """A field with the numbers that it means, which are counted here one by one."""
    if draw(st.booleans()):
        step = draw(st.integers(1, 9))
        return f"*/{step}", frozenset(n for n in range(low, high + 1) if (n - low) % step == 0)
    begins = draw(st.lists(st.integers(low, high), min_size=1, max_size=3))
    ranges = [(begin, draw(st.integers(begin, high)), draw(st.integers(1, 4))) for begin in begins]
    text = ",".join(f"{begin}-{end}/{step}" for begin, end, step in ranges)
    return text, frozenset(n for begin, end, step in ranges for n in range(begin, end + 1, step))


def matches(day: date, parts: tuple[tuple[str, frozenset[int]], ...]) -> bool:
    of_month = day.day in parts[2][1]
    of_week = not parts[4][1].isdisjoint({day.isoweekday(), day.isoweekday() % 7})
    is_either = not (parts[2][0].startswith("*") or parts[4][0].startswith("*"))
    return day.month in parts[3][1] and (
        (of_month or of_week) if is_either else (of_month and of_week)
    )


@given(st.tuples(*(cron_fields(low, high) for low, high in FIELDS)))
@settings(max_examples=120, derandomize=True, database=None, deadline=None)
def test_random_expressions_mean_what_counting_finds(
    parts: tuple[tuple[str, frozenset[int]], ...],
) -> None:
    year = [START.date() + timedelta(days=number) for number in range(400)]
    expected = [day for day in year if matches(day, parts)]
    found = read(" ".join(text for text, _ in parts))
    if isinstance(found, Problem):
        assert (found.code, expected) == ("never-fires", [])
        return
    days, rule = found
    coming = takewhile(lambda day: day <= year[-1], Calendar(days).coming(year[0]))
    assert list(coming) == expected
    assert {(at.hour, at.minute) for at in rule.times} == {
        (hour, minute) for hour in parts[1][1] for minute in parts[0][1]
    }


@given(st.text(alphabet="0123456789*/-,#LW? \tMONFRI", max_size=40))
@settings(max_examples=300, derandomize=True, database=None)
def test_any_text_is_an_expression_or_is_refused_with_a_hint(text: str) -> None:
    found = read(text)
    assert not isinstance(found, Problem) or found.hint
