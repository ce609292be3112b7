"""YAML front matter to entries with places. Nothing is executed, and no alias is followed."""

import re
from typing import TYPE_CHECKING, Any

from newsletter.articles.fields import Entry
from newsletter.articles.written_values import hashes_hidden, hashes_shown, text_as_written
from newsletter.problems import Place, Problem, warning

if TYPE_CHECKING:
    from yaml import Node

_KEY = re.compile(r"[^\s#\[\]{}&*!|>%@`,-][^:\n]*:(?:\s|$)|[\"']")
_TWO_COLONS = re.compile(r"\s*[\w.-]+:\s+[^\"'\s|>\[{].*:(?:\s|$)")


def yaml_entries(source: str, first: int, name: str) -> tuple[dict[str, Entry], list[Problem]]:
    """The entries of ``source``, whose first line is line ``first`` of the file ``name``.

    One key that cannot be read does not take the others with it.
    """
    whole = _Document(source, first, name)
    if not whole.problems:
        return whole.entries, whole.notes
    parts = [_Document(part, line, name) for part, line in _parts(source, first)]
    entries = {key: entry for part in parts for key, entry in part.kept().items()}
    problems = [problem for part in parts for problem in part.problems + part.notes]
    return entries, problems or whole.problems


def _parts(source: str, first: int) -> list[tuple[str, int]]:
    """Each top-level key with the lines that belong to it, and the number of its line."""
    parts: list[tuple[list[str], int]] = []
    for number, line in enumerate(source.split("\n"), first):
        if _KEY.match(line) or not parts:
            parts.append(([line], number))
        else:
            parts[-1][0].append(line)
    return [("\n".join(lines), number) for lines, number in parts]


def _items(node: Any) -> list[str]:
    """The items of a list of single words as they are written: ``no``, not False."""
    import yaml

    if not isinstance(node, yaml.SequenceNode) or node.tag != "tag:yaml.org,2002:seq":
        return []
    is_flat = all(isinstance(item, yaml.ScalarNode) for item in node.value)
    return [item.value for item in node.value] if is_flat else []


def _value(node: Any, loader: Any) -> object:
    """What ``node`` holds.

    Raises:
        yaml.MarkedYAMLError: it cannot be read.
    """
    import yaml

    try:
        return _items(node) or loader.construct_document(node)
    except (ValueError, LookupError, AttributeError) as error:
        # 2026-02-31 looks like a date and is none; PyYAML also trips over `!!bool soon`.
        if isinstance(node, yaml.ScalarNode):
            return node.value
        reason = "a value in it cannot be read"
        raise yaml.MarkedYAMLError(None, None, reason, node.start_mark) from error


class _Document:
    """One YAML text, read: its entries, what is wrong with it, and what is only odd."""

    def __init__(self, source: str, first: int, name: str) -> None:
        self.source, self.first, self.name = hashes_hidden(source), first, name
        self.entries: dict[str, Entry] = {}
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self._read()

    def kept(self) -> dict[str, Entry]:
        """The entries; of a single line that is no YAML, its text as it is written."""
        if self.entries or not self.problems:
            return self.entries
        return text_as_written(str(hashes_shown(self.source)), Place(self.name, self.first, 1))

    def _read(self) -> None:
        import yaml

        try:
            if alias := self._alias():
                self.problems.append(alias)
                return
            loader = yaml.SafeLoader(self.source)
            self._take(loader.get_single_node(), loader)
        except yaml.MarkedYAMLError as error:
            self.problems.append(self._broken(error))
        except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
            self.problems.append(self._invalid("The front matter is no YAML.", self._place(0, 0)))

    def _alias(self) -> Problem | None:
        import yaml

        for event in yaml.parse(self.source, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                mark: Any = event.start_mark
                text = "An alias (*name) is not read in front matter."
                return Problem(
                    "front-matter-alias",
                    text,
                    "Write the value out, or put it in quotation marks.",
                    self._place(mark.line, mark.column),
                )
        return None

    def _take(self, root: "Node | None", loader: Any) -> None:
        import yaml

        if root is None:
            return
        if not isinstance(root, yaml.MappingNode):
            self.problems.append(self._invalid("The front matter has no keys.", self._place(0, 0)))
            return
        self._take_keys(root, loader, "")

    def _take_keys(self, mapping: Any, loader: Any, prefix: str) -> None:
        import yaml

        for key_node, value_node in mapping.value:
            key = f"{prefix}{key_node.value}"
            place = self._place(key_node.start_mark.line, key_node.start_mark.column)
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(self._invalid("A key must be a single word.", place))
            elif key == "post" and isinstance(value_node, yaml.MappingNode):
                self._take_keys(value_node, loader, "post.")
            else:
                self._take_value(key, place, value_node, loader)

    def _take_value(self, key: str, place: Place, node: Any, loader: Any) -> None:
        import yaml

        if key in self.entries:
            text = f"'{key}' stands here twice; the last one counts."
            self.notes.append(
                warning("front-matter-duplicate-key", text, "Remove one of them.", place)
            )
        try:
            value = _value(node, loader)
        except yaml.MarkedYAMLError as error:
            self.problems.append(self._broken(error))
            return
        is_text = isinstance(node, yaml.ScalarNode) and value is not None
        written = str(hashes_shown(node.value)) if is_text else None
        self.entries[key] = Entry(hashes_shown(value), place, written)

    def _place(self, line: int, column: int) -> Place:
        return Place(self.name, self.first + line, column + 1)

    def _invalid(self, text: str, place: Place, hint: str = "Write `key: value` lines.") -> Problem:
        return Problem("front-matter-invalid", str(hashes_shown(text)), hint, place)

    def _broken(self, error: Any) -> Problem:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        lines = self.source.split("\n")
        written = lines[line] if line < len(lines) else ""
        advice = "since it holds a colon" if _TWO_COLONS.match(written) else "or indent it right"
        hint = f"Line {self.first + line}: put the value in quotation marks, {advice}."
        return self._invalid(
            f"The front matter is no YAML: {error.problem}.", self._place(line, column), hint
        )
