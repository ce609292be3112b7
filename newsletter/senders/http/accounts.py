"""Accounts whose token goes along with every request: is it good, and is it in order?"""

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime

from newsletter.errors import AuthRefused, Unreachable
from newsletter.outcome import Outcome
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http import judging
from newsletter.senders.http.client import Answer, NoAnswer, NotSent
from newsletter.senders.http.judging import words

Ask = Callable[[], Answer]
"""One request, as `newsletter.senders.http.client.Client.ask` makes it."""

_OF_THE_ACCOUNT = frozenset({401, 402, 403, 404, 405, 407})


def basic(user: str, secret: str) -> str:
    """The header Authorization for a name and a secret (RFC 7617)."""
    return "Basic " + b64encode(f"{user}:{secret}".encode()).decode("ascii")


def once_more(ask: Ask) -> Answer:
    """A read, which does no harm twice: asked once more if nothing comes back.

    Raises:
        NotSent, NoAnswer: see `newsletter.senders.http.client.Client.ask`.
    """
    try:
        return ask()
    except NoAnswer:
        return ask()


def read(channel: str, service: str, ask: Ask) -> Answer:
    """What ``service`` answers to a read, which is asked once more if nothing comes back.

    Raises:
        Unreachable: provider-unreachable: it does not answer, or only with an error of its own.
    """
    try:
        answer = once_more(ask)
    except (NotSent, NoAnswer) as error:
        raise Unreachable(_unreachable(channel, service, str(error))) from None
    if answer.status >= 500 or answer.status == 429:
        said = f"{answer.status} {words(answer)}".strip()
        raise Unreachable(_unreachable(channel, service, said))
    return answer


def signed_in(channel: str, service: str, ask: Ask) -> Answer:
    """What ``service`` answers to a read that only those who are signed in may do.

    Raises:
        AuthRefused: provider-sign-in: it does not know us, or not what we ask for.
        Unreachable: provider-unreachable.
    """
    answer = read(channel, service, ask)
    if not answer.ok:
        raise refused_sign_in(channel, service, answer)
    return answer


def refused_sign_in(channel: str, service: str, answer: Answer) -> AuthRefused:
    """The error for credentials that are refused."""
    name = printable(channel)
    text = f"Channel '{name}': {service} does not let us in: {answer.status} {words(answer)}"
    hint = "Make a new key there, as docs/reference/senders.md says, and store it as the secret."
    return AuthRefused(Problem("provider-sign-in", text.strip(), hint))


def refused(answer: Answer, now: datetime) -> Outcome:
    """The outcome of what was answered with anything but success.

    What is wrong with the account says nothing about what was sent, which waits until somebody has
    mended it.
    """
    if answer.status in _OF_THE_ACCOUNT or 300 <= answer.status < 400:
        return held(f"{answer.status} {words(answer)}")
    return judging.refused(answer, now)


def held(said: str) -> Outcome:
    """Nothing can go out through this account until somebody has mended it."""
    return judging.ours_to_mend(f"the account cannot send: {said.strip()}")


def _unreachable(channel: str, service: str, reason: str) -> Problem:
    text = f"Channel '{printable(channel)}': {service} cannot be used now: {printable(reason)}."
    hint = "Check the network and the service's status page, then send again; nothing was sent."
    return Problem("provider-unreachable", text, hint)
