"""What each channel would send of an edition: compiled once, with the recipients left open."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from newsletter.channels.carriage import Carriage, carriage_of, lasting_options
from newsletter.channels.prices import price_note
from newsletter.editions.as_json import post_payload
from newsletter.editions.manifest import Manifest, manifest_of
from newsletter.editions.plan_identity import ChannelContent, plan_content
from newsletter.editions.render import compile_edition, edition_segments
from newsletter.email.slots.model import Compiled
from newsletter.email.stored_segments import to_bytes
from newsletter.email.templates import TemplateFile, TemplateFiles
from newsletter.errors import UnusableInput
from newsletter.model import Post
from newsletter.ports import SenderKind
from newsletter.problems import Place, Problem, has_errors, warning
from newsletter.project.folder import SETTINGS_FILE
from newsletter.settings import ChannelSettings
from newsletter.social.measure import measure
from newsletter.store.plan_channels import Blob
from newsletter.usecases.archive import page_blob
from newsletter.usecases.blob_names import POSTS, SEGMENTS, TEXT
from newsletter.usecases.building import Build, BuildRequest, build_edition
from newsletter.usecases.decisions import decisions_of
from newsletter.usecases.handing_over import handover_blobs
from newsletter.usecases.post_pictures import picture_blobs


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """One channel of a plan before anybody is frozen. ``size`` is of one message or payload."""

    name: str
    settings: ChannelSettings
    carriage: Carriage
    blobs: tuple[Blob, ...]
    size: int
    posts: tuple[Post, ...] = ()

    @property
    def kind(self) -> SenderKind:
        """What it carries."""
        return self.carriage.kind

    def frozen(self, build: Build) -> dict[str, object]:
        """The settings that a plan stores; no secret is among them."""
        identity = build.workspace.settings.newsletter
        return {
            "sender": self.settings.sender,
            "audience": self.settings.audience,
            "network": self.carriage.network,
            "options": dict(lasting_options(self.settings)),
            "from": identity.from_,
            "url": identity.url,
        }


@dataclass(frozen=True, slots=True)
class Contents:
    """An edition as its channels would send it, with what it was made from."""

    build: Build
    channels: tuple[ChannelDraft, ...]
    manifest: Manifest
    hash: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class UsedTemplates:
    """Templates that remember which of them were used, and with which text."""

    files: TemplateFiles
    texts: dict[str, str] = field(default_factory=dict)

    def find(self, name: str) -> TemplateFile | None:
        """The template of that name."""
        found = self.files.find(name)
        if found:
            self.texts[found.shown] = found.text
        return found

    def names(self) -> Sequence[str]:
        """Every name that `find` knows."""
        return self.files.names()


def contents_of(request: BuildRequest) -> Contents:
    """Build an edition and compile it for every channel of the project.

    Raises:
        UnusableInput: there is an error anywhere in it, or no channel; nothing can be planned.
        UsageError: the edition cannot be called that.
    """
    build = build_edition(request)
    used = UsedTemplates(build.design.files)
    design = replace(build.design, files=used)
    compiled = compile_edition(build.edition, design)
    found = (*build.problems, *compiled.problems)
    if has_errors(found) or build.hash is None:
        raise UnusableInput(*dict.fromkeys(found))
    segments = edition_segments(build.edition, design, compiled, seed=build.hash)
    mail = (
        Blob(SEGMENTS, "application/octet-stream", to_bytes(segments)),
        Blob(TEXT, "text/plain", (build.rendered.text or "").encode("utf-8", "replace")),
        page_blob(build),
    )
    channels = tuple(_drafts(build, compiled, mail))
    manifest = manifest_of(
        build.edition,
        decisions_of(build.workspace, build.edition.name).decisions,
        build.workspace.settings,
        build.design.pictures,
        used.texts,
    )
    digest = plan_content(build.hash, manifest, map(_content, channels))
    problems = tuple(dict.fromkeys((*found, *_findings(channels))))
    return Contents(build, channels, manifest, digest, problems)


def _drafts(build: Build, compiled: Compiled, mail: tuple[Blob, ...]) -> Iterator[ChannelDraft]:
    channels = build.workspace.settings.channels
    if not channels:
        raise UnusableInput(_no_channel())
    for name, settings in channels.items():
        carriage = carriage_of(settings)
        if carriage.kind == "email":
            size = len(build.message.data) if build.message else 0
            yield ChannelDraft(name, settings, carriage, mail, size)
        elif carriage.kind == "platform":
            blobs = handover_blobs(build, compiled, name, settings)
            yield ChannelDraft(name, settings, carriage, blobs, len(blobs[0].data))
        else:
            yield _posts(build, name, settings, carriage)


def _posts(build: Build, name: str, settings: ChannelSettings, carriage: Carriage) -> ChannelDraft:
    posts = tuple(post for post in build.posts if post.network == carriage.network)
    payload = [post_payload(post) for post in posts]
    blob = Blob(POSTS, "application/json", _json(payload))
    size = max((len(_json(one)) for one in payload), default=0)
    pictures = picture_blobs(settings, posts, build.originals)
    return ChannelDraft(name, settings, carriage, (blob, *pictures), size, posts)


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


def _content(channel: ChannelDraft) -> ChannelContent:
    digests = [(blob.name, hashlib.sha256(blob.data).hexdigest()) for blob in channel.blobs]
    return ChannelContent(channel.name, channel.kind, tuple(digests))


def _findings(channels: Sequence[ChannelDraft]) -> Iterator[Problem]:
    for channel in channels:
        if channel.kind == "social" and not channel.posts:
            text = f"Channel '{channel.name}' has no post to send in this edition."
            hint = "Give its articles a link or a summary, or leave it as it is."
            yield warning("channel-empty", text, hint)
        if costs := price_note(channel.name, channel.settings.sender, _linked(channel.posts)):
            yield costs


def _linked(posts: Iterable[Post]) -> Iterator[bool]:
    """For each part that is posted: is there a link in it?"""
    for post in posts:
        yield from (bool(measure(post.network, part.text).urls) for part in post.parts)


def _no_channel() -> Problem:
    hint = 'Add a section [channels.outbox] with sender = "outbox" and audience = "readers".'
    text = "There is no channel, so there is nothing to plan."
    return Problem("channel-missing", text, hint, Place(SETTINGS_FILE))
