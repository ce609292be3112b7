"""The guarded fetcher against servers that mean harm, and against those that do not."""

import gzip
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from newsletter.web.connecting import verifying
from newsletter.web.failures import FetchFailed
from newsletter.web.fetching import Fetched, FetchLimits, fetch
from tests.senders.smtp.certificates import certificate
from tests.web.wire import Wire, answered, running

PICTURES = ("image/*",)
ANYTHING = ("*/*",)
LIMITS = FetchLimits(max_bytes=10_000, seconds=5)
METADATA = "http://169.254.169.254/latest/meta-data/"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with running() as server:
        yield server


def fetched(
    wire: Wire,
    path: str = "/",
    *,
    accept: Sequence[str] = ANYTHING,
    limits: FetchLimits = LIMITS,
    headers: dict[str, str] | None = None,
) -> Fetched:
    """What is at ``path``; this server was written down by the owner, so it is trusted."""
    return fetch(wire.address(path), limits=limits, accept=accept, trusted=True, headers=headers)


def refused(wire: Wire, path: str = "/", **options: object) -> str:
    with pytest.raises(FetchFailed) as caught:
        fetched(wire, path, **options)  # type: ignore[arg-type]
    return caught.value.reason


def not_trusted(url: str, addresses: Sequence[str] = ("127.0.0.1",)) -> str:
    with pytest.raises(FetchFailed) as caught:
        fetch(url, limits=LIMITS, accept=ANYTHING, resolver=lambda *_: addresses)
    return caught.value.reason


def drip_for(stopped: threading.Event, begin: bytes) -> Callable[[], Iterable[bytes]]:
    """An answer that goes on by a byte at a time until it is stopped."""

    def drip() -> Iterable[bytes]:
        yield begin
        while not stopped.wait(0.02):
            yield b"H"

    return drip


def test_a_page_comes_with_its_type_its_headers_and_its_bytes(wire: Wire) -> None:
    wire.answers["/"] = answered(200, b"\x89PNG", content_type="image/PNG; q=1", etag='"7"')
    found = fetched(wire, accept=PICTURES)
    assert (found.data, found.media_type, found.status) == (b"\x89PNG", "image/png", 200)
    assert found.headers["etag"] == '"7"'
    assert found.url == wire.address("/")


def test_only_what_was_asked_for_is_told_to_the_server(wire: Wire) -> None:
    wire.answers["/"] = answered(200, content_type="image/gif", set_cookie="a=b")
    fetched(wire, accept=PICTURES)
    fetched(wire, accept=PICTURES)
    names = [line.partition(":")[0] for line in wire.asked[1][1:]]
    assert names == ["Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"]
    assert "Accept: image/*" in wire.asked[1]


def test_an_address_of_content_never_leads_into_a_private_network(wire: Wire) -> None:
    assert not_trusted(wire.address("/", "pages.example")).endswith("inside a private network")
    assert wire.asked == []


def test_an_address_of_content_never_leads_to_this_computer(wire: Wire) -> None:
    assert not_trusted(wire.address("/")) == "127.0.0.1 is inside a private network"
    assert wire.asked == []


def test_the_name_is_looked_up_once_and_that_address_is_connected_to(wire: Wire) -> None:
    wire.answers["/"] = answered(200, b"x")
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    url = wire.address("/", "pages.example")
    found = fetch(
        url, limits=LIMITS, accept=ANYTHING, trusted=True, resolver=lambda *_: next(answers)
    )
    assert found.data == b"x"
    assert f"Host: pages.example:{wire.port}" in wire.asked[0]


@pytest.mark.parametrize(
    "location",
    [
        METADATA,
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://100.64.1.1/",
        "http://127.0.0.1/",
        "http://localhost:8000/",
        "http://2130706433/",
    ],
)
def test_not_even_a_trusted_server_may_redirect_into_a_network(wire: Wire, location: str) -> None:
    wire.answers["/"] = answered(302, location=location)
    assert refused(wire).endswith("is inside a private network")


def test_a_trusted_server_may_redirect_to_itself(wire: Wire) -> None:
    wire.answers["/"] = answered(302, location="/there")
    wire.answers["/there"] = answered(200, b"x")
    assert fetched(wire).url == wire.address("/there")


def test_a_redirect_may_be_written_in_utf_8(wire: Wire) -> None:
    wire.answers["/"] = answered(302, location="/straße")
    wire.answers["/stra%C3%9Fe"] = answered(200, b"x")
    assert fetched(wire).data == b"x"


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://a.example/", "data:,x"])
def test_a_redirect_leads_to_pages_alone(wire: Wire, location: str) -> None:
    wire.answers["/"] = answered(302, location=location)
    assert refused(wire) == "leads to something that is no page"


@pytest.mark.parametrize("port", [22, 25, 6379, 6667, 3306, 11211])
def test_ports_of_other_services_are_not_asked(port: int) -> None:
    reason = not_trusted(f"http://a.example:{port}/", ["93.184.215.14"])
    assert reason == f"leads to port {port}, where no web server belongs"


@pytest.mark.parametrize("url", ["http://me@a.example/", "http://me:secret@a.example/"])
def test_credentials_in_an_address_are_refused_and_not_shown(url: str) -> None:
    assert not_trusted(url, ["93.184.215.14"]) == "holds a user name"


@pytest.mark.parametrize(
    "url", ["", "nonsense", "https://", "http://[::1", "http://a:b/", "http://" + "a" * 70]
)
def test_an_address_that_cannot_be_read_is_refused(url: str) -> None:
    assert not_trusted(url)


def test_twenty_redirects_are_too_many(wire: Wire) -> None:
    for number in range(20):
        wire.answers[f"/{number}"] = answered(302, location=f"/{number + 1}")
    wire.answers["/20"] = answered(200, b"x")
    assert refused(wire, "/0") == "redirects more than 5 times"
    assert len(wire.asked) == 6


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [((301,), "/1"), ((308, 301), "/2"), ((301, 302), "/1"), ((302, 301), None), ((307,), None)],
)
def test_permanent_redirects_say_where_a_page_has_moved_to(
    wire: Wire, statuses: tuple[int, ...], moved_to: str | None
) -> None:
    for number, status in enumerate(statuses):
        wire.answers[f"/{number}"] = answered(status, location=f"/{number + 1}")
    wire.answers[f"/{len(statuses)}"] = answered(200, b"x")
    assert fetched(wire, "/0").moved_to == (moved_to and wire.address(moved_to))


def test_a_body_larger_than_allowed_is_refused_before_it_is_read(wire: Wire) -> None:
    wire.answers["/"] = answered(200, content_length="99999999999")
    assert refused(wire) == "is larger than 10,000 bytes"


def test_a_body_without_a_length_is_cut_at_the_limit(wire: Wire) -> None:
    def endless() -> Iterable[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            yield b"x" * 1000

    wire.answers["/"] = endless
    assert refused(wire) == "is larger than 10,000 bytes"


def test_a_packed_body_is_unpacked(wire: Wire) -> None:
    wire.answers["/"] = answered(200, gzip.compress(b"hello"), content_encoding="gzip")
    assert fetched(wire).data == b"hello"


def test_a_bomb_is_refused_when_it_grows_beyond_the_limit(wire: Wire) -> None:
    bomb = gzip.compress(bytes(8_000_000))
    assert len(bomb) < LIMITS.max_bytes
    wire.answers["/"] = answered(200, bomb, content_encoding="gzip")
    assert refused(wire) == "is larger than 10,000 bytes"


@pytest.mark.parametrize(
    ("body", "packing", "reason"),
    [
        (gzip.compress(b"hello" * 99, mtime=0)[:-9], "gzip", "ended in the middle of its answer"),
        (b"no gzip at all", "gzip", "sent an answer that cannot be unpacked"),
        (zlib.compress(b"hello"), "br", "sent an answer that is packed with 'br', not with gzip"),
    ],
)
def test_a_damaged_packing_is_told(wire: Wire, body: bytes, packing: str, reason: str) -> None:
    wire.answers["/"] = answered(200, body, content_encoding=packing)
    assert refused(wire) == reason


@pytest.mark.parametrize(
    "answer",
    [
        answered(200, b"only this", content_length="5000"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    ],
)
def test_an_answer_that_breaks_off_is_no_answer(wire: Wire, answer: bytes) -> None:
    wire.answers["/"] = answer
    assert refused(wire) == "ended in the middle of its answer"


@pytest.mark.parametrize("kind", ["text/html", "application/octet-stream", "image", ""])
def test_another_type_is_refused(wire: Wire, kind: str) -> None:
    wire.answers["/"] = answered(200, b"<html>", content_type=kind)
    assert refused(wire, accept=PICTURES).startswith("is of the type ")


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_draws_its_answer_out_is_cut_off(wire: Wire, begin: bytes) -> None:
    wire.answers["/"] = drip_for(stopped := threading.Event(), begin)
    limits = FetchLimits(max_bytes=10_000, seconds=0.3)
    assert refused(wire, limits=limits) == "did not answer in time"
    stopped.set()


@pytest.mark.parametrize("seconds", [0.0, 0.3])
def test_redirects_do_not_stretch_the_time(wire: Wire, seconds: float) -> None:
    wire.answers["/"] = answered(302, location="/")
    limits = FetchLimits(max_bytes=1, seconds=seconds, redirects=1_000_000)
    assert refused(wire, limits=limits) == "did not answer in time"


@pytest.mark.parametrize("head", ["x" * 100_000 + ": y\r\n", "x: y\r\n" * 500])
def test_headers_without_end_are_refused(wire: Wire, head: str) -> None:
    wire.answers["/"] = f"HTTP/1.1 200 OK\r\n{head}\r\n".encode()
    assert refused(wire) == "sent headers without end"


def test_what_is_no_http_is_no_answer(wire: Wire) -> None:
    wire.answers["/"] = b"220 mail.example ESMTP\r\n"
    assert refused(wire) == "did not answer"


def test_a_failure_carries_the_status_and_the_headers(wire: Wire) -> None:
    wire.answers["/"] = answered(503, retry_after="120")
    with pytest.raises(FetchFailed) as caught:
        fetched(wire)
    assert (caught.value.reason, caught.value.status) == ("answered 503", 503)
    assert caught.value.headers["retry-after"] == "120"


def test_what_has_not_changed_has_no_body(wire: Wire) -> None:
    wire.answers["/"] = answered(304)
    found = fetched(wire, accept=PICTURES, headers={"If-None-Match": '"7"'})
    assert (found.status, found.data) == (304, b"")
    assert 'If-None-Match: "7"' in wire.asked[0]


def test_nothing_is_unchanged_for_somebody_who_did_not_ask(wire: Wire) -> None:
    wire.answers["/"] = answered(304)
    assert refused(wire) == "answered 304"


def test_a_header_cannot_be_smuggled_in(wire: Wire) -> None:
    refused(wire, headers={"If-None-Match": "a\r\nX-Evil: 1"})
    assert wire.asked == []


def test_a_line_break_in_an_address_stays_in_the_address(wire: Wire) -> None:
    refused(wire, "/a%0d%0aX-Evil:%201 HTTP/1.1")
    assert not any(line.startswith("X-Evil") for head in wire.asked for line in head)


@pytest.fixture
def certified(wire: Wire, tmp_path: Path) -> Iterator[Path]:
    """The server speaks TLS; the path is that of its certificate, which nobody knows yet."""
    made = certificate(tmp_path, "pages.example")
    wire.socket = made.server_context().wrap_socket(wire.socket, server_side=True)
    verifying.cache_clear()
    yield made.file
    verifying.cache_clear()


def by_https(wire: Wire, seconds: float = 5) -> Fetched:
    url = wire.address("/", "pages.example").replace("http:", "https:")
    limits = FetchLimits(max_bytes=10_000, seconds=seconds)
    return fetch(
        url, limits=limits, accept=ANYTHING, trusted=True, resolver=lambda *_: ["127.0.0.1"]
    )


def test_a_certificate_that_nobody_vouches_for_is_refused(wire: Wire, certified: Path) -> None:
    with pytest.raises(FetchFailed, match="has a certificate that browsers refuse"):
        by_https(wire)
    assert wire.asked == []


def test_the_certificate_of_the_host_is_accepted(
    wire: Wire, certified: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certified))
    wire.answers["/"] = answered(200, b"hello")
    assert by_https(wire).data == b"hello"


def test_an_encrypted_answer_that_is_drawn_out_is_cut_off(
    wire: Wire, certified: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certified))
    wire.answers["/"] = drip_for(stopped := threading.Event(), b"HTTP/1.1 200 OK\r\n\r\n")
    with pytest.raises(FetchFailed, match="did not answer in time"):
        by_https(wire, 0.4)
    stopped.set()


def test_a_handshake_that_never_ends_is_cut_off(wire: Wire) -> None:
    with pytest.raises(FetchFailed, match="did not answer in time"):
        by_https(wire, 0.3)
