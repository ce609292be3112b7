"""The docs are under test: what exists has its page, and what the pages show is what comes out."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from typer.main import get_command

from newsletter import settings
from newsletter.cli.main import app
from newsletter.editions import context

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PROBLEM_MAKERS = {"Problem", "warning", "note", "_stop"}
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"")


def headings(page: str) -> set[str]:
    return {line.strip("# `") for line in page.splitlines() if line.startswith("#")}


def command_names() -> list[str]:
    return list(get_command(app).commands)  # type: ignore[attr-defined]


def undocumented(names: list[str], page: str) -> list[str]:
    return [name for name in names if name not in headings(page)]


def called(node: ast.Call) -> str:
    """The function's name; of methods only `_stop` makes problems, others have names like ours."""
    method = getattr(node.func, "attr", "")
    return getattr(node.func, "id", "") or (method if method == "_stop" else "")


def problem_codes(source: str) -> Iterator[str]:
    """Every code that ``source`` makes a Problem with; each has to be a literal."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node) in PROBLEM_MAKERS:
            given = [*node.args, *(word.value for word in node.keywords if word.arg == "code")]
            if given and isinstance(given[0], ast.Constant):
                yield str(given[0].value)


def all_codes() -> set[str]:
    texts = [path.read_text("utf-8") for path in (ROOT / "newsletter").rglob("*.py")]
    return {code for text in texts for code in problem_codes(text)}


def help_text(name: str) -> str:
    words = [sys.executable, "-m", "newsletter", name, "--help"]
    env = {"PATH": "/usr/bin:/bin", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
    return subprocess.run(words, env=env, capture_output=True, text=True, check=True).stdout.strip()


def help_blocks(page: str) -> dict[str, str]:
    """The recorded help of each command: the first fenced block below its heading."""
    found = re.findall(r"^## (\S+)\n.*?^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return {name: text.strip() for name, text in found}


def with_help(page: str, texts: Mapping[str, str]) -> str:
    """``page`` with the first fenced block below each command's heading written anew."""
    for name, text in texts.items():
        head, mark, rest = page.partition(f"## {name}\n\n```text\n")
        page = f"{head}{mark}{text}\n{rest[rest.index('```') :]}" if mark else page
    return page


def test_every_command_has_its_section() -> None:
    page = (REFERENCE / "commands.md").read_text("utf-8")
    assert undocumented(command_names(), page) == []


def test_a_command_without_its_section_is_caught() -> None:
    page = (REFERENCE / "commands.md").read_text("utf-8")
    assert undocumented(["teleport"], page) == ["teleport"]


def test_the_help_on_the_page_is_the_help_of_the_command(pytestconfig: pytest.Config) -> None:
    path = REFERENCE / "commands.md"
    page = path.read_text("utf-8")
    now = {name: help_text(name) for name in command_names()}
    if pytestconfig.getoption("--record"):
        page = with_help(page, now)
        path.write_text(page, "utf-8")
    assert help_blocks(page) == now


def test_every_problem_code_is_explained() -> None:
    page = (REFERENCE / "problems.md").read_text("utf-8")
    assert sorted(all_codes() - headings(page)) == []


def test_no_code_is_explained_that_does_not_exist() -> None:
    page = (REFERENCE / "problems.md").read_text("utf-8")
    explained = set(re.findall(r"^### `([a-z-]+)`$", page, re.MULTILINE))
    assert sorted(explained - all_codes()) == []


def test_a_code_that_is_not_explained_is_caught() -> None:
    assert set(problem_codes('warning("never-heard-of", "x")')) == {"never-heard-of"}


def sections() -> Mapping[str, type]:
    parts = {"newsletter": settings.Identity, "email": settings.EmailSettings}
    names = ("Brand", "Safety", "Alerts")
    parts |= {name.lower(): getattr(settings, name) for name in names}
    parts |= {"store": settings.StoreSettings, "links": settings.LinkSettings}
    return parts | {"images": settings.ImageSettings, "sources.NAME": settings.SourceSettings}


def test_every_setting_is_documented() -> None:
    page = (REFERENCE / "settings.md").read_text("utf-8")
    missing = [
        f"[{section}] {settings.file_key(field.name)}"
        for section, kind in sections().items()
        for field in fields(kind)
        if f"`{settings.file_key(field.name)}`" not in page or f"[{section}]" not in page
    ]
    assert missing == []


def test_everything_that_a_template_can_name_is_documented() -> None:
    page = (REFERENCE / "templates.md").read_text("utf-8")
    views = [kind for kind in vars(context).values() if is_dataclass(kind)]
    ours = [kind for kind in views if kind.__module__ == context.__name__]
    names = {field.name for kind in ours for field in fields(kind)}
    assert sorted(name for name in names if f"`{name}`" not in page) == []


def pages() -> list[Path]:
    return [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]


def dead_links(page: str, folder: Path) -> list[str]:
    found = (written or shown for written, shown in LINK.findall(page))
    targets = [target for target in found if "://" not in target]
    return [target for target in targets if not (folder / target).exists()]


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_links_between_the_pages_lead_somewhere(path: Path) -> None:
    assert dead_links(path.read_text("utf-8"), path.parent) == []


def test_a_dead_link_is_caught() -> None:
    assert dead_links("[x](nowhere.md)", DOCS) == ["nowhere.md"]


def test_the_readme_is_short_and_begins_with_its_two_commands() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    assert len(lines) < 120
    first_block = "\n".join(lines).split("```")[1]
    assert "make demo" in first_block
    assert "newsletter build" in first_block


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def test_the_python_on_the_page_runs() -> None:
    code = blocks((REFERENCE / "python.md").read_text("utf-8"), "python")[0]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Anyone may borrow seeds." in done.stdout


def test_what_the_readme_shows_is_what_was_recorded() -> None:
    recorded = "".join(
        path.read_text("utf-8") for path in sorted((ROOT / "tests/transcripts").glob("*.txt"))
    )
    shown = blocks((ROOT / "README.md").read_text("utf-8"), "(?:console|text)")
    printed = [
        line for block in shown for line in block.splitlines() if line and not line.startswith("$ ")
    ]
    assert len(printed) >= 11
    assert [line for line in printed if line not in recorded] == []
