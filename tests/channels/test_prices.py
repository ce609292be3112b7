"""What posts cost is said before they go out."""

import pytest

from newsletter.channels.prices import price_note


def test_a_post_with_a_link_is_dearer_than_one_without() -> None:
    found = price_note("x", "x", [True, False])
    assert found is not None
    assert "about $0.22" in found.text


def test_a_price_is_a_note_alone() -> None:
    found = price_note("x", "x", [True])
    assert found is not None
    assert (found.code, found.severity) == ("post-price", "note")


@pytest.mark.parametrize(("sender", "linked"), [("x", [False]), ("x", []), ("mastodon", [True])])
def test_what_costs_little_or_nothing_is_not_told(sender: str, linked: list[bool]) -> None:
    assert price_note("c", sender, linked) is None
