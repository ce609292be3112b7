"""Articles in; an email digest and social posts out. docs/reference/python.md shows the use."""

from newsletter.version import __version__

__all__ = ["__version__"]
