"""Messages at even distances, whenever they come."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.channels.pace import Pace
from newsletter.channels.rates import Rate


def turns(pace: Pace, arrivals: list[float]) -> list[float]:
    """When each message starts that arrives at these times."""
    return [now + pace.book(now) for now in arrivals]


def test_messages_keep_their_distance() -> None:
    starts = turns(Pace(Rate(4, 1)), [10.0] * 5)
    gaps = [after - before for before, after in pairwise(starts[1:])]
    assert gaps == pytest.approx([0.25] * 3)


def test_without_a_rate_nothing_waits() -> None:
    pace = Pace(None)
    assert turns(pace, [1.0] * 3) == [1.0] * 3
    assert pace.free(1.0)


def test_a_pause_does_not_allow_a_burst_afterwards() -> None:
    pace = Pace(Rate(10, 1))
    turns(pace, [0.0])
    starts = turns(pace, [100.0] * 12)
    assert starts[-1] - starts[0] >= 1.0


def test_a_turn_that_is_booked_is_not_free() -> None:
    pace = Pace(Rate(1, 60))
    assert pace.free(5.0)
    pace.book(5.0)
    assert (pace.free(5.0), pace.free(70.0)) == (False, True)


@settings(max_examples=100, derandomize=True, database=None)
@given(
    st.lists(st.floats(0, 3), min_size=1, max_size=60).map(sorted),
    st.integers(1, 40),
)
def test_no_second_sees_more_than_the_rate(arrivals: list[float], count: int) -> None:
    starts = turns(Pace(Rate(count, 1)), arrivals)
    for start in starts:
        inside = sum(start <= each < start + 1 - 1e-6 for each in starts)
        assert inside <= count + 1
