"""Tags of site generators in Markdown: Liquid, Nunjucks, Jinja and Hugo. They are never copy."""

import re
from collections.abc import Sequence
from dataclasses import replace

from newsletter.articles.passages import Line
from newsletter.problems import Place, Problem, note

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# A code span comes first, so that what stands in it stays.
_TOKEN = re.compile(r"`[^`\n]*`|(\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|\{#[^{}\n]*#\})")


def without_shortcodes(lines: Sequence[Line], name: str) -> tuple[list[Line], list[Problem]]:
    """``lines`` without shortcodes, those in code apart, and a note if there were any."""
    kept: list[Line] = []
    dropped: list[tuple[str, Place]] = []
    fence = ""
    for line in lines:
        fence = _fence_after(line.text, fence)
        if fence or "{" not in line.text:
            kept.append(line)
            continue
        found = (token for token in _TOKEN.finditer(line.text) if token[1])
        dropped += [(token[1], Place(name, line.number, token.start() + 1)) for token in found]
        kept.append(replace(line, text=_TOKEN.sub(_code_alone, line.text).rstrip()))
    return kept, _notes(dropped)


def _fence_after(line: str, fence: str) -> str:
    """The code fence that is open after ``line``, or ''."""
    found = _FENCE.match(line)
    if not found:
        return fence
    if not fence:
        return found[1]
    closes = found[1].startswith(fence) and not line.strip().strip(fence[0])
    return "" if closes else fence


def _code_alone(found: re.Match[str]) -> str:
    return "" if found[1] else found[0]


def _notes(dropped: Sequence[tuple[str, Place]]) -> list[Problem]:
    if not dropped:
        return []
    (first, place), more = dropped[0], len(dropped) - 1
    others = f" and {more} more" if more else ""
    text = f"Left out a site generator's tag: {first[:60]}{others}."
    return [note("shortcode-dropped", text, "Write what it would show, if readers need it.", place)]
