"""A hostile server, and what must hold whatever it does."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.senders.smtp.hostile import OFFERS, Drop, HostileServer, Script, Silence, at, honest
from tests.senders.smtp.sending import IMPATIENT, QUICK, broken_promises, message, send, smtp

MESSAGES = [message(number) for number in range(5)]
ALL = ["accepted"] * 5
NO_PIPELINING = ("SIZE 1000000", "8BITMIME", "SMTPUTF8")


def but(number: int, state: str) -> list[str]:
    return [state if each == number else "accepted" for each in range(5)]


CASES: dict[str, tuple[list[Script], list[str]]] = {
    "honest": ([], ALL),
    "421 to MAIL": ([at("MAIL", b"421 bye\r\n", 2)], ALL),
    "421 to RCPT": ([at("RCPT", b"421 bye\r\n", 2)], ALL),
    "421 to DATA": ([at("DATA", b"421 bye\r\n", 2)], ALL),
    "421 to the dot": ([at("DOT", b"421 bye\r\n", 2)], but(1, "deferred")),
    "421 in the middle of a message": ([at("CONTENT", b"421 bye\r\n", 2)], but(1, "deferred")),
    "451 to the dot": ([at("DOT", b"451 later\r\n", 2)], but(1, "deferred")),
    "450 greylisting": ([at("RCPT", b"450 4.2.0 greylisted\r\n", 2)], but(1, "deferred")),
    "450 to MAIL": ([at("MAIL", b"450 later\r\n", 2)], but(1, "deferred")),
    "550 for one recipient": ([at("RCPT", b"550 5.1.1 unknown\r\n", 2)], but(1, "rejected")),
    "550 for the first": ([at("RCPT", b"550 5.1.1 unknown\r\n", 1)], but(0, "rejected")),
    "550 for the last": ([at("RCPT", b"550 5.1.1 unknown\r\n", 5)], but(4, "rejected")),
    "552 to MAIL": ([at("MAIL", b"552 too large\r\n", 2)], but(1, "rejected")),
    "552 to the dot": ([at("DOT", b"552 too large\r\n", 2)], but(1, "rejected")),
    "552 in the middle of a message": (
        [at("CONTENT", Drop(words=b"552 stop\r\n"), 2)],
        but(1, "rejected"),
    ),
    "553 to the sender": ([at("MAIL", b"553 not yours\r\n", 2)], but(1, "deferred")),
    "554 no relay": ([at("RCPT", b"554 5.7.1 Relay access denied\r\n", 2)], but(1, "deferred")),
    "554 our address is not known": (
        [at("DOT", b"554 Message rejected: Email address is not verified.\r\n", 2)],
        but(1, "deferred"),
    ),
    "554 to DATA": ([at("DATA", b"554 no\r\n", 2)], but(1, "rejected")),
    "554 after the dot": ([at("DOT", b"554 spam\r\n", 2)], but(1, "rejected")),
    "dropped at MAIL": ([at("MAIL", Drop(), 2)], ALL),
    "dropped at DATA": ([at("DATA", Drop(), 2)], ALL),
    "dropped after the dot, not taken": ([at("DOT", Drop(), 2)], but(1, "unknown")),
    "dropped after the dot, taken": ([at("DOT", Drop(taken=True), 2)], but(1, "unknown")),
    "a half reply to MAIL": ([at("MAIL", Drop(words=b"25"), 2)], ALL),
    "a half reply to the dot": (
        [at("DOT", Drop(taken=True, words=b"250-2.0.0 O"), 2)],
        but(1, "unknown"),
    ),
    "garbage to RCPT": ([at("RCPT", b"\x00\xff hello\r\n", 2)], ALL),
    "garbage to the dot": ([at("DOT", b"meow\r\n", 2)], but(1, "unknown")),
    "an endless line": ([at("MAIL", b"2" * 9000, 2)], ALL),
    "an endless reply": ([at("MAIL", b"250-x\r\n" * 500, 2)], ALL),
    "codes that change in a reply": ([at("MAIL", b"250-a\r\n550 b\r\n", 2)], ALL),
    "two answers to one command": ([at("MAIL", b"250 a\r\n250 b\r\n", 2)], ALL),
    "two answers to a dot": ([at("DOT", b"250 a\r\n250 b\r\n", 2)], ALL),
    "no permission where there has to be one": ([at("DATA", b"250 ok\r\n", 2)], ALL),
    "a wrong answer to RSET": (
        [
            lambda verb, count: (
                b"550 no\r\n"
                if (verb, count) == ("RCPT", 2)
                else b"503 no\r\n"
                if verb == "RSET"
                else None
            )
        ],
        but(1, "rejected"),
    ),
    "one recipient refused, content wanted": (
        [
            lambda verb, count: (
                {"RCPT": b"550 no\r\n", "DATA": b"354 go on\r\n"}.get(verb) if count == 2 else None
            )
        ],
        but(1, "rejected"),
    ),
    "the sender refused, content wanted": (
        [
            lambda verb, count: (
                {"MAIL": b"553 no\r\n", "DATA": b"354 go on\r\n"}.get(verb) if count == 2 else None
            )
        ],
        but(1, "deferred"),
    ),
}


@pytest.mark.parametrize("offers", [OFFERS, NO_PIPELINING], ids=["pipelined", "one by one"])
@pytest.mark.parametrize(("scripts", "states"), CASES.values(), ids=CASES)
def test_one_nasty_moment_costs_one_message_at_most(
    scripts: list[Script], states: list[str], offers: tuple[str, ...]
) -> None:
    with HostileServer(*scripts, offers=offers) as server:
        run = send(smtp(server), MESSAGES)
    assert (run.states, broken_promises(run, server, MESSAGES)) == (states, [])


@pytest.mark.parametrize(
    ("verb", "taken", "state"),
    [("MAIL", False, "accepted"), ("DOT", True, "unknown"), ("DOT", False, "unknown")],
)
def test_a_tarpit_is_left_when_its_time_is_over(verb: str, taken: bool, state: str) -> None:
    with HostileServer(at(verb, Silence(taken), 2)) as server:
        run = send(smtp(server, IMPATIENT), MESSAGES)
    assert (run.states, broken_promises(run, server, MESSAGES)) == (but(1, state), [])


def test_a_server_that_reads_no_more_before_the_dot_has_not_got_the_message() -> None:
    large = [message(number, 30_000_000) for number in range(2)]
    with HostileServer(at("CONTENT", Silence()), offers=("PIPELINING",)) as server:
        run = send(smtp(server, replace(QUICK, block=0.8, final=30)), large)
    assert (run.states, broken_promises(run, server, large)) == (["accepted"] * 2, [])


def test_a_server_that_closes_before_the_dot_has_not_got_the_message() -> None:
    large = [message(number, 30_000_000) for number in range(2)]
    with HostileServer(at("CONTENT", Drop()), offers=("PIPELINING",)) as server:
        run = send(smtp(server, replace(QUICK, final=30)), large)
    assert (run.states, broken_promises(run, server, large)) == (["accepted"] * 2, [])


def test_a_message_that_loses_its_connection_twice_is_deferred_with_the_reason() -> None:
    drop = at("RCPT", Drop(words=b"421 4.3.2 shutting down\r\n"))
    with HostileServer(drop, drop) as server:
        run = send(smtp(server), MESSAGES)
    assert run.states == but(0, "deferred")
    assert run.outcomes[0].text == (
        "reader0@acme.example: not sent: the server ended the connection: 421 4.3.2 shutting down"
    )


def test_a_server_that_always_drops_leaves_nobody_out() -> None:
    with HostileServer(then=at("MAIL", Drop())) as server:
        run = send(smtp(server, connections=3), MESSAGES)
    assert (run.states, server.taken) == (["deferred"] * 5, [])


def test_a_refusal_names_the_recipient_and_the_servers_words() -> None:
    words = b"550-5.1.1 No such user here.\r\n550 5.1.1 Ask the \x1b[31mpostmaster\r\n"
    with HostileServer(at("RCPT", words)) as server:
        run = send(smtp(server), MESSAGES[:1])
    assert run.outcomes[0].text == (
        "reader0@acme.example: 550 5.1.1 No such user here. 5.1.1 Ask the \\x1b[31mpostmaster"
    )


def test_a_refused_sender_is_not_the_recipients_fault() -> None:
    with HostileServer(at("MAIL", b"553 5.7.1 not yours\r\n")) as server:
        run = send(smtp(server), MESSAGES[:1])
    assert run.outcomes[0].text == (
        "reader0@acme.example: the sender news@acme.example was refused: 553 5.7.1 not yours"
    )


def test_the_receipt_is_the_servers_own() -> None:
    with HostileServer(at("DOT", b"250 2.0.0 queued as 4711\r\n")) as server:
        run = send(smtp(server), MESSAGES[:1])
    assert run.outcomes[0].receipt == "250 2.0.0 queued as 4711"


def test_after_a_refused_recipient_the_next_envelope_begins_with_rset() -> None:
    with HostileServer(at("RCPT", b"550 no\r\n", 2)) as server:
        send(smtp(server), MESSAGES[:3])
    verbs = [command.split()[0] for command in server.talks[0].commands]
    group = ["MAIL", "RCPT", "DATA"]
    assert verbs == ["EHLO", *group, *group, "RSET", *group, "QUIT"]


def test_the_envelope_of_the_next_message_travels_with_the_last_dot() -> None:
    with HostileServer(at("DOT", Silence(taken=True), 2)) as server:
        run = send(smtp(server, IMPATIENT), MESSAGES)
        first = server.talks[0].commands
    assert [command.split()[0] for command in first] == ["EHLO", *["MAIL", "RCPT", "DATA"] * 2]
    assert run.started[:3] == [0, 1, 2]
    assert run.states == but(1, "unknown")


def test_nobody_gets_an_empty_message_from_an_envelope_that_was_left_open() -> None:
    def script(verb: str, count: int) -> bytes | None:
        answers = {("DATA", 1): b"451 later\r\n", ("RSET", 1): b"250 I forget nothing\r\n"}
        return answers.get((verb, count))

    with HostileServer(script) as server:
        run = send(smtp(server), MESSAGES)
    assert run.states[0] == "deferred"
    assert broken_promises(run, server, MESSAGES) == []


def test_a_connection_carries_no_more_messages_than_it_may() -> None:
    with HostileServer() as server:
        run = send(smtp(server, messages_per_connection=2), MESSAGES)
    carried = [talk.counts.get("DOT", 0) for talk in server.talks]
    assert (run.states, carried) == (ALL, [2, 2, 1])


def test_there_are_no_more_connections_than_allowed() -> None:
    messages = [message(number) for number in range(40)]
    with HostileServer() as server:
        run = send(smtp(server, connections=4), messages)
    assert len(server.talks) <= 4
    assert (run.states, broken_promises(run, server, messages)) == (["accepted"] * 40, [])


@pytest.mark.parametrize("greeting", [b"421 too many\r\n", b"554 go away\r\n", Drop(), b"hi\r\n"])
def test_connections_that_are_refused_do_not_stop_those_that_work(
    greeting: bytes | Drop,
) -> None:
    messages = [message(number) for number in range(30)]
    with HostileServer(honest, then=at("GREETING", greeting)) as server:
        run = send(smtp(server, connections=3), messages)
    assert (run.error, run.states) == (None, ["accepted"] * 30)
    assert broken_promises(run, server, messages) == []


ANSWERS: list[bytes | Drop] = [
    b"421 bye\r\n",
    b"450 later\r\n",
    b"550 no\r\n",
    b"250 ok\r\n",
    b"250 ok\r\n250 ok\r\n",
    b"354 go on\r\n",
    b"garbage\r\n",
    Drop(),
    Drop(taken=True),
    Drop(words=b"25"),
]
"""No 250 inside a message: no client can know a server that says it, and then loses the message."""

COMMANDS = st.sampled_from(["EHLO", "MAIL", "RCPT", "DATA", "DOT", "RSET", "QUIT"])
INSIDE: st.SearchStrategy[bytes | Drop] = st.sampled_from(
    [b"421 bye\r\n", Drop(), Drop(words=b"550 no\r\n")]
)
MOMENTS = st.one_of(
    st.tuples(COMMANDS, st.integers(1, 4), st.sampled_from(ANSWERS)),
    st.tuples(st.sampled_from(["CONTENT", "MORE"]), st.integers(1, 9), INSIDE),
)


def script_of(moments: list[tuple[str, int, bytes | Drop]]) -> Script:
    answers = {(verb, count): answer for verb, count, answer in moments}
    return lambda verb, count: answers.get((verb, count))


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(
    scripts=st.lists(st.lists(MOMENTS, max_size=4).map(script_of), min_size=1, max_size=4),
    connections=st.integers(1, 3),
    pipelining=st.booleans(),
)
def test_whatever_a_server_says_every_promise_is_kept(
    scripts: list[Script], connections: int, pipelining: bool
) -> None:
    messages = [message(number) for number in range(8)]
    offers = ("PIPELINING",) if pipelining else ("SIZE",)
    with HostileServer(honest, *scripts, offers=offers) as server:
        run = send(smtp(server, IMPATIENT, connections=connections), messages)
    assert broken_promises(run, server, messages) == []
    assert run.error is not None or len(run.outcomes) == len(messages)
