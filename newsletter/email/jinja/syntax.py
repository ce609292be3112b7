"""Turn what Jinja says of a template that it cannot read into Problems with a place."""

import re
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError

from newsletter.email.jinja.columns import name_pattern, place_of, unreadable_place
from newsletter.email.jinja.delimiters import Span, Unclosed, spans
from newsletter.email.source import Source
from newsletter.problems import Place, Problem, did_you_mean

_BLOCKS = ("autoescape", "block", "call", "filter", "for", "if", "macro", "raw", "set", "with")
_TAGS = (
    *_BLOCKS,
    *(f"end{name}" for name in _BLOCKS),
    "do",
    "elif",
    "else",
    "extends",
    "from",
    "import",
    "include",
)
_BLOCK_NAME = re.compile(r"\{%[-+]?\s*(\w+)([^%]*)")
_QUOTED = re.compile(r"'([^']+)'")
_CLOSINGS = {"{{": "}}", "{%": "%}", "{#": "#}"}


def unclosed(source: Source, fault: Unclosed) -> Problem:
    """The problem with a Jinja tag that never ends."""
    closing = _CLOSINGS.get(fault.delimiter, "{% endraw %}")
    hint = f"Close it with '{closing}'; a missing quote or bracket inside it has the same effect."
    text = f"The '{fault.delimiter}' is never closed."
    return Problem("template-syntax", text, hint, source.place(fault.offset))


def unreadable(source: Source, fault: TemplateSyntaxError) -> Problem:
    """The problem with a template that Jinja cannot read."""
    message = fault.message or "Jinja cannot read this."
    if message.startswith("Unexpected end of template"):
        return _open_block(source, fault)
    word = _QUOTED.search(message)
    if message.startswith("Encountered unknown tag") and word:
        place = place_of(source, fault.lineno, name_pattern(word[1]))
        return _unknown_tag(word[1], place)
    place = unreadable_place(source, fault.lineno)
    text = message[0].upper() + message[1:].rstrip(".") + "."
    return Problem("template-syntax", text, "Correct this Jinja tag.", place)


def _unknown_tag(name: str, place: Place) -> Problem:
    if (name.startswith("end") and name in _TAGS) or name in ("else", "elif"):
        hint = "Remove it, or open its block before."
        return Problem(
            "template-syntax", f"Nothing is open that '{name}' could belong to.", hint, place
        )
    hint = (
        did_you_mean(name, _TAGS)
        or "Jinja's tags are if, for, set, include, block, macro and with."
    )
    return Problem("template-syntax", f"'{name}' is no Jinja tag.", hint, place)


def _open_block(source: Source, fault: TemplateSyntaxError) -> Problem:
    """Jinja names the end of the file; the block that was left open is what helps."""
    stack: list[tuple[str, Span]] = []
    for name, span in _blocks(source):
        if not name.startswith("end"):
            stack.append((name, span))
        elif stack:
            stack.pop()
    if not stack:
        text = "A Jinja block is never closed."
        return Problem(
            "template-syntax", text, "Close it.", source.place(source.line_start(fault.lineno))
        )
    name, span = stack[-1]
    hint = f"Close it with {{% end{name} %}}."
    return Problem(
        "template-syntax", f"The '{name}' is never closed.", hint, source.place(span.start)
    )


def _blocks(source: Source) -> Iterator[tuple[str, Span]]:
    for span in spans(source.text):
        found = _BLOCK_NAME.match(source.text, span.start) if span.kind == "block" else None
        if found and found[1].removeprefix("end") in _BLOCKS:
            is_inline = found[1] == "set" and "=" in found[2]
            if not is_inline:
                yield found[1], span
