"""schedules/NAME.toml -> Schedule, with every problem in it at once."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import newsletter.config.rules as rules
import newsletter.config.schedule_rule as schedule_rule
from newsletter.config.document import Document, parse_document, read_text
from newsletter.config.names import clipped
from newsletter.config.spans import span
from newsletter.config.syntax import too_deep
from newsletter.config.table import Entry, Table
from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem, did_you_mean, has_errors, in_reading_order
from newsletter.schedules.schedule import (
    DEFAULT_LATE,
    ApprovalRule,
    Choice,
    Schedule,
    WhenEmpty,
    Work,
)

MAX_BYTES = 256 * 1024
KEYS = (
    *schedule_rule.KEYS,
    *("audience", "template", "articles", "when_empty", "approval", "late", "channels"),
    *("paused", "prepare", "spread"),
)
ARTICLE_KEYS = ("from", "since", "at_least", "at_most")
_SINCE = "last edition"
_MOST = 1000
_WITHIN = "send within "
_LATE: Mapping[str, timedelta | None] = {"skip": timedelta(), "send always": None}
_OF = "a schedule"


@dataclass(frozen=True, slots=True)
class LoadedSchedule:
    """What a schedule's file says. ``schedule`` is None if and only if a problem is an error."""

    schedule: Schedule | None
    problems: tuple[Problem, ...] = ()


def load_schedule(path: Path, shown: str, *, timezone: str) -> LoadedSchedule:
    """Read the file at ``path``, which is named after the schedule; problems name it ``shown``.

    ``timezone`` is that of newsletter.toml, for a schedule that names none.
    """
    try:
        text = read_text(path, shown, MAX_BYTES)
    except UnusableInput as error:
        return LoadedSchedule(None, error.problems)
    return parse_schedule(text, shown, name=path.stem, timezone=timezone)


def parse_schedule(text: str, file: str, *, name: str, timezone: str) -> LoadedSchedule:
    """Read the text of a schedule's file; problems name it ``file``."""
    try:
        return _checked(parse_document(text, file), file, name, timezone)
    except RecursionError:
        return LoadedSchedule(None, (too_deep(file),))
    except UnusableInput as error:
        return LoadedSchedule(None, error.problems)


def _checked(document: Document, file: str, name: str, timezone: str) -> LoadedSchedule:
    table = Table(document.data, document.places, _OF)
    table.allow(KEYS)
    when = schedule_rule.when(table, timezone)
    work = _work(table)
    paused = table.switch("paused") or False
    found = tuple(in_reading_order(table.problems))
    if when is None or has_errors(found):
        return LoadedSchedule(None, found)
    schedule = Schedule(
        name=name,
        said=when.said,
        recurrence=when.recurrence,
        work=work,
        paused=paused,
        file=file,
        places=dict(_places(document)),
    )
    return LoadedSchedule(schedule, found)


def _work(table: Table) -> Work:
    channels = table.texts("channels")
    template = table.text("template")
    place = table.place("template")
    table.refuse(rules.template(template, "'template'", place) if template else None)
    when_empty: WhenEmpty = (
        "ask" if table.choice("when_empty", ("skip", "ask")) == "ask" else "skip"
    )
    is_auto = table.choice("approval", ("required", "auto")) == "auto"
    approval: ApprovalRule = "auto" if is_auto else "required"
    return Work(
        audience=table.text("audience"),
        template=template,
        articles=_articles(table.table("articles", '{ from = ["blog"], at_least = 3 }')),
        when_empty=when_empty,
        approval=approval,
        late=_late(table),
        channels=_names(channels) if channels else None,
        prepare=_span(table, "prepare") or timedelta(),
        spread=_span(table, "spread") or timedelta(),
    )


def _articles(table: Table) -> Choice:
    table.allow(ARTICLE_KEYS)
    at_least = table.number("at_least", 0, _MOST)
    at_most = table.number("at_most", 1, _MOST)
    if at_least is not None and at_most is not None and at_least > at_most:
        text = f"At least {at_least} and at most {at_most} articles: no edition can have both."
        table.refuse(Problem("setting-invalid", text, None, table.place("at_least")))
    return Choice(
        sources=_names(table.texts("from") or ()),
        since=None if table.data.get("since") == _SINCE else _span(table, "since"),
        at_least=min(1, at_most or 1) if at_least is None else at_least,
        at_most=at_most,
    )


def _late(table: Table) -> timedelta | None:
    """How late something may go out: not at all, within a time, or always (None)."""
    text = table.text("late")
    if text is None:
        return DEFAULT_LATE
    if text in _LATE:
        return _LATE[text]
    with suppress(ValueError):
        if text.startswith(_WITHIN):
            return span(text.removeprefix(_WITHIN))
    hint = did_you_mean(text, (*_LATE, "send within 3h"))
    hint = hint or 'Write "skip", "send always", or how late it may be: "send within 3h".'
    problem = f"'late' is not understood: '{clipped(text)}'."
    table.refuse(Problem("setting-invalid", problem, hint, table.place("late")))
    return None


def _span(table: Table, key: str) -> timedelta | None:
    text = table.text(key)
    if text is None:
        return None
    try:
        return span(text)
    except ValueError:
        hint = 'Write a time like "2h", "3d" or "3 days", of at most a year.'
        if key == "since":
            hint = f'Write "{_SINCE}", or a time like "7 days".'
        problem = f"{table.spoken(key)} is not a length of time: '{clipped(text)}'."
        table.refuse(Problem("duration-invalid", problem, hint, table.place(key)))
        return None


def _names(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.text for entry in entries))


def _places(document: Document) -> Iterator[tuple[str, Place]]:
    """Where every key's value stands, by its path with dots."""
    for path in document.places.spots:
        yield ".".join(map(str, path)), document.places.value(path)
