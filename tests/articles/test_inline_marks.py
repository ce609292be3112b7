"""Marks of Markdown inside pasted text, as chats and notes leave them behind."""

import pytest

from newsletter.articles import read
from newsletter.articles.inline_marks import marked_html, unmarked
from newsletter.model import Article

PARAGRAPH = "Oats are eaten in the morning, and they keep a person going until noon."


def article(*passages: str) -> Article:
    return read("\n\n".join(("Title", *passages)).encode(), name="a.txt").articles[0]


@pytest.mark.parametrize(
    ("text", "plain", "html"),
    [
        ("Oats are **good**.", "Oats are good.", "Oats are <strong>good</strong>."),
        ("Oats are *good*.", "Oats are good.", "Oats are <em>good</em>."),
        ("**Oats:** good", "Oats: good", "<strong>Oats:</strong> good"),
        ("Run `oats --now`", "Run oats --now", "Run <code>oats --now</code>"),
        (
            "See [our list](https://o.example/a_b_?x=1&y=2).",
            "See our list.",
            'See <a href="https://o.example/a_b_?x=1&amp;y=2">our list</a>.',
        ),
        (
            "**[Oats](https://o.example/)** & milk",
            "Oats & milk",
            '<strong><a href="https://o.example/">Oats</a></strong> &amp; milk',
        ),
        (
            "[**Oats**](https://o.example/)",
            "Oats",
            '<a href="https://o.example/"><strong>Oats</strong></a>',
        ),
    ],
)
def test_marks_become_what_they_mean(text: str, plain: str, html: str) -> None:
    assert unmarked(text) == plain
    assert marked_html(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "3 * 4 * 5",
        "a*b*c",
        "Oats* are dear.* So is milk.",
        "* From local farms",
        "** stars **",
        "[sic] and (so)",
        "[a](javascript:alert(1))",
        "snake_case_name and __init__",
        "https://o.example/*a*/`b`",
        "`",
        "**",
        '[x](https://o.example/"onclick=x)',
    ],
)
def test_what_is_no_mark_stays(text: str) -> None:
    assert unmarked(text) == text


def test_markup_of_html_stays_text() -> None:
    assert marked_html("**<b onclick=x>**") == "<strong>&lt;b onclick=x&gt;</strong>"


@pytest.mark.parametrize("mark", ["*", "**", "`", "[", "](", "[a](https://", "**a", "*a "])
def test_a_million_marks_are_read_in_one_go(mark: str) -> None:
    assert marked_html(mark * 100_000)


def test_no_mark_reaches_title_heading_list_summary_or_related_titles() -> None:
    found = article(
        "## **What** is it?",
        f"A *grain*. {PARAGRAPH}",
        "- **Cheap:** yes",
        "> It is `food`.",
        "**Summary:** Oats are **good**.",
        "### *Other* Title",
    )
    assert [block.text for block in found.body] == [
        "What is it?",
        f"A grain. {PARAGRAPH}",
        "Cheap: yes",
        "It is food.",
    ]
    assert found.body[1].html.startswith("<p>A <em>grain</em>.")
    assert found.summary is not None
    assert found.summary.text == "Oats are good."
    assert found.related == ("Other Title",)


def test_no_mark_stays_in_the_title() -> None:
    text = f"# Oats are **good** for *you*\n\n{PARAGRAPH}"
    assert read(text.encode(), name="a.txt").articles[0].title == "Oats are good for you"
