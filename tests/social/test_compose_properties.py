"""Whatever the article: within the limit or a problem, and nothing is ever cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.model import Article, Block, Hashtags, Post, Summary
from newsletter.social.compose import compose
from newsletter.social.layout import fits
from newsletter.social.networks import NETWORKS
from newsletter.writing import complete
from newsletter.writing.sentences import sentences

WORD = st.one_of(
    st.sampled_from(
        [
            "toad",
            "Mill-Lane",
            "3.5",
            "Dr.",
            "👩‍👩‍👧‍👦",
            "🇩🇪",
            "café",
            "“now”",
            "#tag",
            "e.g.",
            "المكتبة",
        ]
    ),
    st.sampled_from(
        ["https://example.org/a?b=c", "news.example", "橋", "antidisestablishmentarian"]
    ),
    st.text(st.characters(categories=["L", "N", "S"]), min_size=1, max_size=12),
)
SENTENCE = st.lists(WORD, min_size=1, max_size=30).map(lambda words: f"So {' '.join(words)} ends.")
TAG = st.text(st.sampled_from("abcdéشбZ_"), min_size=1, max_size=40).map(lambda name: f"#t{name}")
ARTICLES = st.builds(
    Article,
    ref=st.just("a.md"),
    title=st.lists(WORD, min_size=1, max_size=25).map(" ".join),
    url=st.none() | st.integers(0, 400).map(lambda n: f"https://example.org/{'p' * n}"),
    lang=st.sampled_from(["en", "de", None]),
    summary=st.none()
    | st.lists(SENTENCE, min_size=1, max_size=6).map(lambda s: Summary(" ".join(s), "given")),
    hashtags=st.lists(TAG, max_size=12, unique_by=str.casefold).map(
        lambda tags: Hashtags(tuple(tags), "given")
    ),
    thread=st.booleans(),
)
modestly = settings(max_examples=40, database=None, derandomize=True, deadline=None)


def composed(article: Article, network: str) -> tuple[Post, tuple[str, ...]]:
    result = compose(complete(article), network)
    assert result.post is not None
    return result.post, tuple(problem.code for problem in result.problems)


@pytest.mark.parametrize("network", NETWORKS)
@modestly
@given(article=ARTICLES)
def test_a_post_is_within_its_limit_or_has_a_problem(network: str, article: Article) -> None:
    post, problems = composed(article, network)
    refused = [part for part in post.parts if not fits(NETWORKS[network], part.text)]
    assert len(refused) == len(problems)


@pytest.mark.parametrize("network", NETWORKS)
@modestly
@given(article=ARTICLES)
def test_the_words_of_a_post_are_the_articles_words(network: str, article: Article) -> None:
    post, _ = composed(article, network)
    known = {*article.title.split(), article.url, *article.hashtags.tags}
    known |= set(article.summary.text.split()) if article.summary else set()
    last = len(post.parts)
    known |= {f"{number}/{last}" for number in range(1, last + 1)} if last > 1 else set()
    assert {word for part in post.parts for word in part.text.split()} <= known


@pytest.mark.parametrize("network", NETWORKS)
@modestly
@given(article=ARTICLES)
def test_no_space_dangles(network: str, article: Article) -> None:
    post, _ = composed(article, network)
    for part in post.parts:
        assert part.text == part.text.strip()
        assert all(line == line.strip() for line in part.text.split("\n"))
        assert "\n\n\n" not in part.text


@modestly
@given(st.lists(SENTENCE, min_size=1, max_size=12))
def test_every_sentence_of_an_extracted_summary_is_the_articles(parts: list[str]) -> None:
    body = (Block("paragraph", " ".join(parts), ""),)
    article = complete(Article(ref="a.md", title="Toads", lang="en", body=body))
    assert article.summary is not None
    own = set(sentences(article.prose, "en"))
    for text in (article.summary.text, article.summary.social, article.summary.digest):
        assert set(sentences(text, "en")) <= own
