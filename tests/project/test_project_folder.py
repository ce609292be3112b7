from pathlib import Path

import pytest

from newsletter.errors import UnusableInput
from newsletter.printable import printable
from newsletter.project.folder import SETTINGS_FILE, find_project, inside
from newsletter.project.shipped import shipped


def test_the_nearest_project_at_or_above_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "outer" / "inner"
    (inner / "deep").mkdir(parents=True)
    (tmp_path / "outer" / SETTINGS_FILE).touch()
    (inner / SETTINGS_FILE).touch()
    assert find_project(inner / "deep") == inner
    assert find_project(inner) == inner
    assert find_project(inner.parent) == tmp_path / "outer"


def test_a_folder_of_that_name_is_no_settings_file(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).mkdir()
    assert find_project(tmp_path) is None


def test_a_folder_that_cannot_exist_has_no_project() -> None:
    assert find_project(Path("/" + "x" * 5000)) is None


@pytest.mark.parametrize("path", ["a.md", "sub/../a.md", "sub/new.md", "."])
def test_a_path_below_the_folder_is_inside(tmp_path: Path, path: str) -> None:
    (tmp_path / "sub").mkdir()
    assert inside(tmp_path, path) == (tmp_path / path).resolve()


def test_a_link_that_stays_below_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.md").touch()
    (tmp_path / "link.md").symlink_to("real.md")
    assert inside(tmp_path, "link.md") == tmp_path / "real.md"


def test_a_project_that_is_reached_by_a_link_is_itself(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert inside(tmp_path / "link", "a.md") == tmp_path / "real" / "a.md"


@pytest.mark.parametrize("path", ["../a.md", "/etc/passwd", "sub/../../a.md", "a\0b", "out/a.md"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "out").symlink_to("..")
    with pytest.raises(UnusableInput) as caught:
        inside(root, path)
    assert [problem.code for problem in caught.value.problems] == ["path-outside-project"]


def test_the_shipped_folder_holds_a_project() -> None:
    assert (shipped() / "templates").is_dir()
    assert (shipped() / SETTINGS_FILE).is_file()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Käse – チーズ.md", "Käse – チーズ.md"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\nb", "a\\x0ab"),
        ("\udcff.md", "\\udcff.md"),
        ("a\u202eb", "a\\u202eb"),
    ],
)
def test_a_name_is_made_printable(text: str, expected: str) -> None:
    assert printable(text) == expected
