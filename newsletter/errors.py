"""Errors that end a command. A finding that lets the rest go on is a Problem, not an error.

NewsletterError
├── UsageError         wrong arguments                       exit 2
├── UnusableInput      nothing could be done with the input  exit 1
├── AuthRefused        credentials missing or refused        exit 4
└── Unreachable        a server could not be reached         exit 1
"""

from collections.abc import Iterable

from newsletter.problems import Problem


class NewsletterError(Exception):
    """Something stopped the command. ``problems`` says what, where and what to do."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems: tuple[Problem, ...] = problems

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "NewsletterError":
        """The same error from any iterable of problems."""
        return cls(*problems)


class UsageError(NewsletterError):
    """The command was called in a way that cannot be understood."""


class UnusableInput(NewsletterError):
    """Nothing in the input could be used."""


class AuthRefused(NewsletterError):
    """Credentials are missing or were refused; nothing could be tried."""


class Unreachable(NewsletterError):
    """The other side could not be reached; nothing is lost."""
