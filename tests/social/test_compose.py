"""A post is a hook, a link and hashtags; what is left out goes in a fixed order, and whole."""

from dataclasses import replace

import pytest

from newsletter.errors import UsageError
from newsletter.model import Article, Hashtags, Post, Summary
from newsletter.problems import Place
from newsletter.social.compose import compose
from newsletter.social.measure import measure
from newsletter.social.networks import NETWORKS

URL = "https://example.org/toads"
ONE = (
    "Toads cross Mill Lane by the hundred on the first warm night of spring, and cars do not stop."
)
TWO = "Since March they have had a tunnel of their own, dug by volunteers over three long winters."
THREE = "It is dark, damp and forty feet long, which is just how a toad likes it when it travels."
ARTICLE = Article(
    ref="articles/toads.md",
    title="A tunnel for toads",
    url=URL,
    summary=Summary(f"{ONE} {TWO} {THREE}", "given"),
    hashtags=Hashtags(("#toads", "#MillLane", "#spring"), "given"),
    places={
        "title": Place("articles/toads.md", 2, 8),
        "post.x": Place("articles/toads.md", 9, 11),
    },
)
TAGS = "#toads #MillLane #spring"


def post_of(article: Article, network: str = "x") -> Post:
    post = compose(article, network).post
    assert post is not None
    return post


def text_of(article: Article, network: str = "x") -> str:
    (part,) = post_of(article, network).parts
    return part.text


def long_tags(count: int) -> Hashtags:
    return Hashtags(tuple(f"#{'tag' * 9}{number}" for number in range(count)), "given")


def test_hook_link_and_hashtags_have_a_blank_line_between_them() -> None:
    assert text_of(ARTICLE, "linkedin") == f"{ONE} {TWO} {THREE}\n\n{URL}\n\n{TAGS}"


def test_no_link_leaves_nothing_behind() -> None:
    assert text_of(replace(ARTICLE, url=None), "linkedin") == f"{ONE} {TWO} {THREE}\n\n{TAGS}"


def test_no_hashtags_leave_nothing_behind() -> None:
    article = replace(ARTICLE, hashtags=Hashtags())
    assert text_of(article, "linkedin") == f"{ONE} {TWO} {THREE}\n\n{URL}"


def test_a_hook_alone_is_a_post() -> None:
    assert text_of(replace(ARTICLE, url=None, hashtags=Hashtags()), "slack").endswith(THREE)


def test_an_article_without_a_summary_is_announced_by_its_title() -> None:
    assert text_of(replace(ARTICLE, summary=None)) == f"A tunnel for toads\n\n{URL}\n\n{TAGS}"


def test_sentences_go_first_and_from_the_end() -> None:
    assert text_of(ARTICLE) == f"{ONE} {TWO}\n\n{URL}\n\n{TAGS}"


def test_more_hashtags_leave_room_for_fewer_sentences() -> None:
    article = replace(ARTICLE, hashtags=long_tags(4))
    assert text_of(article) == f"{ONE}\n\n{URL}\n\n{' '.join(article.hashtags.tags)}"


def test_the_title_is_the_hook_when_no_sentence_fits() -> None:
    article = replace(ARTICLE, hashtags=long_tags(7))
    assert text_of(article).startswith(f"A tunnel for toads\n\n{URL}\n\n#tag")


def test_hashtags_stay_as_long_as_the_title_fits() -> None:
    article = replace(ARTICLE, hashtags=long_tags(7))
    assert post_of(article).hashtags == article.hashtags.tags


def test_then_hashtags_go_from_the_last() -> None:
    article = replace(ARTICLE, hashtags=long_tags(9))
    kept = article.hashtags.tags[:7]
    assert text_of(article) == f"A tunnel for toads\n\n{URL}\n\n{' '.join(kept)}"


def test_with_fewer_hashtags_a_sentence_is_better_than_the_title() -> None:
    article = replace(ARTICLE, hashtags=Hashtags(("#toads", "#" + "a" * 270), "given"))
    assert text_of(article) == f"{ONE}\n\n{URL}\n\n#toads"


def test_the_social_summary_is_used_when_the_first_sentence_is_too_long() -> None:
    summary = Summary("Word " * 70 + "end. " + TWO, "given", social=TWO)
    assert text_of(replace(ARTICLE, summary=summary)) == f"{TWO}\n\n{URL}\n\n{TAGS}"


def test_the_longer_of_both_summaries_is_used() -> None:
    summary = Summary(f"{ONE} {TWO}", "given", social=THREE)
    assert text_of(replace(ARTICLE, summary=summary)).startswith(f"{ONE} {TWO}\n")


def test_japanese_sentences_have_no_space_between_them() -> None:
    article = replace(ARTICLE, lang="ja", summary=Summary("橋だ。川だ。", "given"))
    assert text_of(article).startswith("橋だ。川だ。\n")


def test_threads_links_one_hashtag() -> None:
    assert post_of(ARTICLE, "threads").hashtags == ("#toads",)


def test_a_hashtag_in_the_hook_is_not_repeated() -> None:
    article = replace(ARTICLE, summary=Summary("All about #Toads today.", "given"))
    assert text_of(article) == f"All about #Toads today.\n\n{URL}\n\n#MillLane #spring"


def test_a_hashtag_in_the_hook_is_a_hashtag_of_the_post() -> None:
    article = replace(ARTICLE, summary=Summary("All about #Toads today.", "given"))
    assert post_of(article).hashtags == ("#Toads", "#MillLane", "#spring")


def test_a_hashtag_in_the_hook_uses_up_the_one_of_threads() -> None:
    article = replace(ARTICLE, summary=Summary("All about #newts today.", "given"))
    assert text_of(article, "threads") == f"All about #newts today.\n\n{URL}"


def test_a_hashtag_that_only_begins_like_one_in_the_hook_is_kept() -> None:
    article = replace(ARTICLE, summary=Summary("All about #toadsongs today.", "given"))
    assert "#toads " in text_of(article)


def test_a_link_in_the_hook_is_not_repeated() -> None:
    article = replace(ARTICLE, summary=Summary(f"Read it all ({URL}).", "given"))
    assert text_of(article) == f"Read it all ({URL}).\n\n{TAGS}"


def test_a_longer_link_in_the_hook_is_another_link() -> None:
    article = replace(ARTICLE, summary=Summary(f"Compare {URL}/2 with it.", "given"))
    assert f"\n\n{URL}\n\n" in text_of(article)


def test_a_long_link_costs_23_on_x() -> None:
    article = replace(ARTICLE, url=URL + "/" + "a" * 300)
    assert text_of(article) == f"{ONE} {TWO}\n\n{article.url}\n\n{TAGS}"


def test_a_part_carries_length_and_limit_in_the_networks_unit() -> None:
    (part,) = post_of(ARTICLE, "bluesky").parts
    assert (part.length, part.limit) == (measure("bluesky", part.text).length, 300)


def test_a_post_knows_its_article_link_and_network() -> None:
    post = post_of(ARTICLE, "mastodon")
    assert (post.network, post.article, post.link) == ("mastodon", "articles/toads.md", URL)


def test_a_post_without_a_link_has_none() -> None:
    assert post_of(replace(ARTICLE, url=None)).link is None


@pytest.mark.parametrize("network", NETWORKS)
def test_a_usual_article_fits_everywhere(network: str) -> None:
    assert compose(ARTICLE, network).problems == ()


def test_an_unknown_network_is_named() -> None:
    with pytest.raises(UsageError, match="unknown-network"):
        compose(ARTICLE, "myspace")


# What cannot fit


TOO_LONG = replace(ARTICLE, title="Toads " * 60 + "!", summary=None)


def test_a_title_that_cannot_fit_is_kept_whole() -> None:
    assert text_of(TOO_LONG) == f"{TOO_LONG.title}\n\n{URL}"


def test_a_title_that_cannot_fit_is_a_problem_at_the_title() -> None:
    (problem,) = compose(TOO_LONG, "x").problems
    assert (problem.code, problem.severity) == ("post-too-long", "error")
    assert problem.place == Place("articles/toads.md", 2, 8)


def test_the_problem_says_by_how_much_and_what_to_do() -> None:
    (problem,) = compose(TOO_LONG, "x").problems
    over = post_of(TOO_LONG).parts[0].length - 280
    assert f"{over} over its limit of 280" in problem.text
    assert problem.hint == (
        f"Shorten it by {over}, write a text of its own as post.x, or set thread = true."
    )


def test_too_many_bytes_are_a_problem_too() -> None:
    article = replace(ARTICLE, title="👩‍👩‍👧‍👦" * 130, summary=None)
    (problem,) = compose(article, "bluesky").problems
    assert "over its limit of 3,000 bytes" in problem.text


def test_a_character_that_the_network_refuses_is_a_problem() -> None:
    (problem,) = compose(replace(ARTICLE, title="To\ufffeads", summary=None), "x").problems
    assert problem.code == "post-refused"


def test_more_links_than_threads_takes_are_a_problem() -> None:
    title = " ".join(f"https://example.org/{number}" for number in range(6))
    (problem,) = compose(replace(ARTICLE, title=title, summary=None), "threads").problems
    assert "7 different links, and 5 are allowed" in problem.text


def test_nothing_to_say_is_no_post() -> None:
    result = compose(Article(ref="a.md", title=""), "x")
    assert result.post is None
    assert [problem.code for problem in result.problems] == ["post-empty"]


# The author's own text


def test_the_authors_own_text_is_used_as_it_is() -> None:
    own = "Toads!\nSee https://example.org/t and bring #wellies"
    assert text_of(replace(ARTICLE, posts={"x": own})) == own


def test_the_authors_own_text_is_for_its_network_alone() -> None:
    assert text_of(replace(ARTICLE, posts={"x": "Toads!"}), "mastodon").startswith(ONE)


def test_link_and_hashtags_are_read_from_the_authors_own_text() -> None:
    post = post_of(replace(ARTICLE, posts={"x": "Toads! https://example.org/t #Wellies"}))
    assert (post.link, post.hashtags) == ("https://example.org/t", ("#Wellies",))


def test_an_own_text_without_a_link_has_none() -> None:
    assert post_of(replace(ARTICLE, posts={"x": "Toads!"})).link is None


def test_a_final_line_end_of_an_own_text_is_dropped() -> None:
    assert text_of(replace(ARTICLE, posts={"x": "Toads!\n"})) == "Toads!"


def test_an_empty_own_text_counts_as_none() -> None:
    assert text_of(replace(ARTICLE, posts={"x": " \n"})).startswith(ONE)


def test_an_own_text_that_is_too_long_is_kept_with_a_problem_at_its_place() -> None:
    own = "a" * 281
    result = compose(replace(ARTICLE, posts={"x": own}), "x")
    assert result.post is not None
    assert result.post.parts[0].text == own
    (problem,) = result.problems
    assert (problem.place.line, problem.hint) == (9, "Shorten it by 1.")


def test_an_own_text_wins_over_a_thread() -> None:
    assert text_of(replace(ARTICLE, thread=True, posts={"x": "Toads!"})) == "Toads!"
