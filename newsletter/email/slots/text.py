"""A line that an editor wrote, such as a subject, with slots in it."""

import re
from collections.abc import Iterator

from newsletter.email.jinja.delimiters import Unclosed, spans

_SLOT = re.compile(r"\{\{-?\s*(recipient\s*[.\[].*?)\s*-?\}\}", re.DOTALL)


class SlotText(str):
    """``Good morning, {{ recipient.first_name | default("you") }}``.

    Wherever a template shows it as a whole, its slots are open. Nothing but ``{{ recipient...
    }}`` has a meaning in it: other braces are braces.
    """

    __slots__ = ()

    def parts(self) -> Iterator[tuple[str, bool]]:
        """Its literal texts, and the expressions between them; True for an expression."""
        for part, slot in _parts(self):
            yield (slot, True) if slot else (part, False)


def slot_text(text: str) -> str:
    """``text`` as a `SlotText` if there is a slot in it."""
    return SlotText(text) if any(slot for _, slot in _parts(text)) else text


def _parts(text: str) -> Iterator[tuple[str, str | None]]:
    if "{{" not in text:
        yield text, None
        return
    position = 0
    try:
        for span in spans(text):
            found = _SLOT.fullmatch(text, span.start, span.end)
            yield text[span.start : span.end], found[1] if found else None
            position = span.end
    except Unclosed:
        yield text[position:], None
