"""What several rooms of tests share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
CHROMIUM = shutil.which("chromium")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --record` writes recordings and generated pages anew."""
    parser.addoption("--record", action="store_true", help="write the recordings anew")


@pytest.fixture(scope="session")
def real_article() -> Path:
    """A blog article as it was really pasted; it is no part of the project."""
    path = SHARED / "articles" / "000_f451c4c028f1530d.txt"
    if not path.exists():
        pytest.skip("not run: there is no ../shared here")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, one for all tests: Playwright does not start twice in a process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs a browser is named "not run" where there is none; in CI it must run."""
    if item.get_closest_marker("browser") and CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing, and CI=true wants every test to run")
        pytest.skip("not run: Chromium is not installed (make test installs it as root)")
