"""A traceback is kept for a maintainer, and for nobody else."""

from pathlib import Path

import pytest

from newsletter.cli.crash import keep_traceback


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_says_what_happened(home: Path) -> None:
    path = keep_traceback(RuntimeError("half a pair: \ud800"))
    assert path is not None
    assert path.is_relative_to(home)
    assert "RuntimeError: half a pair: \\ud800" in path.read_text("utf-8")


def test_only_its_owner_can_read_it(home: Path) -> None:
    path = keep_traceback(RuntimeError("a subscriber's address"))
    assert path is not None
    assert path.stat().st_mode & 0o077 == 0


def test_a_project_keeps_its_own(home: Path) -> None:
    (home / ".newsletter").mkdir()
    path = keep_traceback(RuntimeError("x"))
    assert path is not None
    assert path.parts[:2] == (".newsletter", "logs")


def test_where_nothing_can_be_written_it_is_let_go(home: Path) -> None:
    (home / ".newsletter").mkdir()
    (home / ".newsletter/logs").write_text("a file")
    assert keep_traceback(RuntimeError("x")) is None
