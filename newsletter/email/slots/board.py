"""The record of one compile: which slots a template has, what it asks, what it must not do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from newsletter.email.jinja.columns import place_of
from newsletter.email.jinja.missing import running_line
from newsletter.email.slots.model import Condition, SlotUse, Variable
from newsletter.email.slots.oracle import Oracle
from newsletter.email.slots.values import ALLOWED_FILTERS
from newsletter.email.slots.words import BlockSource, WordKind, Words
from newsletter.email.source import Source
from newsletter.problems import NOWHERE, Place, Problem

Line = tuple[str, int]
"""A template's name, and a line in it."""


@dataclass(frozen=True, slots=True)
class _Level:
    """An ``if`` that is being run: left open with its source, or decided."""

    block: BlockSource | None
    answer: bool


@dataclass
class Board:
    """Heard by symbols, asked by the sandbox.

    ``closed`` are the ifs that cannot stay open where they stand: each answer to them makes a
    variant of the mail. ``asked_at`` remembers where each condition was put.
    """

    words: Words
    oracle: Oracle = field(default_factory=Oracle)
    closed: set[str] = field(default_factory=set)
    asked_at: dict[Condition, Line] = field(default_factory=dict)
    _uses: dict[tuple[Variable, Line], None] = field(default_factory=dict)
    _faults: dict[tuple[Line, Problem], Variable | None] = field(default_factory=dict)
    _levels: list[_Level] = field(default_factory=list)

    def misuse(self, variable: Variable | None, what: str) -> None:
        """Put a misuse on record, at the line that is running."""
        subject = f"'{variable}'" if variable else "What depends on the recipient"
        text = f"{subject} cannot be {what}: its value is known only when the mail is sent."
        hint = "Show it, or ask with an if whether it is there or what it is."
        self._refuse(Problem("slot-use", text, hint), variable)

    def refuse_filter(self, name: str, variable: Variable | None) -> None:
        """Put a filter on record that cannot wait until the recipient is known."""
        subject = f"'{variable}'" if variable else "what depends on the recipient"
        text = f"The filter '{name}' cannot be used on {subject}: it would change a placeholder."
        hint = f"Those that wait for the value are {', '.join(ALLOWED_FILTERS)}."
        self._refuse(Problem("slot-filter", text, hint), variable)

    def refuse_expression(self, expression: str, why: str) -> None:
        """Put a slot in an editor's line on record that cannot be read."""
        text = f"'{{{{ {expression} }}}}' cannot be read: {why.rstrip('.')}."
        self._refuse(Problem("slot-filter", text, "Correct it in the subject."), None)

    def refuse_late_default(self, variable: Variable) -> None:
        """Put a default on record that would never be used."""
        text = f"The default behind '{variable}' is never used: a filter gives '' for nothing."
        self._refuse(Problem("slot-filter", text, "Put default first."), variable)

    def ask(self, condition: Condition) -> bool:
        """The answer that this variant of the mail has for a condition."""
        self.use(condition.variable)
        self.asked_at.setdefault(condition, running_line())
        return self.oracle.ask(condition)

    def use(self, variable: Variable) -> None:
        """Put the use of a slot on record."""
        self._uses.setdefault((variable, running_line()))

    def show(self, variable: Variable) -> str:
        """The word for a slot."""
        self.use(variable)
        return self.words.of_slot(variable)

    def leaves_open(self, key: str, condition: Condition) -> bool:
        """May this if stay open? Not where it must not, nor when its answer is known."""
        return key not in self.closed and self.oracle.known(condition) is None

    def open_word(self, key: str, condition: Condition) -> str:
        """Begin a block that stays open."""
        self.use(condition.variable)
        self.asked_at.setdefault(condition, running_line())
        block = BlockSource(key, condition)
        self._levels.append(_Level(block, answer=True))
        return self.words.of_block("b", block)

    def decide(self, answer: bool) -> None:
        """Begin an if that is decided."""
        self._levels.append(_Level(None, answer))

    def takes_yes(self, _key: str) -> bool:
        """Does the first branch run?"""
        return self._levels[-1].answer

    def takes_no(self, _key: str) -> bool:
        """Does the other branch run?"""
        level = self._levels[-1]
        return level.block is not None or not level.answer

    def else_word(self, _key: str) -> str:
        """What stands between the branches."""
        return self._word("e", self._levels[-1])

    def close_word(self, _key: str) -> str:
        """End the if."""
        return self._word("f", self._levels.pop())

    def begin(self, oracle: Oracle) -> None:
        """Start a run with the answers of ``oracle``."""
        self.oracle = oracle
        self._levels.clear()

    def uses(self, sources: Mapping[str, Source]) -> tuple[SlotUse, ...]:
        """Every slot, at every line where a template uses it."""
        return tuple(
            SlotUse(
                variable.name,
                tuple(call.name for call in variable.filters),
                place_at(line, sources, variable),
            )
            for variable, line in self._uses
        )

    def problems(self, sources: Mapping[str, Source]) -> list[Problem]:
        """Every misuse, at its place."""
        return [
            replace(problem, place=place_at(line, sources, variable))
            for (line, problem), variable in self._faults.items()
        ]

    def _word(self, kind: WordKind, level: _Level) -> str:
        return self.words.of_block(kind, level.block) if level.block else ""

    def _refuse(self, problem: Problem, variable: Variable | None) -> None:
        self._faults.setdefault((running_line(), problem), variable)


def place_at(line: Line, sources: Mapping[str, Source], variable: Variable | None) -> Place:
    """Where a line names the variable, else its first Jinja tag."""
    name, number = line
    if name not in sources:
        return NOWHERE
    words = re.escape(variable.name).replace(r"\.", r"\s*\.\s*") if variable else r"\S"
    return place_of(sources[name], number, rf"(?:recipient\s*\.\s*)?{words}(?!\w)")
