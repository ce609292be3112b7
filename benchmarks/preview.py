"""From a save to new pixels in Chromium: the preview of ten articles, page and all.

The clock starts right before the file is written, and stops in the second animation frame after
the new words are in the mail: what the first one painted is on the screen by then.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.articles import write_articles

ARTICLES = 10
WARM_UP, SAVES = 3, 15
GOAL = 150
REST_SECONDS = 2.0
"""Between two saves, as when somebody types: the checks of the one before are done by then."""

PAINTED = """word => new Promise(resolve => {
  const mail = () => document.querySelector("iframe")?.contentDocument?.body?.innerHTML;
  const seen = () => mail()?.includes(word);
  const look = () => seen()
    ? requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))
    : requestAnimationFrame(look);
  look();
})"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a studio in a process of its own, as people run it."""
    line = [sys.executable, "-m", "newsletter", "-q", "-C", str(folder), "preview", "--port", "0"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def project(folder: Path) -> Path:
    """A project with ten articles of everyday length; the path of the one that is edited."""
    (folder / "newsletter.toml").write_text('[newsletter]\nname = "The Bench"\n', "utf-8")
    return write_articles(folder / "articles", ARTICLES) / "000.md"


def saves(page: Any, file: Path, count: int) -> list[float]:
    """Milliseconds of each save."""
    text = file.read_text("utf-8")
    taken = []
    for number in range(count):
        word = f"Edited-{number}-times"
        page.evaluate(f"void (window.painted = ({PAINTED})('{word}'))")
        page.wait_for_timeout(REST_SECONDS * 1000)
        start = time.time()
        file.write_text(text.replace("News from", f"{word} from"), "utf-8")
        taken.append(page.evaluate("window.painted") - 1000 * start)
    return taken


def print_preview() -> None:
    """Print one row, where there is a Chromium."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        print("\nnot run: Chromium is not installed")
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = project(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with served(Path(folder)) as url:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(url)
            page.wait_for_selector("iframe")
            taken = saves(page, file, WARM_UP + SAVES)[WARM_UP:]
            page.close()
        browser.close()
    print_row(taken)


def print_row(taken: list[float]) -> None:
    """The fastest, the median, the slowest."""
    median = statistics.median(taken)
    cells = "".join(f"{value:>7.0f}ms" for value in (min(taken), median, max(taken)))
    verdict = "reached" if median <= GOAL else "MISSED"
    print(f"\n{'':<36}{'min':>9}{'median':>9}{'max':>9}")
    print(f"{f'preview of {ARTICLES} articles, save to pixels':<36}{cells}  {GOAL} ms {verdict}")


if __name__ == "__main__":
    print_preview()
