"""The records of a CSV file (RFC 4180), each with the place where it stands.

The standard library's reader splits them. A quotation mark that is never closed would make it
swallow the rest of the file; here it costs its own line alone, and the rest is read.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_RECORD_LINES = 50

Record = tuple[list[str] | None, list[str]]
"""The cells of a record, or None when it is broken; and the lines of which it was made.

The list of lines is only good until the next record. A tuple, since there may be millions.
"""


@dataclass(slots=True)
class Records:
    """The records of ``lines``, empty ones too; ``number`` is the first line of the present one."""

    lines: Iterator[str]
    delimiter: str
    number: int
    _held: list[str] = field(default_factory=list)
    _again: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Record]:
        held = self._held
        while True:
            try:
                for cells in csv.reader(self._feed(), delimiter=self.delimiter, strict=True):
                    yield cells, held
                    self.number += len(held)
                    held.clear()
            except csv.Error:
                yield None, self._broken()
                self.number += 1
            else:
                return

    def _feed(self) -> Iterator[str]:
        """Lines for the reader, and for `_held`; too many in one record look like the end."""
        held, again, source = self._held, self._again, self.lines
        while len(held) < MAX_RECORD_LINES:
            line = again.pop() if again else next(source, None)
            if line is None:
                return
            held.append(line)
            yield line

    def _broken(self) -> list[str]:
        """The first line of the present record; the others are to be read again."""
        first, *rest = self._held
        self._again.extend(reversed(rest))
        self._held.clear()
        return [first]


def column_of(raw: str, delimiter: str, cell: int) -> tuple[int, int]:
    """Lines below the record's first, and column, where its cell of that number begins."""
    quoted = False
    number = line = 0
    column = 1
    for character in raw:
        if number == cell:
            break
        quoted ^= character == '"'
        number += character == delimiter and not quoted
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
    return line, column
