"""The bulletin theme: many articles, a numbered line and a sentence each."""

from datetime import date
from typing import Any

import pytest

PARTS = pytest.mark.parametrize("part", ["seen", "text"])
GOAL = 95_000


def fifty(bulletin: Any) -> Any:
    start = "A story with a title of the usual length, number "
    return bulletin.context(
        [bulletin.pictured(f"{start}{number}", published=date(2026, 11, 1 + number // 2))
         for number in range(50)]
    )  # fmt: skip


def test_fifty_stories_stay_well_under_the_line_where_gmail_cuts(bulletin: Any) -> None:
    data = fifty(bulletin)
    assert all("?utm_source=" in article.url for article in data["articles"])
    assert len(bulletin.html(data).encode()) < GOAL


@PARTS
def test_stories_are_numbered_through(bulletin: Any, part: str) -> None:
    words = getattr(bulletin, part)(bulletin.edition("by days")).replace(".", "")
    numbered = [f"{number} Story {number - 1} of a day" for number in range(1, 10)]
    assert [line for line in numbered if line not in words] == []


@PARTS
def test_days_stand_over_their_stories(bulletin: Any, part: str) -> None:
    words = getattr(bulletin, part)(bulletin.edition("by days"))
    places = [
        words.index(piece)
        for piece in ["Tuesday, November 24", "Story 0", "Monday, November 23", "Story 3 of"]
    ]
    assert places == sorted(places)


@PARTS
def test_without_days_each_story_has_its_own_date(bulletin: Any, part: str) -> None:
    words = getattr(bulletin, part)(bulletin.edition("ten"))
    assert words.count("Nov 12") == 0
    mixed = [bulletin.pictured("A"), bulletin.article("B"), bulletin.pictured("C")]
    assert getattr(bulletin, part)(bulletin.context(mixed)).count("Nov 12") == 2


@PARTS
def test_the_teaser_is_one_sentence(bulletin: Any, part: str) -> None:
    said = bulletin.summary("Whole. More.", social="Dr. Voss says so. And more.")
    words = getattr(bulletin, part)(bulletin.context([bulletin.article("A", summary=said)]))
    assert "Dr. Voss says so." in words
    assert "more" not in words.lower().replace("read more", "")


def test_it_can_be_left_at_the_top_and_at_the_end(bulletin: Any) -> None:
    data = bulletin.edition("one")
    assert bulletin.html(data).count(data["links"].unsubscribe) == 2


def test_it_shows_no_pictures_but_the_logo(bulletin: Any) -> None:
    images = bulletin.tree(bulletin.edition("ten")).css("img")
    assert [image.attributes["alt"] for image in images] == ["The Lantern"]
