"""CSS inside a ``<style>``: what the engine's XML parser would choke on, said in CSS's own way."""

import re
from html import unescape

# Comments and strings may hold a '<'; outside them CSS has one only in a range of a media query.
_QUIET = re.compile(r"""(?s)/\*.*?\*/|/\*.*+|"(?:[^"\\\n]|\\.)*+"?+|'(?:[^'\\\n]|\\.)*+'?+""")


def protect(css: str) -> str:
    """``css`` without comments, references decoded, each ``<`` in a string as ``\\3c``.

    Jinja's autoescape writes references, which mean nothing inside a ``<style>``.
    """
    return _QUIET.sub(_quiet, unescape(css))


def has_bare_less_than(css: str) -> bool:
    """True if a ``<`` is left that CSS has no other way of writing."""
    return "<" in protect(css)


def _quiet(found: re.Match[str]) -> str:
    return "" if found[0].startswith("/*") else found[0].replace("<", r"\3c ")
