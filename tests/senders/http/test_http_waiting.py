"""When to come again: every style in which networks say it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.senders.http.client import Answer
from newsletter.senders.http.waiting import LONGEST, retry_at

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEADERS = (
    "retry-after",
    "x-ratelimit-reset-after",
    "x-rate-limit-reset",
    "ratelimit-reset",
    "x-ratelimit-reset",
)


def waits(body: object = None, **headers: str) -> float | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    found = retry_at(Answer(429, named, json.dumps(body).encode()), NOW)
    return None if found is None else (found - NOW).total_seconds()


EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("seconds", "headers"),
    [
        (120, {"retry_after": "120"}),
        (1.5, {"retry_after": "1.5"}),
        (60, {"retry_after": "Tue, 24 Nov 2026 12:01:00 GMT"}),
        (90, {"x_rate_limit_reset": str(EPOCH + 90)}),
        (90, {"ratelimit_reset": str(EPOCH + 90)}),
        (90, {"ratelimit_reset": "90"}),
        (37.5, {"x_ratelimit_reset": "2026-11-24T12:00:37.500000Z"}),
        (37, {"x_ratelimit_reset": "2026-11-24T13:00:37+01:00"}),
        (12.25, {"x_ratelimit_reset": "12.25"}),
        (0.5 + 0.5, {"x_ratelimit_reset_after": "0.5"}),
        (64.57, {"x_ratelimit_reset_after": "64.57", "x_ratelimit_reset": str(EPOCH + 65)}),
    ],
)
def test_headers_say_when(seconds: float, headers: dict[str, str]) -> None:
    assert waits(**headers) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("seconds", "body"),
    [
        (64.57, {"message": "slow down", "retry_after": 64.57, "global": False}),
        (35, {"ok": False, "error_code": 429, "parameters": {"retry_after": 35}}),
    ],
)
def test_bodies_say_when(seconds: float, body: object) -> None:
    assert waits(body) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"retry_after": "soon"},
        {"retry_after": "-5"},
        {"retry_after": "nan"},
        {"retry_after": "inf"},
        {"retry_after": ""},
        {"x_ratelimit_reset": "9" * 400},
    ],
)
def test_what_names_no_time_leaves_it_to_the_run(headers: dict[str, str]) -> None:
    assert waits(**headers) is None


def test_the_first_that_can_be_read_counts() -> None:
    assert waits(retry_after="soon", ratelimit_reset="7") == 7


@pytest.mark.parametrize("past", ["0", "Tue, 24 Nov 2020 12:00:00 GMT", "2020-01-01T00:00:00Z"])
def test_a_time_that_has_passed_is_a_second_away(past: str) -> None:
    assert waits(retry_after=past) == 1


def test_nobody_makes_us_wait_for_more_than_a_week() -> None:
    assert waits(retry_after=str(10**9 - 1)) == LONGEST.total_seconds()


@pytest.mark.parametrize("value", [True, "5", [], {}, None])
def test_a_body_that_holds_no_number_says_nothing(value: object) -> None:
    assert waits({"retry_after": value}) is None


@settings(max_examples=150, database=None, derandomize=True)
@given(st.sampled_from(HEADERS), st.text(max_size=40), st.floats())
def test_whatever_it_says_is_within_a_week_or_nothing(name: str, text: str, number: float) -> None:
    for value in (text, str(number), f"{number}, {text}"):
        found = retry_at(Answer(429, {name: value}, b"{}"), NOW)
        assert found is None or NOW < found <= NOW + timedelta(days=7)


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Fri, 31 Dec 99999999999 23:59:59 GMT",
    ],
)
def test_dates_at_the_end_of_time_do_no_harm(value: str) -> None:
    found = retry_at(Answer(429, {"retry-after": value}, b"{}"), NOW)
    assert found is None or found <= NOW + LONGEST
