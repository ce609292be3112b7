"""The page that people come back to: it takes the answer it waits for, and no other."""

import http.client
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from newsletter.errors import NewsletterError
from newsletter.web.sign_in_page import SignInPage, sign_in_page

STATE = "the-state-of-this-sign-in"


@pytest.fixture
def page() -> Iterator[SignInPage]:
    with sign_in_page(0, STATE) as page:
        yield page


def get(page: SignInPage, query: str, path: str | None = None) -> tuple[int, str]:
    parts = urlsplit(page.address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.request("GET", f"{path or parts.path}{query}")
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body


def test_the_answer_is_taken_and_the_person_told(page: SignInPage) -> None:
    status, body = get(page, f"?code=abc&state={STATE}")
    assert (status, "You can close this page" in body) == (200, True)
    assert page.answer(5) == f"/connected?code=abc&state={STATE}"


def test_a_refusal_is_an_answer_too(page: SignInPage) -> None:
    get(page, f"?error=access_denied&state={STATE}")
    assert page.answer(5) == f"/connected?error=access_denied&state={STATE}"


@pytest.mark.parametrize(
    "query", ["", "?code=abc", "?code=abc&state=", "?code=abc&state=another", "?code=<script>"]
)
def test_any_other_answer_is_turned_away_and_waited_on(page: SignInPage, query: str) -> None:
    status, body = get(page, query)
    assert (status, "script" in body) == (400, False)
    assert page.answer(0.01) is None
    get(page, f"?code=abc&state={STATE}")
    assert page.answer(5)


def test_another_path_is_no_answer(page: SignInPage) -> None:
    assert get(page, f"?code=abc&state={STATE}", "/elsewhere")[0] == 400


def test_nobody_else_can_reach_it(page: SignInPage) -> None:
    assert page.address.startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(NewsletterError) as found, sign_in_page(port, STATE):
            pass
    assert found.value.problems[0].code == "port-taken"
