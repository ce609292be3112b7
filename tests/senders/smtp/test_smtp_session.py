"""Sessions as the delivery engine uses them, and the contract of all senders."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import enumerate as threads
from time import monotonic

import pytest

from newsletter.errors import Unreachable
from newsletter.model import Message
from newsletter.ports import Sender
from newsletter.senders.contract import SenderContract, sample_post
from newsletter.senders.smtp.options import Timeouts
from tests.senders.smtp.hostile import Drop, HostileServer, Silence, always, at
from tests.senders.smtp.sending import (
    IMPATIENT,
    QUICK,
    Run,
    broken_promises,
    message,
    order,
    send,
    smtp,
)

MESSAGES = [message(number) for number in range(6)]
PATIENT = Timeouts(goodbye=0.5, pause=0.01)


class TestSmtp(SenderContract):
    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        with HostileServer() as self.server:
            yield

    def sender(self) -> Sender:
        return smtp(self.server)

    def unreachable_sender(self) -> Sender:
        return smtp(closed_port())


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"421 4.7.0 too many connections\r\n", "421 4.7.0 too many connections"),
        (b"554 not for you\r\n", "554 not for you"),
        (Drop(), "closed the connection"),
        (b"SSH-2.0-OpenSSH\r\n", "no SMTP reply"),
        (Silence(), "gave no answer within 0.2 s"),
    ],
)
def test_a_session_that_does_not_open_says_what_the_server_said(
    answer: bytes | Drop | Silence, words: str
) -> None:
    with HostileServer(at("GREETING", answer)) as server, pytest.raises(Unreachable, match=words):
        send(smtp(server, IMPATIENT), MESSAGES)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70 + ".invalid", "a..b"])
def test_a_name_that_leads_nowhere_is_said_so(host: str) -> None:
    with pytest.raises(Unreachable) as caught:
        send(smtp(25, host=host), MESSAGES)
    assert host in caught.value.problems[0].text


def test_a_server_that_goes_away_ends_the_session_and_nobody_is_lost() -> None:
    with HostileServer(then=at("GREETING", b"421 down\r\n")) as server:
        server._scripts = (at("RCPT", Drop(), 3),)
        run = send(smtp(server), MESSAGES)
    assert isinstance(run.error, Unreachable)
    assert (run.states, run.started) == (["accepted", "accepted", "deferred"], [0, 1, 2])


def test_draining_starts_nothing_more_and_finishes_what_is_under_way() -> None:
    run = Run()
    messages = [message(number) for number in range(500)]
    with HostileServer() as server:
        with smtp(server, connections=2).bulk_session(order(run.started.append)) as session:
            session.submit(list(enumerate(messages)))
            run.add(session.outcomes(5))
            run.add(session.drain(5))
            started = len(run.started)
        assert len(run.started) == started
    assert broken_promises(run, server, messages) == []
    assert 0 < len(run.outcomes) < 500
    assert set(run.outcomes) == set(run.started)


def test_what_stays_unanswered_when_draining_is_unknown_and_the_rest_was_not_sent() -> None:
    run = Run()
    with HostileServer(at("DOT", Silence(taken=True))) as server:
        with smtp(server, PATIENT).bulk_session(order(run.started.append)) as session:
            session.submit(list(enumerate(MESSAGES)))
            assert session.outcomes(0.3) == []
            run.add(session.drain(0.2))
        assert [taken.recipients for taken in server.taken] == [("reader0@acme.example",)]
    assert (run.started, run.states) == ([0, 1], ["unknown", "deferred"])


def test_a_silent_server_does_not_hold_up_the_end_of_a_drained_session() -> None:
    with HostileServer(always("QUIT", Silence())) as server:
        before = monotonic()
        run = send(smtp(server), MESSAGES)
    assert run.states == ["accepted"] * 6
    assert monotonic() - before < 30


def test_a_session_that_is_left_ends_its_thread() -> None:
    with HostileServer() as server:
        sender = smtp(server)
        with suppress(ZeroDivisionError), sender.bulk_session(order()) as session:
            session.submit(list(enumerate(MESSAGES)))
            raise ZeroDivisionError
    assert [thread.name for thread in threads() if thread.name == "smtp"] == []


def test_a_mistake_of_the_caller_in_on_start_comes_out_where_it_can_be_seen() -> None:
    def mistaken(number: int) -> None:
        if number == 2:
            raise LookupError("no such number")

    with HostileServer() as server:
        run = send(smtp(server), MESSAGES, mistaken)
    assert isinstance(run.error, LookupError)
    assert sorted(run.outcomes) == [0, 1]
    assert len(server.taken) <= 2


def test_numbers_are_the_callers_own() -> None:
    with HostileServer() as server, smtp(server).bulk_session(order()) as session:
        session.submit([(4711, MESSAGES[0])])
        assert [number for number, _ in session.outcomes(5)] == [4711]
        session.submit([(-1, MESSAGES[1])])
        assert [number for number, _ in session.outcomes(5)] == [-1]


def test_a_quiet_connection_is_used_again() -> None:
    with HostileServer() as server, smtp(server, connections=5).session() as session:
        states = [session.send(each).state for each in MESSAGES]
    assert (states, len(server.talks)) == (["accepted"] * 6, 1)


def test_a_connection_that_ended_while_it_was_quiet_does_not_count_as_a_try() -> None:
    too_long = Drop(taken=True, words=b"250 ok\r\n421 4.4.2 idle for too long\r\n")
    scripts = (at("DOT", too_long), at("MAIL", Drop()))
    with HostileServer(*scripts) as server, smtp(server).session() as session:
        states = [session.send(each).state for each in MESSAGES[:2]]
    assert (states, len(server.talks)) == (["accepted"] * 2, 3)


def test_a_session_without_a_server_any_more_defers() -> None:
    with HostileServer() as server:
        opened = smtp(server, QUICK).session()
        session = opened.__enter__()
    outcome = session.send(MESSAGES[0])
    again = session.send(MESSAGES[1])
    opened.__exit__(None, None, None)
    assert [outcome.state, again.state] == ["deferred", "deferred"]
    assert "cannot be used" in again.text


def test_a_post_is_no_email() -> None:
    with HostileServer() as server, smtp(server).session() as session:
        assert session.send(sample_post()).state == "failed"


def test_a_message_for_nobody_at_all_stops_nothing() -> None:
    nobody = Message("<x@acme.example>", "news@acme.example", "", MESSAGES[0].data)
    with HostileServer() as server:
        run = send(smtp(server), [nobody, *MESSAGES[:2], nobody])
    assert run.states == ["failed", "accepted", "accepted", "failed"]
    assert run.started == [1, 2]


def test_a_rate_is_kept_at_the_point_of_sending() -> None:
    with HostileServer() as server:
        before = monotonic()
        run = send(smtp(server, rate="20 per second", connections=3), MESSAGES)
        taken = monotonic() - before
    assert run.states == ["accepted"] * 6
    assert taken >= 4 / 20


def test_a_rate_does_not_hold_up_draining() -> None:
    run = Run()
    with HostileServer() as server, smtp(server, rate="1 per hour").session() as session:
        bulk = session._bulk
        bulk.submit(list(enumerate(MESSAGES)))
        run.add(bulk.outcomes(5))
        run.add(bulk.drain(5))
    assert run.states == ["accepted"]


def test_capacity_grows_with_the_connections() -> None:
    with HostileServer() as server:
        capacities = []
        for connections in (1, 10):
            with smtp(server, connections=connections).bulk_session(order()) as session:
                capacities.append(session.capacity)
    assert capacities == [64, 320]
