"""Segments as bytes, for a plan to keep: what was approved is what a later process sends.

A line with the version, a line with the SHA-256 of the rest, a line of JSON, and all literal
bytes in the order in which the JSON names their lengths. Equal segments give equal bytes.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any

from newsletter.email.segments import Branch, Program, Segments
from newsletter.email.slots.model import Block, Condition, FilterCall, Pieces, Slot, Variable

VERSION = b"newsletter segments 1\n"


def to_bytes(segments: Segments) -> bytes:
    """The segments as bytes."""
    outline = {
        "head": len(segments.head),
        "subject": [_piece(piece) for piece in segments.subject],
        "slots": [_slot(slot) for slot in segments.slots],
        "body": _program(segments.body),
    }
    text = json.dumps(outline, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    payload = b"".join((text, b"\n", segments.head, *_literals(segments.body)))
    return b"".join((VERSION, _checksum(payload), b"\n", payload))


def from_bytes(data: bytes) -> Segments:
    """The segments that `to_bytes` gave these bytes for.

    Raises:
        ValueError: they are damaged, another version wrote them, or SMTP could not carry a
            message of them as it is.
    """
    if not data.startswith(VERSION):
        raise ValueError("these segments were written by another version of newsletter")
    checksum, _, payload = data[len(VERSION) :].partition(b"\n")
    if checksum != _checksum(payload):
        raise ValueError("these segments are damaged")
    text, _, literals = payload.partition(b"\n")
    outline = json.loads(text)
    reader = _Reader(literals)
    return Segments(
        reader.take(outline["head"]),
        tuple(map(_read_piece, outline["subject"])),
        reader.program(outline["body"]),
        tuple(map(_read_slot, outline["slots"])),
    )


def _checksum(payload: bytes) -> bytes:
    return hashlib.sha256(payload).hexdigest().encode("ascii")


def _wire_ready(literal: bytes) -> bool:
    """Whole lines, as `newsletter.model.Message.wire_ready` wants them; values are encoded so."""
    ends = literal.count(b"\r\n")
    plain = literal.isascii() and b"\0" not in literal
    no_dot = not literal.startswith(b".") and b"\r\n." not in literal
    return (
        plain
        and no_dot
        and literal.endswith(b"\r\n")
        and ends == literal.count(b"\r") == literal.count(b"\n")
    )


def _literals(program: Program) -> Iterator[bytes]:
    for item in program:
        if isinstance(item, bytes):
            yield item
        elif isinstance(item, Branch):
            yield from _literals(item.yes)
            yield from _literals(item.no)


def _program(program: Program) -> list[Any]:
    """Slots as their numbers, literals as their lengths in brackets, branches as lists of three."""
    return [
        [len(item)]
        if isinstance(item, bytes)
        else [_condition(item.condition), _program(item.yes), _program(item.no)]
        if isinstance(item, Branch)
        else item
        for item in program
    ]


def _variable(variable: Variable) -> list[Any]:
    return [variable.name, [astuple(call) for call in variable.filters]]


def _condition(condition: Condition) -> list[Any]:
    return [_variable(condition.variable), condition.values, condition.negated]


def _slot(slot: Slot) -> list[Any]:
    return [_variable(slot.variable), slot.standing]


def _piece(piece: str | Slot | Block) -> Any:
    if isinstance(piece, Slot):
        return _slot(piece)
    if isinstance(piece, Block):
        branches = ([_piece(one) for one in branch] for branch in (piece.yes, piece.no))
        return [_condition(piece.condition), *branches]
    return piece


@dataclass
class _Reader:
    """Cuts the literals off, one after the other."""

    literals: bytes
    position: int = 0

    def take(self, length: int) -> bytes:
        start, self.position = self.position, self.position + length
        literal = self.literals[start : self.position]
        if not _wire_ready(literal):
            raise ValueError("these segments hold what no mail can")
        return literal

    def program(self, outline: list[Any]) -> Program:
        return tuple(map(self._item, outline))

    def _item(self, item: Any) -> bytes | int | Branch:
        if isinstance(item, int):
            return item
        if len(item) == 1:
            return self.take(item[0])
        condition, yes, no = item
        return Branch(_read_condition(condition), self.program(yes), self.program(no))


def _read_variable(outline: list[Any]) -> Variable:
    name, filters = outline
    return Variable(name, tuple(FilterCall(call, tuple(given)) for call, given in filters))


def _read_condition(outline: list[Any]) -> Condition:
    variable, values, negated = outline
    return Condition(_read_variable(variable), None if values is None else tuple(values), negated)


def _read_slot(outline: list[Any]) -> Slot:
    variable, standing = outline
    return Slot(_read_variable(variable), standing)


def _read_piece(piece: Any) -> str | Slot | Block:
    if isinstance(piece, str):
        return piece
    if len(piece) == 2:
        return _read_slot(piece)
    condition, yes, no = piece
    return Block(_read_condition(condition), _read_pieces(yes), _read_pieces(no))


def _read_pieces(outline: list[Any]) -> Pieces:
    return tuple(map(_read_piece, outline))
