"""The ledger: nobody skipped, nobody granted twice, every outcome on record."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter.errors import NewsletterError
from newsletter.outcome import Outcome, OutcomeState
from newsletter.store.doubts import assume_sent, in_doubt, resend, unknowns
from newsletter.store.erasing import erase
from newsletter.store.ledger import Granted, Ledger, own
from newsletter.store.opening import Store, open_store
from newsletter.store.outcomes import NotTried, settle
from newsletter.store.plan_channels import PlanChannel
from newsletter.store.plans import move_plan
from newsletter.store.status import counts, deliveries
from newsletter.store.suppressions import suppress

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
ACCEPTED = Outcome("accepted", receipt="250 ok")
DEFERRED = Outcome("deferred", text="451 later", retry_at=LATER)


def seqs(granted: Granted) -> list[tuple[int, int]]:
    return [(one.seq, one.attempt) for one in granted.grants]


def finish(granted: Granted, outcome: Outcome = ACCEPTED) -> list[tuple[int, int, Outcome]]:
    return [(one.seq, one.attempt, outcome) for one in granted.grants]


def states(store: Store, channel: PlanChannel) -> list[str]:
    with store.reading() as connection:
        return [one.state for one in deliveries(connection, channel)]


def test_recipients_are_granted_in_order_and_once(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as ledger:
        first = ledger.tick([], 4, NOW)
        second = ledger.tick(finish(first), 4, NOW)
    assert seqs(first) + seqs(second) == [(n, 0) for n in range(6)]


def test_a_grant_carries_the_address_as_it_was_given(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as ledger:
        assert ledger.tick([], 1, NOW).grants[0].address == "P0@example.com"


def test_the_last_grant_says_that_it_is_the_last(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as ledger:
        assert [ledger.tick([], 3, NOW).exhausted for _ in range(2)] == [False, True]


def test_the_next_run_goes_on_where_the_last_one_stopped(
    store: Store, planned: PlanChannel
) -> None:
    with own(store, planned, NOW) as ledger:
        ledger.tick([], 2, NOW)
    with own(store, planned, NOW) as ledger:
        assert seqs(ledger.tick([], 1, NOW)) == [(2, 0)]


def test_what_was_granted_and_never_heard_of_is_in_doubt(
    store: Store, planned: PlanChannel
) -> None:
    with own(store, planned, NOW) as ledger:
        granted = ledger.tick([], 3, NOW)
        ledger.tick(finish(granted)[:1], 0, NOW)
    with own(store, planned, NOW) as ledger:
        doubts = ledger.mark_unknown(NOW, "the run ended")
    assert [one.address for one in doubts] == ["P1@example.com", "P2@example.com"]


def test_doubts_are_recorded_once(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as ledger:
        ledger.tick([], 3, NOW)
        ledger.mark_unknown(NOW, "the run ended")
        assert ledger.mark_unknown(NOW, "again") == ()


def test_a_suppression_wins_in_the_tick_that_grants(store: Store, planned: PlanChannel) -> None:
    with store.writing() as connection:
        suppress(connection, ["p1@example.com"], "asked", NOW)
    with own(store, planned, NOW) as ledger:
        granted = ledger.tick([], 3, NOW)
    assert seqs(granted) == [(0, 0), (2, 0)]


def test_a_suppressed_recipient_has_its_outcome_at_once(store: Store, planned: PlanChannel) -> None:
    with store.writing() as connection:
        suppress(connection, ["p1@example.com"], "asked", NOW)
    with own(store, planned, NOW) as ledger:
        ledger.tick([], 3, NOW)
    assert states(store, planned)[1] == "suppressed"


def test_an_erased_person_is_not_written_to(store: Store, planned: PlanChannel) -> None:
    with store.writing() as connection:
        erase(connection, "p0@example.com", "erased", NOW)
    with own(store, planned, NOW) as ledger:
        assert seqs(ledger.tick([], 2, NOW)) == [(1, 0)]


def test_a_deferred_recipient_comes_again_when_due(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as ledger:
        granted = ledger.tick([], 2, NOW)
        ledger.tick(finish(granted, DEFERRED), 0, NOW)
        early = ledger.tick([], 0, NOW, retries=9)
        due = ledger.tick([], 0, LATER, retries=9)
        again = ledger.tick([], 0, LATER, retries=9)
    assert (seqs(early), seqs(due), seqs(again)) == ([], [(0, 1), (1, 1)], [])


def test_the_next_retry_is_known(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as ledger:
        ledger.tick(finish(ledger.tick([], 1, NOW), DEFERRED), 0, NOW)
        assert ledger.next_due() == LATER


def test_a_retry_that_was_granted_can_be_in_doubt_too(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as ledger:
        ledger.tick(finish(ledger.tick([], 1, NOW), DEFERRED), 0, NOW)
        ledger.tick([], 0, LATER, retries=1)
    with own(store, planned, NOW) as ledger:
        assert [(one.seq, one.attempt) for one in ledger.mark_unknown(NOW, "x")] == [(0, 1)]


def test_a_retry_that_was_not_even_started_waits_as_the_same_one(
    store: Store, planned: PlanChannel
) -> None:
    with own(store, planned, NOW) as ledger:
        ledger.tick(finish(ledger.tick([], 1, NOW), DEFERRED), 0, NOW)
        granted = ledger.tick([], 0, LATER, retries=1)
        ledger.tick(finish(granted, NotTried("deferred", retry_at=LATER)), 0, LATER)
        again = ledger.tick([], 0, LATER, retries=9)
    assert (seqs(granted), seqs(again)) == ([(0, 1)], [(0, 1)])


def test_a_retry_that_waits_is_not_in_doubt(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as ledger:
        ledger.tick(finish(ledger.tick([], 1, NOW), DEFERRED), 0, NOW)
    with store.reading() as connection:
        assert in_doubt(connection, planned) == ()


@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [
        ("unknown", "accepted", "accepted"),
        ("unknown", "rejected", "rejected"),
        ("accepted", "rejected", "accepted"),
        ("accepted", "unknown", "accepted"),
        ("rejected", "accepted", "rejected"),
    ],
)
def test_only_unknown_may_become_known(
    store: Store, planned: PlanChannel, first: OutcomeState, second: OutcomeState, stays: str
) -> None:
    with store.writing() as connection:
        settle(connection, planned.id, [(0, 0, Outcome(first))], NOW)
        settle(connection, planned.id, [(0, 0, Outcome(second))], LATER)
    assert states(store, planned)[0] == stays


def test_the_latest_attempt_decides(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as ledger:
        ledger.tick(finish(ledger.tick([], 1, NOW), DEFERRED), 0, NOW)
        ledger.tick(finish(ledger.tick([], 0, LATER, retries=1)), 0, LATER)
    assert states(store, planned)[0] == "accepted"


def test_the_counts_add_up_to_all_recipients(store: Store, planned: PlanChannel) -> None:
    with store.writing() as connection:
        suppress(connection, ["p3@example.com"], "asked", NOW)
    with own(store, planned, NOW) as ledger:
        ledger.tick([], 4, NOW)
        finished = [(0, 0, ACCEPTED), (1, 0, DEFERRED), (2, 0, Outcome("unknown"))]
        ledger.tick(finished, 0, NOW)
    with store.reading() as connection:
        found = counts(connection, [planned.plan])[0]
    numbers = (found.accepted, found.deferred, found.unknown, found.suppressed, found.pending)
    assert numbers == (1, 1, 1, 1, 2)


def test_deliveries_can_be_asked_for_by_state(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as ledger:
        ledger.tick(finish(ledger.tick([], 4, NOW)), 0, NOW)
    with store.reading() as connection:
        pending = [one.address for one in deliveries(connection, planned, "pending")]
    assert pending == ["P4@example.com", "P5@example.com"]


def doubtful(store: Store, channel: PlanChannel) -> None:
    with own(store, channel, NOW) as ledger:
        ledger.tick([], 2, NOW)
        ledger.mark_unknown(NOW, "the run ended")


def test_a_resend_is_granted_as_a_new_attempt(store: Store, planned: PlanChannel) -> None:
    doubtful(store, planned)
    with store.writing() as connection:
        resend(connection, planned, unknowns(connection, planned), NOW)
    with own(store, planned, NOW) as ledger:
        assert seqs(ledger.tick([], 0, NOW, retries=9)) == [(0, 1), (1, 1)]


def test_a_second_resend_of_the_same_plans_nothing(store: Store, planned: PlanChannel) -> None:
    doubtful(store, planned)
    with store.writing() as connection:
        doubts = unknowns(connection, planned)
        assert [resend(connection, planned, doubts, NOW) for _ in range(2)] == [2, 0]


def test_what_is_assumed_as_sent_is_not_sent_again(store: Store, planned: PlanChannel) -> None:
    doubtful(store, planned)
    with store.writing() as connection:
        doubts = unknowns(connection, planned)
        resend(connection, planned, doubts, NOW)
        assume_sent(connection, planned, doubts, "ada says so", NOW)
    with own(store, planned, NOW) as ledger:
        assert seqs(ledger.tick([], 0, NOW, retries=9)) == []


def test_a_cancelled_plan_grants_nothing_more(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as ledger:
        with store.writing() as connection:
            assert move_plan(connection, planned.plan, "cancelled")
        granted = ledger.tick([], 3, NOW, retries=3)
    assert (granted.cancelled, granted.grants) == (True, ())


def test_a_second_run_is_refused_and_told_who_holds_it(store: Store, planned: PlanChannel) -> None:
    with (
        own(store, planned, NOW),
        pytest.raises(NewsletterError, match=r"by process .* since 2026-11-24 09:00:00 UTC"),
        own(store, planned, NOW),
    ):
        pass


def test_a_run_that_ended_can_be_owned_again(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as first:
        pass
    with own(store, planned, NOW) as second:
        assert second.epoch == first.epoch + 1


def test_an_owner_that_was_replaced_is_granted_nothing(store: Store, planned: PlanChannel) -> None:
    with own(store, planned, NOW) as ledger:
        zombie = Ledger(store, planned, ledger.epoch - 1)
        with pytest.raises(NewsletterError, match="run-taken-over"):
            zombie.tick([(0, 0, ACCEPTED)], 3, NOW)
        assert seqs(ledger.tick([], 1, NOW)) == [(0, 0)]


def test_an_owner_that_was_replaced_still_reports_what_it_did(
    store: Store, planned: PlanChannel
) -> None:
    with own(store, planned, NOW) as ledger:
        ledger.tick([], 1, NOW)
        with pytest.raises(NewsletterError):
            Ledger(store, planned, ledger.epoch - 1).tick([(0, 0, ACCEPTED)], 3, NOW)
    assert states(store, planned)[0] == "accepted"


def test_an_erased_persons_answers_are_blanked(store: Store, planned: PlanChannel) -> None:
    rejected = Outcome("rejected", receipt="550 <p0@example.com>", text="p0@example.com is gone")
    with store.writing() as connection:
        settle(connection, planned.id, [(0, 0, rejected)], NOW)
        erase(connection, "p0@example.com", "erased", NOW)
    with store.reading() as connection:
        first = next(deliveries(connection, planned))
    assert (first.address, first.receipt, first.text) == ("erased", None, "")


STEPS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.lists(st.sampled_from(["accepted", "deferred", "rejected", "silence"]), max_size=4),
        st.booleans(),
    ),
    max_size=12,
)


@given(STEPS)
@settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_attempt_is_granted_twice_and_nobody_is_skipped_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory,
    make_plan: Callable[[Store, int], PlanChannel],
    steps: list[tuple[int, list[str], bool]],
) -> None:
    store = open_store("sqlite:///s.db", Path(tmp_path_factory.mktemp("ledger")))
    channel = make_plan(store, 5)
    granted: list[tuple[int, int]] = []
    for want, answers, dies in [*steps, (9, [], True)]:
        with own(store, channel, NOW) as ledger:
            ledger.mark_unknown(NOW, "the run before ended")
            now = ledger.tick([], want, LATER, retries=2)
            granted += seqs(now)
            heard = zip(now.grants, answers, strict=False)
            finished = [
                (one.seq, one.attempt, Outcome(answer))  # type: ignore[arg-type]
                for one, answer in heard
                if answer != "silence"
            ]
            if not dies:
                ledger.tick(finished, 0, NOW)
    store.close()
    assert len(granted) == len(set(granted))
    assert {seq for seq, attempt in granted if attempt == 0} == set(range(5))


@pytest.mark.parametrize("count", [1, 3, 4, 5, 83, 300])
def test_any_number_of_outcomes_goes_on_record_in_one_tick(
    store: Store, make_plan: Callable[[Store, int], PlanChannel], count: int
) -> None:
    channel = make_plan(store, count)
    with own(store, channel, NOW) as ledger:
        granted = ledger.tick([], count, NOW).grants
        told = [(one.seq, 0, Outcome("accepted", receipt=f"250 {one.seq}")) for one in granted]
        ledger.tick(told, 0, NOW)
    with store.reading() as connection:
        receipts = [one.receipt for one in deliveries(connection, channel)]
    assert receipts == [f"250 {seq}" for seq in range(count)]
