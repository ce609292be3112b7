"""The first tables; `newsletter.store.tables` says what each one is."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make all tables."""
    _audiences()
    _editions()
    _plans()
    _plan_channels()
    _deliveries()


def _audiences() -> None:
    op.create_table(
        "audience",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audience"),
        sa.UniqueConstraint("name", name="uq_audience_name"),
    )
    op.create_table(
        "subscriber",
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audience"], ["audience.id"], name="fk_subscriber_audience", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("audience", "key", name="pk_subscriber"),
    )
    op.create_table(
        "suppression",
        sa.Column("key", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_suppression"),
        sqlite_with_rowid=False,
    )


def _editions() -> None:
    op.create_table(
        "edition",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_edition"),
    )
    op.create_table(
        "edition_article",
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition"], ["edition.name"], name="fk_edition_article_edition", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition", "ref", name="pk_edition_article"),
    )
    op.create_index("ix_edition_article_ref", "edition_article", ["ref"], unique=False)


def _plans() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("recipients_digest", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sends_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'approved', 'sending', 'done', 'cancelled')", name="ck_plan_state"
        ),
        sa.ForeignKeyConstraint(["edition"], ["edition.name"], name="fk_plan_edition"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
    )
    op.create_index("ix_plan_edition", "plan", ["edition"], unique=False)
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_snapshot"),
        sa.UniqueConstraint("digest", name="uq_snapshot_digest"),
    )
    op.create_table(
        "recipient",
        sa.Column("snapshot", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("variant", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot"], ["snapshot.id"], name="fk_recipient_snapshot", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot", "seq", name="pk_recipient"),
        sqlite_with_rowid=False,
    )


def _plan_channels() -> None:
    op.create_table(
        "plan_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Integer(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('email', 'social', 'platform')", name="ck_plan_channel_kind"),
        sa.ForeignKeyConstraint(
            ["plan"], ["plan.id"], name="fk_plan_channel_plan", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["snapshot"], ["snapshot.id"], name="fk_plan_channel_snapshot"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_channel"),
        sa.UniqueConstraint("plan", "channel", name="uq_plan_channel_plan"),
    )
    op.create_index("ix_plan_channel_snapshot", "plan_channel", ["snapshot"], unique=False)
    op.create_table(
        "plan_blob",
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel"], ["plan_channel.id"], name="fk_plan_blob_channel", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("channel", "name", name="pk_plan_blob"),
    )
    op.create_table(
        "approval",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name="fk_approval_plan", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan", "name", name="pk_approval"),
    )


def _deliveries() -> None:
    op.create_table(
        "watermark",
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.Column("accounted", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("pid", sa.Integer(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel"], ["plan_channel.id"], name="fk_watermark_channel", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("channel", name="pk_watermark"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "intent",
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("attempt > 0", name="ck_intent_attempt"),
        sa.ForeignKeyConstraint(
            ["channel"], ["plan_channel.id"], name="fk_intent_channel", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("channel", "seq", "attempt", name="pk_intent"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_intent_due",
        "intent",
        ["channel", "due_at"],
        unique=False,
        sqlite_where=sa.text("granted_at IS NULL"),
        postgresql_where=sa.text("granted_at IS NULL"),
    )
    op.create_table(
        "outcome",
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("retry_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('accepted', 'deferred', 'rejected', 'failed', 'unknown', 'suppressed')",
            name="ck_outcome_state",
        ),
        sa.ForeignKeyConstraint(
            ["channel"], ["plan_channel.id"], name="fk_outcome_channel", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("channel", "seq", "attempt", name="pk_outcome"),
        sqlite_with_rowid=False,
    )
