"""A span is a piece of a text that is known by where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` up to, not including, ``end``, and the text they hold."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Span":
        """The span of ``text`` between two positions."""
        return cls(start, end, text[start:end])


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """``spans`` in reading order; of two that overlap the one that begins first stays."""
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
