"""What the tests of Bluesky share: a fake server, a folder for the session, posts and pictures."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from newsletter.model import Card, Part, Post
from newsletter.outcome import Outcome
from newsletter.ports import ChannelContext, Vault
from newsletter.posting import NotesInMemory, Picture, Posting
from newsletter.secrets.stored import stored_secrets
from newsletter.secrets.vault import ProjectVault
from newsletter.senders.social.bluesky.sender import BlueskySender, create
from tests.delivery.plans import NOW, TestClock
from tests.fakes.bluesky import HANDLE, PASSWORD, Bluesky

NOBODY = "http://127.0.0.1:9"
TEXT = "Größere Brücken 🌉: siehe https://acme.example/brücke und #Brücken"
LINK = "https://acme.example/bruecke"
SECRET = "bluesky-password"


@dataclass(frozen=True)
class World:
    """A fake server and a folder where the session is kept."""

    fake: Bluesky
    folder: Path

    @property
    def vault(self) -> Vault:
        stored = stored_secrets(self.folder, "test", variables={})
        return ProjectVault(stored, self.folder / ".newsletter/secrets")

    def sender(self, **options: object) -> BlueskySender:
        given = {"server": self.fake.url, "handle": HANDLE, "app_password": PASSWORD, **options}
        references = {"app_password": SECRET}
        return create(
            ChannelContext("news", given, self.folder, TestClock(), self.vault, references)
        )

    def send(self, item: Posting, **options: object) -> Outcome:
        with self.sender(**options).session() as session:
            return session.send(item)

    @property
    def records(self) -> list[dict[str, Any]]:
        """The posts, oldest first."""
        return [self.fake.posts[key] for key in sorted(self.fake.posts)]

    @property
    def record(self) -> dict[str, Any]:
        (only,) = self.records
        return only

    def asked(self, method: str) -> int:
        return self.fake.count("GET", rf"/xrpc/.*\.{method}") + self.fake.count(
            "POST", rf"/xrpc/.*\.{method}"
        )


def posting(
    *texts: str, key: str = "a-key", picture: Picture | None = None, **post: Any
) -> Posting:
    parts = tuple(Part(text, len(text), 300) for text in texts or (TEXT,))
    known = {"link": LINK, "card": Card("A bridge", "It is long."), "lang": "de", **post}
    made = Post("bluesky", "articles/bridge.md", parts, **known)
    return Posting(made, key, NOW, NotesInMemory(), lambda: picture)


def photo(width: int = 60, height: int = 40) -> Picture:
    pixels = random.Random(7).randbytes(width * height * 3)
    into = BytesIO()
    Image.frombytes("RGB", (width, height), pixels).save(into, "PNG")
    return Picture(into.getvalue(), "image/png", width, height, "A long bridge")


def external(world: World) -> Mapping[str, Any]:
    found: Mapping[str, Any] = world.record["embed"]["external"]
    return found
