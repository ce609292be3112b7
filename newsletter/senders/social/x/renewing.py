"""New tokens for X, whose refresh tokens count once: using one again ends the whole family.

See https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code.
"""

from newsletter.ports import ChannelContext
from newsletter.senders.http.accounts import basic
from newsletter.senders.http.client import Answer, client
from newsletter.senders.http.judging import words
from newsletter.senders.http.options import optional
from newsletter.senders.http.tokens import Disconnected, NotRenewed, Renew, Token, renewing

PATH = "/2/oauth2/token"


def renewal(context: ChannelContext, endpoint: str) -> Renew:
    """How the token of a channel is renewed."""

    def renew(token: Token) -> Token:
        answers: list[Answer] = []

        def ask() -> Answer:
            answers.append(_ask(context, endpoint, token))
            return answers[0]

        try:
            return renewing(ask, context.clock.now)
        except NotRenewed:
            if answers and _is_revoked(answers[0]):
                raise Disconnected(words(answers[0])) from None
            raise

    return renew


def _ask(context: ChannelContext, endpoint: str, token: Token) -> Answer:
    """A confidential client signs in with its secret; a public one only says who it is."""
    identity, secret = optional(context, "client_id"), optional(context, "client_secret")
    if not identity:
        raise NotRenewed("the channel has no client_id")
    form = {"grant_type": "refresh_token", "refresh_token": token.refresh or ""}
    sign_in = basic(identity, secret) if secret else ""
    headers = {"Authorization": sign_in} if secret else {}
    known = [value for value in (token.access, token.refresh, secret, sign_in) if value]
    with client(endpoint, secrets=known) as http:
        return http.ask("POST", PATH, data={**form, "client_id": identity}, headers=headers)


def _is_revoked(answer: Answer) -> bool:
    """X's own word for ``invalid_grant``."""
    described = str(answer.get("error_description") or "").lower()
    return answer.get("error") == "invalid_request" and "token was invalid" in described
