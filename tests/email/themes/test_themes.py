"""What all themes have in common: what they show, and what they leave out."""

from typing import Any

import pytest

from newsletter.email.text import WIDTH, display_width
from newsletter.email.words import LANGUAGES, words_for
from newsletter.settings import Brand

EDITIONS = ["ten", "one", "empty", "no pictures", "titles only", "arabic", "by days", "long words"]
PARTS = pytest.mark.parametrize("part", ["seen", "text"])
GMAIL_CLIP = 102_400
GMAIL_STYLES = 8_192


@pytest.mark.parametrize("name", [*EDITIONS, "least"])
def test_every_edition_renders_without_a_problem(theme: Any, name: str) -> None:
    data = theme.edition(name)
    assert theme.html(data).rstrip().endswith("</html>")
    assert theme.text(data).endswith("\n")


@PARTS
def test_every_title_stands_exactly_once(theme: Any, part: str) -> None:
    words = getattr(theme, part)(theme.edition("no pictures")) + " "
    titles = [f"Story {number}" for number in range(12)]
    assert [words.replace("\n", " ").count(f"{title} ") for title in titles] == [1] * 12


@pytest.mark.parametrize("name", EDITIONS)
def test_headings_begin_with_one_h1_and_leave_no_level_out(theme: Any, name: str) -> None:
    nodes = theme.tree(theme.edition(name)).css("h1, h2, h3, h4, h5, h6")
    levels = [int(node.tag[1]) for node in nodes]
    assert levels.count(1) == 1
    assert all(level <= before + 1 for before, level in zip([0, *levels], levels, strict=False))


@pytest.mark.parametrize("name", EDITIONS)
def test_no_link_leads_nowhere(theme: Any, name: str) -> None:
    links = [node.attributes.get("href") for node in theme.tree(theme.edition(name)).css("a")]
    assert [link for link in links if not (link or "").startswith("https://")] == []


@pytest.mark.parametrize("name", EDITIONS)
def test_every_picture_has_an_alt_and_a_size(theme: Any, name: str) -> None:
    bare = [
        image.html
        for image in theme.tree(theme.edition(name)).css("img")
        if not (image.attributes.get("alt") and image.css_matches("[width], [height]"))
    ]
    assert bare == []


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("part", ["html", "text"])
def test_the_reader_can_leave_and_knows_who_writes(theme: Any, part: str, name: str) -> None:
    data = theme.edition(name)
    whole = getattr(theme, part)(data)
    links = data["links"]
    addresses = [links.unsubscribe, links.view, links.preferences]
    needed = [*addresses, data["words"].why("The Lantern"), "14 Mill Lane"]
    assert [piece for piece in needed if piece not in whole] == []


def test_who_has_no_pages_gets_no_dead_links(theme: Any) -> None:
    assert len(theme.tree(theme.edition("least")).css("a:not([href^='https://lantern'])")) == 0
    assert words_for("en").unsubscribe not in theme.seen(theme.edition("least"))


@PARTS
def test_an_article_without_an_address_has_no_dead_read_more(theme: Any, part: str) -> None:
    articles = [theme.article(title, url=None, body="<p>Body.</p>") for title in "ABC"]
    words = getattr(theme, part)(theme.context(articles))
    assert words_for("en").read_article not in words
    assert words_for("en").read_online not in words


def test_a_title_without_an_address_is_no_link(theme: Any) -> None:
    page = theme.tree(theme.edition("titles only"))
    assert page.css("h2 a, h3 a") == []


@PARTS
def test_an_empty_edition_says_so(theme: Any, part: str) -> None:
    assert "Nothing new this time." in getattr(theme, part)(theme.edition("empty"))


@pytest.mark.parametrize("count", [50, 120])
def test_who_wants_to_leave_can_before_gmail_cuts_the_mail(theme: Any, count: int) -> None:
    data = theme.context([theme.article(f"Story {number}") for number in range(count)])
    page = theme.html(data).encode()
    assert page.index(data["links"].unsubscribe.encode()) < GMAIL_CLIP


def test_the_styles_are_few_enough_for_gmail(theme: Any) -> None:
    styles = theme.tree(theme.edition("ten")).css("style")
    assert sum(len(style.text().encode()) for style in styles) < GMAIL_STYLES


def test_both_colour_schemes_are_declared(theme: Any) -> None:
    names = {node.attributes.get("name") for node in theme.tree(theme.edition("ten")).css("meta")}
    assert {"color-scheme", "supported-color-schemes"} <= names


@pytest.mark.parametrize("rule", ["@media (prefers-color-scheme: dark)", "[data-ogsc] .paper"])
def test_dark_styles_are_there_for_both_kinds_of_clients(theme: Any, rule: str) -> None:
    assert rule in theme.html(theme.edition("ten"))


def test_the_preheader_is_hidden_and_followed_by_filler(theme: Any) -> None:
    page = theme.html(theme.edition("ten"))
    assert "brass band" not in theme.seen(theme.edition("ten"))
    assert page.index("brass band") < page.index("&#8199;&#847;") < page.index("The Lantern")


def test_without_a_preheader_there_is_no_filler(theme: Any) -> None:
    assert "&#847;" not in theme.html(theme.edition("least"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_fixed_words_and_direction_are_those_of_the_edition(theme: Any, lang: str) -> None:
    data = theme.context([theme.pictured("A"), theme.pictured("B")], lang)
    root = theme.tree(data).css_first("html")
    assert root.attributes["lang"] == lang
    assert root.attributes["dir"] == ("rtl" if lang == "ar" else "ltr")
    assert words_for(lang).unsubscribe in theme.seen(data)
    assert data["edition"].date_text in theme.seen(data)


@pytest.mark.parametrize("position", [0, 1])
def test_an_article_in_another_language_says_so(theme: Any, position: int) -> None:
    articles = [theme.article("A"), theme.article("B")]
    articles[position] = theme.article("ب", lang="ar", dir="rtl", body="<p>باء</p>")
    node = theme.tree(theme.context(articles)).css_first("[lang=ar]")
    assert node.attributes["dir"] == "rtl"
    assert "ب" in node.text()


HOSTILE = (
    """<script>alert(1)</script> "double" 'single' & &amp; {{ 7*7 }} </td> \\ \u00a0 👩‍👩‍👧 नमस्ते"""
)


def test_hostile_text_is_shown_and_does_nothing(theme: Any) -> None:
    articles = [
        theme.pictured(HOSTILE, ref=ref, image_alt=HOSTILE, author=HOSTILE, body=HOSTILE)
        for ref in "ab"
    ]
    parsed = theme.tree(theme.context(articles))
    titles = [node.text() for node in parsed.css("h2, h3") if "script" in node.text()]
    assert parsed.css("script") == []
    assert titles == [HOSTILE, HOSTILE]
    assert {node.attributes["alt"] for node in parsed.css("img")} <= {HOSTILE}


def test_the_brand_reaches_font_accent_corners_and_logo(theme: Any) -> None:
    brand = Brand(accent="#b3261e", font="Inter", radius=3)
    page = theme.html(theme.context([theme.pictured("A")], brand=brand, logo=True))
    assert "font-family:Inter, " in page
    assert "#b3261e" in page
    assert "border-radius:3px" in page
    assert 'src="cid:logo@lantern.example" alt="The Lantern"' in page


@pytest.mark.parametrize("name", EDITIONS)
def test_the_text_part_holds_the_words_of_the_html(theme: Any, name: str) -> None:
    page = theme.seen(theme.edition(name)).split()
    plain = set(theme.text(theme.edition(name)).replace("(", " ").replace(")", " ").split())
    missing = [word for word in page if not {word, word + ":", word + "."} & plain]
    assert len(missing) <= 0.05 * len(page), missing


@pytest.mark.parametrize("name", ["ten", "one", "empty", "arabic", "by days", "no pictures"])
def test_the_text_part_keeps_to_its_columns(theme: Any, name: str) -> None:
    lines = [line.strip() for line in theme.text(theme.edition(name)).split("\n")]
    breakable = [line for line in lines if " " in line and not line.startswith("drawer.open()")]
    assert [line for line in breakable if display_width(line) > WIDTH] == []


def test_a_link_in_the_text_part_has_a_line_of_its_own(theme: Any) -> None:
    lines = [line.strip() for line in theme.text(theme.edition("ten")).split("\n")]
    assert theme.edition("ten")["articles"][2].url in lines


def test_a_draft_without_a_date_shows_none(theme: Any) -> None:
    data = theme.context([theme.article("A")])
    blank = data | {"edition": theme.replaced(data["edition"], date_text="")}
    assert "2026" not in theme.seen(blank)
