"""A run over the memory sender: each recipient once, every outcome on record."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event as Flag

import pytest

from newsletter.delivery.events import Delivered, Finished, InDoubt, Progress, Stopped
from newsletter.delivery.policy import Policy
from newsletter.errors import AuthRefused, NewsletterError, Unreachable
from newsletter.model import Message
from newsletter.posting import Item, Posting
from newsletter.problems import Problem
from newsletter.senders.memory import (
    MemorySender,
    Step,
    accept,
    defer,
    drop_after,
    fail,
    reject,
)
from newsletter.store.doubts import resend, unknowns
from newsletter.store.ledger import own
from newsletter.store.opening import Store
from newsletter.store.plan_channels import PlanChannel
from newsletter.store.plans import move_plan
from newsletter.store.suppressions import suppress
from tests.delivery.plans import (
    NOW,
    PLAN,
    TestClock,
    add,
    add_posts,
    addresses,
    email_plan,
    engine,
    messages,
    new_plan,
    people,
    run,
    states,
    work,
)

SOON = Policy(back_off=(timedelta(0),) * 3)


def to(name: str, step: Step) -> Callable[[Item, int], Step]:
    """A script that treats one recipient differently."""

    def script(item: Item, _: int) -> Step:
        return step if isinstance(item, Message) and item.recipient.startswith(name) else accept()

    return script


def test_everybody_gets_it_once(store: Store, tmp_path: Path) -> None:
    channel, sender = email_plan(store, 100), MemorySender()
    run(engine(store, tmp_path), work(channel, sender))
    assert sorted(addresses(sender)) == sorted(states(store, channel))


def test_every_outcome_is_on_record(store: Store, tmp_path: Path) -> None:
    channel = email_plan(store, 40)
    run(engine(store, tmp_path), work(channel, MemorySender()))
    assert set(states(store, channel).values()) == {"accepted"}


def test_a_second_run_sends_nothing_again(store: Store, tmp_path: Path) -> None:
    channel, sender = email_plan(store, 10), MemorySender()
    for _ in range(2):
        run(engine(store, tmp_path), work(channel, sender))
    assert sender.count == 10


def test_a_plan_for_nobody_ends_at_once(store: Store, tmp_path: Path) -> None:
    channel = email_plan(store, 0)
    assert Finished("email") in run(engine(store, tmp_path), work(channel, MemorySender()))


def test_progress_ends_with_everybody(sqlite_store: Store, tmp_path: Path) -> None:
    channel = email_plan(sqlite_store, 500)
    events = run(engine(sqlite_store, tmp_path), work(channel, MemorySender()))
    assert [e for e in events if isinstance(e, Progress)][-1] == Progress("email", 500, 500, 500)


@pytest.mark.parametrize(
    ("step", "state"),
    [(reject(), "rejected"), (fail(), "failed"), (drop_after(), "unknown"), (defer(), "deferred")],
)
def test_one_who_does_not_get_it_stops_nobody(
    step: Step, state: str, sqlite_store: Store, tmp_path: Path
) -> None:
    channel = email_plan(sqlite_store, 9)
    sender = MemorySender(script=to("P4", step))
    run(engine(sqlite_store, tmp_path), work(channel, sender))
    assert Counter(states(sqlite_store, channel).values()) == {"accepted": 8, state: 1}


def test_one_who_does_not_get_it_is_told_by_name(sqlite_store: Store, tmp_path: Path) -> None:
    sender = MemorySender(script=to("P4", reject("550 no such user")))
    events = run(engine(sqlite_store, tmp_path), work(email_plan(sqlite_store, 9), sender))
    told = [event for event in events if isinstance(event, Delivered)]
    assert told == [Delivered("email", "P4@example.com", "rejected", None, "550 no such user")]


def test_a_deferred_one_is_tried_again_while_there_is_other_work(
    store: Store, tmp_path: Path
) -> None:
    channel = email_plan(store, 9)
    sender = MemorySender(script=[defer()])
    run(engine(store, tmp_path, policy=SOON), work(channel, sender))
    assert set(states(store, channel).values()) == {"accepted"}


def test_a_retry_that_is_not_due_is_left_for_the_next_run(
    sqlite_store: Store, tmp_path: Path
) -> None:
    channel, clock = email_plan(sqlite_store, 3), TestClock()
    sender = MemorySender(script=[defer()])
    made = engine(sqlite_store, tmp_path, clock=clock)
    run(made, work(channel, sender))
    assert sender.count == 2
    clock.move(timedelta(minutes=2))
    run(made, work(channel, sender))
    assert sender.count == 3


def test_the_time_that_the_server_names_is_kept(sqlite_store: Store, tmp_path: Path) -> None:
    later = NOW + timedelta(hours=7)
    sender = MemorySender(script=[defer(retry_at=later)])
    events = run(engine(sqlite_store, tmp_path), work(email_plan(sqlite_store, 1), sender))
    assert [event.retry_at for event in events if isinstance(event, Delivered)] == [later]


def test_who_is_deferred_too_often_is_given_up(sqlite_store: Store, tmp_path: Path) -> None:
    channel = email_plan(sqlite_store, 1)
    sender = MemorySender(script=lambda _, __: defer())
    run(engine(sqlite_store, tmp_path, policy=SOON), work(channel, sender))
    assert (sender.sends, *states(sqlite_store, channel).values()) == (4, "rejected")


def test_a_clock_that_is_set_back_delays_a_retry_and_doubles_nobody(
    sqlite_store: Store, tmp_path: Path
) -> None:
    channel, clock = email_plan(sqlite_store, 3), TestClock()
    sender = MemorySender(script=[defer()])
    made = engine(sqlite_store, tmp_path, clock=clock)
    run(made, work(channel, sender))
    clock.move(-timedelta(days=1))
    run(made, work(channel, sender))
    assert (sender.count, len(set(addresses(sender)))) == (2, 2)


def test_all_tries_carry_the_same_message_id(sqlite_store: Store, tmp_path: Path) -> None:
    seen: list[str] = []

    def script(item: Item, count: int) -> Step:
        assert isinstance(item, Message)
        seen.append(item.message_id)
        return defer() if count == 0 else accept()

    channel = email_plan(sqlite_store, 1)
    run(engine(sqlite_store, tmp_path, policy=SOON), work(channel, MemorySender(script=script)))
    assert seen == [f"<{PLAN}.email.0@acme.example>"] * 2


def test_a_suppression_in_mid_send_wins(store: Store, tmp_path: Path) -> None:
    channel = email_plan(store, 1000)

    def script(_: Item, count: int) -> Step:
        if count == 0:
            with store.writing() as connection:
                suppress(connection, ["p999@example.com"], "asked", NOW)
        return accept()

    run(engine(store, tmp_path), work(channel, MemorySender(script=script)))
    assert states(store, channel)["P999@example.com"] == "suppressed"


def test_refusals_in_a_row_stop_the_channel(sqlite_store: Store, tmp_path: Path) -> None:
    channel = email_plan(sqlite_store, 1000)
    sender = MemorySender(script=lambda _, __: reject("554 go away"))
    events = run(engine(sqlite_store, tmp_path), work(channel, sender))
    codes = [p.code for e in events if isinstance(e, Stopped) for p in e.problems]
    assert codes == ["refused-in-a-row"]
    assert sender.sends < 500


def test_after_refusals_the_next_run_goes_on(sqlite_store: Store, tmp_path: Path) -> None:
    channel = email_plan(sqlite_store, 500)
    run(
        engine(sqlite_store, tmp_path),
        work(channel, MemorySender(script=lambda _, __: defer("451 slow down"))),
    )
    kind = MemorySender()
    clock = TestClock(NOW + timedelta(hours=1))
    run(engine(sqlite_store, tmp_path, clock=clock), work(channel, kind))
    assert set(states(sqlite_store, channel).values()) == {"accepted"}
    assert kind.count == len(set(addresses(kind))) == 500


def test_a_domain_that_refuses_is_left_alone_and_holds_up_nobody(
    sqlite_store: Store, tmp_path: Path
) -> None:
    new_plan(sqlite_store)
    mixed = [
        row
        for pair in zip(people(600, "busy.example"), people(600, "fine.example"), strict=True)
        for row in pair
    ]
    channel = add(sqlite_store, mixed)

    def script(item: Item, _: int) -> Step:
        assert isinstance(item, Message)
        return defer("451 too many") if item.recipient.endswith("@busy.example") else accept()

    sender = MemorySender(script=script)
    run(engine(sqlite_store, tmp_path), work(channel, sender))
    assert Counter(states(sqlite_store, channel).values()) == {"accepted": 600, "deferred": 600}
    assert sender.sends < 1000


def test_waiting_for_a_busy_domain_costs_nobody_a_try(sqlite_store: Store, tmp_path: Path) -> None:
    channel, clock, tries = email_plan(sqlite_store, 1000), TestClock(), Counter[str]()

    def script(item: Item, _: int) -> Step:
        assert isinstance(item, Message)
        tries[item.recipient] += 1
        return defer("451 too many")

    policy = Policy(back_off=(timedelta(minutes=1),) * 3, stop_after=10_000)
    made = engine(sqlite_store, tmp_path, clock=clock, policy=policy)
    for _ in range(8):
        run(made, replace(work(channel, MemorySender(script=script)), connections=1))
        clock.move(timedelta(minutes=1))
    given_up = [
        name for name, state in states(sqlite_store, channel).items() if state == "rejected"
    ]
    assert [name for name in given_up if tries[name] < 3] == []


def test_posts_go_out_in_order(store: Store, tmp_path: Path) -> None:
    new_plan(store)
    channel, sender = add_posts(store, 5), MemorySender(kind="social")
    run(engine(store, tmp_path), work(channel, sender, store))
    articles = [item.post.article for item in sender.arrived if isinstance(item, Posting)]
    assert articles == [f"articles/{n}.md" for n in range(5)]


def test_a_deferred_post_keeps_its_place(sqlite_store: Store, tmp_path: Path) -> None:
    new_plan(sqlite_store)
    channel, clock = add_posts(sqlite_store, 3), TestClock()
    sender = MemorySender(kind="social", script=[accept(), defer()])
    made = engine(sqlite_store, tmp_path, clock=clock)
    run(made, work(channel, sender, sqlite_store))
    assert sender.count == 1
    clock.move(timedelta(hours=1))
    run(made, work(channel, sender, sqlite_store))
    articles = [item.post.article for item in sender.arrived if isinstance(item, Posting)]
    assert articles == ["articles/0.md", "articles/1.md", "articles/2.md"]


def test_posts_with_times_of_their_own_wait_for_them(sqlite_store: Store, tmp_path: Path) -> None:
    new_plan(sqlite_store)
    channel, clock = add_posts(sqlite_store, 3), TestClock()
    begin, sender = clock.now(), MemorySender(kind="social")
    spread = replace(
        work(channel, sender, sqlite_store), not_before=lambda seq: begin + seq * timedelta(hours=8)
    )
    made = engine(sqlite_store, tmp_path, clock=clock)
    counts = []
    for _ in range(4):
        run(made, spread)
        counts.append(sender.count)
        clock.move(timedelta(hours=5))
    assert counts == [1, 1, 2, 2]


def test_a_refused_post_does_not_hold_up_the_next_one(sqlite_store: Store, tmp_path: Path) -> None:
    new_plan(sqlite_store)
    channel = add_posts(sqlite_store, 3)
    sender = MemorySender(kind="social", script=[reject()])
    run(engine(sqlite_store, tmp_path), work(channel, sender, sqlite_store))
    assert sender.count == 2


@pytest.mark.parametrize("kind", [AuthRefused, Unreachable])
def test_a_channel_that_cannot_begin_stops_no_other(
    kind: type[NewsletterError], store: Store, tmp_path: Path
) -> None:
    channel = email_plan(store, 4)
    posts = add_posts(store, 2)
    error = kind(Problem("no-way", "It cannot."))
    events = run(
        engine(store, tmp_path),
        work(channel, error),
        work(posts, MemorySender(kind="social"), store),
    )
    stopped = [event for event in events if isinstance(event, Stopped)]
    assert stopped == [Stopped("email", error.problems, kind is AuthRefused, tried=False)]
    assert Finished("mastodon") in events
    assert set(states(store, channel).values()) == {"pending"}


def test_cancel_stops_a_run(store: Store, tmp_path: Path) -> None:
    channel = email_plan(store, 3000)

    def script(_: Item, count: int) -> Step:
        if count == 20:
            with store.writing() as connection:
                move_plan(connection, PLAN, "cancelled")
        return accept()

    sender = MemorySender(script=script)
    run(engine(store, tmp_path), work(channel, sender))
    assert 20 < sender.count < 1000
    assert "pending" in states(store, channel).values()


def test_cancel_in_the_hold_sends_nobody_anything(sqlite_store: Store, tmp_path: Path) -> None:
    channel, sender = email_plan(sqlite_store, 5), MemorySender()
    events = engine(sqlite_store, tmp_path).deliver([work(channel, sender)], hold=60)
    next(events)
    with sqlite_store.writing() as connection:
        move_plan(connection, PLAN, "cancelled")
    assert (list(events), sender.count) == ([], 0)


def test_a_hold_that_nobody_cancels_is_followed_by_the_send(
    sqlite_store: Store, tmp_path: Path
) -> None:
    channel, sender = email_plan(sqlite_store, 5), MemorySender()
    run(engine(sqlite_store, tmp_path), work(channel, sender), hold=0.05)
    assert sender.count == 5


def test_a_wish_to_stop_is_granted_and_nothing_is_lost(store: Store, tmp_path: Path) -> None:
    channel, stop = email_plan(store, 3000), Flag()

    def script(_: Item, count: int) -> Step:
        if count == 20:
            stop.set()
        return accept()

    first, second = MemorySender(script=script), MemorySender()
    run(engine(store, tmp_path, stop=stop), work(channel, first))
    assert first.count < 1000
    run(engine(store, tmp_path), work(channel, second))
    assert sorted([*addresses(first), *addresses(second)]) == sorted(states(store, channel))


def test_leaving_the_events_early_stops_the_run(sqlite_store: Store, tmp_path: Path) -> None:
    channel, sender = email_plan(sqlite_store, 3000), MemorySender()
    events = engine(sqlite_store, tmp_path).deliver([work(channel, sender)])
    next(events)
    events.close()
    count = sender.count
    again = MemorySender()
    run(engine(sqlite_store, tmp_path), work(channel, again))
    assert count + again.count == 3000


def test_a_second_send_is_refused_and_told_who_holds_it(store: Store, tmp_path: Path) -> None:
    channel = email_plan(store, 5)
    with own(store, channel, NOW), pytest.raises(NewsletterError) as refused:
        run(engine(store, tmp_path), work(channel, MemorySender()))
    assert [problem.code for problem in refused.value.problems] == ["run-owned"]


def left_in_doubt(store: Store, channel: PlanChannel) -> None:
    """A run that was granted three and was never heard of again; there is no journal."""
    with own(store, channel, NOW) as ledger:
        ledger.tick([], 3, NOW)


def test_without_a_journal_all_that_was_granted_is_in_doubt(store: Store, tmp_path: Path) -> None:
    channel = email_plan(store, 5)
    left_in_doubt(store, channel)
    events = run(engine(store, tmp_path), work(channel, MemorySender()))
    assert [e.to for e in events if isinstance(e, InDoubt)] == [
        f"P{n}@example.com" for n in range(3)
    ]


@pytest.mark.parametrize(
    ("policy", "count", "state"),
    [("hold", 2, "unknown"), ("assume-sent", 2, "accepted"), ("resend", 5, "accepted")],
)
def test_the_policy_decides_about_doubts(
    policy: str, count: int, state: str, sqlite_store: Store, tmp_path: Path
) -> None:
    channel, sender = email_plan(sqlite_store, 5), MemorySender()
    left_in_doubt(sqlite_store, channel)
    given = Policy(doubt=policy)  # type: ignore[arg-type]
    run(engine(sqlite_store, tmp_path, policy=given), work(channel, sender))
    assert (sender.count, states(sqlite_store, channel)["P0@example.com"]) == (count, state)


def test_resend_never_goes_round_in_a_circle(sqlite_store: Store, tmp_path: Path) -> None:
    channel = email_plan(sqlite_store, 1)
    sender = MemorySender(script=lambda _, __: drop_after())
    made = engine(sqlite_store, tmp_path, policy=Policy(doubt="resend"))
    run(made, work(channel, sender))
    assert sender.sends == 1


def test_a_resend_is_sent_by_the_next_run(store: Store, tmp_path: Path) -> None:
    channel, sender = email_plan(store, 3), MemorySender(script=[drop_after()])
    run(engine(store, tmp_path), work(channel, sender))
    with store.writing() as connection:
        resend(connection, channel, unknowns(connection, channel), NOW)
    run(engine(store, tmp_path), work(channel, sender))
    assert set(states(store, channel).values()) == {"accepted"}


def test_a_message_that_cannot_be_made_fails_alone(sqlite_store: Store, tmp_path: Path) -> None:
    def picky(address: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
        if address == "P1@example.com":
            raise ValueError(address)
        return {**attributes, "email": address}

    channel = email_plan(sqlite_store, 3)
    items = replace(messages(channel), values=picky)
    made = replace(work(channel, MemorySender()), make_items=lambda: items)
    run(engine(sqlite_store, tmp_path), made)
    assert Counter(states(sqlite_store, channel).values()) == {"accepted": 2, "failed": 1}


def test_a_plug_in_that_breaks_its_promise_leaves_one_in_doubt(
    sqlite_store: Store, tmp_path: Path
) -> None:
    def script(_: Item, __: int) -> Step:
        raise RuntimeError("a plug-in's bug")

    channel = email_plan(sqlite_store, 1)
    run(engine(sqlite_store, tmp_path), work(channel, MemorySender(script=script)))
    assert set(states(sqlite_store, channel).values()) == {"unknown"}
