"""A pasted article that was saved as Markdown, with its marks or without any."""

import pytest

from newsletter.articles import read
from newsletter.articles.reading import Reading

PARAGRAPH = "Oats are eaten in the morning, and they keep a person going until noon."
OTHERS = ("Nine Lighthouses You Must See", "Velvet Moss on Damp Walls")


def reading(*passages: str) -> Reading:
    return read("\n\n".join(passages).encode(), name="a.md")


@pytest.mark.parametrize(
    "others",
    [
        OTHERS,
        tuple(f"## {title}" for title in OTHERS),
        tuple(f"**{title}**" for title in OTHERS),
        ("\n".join(OTHERS),),
        ("\n".join(f"- {title}" for title in OTHERS),),
        tuple(f"[{title}](https://oats.example/{n})" for n, title in enumerate(OTHERS)),
        ("## Related articles", *OTHERS),
    ],
)
@pytest.mark.parametrize("tags_last", [False, True])
def test_titles_behind_the_end_of_markdown_are_related(
    others: tuple[str, ...], tags_last: bool
) -> None:
    end = ["**Summary:** Oats are good.", "#oats #milk"]
    passages = (*(end if tags_last else reversed(end)), *others)
    found = reading("# Title", PARAGRAPH, *passages).articles[0]
    assert found.related == OTHERS
    assert found.summary is not None
    assert found.summary.text == "Oats are good."
    assert found.hashtags.tags == ("#oats", "#milk")
    assert [block.text for block in found.body] == [PARAGRAPH]


def test_a_last_heading_without_an_end_before_it_is_the_article_s() -> None:
    found = reading("# Title", PARAGRAPH, "## One", "## Two").articles[0]
    assert found.related == ()
    assert [block.text for block in found.body] == [PARAGRAPH, "One", "Two"]


def test_a_section_behind_the_hashtags_is_the_article_s() -> None:
    found = reading("# Title", PARAGRAPH, "#oats #milk", "## More", PARAGRAPH).articles[0]
    assert found.related == ()
    assert found.body[-1].text == PARAGRAPH


def test_markdown_without_any_heading_begins_with_its_title() -> None:
    found = reading("Oats at Noon", "Oats at Noon", "Why Oats?", PARAGRAPH, "#a #b", OTHERS[0])
    article = found.articles[0]
    assert article.title == "Oats at Noon"
    assert [(block.kind, block.text) for block in article.body] == [
        ("heading", "Why Oats?"),
        ("paragraph", PARAGRAPH),
    ]
    assert article.related == OTHERS[:1]


def test_markdown_that_begins_with_a_sentence_has_no_title() -> None:
    found = reading(PARAGRAPH, PARAGRAPH)
    assert [problem.code for problem in found.problems] == ["article-no-title"]


def test_markdown_with_code_or_a_table_and_no_title_is_not_taken_for_pasted_text() -> None:
    for block in ("```\ncode\n```", "| a | b |\n|---|---|\n| 1 | 2 |", "![oats](oats.png)"):
        found = reading("Oats at Noon", block)
        assert [problem.code for problem in found.problems] == ["article-no-title"]
