"""Finding a post of ours again: servers keep an Idempotency-Key for an hour, or not at all.

https://docs.joinmastodon.org/methods/accounts/#statuses and /entities/Status/
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any, TypeGuard
from unicodedata import normalize

from newsletter.outcome import Outcome
from newsletter.senders.http.accounts import once_more
from newsletter.senders.http.client import Answer, Client, NoAnswer, NotSent
from newsletter.senders.http.judging import words
from newsletter.senders.http.parts import CLOCKS_APART, Published, Step

PAGE, PAGES = 40, 5
"""Posts of a page, and pages that are looked through."""

_WIDEST, _LINK = 50, 10_000
"""Characters of HTML that a character of a text may become at most, and its longest link."""

Status = Mapping[str, Any]
_TOO_MANY = f"more than {PAGE * PAGES} newer posts are there; look at the account yourself"


class _Unreadable(Exception):
    """The account's posts cannot be read now; it says why."""


def find(client: Client, account: str, step: Step, since: datetime) -> Published | Outcome | None:
    """The part, if it is among the account's own posts since then; None if it is not."""
    try:
        for status in _newest(client, account, since - CLOCKS_APART):
            if _is_ours(status, step):
                return published(status)
    except _Unreadable as error:
        return Outcome("unknown", text=f"the account's posts could not be read: {error}")
    return None


def published(status: Status) -> Published:
    """A status as it is noted: its id, and where people read it."""
    number = str(status["id"])
    where = status.get("url") or status.get("uri")
    return Published(number, where if isinstance(where, str) else number)


def is_status(data: Any) -> TypeGuard[Status]:
    """Is that a status? Nothing else has an id that is a text or a number."""
    return isinstance(data, dict) and isinstance(data.get("id"), str | int) and bool(data["id"])


def _newest(client: Client, account: str, since: datetime) -> Iterator[Status]:
    """The account's own posts from the newest on, down to that time."""
    seen: set[str] = set()
    before: str | None = None
    for _ in range(PAGES):
        page = _page(client, account, before)
        new = [status for status in page if str(status["id"]) not in seen]
        for status in new:
            created = _created(status)
            if created is not None and created < since and not status.get("pinned"):
                return
            yield status
        if not new and len(page) < PAGE:
            return
        seen.update(str(status["id"]) for status in new)
        before = str(page[-1]["id"])
    raise _Unreadable(_TOO_MANY)


def _page(client: Client, account: str, before: str | None) -> list[Status]:
    asked = {"limit": str(PAGE), "exclude_reblogs": "true"}
    if before is not None:
        asked["max_id"] = before
    answer = _read(client, f"/api/v1/accounts/{account}/statuses", asked)
    found = answer.json()
    if not answer.ok or not isinstance(found, list):
        raise _Unreadable(f"{answer.status} {words(answer)}".strip())
    return [one for one in found if is_status(one)]


def _read(client: Client, path: str, asked: Mapping[str, str]) -> Answer:
    """What a read answers; see `newsletter.senders.http.accounts.once_more`."""
    try:
        return once_more(lambda: client.ask("GET", path, params=asked))
    except (NotSent, NoAnswer) as error:
        raise _Unreadable(str(error)) from None


def _is_ours(status: Status, step: Step) -> bool:
    """The same text, in answer to the same post."""
    if status.get("reblog"):
        return False
    answers = step.before[-1] if step.before else None
    replied = status.get("in_reply_to_id")
    if (str(replied) if replied else None) != answers:
        return False
    content, text = status.get("content"), step.part.text
    if not isinstance(content, str) or len(content) > _WIDEST * len(text) + _LINK:
        return False
    return _bare(_text(content)) == _bare(text)


def _created(status: Status) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(status.get("created_at")))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _bare(text: str) -> str:
    """Servers lay out lines, compose accents and change the case of hashtags; the letters stay."""
    return "".join(normalize("NFC", text).split()).casefold()


def _text(content: str) -> str:
    """The text of a post that comes as HTML. Shortened links have all of their letters in it."""
    reader = _Reader()
    reader.feed(content)
    reader.close()
    return "".join(reader.pieces)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
