"""A rule in its time zone and within its dates."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest

from newsletter.schedules.days import EVERY_DAY, Calendar, Weekdays
from newsletter.schedules.recurrence import Occurrence, Recurrence, offset_note
from newsletter.schedules.rules import FixedTimes, Interval, Rule

AT_HALF_PAST_TWO = FixedTimes((time(2, 30),))
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def berlin(rule: Rule, calendar: Calendar | None = None, *skipped: str) -> Recurrence:
    return Recurrence(rule, calendar or Calendar(EVERY_DAY), "Europe/Berlin", frozenset(skipped))


def keys(recurrence: Recurrence, start: datetime = NOON, count: int = 3) -> list[str]:
    return [one.key for one in islice(recurrence.after(start), count)]


def first(recurrence: Recurrence, start: datetime) -> Occurrence:
    return next(recurrence.after(start, inclusive=True))


def test_the_instant_itself_counts_only_when_asked() -> None:
    recurrence = berlin(FixedTimes((time(13),)))
    assert next(recurrence.after(NOON)).fires_at == NOON + timedelta(days=1)
    assert next(recurrence.after(NOON, inclusive=True)).fires_at == NOON


def test_a_part_of_a_second_later_it_is_over() -> None:
    recurrence = berlin(Interval(timedelta(seconds=2)))
    late = NOON + timedelta(microseconds=1)
    assert first(recurrence, late).fires_at == NOON + timedelta(seconds=2)


def test_a_time_that_the_clocks_jump_over_has_a_note() -> None:
    found = first(berlin(AT_HALF_PAST_TWO), datetime(2027, 3, 27, 12, tzinfo=UTC))
    assert found.note == (
        "The clocks go forward on Sun 28 Mar 2027 and skip 02:30; it runs at 03:00, once."
    )


def test_a_time_that_comes_twice_has_a_note() -> None:
    found = first(berlin(AT_HALF_PAST_TWO), datetime(2027, 10, 30, 12, tzinfo=UTC))
    assert found.note == (
        "The clocks go back on Sun 31 Oct 2027; 02:30 comes twice, it runs the first time."
    )


def test_on_all_other_days_there_is_no_note() -> None:
    assert first(berlin(AT_HALF_PAST_TWO), NOON).note == ""


def test_the_first_occurrence_after_a_change_says_so() -> None:
    thursdays = Calendar(Weekdays(frozenset({4})))
    recurrence = berlin(FixedTimes((time(9),)), thursdays)
    before, after = islice(recurrence.after(datetime(2027, 3, 23, tzinfo=UTC)), 2)
    assert offset_note(before, after) == "The clocks went forward since the one before."
    assert offset_note(None, after) == ""


def test_several_times_that_one_gap_swallows_each_come_once() -> None:
    rule = FixedTimes((time(2, 15), time(2, 30), time(3, 0)))
    found = list(islice(berlin(rule).after(datetime(2027, 3, 27, 12, tzinfo=UTC)), 3))
    assert [one.key[-5:] for one in found] == ["02:15", "02:30", "03:00"]
    assert {one.fires_at.hour for one in found} == {1}


def test_first_and_last_day_both_count() -> None:
    window = Calendar(EVERY_DAY, date(2026, 12, 1), date(2026, 12, 2))
    assert keys(berlin(AT_HALF_PAST_TWO, window)) == ["2026-12-01T02:30", "2026-12-02T02:30"]


def test_an_interval_keeps_to_its_first_and_last_day_too() -> None:
    window = Calendar(EVERY_DAY, date(2026, 12, 1), date(2026, 12, 1))
    found = keys(berlin(Interval(timedelta(hours=10)), window))
    assert found == ["2026-12-01T00:00+01:00", "2026-12-01T10:00+01:00", "2026-12-01T20:00+01:00"]


def test_an_interval_without_a_first_day_counts_from_the_beginning_of_1970() -> None:
    found = first(berlin(Interval(timedelta(hours=7))), NOON).fires_at
    assert (found - datetime(1970, 1, 1, tzinfo=UTC)) % timedelta(hours=7) == timedelta()
    assert found - NOON < timedelta(hours=7)


def test_excepted_days_are_left_out() -> None:
    calendar = Calendar(EVERY_DAY, exceptions=frozenset({date(2026, 11, 26)}))
    assert keys(berlin(AT_HALF_PAST_TWO, calendar), count=2) == [
        *("2026-11-25T02:30", "2026-11-27T02:30"),
    ]


def test_an_excepted_time_leaves_the_others_of_its_day() -> None:
    rule = FixedTimes((time(9), time(18)))
    assert keys(berlin(rule, None, "2026-11-25T09:00"), count=3) == [
        *("2026-11-24T18:00", "2026-11-25T18:00", "2026-11-26T09:00"),
    ]


@pytest.mark.parametrize(
    ("skipped", "expected"),
    [
        ("2027-10-31T02:30+02:00", ["2027-10-31T02:30+01:00"]),
        ("2027-10-31T02:30", ["2027-10-31T03:00+01:00"]),
    ],
)
def test_of_an_interval_one_pass_of_a_doubled_time_can_be_left_out_or_both(
    skipped: str, expected: list[str]
) -> None:
    recurrence = berlin(Interval(timedelta(minutes=30)), None, skipped, "2027-10-31T02:00")
    assert keys(recurrence, datetime(2027, 10, 31, 0, tzinfo=UTC), 1) == expected


@pytest.mark.parametrize(
    "calendar",
    [
        Calendar(EVERY_DAY, date(2027, 1, 2), date(2027, 1, 1)),
        Calendar(Weekdays(frozenset({1})), date(2027, 1, 1), date(2027, 1, 3)),
        Calendar(EVERY_DAY, date(2027, 1, 1), date(2027, 1, 1), frozenset({date(2027, 1, 1)})),
    ],
)
@pytest.mark.parametrize("rule", [AT_HALF_PAST_TWO, Interval(timedelta(seconds=1))])
def test_an_empty_window_never_fires(calendar: Calendar, rule: Rule) -> None:
    assert berlin(rule, calendar).never_fires


def test_a_window_whose_only_time_is_left_out_never_fires() -> None:
    window = Calendar(EVERY_DAY, date(2027, 1, 1), date(2027, 1, 1))
    assert berlin(AT_HALF_PAST_TWO, window, "2027-01-01T02:30").never_fires
    assert not berlin(AT_HALF_PAST_TWO, window).never_fires


@pytest.mark.parametrize("rule", [AT_HALF_PAST_TWO, Interval(timedelta(hours=1))])
@pytest.mark.parametrize("year", [1, 9998])
def test_at_the_ends_of_time_nothing_breaks(rule: Rule, year: int) -> None:
    found = list(islice(berlin(rule).after(datetime(year, 6, 1, tzinfo=UTC)), 2))
    assert len(found) == (2 if year == 1 else 0)


@pytest.mark.parametrize("rule", [AT_HALF_PAST_TWO, Interval(timedelta(minutes=20))])
def test_no_two_occurrences_share_a_key(rule: Rule) -> None:
    found = keys(berlin(rule), datetime(2027, 10, 29, tzinfo=UTC), 400)
    assert len(set(found)) == 400
