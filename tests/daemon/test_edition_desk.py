"""The life of a scheduled newsletter, with real articles, plans and files that are sent."""

from datetime import timedelta
from pathlib import Path

from newsletter.daemon.events import Trouble
from newsletter.ports import Clock
from newsletter.store.occurrences import open_occurrences
from newsletter.store.plans import find_plan
from newsletter.usecases.approving import approvable, approve_plan
from newsletter.usecases.cancelling import cancel_plan
from tests.daemon.project import Pier, add_article, pier
from tests.daemon.simulation import utc

AUTO = 'every = "Thursday"\nat = "09:00"\ntimezone = "UTC"\napproval = "auto"\nprepare = "2h"\n'
ASKED = AUTO.replace('"auto"', '"required"')
BEGIN = utc(2026, 11, 23)
EARLY, TIME = utc(2026, 11, 26, 7), utc(2026, 11, 26, 9)
BOTH = ["ada-pier-example", "bo-quay-example"]


def a_pier(root: Path, schedule: str) -> Pier:
    made = pier(root, BEGIN, schedule)
    add_article(root, "Herring", "2026-11-24")
    made.work()
    return made


def approve(made: Pier, clock: Clock) -> None:
    (_, plan) = made.asked[-1]
    found = approvable(made.workspace, made.store, plan.id)
    safety = made.workspace.settings.safety
    approve_plan(found, made.store, safety, who="Mia", note=None, clock=clock)


def test_an_automatic_edition_is_planned_early_and_sent_at_its_time(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    made.work_at(EARLY)
    assert made.rows == [("2026-11-26T09:00", "planned", "")]
    assert made.sent == []
    made.work_at(TIME)
    assert made.rows == [("2026-11-26T09:00", "sent", "3 accepted")]
    assert made.sent == [*BOTH, "mastodon-2026-11-24-herring"]


def test_what_was_sent_is_not_in_the_next_edition(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    made.work_at(TIME)
    made.work_at(TIME + timedelta(days=7))
    assert made.rows[1] == ("2026-12-03T09:00", "skipped", "there is no new article")


def test_it_waits_for_people_and_asks_them_once(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    made.work_at(TIME)
    made.work_at(TIME + timedelta(minutes=1))
    assert len(made.asked) == 1
    assert made.rows == [("2026-11-26T09:00", "waiting", "")]
    assert made.sent == []


def test_it_goes_out_when_it_is_approved_in_time(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    approve(made, made.clock)
    made.work_at(TIME)
    assert made.rows == [("2026-11-26T09:00", "sent", "3 accepted")]


def test_it_is_skipped_when_nobody_approves_it_within_its_limit(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    made.work_at(TIME + timedelta(hours=4))
    reason = "nobody has approved it: it would have been 4 h late"
    assert made.rows == [("2026-11-26T09:00", "skipped", reason)]
    (_, plan) = made.asked[0]
    with made.store.reading() as connection:
        assert find_plan(connection, plan.id).state == "cancelled"


def test_an_article_that_comes_later_waits_for_the_next_edition(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    made.work_at(EARLY)
    add_article(tmp_path, "Mackerel", "2026-11-25")
    made.work_at(TIME)
    assert made.sent == [*BOTH, "mastodon-2026-11-24-herring"]


def test_an_edit_before_an_automatic_edition_goes_out_goes_with_it(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    made.work_at(EARLY)
    (article,) = (tmp_path / "articles").iterdir()
    article.write_text(article.read_text().replace("came in today", "swam by today"))
    made.work_at(TIME)
    made.work_at(TIME + timedelta(seconds=10))
    assert [row[1] for row in made.rows] == ["sent"]
    mail = next((tmp_path / ".newsletter" / "outbox").glob("ada-*.eml")).read_text()
    assert "swam by today" in mail


def test_an_edit_after_the_approval_asks_again(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    approve(made, made.clock)
    (article,) = (tmp_path / "articles").iterdir()
    article.write_text(article.read_text().replace("came in today", "swam by today"))
    made.work_at(TIME)
    assert len(made.asked) == 2
    assert made.sent == []
    approve(made, made.clock)
    made.work_at(TIME + timedelta(minutes=10))
    assert [row[1] for row in made.rows] == ["sent"]


def test_too_few_articles_are_waited_for_until_the_time_has_come(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO + "articles = { at_least = 2 }\n")
    made.work_at(EARLY)
    assert made.rows == []
    assert any(isinstance(one, Trouble) and "1 new article" in one.text for one in made.told)
    made.work_at(TIME)
    assert made.rows == [("2026-11-26T09:00", "skipped", "1 new article of 2 needed")]


def test_an_article_that_comes_in_time_is_enough(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO + "articles = { at_least = 2 }\n")
    made.work_at(EARLY)
    add_article(tmp_path, "Mackerel", "2026-11-25")
    made.work_at(EARLY + timedelta(minutes=10))
    made.work_at(TIME)
    assert [row[1] for row in made.rows] == ["sent"]


def test_when_there_are_too_few_it_may_ask_instead(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO + 'articles = { at_least = 2 }\nwhen_empty = "ask"\n')
    made.work_at(EARLY)
    assert made.rows == [("2026-11-26T09:00", "waiting", "1 new article of 2 needed")]
    assert len(made.asked) == 1


def test_at_most_so_many_articles_are_taken(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO + "articles = { at_most = 1 }\n")
    add_article(tmp_path, "Mackerel", "2026-11-25")
    made.work_at(TIME)
    assert made.sent == [*BOTH, "mastodon-2026-11-25-mackerel"]


def test_only_the_channels_of_the_schedule_are_used(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO + 'channels = ["outbox"]\n')
    made.work_at(TIME)
    assert made.sent == BOTH


def test_posts_are_spread_over_days(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO + 'spread = "2 days"\n')
    add_article(tmp_path, "Mackerel", "2026-11-25")
    made.work_at(TIME)
    assert made.sent == [*BOTH, "mastodon-2026-11-25-mackerel"]
    made.work_at(TIME + timedelta(hours=23))
    assert len(made.sent) == 3
    made.work_at(TIME + timedelta(hours=24))
    assert made.sent == [*BOTH, "mastodon-2026-11-24-herring", "mastodon-2026-11-25-mackerel"]
    assert [row[1] for row in made.rows] == ["sent"]


def test_what_has_begun_is_finished_without_the_schedules_file(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO + 'spread = "2 days"\n')
    add_article(tmp_path, "Mackerel", "2026-11-25")
    made.work_at(TIME)
    (tmp_path / "schedules" / "weekly.toml").unlink()
    made.work_at(TIME + timedelta(days=2))
    assert [row[1] for row in made.rows] == ["sent"]
    assert len(made.sent) == 4


def test_a_cancelled_plan_ends_its_occurrence(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    made.work_at(EARLY)
    with made.store.reading() as connection:
        (row,) = open_occurrences(connection)
    assert row.plan
    cancel_plan(made.store, row.plan)
    made.work_at(TIME)
    assert made.rows == [("2026-11-26T09:00", "skipped", "the plan was cancelled")]
    assert made.sent == []


def test_a_broken_template_is_told_at_once_and_fails_at_its_time(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO + 'template = "nowhere"\n')
    made.work_at(EARLY)
    assert any(isinstance(one, Trouble) and "nowhere" in one.text for one in made.told)
    assert made.rows == []
    made.work_at(TIME)
    assert [row[1] for row in made.rows] == ["failed"]


def test_a_daemon_that_starts_again_sends_what_was_planned(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    made.work_at(EARLY)
    again = Pier(tmp_path, made.clock)
    again.work_at(TIME)
    assert [row[1] for row in again.rows] == ["sent"]
    assert again.sent == made.sent


def test_a_newsletter_toml_that_broke_leaves_the_settings_as_they_were(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    (tmp_path / "newsletter.toml").write_text("[newsletter\n", "utf-8")
    made.work_at(TIME)
    assert made.rows == [("2026-11-26T09:00", "sent", "3 accepted")]


def test_what_was_approved_goes_out_though_newsletter_toml_broke(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    approve(made, made.clock)
    (tmp_path / "newsletter.toml").write_text("[newsletter\n", "utf-8")
    made.work_at(TIME)
    assert made.rows == [("2026-11-26T09:00", "sent", "3 accepted")]


def test_a_schedule_that_broke_does_not_keep_an_edition(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    (tmp_path / "schedules" / "monthly.toml").write_text('every = "Moonday"\n', "utf-8")
    (tmp_path / "schedules" / "weekly.toml").write_text(AUTO + "every =\n", "utf-8")
    made.work_at(TIME)
    assert made.rows == [("2026-11-26T09:00", "sent", "3 accepted")]
