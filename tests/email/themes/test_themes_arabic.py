"""Mails in Arabic and in other letters: which way words, dates and hashtags run."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from newsletter.model import Hashtags
from newsletter.usecases.building import Build, BuildRequest, build_edition

SAMPLES = Path(__file__).parents[3] / "articles" / "images"
RLM, LRM = "\u200f", "\u200e"
LATIN = {"author": "Mira Holt", "hashtags": Hashtags(("#بذور", "#SeedLibrary"), "given")}
ARABIC = {"lang": "ar", "dir": "rtl"}


@pytest.fixture
def magazine(theme: Any, tmp_path: Path) -> Build:
    """The Arabic edition that docs/pictures shows."""
    project = tmp_path / "arabic"
    shutil.copytree(Path(__file__).parent / "arabic", project)
    shutil.copytree(SAMPLES, project / "articles" / "images")
    return build_edition(BuildRequest(project=project, template=theme.name))


def test_the_arabic_magazine_builds_without_a_problem(magazine: Build) -> None:
    assert magazine.problems == ()
    assert len(magazine.edition.articles) == 5
    assert magazine.edition.dir == "rtl"


def test_the_arabic_magazine_speaks_no_english(magazine: Build) -> None:
    text = magazine.rendered.text or ""
    assert [word for word in ("By ", "Read", "Unsubscribe", "View") if word in text] == []


# Where the words of a line stand, from left to right.
ORDER = """(paragraph, words) => {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const left = {};
  for (let node; (node = walker.nextNode());)
    for (const word of words) {
      const at = node.data.indexOf(word);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + word.length);
      left[word] = range.getBoundingClientRect().left;
    }
  return words.filter(word => word in left).sort((a, b) => left[a] - left[b]);
}"""


def order(page: Any, selector: str, words: list[str]) -> list[str]:
    found: list[str] = page.evaluate(
        f"words => ({ORDER})(document.querySelector({selector!r}), words)", words
    )
    return found


@pytest.mark.browser
@pytest.mark.parametrize("name", ["digest", "letter"])
def test_an_arabic_date_stays_whole_beside_a_latin_name(
    window: Any, request: pytest.FixtureRequest, name: str
) -> None:
    theme = request.getfixturevalue(name)
    window.set_content(theme.html(theme.context([theme.pictured("أ", **ARABIC)], "ar")))
    words = ["2026", "نوفمبر", "12", "Mira Holt", "بقلم"]
    assert order(window, "h2 ~ .quiet", words) == words


@pytest.mark.browser
def test_the_byline_of_an_arabic_article_runs_as_its_edition(window: Any, digest: Any) -> None:
    window.set_content(digest.html(digest.context([digest.pictured("أ", author="هند", **ARABIC)])))
    words = ["By", "هند", "November", "2026"]
    assert order(window, "h2 ~ .quiet", words) == words


@pytest.mark.browser
@pytest.mark.parametrize(("lang", "fields"), [("ar", ARABIC), ("en", {})])
def test_the_sign_of_a_hashtag_stands_where_the_tag_begins(
    window: Any, digest: Any, lang: str, fields: dict[str, str]
) -> None:
    data = digest.context([digest.article("أ", **{**LATIN, **fields})], lang)
    window.set_content(digest.html(data))
    tags = window.locator("p.quiet span[dir=auto]").all()
    arabic, latin = (tag.evaluate("node => getComputedStyle(node).direction") for tag in tags)
    assert (arabic, latin) == ("rtl", "ltr")


def test_the_short_rows_of_a_letter_date_as_their_edition(letter: Any) -> None:
    rows = [letter.pictured("أ", **ARABIC), letter.pictured("B")]
    dates = letter.tree(letter.context(rows, "ar")).css("div[dir=ltr] p.quiet")
    assert [(node.attributes["dir"], node.attributes["lang"]) for node in dates] == [("rtl", "ar")]


@pytest.mark.parametrize(
    ("lang", "fields", "mark"), [("ar", ARABIC, RLM), ("de", ARABIC, LRM), ("de", {}, "")]
)
def test_in_plain_text_a_mark_keeps_name_and_date_apart(
    digest: Any, lang: str, fields: dict[str, str], mark: str
) -> None:
    text = digest.text(digest.context([digest.pictured("A", **fields)], lang))
    assert f"Mira Holt{mark} · 12" in text


@pytest.mark.parametrize(
    ("lang", "style"), [("en", "italic"), ("de", "italic"), ("ja", "normal"), ("ar", "normal")]
)
def test_only_letters_that_have_an_italic_are_slanted(letter: Any, lang: str, style: str) -> None:
    body = "<p>One <em>word</em>.</p><blockquote><p>Said.</p></blockquote>"
    page = letter.html(letter.context([letter.pictured("A", lang=lang, body=body)], lang))
    assert {part for part in ("italic", "normal") if f"font-style:{part}" in page} == {style}


@pytest.mark.parametrize(("lang", "size"), [("ar", "14px"), ("en", "13px"), ("ja", "13px")])
def test_small_print_is_large_enough_for_its_letters(theme: Any, lang: str, size: str) -> None:
    page = theme.tree(theme.context([theme.pictured("A")], lang))
    date = page.css_first("h1 ~ p.quiet")
    assert f"font-size:{size}" in date.attributes["style"]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Unsubscribe:"),
        ("fr", "Se désabonner\u00a0:"),
        ("ja", "配信停止："),
        ("ar", "إلغاء الاشتراك:"),
    ],
)
def test_what_an_address_is_for_ends_as_the_language_writes_it(
    theme: Any, lang: str, line: str
) -> None:
    assert line in theme.text(theme.context([theme.article("A")], lang)).split("\n")
