"""Which addresses a link of content may lead us to: none inside of a network."""

import ipaddress
import threading

import pytest

from newsletter.web.guard import Refused, is_public, is_public_or_own, resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "192.0.0.192",
        "168.63.129.16",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.1.1.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "64:ff9b:1::5db8:d70e",
        "::7f00:1",
        "fec0::1",
        "2001:0:7f00:1::1",
        "240.0.0.1",
    ],
)
def test_a_private_address_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"],
)
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0x7f.0.0.1", "2130706433", "127.1", "[::1]".strip("[]")]
)
def test_this_computer_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(Refused, match="inside a private network"):
        resolve(host, 80)


def test_an_allowed_host_is_resolved_to_the_address_to_connect_to() -> None:
    assert resolve("127.0.0.1", 80, lambda _: True) == ("127.0.0.1",)


def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    with pytest.raises(Refused):
        resolve("a.example", 80, resolver=lambda *_: ["93.184.215.14", "10.0.0.1"])


def test_a_host_without_an_address_is_refused() -> None:
    with pytest.raises(Refused):
        resolve("a.example", 80, resolver=lambda *_: [])


def test_a_resolver_that_does_not_answer_is_not_waited_for() -> None:
    never = threading.Event()

    def resolver(_host: str, _port: int) -> list[str]:
        never.wait()
        return []

    with pytest.raises(TimeoutError):
        resolve("a.example", 80, resolver=resolver, seconds=0.05)
    never.set()


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "10.1.2.3", "192.168.1.1", "fd00::1", "100.64.0.1", "8.8.8.8"]
)
def test_an_own_address_may_be_written_down(address: str) -> None:
    assert is_public_or_own(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1", "240.0.0.1"],
)
def test_where_clouds_keep_credentials_is_refused_even_if_written_down(address: str) -> None:
    assert not is_public_or_own(ipaddress.ip_address(address))
