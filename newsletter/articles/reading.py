"""What came out of reading one file: its articles, and the problems found on the way."""

from dataclasses import dataclass

from newsletter.model import Article
from newsletter.problems import Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """The articles of one file in their order, and every finding with its place."""

    articles: tuple[Article, ...] = ()
    problems: tuple[Problem, ...] = ()
