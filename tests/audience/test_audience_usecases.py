"""Importing, exporting, suppressing and erasing people."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.errors import NewsletterError, UsageError
from newsletter.store.opening import Store, open_store
from newsletter.usecases.audience import (
    ImportResult,
    SuppressResult,
    erase_address,
    export_audience,
    import_audience,
    list_audiences,
    suppress_address,
    suppress_file,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store("sqlite:///state.db", tmp_path)
    yield opened
    opened.close()


def taken(store: Store, text: str, *, skip_bad: bool = False) -> ImportResult:
    return import_audience(
        store,
        io.BytesIO(text.encode()),
        audience="customers",
        file="list.csv",
        skip_bad=skip_bad,
        now=NOW,
    )


def unsubscribed(store: Store, text: str) -> SuppressResult:
    stream = io.BytesIO(text.encode())
    return suppress_file(store, stream, file="old.csv", reason="old tool", now=NOW)


def numbers(result: ImportResult) -> tuple[int, int, int, int, int]:
    return result.rows, result.new, result.known, result.suppressed, result.bad


def exported(store: Store) -> str:
    out = io.StringIO(newline="")
    export_audience(store, "customers", out)
    return out.getvalue()


def size(store: Store) -> int:
    return sum(audience.size for audience in list_audiences(store))


def test_new_people_are_counted(store: Store) -> None:
    assert numbers(taken(store, "email\na@x.com\nb@x.com\n")) == (2, 2, 0, 0, 0)


def test_a_repeat_in_the_file_counts_as_known(store: Store) -> None:
    assert numbers(taken(store, "email\na@x.com\nA@X.com\na@x.com\n")) == (3, 1, 2, 0, 0)


def test_a_second_import_knows_everybody(store: Store) -> None:
    taken(store, "email\na@x.com\nb@x.com\n")
    assert numbers(taken(store, "email\nb@x.com\nc@x.com\n")) == (2, 1, 1, 0, 0)


def test_a_bad_row_keeps_everybody_out(store: Store) -> None:
    result = taken(store, "email\na@x.com\nnobody\n")
    assert (result.imported, size(store)) == (False, 0)


def test_the_counts_say_what_would_have_happened(store: Store) -> None:
    taken(store, "email\na@x.com\n")
    suppress_address(store, "c@x.com", reason="asked", now=NOW)
    result = taken(store, "email\na@x.com\nb@x.com\nc@x.com\nnobody\n")
    assert numbers(result) == (4, 1, 1, 1, 1)


def test_an_import_that_failed_leaves_no_empty_audience(store: Store) -> None:
    taken(store, "email\nnobody\n")
    assert list_audiences(store) == ()


def test_bad_rows_can_be_left_out(store: Store) -> None:
    result = taken(store, "email\na@x.com\nnobody\n", skip_bad=True)
    assert (result.imported, size(store), numbers(result)) == (True, 1, (2, 1, 0, 0, 1))


def test_a_suppressed_person_is_not_put_on_a_list(store: Store) -> None:
    suppress_address(store, "A@x.com", reason="asked", now=NOW)
    assert numbers(taken(store, "email\na@X.com\nb@x.com\n")) == (2, 1, 0, 1, 0)


def test_new_attributes_join_those_that_are_known(store: Store) -> None:
    taken(store, "email,name,city\na@x.com,Ada,Rome\n")
    taken(store, "email,name,lang\na@x.com,Ada B.,it\n")
    assert exported(store) == "email,city,lang,name\r\na@x.com,Rome,it,Ada B.\r\n"


def test_an_empty_cell_does_not_wipe_what_is_known(store: Store) -> None:
    taken(store, "email,name\na@x.com,Ada\n")
    taken(store, "email,name\na@x.com,\n")
    assert exported(store) == "email,name\r\na@x.com,Ada\r\n"


def test_repeats_in_one_file_join_too(store: Store) -> None:
    taken(store, "email,name,city\na@x.com,Ada,\nA@x.com,,Rome\n")
    assert exported(store) == "email,city,name\r\na@x.com,Rome,Ada\r\n"


def test_an_export_can_be_imported_again(store: Store) -> None:
    taken(store, 'email,note\nÄda@x.com,"a, ""b"""\n')
    again = import_audience(
        store,
        io.BytesIO(exported(store).encode()),
        audience="copy",
        file="copy.csv",
        skip_bad=False,
        now=NOW,
    )
    assert numbers(again) == (1, 1, 0, 0, 0)


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(store: Store) -> None:
    taken(store, "email,name\na@x.com,=1+1\n")
    assert exported(store) == "email,name\r\na@x.com,'=1+1\r\n"


def test_an_audience_that_is_not_there_cannot_be_exported(store: Store) -> None:
    with pytest.raises(NewsletterError, match="audience-unknown"):
        exported(store)


@pytest.mark.parametrize("name", ["", "../x", "a b", "-x", "x" * 101])
def test_an_audience_needs_a_plain_name(store: Store, name: str) -> None:
    stream = io.BytesIO(b"email\na@x.com\n")
    with pytest.raises(UsageError, match="audience-name"):
        import_audience(store, stream, audience=name, file="f", skip_bad=False, now=NOW)


def test_audiences_are_listed_with_their_size(store: Store) -> None:
    taken(store, "email\na@x.com\nb@x.com\n")
    assert [(one.name, one.size) for one in list_audiences(store)] == [("customers", 2)]


def test_an_address_is_suppressed_once(store: Store) -> None:
    said = [suppress_address(store, "a@x.com", reason="asked", now=NOW) for _ in range(2)]
    assert said == [True, False]


def test_what_is_no_address_cannot_be_suppressed(store: Store) -> None:
    with pytest.raises(UsageError, match="address-invalid"):
        suppress_address(store, "nobody", reason="asked", now=NOW)


def test_the_unsubscribes_of_an_old_tool_are_taken_over(store: Store) -> None:
    suppress_address(store, "b@x.com", reason="asked", now=NOW)
    result = unsubscribed(store, "a@x.com\nb@x.com\nA@x.com\nnobody\n")
    assert (result.rows, result.new, result.known, result.bad) == (4, 1, 2, 1)


def test_an_erased_person_is_on_no_list(store: Store) -> None:
    taken(store, "email\na@x.com\nb@x.com\n")
    assert (erase_address(store, "A@x.com", now=NOW).audiences, size(store)) == (1, 1)


def test_an_erased_person_does_not_come_back(store: Store) -> None:
    erase_address(store, "a@x.com", now=NOW)
    assert numbers(taken(store, "email\na@x.com\n")) == (1, 0, 0, 1, 0)


def test_nothing_readable_stays_of_an_erased_person(store: Store) -> None:
    taken(store, "email,name\nada.byrne@x.com,Ada Byrne\n")
    suppress_address(store, "ada.byrne@x.com", reason="asked", now=NOW)
    erase_address(store, "ada.byrne@x.com", now=NOW)
    with store.reading() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert "yrne" not in dump
