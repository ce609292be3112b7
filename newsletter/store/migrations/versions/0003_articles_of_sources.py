"""Sources and the articles that were read from them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the three tables."""
    _sources()
    _articles()


def _sources() -> None:
    op.create_table(
        "source",
        sa.Column("name", KEY, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("retry_at", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_source"),
    )
    op.create_table(
        "source_file",
        sa.Column("source", KEY, nullable=False),
        sa.Column("path", KEY, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"], ["source.name"], name="fk_source_file_source", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "path", name="pk_source_file"),
    )


def _articles() -> None:
    op.create_table(
        "article",
        sa.Column("ref", KEY, nullable=False),
        sa.Column("source", KEY, nullable=False),
        sa.Column("page", KEY, nullable=True),
        sa.Column("published", sa.BigInteger(), nullable=True),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name="pk_article"),
    )
    op.create_index("ix_article_page", "article", ["page"], unique=False)
    op.create_index("ix_article_source", "article", ["source"], unique=False)
