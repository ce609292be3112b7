"""The pictures of the project that articles show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from newsletter.errors import UnusableInput
from newsletter.printable import printable
from newsletter.problems import NOWHERE, Place, Problem, warning
from newsletter.project.folder import inside
from newsletter.project.image_size import image_size, is_svg
from newsletter.project.reading import close_sibling, is_file, read_bounded

LARGE = 1024 * 1024
TOO_LARGE = 5 * 1024 * 1024
_ELSEWHERE = re.compile(r"//|[A-Za-z][A-Za-z0-9+.-]+:")


@dataclass(frozen=True, slots=True)
class LocalImage:
    """A picture of the project: its path with links followed, its bytes, its size in pixels."""

    path: Path
    data: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class FoundImage:
    """A picture, or why there is none; a large one comes with a warning."""

    image: LocalImage | None
    problems: tuple[Problem, ...] = ()


def is_local(source: str) -> bool:
    """True if ``source`` is a path, and no address on the web, data: or cid: address."""
    return bool(source.strip()) and not _ELSEWHERE.match(source.strip())


def find_image(root: Path, article: str, source: str, place: Place = NOWHERE) -> FoundImage:
    """The picture that an article names as ``source``.

    It is looked for beside the article, then in the project folder; a leading slash means the
    project folder. ``article`` is the article's file, relative to ``root`` or absolute.
    """
    try:
        path = _existing(root, article, source, place)
        if path is None:
            return FoundImage(None, (_missing(root, article, source, place),))
        return _image(path, source, place)
    except UnusableInput as error:
        found = tuple(_placed(problem, source, place) for problem in error.problems)
        return FoundImage(None, found)


def _existing(root: Path, article: str, source: str, place: Place) -> Path | None:
    for candidate in _candidates(root, article, source):
        path = inside(root, candidate, place)
        if is_file(path):
            return path
    return None


def _candidates(root: Path, article: str, source: str) -> Iterator[Path]:
    """Where the picture may be; a web page writes spaces as %20 and may add ?version=1."""
    written = source.strip()
    on_page = unquote(re.split(r"[?#]", written, maxsplit=1)[0])
    for name in dict.fromkeys((written, on_page)):
        if not name.startswith("/"):
            yield root / Path(article).parent / name
        yield root / name.lstrip("/")


def _missing(root: Path, article: str, source: str, place: Place) -> Problem:
    text = f"There is no picture '{printable(source)}'."
    beside = next(iter(_candidates(root, article, source)))
    hint = close_sibling(beside) or "Check its name, which counts from the article's folder."
    return Problem("image-missing", text, hint, place)


def _image(path: Path, source: str, place: Place) -> FoundImage:
    name = printable(source)
    data = read_bounded(path, source, TOO_LARGE)
    size = image_size(data)
    if size is None:
        text = f"'{name}' is no picture that a mail can show."
        hint = "Save it as PNG or JPEG."
        if is_svg(data):
            text, hint = (
                f"'{name}' is an SVG drawing.",
                "Mail programs do not show SVG: save a PNG.",
            )
        return FoundImage(None, (Problem("image-unreadable", text, hint, place),))
    image = LocalImage(path, data, size.media_type, size.width, size.height)
    return FoundImage(image, tuple(_weight(data, name, place)))


def _weight(data: bytes, name: str, place: Place) -> Iterator[Problem]:
    if len(data) > LARGE:
        text = f"'{name}' has {len(data) / LARGE:.1f} MB, which is slow to load on a phone."
        hint = "Save it at most 1200 pixels wide."
        yield warning("image-large", text, hint, place)


def _placed(problem: Problem, source: str, place: Place) -> Problem:
    """A problem of the file, put where the article names it, in the article's words."""
    if problem.code == "path-outside-project":
        text = f"The picture '{printable(source)}' is outside the project folder."
        return Problem(problem.code, text, problem.hint, place)
    code = {"file-too-large": "image-large", "file-unreadable": "image-unreadable"}
    hint = "Save it smaller." if problem.code == "file-too-large" else problem.hint
    return Problem(code.get(problem.code, problem.code), problem.text, hint, place)
