"""What is installed from a wheel works without the repository."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package as its wheel holds it."""
    folder = tmp_path_factory.mktemp("wheel")
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, folder: Path, *words: str) -> str:
    code = "from newsletter.cli.main import main; main()"
    env = os.environ | {"PYTHONPATH": str(installed)}
    line = [sys.executable, "-c", code, *words]
    return subprocess.run(
        line, cwd=folder, env=env, check=True, capture_output=True, text=True
    ).stdout


def test_the_demo_runs_from_what_is_installed(installed: Path, tmp_path: Path) -> None:
    run(installed, tmp_path, "demo")
    assert list((tmp_path / "demo/.newsletter/outbox").glob("*.eml"))


def test_the_wheel_carries_what_the_package_reads(installed: Path) -> None:
    shipped = installed / "newsletter/shipped"
    names = ("templates/digest.mjml", "newsletter.toml", "schedules/weekly.toml", "images/logo.png")
    assert [name for name in names if not (shipped / name).is_file()] == []
    assert (installed / "newsletter/py.typed").is_file()


def test_the_wheel_carries_no_tests(installed: Path) -> None:
    assert not (installed / "tests").exists()
