"""Filling in what is missing, and leaving alone what was given."""

from dataclasses import dataclass, replace

from newsletter.model import Article, Block, Hashtags, Summary
from newsletter.writing import complete
from newsletter.writing.summary import Budget, count_words

BODY = (
    "The toad tunnel under Mill Lane opened in March. Volunteers had carried the toads for years. "
    "Now the toad tunnel does it. Mill Lane stays open to cars, and the toads stay dry. "
) + "It was so for them and for us, and it will be so for you and for all the others too. " * 9

PLAIN = Article(ref="a.md", title="A tunnel for toads", body=(Block("paragraph", BODY, ""),))
TITLE_ONLY = Article(ref="a.md", title="A tunnel for toads")


def given(text: str, **rest: str) -> Summary:
    return Summary(text, "given", **rest)


def test_the_language_is_detected() -> None:
    assert complete(PLAIN).lang == "en"


def test_a_declared_language_is_kept() -> None:
    assert complete(replace(PLAIN, lang="en-GB")).lang == "en-GB"


def test_a_missing_summary_is_extracted() -> None:
    summary = complete(PLAIN).summary
    assert summary is not None
    assert summary.source == "extracted"
    assert summary.text.startswith("The toad tunnel under Mill Lane opened in March.")


def test_the_short_forms_keep_their_budgets() -> None:
    summary = complete(PLAIN).summary
    assert summary is not None
    assert 0 < len(summary.social) <= 250
    assert 0 < count_words(summary.digest) <= 60


def test_a_given_summary_is_kept_and_shortened_by_sentences() -> None:
    text = "Toads walk. " + "Cars wait for them in both directions until they are across. " * 5
    summary = complete(replace(PLAIN, summary=given(text.strip()))).summary
    assert summary is not None
    assert summary.text == text.strip()
    assert summary.source == "given"
    assert summary.social.endswith("until they are across.")


def test_short_forms_that_were_given_are_kept() -> None:
    summary = given("Toads walk.", social="Walk!", digest="They walk.")
    assert complete(replace(PLAIN, summary=summary)).summary == summary


def test_a_blank_summary_counts_as_missing() -> None:
    summary = complete(replace(PLAIN, summary=given("  "))).summary
    assert summary is not None
    assert summary.source == "extracted"


def test_missing_tags_are_extracted() -> None:
    hashtags = complete(PLAIN).hashtags
    assert hashtags.source == "extracted"
    assert "#ToadTunnel" in hashtags.tags


def test_given_tags_keep_order_and_case_and_lose_repeats() -> None:
    tags = Hashtags(("#toads", "#MillLane", "#Toads"), "given")
    assert complete(replace(PLAIN, hashtags=tags)).hashtags == Hashtags(
        ("#toads", "#MillLane"), "given"
    )


def test_a_title_alone_stays_without_summary_and_tags() -> None:
    article = complete(TITLE_ONLY)
    assert (article.summary, article.hashtags) == (None, Hashtags())


def test_a_given_summary_alone_makes_no_tags() -> None:
    assert complete(replace(TITLE_ONLY, summary=given("Toads walk, toads."))).hashtags == Hashtags()


def test_a_body_of_code_alone_has_no_summary() -> None:
    assert complete(replace(TITLE_ONLY, body=(Block("code", "x = 1.", ""),))).summary is None


def test_completing_twice_changes_nothing() -> None:
    assert complete(complete(PLAIN)) == complete(PLAIN)


@dataclass(frozen=True)
class Shouting:
    """Another summariser and tagger, as a plug-in would bring."""

    def summarise(self, article: Article, lang: str | None, budget: Budget) -> str:
        return f"{article.title.upper()}!"

    def tag(self, article: Article, lang: str | None) -> tuple[str, ...]:
        return ("#Loud",)


def test_another_summariser_and_tagger_can_be_used() -> None:
    article = complete(PLAIN, summariser=Shouting(), tagger=Shouting())
    assert article.summary == Summary(
        "A TUNNEL FOR TOADS!", "extracted", *["A TUNNEL FOR TOADS!"] * 2
    )
    assert article.hashtags.tags == ("#Loud",)
