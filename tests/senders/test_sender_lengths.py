"""What is too long for a network is refused as a whole; what only describes is cut at a word."""

import pytest

from newsletter.model import Part, Post
from newsletter.outcome import Outcome
from newsletter.senders.contract import under_way
from newsletter.senders.social.lengths import cut, too_long
from newsletter.social.units import utf16_length


@pytest.mark.parametrize(
    "text", ["😀" * 300, "a" * 300, "word " * 100, "😀 word " * 100, "é" * 257]
)
def test_a_description_is_cut_to_fit(text: str) -> None:
    found = cut(text, 256)
    assert (found.endswith("…"), 100 < utf16_length(found) <= 256) == (True, True)


def test_a_description_that_fits_stays_as_it_is() -> None:
    assert cut("😀" * 128, 256) == "😀" * 128


def test_a_post_that_fits_is_not_refused() -> None:
    item = under_way(Post("webhook", "a.md", (Part("x" * 10, 10, 10),)))
    assert too_long(item, len, 10, "Acme") is None


def test_the_part_that_is_too_long_is_named() -> None:
    parts = tuple(Part(text, len(text), 10) for text in ("short", "x" * 11))
    found = too_long(under_way(Post("webhook", "a.md", parts)), len, 10, "Acme")
    assert found == Outcome("rejected", text="part 2: 11 characters, and Acme takes 10")
