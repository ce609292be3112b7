"""The command line as a script meets it: flags anywhere, exit codes, and one object of JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ARTICLE = "Seeds\n\nAnyone may borrow seeds from the library this year.\n"


def run(
    *words: str, folder: Path, stdin: bytes = b"", **env: str
) -> subprocess.CompletedProcess[bytes]:
    line = [sys.executable, "-m", "newsletter", *words]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"} | env
    return subprocess.run(line, cwd=folder, input=stdin, capture_output=True, env=environment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(ARTICLE)
    return tmp_path


@pytest.mark.parametrize("words", [["--json", "read", "a.txt"], ["read", "a.txt", "--json"]])
def test_global_flags_stand_before_and_after_the_command(folder: Path, words: list[str]) -> None:
    done = run(*words, folder=folder)
    assert json.loads(done.stdout)["title"] == "Seeds"


def test_a_flag_is_never_abbreviated(folder: Path) -> None:
    assert run("read", "a.txt", "--js", folder=folder).returncode == 2


def test_what_is_wrong_with_the_usage_is_one_line(folder: Path) -> None:
    (problem,) = json.loads(run("live", "--json", folder=folder).stdout)["problems"]
    assert problem["text"] == "Missing argument 'on|off'. Choose from: on, off"


def test_no_argument_shows_the_help_and_is_wrong_usage(folder: Path) -> None:
    done = run(folder=folder)
    assert done.returncode == 2
    assert b"Usage: newsletter" in done.stdout


def test_a_refusal_is_one_object(folder: Path) -> None:
    done = run("-C", "nowhere", "build", "--json", folder=folder)
    answer = json.loads(done.stdout)
    assert done.returncode == 1
    assert (answer["ok"], answer["problems"][0]["code"]) == (False, "project-missing")
    assert done.stderr == b""


def test_an_article_comes_from_standard_input(folder: Path) -> None:
    done = run("build", "-", "--json", "--out", "o", folder=folder, stdin=ARTICLE.encode())
    assert json.loads(done.stdout)["articles"][0]["title"] == "Seeds"


def test_a_script_and_a_person_get_the_same_problems(folder: Path) -> None:
    (folder / "b.md").write_text("---\ntitle: A\ndate: never\n---\nText.\n")
    said = run("read", "b.md", folder=folder).stderr.decode()
    (found,) = json.loads(run("read", "b.md", "--json", folder=folder).stdout)["problems"]
    assert f"{found['file']}:{found['line']}:{found['column']} error [{found['code']}]" in said


def test_a_reader_that_goes_away_is_no_failure_of_ours(folder: Path) -> None:
    many = "\n".join(json.dumps("word " * 50) for _ in range(5000)).encode()
    line = f"{sys.executable} -m newsletter measure x --lines | head -n 1"
    done = subprocess.run(line, shell=True, cwd=folder, input=many, capture_output=True)
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 1


def test_what_cannot_be_written_is_a_problem(folder: Path) -> None:
    (folder / "taken").write_text("a file")
    done = run("build", "a.txt", "--out", "taken/out", folder=folder)
    assert done.returncode == 1
    assert b"[cannot-write]" in done.stderr


def test_colours_stay_out_of_files(folder: Path) -> None:
    (folder / "b.md").write_text("---\ntitle: A\ndate: never\n---\nText.\n")
    assert b"\x1b" not in run("read", "b.md", folder=folder).stderr


def test_help_does_not_load_what_it_does_not_need(folder: Path) -> None:
    code = (
        "import sys; from newsletter.cli import main\n"
        "heavy = {'jinja2', 'mjml', 'trafilatura', 'lxml', 'feedparser', 'markdown_it', 'yaml', "
        "'babel', 'rich', 'selectolax', 'nh3'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_version_is_one_line(folder: Path) -> None:
    assert run("--version", folder=folder).stdout.startswith(b"newsletter 0.")


def test_a_file_name_that_is_no_text_is_shown_and_not_fatal(folder: Path) -> None:
    name = os.fsdecode(b"b\xff.txt")
    (folder / name).write_text(ARTICLE)
    done = run("read", ".", "--json", folder=folder)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2


def test_what_to_do_next_can_be_copied_into_a_shell(folder: Path) -> None:
    (folder / "a b; ls.txt").write_text(ARTICLE)
    last = run("read", "a b; ls.txt", folder=folder).stderr.decode().splitlines()[-1]
    assert last == "Next: newsletter build 'a b; ls.txt'"


def test_a_folder_named_like_markup_is_shown_as_it_is(folder: Path) -> None:
    done = run("demo", "d [/b] :bread:", folder=folder)
    assert done.returncode == 0
    assert b"d [/b] :bread:/articles/" in done.stdout


def test_json_that_nests_without_end_is_no_json_string(folder: Path) -> None:
    lines = b"[" * 100_000 + b'\n"A post"\n'
    done = run("measure", "x", "--lines", folder=folder, stdin=lines)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["problems"][0]["code"] == "not-a-json-string"
    assert second["length"] == 6
