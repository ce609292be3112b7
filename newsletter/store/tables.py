"""The tables of the store. Each says what one row of it is.

Instants are microseconds since 1970 in UTC (`newsletter.store.times`), JSON is compact text with
sorted keys, and ``key`` is an address as it compares: lower-cased as a whole.

A plan's recipients stand in a ``snapshot`` of their own, named by its digest, so that the many
plans that precede one approval share a single copy of a large audience. Everything that a
delivery writes hangs on ``plan_channel.id``, a small number, which keeps those rows short.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

PLAN_STATES = ("planned", "approved", "sending", "done", "cancelled")
KINDS = ("email", "social", "platform")
DELIVERY_STATES = ("accepted", "deferred", "rejected", "failed", "unknown", "suppressed")

# Keys are compared and sorted by their bytes on every server, whatever its language.
KEY = Text().with_variant(Text(collation="C"), "postgresql")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    allowed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


def _on_channel() -> Column[int]:
    target = ForeignKey("plan_channel.id", ondelete="CASCADE")
    return Column("channel", Integer, target, primary_key=True)


# A named list of subscribers.
audience = Table(
    "audience",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
)

# A person on a list: the address as given, and how the consent came about.
subscriber = Table(
    "subscriber",
    metadata,
    Column("audience", Integer, ForeignKey("audience.id", ondelete="CASCADE"), primary_key=True),
    Column("key", KEY, primary_key=True),
    Column("address", Text, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# An address that must not be written to. Of an erased person only ``sha256:`` and a digest.
suppression = Table(
    "suppression",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# A dated digest that was planned at least once.
edition = Table(
    "edition",
    metadata,
    Column("name", Text, primary_key=True),
    Column("created_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
)

# An article that an edition holds, by its ref.
edition_article = Table(
    "edition_article",
    metadata,
    Column("edition", Text, ForeignKey("edition.name", ondelete="CASCADE"), primary_key=True),
    Column("ref", Text, primary_key=True),
    Index(None, "ref"),
)

# What will go where. ``run`` counts the plans of the same content and recipients, from 1.
plan = Table(
    "plan",
    metadata,
    Column("id", Text, primary_key=True),
    Column("edition", Text, ForeignKey("edition.name"), nullable=False, index=True),
    Column("content_hash", Text, nullable=False),
    Column("recipients_digest", Text, nullable=False),
    Column("run", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("sends_at", BigInteger),
    Column("state", Text, nullable=False),
    Column("summary", Text, nullable=False),
    _one_of("state", PLAN_STATES),
)

# A frozen list of recipients (or of the posts of a social channel), numbered 0 to size - 1.
snapshot = Table(
    "snapshot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, unique=True),
    Column("size", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# One recipient of a snapshot. ``variant`` picks one of the compiled forms of the message.
recipient = Table(
    "recipient",
    metadata,
    Column("snapshot", Integer, ForeignKey("snapshot.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("key", KEY, nullable=False),
    Column("address", Text, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("variant", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# One channel of a plan. ``recipients`` is what people confirm: 1 for a social channel.
plan_channel = Table(
    "plan_channel",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan", Text, ForeignKey("plan.id", ondelete="CASCADE"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("snapshot", Integer, ForeignKey("snapshot.id"), nullable=False, index=True),
    Column("settings", Text, nullable=False),
    Column("recipients", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    UniqueConstraint("plan", "channel"),
    _one_of("kind", KINDS),
)

# The compiled bytes that a channel sends, as they were approved.
plan_blob = Table(
    "plan_blob",
    metadata,
    _on_channel(),
    Column("name", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# A person's word on one plan.
approval = Table(
    "approval",
    metadata,
    Column("plan", Text, ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("note", Text),
)

# How far a channel's run has come, and who holds it.
#   hi         every seq below it was granted; raised before anything is sent
#   accounted  every seq below it has an outcome; where the search for doubts begins
#   epoch      counts the owners; a grant is refused to all but the newest
watermark = Table(
    "watermark",
    metadata,
    _on_channel(),
    Column("hi", Integer, nullable=False),
    Column("accounted", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("host", Text),
    Column("pid", Integer),
    Column("since", BigInteger),
    sqlite_with_rowid=False,
)

# A second or later attempt. It waits until ``due_at``; with ``granted_at`` it may have gone out.
intent = Table(
    "intent",
    metadata,
    _on_channel(),
    Column("seq", Integer, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("due_at", BigInteger, nullable=False),
    Column("granted_at", BigInteger),
    CheckConstraint("attempt > 0", name="attempt"),
    sqlite_with_rowid=False,
)
Index(
    "ix_intent_due",
    intent.c.channel,
    intent.c.due_at,
    sqlite_where=text("granted_at IS NULL"),
    postgresql_where=text("granted_at IS NULL"),
)

# What became of one attempt. Never changed, but that ``unknown`` may become known.
outcome = Table(
    "outcome",
    metadata,
    _on_channel(),
    Column("seq", Integer, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("receipt", Text),
    Column("text", Text, nullable=False),
    Column("retry_at", BigInteger),
    _one_of("state", DELIVERY_STATES),
    sqlite_with_rowid=False,
)

# A post, or an edition for a platform, as it was frozen before its first attempt.
posting = Table(
    "posting",
    metadata,
    _on_channel(),
    Column("seq", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# What a sender remembers of one of them: the receipt of a part, the number of a container.
note = Table(
    "note",
    metadata,
    _on_channel(),
    Column("seq", Integer, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
