"""X's weighted length: 280 of them, links at 23, emoji at 2."""

import pytest

from newsletter.social.measure import measure

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
TEN_LETTERS = "teacups---"
LONG_LABEL = "verylongteacup" * 80
KANA = "あいうえおかきくけこ"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("The brown teapot", 16),
        ("é ñ ß Ж ع ก", 11),
        ("e\u0301", 1),
        ("A\ufb2c", 4),
        ("A\u05e9\u05bc\u05c1", 4),
        ("お茶", 4),
        ("한국 中文", 9),
        ("…", 2),
        ("—–-", 3),
        ("“a” ‘b’", 7),
        ("′″‷", 3),
        ("\u2000\u2009\u200a\u200b\u200c\u200d", 6),
        ("\u200e\u202a\u2066", 6),
        ("™ © ® €", 9),
        ("𝒳", 2),
        ("\t\n ", 3),
        ("a\r\nb", 4),
    ],
)
def test_most_western_characters_weigh_one_and_the_others_two(text: str, length: int) -> None:
    assert measure("x", text).length == length


@pytest.mark.parametrize(
    "emoji",
    [
        "😷",
        "👾",
        FAMILY,
        "👩\u200d👩\u200d👦",
        "👨🏽\u200d🚀",
        "🙋🏽",
        "🏃\u200d♀️",
        "🏳️\u200d🌈",
        "❤️",
        "☺",
        "☺️",
        "☝🏿",
        "🇩🇪",
        "🇺🇳",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "1⃣",
        "1️⃣",
        "#️⃣",
        "*️⃣",
        "©️",
        "‼️",
        "🤪",
        "🧕🏾",
    ],
)
def test_an_emoji_weighs_two_however_it_is_written(emoji: str) -> None:
    assert measure("x", emoji).length == 2


@pytest.mark.parametrize(
    ("text", "length"),
    [
        (f"T🐱☺{FAMILY}", 7),
        ("T🐱☺👨👩👧👦", 13),
        ("😷👾😡🔥💩", 10),
        ("🙋🏽👨\u200d🎤", 4),
        ("🇩🇪🇫🇷🇯🇵", 6),
        ("🔥🏽", 4),
        ("☺\ufe0e", 4),
        ("1\ufe0f", 3),
        ("123#*", 5),
        ("🇩", 2),
    ],
)
def test_what_is_not_one_emoji_is_counted_apart(text: str, length: int) -> None:
    assert measure("x", text).length == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("http://tea.com", 23),
        ("https://tea.com/" + "a" * 300, 23),
        ("tea.com", 23),
        ("see file.py and README.md", 55),
        ("Tea https://tea.com tea http://tea.com tea.com tea", 83),
        ("(https://tea.com)", 25),
        ("https://tea.com。", 25),
        ("お茶tea.com", 27),
        ("https://tea.com/a b https://tea.com/a", 49),
        ("a\u202ahttp://tea.پاکستان/\u202c", 28),
        (f"see http://{LONG_LABEL}.com/a", 17 + len(LONG_LABEL)),
        (f"see http://{LONG_LABEL}.com/a http://tea.com", 41 + len(LONG_LABEL)),
        ("teacup" * 10 + "cup.com", 23),
        ("teacup" * 10 + "cups.com", 68),
        ("http://" + KANA * 5 + "あい.com", 23),
        ("http://" + KANA * 5 + "あいう.com", 117),
    ],
)
def test_every_link_weighs_23(text: str, length: int) -> None:
    assert measure("x", text).length == length


@pytest.mark.parametrize(
    ("text", "length", "valid"),
    [
        (TEN_LETTERS * 28, 280, True),
        (TEN_LETTERS * 28 + "a", 281, False),
        (TEN_LETTERS * 27 + "teacupse\u0301" + "!!", 280, True),
        ("茶" * 140, 280, True),
        ("茶" * 140 + "a", 281, False),
        (FAMILY * 140, 280, True),
        (FAMILY * 141, 282, False),
        ("https://tea.com/green " * 11, 264, True),
        (TEN_LETTERS * 26 + " https://tea.com", 284, False),
        ("", 0, False),
        (" ", 1, True),
    ],
)
def test_a_post_of_280_is_valid_and_one_of_281_is_not(text: str, length: int, valid: bool) -> None:
    assert (measure("x", text).length, measure("x", text).valid) == (length, valid)


@pytest.mark.parametrize("char", ["\ufffe", "\ufeff", "\uffff"])
def test_a_post_with_a_forbidden_character_is_not_valid(char: str) -> None:
    assert not measure("x", f"tea{char}").valid


@pytest.mark.parametrize("char", ["\u202a", "\u200f", "\u2069", "\x00", "\ud800"])
def test_direction_marks_and_other_controls_are_allowed(char: str) -> None:
    assert measure("x", f"tea{char}").valid


def test_links_and_hashtags_are_those_of_the_composed_text() -> None:
    found = measure("x", "Cafe\u0301.com, https://tea.com/a_(b). #Cafe\u0301 #1 C# #C++ お茶#茶")
    assert found.urls == ("Café.com", "https://tea.com/a_(b)")
    assert found.hashtags == ("Café", "C")
