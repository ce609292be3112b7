"""What a preview remembers from one build to the next, so that only what changed is done again."""

import hashlib
from dataclasses import dataclass, field

from newsletter.articles import read
from newsletter.articles.reading import Reading
from newsletter.model import Article
from newsletter.project.inputs import InputFile
from newsletter.social.compose import Composed, compose
from newsletter.writing import complete

FileKey = tuple[str, bytes]
PostKey = tuple[str, str]


@dataclass(slots=True)
class Memory:
    """Articles by their file's name and content, or as the store has them, and posts by article.

    What a build did not ask for is forgotten with the next one, so it never grows beyond two.
    """

    _readings: dict[FileKey, Reading] = field(default_factory=dict)
    _read_before: dict[FileKey, Reading] = field(default_factory=dict)
    _stored: dict[str, tuple[Article, Article]] = field(default_factory=dict)
    _stored_before: dict[str, tuple[Article, Article]] = field(default_factory=dict)
    _posts: dict[PostKey, tuple[Article, Composed]] = field(default_factory=dict)
    _posts_before: dict[PostKey, tuple[Article, Composed]] = field(default_factory=dict)

    def begin(self) -> None:
        """A new build begins."""
        self._read_before, self._readings = self._readings, {}
        self._stored_before, self._stored = self._stored, {}
        self._posts_before, self._posts = self._posts, {}

    def reading(self, file: InputFile) -> Reading:
        """The completed articles of a file."""
        key = file.name, hashlib.sha256(file.data).digest()
        known = self._readings.get(key) or self._read_before.get(key)
        self._readings[key] = found = known or completed(file)
        return found

    def completed(self, article: Article) -> Article:
        """An article of the store, completed."""
        known = self._stored.get(article.ref) or self._stored_before.get(article.ref)
        if known is None or known[0] != article:
            known = article, complete(article)
        self._stored[article.ref] = known
        return known[1]

    def compose(self, article: Article, network: str) -> Composed:
        """The post about an article, as `newsletter.social.compose.compose` makes it."""
        key = article.ref, network
        known = self._posts.get(key) or self._posts_before.get(key)
        if known is None or known[0] != article:
            known = article, compose(article, network)
        self._posts[key] = known
        return known[1]


def completed(file: InputFile) -> Reading:
    """Read a file, and fill in what its articles did not bring along."""
    reading = read(file.data, name=file.name)
    return Reading(tuple(map(complete, reading.articles)), reading.problems)
