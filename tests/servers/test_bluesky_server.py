"""Bluesky against its own server: what is read back, and what is there once after any accident."""

import itertools
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from newsletter.errors import Unreachable
from newsletter.model import Card, Part, Post
from newsletter.outcome import Outcome
from newsletter.ports import ChannelContext
from newsletter.posting import NotesInMemory, Picture, Posting
from newsletter.project.clock import SystemClock
from newsletter.secrets.stored import stored_secrets
from newsletter.secrets.vault import ProjectVault
from newsletter.senders.social.bluesky.sender import BlueskySender, create
from newsletter.social.measure import measure
from newsletter.usecases.starting import start_project
from tests.delivery.plans import TestClock
from tests.senders.exactly_once import a_post, tell
from tests.servers.pds import Account, Pds
from tests.servers.proxy import Fate, Proxy

FAMILY = "👩‍👩‍👧‍👦"
TEXT = f"{FAMILY} Größere Brücken: https://acme.example/brücke?a=1#zwei #Brücken #橋 $ACME"
PATIENCE = 60
names = itertools.count(1)


@pytest.fixture
def account(pds: Pds) -> Account:
    return pds.account(f"acme{next(names)}")


@dataclass(frozen=True, slots=True)
class Desk:
    """A sender of one account, whose way to the server leads over the proxy."""

    pds: Pds
    proxy: Proxy
    account: Account
    folder: Path

    def sender(self, **options: object) -> BlueskySender:
        given = {
            "endpoint": self.proxy.url,
            "handle": self.account.handle,
            "app_password": self.account.app_password,
            **options,
        }
        secrets = ProjectVault(
            stored_secrets(self.folder, "test", variables={}), self.folder / "kept"
        )
        context = ChannelContext("news", given, self.folder, SystemClock(), secrets)
        return create(context)

    def send(self, item: Posting, **options: object) -> Outcome:
        with self.sender(**options).session() as session:
            return session.send(item)

    @property
    def posts(self) -> list[dict[str, Any]]:
        return self.pds.posts(self.account)

    @property
    def texts(self) -> list[str]:
        return [one["value"]["text"] for one in self.posts]


@pytest.fixture
def desk(pds: Pds, proxy: Proxy, account: Account, tmp_path: Path) -> Desk:
    return Desk(pds, proxy, account, tmp_path)


def posting(*texts: str, picture: Picture | None = None) -> Posting:
    parts = tuple(Part(text, len(text), 300) for text in texts or (TEXT,))
    card = Card("Größere Brücken", "Zwölf Studien – und 橋")
    post = Post(
        "bluesky", "articles/bridge.md", parts, "https://acme.example/brücke", (), card, "de"
    )
    key, now = f"key-{next(names)}", SystemClock().now()
    return Posting(post, key, now, NotesInMemory(), lambda: picture)


def photo(width: int, height: int) -> Picture:
    """One that cannot be made small without making it less."""
    into = BytesIO()
    pixels = random.Random(7).randbytes(width * height * 3)
    Image.frombytes("RGB", (width, height), pixels).save(into, "PNG")
    return Picture(into.getvalue(), "image/png", width, height, "Eine lange Brücke 🌉")


def test_what_was_posted_is_read_back_equal(desk: Desk) -> None:
    item = posting(picture=photo(900, 600))
    outcome = desk.send(item, picture="image")
    (post,) = desk.posts
    assert outcome.state == "accepted"
    assert post["value"] == json.loads(item.notes.get("part.0.record") or "")
    assert (
        outcome.receipt
        == f"https://bsky.app/profile/{desk.account.did}/post/" + (post["uri"].rpartition("/")[2])
    )


def test_links_and_tags_are_where_the_server_was_told(desk: Desk) -> None:
    desk.send(posting())
    value = desk.posts[0]["value"]
    raw = value["text"].encode()
    places = [(one["index"]["byteStart"], one["index"]["byteEnd"]) for one in value["facets"]]
    shown = [raw[start:end].decode() for start, end in places]
    assert shown == ["https://acme.example/brücke?a=1#zwei", "#Brücken", "#橋", "$ACME"]


def test_a_picture_is_kept_as_it_was_sent(desk: Desk) -> None:
    desk.send(posting(picture=photo(900, 600)), picture="image")
    (image,) = desk.posts[0]["value"]["embed"]["images"]
    data = desk.pds.blob(desk.account, image["image"]["ref"]["$link"])
    assert Image.open(BytesIO(data)).size == (900, 600)
    assert (image["alt"], image["image"]["size"]) == ("Eine lange Brücke 🌉", len(data))


def test_a_card_with_a_large_picture_is_taken(desk: Desk) -> None:
    assert desk.send(posting(picture=photo(1600, 1200))).state == "accepted"
    external = desk.posts[0]["value"]["embed"]["external"]
    assert external["title"] == "Größere Brücken"
    assert external["thumb"]["size"] <= 1_000_000


LONGEST = [
    "x" * 300,
    "é" * 300,
    "橋" * 300,
    FAMILY * 100 + "x" * 200,
    "e\u0301" * 300,
    "🇩🇪" * 300,
    "1\ufe0f\u20e3" * 300,
]


def raw_put(desk: Desk, text: str) -> bool:
    """Does the server itself take a post of that text?"""
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-24T09:00:00.000Z"}
    given = {"repo": desk.account.did, "collection": "app.bsky.feed.post", "record": record}
    bearer = {"Authorization": f"Bearer {desk.pds.session(desk.account)}"}
    answer = desk.pds.ask("POST", "repo.createRecord", headers=bearer, json=given)
    assert answer.ok or "too big" in answer.text, answer.text
    return answer.ok


@pytest.mark.parametrize("text", LONGEST, ids=range(len(LONGEST)))
def test_300_characters_are_posted(desk: Desk, text: str) -> None:
    assert measure("bluesky", text).length == 300
    assert desk.send(posting(text)).state == "accepted"
    assert desk.texts == [text]


@pytest.mark.parametrize("text", LONGEST, ids=range(len(LONGEST)))
def test_301_characters_are_refused_by_us_as_by_the_server(desk: Desk, text: str) -> None:
    assert desk.send(posting(text + "!")).state == "rejected"
    assert not raw_put(desk, text + "!")
    assert desk.texts == []


def test_a_token_that_expires_in_mid_send_is_renewed(desk: Desk) -> None:
    def two_hours_later(method: str, request: bytes) -> bytes:
        second = method.endswith("putRecord") and desk.proxy.count("putRecord") == 1
        token = re.search(rb"Bearer (\S+)", request)
        if not second or not token:
            return request
        return request.replace(token[1], desk.pds.expired(token[1].decode()).encode())

    desk.proxy.rewrite = two_hours_later
    assert desk.send(posting("One", "Two", "Three")).state == "accepted"
    assert any(b"ExpiredToken" in one.answer for one in desk.proxy.passed)
    assert (desk.proxy.count("refreshSession"), desk.proxy.count("createSession")) == (1, 1)
    assert desk.texts == ["One", "Two", "Three"]


def test_a_session_is_used_by_the_next_run(desk: Desk) -> None:
    for number in range(3):
        desk.send(posting(f"Post {number}"))
    assert desk.proxy.count("createSession") == 1


def test_signing_in_too_often_is_told_as_such(desk: Desk) -> None:
    for _ in range(30):
        desk.pds.session(desk.account)
    with pytest.raises(Unreachable) as stopped, desk.sender().session():
        pass
    assert "Rate Limit Exceeded" in stopped.value.problems[0].text


def test_the_account_is_found_where_it_lives(desk: Desk) -> None:
    sender = desk.sender(endpoint=None, server=desk.pds.url)
    with sender.session() as session:
        outcome = session.send(posting("At home"))
        account = session.account()
    assert (outcome.state, desk.texts) == ("accepted", ["At home"])
    assert (account.name, account.problems) == (f"@{desk.account.handle}", ())
    assert account.facts[0] == f"it lives on http://localhost:{desk.pds.port}"


def in_order(posts: list[dict[str, Any]]) -> bool:
    """Each part answers the one before, and all of them the first."""
    references = [{"uri": one["uri"], "cid": one["cid"]} for one in posts]
    wanted: list[Any] = [None]
    wanted += [{"root": references[0], "parent": one} for one in references[:-1]]
    return [one["value"].get("reply") for one in posts] == wanted


@pytest.mark.parametrize("fate", ["cut before", "cut after"])
@pytest.mark.parametrize("part", range(5))
def test_a_thread_that_is_cut_anywhere_goes_on_there(desk: Desk, fate: Fate, part: int) -> None:
    desk.proxy.fates = [*["pass"] * part, fate]  # type: ignore[list-item]
    post = a_post("bluesky", 5)
    told = tell(desk.sender, desk.folder, TestClock(), post=post, runs=3)
    assert told.state == "accepted"
    assert desk.texts == [one.text for one in post.parts]
    assert in_order(desk.posts)


STORY = "Nothing is as long as a bridge that nobody has walked over to its other end yet."
ARTICLE = f"""---
title: A story in five parts
url: https://acme.example/five
date: 2026-11-24
tags: [Brücken]
thread: true
summary: >
  {{}}
---

{STORY}
"""


@dataclass(frozen=True, slots=True)
class Project:
    """A project with one article, and its approved plan."""

    folder: Path

    def start(self, line: str) -> "subprocess.Popen[str]":
        words = [sys.executable, "-m", "newsletter", "--json", *line.split()]
        return subprocess.Popen(words, cwd=self.folder, stdout=subprocess.PIPE, text=True)

    def run(self, line: str) -> dict[str, Any]:
        process = self.start(line)
        out, _ = process.communicate(timeout=PATIENCE)
        last: dict[str, Any] = json.loads(out.splitlines()[-1])
        return {**last, "code": process.returncode}

    def killed_in_mid_answer(self, line: str, proxy: Proxy) -> None:
        """End a command with kill -9 while an answer is held back from it."""
        process = self.start(line)
        held = proxy.held.wait(PATIENCE)
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate(timeout=PATIENCE)
        assert held, said
        until = time.monotonic() + PATIENCE
        while proxy.held.is_set() and time.monotonic() < until:
            time.sleep(0.01)


def project(desk: Desk, summary: str) -> tuple[Project, str]:
    """A project that posts as the desk's account, and the id of a plan that may go out."""
    folder = desk.folder / "paper"
    list(start_project(folder))
    for article in (folder / "articles").glob("*.*"):
        article.unlink()
    (folder / "articles" / "five.md").write_text(ARTICLE.format(summary), "utf-8")
    settings = (folder / "newsletter.toml").read_text("utf-8").split("\n[channels.")[0]
    settings = settings.replace("live = false", "live = true")
    settings = re.sub(r'hold = "\w+"', 'hold = "0s"', settings)
    channel = (
        '\n[channels.bluesky]\nsender = "bluesky"\n'
        f'handle = "{desk.account.handle}"\nendpoint = "{desk.proxy.url}"\n'
        'app_password = { secret = "bluesky-password" }\n'
    )
    (folder / "newsletter.toml").write_text(settings + channel, "utf-8")
    (folder / ".newsletter/secrets/bluesky-password").write_text(desk.account.app_password)
    made = Project(folder)
    edition = made.run("build")["edition"]
    plan: str = made.run(f"plan {edition}")["plan"]
    assert made.run(f"approve {plan} --yes")["code"] == 0
    return made, plan


def test_a_send_that_is_killed_before_the_answer_posts_once(desk: Desk) -> None:
    paper, plan = project(desk, "A short one.")
    desk.proxy.fates = ["hold"]
    paper.killed_in_mid_answer(f"send {plan} --confirm 0", desk.proxy)
    assert len(desk.posts) == 1
    ended = paper.run(f"send {plan} --confirm 0")
    assert (ended["code"], ended["posts"], ended["unknown"]) == (0, 1, 0)
    assert len(desk.posts) == 1
    assert desk.proxy.count("createSession") == 1


def test_a_thread_whose_send_is_killed_after_each_part_is_whole_in_the_end(desk: Desk) -> None:
    summary = " ".join(f"This is what part number {n} tells: {STORY} {STORY}" for n in range(4))
    paper, plan = project(desk, summary)
    for part in range(1, 6):
        desk.proxy.fates = ["hold"]
        paper.killed_in_mid_answer(f"send {plan} --confirm 0", desk.proxy)
        assert len(desk.posts) == part
    ended = paper.run(f"send {plan} --confirm 0")
    assert (ended["code"], ended["posts"]) == (0, 1)
    assert [text[-3:] for text in desk.texts] == [f"{part}/5" for part in range(1, 6)]
    assert in_order(desk.posts)


def listens(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), 5).close()
    except OSError:
        return False
    return True


def test_the_server_is_reached_from_this_computer_alone(pds: Pds) -> None:
    assert listens("127.0.0.1", pds.port)
    assert not listens("127.0.0.2", pds.port)


STARTER = """
import sys, time
from pathlib import Path
from tests.servers.pds import running
with running(Path(sys.argv[1])) as pds:
    print(pds.port, flush=True)
    time.sleep(60)
"""


def test_the_server_ends_with_the_process_that_started_it(pds: Pds, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    words = [sys.executable, "-c", STARTER, str(tmp_path)]
    starter = subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, text=True)
    assert starter.stdout
    port = int(starter.stdout.readline())
    assert listens("127.0.0.1", port)
    os.kill(starter.pid, signal.SIGKILL)
    starter.communicate()
    until = time.monotonic() + PATIENCE
    while listens("127.0.0.1", port) and time.monotonic() < until:
        time.sleep(0.05)
    assert not listens("127.0.0.1", port)
