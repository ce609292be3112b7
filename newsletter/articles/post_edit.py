"""Writing ``post.NETWORK`` into the front matter of a Markdown file; nothing else is touched.

The text is changed where the value stands. Whatever comes of it is read again as an article is, and
given up when anything but that one post is another one than before.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from newsletter.articles.characters import cleaned
from newsletter.articles.decoding import decode
from newsletter.articles.fences import Fenced, fenced, line_end
from newsletter.articles.forms import form_of
from newsletter.articles.markdown import read_markdown
from newsletter.articles.toml_posts import toml_edits
from newsletter.articles.yaml_posts import INDENT, values, yaml_edits
from newsletter.errors import UnusableInput
from newsletter.model import NETWORK_NAMES, Article
from newsletter.problems import Place, Problem

MARK = "\ufeff"
_EDITS: dict[str, Callable[[Fenced, str, str], Iterator[str]]] = {
    "---": yaml_edits,
    "+++": toml_edits,
}


def with_post(data: bytes, *, name: str, network: str, words: str) -> bytes:
    """The file ``data`` whose article says ``words`` on ``network``.

    The byte order mark, the line ends, comments and the order of keys stay. Where there is no
    front matter yet, YAML is written at the top.

    Raises:
        UnusableInput: front-matter-edit, when it cannot be done without touching the rest.
    """
    text = _text(data)
    article = _only_article(text, name) if text is not None else None
    if text is None or article is None or network not in NETWORK_NAMES:
        raise UnusableInput(_refused(name, network))
    words = cleaned(words).strip()
    wanted = {**article.posts, network: words}
    for new in _candidates(text, network, words):
        found = _only_article(new, name)
        if found and _is_same(article, found) and found.posts == wanted:
            return new.encode("utf-8")
    raise UnusableInput(_refused(name, network))


def _text(data: bytes) -> str | None:
    """Only UTF-8 can be written back as it was."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _only_article(text: str, name: str) -> Article | None:
    decoded = decode(text.encode("utf-8", "replace"), name=name)
    if decoded.text is None or form_of(decoded.text, name=name) != "markdown":
        return None
    articles = read_markdown(decoded.text, name=name).articles
    return articles[0] if len(articles) == 1 else None


def _is_same(before: Article, after: Article) -> bool:
    """But for posts, and for the lines that things stand on."""
    return replace(before, posts={}, places={}) == replace(after, posts={}, places={})


def _candidates(text: str, network: str, words: str) -> Iterator[str]:
    mark = MARK if text.startswith(MARK) else ""
    rest = text.removeprefix(MARK)
    found = fenced(rest)
    sources = _EDITS[found.fence](found, network, words) if found else _new(rest, network, words)
    for source in sources:
        yield f"{mark}{found.before}{source}{found.after}" if found else f"{mark}{source}"


def _new(text: str, network: str, words: str) -> Iterator[str]:
    """The text below a front matter of its own."""
    for value in values(words, INDENT):
        head = f"---\npost:\n{INDENT}{network}: {value}\n---\n".replace("\n", line_end(text))
        yield f"{head}{text}"


def _refused(name: str, network: str) -> Problem:
    text = f"The post for {network} cannot be written here without touching the rest of the file."
    hint = f'Write it yourself, into the front matter: post.{network}: "..."'
    return Problem("front-matter-edit", text, hint, Place(name, 1, 1))
