"""The language of a text, and when to say nothing."""

import pytest

from newsletter.writing.language import detect
from newsletter.writing.stopwords import empty_words, stop_words

TEXTS = [
    ("en", "The library has opened a garden for the bees that live in the town."),
    ("de", "Die Bibliothek hat einen Garten für die Bienen eröffnet, und alle sind da."),
    ("fr", "La bibliothèque a ouvert un jardin pour les abeilles qui vivent dans la ville."),
    ("es", "La biblioteca ha abierto un jardín para las abejas que viven en la ciudad."),
    ("it", "La biblioteca ha aperto un giardino per le api che vivono nella città."),
    ("pt", "A biblioteca abriu um jardim para as abelhas que vivem na cidade."),
    ("nl", "De bibliotheek heeft een tuin geopend voor de bijen die in de stad wonen."),
    ("sv", "Biblioteket har öppnat en trädgård för bina som bor i staden och inte där."),
    ("da", "Biblioteket har åbnet en have for de bier, der bor i byen og ikke ud af den."),
    (
        "nb",
        "Biblioteket har åpnet en hage for biene som bor i byen, og ikke ut av den etter dette.",
    ),
    ("pl", "Biblioteka otworzyła ogród dla pszczół, które żyją w mieście, i nie tylko."),
    ("tr", "Kütüphane arılar için bir bahçe açtı ve bu çok güzel, daha da var."),
    ("ja", "図書館が蜂のために庭を開きました。"),
    ("ja", "図書館のニュースをREADMEで読む"),
    ("zh", "图书馆为蜜蜂开放了花园。"),
    ("ko", "도서관이 벌을 위한 정원을 열었습니다."),
    ("ar", "افتتحت المكتبة حديقة للنحل في المدينة."),
    ("fa", "کتابخانه باغی برای زنبورها در شهر باز کرد."),
    ("ur", "لائبریری نے شہر میں مکھیوں کے لیے باغ کھولا ہے۔"),
    ("he", "הספרייה פתחה גן לדבורים בעיר."),
    ("ru", "Библиотека открыла сад для пчёл, которые живут в городе."),
    ("uk", "Бібліотека відкрила сад для бджіл, які живуть у місті."),
    ("bg", "Библиотеката отвори градина за пчелите, които живеят в града, и къщата е хубава."),
    ("sr", "Библиотека је отворила башту за пчеле које живе у граду и још њих."),
    ("el", "Η βιβλιοθήκη άνοιξε έναν κήπο για τις μέλισσες."),
    ("th", "ห้องสมุดเปิดสวนสำหรับผึ้งในเมือง"),
    ("hi", "पुस्तकालय ने शहर में मधुमक्खियों के लिए बगीचा खोला।"),
]

UNSURE = [
    "",
    "  \n",
    "2026 — 12:30",
    "🎉🎉🎉",
    "Ketamine",
    "Kirjasto avaa puutarhan mehiläisille.",
    "ქართული ენა",
]


@pytest.mark.parametrize(("lang", "text"), TEXTS)
def test_the_language_is_told(lang: str, text: str) -> None:
    assert detect(text) == lang


@pytest.mark.parametrize("text", UNSURE)
def test_nothing_is_said_when_it_is_not_sure(text: str) -> None:
    assert detect(text) is None


def test_a_foreign_name_does_not_change_the_language() -> None:
    assert detect("The mayor of 東京 has opened a garden for the bees and the birds.") == "en"


def test_kurdish_is_not_taken_for_persian() -> None:
    assert detect("کتێبخانەکە باخچەیەکی بۆ هەنگەکان کردەوە لە شارێک") is None


def test_every_list_of_stop_words_is_lower_case() -> None:
    assert all(word == word.lower() for word in stop_words("de") | stop_words("tr"))


def test_an_unknown_language_has_no_stop_words() -> None:
    assert stop_words("xx") == stop_words(None) == frozenset()


def test_empty_words_are_no_stop_words() -> None:
    assert not empty_words("en") & stop_words("en")


def test_one_word_that_comes_again_and_again_names_no_language() -> None:
    assert detect("One\nText one, text one, text one.") is None
