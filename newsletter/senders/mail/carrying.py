"""What every provider does around its requests: nothing raises, and each mail has its outcome."""

from collections.abc import Callable, Sequence

from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import Limits
from newsletter.posting import Item
from newsletter.senders.http.client import NoAnswer, NotSent
from newsletter.senders.http.judging import in_doubt, not_sent, unseen
from newsletter.senders.mail.mime import NotAMail

NO_MAIL = Outcome("failed", text="this channel carries mails only")

SendAll = Callable[[Sequence[Message]], Sequence[Outcome]]
"""Hands over mails, with an outcome for each in their order.

It may raise NotSent or NoAnswer for all of them, and NotAMail for a single one.
"""


def one(item: Item, limits: Limits, send: Callable[[Message], Outcome]) -> Outcome:
    """What became of one item that ``send`` hands over; it may raise as `SendAll` does."""
    return together([item], limits, lambda mails: [send(mails[0])])[0]


def together(items: Sequence[Item], limits: Limits, send: SendAll) -> list[Outcome]:
    """An outcome for each item, in their order. ``send`` gets the mails that are not too large."""
    known = [_known(item, limits) for item in items]
    mails = [
        item
        for item, outcome in zip(items, known, strict=True)
        if outcome is None and isinstance(item, Message)
    ]
    outcomes = iter(_sent(mails, send) if mails else [])
    return [outcome or next(outcomes) for outcome in known]


def _known(item: Item, limits: Limits) -> Outcome | None:
    """What becomes of an item that is not even tried."""
    if not isinstance(item, Message):
        return NO_MAIL
    if limits.max_bytes and len(item.data) > limits.max_bytes:
        text = f"{len(item.data):,} bytes, and at most {limits.max_bytes:,} are taken"
        return Outcome("rejected", text=text)
    return None


def _sent(mails: Sequence[Message], send: SendAll) -> Sequence[Outcome]:
    try:
        return send(mails)
    except NotSent as error:
        return [not_sent(error)] * len(mails)
    except NoAnswer as error:
        return [in_doubt(error)] * len(mails)
    except NotAMail as error:
        return [unfit(error)] * len(mails)


def looked_up(item: Item, find: Callable[[Message], Outcome]) -> Outcome:
    """What ``find`` knows of a mail in doubt; that it could not be asked says nothing of the mail.

    It may raise as `SendAll` does.
    """
    if not isinstance(item, Message):
        return NO_MAIL
    try:
        return find(item)
    except (NotSent, NoAnswer) as error:
        return unseen(str(error))
    except NotAMail as error:
        return unfit(error)


def unfit(error: NotAMail) -> Outcome:
    """What becomes of a mail that no provider could take."""
    return Outcome("rejected", text=str(error))


def not_there(provider: str) -> Outcome:
    """A mail in doubt that the provider does not know, or not yet: its lists lag behind."""
    text = f"{provider} has no record of it yet; look again later, or decide: newsletter resolve"
    return Outcome("unknown", text=text)
