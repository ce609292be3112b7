"""The links of the mail: whether each leads somewhere, and says where."""

from collections.abc import Iterator

from newsletter.checks.checkup import Checkup
from newsletter.checks.html_tree import Node
from newsletter.checks.link_targets import host_of, is_web, target_problems
from newsletter.checks.origins import untagged
from newsletter.model import Article
from newsletter.problems import Problem, warning


def links(checkup: Checkup) -> Iterator[Problem]:
    """Does every link lead to a page, under a text that says which?"""
    told: set[str] = set()
    for link in checkup.root.elements("a", "area"):
        address = link.attributes.get("href")
        if address is None or _is_placeholder_of_settings(checkup, address):
            continue
        place = checkup.place_of(link, address)
        if address not in told:
            told.add(address)
            yield from target_problems(address.strip(), place)
        yield from _of_words(link, address, checkup)
    yield from _repeats(checkup.edition.articles)


def pages(checkup: Checkup) -> list[tuple[str, Node]]:
    """Every page and picture on the web that the mail leads to, once, with its first element.

    Not the newsletter's own pages: those of this edition appear when it is sent.
    """
    own = checkup.settings.newsletter.url.rstrip("/") + "/"
    found: dict[str, Node] = {}
    for node in checkup.root.elements("a", "area", "img"):
        address = node.attributes.get("src" if node.name == "img" else "href", "").strip()
        if host_of(address) and is_web(address) and not f"{address}/".startswith(own):
            found.setdefault(address.partition("#")[0], node)
    return list(found.items())


def _is_placeholder_of_settings(checkup: Checkup, address: str) -> bool:
    """The check of the sender tells of the settings, once and not for each link."""
    base = checkup.settings.newsletter.url
    return host_of(base).endswith(".invalid") and address.startswith(base)


def _of_words(link: Node, address: str, checkup: Checkup) -> Iterator[Problem]:
    """An aria-label is no help: Yahoo removes it."""
    said = link.text
    pictures = [image.attributes.get("alt", "").strip() for image in link.elements("img")]
    if not said and not any(pictures):
        text = f"The link to {address[:80]} has no words, so a screen reader cannot name it."
        hint = "Write words into it, or describe the picture in it."
        yield warning("link-no-text", text, hint, checkup.place_of(link, address))
    promised = host_of(said) if is_web(said) else ""
    if promised and is_web(address) and promised != host_of(address):
        text = f"The link says {said[:60]} and leads to {host_of(address)[:60]}, as fraud does."
        hint = "Name the page in words, or show the address that it leads to."
        yield warning("link-misleading", text, hint, checkup.place_of(link, address))


def _repeats(articles: tuple[Article, ...]) -> Iterator[Problem]:
    first: dict[str, Article] = {}
    for article in articles:
        if not article.url:
            continue
        page = untagged(article.url).partition("#")[0].partition("://")[2].rstrip("/")
        other = first.setdefault(page, article)
        if other is not article:
            text = f"'{article.title}' leads to the same page as '{other.title}'."
            yield warning("link-duplicate", text, "Check both addresses.", article.place("url"))
