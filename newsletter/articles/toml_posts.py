"""Writing a post into TOML front matter."""

from collections.abc import Iterator
from typing import Any

from newsletter.articles.fences import Fenced


def toml_edits(found: Fenced, network: str, words: str) -> Iterator[str]:
    """The source of the front matter with ``words`` as ``post.NETWORK``, if it is TOML."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document: Any = tomlkit.parse(found.source)
        _put(document, network, words)
        new = tomlkit.dumps(document)
    except (TOMLKitError, ValueError, TypeError, KeyError, RecursionError):
        return
    if found.line_end == "\r\n":
        new = new.replace("\r\n", "\n").replace("\n", "\r\n")
    yield new


def _put(document: Any, network: str, words: str) -> None:
    import tomlkit

    is_long = "\n" in words and '"""' not in words and "\\" not in words
    value = tomlkit.string(words, multiline=is_long)
    posts = document.get("post")
    if posts is None:
        document.append(tomlkit.key(["post", network]), value)
    else:
        posts[network] = value
