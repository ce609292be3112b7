"""The outbox: a sender that writes files, and lets nothing leave this computer."""

import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from newsletter.errors import Unreachable, UnusableInput
from newsletter.model import Message, Post
from newsletter.outcome import Outcome
from newsletter.ports import ChannelContext, Limits, SenderKind
from newsletter.posting import Handover, Item
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.project.atomic import DISK, Disk, write_atomically
from newsletter.project.folder import inside

FOLDER = ".newsletter/outbox"
LIMITS = Limits(leaves_this_computer=False)
BETWEEN_PARTS = "\n\n---\n\n"


def create(context: ChannelContext) -> "Outbox":
    """The outbox of a channel. Options: ``folder`` in the project, ``network`` to rehearse posts.

    Raises:
        UnusableInput: path-outside-project: the folder is not in the project.
    """
    folder = inside(context.folder, str(context.options.get("folder", FOLDER)))
    kind: SenderKind = "social" if "network" in context.options else "email"
    return Outbox(context.folder.resolve(), folder, kind)


@dataclass(frozen=True, slots=True)
class Outbox:
    """One .eml file for each message, one .json and one .txt file for each post."""

    root: Path
    folder: Path
    kind: SenderKind = "email"
    disk: Disk = DISK
    name: str = "outbox"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["OutboxSession"]:
        """Make the folder, and try whether it can be written to.

        Raises:
            Unreachable: it cannot.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._try_to_write()
        except OSError as error:
            raise Unreachable(_unwritable(self.receipt(self.folder), error)) from error
        yield OutboxSession(self)

    def _try_to_write(self) -> None:
        probe = self.folder / f".newsletter-{secrets.token_hex(8)}.tmp"
        os.close(self.disk.create(probe))
        self.disk.remove(probe)

    def receipt(self, path: Path) -> str:
        """A file's path as people know it: within the project."""
        return path.relative_to(self.root).as_posix()


@dataclass(frozen=True, slots=True)
class OutboxSession:
    """Writes items into the folder of an outbox."""

    outbox: Outbox

    def send(self, item: Item) -> Outcome:
        """Write one item. The same item again writes the same file again."""
        path = self.outbox.folder / file_name(item)
        try:
            for file, data in _files(item, path):
                write_atomically(file, data, self.outbox.disk)
        except UnusableInput as error:
            return Outcome("failed", text=" ".join(problem.text for problem in error.problems))
        return Outcome("accepted", receipt=self.outbox.receipt(path))

    def reconcile(self, item: Item) -> Outcome:
        """Look whether its file is there; it appears as a whole, or not at all."""
        path = self.outbox.folder / file_name(item)
        if path.is_file():
            return Outcome("accepted", receipt=self.outbox.receipt(path))
        return Outcome("deferred", text="it is not in the outbox")


def _files(item: Item, path: Path) -> list[tuple[Path, bytes]]:
    if isinstance(item, Message):
        return [(path, item.data)]
    if isinstance(item, Handover):
        return [(path.with_suffix(".html"), _encoded(item.html)), (path, _encoded(item.text))]
    post = item.post
    return [(path.with_suffix(".json"), _as_json(post)), (path, _as_text(post))]


def file_name(item: Item) -> str:
    """A name that says what is in the file, and that no other item has.

    It holds small letters, digits and hyphens before its ending, so that it is safe in any
    folder of any system; a message is told apart by its id, a post by all that it says.
    """
    if isinstance(item, Message):
        return f"{_words(item.recipient)}-{_digest(item.message_id.encode(*_ANY))}.eml"
    if isinstance(item, Handover):
        return f"{_words(item.edition)}-{_digest(_encoded(item.html))}.txt"
    words = _words(f"{item.post.network} {Path(item.post.article).stem}")
    return f"{words}-{_digest(_as_json(item.post))}.txt"


_ANY = ("utf-8", "surrogatepass")


def _words(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text[:200].lower()))[:60].strip("-") or "item"


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]


def _as_json(post: Post) -> bytes:
    return json.dumps(asdict(post), indent=2).encode("ascii") + b"\n"


def _as_text(post: Post) -> bytes:
    return _encoded(BETWEEN_PARTS.join(part.text for part in post.parts) + "\n")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _unwritable(folder: str, error: OSError) -> Problem:
    reason = (error.strerror or "it failed").lower()
    text = f"The outbox '{printable(folder)}' cannot be written to: {reason}."
    return Problem("cannot-write", text, "Check who owns the project folder, and the disk.")
