"""What Threads and Facebook share: the Graph API's tokens and its errors.

https://developers.facebook.com/docs/graph-api/guides/error-handling: what went wrong stands as a
code in the body; the status of the answer says little.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from newsletter.outcome import Outcome
from newsletter.senders.http.accounts import once_more
from newsletter.senders.http.client import Answer, Client
from newsletter.senders.http.judging import ours_to_mend, refused, words
from newsletter.senders.http.tokens import Token
from newsletter.senders.social.bearer import Bearer, identified, mask, signed_out, unusable

TOKEN_CODES = frozenset({102, 190, 463, 467})
PERMISSION_CODES = frozenset({3, 10, *range(200, 300)})
RATE_CODES = frozenset({4, 17, 32, 341, 613, *range(80001, 80010)})
TRANSIENT_CODES = frozenset({1, 2})
DUPLICATE_CODE = 506
SOONEST = timedelta(minutes=5)
"""What is waited at least where too many requests are refused without a time."""


class GraphClient:
    """Asks with the channel's token, as a parameter, which is where the pages say it belongs."""

    def __init__(self, client: Client, bearer: Bearer) -> None:
        self._client = client
        self._bearer = bearer

    def get(self, path: str, **params: Any) -> Answer:
        """A read, which is asked once more if nothing comes back.

        Raises:
            NotSent, NoAnswer: see `Client.ask`.
            Disconnected: the token is not stored any more.
        """
        whole = {**params, "access_token": self.token.access}
        return once_more(lambda: self._client.ask("GET", path, params=whole))

    def post(self, path: str, files: dict[str, Any] | None = None, **form: Any) -> Answer:
        """A request that changes something; raises as `get`."""
        whole = {**form, "access_token": self.token.access}
        if files:
            return self._client.ask("POST", path, data=whole, files=files)
        return self._client.ask("POST", path, data=whole)

    @property
    def token(self) -> Token:
        """The one that is used now, masked in all that is told from here on."""
        token = self._bearer.current()
        mask(self._client, token)
        return token


def code_of(answer: Answer) -> int | None:
    """The code of an error, None if it has none."""
    code = answer.get("error", "code")
    return code if isinstance(code, int) else None


def judged(answer: Answer, now: datetime) -> Outcome:
    """The outcome of a publishing request that was answered with an error.

    "Please retry" (1 and 2) is known to come although the post went out, so it is in doubt.
    """
    code, text = code_of(answer), f"{answer.status} {words(answer)}"
    if code in TOKEN_CODES:
        return ours_to_mend(f"the token was refused: {text}")
    if code in PERMISSION_CODES:
        return ours_to_mend(f"the token may not do this: {text}")
    if code in RATE_CODES or answer.status == 429:
        return Outcome("deferred", text=text, retry_at=now + (regained(answer) or SOONEST))
    if code in TRANSIENT_CODES or answer.get("error", "is_transient") is True:
        return Outcome("unknown", text=text)
    return refused(answer, now)


def regained(answer: Answer) -> timedelta | None:
    """How long until requests are taken again, if the answer tells.

    https://developers.facebook.com/docs/graph-api/overview/rate-limiting: in minutes.
    """
    minutes = max(_minutes(answer.headers.get("x-business-use-case-usage", "")), default=0)
    return timedelta(minutes=min(minutes, 24 * 60)) if minutes else None


def _minutes(header: str) -> Iterator[int]:
    try:
        told = json.loads(header)
    except ValueError:
        return
    for uses in told.values() if isinstance(told, dict) else ():
        for use in uses if isinstance(uses, list) else ():
            minutes = use.get("estimated_time_to_regain_access") if isinstance(use, dict) else None
            if isinstance(minutes, int) and minutes > 0:
                yield minutes


def identity(channel: str, service: str, ask: Callable[[], Answer]) -> Answer:
    """What a service answers to who we are.

    Raises:
        AuthRefused: disconnected: the token is refused.
        Unreachable: provider-unreachable: it does not answer, or not just now.
    """
    answer = identified(channel, service, ask)
    if answer.ok:
        return answer
    if code_of(answer) in RATE_CODES | TRANSIENT_CODES:
        raise unusable(channel, service, words(answer))
    raise signed_out(channel, answer)
