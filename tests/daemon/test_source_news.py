"""Sources that cannot be read: told when it begins, and again after they had been well."""

from pathlib import Path

from newsletter.daemon.alerts import alerts_of
from newsletter.daemon.events import SourceTrouble
from newsletter.daemon.source_news import SourceNews
from newsletter.problems import Problem, warning
from newsletter.usecases.pulling import Pulled, PullResult
from tests.daemon.project import TOML, Pier, add_article, pier
from tests.daemon.simulation import utc

FAILED = Problem("source-failed", "The source 'blog' could not be read: it answered 500.")
WAITS = warning("source-waiting", "The source 'blog' is left alone until 09:00 UTC.")
MOVED = warning("source-moved", "The source 'blog' has moved.")


def heard(*pulls: tuple[bool, Problem | None]) -> list[str]:
    """The codes that are told of pulls of one source, each failed or not, with a problem or not."""
    told: list[SourceTrouble] = []
    news = SourceNews(told.append)
    for is_failed, problem in pulls:
        one = Pulled(name="blog", kind="feed", items=0, is_failed=is_failed)
        news.take(PullResult((one,), (problem,) if problem else ()))
    return [problem.code for one in told for problem in one.problems]


def test_a_source_that_fails_again_and_again_is_told_once() -> None:
    assert heard((True, FAILED), (True, WAITS), (True, FAILED)) == ["source-failed"]


def test_one_that_failed_before_the_daemon_began_is_told() -> None:
    assert heard((True, WAITS), (True, WAITS)) == ["source-waiting"]


def test_one_that_was_well_meanwhile_is_told_again() -> None:
    assert heard((True, FAILED), (False, None), (True, FAILED)) == ["source-failed"] * 2


def test_a_move_is_told_once() -> None:
    assert heard((False, MOVED), (False, MOVED)) == ["source-moved"]


def broken_feed(root: Path) -> Pier:
    schedule = 'every = "Thursday"\nat = "09:00"\ntimezone = "UTC"\napproval = "auto"\n'
    made = pier(root, utc(2026, 11, 23), schedule)
    blog = '\n[sources.blog]\nkind = "feed"\nurl = "http://127.0.0.1:1/feed"\n'
    (root / "newsletter.toml").write_text(TOML + blog, "utf-8")
    again = Pier(root, made.clock)
    add_article(root, "Herring", "2026-11-24")
    again.work_at(utc(2026, 11, 23))
    again.work_at(utc(2026, 11, 26, 9))
    return again


def test_an_edition_goes_out_without_the_feed_and_people_hear_of_it(tmp_path: Path) -> None:
    made = broken_feed(tmp_path)
    assert [state for _, state, _ in made.rows] == ["sent"]
    (trouble,) = [one for one in made.told if isinstance(one, SourceTrouble)]
    (alert,) = alerts_of(trouble)
    assert alert.text.startswith("newsletter.toml:")
    assert "The source 'blog' could not be read" in alert.text
