"""New tokens for LinkedIn, which few apps may ask for; the others sign in again every 60 days.

https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens
"""

from newsletter.ports import ChannelContext
from newsletter.senders.http.client import Answer, client
from newsletter.senders.http.options import optional
from newsletter.senders.http.tokens import NotRenewed, Renew, Token, renewing

SIGN_IN = "https://www.linkedin.com"
PATH = "/oauth/v2/accessToken"


def renewal(context: ChannelContext) -> Renew:
    """How the token of a channel is renewed."""
    return lambda token: renewing(lambda: _ask(context, token), context.clock.now)


def _ask(context: ChannelContext, token: Token) -> Answer:
    identity, secret = optional(context, "client_id"), optional(context, "client_secret")
    if not identity or not secret:
        raise NotRenewed("the channel has no client_id and client_secret")
    form = {
        "grant_type": "refresh_token",
        "refresh_token": token.refresh or "",
        "client_id": identity,
        "client_secret": secret,
    }
    known = [value for value in (token.access, token.refresh, secret) if value]
    with client(optional(context, "endpoint", SIGN_IN).rstrip("/"), secrets=known) as http:
        return http.ask("POST", PATH, data=form)
