"""What the mail uses and a client does not support, without what no reader would miss."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from newsletter.checks.cascade import StyleSheet
from newsletter.checks.checkup import Checkup
from newsletter.checks.compatibility import APPS, Client, Finding, compatibility
from newsletter.checks.html_tree import Node
from newsletter.problems import Problem, note, warning

CLIENTS: Mapping[Client, str] = MappingProxyType(
    {
        "gmail": "Gmail",
        "outlook-windows": "Outlook for Windows",
        "outlook-com": "Outlook.com",
        "yahoo": "Yahoo",
        "apple-mail": "Apple Mail",
    }
)

HARMLESS: Mapping[str, str] = MappingProxyType(
    {
        "css-at-media-prefers-color-scheme": "the mail stays light, or is darkened by the client",
        "css-cursor": "links get their pointer from the client",
        "css-outline": "only what has the keyboard's focus has an outline",
        "html-aria-hidden": "the element is hidden by display:none as well",
        "html-aria-label": "links without words are found by the check of the links",
        "html-body": "it becomes a div, and the colour stands on the first div too",
        "html-doctype": "the layout is made of tables, which need no doctype",
        "html-meta-color-scheme": "it only tells that the mail has dark styles of its own",
        "html-target": "mail clients open every link in a new window",
    }
)
"""Features whose lack no reader notices, and why."""

OLD_MOBILE_WEBMAIL = "gmail.mobile-webmail"
"""Gmail in the browser of a phone, which few use beside the app. It ignores style sheets."""

GRACEFUL: Mapping[tuple[Client, str], str] = MappingProxyType(
    {
        ("outlook-windows", "css-at-media"): "it keeps the layout for wide windows",
        ("outlook-windows", "css-border-radius"): "corners are square there",
        ("outlook-windows", "css-overflow"): "what does not fit is shown there",
        ("outlook-windows", "css-selector-attribute"): "it leaves out the rule",
        ("outlook-windows", "css-selector-child"): "it leaves out the rule",
        ("outlook-windows", "css-white-space"): "lines break as usual there",
        ("outlook-windows", "css-word-spacing"): "words stand as far apart as usual there",
        ("yahoo", "css-height"): "it takes the height as the least one",
        ("yahoo", "css-word-break"): "a very long word may stick out there",
    }
)
"""Features without which the mail is plainer in a client, and loses nothing that is said."""


@dataclass(frozen=True, slots=True)
class _Use:
    """A feature that clients lack; ``consequence`` is what follows where nothing is lost."""

    feature: str
    title: str
    url: str
    consequence: str | None
    clients: Sequence[Client]
    offsets: tuple[int, ...]


def lacking(html: str, root: Node) -> list[Finding]:
    """What a client does not support at all, but for what is harmless.

    An element that ``display:none`` hides is hidden; that its opacity is not supported is nothing.
    """
    hidden = [(node.at, html.find(">", node.at)) for node in root.elements() if _is_hidden(node)]
    found = (_outside(finding, hidden) for finding in compatibility(html) if _matters(finding))
    return [finding for finding in found if finding.offsets]


def clients(checkup: Checkup) -> Iterator[Problem]:
    """Do the big mail clients show what the mail uses?"""
    for use in _uses(lacking(checkup.html or "", checkup.root)):
        names = " and ".join(CLIENTS[client] for client in use.clients)
        times = f" ({len(use.offsets)} times)" if len(use.offsets) > 1 else ""
        place = checkup.place(use.offsets[0])
        do = "do" if len(use.clients) > 1 else "does"
        text = f"{names} {do} not support this: {use.title}{times}"
        if use.consequence:
            yield note("client-plainer", f"{text}; {use.consequence}.", None, place)
        else:
            hint = f"See {use.url}"
            yield warning("client-support", f"{text}.", hint, place)


def _matters(finding: Finding) -> bool:
    if finding.support != "no" or finding.feature in HARMLESS:
        return False
    return finding.apps != (OLD_MOBILE_WEBMAIL,)


def _is_hidden(node: Node) -> bool:
    return StyleSheet(()).declarations(node).get("display") == "none"


def _outside(finding: Finding, hidden: Sequence[tuple[int, int]]) -> Finding:
    """``finding`` without its places in the tags of hidden elements."""
    if finding.feature == "css-display-none":
        return finding
    left = (at for at in finding.offsets if not any(start <= at <= end for start, end in hidden))
    return replace(finding, offsets=tuple(left))


def _uses(findings: Sequence[Finding]) -> list[_Use]:
    """Each feature once, with all clients for which it means the same."""
    by_feature: defaultdict[tuple[str, str | None], list[Finding]] = defaultdict(list)
    for finding in findings:
        key = (finding.feature, GRACEFUL.get((finding.client, finding.feature)))
        by_feature[key].append(finding)
    return [_use(consequence, same) for (_, consequence), same in by_feature.items()]


def _use(consequence: str | None, same: Sequence[Finding]) -> _Use:
    first = same[0]
    offsets = sorted({at for finding in same for at in finding.offsets})
    clients = [client for client in APPS if client in {finding.client for finding in same}]
    return _Use(first.feature, first.title, first.url, consequence, clients, tuple(offsets))
