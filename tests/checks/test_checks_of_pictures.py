"""Pictures: those that do not reach the reader, weigh too much, or say nothing when unseen."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from newsletter.articles.blocks import blocks
from newsletter.checks.alt import alt
from newsletter.checks.images import images
from newsletter.editions.pictures import Picture, Pictures
from newsletter.model import Article

Make = Callable[..., Any]
Codes = Callable[..., list[str]]
END = "</body>"


def test_good_pictures_are_left_alone(checkup: Make) -> None:
    assert [*images(checkup()), *alt(checkup())] == []


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("cid:unknown@pier.example", "image-unattached"),
        ("data:image/png;base64,AAAA", "image-inline"),
        ("", "image-relative"),
        ("seeds.png", "image-relative"),
        ("/seeds.png", "image-relative"),
        ("file:///seeds.png", "image-relative"),
        ("http://localhost/seeds.png", "image-local"),
        ("https://10.0.0.1/seeds.png", "image-local"),
        ("http://pier.example/seeds.png", "image-insecure"),
    ],
)
def test_a_picture_that_does_not_reach_the_reader_is_found(
    source: str, code: str, checkup: Make, good: str, codes: Codes
) -> None:
    html = good.replace(END, f'<img src="{source}" alt="Boats" width="9">{END}')
    assert codes(images(checkup(html))) == [code]


def test_an_embedded_picture_is_left_alone(checkup: Make, good: str) -> None:
    logo = Picture("cid:logo@pier.example", 9, 9, "logo@pier.example", "image/png", b"x")
    html = good.replace(END, f'<img src="cid:logo@pier.example" alt="The Pier" width="9">{END}')
    assert list(images(checkup(html, pictures=Pictures(logo)))) == []


def test_a_picture_without_a_size_is_found(checkup: Make, good: str, codes: Codes) -> None:
    assert codes(images(checkup(good.replace(' width="560"', "")))) == ["image-no-size"]


def test_a_height_is_size_enough(checkup: Make, good: str) -> None:
    assert list(images(checkup(good.replace(' width="560"', ' height="40"')))) == []


def test_pictures_that_are_heavy_together_are_found(checkup: Make, good: str, codes: Codes) -> None:
    heavy = {
        str(number): Picture(f"cid:{number}@p", 9, 9, f"{number}@p", "image/png", bytes(1_100_000))
        for number in range(2)
    }
    shown = '<img src="cid:0@p" alt="A" width="9"><img src="cid:1@p" alt="B" width="9">'
    html = good.replace(END, shown + END)
    assert codes(images(checkup(html, pictures=Pictures(None, heavy)))) == ["images-heavy"]


@pytest.mark.parametrize("image_alt", [None, "", "  "])
def test_an_article_whose_picture_is_not_described_is_found(
    image_alt: str | None, checkup: Make, articles: tuple[Article, Article]
) -> None:
    seeds, boats = articles
    edition = {"articles": (replace(seeds, image_alt=image_alt), boats)}
    found = list(alt(checkup(edition=edition)))
    assert [(problem.code, str(problem.place)) for problem in found] == [
        ("image-alt", "articles/seeds.md:2:8")
    ]


@pytest.mark.parametrize(
    "written", ["", 'alt="IMG_2024-11-03.jpg"', 'alt="seed drawer (2).png"', 'alt=" x.webp "']
)
def test_a_picture_without_a_real_description_is_found(
    written: str, checkup: Make, good: str, codes: Codes
) -> None:
    written = written.replace(" (2)", "-2")
    html = good.replace(END, f'<img src="https://pier.example/x.png" {written} width="9">{END}')
    assert codes(alt(checkup(html))) == ["image-alt"]


def test_an_empty_alt_is_right_for_decoration(checkup: Make, good: str) -> None:
    html = good.replace(END, f'<img src="https://pier.example/rule.png" alt="" width="9">{END}')
    assert list(alt(checkup(html))) == []


def test_an_empty_alt_is_wrong_for_a_picture_of_an_article(
    checkup: Make, good: str, codes: Codes, articles: tuple[Article, Article]
) -> None:
    seeds, boats = articles
    body = blocks('<p>Text.</p><p><img src="https://pier.example/body.png" alt=""></p>')
    html = good.replace(END, f'<img src="https://pier.example/body.png" alt="" width="9">{END}')
    edition = {"articles": (replace(seeds, body=body), boats)}
    assert codes(alt(checkup(html, edition=edition))) == ["image-alt"]
