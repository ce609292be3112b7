"""The posts of a shared edition as cards; the page of the studio draws the same ones."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from newsletter.preview.sharing.html import tag
from newsletter.preview.sharing.pictures import SharedPictures
from newsletter.social.networks import NETWORKS


def posts_html(found: Mapping[str, Any], name: str, pictures: SharedPictures) -> Iterator[str]:
    """Network by network, those that the project posts to; all where it posts to none."""
    configured = {one["name"] for one in found["networks"] if one["configured"]}
    for network in found["networks"]:
        posts = [one for one in found["posts"] if one["network"] == network["name"]]
        if posts and (not configured or network["name"] in configured):
            cards = "".join(_card(post, name, pictures) for post in posts)
            heading = tag("h2", escape(network["label"]))
            yield tag("section", heading + tag("div", cards, class_="cards"), class_="post-row")


def _card(post: Mapping[str, Any], name: str, pictures: SharedPictures) -> str:
    label = NETWORKS[post["network"]].label
    card = _link_card(post["card"], pictures) if post["card"] else ""
    parts = list(_parts(post, name, card))
    head = tag("p", escape(label) + tag("span", _kind(parts), class_="detail"), class_="network")
    return tag("article", head + "".join(parts), class_=f"card net-{post['network']}")


def _kind(parts: Sequence[str]) -> str:
    return f"thread of {len(parts)}" if len(parts) > 1 else "one post"


def _parts(post: Mapping[str, Any], name: str, card: str) -> Iterator[str]:
    for number, part in enumerate(post["parts"], 1):
        is_last = number == len(post["parts"])
        words = tag("p", _linked(part), class_="post-text", lang=post["lang"], dir=post["dir"])
        content = _head(name) + words + (card if is_last else "") + _counter(part)
        yield tag("div", content, class_="part")


def _head(name: str) -> str:
    avatar = tag("span", escape(name[:1]), class_="avatar", aria_hidden="true")
    return tag("p", avatar + tag("strong", escape(name)), class_="post-head")


def _linked(part: Mapping[str, Any]) -> str:
    """The words, with what the network makes links of."""
    links = {*part["urls"], *(f"#{one}" for one in part["hashtags"])}
    if not links:
        return escape(part["text"])
    pattern = "|".join(re.escape(one) for one in sorted(links, key=len, reverse=True))
    pieces = re.split(f"({pattern})", part["text"])
    return "".join(
        tag("span", escape(piece), class_="linked") if number % 2 else escape(piece)
        for number, piece in enumerate(pieces)
    )


def _link_card(card: Mapping[str, Any], pictures: SharedPictures) -> str:
    path = pictures.path(card["image"])
    alt = escape(card["alt"])
    image = f'<img src="{path}" alt="{alt}" width="1200" height="630">' if path else ""
    words = "".join(
        tag("span", escape(card[key]), class_=kind)
        for key, kind in (("host", "host"), ("title", "link-title"), ("text", "link-text"))
    )
    return tag("div", image + tag("div", words, class_="link-words"), class_="link-card")


def _counter(part: Mapping[str, Any]) -> str:
    over = part["length"] - part["limit"]
    more = f", {over} too many" if over > 0 else ""
    words = f"{part['length']} / {part['limit']}{more}"
    return tag("p", words, class_="counter", data_valid=str(part["valid"]).lower())
