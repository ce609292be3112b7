"""What senders answer, made fit for the record: plug-ins may answer with anything."""

from datetime import datetime
from typing import get_args

from newsletter.outcome import Outcome, OutcomeState
from newsletter.printable import printable

LONGEST = 1000
"""Characters of a text or a receipt; no address and no sentence of a server needs more."""

_STATES: tuple[object, ...] = get_args(OutcomeState)


def broken_promise(how: str) -> Outcome:
    """A sender did what no sender may, so nobody knows what went out."""
    return Outcome("unknown", text=f"the sender failed: {how}")


def heard(answer: object) -> Outcome:
    """An answer as an outcome that can be stored, and printed in one line.

    What is no outcome leaves its item in doubt; a time that is in no zone is none.
    """
    if not isinstance(answer, Outcome):
        return broken_promise("it answered with no outcome")
    if answer.state not in _STATES:
        return broken_promise("it answered with a state that is none")
    receipt = None if answer.receipt is None else _line(answer.receipt)
    return Outcome(answer.state, receipt, _line(answer.text), _instant(answer.retry_at))


def _line(words: object) -> str:
    return printable(" ".join(str(words)[: 4 * LONGEST].split()))[:LONGEST]


def _instant(value: object) -> datetime | None:
    return value if isinstance(value, datetime) and value.utcoffset() is not None else None
