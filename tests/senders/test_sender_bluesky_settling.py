"""What became of a post on Bluesky whose answer was lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsletter.model import Card
from newsletter.outcome import Outcome
from tests.delivery.plans import TestClock
from tests.fakes.bluesky import HANDLE, PASSWORD, Bluesky, throttled
from tests.fakes.server import Reset, Says, serving
from tests.senders.bluesky_world import World, external, posting
from tests.senders.exactly_once import a_post, killed, tell


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving(Bluesky()) as fake:
        yield World(fake, tmp_path)


def test_a_lost_answer_is_looked_up(world: World) -> None:
    world.fake.after["put_record"] = [Reset]
    with world.sender().session() as session:
        item = posting()
        assert session.send(item).state == "unknown"
        found = session.reconcile(item)
    assert (found.state, len(world.records)) == ("accepted", 1)


def test_a_request_that_was_lost_may_be_sent_at_once(world: World) -> None:
    world.fake.before["put_record"] = [Reset]
    with world.sender().session() as session:
        item = posting()
        session.send(item)
        assert session.reconcile(item).state == "deferred"
        assert session.send(item).state == "accepted"
    assert len(world.records) == 1


def test_sending_again_what_is_out_gives_the_same_receipt(world: World) -> None:
    first = world.send(posting())
    assert world.send(posting()) == first
    assert len(world.records) == 1


def test_a_look_that_fails_is_repeated_once(world: World) -> None:
    world.fake.after["put_record"] = [Reset]
    world.fake.before["get_record"] = [Reset]
    with world.sender().session() as session:
        item = posting()
        session.send(item)
        assert session.reconcile(item).state == "accepted"


@pytest.mark.parametrize("answers", [[Reset, Reset], [Says(500, {"error": "InternalServerError"})]])
def test_a_look_that_finds_nothing_out_leaves_it_unknown(world: World, answers: list[Any]) -> None:
    world.fake.after["put_record"] = [Reset]
    world.fake.before["get_record"] = answers
    with world.sender().session() as session:
        item = posting()
        session.send(item)
        assert session.reconcile(item).state == "unknown"


def test_another_post_of_the_same_key_is_not_taken_for_ours(world: World) -> None:
    world.send(posting("One"))
    outcome = world.send(posting("Another"))
    assert (outcome.state, world.record["text"]) == ("rejected", "One")


def test_a_record_that_is_made_differently_is_still_ours(world: World) -> None:
    """As after an update of this program between the attempt that was lost and the next one."""
    world.send(posting())
    item = posting(card=Card("Another title"))
    assert world.send(item).state == "accepted"
    assert external(world)["title"] == "A bridge"


def test_two_posts_of_one_instant_have_different_keys(world: World) -> None:
    for number in range(50):
        world.send(posting(key=f"key-{number}"))
    assert len(world.fake.posts) == 50


def test_too_many_posts_wait_until_the_server_says(world: World) -> None:
    world.fake.before["put_record"] = [throttled()]
    outcome = world.send(posting())
    assert (outcome.state, outcome.retry_at) == (
        "deferred",
        datetime.fromtimestamp(1795511400, UTC),
    )


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_error_of_the_server_leaves_the_post_in_doubt(world: World, status: int) -> None:
    world.fake.before["put_record"] = [Says(status, {"error": "InternalServerError"})]
    assert world.send(posting()).state == "unknown"


def test_an_answer_that_does_not_say_where_the_post_is_leaves_it_in_doubt(world: World) -> None:
    world.fake.after["put_record"] = [Says(200, "<html>welcome to the hotel</html>")]
    assert world.send(posting()).state == "unknown"


def test_a_post_that_is_refused_is_refused_for_good(world: World) -> None:
    refusal = Says(400, {"error": "InvalidRequest", "message": "Invalid record"})
    world.fake.before["put_record"] = [refusal]
    assert world.send(posting()) == Outcome("rejected", text="400 Invalid record InvalidRequest")


def test_an_account_that_was_taken_down_is_ours_to_mend(world: World) -> None:
    refusal = Says(400, {"error": "AccountTakedown", "message": "Account has been taken down"})
    world.fake.before["put_record"] = [refusal]
    assert world.send(posting()).state == "deferred"


@pytest.mark.parametrize("fault", ["before", "after"])
@pytest.mark.parametrize("part", range(5))
def test_a_thread_that_broke_anywhere_goes_on_there(
    world: World, tmp_path: Path, fault: str, part: int
) -> None:
    cuts: list[Any] = [None] * part + [Reset]
    faults = world.fake.before if fault == "before" else world.fake.after
    faults["put_record"] = cuts
    told = tell(world.sender, tmp_path, TestClock(), post=a_post("bluesky", 5), runs=3)
    assert told.state == "accepted"
    assert [one["text"] for one in world.records] == [p.text for p in a_post("bluesky", 5).parts]


def test_a_lost_answer_is_settled_within_the_run(world: World, tmp_path: Path) -> None:
    world.fake.after["put_record"] = [Reset]
    told = tell(
        world.sender, tmp_path, TestClock(), post=a_post("bluesky"), runs=1, look_again=(0.0,)
    )
    assert (told.state, len(world.records)) == ("accepted", 1)


@pytest.mark.parametrize("death", ["before send", "after send"])
def test_a_process_that_dies_posts_once_in_the_end(
    world: World, tmp_path: Path, death: Any
) -> None:
    clock = TestClock()
    options = {"server": world.fake.url, "handle": HANDLE, "app_password": PASSWORD}
    module = "newsletter.senders.social.bluesky.sender"
    killed(module, options, tmp_path, clock, post=a_post("bluesky"), death=death)
    clock.move(timedelta(minutes=3))
    told = tell(world.sender, tmp_path, clock, post=a_post("bluesky"), runs=2)
    assert (told.state, len(world.records)) == ("accepted", 1)
