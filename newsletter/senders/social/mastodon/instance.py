"""What one server allows, as it says itself; not every server says it.

https://docs.joinmastodon.org/methods/instance/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsletter.senders.http.client import Answer, Client, NoAnswer, NotSent
from newsletter.social.measure import measure

NEW, OLD = "/api/v2/instance", "/api/v1/instance"
USUAL_CHARACTERS, USUAL_PER_URL = 500, 23
USUAL_IMAGE, USUAL_DESCRIPTION = 16 * 1024 * 1024, 1500


@dataclass(frozen=True, slots=True)
class Instance:
    """The limits of a server. ``characters`` is None where it does not say: then it is the judge.

    ``per_url`` characters are counted for each link; ``image_bytes`` an image may have, and
    ``description`` characters its alternative text.
    """

    domain: str
    characters: int | None = None
    per_url: int = USUAL_PER_URL
    image_bytes: int = USUAL_IMAGE
    description: int = USUAL_DESCRIPTION

    def length(self, text: str) -> int:
        """The length of a text as this server counts it."""
        counts = measure("mastodon", text)
        return counts.length + (self.per_url - USUAL_PER_URL) * len(counts.urls)


def read_instance(client: Client, domain: str) -> Instance:
    """Ask a server for its limits; the usual ones where it does not tell."""
    for path in (NEW, OLD):
        answer = _asked(client, path)
        if answer is not None and answer.ok and isinstance(answer.json(), dict):
            return _instance(answer, domain)
    return Instance(domain)


def _asked(client: Client, path: str) -> Answer | None:
    try:
        return client.ask("GET", path)
    except (NotSent, NoAnswer):
        return None


def _instance(answer: Answer, domain: str) -> Instance:
    """Pleroma and its kin tell ``max_toot_chars`` instead of a configuration."""
    statuses = _object(answer.get("configuration", "statuses"))
    media = _object(answer.get("configuration", "media_attachments"))
    named = answer.get("domain")
    return Instance(
        named if isinstance(named, str) and named else domain,
        _number(statuses, "max_characters") or _number(_object(answer.json()), "max_toot_chars"),
        _number(statuses, "characters_reserved_per_url") or USUAL_PER_URL,
        _number(media, "image_size_limit") or USUAL_IMAGE,
        _number(media, "description_limit") or USUAL_DESCRIPTION,
    )


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(values: Mapping[str, Any], name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
