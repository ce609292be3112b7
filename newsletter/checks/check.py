"""A check and what it found. The command line, the preview and CI all run the same ones."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from newsletter.checks.checkup import Checkup
from newsletter.problems import Problem

Part = Literal["html", "text", "message"]
Status = Literal["ok", "problem", "not checked"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one check. ``why`` says why it was not made, and is None otherwise."""

    code: str
    title: str
    status: Status
    why: str | None = None
    problems: tuple[Problem, ...] = ()

    @classmethod
    def found(cls, code: str, title: str, problems: Iterable[Problem]) -> "Checked":
        """The result of a check that was made. What is only a note leaves it ok."""
        listed = tuple(problems)
        faulty = any(problem.severity != "note" for problem in listed)
        return cls(code, title, "problem" if faulty else "ok", None, listed)

    @classmethod
    def not_made(cls, code: str, title: str, why: str) -> "Checked":
        """The result of a check that could not be made."""
        return cls(code, title, "not checked", why)


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its code in JSON, its title for people, and the parts of the mail it looks at."""

    code: str
    title: str
    run: Callable[[Checkup], Iterable[Problem]]
    needs: tuple[Part, ...] = ("html",)

    def on(self, checkup: Checkup) -> Checked:
        """Run it, unless a part that it looks at could not be rendered."""
        if any(getattr(checkup, part) is None for part in self.needs):
            return Checked.not_made(self.code, self.title, "the mail could not be rendered")
        return Checked.found(self.code, self.title, self.run(checkup))
