"""Hashtags that we make: from what the article repeats, never from other articles."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.model import Article, Block
from newsletter.writing.hashtags import PhraseTagger, hashtag

TOADS = """Volunteers built a toad tunnel under Mill Lane. The toad tunnel opened in March.
In spring the toads cross Mill Lane to reach the pond, and the toad tunnel keeps them safe.
The council's engineers measured the pond. The pond is older than Mill Lane."""


def tags(
    body: str, title: str = "A tunnel", lang: str = "en", **rest: tuple[str, ...]
) -> tuple[str, ...]:
    article = Article(ref="a.md", title=title, body=(Block("paragraph", body, ""),), **rest)  # type: ignore[arg-type]
    return PhraseTagger().tag(article, lang)


def test_repeated_phrases_become_camel_case() -> None:
    assert {"#ToadTunnel", "#MillLane", "#Pond"} <= set(tags(TOADS))


def test_the_phrase_of_the_title_comes_first() -> None:
    assert tags(TOADS, title="Mill Lane gets greener")[0] == "#MillLane"


def test_there_are_at_most_five() -> None:
    assert (
        len(
            tags(
                " ".join(
                    f"{word} here. {word} there."
                    for word in ("amber", "birch", "cedar", "dahlia", "elder", "ferns")
                )
            )
        )
        == 5
    )


def test_hyphens_are_squashed() -> None:
    assert "#RainFedPond" in tags("A rain-fed pond. The rain-fed pond. One rain-fed pond.")


def test_the_longer_phrase_stands_for_its_words() -> None:
    assert tags("The toad tunnel. A toad tunnel. One toad tunnel.") == ("#ToadTunnel",)


def test_singular_and_plural_are_one_tag() -> None:
    assert len([tag for tag in tags("The toads. A toad. Toads, toads!") if "oad" in tag]) == 1


def test_a_phrase_of_the_title_alone_is_no_tag() -> None:
    found = tags(TOADS, title="Small Trial Suggests Brighter Evenings")
    assert not [tag for tag in found if "Trial" in tag or "Evenings" in tag]


def test_related_titles_are_never_looked_at() -> None:
    assert "#Strawberries" not in tags(TOADS, related=("Strawberries and strawberries",))


def test_a_title_alone_has_no_tags() -> None:
    assert PhraseTagger().tag(Article(ref="a.md", title="Toads, toads, toads"), "en") == ()


def test_stop_words_never_stand_at_an_end() -> None:
    assert tags("Ask for the pond. Ask for the pond. Look at the pond.") == ("#Pond",)


def test_phrases_do_not_reach_across_punctuation() -> None:
    assert "#PondToad" not in tags("By the pond, toad and newt. The pond, toad again.")


def test_addresses_are_no_words() -> None:
    body = "See https://pond.example/pond or ask pond@pond.example or www.pond.example. Pond."
    assert tags(body) == ()


def test_a_number_alone_is_no_tag() -> None:
    assert tags("In 2026 and 2026 and 2026 it rained 2026.") == ()


def test_an_acronym_keeps_its_capitals() -> None:
    assert "#BDNF" in tags("BDNF helps. BDNF grows.")


def test_german_tags_are_nouns() -> None:
    body = "Der Garten blüht laut. Der Garten blüht leise. Im Garten blüht es."
    assert tags(body, lang="de") == ("#Garten",)


def test_french_elision_is_no_part_of_a_word() -> None:
    assert "#Abeille" in tags("L’abeille vole. L’abeille danse. Vive l’abeille.", lang="fr")


def test_arabic_words_are_parted_by_an_underscore() -> None:
    body = "الصحة النفسية مهمة. تتحسن الصحة النفسية. نعتني بالصحة النفسية."
    assert "#الصحة_النفسية" in tags(body, lang="ar", title="خبر")


def test_japanese_tags_are_whole_words() -> None:
    body = "図書館に菜園ができた。菜園の水やり。図書館の人も菜園へ。"
    assert tags(body, lang="ja", title="図書館") == ("#図書館", "#菜園")


def test_chinese_tags_are_repeated_words() -> None:
    body = "图书馆开辟了菜园。菜园里种了番茄。图书馆的读者喜欢菜园。"
    assert tags(body, lang="zh", title="图书馆") == ("#图书馆", "#菜园")


def test_korean_particles_are_no_part_of_a_word() -> None:
    assert "#도서관" in tags(
        "도서관이 열렸다. 도서관은 넓다. 도서관의 텃밭.", lang="ko", title="소식"
    )


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        (["treatment-resistant", "depression"], "#TreatmentResistantDepression"),
        (["iPhone", "repair"], "#iPhoneRepair"),
        (["COVID-19"], "#COVID19"),
        (["c’est", "bon"], "#CEstBon"),
        (["cafe\u0301"], "#Café"),
        (["도시", "텃밭"], "#도시텃밭"),
    ],
)
def test_words_become_one_hashtag(words: list[str], tag: str) -> None:
    assert hashtag(words) == tag


@settings(max_examples=60, database=None, derandomize=True)
@given(st.text(max_size=200), st.sampled_from(["en", "ar", "ja", "zh", "ko", "de", "fr"]))
def test_any_text_gives_distinct_hashtags_with_a_letter(text: str, lang: str) -> None:
    found = tags(f"{text} {text} {text}", title=text, lang=lang)
    assert len({tag.casefold().replace("_", "") for tag in found}) == len(found) <= 5
    assert all(tag[0] == "#" and any(map(str.isalpha, tag)) for tag in found)
