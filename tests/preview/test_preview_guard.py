"""Nobody but this computer's browser, on a page of the studio itself, may ask the studio."""

import socket
from typing import Any

import pytest

from newsletter.errors import NewsletterError
from newsletter.preview.serving import listening


def test_a_name_that_was_bound_to_this_computer_anew_is_refused(still: Any) -> None:
    answer = still.ask("/state", Host=f"evil.example:{still.port}")
    assert answer.status == 403
    assert "The Garden" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.1:1", "", "[::1]:8400"])
def test_only_its_own_name_and_port_are_answered(still: Any, host: str) -> None:
    assert still.ask("/state", Host=host).status == 403


def test_localhost_is_this_computer(still: Any) -> None:
    assert still.ask("/state", Host=f"localhost:{still.port}").status == 200


@pytest.mark.parametrize("path", ["/state", "/compose", "/write/edition"])
def test_another_site_is_refused(still: Any, path: str) -> None:
    method = "GET" if path == "/state" else "POST"
    answer = still.ask(path, method, {}, Origin="https://evil.example")
    assert answer.status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_picture_on_another_site_cannot_ask(still: Any, site: str) -> None:
    headers = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"}
    assert still.ask("/mail", **headers).status == 403


def test_a_link_elsewhere_may_lead_to_the_page(still: Any) -> None:
    headers = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert still.ask("/", **headers, Sec_Fetch_Dest="document").status == 200
    assert still.ask("/mail", **headers, Sec_Fetch_Dest="iframe").status == 403


@pytest.mark.parametrize("query", ["", "?token=", "?token=guess", "?other=1"])
def test_what_writes_needs_the_token(still: Any, query: str) -> None:
    assert still.ask(f"/write/edition{query}", "POST", {"name": None}).status == 403


def test_with_the_token_another_edition_is_opened(studio: Any) -> None:
    path = f"/write/edition?token={studio.session.token}"
    assert studio.ask(path, "POST", {"name": "2026-12-24"}).status == 200
    assert studio.ask("/state").json["edition"]["name"] == "2026-12-24"


@pytest.mark.parametrize("data", [[], {}, {"name": 7}, "x", None])
def test_an_order_that_cannot_be_read_is_refused(still: Any, data: Any) -> None:
    path = f"/write/edition?token={still.session.token}"
    assert still.ask(path, "POST", data).status in (400, 403, 413)


def test_the_page_knows_whether_it_may_write(still: Any) -> None:
    assert still.ask("/state").json["may_write"] is False
    assert still.ask(f"/state?token={still.session.token}").json["may_write"] is True


def test_a_body_without_end_is_refused(still: Any) -> None:
    answer = still.ask("/compose", "POST", {"ref": "a", "network": "x", "text": "a" * 300_000})
    assert answer.status == 413


@pytest.mark.parametrize("path", ["/", "/state", "/nowhere", "/static/studio.js"])
def test_every_answer_has_its_guards(still: Any, path: str) -> None:
    headers = still.ask(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_the_mail_is_in_a_sandbox_without_scripts(still: Any) -> None:
    policy = still.ask("/mail").headers["content-security-policy"]
    assert "sandbox allow-same-origin" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/app.py", "/static/%2e%2e%2fapp.py"])
def test_no_other_file_is_served(still: Any, path: str) -> None:
    assert still.ask(path).status == 404


def test_only_this_computer_can_reach_it(still: Any) -> None:
    assert still.session.listener.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(NewsletterError) as refused:
            listening(port)
    assert refused.value.problems[0].code == "port-taken"
    assert str(port) in refused.value.problems[0].text
