"""An account's repository on its server: https://docs.bsky.app/docs/api/com-atproto-repo-put-record.

Session errors come with status 400 there, not 401; nothing was done then, so that the same
request may follow with a new token.
"""

from dataclasses import dataclass
from typing import Any

from newsletter.senders.http.client import Answer, Client, NoAnswer, NotSent
from newsletter.senders.social.bluesky.login import Login
from newsletter.senders.social.bluesky.signing_in import XRPC, SigningIn

POSTS = "app.bsky.feed.post"
_OF_SESSIONS = ("ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired")


@dataclass(slots=True)
class Repository:
    """What we do there. Every method raises NotSent or NoAnswer.

    Those that need a token also raise NotRenewed or Disconnected, before anything was done.
    """

    client: Client
    signing_in: SigningIn
    login: Login

    def put_post(self, key: str, record: Any) -> Answer:
        """Create the post of that record key.

        ``swapRecord`` of null means that there must be none yet: the same record again is fine
        and changes nothing, another one is refused with InvalidSwap.
        """
        place = {"repo": self.login.did, "collection": POSTS, "rkey": key}
        whole = {**place, "record": record, "swapRecord": None}
        return self._as_us("POST", "com.atproto.repo.putRecord", json=whole)

    def post(self, key: str) -> Answer:
        """The post of that record key; error RecordNotFound if there is none."""
        place = {"repo": self.login.did, "collection": POSTS, "rkey": key}
        return self._read("com.atproto.repo.getRecord", place)

    def upload(self, data: bytes, media_type: str) -> Answer:
        """Upload a blob, which is thrown away unless a record names it soon."""
        headers = {"Content-Type": media_type}
        return self._as_us("POST", "com.atproto.repo.uploadBlob", headers=headers, content=data)

    def resolve(self, handle: str) -> Answer:
        """The DID of a handle."""
        return self._read("com.atproto.identity.resolveHandle", {"handle": handle})

    def whoami(self) -> Answer:
        """The account whose session this is."""
        return self._as_us("GET", "com.atproto.server.getSession")

    def _read(self, method: str, params: dict[str, str]) -> Answer:
        """A read that needs no token, and may be repeated."""
        address = self._address(method)
        try:
            return self.client.ask("GET", address, params=params)
        except (NotSent, NoAnswer):
            return self.client.ask("GET", address, params=params)

    def _as_us(self, verb: str, method: str, **request: Any) -> Answer:
        """A request with our token, and once more with a new one if that is refused."""
        answer = self._ask(verb, method, **request)
        if not is_about_session(answer):
            return answer
        self.login = self.signing_in.renewed(self.login)
        return self._ask(verb, method, **request)

    def _ask(self, verb: str, method: str, **request: Any) -> Answer:
        bearer = {"Authorization": f"Bearer {self.login.access}"}
        headers = {**request.pop("headers", {}), **bearer}
        return self.client.ask(verb, self._address(method), headers=headers, **request)

    def _address(self, method: str) -> str:
        return f"{self.login.server}{XRPC}{method}"


def is_about_session(answer: Answer) -> bool:
    """True if a request was refused for its token."""
    return answer.status == 401 or (answer.status == 400 and answer.get("error") in _OF_SESSIONS)
