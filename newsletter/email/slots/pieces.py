"""Text with words in it to pieces: literal text, slots, and blocks with pieces of their own."""

from collections.abc import Callable
from dataclasses import dataclass, field

from newsletter.email.slots.model import Block, Condition, Pieces, Slot, Standing
from newsletter.email.slots.words import Words


@dataclass(slots=True)
class _Level:
    condition: Condition | None = None
    yes: Pieces | None = None
    pieces: list[str | Slot | Block] = field(default_factory=list)


def pieces_of(text: str, words: Words, standing: Callable[[int], Standing]) -> Pieces:
    """Divide ``text``, whose blocks balance, at its words; ``standing`` is asked by offset."""
    levels, position = [_Level()], 0
    for found in words.pattern.finditer(text):
        _put(levels[-1], text[position : found.start()])
        position = found.end()
        number = int(found[2])
        if found[1] == "s":
            slot = Slot(words.variables[number], standing(found.start()))
            levels[-1].pieces.append(slot)
        elif found[1] == "b":
            levels.append(_Level(words.blocks[number].condition))
        elif found[1] == "e":
            levels[-1].yes, levels[-1].pieces = tuple(levels[-1].pieces), []
        else:
            _close(levels)
    _put(levels[-1], text[position:])
    return tuple(levels[0].pieces)


def _put(level: _Level, text: str) -> None:
    if text:
        level.pieces.append(text)


def _close(levels: list[_Level]) -> None:
    level = levels.pop()
    if level.condition is not None:
        block = Block(level.condition, level.yes or (), tuple(level.pieces))
        levels[-1].pieces.append(block)
