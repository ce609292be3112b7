"""Erasing a person: out of every list and every plan; a digest keeps the address from return."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from newsletter.store.suppressions import erased_key, suppress
from newsletter.store.tables import outcome, plan_channel, recipient, subscriber, suppression

ERASED_ADDRESS = "erased"


@dataclass(frozen=True, slots=True)
class Erased:
    """From how many lists a person was taken, and how many frozen recipients were blanked."""

    audiences: int
    recipients: int


def erase(connection: Connection, key: str, reason: str, at: datetime) -> Erased:
    """Remove everything that is known of a person, by the key of the address.

    The rows of plans stay, so that their counts still add up, but hold nothing personal.
    """
    lists = connection.execute(delete(subscriber).where(subscriber.c.key == key)).rowcount
    connection.execute(delete(suppression).where(suppression.c.key == key))
    digest = erased_key(key)
    suppress(connection, [digest], reason, at)
    _blank_answers(connection, key)
    blank = {"key": digest, "address": ERASED_ADDRESS, "attributes": "{}", "variant": 0}
    frozen = update(recipient).where(recipient.c.key == key).values(**blank)
    return Erased(lists, connection.execute(frozen).rowcount)


def _blank_answers(connection: Connection, key: str) -> None:
    """Servers like to repeat the address in what they answer."""
    theirs = (
        select(recipient.c.seq)
        .join(plan_channel, plan_channel.c.snapshot == recipient.c.snapshot)
        .where(plan_channel.c.id == outcome.c.channel, recipient.c.seq == outcome.c.seq)
        .where(recipient.c.key == key)
    )
    connection.execute(update(outcome).where(theirs.exists()).values(receipt=None, text=""))
