"""What people change without an editor is written into the right file, and can be taken back."""

from pathlib import Path

import pytest

from newsletter.articles import read
from newsletter.errors import UnusableInput
from newsletter.model import Article
from newsletter.problems import Place
from newsletter.project.edits import Edit, apply_edit, content
from newsletter.usecases.editing import decision_edit, post_edit, post_file, setting_edit

PEAS = "---\r\ntitle: Peas # ours\r\n---\r\n\r\nThey are up.\r\n"
SETTINGS = '\ufeff[brand]\r\naccent = "#111111" # a\r\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "peas.md").write_bytes(PEAS.encode())
    (tmp_path / "newsletter.toml").write_bytes(SETTINGS.encode())
    return tmp_path


def peas() -> Article:
    (article,) = read(PEAS.encode(), name="articles/peas.md").articles
    return article


def test_a_post_goes_into_its_article(root: Path) -> None:
    apply_edit(root, post_edit(root, "1", peas(), "x", "Peas!"))
    added = 'post:\r\n  x: "Peas!"\r\n'
    written = (root / "articles" / "peas.md").read_bytes().decode()
    assert written == PEAS.replace("ours\r\n", f"ours\r\n{added}")


@pytest.mark.parametrize("ref", ["feed:blog/1", "articles/feed.xml#3", "../peas.md", "a\0b"])
def test_a_post_about_what_is_no_file_goes_to_the_edition(root: Path, ref: str) -> None:
    edit = post_edit(root, "1", Article(ref=ref, title="Peas"), "x", "Peas!")
    assert edit.name == "editions/1.toml"
    assert ref.replace("\0", "") in (edit.after or b"").decode().replace("\\u0000", "")


def test_words_that_the_edition_decides_stay_there(root: Path) -> None:
    place = Place("editions/1.toml", 2, 1)
    article = Article(
        ref="articles/peas.md", title="P", posts={"x": "Hi"}, places={"post.x": place}
    )
    assert post_file(root, "1", article, "x") == "editions/1.toml"


def test_a_change_can_be_taken_back_to_the_last_byte(root: Path) -> None:
    edit = setting_edit(root, "brand", "accent", "#0b6e4f")
    apply_edit(root, edit)
    written = (root / "newsletter.toml").read_bytes().decode()
    assert written == SETTINGS.replace("#111111", "#0b6e4f")
    apply_edit(root, edit.undone)
    assert (root / "newsletter.toml").read_bytes().decode() == SETTINGS


def test_a_file_that_was_made_goes_when_that_is_taken_back(root: Path) -> None:
    edit = decision_edit(root, "1", "subject", "Peas")
    apply_edit(root, edit)
    assert content(root, "editions/1.toml") == b'subject = "Peas"\n'
    apply_edit(root, edit.undone)
    assert content(root, "editions/1.toml") is None


def test_a_file_that_changed_meanwhile_is_left_alone(root: Path) -> None:
    edit = setting_edit(root, "brand", "accent", "#0b6e4f")
    (root / "newsletter.toml").write_text("# mine\n", "utf-8")
    with pytest.raises(UnusableInput) as refused:
        apply_edit(root, edit)
    assert refused.value.problems[0].code == "edited-meanwhile"
    assert content(root, "newsletter.toml") == b"# mine\n"


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a\0b"])
def test_nothing_outside_of_the_project_is_written(root: Path, name: str) -> None:
    with pytest.raises(UnusableInput) as refused:
        apply_edit(root, Edit(name, None, b"x"))
    assert refused.value.problems[0].code == "path-outside-project"


def test_a_link_out_of_the_project_is_not_followed(root: Path) -> None:
    (root / "editions").symlink_to("/tmp")
    with pytest.raises(UnusableInput) as refused:
        decision_edit(root, "1", "subject", "Peas")
    assert refused.value.problems[0].code == "path-outside-project"


def test_a_file_that_is_no_text_is_refused(root: Path) -> None:
    (root / "newsletter.toml").write_bytes(b"\xff")
    with pytest.raises(UnusableInput) as refused:
        setting_edit(root, "brand", "accent", "#0b6e4f")
    assert refused.value.problems[0].code == "toml-syntax"
