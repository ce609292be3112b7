"""What is different between two plans: the words that go out, and how many get them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from typing import Any

from newsletter.editions.plan_identity import short
from newsletter.store.opening import Store
from newsletter.store.plan_channels import PlanChannel, blobs_of, channels_of
from newsletter.store.plans import Plan, find_plan
from newsletter.usecases.blob_names import POSTS, TEXT
from newsletter.usecases.planning import Planned

BETWEEN_PARTS = "---"


def compare_plans(store: Store, before: str, after: Planned) -> tuple[str, ...]:
    """The lines of a unified diff from the plan called ``before`` to ``after``; none if equal.

    Raises:
        NewsletterError: plan-unknown, plan-ambiguous, or the store failed.
    """
    with store.reading() as transaction:
        old = find_plan(transaction, before)
        new = after.plan
        pages = [
            {one.channel: (one, _bytes(blobs_of(transaction, one.id))) for one in channels}
            for channels in (channels_of(transaction, old.id), after.channels)
        ]
    return tuple(_diff(old, new, pages[0], pages[1]))


Page = tuple[PlanChannel, Mapping[str, bytes]]


def _bytes(blobs: Sequence[Any]) -> Mapping[str, bytes]:
    return {blob.name: blob.data for blob in blobs}


def _diff(
    old: Plan, new: Plan, before: Mapping[str, Page], after: Mapping[str, Page]
) -> Iterator[str]:
    names = f"plan {short(old.id)}", f"plan {short(new.id)}"
    yield from _differences(_head(old), _head(new), names, "subject")
    for channel in dict.fromkeys((*before, *after)):
        first, second = _lines(before.get(channel)), _lines(after.get(channel))
        yield from _differences(first, second, names, channel)


def _differences(
    before: Sequence[str], after: Sequence[str], names: tuple[str, str], what: str
) -> Iterator[str]:
    first, second = (f"{name}, {what}" for name in names)
    yield from unified_diff(before, after, first, second, n=2, lineterm="")


def _head(plan: Plan) -> list[str]:
    return [f"Subject: {plan.summary.get('subject', '')}", plan.summary.get("preheader", "")]


def _lines(page: Page | None) -> list[str]:
    """A channel as text: how many it goes to, then all its words."""
    if page is None:
        return []
    channel, data = page
    count = [f"Recipients: {channel.recipients}"]
    if POSTS in data:
        return [*count, *_post_lines(json.loads(data[POSTS]))]
    return [*count, *data.get(TEXT, b"").decode("utf-8", "replace").splitlines()]


def _post_lines(posts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for post in posts:
        yield f"Post about {post['article']}"
        for number, part in enumerate(post["parts"]):
            if number:
                yield BETWEEN_PARTS
            yield from part["text"].splitlines()
