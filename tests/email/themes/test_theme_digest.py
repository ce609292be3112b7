"""The digest theme: a lead, stories with a picture, and titles."""

from typing import Any

import pytest

from newsletter.email.words import LANGUAGES, words_for

PARTS = pytest.mark.parametrize("part", ["seen", "text"])
GMAIL_CLIP = 102_400


def test_a_picture_without_an_alt_says_where_it_leads(digest: Any) -> None:
    image = digest.tree(digest.context([digest.pictured("A", image_alt=None)])).css_first("img")
    assert image.attributes["alt"] == "Read the article"


def test_an_article_without_a_picture_leaves_no_hole(digest: Any) -> None:
    assert digest.tree(digest.edition("no pictures")).css("img, .picture") == []
    assert [
        len(row.css("td.hairline"))
        for row in digest.tree(digest.edition("no pictures")).css("tr:has(> td.hairline)")
    ] == [1] * 7


@PARTS
@pytest.mark.parametrize(
    ("position", "shown", "hidden"),
    [(0, "Whole summary.", "Short form."), (1, "Short form.", "Whole summary.")],
)
def test_the_lead_has_the_whole_summary_and_stories_the_short_one(
    digest: Any, part: str, position: int, shown: str, hidden: str
) -> None:
    both = digest.summary("Whole summary.", "Short form.")
    summaries = [both if place == position else None for place in range(2)]
    articles = [
        digest.article(title, summary=one) for title, one in zip("AB", summaries, strict=True)
    ]
    words = getattr(digest, part)(digest.context(articles))
    assert shown in words
    assert hidden not in words


@PARTS
def test_a_story_without_a_short_form_shows_its_summary(digest: Any, part: str) -> None:
    story = digest.article("B", summary=digest.summary("Whole."))
    assert "Whole." in getattr(digest, part)(digest.context([digest.article("A"), story]))


def test_stories_beyond_the_eighth_are_a_list_of_titles(digest: Any) -> None:
    words = digest.seen(digest.edition("ten"))
    assert words.index("More in short") < words.index("Story number 9 of ten")
    assert len(digest.tree(digest.edition("ten")).css("tr:has(> td.hairline)")) == 7


def test_hashtags_stand_under_lead_and_stories(digest: Any) -> None:
    assert digest.seen(digest.edition("ten")).count("#SeedLibrary #Gardening") == 8


@pytest.mark.parametrize("lang", LANGUAGES)
def test_buttons_speak_the_language_of_the_edition(digest: Any, lang: str) -> None:
    data = digest.context([digest.pictured("A"), digest.pictured("B")], lang)
    assert digest.seen(data).count(words_for(lang).read_article) == 2


def test_ten_articles_with_pictures_are_small(digest: Any) -> None:
    assert len(digest.html(digest.edition("ten")).encode()) <= 45_000


def test_fifty_articles_stay_under_the_line_where_gmail_cuts(digest: Any) -> None:
    titles = [f"Story number {number} of fifty" for number in range(50)]
    data = digest.context([digest.pictured(title) for title in titles])
    assert len(digest.html(data).encode()) < GMAIL_CLIP
    assert titles[-1] in digest.seen(data)


@pytest.mark.parametrize(("count", "times"), [(30, 1), (31, 2)])
def test_a_long_digest_can_be_left_at_its_top_too(digest: Any, count: int, times: int) -> None:
    data = digest.context([digest.article(f"Story {number}") for number in range(count)])
    assert digest.html(data).count(data["links"].unsubscribe) == times
