"""Changes that people make without an editor: a post, an edition's decisions, the look.

Each function makes an `Edit`; nothing is written before `newsletter.project.edits.apply_edit`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from newsletter.articles.post_edit import with_post
from newsletter.config.edition_edit import with_decision, with_override
from newsletter.config.settings_edit import with_setting
from newsletter.errors import UnusableInput
from newsletter.model import Article
from newsletter.problems import Place, Problem
from newsletter.project.edits import Edit, content
from newsletter.project.folder import SETTINGS_FILE
from newsletter.usecases.decisions import EDITIONS, edition_path

CRLF, LF = b"\r\n", b"\n"


def post_file(root: Path, edition: str, article: Article, network: str) -> str:
    """The file that a post about ``article`` is written into: its own, or the edition's.

    The edition's is for what comes from feeds and pages, for files that hold no front matter or
    several articles, and where it gives other words already.
    """
    own = article.place(f"post.{network}").file if network in article.posts else None
    if own is not None and own.startswith(f"{EDITIONS}/"):
        return own
    try:
        data = content(root, article.ref)
        if data is None:
            return edition_path(edition)
        with_post(data, name=article.ref, network=network, words="x")
    except UnusableInput:
        return edition_path(edition)
    return article.ref


def post_edit(root: Path, edition: str, article: Article, network: str, words: str) -> Edit:
    """``words`` as the post about ``article`` for ``network``.

    Raises:
        UnusableInput: front-matter-edit, edition-edit, or the file cannot be read.
    """
    name = post_file(root, edition, article, network)
    if name == article.ref:
        before = content(root, name)
        after = with_post(before or b"", name=name, network=network, words=words)
        return Edit(name, before, after)
    return _toml_edit(
        root, name, lambda text: with_override(text, name, article.ref, network, words)
    )


def decision_edit(root: Path, edition: str, key: str, value: str | Sequence[str] | None) -> Edit:
    """The edition's ``key`` as ``value``; None leaves it to the program again.

    Raises:
        UnusableInput: edition-edit, what is wrong with ``value``, or the file cannot be read.
    """
    name = edition_path(edition)
    return _toml_edit(root, name, lambda text: with_decision(text, name, key, value))


def setting_edit(root: Path, section: str, key: str, value: str | int) -> Edit:
    """A setting of newsletter.toml as ``value``.

    Raises:
        UnusableInput: settings-edit, what is wrong with ``value``, or the file cannot be read.
    """
    return _toml_edit(
        root, SETTINGS_FILE, lambda text: with_setting(text, SETTINGS_FILE, section, key, value)
    )


def _toml_edit(root: Path, name: str, change: Callable[[str], str]) -> Edit:
    before = content(root, name)
    after = change(_text(before or b"", name)).encode("utf-8")
    if before is not None and CRLF in before:
        after = after.replace(CRLF, LF).replace(LF, CRLF)
    return Edit(name, before, after)


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = "This file is not UTF-8 text, so nothing was written."
        hint = "Save the file as UTF-8 in your editor."
        raise UnusableInput(Problem("toml-syntax", text, hint, Place(name))) from None
