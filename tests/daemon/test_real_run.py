"""A real run: a feed, a mail server, a network, a schedule every two seconds, and SIGTERM."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from newsletter.store.occurrences import Occurred, occurrences_of
from newsletter.store.opening import open_store
from tests.daemon.real_world import STORE, TOML, Feed, daemon, mail_server, make_project, until
from tests.fakes.mastodon import Mastodon
from tests.fakes.server import serving

pytestmark = pytest.mark.slow

PEOPLE = 20
EVERY = 'every = "2 seconds"\napproval = "auto"\n'


@dataclass
class Story:
    """What was seen of a run: its events, its exit codes, the mails and posts that went out."""

    root: Path
    events: list[dict[str, Any]] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    mails: list[tuple[str, str]] = field(default_factory=list)
    taken_at_sigterm: int = 0
    posts: list[str] = field(default_factory=list)
    rows: list[Occurred] = field(default_factory=list)

    def ends(self, state: str) -> list[dict[str, Any]]:
        return [one for one in self.events if one["event"] == "ended" and one.get("state") == state]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    root = tmp_path_factory.mktemp("real-run")
    told = Story(root)
    with serving(Feed()) as feed, serving(Mastodon()) as mastodon:
        with mail_server(root) as (port, log):
            toml = TOML.format(feed=feed.url, port=port, mastodon=mastodon.url)
            make_project(root, toml, PEOPLE)
            _first_run(told, feed, toml, log)
            _second_run(told)
        told.mails = [_entry(line) for line in log.read_text("ascii").splitlines()]
        told.posts = [one.text for one in mastodon.statuses]
    store = open_store(STORE, root)
    with store.reading() as connection:
        told.rows = list(occurrences_of(connection))
    store.close()
    return told


def _first_run(told: Story, feed: Feed, toml: str, log: Path) -> None:
    schedule = told.root / "schedules" / "often.toml"
    schedule.write_text(EVERY)
    with daemon(told.root) as running:
        running.wait_for(event="ended", state="skipped", reason="there is no new article")
        feed.titles.append("Herring")
        running.wait_for(event="ended", state="sent")
        running.wait_for(after=len(running.events), event="ended", state="skipped")
        schedule.write_text(EVERY + 'channels = ["email"]\n')
        running.wait_for(2, event="file-taken", schedule="often")
        feed.titles.append("Mackerel")
        running.wait_for(2, event="ended", state="sent")
        slow = toml.replace("1000 per second", "5 per second")
        (told.root / "newsletter.toml").write_text(slow)
        running.wait_for(2, event="settings-taken")
        before = _count(log)
        feed.titles.append("Sprat")
        until(lambda: _count(log) > before + 3)
        told.codes.append(running.stop())
        told.taken_at_sigterm = _count(log) - before
    told.events += running.events


def _second_run(told: Story) -> None:
    with daemon(told.root) as running:
        running.wait_for(event="ended", state="sent")
        told.codes.append(running.stop())
    told.events += running.events


def _count(log: Path) -> int:
    return log.read_bytes().count(b"\n")


def _entry(line: str) -> tuple[str, str]:
    recipient, _, number = line.partition("\t")
    return recipient, number


def test_an_empty_time_is_skipped_with_its_reason(story: Story) -> None:
    assert story.ends("skipped")[0]["reason"] == "there is no new article"


def test_each_article_went_out_once(story: Story) -> None:
    assert len(story.ends("sent")) == 3
    assert len({one["edition"] for one in story.ends("sent")}) == 3


def test_every_reader_got_every_edition_once(story: Story) -> None:
    assert Counter(who for who, _ in story.mails) == {
        f"p{number}@pier.example": 3 for number in range(PEOPLE)
    }
    assert len(set(story.mails)) == 3 * PEOPLE


def test_an_edit_of_the_schedule_takes_effect(story: Story) -> None:
    assert len(story.posts) == 1
    assert "Herring" in story.posts[0]


def test_sigterm_came_in_the_middle_of_a_send(story: Story) -> None:
    assert 0 < story.taken_at_sigterm < PEOPLE


def test_sigterm_ends_it_with_zero(story: Story) -> None:
    assert story.codes == [0, 0]


def test_the_last_line_is_the_result(story: Story) -> None:
    assert story.events[-1] == {"ok": True, "event": "ended", "problems": []}


def test_nothing_is_in_doubt_after_a_clean_stop(story: Story) -> None:
    assert [one for one in story.events if one["event"] == "in-doubt"] == []
    assert [one["unknown"] for one in story.events if one["event"] == "counted"][-1] == 0


def test_every_time_of_the_schedule_has_its_row_and_its_reason(story: Story) -> None:
    assert {row.state for row in story.rows} == {"sent", "skipped"}
    assert all(row.reason for row in story.rows)


def test_the_log_has_the_events_and_no_address_of_a_reader(story: Story) -> None:
    path = story.root / ".newsletter/logs/run.log"
    text = path.read_text("utf-8")
    events = [json.loads(line) for line in text.splitlines()]
    assert {"ended", "started", "file-taken", "stopping"} <= {one["event"] for one in events}
    assert "p1@pier.example" not in text
    assert path.stat().st_mode & 0o077 == 0
