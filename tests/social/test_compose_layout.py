"""The greatest number that is good, found with few questions."""

from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.social.layout import most


@settings(max_examples=100, database=None, derandomize=True)
@given(st.integers(0, 200), st.integers(0, 200))
def test_the_greatest_good_number_is_found(count: int, limit: int) -> None:
    assert most(count, lambda number: number <= limit) == min(count, limit)


def test_a_small_answer_among_many_takes_few_and_small_questions() -> None:
    asked: list[int] = []

    def good(number: int) -> bool:
        asked.append(number)
        return number <= 3

    most(1_000_000, good)
    assert max(asked) <= 8
    assert len(asked) <= 6
