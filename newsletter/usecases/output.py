"""The files of a build: what people open, and what scripts read."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from newsletter.editions.as_json import article_json, post_json
from newsletter.model import Post
from newsletter.project.atomic import make_folder, write_atomically
from newsletter.usecases.building import Build

BETWEEN_PARTS = "\n---\n"
BETWEEN_POSTS = "\n\n==========\n\n"


def default_out(build: Build) -> Path:
    """out/EDITION in the project, or in the current folder."""
    return build.workspace.folder / "out" / build.edition.name


def write_build(build: Build, out: Path) -> dict[str, Any]:
    """Write every file of ``build`` into ``out``, each at once or not at all.

    Returns the paths by kind, as `build --json` names them; a part that could not be rendered is
    null there.

    Raises:
        UnusableInput: ``out`` cannot be written to.
    """
    for path, data in _files(build, out):
        make_folder(path.parent)
        write_atomically(path, data)
    return _paths(build, out)


def _paths(build: Build, out: Path) -> dict[str, Any]:
    html, text = build.rendered.html, build.rendered.text
    return {
        "html": None if html is None else str(out / "email.html"),
        "text": None if text is None else str(out / "email.txt"),
        "eml": str(out / "email.eml") if build.message else None,
        "posts": str(out / "posts.json"),
    }


def _files(build: Build, out: Path) -> Iterator[tuple[Path, bytes]]:
    if build.rendered.html is not None:
        yield out / "email.html", _for_a_browser(build).encode("utf-8", "replace")
    if build.rendered.text is not None:
        yield out / "email.txt", build.rendered.text.encode("utf-8", "replace")
    if build.message:
        yield out / "email.eml", build.message.data
    for picture in build.pictures:
        yield out / "images" / picture.file_name, picture.data
    listed = [post_json(post) for post in build.posts]
    yield out / "posts.json", json.dumps(listed, ensure_ascii=False, indent=2).encode() + b"\n"
    for network, text in _texts(build.posts):
        yield out / "posts" / f"{network}.txt", text.encode("utf-8", "replace")


def _for_a_browser(build: Build) -> str:
    """The mail's HTML with its embedded pictures as files beside it, which a browser can show."""
    html = build.rendered.html or ""
    for picture in build.pictures:
        html = html.replace(picture.src, f"images/{picture.file_name}")
    return html


def _texts(posts: Sequence[Post]) -> Iterator[tuple[str, str]]:
    """For each network the text of all its posts, to copy by hand."""
    by_network = sorted(posts, key=lambda post: post.network)
    for network, group in groupby(by_network, key=lambda post: post.network):
        texts = (BETWEEN_PARTS.join(part.text for part in post.parts) for post in group)
        yield network, BETWEEN_POSTS.join(texts) + "\n"


def build_json(build: Build, out: Path, files: dict[str, Any]) -> dict[str, Any]:
    """What `newsletter build --json` prints, besides ok and problems."""
    html, text = build.rendered.html, build.rendered.text
    return {
        "edition": build.edition.name,
        "hash": build.hash,
        "out": str(out),
        "subject": build.edition.subject,
        "preheader": build.edition.preheader,
        "files": files,
        "bytes": {"html": _size(html), "text": _size(text)},
        "articles": [article_json(article, body=False) for article in build.edition.articles],
        "posts": [post_json(post) for post in build.posts],
    }


def _size(text: str | None) -> int | None:
    return None if text is None else len(text.encode("utf-8", "replace"))
