"""What is frozen of a post before its first attempt, and what its sender notes of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "posting",
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel"], ["plan_channel.id"], name="fk_posting_channel", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("channel", "seq", name="pk_posting"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "note",
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel"], ["plan_channel.id"], name="fk_note_channel", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("channel", "seq", "name", name="pk_note"),
        sqlite_with_rowid=False,
    )
