"""The social networks and what each allows in one post. Limits are data; measure.py counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from newsletter.errors import UsageError
from newsletter.problems import Problem, did_you_mean

Unit = Literal["weighted", "graphemes", "utf16", "emoji-bytes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One network. ``limit`` is the longest post in the network's own unit:

    weighted      X: 1 for most Western characters, 2 for the others and for an emoji
    graphemes     what a reader takes for one character (UAX 29)
    utf16         UTF-16 code units: an emoji is two or more
    emoji-bytes   UTF-16 code units, but an emoji counts its UTF-8 bytes (Threads)

    ``link_cost`` is what every link counts, whatever its length; None means its full length.
    ``max_hashtags`` is how many hashtags the network links, ``max_links`` how many different
    links it takes, ``max_bytes`` the limit in UTF-8 bytes that comes on top; None means no limit.
    """

    name: str
    label: str
    limit: int
    unit: Unit = "utf16"
    link_cost: int | None = None
    max_bytes: int | None = None
    max_hashtags: int | None = None
    max_links: int | None = None


_ALL = (
    # https://docs.x.com/fundamentals/counting-characters
    Network(name="x", label="X", limit=280, unit="weighted", link_cost=23),
    # https://docs.bsky.app: the lexicon app.bsky.feed.post, maxGraphemes and maxLength
    Network(name="bluesky", label="Bluesky", limit=300, unit="graphemes", max_bytes=3000),
    # https://docs.joinmastodon.org/user/posting/#text; a server may allow more
    Network(name="mastodon", label="Mastodon", limit=500, unit="graphemes", link_cost=23),
    # https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api:
    # the unit is not documented; UTF-16 units never count less than the network does
    Network(name="linkedin", label="LinkedIn", limit=3000),
    # https://developers.facebook.com/docs/threads/posts, /overview
    Network(
        name="threads",
        label="Threads",
        limit=500,
        unit="emoji-bytes",
        max_hashtags=1,
        max_links=5,
    ),
    # Customary; Facebook publishes no figure
    Network(name="facebook", label="Facebook", limit=63_206),
    # https://core.telegram.org/bots/api#sendmessage
    Network(name="telegram", label="Telegram", limit=4096),
    # https://discord.com/developers/docs/resources/webhook
    Network(name="discord", label="Discord", limit=2000),
    # https://api.slack.com/methods/chat.postMessage: 4000 is advised, 40,000 is cut off
    Network(name="slack", label="Slack", limit=4000),
    # A receiver of our own JSON sets no limit; this one keeps a slip out of its database
    Network(name="webhook", label="Webhook", limit=10_000),
)

NETWORKS: Mapping[str, Network] = {network.name: network for network in _ALL}


def network(name: str) -> Network:
    """The network of that name.

    Raises:
        UsageError: there is none; the problem is ``unknown-network``.
    """
    if found := NETWORKS.get(name):
        return found
    hint = did_you_mean(name.lower(), NETWORKS) or f"The networks are {', '.join(NETWORKS)}."
    raise UsageError(Problem("unknown-network", f"There is no network '{name}'.", hint))
