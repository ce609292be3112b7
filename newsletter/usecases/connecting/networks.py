"""The sign-in pages of networks, and what they hand out."""

from collections.abc import Callable, Mapping
from datetime import datetime

from newsletter.errors import AuthRefused
from newsletter.senders.http.client import NoAnswer, NotSent, client
from newsletter.senders.http.oauth import App, Network, failed
from newsletter.senders.http.tokens import Disconnected, NotRenewed, Token, renewing

Options = Mapping[str, object]


def x(options: Options) -> Network:
    """https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code"""
    scopes = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
    return Network(
        name="X",
        authorize=f"{_base(options, 'https://x.com')}/i/oauth2/authorize",
        token=f"{_base(options, 'https://api.x.com')}/2/oauth2/token",
        scopes=scopes,
        basic=True,
    )


def linkedin(options: Options) -> Network:
    """https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow"""
    base = _base(options, "https://www.linkedin.com")
    is_page = ":organization:" in str(options.get("author"))
    return Network(
        name="LinkedIn",
        authorize=f"{base}/oauth/v2/authorization",
        token=f"{base}/oauth/v2/accessToken",
        scopes=("w_organization_social" if is_page else "w_member_social",),
        proof=False,
    )


def threads(options: Options) -> Network:
    """https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions"""
    return Network(
        name="Threads",
        authorize=f"{_base(options, 'https://threads.net')}/oauth/authorize",
        token=f"{_base(options, 'https://graph.threads.net')}/oauth/access_token",
        scopes=("threads_basic", "threads_content_publish"),
        separator=",",
        proof=False,
    )


def mastodon(options: Options) -> Network:
    """https://docs.joinmastodon.org/methods/oauth/"""
    base = _mastodon_base(options)
    return Network(
        name="Mastodon",
        authorize=f"{base}/oauth/authorize",
        token=f"{base}/oauth/token",
        scopes=("read:accounts", "read:statuses", "write:statuses", "write:media"),
        own_app=False,
    )


NETWORKS: Mapping[str, Callable[[Options], Network]] = {
    "x": x,
    "linkedin": linkedin,
    "threads": threads,
    "mastodon": mastodon,
}
"""By the name of the sender."""

HTTPS_ONLY = frozenset({"threads"})
"""Networks that send nobody back to a page without https, as the one on this computer is."""


def register_on_mastodon(options: Options, redirect: str) -> App:
    """Make ourselves known to a server, which gives every app a secret of its own.

    https://docs.joinmastodon.org/methods/apps/#create

    Raises:
        AuthRefused: sign-in-failed.
    """
    form = {
        "client_name": "newsletter",
        "redirect_uris": redirect,
        "scopes": " ".join(mastodon(options).scopes),
    }
    base = _mastodon_base(options)
    with client(base) as http:
        try:
            answer = http.ask("POST", "/api/v1/apps", data=form)
        except (NotSent, NoAnswer) as error:
            raise AuthRefused(failed(f"Mastodon at {base}", str(error))) from None
    identity, secret = answer.get("client_id"), answer.get("client_secret")
    if not (answer.ok and isinstance(identity, str) and isinstance(secret, str)):
        raise AuthRefused(failed(f"Mastodon at {base}", f"it answered {answer.status}"))
    return App(identity, secret)


def long_lived(options: Options, app: App, token: Token, now: datetime) -> Token:
    """Threads hands out a token for an hour, which is changed for one of 60 days.

    https://developers.facebook.com/docs/threads/get-started/long-lived-tokens

    Raises:
        AuthRefused: sign-in-failed.
    """
    query = {
        "grant_type": "th_exchange_token",
        "client_secret": app.client_secret or "",
        "access_token": token.access,
    }
    secrets = [value for value in (app.client_secret, token.access) if value]
    with client(_base(options, "https://graph.threads.net"), secrets=secrets) as http:
        try:
            return renewing(lambda: http.ask("GET", "/access_token", params=query), lambda: now)
        except (NotRenewed, Disconnected) as error:
            raise AuthRefused(failed("Threads", str(error))) from None


def _base(options: Options, otherwise: str) -> str:
    return str(options.get("endpoint") or otherwise).rstrip("/")


def _mastodon_base(options: Options) -> str:
    return _base(options, str(options.get("server", "")))
