"""The way out: GET shows and changes nothing, POST acts, and nobody else's token works."""

import re
import threading

import pytest

from newsletter.editions.tokens import sign
from newsletter.public.pages import masked
from newsletter.public.words import LANGUAGES, PageWords
from tests.public.conftest import ADA, OLD_KEY, Pages

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_looking_at_the_page_changes_nothing(pages: Pages) -> None:
    found = pages.ask(pages.link())
    assert found.status == 200
    assert '<form method="post">' in found.text
    assert pages.suppressed() == {}


def test_a_scanner_that_only_asks_for_the_head_changes_nothing(pages: Pages) -> None:
    assert pages.ask(pages.link(), "HEAD").status == 200
    assert pages.suppressed() == {}


def test_the_button_unsubscribes(pages: Pages) -> None:
    found = pages.ask(pages.link(), "POST", b"", **FORM)
    assert (found.status, "abgemeldet" in found.text) == (200, True)
    assert pages.suppressed() == {"ada@pier.example": "unsubscribed from 2026-11-24"}


def test_the_one_click_of_a_mail_program_unsubscribes(pages: Pages) -> None:
    """RFC 8058, section 3.2."""
    body = b"List-Unsubscribe=One-Click"
    assert pages.ask(pages.link(), "POST", body, **FORM).status == 200
    assert list(pages.suppressed()) == ["ada@pier.example"]


def test_the_one_click_may_come_as_parts_too(pages: Pages) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--'
    )
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert pages.ask(pages.link(), "POST", body, **kind).status == 200
    assert list(pages.suppressed()) == ["ada@pier.example"]


def test_twice_is_as_good_as_once(pages: Pages) -> None:
    assert [pages.ask(pages.link(), "POST").status for _ in range(2)] == [200, 200]
    assert len(pages.suppressed()) == 1


def test_a_link_from_before_the_key_was_changed_works(pages: Pages) -> None:
    assert pages.ask(pages.link(key=OLD_KEY), "POST").status == 200
    assert list(pages.suppressed()) == ["ada@pier.example"]


def test_a_key_is_changed_without_a_restart(pages: Pages) -> None:
    pages.keys["NEWSLETTER_SECRET_UNSUBSCRIBE_KEY"] = "third-key-third-key-third"
    assert pages.ask(pages.link(), "POST").status == 400
    assert pages.ask(pages.link(key="third-key-third-key-third"), "POST").status == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_tampered_token_is_refused(pages: Pages, method: str) -> None:
    other = sign(ADA, b"somebody else's key")
    assert pages.ask(f"/unsubscribe/{other}", method).status == 400
    assert pages.suppressed() == {}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", ["sample", "x", "%00", "..%2f..", "a" * 3000])
def test_an_unknown_token_is_not_found(pages: Pages, method: str, token: str) -> None:
    assert pages.ask(f"/unsubscribe/{token}", method).status == 404
    assert pages.suppressed() == {}


@pytest.mark.parametrize("path", ["/", "/unsubscribe/", "/docs", "/unsubscribe/a/b"])
def test_there_is_nothing_elsewhere(pages: Pages, path: str) -> None:
    assert pages.ask(path).status == 404


def test_other_methods_are_refused(pages: Pages) -> None:
    assert pages.ask(pages.link(), "DELETE").status == 405


def test_a_large_body_is_refused_unread(pages: Pages) -> None:
    assert pages.ask(pages.link(), "POST", b"x" * 9000).status == 413
    assert pages.suppressed() == {}


def test_the_pages_are_below_the_path_of_the_url_too(pages: Pages) -> None:
    assert pages.ask(f"/news{pages.link()}").status == 200


def test_a_page_lets_nothing_in_and_tells_nobody(pages: Pages) -> None:
    found = pages.ask(pages.link())
    policy = found.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in found.text
    assert "set-cookie" not in found.headers
    assert found.headers["referrer-policy"] == "no-referrer"
    assert found.headers["cache-control"] == "no-store"
    assert not re.search(r"(src|href)=\"?https?:", found.text)


def test_a_name_cannot_be_markup(pages: Pages) -> None:
    assert "The &lt;Pier&gt;" in pages.ask(pages.link()).text


def test_the_whole_address_is_not_shown(pages: Pages) -> None:
    text = pages.ask(pages.link()).text
    assert "ada@pier.example" not in text
    assert "a…@pier.example" in text


@pytest.mark.parametrize("address", ["", "nonsense", "@", "a@b"])
def test_a_strange_address_can_be_masked(address: str) -> None:
    assert "…" in masked(address)


def test_somebody_can_leave_while_others_write(pages: Pages) -> None:
    """As a send does, in one transaction after another."""
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            with pages.store.writing():
                done.wait(0.005)
            done.wait(0.005)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert pages.ask(pages.link(), "POST").status == 200
    finally:
        done.set()
        writer.join()
    assert list(pages.suppressed()) == ["ada@pier.example"]


def test_without_a_key_nothing_is_said_to_be_done(pages: Pages) -> None:
    pages.keys.clear()
    assert pages.ask("/unsubscribe/x", "POST").status == 503
    assert pages.ask("/health").status == 503


def test_health_says_ok(pages: Pages) -> None:
    found = pages.ask("/health")
    assert (found.status, found.text) == (200, '{"ok":true}')


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=list(LANGUAGES))
def test_every_language_has_its_slots(words: PageWords) -> None:
    for sentence in (words.ask, words.gone):
        assert sorted(re.findall(r"{(\w+)}", sentence)) == ["address", "name"]
    assert re.findall(r"{(\w+)}", words.mistake) == ["contact"]


def test_the_page_of_preferences_is_a_way_out_too(pages: Pages) -> None:
    path = pages.link().replace("unsubscribe", "preferences")
    assert pages.ask(path, "POST").status == 200
    assert list(pages.suppressed()) == ["ada@pier.example"]
