import io
import os
from pathlib import Path

import pytest

from newsletter.articles.decoding import MAX_BYTES
from newsletter.problems import Problem
from newsletter.project.inputs import Gathered, InputFile, gather


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def write(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(f"in {name}", "utf-8")


def names_of(gathered: Gathered) -> list[str]:
    return [file.name for file in gathered.files]


def only_problem(gathered: Gathered) -> Problem:
    (problem,) = gathered.problems
    return problem


def test_files_come_in_the_order_of_the_arguments_under_their_names() -> None:
    write("b.md", "sub/a.txt")
    gathered = gather(["./sub/a.txt", "b.md"])
    assert gathered == Gathered(
        (InputFile("./sub/a.txt", b"in sub/a.txt"), InputFile("b.md", b"in b.md"))
    )


def test_a_file_that_is_named_may_have_any_ending() -> None:
    write("article.text")
    assert names_of(gather(["article.text"])) == ["article.text"]


def test_a_folder_is_searched_in_order_of_names() -> None:
    write("a/z.md", "a/b/c.HTML", "a/b/a.rss", "a/a.json", "a/m.atom")
    gathered = gather(["a"])
    assert names_of(gathered) == ["a/a.json", "a/m.atom", "a/z.md", "a/b/a.rss", "a/b/c.HTML"]


def test_hidden_files_pictures_and_style_sheets_are_skipped_in_silence() -> None:
    write("a/x.md", "a/.hidden.md", "a/.git/y.md", "a/logo.png", "a/photo.JPG", "a/style.css")
    assert gather(["a"]) == Gathered((InputFile("a/x.md", b"in a/x.md"),))


def test_other_files_in_a_folder_are_skipped_with_a_note() -> None:
    write("a/x.md", "a/plan.docx")
    problem = only_problem(gather(["a"]))
    assert (problem.code, problem.severity, problem.place.file) == (
        "file-skipped",
        "note",
        "a/plan.docx",
    )


def test_a_folder_without_articles_is_an_error() -> None:
    Path("a/b").mkdir(parents=True)
    assert only_problem(gather(["a"])).code == "folder-empty"


def test_names_can_be_relative_to_another_folder() -> None:
    write("project/articles/a.md")
    assert names_of(gather(["articles"], base=Path("project"))) == ["articles/a.md"]


def test_standard_input_is_named_by_a_dash() -> None:
    gathered = gather(["-"], stdin=io.BytesIO(b"Title"))
    assert gathered == Gathered((InputFile("-", b"Title"),))


def test_a_closed_standard_input_is_a_problem() -> None:
    stdin = io.BytesIO()
    stdin.close()
    assert only_problem(gather(["-"], stdin=stdin)).code == "file-unreadable"


def test_standard_input_that_never_ends_is_refused() -> None:
    with Path("/dev/zero").open("rb") as endless:
        assert only_problem(gather(["-"], stdin=endless)).code == "file-too-large"


def test_a_missing_file_is_suggested_and_the_rest_is_read() -> None:
    write("article.md", "b.md")
    gathered = gather(["artcle.md", "b.md"])
    problem = only_problem(gathered)
    assert names_of(gathered) == ["b.md"]
    assert str(problem) == (
        "artcle.md error [file-missing] There is no file 'artcle.md'. Did you mean 'article.md'?"
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nowhere/a.md", "file-missing"),
        ("a\0b", "file-unreadable"),
        ("x" * 5000, "file-unreadable"),
        ("file.md/a.md", "file-unreadable"),
        ("/dev/null", "file-unreadable"),
        ("fifo", "file-unreadable"),
        ("loop", "file-unreadable"),
        ("huge.txt", "file-too-large"),
    ],
)
def test_what_is_no_readable_file_is_refused(name: str, code: str) -> None:
    write("file.md")
    os.mkfifo("fifo")
    Path("loop").symlink_to("loop")
    with Path("huge.txt").open("wb") as huge:
        huge.truncate(MAX_BYTES + 1)
    problem = only_problem(gather([name]))
    assert (problem.code, str(problem).isprintable()) == (code, True)


def test_the_largest_file_that_is_allowed_is_read() -> None:
    with Path("large.txt").open("wb") as large:
        large.truncate(MAX_BYTES)
    (file,) = gather(["large.txt"]).files
    assert len(file.data) == MAX_BYTES


@pytest.mark.parametrize("second", ["a/x.md", "./a/x.md", "a/y.md", "a/../a/x.md"])
def test_the_same_file_is_read_once_with_a_warning(second: str) -> None:
    write("a/x.md")
    Path("a/y.md").symlink_to("x.md")
    gathered = gather(["a/x.md", second])
    problem = only_problem(gathered)
    assert names_of(gathered) == ["a/x.md"]
    assert (problem.code, problem.severity) == ("file-twice", "warning")


@pytest.mark.parametrize("twice", ["a", "-"])
def test_the_same_argument_is_read_once_with_one_warning(twice: str) -> None:
    write("a/x.md", "a/y.md")
    gathered = gather([twice, twice], stdin=io.BytesIO(b"Title"))
    assert only_problem(gathered).code == "file-twice"


@pytest.mark.parametrize("target", ["../../secret.md", "../../secrets"])
def test_a_link_that_leaves_the_folder_is_refused(here: Path, target: str) -> None:
    write("a/x.md", "../secret.md", "../secrets/y.md")
    Path("a/link.md").symlink_to(target)
    gathered = gather(["a"])
    assert names_of(gathered) == ["a/x.md"]
    assert only_problem(gathered).code == "link-outside-folder"


def test_a_linked_folder_within_the_folder_is_not_walked_twice() -> None:
    write("a/b/x.md")
    Path("a/c").symlink_to("b")
    Path("a/b/up").symlink_to("..")
    assert gather(["a"]) == Gathered((InputFile("a/b/x.md", b"in a/b/x.md"),))


def test_a_name_that_is_not_unicode_can_be_printed() -> None:
    Path("a").mkdir()
    Path("a", os.fsdecode(b"caf\xe9.md")).write_bytes(b"x")
    assert names_of(gather(["a"])) == ["a/caf\\udce9.md"]
