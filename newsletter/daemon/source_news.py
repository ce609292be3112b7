"""What is wrong with sources, told when it begins and not at each pull."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock

from newsletter.daemon.events import SourceTrouble
from newsletter.problems import Problem
from newsletter.usecases.pulling import PullResult

WAITING = "source-waiting"
"""The code of a source that failed a while ago and is not asked again yet."""


@dataclass(slots=True)
class SourceNews:
    """Remembers which sources could not be read. Pulls may come from several threads."""

    tell: Callable[[SourceTrouble], None]
    _failed: frozenset[str] = frozenset()
    _told: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def take(self, result: PullResult) -> None:
        """Tell what is new of a pull."""
        with self._lock:
            news = tuple(self._news(result))
        if news:
            self.tell(SourceTrouble(news))

    def _news(self, result: PullResult) -> Iterator[Problem]:
        pulled = {one.name for one in result.sources}
        failed = {one.name for one in result.sources if one.is_failed}
        begins = not failed <= self._failed
        self._failed = frozenset(failed | (self._failed - pulled))
        for one in result.problems:
            if one.severity == "error" or one.code == WAITING:
                if begins:
                    yield one
            elif one.code.startswith("source-") and one.severity == "warning":
                yield from self._once(one)

    def _once(self, problem: Problem) -> Iterator[Problem]:
        if problem.text not in self._told:
            self._told.add(problem.text)
            yield problem
