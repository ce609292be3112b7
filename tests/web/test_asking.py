"""One page is asked: whether it is there, whatever its server does."""

import socket

import pytest

from newsletter.web.asking import MOST_REDIRECTS, Answer, ask
from newsletter.web.guard import IpAddress
from tests.web.site import Site


def anywhere(address: IpAddress) -> bool:
    return address.is_loopback


def asked(site: Site, path: str) -> Answer:
    return ask(site.address(path), seconds=5, allowed=anywhere)


@pytest.mark.parametrize("path", ["/200", "/204", "/to/200", "/to/to/200", "/no-head/200"])
def test_a_page_that_is_there_is_found(path: str, site: Site) -> None:
    assert asked(site, path) == Answer("there")


@pytest.mark.parametrize(
    ("path", "status"), [("/404", 404), ("/410", 410), ("/to/404", 404), ("/no-head/410", 410)]
)
def test_a_page_that_is_gone_is_dead(path: str, status: int, site: Site) -> None:
    assert asked(site, path) == Answer("dead", f"answered {status}")


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_server_that_may_only_refuse_programs_leaves_it_unsure(status: int, site: Site) -> None:
    assert asked(site, f"/{status}") == Answer("unsure", f"answered {status}")


def test_a_page_that_answers_head_is_not_asked_again(site: Site) -> None:
    asked(site, "/200")
    assert site.asked == ["HEAD /200"]


def test_redirects_in_a_circle_end(site: Site) -> None:
    assert asked(site, "/loop") == Answer("dead", f"redirects more than {MOST_REDIRECTS} times")
    assert len(site.asked) == MOST_REDIRECTS + 1


def test_characters_beyond_ascii_are_asked_for_encoded(site: Site) -> None:
    asked(site, "/200?q=straße und mehr#teil")
    assert site.asked == ["HEAD /200?q=stra%C3%9Fe%20und%20mehr"]


def test_this_computer_is_not_asked(site: Site) -> None:
    found = ask(site.address("/200"), seconds=5)
    assert found == Answer("unsure", "127.0.0.1 is inside a private network")
    assert site.asked == []


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/latest"]
)
def test_a_redirect_into_a_private_network_is_not_followed(target: str, site: Site) -> None:
    found = asked(site, f"/elsewhere/{target}")
    assert found.verdict == "unsure"
    assert found.why.endswith("is inside a private network")


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://a.example/", "mailto:a@b.example"]
)
def test_a_redirect_to_something_else_is_not_followed(target: str, site: Site) -> None:
    assert asked(site, f"/elsewhere/{target}").why == "leads to something that is no page"


def test_a_redirect_to_nonsense_is_survived(site: Site) -> None:
    assert asked(site, "/elsewhere/http://[::1").verdict == "silent"


def test_a_server_that_draws_its_answer_out_is_cut_off(site: Site) -> None:
    found = ask(site.address("/drip"), seconds=0.3, allowed=anywhere)
    assert found.verdict == "silent"


def test_a_closed_port_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    found = ask(f"http://127.0.0.1:{port}/", seconds=5, allowed=anywhere)
    assert found == Answer("silent", "did not answer")


def test_a_server_that_speaks_no_http_is_silent(site: Site) -> None:
    found = ask(site.address("/200").replace("http:", "https:"), seconds=5, allowed=anywhere)
    assert found == Answer("silent", "did not answer")


@pytest.mark.parametrize("address", ["https://", "https://[::1", "nonsense", "http://a:b/"])
def test_an_address_that_cannot_be_read_is_survived(address: str) -> None:
    assert ask(address, seconds=1).verdict in ("unsure", "silent")
