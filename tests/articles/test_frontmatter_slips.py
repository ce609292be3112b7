"""Slips that people make in front matter, and what is kept all the same."""

import pytest

from newsletter.articles import read
from newsletter.articles.reading import Reading


def reading(*lines: str, fence: str = "---") -> Reading:
    front = "\n".join((fence, *lines, fence))
    return read(f"{front}\n\nOats are good.\n".encode(), name="a.md")


@pytest.mark.parametrize(
    "tags",
    [
        "tags: #oats, #milk",
        "tags: #oats #milk",
        "tags: [#oats, #milk]",
        "tags:\n  - #oats\n  - #milk",
        "tags:\n- #oats\n- #milk",
        'tags: ["#oats", #milk]',
        "tags: oats, #milk",
    ],
)
def test_hashtags_need_no_quotation_marks(tags: str) -> None:
    found = reading("title: Oats", tags)
    assert found.problems == ()
    assert found.articles[0].hashtags.tags == ("#oats", "#milk")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Oats are #1", "Oats are #1"),
        ("title: #OatsAtNoon", "#OatsAtNoon"),
        ("title: Oats # a working title", "Oats"),
        ("# title: Milk\ntitle: Oats", "Oats"),
        ("#title: Milk\ntitle: Oats", "Oats"),
    ],
)
def test_a_number_sign_right_before_a_word_is_no_comment(line: str, title: str) -> None:
    assert [article.title for article in reading(line).articles] == [title]


def test_a_comment_behind_another_key_is_a_comment() -> None:
    found = reading("title: Oats", "pinned: true #for now")
    assert found.problems == ()
    assert found.articles[0].pinned


def test_hashtags_in_a_post_s_own_text_stay() -> None:
    found = reading(
        "title: Oats", "post:", "  x: Eat #oats", "  bluesky: >", "    Eat #oats", "    now"
    )
    assert found.articles[0].posts == {"x": "Eat #oats", "bluesky": "Eat #oats now"}


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Oats: the grain", "Oats: the grain"),
        ("title: 'It's oats'", "It's oats"),
        ('title: "Oats', "Oats"),
        ('title: "Quoted" oats', '"Quoted" oats'),
        ("title: [Oats] and milk", "[Oats] and milk"),
        ("title: *Oats*", "*Oats*"),
        ("title: @oats", "@oats"),
    ],
)
def test_a_title_that_is_no_yaml_is_an_error_and_is_kept(line: str, title: str) -> None:
    found = reading(line, "author: Jo")
    assert [problem.code for problem in found.problems] == ["front-matter-invalid"]
    assert found.problems[0].place.line == 2
    assert [(article.title, article.author) for article in found.articles] == [(title, "Jo")]


@pytest.mark.parametrize(
    "line", ["title = Oats at Noon", 'title = "Oats at Noon', "title = 'Oats at Noon"]
)
def test_a_title_that_is_no_toml_is_an_error_and_is_kept(line: str) -> None:
    found = reading(line, 'author = "Jo"', fence="+++")
    assert [problem.code for problem in found.problems] == ["front-matter-invalid"]
    assert [(article.title, article.author) for article in found.articles] == [
        ("Oats at Noon", "Jo")
    ]


def test_a_broken_value_that_is_no_text_is_not_guessed_at() -> None:
    found = reading("title: Oats", "date: 2026: May")
    assert [problem.code for problem in found.problems] == ["front-matter-invalid"]
    assert found.articles[0].published is None
