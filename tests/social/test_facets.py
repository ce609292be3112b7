"""What becomes clickable on Bluesky, and at which bytes."""

import pytest

from newsletter.social.facets import facets


def pieces(text: str) -> list[tuple[str, str]]:
    """Each facet as the text that it covers and its value."""
    raw = text.encode()
    return [(raw[f.byte_start : f.byte_end].decode(), f.value) for f in facets(text)]


def values(text: str, kind: str) -> list[str]:
    return [facet.value for facet in facets(text) if facet.type == kind]


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("nobody is named", []),
        ("@tea.com first", ["tea.com"]),
        ("then @tea.com and", ["tea.com"]),
        ("last @tea.com", ["tea.com"]),
        ("@tea.com @cup.org @tea.com", ["tea.com", "cup.org", "tea.com"]),
        ("@long123-name.test", ["long123-name.test"]),
        ("anna@tea.com", []),
        ("@tea.com!@#$marks", ["tea.com"]),
        ("@tea.com\n@cup.org", ["tea.com", "cup.org"]),
        ("in brackets (@tea.com)", ["tea.com"]),
        ("👨\u200d👩\u200d👧\u200d👧 @tea.com 👨\u200d👩\u200d👧\u200d👧", ["tea.com"]),
        ("@tea.com.", ["tea.com"]),
        ("@tea", []),
        ("@everyone @tea.invalid", []),
        ("@tea.com_x", []),
    ],
)
def test_a_mention_is_a_handle_that_could_be_a_domain(text: str, handles: list[str]) -> None:
    assert values(text, "mention") == handles


@pytest.mark.parametrize(
    "link",
    [
        "https://cup.com",
        "http://cup.com",
        "https://cup.com/tea/green",
        "https://cup.com/tea?leaf=big",
        "https://cup.com/tea?leaf=big#steep",
        "https://news.cup.com/2026/11/24/how-to-drink/",
        "https://cup.com/tea_(green)",
        "https://localhost:3000/x",
    ],
)
@pytest.mark.parametrize(
    "around",
    ["{}", "we read {} today", "{} today", "we read {}", "茶 {} 👨\u200d👩\u200d👧", "a\n{}\nb"],
)
def test_a_full_link_is_clickable_wherever_it_stands(link: str, around: str) -> None:
    assert pieces(around.format(link)) == [(link, link)]


@pytest.mark.parametrize(
    "link", ["cup.com", "cup.com/tea", "cup.com/tea?leaf=big#steep", "cup.app", "cup.com/index.php"]
)
@pytest.mark.parametrize("around", ["{}", "we read {} today", "({})", "{}: read", "a\n{}"])
def test_a_bare_domain_leads_to_https(link: str, around: str) -> None:
    assert pieces(around.format(link)) == [(link, f"https://{link}")]


@pytest.mark.parametrize(
    "text",
    [
        "so.. a..cup ..there",
        "i.e.",
        "i.e./tea",
        "some-picture.jpg",
        "cup.com.jpg",
        "cup.com.jpg/tea",
        "tea-cup.com",
        "1cup.com",
        "xhttps://cup.com",
        "茶https://cup.com",
        "CUP.COM",
    ],
)
def test_this_is_no_link_on_bluesky(text: str) -> None:
    assert values(text, "link") == []


@pytest.mark.parametrize(
    "text", ["https://", "https://,", "see https:///tea", "http://)", "httptar.gz"]
)
def test_a_link_that_the_server_would_refuse_is_left_out(text: str) -> None:
    assert facets(text) == ()


def test_a_domain_that_begins_like_a_protocol_leads_to_https_too() -> None:
    assert pieces("httpcup.org/tea") == [("httpcup.org/tea", "https://httpcup.org/tea")]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (
            "https://a.com, https://b.com/c; https://d.com.",
            ["https://a.com", "https://b.com/c", "https://d.com"],
        ),
        (
            "https://a.com! https://b.com? https://c.com:",
            ["https://a.com", "https://b.com", "https://c.com"],
        ),
        ("(https://a.com)", ["https://a.com"]),
        ("(https://a.com).", ["https://a.com"]),
        ("https://a.com/b_(c)", ["https://a.com/b_(c)"]),
        ("(see https://a.com/b_(c))", ["https://a.com/b_(c))"]),
        ("https://a.com https://a.com", ["https://a.com", "https://a.com"]),
        ("https://a.com。", ["https://a.com。"]),
    ],
)
def test_one_punctuation_mark_and_an_unopened_bracket_end_a_link(
    text: str, links: list[str]
) -> None:
    assert values(text, "link") == links


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#a", [("#a", "a")]),
        ("#a #b", [("#a", "a"), ("#b", "b")]),
        ("#1", []),
        ("#1a", [("#1a", "1a")]),
        ("drink #tea", [("#tea", "tea")]),
        ("#tea now", [("#tea", "tea")]),
        ("drink #tea now", [("#tea", "tea")]),
        ("drink #1", []),
        ("drink #1a", [("#1a", "1a")]),
        ("drink #a1", [("#a1", "a1")]),
        ("#", []),
        ("#?", []),
        ("tea #", []),
        ("tea # tea", []),
        ("a #tea#cup", [("#tea#cup", "tea#cup")]),
        ("##tea", [("##tea", "#tea")]),
        ("##", []),
        ("some #t3a@cup!", [("#t3a@cup", "t3a@cup")]),
        ("with #comma,inside", [("#comma,inside", "comma,inside")]),
        ("not the #last, #mark. #here!", [("#last", "last"), ("#mark", "mark"), ("#here", "here")]),
        ("nor #low_lines___...", [("#low_lines", "low_lines")]),
        ("#🍵 and #green🍵tea", [("#🍵", "🍵"), ("#green🍵tea", "green🍵tea")]),
        (
            "#tea #tea #but #cup",
            [("#tea", "tea"), ("#tea", "tea"), ("#but", "but"), ("#cup", "cup")],
        ),
        ("a #️⃣keycap is none", []),
        ("a ##️⃣keycap is one", [("##️⃣keycap", "#️⃣keycap")]),
        ("a #t\nea ends", [("#t", "t")]),
        ("#\u200b", []),
        ("#\u200ba", []),
        ("#a\u200bb", [("#a", "a")]),
        ("#ab\u200b", [("#ab", "ab")]),
        ("#\u20e2tea", []),
        ("#a\u20e2b", [("#a", "a")]),
        ("wide ＃tea", [("＃tea", "tea")]),
        ("wide ＃#️⃣tea", [("＃#️⃣tea", "#️⃣tea")]),
        ("#1?", []),
        ("C# and (#tea) and C#tea", []),
        ("お茶#tea お茶 #お茶", [("#お茶", "お茶")]),
        ("#C++ #A/B", [("#C++", "C++"), ("#A/B", "A/B")]),
        ("#१२", [("#१२", "१२")]),
    ],
)
def test_a_tag_follows_a_space_and_ends_with_more_than_punctuation(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("tag", "tags"),
    [("t" * 64, 1), ("t" * 65, 0), ("t" * 64 + "!", 1), ("🍵" * 32, 1), ("🍵" * 33, 0)],
)
def test_a_tag_has_at_most_64_characters_of_utf_16(tag: str, tags: int) -> None:
    assert len(facets(f"drink #{tag}")) == tags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$TEA", [("$TEA", "$TEA")]),
        ("$tea", [("$tea", "$TEA")]),
        ("$T and $t", [("$T", "$T"), ("$t", "$T")]),
        ("$100 $1TEA $ TEA $", []),
        ("$CUPPA $TEACUP", [("$CUPPA", "$CUPPA")]),
        ("($TEA)", [("$TEA", "$TEA")]),
        ("$TEA. $CUP, $MUG!", [("$TEA", "$TEA"), ("$CUP", "$CUP"), ("$MUG", "$MUG")]),
        ("no$TEA", []),
        ("$TE12 $TEA123", [("$TE12", "$TE12")]),
        ("$TEA's $TEA’s $TEA-x", [("$TEA", "$TEA"), ("$TEA", "$TEA")]),
    ],
)
def test_a_cashtag_is_a_tag_in_capitals(text: str, expected: list[tuple[str, str]]) -> None:
    assert pieces(text) == expected


def test_ranges_count_bytes_from_the_start_of_the_text() -> None:
    found = [(f.byte_start, f.byte_end, f.type) for f in facets("é🍵 #tea @a.com ✪ b.com")]
    assert found == [(7, 11, "tag"), (12, 18, "mention"), (23, 28, "link")]


def test_facets_come_in_reading_order_and_do_not_overlap() -> None:
    assert pieces("#tea(b.com @c.com") == [("#tea(b.com", "tea(b.com"), ("@c.com", "c.com")]


def test_a_facet_prints_as_the_contract_says() -> None:
    assert facets("#tea")[0].as_json() == {
        "byteStart": 0,
        "byteEnd": 4,
        "type": "tag",
        "value": "tea",
    }


@pytest.mark.parametrize(
    "text",
    [
        "#a" + "!" * 100_000 + "b",
        "#" + "1" * 100_000,
        "@" + "a-" * 50_000 + "_",
        "a." * 50_000,
        " $A" * 30_000,
    ],
    ids=lambda text: text[:8],
)
def test_a_hostile_text_of_100_000_characters_is_searched_in_one_go(text: str) -> None:
    assert all(facet.byte_end <= len(text) for facet in facets(text))
