"""How an article ends: hashtags, summary, and the titles of other articles."""

import pytest

from newsletter.articles import read
from newsletter.articles.tagline import tag_line
from newsletter.model import Article

PARAGRAPH = "Oats are eaten in the morning, and they keep a person going until noon."
OTHERS = "Nine Lighthouses You Must See\n\nVelvet Moss on Damp Walls"


def article(*passages: str) -> Article:
    return read("\n\n".join(("Title", PARAGRAPH, *passages)).encode(), name="a.txt").articles[0]


def texts(article: Article) -> list[str]:
    return [block.text for block in article.body]


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("#a #b", ("#a", "#b")),
        ("#Oats, #oats, #Milk.", ("#Oats", "#Milk")),
        ("#a; #b; #c", ("#a", "#b", "#c")),
        ("#a#b", ("#a", "#b")),
        ("  #mental-health  #C++ ", ("#mentalhealth", "#C")),
        ("#year #2024 #1", ("#year",)),
        ("＃燕麦 ＃朝食", ("#燕麦", "#朝食")),
        ("#مطبخ_الحي #طبخ", ("#مطبخ_الحي", "#طبخ")),
    ],
)
def test_a_line_of_hashtags_gives_them_in_their_order(line: str, tags: tuple[str, ...]) -> None:
    assert tag_line(line) == tags


@pytest.mark.parametrize(
    "line",
    ["", "#one", "#1 #2", "#1 #204 #2024", "#a and #b", "Say #a #b", "# a # b", "#a #b!?x y"],
)
def test_a_line_with_anything_else_is_no_tag_line(line: str) -> None:
    assert tag_line(line) == ()


def test_a_single_hashtag_in_prose_is_not_the_tag_line() -> None:
    found = article("Post it with #oats and you may win.", PARAGRAPH)
    assert found.hashtags.tags == ()
    assert "Post it with #oats and you may win." in texts(found)


def test_hashtags_right_below_a_paragraph_are_no_part_of_it() -> None:
    found = article("More oats are better.\n#oats #milk")
    assert texts(found)[-1] == "More oats are better."
    assert found.hashtags.tags == ("#oats", "#milk")


@pytest.mark.parametrize(
    "label",
    [
        "Summary:", "SUMMARY:", "summary :", "Summary -", "Summary –", "Summary —", "**Summary:**",
        "TL;DR:", "TLDR:", "tl;dr –", "In short:", "Key takeaways:", "Zusammenfassung:", "Resumen:",
        "Resume:", "Résumé :", "Resumo:", "ملخص:", "要約：", "摘要：", "摘要:", "【要約】",
    ],
)  # fmt: skip
def test_a_label_opens_the_summary(label: str) -> None:
    found = article(f"{label} Oats keep you going.")
    assert found.summary is not None
    assert found.summary.text == "Oats keep you going."
    assert texts(found) == [PARAGRAPH]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_the_summary_may_stand_below_its_label(between: str) -> None:
    found = article(f"Summary:{between}Oats keep you going,\nall day.")
    assert found.summary is not None
    assert found.summary.text == "Oats keep you going, all day."


def test_takeaways_in_a_list_are_one_summary() -> None:
    found = article("Key takeaways:\n- Oats are cheap\n- They keep you going.")
    assert found.summary is not None
    assert found.summary.text == "Oats are cheap. They keep you going."


@pytest.mark.parametrize(
    "passage",
    [
        "Summary statistics were kept for all of the oats.",
        "Oats are good. In summary: they are cheap.",
        "We counted the oats and wrote a\nsummary: it is long.",
        "Resumes are sent by post.",
        "In short, oats are good.",
        "Summary",
    ],
)
def test_a_near_miss_of_the_label_stays_in_the_body(passage: str) -> None:
    found = article(passage, PARAGRAPH)
    assert found.summary is None
    assert texts(found)[1] == " ".join(passage.split())


def test_a_sentence_that_begins_with_in_short_stays_in_mid_article() -> None:
    found = article("In short: oats are good.", PARAGRAPH)
    assert found.summary is None
    assert texts(found)[1] == "In short: oats are good."


def test_the_last_summary_counts_and_an_earlier_one_is_text() -> None:
    found = article("Summary: the first.", PARAGRAPH, "Summary: the last.")
    assert found.summary is not None
    assert found.summary.text == "the last."
    assert "Summary: the first." in texts(found)


@pytest.mark.parametrize(
    "end",
    [
        ("#oats #milk", "Summary: Oats are good."),
        ("Summary: Oats are good.", "#oats #milk"),
        ("Summary: Oats are good.\n#oats #milk",),
        ("#oats #milk\nSummary: Oats are good.",),
    ],
)
def test_hashtags_and_summary_come_in_either_order(end: tuple[str, ...]) -> None:
    found = article(*end, OTHERS)
    assert found.hashtags.tags == ("#oats", "#milk")
    assert found.summary is not None
    assert found.summary.text == "Oats are good."
    assert found.related == tuple(OTHERS.split("\n\n"))
    assert texts(found) == [PARAGRAPH]


def test_without_a_summary_the_hashtags_end_the_article() -> None:
    assert article("#oats #milk", "One Other Title").related == ("One Other Title",)


def test_without_either_two_short_lines_at_the_end_are_related() -> None:
    found = article(OTHERS)
    assert found.related == tuple(OTHERS.split("\n\n"))
    assert texts(found) == [PARAGRAPH]


def test_without_either_one_short_line_at_the_end_is_the_article_s() -> None:
    found = article("Jo Day")
    assert found.related == ()
    assert texts(found)[-1] == "Jo Day"


def test_the_text_below_another_article_s_title_is_left_out_with_a_note() -> None:
    text = f"Title\n\n{PARAGRAPH}\n\n#a #b\n\nNine Lighthouses\n\nKeepers tell all."
    reading = read(text.encode(), name="a.txt")
    assert [problem.code for problem in reading.problems] == ["text-left-out"]
    assert "Keepers" not in reading.articles[0].html


def test_hashtags_at_the_top_do_not_end_the_article() -> None:
    found = read(f"Title\n\n#a #b\n\nA heading\n\n{PARAGRAPH}".encode(), name="a.txt").articles[0]
    assert found.related == ()
    assert texts(found) == ["A heading", PARAGRAPH]


def test_what_stands_below_related_articles_is_related() -> None:
    found = article("Related Articles", "- Nine Lighthouses", "- Velvet Moss")
    assert found.related == ("Nine Lighthouses", "Velvet Moss")
    assert texts(found) == [PARAGRAPH]


def test_hashtags_never_come_from_related_titles() -> None:
    found = article("Summary: Oats are good.", "#Lighthouse Tours of the North")
    assert found.hashtags.tags == ()


@pytest.mark.parametrize(
    "line",
    [
        "Share this", "Share this article", "Share on Facebook", "Leave a Reply", "3 min read",
        "Reading time: 4 minutes", "We use cookies to make this site better.", "Accept all cookies",
        "Photo: Jo Day / Harbour Press", "Advertisement", "Would you like me to write a short one?",
        "The content is summarized to 2000 words in 6 paragraphs below",
        "As an AI language model, I cannot eat.", "I hope this helps!", "Lesezeit: 3 Minuten",
    ],
)  # fmt: skip
def test_residue_of_pages_and_chats_is_left_out_with_a_note(line: str) -> None:
    reading = read(f"Title\n\n{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH}".encode(), name="a.txt")
    assert [problem.code for problem in reading.problems] == ["text-left-out"]
    assert reading.problems[0].place.line == 5
    assert texts(reading.articles[0]) == [PARAGRAPH, PARAGRAPH]


@pytest.mark.parametrize(
    "line",
    [
        "Share this with your doctor before you change a dose.",
        "Leave a reply to the council by Friday, and say why.",
        "A photo: that was all she kept.",
        "Would you like me to come along, she asked.",
        "Sure signs of spring are here.",
        "Let me know if you bake it.",
    ],
)
def test_a_sentence_that_only_begins_like_residue_stays(line: str) -> None:
    assert line in texts(article(line, PARAGRAPH))


def test_a_chat_s_opening_is_not_the_title() -> None:
    text = f"Sure! Here is the article you asked for:\n\nOats at Noon\n\n{PARAGRAPH}"
    assert read(text.encode(), name="a.txt").articles[0].title == "Oats at Noon"
