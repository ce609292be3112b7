"""The settings of a channel, and its rate."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.channels.rates import Rate
from newsletter.errors import UnusableInput
from newsletter.ports import ChannelContext
from newsletter.senders.smtp.options import SmtpOptions, smtp_options
from newsletter.senders.smtp.pace import Pace
from newsletter.settings import Secret
from tests.senders.smtp.sending import NoonClock


def options(**given: object) -> SmtpOptions:
    whole = {"host": "mail.acme.example"} | given
    return smtp_options(ChannelContext("email", whole, Path("/project"), NoonClock()))


def test_options_have_sane_defaults() -> None:
    assert options() == SmtpOptions(host="mail.acme.example")


def test_every_option_is_read() -> None:
    secret = Secret(secret="smtp-password")
    made = options(
        port=2525,
        security="tls",
        username="a",
        password=secret,
        auth="login",
        connections=3,
        messages_per_connection=7,
        rate="5 per minute",
        timeout=60,
        ca="ca.pem",
    )
    assert (made.port, made.security, made.username, made.password) == (2525, "tls", "a", secret)
    assert (made.auth, made.connections, made.messages_per_connection) == ("login", 3, 7)
    assert (made.rate, made.ca) == (Rate(5, 60), Path("/project/ca.pem"))
    assert (made.timeouts.final, made.timeouts.command) == (60, 12)


def test_tls_from_the_first_byte_has_its_own_port() -> None:
    assert options(security="tls").port == 465


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host", None),
        ("host", 5),
        ("host", "a\nb"),
        ("port", 0),
        ("port", "587"),
        ("port", True),
        ("security", "ssl"),
        ("username", ["a"]),
        ("password", "open sesame"),
        ("auth", "cram-md5"),
        ("connections", -1),
        ("messages_per_connection", 1.5),
        ("rate", "fast"),
        ("timeout", "10m"),
        ("ca", 7),
    ],
)
def test_an_option_that_cannot_be_read_is_named_and_never_shown(name: str, value: Any) -> None:
    with pytest.raises(UnusableInput, match=f"Channel 'email': {name} must be") as caught:
        options(**{name: value})
    assert caught.value.problems[0].code == "setting-invalid"
    assert "sesame" not in str(caught.value)


def turns(pace: Pace, arrivals: list[float]) -> list[float]:
    """When each message starts that arrives at these times."""
    return [now + pace.book(now) for now in arrivals]


def test_messages_keep_their_distance() -> None:
    starts = turns(Pace(Rate(4, 1)), [10.0] * 5)
    gaps = [after - before for before, after in pairwise(starts[1:])]
    assert gaps == pytest.approx([0.25] * 3)


def test_without_a_rate_nothing_waits() -> None:
    pace = Pace(None)
    assert turns(pace, [1.0] * 3) == [1.0] * 3
    assert pace.free(1.0)


def test_a_pause_does_not_allow_a_burst_afterwards() -> None:
    pace = Pace(Rate(10, 1))
    turns(pace, [0.0])
    starts = turns(pace, [100.0] * 12)
    assert starts[-1] - starts[0] >= 1.0


def test_a_turn_that_is_booked_is_not_free() -> None:
    pace = Pace(Rate(1, 60))
    assert pace.free(5.0)
    pace.book(5.0)
    assert (pace.free(5.0), pace.free(70.0)) == (False, True)


@settings(max_examples=100, derandomize=True, database=None)
@given(
    st.lists(st.floats(0, 3), min_size=1, max_size=60).map(sorted),
    st.integers(1, 40),
)
def test_no_second_sees_more_than_the_rate(arrivals: list[float], count: int) -> None:
    starts = turns(Pace(Rate(count, 1)), arrivals)
    for start in starts:
        inside = sum(start <= each < start + 1 - 1e-6 for each in starts)
        assert inside <= count + 1
