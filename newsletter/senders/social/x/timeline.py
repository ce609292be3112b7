"""Finding a post in the timeline of its account, where it reads a little otherwise.

Texts come back with ``&``, ``<`` and ``>`` escaped and with short links; what they stand for is
told beside them. See https://docs.x.com/x-api/users/get-posts.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from newsletter.senders.http.client import Answer
from newsletter.senders.social.attempts import objects
from newsletter.social.urls import x_urls

FIELDS = "created_at,entities,referenced_tweets"
_SHORT = re.compile(r"https?://t\.co/\w+")
_OWN_PICTURE = re.compile(r"https://(?:x|twitter)\.com/[^/]+/status/\d+/(?:photo|video)/\d+")


def find(text: str, reply_to: str | None, answer: Answer) -> str | None:
    """The id of the post with that text in a timeline, a reply to that one if to any."""
    wanted = _plain(text)
    for tweet in objects(answer.get("data")):
        same = _replied_to(tweet) == reply_to and _plain(_as_written(tweet)) == wanted
        if same and isinstance(tweet.get("id"), str):
            return str(tweet["id"])
    return None


def _replied_to(tweet: Mapping[str, Any]) -> str | None:
    for one in objects(tweet.get("referenced_tweets")):
        if one.get("type") == "replied_to":
            return str(one.get("id"))
    return None


def _as_written(tweet: Mapping[str, Any]) -> str:
    """The text with the links that were written; the one to its own picture was not."""
    entities = tweet.get("entities")
    known = objects(entities.get("urls")) if isinstance(entities, dict) else []
    links = {str(one.get("url")): str(one.get("expanded_url") or "") for one in known}

    def written(short: re.Match[str]) -> str:
        link = links.get(short[0], short[0])
        return "" if _OWN_PICTURE.fullmatch(link) else link

    return _SHORT.sub(written, html.unescape(str(tweet.get("text") or "")))


def _plain(text: str) -> str:
    """The text as far as it stays the same: X adds a scheme and a slash to addresses."""
    text = unicodedata.normalize("NFC", text)
    pieces, end = [], 0
    for link in x_urls(text):
        pieces += [text[end : link.start], _bare(link.text)]
        end = link.end
    return " ".join("".join([*pieces, text[end:]]).split())


def _bare(link: str) -> str:
    return re.sub(r"^https?://", "", link, flags=re.IGNORECASE).rstrip("/").casefold()
