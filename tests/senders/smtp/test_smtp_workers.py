"""Several processes send as one does: nobody twice, nobody lost, and they end with who asked."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import pytest

from newsletter.channels.rates import Rate
from newsletter.errors import AuthRefused, NewsletterError, Unreachable
from newsletter.model import Message
from newsletter.ports import BulkOrder
from newsletter.senders.smtp.options import SmtpOptions, Timeouts
from newsletter.senders.smtp.sender import SmtpSender
from newsletter.senders.smtp.workers import SmtpWorkers, processes_for, shares
from tests.senders.smtp.hostile import Drop, HostileServer, Silence, always, at
from tests.senders.smtp.sending import QUICK, Diary, Run, as_it_is, broken_promises, message, smtp

MESSAGES = [message(number) for number in range(40)]


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    path = tmp_path / "started"
    path.touch()
    return Diary(path)


PATIENT = Timeouts(goodbye=0.5, pause=0.01)


def two(
    server: HostileServer, timeouts: Timeouts = QUICK, connections: int = 4, **options: object
) -> SmtpSender:
    return smtp(server, timeouts, processes=2, connections=connections, **options)


def sent(sender: SmtpSender, diary: Diary, messages: list[Message] = MESSAGES) -> Run:
    run = Run()
    with sender.bulk_session(BulkOrder(as_it_is, diary, len(messages))) as session:
        assert isinstance(session, SmtpWorkers)
        session.submit(list(enumerate(messages)))
        try:
            while len(run.outcomes) < len(messages) and (found := session.outcomes(10)):
                run.add(found)
        except NewsletterError as error:
            run.error = error
        run.add(session.drain(5))
    run.started = diary.started
    return run


def unmade(_: Message) -> Message:
    raise LookupError("no such person")


def test_everybody_is_written_to_once_by_one_of_two_processes(diary: Diary) -> None:
    with HostileServer() as server:
        run = sent(two(server), diary)
    assert broken_promises(run, server, MESSAGES) == []
    assert run.states == ["accepted"] * len(MESSAGES)
    assert len(server.taken) == len(MESSAGES)


def test_what_a_server_refuses_is_told_as_it_is_by_one_process(diary: Diary) -> None:
    with HostileServer(at("RCPT", b"550 nobody\r\n"), at("DOT", Drop(taken=True))) as server:
        run = sent(two(server), diary)
    assert broken_promises(run, server, MESSAGES) == []
    assert sorted(set(run.states)) == ["accepted", "rejected", "unknown"]


def test_a_message_that_cannot_be_made_is_a_failure_of_its_own(diary: Diary) -> None:
    with (
        HostileServer() as server,
        two(server).bulk_session(BulkOrder(unmade, diary, 1)) as session,
    ):
        session.submit([(7, MESSAGES[0])])
        outcomes = session.outcomes(10)
    assert [(number, one.state) for number, one in outcomes] == [(7, "failed")]
    assert diary.started == []


def test_a_refused_sign_in_is_raised_here(diary: Diary) -> None:
    with (
        HostileServer(always("AUTH", b"535 no\r\n")) as server,
        pytest.raises(AuthRefused) as caught,
    ):
        sent(two(server, username="news", auth="plain"), diary)
    assert [problem.code for problem in caught.value.problems] == ["smtp-sign-in"]


def test_a_server_that_is_not_there_is_raised_here(diary: Diary) -> None:
    with HostileServer() as server:
        pass
    with pytest.raises(Unreachable) as caught:
        sent(two(server), diary)
    assert [problem.code for problem in caught.value.problems] == ["smtp-unreachable"]


def test_draining_starts_nothing_more(diary: Diary) -> None:
    run, messages = Run(), [message(number) for number in range(400)]
    with (
        HostileServer() as server,
        two(server).bulk_session(BulkOrder(as_it_is, diary, 400)) as session,
    ):
        session.submit(list(enumerate(messages)))
        run.add(session.outcomes(5))
        run.add(session.drain(5))
        run.started = diary.started
    assert broken_promises(run, server, messages) == []
    assert set(run.outcomes) == set(run.started)


def test_what_is_unanswered_at_the_end_of_a_drain_is_unknown(diary: Diary) -> None:
    run = Run()
    with HostileServer(then=always("DOT", Silence(taken=True))) as server:
        sender = two(server, timeouts=PATIENT)
        with sender.bulk_session(BulkOrder(as_it_is, diary, 2)) as session:
            session.submit(list(enumerate(MESSAGES[:2])))
            wait_for(lambda: len(server.taken) == 2)
            run.add(session.drain(0.2))
    assert run.states == ["unknown", "unknown"]


def test_a_process_that_is_killed_stops_the_session_and_the_others_finish(diary: Diary) -> None:
    run = Run()
    with (
        HostileServer(then=always("DOT", Silence())) as server,
        two(server).bulk_session(BulkOrder(as_it_is, diary, 40)) as session,
    ):
        assert isinstance(session, SmtpWorkers)
        session.submit(list(enumerate(MESSAGES)))
        wait_for(lambda: len(diary.started) >= 4)
        os.kill(session.processes[0], signal.SIGKILL)
        with pytest.raises(NewsletterError) as caught:
            session.outcomes(10)
        run.add(session.drain(0.2))
    assert [problem.code for problem in caught.value.problems] == ["smtp-worker"]
    assert set(run.outcomes) < set(diary.started)


def test_processes_end_when_the_one_that_they_work_for_lets_go(diary: Diary) -> None:
    with (
        HostileServer() as server,
        two(server).bulk_session(BulkOrder(as_it_is, diary, 1)) as session,
    ):
        assert isinstance(session, SmtpWorkers)
        processes = session.processes
    assert [number for number in processes if Path(f"/proc/{number}").exists()] == []


def wait_for(ready: Callable[[], bool]) -> None:
    until = monotonic() + 10
    while not ready():
        assert monotonic() < until, "it does not happen"
        sleep(0.01)


OPTIONS = SmtpOptions(host="mail.acme.example", connections=10)


@pytest.mark.parametrize(
    ("options", "expected", "cores", "processes"),
    [
        ({}, 1_000_000, 4, 4),
        ({}, 1_000_000, 64, 8),
        ({}, 1_000_000, 1, 1),
        ({}, 30_000, 64, 3),
        ({}, 19_999, 64, 1),
        ({}, 0, 64, 1),
        ({"connections": 3}, 1_000_000, 64, 3),
        ({"rate": Rate(100, 1)}, 1_000_000, 64, 1),
        ({"rate": Rate(60_000, 60)}, 1_000_000, 64, 1),
        ({"rate": Rate(5_000, 1)}, 1_000_000, 4, 4),
        ({"processes": 2}, 1, 1, 2),
        ({"processes": 1}, 1_000_000, 64, 1),
        ({"processes": 9, "connections": 2}, 1, 1, 2),
    ],
)
def test_there_are_as_many_processes_as_are_worth_it(
    options: dict[str, object], expected: int, cores: int, processes: int
) -> None:
    made = replace(OPTIONS, **options)  # type: ignore[arg-type]
    assert processes_for(made, expected, cores) == processes


def test_processes_share_connections_and_rate() -> None:
    made = shares(replace(OPTIONS, rate=Rate(9_000, 1)), 3)
    assert [one.connections for one in made] == [4, 3, 3]
    assert {one.rate for one in made} == {Rate(9_000, 3)}
