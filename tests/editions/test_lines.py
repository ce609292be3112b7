"""Subject and preheader: the news first, and never twice."""

from newsletter.editions.lines import PREHEADER_LENGTH, cut_at_a_word, preheader, subject
from newsletter.model import Article, Summary


def article(title: str, social: str = "") -> Article:
    return Article(ref=title, title=title, summary=Summary(social, "given", social, social))


def test_the_subject_holds_the_titles_that_fit() -> None:
    articles = [article("Seed library opens"), article("Night market"), article("x" * 60)]
    assert subject(articles, "Weekly") == "Seed library opens · Night market"


def test_a_long_first_title_is_kept_whole() -> None:
    assert subject([article("word " * 30), article("B")], "Weekly") == "word " * 30


def test_an_empty_edition_is_called_by_the_newsletter() -> None:
    assert subject([], "Weekly") == "Weekly"


def test_the_preheader_goes_on_with_the_titles_that_the_subject_left_out() -> None:
    articles = [article("A" * 50), article("B" * 20), article("C" * 20)]
    line = preheader(articles, subject(articles, "Weekly"), "")
    assert line == f"{'B' * 20} · {'C' * 20}"


def test_the_preheader_of_one_article_is_what_its_summary_says() -> None:
    one = article("Seeds", "Anyone may borrow seeds.")
    assert preheader([one], "Seeds", "") == "Anyone may borrow seeds."


def test_without_a_summary_the_preheader_falls_back() -> None:
    assert preheader([Article(ref="a", title="A")], "A", "Weekly") == "Weekly"


def test_a_long_preheader_ends_after_a_whole_word() -> None:
    line = cut_at_a_word("several words, " * 20, PREHEADER_LENGTH)
    assert line.endswith(("several…", "words…"))
    assert len(line) <= PREHEADER_LENGTH
