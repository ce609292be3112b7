"""What machines ask `serve`: /ready and /metrics."""

from datetime import timedelta

from newsletter.store.presence import present
from tests.public.conftest import NOW, Pages


def test_it_is_not_ready_without_a_daemon(pages: Pages) -> None:
    answer = pages.ask("/ready")
    assert (answer.status, answer.text) == (503, '{"ok":false}')


def test_it_is_ready_while_a_daemon_gives_signs_of_life(pages: Pages) -> None:
    with present(pages.store, NOW, single=False):
        assert pages.ask("/ready").status == 200


def test_a_daemon_that_has_been_silent_for_long_does_not_count(pages: Pages) -> None:
    with present(pages.store, NOW - timedelta(minutes=5), single=False):
        assert pages.ask("/ready").status == 503


def test_the_metrics_are_shown_to_this_computer(pages: Pages) -> None:
    answer = pages.ask("/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'newsletter_occurrences{state="failed"} 0.0' in answer.text.splitlines()


def test_the_metrics_are_no_page_for_those_who_come_by_a_server_in_front(pages: Pages) -> None:
    answer = pages.ask("/metrics", "GET", None, **{"X-Forwarded-For": "203.0.113.7"})
    assert answer.status == 404
    assert "newsletter_" not in answer.text


def test_they_are_shown_to_everybody_when_they_were_opened(open_pages: Pages) -> None:
    assert (
        open_pages.ask("/metrics", "GET", None, **{"X-Forwarded-For": "203.0.113.7"}).status == 200
    )
