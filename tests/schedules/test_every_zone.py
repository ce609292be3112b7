"""Recurrence beside a brute-force oracle that walks the minutes of UTC and reads the clocks."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import accumulate, pairwise, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.schedules.cron import cron
from newsletter.schedules.days import EVERY_DAY, Calendar
from newsletter.schedules.occurrence import Occurrence
from newsletter.schedules.recurrence import Recurrence
from newsletter.schedules.rules import EveryMatch, FixedTimes, Interval, Rule
from newsletter.schedules.words import interval_or_days

FROM, TO = datetime(2024, 1, 1, tzinfo=UTC), datetime(2033, 1, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Fired = tuple[datetime, datetime]
"""The nominal time without its offset, and the instant."""
Signature = tuple[tuple[datetime, timedelta, timedelta], ...]


def quarters(rule: type[FixedTimes] | type[EveryMatch]) -> Rule:
    return rule(tuple(time(hour, minute) for hour in range(24) for minute in range(0, 60, 15)))


FIXED, MATCHING = quarters(FixedTimes), quarters(EveryMatch)
EVERY_TEN = Interval(10 * MINUTE)


def offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    found = instant.astimezone(zone).utcoffset()
    assert found is not None
    return found


def transition(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first minute after ``before`` that has the offset of ``after``."""
    minutes = range(1, (after - before) // MINUTE + 1)
    old = offset(before, zone)
    return (
        before
        + MINUTE
        * minutes[
            bisect_left(minutes, True, key=lambda at: offset(before + at * MINUTE, zone) != old)
        ]
    )


def signature(name: str) -> Signature:
    """Every transition of a zone, by bisection of each 5 days at whose ends the offsets differ."""
    zone, step = ZoneInfo(name), 5 * DAY
    found = []
    for number in range((TO - FROM) // step):
        before = FROM + number * step
        old, new = offset(before, zone), offset(before + step, zone)
        if old != new:
            found.append((transition(zone, before, before + step), old, new))
    return tuple(found)


@cache
def kinds_of_zones() -> dict[Signature, str]:
    """One zone for each history: those with equal transitions show equal local times."""
    return {signature(name): name for name in sorted(available_timezones())}


def walk(name: str, start: datetime, end: datetime) -> list[Fired]:
    """What the clocks of a zone show at each minute of UTC."""
    zone = ZoneInfo(name)
    instants = (start + at * MINUTE for at in range((end - start) // MINUTE))
    return [(one.astimezone(zone).replace(tzinfo=None, fold=0), one) for one in instants]


def once_each(walked: list[Fired]) -> Iterator[Fired]:
    """Each quarter of an hour of local time, when the clocks first show or pass it."""
    furthest = list(accumulate((local for local, _ in walked), max))
    at = furthest[0] + DAY / 2
    at = at.replace(minute=0)
    while at <= furthest[-1]:
        yield at, walked[bisect_left(furthest, at)][1]
        at += 15 * MINUTE


def fired(rule: Rule, name: str, start: datetime, end: datetime) -> list[Fired]:
    recurrence = Recurrence(rule, Calendar(EVERY_DAY), name)
    occurrences = recurrence.after(start, inclusive=True)
    found = takewhile(lambda one: one.fires_at < end, occurrences)
    return [(one.nominal.replace(tzinfo=None), one.fires_at) for one in found]


def windows() -> Iterator[tuple[str, datetime, datetime]]:
    for transitions, name in kinds_of_zones().items():
        for at, _, _ in transitions:
            yield name, at - 2 * DAY, at + 2 * DAY


@pytest.mark.slow
def test_a_fixed_time_comes_once_in_every_zone_round_every_change_of_the_clocks() -> None:
    for name, start, end in windows():
        walked = walk(name, start, end)
        expected = list(once_each(walked))
        assert [
            one for one in fired(FIXED, name, start, end) if one[0] >= expected[0][0]
        ] == expected


@pytest.mark.slow
def test_a_job_like_an_interval_runs_whenever_the_clock_shows_its_time() -> None:
    for name, start, end in windows():
        expected = [one for one in walk(name, start, end) if one[0].minute % 15 == 0]
        assert fired(MATCHING, name, start, end) == expected


@pytest.mark.slow
def test_an_interval_runs_in_real_time_in_every_zone() -> None:
    for name, start, end in windows():
        expected = [one for one in walk(name, start, end) if one[1].minute % 10 == 0]
        assert fired(EVERY_TEN, name, start, end) == expected


def test_the_oracle_looks_at_all_zones_and_finds_their_changes() -> None:
    assert len(available_timezones()) > 400
    assert len(kinds_of_zones()) > 30
    assert sum(1 for _ in windows()) > 400


zones = st.sampled_from(sorted(available_timezones()))
instants = st.integers(0, 60 * 365 * 24 * 60).map(
    lambda minutes: datetime(1975, 1, 1, tzinfo=UTC) + minutes * MINUTE
)


@given(zones, instants)
@settings(max_examples=150, derandomize=True, database=None, deadline=None)
def test_random_days_agree_with_the_oracle(name: str, start: datetime) -> None:
    walked = [
        one
        for one in walk(name, start, start + 2 * DAY)
        if one[0].minute % 15 == one[0].second == 0
    ]
    assert fired(MATCHING, name, start, start + 2 * DAY) == walked


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]
)
@pytest.mark.parametrize("at", [time(2, 0), time(2, 15), time(2, 30), time(3, 0)])
def test_a_daily_time_fires_once_a_day_for_years(zone: str, at: time) -> None:
    rule = FixedTimes((at,))
    found = list(
        takewhile(
            lambda one: one.nominal.year < 2037,
            Recurrence(rule, Calendar(EVERY_DAY), zone).after(FROM - DAY, inclusive=True),
        )
    )
    first = found[0].nominal
    assert [one.nominal for one in found] == [first + DAY * day for day in range(len(found))]
    assert len({one.fires_at for one in found}) == len(found)
    assert max(apart(found)) <= 25 * HOUR
    assert min(apart(found)) >= 23 * HOUR


def apart(found: list[Occurrence]) -> list[timedelta]:
    return [after.fires_at - before.fires_at for before, after in pairwise(found)]


@pytest.mark.parametrize("rule", [cron("30 2 * * *")[1], FixedTimes((time(2, 30),))])
def test_words_and_cron_mean_the_same_fixed_time(rule: Rule) -> None:
    start = datetime(2027, 3, 27, 12, tzinfo=UTC)
    (one,) = fired(rule, "Europe/Berlin", start, start + DAY)
    assert one == (
        datetime.fromisoformat("2027-03-28T02:30"),
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    )


def test_a_day_that_a_country_left_out_fires_when_the_next_one_begins() -> None:
    rule = FixedTimes((time(9, 0),))
    found = fired(
        rule,
        "Pacific/Apia",
        datetime(2011, 12, 29, 12, tzinfo=UTC),
        datetime(2011, 12, 31, 12, tzinfo=UTC),
    )
    assert [(str(nominal), instant.hour) for nominal, instant in found] == [
        ("2011-12-29 09:00:00", 19),
        ("2011-12-30 09:00:00", 10),
        ("2011-12-31 09:00:00", 19),
    ]


def test_an_interval_of_words_is_the_interval_of_the_oracle() -> None:
    assert interval_or_days("10 minutes") == EVERY_TEN
