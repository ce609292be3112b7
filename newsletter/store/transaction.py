"""One transaction, as those above the store hand it on; `Store.reading` and `writing` open one."""

from sqlalchemy import Connection

Transaction = Connection
"""What the functions of this room take. Nobody above them calls its methods."""

__all__ = ["Transaction"]
