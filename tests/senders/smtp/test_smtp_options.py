"""The settings of a channel."""

from pathlib import Path
from typing import Any

import pytest

from newsletter.channels.rates import Rate
from newsletter.errors import UnusableInput
from newsletter.ports import ChannelContext
from newsletter.senders.smtp.options import SmtpOptions, smtp_options
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
