"""What mail clients support, from caniemail's data; scripts/caniemail.py writes the file."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

Support = Literal["yes", "partial", "no", "unknown"]
_SUPPORT: Mapping[str, Support] = {"y": "yes", "a": "partial", "n": "no", "u": "unknown"}
_NUMBER = re.compile(r"#(\d+)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one app treats a feature, and caniemail's remarks on it."""

    support: Support
    note: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of HTML, CSS or images; ``verdicts`` by app, such as ``gmail.ios``.

    ``tested`` is the day of caniemail's last test, ``url`` its page.
    """

    slug: str
    title: str
    category: Literal["css", "html", "image", "others"]
    tested: str
    url: str
    verdicts: Mapping[str, Verdict]


@cache
def features() -> Mapping[str, Feature]:
    """All features by their slug."""
    data = json.loads(files("newsletter.checks").joinpath("caniemail.json").read_bytes())
    return MappingProxyType({row["slug"]: _feature(row, data["apps"]) for row in data["features"]})


def _feature(row: Mapping[str, Any], apps: Iterable[str]) -> Feature:
    values = zip(apps, row["support"], strict=True)
    return Feature(
        slug=row["slug"],
        title=row["title"],
        category=row["category"],
        tested=row["tested"],
        url=row["url"],
        verdicts=MappingProxyType({app: verdict(value, row["notes"]) for app, value in values}),
    )


def verdict(value: str, notes: Mapping[str, str]) -> Verdict:
    """Read caniemail's notation: ``n #1`` is a plain no, which note 1 explains."""
    told = [notes[number] for number in _NUMBER.findall(value) if number in notes]
    return Verdict(_SUPPORT[value[0]], " ".join(told))
