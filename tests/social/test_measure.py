"""Counting on the other networks, and what a measure prints."""

import pytest

from newsletter.errors import UsageError
from newsletter.social.measure import measure

FAMILY = "👨\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("tea", 3),
        (FAMILY, 1),
        ("🇩🇪🇫🇷", 2),
        ("🇩🇪🇫🇷🇯", 3),
        ("1️⃣", 1),
        ("e\u0301", 1),
        ("お茶…", 3),
        ("क्षि", 1),
        ("각", 1),
        ("a\r\nb", 3),
        ("\u200ftea\u200f", 5),
        ("https://tea.com/green", 21),
    ],
)
def test_bluesky_counts_what_a_reader_takes_for_one_character(text: str, length: int) -> None:
    assert measure("bluesky", text).length == length


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("a" * 300, True),
        ("a" * 301, False),
        (FAMILY * 120, True),
        (FAMILY * 120 + "a", False),
        ("", False),
    ],
)
def test_bluesky_limits_graphemes_and_bytes(text: str, valid: bool) -> None:
    assert measure("bluesky", text).valid is valid


def test_bluesky_names_links_as_written_and_tags_without_their_sign() -> None:
    found = measure("bluesky", "é tea.com (https://a.com) #Tea #C++ $TEA @b.com")
    assert found.urls == ("tea.com", "https://a.com")
    assert found.hashtags == ("Tea", "C++")
    assert [facet.type for facet in found.facets] == [
        "link",
        "link",
        "tag",
        "tag",
        "tag",
        "mention",
    ]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("tea", 3),
        (FAMILY, 1),
        ("e\u0301", 1),
        ("a\r\nb", 3),
        ("https://tea.com", 23),
        ("https://tea.com/" + "a" * 300, 23),
        ("https://tea.com and http://tea.com", 51),
        ("tea.com", 7),
        ("(https://tea.com).", 26),
        ("https://お茶.com/茶", 23),
        ("ftp://tea.com", 13),
        ("@anna", 5),
        ("@anna@tea.example", 5),
        ("hi @anna@tea.example, @bob.b@cup.example!", 17),
        ("a@b.example", 11),
        ("/@anna@tea.example", 18),
        ("@anna@tea.example@x", 19),
        ("https://tea.com/@anna@cup.com", 23),
    ],
)
def test_mastodon_counts_links_as_23_and_mentions_without_their_server(
    text: str, length: int
) -> None:
    assert measure("mastodon", text).length == length


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("a" * 500, True),
        ("a" * 501, False),
        ("a" * 476 + " https://tea.com/" + "b" * 400, True),
        ("a" * 477 + " https://tea.com/" + "b" * 400, False),
        ("", False),
    ],
)
def test_mastodon_takes_500(text: str, valid: bool) -> None:
    assert measure("mastodon", text).valid is valid


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("tea", 3),
        ("é", 1),
        ("お茶", 2),
        ("🍵", 4),
        ("❤️", 6),
        (FAMILY, 25),
        ("🇩🇪", 8),
        ("1️⃣", 7),
        ("1 © 2", 5),
        ("a\r\nb", 4),
    ],
)
def test_threads_counts_the_bytes_of_emoji(text: str, length: int) -> None:
    assert measure("threads", text).length == length


@pytest.mark.parametrize(("links", "valid"), [(5, True), (6, False)])
def test_threads_takes_five_different_links(links: int, valid: bool) -> None:
    text = " ".join(f"https://tea.com/{number}" for number in range(links))
    assert measure("threads", f"{text} https://tea.com/0").valid is valid


@pytest.mark.parametrize(
    "network", ["linkedin", "facebook", "telegram", "discord", "slack", "webhook"]
)
@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("tea", 3),
        ("お茶", 2),
        ("🍵", 2),
        (FAMILY, 11),
        ("e\u0301", 2),
        ("https://tea.com", 15),
        ("\ud83c", 1),
    ],
)
def test_the_others_count_utf_16(network: str, text: str, length: int) -> None:
    assert measure(network, text).length == length


@pytest.mark.parametrize(
    ("network", "length"), [("telegram", 3), ("discord", 4), ("linkedin", 4), ("slack", 4)]
)
def test_telegram_drops_a_carriage_return_and_the_others_count_it(
    network: str, length: int
) -> None:
    assert measure(network, "a\r\nb").length == length


@pytest.mark.parametrize(
    ("network", "limit"),
    [
        ("linkedin", 3000),
        ("facebook", 63_206),
        ("telegram", 4096),
        ("discord", 2000),
        ("slack", 4000),
    ],
)
def test_one_unit_over_the_limit_is_not_valid(network: str, limit: int) -> None:
    assert measure(network, "a" * limit).valid
    assert not measure(network, "a" * (limit + 1)).valid


@pytest.mark.parametrize("network", ["linkedin", "threads", "telegram", "webhook"])
def test_elsewhere_links_have_a_protocol_and_hashtags_a_letter(network: str) -> None:
    found = measure(network, "(https://tea.com/a#b). tea.com #Tea2 #2 https://c.com/#d C# #茶。")
    assert found.urls == ("https://tea.com/a#b", "https://c.com/#d")
    assert found.hashtags == ("Tea2", "茶")


def test_the_row_of_a_post_is_what_the_contract_says() -> None:
    assert measure("x", "Tea https://tea.com #Tea").as_json() == {
        "network": "x",
        "length": 32,
        "limit": 280,
        "valid": True,
        "urls": ["https://tea.com"],
        "hashtags": ["Tea"],
    }


def test_the_row_of_a_bluesky_post_has_its_facets_too() -> None:
    assert measure("bluesky", "🍵 @tea.com").as_json()["facets"] == [
        {"byteStart": 5, "byteEnd": 13, "type": "mention", "value": "tea.com"}
    ]


def test_an_unknown_network_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown-network"):
        measure("blusky", "tea")
