"""What a database says when it fails, in words that say what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from newsletter.errors import AuthRefused, NewsletterError, Unreachable
from newsletter.problems import Problem

_SQLITE = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_CANTOPEN: "unusable",
    sqlite3.SQLITE_IOERR: "unusable",
}
_POSTGRES = {
    "53100": "full",
    "25006": "read-only",
    "42501": "read-only",
    "55P03": "locked",
    "40P01": "locked",
    "57014": "locked",
    "3D000": "missing",
    "28P01": "refused",
    "28000": "refused",
}
_SYSTEM = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read-only",
    errno.EACCES: "read-only",
    errno.EPERM: "read-only",
}
_UNREACHABLE_CLASSES = ("08", "57")
_PRIMARY_CODE = 0xFF


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn a failure of the database at ``where`` into an error that says what to do.

    Mistakes in our own statements stay what they are.

    Raises:
        NewsletterError: store-full, store-read-only, store-locked, store-damaged, store-unusable.
        AuthRefused: store-refused.
        Unreachable: store-unreachable, store-missing.
    """
    try:
        yield
    except Exception as error:
        # SQLAlchemy wraps what its driver raises; the bulk statements go past it.
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        if kind := _kind(cause):
            said = str(cause).strip().partition("\n")[0]
            raise explanation(kind, where, said) from error
        raise


@contextmanager
def explained_files(where: str) -> Iterator[None]:
    """As `explained`, for the files and folders around an SQLite store."""
    try:
        yield
    except OSError as error:
        kind = _SYSTEM.get(error.errno or 0, "unusable")
        raise explanation(kind, where, error.strerror or "") from error


def _raise_explained(cause: Exception, where: str, error: Exception) -> None:
    if kind := _kind(cause):
        said = str(cause).strip().partition("\n")[0]
        raise explanation(kind, where, said) from error


def _kind(error: BaseException) -> str | None:
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE)
    state = getattr(error, "sqlstate", None)
    if state in _POSTGRES:
        return _POSTGRES[state]
    return _connection_kind(error, state)


def _connection_kind(error: BaseException, state: str | None) -> str | None:
    """A refused connection has no SQLSTATE: only the words of the library."""
    if state is not None:
        return "unreachable" if state[:2] in _UNREACHABLE_CLASSES else None
    if type(error).__name__ != "OperationalError":
        return None
    words = str(error).lower()
    if "authentication failed" in words or "no password supplied" in words:
        return "refused"
    missing = "database" in words and "does not exist" in words
    return "missing" if missing else "unreachable"


def explanation(kind: str, where: str, said: str) -> NewsletterError:
    """The error for one kind of failure. ``said`` are the database's own words."""
    said = f" ({said})" if said else ""
    match kind:
        case "full":
            return NewsletterError(_full(where))
        case "read-only":
            return NewsletterError(_read_only(where))
        case "locked":
            return NewsletterError(_locked(where))
        case "damaged":
            return NewsletterError(_damaged(where, said))
        case "refused":
            return AuthRefused(_refused(where))
        case "missing" | "unreachable":
            return Unreachable(_unreachable(where, said))
        case _:
            return NewsletterError(_unusable(where, said))


def _full(where: str) -> Problem:
    text = f"The disk of the store {where} is full. What was recorded before is safe."
    return Problem("store-full", text, "Free some space, then run the same command again.")


def _read_only(where: str) -> Problem:
    text = f"The store {where} cannot be written to."
    hint = "Check who owns it and its folder, and whether the disk is mounted read-only."
    return Problem("store-read-only", text, hint)


def _locked(where: str) -> Problem:
    text = f"The store {where} is held by another program for too long."
    hint = "Wait until that program is done, or close it, then run the same command again."
    return Problem("store-locked", text, hint)


def _damaged(where: str, said: str) -> Problem:
    text = f"The store {where} is no database, or it is damaged{said}."
    hint = "Move it away and put a backup in its place; a *.backup file beside it is one."
    return Problem("store-damaged", text, hint)


def _refused(where: str) -> Problem:
    text = f"The database server refuses the user or the password of {where}."
    hint = "Check url of [store]; PostgreSQL reads a password from PGPASSWORD or ~/.pgpass too."
    return Problem("store-refused", text, hint)


def _unreachable(where: str, said: str) -> Problem:
    text = f"The store {where} cannot be reached{said}."
    hint = "Check that the server runs, and host, port and database in url of [store]."
    return Problem("store-unreachable", text, hint)


def _unusable(where: str, said: str) -> Problem:
    text = f"The store {where} cannot be used{said}."
    return Problem("store-unusable", text, "Check the path in url of [store] and its folder.")
