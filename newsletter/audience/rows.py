"""The rows of a list of people: good ones in batches, bad ones as problems with their place."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO

from newsletter.audience.addresses import Address, is_plain, read_address
from newsletter.audience.decoding import find_encoding, lines
from newsletter.audience.header import Header, read_header, sniff_delimiter
from newsletter.audience.records import Records, column_of
from newsletter.errors import UnusableInput
from newsletter.printable import printable
from newsletter.problems import Place, Problem, note

BATCH = 5000
MAX_LISTED = 10_000
"""So many bad rows are listed; all are counted."""

GoodRow = tuple[str, str, str]
"""Key, address as given, attributes as compact JSON with sorted keys."""

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(slots=True)
class Rows:
    """A list that is read as a stream: iterate `batches` once, then see the totals.

    ``rows`` counts all rows but blank ones, ``bad`` those that have a problem of severity error.
    """

    name: str
    delimiter: str
    header: Header
    records: Records
    rows: int = 0
    bad: int = 0
    problems: list[Problem] = field(default_factory=list)

    def batches(self) -> Iterator[list[GoodRow]]:
        """The good rows in the order of the file, at most `BATCH` at a time."""
        batch: list[GoodRow] = []
        address, width, records = self.header.address, self.header.width, self.records
        for cells, held in records:
            # Nearly all rows are plain, so they take the shortest way.
            if cells and len(cells) == width and is_plain(given := cells[address]):
                self.rows += 1
                batch.append((given.lower(), given, self._attributes(cells)))
            elif row := self._read(cells, held):
                batch.append(row)
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch
        if self.bad > MAX_LISTED:
            self.problems.append(_not_listed(self.bad - MAX_LISTED, self.name))

    def _read(self, cells: list[str] | None, held: list[str]) -> GoodRow | None:
        if cells is not None and not any(cells):
            return None
        self.rows += 1
        if cells is None:
            self._refuse(held, 0, *_UNREADABLE)
        elif len(cells) != self.header.width and not self._fits(cells):
            self._refuse(held, 0, *_columns(len(cells), self.header.width))
        else:
            return self._good(cells, held)
        return None

    def _good(self, cells: list[str], held: list[str]) -> GoodRow | None:
        given = cells[self.header.address].strip()
        address = read_address(given)
        if isinstance(address, Address):
            return address.key, address.given, self._attributes(cells)
        self._refuse(held, self.header.address, *_invalid(given, address))
        return None

    def _fits(self, cells: list[str]) -> bool:
        """Spreadsheets add delimiters at the end of a row."""
        return len(cells) > self.header.width and not any(cells[self.header.width :])

    def _attributes(self, cells: list[str]) -> str:
        if not self.header.attributes:
            return "{}"
        found = {name: _value(cells[number]) for number, name in self.header.attributes}
        given = {name: value for name, value in found.items() if value}
        return _encode(given) if given else "{}"

    def _refuse(self, held: list[str], cell: int, code: str, text: str, hint: str) -> None:
        self.bad += 1
        if self.bad <= MAX_LISTED:
            below, column = column_of("".join(held), self.delimiter, cell)
            place = Place(self.name, self.records.number + below, column)
            self.problems.append(Problem(code, text, hint, place))


def parse_rows(stream: BinaryIO, *, name: str) -> Rows:
    """Begin to read a list of people; ``stream`` must be able to seek.

    The delimiter is a comma, a semicolon or a tab, in whatever order the columns stand. Empty
    cells give no attribute; runs of white space in a cell become one space.

    Raises:
        UnusableInput: list-empty, not-text, header-no-address, header-missing, header-twice,
            header-unreadable.
    """
    decoding = find_encoding(stream, name=name)
    source = lines(stream, decoding.encoding)
    number, first, delimiter = _first_line(source, name)
    header = read_header(first, delimiter, Place(name, number, 1))
    if header.is_row:
        records = Records(chain([first], source), delimiter, number)
    else:
        records = Records(source, delimiter, number + 1)
    found = [*decoding.problems, *header.problems]
    return Rows(name, delimiter, header, records, problems=found)


def _first_line(source: Iterator[str], name: str) -> tuple[int, str, str]:
    """Number and text of the first line that says something, and the delimiter.

    Excel may put a line ``sep=;`` in front of it.
    """
    delimiter = None
    for number, line in enumerate(source, start=1):
        if line.lower().startswith("sep=") and len(line.strip("\r\n")) == len("sep=;"):
            delimiter = line[4]
        elif line.strip():
            return number, line, delimiter or sniff_delimiter(line)
    hint = "Write a line like email,first_name and one line for each person below it."
    raise UnusableInput(Problem("list-empty", "The file is empty.", hint, Place(name, 1, 1)))


def _value(cell: str) -> str:
    if not cell.isprintable():
        cell = "".join(c if c.isprintable() or c.isspace() else "" for c in cell)
    return " ".join(cell.split())


_UNREADABLE = (
    "row-unreadable",
    "The quotation marks of this row do not match, or a cell of it is endless.",
    'Close each " that opens a cell, and write "" for one within it.',
)


def _columns(found: int, wanted: int) -> tuple[str, str, str]:
    text = f"This row has {found} columns, and the first line {wanted}."
    return "row-columns", text, 'Put a cell that holds the delimiter into quotation marks: "a, b".'


def _invalid(given: str, why: str) -> tuple[str, str, str]:
    text = (
        f"'{printable(given[:60])}' is no email address. {why}" if given else "There is no address."
    )
    return "address-invalid", text, "Correct or remove the row, or add --skip-bad to leave it out."


def _not_listed(number: int, name: str) -> Problem:
    text = f"{number:,} more bad rows are not listed."
    return note("more-bad-rows", text, "Correct those above first.", Place(name))
