"""Pictures of the mail, under addresses of the studio: embedded, of the project, of the web."""

import re
from typing import Any

import pytest

from newsletter.preview.gallery import Gallery, Shot, placeholder, within
from newsletter.preview.web_pictures import WebPictures
from tests.preview.conftest import PEAS, SETTINGS

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x01\x08\x02\x00\x00\x00\x7b@\xe8\xdd"
    b"\x00\x00\x00\x0cIDATx\x9cc```\x00\x00\x00\x04\x00\x01\xf6\x178U\x00\x00\x00\x00IEND\xaeB`\x82"
)
ADDRESS = re.compile(r"/picture/[0-9a-f]{24}")


def with_picture(studio: Any, source: str, settings: str = SETTINGS) -> None:
    studio.write("newsletter.toml", settings)
    (studio.folder / "articles" / "peas.png").write_bytes(PNG)
    studio.write("articles/peas.md", PEAS.replace("date:", f"image: {source}\ndate:"))
    studio.build()


@pytest.mark.parametrize("mode", ["link", "embed"])
def test_a_picture_of_the_project_is_shown(studio: Any, mode: str) -> None:
    with_picture(studio, "peas.png", f'{SETTINGS}\n[images]\nmode = "{mode}"\n')
    address = ADDRESS.findall(studio.mail())[0]
    answer = studio.ask(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")


def test_a_picture_that_was_drawn_anew_has_another_address(studio: Any) -> None:
    with_picture(studio, "peas.png")
    before = ADDRESS.findall(studio.mail())
    (studio.folder / "articles" / "peas.png").write_bytes(PNG + b"\x00")
    studio.build()
    assert ADDRESS.findall(studio.mail()) != before


def test_a_picture_that_is_nobody_s_is_not_found(still: Any) -> None:
    assert still.ask(f"/picture/{'0' * 24}").status == 404


@pytest.mark.parametrize("source", ["../secret.png", "/etc/passwd", "articles/peas.md", "%2e%2e/x"])
def test_nothing_but_a_picture_inside_the_project_is_read(still: Any, source: str) -> None:
    gallery = gallery_of(still)
    (still.folder.parent / "secret.png").write_bytes(PNG)
    url = f"https://garden.example/{source}"
    shots = [gallery.shot(gallery.address(one).rpartition("/")[2]) for one in (source, url)]
    assert {shot.media_type for shot in shots if shot} == {"image/svg+xml"}


def gallery_of(studio: Any) -> Gallery:
    build = studio.session.studio.shown.build
    assert build is not None
    return Gallery(build, studio.folder, lambda _: None)


def test_a_picture_of_the_web_is_what_was_fetched(still: Any) -> None:
    build = still.session.studio.shown.build
    gallery = Gallery(build, still.folder, lambda _: Shot("image/png", PNG))
    key = gallery.address("https://pictures.example/p.png", 10, 5).rpartition("/")[2]
    assert gallery.shot(key) == Shot("image/png", PNG)


def test_a_picture_that_cannot_be_had_is_a_labelled_placeholder(still: Any) -> None:
    gallery = gallery_of(still)
    key = gallery.address("https://pictures.example/p.png", 300, 100).rpartition("/")[2]
    shot = gallery.shot(key)
    assert shot is not None
    drawing = shot.data.decode()
    assert 'width="300" height="100"' in drawing
    assert "Picture from pictures.example" in drawing


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (10**9, 10**9), (None, 5), (5, None)])
def test_a_placeholder_of_any_size_can_be_drawn(size: tuple[int | None, int | None]) -> None:
    from xml.etree import ElementTree as ET

    drawing = ET.fromstring(placeholder('https://a"<&b.example/', *size).data)
    assert 1 <= int(drawing.attrib["width"]) <= 4000


def test_a_host_of_this_computer_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    asked: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *where, **_: asked.append(where))
    web = WebPictures()
    assert web.fetch("http://127.0.0.1:9/p.png") is None
    assert web.fetch("http://169.254.169.254/latest") is None
    assert asked == []


def test_a_picture_that_could_not_be_had_is_not_asked_for_again_at_once() -> None:
    from newsletter.web.failures import FetchFailed
    from newsletter.web.fetching import Fetched

    asked: list[str] = []

    def fails(url: str) -> Fetched:
        asked.append(url)
        raise FetchFailed("did not answer")

    web = WebPictures(fails)
    assert [web.fetch("https://a.example/p.png") for _ in range(3)] == [None] * 3
    assert asked == ["https://a.example/p.png"]


def test_only_so_many_bytes_are_kept() -> None:
    from newsletter.web.fetching import Fetched

    asked: list[str] = []

    def fetched(url: str) -> Fetched:
        asked.append(url)
        return Fetched(url=url, status=200, headers={}, data=b"x" * 400, media_type="image/png")

    web = WebPictures(fetched, most_bytes=1000)
    for name in ("a", "b", "c", "c", "a"):
        assert web.fetch(f"https://a.example/{name}.png") == Shot("image/png", b"x" * 400)
    assert [url[-5] for url in asked] == ["a", "b", "c", "a"]


@pytest.mark.parametrize(
    ("source", "data"),
    [
        ("data:image/png;base64,cGVhcw==", b"peas"),
        ("data:image/svg+xml;base64,cGVhcw==", None),
        ("data:text/html;base64,cGVhcw==", None),
        ("data:image/png;base64,%%%", None),
        ("data:image/png,peas", None),
    ],
)
def test_a_picture_in_an_address_is_shown_if_it_is_one(source: str, data: bytes | None) -> None:
    found = within(source)
    assert (found.data if found else None) == data
