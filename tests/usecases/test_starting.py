"""A new project is made whole, or can be made whole by the same command again."""

from pathlib import Path

import pytest

from newsletter.errors import UnusableInput
from newsletter.project.folder import SETTINGS_FILE
from newsletter.secrets.signing import NAME
from newsletter.secrets.stored import PROJECT_FOLDER
from newsletter.usecases.starting import start_project


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_settings_are_written_last(tmp_path: Path) -> None:
    *others, last = start_project(tmp_path / "paper")
    assert last.name == SETTINGS_FILE
    assert others


@pytest.mark.parametrize("count", [1, 5, 13])
def test_a_project_that_was_cut_short_is_finished(tmp_path: Path, count: int) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    list(start_project(whole))
    started = start_project(cut)
    for _ in range(count):
        next(started)
    list(start_project(cut))
    assert files(cut) == files(whole)


def test_the_key_of_a_project_that_was_cut_short_stays(tmp_path: Path) -> None:
    list(start_project(tmp_path))
    key = (tmp_path / PROJECT_FOLDER / NAME).read_bytes()
    (tmp_path / SETTINGS_FILE).unlink()
    list(start_project(tmp_path))
    assert (tmp_path / PROJECT_FOLDER / NAME).read_bytes() == key


def test_a_half_written_file_of_a_killed_run_is_in_nobody_s_way(tmp_path: Path) -> None:
    next(start_project(tmp_path))
    (tmp_path / "images" / f".newsletter-{'0' * 16}.tmp").write_bytes(b"half")
    list(start_project(tmp_path))
    assert (tmp_path / SETTINGS_FILE).exists()


@pytest.mark.parametrize(
    "name", ["notes.txt", "articles/mine.md", "images/logo.png", SETTINGS_FILE]
)
def test_a_folder_with_a_file_of_somebody_else_is_left_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    with pytest.raises(UnusableInput, match="folder-not-empty"):
        list(start_project(tmp_path))
    assert files(tmp_path) == {name}


def test_a_finished_project_is_left_alone(tmp_path: Path) -> None:
    list(start_project(tmp_path))
    with pytest.raises(UnusableInput, match="folder-not-empty"):
        list(start_project(tmp_path))


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "paper").write_text("mine")
    with pytest.raises(UnusableInput, match="not-a-folder"):
        list(start_project(tmp_path / "paper"))
