"""How a post is laid out: hook, link and hashtags, a blank line between them."""

from collections.abc import Callable, Sequence

from newsletter.social.measure import measure
from newsletter.social.networks import Network

# Emoji, marks and links count less than their characters, but never a hundred times less.
_FAR = 100
_AROUND_A_LINK = "()[]<>\"'“”‘’.,;:!?。、"


def arranged(hook: str, link: str | None, tags: Sequence[str]) -> str:
    """The text of a post. What is missing leaves neither a blank line nor a space behind."""
    return "\n\n".join(piece for piece in (hook, link, " ".join(tags)) if piece)


def fits(rules: Network, text: str) -> bool:
    """Would the network take ``text`` as one post? What is far too long is not even measured."""
    return len(text) <= _FAR * rules.limit and measure(rules.name, text).valid


def link_beside(hook: str, link: str | None) -> str | None:
    """``link``, unless the hook holds it already."""
    held = link and link in hook and link in (word.strip(_AROUND_A_LINK) for word in hook.split())
    return None if held else link


def tags_beside(hook: str, tags: Sequence[str], rules: Network) -> tuple[str, ...]:
    """The ``tags`` that the hook does not hold already, as many as the network links."""
    held = {tag.casefold() for tag in _hashtags(hook, rules)}
    missing = tuple(tag for tag in tags if tag[1:].casefold() not in held)
    if rules.max_hashtags is None:
        return missing
    return missing[: max(0, rules.max_hashtags - len(held))]


def most(count: int, good: Callable[[int], bool]) -> int:
    """The greatest number up to ``count`` that is ``good``, when all smaller ones are good too.

    0 is never asked. Small numbers are asked first, since asking for a large one can be dear.
    """
    low, step = 0, 1
    while low + step <= count and good(low + step):
        low, step = low + step, step * 2
    high = min(count, low + step - 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if good(middle) else (low, middle - 1)
    return low


def _hashtags(text: str, rules: Network) -> tuple[str, ...]:
    return measure(rules.name, text).hashtags if "#" in text or "＃" in text else ()


__all__ = ["arranged", "fits", "link_beside", "most", "tags_beside"]
