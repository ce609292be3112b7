"""Signing in with OAuth 2.0: a person allows us on the network's page, and a code comes back.

See RFC 6749, section 4.1 for the code, RFC 7636 for its proof (PKCE).
"""

import base64
import hashlib
import secrets as chance
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from newsletter.errors import AuthRefused
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http.accounts import basic
from newsletter.senders.http.client import client
from newsletter.senders.http.tokens import Disconnected, NotRenewed, Token, renewing


@dataclass(frozen=True, slots=True)
class Network:
    """Where a network signs people in, and how it wants to be asked.

    ``proof``: it takes the proof of RFC 7636. ``basic``: an app that has a secret of its own signs
    in with it as RFC 6749, section 2.3.1 says, and not in the form. ``own_app``: the person has
    made the app, and told the network where it sends people back to.
    """

    name: str
    authorize: str
    token: str
    scopes: tuple[str, ...]
    separator: str = " "
    proof: bool = True
    basic: bool = False
    own_app: bool = True


@dataclass(frozen=True, slots=True)
class App:
    """Who asks: the app that was registered with the network."""

    client_id: str
    client_secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in. ``state`` comes back with the code, ``verifier`` proves that it is ours."""

    network: Network
    app: App
    redirect: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)

    @property
    def address(self) -> str:
        """The page on which the person allows it."""
        query = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": self.redirect,
            "scope": self.network.separator.join(self.network.scopes),
            "state": self.state,
        }
        if self.network.proof:
            digest = hashlib.sha256(self.verifier.encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            query |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        return f"{self.network.authorize}?{urlencode(query)}"

    def code_in(self, answer: str) -> str:
        """The code in what came back: the whole address, or the code alone as a person pastes it.

        Raises:
            AuthRefused: sign-in-denied; sign-in-state: it belongs to another sign-in;
                sign-in-failed: it holds no code.
        """
        given = answer.strip()
        if not ("=" in given and ("?" in given or "&" in given)):
            if not given:
                raise self._refusal("nothing came back")
            return given
        values = dict(parse_qsl(urlsplit(given).query or given.lstrip("?")))
        if not chance.compare_digest(values.get("state", "").encode(), self.state.encode()):
            raise AuthRefused(_other_sign_in(self.network.name))
        if "error" in values:
            raise AuthRefused(_denied(self.network.name, values))
        if not values.get("code"):
            raise self._refusal("the answer holds no code")
        return values["code"]

    def token_for(self, code: str, now: datetime) -> Token:
        """The token that a code is good for, once.

        Raises:
            AuthRefused: sign-in-failed.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "client_id": self.app.client_id,
        }
        if self.network.proof:
            form["code_verifier"] = self.verifier
        secret = self.app.client_secret
        sign_in = basic(self.app.client_id, secret) if secret and self.network.basic else ""
        if secret and not sign_in:
            form["client_secret"] = secret
        headers = {"Authorization": sign_in} if sign_in else {}
        known = [value for value in (code, secret, sign_in, self.verifier) if value]
        address = self.network.token
        with client(address, secrets=known) as http:
            try:
                return renewing(
                    lambda: http.ask("POST", address, data=form, headers=headers), lambda: now
                )
            except (NotRenewed, Disconnected) as error:
                raise self._refusal(str(error)) from None

    def _refusal(self, why: str) -> AuthRefused:
        return AuthRefused(failed(self.network.name, why))


def attempt(network: Network, app: App, redirect: str) -> Attempt:
    """A new sign-in, which nobody can guess."""
    return Attempt(network, app, redirect, chance.token_urlsafe(24), chance.token_urlsafe(48))


def failed(network: str, why: str) -> Problem:
    """The finding for a sign-in that came to nothing."""
    text = f"Signing in to {network} failed: {printable(why)}."
    return Problem("sign-in-failed", text, "A code counts once, for a minute or two: try again.")


def _denied(network: str, values: Mapping[str, str]) -> Problem:
    said = printable(values.get("error_description") or values["error"])[:200]
    text = f"{network} did not let us in: {said}."
    return Problem("sign-in-denied", text, "Allow the app on the network's page, and try again.")


def _other_sign_in(network: str) -> Problem:
    text = f"What came back from {network} belongs to another sign-in, so it was not used."
    return Problem("sign-in-state", text, "Run the command again, and use only its own page.")
