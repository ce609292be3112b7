"""schedules/NAME.toml: what it says, what is wrong with it, and changing one key of it."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.config.schedule_edit import with_exception, with_paused
from newsletter.config.schedule_file import load_schedule, parse_schedule
from newsletter.config.spans import span
from newsletter.errors import UnusableInput
from newsletter.problems import Problem
from newsletter.schedules.schedule import Choice, Schedule

ROOT = Path(__file__).parents[2]
DAILY = 'every = "day"\nat = "09:00"\n'
MONDAYS = 'every = "Monday"\nat = "09:00"\n'
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(text: str) -> Schedule:
    loaded = parse_schedule(text, "schedules/a.toml", name="a", timezone="Europe/Lisbon")
    assert loaded.problems == ()
    assert loaded.schedule is not None
    return loaded.schedule


def problems(text: str) -> list[Problem]:
    loaded = parse_schedule(text, "a.toml", name="a", timezone="UTC")
    assert loaded.schedule is None
    return list(loaded.problems)


def coming(text: str, count: int = 2) -> list[str]:
    found = read(text).recurrence.after(NOON)
    return [one.key for one in islice(found, count)]


def test_the_sample_says_everything() -> None:
    found = load_schedule(ROOT / "schedules/weekly.toml", "weekly.toml", timezone="UTC").schedule
    assert found is not None
    work = found.work
    assert (found.name, found.said, found.paused) == ("weekly", "every Thursday at 09:00", True)
    assert found.recurrence.timezone == "Europe/Berlin"
    assert work.articles == Choice(sources=("articles",), at_least=3, at_most=8)
    assert (work.audience, work.template, work.channels) == ("readers", "digest", ("outbox",))
    assert (work.when_empty, work.approval) == ("skip", "required")
    assert (work.late, work.prepare, work.spread) == (
        *(timedelta(hours=3), timedelta(hours=2), timedelta(days=3)),
    )
    assert date(2026, 12, 24) in found.recurrence.calendar.exceptions


def test_two_lines_are_enough_and_leave_out_nothing_that_is_dangerous() -> None:
    found = read(DAILY)
    assert (found.paused, found.work.approval, found.work.when_empty) == (False, "required", "skip")
    assert (found.work.channels, found.work.audience) == (None, None)
    assert found.work.late == timedelta(hours=3)


def test_without_a_zone_it_is_that_of_the_newsletter() -> None:
    assert read(DAILY).recurrence.timezone == "Europe/Lisbon"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DAILY, ["2026-11-25T09:00", "2026-11-26T09:00"]),
        ('every = "day"\nat = ["18:00", "9:00"]', ["2026-11-24T18:00", "2026-11-25T09:00"]),
        ('every = ["Monday", "Friday"]\nat = "09:00"', ["2026-11-27T09:00", "2026-11-30T09:00"]),
        ('cron = "0 9 * * FRI"', ["2026-11-27T09:00", "2026-12-04T09:00"]),
        ('every = "2 hours"', ["2026-11-24T14:00+00:00", "2026-11-24T16:00+00:00"]),
        ('every = "2 seconds"', ["2026-11-24T12:00:02+00:00", "2026-11-24T12:00:04+00:00"]),
        (DAILY + 'except = ["2026-11-25"]', ["2026-11-26T09:00", "2026-11-27T09:00"]),
        (DAILY + 'except = "2026-11-25"', ["2026-11-26T09:00", "2026-11-27T09:00"]),
        (DAILY + "except = [2026-11-25]", ["2026-11-26T09:00", "2026-11-27T09:00"]),
        (DAILY + 'except = ["2026-11-25 09:00"]', ["2026-11-26T09:00", "2026-11-27T09:00"]),
        (DAILY + "except = [2026-11-25T09:00:00]", ["2026-11-26T09:00", "2026-11-27T09:00"]),
        (DAILY + "except = []", ["2026-11-25T09:00", "2026-11-26T09:00"]),
        (DAILY + 'starts = "2026-12-01"', ["2026-12-01T09:00", "2026-12-02T09:00"]),
        (DAILY + "ends = 2026-11-25", ["2026-11-25T09:00"]),
    ],
)
def test_a_rule_in_a_file_is_due_then(text: str, expected: list[str]) -> None:
    assert coming(text) == expected


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        ("skip", timedelta()),
        ("send always", None),
        ("send within 25s", timedelta(seconds=25)),
        ("send within 2 days", timedelta(days=2)),
    ],
)
def test_late_is_never_always_or_within_a_time(late: str, expected: timedelta | None) -> None:
    assert read(f'{DAILY}late = "{late}"').work.late == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 days", timedelta(days=3)),
        ("1 hour", timedelta(hours=1)),
        ("2 Weeks", timedelta(days=14)),
        ("90m", timedelta(minutes=90)),
        ("0s", timedelta()),
    ],
)
def test_a_length_of_time_is_a_duration_or_words(text: str, expected: timedelta) -> None:
    assert span(text) == expected


@pytest.mark.parametrize(
    "text", ["", "3", "days", "3 fortnights", "-1 day", "9999 weeks", "٣ days"]
)
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        span(text)


@pytest.mark.parametrize(
    ("text", "place", "code", "said"),
    [
        ("", "1:1", "setting-missing", "The schedule does not say when"),
        ('every = "day"', "1:1", "setting-missing", "The time is missing: 'at'."),
        ('every = "Thirsday"\nat = "09:00"', "1:9", "unknown-day", "Did you mean 'Thursday'?"),
        ('every = ["day", "Mo"]\nat = "09:00"', "1:17", "unknown-day", '"Mo"'),
        ('every = ["15 minutes"]', "1:10", "interval-invalid", '"15 minutes" stands among days'),
        ('every = "3 days"\nat = "09:00"', "1:9", "interval-invalid", '"3 days"'),
        ("every = 5", "1:9", "setting-invalid", "'every' must be text in double quotes, not 5."),
        ("every = []", "1:9", "setting-invalid", "'every' is an empty list."),
        ('every = "day"\n at = "9:75"', "2:7", "time-invalid", '"9:75" is not a time.'),
        ('every = "day"\nat = 09:00:00', "2:6", "setting-invalid", "'at' must be text"),
        ('every = "2 hours"\nat = "09:00"', "2:1", "schedule-rule", "at no time of the day"),
        ('cron = "0 9 * * *"\nat = "09:00"', "2:1", "schedule-rule", "says its time itself"),
        ('cron = "0 9 * * *"\nevery = "day"', "1:1", "schedule-rule", "not both"),
        ('cron = "0 9 * *"', "1:8", "cron-invalid", "5 fields, not 4."),
        ('cron = "0 9 31 2 *"', "1:8", "never-fires", "February has no day 31"),
        (
            DAILY + "starts = 2027-02-01\nends = 2027-01-01",
            "4:8",
            "never-fires",
            "before it starts",
        ),
        (
            MONDAYS + "starts = 2027-01-01\nends = 2027-01-02",
            "4:8",
            "never-fires",
            "None of its days",
        ),
        (DAILY + 'ends = "2027-02-30"', "3:8", "schedule-date", "'2027-02-30' is not a date."),
        (DAILY + "ends = 5", "3:8", "schedule-date", "'5' is not a date."),
        (DAILY + 'except = ["2026-12-24", "Eve"]', "3:25", "schedule-date", "'Eve' is not a date."),
        (
            DAILY + 'timezone = "Berlin"',
            "3:12",
            "timezone-unknown",
            "Did you mean 'Europe/Berlin'?",
        ),
        (DAILY + "paused = 1", "3:10", "setting-invalid", "'paused' must be true or false"),
        (DAILY + 'aproval = "auto"', "3:1", "unknown-key", "Did you mean 'approval'?"),
        (DAILY + 'approval = "atuo"', "3:12", "setting-invalid", "Did you mean 'auto'?"),
        (DAILY + 'late = "send in 3 hrs"', "3:8", "setting-invalid", "'late' is not understood"),
        (DAILY + 'prepare = "soon"', "3:11", "duration-invalid", "'prepare' is not a length"),
        (DAILY + "articles = { at_most = 0 }", "3:24", "setting-invalid", "from 1 to 1000, not 0."),
        (
            DAILY + "articles = { at_least = 9, at_most = 3 }",
            *("3:25", "setting-invalid", "At least 9 and at most 3 articles"),
        ),
        (DAILY + "[articles]\nat_lest = 3", "4:1", "unknown-key", "Did you mean 'at_least'?"),
        (DAILY + "articles = 3", "3:12", "setting-invalid", "'articles' must be a table"),
        (DAILY + 'channels = ["a", 2]', "3:18", "setting-invalid", "Entry 2 of 'channels'"),
        ('every = "day', "1:13", "toml-syntax", "a quote is not closed"),
    ],
)
def test_a_mistake_says_where_what_and_what_to_do(
    text: str, place: str, code: str, said: str
) -> None:
    (found,) = problems(text)
    assert str(found).startswith(f"a.toml:{place} error [{code}] ")
    assert said in str(found)


def test_all_mistakes_are_told_at_once_in_reading_order() -> None:
    text = 'every = "Thirsday"\nat = "9:75"\npaused = "yes"\nlate = "never"\n'
    assert [found.place.line for found in problems(text)] == [1, 2, 3, 4]


@pytest.mark.parametrize("key", ["every", "cron", "at", "starts", "ends", "except", "articles"])
@pytest.mark.parametrize("value", ["5", "true", "{ a = 1 }", "[[]]", '""', "1.5", '"\\u0007"'])
def test_a_value_of_the_wrong_kind_is_told_and_breaks_nothing(key: str, value: str) -> None:
    rule = "" if key in {"every", "cron", "at"} else DAILY
    assert problems(f"{rule}{key} = {value}")


@given(st.dictionaries(
    st.sampled_from(["every", "cron", "at", "except", "late", "spread", "starts", "timezone"]),
    st.text(max_size=30).map(lambda text: text.replace("\\", "").replace('"', "")),
))  # fmt: skip
@settings(max_examples=100, derandomize=True, database=None, deadline=None)
def test_any_texts_are_a_schedule_or_are_refused(values: dict[str, str]) -> None:
    text = "".join(f'{key} = "{value}"\n' for key, value in values.items())
    loaded = parse_schedule(text, "a.toml", name="a", timezone="UTC")
    assert (loaded.schedule is None) == any(one.severity == "error" for one in loaded.problems)


COMMENTED = """\
# When
every = "day"   # each
at = "09:00"

except = [   # holidays
  "2026-12-24",
]
paused = true   # for now
articles = { at_least = 3 }
"""


def test_pausing_changes_one_word() -> None:
    expected = COMMENTED.replace("paused = true   #", "paused = false   #")
    assert with_paused(COMMENTED, "a.toml", paused=False) == expected


def test_an_exception_joins_the_others_and_leaves_the_rest_alone() -> None:
    changed = with_exception(COMMENTED, "a.toml", "2026-12-25T09:00")
    assert tomllib.loads(changed)["except"] == ["2026-12-24", "2026-12-25T09:00"]
    before = COMMENTED.splitlines()
    assert [line for line in before if line not in changed.splitlines()] == []


@pytest.mark.parametrize(
    "text",
    [
        DAILY,
        DAILY + "[articles]\nat_least = 3\n",
        DAILY + 'except = "2026-12-24"\n',
        DAILY + "except = []\n",
        DAILY.replace("\n", "\r\n"),
        "\ufeff" + DAILY,
        DAILY.rstrip(),
    ],
)
def test_a_change_is_read_back(text: str) -> None:
    changed = with_paused(with_exception(text, "a.toml", "2026-11-25"), "a.toml", paused=True)
    found = read(changed)
    assert found.paused
    assert date(2026, 11, 25) in found.recurrence.calendar.exceptions
    assert found.work == read(text).work


def test_a_text_that_cannot_be_changed_is_left_alone() -> None:
    with pytest.raises(UnusableInput, match="schedule-edit"):
        with_paused('every = "day"\nat = "09:00"\narticles.at_least', "a.toml", paused=True)
