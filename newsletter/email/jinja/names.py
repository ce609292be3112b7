"""Find, without running a template, every name, filter and test in it that does not exist."""

from collections.abc import Collection, Iterator

from newsletter.email.jinja.columns import filter_pattern, name_pattern, place_of
from newsletter.email.jinja.study import Study, Word
from newsletter.email.source import Source
from newsletter.problems import Place, Problem, did_you_mean

# Names that Jinja itself gives inside loops, blocks and macros.
_JINJAS = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})
_WHERE_LISTED = "docs/reference/templates.md lists those that exist."


def unknown_filters(studied: Study, known: Collection[str]) -> Iterator[Problem]:
    """A problem for each use of a filter that does not exist."""
    for word in studied.filters:
        if word.name not in known:
            hint = did_you_mean(word.name, known) or _WHERE_LISTED
            place = _place(studied.source, word)
            yield Problem("template-filter", f"There is no filter '{word.name}'.", hint, place)


def unknown_tests(studied: Study, known: Collection[str]) -> Iterator[Problem]:
    """A problem for each use of a test (``is NAME``) that does not exist."""
    for word in studied.tests:
        if word.name not in known:
            hint = did_you_mean(word.name, known) or _WHERE_LISTED
            place = _place(studied.source, word)
            yield Problem("template-test", f"There is no test '{word.name}'.", hint, place)


def _place(source: Source, word: Word) -> Place:
    return place_of(source, word.line, filter_pattern(word.name))


def unknown_names(studied: Study, known: Collection[str]) -> Iterator[Problem]:
    """A problem for each use of a name that neither the templates nor their context know."""
    for word in studied.names:
        if word.name not in known and word.name not in _JINJAS:
            place = place_of(studied.source, word.line, name_pattern(word.name))
            yield unknown_name(word.name, known, place)


def unknown_name(name: str, known: Collection[str], place: Place) -> Problem:
    """The problem with a name that stands alone and does not exist."""
    hint = did_you_mean(name, sorted(known)) or f"A template knows {', '.join(sorted(known))}."
    return Problem("template-name", f"'{name}' does not exist.", hint, place)
