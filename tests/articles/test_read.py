"""One door for every form; it never raises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.articles import read
from newsletter.articles.forms import form_of

PAGE = "<!doctype html><html><head><title>T</title></head><body><p>Text.</p></body></html>"
FEED = "<rss version='2.0'><channel><item><title>T</title></item></channel></rss>"
JSON_FEED = '{\n "title": "F", "version": "https://jsonfeed.org/version/1.1", "items": []}'
NAMES = ["a.txt", "a.md", "a.html", "a.xml", "a.json", "-"]


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("a.md", "Title", "markdown"),
        ("A.MARKDOWN", PAGE, "markdown"),
        ("a.html", "Title", "html"),
        ("a.htm", FEED, "feed"),
        ("a.rss", PAGE, "feed"),
        ("a.json", "Title", "feed"),
        ("a.txt", "Title\n\nText.", "pasted"),
        ("-", "Title\n\nText.", "pasted"),
        ("notes", PAGE, "html"),
        ("-", f"<?xml version='1.0'?>\n<!-- made by -->\n{PAGE}", "html"),
        ("-", f"<?xml version='1.0'?>\n<!-- made by -->\n{FEED}", "feed"),
        ("a.txt", JSON_FEED, "feed"),
        ("a.txt", "---\ntitle: T\n---\nText.", "markdown"),
        ("-", '+++\n# note\ntitle = "T"\n+++\nText.', "markdown"),
        ("a.txt", "---\n\nTitle\n\nText.", "pasted"),
        ("a.txt", "Title\n---\nkey: value", "pasted"),
        ("a.txt", "<3 oats\n\nText.", "pasted"),
        ("a.txt", "{Title}\n\nText.", "pasted"),
        ("a.txt", "The <html> tag\n\nText.", "pasted"),
    ],
)
def test_the_name_says_the_form_or_the_first_characters_do(name: str, text: str, form: str) -> None:
    assert form_of(text, name=name) == form


def test_the_ref_is_the_name_as_it_was_given() -> None:
    assert read(b"# T\n\nText.", name="articles/a.md").articles[0].ref == "articles/a.md"


def test_problems_of_decoding_come_with_the_article() -> None:
    found = read("Title\n\nSpät".encode("cp1252"), name="a.txt")
    assert found.articles[0].prose == "Spät"
    assert [problem.code for problem in found.problems] == ["encoding-assumed"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"\x89PNG\r\n\x1a\n",
        b"<" * 5000,
        b"&" * 5000,
        b"[" * 5000,
        b"`" * 5000,
        b"*a" * 5000,
        b"---\n",
        b"+++\n",
        b"---\n---\n---\n",
        b"{{" * 5000,
        b"#" * 5000,
        b"> " * 5000,
        b"- " * 5000,
        b"\r\r\r",
        b"<div>" * 10_000,
        b"<?xml" + b" " * 5000,
        b"<!--" + b"-" * 5000,
        b"Photo:" * 5000,
        ("Title\r\nBcc: x\r\n\r\n" + "\u202e\u0301" * 500).encode(),
    ],
)
def test_hostile_bytes_give_a_problem_or_an_article(data: bytes, name: str) -> None:
    found = read(data, name=name)
    assert found.articles or found.problems
    assert all(
        "\n" not in article.title and "\r" not in article.title for article in found.articles
    )


@pytest.mark.parametrize("name", NAMES)
def test_any_bytes_are_read_without_raising(name: str) -> None:
    @settings(max_examples=60, derandomize=True, database=None, deadline=None)
    @given(
        st.binary(max_size=300)
        | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    )
    def check(data: bytes) -> None:
        found = read(data, name=name)
        assert found.articles or found.problems
        assert all(article.title.strip() for article in found.articles)

    check()


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Title", "", "", "Some words that make a sentence.", "A short line", "#a #b",
                "Summary: x.", "Summary:", "- item", "1. item", "> quote", "Share this",
                "Related Articles", "## Head", "In short:",
            ]
        ),
        max_size=25,
    )
)  # fmt: skip
def test_no_word_of_pasted_text_is_lost(lines: list[str]) -> None:
    found = read("\n".join(lines).encode(), name="a.txt")
    if not found.articles:
        return
    article = found.articles[0]
    summary = article.summary.text if article.summary else ""
    told = " ".join(problem.text for problem in found.problems)
    everything = "\n".join(
        [article.title, article.prose, article.html, summary, told, *article.related]
    )
    for line in lines:
        if line in ("Some words that make a sentence.", "A short line"):
            assert line in everything


def test_twenty_megabytes_of_pasted_text_are_an_article() -> None:
    text = (
        "Title\n\n"
        + "Oats are eaten in the morning, and they keep you going until noon. " * 300_000
    )
    found = read(text.encode(), name="a.txt")
    assert len(found.articles[0].prose) > 20_000_000 - 1000
