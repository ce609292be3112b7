"""A fake Bluesky server (PDS): https://docs.bsky.app/docs/category/http-reference.

What the pages leave open it does as @atproto/pds 0.4.217, which tests/servers run for real. Faults
go by the names of the routes: ``create_session``, ``refresh_session``, ``get_session``,
``put_record``, ``get_record``, ``upload_blob``, ``resolve_handle``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import regex

from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

HANDLE = "acme.example"
PASSWORD = "abcd-efgh-ijkl-mnop"
DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
OTHERS = {"friend.example.com": "did:plc:z72i7hdynmk6r22z27h6tvur"}
MOST_SESSIONS = 30
_GRAPHEME = regex.compile(r"\X")
_TYPES = "com.atproto."


@dataclass
class Bluesky(Fake):
    """``posts`` holds the records by their keys, ``blobs`` what was uploaded by its CID.

    ``home`` is the address that the account's DID document tells; ``forgets_blobs`` is how many
    of the next uploads are thrown away, as those are that no record names in time; ``active`` is
    what becomes of the account.
    """

    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    blobs: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    home: str | None = None
    forgets_blobs: int = 0
    active: bool = True
    signed_in: int = 0
    issued: int = 0
    access: str = ""
    refreshes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """The part of the API that a sender of posts needs."""
        repo, server = rf"/xrpc/{_TYPES}repo\.", rf"/xrpc/{_TYPES}server\."
        return [
            ("POST", rf"{server}createSession", self.create_session),
            ("POST", rf"{server}refreshSession", self.refresh_session),
            ("GET", rf"{server}getSession", self.get_session),
            ("POST", rf"{repo}putRecord", self.put_record),
            ("GET", rf"{repo}getRecord", self.get_record),
            ("POST", rf"{repo}uploadBlob", self.upload_blob),
            ("GET", rf"/xrpc/{_TYPES}identity\.resolveHandle", self.resolve_handle),
        ]

    def expire(self) -> None:
        """Two hours go by."""
        self.access = ""

    def revoke(self) -> None:
        """The app password was deleted: no session lives on."""
        self.access, self.refreshes = "", []

    def create_session(self, asked: Asked) -> Says:
        """.../com-atproto-server-create-session; the limit is that of an account in 5 minutes
        (https://docs.bsky.app/docs/advanced-guides/rate-limits)."""
        self.signed_in += 1
        if self.signed_in > MOST_SESSIONS:
            return throttled(MOST_SESSIONS)
        given = asked.json
        if (given["identifier"], given["password"]) != (HANDLE, PASSWORD):
            return _error(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._session()

    def refresh_session(self, asked: Asked) -> Says:
        """.../com-atproto-server-refresh-session: errors of sessions have status 400. The old
        token is good for two hours more, which is for ever in a test."""
        if asked.token == self.access:
            return _error(400, "InvalidToken", "Invalid token type")
        if asked.token not in self.refreshes:
            return _error(400, "ExpiredToken", "Token has been revoked")
        return self._session()

    def get_session(self, asked: Asked) -> Says:
        """.../com-atproto-server-get-session"""
        known = {"did": DID, "handle": HANDLE, "active": self.active}
        known |= {} if self.active else {"status": "deactivated"}
        return self._refused(asked) or Says(200, known)

    def put_record(self, asked: Asked) -> Says:
        """.../com-atproto-repo-put-record with swapRecord null: what is there must be the same."""
        given = asked.json
        if refusal := self._refused(asked) or self._invalid(given):
            return refusal
        known = self.posts.get(given["rkey"])
        cid = _cid(given["record"])
        if known is not None and _cid(known) != cid:
            return _error(400, "InvalidSwap", f"Record was at {_cid(known)}")
        self.posts[given["rkey"]] = given["record"]
        told = {"uri": _uri(given["rkey"]), "cid": cid, "validationStatus": "valid"}
        return Says(200, told if known else {**told, "commit": {"cid": cid, "rev": given["rkey"]}})

    def get_record(self, asked: Asked) -> Says:
        """.../com-atproto-repo-get-record; anybody may ask."""
        key = asked.query["rkey"][0]
        if asked.query["repo"] != [DID] or key not in self.posts:
            return _error(400, "RecordNotFound", f"Could not locate record: {_uri(key)}")
        value = self.posts[key]
        return Says(200, {"uri": _uri(key), "cid": _cid(value), "value": value})

    def upload_blob(self, asked: Asked) -> Says:
        """.../com-atproto-repo-upload-blob"""
        if refusal := self._refused(asked):
            return refusal
        kind, cid = str(asked.headers["Content-Type"]), _cid(asked.body.hex())
        if self.forgets_blobs:
            self.forgets_blobs -= 1
        else:
            self.blobs[cid] = kind, asked.body
        size = len(asked.body)
        blob = {"$type": "blob", "ref": {"$link": cid}, "mimeType": kind, "size": size}
        return Says(200, {"blob": blob})

    def resolve_handle(self, asked: Asked) -> Says:
        """.../com-atproto-identity-resolve-handle"""
        did = OTHERS.get(asked.query["handle"][0])
        return (
            Says(200, {"did": did})
            if did
            else _error(400, "InvalidRequest", "Unable to resolve handle")
        )

    def _session(self) -> Says:
        self.issued += 1
        self.access, refresh = f"access-token-{self.issued}", f"refresh-token-{self.issued}"
        self.refreshes.append(refresh)
        service = {"id": "#atproto_pds", "serviceEndpoint": self.home or self.url}
        document = {"id": DID, "service": [{**service, "type": "AtprotoPersonalDataServer"}]}
        tokens = {"accessJwt": self.access, "refreshJwt": refresh}
        return Says(200, {**tokens, "did": DID, "handle": HANDLE, "didDoc": document})

    def _refused(self, asked: Asked) -> Says | None:
        """Of a token: 401 only where there is none."""
        if asked.token is None:
            return _error(401, "AuthMissing", "Authentication Required")
        if asked.token == self.access:
            return None
        if asked.token.startswith("access-token-"):
            return _error(400, "ExpiredToken", "Token has expired")
        return _error(400, "InvalidToken", "Token could not be verified")

    def _invalid(self, given: Mapping[str, Any]) -> Says | None:
        if faults := faults_of_ours("bluesky-post", given):
            return _error(400, "InvalidRequest", "; ".join(faults))
        text = given["record"]["text"]
        length = len(_GRAPHEME.findall(text))
        if length > 300 or len(text.encode()) > 3000:
            return _error(400, "InvalidRequest", f"grapheme too big (maximum 300, got {length})")
        lost = [cid for cid in _links(given["record"]) if cid not in self.blobs]
        return _error(400, "BlobNotFound", f"Could not find blob: {lost[0]}") if lost else None


def throttled(limit: int = 3000) -> Says:
    """A 429 as Bluesky says it: the reset is an epoch, and there is no Retry-After."""
    headers = {"RateLimit-Limit": str(limit), "RateLimit-Remaining": "0"}
    headers |= {"RateLimit-Reset": "1795511400", "RateLimit-Policy": f"{limit};w=300"}
    return Says(429, {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, headers)


def _error(status: int, error: str, message: str) -> Says:
    return Says(status, {"error": error, "message": message})


def _uri(key: str) -> str:
    return f"at://{DID}/app.bsky.feed.post/{key}"


def _cid(value: Any) -> str:
    """Something that differs as content does; the real one is a hash of its CBOR."""
    return f"bafyrei{hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()}"


def _links(value: Any) -> list[str]:
    """The blobs that a record names."""
    if isinstance(value, dict):
        own = [str(value["$link"])] if "$link" in value else []
        return own + [cid for one in value.values() for cid in _links(one)]
    return [cid for one in value for cid in _links(one)] if isinstance(value, list) else []
