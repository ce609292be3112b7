"""One reading of one source: what was known before it, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from newsletter.model import Article
from newsletter.problems import Problem
from newsletter.settings import SourceSettings
from newsletter.store.sources import FileState, SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A source that is to be read at ``now``, with all that is remembered of it.

    ``known`` are the refs of the articles that it brought so far, ``files`` those of a folder.
    """

    name: str
    settings: SourceSettings
    state: SourceState
    now: datetime
    known: frozenset[str] = frozenset()
    files: Mapping[str, FileState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReading:
    """What a source had. ``items`` counts all of them, those included that need no second look.

    ``gone`` are the refs of articles that were taken away; ``files`` is None where there are none.
    """

    state: SourceState
    articles: tuple[Article, ...] = ()
    items: int = 0
    problems: tuple[Problem, ...] = ()
    gone: frozenset[str] = frozenset()
    files: Mapping[str, FileState] | None = None
    is_failed: bool = False
