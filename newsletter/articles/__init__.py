"""Bytes to Article: pasted text, Markdown, HTML pages and feeds. Pure: no files, no network."""
