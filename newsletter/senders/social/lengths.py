"""A thread goes out whole or not at all: its longest part is found before the first is sent."""

from collections.abc import Callable

from newsletter.editions.lines import cut_at_a_word
from newsletter.outcome import Outcome
from newsletter.posting import Item, Posting
from newsletter.social.units import utf16_length


def too_long(item: Item, length: Callable[[str], int], most: int, service: str) -> Outcome | None:
    """The rejection of a post with a part that ``service`` would refuse; None if there is none."""
    parts = item.post.parts if isinstance(item, Posting) else ()
    for number, part in enumerate(parts, 1):
        found = length(part.text)
        if found > most:
            which = f"part {number}: " if len(parts) > 1 else ""
            text = f"{which}{found} characters, and {service} takes {most}"
            return Outcome("rejected", text=text)
    return None


def cut(text: str, most: int) -> str:
    """A describing text in at most ``most`` UTF-16 units, ended after a whole word."""
    kept = most
    while utf16_length(found := cut_at_a_word(text, kept)) > most:
        kept -= (utf16_length(found) - most + 1) // 2
    return found
