import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.config.places import KeyPath, locate
from newsletter.problems import Place

EVERY_FORM = '''\
title = "a # no comment"   # a comment
site . "quoted.key" . 'other' = 1
when = 1979-05-27 07:32:00 # a date with a blank in it
long = """
first = "not a key"
[nor.a.table]
"""""
raw = \'\'\'
C:\\new\'\'\'
list = [ 1, [ "a]", 'b}' ], # inside
  { x = 1, y.z = [2] },
]
empty = {}

[one.two]
key = { secret = "x" }
[[things]]
name = "first"
[things.inner]
deep = true
[[things]]
"na\\u006De" = "second"
'''


def every_path(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    if path:
        yield path, value
    children: Iterator[tuple[str | int, Any]] = iter(())
    if isinstance(value, dict):
        children = iter(value.items())
    elif isinstance(value, list):
        children = iter(enumerate(value))
    for key, child in children:
        yield from every_path(child, (*path, key))


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("title",), (1, 1), (1, 9)),
        (("site", "quoted.key", "other"), (2, 23), (2, 33)),
        (("site",), (2, 1), (2, 1)),
        (("when",), (3, 1), (3, 8)),
        (("long",), (4, 1), (4, 8)),
        (("raw",), (8, 1), (8, 7)),
        (("list", 1, 1), (10, 21), (10, 21)),
        (("list", 2, "y", "z", 0), (11, 19), (11, 19)),
        (("empty",), (13, 1), (13, 9)),
        (("one", "two"), (15, 6), (15, 6)),
        (("one", "two", "key", "secret"), (16, 9), (16, 18)),
        (("things", 0, "inner", "deep"), (20, 1), (20, 8)),
        (("things", 1), (21, 3), (21, 3)),
        (("things", 1, "name"), (22, 1), (22, 15)),
    ],
)
def test_a_path_is_found_where_it_stands(
    path: KeyPath, key: tuple[int, int], value: tuple[int, int]
) -> None:
    places = locate(EVERY_FORM, "f.toml")
    assert places.key(path) == Place("f.toml", *key)
    assert places.value(path) == Place("f.toml", *value)


def test_a_missing_key_is_placed_at_the_table_around_it() -> None:
    assert locate(EVERY_FORM, "f").key(("one", "two", "absent")) == Place("f", 15, 6)


def test_a_file_without_keys_is_placed_at_its_start() -> None:
    places = locate("# nothing\n", "f")
    assert (places.key(("a",)), places.value(("a",))) == (Place("f", 1, 1), Place("f", 1, 1))


def test_windows_line_ends_do_not_move_columns() -> None:
    assert locate("a = 1\r\nb = 2\r\n", "f").value(("b",)) == Place("f", 2, 5)


def test_columns_count_characters_not_bytes() -> None:
    assert locate('a = { "ключ" = "😀", b = 1 }', "f").key(("a", "b")) == Place("f", 1, 21)


BARE = st.from_regex(r"[a-z][a-z0-9_-]{0,5}", fullmatch=True)
STRINGS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def basic(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def multiline(text: str) -> str:
    return '"""\n' + text.replace("\\", "\\\\").replace('"', '\\"') + '\n"""'


def literal(text: str) -> str:
    return "'" + text.replace("'", "") + "'"


SCALARS = st.one_of(
    STRINGS.map(basic),
    STRINGS.map(multiline),
    STRINGS.map(literal),
    st.integers(-(10**9), 10**9).map(str),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(repr),
    st.sampled_from(["true", "false", "07:32:00", "1979-05-27 07:32:00", "'''it''''"]),
    st.dates(date(1990, 1, 1), date(2099, 1, 1)).map(str),
)
KEYS = st.one_of(BARE, STRINGS.map(basic), STRINGS.map(literal))
BLANKS = st.sampled_from(["", " ", "\t"])


def arrays(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    separators = st.sampled_from([",", " , ", ",\n # [a]\n "])
    return st.builds(
        lambda items, separator: "[ " + separator.join(items) + "\n]",
        st.lists(values, max_size=3),
        separators,
    )


def tables(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.dictionaries(BARE, values, max_size=3).map(
        lambda pairs: "{" + ", ".join(f"{key} = {value}" for key, value in pairs.items()) + "}"
    )


VALUES = st.recursive(SCALARS, lambda inner: arrays(inner) | tables(inner), max_leaves=6)
PAIRS = st.builds(
    lambda parts, blank, value, comment: f"{'.'.join(parts)}{blank}={blank}{value}{comment}",
    st.lists(KEYS, min_size=1, max_size=3),
    BLANKS,
    VALUES,
    st.sampled_from(["", " # x = 1", "\t"]),
)
HEADERS = st.one_of(
    st.lists(KEYS, min_size=1, max_size=3).map(lambda parts: f"[ {' . '.join(parts)} ]"),
    st.lists(BARE, min_size=1, max_size=2).map(lambda parts: f"[[{'.'.join(parts)}]]"),
)
LINES = st.lists(st.one_of(PAIRS, PAIRS, HEADERS, st.sampled_from(["", "# [no]"])), max_size=10)


def valid_lines(lines: list[str]) -> str:
    """The lines that tomllib accepts after those before them."""
    text = ""
    for line in lines:
        try:
            tomllib.loads(text + line + "\n")
        except tomllib.TOMLDecodeError:
            continue
        text += line + "\n"
    return text


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(LINES)
def test_every_key_and_value_reads_back_from_its_place(lines: list[str]) -> None:
    text = valid_lines(lines)
    data = tomllib.loads(text)
    spots = locate(text, "f").spots
    assert set(spots) == {path for path, _ in every_path(data)}
    for path, value in every_path(data):
        spot = spots[path]
        if isinstance(path[-1], str):
            assert tomllib.loads(text[spot.key : spot.key_end] + "=1") == {path[-1]: 1}
        if not isinstance(value, dict | list):
            assert tomllib.loads("v=" + text[spot.value : spot.value_end])["v"] == value
