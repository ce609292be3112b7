"""Links: every address that readers could not open is found, and no good one is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.checks.link_targets import host_of, is_near, target_problems
from newsletter.checks.links import links, pages
from newsletter.checks.origins import untagged
from newsletter.model import Article
from newsletter.problems import NOWHERE

Make = Callable[..., Any]
Codes = Callable[..., list[str]]


@pytest.mark.parametrize(
    "address",
    [
        "https://pier.example/a",
        "https://pier.example",
        "https://pier.example:8443/a?b=c&d=%20#e",
        "https://münchen.example/straße",
        "https://пример.рф/",
        "https://a_b.pier.example/",
        "https://pier.example/(a)[b]~;'c'",
        "https://93.184.215.14/a",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
        "mailto:post@pier.example?subject=Hello%20you",
        "tel:+49-30-1234",
        "sms:+4930",
        "HTTPS://PIER.EXAMPLE/A",
    ],
)
def test_a_good_address_is_left_alone(address: str) -> None:
    assert list(target_problems(address, NOWHERE)) == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "link-empty"),
        ("#", "link-empty"),
        ("/seeds", "link-invalid"),
        ("seeds.html", "link-invalid"),
        ("#seeds", "link-invalid"),
        ("//pier.example/a", "link-invalid"),
        ("pier.example/a", "link-invalid"),
        ("javascript:alert(1)", "link-invalid"),
        ("file:///etc/passwd", "link-invalid"),
        ("data:text/html,x", "link-invalid"),
        ("mailto:", "link-invalid"),
        ("mailto:post", "link-invalid"),
        ("https://", "link-invalid"),
        ("https:///a", "link-invalid"),
        ("https:/pier.example", "link-invalid"),
        ("https://pier example/", "link-invalid"),
        ("https://pier.example/a b", "link-invalid"),
        ("https://pier..example/", "link-invalid"),
        ("https://-pier.example/", "link-invalid"),
        ("https://pier.example:99999/", "link-invalid"),
        ("https://pier.example:0/", "link-invalid"),
        ("https://[::1/", "link-invalid"),
        ("https://pier", "link-invalid"),
        ("https://pier.example/{{ slug }}", "link-placeholder"),
        ("https://pier.example/%7B%7Bslug%7D%7D", "link-placeholder"),
        ("*|UNSUB|*", "link-placeholder"),
        ("https://news.example.invalid/a", "link-placeholder"),
        ("https://www.example.com/", "link-placeholder"),
        ("http://localhost:8000/", "link-local"),
        ("https://127.0.0.1/", "link-local"),
        ("https://192.168.0.4/a", "link-local"),
        ("https://[::1]/", "link-local"),
        ("https://printer.local/", "link-local"),
        ("https://wiki.internal/", "link-local"),
        ("http://pier.example/", "link-insecure"),
    ],
)
def test_a_faulty_address_is_found(address: str, code: str, codes: Codes) -> None:
    assert codes(target_problems(address, NOWHERE)) == [code]


@pytest.mark.parametrize("host", ["pier.example", "93.184.215.14", "localhost.example"])
def test_a_public_host_is_not_near(host: str) -> None:
    assert not is_near(host)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=60).map("https://".__add__) | st.text(max_size=60))
def test_any_address_is_judged_without_a_crash(address: str) -> None:
    assert isinstance(host_of(address), str)
    assert len(list(target_problems(address, NOWHERE))) <= 1


def test_good_links_are_left_alone(checkup: Make) -> None:
    assert list(links(checkup())) == []


def test_a_faulty_link_is_told_once_with_its_place(checkup: Make, good: str) -> None:
    html = good.replace("</body>", '<a href="/x">one</a><a href="/x">two</a></body>')
    found = list(links(checkup(html)))
    assert [problem.code for problem in found] == ["link-invalid"]
    assert found[0].place.file == "templates/digest.mjml"
    assert found[0].place.column == html.index('<a href="/x">') + 1


def test_a_faulty_link_of_an_article_is_placed_in_the_article(
    checkup: Make, good: str, articles: tuple[Article, Article]
) -> None:
    seeds, boats = articles
    html = good.replace("https://pier.example/seeds", "http://pier.example/seeds?utm_source=pier")
    changed = (replace(seeds, url="http://pier.example/seeds"), boats)
    found = list(links(checkup(html, edition={"articles": changed})))
    assert [str(problem.place) for problem in found] == ["articles/seeds.md:2:8"]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://pier.example/x"></a>',
        '<a href="https://pier.example/x"> <img src="https://pier.example/i.png" alt=""></a>',
        '<a href="https://pier.example/x" aria-label="Read"></a>',
    ],
)
def test_a_link_without_words_is_found(link: str, checkup: Make, good: str, codes: Codes) -> None:
    assert codes(links(checkup(good.replace("</body>", link + "</body>")))) == ["link-no-text"]


def test_a_described_picture_is_words_enough(checkup: Make, good: str) -> None:
    link = '<a href="https://pier.example/x"><img src="https://pier.example/i.png" alt="Boats"></a>'
    assert list(links(checkup(good.replace("</body>", link + "</body>")))) == []


def test_a_link_that_shows_another_address_is_found(checkup: Make, good: str, codes: Codes) -> None:
    link = '<a href="https://elsewhere.example/">https://bank.example/</a></body>'
    assert codes(links(checkup(good.replace("</body>", link)))) == ["link-misleading"]


def test_a_link_that_shows_its_own_address_is_left_alone(checkup: Make, good: str) -> None:
    link = '<a href="https://pier.example/?utm_source=x">https://pier.example/</a></body>'
    assert list(links(checkup(good.replace("</body>", link)))) == []


@pytest.mark.parametrize(
    "same",
    [
        "https://pier.example/seeds/",
        "http://pier.example/seeds",
        "https://pier.example/seeds?utm_source=feed",
        "https://pier.example/seeds#more",
    ],
)
def test_two_articles_that_lead_to_one_page_are_found(
    same: str, checkup: Make, codes: Codes, articles: tuple[Article, Article]
) -> None:
    seeds, boats = articles
    twice = (seeds, replace(boats, url=same))
    assert codes(links(checkup(edition={"articles": twice}))) == ["link-duplicate"]


def test_placeholders_of_the_settings_are_left_to_the_check_of_the_sender(
    checkup: Make, good: str
) -> None:
    html = good.replace("https://news.pier.example", "https://newsletter.example.invalid")
    identity = {"url": "https://newsletter.example.invalid"}
    assert list(links(checkup(html, identity=identity))) == []


def test_pages_to_ask_are_those_of_others_once_each(checkup: Make, good: str) -> None:
    html = good.replace("</body>", '<a href="https://pier.example/seeds#x">Seeds</a></body>')
    assert [address for address, _ in pages(checkup(html))] == [
        "https://pier.example/seeds",
        "https://pier.example/seeds.png",
        "https://pier.example/boats",
    ]


def test_an_address_that_cannot_be_read_is_not_asked(checkup: Make, good: str) -> None:
    html = good.replace("https://pier.example/boats", "https://[::1")
    assert all("[" not in address for address, _ in pages(checkup(html)))


@pytest.mark.parametrize(
    ("tagged", "plain"),
    [
        ("https://a.example/?utm_source=x", "https://a.example/"),
        ("https://a.example/?b=1&utm_source=x&UTM_Medium=y", "https://a.example/?b=1"),
        ("https://a.example/?utm_source=x#y", "https://a.example/#y"),
        ("https://a.example/?b=utm_source", "https://a.example/?b=utm_source"),
        ("https://a.example/", "https://a.example/"),
    ],
)
def test_an_address_is_known_without_its_tags(tagged: str, plain: str) -> None:
    assert untagged(tagged) == plain
