import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.problems import Place, Problem
from newsletter.project.image_size import ImageSize, image_size, is_svg
from newsletter.project.images import LARGE, TOO_LARGE, FoundImage, find_image, is_local

PLACE = Place("articles/a.md", 3, 1)


def png(width: int = 3, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (width + 1) * height)
    end = chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + end


def jpeg(width: int, height: int, frame: int = 0xC0) -> bytes:
    application = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    comment = b"\xff\xfe" + struct.pack(">H", 6) + b"\xff\xc0\0\0"
    header = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + application + comment + b"\xff" + bytes([0xFF, frame]) + header


def webp(kind: bytes, body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 22) + b"WEBP" + kind + struct.pack("<I", 10) + body


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (png(640, 480), ImageSize("image/png", 640, 480)),
        (b"GIF89a" + struct.pack("<HH", 300, 2) + b"\0\0\0", ImageSize("image/gif", 300, 2)),
        (b"GIF87a" + struct.pack("<HH", 1, 1) + b"\0\0\0", ImageSize("image/gif", 1, 1)),
        (jpeg(1200, 630), ImageSize("image/jpeg", 1200, 630)),
        (jpeg(1200, 630, 0xC2), ImageSize("image/jpeg", 1200, 630)),
        (
            webp(b"VP8X", b"\0\0\0\0" + b"\xaf\x04\0" + b"\x75\x02\0"),
            ImageSize("image/webp", 1200, 630),
        ),
        (
            webp(b"VP8L", b"\x2f" + struct.pack("<I", 1199 | 629 << 14) + b"\0" * 5),
            ImageSize("image/webp", 1200, 630),
        ),
        (
            webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 1200, 630)),
            ImageSize("image/webp", 1200, 630),
        ),
    ],
)
def test_the_size_is_read_from_the_header(data: bytes, expected: ImageSize) -> None:
    assert image_size(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        png(0, 5),
        png()[:20],
        jpeg(5, 5)[:12],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff" + b"\xff" * 50,
        b"\xff\xd8\xff\xe0\0\0" * 5,
        b"BM" + b"\0" * 60,
    ],
)
def test_anything_else_has_no_size(data: bytes) -> None:
    assert image_size(data) is None


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(
    st.sampled_from([b"", b"\xff\xd8\xff", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBPVP8 "]),
    st.binary(max_size=60),
)
def test_broken_headers_never_crash(begin: bytes, rest: bytes) -> None:
    found = image_size(begin + rest)
    assert found is None or (found.width > 0 and found.height > 0)


@pytest.mark.parametrize(
    "data", [b"<svg/>", b"\xef\xbb\xbf  <SVG>", b"<?xml version='1.0'?><!-- --><svg>"]
)
def test_a_drawing_is_known_by_its_beginning(data: bytes) -> None:
    assert is_svg(data)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project/articles").mkdir(parents=True)
    (tmp_path / "project/images").mkdir()
    return tmp_path / "project"


def find(root: Path, source: str) -> FoundImage:
    return find_image(root, "articles/a.md", source, PLACE)


def only_problem(found: FoundImage) -> Problem:
    (problem,) = found.problems
    return problem


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("articles/logo.png", "logo.png"),
        ("images/logo.png", "../images/logo.png"),
        ("images/logo.png", "images/logo.png"),
        ("images/logo.png", "/images/logo.png"),
        ("images/my logo.png", "images/my%20logo.png"),
        ("images/my%20logo.png", "images/my%20logo.png"),
        ("images/logo.png", "images/logo.png?v=2#top"),
    ],
)
def test_a_picture_is_found_beside_the_article_or_in_the_project(
    root: Path, file: str, source: str
) -> None:
    (root / file).write_bytes(png(3, 2))
    found = find(root, source)
    assert found.problems == ()
    assert found.image is not None
    assert (found.image.path, found.image.media_type) == (root / file, "image/png")
    assert (found.image.width, found.image.height, found.image.data) == (3, 2, png(3, 2))


def test_the_picture_beside_the_article_comes_first(root: Path) -> None:
    (root / "logo.png").write_bytes(png(1, 1))
    (root / "articles/logo.png").write_bytes(png(2, 2))
    found = find(root, "logo.png")
    assert found.image is not None
    assert found.image.width == 2


def test_a_missing_picture_is_suggested_at_its_place(root: Path) -> None:
    (root / "articles/logo.png").write_bytes(png())
    problem = only_problem(find(root, "lgoo.png"))
    assert (problem.code, problem.place) == ("image-missing", PLACE)
    assert problem.hint == "Did you mean 'logo.png'?"


@pytest.mark.parametrize("source", ["../../secret.png", "link.png", "a\0b.png"])
def test_a_picture_outside_the_project_is_refused(root: Path, source: str) -> None:
    (root.parent / "secret.png").write_bytes(png())
    (root / "articles/link.png").symlink_to("../../secret.png")
    problem = only_problem(find(root, source))
    assert (problem.code, problem.place) == ("path-outside-project", PLACE)


def test_a_picture_outside_the_project_is_named_as_the_article_names_it(root: Path) -> None:
    problem = only_problem(find(root, "../../secret.png"))
    assert problem.text == "The picture '../../secret.png' is outside the project folder."


@pytest.mark.parametrize("source", ["x" * 5000, "file:///etc/passwd", "articles"])
def test_what_is_no_file_of_the_project_is_missing(root: Path, source: str) -> None:
    assert only_problem(find(root, source)).code == "image-missing"


def test_a_loop_of_links_is_no_picture(root: Path) -> None:
    (root / "articles/loop.png").symlink_to("loop.png")
    assert find(root, "loop.png").image is None


def test_a_drawing_is_refused_with_a_hint(root: Path) -> None:
    (root / "articles/a.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    problem = only_problem(find(root, "a.svg"))
    assert (problem.code, problem.hint) == (
        "image-unreadable",
        "Mail programs do not show SVG: save a PNG.",
    )


def test_a_file_that_is_no_picture_is_refused(root: Path) -> None:
    (root / "articles/a.png").write_bytes(b"<html>404</html>")
    found = find(root, "a.png")
    assert (found.image, only_problem(found).code) == (None, "image-unreadable")


def test_a_large_picture_comes_with_a_warning(root: Path) -> None:
    (root / "articles/a.png").write_bytes(png() + b"\0" * LARGE)
    found = find(root, "a.png")
    problem = only_problem(found)
    assert found.image is not None
    assert (problem.code, problem.severity) == ("image-large", "warning")


def test_a_far_too_large_picture_is_an_error(root: Path) -> None:
    (root / "articles/a.png").write_bytes(png() + b"\0" * TOO_LARGE)
    found = find(root, "a.png")
    problem = only_problem(found)
    assert found.image is None
    assert (problem.code, problem.severity, problem.place) == ("image-large", "error", PLACE)


@pytest.mark.parametrize(
    ("source", "local"),
    [
        ("images/a.png", True),
        ("/images/a.png", True),
        ("https://a.example/a.png", False),
        ("//a.example/a.png", False),
        ("data:image/png;base64,x", False),
        ("cid:a", False),
        ("", False),
    ],
)
def test_local_is_what_is_no_address(source: str, local: bool) -> None:
    assert is_local(source) is local
