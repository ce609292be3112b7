from pathlib import Path

import pytest

from newsletter.email.templates import TemplateFile, TemplateFiles
from newsletter.errors import UnusableInput
from newsletter.problems import Place
from newsletter.project.shipped import shipped
from newsletter.project.templates import MAX_BYTES, ProjectTemplates


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project/templates/partials").mkdir(parents=True)
    return tmp_path / "project"


def refused(root: Path, name: str) -> tuple[str, Place]:
    with pytest.raises(UnusableInput) as caught:
        ProjectTemplates(root).find(name)
    (problem,) = caught.value.problems
    return problem.code, problem.place


def test_they_are_what_the_engine_asks_for(root: Path) -> None:
    files: TemplateFiles = ProjectTemplates(root)
    assert files.find("absent.mjml") is None


def test_a_template_of_the_project_is_found(root: Path) -> None:
    (root / "templates/partials/foot.mjml").write_text("<mj-text>Grüße</mj-text>", "utf-8")
    assert ProjectTemplates(root).find("partials/foot.mjml") == TemplateFile(
        "partials/foot.mjml", "templates/partials/foot.mjml", "<mj-text>Grüße</mj-text>"
    )


def test_without_one_the_shipped_template_is_found(root: Path) -> None:
    found = ProjectTemplates(root).find("digest.mjml")
    assert found is not None
    assert found.shown == "newsletter:templates/digest.mjml"
    assert found.text == (shipped() / "templates/digest.mjml").read_text("utf-8")


def test_the_projects_template_wins(root: Path) -> None:
    (root / "templates/digest.mjml").write_text("own", "utf-8")
    found = ProjectTemplates(root).find("digest.mjml")
    assert found == TemplateFile("digest.mjml", "templates/digest.mjml", "own")


def test_without_a_project_there_are_the_shipped_ones() -> None:
    assert ProjectTemplates(None).find("digest.mjml") is not None


def test_a_change_is_seen_at_once(root: Path) -> None:
    templates, file = ProjectTemplates(root), root / "templates/a.mjml"
    file.write_text("one", "utf-8")
    templates.find("a.mjml")
    file.write_text("two", "utf-8")
    assert templates.find("a.mjml") == TemplateFile("a.mjml", "templates/a.mjml", "two")


def test_names_are_those_of_both_folders_without_hidden_and_foreign_files(root: Path) -> None:
    for name in ("weekly.mjml", "partials/foot.mjml", ".hidden.mjml", "logo.png"):
        (root / "templates" / name).touch()
    names = ProjectTemplates(root).names()
    assert {"weekly.mjml", "partials/foot.mjml", "digest.mjml", "digest.txt"} <= set(names)
    assert not {".hidden.mjml", "logo.png"} & set(names)
    assert list(names) == sorted(names)


@pytest.mark.parametrize("name", ["../newsletter.toml", "/etc/passwd", "link.mjml", "a\0.mjml"])
def test_a_name_that_leaves_the_folder_is_refused(root: Path, name: str) -> None:
    (root / "newsletter.toml").touch()
    (root / "templates/link.mjml").symlink_to("../newsletter.toml")
    assert refused(root, name) == ("path-outside-project", Place(f"templates/{name}"))


def test_a_templates_folder_that_is_elsewhere_is_refused(tmp_path: Path, root: Path) -> None:
    (tmp_path / "other").mkdir()
    (root / "away").mkdir()
    (root / "away/templates").symlink_to(tmp_path / "other")
    assert refused(root / "away", "a.mjml")[0] == "path-outside-project"


def test_a_template_that_is_not_utf8_is_placed_at_the_byte(root: Path) -> None:
    (root / "templates/a.mjml").write_bytes("<mjml>\n  Gr\xfc\xdfe".encode("latin-1"))
    assert refused(root, "a.mjml") == ("template-encoding", Place("templates/a.mjml", 2, 5))


def test_a_huge_template_is_refused(root: Path) -> None:
    (root / "templates/a.mjml").write_bytes(b" " * (MAX_BYTES + 1))
    assert refused(root, "a.mjml") == ("file-too-large", Place("templates/a.mjml"))


def test_a_name_too_long_for_any_file_is_not_found(root: Path) -> None:
    assert ProjectTemplates(root).find("x" * 5000) is None
