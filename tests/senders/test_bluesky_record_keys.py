"""Record keys on Bluesky: made from time and key, in the form that servers demand."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.senders.social.bluesky.tid import record_key

NOW = datetime(2026, 11, 24, 9, 0, 0, 123_456, tzinfo=UTC)
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
"""https://atproto.com/specs/tid"""
instants = st.integers(0, 180 * 365 * 86400 * 1000).map(
    lambda milliseconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
)


@settings(max_examples=200, derandomize=True, database=None)
@given(instants, st.text(min_size=1, alphabet=st.characters(codec="utf-8")))
def test_it_has_the_form_of_a_tid(at: datetime, key: str) -> None:
    assert TID.fullmatch(record_key(at, key))


def test_it_is_the_same_in_every_attempt() -> None:
    assert record_key(NOW, "a-key") == record_key(NOW, "a-key") == "3n32brqx3x7xn"


@settings(max_examples=200, derandomize=True, database=None)
@given(instants, st.uuids(), st.uuids())
def test_what_is_later_sorts_later(at: datetime, first: object, second: object) -> None:
    later = at + timedelta(milliseconds=1)
    assert record_key(at, str(first)) < record_key(later, str(second))


def test_a_thousand_posts_of_one_instant_differ() -> None:
    assert len({record_key(NOW, f"key-{number}") for number in range(1000)}) >= 999


def test_it_says_when_it_was_made() -> None:
    alphabet = "234567abcdefghijklmnopqrstuvwxyz"
    number = 0
    for letter in record_key(NOW, "a-key"):
        number = number * 32 + alphabet.index(letter)
    assert datetime.fromtimestamp((number >> 10) / 1e6, UTC).replace(microsecond=123_000) == (
        NOW.replace(microsecond=123_000)
    )
