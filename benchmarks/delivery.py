"""Delivery against its goals: what is compared is measured by turns, in one run, at one sink."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from benchmarks.mail import signed
from benchmarks.memory import peak
from benchmarks.ours import (
    Target,
    behind_tls,
    building,
    email_messages,
    with_ledger,
    without_ledger,
)
from benchmarks.peers import (
    Spent,
    with_aiosmtplib,
    with_nodemailer,
    with_smtp_source,
    with_smtplib,
)
from benchmarks.sink import sink

ROUNDS = 3
LARGE = 40_000
"""Messages that are worth several processes."""

FEW, MANY = 10_000, 1_000_000
Work = Callable[[], Spent | None]


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure with the goal that it is held to; ``at_most`` tells which way is good."""

    name: str
    figure: float | None
    goal: float
    unit: str
    at_most: bool = False

    @property
    def reached(self) -> bool:
        """Is the figure as good as the goal?"""
        if self.figure is None:
            return False
        return self.figure <= self.goal if self.at_most else self.figure >= self.goal

    def __str__(self) -> str:
        if self.figure is None:
            return f"{self.name:<58}{'not run':>10}"
        side = "at most" if self.at_most else "at least"
        verdict = "reached" if self.reached else "MISSED"
        goal = f"{side} {self.goal:g} {self.unit}"
        return f"{self.name:<58}{self.figure:>8.2f} {self.unit:<4}{goal} {verdict}"


def works(port: int, tls: Target) -> dict[str, Work]:
    """What is measured, by name."""
    target, alone, with_key = Target(port), Target(port, processes=1), signed()
    return {
        "build: EmailMessage": lambda: email_messages(200),
        "build: segments": lambda: building(10_000),
        "smtp-source, nothing built": lambda: with_smtp_source(port, LARGE),
        "nodemailer, its own build": lambda: with_nodemailer(port, 500),
        "aiosmtplib, segments": lambda: with_aiosmtplib(port, 1_000),
        "smtplib, segments": lambda: with_smtplib(port, 2_000),
        "newsletter, no ledger": lambda: without_ledger(target, LARGE),
        "newsletter": lambda: with_ledger(target, LARGE),
        "newsletter, one process, no ledger": lambda: without_ledger(alone, 8_000),
        "newsletter, one process": lambda: with_ledger(alone, 8_000),
        "newsletter, signed (RSA-2048)": lambda: with_ledger(target, 1_000, with_key),
        "newsletter, TLS": lambda: with_ledger(tls, 2_000),
    }


def by_turns(works: dict[str, Work]) -> dict[str, Spent]:
    """The least time and the least CPU of each in several rounds, but for what is not installed."""
    best: dict[str, Spent] = {}
    for _ in range(ROUNDS):
        for name, work in works.items():
            spent = work()
            if spent:
                best[name] = best.get(name, spent).bettered_by(spent)
    return best


def goals(spent: dict[str, Spent]) -> Iterator[Goal]:
    """Each goal of delivery with what was measured."""

    def cpu(better: str, worse: str) -> float | None:
        found = spent.get(better), spent.get(worse)
        return found[1].micros / found[0].micros if found[0] and found[1] else None

    def rate(first: str, second: str) -> float | None:
        found = spent.get(first), spent.get(second)
        return found[0].rate / found[1].rate if found[0] and found[1] else None

    yield Goal("building, x EmailMessage", cpu("build: segments", "build: EmailMessage"), 50, "x")
    for peer, goal in (("aiosmtplib", 4), ("smtplib", 4)):
        figure = cpu("newsletter, one process", f"{peer}, segments")
        yield Goal(f"build + ledger + send, one process, x {peer}", figure, goal, "x")
    figure = cpu("newsletter, one process", "nodemailer, its own build")
    yield Goal("build + ledger + send, one process, x nodemailer", figure, 10, "x")
    figure = rate("newsletter", "smtp-source, nothing built")
    yield Goal("messages a second, x smtp-source", figure, 0.5, "x")
    figure = spent["newsletter"].micros / 1000
    yield Goal("CPU of 1,000 messages of 50 KB", figure, 0.3, "s", at_most=True)
    figure = 100 * (spent["newsletter"].micros / spent["newsletter, no ledger"].micros - 1)
    yield Goal("CPU that the ledger adds", figure, 15, "%", at_most=True)


def memory_goals() -> Iterator[Goal]:
    """Peak memory of a delivery to few and to many."""
    few = peak(FEW)
    yield Goal(f"peak memory, {FEW:,} recipients", few, 100, "MB", at_most=True)
    yield Goal(f"peak memory, {MANY:,} recipients", peak(MANY), 100, "MB", at_most=True)


def print_delivery() -> None:
    """Print what everything costs, and then the goals."""
    with sink() as running, behind_tls(running.port) as tls:
        spent = by_turns(works(running.port, tls))
    print(f"\n{'':<36}{'messages/s':>12}{'CPU us each':>13}")
    for name, one in spent.items():
        print(f"{name:<36}{one.rate:>12,.0f}{one.micros:>13,.0f}")
    print()
    for goal in chain(goals(spent), memory_goals()):
        print(goal, flush=True)
