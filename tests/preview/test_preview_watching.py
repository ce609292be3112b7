"""What is watched, and how a change is heard of."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsletter.preview import watching
from newsletter.preview.watching import Watcher, watched_folders

PATIENCE = 15


@contextmanager
def watched(root: Path) -> Iterator[threading.Event]:
    """An event that is set by each change."""
    heard = threading.Event()
    watcher = Watcher(root, heard.set)
    watcher.start()
    heard.wait(0.5)
    heard.clear()
    try:
        yield heard
    finally:
        watcher.end()


def test_folders_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    for name in ("articles", "own things", ".git", ".newsletter", "node_modules", "out"):
        (tmp_path / name).mkdir()
    (tmp_path / "newsletter.toml").touch()
    assert {path.name for path in watched_folders(tmp_path)} == {"articles", "own things"}


def test_a_project_that_is_gone_has_no_folders(tmp_path: Path) -> None:
    assert list(watched_folders(tmp_path / "gone")) == []


@pytest.mark.parametrize("name", ["newsletter.toml", "articles/a.md", "articles/deep/er/b.md"])
def test_a_save_is_heard(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with watched(tmp_path) as heard:
        path.write_text("x", "utf-8")
        assert heard.wait(PATIENCE)


def test_a_file_that_took_the_place_of_another_one_is_heard(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    old, new = tmp_path / "articles" / "a.md", tmp_path / "articles" / ".a.md.part"
    old.write_text("x", "utf-8")
    with watched(tmp_path) as heard:
        new.write_text("y", "utf-8")
        new.replace(old)
        assert heard.wait(PATIENCE)


def test_a_new_folder_is_watched_too(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    with watched(tmp_path) as heard:
        (tmp_path / "templates").mkdir()
        assert heard.wait(PATIENCE)
        threading.Event().wait(0.8)
        heard.clear()
        (tmp_path / "templates" / "a.mjml").write_text("x", "utf-8")
        assert heard.wait(PATIENCE)


def test_a_folder_that_went_away_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "templates").mkdir()
    with watched(tmp_path) as heard:
        shutil.rmtree(tmp_path / "templates")
        assert heard.wait(PATIENCE)
        threading.Event().wait(0.8)
        heard.clear()
        (tmp_path / "articles" / "a.md").write_text("x", "utf-8")
        assert heard.wait(PATIENCE)


def test_where_the_system_watches_no_more_files_they_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = watching._told

    def limited(
        paths: list[Path], stop: threading.Event, *, recursive: bool, poll: bool
    ) -> Iterator[object]:
        if not poll:
            raise OSError(28, "inotify watch limit reached")
        return told(paths, stop, recursive=recursive, poll=True)

    monkeypatch.setattr(watching, "_told", limited)
    (tmp_path / "articles").mkdir()
    with watched(tmp_path) as heard:
        (tmp_path / "articles" / "a.md").write_text("x", "utf-8")
        assert heard.wait(PATIENCE)
