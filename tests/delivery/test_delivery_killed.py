"""Killed at any instant, any number of times: everyone is accounted for.

The negative controls are killed in the same way, and are caught losing people or doubling mails.
"""

import signal
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

import pytest

from newsletter.delivery.items import message_id
from newsletter.store.opening import Store, open_store
from newsletter.store.plan_channels import PlanChannel
from newsletter.store.status import counts, deliveries
from tests.delivery.killing import (
    CONNECTIONS,
    Story,
    kill_over_and_over,
    process,
    recording_sink,
)
from tests.delivery.plans import PLAN, email_plan

pytestmark = pytest.mark.slow

SIZE, KILLS = 40_000, 25
SMALL, FEW = 6_000, 5
BETWEEN, SOME = 20_000, 12
NEAR = 50
"""Messages that are under way at the time of a kill, or nearly."""


@dataclass(frozen=True, slots=True)
class Account:
    """A story of kills, beside what the store has on record."""

    story: Story
    accepted: frozenset[str]
    unknown: frozenset[str]
    retried: frozenset[str]
    size: int

    @property
    def doubts(self) -> list[int]:
        """How many came into doubt by each kill."""
        return [after - before for before, after in pairwise(self.story.counted)]

    @property
    def kills_amid_retries(self) -> int:
        """How many kills had messages of a second try just before them and just after."""
        taken = [recipient for recipient, _ in self.story.taken]
        return sum(
            not self.retried.isdisjoint(taken[max(0, at - NEAR) : at])
            and not self.retried.isdisjoint(taken[at : at + NEAR])
            for _, at in self.story.kills
        )


def killed(url: str, folder: Path, size: int, kills: int, processes: int = 1) -> Account:
    store = open_store(url, folder)
    channel = email_plan(store, size)
    with recording_sink(folder) as (port, log):
        story = kill_over_and_over(
            lambda: process(
                "tests.delivery.sender_process", url, folder, port, CONNECTIONS, processes
            ),
            log,
            size=size,
            kills=kills,
            count=lambda: unknown_count(store),
            child_too=processes > 1,
        )
    account = account_of(store, channel, story, size)
    store.close()
    return account


def unknown_count(store: Store) -> int:
    with store.reading() as connection:
        return counts(connection, [PLAN])[0].unknown


def account_of(store: Store, channel: PlanChannel, story: Story, size: int) -> Account:
    with store.reading() as connection:
        found = list(deliveries(connection, channel))
    by_state = {
        state: frozenset(one.address for one in found if one.state == state)
        for state in ("accepted", "unknown")
    }
    retried = frozenset(one.address for one in found if one.attempt > 0)
    return Account(story, by_state["accepted"], by_state["unknown"], retried, size)


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Account:
    return killed("sqlite:///state.db", tmp_path_factory.mktemp("killed"), SIZE, KILLS)


@pytest.fixture(scope="module")
def on_postgres(
    postgres_socket: str, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Account:
    from tests.store.conftest import _create_database, _url

    _create_database(postgres_socket, f"CREATE DATABASE killed TEMPLATE {postgres_template}")
    folder = tmp_path_factory.mktemp("killed-on-postgres")
    return killed(_url(postgres_socket, "killed"), folder, SMALL, FEW)


@pytest.fixture(scope="module")
def with_processes(tmp_path_factory: pytest.TempPathFactory) -> Account:
    """Two processes send; now and then one of them is killed instead of the one that started it."""
    folder = tmp_path_factory.mktemp("killed-with-processes")
    return killed("sqlite:///state.db", folder, BETWEEN, SOME, processes=2)


@pytest.fixture(params=["on_sqlite", "on_postgres", "with_processes"])
def account(request: pytest.FixtureRequest) -> Account:
    found: Account = request.getfixturevalue(request.param)
    return found


def test_nobody_was_written_to_twice(account: Account) -> None:
    assert [who for who, times in account.story.recipients.items() if times > 1] == []


def test_nobody_was_skipped(account: Account) -> None:
    assert len(account.accepted | account.unknown) == account.size


def test_whoever_is_on_record_as_accepted_was_accepted(account: Account) -> None:
    assert account.accepted - set(account.story.recipients) == set()


def test_whomever_the_server_took_is_accepted_or_named_as_in_doubt(account: Account) -> None:
    assert set(account.story.recipients) - account.accepted - account.unknown == set()


def test_almost_everybody_is_accepted(account: Account) -> None:
    assert len(account.accepted) >= 0.97 * account.size


def test_only_what_was_started_is_in_doubt(account: Account) -> None:
    """What one kill left is on record at its own end, or when the next run begins."""
    most = 2 * CONNECTIONS
    assert [n for n, sum_ in enumerate(accumulate(account.doubts), 1) if sum_ > n * most] == []


def test_every_kill_came_between_the_first_mail_and_the_last(account: Account) -> None:
    assert account.story.every_kill_was_in_the_middle


def test_both_ways_of_killing_were_tried(account: Account) -> None:
    assert {number for number, _ in account.story.kills} == {signal.SIGKILL, signal.SIGTERM}


def test_there_were_as_many_kills_as_promised(on_sqlite: Account) -> None:
    assert len(on_sqlite.story.kills) == KILLS


def test_kills_hit_retries_too(on_sqlite: Account) -> None:
    assert on_sqlite.kills_amid_retries > 0


def test_a_kill_before_the_retries_is_not_amid_them() -> None:
    taken = [(f"p{n}", "") for n in range(1000)]
    retried = frozenset(f"p{n}" for n in range(800, 1000))
    early, amid = (signal.SIGKILL, 400), (signal.SIGKILL, 900)
    stories = [Story(kills=[kill], taken=taken) for kill in (early, amid)]
    found = [Account(one, frozenset(), frozenset(), retried, 1000) for one in stories]
    assert [one.kills_amid_retries for one in found] == [0, 1]


def test_every_message_carried_the_id_of_its_recipient(account: Account) -> None:
    wrong = [
        (who, number)
        for who, number in account.story.taken
        if number != message_id(PLAN, "email", int(who[1:].partition("@")[0]), "acme.example")
    ]
    assert wrong == []


def controlled(when: str, folder: Path) -> Story:
    file = folder / "checkpoint"
    with recording_sink(folder) as (port, log):
        return kill_over_and_over(
            lambda: process(
                "tests.delivery.checkpoint_process", when, file, SMALL, port, CONNECTIONS
            ),
            log,
            size=SMALL,
            kills=10,
        )


def lost(story: Story) -> int:
    return SMALL - len(story.recipients)


def doubled(story: Story) -> int:
    return sum(times > 1 for times in story.recipients.values())


@pytest.mark.parametrize(("when", "harm"), [("fetch", lost), ("after", doubled)])
def test_a_checkpoint_is_caught(when: str, harm: Callable[[Story], int], tmp_path: Path) -> None:
    assert harm(controlled(when, tmp_path)) > 0
