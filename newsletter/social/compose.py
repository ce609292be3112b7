"""From an article to a post: the summary's best whole sentences, the link, the hashtags.

When they do not fit, sentences go first, from the end; then the title is the hook; then hashtags
go, from the last. Nothing is ever cut inside a sentence, a link, a hashtag or an emoji.
"""

from collections.abc import Iterator, Sequence

from newsletter.model import Article
from newsletter.social.composed import Composed, composed
from newsletter.social.layout import arranged, fits, link_beside, most, tags_beside
from newsletter.social.networks import Network
from newsletter.social.networks import network as network_named
from newsletter.social.threads import thread
from newsletter.writing.sentences import joined, sentences


def compose(article: Article, network: str) -> Composed:
    """The post about ``article`` for the network of that name.

    The author's own text for the network (``post.NETWORK``) is used as it is. ``thread = true``
    gives numbered parts when one post cannot hold title and summary.

    Raises:
        UsageError: there is no such network; the problem is ``unknown-network``.
    """
    rules = network_named(network)
    if own := article.posts.get(rules.name, "").strip():
        return _own_text(article, rules, own)
    return thread(article, rules) if article.thread else _single(article, rules)


def _own_text(article: Article, rules: Network, text: str) -> Composed:
    return composed(article, rules, [text], place=article.place(f"post.{rules.name}"))


def _single(article: Article, rules: Network) -> Composed:
    text = _best_text(article, rules) or arranged(article.title, article.url, ())
    return composed(
        article,
        rules,
        [text],
        place=article.place("title"),
        advice=f", write a text of its own as post.{rules.name}, or set thread = true",
    )


def _best_text(article: Article, rules: Network) -> str | None:
    """The longest text that fits; None when not even the title and the link do."""
    tags = article.hashtags.tags
    ladders = list(_ladders(article))
    longest = max(
        (_longest_hook(article, rules, ladder) for ladder in ladders), key=len, default=""
    )
    if longest:
        return _text(longest, article, rules, tags)
    if full := _fitting(article, rules, [article.title], tags):
        return full
    shortest = [*(ladder[0] for ladder in ladders), article.title]
    count = most(len(tags), lambda n: bool(_fitting(article, rules, shortest, tags[:n])))
    return _fitting(article, rules, shortest, tags[:count])


def _ladders(article: Article) -> Iterator[list[str]]:
    """The sentences of the whole summary, and of its form for social posts."""
    if article.summary:
        for text in (article.summary.text, article.summary.social):
            if parts := sentences(text, article.lang):
                yield parts


def _longest_hook(article: Article, rules: Network, parts: Sequence[str]) -> str:
    """As many sentences from the start as fit with the link and all hashtags; maybe none."""

    def good(count: int) -> bool:
        return bool(_fitting(article, rules, [joined(parts[:count])], article.hashtags.tags))

    return joined(parts[: most(len(parts), good)])


def _fitting(
    article: Article, rules: Network, hooks: Sequence[str], tags: Sequence[str]
) -> str | None:
    """The text with the first of ``hooks`` that fits."""
    texts = (_text(hook, article, rules, tags) for hook in hooks)
    return next((text for text in texts if fits(rules, text)), None)


def _text(hook: str, article: Article, rules: Network, tags: Sequence[str]) -> str:
    return arranged(hook, link_beside(hook, article.url), tags_beside(hook, tags, rules))


__all__ = ["Composed", "compose"]
