"""What became of the unknown ones: the sender looks them up before a run goes on."""

from collections.abc import Iterator
from threading import Event as Flag

from newsletter.delivery.items import Items
from newsletter.delivery.pooled import looked_up
from newsletter.delivery.sessions import session_of
from newsletter.errors import NewsletterError
from newsletter.outcome import Outcome
from newsletter.ports import Clock, Reconciles, Sender
from newsletter.store.doubts import unknowns
from newsletter.store.granted import grants_of
from newsletter.store.ledger import Grant, Ledger
from newsletter.store.outcomes import Doubt, settle

MOST = 1000
"""Looks of one run; each is a request, and a whole audience in doubt would take hours."""

Found = tuple[Doubt, Outcome]


def reconcile(
    ledger: Ledger, items: Items, sender: Sender, clock: Clock, stop: Flag
) -> Iterator[Found]:
    """Look up everybody in doubt, until ``stop``; what is certain is on record when it is told.

    Those that are not there are granted again, those that nobody can tell of stay unknown.

    Raises:
        AuthRefused, Unreachable, UnusableInput: the session could not be opened.
        NewsletterError: the store failed.
    """
    with ledger.store.reading() as connection:
        doubts = unknowns(connection, ledger.channel)[:MOST]
        grants = grants_of(connection, ledger.channel, doubts)
    if not doubts:
        return
    with session_of(sender) as session:
        if isinstance(session, Reconciles):
            for doubt, grant in zip(doubts, grants, strict=True):
                if stop.is_set():
                    return
                outcome = _look(session, items, grant, clock)
                if outcome.state != "unknown":
                    _record(ledger, doubt, outcome, clock)
                    yield doubt, outcome


def _look(session: Reconciles, items: Items, grant: Grant, clock: Clock) -> Outcome:
    try:
        item = items.item(grant, clock.now())
    except NewsletterError:
        raise
    except Exception as error:  # noqa: BLE001 - one that cannot be made is not found out about
        return Outcome("unknown", text=f"it could not be looked up: {type(error).__name__}")
    return looked_up(session, item)


def _record(ledger: Ledger, doubt: Doubt, outcome: Outcome, clock: Clock) -> None:
    known = [(doubt.seq, doubt.attempt, outcome)]
    with ledger.store.writing() as connection:
        settle(connection, ledger.channel.id, known, clock.now())
