"""What a plan was made from: a digest of each part, so that a later change has a name."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from newsletter.channels.carriage import lasting_options
from newsletter.editions.decisions import UNDECIDED, Decisions
from newsletter.editions.pictures import Pictures
from newsletter.model import Article, Edition
from newsletter.settings import Settings

Manifest = Mapping[str, str]
"""The digest of each part by its name: the path of a file, or a section of newsletter.toml."""

SECTIONS = ("newsletter", "brand", "email", "links", "images")
TEST_MODE = "[safety] live and test_recipients"


def digest_of(data: Any) -> str:
    """A short word for ``data``, which JSON can hold; the same data has the same word."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


def manifest_of(
    edition: Edition,
    decisions: Decisions,
    settings: Settings,
    pictures: Pictures,
    templates: Mapping[str, str],
) -> Manifest:
    """The parts of an edition; ``templates`` are the texts of those that were used, by path."""
    parts = {
        **{path: digest_of(text) for path, text in templates.items()},
        **dict(_articles(edition)),
        **dict(_pictures(pictures)),
        **dict(_settings(settings)),
        **dict(_decided(edition.name, decisions)),
    }
    return dict(sorted(parts.items()))


def _articles(edition: Edition) -> Iterator[tuple[str, str]]:
    for article in edition.articles:
        yield article.ref, digest_of(_said(article))


def _said(article: Article) -> dict[str, Any]:
    """All of an article but where its words stand in the file."""
    return {key: value for key, value in asdict(article).items() if key != "places"}


def _decided(name: str, decisions: Decisions) -> Iterator[tuple[str, str]]:
    if decisions != UNDECIDED:
        yield f"editions/{name}.toml", digest_of(_without_places(asdict(decisions)))


def _without_places(data: Any) -> Any:
    """Decisions as they are, wherever in the file they stand."""
    if isinstance(data, Mapping):
        kept = {key: value for key, value in data.items() if key not in ("place", "places")}
        return {key: _without_places(value) for key, value in kept.items()}
    return [_without_places(one) for one in data] if isinstance(data, list | tuple) else data


def _pictures(pictures: Pictures) -> Iterator[tuple[str, str]]:
    """Pictures that travel with the mail; of a linked one only the address is ours."""
    if pictures.logo:
        yield "the picture of [brand] logo", _bytes_digest(pictures.logo.data)
    for ref, picture in pictures.articles.items():
        yield f"the picture of {ref}", _bytes_digest(picture.data)
    for ref, inside in pictures.bodies.items():
        for source, picture in inside.items():
            yield f"the picture {source} in {ref}", _bytes_digest(picture.data)


def _bytes_digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _settings(settings: Settings) -> Iterator[tuple[str, str]]:
    for section in SECTIONS:
        yield f"[{section}]", digest_of(asdict(getattr(settings, section)))
    for name, channel in settings.channels.items():
        frozen = [channel.sender, channel.audience, lasting_options(channel)]
        yield f"[channels.{name}]", digest_of(frozen)
    safety = settings.safety
    yield TEST_MODE, digest_of(None if safety.live else safety.test_recipients)


def changes(before: Manifest, after: Manifest) -> tuple[str, ...]:
    """What became of each part that differs, as half a sentence: ``articles/a.md changed``."""
    return tuple(_changes(before, after))


def _changes(before: Manifest, after: Manifest) -> Iterator[str]:
    for name in sorted({**before, **after}):
        if name not in after:
            yield f"{name} is no longer part of it"
        elif name not in before:
            yield f"{name} was added"
        elif before[name] != after[name]:
            yield f"{name} changed"
