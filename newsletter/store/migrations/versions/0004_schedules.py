"""Schedules, and each time that they were due."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "schedule",
        sa.Column("name", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_schedule"),
    )
    op.create_table(
        "occurrence",
        sa.Column("schedule", KEY, nullable=False),
        sa.Column("nominal", KEY, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("fires_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'planned', 'sent', 'skipped', 'failed')",
            name="ck_occurrence_state",
        ),
        sa.ForeignKeyConstraint(
            ["plan"], ["plan.id"], name="fk_occurrence_plan", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("schedule", "nominal", name="pk_occurrence"),
    )
    op.create_index("ix_occurrence_fires_at", "occurrence", ["fires_at"], unique=False)
    op.create_index("ix_occurrence_open", "occurrence", ["state", "fires_at"], unique=False)
