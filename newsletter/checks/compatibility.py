"""Client compatibility: what an email uses that its readers' mail clients do not support."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from newsletter.checks.compatibility_support import Feature, features
from newsletter.checks.compatibility_usage import Setting, Usages, usages

Client = Literal["gmail", "outlook-windows", "outlook-com", "yahoo", "apple-mail"]

APPS: Mapping[Client, tuple[str, ...]] = MappingProxyType(
    {
        "gmail": ("gmail.desktop-webmail", "gmail.ios", "gmail.android", "gmail.mobile-webmail"),
        "outlook-windows": ("outlook.windows",),
        "outlook-com": ("outlook.outlook-com",),
        "yahoo": ("yahoo.desktop-webmail", "yahoo.ios", "yahoo.android"),
        "apple-mail": ("apple-mail.macos", "apple-mail.ios"),
    }
)
"""The clients that we report, and caniemail's names for the apps that each of them is."""

_OUTLOOK_WINDOWS = "outlook.windows"
_WORST_FIRST: tuple[Literal["no", "partial"], ...] = ("no", "partial")


@dataclass(frozen=True, slots=True)
class Finding:
    """A feature that a client does not, or only partly, support.

    ``support`` is that of the client's worst app, ``apps`` are those that are as bad, and ``note``
    is what caniemail says about them. ``offsets`` count characters of the HTML from 0: an element's
    ``<``, an attribute's name, a declaration, a selector, an at-rule, a comment.
    """

    feature: str
    title: str
    client: Client
    support: Literal["no", "partial"]
    apps: tuple[str, ...]
    note: str
    url: str
    offsets: tuple[int, ...]

    @property
    def count(self) -> int:
        """How often the email uses the feature."""
        return len(self.offsets)


def compatibility(html: str) -> tuple[Finding, ...]:
    """All that ``html`` uses and a client does not support: by client, the worst first.

    What only Outlook for Windows reads counts for it alone, and not at all when it is VML. What
    stands in an at-rule or style sheet that an app ignores does not count for this app: the rule
    does. Nothing is left out for being harmless; whoever calls knows what may be dropped.
    """
    used = usages(html)
    slugs = sorted({slug for by_slug in used.values() for slug in by_slug})
    return tuple(
        finding
        for client in APPS
        for finding in _worst_first(_finding(used, features()[slug], client) for slug in slugs)
    )


def _worst_first(found: Iterable[Finding | None]) -> list[Finding]:
    findings = [finding for finding in found if finding is not None]
    return sorted(findings, key=lambda finding: _WORST_FIRST.index(finding.support))


def unsupported(findings: Iterable[Finding], client: Client) -> list[str]:
    """The features that ``client``, or one of its apps, does not support at all."""
    return [each.feature for each in findings if each.client == client and each.support == "no"]


def _finding(used: Usages, feature: Feature, client: Client) -> Finding | None:
    for support in _WORST_FIRST:
        places = {
            app: offsets
            for app in APPS[client]
            if feature.verdicts[app].support == support
            and (offsets := _offsets(used, feature.slug, app))
        }
        if places:
            return Finding(
                feature=feature.slug,
                title=feature.title,
                client=client,
                support=support,
                apps=tuple(places),
                note=_notes(feature, places),
                url=feature.url,
                offsets=tuple(sorted(set().union(*places.values()))),
            )
    return None


def _offsets(used: Usages, slug: str, app: str) -> list[int]:
    """Where the email uses the feature in front of this app's eyes."""
    return [
        at
        for setting, by_slug in used.items()
        if slug in by_slug and _sees(app, setting)
        for at in by_slug[slug]
    ]


def _sees(app: str, setting: Setting) -> bool:
    hidden_from = "all-others" if app == _OUTLOOK_WINDOWS else "outlook-windows"
    if setting.readers == hidden_from:
        return False
    return all(features()[slug].verdicts[app].support != "no" for slug in setting.within)


def _notes(feature: Feature, apps: Iterable[str]) -> str:
    """What caniemail says about these apps, each remark once."""
    notes = (feature.verdicts[app].note for app in apps)
    return " ".join(dict.fromkeys(note for note in notes if note))
