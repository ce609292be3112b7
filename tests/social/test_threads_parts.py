"""A thread tells the whole summary in numbered parts."""

import re
from dataclasses import replace

import pytest

from newsletter.model import Article, Hashtags, Post, Summary
from newsletter.social.compose import compose
from newsletter.social.threads import MAX_PARTS

URL = "https://example.org/toads"
SENTENCES = [
    f"Night {number} of the count brought more toads than anybody in Mill Lane had seen before."
    for number in ("one", "two", "three", "four", "five", "six")
]
ARTICLE = Article(
    ref="articles/toads.md",
    title="A tunnel for toads",
    url=URL,
    lang="en",
    thread=True,
    summary=Summary(" ".join(SENTENCES), "given"),
    hashtags=Hashtags(("#toads", "#MillLane"), "given"),
)


def post_of(article: Article, network: str = "x") -> Post:
    result = compose(article, network)
    assert result.post is not None
    return result.post


def texts_of(article: Article, network: str = "x") -> list[str]:
    return [part.text for part in post_of(article, network).parts]


def unnumbered(texts: list[str]) -> list[str]:
    return [re.sub(r" \d+/\d+\Z", "", text) for text in texts]


def test_each_part_ends_with_its_number() -> None:
    texts = texts_of(ARTICLE)
    assert [text.rpartition(" ")[2] for text in texts] == ["1/3", "2/3", "3/3"]


def test_the_first_part_begins_with_the_title_and_a_blank_line() -> None:
    assert texts_of(ARTICLE)[0].startswith("A tunnel for toads\n\nNight one")


def test_the_last_part_ends_with_link_and_hashtags() -> None:
    assert texts_of(ARTICLE)[-1].endswith(f"before.\n\n{URL}\n\n#toads #MillLane 3/3")


def test_the_whole_summary_is_told_in_order() -> None:
    told = " ".join(unnumbered(texts_of(ARTICLE)))
    places = [told.find(sentence) for sentence in SENTENCES]
    assert -1 not in places
    assert places == sorted(places)


def test_every_part_is_within_the_limit() -> None:
    assert all(part.length <= part.limit == 280 for part in post_of(ARTICLE).parts)


def test_what_fits_one_part_has_no_number() -> None:
    assert texts_of(ARTICLE, "linkedin") == [
        f"A tunnel for toads\n\n{' '.join(SENTENCES)}\n\n{URL}\n\n#toads #MillLane"
    ]


def test_an_article_without_a_summary_is_one_part() -> None:
    assert texts_of(replace(ARTICLE, summary=None)) == [
        f"A tunnel for toads\n\n{URL}\n\n#toads #MillLane"
    ]


def test_a_sentence_that_repeats_the_title_is_not_told_twice() -> None:
    article = replace(ARTICLE, summary=Summary("A tunnel for toads! It opened.", "given"))
    assert texts_of(article)[0].startswith("A tunnel for toads\n\nIt opened.")


def test_without_link_and_hashtags_the_last_part_ends_with_the_summary() -> None:
    article = replace(ARTICLE, url=None, hashtags=Hashtags())
    assert unnumbered(texts_of(article))[-1].endswith(SENTENCES[-1])


def test_link_and_hashtags_move_into_a_part_of_their_own_with_the_last_sentence() -> None:
    article = replace(
        ARTICLE, hashtags=Hashtags(tuple("#" + "ab" * 30 + c for c in "xyz"), "given")
    )
    last = unnumbered(texts_of(article, "mastodon"))[-1]
    assert last.startswith(SENTENCES[-1])


def test_hashtags_that_do_not_even_fit_the_last_part_go_from_the_last() -> None:
    tags = tuple("#" + letter * 100 for letter in "abc")
    post = post_of(replace(ARTICLE, hashtags=Hashtags(tags, "given")))
    assert post.hashtags == tags[:2]


def test_a_thread_of_threads_links_one_hashtag() -> None:
    assert post_of(ARTICLE, "threads").hashtags == ("#toads",)


def test_ten_parts_leave_room_for_wider_numbers() -> None:
    sentence = "a" * 273 + "."
    article = replace(
        ARTICLE,
        title="T",
        url=None,
        hashtags=Hashtags(),
        summary=Summary(f"{sentence} " * 10, "given"),
    )
    result = compose(article, "x")
    assert result.post is not None
    assert [part.length for part in result.post.parts[1:]] == [279] * 8 + [280] * 2
    assert result.post.parts[-1].text.endswith("11/11")


def test_a_long_sentence_is_parted_at_a_comma() -> None:
    long = (
        "The tunnel is dark and damp and forty feet long and made of old clay pipes, " * 6
        + "and good."
    )
    texts = unnumbered(texts_of(replace(ARTICLE, summary=Summary(long, "given"))))
    assert all(text.endswith((",", "good.")) for text in texts[1:-1])


def test_a_long_sentence_without_commas_is_parted_between_words() -> None:
    long = " ".join(["toad"] * 150) + "."
    texts = unnumbered(texts_of(replace(ARTICLE, summary=Summary(long, "given"))))
    words = " ".join(texts).replace(URL, "").split()
    assert set(words) <= {"A", "tunnel", "for", "toads", "toad", "toad.", "#toads", "#MillLane"}


def test_a_long_japanese_sentence_is_parted_and_nothing_is_lost() -> None:
    long = "庭に小さな池を作り、春の夜に歩くカエルたちを助けるために" * 12 + "集まった。"
    article = replace(
        ARTICLE, lang="ja", url=None, hashtags=Hashtags(), summary=Summary(long, "given")
    )
    texts = unnumbered(texts_of(article))
    assert "".join(texts) == f"{ARTICLE.title}{long}"
    assert all(part.length <= 280 for part in post_of(article).parts)


def test_a_long_chinese_sentence_is_parted_even_without_commas() -> None:
    long = "为了帮助春夜里过路的蟾蜍志愿者在磨坊巷下面挖了一条隧道" * 12
    article = replace(
        ARTICLE, lang="zh", url=None, hashtags=Hashtags(), summary=Summary(long, "given")
    )
    assert all(part.length <= 280 for part in post_of(article).parts)


def test_a_link_inside_a_long_sentence_stays_whole() -> None:
    link = "https://example.org/一二三四五六七八九十"
    long = " ".join(["toad", link] * 30) + "."
    words = " ".join(unnumbered(texts_of(replace(ARTICLE, summary=Summary(long, "given"))))).split()
    assert {word.rstrip(".") for word in words if "://" in word} == {link, URL}


def test_family_emoji_in_a_long_sentence_stay_whole() -> None:
    long = " ".join(["👩‍👩‍👧‍👦"] * 200)
    texts = unnumbered(texts_of(replace(ARTICLE, summary=Summary(long, "given")), "bluesky"))
    assert sum(text.split().count("👩‍👩‍👧‍👦") for text in texts) == 200


def test_a_word_longer_than_a_part_is_kept_with_a_problem() -> None:
    word = "a" * 300
    result = compose(replace(ARTICLE, summary=Summary(f"So {word} it is.", "given")), "x")
    assert result.post is not None
    assert any(word in part.text for part in result.post.parts)
    assert [problem.code for problem in result.problems] == ["post-too-long"]


def test_a_title_longer_than_a_part_is_parted_between_words() -> None:
    article = replace(ARTICLE, title="Toads everywhere " * 25 + "!", summary=None)
    result = compose(article, "x")
    assert result.problems == ()
    assert result.post is not None
    assert len(result.post.parts) == 2


def test_a_thread_ends_after_99_parts_and_nothing_is_lost() -> None:
    article = replace(ARTICLE, summary=Summary(f"{'a' * 200}. " * 150, "given"))
    result = compose(article, "x")
    assert result.post is not None
    assert len(result.post.parts) == MAX_PARTS
    assert sum(part.text.count("a" * 200) for part in result.post.parts) == 150
    assert [problem.code for problem in result.problems] == ["post-too-long"]


@pytest.mark.parametrize("network", ["x", "bluesky", "mastodon", "threads", "telegram"])
def test_a_usual_thread_has_no_problems(network: str) -> None:
    assert compose(ARTICLE, network).problems == ()
