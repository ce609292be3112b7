"""What a run has in hand, in a small file that outlives the process that writes it.

The ledger knows what was granted; whether a granted message was really started, and what the
other side said since the last commit, is known to this process alone. So both are noted in a
memory-mapped file as they happen: the kernel keeps it when the process is killed. It does not
outlive a power cut, and is not believed after one; then all that was granted is in doubt.
"""

import json
import mmap
import os
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from newsletter.outcome import Outcome

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""Linux changes it with each boot (random(4)); elsewhere the journal is never believed."""

_MAGIC = b"NLHAND1\n"
_HEADER = struct.Struct("<8s36sQ")
_HEADER_BYTES = 64
_SLOT = struct.Struct("<BxxxIIH")
_SLOT_BYTES = 512
_TEXT_AT = 16
_TEXT_BYTES = _SLOT_BYTES - _TEXT_AT
_SHORT = 18
"""Characters of which two texts fit a slot, even where JSON writes twelve bytes for each."""
_GRANTED, _STARTED, _ANSWERED = 1, 2, 3
_START = datetime(1970, 1, 1, tzinfo=UTC)

Remains = Mapping[tuple[int, int], Outcome | None]
"""Attempts (seq, attempt) that were started, with what is known of them."""


class _Slot(NamedTuple):
    state: int
    seq: int
    attempt: int
    length: int


class Journal:
    """Numbered slots, one for each attempt in hand. ``remains`` is what the last run left.

    ``remains`` is None where the file cannot tell: there is none, it is another machine's, or
    the machine was started again since.
    """

    def __init__(self, file: int, epoch: int, boot: bytes) -> None:
        self._file = file
        self._boot = boot
        self._map = mmap.mmap(file, _at_least_header(file))
        self.remains = self._read(epoch)
        # From now on the file is ours: a kill before the first grant leaves it believable.
        self._map[:_HEADER_BYTES] = self._header(epoch)

    def begin(self, size: int) -> None:
        """Forget what remains, and make room for ``size`` attempts."""
        header = bytes(self._map[:_HEADER_BYTES])
        self._map.close()
        os.ftruncate(self._file, _HEADER_BYTES)
        os.ftruncate(self._file, _HEADER_BYTES + size * _SLOT_BYTES)
        self._map = mmap.mmap(self._file, 0)
        self._map[:_HEADER_BYTES] = header

    def grant(self, number: int, seq: int, attempt: int) -> None:
        """Slot ``number`` now belongs to a committed grant."""
        _SLOT.pack_into(self._map, _at(number), _GRANTED, seq, attempt, 0)

    def start(self, number: int) -> None:
        """The first byte of it is about to be written. Any thread may call this."""
        self._map[_at(number)] = _STARTED

    def answer(self, number: int, outcome: Outcome) -> None:
        """This is what became of it; it stands here until the ledger has it."""
        at, data = _at(number), _encoded(outcome)
        self._map[at + _TEXT_AT : at + _TEXT_AT + len(data)] = data
        struct.pack_into("<H", self._map, at + 12, len(data))
        self._map[at] = _ANSWERED

    def is_answered(self, number: int) -> bool:
        """Whether it has an answer, no matter who noted it."""
        return self._map[_at(number)] == _ANSWERED

    def seen(self, number: int) -> tuple[bool, Outcome | None]:
        """Whether it was started, and what is known of it."""
        _, known = self._started(_at(number))
        return self._was_started(number), known

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()

    def _header(self, epoch: int) -> bytes:
        return _HEADER.pack(_MAGIC, self._boot, epoch).ljust(_HEADER_BYTES, b"\0")

    def _read(self, epoch: int) -> Remains | None:
        if not self._boot or bytes(self._map[:_HEADER_BYTES]) != self._header(epoch - 1):
            return None
        slots = range((len(self._map) - _HEADER_BYTES) // _SLOT_BYTES)
        return dict(self._started(_at(number)) for number in slots if self._was_started(number))

    def _was_started(self, number: int) -> bool:
        return self._map[_at(number)] in (_STARTED, _ANSWERED)

    def _started(self, at: int) -> tuple[tuple[int, int], Outcome | None]:
        slot = _Slot(*_SLOT.unpack_from(self._map, at))
        known = None
        if slot.state == _ANSWERED:
            known = _decoded(self._map[at + _TEXT_AT : at + _TEXT_AT + slot.length])
        return (slot.seq, slot.attempt), known


@contextmanager
def journal(path: Path, epoch: int) -> Iterator[Journal]:
    """The journal at ``path`` for the owner ``epoch`` of a run; removed after a clean end.

    Whoever owned the run before must have been ``epoch - 1``, or what it left is not believed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        opened = Journal(file, epoch, _boot_id())
        try:
            yield opened
        finally:
            opened.close()
    finally:
        os.close(file)
    path.unlink(missing_ok=True)


def _boot_id() -> bytes:
    try:
        return BOOT_ID.read_bytes().strip()[:36]
    except OSError:
        return b""


def _at_least_header(file: int) -> int:
    size = os.fstat(file).st_size
    if size < _HEADER_BYTES:
        os.ftruncate(file, _HEADER_BYTES)
        return _HEADER_BYTES
    return size


def _at(number: int) -> int:
    return _HEADER_BYTES + number * _SLOT_BYTES


def _encoded(outcome: Outcome) -> bytes:
    """As much of an outcome as a slot can hold: a long text is shortened, the rest is not."""
    due = outcome.retry_at and (outcome.retry_at - _START) // timedelta(microseconds=1)
    data = json.dumps([outcome.state, outcome.receipt, outcome.text, due]).encode()
    if len(data) <= _TEXT_BYTES:
        return data
    receipt = outcome.receipt and outcome.receipt[:_SHORT]
    return json.dumps([outcome.state, receipt, outcome.text[:_SHORT], due]).encode()


def _decoded(data: bytes) -> Outcome | None:
    state, receipt, text, due = json.loads(data)
    retry_at = None if due is None else _START + timedelta(microseconds=due)
    return Outcome(state, receipt, text, retry_at)
