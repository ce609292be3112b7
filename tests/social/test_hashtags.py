"""Hashtags on X, and on Mastodon."""

import pytest

from newsletter.social.hashtags import mastodon_hashtags, x_hashtags
from newsletter.social.urls import mastodon_urls, x_urls


def on_x(text: str) -> list[str]:
    return list(x_hashtags(text, x_urls(text)))


def on_mastodon(text: str) -> list[str]:
    return list(mastodon_hashtags(text, mastodon_urls(text)))


@pytest.mark.parametrize(
    "tag",
    [
        "tea",
        "Tea2",
        "2cups",
        "piñata",
        "brûlée",
        "grün",
        "홍차",
        "ﾎﾞｼ",
        "ｻｯｶｰ",
        "чай",
        "カタカナ",
        "ひらがな",
        "漢字",
        "日本茶カップ",
        "ｔｅａ１２",
        "サッカー",
        "云々",
        "各〻",
        "各〃",
        "茶～湯",
        "茶〜湯",
        "çiş",
        "İs",
        "ıs",
        "Əzər",
        "mûǁa",
        "Ċaoiṁ",
        "سیاست",
        "رئيس_الشاي",
        "עַל־יְדֵי",
        "וכו׳",
        "מ״כ",
        "ชาเขียว",
        "می\u200cخورم",
        "ኢትዮጵያ",
        "ශ්\u200dරී",
        "۳۴۵چای",
        "چای۶۷۸",
        "महात्मा_१२",
        "বাংলা",
        "தமிழ்",
        "తెలుగు",
        "བོད་སྐད་",
        "ភាសា",
        "မြန်မာ",
        "ພາສາ",
        "Ελλάδα_μου",
        "Հայաստან",
        "ქართული",
        "col·lecció",
        "\U00020021",
        "\U00016f04\U00016f51",
        "A\U000104a0",
    ],
)
def test_a_hashtag_of_any_script_is_found_whole(tag: str) -> None:
    assert on_x(f"we drink #{tag} daily") == [tag]


@pytest.mark.parametrize(
    "text",
    [
        "take the #16",
        "#0",
        "#",
        "##",
        "# tea",
        "#_ #1_2 #122 #〃",
        "#१२३",
        "お茶#お茶",
        "a#tea 1#tea é#tea _#tea",
        "&#39; &#tea",
        "#https://paper.org #http://paper.org",
        "https://paper.org/#tea paper.org/#tea",
        "#️⃣ #⃣",
        "#one#two",
        "#tea://cup",
    ],
)
def test_this_is_no_hashtag_on_x(text: str) -> None:
    assert on_x(text) == []


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("(#a )#b [#c ]#d ’#e’#f", ["a", "b", "c", "d", "e", "f"]),
        (":#a ;#b ,#c .#d !#e ?#f", ["a", "b", "c", "d", "e", "f"]),
        ("#a: #b; #c, #d. #e! #f?", ["a", "b", "c", "d", "e", "f"]),
        ("#a\ncup\n#b\r\n#c", ["a", "b", "c"]),
        ("＃お茶 お茶。#湯。 良い！＃水", ["お茶", "湯", "水"]),
        ("C# and #C++ and #F#", ["C"]),
        ("🔥#tea ☕️#cup", ["tea", "cup"]),
        ("#123 a #tea", ["tea"]),
        ("#Tea-Cup #don't", ["Tea", "don"]),
        ("#Tea and #tea and #Tea", ["Tea", "tea", "Tea"]),
    ],
)
def test_a_hashtag_ends_at_punctuation_and_follows_it(text: str, tags: list[str]) -> None:
    assert on_x(text) == tags


def test_a_hashtag_that_a_link_is_glued_to_wins_if_it_begins_first() -> None:
    assert on_x("#tea茶paper.org/#cup") == ["tea茶paper", "cup"]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#Tea and #tea", ["Tea", "tea"]),
        ("#2cups #1_2 #a12", ["2cups", "1_2", "a12"]),
        ("#16 #_ #·a #", []),
        ("a#tea (#tea) /#tea", []),
        ("\n＃お茶 #茶・湯 #茶・", ["お茶", "茶・湯", "茶"]),
        ("#Tea-Cup #C++ #col·lecció·", ["Tea", "C", "col·lecció"]),
        ("https://paper.org/ #tea https://paper.org/#cup", ["tea"]),
    ],
)
def test_mastodon_has_hashtags_after_a_space(text: str, tags: list[str]) -> None:
    assert on_mastodon(text) == tags


@pytest.mark.parametrize(
    "text", ["#1" * 50_000, "#" + "1" * 100_000, "#1" + "·" * 100_000, "#" * 100_000, "·#" * 50_000]
)
def test_hostile_rows_of_marks_hold_no_hashtag(text: str) -> None:
    assert (on_x(text), on_mastodon(text)) == ([], [])
