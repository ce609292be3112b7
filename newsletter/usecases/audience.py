"""Lists of people: taken in, given out, suppressed, erased."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, TextIO

from newsletter.audience.addresses import Address, read_address
from newsletter.audience.rows import parse_rows
from newsletter.errors import UsageError
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.store import erasing, suppressions
from newsletter.store.opening import Store
from newsletter.store.subscribers import (
    Audience,
    Subscriber,
    add_subscribers,
    audience_id,
    audiences,
    subscribers,
)

ERASED_REASON = "erased"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What became of the rows of a file: ``rows`` = ``new`` + ``known`` + ``suppressed`` + ``bad``.

    ``imported`` is False when a bad row kept everything out; the counts then say what would have
    happened. A repeat in the file counts as known.
    """

    rows: int
    new: int
    known: int
    suppressed: int
    bad: int
    imported: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressResult:
    """``rows`` = ``new`` + ``known`` + ``bad``: how many addresses were not suppressed before."""

    rows: int
    new: int
    known: int
    bad: int
    problems: tuple[Problem, ...]


def import_audience(
    store: Store, stream: BinaryIO, *, audience: str, file: str, skip_bad: bool, now: datetime
) -> ImportResult:
    """Put the people of a CSV file on a list, all of them or nobody.

    ``stream`` must be able to seek; it is never held in memory as a whole. ``file`` names it in
    problems. With ``skip_bad`` the good rows are taken even if others are bad.

    Raises:
        UsageError: audience-name.
        UnusableInput: no row can be read, see `newsletter.audience.rows.parse_rows`.
        NewsletterError: the store failed; nothing was imported.
    """
    if not _NAME.fullmatch(audience):
        raise UsageError(_bad_name(audience))
    rows = parse_rows(stream, name=file)
    with store.writing() as connection:
        attempt = connection.begin_nested()
        counts = add_subscribers(connection, audience, rows.batches(), now)
        imported = skip_bad or not rows.bad
        if not imported:
            attempt.rollback()
    return ImportResult(
        rows=rows.rows,
        new=counts.new,
        known=counts.known,
        suppressed=counts.suppressed,
        bad=rows.bad,
        imported=imported,
        problems=tuple(rows.problems),
    )


def list_audiences(store: Store) -> tuple[Audience, ...]:
    """Every audience with its size, by name."""
    with store.reading() as connection:
        return audiences(connection)


def export_audience(store: Store, audience: str, out: TextIO) -> int:
    """Write a list as CSV that `import_audience` reads back; how many people that were.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front
    (https://owasp.org/www-community/attacks/CSV_Injection), but for addresses, which must stay
    what they are.

    Raises:
        NewsletterError: audience-unknown.
    """
    with store.reading() as connection:
        number = audience_id(connection, audience)
        names = sorted({name for one in subscribers(connection, number) for name in one.attributes})
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(["email", *names])
        people = 0
        for row in _exported(subscribers(connection, number), names):
            writer.writerow(row)
            people += 1
    return people


def _exported(people: Iterator[Subscriber], names: list[str]) -> Iterator[list[str]]:
    for one in people:
        yield [one.address, *(_harmless(one.attributes.get(name, "")) for name in names)]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def suppress_address(store: Store, address: str, *, reason: str, now: datetime) -> bool:
    """Never write to an address again; False if that was so already.

    Raises:
        UsageError: address-invalid.
    """
    key = _key(address)
    with store.writing() as connection:
        return suppressions.suppress(connection, [key], reason, now) == 1


def suppress_file(
    store: Store, stream: BinaryIO, *, file: str, reason: str, now: datetime
) -> SuppressResult:
    """Take over the unsubscribes of another tool: a CSV file, or a plain list of addresses.

    Bad rows are left out and named, since every good one is a person who must not be written to.

    Raises:
        UnusableInput: no row can be read, see `newsletter.audience.rows.parse_rows`.
    """
    rows = parse_rows(stream, name=file)
    with store.writing() as connection:
        new = sum(
            suppressions.suppress(connection, [key for key, *_ in batch], reason, now)
            for batch in rows.batches()
        )
    return SuppressResult(
        rows=rows.rows,
        new=new,
        known=rows.rows - rows.bad - new,
        bad=rows.bad,
        problems=tuple(rows.problems),
    )


def erase_address(store: Store, address: str, *, now: datetime) -> erasing.Erased:
    """Forget a person everywhere; only a digest stays, so that no import brings them back.

    Raises:
        UsageError: address-invalid.
    """
    key = _key(address)
    with store.writing() as connection:
        return erasing.erase(connection, key, ERASED_REASON, now)


def _key(address: str) -> str:
    found = read_address(address)
    if isinstance(found, Address):
        return found.key
    text = f"This is no email address. {found}"
    raise UsageError(Problem("address-invalid", text, "Write it like ada@example.com."))


def _bad_name(name: str) -> Problem:
    text = f"An audience cannot be called '{printable(name[:40])}'."
    return Problem("audience-name", text, "Use letters, digits, - and _, like customers.")
