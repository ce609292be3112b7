"""The digest theme: what it shows, and what it leaves out."""

from typing import Any

import pytest

from newsletter.email.text import WIDTH, display_width
from newsletter.email.words import LANGUAGES, words_for

EDITIONS = ["ten", "one", "empty", "no pictures", "titles only", "arabic", "long words", "least"]
PARTS = pytest.mark.parametrize("part", ["seen", "text"])
GMAIL_CLIP = 102_400


@pytest.mark.parametrize("name", EDITIONS)
def test_every_edition_renders_without_a_problem(digest: Any, name: str) -> None:
    data = digest.edition(name)
    assert digest.html(data).rstrip().endswith("</html>")
    assert digest.text(data).endswith("\n")


@PARTS
def test_every_title_stands_exactly_once(digest: Any, part: str) -> None:
    words = getattr(digest, part)(digest.edition("no pictures")) + " "
    titles = [f"Story {number}" for number in range(12)]
    assert [words.replace("\n", " ").count(f"{title} ") for title in titles] == [1] * 12


@pytest.mark.parametrize("name", EDITIONS)
def test_headings_are_one_h1_and_then_h2s(digest: Any, name: str) -> None:
    tags = [node.tag for node in digest.tree(digest.edition(name)).css("h1, h2, h3, h4, h5, h6")]
    assert tags == ["h1"] + ["h2"] * (len(tags) - 1)


@pytest.mark.parametrize("name", EDITIONS)
def test_no_link_leads_nowhere(digest: Any, name: str) -> None:
    links = [node.attributes.get("href") for node in digest.tree(digest.edition(name)).css("a")]
    assert [link for link in links if not (link or "").startswith("https://")] == []


@pytest.mark.parametrize("name", EDITIONS)
def test_every_picture_has_an_alt_and_a_size(digest: Any, name: str) -> None:
    for image in digest.tree(digest.edition(name)).css("img"):
        assert image.attributes.get("alt")
        assert image.attributes.get("width") or image.attributes.get("height")


@pytest.mark.parametrize("name", [name for name in EDITIONS if name != "least"])
@pytest.mark.parametrize("part", ["html", "text"])
def test_the_reader_can_leave_and_knows_who_writes(digest: Any, part: str, name: str) -> None:
    data = digest.edition(name)
    whole = getattr(digest, part)(data)
    needed = [*data["links"].values(), data["words"].why("The Lantern"), "14 Mill Lane"]
    assert [piece for piece in needed if piece not in whole] == []


@PARTS
def test_an_article_without_an_address_has_no_dead_read_more(digest: Any, part: str) -> None:
    assert words_for("en").read_article not in getattr(digest, part)(
        digest.context([digest.article("A", url=None)] * 3)
    )


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
    articles = [digest.article("A", summary=None), digest.article("B", summary=None)]
    articles[position] |= {"summary": digest.summary("Whole summary.", "Short form.")}
    words = getattr(digest, part)(digest.context(articles))
    assert shown in words
    assert hidden not in words


@PARTS
def test_a_story_without_a_short_form_shows_its_summary(digest: Any, part: str) -> None:
    assert "Whole." in getattr(digest, part)(
        digest.context([digest.article("A"), digest.article("B", summary=digest.summary("Whole."))])
    )


def test_stories_beyond_the_eighth_are_a_list_of_titles(digest: Any) -> None:
    words = digest.seen(digest.edition("ten"))
    assert words.index("More in short") < words.index("Story number 9 of ten")
    assert len(digest.tree(digest.edition("ten")).css("tr:has(> td.hairline)")) == 7


def test_hashtags_stand_under_lead_and_stories(digest: Any) -> None:
    assert digest.seen(digest.edition("ten")).count("#SeedLibrary #Gardening") == 8


@PARTS
def test_an_empty_edition_says_so(digest: Any, part: str) -> None:
    assert "Nothing new this time." in getattr(digest, part)(digest.edition("empty"))


def test_ten_articles_with_pictures_are_small(digest: Any) -> None:
    assert len(digest.html(digest.edition("ten")).encode()) <= 45_000


def test_fifty_articles_stay_under_the_line_where_gmail_cuts(digest: Any) -> None:
    data = digest.context(
        [digest.pictured(f"Story number {number} of fifty") for number in range(50)]
    )
    assert len(digest.html(data).encode()) < GMAIL_CLIP
    assert "Story number 49 of fifty" in digest.seen(data)


def test_the_styles_are_few_enough_for_gmail(digest: Any) -> None:
    styles = digest.tree(digest.edition("ten")).css("style")
    assert sum(len(style.text().encode()) for style in styles) < 8_192


def test_both_colour_schemes_are_declared(digest: Any) -> None:
    names = {node.attributes.get("name") for node in digest.tree(digest.edition("ten")).css("meta")}
    assert {"color-scheme", "supported-color-schemes"} <= names


@pytest.mark.parametrize("rule", ["@media (prefers-color-scheme: dark)", "[data-ogsc] .paper"])
def test_dark_styles_are_there_for_both_kinds_of_clients(digest: Any, rule: str) -> None:
    assert rule in digest.html(digest.edition("ten"))


def test_the_preheader_is_hidden_and_followed_by_filler(digest: Any) -> None:
    page = digest.html(digest.edition("ten"))
    assert "brass band" not in digest.seen(digest.edition("ten"))
    assert page.index("brass band") < page.index("&#8199;&#847;") < page.index("The Lantern")


def test_without_a_preheader_there_is_no_filler(digest: Any) -> None:
    assert "&#847;" not in digest.html(digest.edition("least"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_fixed_words_and_direction_are_those_of_the_edition(digest: Any, lang: str) -> None:
    data = digest.context([digest.pictured("A"), digest.pictured("B")], lang)
    root = digest.tree(data).css_first("html")
    assert root.attributes["lang"] == lang
    assert root.attributes["dir"] == ("rtl" if lang == "ar" else "ltr")
    assert digest.seen(data).count(words_for(lang).read_article) == 2


def test_an_article_in_another_language_says_so(digest: Any) -> None:
    data = digest.context([digest.article("A"), digest.article("ب", lang="ar", dir="rtl")])
    node = digest.tree(data).css_first("[lang=ar]")
    assert node.attributes["dir"] == "rtl"
    assert "ب" in node.text()


HOSTILE = (
    """<script>alert(1)</script> "double" 'single' & &amp; {{ 7*7 }} </td> \\ \u00a0 👩‍👩‍👧 नमस्ते"""
)


def test_hostile_text_is_shown_and_does_nothing(digest: Any) -> None:
    data = digest.context([digest.pictured(HOSTILE, image_alt=HOSTILE, author=HOSTILE)] * 2)
    parsed = digest.tree(data)
    assert parsed.css("script") == []
    assert {node.text() for node in parsed.css("h2")} == {HOSTILE}
    assert {node.attributes["alt"] for node in parsed.css("img")} == {HOSTILE}


def test_the_brand_reaches_font_accent_and_corners(digest: Any) -> None:
    page = digest.html(
        digest.context(
            [digest.pictured("A")], accent="#b3261e", brand={"font": "Inter", "radius": 3}
        )
    )
    assert "font-family:Inter, -apple-system" in page
    assert "background:#b3261e" in page
    assert "border-radius:3px" in page


def test_the_text_part_holds_the_words_of_the_html(digest: Any) -> None:
    page, plain = (
        digest.seen(digest.edition("ten")).split(),
        set(digest.text(digest.edition("ten")).split()),
    )
    missing = [word for word in page if word not in plain and word + ":" not in plain]
    assert missing == []


@pytest.mark.parametrize("name", ["ten", "one", "empty", "arabic", "no pictures"])
def test_the_text_part_keeps_to_its_columns(digest: Any, name: str) -> None:
    lines = [
        line
        for line in digest.text(digest.edition(name)).split("\n")
        if not line.startswith("https://")
    ]
    assert max(map(display_width, lines)) <= WIDTH


def test_a_link_in_the_text_part_has_a_line_of_its_own(digest: Any) -> None:
    lines = digest.text(digest.edition("ten")).split("\n")
    assert digest.edition("ten")["articles"][2]["url"] in lines
