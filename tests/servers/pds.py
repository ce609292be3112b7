"""A real Bluesky server (PDS) on this computer, started from its npm packages; see scripts/pds."""

import base64
import hashlib
import hmac
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsletter.senders.http.client import Answer, Client

SCRIPT = Path(__file__).parents[2] / "scripts" / "pds"
NOT_RUN = 69
POSTS = "app.bsky.feed.post"


class NotInstalled(Exception):
    """The server cannot be had on this computer. The text says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account, and the app password that belongs to it."""

    handle: str
    did: str
    app_password: str


@dataclass(frozen=True, slots=True)
class Pds:
    """A running server. ``secret`` signs its tokens, so that a test can make an expired one."""

    url: str
    secret: str
    client: Client

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def ask(self, method: str, name: str, **request: Any) -> Answer:
        return self.client.ask(method, f"/xrpc/com.atproto.{name}", **request)

    def account(self, name: str) -> Account:
        """A new account, with an app password."""
        given = {
            "handle": f"{name}.test",
            "email": f"{name}@acme.example",
            "password": "a-long-one",
        }
        made = self.ask("POST", "server.createAccount", json=given)
        assert made.ok, made.text
        bearer = {"Authorization": f"Bearer {made.get('accessJwt')}"}
        password = self.ask(
            "POST", "server.createAppPassword", headers=bearer, json={"name": "newsletter"}
        )
        return Account(str(made.get("handle")), str(made.get("did")), password.get("password"))

    def session(self, account: Account) -> str:
        """An access token, for what a test does itself."""
        given = {"identifier": account.handle, "password": account.app_password}
        return str(self.ask("POST", "server.createSession", json=given).get("accessJwt"))

    def posts(self, account: Account) -> list[dict[str, Any]]:
        """Its posts as the server holds them, oldest first: uri, cid, value."""
        asked = {"repo": account.did, "collection": POSTS, "limit": 100, "reverse": "true"}
        found: list[dict[str, Any]] = self.ask("GET", "repo.listRecords", params=asked).get(
            "records"
        )
        return found

    def blob(self, account: Account, cid: str) -> bytes:
        """What was uploaded."""
        return self.ask("GET", "sync.getBlob", params={"did": account.did, "cid": cid}).body

    def expired(self, token: str) -> str:
        """The same token as it would be two hours later."""
        head, payload, _ = token.split(".")
        claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
        claims |= {"iat": 1_700_000_000, "exp": 1_700_007_200}
        signed = f"{head}.{_encoded(json.dumps(claims).encode())}"
        digest = hmac.digest(self.secret.encode(), signed.encode(), hashlib.sha256)
        return f"{signed}.{_encoded(digest)}"


@contextmanager
def running(folder: Path) -> Iterator[Pds]:
    """Start a server that keeps its data in ``folder``.

    It ends when its standard input does, which is also so when this process is killed.
    """
    line = ["sh", str(SCRIPT), str(folder)]
    process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    try:
        said = process.stdout.readline()
        if not said and process.wait(60) == NOT_RUN:
            raise NotInstalled("not run: the Bluesky server could not be installed")
        ready = json.loads(said)
        client = Client(ready["url"])
        yield Pds(ready["url"], ready["jwtSecret"], client)
        client.close()
    finally:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
