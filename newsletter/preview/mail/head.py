"""Adding a style sheet to a mail."""

import re

_HEAD_ENDS = re.compile(r"(?i)</head\s*+>")
_HEAD_BEGINS = re.compile(r"(?i)<head(?:\s[^>]*+)?>")


def with_style(html: str, css: str, *, first: bool = False) -> str:
    """``html`` with ``css`` after all its style sheets, or before them when it is ``first``."""
    found = (_HEAD_BEGINS if first else _HEAD_ENDS).search(html)
    at = 0 if found is None else found.end() if first else found.start()
    return f"{html[:at]}<style>{css}</style>{html[at:]}"
