"""The tables of what is repeated: schedules, and each time that they were due."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, Text

from newsletter.store.tables import KEY, metadata

OCCURRENCE_STATES = ("waiting", "planned", "sent", "skipped", "failed")

# A schedule as its file was when it was seen last. What fires after ``cursor`` is still to come.
schedule = Table(
    "schedule",
    metadata,
    Column("name", KEY, primary_key=True),
    Column("text", Text, nullable=False),
    Column("cursor", BigInteger, nullable=False),
)

# One nominal time of a schedule, written in the transaction that stores its plan.
#   nominal    the local time that the schedule names; never the instant, which may come twice
#   state      waiting (for people), planned, or one of the three ends
occurrence = Table(
    "occurrence",
    metadata,
    Column("schedule", KEY, primary_key=True),
    Column("nominal", KEY, primary_key=True),
    Column("zone", Text, nullable=False),
    Column("fires_at", BigInteger, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("edition", Text),
    Column("plan", Text, ForeignKey("plan.id", ondelete="SET NULL")),
    Column("changed_at", BigInteger, nullable=False),
    CheckConstraint(
        "state IN (" + ", ".join(f"'{state}'" for state in OCCURRENCE_STATES) + ")", name="state"
    ),
    Index("ix_occurrence_open", "state", "fires_at"),
)
