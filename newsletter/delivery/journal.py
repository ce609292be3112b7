"""What a run has in hand, in a small file that outlives the process that writes it.

The ledger knows what was granted; whether a granted message was really started, and what the
other side said since the last commit, is known to those processes alone that send. So both are
noted in a memory-mapped file as they happen: the kernel keeps it when a process is killed. It
does not outlive a power cut, and is not believed after one; then all that was granted is in
doubt.

Every process that may still send holds a shared lock on the file. A new run waits until all of
them are gone, so nobody starts what it has taken for not started.
"""

import fcntl
import mmap
import os
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from newsletter.delivery.slots import (
    ANSWERED,
    HEADER_BYTES,
    SLOT_BYTES,
    Slot,
    note_answer,
    note_grant,
    note_start,
    place,
    read_slot,
)
from newsletter.errors import NewsletterError
from newsletter.outcome import Outcome
from newsletter.problems import Problem

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""Linux changes it with each boot (random(4)); elsewhere the journal is never believed."""

LAST_SENDERS = 30.0
"""Seconds that the processes of an earlier run may take to end; they need milliseconds."""

_MAGIC = b"NLHAND1\n"
_HEADER = struct.Struct("<8s36sQ")
_PAUSE = 0.01

Remains = Mapping[tuple[int, int], Outcome | None]
"""Attempts (seq, attempt) that were started, with what is known of them."""


class Journal:
    """Numbered slots, one for each attempt in hand. ``remains`` is what the last run left.

    ``remains`` is None where the file cannot tell: there is none, it is another machine's, or
    the machine was started again since. Pickled, it is a `Marks` in the other process.
    """

    def __init__(self, path: Path, file: int, epoch: int, boot: bytes) -> None:
        self._path = path
        self._file = file
        self._boot = boot
        self._map = mmap.mmap(file, _at_least_header(file))
        self.remains = self._read(epoch)
        # From now on the file is ours: a kill before the first grant leaves it believable.
        self._map[:HEADER_BYTES] = self._header(epoch)

    def __reduce__(self) -> "tuple[type[Marks], tuple[Path]]":
        return Marks, (self._path,)

    def begin(self, size: int) -> None:
        """Forget what remains, and make room for ``size`` attempts."""
        header = bytes(self._map[:HEADER_BYTES])
        self._map.close()
        os.ftruncate(self._file, HEADER_BYTES)
        os.ftruncate(self._file, HEADER_BYTES + size * SLOT_BYTES)
        self._map = mmap.mmap(self._file, 0)
        self._map[:HEADER_BYTES] = header

    def grant(self, number: int, seq: int, attempt: int) -> None:
        """Slot ``number`` now belongs to a committed grant."""
        note_grant(self._map, number, seq, attempt)

    def start(self, number: int) -> None:
        """The first byte of it is about to be written. Any thread may call this."""
        note_start(self._map, number)

    def answer(self, number: int, outcome: Outcome) -> None:
        """This is what became of it; it stands here until the ledger has it."""
        note_answer(self._map, number, outcome)

    def is_answered(self, number: int) -> bool:
        """Whether it has an answer, no matter who noted it."""
        return self._map[place(number)] == ANSWERED

    def slot(self, number: int) -> Slot:
        """What was noted of it, no matter by whom."""
        return read_slot(self._map, number)

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()

    def _header(self, epoch: int) -> bytes:
        return _HEADER.pack(_MAGIC, self._boot, epoch).ljust(HEADER_BYTES, b"\0")

    def _read(self, epoch: int) -> Remains | None:
        if not self._boot or bytes(self._map[:HEADER_BYTES]) != self._header(epoch - 1):
            return None
        numbers = range((len(self._map) - HEADER_BYTES) // SLOT_BYTES)
        slots = (self.slot(number) for number in numbers)
        return {(one.seq, one.attempt): one.known for one in slots if one.was_started}


class Marks:
    """The journal of a run in another process that sends for it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        fcntl.flock(self._file, fcntl.LOCK_SH)
        self._map: mmap.mmap | None = None

    def start(self, number: int) -> None:
        """The first byte of it is about to be written."""
        note_start(self._mapped(), number)

    def answer(self, number: int, outcome: Outcome) -> None:
        """This is what became of it."""
        note_answer(self._mapped(), number, outcome)

    def _mapped(self) -> mmap.mmap:
        """Mapped for the first item, since by then the run has made room for all of them."""
        if self._map is None:
            self._map = mmap.mmap(self._file, 0)
        return self._map


@contextmanager
def journal(path: Path, epoch: int) -> Iterator[Journal]:
    """The journal at ``path`` for the owner ``epoch`` of a run; removed after a clean end.

    Whoever owned the run before must have been ``epoch - 1``, or what it left is not believed.

    Raises:
        NewsletterError: run-owned: a process of an earlier run does not end.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for_last_senders(file)
        opened = Journal(path, file, epoch, _boot_id())
        try:
            yield opened
        finally:
            opened.close()
    finally:
        os.close(file)
    path.unlink(missing_ok=True)


def _wait_for_last_senders(file: int) -> None:
    until = time.monotonic() + LAST_SENDERS
    while not _locked(file, fcntl.LOCK_EX):
        if time.monotonic() >= until:
            raise NewsletterError(_still_sending())
        time.sleep(_PAUSE)
    fcntl.flock(file, fcntl.LOCK_SH)


def _locked(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _still_sending() -> Problem:
    text = "A process of an earlier run still sends, although that run has ended."
    return Problem("run-owned", text, "End that process of newsletter, then send again.")


def _boot_id() -> bytes:
    try:
        return BOOT_ID.read_bytes().strip()[:36]
    except OSError:
        return b""


def _at_least_header(file: int) -> int:
    size = os.fstat(file).st_size
    if size < HEADER_BYTES:
        os.ftruncate(file, HEADER_BYTES)
        return HEADER_BYTES
    return size
