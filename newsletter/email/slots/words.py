"""The words that stand for slots and blocks from Jinja's output to the engine's HTML.

They are letters and digits, which nothing on the way changes. Each begins with a hash of the
content, so that no content can hold one: it would have to hold its own hash.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar

from newsletter.email.slots.model import Condition, Variable


@dataclass(frozen=True, slots=True)
class BlockSource:
    """A conditional block: its condition, and which ``if`` of the templates it is."""

    key: str
    condition: Condition


T = TypeVar("T", Variable, BlockSource)
WordKind = Literal["s", "b", "e", "f"]
"""A slot; a block's beginning, the beginning of its else, its end."""


@dataclass
class Words:
    """The words of one mail, and what they stand for."""

    prefix: str
    variables: list[Variable] = field(default_factory=list)
    blocks: list[BlockSource] = field(default_factory=list)
    _numbers: dict[object, int] = field(default_factory=dict)

    @classmethod
    def for_content(cls, context: Mapping[str, object]) -> "Words":
        """Words that ``context`` does not hold."""
        content = repr(sorted(context.items())).encode("utf-8", "replace")
        return cls(f"zq{hashlib.sha256(content).hexdigest()[:16]}z")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches a word; its groups are the kind and the number."""
        return re.compile(f"{self.prefix}([sbef])([0-9]+)q")

    def of_slot(self, variable: Variable) -> str:
        """The word for a slot."""
        return self._word("s", self._number(variable, self.variables))

    def of_block(self, kind: WordKind, block: BlockSource) -> str:
        """The word for the beginning, the else or the end of a block."""
        return self._word(kind, self._number(block, self.blocks))

    def shown(self, text: str) -> str:
        """``text`` for a person: slots as a template writes them, without blocks."""
        return self.pattern.sub(self._shown, text)

    def _shown(self, found: re.Match[str]) -> str:
        return f"{{{{ {self.variables[int(found[2])]} }}}}" if found[1] == "s" else ""

    def _word(self, kind: WordKind, number: int) -> str:
        return f"{self.prefix}{kind}{number}q"

    def _number(self, thing: T, things: list[T]) -> int:
        if thing not in self._numbers:
            self._numbers[thing] = len(things)
            things.append(thing)
        return self._numbers[thing]
