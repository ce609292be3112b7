"""Which links X makes: the rules of twitter-text, each with samples of our own."""

import pytest

from newsletter.social.urls import x_urls


def found(text: str) -> list[str]:
    return [url.text for url in x_urls(text)]


@pytest.mark.parametrize(
    "url",
    [
        "http://paper.org",
        "https://paper.org",
        "HTTPS://Paper.ORG/Index.HTML",
        "http://paper.org/#",
        "http://paper.org/#top",
        "http://paper.org/#find?q=tea%20-milk%3Asugar",
        "http://paper.org/print.php?path=/2026/11/",
        "http://www.paper.org/2026/11/24/long_read_in_fall.html",
        "http://paper.org:8080",
        "http://paper.org:8080/press?a=1",
        "http://paper.org/~anna+%ff-,.;z",
        "http://paper.org/,.;z",
        "http://paper.org/wiki/Tea_(drink)",
        "http://paper.org/wiki/Tea_(a_(hot)_drink)",
        "http://paper.org/lib/read.page(v=VS.7).aspx",
        "http://paper.org/(a)(b)",
        "http://✪tea.org/cup",
        "http://paper.org/?5f3c",
        "http://q.com/x",
        "http://paper.org/view/slug-?page=2",
        "http://paper.org/a+",
        "http://paper.org/a-",
        "http://paper.org/Русские_слова",
        "http://paper.org/2020–2026",
        "http://sub_name-dash.paper.org",
        "http://a_b.c-d.com",
        "http://a.b.cd",
        "http://paper.org/dir/with-dot./",
        "http://www.paper.org.za/dir/688.1",
        "http://www.paper.org/some.stm?a=1;b=P1|0||P2|0",
        "http://paper.org/7/tea_&_milk/",
        "http://www.ab.sc.edu/events/65",
        "http://www.radio.no.friends.net/",
        "http://paper.org?#notes",
        "http://paper.org/x?frag#?=&cb=fe1&transport=fragment&ack",
        "http://xn--ls8h.XN--ls8h.la/",
        "http://tea.みんな/",
        "http://tea.中国/",
        "http://tea.پاکستان/",
        "http://paper.onion/x",
        "http://tea.vermögensberatung",
    ],
)
def test_a_link_is_found_whole_between_words(url: str) -> None:
    assert found(f"read {url} today") == [url]


@pytest.mark.parametrize(
    "text",
    [
        "http://no-ending",
        "http://too-short.q",
        "http://tea_2026_dash.cow_4352.com",
        "http://-tea_2026.cow_4352.com",
        "http://-lead.paper.org",
        "http://trail-.paper.org",
        "http://_lead.paper.org",
        "http://trail_.paper.org",
        "http://-paper.org",
        "http://paper-.org",
        "http://news_paper.org",
        "http://paper.o_r_g",
        "a.tar.bz2 tar.bz2",
        "report.pdf, script.js",
        "v1.2.3 costs 3.50",
        "jane.doe.gov@mail.com",
        "jane.doe.jp@mail.com",
        "jane@paper.org",
        "$http://paper.org $paper.org $t.co/cup $TEA.CA",
        "#paper.org @paper.org #http://paper.org @http://paper.org",
        "a..b ...com .com",
        "paper.example",
        "http://paper.com-you-forgot-a-space",
        "",
        ".",
    ],
)
def test_this_is_no_link(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("(http://paper.org)", ["http://paper.org"]),
        ("(see http://paper.org/tea)", ["http://paper.org/tea"]),
        ("“http://paper.org/tea”", ["http://paper.org/tea"]),
        ("http://paper.org/.", ["http://paper.org/"]),
        ("http://paper.org/tea。次", ["http://paper.org/tea"]),
        ("http://paper.org/tea" + "." * 60, ["http://paper.org/tea"]),
        ("http://paper.org/" + "," * 60, ["http://paper.org/"]),
        ("http://paper.org/tea/" + "!" * 60, ["http://paper.org/tea/"]),
        ("http://paper.org?" + "!" * 60, ["http://paper.org"]),
        ("http://paper.org/tea_(drink", ["http://paper.org/tea_"]),
        ("http://paper.org/()", ["http://paper.org/"]),
        ("http://paper.org's", ["http://paper.org"]),
    ],
)
def test_the_punctuation_around_a_link_is_not_part_of_it(text: str, urls: list[str]) -> None:
    assert found(text) == urls


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        (
            "tea.com tea.net tea.org tea.edu tea.gov",
            ["tea.com", "tea.net", "tea.org", "tea.edu", "tea.gov"],
        ),
        ("tea.co.jp www.tea.co.uk tea.jp it.so", ["tea.co.jp", "www.tea.co.uk", "tea.jp", "it.so"]),
        ("tea.quux www.teateatea.quux wwwww.teateatea tea.comm tea.orgs", []),
        ("t.co/cup bit.ly/cup", ["t.co/cup", "bit.ly/cup"]),
        ("README.md main.rs file.py", ["README.md", "main.rs", "file.py"]),
        ("http:// paper.org/tea", ["paper.org/tea"]),
        ("http://\u00a0paper.org/tea", ["paper.org/tea"]),
        ("CAFÉ.com", ["CAFÉ.com"]),
        ("paper.org:80 paper.org:80/a paper.org?a=1", ["paper.org", "paper.org:80/a", "paper.org"]),
        ("paper.org\nshop.com/a\nit.so/b", ["paper.org", "shop.com/a", "it.so/b"]),
        ("ends with.Then on", []),
    ],
)
def test_a_bare_domain_is_a_link_if_its_ending_exists(text: str, urls: list[str]) -> None:
    assert found(text) == urls


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        (
            "お茶です。paper.org/tea/cup.html中文paper.org/tea한국",
            ["paper.org/tea/cup.html", "paper.org/tea"],
        ),
        (
            "paper.orgお茶。tea.com中文t.co/cup한국tea.net",
            ["paper.org", "tea.com", "t.co/cup", "tea.net"],
        ),
        (
            "http://paper.org/お茶。tea.com中文http://t.co/cup",
            ["http://paper.org/", "tea.com", "http://t.co/cup"],
        ),
        ("お茶！ http://paper.org", ["http://paper.org"]),
        ("次http://paper.org/茶", ["http://paper.org/"]),
        ("http://tea.中国中http://cup.com", ["http://tea.中国", "http://cup.com"]),
    ],
)
def test_links_are_found_between_characters_without_spaces(text: str, urls: list[str]) -> None:
    assert found(text) == urls


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("http://t.co/Ab3xY9's", ["http://t.co/Ab3xY9"]),
        ("http://t.co/Ab3xY9- and http://t.co/Ab3xY9: or", ["http://t.co/Ab3xY9"] * 2),
        (
            "http://t.co/Ab3xY9+c http://t.co/Ab3xY9.x http://t.co/Ab3xY9#a",
            ["http://t.co/Ab3xY9"] * 3,
        ),
        ("http://t.co/Ab3xY9?amp=1 x", ["http://t.co/Ab3xY9?amp=1"]),
        ("http://t.co http://t.co", ["http://t.co"] * 2),
        (f"http://t.co/{'a' * 40}", [f"http://t.co/{'a' * 40}"]),
        (f"http://t.co/{'a' * 41}", []),
    ],
)
def test_a_short_link_of_x_ends_with_its_letters_and_digits(text: str, urls: list[str]) -> None:
    assert found(text) == urls


@pytest.mark.parametrize("marks", [("\u2066\u202a", "\u202c\u2069"), ("\u200f", "\u200f")])
def test_direction_marks_around_a_link_are_not_part_of_it(marks: tuple[str, str]) -> None:
    assert found("http://tea.پاکستان/".join(marks)) == ["http://tea.پاکستان/"]


@pytest.mark.parametrize(
    ("label", "urls"),
    [("a" * 63, 1), ("a" * 64, 0), ("茶" * 20, 1), ("茶" * 64, 0), ("あいうえおかきくけこ" * 6, 0)],
)
def test_a_label_must_fit_the_name_system(label: str, urls: int) -> None:
    assert len(found(f"http://{label}.com")) == urls


@pytest.mark.parametrize(("length", "urls"), [(4089, 1), (4090, 0)])
def test_a_link_is_at_most_4096_characters_with_its_protocol_once_more(
    length: int, urls: int
) -> None:
    head = "http://paper.org/"
    assert len(found(head + "a" * (length - len(head)))) == urls


def test_a_link_knows_where_it_stands() -> None:
    text = "茶 example.com/a and http://t.co/b's"
    assert [(url.start, url.end, text[url.start : url.end]) for url in x_urls(text)] == [
        (2, 15, "example.com/a"),
        (20, 33, "http://t.co/b"),
    ]


def test_a_letter_with_an_accent_at_the_very_beginning_may_stand_before_a_link() -> None:
    assert found("école.com") == ["cole.com"]
    assert found(" école.com") == ["école.com"]


@pytest.mark.parametrize(
    "text",
    [
        "茶" * 50_000,
        "茶." * 50_000,
        "-a" * 50_000,
        "a_b.com." * 12_000,
        "a.com.." * 14_000,
        "a.com/(" * 14_000,
        "http://a.com/" + "." * 100_000,
        "http://a.com?" + "?" * 100_000,
        "http://a.com/" + "(" * 100_000,
        "http://" + "xn--" * 25_000 + ".com",
        ("a." * 2000 + "п.com ") * 25,
    ],
    ids=lambda text: text[:16],
)
def test_a_hostile_text_of_100_000_characters_is_read_in_one_go(text: str) -> None:
    assert all(url.text in text for url in x_urls(text))
