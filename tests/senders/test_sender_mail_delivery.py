"""The real engine over the providers' fakes: everybody once, whatever is lost on the way."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newsletter.delivery.policy import Policy
from newsletter.outcome import OutcomeState
from newsletter.store.opening import Store, open_store
from newsletter.store.plan_channels import PlanChannel
from tests.delivery.plans import TestClock, email_plan, engine, run, states, work
from tests.fakes.server import Reset, Says
from tests.senders.providers import (
    ALL,
    BREVO,
    MAILGUN,
    POSTMARK,
    RESEND,
    SENDGRID,
    SES,
    Provider,
)

PEOPLE = 8
POLICY = Policy(look_again=(0.01, 0.05), back_off=(timedelta(0),) * 3)
every = pytest.mark.parametrize("provider", ALL, ids=lambda one: one.name)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store("sqlite:///.newsletter/state.db", tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def channel(store: Store) -> PlanChannel:
    return email_plan(store, PEOPLE)


@pytest.fixture
def deliver(store: Store, channel: PlanChannel, tmp_path: Path) -> Callable[..., Counter[str]]:
    """One run, an hour after the one before, with a sender of its own; what is on record then."""
    clock = TestClock()

    def deliver(provider: Provider, fake: Any) -> Counter[str]:
        clock.move(timedelta(hours=1))
        made = engine(store, tmp_path, clock=clock, policy=POLICY)
        run(made, work(channel, provider.sender(fake, clock)))
        return Counter(states(store, channel).values())

    return deliver


def received(provider: Provider, fake: Any) -> Counter[str]:
    """How many mails everybody got."""
    find: dict[str, Callable[[Any], str]] = {
        "postmark": lambda one: one["To"],
        "sendgrid": lambda one: one["personalizations"][0]["to"][0]["email"],
        "resend": lambda one: one["to"][0],
        "brevo": lambda one: one["to"][0]["email"],
    }
    address = find.get(provider.name, lambda one: one.recipient)
    return Counter(map(address, fake.taken))


def route(provider: Provider) -> str:
    """What sends many mails where that is possible."""
    return "batch" if provider in (POSTMARK, RESEND) else provider.route


@every
def test_everybody_gets_one(provider: Provider, deliver: Callable[..., Counter[str]]) -> None:
    with provider.served() as fake:
        assert deliver(provider, fake) == {"accepted": PEOPLE}
        assert set(received(provider, fake).values()) == {1}
        assert len(fake.taken) == PEOPLE


@every
def test_a_second_run_sends_nothing(
    provider: Provider, deliver: Callable[..., Counter[str]]
) -> None:
    with provider.served() as fake:
        deliver(provider, fake)
        deliver(provider, fake)
        assert len(fake.taken) == PEOPLE


@every
def test_one_bad_address_is_one_rejection(
    provider: Provider, deliver: Callable[..., Counter[str]]
) -> None:
    with provider.served() as fake:
        fake.blocked.add("P7@example.com")
        assert deliver(provider, fake) == {"accepted": PEOPLE - 1, "rejected": 1}


@pytest.mark.parametrize("fault", [Reset, Says(503, "oops")], ids=["reset", "503"])
@pytest.mark.parametrize("provider", [POSTMARK, MAILGUN, RESEND, BREVO], ids=lambda one: one.name)
def test_lost_answers_are_found_out_in_the_same_run(
    provider: Provider, fault: Says | type[Reset], deliver: Callable[..., Counter[str]]
) -> None:
    with provider.served() as fake:
        fake.after[route(provider)] = [fault]
        assert deliver(provider, fake) == {"accepted": PEOPLE}
        assert set(received(provider, fake).values()) == {1}


@pytest.mark.parametrize("provider", [SES, SENDGRID], ids=lambda one: one.name)
def test_who_cannot_be_looked_up_stays_in_doubt_and_gets_no_second_one(
    provider: Provider, deliver: Callable[..., Counter[str]]
) -> None:
    with provider.served() as fake:
        fake.after["send"] = [Reset]
        for _ in range(2):
            assert deliver(provider, fake) == {"accepted": PEOPLE - 1, "unknown": 1}
        assert len(fake.taken) == PEOPLE


@pytest.mark.parametrize("provider", [POSTMARK, MAILGUN, BREVO], ids=lambda one: one.name)
def test_lists_that_lag_are_asked_again_by_the_next_run(
    provider: Provider, deliver: Callable[..., Counter[str]]
) -> None:
    with provider.served() as fake:
        fake.after[route(provider)] = [Reset]
        fake.lags = True
        first = deliver(provider, fake)
        assert first["unknown"] >= 1
        assert first["unknown"] + first["accepted"] == PEOPLE
        fake.lags = False
        assert deliver(provider, fake) == {"accepted": PEOPLE}
        assert set(received(provider, fake).values()) == {1}


@every
def test_an_account_that_is_shut_loses_nobody(
    provider: Provider, deliver: Callable[..., Counter[str]]
) -> None:
    with provider.served() as fake:
        fake.before[route(provider)] = [Says(401, {"message": "expired"})] * 500
        shut = deliver(provider, fake)
        later: tuple[OutcomeState, ...] = ("rejected", "failed", "unknown", "accepted")
        assert not any(shut[state] for state in later)
        fake.before.clear()
        assert deliver(provider, fake) == {"accepted": PEOPLE}
        assert set(received(provider, fake).values()) == {1}


def test_many_people_go_in_few_requests(store: Store, tmp_path: Path) -> None:
    channel = email_plan(store, 700)
    with POSTMARK.served() as fake:
        run(engine(store, tmp_path, policy=POLICY), work(channel, POSTMARK.sender(fake)))
        assert len(fake.taken) == 700
        assert set(received(POSTMARK, fake).values()) == {1}
        assert fake.count("POST", "/email/batch") < 350
