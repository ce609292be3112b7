"""The truth about editions: who is on a list, what was planned and approved, what went out.

SQLite beside the project by default, PostgreSQL by URL. This room alone imports SQLAlchemy,
Alembic and psycopg; the others see plain functions and frozen dataclasses.
"""
