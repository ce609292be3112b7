"""Writing a post into YAML front matter: each way it could be done, the nicest first."""

import json
import re
from collections.abc import Iterator
from typing import Any

from newsletter.articles.fences import Fenced
from newsletter.articles.written_values import hashes_hidden

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
_NOT_IN_BLOCKS = re.compile("[\\x00-\\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
INDENT = "  "


def yaml_edits(found: Fenced, network: str, words: str) -> Iterator[str]:
    """The source of the front matter with ``words`` as ``post.NETWORK``.

    Nobody knows here whether the result means what it should; `newsletter.articles.post_edit`
    looks.
    """
    root = _root(found.source)
    if root is None:
        return
    keys = {str(key.value): (key, value) for key, value in root}
    flat, posts = keys.get(f"post.{network}"), keys.get("post")
    if flat:
        yield from _replaced(found, flat, words)
    elif posts is None or _children(posts[1]) is None:
        yield from _added(found, network, words, at=None, is_flat=posts is not None)
    else:
        yield from _below_post(found, posts[1], network, words)


def values(words: str, indent: str) -> Iterator[str]:
    """``words`` as YAML writes them, with LF; several lines as a block of their own."""
    if "\n" in words and not _NOT_IN_BLOCKS.search(words) and not words.startswith(" "):
        lines = (f"{indent}{INDENT}{line}".rstrip() for line in words.split("\n"))
        yield "|-\n" + "\n".join(lines)
    quoted = json.dumps(words, ensure_ascii=False)
    yield _UNSAFE.sub(lambda one: f"\\u{ord(one[0]):04x}", quoted)


def _root(source: str) -> list[tuple[Any, Any]] | None:
    """The top-level keys and values, as nodes with their marks; None if it is no such YAML."""
    import yaml

    try:
        node = yaml.compose(hashes_hidden(source), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return [] if node is None else _children(node)


def _children(node: Any) -> list[tuple[Any, Any]] | None:
    import yaml

    return node.value if isinstance(node, yaml.MappingNode) else None


def _below_post(found: Fenced, node: Any, network: str, words: str) -> Iterator[str]:
    children = _children(node) or []
    known = next((pair for pair in children if pair[0].value == network), None)
    if known:
        yield from _replaced(found, known, words)
    elif node.flow_style or not children:
        yield from _into_braces(found, node, network, words)
    else:
        at = _line_end_after(found.source, _end(found.source, children[-1]))
        yield from _added(
            found, network, words, at=at, indent=" " * children[0][0].start_mark.column
        )


def _replaced(found: Fenced, pair: tuple[Any, Any], words: str) -> Iterator[str]:
    key, value = pair
    start, end = value.start_mark.index, _end(found.source, pair)
    space = " " if found.source[start - 1 : start] == ":" else ""
    for written in values(words, " " * key.start_mark.column):
        lines = written.replace("\n", found.line_end)
        yield f"{found.source[:start]}{space}{lines}{found.source[end:]}"


def _into_braces(found: Fenced, node: Any, network: str, words: str) -> Iterator[str]:
    at = node.start_mark.index + 1
    *_, quoted = values(words, "")
    comma = ", " if node.value else ""
    yield f"{found.source[:at]}{network}: {quoted}{comma}{found.source[at:]}"


def _added(
    found: Fenced,
    network: str,
    words: str,
    *,
    at: int | None,
    indent: str | None = None,
    is_flat: bool = False,
) -> Iterator[str]:
    """On lines of its own: below ``post``, or with it at the end."""
    line = found.line_end
    head = "" if indent is not None or is_flat else f"post:{line}"
    key = f"post.{network}" if is_flat else network
    margin = "" if is_flat else INDENT if indent is None else indent
    at = len(found.source) if at is None else at
    before, after = found.source[:at], found.source[at:]
    gap = "" if not before or before.endswith("\n") else line
    for written in values(words, margin):
        lines = f"{margin}{key}: {written}".replace("\n", line)
        yield f"{before}{gap}{head}{lines}{line}{after}"


def _end(source: str, pair: tuple[Any, Any]) -> int:
    """Where a value ends; a block's mark stands behind its empty lines too."""
    start: int = pair[1].start_mark.index
    end: int = pair[1].end_mark.index
    return max(start, len(source[:end].rstrip()))


def _line_end_after(source: str, at: int) -> int:
    """Behind the line that ``at`` is in."""
    end = source.find("\n", at)
    return len(source) if end < 0 else end + 1
