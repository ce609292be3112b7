"""One answer of the doctor, and what is needed to find it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from newsletter.errors import NewsletterError
from newsletter.ports import Clock, Secrets
from newsletter.problems import Problem, has_errors
from newsletter.usecases.workspace import Workspace

Status = Literal["ok", "warning", "error", "skipped"]


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it is, and that in a sentence; ``problems`` say what to do."""

    name: str
    status: Status
    text: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at. ``offline``: nothing that is not on this computer is asked."""

    workspace: Workspace
    secrets: Secrets
    secrets_dir: Path | None
    clock: Clock
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a look found: a sentence for when all is well, and what is not."""

    text: str
    problems: tuple[Problem, ...] = ()


Look = Callable[[Patient], Found | Check]


def checked(name: str, look: Look, patient: Patient) -> Check:
    """The answer of one look; an error that ends it is an answer too."""
    try:
        found = look(patient)
    except NewsletterError as error:
        return judged(name, "", error.problems, fatal=True)
    return found if isinstance(found, Check) else judged(name, found.text, found.problems)


def judged(name: str, text: str, problems: Iterable[Problem], *, fatal: bool = False) -> Check:
    """A check by the gravity of its problems; notes leave it as it is."""
    found = tuple(problems)
    grave = tuple(one for one in found if one.severity != "note")
    if not grave and not fatal:
        return Check(name, "ok", text, found)
    status: Status = "error" if fatal or has_errors(grave) else "warning"
    return Check(name, status, " ".join(one.text for one in grave), found)


def skipped(name: str, why: str) -> Check:
    """A look that was not taken."""
    return Check(name, "skipped", why)
