"""From a server's answer to an outcome: what is certain, and what is not."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from newsletter.outcome import Outcome
from newsletter.printable import printable
from newsletter.senders.http.client import Answer, NoAnswer, NotSent
from newsletter.senders.http.waiting import retry_at

TOO_MANY = 429
_UNCERTAIN = frozenset({408, 425, 499})
_CREDENTIALS = frozenset({401, 407})
_LONGEST = 300


def not_sent(error: NotSent) -> Outcome:
    """Nothing reached the other side, so it is tried again later."""
    return Outcome("deferred", text=str(error))


def in_doubt(error: NoAnswer) -> Outcome:
    """It may have reached the other side."""
    return Outcome("unknown", text=str(error))


def refused(answer: Answer, now: datetime) -> Outcome:
    """The outcome of a publishing request that was answered with anything but success.

    429 waits, a 5xx says nothing about what was done before it, what is ours to mend waits until
    it is mended; any other refusal is for good.
    """
    text = f"{answer.status} {words(answer)}".strip()
    if answer.status == TOO_MANY:
        return Outcome("deferred", text=text, retry_at=retry_at(answer, now))
    if answer.status >= 500 or answer.status in _UNCERTAIN:
        return Outcome("unknown", text=text)
    if answer.status in _CREDENTIALS:
        return ours_to_mend(f"the credentials were refused: {text}")
    if 300 <= answer.status < 400:
        return ours_to_mend(f"{answer.status}: it redirects; check the address")
    return Outcome("rejected", text=text)


def ours_to_mend(text: str) -> Outcome:
    """Nothing went out, through no fault of the item: it goes out when a person has seen to it."""
    return Outcome("deferred", text=text)


def unseen(why: str) -> Outcome:
    """What is known when a look fails: as little as before."""
    return Outcome("unknown", text=f"it could not be looked up: {why}")


def words(answer: Answer) -> str:
    """What the other side says, in its own words, without secrets."""
    found = " ".join(_sentences(answer.json()))
    text = answer.redactor.clean(printable(" ".join(found.split()))) if found else answer.text
    return text[:_LONGEST]


_KEYS = ("error_description", "error_user_msg", "message", "detail", "description", "title")


def _sentences(data: Any, depth: int = 0) -> Iterator[str]:
    """The most telling texts of an error object, whatever its dialect."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for one in data[:3]:
            yield from _sentences(one, depth + 1)
    elif isinstance(data, dict) and depth < 4:
        yield from _of_object(data, depth)


def _of_object(data: dict[str, Any], depth: int) -> Iterator[str]:
    told = [data[key] for key in _KEYS if isinstance(data.get(key), str) and data[key].strip()]
    inner = [data[key] for key in ("error", "errors") if data.get(key)]
    if told:
        yield told[0]
    for one in inner:
        if not (told and isinstance(one, str) and one in told[0]):
            yield from _sentences(one, depth + 1)
