"""Addresses that must not be written to. Of an erased person only a digest is kept."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text

from newsletter.store.bulk import BulkInsert, insert_many, is_sqlite
from newsletter.store.tables import suppression
from newsletter.store.times import from_micros, to_micros

ERASED = "sha256:"

_INSERT = BulkInsert(
    "suppression",
    {"key": "text", "reason": "text", "at": "bigint"},
    "ON CONFLICT (key) DO NOTHING",
)
_KINDS = text(
    "SELECT EXISTS (SELECT 1 FROM suppression),"
    " EXISTS (SELECT 1 FROM suppression WHERE key >= 'sha256:' AND key < 'sha256;')"
)
_AMONG_SQLITE = text(
    "SELECT key FROM suppression WHERE key IN (SELECT value FROM json_each(:keys))"
)
_AMONG_POSTGRES = text("SELECT key FROM suppression WHERE key = ANY(:keys)")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One address, or the digest of an erased person's, with the reason and the time."""

    key: str
    reason: str
    at: datetime


def erased_key(key: str) -> str:
    """What stays of an erased person: enough to know the address again, not to read it."""
    return ERASED + hashlib.sha256(key.encode()).hexdigest()


def suppress(connection: Connection, keys: Sequence[str], reason: str, at: datetime) -> int:
    """Add addresses, as they compare; how many were not suppressed before.

    The first reason and time of an address stay.
    """
    known = suppressed_among(connection, keys)
    micros = to_micros(at)
    rows = [(key, reason, micros) for key in dict.fromkeys(keys) if key not in known]
    return insert_many(connection, _INSERT, rows)


def suppressed_among(connection: Connection, keys: Sequence[str]) -> frozenset[str]:
    """Those of ``keys`` that must not be written to, erased people included."""
    anybody, erased = connection.execute(_KINDS).one()
    if not anybody:
        return frozenset()
    by_digest = {erased_key(key): key for key in keys} if erased else {}
    wanted = [*keys, *by_digest]
    if is_sqlite(connection):
        found = connection.scalars(_AMONG_SQLITE, {"keys": json.dumps(wanted)})
    else:
        found = connection.scalars(_AMONG_POSTGRES, {"keys": wanted})
    return frozenset(by_digest.get(key, key) for key in found)


def all_suppressions(connection: Connection) -> Iterator[Suppression]:
    """Every suppression, by key."""
    rows = connection.execution_options(yield_per=1000).execute(
        select(suppression.c.key, suppression.c.reason, suppression.c.at).order_by(
            suppression.c.key
        )
    )
    for key, reason, at in rows:
        yield Suppression(key, reason, from_micros(at))
