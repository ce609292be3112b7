"""send, cancel, status and resolve as a script meets them: a project, a plan, real processes."""

import json
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from benchmarks.sink import sink
from newsletter.cli.main import main
from newsletter.store.opening import open_store
from newsletter.store.ownership import owned
from newsletter.store.plan_channels import channels_of
from newsletter.store.plans import find_plan
from newsletter.usecases.starting import start_project
from tests.delivery.plans import NOW

pytestmark = pytest.mark.slow

OUTBOX = '[channels.outbox]\nsender = "outbox"\naudience = "readers"\n'
POSTS = '[channels.masto]\nsender = "outbox"\nnetwork = "mastodon"\n'


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    events: list[dict[str, Any]]

    @property
    def last(self) -> dict[str, Any]:
        return self.events[-1]

    @property
    def codes(self) -> list[str]:
        return [problem["code"] for problem in self.last["problems"]]


@dataclass(frozen=True, slots=True)
class Project:
    """A project with a list of readers, and a plan of its edition."""

    folder: Path

    def start(self, line: str) -> "subprocess.Popen[str]":
        words = [sys.executable, "-m", "newsletter", "--json", *shlex.split(line)]
        return subprocess.Popen(words, cwd=self.folder, stdout=subprocess.PIPE, text=True)

    def run(self, line: str) -> Ran:
        """In this process, which is a second faster."""
        out = StringIO()
        words = ["--json", "-C", str(self.folder), *shlex.split(line)]
        with redirect_stdout(out), pytest.raises(SystemExit) as ended:
            main(words)
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, [json.loads(line) for line in out.getvalue().splitlines()])

    def end(self, process: "subprocess.Popen[str]") -> Ran:
        out, _ = process.communicate(timeout=60)
        return Ran(process.returncode, [json.loads(line) for line in out.splitlines()])

    def configure(self, *channels: str, live: bool = False, hold: str = "0s") -> None:
        path = self.folder / "newsletter.toml"
        text = path.read_text("utf-8").split("\n[channels.")[0] + "\n"
        text = re.sub(r"^live = \w+", f"live = {str(live).lower()}", text, flags=re.MULTILINE)
        text = re.sub(r'^hold = "\w+"', f'hold = "{hold}"', text, flags=re.MULTILINE)
        text = text.replace("*@footbridge.example", "*@acme.example")
        path.write_text(text + "\n".join(channels), "utf-8")

    def plan(self, people: int = 3) -> str:
        rows = [f"p{n}@acme.example,P{n}" for n in range(people)]
        file = self.folder / "list.csv"
        file.write_text("\n".join(["email,first_name", *rows]) + "\n")
        assert self.run(f"audience import {file} --audience readers").code == 0
        edition = self.run("build").last["edition"]
        plan: str = self.run(f"plan {edition}").last["plan"]
        return plan

    def approved(self, people: int = 3) -> str:
        plan = self.plan(people)
        assert self.run(f"approve {plan} --yes").code == 0
        return plan


@pytest.fixture
def project(tmp_path: Path) -> Project:
    list(start_project(tmp_path / "paper"))
    made = Project(tmp_path / "paper")
    made.configure(OUTBOX)
    return made


def smtp(port: int, more: str = "") -> str:
    return (
        '[channels.email]\nsender = "smtp"\naudience = "readers"\nhost = "127.0.0.1"\n'
        f'port = {port}\nsecurity = "none"\nconnections = 2\n{more}\n'
    )


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with sink() as running:
        yield running.port


def test_a_plan_that_nobody_approved_is_not_sent(project: Project) -> None:
    ran = project.run(f"send {project.plan()} --confirm 3")
    assert (ran.code, ran.codes) == (6, ["plan-not-approved"])


def test_without_a_terminal_the_number_is_needed(project: Project) -> None:
    plan = project.approved()
    asked = [project.run(f"send {plan} {more}") for more in ("", "--yes", "--confirm 4")]
    assert [(ran.code, ran.codes) for ran in asked] == [(3, ["not-confirmed"])] * 3
    assert not (project.folder / ".newsletter/outbox").exists()


def test_a_stale_plan_is_not_sent_and_says_what_changed(project: Project) -> None:
    plan = project.approved()
    article = next((project.folder / "articles").glob("*.md"))
    article.write_text(article.read_text("utf-8") + "\nOne more thing.\n", "utf-8")
    ran = project.run(f"send {plan} --confirm 3")
    assert (ran.code, ran.codes) == (6, ["plan-stale"])
    assert article.name in ran.last["problems"][0]["text"]


def test_after_the_first_grant_an_edit_changes_nothing(project: Project) -> None:
    plan = project.approved()
    project.run(f"send {plan} --confirm 3")
    article = next((project.folder / "articles").glob("*.md"))
    article.write_text(article.read_text("utf-8") + "\nOne more thing.\n", "utf-8")
    assert project.run(f"send {plan} --confirm 3").code == 0


def test_everything_goes_out_and_the_last_event_says_so(project: Project) -> None:
    project.configure(OUTBOX, POSTS)
    ran = project.run(f"send {project.approved()[:6]} --confirm 3")
    files = list((project.folder / ".newsletter/outbox").glob("*.eml"))
    assert (ran.code, ran.last["event"], ran.last["ok"]) == (0, "done", True)
    assert ran.last["accepted"] == len(files) + ran.last["posts"] > 3


def test_a_channel_that_leaves_this_computer_is_refused_in_test_mode(
    project: Project, port: int
) -> None:
    project.configure(OUTBOX, smtp(port))
    ran = project.run(f"send {project.approved()} --confirm 6")
    assert (ran.code, ran.codes) == (5, ["test-mode"])
    assert (ran.last["accepted"], ran.last["pending"]) == (3, 3)


def test_a_missing_secret_leaves_the_other_channel_going(project: Project, port: int) -> None:
    login = 'username = "me"\npassword = { secret = "smtp-password" }'
    project.configure(OUTBOX, smtp(port, login), live=True)
    ran = project.run(f"send {project.approved()} --confirm 6")
    assert (ran.code, ran.codes, ran.last["accepted"]) == (5, ["secret-missing"], 3)


def test_a_missing_secret_of_the_only_channel_is_exit_4(project: Project, port: int) -> None:
    login = 'username = "me"\npassword = { secret = "smtp-password" }'
    project.configure(smtp(port, login), live=True)
    ran = project.run(f"send {project.approved()} --confirm 3")
    assert (ran.code, ran.codes, ran.last["pending"]) == (4, ["secret-missing"], 3)


def keep_posts_as(project: Project, change: Callable[[Any], object]) -> None:
    """Let the posts of the plan be as another version wrote them."""
    with closing(sqlite3.connect(project.folder / ".newsletter/state.db")) as store, store:
        (kept,) = store.execute("SELECT data FROM plan_blob WHERE name = 'posts'").fetchone()
        new = json.dumps(change(json.loads(kept))).encode()
        store.execute("UPDATE plan_blob SET data = ? WHERE name = 'posts'", [new])


def test_a_plan_that_an_older_version_made_is_sent(project: Project) -> None:
    project.configure(POSTS)
    plan = project.approved()
    lately = ("card", "lang")
    keep_posts_as(project, lambda posts: [{k: p[k] for k in p if k not in lately} for p in posts])
    assert project.run(f"send {plan} --confirm 0 --yes").last["posts"] > 0


@pytest.mark.parametrize(
    "change",
    [
        lambda posts: [post | {"parts": [{"words": "of a version to come"}]} for post in posts],
        lambda posts: [post | {"card": {"film": "of a version to come"}} for post in posts],
        lambda posts: [1, 2],
        lambda posts: None,
    ],
)
def test_a_plan_that_cannot_be_read_stops_its_own_channel_only(
    change: Callable[[Any], object], project: Project
) -> None:
    project.configure(OUTBOX, POSTS)
    plan = project.approved()
    keep_posts_as(project, change)
    ran = project.run(f"send {plan} --confirm 3")
    assert (ran.codes, ran.last["accepted"]) == (["plan-unreadable"], 3)


def test_cancel_in_the_hold_sends_nobody_anything(project: Project, port: int) -> None:
    project.configure(smtp(port), live=True, hold="60s")
    plan = project.approved()
    sending = project.start(f"send {plan} --confirm 3")
    assert sending.stdout
    assert json.loads(sending.stdout.readline()) == {"event": "holding", "seconds": 60.0}
    cancelled = project.run(f"cancel {plan}").last
    ran = project.end(sending)
    assert (cancelled["cancelled"], cancelled["already_sent"]) == (True, 0)
    assert (ran.code, ran.last["accepted"], ran.last["pending"]) == (3, 0, 3)


def test_a_cancelled_plan_is_not_sent_later(project: Project) -> None:
    plan = project.approved()
    project.run(f"cancel {plan}")
    ran = project.run(f"send {plan} --confirm 3")
    assert (ran.code, ran.codes) == (3, ["plan-cancelled"])


def test_a_plan_that_is_done_cannot_be_cancelled(project: Project) -> None:
    plan = project.approved()
    project.run(f"send {plan} --confirm 3")
    ran = project.run(f"cancel {plan}")
    assert (ran.code, ran.last["cancelled"], ran.last["already_sent"]) == (1, False, 3)


def test_a_second_send_at_the_same_time_is_refused(project: Project, tmp_path: Path) -> None:
    plan = project.approved()
    store = open_store("sqlite:///.newsletter/state.db", project.folder)
    with store.reading() as connection:
        channel = channels_of(connection, find_plan(connection, plan).id)[0]
    with owned(store, channel, NOW):
        ran = project.run(f"send {plan} --confirm 3")
    store.close()
    assert (ran.code, ran.codes) == (1, ["run-owned"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_drains_and_the_next_send_goes_on(
    number: signal.Signals, project: Project, port: int
) -> None:
    project.configure(smtp(port, 'rate = "200 per second"'), live=True)
    plan = project.approved(people=600)
    sending = project.start(f"send {plan} --confirm 600")
    assert sending.stdout
    while '"progress"' not in sending.stdout.readline():
        pass
    time.sleep(0.2)
    sending.send_signal(number)
    ran = project.end(sending)
    assert (ran.code, ran.last["unknown"]) == (130, 0)
    assert 0 < ran.last["accepted"] < 600
    project.configure(smtp(port), live=True)
    again = project.run(f"send {plan} --confirm 600")
    assert (again.code, again.last["accepted"]) == (0, 600)


@pytest.mark.parametrize("way", ["--assume-sent", "--resend"])
def test_resolve_settles_what_a_killed_send_left(way: str, project: Project, port: int) -> None:
    project.configure(smtp(port, 'rate = "20 per second"'), live=True)
    plan = project.approved(people=100)
    sending = project.start(f"send {plan} --confirm 100")
    assert sending.stdout
    while '"progress"' not in sending.stdout.readline():
        pass
    time.sleep(0.3)
    sending.kill()
    sending.communicate()
    resolved = project.run(f"resolve {plan} {way}").last
    assert resolved["channels"][0]["unknown"] == 0
    project.configure(smtp(port), live=True)
    ran = project.run(f"send {plan} --confirm 100")
    assert (ran.code, ran.last["accepted"]) == (0, 100)


def test_a_resend_that_could_not_begin_is_not_done(project: Project) -> None:
    plan = project.approved()
    project.run(f"send {plan} --confirm 3")
    with closing(sqlite3.connect(project.folder / ".newsletter/state.db")) as store, store:
        store.execute("UPDATE outcome SET state = 'unknown' WHERE seq = 0")
    project.run(f"resolve {plan} --resend")
    shutil.rmtree(project.folder / ".newsletter/outbox")
    (project.folder / ".newsletter/outbox").touch()
    assert project.run(f"send {plan} --confirm 3").codes == ["cannot-write"]
    with closing(sqlite3.connect(project.folder / ".newsletter/state.db")) as store:
        assert store.execute("SELECT state FROM plan").fetchall() == [("sending",)]


def test_status_names_who_did_not_get_it(project: Project) -> None:
    plan = project.approved()
    edition = project.run("build").last["edition"]
    before = project.run(f"status {edition} --state pending").last["recipients"]
    project.run(f"send {plan} --confirm 3")
    after = project.run(f"status {edition} --recipients").last["recipients"]
    assert [row["address"] for row in before] == [f"p{n}@acme.example" for n in range(3)]
    assert {row["state"] for row in after} == {"accepted"}
    assert after[0]["message_id"] == f"<{plan}.outbox.0@footbridge.example>"


@pytest.mark.parametrize(
    ("line", "code", "found"),
    [
        ("status 2020-01-01", 1, "edition-not-planned"),
        ("status --state sent", 2, "state-unknown"),
        ("send abcdef --confirm 1", 1, "plan-unknown"),
        ("cancel abcdef", 1, "plan-unknown"),
        ("resolve abcdef", 2, "resolve-how"),
        ("resolve abcdef --resend", 1, "plan-unknown"),
    ],
)
def test_a_mistake_is_named(line: str, code: int, found: str, project: Project) -> None:
    ran = project.run(line)
    assert (ran.code, ran.codes) == (code, [found])


def test_resolving_somebody_who_is_not_in_doubt_is_named(project: Project) -> None:
    plan = project.approved()
    ran = project.run(f"resolve {plan} --resend --recipient p1@acme.example")
    assert (ran.code, ran.codes) == (1, ["nothing-in-doubt"])


def test_a_second_ctrl_c_ends_it_at_once() -> None:
    lines = (
        "import os, signal, sys",
        "from newsletter.cli.stopping import stop_on_signals",
        "with stop_on_signals() as stop:",
        "    for _ in range(2): os.kill(os.getpid(), signal.SIGINT)",
    )
    line = [sys.executable, "-c", "\n".join(lines)]
    ran = subprocess.run(line, cwd=Path(__file__).parents[2])
    assert ran.returncode == -signal.SIGINT
