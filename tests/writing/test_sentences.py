"""Where a sentence ends, and where it only looks so."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.writing.sentences import each_sentence, is_ended, joined, primary, sentences

ONE = [
    ("a title", "en", "Dr. Amara Obi met Prof. Lindqvist on the roof."),
    ("a title before a no-break space", "fr", "M.\u00a0Perrin ouvre la porte."),
    ("initials", "en", "The poem is by E. V. Marsh."),
    ("for example", "en", "Bring tools, e.g. A saw or a file."),
    ("a decimal number", "en", "It rose by 3.5 percent."),
    ("a version", "en", "Python 3.11.2 is out."),
    ("an address with dots", "en", "See https://a.example/b.c?d=e.f for more."),
    ("a bare domain", "en", "Write to news.example today."),
    ("a number after No.", "en", "Bus No. 7 stops here."),
    ("a Roman number after Vol.", "en", "It is told in Vol. III of the diary."),
    ("dots in an abbreviation", "en", "The U.S. Senate met."),
    ("an hour", "en", "Doors open at 7 p.m. Friday."),
    ("dots that trail off", "en", "She waited... and waited."),
    ("an ellipsis before a small letter", "en", "She waited… and waited."),
    ("a question in quotation marks", "en", "“Who is there?” she asked."),
    ("sentences in quotation marks", "en", "“It held. We cheered,” said Ola."),
    ("sentences in straight quotation marks", "en", 'He said "It held. We cheered" and left.'),
    ("sentences in brackets", "en", "The gate (It was green. It still is.) fell."),
    ("a German ordinal date", "de", "Am 3. Oktober wird gefeiert."),
    ("a German ordinal after an article", "de", "Sie gewann den 2. Preis."),
    ("a German abbreviation in two parts", "de", "Werkzeug, z. B. Sägen, liegt bereit."),
    ("beziehungsweise", "de", "Montag bzw. Dienstag ist zu."),
    ("a French article of law", "fr", "C’est l’art. 5 du code."),
    ("a French question with a space", "fr", "Vraiment ?"),
    ("a Spanish title", "es", "El Sr. Ortega llegó tarde."),
    ("the Spanish doubled letters", "es", "Nació en EE. UU. hace años."),
    ("an Italian title", "it", "La dott.ssa Bianchi e il sig. Neri parlano."),
    ("a Portuguese title", "pt", "A Sra. Lima e o Dr. Costa vieram."),
    ("a Dutch abbreviation", "nl", "Fruit, bijv. Appels, is gratis."),
    ("a Japanese quotation", "ja", "「はい。」と言った。"),
    ("a list's number", "en", "1. Fill the pan."),
]

SEVERAL = [
    ("full stops", "en", ["It rained.", "We stayed.", "Nobody minded."]),
    ("a question and an exclamation", "en", ["Who won?", "We did!", "At last."]),
    ("an answer", "en", ["The answer is no.", "Try again."]),
    (
        "an abbreviation that ends the sentence",
        "en",
        ["It left at 5 p.m.", "The next one was late."],
    ),
    ("etc. before a new sentence", "en", ["Bring nails, etc.", "We bring cake."]),
    ("a letter before a new sentence", "en", ["Eat vitamin C.", "The doctor said so."]),
    ("a closing quotation mark", "en", ["“It held.”", "Then they danced."]),
    ("a closing bracket", "en", ["It held (just about).", "They danced."]),
    ("an opening quotation mark", "en", ["They danced.", "“Again!” cried Ola."]),
    ("an ellipsis before a capital", "en", ["They waited…", "Nothing came."]),
    ("a domain at the end", "en", ["Look at news.example.", "Then write."]),
    ("a footnote's mark", "en", ["It is old.[3]", "It leans."]),
    ("a year", "de", ["Das war 1999.", "Heute ist es anders."]),
    ("a German number that counts", "de", ["Es kamen 12.", "Danach war Schluss."]),
    ("usw.", "de", ["Es gab Äpfel, Birnen usw.", "Die Kinder halfen."]),
    ("guillemets", "fr", ["« Oui ! »", "Elle sourit."]),
    ("an hour with its unit", "fr", ["On ouvre à 8 h.", "Paul arrive."]),
    ("Spanish openers", "es", ["¿Vienes?", "¡Claro!", "Vamos."]),
    ("Arabic", "ar", ["ما هذا؟", "هذا كتاب.", "وصلنا!"]),
    ("Urdu", "ur", ["یہ باغ ہے۔", "وہ کتاب ہے۔"]),
    ("Hindi", "hi", ["यह बगीचा है।", "वह किताब है।"]),
    ("Russian", "ru", ["Это сад.", "Там книга."]),
    ("no language", None, ["It rained.", "We stayed."]),
    ("an unknown language", "xx", ["Aba caba.", "Daba eba."]),
    ("a region", "en-GB", ["Mr. Obi came.", "We stayed."]),
]


@pytest.mark.parametrize(("lang", "text"), [row[1:] for row in ONE], ids=[row[0] for row in ONE])
def test_it_stays_one_sentence(lang: str, text: str) -> None:
    assert sentences(text, lang) == [text]


@pytest.mark.parametrize(
    ("lang", "parts"), [row[1:] for row in SEVERAL], ids=[row[0] for row in SEVERAL]
)
def test_it_is_several_sentences(lang: str | None, parts: list[str]) -> None:
    assert sentences(" ".join(parts), lang) == parts


def test_japanese_and_chinese_sentences_need_no_space() -> None:
    assert sentences("雨だ。本当？行こう！", "ja") == ["雨だ。", "本当？", "行こう！"]


def test_a_blank_line_ends_a_sentence_without_a_full_stop() -> None:
    assert sentences("Bread for all\n\nIt was warm.", "en") == ["Bread for all", "It was warm."]


def test_a_single_line_end_is_a_space() -> None:
    assert sentences("It was\nwarm.", "en") == ["It was warm."]


def test_a_bullet_begins_a_sentence() -> None:
    assert sentences("Bring:\n- a saw\n- a file", "en") == ["Bring:", "- a saw", "- a file"]


def test_a_no_break_space_is_kept() -> None:
    assert sentences("Vraiment\u202f? Oui.", "fr") == ["Vraiment\u202f?", "Oui."]


def test_an_open_bracket_does_not_swallow_the_rest() -> None:
    assert sentences("A smile :( for all. It helps.", "en") == ["A smile :( for all.", "It helps."]


@pytest.mark.parametrize("text", ["", "  ", "\n\n\n"])
def test_nothing_has_no_sentence(text: str) -> None:
    assert sentences(text, "en") == []


def test_the_first_sentences_of_a_long_text_can_be_had_alone() -> None:
    assert next(each_sentence("One here. Two here. " * 10, "en")) == "One here."


def test_sentences_are_joined_by_a_space_where_writing_has_spaces() -> None:
    assert joined(["One.", "Two."]) == "One. Two."


def test_sentences_are_joined_without_a_space_after_a_full_width_stop() -> None:
    assert joined(["一。", "「二。」", "三。"]) == "一。「二。」三。"


@pytest.mark.parametrize("text", ["Yes.", "Yes!”", "Yes (really).", "はい。", "نعم؟"])
def test_a_sentence_has_an_end(text: str) -> None:
    assert is_ended(text)


@pytest.mark.parametrize("text", ["By Ola Berg", "You need:", "Photo, 2026", ""])
def test_a_caption_has_none(text: str) -> None:
    assert not is_ended(text)


@pytest.mark.parametrize(("tag", "language"), [("pt-BR", "pt"), ("zh_Hant", "zh"), (None, None)])
def test_a_region_does_not_make_another_language(tag: str | None, language: str | None) -> None:
    assert primary(tag) == language


@pytest.mark.parametrize(
    "hostile",
    ["." * 200_000 + "x", "(" * 200_000, '"' * 200_000, "\n " * 100_000, "a. " * 60_000],
    ids=["dots", "brackets", "quotation marks", "blank lines", "initials"],
)
def test_hostile_text_is_kept_whole(hostile: str) -> None:
    assert _bare("".join(sentences(hostile, "en"))) == _bare(hostile)


@settings(max_examples=150, database=None, derandomize=True)
@given(
    st.text(alphabet=st.one_of(st.sampled_from("aB1. !?…。”“\"()«»\n-z'’"), st.characters())),
    st.sampled_from(["en", "de", "fr", "ja", None]),
)
def test_nothing_is_lost_and_nothing_is_added(text: str, lang: str | None) -> None:
    assert _bare("".join(sentences(text, lang))) == _bare(text)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
