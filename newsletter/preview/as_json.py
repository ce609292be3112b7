"""The state of the studio as the JSON that the page draws."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newsletter.checks.size import CLIP
from newsletter.preview.sample_data import LABELS
from newsletter.preview.studio import Fault, Shown, Studio
from newsletter.usecases.building import Build
from newsletter.usecases.decisions import EDITIONS


def state_json(studio: Studio, shown: Shown) -> dict[str, Any]:
    """What every page hears with each new state."""
    build = shown.build
    return {
        "version": shown.version,
        "stale": shown.is_stale,
        "milliseconds": round(shown.seconds * 1000),
        "faults": [fault_json(fault) for fault in shown.faults],
        "edition": build and edition_json(build),
        "editions": editions_json(studio),
        "samples": [
            {"name": name, "label": label, "open": name == studio.sample}
            for name, label in LABELS.items()
        ],
        "is_sample": studio.sample is not None,
        "articles": articles_json(build) if build else [],
        "size": {"html": _size(build), "limit": CLIP},
    }


def fault_json(fault: Fault) -> dict[str, Any]:
    """A problem with the lines around its place."""
    lines = [{"number": line.number, "text": line.text} for line in fault.lines]
    return {**fault.problem.as_json(), "lines": lines}


def edition_json(build: Build) -> dict[str, Any]:
    """What stands at the top of the page."""
    edition, settings = build.edition, build.design.settings
    return {
        "name": edition.name,
        "subject": build.rendered.subject,
        "preheader": edition.preheader,
        "from": settings.newsletter.from_,
        "newsletter": settings.newsletter.name,
        "date": edition.date.isoformat(),
        "lang": edition.lang,
        "dir": edition.dir,
        "template": build.design.template,
    }


def editions_json(studio: Studio) -> list[dict[str, Any]]:
    """The next edition, which has no name until it is made, and those that have a file."""
    opened, is_sample = studio.edition, studio.sample is not None
    named = {*_files(studio.root), *([opened] if opened else [])}
    listed: list[str | None] = [None, *sorted(named, reverse=True)]
    return [{"name": name, "open": name == opened and not is_sample} for name in listed]


def _files(root: Path) -> Iterable[str]:
    folder = root / EDITIONS
    return [path.stem for path in folder.glob("*.toml")] if folder.is_dir() else []


def articles_json(build: Build) -> list[dict[str, Any]]:
    """The articles in their order."""
    return [
        {"ref": one.ref, "title": one.title, "lang": one.lang, "dir": one.dir, "url": one.url}
        for one in build.edition.articles
    ]


def _size(build: Build | None) -> int | None:
    html = build.rendered.html if build else None
    return None if html is None else len(html.encode("utf-8", "replace"))
