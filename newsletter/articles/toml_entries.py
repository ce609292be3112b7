"""TOML front matter to entries with places."""

import re
import tomllib
from collections.abc import Mapping

from newsletter.articles.fields import Entry
from newsletter.articles.written_values import text_as_written
from newsletter.problems import Place, Problem

_KEY = re.compile(r"\s*([\w-]+(?:\s*\.\s*[\w-]+)*|\"[^\"\n]+\"|'[^'\n]+')\s*=")
_TABLE = re.compile(r"\s*\[\s*([\w.\" -]+?)\s*\]")
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def toml_entries(source: str, first: int, name: str) -> tuple[dict[str, Entry], list[Problem]]:
    """The entries of ``source``, whose first line is line ``first`` of the file ``name``.

    One key that cannot be read does not take the others with it.
    """
    entries, problem = _document(source, first, name)
    if problem is None:
        return entries, []
    found: dict[str, Entry] = {}
    problems: list[Problem] = []
    for part, line in _parts(source, first):
        some, problem_of_part = _document(part, line, name)
        found |= some if problem_of_part is None else text_as_written(part, Place(name, line, 1))
        problems += [problem_of_part] if problem_of_part else []
    return found, problems or [problem]


def _document(source: str, first: int, name: str) -> tuple[dict[str, Entry], Problem | None]:
    try:
        values = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return {}, _broken(error, source, first, name)
    places = _places(source, first, name)
    flat = _flat(values)
    return {
        key: Entry(value, places.get(key) or Place(name, first, 1)) for key, value in flat.items()
    }, None


def _flat(values: Mapping[str, object]) -> dict[str, object]:
    """The values with the networks of ``post`` as keys of their own."""
    flat: dict[str, object] = {}
    for key, value in values.items():
        if key == "post" and isinstance(value, dict):
            flat |= {f"post.{network}": text for network, text in value.items()}
        else:
            flat[key] = value
    return flat


def _places(source: str, first: int, name: str) -> dict[str, Place]:
    places: dict[str, Place] = {}
    table = ""
    for number, line in enumerate(source.split("\n"), first):
        if header := _TABLE.match(line):
            table = header[1].replace('"', "") + "."
        elif key := _KEY.match(line):
            path = table + re.sub(r"[\s\"']", "", key[1])
            places.setdefault(path, Place(name, number, key.start(1) + 1))
    return places


def _parts(source: str, first: int) -> list[tuple[str, int]]:
    """Each top-level key or table with its lines, and the number of its first line."""
    parts: list[tuple[list[str], int]] = []
    in_table = False
    for number, line in enumerate(source.split("\n"), first):
        begins_table = _TABLE.match(line) is not None
        if not parts or begins_table or (_KEY.match(line) and not in_table):
            parts.append(([line], number))
        else:
            parts[-1][0].append(line)
        in_table = in_table or begins_table
    return [("\n".join(lines), number) for lines, number in parts]


def _broken(error: Exception, source: str, first: int, name: str) -> Problem:
    found = _POSITION.search(str(error))
    last = source.rstrip("\n").count("\n") + 1
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (last, 1)
    what = _POSITION.sub("", str(error))
    hint = f"Line {first + line - 1}: put the value in quotation marks."
    return Problem(
        "front-matter-invalid",
        f"The front matter is no TOML: {what}.",
        hint,
        Place(name, first + line - 1, column),
    )
