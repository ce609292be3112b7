"""The tables of what was read: sources, the files of folders, and articles."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from newsletter.store.tables import KEY, metadata

# What is remembered of a source between two readings, by its name in newsletter.toml.
#   address     where it was read; another one in the file begins anew
#   moved_to    where its server says that it is now
#   retry_at    our own patience after a failure; not_before is what its server asked for
source = Table(
    "source",
    metadata,
    Column("name", KEY, primary_key=True),
    Column("address", Text, nullable=False),
    Column("moved_to", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("items", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("failure", Text),
    Column("read_at", BigInteger),
    Column("retry_at", BigInteger),
    Column("not_before", BigInteger),
)

# A file of a folder as it was when it was read last, and how many articles it held.
source_file = Table(
    "source_file",
    metadata,
    Column("source", KEY, ForeignKey("source.name", ondelete="CASCADE"), primary_key=True),
    Column("path", KEY, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("items", Integer, nullable=False),
)

# An article as its source has it now, not completed. ``page`` is the same for all addresses of
# its page (`newsletter.articles.identity`); ``digest`` tells whether it was edited.
article = Table(
    "article",
    metadata,
    Column("ref", KEY, primary_key=True),
    Column("source", KEY, nullable=False, index=True),
    Column("page", KEY, index=True),
    Column("published", BigInteger),
    Column("first_seen", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("data", Text, nullable=False),
)
