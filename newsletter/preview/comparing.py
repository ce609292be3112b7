"""The shown edition beside what was planned before: the approved plan, and the last edition."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from newsletter.editions.as_json import post_json
from newsletter.store.plan_channels import blobs_of, channels_of
from newsletter.store.plans import Plan, PlanState, plans_of
from newsletter.store.recent import recent_editions
from newsletter.store.transaction import Transaction
from newsletter.usecases.archive import PAGE
from newsletter.usecases.blob_names import POSTS, TEXT
from newsletter.usecases.building import Build
from newsletter.usecases.projects import store_of

APPROVED: tuple[PlanState, ...] = ("approved", "sending", "done")
LAST: tuple[PlanState, ...] = (*APPROVED, "planned")
BETWEEN_PARTS = "---"
AROUND, LOOK_BACK = 2, 5
"""Lines around a difference; editions among which the one before is looked for."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was planned: its name for people, its words line by line, and its page."""

    key: str
    label: str
    lines: tuple[str, ...]
    page: str | None


def before(build: Build) -> Sequence[Before]:
    """What the edition can be compared with.

    Raises:
        NewsletterError: the store failed.
    """
    if not build.workspace.has_store:
        return ()
    with store_of(build.workspace) as store, store.reading() as transaction:
        return tuple(_before(transaction, build.edition.name))


def _before(transaction: Transaction, name: str) -> Iterator[Before]:
    own = _newest(transaction, name, APPROVED)
    if own:
        yield _read(transaction, own, "approved", f"Approved plan {own.id[:8]}")
    for other in recent_editions(transaction, LOOK_BACK):
        found = _newest(transaction, other, LAST) if other != name else None
        if found:
            yield _read(transaction, found, "last", f"Edition {other}")
            return


def _newest(transaction: Transaction, edition: str, states: Sequence[PlanState]) -> Plan | None:
    return next((one for one in plans_of(transaction, edition) if one.state in states), None)


def _read(transaction: Transaction, plan: Plan, key: str, label: str) -> Before:
    """The mail of the plan's first channel of email, and the posts of each other one."""
    text, page, posts = "", None, []
    for channel in channels_of(transaction, plan.id):
        data = {one.name: one.data for one in blobs_of(transaction, channel.id)}
        if PAGE in data and page is None:
            text = data.get(TEXT, b"").decode("utf-8", "replace")
            page = data[PAGE].decode("utf-8", "replace")
        if POSTS in data:
            posts += json.loads(data[POSTS])
    summary = plan.summary
    head = [summary.get("subject", ""), summary.get("preheader", "")]
    return Before(key, label, tuple(_lines(head, text, posts)), page)


def _lines(head: Sequence[str], text: str, posts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"Subject: {head[0]}"
    yield f"Preheader: {head[1]}"
    yield ""
    yield from text.splitlines()
    for post in sorted(posts, key=lambda one: (one["network"], one["article"])):
        yield from ("", f"Post for {post['network']} about {post['article']}")
        for number, part in enumerate(post["parts"]):
            yield from ([BETWEEN_PARTS] if number else [])
            yield from part["text"].splitlines()


def comparison_json(build: Build, found: Sequence[Before], key: str) -> dict[str, Any]:
    """The differences from the one of that key, or from the first; ``lines`` for each kind.

    Posts count only for the networks that were planned.
    """
    chosen = next((one for one in found if one.key == key), found[0] if found else None)
    return {
        "choices": [{"key": one.key, "label": one.label} for one in found],
        "with": chosen.key if chosen else None,
        "has_page": chosen is not None and chosen.page is not None,
        "lines": list(_differences(chosen, build)) if chosen else [],
    }


def _differences(chosen: Before, build: Build) -> Iterator[dict[str, str]]:
    networks = {line.split()[2] for line in chosen.lines if line.startswith("Post for ")}
    posts = [post_json(one) for one in build.posts if one.network in networks]
    head = [build.edition.subject, build.edition.preheader]
    now = list(_lines(head, build.rendered.text or "", posts))
    kinds = {"+": "new", "-": "gone", " ": "same", "@": "gap"}
    # Two lines name the texts, and the third says where the first difference is.
    for line in list(unified_diff(chosen.lines, now, n=AROUND, lineterm=""))[3:]:
        kind = kinds[line[0]]
        yield {"kind": kind, "text": "" if kind == "gap" else line[1:]}
