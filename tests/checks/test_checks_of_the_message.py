"""The message as a whole: its header, its text part, the way out, and who writes."""

from collections.abc import Callable
from typing import Any

import pytest

from newsletter.checks.headers import headers
from newsletter.checks.legal import sender, unsubscribe
from newsletter.checks.text_part import recall, text_part, words_of
from newsletter.settings import Identity

Make = Callable[..., Any]
Codes = Callable[..., list[str]]
Message = Callable[..., bytes]


@pytest.mark.parametrize("check", [headers, sender, unsubscribe, text_part])
def test_a_good_message_is_left_alone(check: Callable[..., Any], checkup: Make) -> None:
    assert list(check(checkup())) == []


def test_names_beyond_ascii_are_left_alone(checkup: Make, message: Message) -> None:
    data = message(sender="Zoë 株式会社 <post@pier.example>", subject="🌻 Für alle: " + "ä" * 200)
    assert list(headers(checkup(message=data))) == []


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"From: The Pier <post@pier.example>\r\n", b"", "header-missing"),
        (b"MIME-Version: 1.0\r\n", b"", "header-missing"),
        (b"\r\nTo: ", b"\r\nSubject: again\r\nTo: ", "header-repeated"),
        (b"<post@pier.example>", b"<post>", "header-malformed"),
        (b"Date: Thu, 26 Nov 2026", b"Date: Thursday the 26th", "header-malformed"),
        (b"Message-ID: <", b"Message-ID: ", "header-malformed"),
        (b"From: The Pier", "From: Zoë".encode(), "header-raw"),
        (b"From: The Pier", b"From: The\0Pier", "header-raw"),
        (b"MIME-Version: 1.0\r\n", b"MIME-Version: 1.0\n", "header-raw"),
        (b"Subject: ", b"Subject: " + b"a" * 1000, "line-too-long"),
        (b"List-Unsubscribe: ", b"X-Unsubscribe: ", "one-click-missing"),
        (b"List-Unsubscribe-Post: ", b"X-Post: ", "one-click-missing"),
        (b"<https://news.pier", b"<http://news.pier", "one-click-missing"),
    ],
)
def test_a_faulty_message_is_found(
    before: bytes, after: bytes, code: str, checkup: Make, message: Message, codes: Codes
) -> None:
    good = message()
    assert before in good
    assert code in codes(headers(checkup(message=good.replace(before, after, 1))))


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"\0" * 99, b"From", b":\r\n" * 99])
def test_what_is_no_message_is_survived(data: bytes, checkup: Make, codes: Codes) -> None:
    assert "header-missing" in codes(headers(checkup(message=data)))


def test_a_mail_without_a_way_out_is_found_in_both_parts(
    checkup: Make, good: str, text: str, codes: Codes
) -> None:
    html, plain = good.replace("/unsubscribe/", "/u/"), text.replace("/unsubscribe/", "/u/")
    assert codes(unsubscribe(checkup(html))) == ["unsubscribe-missing"]
    assert codes(unsubscribe(checkup(text=plain))) == ["unsubscribe-missing"]
    assert codes(unsubscribe(checkup(html, text=plain))) == ["unsubscribe-missing"] * 2


def test_a_way_out_behind_the_cut_is_found(checkup: Make, good: str, codes: Codes) -> None:
    html = good.replace("<p>1 Pier", "<p>" + "ä" * 52_000 + "</p><p>1 Pier")
    assert codes(unsubscribe(checkup(html))) == ["unsubscribe-clipped"]


def test_a_missing_postal_address_is_found_in_both_parts(
    checkup: Make, good: str, text: str, codes: Codes
) -> None:
    html, plain = good.replace("1 Pier Road", ""), text.replace("1 Pier Road", "")
    assert codes(sender(checkup(html))) == ["address-missing"]
    found = list(sender(checkup(text=plain)))
    assert [str(problem.place) for problem in found] == ["templates/digest.txt:1:1"]


def test_a_hidden_postal_address_does_not_count(checkup: Make, good: str, codes: Codes) -> None:
    html = good.replace("<p>1 Pier", '<p style="display:none">1 Pier')
    assert codes(sender(checkup(html))) == ["address-missing"]


def test_placeholders_of_the_settings_are_told_once(checkup: Make, good: str, text: str) -> None:
    unset = Identity()
    identity = {"from_": unset.from_, "url": unset.url, "address": unset.address}
    html, plain = (part.replace("1 Pier Road, Seatown", unset.address) for part in (good, text))
    found = list(sender(checkup(html, text=plain, identity=identity)))
    assert [problem.text for problem in found] == ["Still placeholders: from, url, address."]


@pytest.mark.parametrize("plain", ["", " \n"])
def test_an_empty_text_part_is_found(plain: str, checkup: Make, codes: Codes) -> None:
    assert codes(text_part(checkup(text=plain))) == ["text-part-empty"]


def test_a_text_part_that_leaves_an_article_out_is_found(checkup: Make, text: str) -> None:
    found = list(text_part(checkup(text=text.replace("Both were late.", ""))))
    assert [problem.code for problem in found] == ["text-part-differs"]
    assert "'both', 'were', 'late'" in (found[0].hint or "")


def test_hidden_words_need_not_be_in_the_text(checkup: Make, good: str) -> None:
    html = good.replace("Hidden preheader", "Words that nobody sees " * 20)
    assert list(text_part(checkup(html))) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t stop: H2O, naïve", ["don’t", "stop", "h2o", "naïve"]),
        ("種を借りる", ["種", "を", "借", "り", "る"]),
        ("see https://pier.example/a-b now", ["see", "now"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("बीज सभी", ["बीज", "सभी"]),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_recall_is_the_share_of_words_that_the_text_has() -> None:
    assert recall(["a", "b", "b", "c"], "a c") == (0.5, ["b"])
    assert recall([], "") == (1.0, [])
