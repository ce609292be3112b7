"""The beginning of a run: what the run before left behind is put on record."""

from collections.abc import Iterator
from pathlib import Path

from newsletter.delivery.journal import Remains
from newsletter.delivery.policy import Policy
from newsletter.outcome import Outcome
from newsletter.ports import Clock
from newsletter.settings import Doubt as DoubtPolicy
from newsletter.store.doubts import assume_sent, in_doubt, resend, unknowns
from newsletter.store.ledger import Ledger
from newsletter.store.opening import Store
from newsletter.store.outcomes import Doubt, NotTried
from newsletter.store.plan_channels import PlanChannel

NOT_STARTED = NotTried("deferred", text="not started before an earlier run ended")
ENDED = "an earlier run ended before it heard what became of it"
ASSUMED = "assumed sent, as `doubt` of [safety] says"


def journal_path(store: Store, channel: PlanChannel, folder: Path) -> Path:
    """Where the journal of a channel's run is: beside the store if that is a file."""
    if store.path:
        return store.path.with_name(f"{store.path.name}.hand-{channel.id}")
    return folder / f"{channel.plan}-{channel.id}.hand"


def recover(
    ledger: Ledger, remains: Remains | None, policy: Policy, clock: Clock
) -> tuple[Doubt, ...]:
    """Record what remains of the run before; returns what is in doubt.

    What the journal saw answered is recorded so, and what it did not see started is granted
    again. Without a journal, all that was granted and has no outcome is in doubt.
    """
    if remains is not None:
        with ledger.store.reading() as connection:
            doubts = in_doubt(connection, ledger.channel)
        now = clock.now()
        known = [
            (seq, attempt, policy.judged(attempt, outcome, now) if outcome else NOT_STARTED)
            for seq, attempt, outcome in _known(doubts, remains)
        ]
        ledger.tick(known, 0, now)
    return ledger.mark_unknown(clock.now(), ENDED)


def _known(
    doubts: tuple[Doubt, ...], remains: Remains
) -> Iterator[tuple[int, int, Outcome | None]]:
    """The attempts that were answered, and with None those that were not started."""
    for one in doubts:
        attempt = one.seq, one.attempt
        if attempt not in remains or remains[attempt] is not None:
            yield *attempt, remains.get(attempt)


def settle_doubts(ledger: Ledger, policy: DoubtPolicy, clock: Clock) -> None:
    """Do with everybody in doubt what [safety] says; ``hold`` leaves them to a person.

    To be called once, when a run begins: a server that never answers would get the same
    message over and over.
    """
    if policy == "hold":
        return
    with ledger.store.writing() as connection:
        doubts = unknowns(connection, ledger.channel)
        if policy == "resend":
            resend(connection, ledger.channel, doubts, clock.now())
        else:
            assume_sent(connection, ledger.channel, doubts, ASSUMED, clock.now())
