import errno
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.errors import Unreachable, UnusableInput
from newsletter.model import Message, Part, Post
from newsletter.outcome import Outcome
from newsletter.ports import ChannelContext
from newsletter.posting import Item
from newsletter.project.atomic import Disk
from newsletter.senders.contract import under_way
from newsletter.senders.outbox import Outbox, create, file_name

MESSAGE = Message("<1@acme.example>", "news@acme.example", "mia@acme.example", b"To: mia\r\n\r\nHi")
THREAD = Post(
    "mastodon",
    "articles/käse.md",
    (Part("Über Käse 1/2", 13, 500), Part("Mehr #Käse 2/2", 14, 500)),
    "https://acme.example/kaese",
    ("#Käse",),
)


class NoonClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)


class FullDisk(Disk):
    def write(self, descriptor: int, data: memoryview) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class LockedDisk(Disk):
    def create(self, path: Path) -> int:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))


def outbox(folder: Path, /, **options: object) -> Outbox:
    return create(ChannelContext("outbox", options, folder, NoonClock()))


def send(sender: Outbox, *items: Item) -> list[Outcome]:
    with sender.session() as session:
        return [session.send(item) for item in items]


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


UNDER_WAY = under_way(THREAD)


def test_a_message_becomes_a_file_with_its_bytes(tmp_path: Path) -> None:
    (outcome,) = send(outbox(tmp_path), MESSAGE)
    assert outcome.state == "accepted"
    assert outcome.receipt is not None
    assert re.fullmatch(r"\.newsletter/outbox/mia-acme-example-[0-9a-f]{16}\.eml", outcome.receipt)
    assert (tmp_path / outcome.receipt).read_bytes() == MESSAGE.data


def test_a_post_becomes_a_text_to_read(tmp_path: Path) -> None:
    (outcome,) = send(outbox(tmp_path), UNDER_WAY)
    assert outcome.receipt is not None
    text = (tmp_path / outcome.receipt).read_text("utf-8")
    assert text == "Über Käse 1/2\n\n---\n\nMehr #Käse 2/2\n"


def test_a_post_becomes_data_for_scripts(tmp_path: Path) -> None:
    (outcome,) = send(outbox(tmp_path), UNDER_WAY)
    assert outcome.receipt is not None
    data = json.loads((tmp_path / outcome.receipt).with_suffix(".json").read_bytes())
    assert data == {
        "network": "mastodon",
        "article": "articles/käse.md",
        "parts": [
            {"text": "Über Käse 1/2", "length": 13, "limit": 500},
            {"text": "Mehr #Käse 2/2", "length": 14, "limit": 500},
        ],
        "link": "https://acme.example/kaese",
        "hashtags": ["#Käse"],
        "card": None,
        "lang": None,
    }


def test_nothing_but_the_items_is_left_in_the_folder(tmp_path: Path) -> None:
    send(outbox(tmp_path), MESSAGE, UNDER_WAY)
    assert [Path(name).suffix for name in files(tmp_path / ".newsletter")] == [
        ".json",
        ".txt",
        ".eml",
    ]


@pytest.mark.parametrize("item", [MESSAGE, UNDER_WAY])
def test_the_same_item_twice_is_one_file_and_one_receipt(tmp_path: Path, item: Item) -> None:
    first, second = send(outbox(tmp_path), item, item)
    assert first == second


@pytest.mark.parametrize("item", [MESSAGE, UNDER_WAY], ids=["message", "post"])
def test_what_became_of_an_item_is_seen_in_the_folder(tmp_path: Path, item: Item) -> None:
    with outbox(tmp_path).session() as session:
        before = session.reconcile(item)
        (sent,) = send(outbox(tmp_path), item)
        assert (before.state, session.reconcile(item)) == ("deferred", sent)


def test_two_messages_to_one_person_are_two_files(tmp_path: Path) -> None:
    other = Message("<2@acme.example>", MESSAGE.sender, MESSAGE.recipient, b"")
    first, second = send(outbox(tmp_path), MESSAGE, other)
    assert first.receipt != second.receipt


def test_two_posts_about_one_article_are_two_files(tmp_path: Path) -> None:
    other = Post(THREAD.network, THREAD.article, THREAD.parts[:1])
    first, second = send(outbox(tmp_path), UNDER_WAY, under_way(other))
    assert first.receipt != second.receipt


@settings(max_examples=200, derandomize=True, database=None, deadline=None)
@given(
    st.sampled_from(["", "../", "/", "con", "NUL", ".", "x" * 300]),
    st.text(max_size=20),
    st.booleans(),
)
def test_a_file_name_is_safe_on_every_system(begin: str, end: str, is_post: bool) -> None:
    text = begin + end
    item: Item = under_way(Post(text, text, ())) if is_post else Message(text, text, text, b"")
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{16,99}\.(eml|txt)", file_name(item))


def test_the_folder_can_be_another_one_of_the_project(tmp_path: Path) -> None:
    (outcome,) = send(outbox(tmp_path, folder="out/mail"), MESSAGE)
    assert outcome.receipt is not None
    assert outcome.receipt.startswith("out/mail/")


@pytest.mark.parametrize("folder", ["..", "../other", "/etc", "link"])
def test_the_folder_cannot_be_outside_the_project(tmp_path: Path, folder: str) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project/link").symlink_to("..")
    with pytest.raises(UnusableInput, match="path-outside-project"):
        outbox(tmp_path / "project", folder=folder)


def test_it_carries_email_unless_it_stands_for_a_network(tmp_path: Path) -> None:
    assert outbox(tmp_path).kind == "email"
    assert outbox(tmp_path, network="mastodon").kind == "social"


def test_nothing_leaves_this_computer(tmp_path: Path) -> None:
    assert outbox(tmp_path).limits.leaves_this_computer is False


def test_a_full_disk_fails_the_item_and_leaves_no_piece_of_it(tmp_path: Path) -> None:
    (outcome,) = send(Outbox(tmp_path, tmp_path / "outbox", disk=FullDisk()), MESSAGE)
    assert outcome.state == "failed"
    assert outcome.text.endswith("cannot be written: the disk is full.")
    assert files(tmp_path) == []


def test_a_folder_that_cannot_be_written_to_stops_the_session(tmp_path: Path) -> None:
    with pytest.raises(Unreachable) as caught:
        send(Outbox(tmp_path, tmp_path / "outbox", disk=LockedDisk()), MESSAGE)
    (problem,) = caught.value.problems
    assert (problem.code, problem.text) == (
        "cannot-write",
        "The outbox 'outbox' cannot be written to: permission denied.",
    )


def test_a_file_where_the_folder_should_be_stops_the_session(tmp_path: Path) -> None:
    (tmp_path / ".newsletter").touch()
    with pytest.raises(Unreachable, match="cannot-write"):
        send(outbox(tmp_path), MESSAGE)
