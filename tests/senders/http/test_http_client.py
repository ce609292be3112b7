"""Asking a server: what is certain after each kind of trouble, and that secrets stay out of it."""

import logging
import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread
from time import sleep

import pytest

from newsletter.senders.http import client as client_module
from newsletter.senders.http.client import Answer, NoAnswer, NotSent, client
from newsletter.senders.http.redaction import MASK, Redactor
from tests.fakes.server import Asked, Fake, Reset, Route, Says, serving

TOKEN = "s3cr3t/token+of a test"


class Echo(Fake):
    """Answers what a test puts into ``says``, or with what it was asked."""

    says: Says | None = None

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        return [(method, ".*", self.echo) for method in ("GET", "POST")]

    def echo(self, asked: Asked) -> Says:
        return self.says or Says(200, {"path": asked.path, "token": asked.token})


@pytest.fixture
def echo() -> Iterator[Echo]:
    with serving(Echo()) as fake:
        yield fake


def test_an_answer_has_its_status_headers_and_json(echo: Echo) -> None:
    echo.says = Says(201, {"data": {"id": 7}}, {"X-Kind": "a"})
    with client(echo.url) as http:
        answer = http.ask("POST", "/posts", json={})
    assert (answer.ok, answer.get("data", "id"), answer.headers["x-kind"]) == (True, 7, "a")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_has_nothing_at_any_path(body: bytes) -> None:
    assert Answer(200, {}, body).get("data", "id") is None


def test_nothing_is_sent_where_nobody_listens() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with client(address) as http, pytest.raises(NotSent):
        http.ask("POST", "/")


def test_a_connection_that_is_cut_leaves_it_open_whether_it_arrived(echo: Echo) -> None:
    echo.before["echo"] = [Reset]
    with client(echo.url) as http, pytest.raises(NoAnswer):
        http.ask("POST", "/")


def test_a_server_that_keeps_silent_leaves_it_open(echo: Echo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with client(address, read=0.05) as http, pytest.raises(NoAnswer, match="time limit"):
            http.ask("POST", "/")


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_an_answer_that_comes_in_drips_is_not_awaited(
    head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "WHOLE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.sendall(head)
                for _ in range(1000):
                    connection.sendall(b"X: a\r\n")
                    sleep(0.01)

        Thread(target=drip).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        with client(address) as http, pytest.raises(NoAnswer, match="too slowly"):
            http.ask("POST", "/", json={})


def test_an_answer_that_ends_too_early_leaves_it_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def half() -> None:
            connection, _ = server.accept()
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
            connection.close()

        thread = Thread(target=half)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        with client(address) as http, pytest.raises(NoAnswer):
            http.ask("POST", "/")
        thread.join()


def test_an_answer_without_end_is_not_read_to_its_end(
    echo: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "MOST_BYTES", 1000)
    echo.says = Says(200, b"x" * 1001)
    with client(echo.url) as http, pytest.raises(NoAnswer, match="too large"):
        http.ask("GET", "/")


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": {"Authorization": "Bearer secr\u00e9t-token"}},
        {"headers": {"Authorization": "Bearer secret\n-token"}},
        {"json": {"text": "\ud800 secret-token"}},
        {"data": {"text": "\ud800 secret-token"}},
    ],
)
def test_what_cannot_be_written_was_not_sent_and_is_not_quoted(
    echo: Echo, request_: dict[str, object]
) -> None:
    with client(echo.url) as http, pytest.raises(NotSent) as found:
        http.ask("POST", "/", **request_)
    assert "token" not in str(found.value)
    assert echo.asked == []


def test_redirects_are_answers(echo: Echo) -> None:
    echo.says = Says(302, "", {"Location": f"{echo.url}/elsewhere"})
    with client(echo.url) as http:
        assert http.ask("GET", "/").status == 302
    assert len(echo.asked) == 1


def test_connections_are_not_used_again_unless_asked_for(echo: Echo) -> None:
    with client(echo.url) as http:
        http.ask("GET", "/")
    assert echo.asked[0].headers["Connection"] == "close"


def test_the_library_logs_nothing(echo: Echo, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with client(echo.url) as http:
        http.ask("GET", "/bot1234:secret/getMe")
    assert caplog.text == ""


@pytest.mark.parametrize(
    "text",
    [
        f"before {TOKEN} after",
        "https://api.example/bots3cr3t%2Ftoken%2Bof%20a%20test/send",
        "https://api.example/bots3cr3t/token%2Bof%20a%20test/send",
        "token=s3cr3t%2Ftoken%2Bof+a+test&x=1",
    ],
)
def test_a_secret_is_masked_in_every_form(text: str) -> None:
    clean = Redactor([TOKEN]).clean(text)
    assert MASK in clean
    assert "s3cr3t" not in clean


def test_a_secret_with_quotes_is_masked_in_json() -> None:
    assert "s3c" not in Redactor(['s3c"r3t']).clean('{"token": "s3c\\"r3t"}')


def test_a_secret_of_half_a_character_does_no_harm() -> None:
    assert Redactor(["\ud800abcd"]).clean("hello") == "hello"


def test_masking_more_keeps_what_was_masked() -> None:
    both = Redactor(["first-secret"]).with_secrets(["second-secret"])
    assert both.clean("first-secret second-secret") == f"{MASK} {MASK}"


def test_masking_the_same_again_costs_nothing() -> None:
    one = Redactor([TOKEN])
    assert one.with_secrets([TOKEN]) is one


def test_an_answer_is_told_without_its_secrets(echo: Echo) -> None:
    echo.says = Says(400, f"bad token {TOKEN}")
    with client(echo.url, secrets=[TOKEN]) as http:
        assert http.ask("GET", "/").text == f"bad token {MASK}"
