"""The articles of an edition as people decided: which of them, in which order, in which words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from newsletter.editions.decisions import Decisions, Mention, Override
from newsletter.editions.selection import Selection
from newsletter.model import Article, Hashtags, Summary
from newsletter.problems import Problem, did_you_mean, warning
from newsletter.writing.complete import complete

_MOST_HINTS = 20
_SHOWN = 80


def decide(
    articles: Sequence[Article], decisions: Decisions, names: Mapping[str, str] | None = None
) -> Selection:
    """``articles`` after ``decisions``; a name that none of them has is an error at its place.

    ``names`` are those of the edition's file by ref, where they differ from it. A list of articles
    settles everything: those that it names stand in its order, whatever they say of themselves.
    """
    deciding = _Deciding(articles, names or {})
    deciding.override(decisions.overrides)
    excluded = deciding.known(decisions.exclude)
    chosen = (
        deciding.listed(decisions.articles, excluded) if decisions.articles is not None else None
    )
    if chosen is None:
        chosen = [one for name, one in deciding.named() if name not in excluded]
    return Selection(tuple(chosen), tuple(deciding.problems))


def overridden(article: Article, override: Override) -> Article:
    """``article`` in the words of ``override``; a new summary is fitted like any given one."""
    given = override.summary
    changed = replace(
        article,
        title=override.title or article.title,
        summary=Summary(given, "given") if given else article.summary,
        posts={**article.posts, **override.posts},
        utm=article.utm if override.utm is None else override.utm,
        places={**article.places, **override.places},
    )
    if override.tags is None:
        return complete(changed)
    tags = Hashtags(override.tags, "given" if override.tags else None)
    return replace(complete(changed), hashtags=tags)


class _Deciding:
    def __init__(self, articles: Sequence[Article], names: Mapping[str, str]) -> None:
        self._articles = list(articles)
        self._names = [names.get(article.ref, article.ref) for article in articles]
        self._first = {name: number for number, name in reversed(list(enumerate(self._names)))}
        self._unknown = 0
        self.problems: list[Problem] = []

    def named(self) -> Iterable[tuple[str, Article]]:
        return zip(self._names, self._articles, strict=True)

    def override(self, overrides: Iterable[Override]) -> None:
        for one in overrides:
            if self._is_known(one.article):
                number = self._first[one.article.ref]
                self._articles[number] = overridden(self._articles[number], one)

    def known(self, mentions: Iterable[Mention]) -> frozenset[str]:
        return frozenset(one.ref for one in mentions if self._is_known(one))

    def listed(self, mentions: Iterable[Mention], excluded: frozenset[str]) -> list[Article]:
        chosen: dict[str, Article] = {}
        for mention in mentions:
            if not self._is_known(mention):
                continue
            if mention.ref in excluded:
                self.problems.append(_contradiction(mention))
            elif mention.ref in chosen:
                self.problems.append(_twice(mention))
            else:
                article = self._articles[self._first[mention.ref]]
                chosen[mention.ref] = replace(article, exclude=False, pinned=False)
        return list(chosen.values())

    def _is_known(self, mention: Mention) -> bool:
        if mention.ref in self._first:
            return True
        self._unknown += 1
        known = self._names if self._unknown <= _MOST_HINTS else []
        self.problems.append(_unknown(mention, known))
        return False


def _unknown(mention: Mention, known: Sequence[str]) -> Problem:
    hint = did_you_mean(mention.ref, known)
    if hint is None and known:
        hint = f"Articles are named by their file, like '{known[0]}'."
    text = f"There is no article '{mention.ref[:_SHOWN]}' to choose from."
    return Problem("edition-article", text, hint, mention.place)


def _contradiction(mention: Mention) -> Problem:
    text = f"'{mention.ref[:_SHOWN]}' stands in articles and in exclude, so it is left out."
    return warning("edition-contradiction", text, "Remove it from one of them.", mention.place)


def _twice(mention: Mention) -> Problem:
    text = f"'{mention.ref[:_SHOWN]}' stands in articles twice, so it is used once."
    return warning("edition-contradiction", text, "Remove one of the two.", mention.place)
