"""Time commands and the in-process build against a bare interpreter, delivery, schedules."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import mjml
from benchmarks.articles import write_articles
from benchmarks.delivery import print_delivery
from benchmarks.feeds import feed
from benchmarks.preview import print_preview
from benchmarks.schedules import print_schedules

RUNS = 7
BARE = [sys.executable, "-c", "pass"]


def seconds(work: Callable[[], object], runs: int = RUNS) -> list[float]:
    """The wall-clock seconds of several runs, after one that does not count."""
    work()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return taken


def command(*words: str) -> Callable[[], object]:
    """A cold run of the command line."""
    line = [sys.executable, "-m", "newsletter", *words]
    return lambda: subprocess.run(line, check=True, capture_output=True)


def in_process(folder: Path) -> Callable[[], object]:
    """The build of a folder's articles in this process, from bytes to the message."""
    import newsletter

    files = sorted(folder.glob("*.md"))

    def work() -> object:
        articles = [newsletter.read_article(file.read_bytes(), name=file.name) for file in files]
        return newsletter.build(articles)

    return work


def feed_in_process(items: int) -> Callable[[], object]:
    """Reading a feed of full items in this process, from text to articles."""
    from newsletter.articles.feeds import read_feed

    text = feed(items)
    return lambda: read_feed(text, name="feed.xml")


def measurements(folder: Path) -> Iterator[tuple[str, float | None, list[float]]]:
    """Name, goal in seconds where there is one, and the runs."""
    yield "python -c pass", None, seconds(lambda: subprocess.run(BARE, check=True))
    yield "newsletter --help, cold", 0.3, seconds(command("--help"))
    for count, goal in ((10, 1.0), (50, 1.5)):
        articles = write_articles(folder / str(count), count)
        build = command("build", str(articles), "--out", str(folder / "out"))
        yield f"build of {count} articles, cold", goal, seconds(build)
        yield f"build of {count} articles, in process", None, seconds(in_process(articles))
    yield "feed of 2,000 full items, read", 1.0, seconds(feed_in_process(2000))


def main() -> None:
    """Print the table."""
    print(f"{'':<36}{'min':>9}{'median':>9}{'max':>9}{'ratio':>8}  goal")
    with tempfile.TemporaryDirectory() as folder:
        base = 0.0
        for name, goal, runs in measurements(Path(folder)):
            median = statistics.median(runs)
            base = base or median
            cells = "".join(f"{1000 * value:>7.0f}ms" for value in (min(runs), median, max(runs)))
            verdict = (
                "" if goal is None else f"{goal} s {'reached' if median <= goal else 'MISSED'}"
            )
            print(f"{name:<36}{cells}{median / base:>7.1f}x  {verdict}")
    print_mjml()
    print_preview()
    print_delivery()
    print_schedules()


def print_mjml() -> None:
    """The compile of 50 articles beside npm's mjml, each as many times as fast as it."""
    print(f"\n{'':<36}{'min':>9}{'median':>9}{'max':>9}{'faster':>8}  goal")
    npm: float | None = None
    for one in mjml.measurements(seconds):
        median = statistics.median(one.runs)
        cells = "".join(
            f"{1000 * value:>7.1f}ms" for value in (min(one.runs), median, max(one.runs))
        )
        if one.goal is None or npm is None:
            npm = median if one.goal is None else npm
            print(f"{one.name:<36}{cells}")
        else:
            faster = npm / median
            verdict = "reached" if faster >= one.goal else "MISSED"
            print(f"{one.name:<36}{cells}{faster:>7.1f}x  {one.goal:g}x {verdict}")


if __name__ == "__main__":
    main()
