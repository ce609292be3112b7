"""Many mails in one request: one that is bad must not take the others with it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.senders.http.client import NoAnswer, NotSent
from newsletter.senders.http.judging import in_doubt, not_sent
from newsletter.senders.mail.carrying import unfit
from newsletter.senders.mail.mime import NotAMail


@dataclass(frozen=True, slots=True)
class Parcel:
    """A mail as its provider wants it; ``size`` in bytes on the wire."""

    message: Message
    payload: Any
    size: int


Answered = Sequence[Outcome] | None
"""An outcome for each parcel; None where all were refused as they came and none was taken."""

Post = Callable[[Sequence[Parcel]], Answered]
"""Posts parcels in one request; may raise NotSent or NoAnswer."""


def sent(
    mails: Sequence[Message],
    payload: Callable[[Message], Any],
    post: Post,
    most_bytes: int,
) -> list[Outcome]:
    """An outcome for each mail, in their order; each request holds at most ``most_bytes``.

    A request that is refused as a whole has sent nothing, so its mails are posted one by one.
    """
    known: dict[int, Outcome] = {}
    parcels: dict[int, Parcel] = {}
    for number, message in enumerate(mails):
        try:
            parcels[number] = _parcel(message, payload(message))
        except NotAMail as error:
            known[number] = unfit(error)
    for numbers in _groups(parcels, most_bytes):
        outcomes = _posted([parcels[number] for number in numbers], post)
        known |= zip(numbers, outcomes, strict=True)
    return [known[number] for number in range(len(mails))]


def refused(outcome: Outcome, count: int) -> Answered:
    """What an outcome of a whole request means for its ``count`` mails."""
    return None if outcome.state == "rejected" and count > 1 else [outcome] * count


def _parcel(message: Message, payload: Any) -> Parcel:
    return Parcel(
        message, payload, len(json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace"))
    )


def _groups(parcels: dict[int, Parcel], most_bytes: int) -> Iterator[list[int]]:
    group: list[int] = []
    room = most_bytes
    for number, parcel in parcels.items():
        if group and parcel.size > room:
            yield group
            group, room = [], most_bytes
        group.append(number)
        room -= parcel.size
    if group:
        yield group


def _posted(parcels: Sequence[Parcel], post: Post) -> Sequence[Outcome]:
    outcomes = _settled(parcels, post)
    if outcomes is not None:
        return outcomes
    return [_alone(parcel, post) for parcel in parcels]


def _alone(parcel: Parcel, post: Post) -> Outcome:
    outcomes = _settled([parcel], post)
    return outcomes[0] if outcomes else Outcome("rejected", text="it was refused")


def _settled(parcels: Sequence[Parcel], post: Post) -> Answered:
    try:
        return post(parcels)
    except NotSent as error:
        return [not_sent(error)] * len(parcels)
    except NoAnswer as error:
        return [in_doubt(error)] * len(parcels)
