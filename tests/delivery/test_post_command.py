"""`newsletter post`: the posts of the newest approved plan, and nothing else of it."""

from pathlib import Path

import pytest

from newsletter.usecases.starting import start_project
from tests.delivery.test_delivery_commands import OUTBOX, Project

pytestmark = pytest.mark.slow

WALL = '[channels.wall]\nsender = "outbox"\nnetwork = "mastodon"\nfolder = "wall"\n'
BOARD = '[channels.board]\nsender = "outbox"\nnetwork = "bluesky"\nfolder = "board"\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    list(start_project(tmp_path / "paper"))
    made = Project(tmp_path / "paper")
    made.configure(OUTBOX, WALL, BOARD)
    return made


@pytest.fixture
def edition(project: Project) -> str:
    """The edition of an approved plan."""
    project.approved()
    name: str = project.run("build").last["edition"]
    return name


def files(project: Project, folder: str) -> int:
    return len(list((project.folder / folder).glob("*.txt")))


def test_only_the_posts_go_out(project: Project, edition: str) -> None:
    ran = project.run(f"post {edition} --yes")
    assert (ran.code, ran.last["event"]) == (0, "done")
    assert ran.last["posts"] == files(project, "wall") + files(project, "board") > 0
    assert not (project.folder / ".newsletter/outbox").exists()


def test_one_channel_alone_can_be_named(project: Project, edition: str) -> None:
    ran = project.run(f"post {edition} --channel wall --yes")
    assert (ran.code, ran.last["posts"]) == (0, files(project, "wall"))
    assert files(project, "board") == 0


def test_without_a_terminal_it_needs_yes(project: Project, edition: str) -> None:
    ran = project.run(f"post {edition}")
    assert (ran.code, ran.codes) == (3, ["not-confirmed"])
    assert files(project, "wall") == 0


def test_a_send_afterwards_posts_nothing_again(project: Project, edition: str) -> None:
    posts = project.run(f"post {edition} --yes").last["posts"]
    plan = project.run(f"plan {edition}").last["plan"]
    ran = project.run(f"send {plan} --confirm 3")
    assert (ran.code, ran.last["posts"], ran.last["accepted"]) == (0, posts, posts + 3)


def test_a_post_after_a_send_says_that_all_is_out(project: Project, edition: str) -> None:
    plan = project.run(f"plan {edition}").last["plan"]
    posts = project.run(f"send {plan} --confirm 3").last["posts"]
    ran = project.run(f"post {edition}")
    assert (ran.code, ran.codes, ran.last["posts"]) == (0, ["posted-already"], posts)


def test_a_plan_that_nobody_approved_is_not_posted(project: Project) -> None:
    project.plan()
    ran = project.run(f"post {project.run('build').last['edition']} --yes")
    assert (ran.code, ran.codes) == (6, ["plan-not-approved"])


def test_a_stale_plan_is_not_posted(project: Project, edition: str) -> None:
    article = next((project.folder / "articles").glob("*.md"))
    article.write_text(article.read_text("utf-8") + "\nOne more thing.\n", "utf-8")
    ran = project.run(f"post {edition} --yes")
    assert (ran.code, ran.codes) == (6, ["plan-stale"])


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        ("--channel wal", 2, "channel-not-social"),
        ("--channel outbox", 2, "channel-not-social"),
    ],
)
def test_a_channel_that_carries_no_posts_is_refused(
    project: Project, edition: str, words: str, code: int, problem: str
) -> None:
    ran = project.run(f"post {edition} --yes {words}")
    assert (ran.code, ran.codes) == (code, [problem])


def test_an_edition_that_nobody_planned_is_refused(project: Project) -> None:
    ran = project.run("post 2020-01-01 --yes")
    assert (ran.code, ran.codes) == (1, ["edition-not-planned"])


def test_a_plan_without_social_channels_has_nothing_to_post(project: Project) -> None:
    project.configure(OUTBOX)
    project.approved()
    ran = project.run(f"post {project.run('build').last['edition']} --yes")
    assert (ran.code, ran.codes) == (1, ["channel-empty"])
