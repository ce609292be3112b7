"""Signing in where a token is sent with every request: one read tells whether it is good."""

from base64 import b64encode
from collections.abc import Callable

from newsletter.errors import AuthRefused, Unreachable
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http.client import Answer, NoAnswer, NotSent
from newsletter.senders.http.judging import words

Ask = Callable[[], Answer]
"""One request, as `newsletter.senders.http.client.Client.ask` makes it."""

_REFUSALS = (401, 403)


def basic(user: str, secret: str) -> str:
    """The header Authorization for a name and a secret (RFC 7617)."""
    return "Basic " + b64encode(f"{user}:{secret}".encode()).decode("ascii")


def read(channel: str, service: str, ask: Ask) -> Answer:
    """What ``service`` answers to a read, which is asked once more if nothing comes back.

    Raises:
        Unreachable: provider-unreachable: it does not answer, or only with an error of its own.
    """
    try:
        answer = _once_more(ask)
    except (NotSent, NoAnswer) as error:
        raise Unreachable(_unreachable(channel, service, str(error))) from None
    if answer.status >= 500 or answer.status == 429:
        said = f"{answer.status} {words(answer)}".strip()
        raise Unreachable(_unreachable(channel, service, said))
    return answer


def signed_in(channel: str, service: str, ask: Ask) -> Answer:
    """What ``service`` answers to a read that only those who are signed in may do.

    Raises:
        AuthRefused: provider-sign-in: it does not know us.
        Unreachable: provider-unreachable.
    """
    answer = read(channel, service, ask)
    if answer.status in _REFUSALS:
        raise refused_sign_in(channel, service, answer)
    return answer


def refused_sign_in(channel: str, service: str, answer: Answer) -> AuthRefused:
    """The error for credentials that are refused."""
    name = printable(channel)
    text = f"Channel '{name}': {service} does not let us in: {answer.status} {words(answer)}"
    hint = "Make a new key there, as docs/reference/senders.md says, and store it as the secret."
    return AuthRefused(Problem("provider-sign-in", text.strip(), hint))


def _once_more(ask: Ask) -> Answer:
    try:
        return ask()
    except NoAnswer:
        return ask()


def _unreachable(channel: str, service: str, reason: str) -> Problem:
    text = f"Channel '{printable(channel)}': {service} cannot be used now: {printable(reason)}."
    hint = "Check the network and the service's status page, then send again; nothing was sent."
    return Problem("provider-unreachable", text, hint)
