"""MJML to HTML in process: the engine alone, and our whole front with its checks, beside npm's.

The mail has 50 articles, each a section of its own with a picture, texts and a button
(`cards.mjml`). npm's mjml runs in a node process that has warmed up, on the same MJML.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from mjml import mjml2html

from newsletter.editions.context import SAMPLE_RECIPIENT, template_context
from newsletter.editions.pictures import Pictures
from newsletter.email.filters import HTML_FILTERS
from newsletter.email.jinja.run import run_template
from newsletter.email.marks import Unmarked, unmark
from newsletter.email.mjml.front import read_tree, to_html
from newsletter.email.mjml.writer import Writer
from newsletter.email.templates import DictTemplates
from newsletter.model import Article, Edition, Summary
from newsletter.settings import Settings

HERE = Path(__file__).parent
NPM = "mjml@5.4.1"
ARTICLES = 50
RUNS = 40
ENGINE_GOAL, FRONT_GOAL = 20.0, 8.0
SENTENCES = "The group met again and agreed on what the garden needs before the winter. " * 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """Seconds of each run, and how many times faster than npm it should be."""

    name: str
    runs: list[float]
    goal: float | None = None


def measurements(seconds: Callable[..., list[float]]) -> Iterator[Comparison]:
    """npm first, if it is there; ``seconds`` times a function, given a number of runs."""
    source = marked_mjml()
    root = read_tree(source).root
    assert root is not None
    text = Writer().write(root)
    npm = of_npm(text)
    if npm:
        yield Comparison(f"npm {NPM}, {ARTICLES} articles", npm)
    engine = seconds(lambda: mjml2html(text, fonts={}), RUNS)
    yield Comparison("the engine alone", engine, ENGINE_GOAL)
    yield Comparison(
        "our front with its checks", seconds(lambda: to_html(source), RUNS), FRONT_GOAL
    )


def marked_mjml() -> Unmarked:
    """What Jinja makes of the cards."""
    articles = tuple(map(article, range(ARTICLES)))
    day = datetime(2026, 11, 24, tzinfo=UTC)
    edition = Edition(
        name="2026-11-24", date=day, subject="Cards", preheader="All", articles=articles
    )
    context = template_context(edition, Settings(), Pictures(), SAMPLE_RECIPIENT)
    files = DictTemplates({"cards.mjml": (HERE / "cards.mjml").read_text("utf-8")})
    run = run_template("cards.mjml", context, files, HTML_FILTERS, is_mjml=True)
    assert run.output is not None
    return unmark(run.output, run.sources, run.start)


def article(number: int) -> Article:
    """An article as a digest shows it."""
    return Article(
        ref=f"{number}.md",
        title=f"News from the garden, number {number}",
        url=f"https://example.org/garden/{number}",
        published=date(2026, 11, 1 + number % 28),
        summary=Summary(SENTENCES, "given", SENTENCES, SENTENCES),
    )


def of_npm(text: str) -> list[float]:
    """The seconds that npm's mjml takes for each run; none where npm is not installed."""
    tools = HERE.parent / "scripts" / "npm-tools"
    installed = subprocess.run(["sh", tools, NPM], capture_output=True, text=True, check=False)
    node = shutil.which("node")
    if installed.returncode or not node:
        print(installed.stderr.strip())
        return []
    command = [node, str(HERE / "mjml.mjs"), installed.stdout.strip(), str(RUNS)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return [milliseconds / 1000 for milliseconds in json.loads(done.stdout)]
