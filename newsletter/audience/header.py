"""The first line of a table: which column is the address, and what the others are called."""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsletter.audience.addresses import Address, read_address
from newsletter.errors import UnusableInput
from newsletter.printable import printable
from newsletter.problems import Place, Problem, warning

DELIMITERS = ",;\t"
ADDRESS_NAMES = frozenset(
    (
        *("email", "e_mail", "mail", "address", "emailaddress"),
        *("email_address", "e_mail_address", "mail_address"),
        *("email_adresse", "e_mail_adresse", "courriel", "correo"),
    )
)
_SYNONYMS: Mapping[str, str] = {
    "firstname": "first_name",
    "given_name": "first_name",
    "givenname": "first_name",
    "fname": "first_name",
    "forename": "first_name",
    "vorname": "first_name",
    "prenom": "first_name",
    "nombre": "first_name",
    "lastname": "last_name",
    "surname": "last_name",
    "family_name": "last_name",
    "lname": "last_name",
    "nachname": "last_name",
    "nom": "last_name",
    "apellido": "last_name",
    "apellidos": "last_name",
    "full_name": "name",
    "fullname": "name",
}
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table. ``attributes`` has a name for each column but the address's.

    A name of None is a column that is left out. ``is_row``: there is no header, and the first
    line is a row already.
    """

    address: int
    attributes: Sequence[tuple[int, str]]
    width: int
    is_row: bool = False
    problems: tuple[Problem, ...] = ()


def sniff_delimiter(line: str) -> str:
    """The delimiter that stands most often in the header, outside of quotes; else a comma."""
    bare = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=lambda mark: (bare.count(mark), mark == ","))


def read_header(line: str, delimiter: str, place: Place) -> Header:
    """Understand the first line.

    Raises:
        UnusableInput: header-no-address, header-missing, header-twice, header-unreadable.
    """
    cells = _cells(line, delimiter, place)
    names = [attribute_name(cell) for cell in cells]
    found = [number for number, name in enumerate(names) if name in ADDRESS_NAMES]
    if not found:
        return _headless(cells, place)
    address = min(found, key=lambda number: (names[number] == "address", number))
    rest = [(number, name) for number, name in enumerate(names) if number != address]
    _refuse_twins([name for _, name in rest if name], place)
    unnamed = [number for number, name in rest if not name]
    problems = (_unnamed(unnamed, place),) if unnamed else ()
    named = tuple((number, name) for number, name in rest if name)
    return Header(address, named, len(cells), problems=problems)


def _cells(line: str, delimiter: str, place: Place) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration) as error:
        raise UnusableInput(_unreadable(place)) from error
    if len(cells) > _MAX_COLUMNS:
        raise UnusableInput(_unreadable(place))
    return cells


def attribute_name(cell: str) -> str:
    """How a column is called in templates: ``First Name`` is ``first_name``."""
    plain = unicodedata.normalize("NFKD", cell).encode("ascii", "ignore").decode().lower()
    name = _NOT_A_WORD.sub("_", plain).strip("_")
    return _SYNONYMS.get(name, name)


def _headless(cells: Sequence[str], place: Place) -> Header:
    """A plain list of addresses needs no header."""
    if not any(isinstance(read_address(cell), Address) for cell in cells):
        raise UnusableInput(_no_address(cells, place))
    if len(cells) > 1:
        raise UnusableInput(_missing(place))
    return Header(0, (), 1, is_row=True)


def _refuse_twins(names: Sequence[str], place: Place) -> None:
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        text = f"Two columns are called '{twins[0]}'."
        hint = "Rename one of them, so that each attribute has one value."
        raise UnusableInput(Problem("header-twice", text, hint, place))


def _unnamed(numbers: Sequence[int], place: Place) -> Problem:
    first = numbers[0] + 1
    text = f"Column {first} has no name and is left out."
    return warning("header-unnamed", text, "Name it in the first line to keep it.", place)


def _no_address(cells: Sequence[str], place: Place) -> Problem:
    shown = ", ".join(f"'{_short(cell)}'" for cell in cells[:5])
    text = f"No column is called email; the first line has {shown}."
    return Problem("header-no-address", text, "Call the column of addresses 'email'.", place)


def _short(cell: str) -> str:
    return printable(cell[:30].strip())


def _missing(place: Place) -> Problem:
    text = "The first line names no columns; it is a row already."
    hint = "Add a first line like: email,first_name,last_name"
    return Problem("header-missing", text, hint, place)


def _unreadable(place: Place) -> Problem:
    text = "The first line cannot be read as the names of columns."
    return Problem("header-unreadable", text, "Start with a line like: email,first_name", place)
