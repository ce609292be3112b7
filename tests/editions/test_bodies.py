"""The body of an article in the mail: links tagged, pictures with their address and size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.articles.sanitise import sanitise
from newsletter.editions.bodies import body_pictures, mail_body
from newsletter.editions.links import Tagging
from newsletter.editions.pictures import Picture, Pictures

TAGGING = Tagging((("utm_source", "s"),))
WIDE = Picture("cid:1@newsletter", 800, 400, "1@newsletter", "image/png", b"x")


def body(html: str, pictures: dict[str, Picture] | None = None, *, tag: bool = False) -> str:
    return mail_body(sanitise(html), TAGGING if tag else None, pictures or {})


def test_a_link_is_tagged_and_its_words_stay() -> None:
    html = '<p><a href="https://a.example/?a=1&amp;b=2#c">https://a.example</a></p>'
    tagged = sanitise(html).replace("b=2#c", "b=2&amp;utm_source=s#c")
    assert body(html, tag=True) == tagged


@pytest.mark.parametrize("href", ["mailto:a@b.example", "tel:1", "#x"])
def test_other_links_stay(href: str) -> None:
    clean = sanitise(f'<p><a href="{href}">x</a></p>')
    assert mail_body(clean, TAGGING, {}) == clean


def test_a_picture_gets_the_address_that_a_mail_can_load_and_its_size() -> None:
    html = body('<p><img src="a&amp;b.png" alt="A &quot;pier&quot;"></p>', {"a&b.png": WIDE})
    assert html == (
        '<p><img src="cid:1@newsletter" alt="A &quot;pier&quot;" width="800" height="400" /></p>'
    )


@pytest.mark.parametrize(
    ("given_size", "size"),
    [
        ('width="200"', 'width="200" height="100"'),
        ('height="100"', 'height="100" width="200"'),
        ('width="10" height="10"', 'width="10" height="10"'),
        ('width="100%"', 'width="800" height="400"'),
    ],
)
def test_the_size_that_its_author_gave_stays_and_the_other_follows(
    given_size: str, size: str
) -> None:
    html = body(f'<p><img src="a.png" {given_size} alt="A"></p>', {"a.png": WIDE})
    assert html == f'<p><img src="cid:1@newsletter" alt="A" {size} /></p>'


def test_a_picture_on_the_web_stays() -> None:
    html = sanitise('<p><img src="https://a.example/a.png" alt="A"></p>')
    assert mail_body(html, TAGGING, {"a.png": WIDE}) == html


def test_every_picture_of_a_body_is_found_once() -> None:
    html = sanitise('<p><img src="a.png"><img src="b.png"><img src="a.png"></p>')
    assert list(body_pictures(html)) == ["a.png", "b.png"]


def test_only_what_the_html_shows_travels_with_the_mail() -> None:
    pictures = Pictures(bodies={"a.md": {"a.png": WIDE}})
    assert pictures.embedded(f'<img src="{WIDE.src}" />') == [WIDE]
    assert pictures.embedded("<p>No picture</p>") == []


@settings(max_examples=150, derandomize=True, database=None)
@given(st.text("<>a=\"'& /img hrefsc", max_size=60))
def test_a_body_without_links_and_known_pictures_is_never_changed(text: str) -> None:
    clean = sanitise(text)
    assert mail_body(clean, None, {}) == clean
