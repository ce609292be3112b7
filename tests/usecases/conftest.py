"""A folder outside of any project, and a small project in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

TOML = """\
[newsletter]
name = "The Pier"
from = "The Pier <post@pier.example>"
timezone = "Europe/Lisbon"
language = "en"
url = "https://news.pier.example"
address = "1 Pier Road, Seatown"
"""
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file of the current folder, which is an empty one."""
    monkeypatch.chdir(tmp_path)

    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
        return path

    return write_file


@pytest.fixture
def project(write: Write, tmp_path: Path) -> Path:
    """A project with two articles."""
    write("newsletter.toml", TOML)
    write("articles/a.md", "---\ntitle: Older\ndate: 2026-11-01\n---\nOne boat came in.\n")
    write("articles/b.md", "---\ntitle: Newer\ndate: 2026-11-09\n---\nTwo boats came in.\n")
    return tmp_path


@pytest.fixture
def picture() -> bytes:
    """The smallest picture that there is: one grey pixel, as PNG."""
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010800000000" + "3a7e9b55"
        "0000000a49444154789c63680000008200817745cd660000000049454e44ae426082"
    )
