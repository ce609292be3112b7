"""What posts cost on networks that charge for each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from newsletter.printable import printable
from newsletter.problems import Problem, note


@dataclass(frozen=True, slots=True)
class Price:
    """In US dollars, for one post without and with a link in it."""

    plain: Decimal
    linked: Decimal


PRICES: Mapping[str, Price] = {
    # https://docs.x.com/x-api/getting-started/pricing, read in November 2026
    "x": Price(Decimal("0.015"), Decimal("0.200")),
}


def price_note(channel: str, sender: str, linked: Iterable[bool]) -> Problem | None:
    """What the posts of a channel cost, each said to hold a link or not; None if nothing."""
    price, each = PRICES.get(sender), list(linked)
    if price is None or not any(each):
        return None
    total = sum((price.linked if one else price.plain for one in each), Decimal(0))
    text = (
        f"The posts of channel '{printable(channel)}' cost about ${total:.2f}: "
        f"${price.linked} for one with a link ({sum(each)} of {len(each)}), ${price.plain} without."
    )
    return note(
        "post-price", text, f"A text of its own without a link, as post.{sender}, is cheaper."
    )
