"""What is in hand: granted, perhaps under way, or answered and not yet on record."""

from collections.abc import Iterator

from newsletter.delivery.journal import Journal
from newsletter.outcome import Outcome
from newsletter.store.ledger import Grant
from newsletter.store.outcomes import Finished, NotTried

UNANSWERED = Outcome("unknown", text="started, but not answered before the run ended")


class Hand:
    """Attempts by the number of their slot in the journal.

    A slot is free again only when the outcome in it was committed, so there are twice as many
    as the sender has use for.
    """

    def __init__(self, journal: Journal) -> None:
        self.capacity = 0
        self._journal = journal
        self._granted: dict[int, Grant] = {}
        self._answered: list[tuple[int, Grant, Outcome]] = []
        self._committing: list[tuple[int, Grant, Outcome]] = []
        self._free: list[int] = []

    def make_room(self, capacity: int) -> None:
        """Have room for ``capacity`` attempts. What the journal held before is forgotten."""
        self.capacity = capacity
        self._free = list(range(2 * capacity))
        self._journal.begin(2 * capacity)

    @property
    def room(self) -> int:
        """How many more attempts may be granted."""
        return max(0, min(self.capacity - len(self._granted), len(self._free)))

    @property
    def answered(self) -> int:
        """How many outcomes wait for a commit."""
        return len(self._answered)

    @property
    def empty(self) -> bool:
        """Nothing is under way, and everything is on record."""
        return not (self._granted or self._answered or self._committing)

    def take(self, grant: Grant) -> int:
        """Put a committed grant into a slot."""
        number = self._free.pop()
        self._journal.grant(number, grant.seq, grant.attempt)
        self._granted[number] = grant
        return number

    def granted(self, number: int) -> Grant:
        """The grant in a slot that has no outcome yet."""
        return self._granted[number]

    def answer(self, number: int, outcome: Outcome) -> None:
        """This is what became of it, to be committed next."""
        if not (isinstance(outcome, NotTried) or self._journal.is_answered(number)):
            self._journal.answer(number, outcome)
        self._answered.append((number, self._granted.pop(number), outcome))

    def batch(self) -> Finished:
        """The outcomes to commit now."""
        self._committing, self._answered = self._answered, []
        return [(grant.seq, grant.attempt, outcome) for _, grant, outcome in self._committing]

    def committed(self) -> None:
        """The last batch is on record."""
        self._free.extend(number for number, _, _ in self._committing)
        self._committing = []

    def not_committed(self) -> None:
        """The last batch is not on record."""
        self._answered = self._committing + self._answered
        self._committing = []

    def unheard(self) -> Iterator[tuple[int, Outcome | None]]:
        """The slots without an outcome, with what the journal knows; None: it was not started."""
        for number in list(self._granted):
            slot = self._journal.slot(number)
            yield number, slot.known or (UNANSWERED if slot.was_started else None)
