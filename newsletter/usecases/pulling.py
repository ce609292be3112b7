"""Pull: read the sources that newsletter.toml names, and keep what is new in the store."""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from newsletter.errors import UsageError
from newsletter.ports import Clock
from newsletter.problems import Place, Problem, did_you_mean
from newsletter.settings import SourceSettings
from newsletter.store.articles import drop_articles, put_articles, refs_of
from newsletter.store.opening import Store
from newsletter.store.sources import files_of, remember_files, remember_source, state_of
from newsletter.usecases.feed_source import read_feed_source
from newsletter.usecases.folder_source import read_folder_source
from newsletter.usecases.page_source import read_page_source
from newsletter.usecases.patience import failed_to_fetch, waits_until
from newsletter.usecases.source_problems import (
    could_not_be_fetched,
    has_moved,
    is_left_alone,
    not_too_many,
    nothing_to_read,
    url_places,
)
from newsletter.usecases.source_reading import SourceReading, Task
from newsletter.usecases.workspace import Workspace
from newsletter.web.failures import FetchFailed

AT_ONCE = 8
MOST_PROBLEMS = 20
"""So many of one source are told; what is wrong with one item is often wrong with all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """What came of one source: items = new + changed + skipped.

    ``skipped`` are those that were known, that another source brought before, or that cannot be
    used.
    """

    name: str
    kind: str
    items: int
    new: int = 0
    changed: int = 0
    skipped: int = 0
    is_failed: bool = False


@dataclass(frozen=True, slots=True)
class PullResult:
    """Every source in the order of the file, and what was found; one that failed stops no other."""

    sources: tuple[Pulled, ...]
    problems: tuple[Problem, ...]


def pull_sources(
    workspace: Workspace,
    store: Store,
    clock: Clock,
    names: Collection[str] | None = None,
    *,
    insist: bool = False,
) -> PullResult:
    """Read the sources called ``names``, or all, and store their articles.

    A source that failed is left alone for a while, longer each time; with ``insist``, for a person
    who asks, only if its server named a time.

    Raises:
        UsageError: source-unknown.
        NewsletterError: the store failed; what was stored before that stays.
    """
    chosen = _chosen(workspace.settings.sources, names)
    if not chosen:
        return PullResult((), (nothing_to_read(),))
    tasks = _tasks(store, chosen, clock)
    places = url_places(workspace)

    def read(task: Task) -> SourceReading:
        if task.settings.kind == "folder":
            return read_folder_source(task, workspace.folder)
        return _from_the_web(task, places(task.name), insist=insist)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        readings = pool.map(read, tasks)
        pulled = [
            (_stored(store, task, reading), reading.problems)
            for task, reading in zip(tasks, readings, strict=True)
        ]
    problems = [
        problem for one, found in pulled for problem in not_too_many(one.name, found, MOST_PROBLEMS)
    ]
    return PullResult(tuple(one for one, _ in pulled), tuple(problems))


def _chosen(
    sources: Mapping[str, SourceSettings], names: Collection[str] | None
) -> Mapping[str, SourceSettings]:
    for name in names or ():
        if name not in sources:
            hint = did_you_mean(name, sources) or f"There are: {', '.join(sources) or 'none'}."
            text = f"There is no source '{name}' in newsletter.toml."
            raise UsageError(Problem("source-unknown", text, hint))
    return {name: one for name, one in sources.items() if names is None or name in names}


def _tasks(store: Store, sources: Mapping[str, SourceSettings], clock: Clock) -> tuple[Task, ...]:
    with store.reading() as transaction:
        return tuple(
            Task(
                name=name,
                settings=settings,
                state=state_of(transaction, name, settings.url or settings.path or ""),
                now=clock.now(),
                known=refs_of(transaction, name),
                files=files_of(transaction, name),
            )
            for name, settings in sources.items()
        )


def _from_the_web(task: Task, place: Place, *, insist: bool) -> SourceReading:
    if until := waits_until(task.state, task.now, insist=insist):
        waiting = is_left_alone(task.name, task.state, until, place)
        # A person who asks has to know that nothing was read; the daemon knows that it waits.
        found = replace(waiting, severity="error") if insist else waiting
        return SourceReading(state=task.state, problems=(found,), is_failed=True)
    return _fetched(task, place)


def _fetched(task: Task, place: Place) -> SourceReading:
    is_feed = task.settings.kind == "feed"
    try:
        reading = read_feed_source(task, place) if is_feed else read_page_source(task)
    except FetchFailed as error:
        state = failed_to_fetch(task.state, error, task.now)
        failure = could_not_be_fetched(task.name, task.state, error, place)
        return SourceReading(state=state, problems=(failure,), is_failed=True)
    if moved_to := reading.state.moved_to:
        moved = has_moved(task.name, moved_to, place)
        return replace(reading, problems=(moved, *reading.problems))
    return reading


def _stored(store: Store, task: Task, reading: SourceReading) -> Pulled:
    with store.writing() as transaction:
        put = put_articles(transaction, task.name, reading.articles, task.now)
        drop_articles(transaction, reading.gone)
        remember_source(transaction, task.name, reading.state)
        if reading.files is not None:
            remember_files(transaction, task.name, reading.files)
    return Pulled(
        name=task.name,
        kind=task.settings.kind,
        items=reading.items,
        new=put.new,
        changed=put.changed,
        skipped=reading.items - put.new - put.changed,
        is_failed=reading.is_failed,
    )
