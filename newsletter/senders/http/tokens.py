"""Access tokens that expire: renewed by one at a time, and never lost to an empty answer.

See RFC 6749, section 6, for refreshing, and section 5.2 for its errors.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from newsletter.errors import AuthRefused, UnusableInput
from newsletter.outcome import Outcome
from newsletter.ports import Clock, Vault
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http.client import Answer, NoAnswer, NotSent
from newsletter.senders.http.judging import words

EARLY = timedelta(seconds=60)
"""A token is renewed this long before it expires."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, and what renews it. ``expires_at`` is None if it is not known."""

    access: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None

    @classmethod
    def from_secret(cls, value: str) -> "Token":
        """Read a secret: the token alone, or what `to_secret` wrote."""
        try:
            data = json.loads(value)
        except (ValueError, RecursionError):
            return cls(value.strip())
        if not isinstance(data, dict) or not isinstance(data.get("access"), str):
            return cls(value.strip())
        refresh = data.get("refresh")
        until = _instant(data.get("expires_at"))
        return cls(data["access"], refresh if isinstance(refresh, str) else None, until)

    def to_secret(self) -> str:
        """As text that `from_secret` reads; a token that only lasts is itself."""
        if self.refresh is None and self.expires_at is None:
            return self.access
        expires = self.expires_at and self.expires_at.isoformat()
        return json.dumps({"access": self.access, "refresh": self.refresh, "expires_at": expires})


class NotRenewed(Exception):
    """The token could not be renewed now; it may be later. Nothing is lost."""


class Disconnected(Exception):
    """The other side has revoked the right to renew: a person has to sign in again."""


Renew = Callable[[Token], Token]
"""Asks for a new token with the old one. Raises NotRenewed or Disconnected."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The token of one account, kept in the vault under ``name``."""

    vault: Vault
    name: str
    renew: Renew
    clock: Clock

    def current(self) -> Token:
        """The token to use now, renewed if it is about to expire.

        Raises:
            NotRenewed: it could not be renewed now.
            Disconnected: a person has to sign in again.
        """
        token = self._kept()
        due = token.expires_at is not None and token.expires_at - EARLY <= self.clock.now()
        return self.renewed(token) if due and token.refresh else token

    def renewed(self, used: Token) -> Token:
        """A newer token than ``used``, which was refused or is about to expire.

        Only one asks at a time: who waited takes what the other one got.

        Raises:
            NotRenewed: as for `current`.
            Disconnected: as for `current`.
        """
        try:
            with self.vault.locked(self.name):
                kept = self._kept()
                return self._newer(kept) if kept.access == used.access else kept
        except UnusableInput as error:
            raise NotRenewed(f"it cannot be kept: {error.problems[0].text}") from None

    def _newer(self, kept: Token) -> Token:
        # First the old one again: what counts once is not spent where nothing can be kept.
        self.vault.put(self.name, kept.to_secret())
        new = self.renew(kept)
        if not new.access:
            raise NotRenewed("the answer held no token")
        new = replace(new, refresh=new.refresh or kept.refresh)
        self.vault.put(self.name, new.to_secret())
        return new

    def _kept(self) -> Token:
        try:
            value = self.vault.get(self.name)
        except AuthRefused as error:
            raise NotRenewed(error.problems[0].text) from None
        if not value:
            raise Disconnected(f"the secret '{printable(self.name)}' is not stored")
        return Token.from_secret(value)


def token_of(answer: Answer, now: datetime) -> Token:
    """The token in an answer of a token endpoint.

    Raises:
        NotRenewed: it is anything else than a token or a clear revocation.
        Disconnected: ``invalid_grant``: only that says that signing in again is needed.
    """
    access = answer.get("access_token")
    if answer.ok and isinstance(access, str) and access:
        seconds = answer.get("expires_in")
        until = now + timedelta(seconds=seconds) if _is_number(seconds) else None
        refresh = answer.get("refresh_token")
        return Token(access, refresh if isinstance(refresh, str) and refresh else None, until)
    if 400 <= answer.status < 500 and answer.get("error") == "invalid_grant":
        raise Disconnected(words(answer))
    raise NotRenewed(f"{answer.status} {words(answer)}")


def renewing(ask: Callable[[], Answer], now: Callable[[], datetime]) -> Token:
    """The token that a request to a token endpoint gives.

    Raises:
        NotRenewed: as for `token_of`, or the endpoint could not be reached.
        Disconnected: as for `token_of`.
    """
    try:
        return token_of(ask(), now())
    except (NotSent, NoAnswer) as error:
        raise NotRenewed(str(error)) from None


def disconnected(channel: str, error: Disconnected) -> AuthRefused:
    """The error for people: the channel has to be connected again."""
    name = printable(channel)
    text = f"Channel '{name}' is no longer connected: {error}."
    return AuthRefused(Problem("disconnected", text, f"Sign in again: newsletter connect {name}"))


def not_renewed(error: NotRenewed) -> Outcome:
    """Nothing was sent, and it is tried again later."""
    return Outcome("deferred", text=f"the token could not be renewed: {error}")


def _instant(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e10
