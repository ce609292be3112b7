"""A preview builds again and again; only what changed is done again."""

from pathlib import Path

import pytest

from newsletter.project.inputs import InputFile
from newsletter.usecases.building import BuildRequest, build_edition
from newsletter.usecases.memory import Memory
from newsletter.usecases.reading import read_files

FIRST = InputFile("a.md", b"# Peas\n\nThe peas are up. They were sown in March.\n")
EDITED = InputFile("a.md", b"# Peas\n\nThe peas are ripe. They were sown in March.\n")


def project(folder: Path) -> Path:
    (folder / "articles").mkdir()
    (folder / "newsletter.toml").write_text("", "utf-8")
    for name in ("peas", "beans"):
        text = f"---\nurl: https://garden.example/{name}\n---\n# {name}\n\nThe {name} are up.\n"
        (folder / "articles" / f"{name}.md").write_text(text, "utf-8")
    return folder


def test_a_file_that_did_not_change_gives_the_same_article() -> None:
    memory = Memory()
    assert memory.reading(FIRST).articles[0] is memory.reading(FIRST).articles[0]


def test_an_edit_is_read_anew() -> None:
    memory = Memory()
    memory.reading(FIRST)
    assert "ripe" in memory.reading(EDITED).articles[0].prose


def test_one_content_under_two_names_is_two_articles() -> None:
    other = InputFile("b.md", FIRST.data)
    refs = [article.ref for article in read_files([FIRST, other], Memory()).articles]
    assert refs == ["a.md", "b.md"]


@pytest.mark.parametrize(("rounds", "kept"), [(1, True), (2, False)])
def test_what_a_whole_build_did_not_ask_for_is_forgotten(rounds: int, kept: bool) -> None:
    memory = Memory()
    before = memory.reading(FIRST)
    for _ in range(rounds):
        memory.begin()
    assert (memory.reading(FIRST) is before) is kept


def test_a_post_follows_its_article(tmp_path: Path) -> None:
    folder, memory = project(tmp_path), Memory()
    request = BuildRequest(project=folder)
    before = build_edition(request, memory)
    file = folder / "articles" / "peas.md"
    file.write_text(file.read_text("utf-8").replace("are up", "are ripe"), "utf-8")
    after = build_edition(request, memory)
    changed = {
        new.article for old, new in zip(before.posts, after.posts, strict=True) if old != new
    }
    assert changed == {"articles/peas.md"}


def test_a_remembered_build_is_the_build(tmp_path: Path) -> None:
    request, memory = BuildRequest(project=project(tmp_path)), Memory()
    build_edition(request, memory)
    assert build_edition(request, memory).hash == build_edition(request).hash
