"""Lead summaries and budgets: whole sentences or nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.model import Article, Block, BlockKind
from newsletter.writing.sentences import sentences
from newsletter.writing.summary import DIGEST, SOCIAL, Budget, LeadSummariser, count_words, fit

LONG = "Word " * 70 + "end."


def article(*blocks: tuple[BlockKind, str], title: str = "A bridge for toads") -> Article:
    body = tuple(Block(kind, text, f"<p>{text}</p>") for kind, text in blocks)
    return Article(ref="a.md", title=title, body=body)


def lead(*blocks: tuple[BlockKind, str], title: str = "A bridge for toads") -> str:
    return LeadSummariser().summarise(article(*blocks, title=title), "en", Budget(max_words=100))


def test_what_fits_is_returned_whole() -> None:
    assert fit("It rained. We stayed.", "en", max_chars=250) == "It rained. We stayed."


def test_the_last_sentence_goes_first() -> None:
    assert fit("It rained. We stayed.", "en", max_chars=20) == "It rained."


def test_the_budget_is_used_to_its_last_character() -> None:
    assert fit("It rained. We stayed.", "en", max_chars=21) == "It rained. We stayed."


def test_a_first_sentence_that_is_too_long_is_passed_over() -> None:
    assert fit(f"{LONG} It rained. We stayed.", "en", max_chars=21) == "It rained. We stayed."


def test_nothing_follows_a_gap() -> None:
    assert fit(f"It rained. {LONG} We stayed.", "en", max_chars=50) == "It rained."


def test_no_sentence_that_fits_is_an_empty_text() -> None:
    assert fit(LONG, "en", max_chars=250) == ""


def test_words_are_a_budget_too() -> None:
    assert fit("One two three. Four five.", "en", max_words=3) == "One two three."


def test_both_budgets_hold_together() -> None:
    assert not Budget(max_chars=100, max_words=1).holds("two words")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one", 1),
        ("well-known people’s – dash", 4),
        ("図書館の庭", 3),
        ("図書館 garden", 3),
        ("AI図書", 2),
        ("ห้องสมุด", 4),
        ("도서관 정원", 2),
    ],
)
def test_words_are_counted_by_spaces_and_two_unspaced_characters_are_one(
    text: str, words: int
) -> None:
    assert count_words(text) == words


def test_the_lead_is_the_first_sentences_of_the_paragraphs() -> None:
    assert lead(("paragraph", "Toads walk. Cars stop."), ("paragraph", "It works.")) == (
        "Toads walk. Cars stop. It works."
    )


def test_headings_code_and_tables_are_no_lead() -> None:
    assert (
        lead(("heading", "Why?"), ("code", "x = 1."), ("table", "1."), ("paragraph", "Yes."))
        == "Yes."
    )


def test_a_list_of_links_is_no_lead() -> None:
    assert lead(("list", "Home.\nAbout us."), ("paragraph", "Toads walk.")) == "Toads walk."


def test_a_quote_leads_when_there_is_no_paragraph() -> None:
    assert lead(("heading", "Said"), ("quote", "Toads walk.")) == "Toads walk."


def test_a_list_leads_when_there_is_nothing_else() -> None:
    assert lead(("list", "Toads walk.\nCars stop.")) == "Toads walk. Cars stop."


def test_a_list_without_sentences_is_no_summary() -> None:
    assert lead(("list", "Home\nAbout us")) == ""


def test_a_byline_and_a_caption_are_left_out() -> None:
    assert lead(("paragraph", "By Ola Berg"), ("paragraph", "Toads walk.")) == "Toads walk."


def test_a_sentence_that_repeats_the_title_is_left_out() -> None:
    assert lead(("paragraph", "A BRIDGE for toads! It is warm.")) == "It is warm."


def test_prose_without_full_stops_still_has_a_lead() -> None:
    assert lead(("paragraph", "toads walk by night"), title="Poem") == "toads walk by night"


def test_two_paragraphs_without_a_full_stop_do_not_run_into_each_other() -> None:
    texts = ("On Fridays we close at noon", "Ring the bell if you need us")
    assert lead(*(("paragraph", text) for text in texts)) == texts[0]


def test_the_lines_of_a_poem_go_on_in_small_letters() -> None:
    texts = ("toads walk by night", "and by day they sleep")
    assert lead(*(("paragraph", text) for text in texts)) == " ".join(texts)


WORDS = st.lists(
    st.sampled_from(["toad", "Dr.", "3.5", "Bridge", "“now”", "e.g."]), min_size=1, max_size=40
)
SENTENCE = WORDS.map(lambda words: "So " + " ".join(words) + " ends.")


@settings(max_examples=60, database=None, derandomize=True)
@given(
    st.lists(SENTENCE, min_size=1, max_size=8), st.sampled_from([SOCIAL, DIGEST, Budget(80, 20)])
)
def test_a_summary_is_within_budget_and_made_of_the_articles_sentences(
    parts: list[str], budget: Budget
) -> None:
    source = article(("paragraph", " ".join(parts)))
    summary = LeadSummariser().summarise(source, "en", budget)
    assert budget.holds(summary)
    assert set(sentences(summary, "en")) <= set(sentences(source.prose, "en"))
