"""The articles that sources brought: put there once each, kept as their source has them now."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, text

from newsletter.articles.identity import page_key
from newsletter.model import Article
from newsletter.store.article_data import from_data, to_data
from newsletter.store.bulk import BulkInsert, Row, insert_many, is_sqlite
from newsletter.store.content_tables import article
from newsletter.store.tables import edition, edition_article
from newsletter.store.times import from_micros, to_micros

_AT_ONCE = 500
_LOCK = text("SELECT pg_advisory_xact_lock(:n)")
_ADVISORY_LOCK = 0x6172_7469
_PUT = BulkInsert(
    "article",
    {
        "ref": "text",
        "source": "text",
        "page": "text",
        "published": "bigint",
        "first_seen": "bigint",
        "changed_at": "bigint",
        "digest": "text",
        "data": "text",
    },
    "ON CONFLICT (ref) DO UPDATE SET page = excluded.page, published = excluded.published,"
    " changed_at = excluded.changed_at, digest = excluded.digest, data = excluded.data",
)


@dataclass(frozen=True, slots=True)
class Put:
    """What became of the articles of one reading: new ones, edited ones, and all the others."""

    new: int = 0
    changed: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article of the store. ``edition`` holds it: one that was sent, else the newest."""

    article: Article
    source: str
    first_seen: datetime
    edition: str | None = None
    is_sent: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    ref: str
    source: str
    digest: str


def put_articles(
    connection: Connection, source: str, articles: Sequence[Article], at: datetime
) -> Put:
    """Keep ``articles``, as ``source`` has them now; what it no longer has stays.

    An article is known by its ref, and by the page that it is on: with a new ref it stays the
    article that it was, and what another source brought first is not taken twice.
    """
    if not is_sqlite(connection):
        connection.execute(_LOCK, {"n": _ADVISORY_LOCK})
    shelf = _Shelf(connection, source, articles, to_micros(at))
    for one in articles:
        shelf.put(one)
    insert_many(connection, _PUT, list(shelf.rows.values()))
    changed = len(shelf.rows) - shelf.new
    return Put(shelf.new, changed, len(articles) - shelf.new - changed)


class _Shelf:
    """What is known of the articles of one reading, and the rows that are to be written."""

    def __init__(
        self, connection: Connection, source: str, articles: Sequence[Article], now: int
    ) -> None:
        pages = [page for one in articles if (page := page_key(one.url))]
        self._refs = {one.ref for one in articles}
        self._source = source
        self._now = now
        self._by_ref = dict(_known(connection, article.c.ref, [one.ref for one in articles]))
        self._by_page = dict(_known(connection, article.c.page, pages))
        self.rows: dict[str, Row] = {}
        self.new = 0

    def put(self, one: Article) -> None:
        page = page_key(one.url)
        known = self._by_ref.get(one.ref) or self._under_another_ref(page)
        if known and (known.source != self._source or self._is_of_another(known, one)):
            return
        ref = known.ref if known else one.ref
        data = to_data(one)
        digest = hashlib.sha256(data.encode()).hexdigest()
        if known and known.digest == digest:
            return
        self.new += known is None
        self._remember(_Known(ref, self._source, digest), page)
        at = self._now
        self.rows[ref] = (ref, self._source, page, _micros(one.published), at, at, digest, data)

    def _under_another_ref(self, page: str | None) -> _Known | None:
        return self._by_page.get(page) if page else None

    def _is_of_another(self, known: _Known, one: Article) -> bool:
        """True when the source has the known article under its own ref as well."""
        return known.ref != one.ref and known.ref in self._refs

    def _remember(self, known: _Known, page: str | None) -> None:
        self._refs.add(known.ref)
        self._by_ref[known.ref] = known
        if page:
            self._by_page[page] = known


def _known(
    connection: Connection, column: ColumnElement[Any], values: Sequence[str]
) -> Iterator[tuple[str, _Known]]:
    columns = (column.label("value"), article.c.ref, article.c.source, article.c.digest)
    for some in _chunks(values):
        query = select(*columns).where(column.in_(some))
        for row in connection.execute(query.order_by(article.c.first_seen.desc())):
            yield row.value, _Known(row.ref, row.source, row.digest)


def unsent_articles(
    connection: Connection, sources: Iterable[str], *, but: str | None = None
) -> tuple[Article, ...]:
    """The articles of ``sources`` that no sent edition holds, other than the edition ``but``."""
    sent = (
        select(edition_article.c.ref)
        .join(edition, edition.c.name == edition_article.c.edition)
        .where(edition_article.c.ref == article.c.ref)
        .where(edition.c.sent_at.is_not(None), edition.c.name != (but or ""))
        .exists()
    )
    return _articles(connection, article.c.source.in_(list(sources)) & ~sent)


def sent_pages(connection: Connection, *, but: str | None = None) -> frozenset[str]:
    """The pages of stored articles that a sent edition holds, other than the edition ``but``."""
    query = (
        select(article.c.page)
        .join(edition_article, edition_article.c.ref == article.c.ref)
        .join(edition, edition.c.name == edition_article.c.edition)
        .where(edition.c.sent_at.is_not(None), edition.c.name != (but or ""))
        .where(article.c.page.is_not(None))
    )
    return frozenset(connection.scalars(query))


def articles_called(connection: Connection, refs: Iterable[str]) -> tuple[Article, ...]:
    """The articles with these refs, as far as there are any."""
    return tuple(
        found
        for some in _chunks(list(refs))
        for found in _articles(connection, article.c.ref.in_(some))
    )


def stored_articles(connection: Connection) -> Iterator[StoredArticle]:
    """Every article, the newest first, with the edition that holds it."""
    held = _holders(connection)
    columns = (article.c.ref, article.c.source, article.c.first_seen, article.c.data)
    rows = connection.execution_options(yield_per=200).execute(_newest_first(select(*columns)))
    for ref, source, first_seen, data in rows:
        name, is_sent = held.get(ref, (None, False))
        yield StoredArticle(from_data(ref, data), source, from_micros(first_seen), name, is_sent)


def refs_of(connection: Connection, source: str) -> frozenset[str]:
    """The refs of all articles that ``source`` brought."""
    return frozenset(connection.scalars(select(article.c.ref).where(article.c.source == source)))


def drop_articles(connection: Connection, refs: Iterable[str]) -> None:
    """Forget articles whose file was taken away; what an edition holds is kept."""
    held = select(edition_article.c.ref).where(edition_article.c.ref == article.c.ref).exists()
    for some in _chunks(list(refs)):
        connection.execute(delete(article).where(article.c.ref.in_(some), ~held))


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """A statement takes only so many values."""
    for begin in range(0, len(values), _AT_ONCE):
        yield values[begin : begin + _AT_ONCE]


def _articles(connection: Connection, which: ColumnElement[bool]) -> tuple[Article, ...]:
    query = _newest_first(select(article.c.ref, article.c.data).where(which))
    return tuple(from_data(ref, data) for ref, data in connection.execute(query))


def _newest_first(query: Any) -> Any:
    """Undated ones come last, whatever the database thinks of NULL."""
    dated = article.c.published.is_(None)
    return query.order_by(dated, article.c.published.desc(), article.c.first_seen, article.c.ref)


def _holders(connection: Connection) -> Mapping[str, tuple[str, bool]]:
    columns = (edition_article.c.ref, edition.c.name, edition.c.sent_at)
    query = (
        select(*columns)
        .join(edition, edition.c.name == edition_article.c.edition)
        .join(article, article.c.ref == edition_article.c.ref)
        .order_by(edition.c.sent_at.is_not(None), edition.c.created_at)
    )
    return {ref: (name, sent is not None) for ref, name, sent in connection.execute(query)}


def _micros(published: date | None) -> int | None:
    if published is None:
        return None
    if not isinstance(published, datetime):
        published = datetime.combine(published, time.min)
    return to_micros(published if published.tzinfo else published.replace(tzinfo=UTC))
