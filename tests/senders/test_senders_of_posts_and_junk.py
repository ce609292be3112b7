"""Networks that answer with anything: no sender of posts raises, or says more than it knows."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from newsletter.errors import AuthRefused, Unreachable
from newsletter.ports import Identifies, Reconciles, Sender
from newsletter.posting import Picture, Posting
from newsletter.senders.contract import under_way
from newsletter.senders.social import facebook, threads
from newsletter.senders.social.linkedin import sender as linkedin
from newsletter.senders.social.x import sender as x
from tests.delivery.plans import TestClock
from tests.fakes.facebook import FakeFacebook
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.server import Fake, Reset, Says, serving
from tests.fakes.threads import FakeThreads
from tests.fakes.x import FakeX
from tests.senders.exactly_once import a_post, channel
from tests.senders.pictures import png


@dataclass(frozen=True, slots=True)
class Network:
    """A network with its fake; ``publishes`` is the route that puts a post out."""

    fake: Callable[[], Fake]
    create: Callable[..., Any]
    options: dict[str, object]
    publishes: str
    prepares: tuple[str, ...]
    looks: tuple[str, ...]


NETWORKS = {
    "x": Network(FakeX, x.create, {"token": "x-token"}, "publish", ("upload",), ("me", "timeline")),
    "linkedin": Network(
        FakeLinkedIn,
        linkedin.create,
        {"token": "linkedin-token", "author": "urn:li:person:AbC-123"},
        "publish",
        ("begin_upload",),
        ("posts",),
    ),
    "threads": Network(
        FakeThreads,
        threads.create,
        {"token": "threads-token", "account": "17841400000000001"},
        "publish",
        ("make", "container"),
        ("container", "posts"),
    ),
    "facebook": Network(
        FakeFacebook,
        facebook.create,
        {"token": "facebook-page-token", "account": "102030405060"},
        "feed",
        ("photos",),
        ("stories_of_page",),
    ),
}
JUNK = {
    "nothing": b"",
    "text": b"<html>A proxy",
    "null": b"null",
    "list": b"[1]",
    "number": b'{"data": 5, "elements": 5, "id": {}, "value": 7, "status": []}',
    "strings": b'{"data": "x", "elements": "x", "status": "x", "error": "x"}',
    "odd lists": json.dumps(
        {
            "data": [None, 1, "x", [], {}, {"id": 1, "entities": 5, "referenced_tweets": [1]}],
            "elements": [None, {"id": None}],
            "error": {"code": "x", "message": {}},
        }
    ).encode(),
    "binary": bytes(range(256)),
    "deep": b"[" * 100_000,
}


@contextmanager
def opened(name: str) -> Iterator[tuple[Fake, Sender]]:
    network = NETWORKS[name]
    with serving(network.fake()) as fake:
        context = channel(TestClock(), endpoint=fake.url, picture="image", **network.options)
        made = network.create(context)
        yield fake, replace(made, pause=lambda _: None) if name == "threads" else made


def illustrated(name: str) -> Posting:
    picture = Picture(png(), "image/png", 8, 8, "A path in a wood")
    return replace(under_way(a_post(name)), picture=lambda: picture)


def answers(junk: str, status: int) -> list[Says | type[Reset]]:
    return [Says(status, JUNK[junk])] * 40


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("name", NETWORKS)
def test_success_without_sense_is_in_doubt(name: str, junk: str) -> None:
    with opened(name) as (fake, sender), sender.session() as session:
        fake.before[NETWORKS[name].publishes] = answers(junk, 200)
        outcome = session.send(illustrated(name))
    assert outcome.state == "unknown"


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("name", NETWORKS)
def test_an_error_without_sense_is_in_doubt(name: str, junk: str) -> None:
    with opened(name) as (fake, sender), sender.session() as session:
        fake.before[NETWORKS[name].publishes] = answers(junk, 500)
        outcome = session.send(illustrated(name))
    assert outcome.state == "unknown"


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("name", NETWORKS)
def test_a_step_before_publishing_without_sense_leaves_no_doubt(name: str, junk: str) -> None:
    for route in NETWORKS[name].prepares:
        with opened(name) as (fake, sender), sender.session() as session:
            fake.before[route] = answers(junk, 200)
            assert session.send(illustrated(name)).state in ("deferred", "failed")


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("name", NETWORKS)
def test_a_look_without_sense_finds_nothing(name: str, junk: str) -> None:
    for route in NETWORKS[name].looks:
        with opened(name) as (fake, sender), sender.session() as session:
            item = illustrated(name)
            fake.before[NETWORKS[name].publishes] = [Says(500, b"")]
            session.send(item)
            fake.before[route] = answers(junk, 200)
            assert isinstance(session, Reconciles)
            assert session.reconcile(item).state == "unknown"


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("name", NETWORKS)
def test_an_account_without_sense_is_told_or_refused(name: str, junk: str) -> None:
    with opened(name) as (fake, sender):
        for route in ("me", "page", "userinfo", "limit"):
            fake.before[route] = answers(junk, 200)
        try:
            with sender.session() as session:
                assert isinstance(session, Identifies)
                assert session.account().name
        except (AuthRefused, Unreachable) as error:
            assert error.problems  # noqa: PT017 - either is right
