"""CSV files of people: whatever a spreadsheet or an old tool writes."""

import codecs
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.audience.rows import MAX_LISTED, GoodRow, Rows, parse_rows
from newsletter.errors import UnusableInput


def read(data: bytes | str) -> tuple[list[GoodRow], Rows]:
    raw = data.encode() if isinstance(data, str) else data
    rows = parse_rows(io.BytesIO(raw), name="list.csv")
    return [row for batch in rows.batches() for row in batch], rows


def found(rows: Rows) -> list[str]:
    return [f"{problem.place} {problem.code}" for problem in rows.problems]


def refused(data: bytes | str) -> list[str]:
    with pytest.raises(UnusableInput) as error:
        read(data)
    return [problem.code for problem in error.value.problems]


def test_a_row_is_its_key_the_address_as_given_and_its_attributes() -> None:
    good, _ = read("Email,First Name,City\nAda@Example.com,Ada,Köln\n")
    assert good == [("ada@example.com", "Ada@Example.com", '{"city":"Köln","first_name":"Ada"}')]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    good, _ = read(delimiter.join(["name", "email"]) + "\n" + delimiter.join(["A", "a@x.com"]))
    assert good == [("a@x.com", "a@x.com", '{"name":"A"}')]


@pytest.mark.parametrize(
    "header", ["email", "E-Mail", "EMAIL ADDRESS", "mail", "address", " e_mail ", "E-Mail-Adresse"]
)
def test_the_column_of_addresses_has_many_names(header: str) -> None:
    good, _ = read(f"name,{header}\nA,a@x.com\n")
    assert good[0][0] == "a@x.com"


def test_a_postal_address_beside_an_email_is_an_attribute() -> None:
    good, _ = read("address,email\nMain Street,a@x.com\n")
    assert good == [("a@x.com", "a@x.com", '{"address":"Main Street"}')]


@pytest.mark.parametrize(
    ("header", "attribute"),
    [
        ("Vorname", "first_name"),
        ("Surname", "last_name"),
        ("Prénom", "first_name"),
        ("Favourite colour?", "favourite_colour"),
    ],
)
def test_columns_have_the_names_that_templates_use(header: str, attribute: str) -> None:
    good, _ = read(f"email,{header}\na@x.com,v\n")
    assert json.loads(good[0][2]) == {attribute: "v"}


@pytest.mark.parametrize(
    ("data", "warned"),
    [
        ("email,name\na@x.com,Zoë\n".encode(), False),
        (codecs.BOM_UTF8 + "email,name\na@x.com,Zoë\n".encode(), False),
        ("email,name\na@x.com,Zoë\n".encode("utf-16"), False),
        (codecs.BOM_UTF16_BE + "email,name\na@x.com,Zoë\n".encode("utf-16-be"), False),
        ("email,name\na@x.com,Zoë\n".encode("windows-1252"), True),
    ],
)
def test_the_encoding_is_found(data: bytes, warned: bool) -> None:
    good, rows = read(data)
    assert (json.loads(good[0][2]), len(rows.problems)) == ({"name": "Zoë"}, int(warned))


def test_a_guessed_encoding_is_told_where_it_began_to_matter() -> None:
    _, rows = read("email,name\na@x.com,Zoë\n".encode("windows-1252"))
    assert found(rows) == ["list.csv:2:11 encoding-assumed"]


def test_a_fault_far_into_the_file_is_placed_exactly() -> None:
    many = b"".join(b"p%06d@x.com,a\n" % number for number in range(20_000))
    _, rows = read(b"email,name\n" + many + b"a@x.com,b\xe9\n")
    assert found(rows) == ["list.csv:20002:10 encoding-assumed"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_known(end: str) -> None:
    good, _ = read(end.join(["email", "a@x.com", "b@x.com", ""]))
    assert [row[0] for row in good] == ["a@x.com", "b@x.com"]


def test_a_quoted_cell_may_hold_delimiters_quotes_and_lines() -> None:
    good, _ = read('email,note\na@x.com,"say ""hi"",\nthen go"\nb@x.com,x\n')
    assert [json.loads(row[2])["note"] for row in good] == ['say "hi", then go', "x"]


def test_an_empty_cell_gives_no_attribute() -> None:
    good, _ = read("email,name,city\na@x.com,, \n")
    assert good[0][2] == "{}"


def test_control_characters_do_not_get_into_attributes() -> None:
    good, _ = read("email,name\na@x.com,A\x1b[31m\x07da\n")
    assert json.loads(good[0][2]) == {"name": "A[31mda"}


def test_blank_rows_do_not_count() -> None:
    good, rows = read("email,name\n\n,\na@x.com,A\n\n")
    assert (len(good), rows.rows, rows.bad) == (1, 1, 0)


def test_a_plain_list_of_addresses_needs_no_header() -> None:
    good, _ = read("a@x.com\nb@x.com\n")
    assert [row[0] for row in good] == ["a@x.com", "b@x.com"]


def test_the_line_that_excel_writes_first_is_understood() -> None:
    good, _ = read("sep=;\nemail;name\na@x.com;A, B\n")
    assert good == [("a@x.com", "a@x.com", '{"name":"A, B"}')]


def test_delimiters_at_the_end_of_a_row_do_no_harm() -> None:
    good, rows = read("email,name\na@x.com,A,,,\n")
    assert (len(good), rows.problems) == (1, [])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("nobody,B", "list.csv:3:1 address-invalid"),
        (",B", "list.csv:3:1 address-invalid"),
        ("b@x.com", "list.csv:3:1 row-columns"),
        ("b@x.com,B,C", "list.csv:3:1 row-columns"),
        ('b@x.com,"B', "list.csv:3:1 row-unreadable"),
        ('b@x.com,"B"C', "list.csv:3:1 row-unreadable"),
        ("b@x.com," + "B" * 200_000, "list.csv:3:1 row-unreadable"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_is_read(row: str, problem: str) -> None:
    good, rows = read(f"email,name\na@x.com,A\n{row}\nc@x.com,C\n")
    assert ([one[0] for one in good], found(rows)) == (["a@x.com", "c@x.com"], [problem])


def test_a_bad_address_is_placed_at_its_cell() -> None:
    _, rows = read('name,email\n"two\nlines, and more",nobody\n')
    assert found(rows) == ["list.csv:3:18 address-invalid"]


def test_lines_are_counted_through_quoted_cells() -> None:
    _, rows = read('email,name\na@x.com,"1\n2\n3"\n\nnobody,B\n')
    assert found(rows) == ["list.csv:6:1 address-invalid"]


def test_a_quote_that_never_closes_costs_its_own_row_alone() -> None:
    people = "".join(f"p{number}@x.com,P\n" for number in range(300))
    good, rows = read(f'email,name\na@x.com,"A\n{people}')
    assert (len(good), rows.rows, rows.bad) == (300, 301, 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "list-empty"),
        ("\n \n", "list-empty"),
        ("name,city\nA,B\n", "header-no-address"),
        ("a@x.com,Ada\n", "header-missing"),
        ("email,name,Name\na@x.com,A,B\n", "header-twice"),
        ('email,"name\n', "header-unreadable"),
        (",".join(["email"] * 500), "header-unreadable"),
        (b"PK\x03\x04" + b"x" * 100, "not-text"),
        (b"email\n\x00\xff\x00a", "not-text"),
        (b"%PDF-1.7", "not-text"),
    ],
)
def test_a_file_that_is_no_list_is_refused(data: bytes | str, code: str) -> None:
    assert refused(data) == [code]


def test_a_column_without_a_name_is_left_out_and_told() -> None:
    good, rows = read("email,,name\na@x.com,secret,A\n")
    assert (good[0][2], found(rows)) == ('{"name":"A"}', ["list.csv:1:1 header-unnamed"])


def test_a_flood_of_bad_rows_is_counted_but_not_all_listed() -> None:
    _, rows = read("email\n" + "nobody\n" * (MAX_LISTED + 5))
    assert (rows.bad, len(rows.problems)) == (MAX_LISTED + 5, MAX_LISTED + 1)


def test_more_rows_than_a_batch_are_all_read() -> None:
    good, rows = read("email\n" + "".join(f"p{number}@x.com\n" for number in range(12_345)))
    assert (len(good), rows.rows) == (12_345, 12_345)


@given(st.text(alphabet='ab@.com,;"\n\r\t \x1bé', max_size=300))
@settings(max_examples=300, derandomize=True, database=None, deadline=None)
def test_the_totals_add_up_whatever_the_file_holds(body: str) -> None:
    good, rows = read("email,name\n" + body)
    assert len(good) + rows.bad == rows.rows


@given(st.binary(max_size=300))
@settings(max_examples=200, derandomize=True, database=None, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        good, rows = read(data)
    except UnusableInput as error:
        codes = [problem.code for problem in error.problems]
    else:
        codes = ["read"] if len(good) + rows.bad == rows.rows else []
    assert codes
