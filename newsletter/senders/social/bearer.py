"""The access token of a channel: sent with each request, renewed when it is about to expire."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from newsletter.errors import AuthRefused, Unreachable
from newsletter.ports import ChannelContext
from newsletter.printable import printable
from newsletter.problems import Problem, warning
from newsletter.senders.http.accounts import read
from newsletter.senders.http.client import Answer, Client
from newsletter.senders.http.judging import words
from newsletter.senders.http.options import needed
from newsletter.senders.http.tokens import (
    Disconnected,
    NotRenewed,
    Renew,
    Token,
    Tokens,
    disconnected,
)

UNAUTHORIZED = 401
WARN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Bearer:
    """The token in the option ``token``: alone, or as `Token.to_secret` wrote it.

    ``renew`` asks for a new one; without it, or where the channel has no vault to keep one in, the
    token is used until it is refused.
    """

    context: ChannelContext = field(repr=False)
    renew: Renew | None = field(default=None, repr=False)

    def current(self) -> Token:
        """The token to use now.

        Raises:
            NotRenewed, Disconnected: see `Tokens.current`.
        """
        tokens = self.tokens
        return tokens.current() if tokens else self._given()

    def renewed(self, used: Token) -> Token | None:
        """A newer token than one that was refused; None if there can be none.

        Raises:
            NotRenewed, Disconnected: see `Tokens.renewed`.
        """
        tokens = self.tokens
        return tokens.renewed(used) if tokens and used.refresh else None

    def wake(self) -> None:
        """Renew the token if that is due, so that a channel that is disconnected stops at once.

        Raises:
            AuthRefused: disconnected.
        """
        try:
            self.current()
        except Disconnected as error:
            raise disconnected(self.context.channel, error) from None
        except NotRenewed:
            pass  # the first request tries again, and says why if it cannot

    @property
    def tokens(self) -> Tokens | None:
        """What renews the token and keeps the new one; None where that cannot be."""
        vault, name = self.context.vault, self.context.references.get("token")
        if vault is None or name is None or self.renew is None:
            return None
        return Tokens(vault, name, self.renew, self.context.clock)

    def _given(self) -> Token:
        return Token.from_secret(needed(self.context, "token"))


class BearerClient:
    """Asks with the channel's token; a token that is refused is renewed once, if it can be."""

    def __init__(self, client: Client, bearer: Bearer) -> None:
        self._client = client
        self._bearer = bearer

    def ask(self, method: str, path: str, **request: Any) -> Answer:
        """As `Client.ask`; ``headers`` are added to.

        Raises:
            NotSent, NoAnswer: see `Client.ask`.
            NotRenewed, Disconnected: see `Tokens.current`.
        """
        token = self._bearer.current()
        answer = self._with(token, method, path, request)
        if answer.status != UNAUTHORIZED:
            return answer
        newer = self._bearer.renewed(token)
        return self._with(newer, method, path, request) if newer else answer

    def _with(self, token: Token, method: str, path: str, request: dict[str, Any]) -> Answer:
        mask(self._client, token)
        headers = {**request.get("headers", {}), "Authorization": f"Bearer {token.access}"}
        return self._client.ask(method, path, **{**request, "headers": headers})


def mask(client: Client, token: Token) -> None:
    """Keep a token, which may be newer than the client, out of all that is told."""
    values = [value for value in (token.access, token.refresh) if value]
    client.redactor = client.redactor.with_secrets(values)


def identified(channel: str, service: str, ask: Callable[[], Answer]) -> Answer:
    """What ``service`` answers to who we are; ``ask`` may raise what `BearerClient.ask` raises.

    Raises:
        AuthRefused: disconnected.
        Unreachable: provider-unreachable.
    """
    try:
        return read(channel, service, ask)
    except Disconnected as error:
        raise disconnected(channel, error) from None
    except NotRenewed as error:
        raise unusable(channel, service, str(error)) from None


def signed_out(channel: str, answer: Answer) -> AuthRefused:
    """The error when a token is refused at the start."""
    said = f"{answer.status} {words(answer)}".strip()
    return disconnected(channel, Disconnected(said))


def unusable(channel: str, service: str, reason: str) -> Unreachable:
    """The error when a service cannot tell who we are just now."""
    text = f"Channel '{printable(channel)}': {service} cannot be used now: {printable(reason)}."
    hint = "Wait a little, then send again; nothing was sent."
    return Unreachable(Problem("provider-unreachable", text, hint))


def expiry_problem(context: ChannelContext, token: Token) -> Problem | None:
    """A warning when the token ends soon, and nothing renews it."""
    until = token.expires_at
    if until is None or token.refresh or until - WARN > context.clock.now():
        return None
    name = printable(context.channel)
    text = f"The token of channel '{name}' ends on {until:%-d %B %Y}."
    return warning("token-expiring", text, f"Sign in again before: newsletter connect {name}")
