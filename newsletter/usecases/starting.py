"""A new project: a folder with a settings file, sample articles, a template, a paused schedule."""

from collections.abc import Iterator
from pathlib import Path

from newsletter.errors import UnusableInput
from newsletter.problems import Problem
from newsletter.project.atomic import is_unfinished, make_folder, write_atomically
from newsletter.project.folder import SETTINGS_FILE
from newsletter.project.reading import is_file
from newsletter.project.shipped import shipped
from newsletter.secrets.places import SecretFolder
from newsletter.secrets.signing import NAME as KEY
from newsletter.secrets.signing import ensure_signing_key
from newsletter.secrets.stored import PROJECT_FOLDER

SAMPLES = (
    "images/logo.png",
    "schedules/weekly.toml",
    "templates/digest.mjml",
    "templates/digest.txt",
    "articles/2026-11-05-boiler.md",
    "articles/2026-11-10-bread-oven.html",
    "articles/2026-11-12-seed-library.md",
    "articles/2026-11-17-cargo-bike.md",
    "articles/2026-11-19-repair-cafe.txt",
    "articles/images/boiler.png",
    "articles/images/bread-oven.png",
    "articles/images/cargo-bike.png",
    "articles/images/seed-library.png",
)
"""Files of the shipped project that make a good beginning: one article of each common form."""
GITIGNORE = "# What newsletter makes from the files of this folder.\n.newsletter/\nout/\n"


def start_project(folder: Path) -> Iterator[Path]:
    """Write a new project into ``folder``, and yield the path of each file that was written.

    The settings come last, since they make a folder a project: what was cut short before them,
    by a full disk or a power cut, is finished by the next call.

    Raises:
        UnusableInput: the folder holds something already, or cannot be written to.
    """
    _check_empty(folder)
    for name in SAMPLES:
        yield _write(folder / name, (shipped() / name).read_bytes())
    yield _write(folder / ".gitignore", GITIGNORE.encode())
    key = ensure_signing_key(SecretFolder(folder / PROJECT_FOLDER), folder)
    if key:
        yield key
    yield _write(folder / SETTINGS_FILE, (shipped() / SETTINGS_FILE).read_bytes())


def _check_empty(folder: Path) -> None:
    if folder.is_dir() and not _is_cut_short(folder):
        raise UnusableInput(
            Problem(
                "folder-not-empty",
                f"{folder} is not empty, so no project was made there.",
                "Name a folder that does not exist yet.",
            )
        )
    if folder.exists() and not folder.is_dir():
        hint = "Name a folder that does not exist yet."
        raise UnusableInput(Problem("not-a-folder", f"{folder} is a file.", hint))


def _is_cut_short(folder: Path) -> bool:
    """True if nothing is in ``folder`` but what `start_project` writes before the settings."""
    files = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return all(_is_ours(path, path.relative_to(folder).as_posix()) for path in files)


def _is_ours(path: Path, name: str) -> bool:
    if name in SAMPLES:
        return is_file(path) and path.read_bytes() == (shipped() / name).read_bytes()
    if name == ".gitignore":
        return is_file(path) and path.read_bytes() == GITIGNORE.encode()
    return name == f"{PROJECT_FOLDER}/{KEY}" or is_unfinished(path)


def _write(path: Path, data: bytes) -> Path:
    make_folder(path.parent)
    write_atomically(path, data)
    return path
