"""The fixed words: complete in six languages, right in number, English where we have none."""

from dataclasses import fields

import pytest

from newsletter.email.words import ENGLISH, LANGUAGES, Words, words_for

ALL = list(LANGUAGES.values())


def test_six_languages_have_words() -> None:
    assert set(LANGUAGES) == {"en", "de", "fr", "es", "ar", "ja"}


@pytest.mark.parametrize("words", ALL, ids=lambda words: words.lang)
def test_no_word_is_missing(words: Words) -> None:
    assert all(getattr(words, field.name) for field in fields(words))


@pytest.mark.parametrize("words", ALL[1:], ids=lambda words: words.lang)
def test_no_word_was_left_in_english(words: Words) -> None:
    same = [f.name for f in fields(words) if getattr(words, f.name) == getattr(ENGLISH, f.name)]
    assert same == []


@pytest.mark.parametrize(
    ("lang", "found"),
    [("de", "de"), ("de-AT", "de"), ("FR", "fr"), ("es_MX", "es"), ("ja-JP", "ja")],
)
def test_a_region_gets_the_words_of_its_language(lang: str, found: str) -> None:
    assert words_for(lang).lang == found


@pytest.mark.parametrize("lang", ["", "tlh", "x-private", "den", "\0", "日本"])
def test_a_language_without_words_gets_english(lang: str) -> None:
    assert words_for(lang) is ENGLISH


@pytest.mark.parametrize(
    ("lang", "count", "text"),
    [
        ("en", 1, "and 1 more"),
        ("de", 1, "und 1 weiterer"),
        ("de", 2, "und 2 weitere"),
        ("fr", 1, "et 1 autre"),
        ("fr", 2, "et 2 autres"),
        ("es", 5, "y 5 más"),
        ("ja", 9, "ほか9件"),
        ("ar", 1, "ومقال آخر"),
        ("ar", 2, "ومقالان آخران"),
        ("ar", 3, "و3 مقالات أخرى"),
        ("ar", 11, "و11 مقالًا آخر"),
        ("ar", 100, "و100 مقال آخر"),
    ],
)
def test_how_many_more_has_the_right_plural(lang: str, count: int, text: str) -> None:
    assert words_for(lang).and_more(count) == text


@pytest.mark.parametrize("words", ALL, ids=lambda words: words.lang)
def test_names_stand_in_their_sentences_as_they_are(words: Words) -> None:
    assert "A {b} & Co" in words.why("A {b} & Co")
    assert "A {b} & Co" in words.by("A {b} & Co")
