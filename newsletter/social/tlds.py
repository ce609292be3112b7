"""The top-level domains: what makes a name with a dot in it a link. Data in tlds.txt."""

from functools import cache
from importlib.resources import files


@cache
def top_level_domains() -> frozenset[str]:
    """All names, lower case, without dot; scripts/tlds.py writes the list."""
    lines = files("newsletter.social").joinpath("tlds.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def longest_name() -> int:
    """The length of the longest top-level domain, in characters."""
    return max(map(len, top_level_domains()))
