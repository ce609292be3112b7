"""From an answer to an outcome: what is certain, and what is not."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from newsletter.outcome import OutcomeState
from newsletter.senders.http.client import Answer, NoAnswer, NotSent
from newsletter.senders.http.judging import in_doubt, not_sent, refused, words
from newsletter.senders.http.redaction import MASK, Redactor

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def answer(status: int, body: object = "", **headers: str) -> Answer:
    data = body if isinstance(body, str) else json.dumps(body)
    return Answer(status, headers, data.encode(), Redactor(["the-secret"]))


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (400, "rejected"),
        (401, "deferred"),
        (403, "rejected"),
        (404, "rejected"),
        (407, "deferred"),
        (408, "unknown"),
        (422, "rejected"),
        (429, "deferred"),
        (301, "deferred"),
        (307, "deferred"),
        (500, "unknown"),
        (502, "unknown"),
        (503, "unknown"),
        (504, "unknown"),
    ],
)
def test_a_refusal_is_judged_by_its_status(status: int, state: OutcomeState) -> None:
    assert refused(answer(status), NOW).state == state


def test_too_many_requests_come_again_when_they_were_told_to() -> None:
    found = refused(answer(429, **{"retry-after": "30"}), NOW)
    assert found.retry_at == NOW + timedelta(seconds=30)


def test_what_was_not_sent_is_tried_again() -> None:
    assert not_sent(NotSent("no connection")).state == "deferred"


def test_what_was_not_answered_is_in_doubt() -> None:
    assert in_doubt(NoAnswer("no answer")).state == "unknown"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": "Validation failed: Text is empty"}, "Validation failed: Text is empty"),
        ({"detail": "Not allowed.", "title": "Forbidden"}, "Not allowed."),
        ({"error": {"message": "Bad token", "code": 190}}, "Bad token"),
        ({"errors": [{"message": "one"}, {"message": "two"}]}, "one two"),
        ({"ok": False, "description": "chat not found"}, "chat not found"),
        ({"error": "InvalidSwap", "message": "Record was at x"}, "Record was at x InvalidSwap"),
        ({"error": "invalid_grant", "error_description": "revoked"}, "revoked invalid_grant"),
        ("no_service", "no_service"),
        ("<html>\n  <b>502</b></html>", "<html> <b>502</b></html>"),
        ({"message": "the-secret is wrong"}, f"{MASK} is wrong"),
        ({"message": "a\x1b[31mred\nline"}, "a\\x1b[31mred line"),
        ({}, "{}"),
    ],
)
def test_the_other_side_is_quoted_in_its_own_words(body: object, said: str) -> None:
    assert words(answer(400, body)) == said


@pytest.mark.parametrize(
    "body",
    [
        '{"error":' * 5000 + '"x"' + "}" * 5000,
        json.dumps({"errors": ["word " * 1000] * 100}),
        "word " * 100_000,
    ],
)
def test_long_and_deep_answers_are_told_in_short(body: str) -> None:
    assert len(words(answer(400, body))) <= 300
