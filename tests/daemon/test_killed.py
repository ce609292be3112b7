"""Killed at every step from the occurrence to its end: nothing doubled, nothing lost."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.store.occurrences import occurrences_of
from newsletter.store.plan_channels import channels_of
from newsletter.store.status import deliveries
from tests.daemon.killed_process import worked
from tests.daemon.project import TOML, Pier, add_article, pier
from tests.daemon.real_world import mail_server
from tests.daemon.simulation import MovedClock, utc

pytestmark = pytest.mark.slow

SCHEDULE = 'every = "Thursday"\nat = "09:00"\ntimezone = "UTC"\napproval = "auto"\n'
BEGIN, TIME = utc(2026, 11, 23), utc(2026, 11, 26, 9)
SMTP = """
sender = "smtp"
host = "127.0.0.1"
security = "none"
connections = 1
port = {port}
audience"""
PEOPLE = {"ada@pier.example", "bo@quay.example"}


@dataclass(frozen=True)
class Account:
    """What the server took of one run that was killed and begun again, and what is on record."""

    point: int
    taken: Counter[str]
    states: dict[str, str]
    ends: list[str]


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> list[Account]:
    folder = tmp_path_factory.mktemp("killed-at-each-step")
    with mail_server(folder) as (port, log):
        _prepare(folder / "before", port)
        return list(_all(folder, log))


def _prepare(root: Path, port: int) -> None:
    root.mkdir()
    made = pier(root, BEGIN, SCHEDULE)
    text = TOML.replace('\nsender = "outbox"\naudience', SMTP.format(port=port))
    (root / "newsletter.toml").write_text(text)
    add_article(root, "Herring", "2026-11-24")
    made.work()
    made.store.close()


def _all(folder: Path, log: Path) -> Iterator[Account]:
    """Kill it at each point, until there is none."""
    point, code = 1, -9
    while code == -9:
        root = folder / str(point)
        shutil.copytree(folder / "before", root)
        begin = log.stat().st_size
        code = worked(root, TIME, point) or 0
        yield _account(root, point, log, begin)
        point += 1


def _account(root: Path, point: int, log: Path, begin: int) -> Account:
    made = Pier(root, MovedClock(TIME))
    for minutes in range(0, 20, 5):
        made.work_at(TIME + timedelta(minutes=minutes))
    with log.open() as lines:
        lines.seek(begin)
        taken = Counter(line.partition("\t")[0] for line in lines)
    with made.store.reading() as connection:
        rows = occurrences_of(connection)
        mail = [
            channel
            for row in rows
            for channel in channels_of(connection, row.plan or "")
            if channel.channel == "outbox"
        ]
        found = [one for channel in mail for one in deliveries(connection, channel)]
    made.store.close()
    states: dict[str, str] = {one.address: one.state for one in found}
    return Account(point, taken, states, [row.state for row in rows])


def test_there_were_many_points(accounts: list[Account]) -> None:
    assert len(accounts) > 20


def test_the_occurrence_has_one_row_and_its_end(accounts: list[Account]) -> None:
    assert {tuple(one.ends) for one in accounts} == {("sent",)}


def test_nobody_was_written_to_twice(accounts: list[Account]) -> None:
    assert [one for one in accounts if max(one.taken.values(), default=0) > 1] == []


def test_everybody_has_it_or_is_named_as_in_doubt(accounts: list[Account]) -> None:
    lost = [
        (one.point, who)
        for one in accounts
        for who in PEOPLE
        if not one.taken[who] and one.states.get(who) != "unknown"
    ]
    assert lost == []


def test_who_is_on_record_as_accepted_has_it(accounts: list[Account]) -> None:
    wrong = [
        (one.point, who)
        for one in accounts
        for who, state in one.states.items()
        if state == "accepted" and not one.taken[who]
    ]
    assert wrong == []


def test_at_most_kills_everybody_is_simply_accepted(accounts: list[Account]) -> None:
    clean = [one for one in accounts if set(one.states.values()) == {"accepted"}]
    assert len(clean) > len(accounts) / 2
