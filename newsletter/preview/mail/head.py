"""Adding to the head of a mail."""

import re

_HEAD_ENDS = re.compile(r"(?i)</head\s*+>")
_HEAD_BEGINS = re.compile(r"(?i)<head(?:\s[^>]*+)?>")


def with_style(html: str, css: str, *, first: bool = False) -> str:
    """``html`` with ``css`` after all its style sheets, or before them when it is ``first``."""
    return with_head(html, f"<style>{css}</style>", first=first)


def with_head(html: str, markup: str, *, first: bool = True) -> str:
    """``html`` with ``markup`` at the beginning of its head, or at the end."""
    found = (_HEAD_BEGINS if first else _HEAD_ENDS).search(html)
    at = 0 if found is None else found.end() if first else found.start()
    return f"{html[:at]}{markup}{html[at:]}"
