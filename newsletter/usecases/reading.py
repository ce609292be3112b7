"""Files to articles: what `newsletter read` shows and every build begins with."""

from collections.abc import Iterable
from dataclasses import dataclass

from newsletter.errors import UnusableInput
from newsletter.model import Article
from newsletter.problems import Problem
from newsletter.project.inputs import InputFile
from newsletter.usecases.memory import Memory


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The articles of all files in order, completed, and every problem that was found."""

    articles: tuple[Article, ...]
    problems: tuple[Problem, ...]


def read_files(files: Iterable[InputFile], memory: Memory | None = None) -> ReadResult:
    """Read and complete every article; a file that cannot be used is one more problem."""
    memory = memory or Memory()
    articles: list[Article] = []
    problems: list[Problem] = []
    for file in files:
        reading = memory.reading(file)
        articles += reading.articles
        problems += reading.problems
    return ReadResult(tuple(articles), tuple(problems))


def read_article(data: bytes, *, name: str) -> Article:
    """Read one article from the bytes of a file called ``name``; its ending says which form it has.

    Raises:
        UnusableInput: there is no article in it; ``problems`` says why.
    """
    result = read_files([InputFile(name, data)])
    if not result.articles:
        raise UnusableInput(*result.problems)
    return result.articles[0]
