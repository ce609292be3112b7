"""The tables of the daemons themselves: who runs, and what people were told."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text

from newsletter.store.tables import KEY, metadata

# A daemon that runs, or that ended without a word.
#   seen_at    its last sign of life; it gives one every few seconds
#   looks_at   when something is due next, as far as it knows
daemon = Table(
    "daemon",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("single", Boolean, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("looks_at", BigInteger),
    Column("under_way", Integer, nullable=False),
)

# What people were told, so that they are told it once.
notice = Table(
    "notice",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("told_at", BigInteger, nullable=False, index=True),
)
