"""The names of plans. Equal content for equal recipients is the same plan, until it is run again.

Neither how fast a channel sends nor how it signs in is part of the content.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line needs `short`, and has no time for what a manifest is made of
    from newsletter.editions.manifest import Manifest

LENGTH = 24
"""Hex digits of a plan's name: enough that no two plans ever share one."""

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ChannelContent:
    """What one channel would send: the digests of its compiled bytes, by name."""

    channel: str
    kind: str
    blobs: tuple[tuple[str, str], ...]


def plan_content(build_hash: str, manifest: "Manifest", channels: Iterable[ChannelContent]) -> str:
    """SHA-256, in hex, over the build, all that it was made from, and each channel's bytes."""
    listed = [[one.channel, one.kind, one.blobs] for one in channels]
    return _sha256([build_hash, sorted(manifest.items()), listed])


def recipients_digest(snapshots: Iterable[tuple[str, str]]) -> str:
    """SHA-256, in hex, over each channel's name and the digest of its frozen list."""
    return _sha256([list(pair) for pair in snapshots])


def plan_id(content: str, recipients: str, run: int) -> str:
    """The name of the ``run``-th plan of this content for these recipients."""
    return _sha256([content, recipients, run])[:LENGTH]


def short(plan: str) -> str:
    """The beginning of a plan's name, as people are shown it; six digits are enough to name it."""
    return plan[:_SHOWN]


def _sha256(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode("ascii")).hexdigest()
