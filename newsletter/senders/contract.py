"""What every sender must do, as tests that a plug-in's author runs with pytest::

    from newsletter.senders.contract import SenderContract

    class TestPigeon(SenderContract):
        def sender(self):
            return create(a_context)

Each test fails with a sentence that says what is wrong. Nothing is sent but the few sample items
to ``@newsletter.invalid``, so point the sender at a test server.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args
from unittest import SkipTest
from uuid import NAMESPACE_URL, uuid5

from newsletter.errors import AuthRefused, Unreachable
from newsletter.model import Message, Part, Post
from newsletter.outcome import Outcome, OutcomeState
from newsletter.ports import BatchSession, Limits, Reconciles, Sender, SenderKind, Session
from newsletter.posting import Handover, Item, NotesInMemory, Posting

STATES: tuple[str, ...] = get_args(OutcomeState)
KINDS: tuple[str, ...] = get_args(SenderKind)


def sample_message(number: int = 1, recipient: str = "reader@newsletter.invalid") -> Message:
    """A small valid message to an address that cannot exist."""
    message_id = f"<contract-{number}@newsletter.invalid>"
    lines = (
        "From: Contract <contract@newsletter.invalid>",
        f"To: {recipient}",
        "Subject: A sample",
        "Date: Tue, 24 Nov 2026 09:00:00 +0000",
        f"Message-ID: {message_id}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        f"Sample {number}.",
        "",
    )
    data = "\r\n".join(lines).encode()
    return Message(message_id, "contract@newsletter.invalid", recipient, data)


def sample_post(number: int = 1, text: str = "A sample post", parts: int = 1) -> Posting:
    """A short post with a hashtag, about to go out for the first time; or a thread."""
    texts = [f"{text} {number}.{part} #Sample" for part in range(1, parts + 1)]
    counted = tuple(Part(one, len(one), 500) for one in texts)
    return under_way(Post("mastodon", f"articles/sample-{number}.md", counted))


def under_way(post: Post) -> Posting:
    """A post as the engine hands it over, with notes in memory."""
    key = str(uuid5(NAMESPACE_URL, repr(post)))
    return Posting(post, key, datetime.now(UTC), NotesInMemory())


def sample_edition(number: int = 1) -> Handover:
    """A small edition for a platform."""
    return Handover(
        edition=f"2026-11-{number:02}",
        subject=f"A sample {number}",
        preheader="Only a sample",
        html=f"<!doctype html><html><body><p>Sample {number}.</p></body></html>",
        text=f"Sample {number}.\n",
        sends_at=datetime(2026, 11, number, 9, tzinfo=UTC),
        key=str(uuid5(NAMESPACE_URL, f"edition {number}")),
        created_at=datetime(2026, 11, number, 8, tzinfo=UTC),
        notes=NotesInMemory(),
    )


class SenderContract:
    """Subclass it as ``Test...``, and say how to make the sender in `sender`."""

    def sender(self) -> Sender:
        """A new sender that can send. Every test makes its own."""
        raise NotImplementedError("say in sender() how to make the sender")

    def unreachable_sender(self) -> Sender | None:
        """A sender whose other side does not answer or refuses us; None if there can be none."""
        return None

    def items(self) -> Sequence[Item]:
        """Two or more different items that the sender can carry."""
        kind = self.sender().kind
        if kind == "social":
            return sample_post(1), sample_post(2)
        if kind == "platform":
            return sample_edition(1), sample_edition(2)
        return sample_message(1), sample_message(2)

    def difficult_items(self) -> Sequence[Item]:
        """Items that may well be refused, but never with an exception."""
        kind = self.sender().kind
        if kind == "platform":
            return (replace(sample_edition(3), subject="\r\n\x00", html="", text=""),)
        if kind == "social":
            return (
                under_way(Post("mastodon", "", ())),
                sample_post(3, "\x00\u202e\ud800"),
                sample_post(4, "👩‍👩‍👧‍👦" * 50_000),
            )
        return (
            sample_message(3, "../../etc/passwd@newsletter.invalid"),
            sample_message(4, "reader@newsletter.invalid\r\nRCPT TO:<other@newsletter.invalid>"),
            sample_message(5, ""),
            Message("", "", "reader@newsletter.invalid", b""),
        )

    def test_it_has_a_name(self) -> None:
        """The name is what newsletter.toml calls it."""
        name = self.sender().name
        _expect(bool(name.strip()), f"name is {name!r}, not a word")
        _expect(name.isprintable() and " " not in name, f"name {name!r} cannot stand in a setting")

    def test_its_kind_is_known(self) -> None:
        """Only so can a plan say what a channel carries."""
        kind = self.sender().kind
        _expect(kind in KINDS, f"kind is {kind!r}, not one of {', '.join(KINDS)}")

    def test_its_limits_make_sense(self) -> None:
        """The engine sizes its calls by them."""
        limits = self.sender().limits
        _expect(isinstance(limits, Limits), f"limits is {limits!r}, not a Limits")
        _expect(limits.batch >= 1, f"limits.batch is {limits.batch}, which carries nothing")
        largest = limits.max_bytes
        _expect(largest is None or largest > 0, f"limits.max_bytes is {largest}")
        words = all(word.strip() for word in limits.cannot)
        _expect(words, f"limits.cannot is {limits.cannot!r}, not sentences")

    def test_every_item_gets_an_outcome(self) -> None:
        """`send` answers with an Outcome, and it is complete."""
        with self.sender().session() as session:
            for item in self.items():
                _check(_send(session, item))

    def test_an_item_that_it_can_carry_is_not_rejected(self) -> None:
        """The sample items are valid, so a refusal is the sender's own."""
        with self.sender().session() as session:
            for item in self.items():
                outcome = _send(session, item)
                refused = outcome.state in ("rejected", "failed")
                _expect(not refused, f"a valid item was {outcome.state}: {outcome.text}")

    def test_no_item_makes_it_raise(self) -> None:
        """One bad recipient or post must not stop the others."""
        with self.sender().session() as session:
            for item in self.difficult_items():
                _check(_send(session, item))

    def test_it_goes_on_after_a_difficult_item(self) -> None:
        """The next one is sent as if nothing had been."""
        with self.sender().session() as session:
            for item in self.difficult_items():
                _send(session, item)
            outcome = _send(session, self.items()[0])
            accepted = outcome.state in ("accepted", "deferred")
            _expect(accepted, f"after difficult items a valid one was {outcome.state}")

    def test_the_same_item_may_come_twice(self) -> None:
        """After a crash the engine may have to repeat one."""
        with self.sender().session() as session:
            for _ in range(2):
                _check(_send(session, self.items()[0]))

    def test_an_item_that_was_accepted_is_found_again(self) -> None:
        """Looking it up gives the same receipt, and sends nothing."""
        with self.sender().session() as session:
            item = self.items()[0]
            outcome = _send(session, item)
            if not isinstance(session, Reconciles) or outcome.state != "accepted":
                raise SkipTest("the session cannot look things up")
            found = session.reconcile(item)
            _check(found)
            _expect(found == outcome, f"what was accepted is looked up as {found}")

    def test_an_item_that_was_never_sent_is_not_found(self) -> None:
        """Or somebody would not get what was approved."""
        with self.sender().session() as session:
            if not isinstance(session, Reconciles):
                raise SkipTest("the session cannot look things up")
            found = session.reconcile(self.items()[1])
            _check(found)
            _expect(found.state != "accepted", "what was never sent is looked up as accepted")

    def test_a_batch_gets_an_outcome_for_each(self) -> None:
        """In the order of the items, or one recipient would get another's."""
        items = list(self.items())[: self.sender().limits.batch]
        with self.sender().session() as session:
            if not isinstance(session, BatchSession):
                raise SkipTest("the session takes one item at a time")
            outcomes = session.send_all(items)
            _expect(len(outcomes) == len(items), f"{len(items)} items, {len(outcomes)} outcomes")
            for outcome in outcomes:
                _check(outcome)

    def test_sessions_follow_each_other(self) -> None:
        """A run that goes on opens a new session on the same sender."""
        sender = self.sender()
        for item in self.items():
            with sender.session() as session:
                _check(_send(session, item))

    def test_a_session_lets_errors_through(self) -> None:
        """An error of the engine in a session must not be swallowed."""

        error = RuntimeError("an error of the engine")
        session = self.sender().session()
        session.__enter__()
        try:
            swallowed = session.__exit__(RuntimeError, error, None)
        except RuntimeError as raised:
            swallowed = raised is not error
        _expect(not swallowed, "the session swallowed an error that was raised inside it")

    def test_two_threads_may_have_a_session_each(self) -> None:
        """Providers are driven by a small pool of threads."""
        sender = self.sender()

        def send(item: Item) -> Outcome:
            with sender.session() as session:
                return _send(session, item)

        with ThreadPoolExecutor(2) as pool:
            for outcome in pool.map(send, self.items()):
                _check(outcome)

    def test_two_sessions_may_be_open_at_once(self) -> None:
        """What one does leaves the other as it was."""
        sender = self.sender()
        with ExitStack() as stack:
            sessions = [stack.enter_context(sender.session()) for _ in range(2)]
            for session, item in zip(sessions, self.items(), strict=False):
                _check(_send(session, item))

    def test_a_session_that_cannot_open_says_why(self) -> None:
        """It raises AuthRefused or Unreachable with a problem, and nothing else."""
        sender = self.unreachable_sender()
        if sender is None:
            raise SkipTest("unreachable_sender() gives none")
        try:
            with sender.session():
                pass
        except (AuthRefused, Unreachable) as error:
            _expect(bool(error.problems), "the error has no problem that says what to do")
        except Exception as error:
            message = f"session raised {type(error).__name__}, not AuthRefused or Unreachable"
            raise AssertionError(message) from error
        else:
            raise AssertionError("a session opened although the other side cannot be reached")


def _send(session: Session, item: Item) -> Outcome:
    try:
        return session.send(item)
    except Exception as error:
        message = f"send raised {type(error).__name__} instead of returning an Outcome"
        raise AssertionError(message) from error


def _check(outcome: Outcome) -> None:
    """An outcome must be one, of a known state, and say what its state needs."""
    _expect(isinstance(outcome, Outcome), f"send returned {outcome!r}, not an Outcome")
    state = outcome.state
    _expect(state in STATES, f"the state is {state!r}, not one of {', '.join(STATES)}")
    if state == "accepted":
        _expect(bool(outcome.receipt), "an accepted item has no receipt")
    else:
        _expect(bool(outcome.text), f"a {state} item has no text that says why")
    if outcome.retry_at is not None:
        _expect(state == "deferred", f"a {state} item has a retry_at")
        _expect(outcome.retry_at.tzinfo is not None, "retry_at has no time zone")


def _expect(condition: bool, sentence: str) -> None:
    if not condition:
        raise AssertionError(sentence)
