"""What the pages show: the last good build, and what is wrong with the files as they are now."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from newsletter.errors import NewsletterError
from newsletter.preview.sample_data import LABELS, sample_articles
from newsletter.preview.source_lines import SourceLine, source_lines
from newsletter.problems import Problem
from newsletter.usecases.building import Build, BuildRequest, build_edition, build_sample
from newsletter.usecases.memory import Memory
from newsletter.usecases.workspace import open_workspace

POST = "post-"
"""What the codes of problems with posts begin with; they leave the mail as it is."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An error that keeps the mail from being shown as it is now, with the lines it is in."""

    problem: Problem
    lines: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One state of the studio. ``version`` grows with each; ``seconds`` is what the build took.

    ``build`` is the last good one. With ``faults`` it is stale, or it is the best there is of
    files that were never good; None where nothing at all could be built.
    """

    version: int = 0
    build: Build | None = None
    faults: tuple[Fault, ...] = ()
    seconds: float = 0.0
    was_good: bool = False

    @property
    def is_stale(self) -> bool:
        """True while the pages show an older state than the files have."""
        return bool(self.faults) and self.was_good


Listener = Callable[[Shown, Shown], None]
"""Called with the state before and the new one, on the thread that made it."""


class Studio:
    """Builds when it is told to. Pages read `shown`; listeners hear of each new state."""

    def __init__(self, root: Path, edition: str | None = None) -> None:
        self.root = root
        self.shown = Shown()
        self._request = BuildRequest(edition=edition, project=root)
        self._memory = Memory()
        self.sample: str | None = None
        self._turn = threading.Lock()
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Tell ``listener`` of every new state from now on."""
        self._listeners.append(listener)

    def refresh(self) -> Shown:
        """Build from the files as they are now. Never raises for what is in them."""
        with self._turn:
            before = self.shown
            self.shown = now = self._built(before)
            for listener in self._listeners:
                listener(before, now)
        return now

    def open(self, edition: str | None) -> Shown:
        """Show another edition; None is the next one, of all new articles."""
        with self._turn:
            self._request, self.sample = replace(self._request, edition=edition), None
            self.shown = Shown(self.shown.version)
        return self.refresh()

    def show_sample(self, name: str) -> Shown:
        """Show made-up articles, until an edition is opened.

        Raises:
            KeyError: there are none of that name.
        """
        if name not in LABELS:
            raise KeyError(name)
        with self._turn:
            self.sample = name
            self.shown = Shown(self.shown.version)
        return self.refresh()

    @property
    def edition(self) -> str | None:
        """The edition that was asked for; None is the next one."""
        return self._request.edition

    def _built(self, before: Shown) -> Shown:
        start = perf_counter()
        try:
            build = self._build()
        except NewsletterError as error:
            return self._failed(before, None, error.problems)
        except Exception as error:  # noqa: BLE001 - the page goes on, whatever we did wrong
            return self._failed(before, None, (_our_fault(error),))
        errors = tuple(_blocking(build))
        if errors:
            return self._failed(before, build, errors)
        return Shown(before.version + 1, build, (), perf_counter() - start, was_good=True)

    def _build(self) -> Build:
        if self.sample is None:
            return build_edition(self._request, self._memory)
        return build_sample(open_workspace(self.root), sample_articles(self.sample))

    def _failed(self, before: Shown, build: Build | None, problems: tuple[Problem, ...]) -> Shown:
        errors = [problem for problem in problems if problem.severity == "error"]
        faults = tuple(Fault(one, source_lines(self.root, one.place)) for one in errors)
        kept = before.build if before.was_good else build or before.build
        return replace(before, version=before.version + 1, build=kept, faults=faults)


def _our_fault(error: Exception) -> Problem:
    text = f"newsletter itself failed: {type(error).__name__}."
    return Problem("internal", text, "Please report it, with what `newsletter build` says.")


def _blocking(build: Build) -> Iterator[Problem]:
    """The errors that make the mail another one than its author meant."""
    for problem in build.problems:
        if problem.severity == "error" and not problem.code.startswith(POST):
            yield problem


def is_recovery(before: Shown, now: Shown) -> bool:
    """True if errors have just gone."""
    return bool(before.faults) and not now.faults


__all__ = ["Fault", "Shown", "Studio", "is_recovery"]
