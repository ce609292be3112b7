"""`newsletter read FILE...`: what an article was understood as."""

from collections.abc import Sequence
from shlex import join
from textwrap import fill
from typing import Annotated, Any

import typer

from newsletter.cli.screen import Screen
from newsletter.model import Article
from newsletter.problems import Problem, has_errors, in_reading_order

WIDTH = 80
LABEL = 11


def read(
    screen: Screen,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE", hidden=True),
    ],
) -> int:
    """Show what an article was understood as.

    FILE is pasted text, Markdown, an HTML page, a feed, a folder of them, or - for standard input.
    """
    from newsletter.project.inputs import gather
    from newsletter.usecases.reading import read_files

    gathered = gather(files)
    result = read_files(gathered.files)
    problems = (*gathered.problems, *result.problems)
    if screen.json:
        return _emit(screen, result.articles, problems)
    for number, article in enumerate(result.articles):
        screen.say(("\n" if number else "") + "\n".join(_card(article)))
    then = join(["newsletter", "build", *files]) if result.articles else None
    return screen.finish({}, problems, then=then)


def _emit(screen: Screen, articles: Sequence[Article], problems: Sequence[Problem]) -> int:
    """One object, or one a line when there are several; each with the problems of its file."""
    from newsletter.editions.as_json import article_json

    code = int(has_errors(problems))
    if not articles:
        return screen.finish({}, problems, code=code)
    rest = in_reading_order(problems)
    for number, article in enumerate(articles):
        last = number == len(articles) - 1
        file = article.ref.partition("#")[0]
        mine = [found for found in rest if last or found.place.file == file]
        rest = [found for found in rest if found not in mine]
        screen.finish(article_json(article), mine)
    return code


def _card(article: Article) -> list[str]:
    """An article on a few lines, for people."""
    summary, tags = article.summary, article.hashtags
    kinds = [block.kind for block in article.body]
    counted = f"{len(article.prose.split())} words, {kinds.count('heading')} headings"
    rows: list[tuple[str, Any]] = [
        ("from", article.ref),
        ("link", article.url),
        ("author", article.author),
        ("published", article.published),
        ("language", article.lang and f"{article.lang}, {article.dir}"),
        ("body", counted if kinds else None),
        ("summary", summary and f"({summary.source}) {summary.text}"),
        ("hashtags", tags.tags and f"({tags.source}) {' '.join(tags.tags)}"),
        ("related", "; ".join(article.related)),
    ]
    return [article.title, *(_row(label, str(value)) for label, value in rows if value)]


def _row(label: str, value: str) -> str:
    indent = " " * (LABEL + 2)
    return fill(value, WIDTH, initial_indent=f"  {label:<{LABEL}}", subsequent_indent=indent)
