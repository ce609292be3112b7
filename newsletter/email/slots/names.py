"""Slots for attributes that no recipient has."""

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from newsletter.email.slots.model import SlotUse
from newsletter.email.slots.symbols import ALWAYS_KNOWN
from newsletter.problems import Problem, warning

USUAL = ("email", "first_name", "id", "lang", "last_name")
"""What is likely to be there, and how it is spelt."""

LIKENESS = 0.8
"""High, since any name may be right: 'plan' is no misspelt 'lang'."""


def unlikely_names(
    uses: Iterable[SlotUse], attributes: Collection[str] | None
) -> Iterator[Problem]:
    """A warning for each name that is not among ``attributes``.

    Where these are not known yet, only for a name that looks like a usual one, misspelt.
    """
    for use in uses:
        if use.name in ALWAYS_KNOWN or use.name in (USUAL if attributes is None else attributes):
            continue
        known = sorted({*USUAL, *(attributes or ())})
        similar = get_close_matches(use.name, known, n=1, cutoff=LIKENESS)
        if similar or attributes is not None:
            text = f"No recipient is known to have '{use.name}'."
            hint = f"Did you mean '{similar[0]}'?" if similar else f"They have {', '.join(known)}."
            yield warning("slot-name", text, hint, use.place)
