"""The hashtags of an article, in the shapes that people give them."""

import pytest

from newsletter.articles import read
from newsletter.articles.tagline import tag_line
from newsletter.model import Article

PARAGRAPH = "Oats are eaten in the morning, and they keep a person going until noon."


def article(*passages: str) -> Article:
    return read("\n\n".join(("Title", PARAGRAPH, *passages)).encode(), name="a.txt").articles[0]


def texts(article: Article) -> list[str]:
    return [block.text for block in article.body]


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("#oats #milk 🌻", ("#oats", "#milk")),
        ("🏷️ #oats 🥛 #milk", ("#oats", "#milk")),
        ("Tags: #oats #milk", ("#oats", "#milk")),
        ("Hashtags: #oats, #milk", ("#oats", "#milk")),
        ("**Tags:** #oats #milk", ("#oats", "#milk")),
        ("Tags: #oats", ("#oats",)),
        ("Tags: oats, porridge oats, DIY", ("#oats", "#PorridgeOats", "#DIY")),
        ("Schlagwörter: Hafer, Milch", ("#Hafer", "#Milch")),
        ("タグ：#燕麦 #朝食", ("#燕麦", "#朝食")),
    ],
)
def test_a_line_of_tags_may_have_a_label_and_emoji(line: str, tags: tuple[str, ...]) -> None:
    assert tag_line(line) == tags


@pytest.mark.parametrize(
    "line",
    [
        "Tags: they are everywhere.",
        "Tags: they are everywhere, and nobody ever takes them off again",
        "Tags:",
        "🌻",
        "Tags are sewn in, by hand",
        "Price tags: oats, milk",
    ],
)
def test_a_sentence_about_tags_is_no_line_of_them(line: str) -> None:
    assert tag_line(line) == ()


@pytest.mark.parametrize(
    "end",
    [
        ("#oats",),
        ("Summary: Oats are good.", "#oats"),
        ("#oats", "Summary: Oats are good."),
        ("Summary: Oats are good.\n#oats",),
        ("Summary: Oats are good.", "#oats", "Nine Lighthouses"),
        ("More oats are better.\n#oats",),
    ],
)
def test_a_single_hashtag_that_closes_the_article_is_its_hashtag(end: tuple[str, ...]) -> None:
    found = article(*end)
    assert found.hashtags.tags == ("#oats",)
    assert "#oats" not in (*texts(found), *found.related)


def test_hashtags_below_each_other_are_the_hashtags() -> None:
    assert article("#oats\n#milk\n#honey").hashtags.tags == ("#oats", "#milk", "#honey")


def test_a_single_hashtag_with_text_behind_it_is_text() -> None:
    found = article("#oats", PARAGRAPH)
    assert found.hashtags.tags == ()
    assert "#oats" in texts(found)


def test_a_number_sign_is_no_hashtag() -> None:
    found = article("#1")
    assert found.hashtags.tags == ()
    assert "#1" in texts(found)


def test_a_single_hashtag_closes_a_markdown_file_too() -> None:
    found = read(f"# Title\n\n{PARAGRAPH}\n\n#oats\n".encode(), name="a.md").articles[0]
    assert found.hashtags.tags == ("#oats",)
    assert texts(found) == [PARAGRAPH]


@pytest.mark.parametrize("opening", ["📌 Summary:", "✨ TL;DR:", "➡️ **Summary:**", "🌱Summary:"])
def test_an_emoji_may_stand_before_the_summary(opening: str) -> None:
    found = article(f"{opening} Oats keep you going.")
    assert found.summary is not None
    assert found.summary.text == "Oats keep you going."


@pytest.mark.parametrize(
    "label", ["Summary", "Key Takeaways", "**Summary**", "## Summary", "TL;DR"]
)
@pytest.mark.parametrize("tags_first", [False, True])
def test_a_heading_summary_beside_the_hashtags_is_a_label(label: str, tags_first: bool) -> None:
    end = [f"{label}\n\nOats keep you going.", "#oats #milk"]
    found = article(*(reversed(end) if tags_first else end))
    assert found.summary is not None
    assert found.summary.text == "Oats keep you going."
    assert found.hashtags.tags == ("#oats", "#milk")
    assert found.related == ()
    assert texts(found) == [PARAGRAPH]


def test_takeaways_in_a_list_need_no_colon_beside_the_hashtags() -> None:
    found = article("Key takeaways\n- Oats are cheap\n- They keep you going", "#oats #milk")
    assert found.summary is not None
    assert found.summary.text == "Oats are cheap. They keep you going."


def test_a_section_called_summary_in_mid_article_is_a_section() -> None:
    found = article("Summary", PARAGRAPH, "More", PARAGRAPH, "#oats #milk")
    assert found.summary is None
    assert texts(found)[1] == "Summary"
