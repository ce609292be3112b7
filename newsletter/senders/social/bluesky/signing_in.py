"""Signing in seldom: the session is kept in the vault, and renewed by one at a time.

createSession is limited to 30 in five minutes and 300 in a day for an account
(https://docs.bsky.app/docs/advanced-guides/rate-limits), so a run signs in only if it must.
"""

from dataclasses import dataclass, field
from typing import Any

from newsletter.errors import AuthRefused, NewsletterError
from newsletter.ports import Vault
from newsletter.senders.http.client import Answer, Client, NoAnswer, NotSent
from newsletter.senders.http.judging import words
from newsletter.senders.http.tokens import Disconnected, NotRenewed
from newsletter.senders.social.bluesky.login import Login, from_answer, from_secret, origin_of

XRPC = "/xrpc/"
_SESSIONS = f"{XRPC}com.atproto.server."
_REFUSALS = frozenset({400, 401, 403})


@dataclass(frozen=True, slots=True)
class SigningIn:
    """Gets a `Login` for a handle and its app password.

    ``secret`` is the name in the vault under which the login is kept. ``may_move``: the account
    may live on another server than ``server``.
    """

    client: Client
    vault: Vault
    secret: str
    server: str
    handle: str
    password: str = field(repr=False)
    may_move: bool = True

    def current(self) -> Login:
        """The login that was kept, else a new one.

        Raises:
            NotRenewed: there is none, and none can be had now.
            Disconnected: the credentials are refused.
        """
        return self._kept() or self._another(None)

    def renewed(self, used: Login) -> Login:
        """Another login than ``used``, which was refused; who waited takes what is new.

        Raises:
            NotRenewed: it cannot be renewed now.
            Disconnected: the credentials are refused.
        """
        return self._another(used)

    def _another(self, used: Login | None) -> Login:
        try:
            with self.vault.locked(self.secret):
                kept = self._kept()
                if kept and (used is None or kept.refresh != used.refresh):
                    return kept
                new = (used and self._refreshed(used)) or self._new()
                self.vault.put(self.secret, new.to_secret(self._origin))
        except (NewsletterError, OSError) as error:
            raise NotRenewed(f"the session cannot be kept: {_reason(error)}") from None
        return self._masked(new)

    def _refreshed(self, used: Login) -> Login | None:
        """A new pair of tokens; None if the old one cannot be used for it any more.

        An answer that is lost costs nothing: the server takes the old token for two hours more.
        """
        bearer = {"Authorization": f"Bearer {used.refresh}"}
        answer = self._ask(used.server, "refreshSession", headers=bearer)
        if answer.ok:
            return self._login(answer, used.server)
        if answer.status in _REFUSALS:
            return None
        raise NotRenewed(f"{answer.status} {words(answer)}")

    def _new(self) -> Login:
        credentials = {"identifier": self.handle, "password": self.password}
        answer = self._ask(self.server, "createSession", json=credentials)
        if answer.ok:
            return self._login(answer, self.server)
        said = f"{answer.status} {words(answer)}".strip()
        if answer.status in _REFUSALS:
            raise Disconnected(said)
        raise NotRenewed(said)

    def _login(self, answer: Answer, server: str) -> Login:
        login = from_answer(answer, server, may_move=self.may_move)
        if login is None:
            raise NotRenewed("the answer held no session")
        return login

    def _ask(self, server: str, method: str, **request: Any) -> Answer:
        try:
            return self.client.ask("POST", f"{server}{_SESSIONS}{method}", **request)
        except (NotSent, NoAnswer) as error:
            raise NotRenewed(str(error)) from None

    def _kept(self) -> Login | None:
        try:
            kept = from_secret(self.vault.get(self.secret), self._origin)
        except AuthRefused as error:
            raise NotRenewed(_reason(error)) from None
        return self._masked(kept) if kept else None

    def _masked(self, login: Login) -> Login:
        """The login, whose tokens stand in no text from here on."""
        tokens = (login.access, login.refresh)
        self.client.redactor = self.client.redactor.with_secrets(tokens)
        return login

    @property
    def _origin(self) -> str:
        return origin_of(self.server, self.handle, self.password)


def _reason(error: Exception) -> str:
    return error.problems[0].text if isinstance(error, NewsletterError) else type(error).__name__
