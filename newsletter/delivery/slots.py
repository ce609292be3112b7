"""One attempt's slot in a memory-mapped journal: what is noted of it, byte by byte."""

import json
import struct
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring_ascii as quoted
from mmap import mmap
from typing import NamedTuple

from newsletter.outcome import Outcome

HEADER_BYTES = 64
SLOT_BYTES = 512
GRANTED, STARTED, ANSWERED = 1, 2, 3

_SLOT = struct.Struct("<BxxxIIH")
_LENGTH = struct.Struct("<H")
_LENGTH_AT = 12
_TEXT_AT = 16
_TEXT_BYTES = SLOT_BYTES - _TEXT_AT
_SHORT = 18
"""Characters of which two texts fit a slot, even where JSON writes twelve bytes for each."""
_START = datetime(1970, 1, 1, tzinfo=UTC)


class Slot(NamedTuple):
    """What a slot says: whose attempt it is, how far it is, and what became of it."""

    state: int
    seq: int
    attempt: int
    known: Outcome | None

    @property
    def was_started(self) -> bool:
        """Whether a byte of it may have been written."""
        return self.state in (STARTED, ANSWERED)


def place(number: int) -> int:
    """Where a slot begins."""
    return HEADER_BYTES + number * SLOT_BYTES


def note_grant(journal: mmap, number: int, seq: int, attempt: int) -> None:
    """The slot now belongs to a committed grant."""
    _SLOT.pack_into(journal, place(number), GRANTED, seq, attempt, 0)


def note_start(journal: mmap, number: int) -> None:
    """The first byte of it is about to be written."""
    journal[place(number)] = STARTED


def note_answer(journal: mmap, number: int, outcome: Outcome) -> None:
    """What became of it; the state is written last, so that nobody reads half an answer."""
    at, data = place(number), _encoded(outcome)
    journal[at + _TEXT_AT : at + _TEXT_AT + len(data)] = data
    _LENGTH.pack_into(journal, at + _LENGTH_AT, len(data))
    journal[at] = ANSWERED


def read_slot(journal: mmap, number: int) -> Slot:
    """What stands in a slot."""
    at = place(number)
    state, seq, attempt, length = _SLOT.unpack_from(journal, at)
    text = journal[at + _TEXT_AT : at + _TEXT_AT + length]
    return Slot(state, seq, attempt, _decoded(text) if state == ANSWERED else None)


def _encoded(outcome: Outcome) -> bytes:
    """As much of an outcome as a slot can hold: a long text is shortened, the rest is not."""
    at = outcome.retry_at
    due = None if at is None else (at - _START) // timedelta(microseconds=1)
    data = _json(outcome.state, outcome.receipt, outcome.text, due)
    if len(data) <= _TEXT_BYTES:
        return data
    receipt = outcome.receipt and outcome.receipt[:_SHORT]
    return _json(outcome.state, receipt, outcome.text[:_SHORT], due)


def _json(state: str, receipt: str | None, text: str, due: int | None) -> bytes:
    """A list in JSON, several times as fast as `json.dumps`; it is written for each message."""
    said = "null" if receipt is None else quoted(receipt)
    when = "null" if due is None else str(due)
    return f"[{quoted(state)}, {said}, {quoted(text)}, {when}]".encode("ascii")


def _decoded(data: bytes) -> Outcome:
    state, receipt, text, due = json.loads(data)
    retry_at = None if due is None else _START + timedelta(microseconds=due)
    return Outcome(state, receipt, text, retry_at)
