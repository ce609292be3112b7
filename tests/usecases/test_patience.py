"""How long a source that failed is left alone."""

from datetime import UTC, datetime, timedelta

import pytest

from newsletter.store.sources import SourceState
from newsletter.usecases.patience import failed, failed_to_fetch, waits_until
from newsletter.web.failures import FetchFailed

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
NEW = SourceState(address="https://acme.example/feed")


def test_the_pause_doubles_with_each_failure_up_to_a_day() -> None:
    state, pauses = NEW, []
    for _ in range(40):
        state = failed(state, "answered 500", NOW)
        assert state.retry_at
        pauses.append((state.retry_at - NOW) // timedelta(minutes=1))
    assert pauses[:6] == [5, 10, 20, 40, 80, 160]
    assert pauses[-1] == 24 * 60
    assert state.failures == 40


@pytest.mark.parametrize("value", ["", "-5", "soon", "9" * 400, "1.5", "0", "Tue, 99 Nov 2026"])
def test_a_time_that_is_none_is_no_reason_to_wait(value: str) -> None:
    error = FetchFailed("answered 503", status=503, headers={"retry-after": value})
    assert waits_until(failed_to_fetch(NEW, error, NOW), NOW, insist=True) is None


@pytest.mark.parametrize(
    ("value", "until"),
    [
        ("90", NOW + timedelta(seconds=90)),
        ("Tue, 24 Nov 2026 10:00:00 GMT", NOW + timedelta(hours=1)),
        ("Tue, 24 Nov 2026 10:00:00", NOW + timedelta(hours=1)),
        ("999999999", NOW + timedelta(days=7)),
        ("Tue, 24 Nov 2099 10:00:00 GMT", NOW + timedelta(days=7)),
    ],
)
def test_a_time_that_a_server_names_is_kept_and_a_week_of_it_believed(
    value: str, until: datetime
) -> None:
    error = FetchFailed("answered 503", status=503, headers={"retry-after": value})
    assert waits_until(failed_to_fetch(NEW, error, NOW), NOW, insist=True) == until


def test_the_later_of_both_times_counts_for_the_daemon() -> None:
    error = FetchFailed("answered 503", status=503, headers={"retry-after": "60"})
    state = failed_to_fetch(NEW, error, NOW)
    assert waits_until(state, NOW, insist=False) == NOW + timedelta(minutes=5)
    assert waits_until(state, NOW + timedelta(minutes=5), insist=False) is None


def test_a_clock_that_was_put_back_leaves_nobody_waiting_for_years() -> None:
    later = failed(NEW, "answered 500", NOW + timedelta(days=900))
    assert waits_until(later, NOW, insist=False) is None
