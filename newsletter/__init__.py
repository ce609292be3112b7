"""Articles in; an email digest and social posts out. docs/reference/python.md shows the use."""

from typing import TYPE_CHECKING, Any

from newsletter.version import __version__

if TYPE_CHECKING:
    from newsletter.social.measure import measure
    from newsletter.usecases.building import build_articles as build
    from newsletter.usecases.reading import read_article

__all__ = ["__version__", "build", "measure", "read_article"]


def __getattr__(name: str) -> Any:
    """Import on first use, so that `import newsletter` costs nothing."""
    if name == "measure":
        from newsletter.social.measure import measure

        return measure
    if name == "read_article":
        from newsletter.usecases.reading import read_article

        return read_article
    if name == "build":
        from newsletter.usecases.building import build_articles

        return build_articles
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
