"""The backends that carry messages and posts away, found by entry points."""
