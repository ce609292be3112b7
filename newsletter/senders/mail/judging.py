"""From a provider's answer to an outcome: is it this recipient, or the account as a whole?"""

from datetime import datetime

from newsletter.outcome import Outcome
from newsletter.senders.http import judging
from newsletter.senders.http.client import Answer

_OF_THE_ACCOUNT = frozenset({401, 402, 403, 404, 405, 407})


def refused(answer: Answer, now: datetime) -> Outcome:
    """The outcome of a mail whose request was answered with anything but success.

    What is wrong with the account says nothing about the recipient, who waits until it is mended.
    """
    if answer.status in _OF_THE_ACCOUNT or 300 <= answer.status < 400:
        return held(f"{answer.status} {judging.words(answer)}")
    return judging.refused(answer, now)


def held(words: str) -> Outcome:
    """Nothing can go out through this account until somebody has mended it."""
    return Outcome("deferred", text=f"the account cannot send: {words.strip()}")


def not_there(provider: str) -> Outcome:
    """A mail in doubt that the provider does not know, or not yet: its lists lag behind."""
    text = f"{provider} has no record of it yet; look again later, or decide: newsletter resolve"
    return Outcome("unknown", text=text)
