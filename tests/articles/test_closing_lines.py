"""What closes an article when it was pasted without the blank lines between."""

import pytest

from newsletter.articles import read
from newsletter.model import Article

PARAGRAPH = "Oats are eaten in the morning, and they keep a person going until noon."
OTHERS = ("Nine Lighthouses You Must See", "Velvet moss on damp walls")
OTHER_LINES = "\n".join(OTHERS)


def article(*passages: str) -> Article:
    return read("\n\n".join(("Title", PARAGRAPH, *passages)).encode(), name="a.txt").articles[0]


def texts(article: Article) -> list[str]:
    return [block.text for block in article.body]


@pytest.mark.parametrize(
    "end",
    [
        f"Summary: Oats are good.\n\n#oats #milk\n\n{OTHER_LINES}",
        f"Summary: Oats are good.\n\n#oats #milk\n{OTHER_LINES}",
        f"#oats #milk\n\nSummary: Oats are good.\n\n{OTHER_LINES}",
        f"#oats #milk\nSummary: Oats are good.\n{OTHER_LINES}",
        f"#oats #milk\nSummary: Oats are\ngood.\n{OTHER_LINES}",
        f"#oats #milk\nSummary:\nOats are good.\n{OTHER_LINES}",
    ],
)
def test_other_titles_on_neighbouring_lines_are_related_and_nowhere_else(end: str) -> None:
    found = article(end)
    assert found.related == OTHERS
    assert found.summary is not None
    assert found.summary.text == "Oats are good."
    assert texts(found) == [PARAGRAPH]


def test_one_other_title_right_below_the_summary_is_related() -> None:
    found = article("Summary: Oats are good.\nNine Lighthouses You Must See")
    assert found.related == ("Nine Lighthouses You Must See",)


@pytest.mark.parametrize(
    "summary",
    [
        "Summary: Oats are good.\nThey keep you going",
        "Summary: Oats are good and\nthey keep you going",
        "Summary: Oats are good.\nThey keep you going,\nall day",
    ],
)
def test_a_wrapped_summary_without_a_last_full_stop_stays_whole(summary: str) -> None:
    found = article(summary)
    assert found.summary is not None
    assert found.summary.text == " ".join(summary.removeprefix("Summary: ").split())
    assert found.related == ()


def test_titles_below_related_articles_may_stand_on_neighbouring_lines() -> None:
    found = article(f"Related Articles\n{OTHER_LINES}")
    assert found.related == OTHERS
    assert texts(found) == [PARAGRAPH]


def test_short_titles_of_others_do_not_count_as_the_text_of_a_short_article() -> None:
    found = read(f"Title\n\nOats win.\n\n#oats #milk\n\n{OTHER_LINES}".encode(), name="a.txt")
    assert found.articles[0].related == OTHERS


def test_a_wrapped_paragraph_of_another_article_is_no_row_of_titles() -> None:
    found = article(PARAGRAPH, "#oats #milk", "Nine Lighthouses", "Keepers tell\nall\nof it.")
    assert found.related == ("Nine Lighthouses",)
    assert texts(found) == [PARAGRAPH] * 2


@pytest.mark.parametrize(
    "end",
    [
        "\n".join(f"- {title}" for title in OTHERS),
        "\n".join(f"{n}. {title}" for n, title in enumerate(OTHERS, 1)),
        "\n\n".join(f"→ {title}" for title in OTHERS),
        "\n".join(f"» {title}" for title in OTHERS),
    ],
)
def test_other_titles_with_a_mark_before_each_are_related(end: str) -> None:
    found = article(PARAGRAPH, PARAGRAPH, "Summary: Oats are good.", "#oats #milk", end)
    assert found.related == OTHERS
    assert texts(found) == [PARAGRAPH] * 3


def test_a_long_title_behind_the_end_is_related() -> None:
    title = "Nine Lighthouses You Must See Before They Are Automated, as Told by " + "Keepers " * 10
    found = article(*[PARAGRAPH] * 4, "#oats #milk", title)
    assert found.related == (title.strip(),)


def test_the_date_below_another_title_is_no_title() -> None:
    found = article("#oats #milk", OTHERS[0], "14 May 2026", OTHERS[1])
    assert found.related == OTHERS


def test_a_list_of_sentences_behind_the_hashtags_is_the_article_s() -> None:
    found = article("#oats #milk", "- Oats are cheap.\n- They are good.")
    assert found.related == ()
    assert texts(found)[-1] == "Oats are cheap.\nThey are good."


def test_lines_below_hashtags_at_the_top_are_the_article() -> None:
    poem = "Oats are yellow\nMilk is white"
    found = read(f"Title\n\n#oats #milk\n\n{poem}".encode(), name="a.txt").articles[0]
    assert found.related == ()
    assert texts(found) == ["Oats are yellow Milk is white"]
