"""A rule in its time zone and within its dates."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis.strategies import dictionaries, integers

from newsletter.schedules.days import EVERY_DAY, Calendar, Weekdays
from newsletter.schedules.occurrence import Occurrence, offset_note
from newsletter.schedules.recurrence import Move, Recurrence
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


def moved(recurrence: Recurrence, **moves: str) -> Recurrence:
    """``d26="27 10:00"``: what is due on the 26th fires on the 27th at 10."""
    times = {f"2026-11-{key[1:]}T13:00": f"2026-11-{to}" for key, to in moves.items()}
    found = tuple(Move(key, datetime.fromisoformat(to)) for key, to in times.items())
    return replace(recurrence, moved=found)


ONE_O_CLOCK = FixedTimes((time(13),))


def test_what_was_moved_keeps_its_name_and_comes_at_its_new_place() -> None:
    found = list(islice(moved(berlin(ONE_O_CLOCK), d26="28 10:00").after(NOON), 4))
    assert [one.key[8:] for one in found] == ["25T13:00", "27T13:00", "26T13:00", "28T13:00"]
    assert found[2].fires_at == datetime(2026, 11, 28, 9, tzinfo=UTC)
    assert found[2].note == "Moved from Thu 26 Nov 2026 13:00."


def test_what_was_moved_forward_comes_before_the_others() -> None:
    assert keys(moved(berlin(ONE_O_CLOCK), d28="25 08:00"))[:2] == [
        "2026-11-28T13:00",
        "2026-11-25T13:00",
    ]


def test_what_was_moved_into_the_past_does_not_come() -> None:
    assert keys(moved(berlin(ONE_O_CLOCK), d25="24 12:00"))[0] == "2026-11-26T13:00"


def test_a_move_of_what_the_rule_does_not_have_is_none() -> None:
    tuesdays = berlin(ONE_O_CLOCK, Calendar(Weekdays(frozenset({2}))))
    assert moved(tuesdays, d26="27 10:00").moved_ones() == ()


def test_what_is_left_out_is_not_moved() -> None:
    recurrence = berlin(ONE_O_CLOCK, None, "2026-11-26T13:00")
    assert moved(recurrence, d26="27 10:00").moved_ones() == ()


def test_an_occurrence_is_found_by_its_key_wherever_it_was_moved_to() -> None:
    recurrence = moved(berlin(ONE_O_CLOCK), d26="28 10:00")
    instants = [recurrence.named(f"2026-11-{day}T13:00") for day in (26, 27)]
    assert [one and one.fires_at.isoformat()[8:16] for one in instants] == ["28T09:00", "27T12:00"]
    assert recurrence.named("2026-11-27T13:01") is None


def test_one_of_an_interval_is_moved_by_its_time_with_or_without_offset() -> None:
    every_minute = berlin(Interval(timedelta(minutes=1)))
    for key in ("2026-11-24T13:05", "2026-11-24T13:05+01:00"):
        move = Move(key, datetime(2026, 11, 24, 13, 7, 30))  # noqa: DTZ001
        found = keys(replace(every_minute, moved=(move,)), NOON + timedelta(minutes=3, seconds=30))
        assert [one[14:16] for one in found] == ["04", "06", "07"]


@given(
    moves=dictionaries(integers(1, 20), integers(0, 24 * 30), max_size=6),
    start=integers(0, 24 * 30),
)
@settings(max_examples=60, database=None)
def test_moved_or_not_each_comes_once_and_in_the_order_of_time(
    moves: dict[int, int], start: int
) -> None:
    begin = datetime(2026, 11, 1)  # noqa: DTZ001
    times = {day: begin + timedelta(hours=hours) for day, hours in moves.items()}
    all_moves = tuple(Move(f"2026-11-{day:02}T13:00", to) for day, to in times.items())
    recurrence = replace(berlin(ONE_O_CLOCK), moved=all_moves)
    instant = begin.replace(tzinfo=UTC) + timedelta(hours=start)
    found = list(islice(recurrence.after(instant), 60))
    expected = {one.key for one in islice(recurrence.as_ruled.after(instant), 70)}
    moved_keys = {one.key for one in recurrence.moved_ones()}
    assert [one.fires_at for one in found] == sorted(one.fires_at for one in found)
    assert len({one.key for one in found}) == len(found)
    assert {one.key for one in found} - moved_keys <= expected
    assert {one.key for one in recurrence.moved_ones() if one.fires_at > instant} <= {
        one.key for one in found
    }
