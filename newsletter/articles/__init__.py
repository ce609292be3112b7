"""Bytes to Article: pasted text, Markdown, HTML pages and feeds. Pure: no files, no network."""

from newsletter.articles.reader import read
from newsletter.articles.reading import Reading

__all__ = ["Reading", "read"]
