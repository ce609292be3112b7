"""The form of every day: an article pasted as plain text, with every trap that it brings."""

from pathlib import Path

import pytest

from newsletter.articles import read
from newsletter.model import Article

SAMPLE = Path(__file__).parent / "samples" / "pasted.txt"
SHARED = Path(__file__).parents[3] / "shared" / "articles" / "000_f451c4c028f1530d.txt"
PARAGRAPH = "Oats are eaten in the morning, and they keep a person going until noon."


def article(text: str) -> Article:
    reading = read(text.encode(), name="a.txt")
    assert len(reading.articles) == 1, reading.problems
    return reading.articles[0]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in article(text).body]


@pytest.fixture
def sample() -> Article:
    return article(SAMPLE.read_text("utf-8"))


def test_the_title_of_the_sample_is_its_first_line(sample: Article) -> None:
    assert sample.title == "Small Trial Suggests Oats’ Fibre Helps in Lowering Stubborn Cholesterol"


def test_the_body_of_the_sample_begins_with_its_first_heading(sample: Article) -> None:
    assert sample.body[0].text == "A Breakfast That Does Some Work"


def test_the_five_headings_of_the_sample_are_headings(sample: Article) -> None:
    assert [block.text for block in sample.body if block.kind == "heading"] == [
        "A Breakfast That Does Some Work",
        "What Sits Inside the Grain",
        "The Numbers Behind the Trial",
        "Limits Worth Knowing",
        "Where the Research Goes Next",
    ]


def test_the_caption_of_the_sample_is_offered_as_the_words_for_a_picture(sample: Article) -> None:
    assert sample.image_alt == "Stubborn cholesterol Small Trial Suggests Oats"


def test_the_hashtags_of_the_sample_keep_order_and_case(sample: Article) -> None:
    assert sample.hashtags.tags == (
        "#oatfibre", "#stubborncholesterol", "#BetaGlucan", "#breakfast", "#hearthealth", "#hope",
    )  # fmt: skip


def test_the_summary_of_the_sample_is_given_and_whole(sample: Article) -> None:
    assert sample.summary is not None
    assert sample.summary.source == "given"
    assert sample.summary.text.endswith("that also tests bread with oat bran")


def test_titles_behind_the_end_are_related_and_nowhere_else(sample: Article) -> None:
    assert sample.related == (
        "Unpacking the 7 Quiet Habits of Lighthouse Keepers, as Told by a Pilot",
        "Velvet Moss: Why Gardeners & Beekeepers Love Damp Walls",
    )
    assert "Lighthouse" not in sample.html + sample.prose
    assert "Moss" not in sample.html + sample.prose


def test_what_the_sample_does_not_say_stays_unknown(sample: Article) -> None:
    assert (sample.url, sample.author, sample.published, sample.lang, sample.image) == (None,) * 5


def test_places_point_into_the_sample(sample: Article) -> None:
    places = {key: (place.line, place.column) for key, place in sample.places.items()}
    assert places == {"title": (1, 1), "tags": (30, 1), "summary": (32, 1)}


@pytest.mark.skipif(not SHARED.exists(), reason="the real article is not here")
def test_the_real_article_is_understood() -> None:
    real = article(SHARED.read_text("utf-8"))
    assert sum(block.kind == "heading" for block in real.body) == 5
    assert sum(block.kind == "paragraph" for block in real.body) == 9
    assert len(real.hashtags.tags) == 6
    assert len(real.related) == 2


@pytest.mark.parametrize("copies", [1, 2, 3])
def test_the_title_counts_once_however_often_it_is_typed(copies: int) -> None:
    assert kinds("Oats at Noon\n\n" * copies + PARAGRAPH) == [("paragraph", PARAGRAPH)]


@pytest.mark.parametrize(
    "copy",
    [
        "OATS AT NOON – “NOW”",
        'Oats at noon - "now"',
        "  Oats  at\tNoon — “Now”",
        "**Oats at Noon – “Now”**",
    ],
)
def test_copies_of_the_title_are_known_by_their_words(copy: str) -> None:
    assert kinds(f"Oats at Noon – “Now”\n\n{copy}\n\n{PARAGRAPH}") == [("paragraph", PARAGRAPH)]


def test_a_copy_of_the_title_right_above_a_paragraph_goes_too() -> None:
    assert kinds(f"Oats at Noon\n\nOats at Noon\n{PARAGRAPH}") == [("paragraph", PARAGRAPH)]


def test_a_copy_of_the_title_below_the_first_heading_goes_too() -> None:
    assert kinds(f"Oats\n\nA Start\n\nOats\n\n{PARAGRAPH}") == [
        ("heading", "A Start"),
        ("paragraph", PARAGRAPH),
    ]


def test_a_line_like_the_title_behind_the_first_paragraph_stays() -> None:
    text = f"Oats at Noon\n\n{PARAGRAPH}\n\nOats at Noon\n\n{PARAGRAPH}"
    assert ("heading", "Oats at Noon") in kinds(text)


@pytest.mark.parametrize(
    "line",
    [
        "An aside that ends with a stop, small trial suggests oats.",
        "A heading with two words small trial",
    ],
)
def test_a_line_that_is_no_caption_stays(line: str) -> None:
    text = f"Small Trial Suggests Oats\n\n{line}\n\n{PARAGRAPH}"
    assert kinds(text)[0][1] == line


def test_a_wrapped_paragraph_that_repeats_the_title_is_no_caption() -> None:
    text = "Small Trial Suggests Oats\n\nNow a small trial suggests oats are\ngood for most people."
    assert kinds(text) == [
        ("paragraph", "Now a small trial suggests oats are good for most people.")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "This is a sentence.",
        "What to bring:",
        "Really!",
        "first, second,",
        "He said “stop.”",
        "(It is late.)",
        " ".join(["word"] * 17),
        "x" * 111,
        "これは文です。",
    ],
)
def test_a_sentence_or_a_long_line_is_no_heading(line: str) -> None:
    assert ("paragraph", line) in kinds(f"Title\n\n{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH}")


@pytest.mark.parametrize(
    "line", ["Why Oats?", "The “Gold” Standard", "見出しの例", "5 Reasons to Eat Oats"]
)
def test_a_short_line_above_a_paragraph_is_a_heading(line: str) -> None:
    assert ("heading", line) in kinds(f"Title\n\n{line}\n\n{PARAGRAPH}")


def test_a_line_like_a_heading_above_another_is_a_paragraph() -> None:
    assert kinds(f"Title\n\n{PARAGRAPH}\n\nOne line\n\nAnother line\n\n{PARAGRAPH}")[1:3] == [
        ("paragraph", "One line"),
        ("heading", "Another line"),
    ]


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "Title\n\nOats are eaten, and they are well-\nliked by short- \nand long-legged\nrunners."
    )
    assert kinds(text) == [
        (
            "paragraph",
            "Oats are eaten, and they are well-liked by short- and long-legged runners.",
        )
    ]


def test_lines_of_a_language_without_spaces_are_joined_without_one() -> None:
    assert kinds("題名\n\n朝に食べる燕麦は\n体に良いです。") == [
        ("paragraph", "朝に食べる燕麦は体に良いです。")
    ]


def test_lines_too_long_for_a_window_are_paragraphs_of_their_own() -> None:
    long = "Oats " * 30 + "are good."
    assert kinds(f"Title\n\nA heading\n{long}\n{long}") == [
        ("heading", "A heading"),
        ("paragraph", long),
        ("paragraph", long),
    ]


def test_line_ends_and_spaces_of_other_systems_are_read() -> None:
    text = (
        "\ufeffTitle\r\n\r\nOats\u00a0are\u200b good,\tand\u2060 cheap.\rMore \u200dof\u200c them."
    )
    assert kinds(text) == [("paragraph", "Oats are good, and cheap. More \u200dof\u200c them.")]


@pytest.mark.parametrize("marker", ["-", "*", "•"])
def test_bullets_are_a_list(marker: str) -> None:
    text = f"Title\n\nBring these:\n{marker} oats\n{marker} a spoon\n  of wood\n\n{marker} milk"
    assert kinds(text) == [("paragraph", "Bring these:"), ("list", "oats\na spoon of wood\nmilk")]


def test_numbers_are_an_ordered_list() -> None:
    body = article("Title\n\n1. oats & milk\n2. a spoon").body
    assert body[0].html == "<ol><li>oats &amp; milk</li><li>a spoon</li></ol>"


def test_a_numbered_line_above_a_paragraph_is_a_heading() -> None:
    text = f"Title\n\n1. Start early\n\n{PARAGRAPH}\n\n2. Stir well\n\n{PARAGRAPH}"
    assert [kind for kind, _ in kinds(text)] == ["heading", "paragraph"] * 2


@pytest.mark.parametrize(
    "line", ["– the use of oats, he said.", "2024. It was a good year for oats."]
)
def test_a_wrapped_line_that_begins_like_an_item_is_no_item(line: str) -> None:
    assert kinds(f"Title\n\nThere is one thing to know\n{line}") == [
        ("paragraph", f"There is one thing to know {line}")
    ]


def test_marked_lines_are_a_quote() -> None:
    assert kinds("Title\n\n> Oats are\n> all I need.") == [("quote", "Oats are all I need.")]


def test_curly_quotes_and_dashes_stay_as_they_are_written() -> None:
    assert kinds("Title\n\n“Oats” – she said – aren’t dear.") == [
        ("paragraph", "“Oats” – she said – aren’t dear.")
    ]


def test_markup_in_pasted_text_is_text() -> None:
    body = article(f"Title\n\n{PARAGRAPH} <script>alert(1)</script>").body
    assert body[0].html.endswith("&lt;script&gt;alert(1)&lt;/script&gt;</p>")


@pytest.mark.parametrize(
    "text", ["", "\n\n", "#a #b", "Summary: Only a summary.", "Share this", "#a #b\n\n#c #d"]
)
def test_text_without_a_title_is_an_error(text: str) -> None:
    reading = read(text.encode(), name="a.txt")
    assert not reading.articles
    codes = {problem.code for problem in reading.problems}
    assert codes & {"article-no-title", "article-empty"}


def test_a_title_alone_is_an_article_with_a_warning() -> None:
    reading = read(b"Only a title", name="a.txt")
    assert [problem.code for problem in reading.problems] == ["article-no-text"]
    assert reading.articles[0].summary is None
    assert reading.articles[0].hashtags.tags == ()


def test_a_long_title_is_kept_with_a_warning() -> None:
    reading = read(("Oats " * 80 + f"\n\n{PARAGRAPH}").encode(), name="a.txt")
    assert [problem.code for problem in reading.problems] == ["title-long"]
    assert len(reading.articles[0].title) == 399


def test_arabic_text_runs_from_right_to_left() -> None:
    assert article("123 – فوائد الشوفان\n\nالشوفان مفيد للصحة.").dir == "rtl"
