"""The sign-in pages of X, LinkedIn, Threads and Mastodon: codes that count once, and their proof.

See RFC 6749, section 4.1, RFC 7636, section 4.6, and each network's own page, which is cited.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.mastodon import TOKEN as MASTODON_TOKEN
from tests.fakes.mastodon import Mastodon
from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.threads import FakeThreads
from tests.fakes.x import FakeX

CLIENT, SECRET = "the-client-id", "the-client-secret"
INVALID = Says(400, {"error": "invalid_grant", "error_description": "The code does not count."})


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code was handed out for."""

    client: str
    redirect: str
    challenge: str | None
    scope: str


class Codes:
    """Hands out codes on the page, and redeems each of them once."""

    def __init__(self, *, proof: bool, secret: str | None) -> None:
        self.proof = proof
        self.secret = secret
        self.client = CLIENT
        self.grants: dict[str, Grant] = {}
        self.scopes: list[str] = []

    def allow(self, address: str) -> str:
        """A person allows it: the address that the browser is sent to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code"
        assert asked["client_id"] == self.client
        if self.proof:
            assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.scopes)}"
        challenge = asked.get("code_challenge")
        self.grants[code] = Grant(
            asked["client_id"], asked["redirect_uri"], challenge, asked["scope"]
        )
        self.scopes.append(asked["scope"])
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def deny(self, address: str) -> str:
        """A person refuses it: RFC 6749, section 4.1.2.1."""
        asked = dict(parse_qsl(urlsplit(address).query))
        said = {"error": "access_denied", "error_description": "The user said no"}
        return f"{asked['redirect_uri']}?{urlencode({**said, 'state': asked['state']})}"

    def redeemed(self, asked: Asked) -> bool:
        """Is it a code that counts, from the app and the page that it was made for?"""
        form = {name: values[0] for name, values in asked.form.items()}
        grant = self.grants.pop(form.get("code", ""), None)
        if grant is None or form.get("grant_type") != "authorization_code":
            return False
        if (form.get("client_id"), form.get("redirect_uri")) != (grant.client, grant.redirect):
            return False
        if grant.challenge and _challenge(form.get("code_verifier", "")) != grant.challenge:
            return False
        return self.secret is None or self.secret in (form.get("client_secret"), _basic(asked))


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _basic(asked: Asked) -> str | None:
    kind, _, value = (asked.headers.get("Authorization") or "").partition(" ")
    return base64.b64decode(value).decode().partition(":")[2] if kind == "Basic" else None


class SignInX(FakeX):
    """https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code"""

    def __init__(self, secret: str | None = None) -> None:
        super().__init__()
        self.codes = Codes(proof=True, secret=secret)

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        return [("POST", "/2/oauth2/token", self.redeem), *super().routes]

    def redeem(self, asked: Asked) -> Says:
        """An access token for two hours, and one to refresh it with ``offline.access``."""
        if not self.codes.redeemed(asked):
            return Says(400, {"error": "invalid_request", "error_description": "bad code"})
        token = {"token_type": "bearer", "expires_in": 7200, "access_token": "x-token"}
        return Says(200, {**token, "refresh_token": "x-refresh"})


class SignInLinkedIn(FakeLinkedIn):
    """https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow"""

    def __init__(self) -> None:
        super().__init__()
        self.codes = Codes(proof=False, secret=SECRET)

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        return [("POST", "/oauth/v2/accessToken", self.redeem), *super().routes]

    def redeem(self, asked: Asked) -> Says:
        """A token for 60 days."""
        if not self.codes.redeemed(asked):
            return INVALID
        return Says(200, {"access_token": self.token, "expires_in": 5184000})


class SignInThreads(FakeThreads):
    """https://developers.facebook.com/docs/threads/get-started"""

    def __init__(self) -> None:
        super().__init__()
        self.codes = Codes(proof=False, secret=SECRET)

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        return [
            ("POST", "/oauth/access_token", self.redeem),
            ("GET", "/access_token", self.exchange),
            *super().routes,
        ]

    def redeem(self, asked: Asked) -> Says:
        """…/get-access-tokens-and-permissions: a token for an hour."""
        if not self.codes.redeemed(asked):
            return Says(400, {"error_message": "Invalid authorization code", "code": 400})
        return Says(200, {"access_token": "short-lived", "user_id": 17841400000000001})

    def exchange(self, asked: Asked) -> Says:
        """…/long-lived-tokens: one for 60 days."""
        query = {name: values[0] for name, values in asked.query.items()}
        expected = {
            "grant_type": "th_exchange_token",
            "client_secret": SECRET,
            "access_token": "short-lived",
        }
        if query != expected:
            return Says(400, {"error": {"message": "Invalid request", "code": 100}})
        told = {"access_token": self.token, "token_type": "bearer", "expires_in": 5183944}
        return Says(200, told)


class SignInMastodon(Mastodon):
    """https://docs.joinmastodon.org/methods/apps/ and /methods/oauth/"""

    def __init__(self) -> None:
        super().__init__()
        self.codes = Codes(proof=True, secret=SECRET)

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        return [
            ("POST", "/api/v1/apps", self.register),
            ("POST", "/oauth/token", self.redeem),
            *super().routes,
        ]

    def register(self, asked: Asked) -> Says:
        """…/methods/apps/#create"""
        form = {name: values[0] for name, values in asked.form.items()}
        if not form.get("client_name") or not form.get("redirect_uris"):
            return Says(422, {"error": "Validation failed: Application name can't be blank"})
        return Says(200, {"id": "1", "client_id": CLIENT, "client_secret": SECRET})

    def redeem(self, asked: Asked) -> Says:
        """…/methods/oauth/#token: a token without an end."""
        if not self.codes.redeemed(asked):
            return INVALID
        return Says(200, {"access_token": MASTODON_TOKEN, "token_type": "Bearer"})


SIGN_INS: dict[str, Callable[[], Fake]] = {
    "x": SignInX,
    "linkedin": SignInLinkedIn,
    "threads": SignInThreads,
    "mastodon": SignInMastodon,
}
