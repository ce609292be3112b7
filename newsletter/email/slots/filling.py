"""Fill a compiled mail in for one recipient."""

from collections.abc import Iterator, Mapping

from newsletter.email.slots.encoding import encoded
from newsletter.email.slots.model import Block, Compiled, Filled, Pieces, Slot
from newsletter.email.slots.values import Person, holds, person, value_of


def fill(compiled: Compiled, recipient: Mapping[str, str]) -> Filled:
    """The mail for one recipient.

    ``recipient`` holds attributes by name, and the links ``links.unsubscribe``,
    ``links.preferences`` and ``links.view``. An attribute that it lacks is empty.

    Raises:
        ValueError: an error had made the mail impossible.
    """
    if compiled.html is None or compiled.text is None:
        raise ValueError("a mail that could not be compiled cannot be filled in")
    who = person(recipient)
    return Filled(
        filled(compiled.subject, who), filled(compiled.html, who), filled(compiled.text, who)
    )


def filled(pieces: Pieces, who: Person) -> str:
    """The text of one part, for one recipient."""
    return "".join(_texts(pieces, who))


def _texts(pieces: Pieces, who: Person) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Slot):
            yield encoded(value_of(piece.variable, who), piece.standing)
        elif isinstance(piece, Block):
            yield from _texts(_branch(piece, who), who)
        else:
            yield piece


def _branch(block: Block, who: Person) -> Pieces:
    return block.yes if holds(block.condition, who) else block.no


def literals(pieces: Pieces) -> Iterator[str]:
    """The texts of a part that are the same for everybody who gets them."""
    for piece in pieces:
        if isinstance(piece, Block):
            yield from literals(piece.yes)
            yield from literals(piece.no)
        elif isinstance(piece, str):
            yield piece
