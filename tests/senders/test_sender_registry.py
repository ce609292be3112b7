import importlib
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.config import parse
from newsletter.errors import UnusableInput, UsageError
from newsletter.model import Part, Post
from newsletter.ports import ChannelContext, Sender
from newsletter.senders.contract import under_way
from newsletter.senders.memory import MemorySender
from newsletter.senders.outbox import Outbox
from newsletter.senders.registry import create, senders

SAMPLE = Path(__file__).parent / "plugin_sample"
MODULE = "noticeboard"


class NoonClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)


def context(folder: Path, /, **options: object) -> ChannelContext:
    return ChannelContext("board", options, folder, NoonClock())


def install(target: Path) -> None:
    """Put the plug-in where pip would: its module, and what its pyproject says as metadata."""
    project = tomllib.loads((SAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    (target / f"{MODULE}.py").write_bytes((SAMPLE / f"{MODULE}.py").read_bytes())
    info = target / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(metadata, "utf-8")
    lines = []
    for group, entries in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())]
    (info / "entry_points.txt").write_text("\n".join(lines), "utf-8")


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    target = tmp_path / "site-packages"
    target.mkdir()
    install(target)
    monkeypatch.syspath_prepend(target)
    importlib.invalidate_caches()
    yield
    sys.modules.pop(MODULE, None)


def test_our_own_senders_are_installed() -> None:
    assert {"outbox", "memory"} <= set(senders())


def test_every_sender_of_ours_can_be_loaded() -> None:
    assert senders().broken() == ()


def test_the_outbox_is_made_for_a_channel(tmp_path: Path) -> None:
    assert isinstance(create("outbox", context(tmp_path)), Outbox)


def test_the_memory_sender_is_made_for_a_channel(tmp_path: Path) -> None:
    assert isinstance(create("memory", context(tmp_path)), MemorySender)


def test_an_unknown_sender_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        create("outbx", context(tmp_path))
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == ("unknown-sender", "Did you mean 'outbox'?")


def test_an_unknown_sender_that_is_like_none_is_told_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Installed are: .*memory, .*outbox"):
        create("zzz", context(tmp_path))


def test_what_a_sender_says_of_its_options_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="path-outside-project"):
        create("outbox", context(tmp_path, folder="../elsewhere"))


def test_a_factory_that_makes_no_sender_is_refused(tmp_path: Path) -> None:
    def no_sender(_: ChannelContext) -> Sender:
        return object()  # type: ignore[return-value]

    with pytest.raises(UnusableInput, match="it has no name and no kind and no limits and no ses"):
        create("odd", context(tmp_path), {"odd": no_sender})


@pytest.mark.usefixtures("plugin")
class TestWithAPlugIn:
    def test_it_is_found_but_not_loaded(self) -> None:
        assert "noticeboard" in senders()
        assert MODULE not in sys.modules

    def test_it_is_used(self, tmp_path: Path) -> None:
        board = create("noticeboard", context(tmp_path, board="board.txt"))
        with board.session() as session:
            outcome = session.send(under_way(Post("mastodon", "a.md", (Part("Hello", 5, 500),))))
        assert outcome.state == "accepted"
        assert (tmp_path / "board.txt").read_text("utf-8") == "Hello\n"

    def test_newsletter_toml_may_name_it(self) -> None:
        text = "[channels.board]\nsender = 'noticeboard'\nboard = 'board.txt'"
        assert parse(text, "newsletter.toml").problems == ()

    def test_it_cannot_take_the_name_of_one_of_ours(self, tmp_path: Path) -> None:
        assert isinstance(create("outbox", context(tmp_path)), Outbox)

    def test_one_that_cannot_be_loaded_is_a_problem_and_the_others_work(self) -> None:
        (problem,) = senders().broken()
        assert (problem.code, problem.hint) == (
            "sender-broken",
            "Update newsletter-noticeboard, or remove it.",
        )
        assert "'missing'" in problem.text

    def test_one_that_cannot_be_loaded_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UnusableInput, match="sender-broken"):
            create("missing", context(tmp_path))

    def test_a_factory_that_fails_is_refused_without_its_words(self, tmp_path: Path) -> None:
        with pytest.raises(UnusableInput, match="sender-broken") as caught:
            create("torn", context(tmp_path, pin_token="hunter2"))
        assert "hunter2" not in str(caught.value)
