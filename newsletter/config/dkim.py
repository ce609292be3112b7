"""The DKIM settings of a channel as a whole: are all there, and do they fit the From address?"""

from collections.abc import Iterator, Mapping
from typing import Any

from newsletter.channels.kinds import DKIM, KNOWN
from newsletter.config.names import start
from newsletter.config.places import KeyPath, Places
from newsletter.config.secrets import suggested_name
from newsletter.email.dkim import is_domain
from newsletter.email.dmarc import is_aligned
from newsletter.email.mailbox import parse_mailbox
from newsletter.problems import Problem, warning


def dkim_problems(
    path: KeyPath, table: Mapping[str, Any], data: Mapping[str, Any], places: Places
) -> Iterator[Problem]:
    """What is wrong with the channel at ``path``; ``data`` is the file around it."""
    sender = table.get("sender")
    known = KNOWN.get(sender) if isinstance(sender, str) else None
    given = [key.name for key in DKIM if key.name in table]
    if not given or known is None or not set(DKIM) <= set(known.keys):
        return
    at = places.key((*path, given[0]))
    for key in DKIM:
        if key.name not in table:
            text = f"{start((*path, key.name))} is missing, so no mail can be signed."
            hint = f"Add a line: {key.name} = {_example(path, key.name)}"
            yield Problem("setting-missing", text, hint, at)
    yield from _alignment(path, table, data, places)


def _example(path: KeyPath, key: str) -> str:
    secret = f'{{ secret = "{suggested_name(str(path[1]), "dkim_key")}" }}'
    examples = {"dkim_domain": '"acme.example"', "dkim_selector": '"news"', "dkim_key": secret}
    return examples[key]


def _alignment(
    path: KeyPath, table: Mapping[str, Any], data: Mapping[str, Any], places: Places
) -> Iterator[Problem]:
    """A signature of another domain than From's is worth nothing to DMARC (RFC 7489, 3.1.1)."""
    domain, author = table.get("dkim_domain"), _author(data)
    if author is None or not isinstance(domain, str) or not is_domain(domain):
        return
    if not is_aligned(domain, author):
        text = f"Mails come from {author}, and {domain} signs them: for DMARC they stay unsigned."
        hint = f"Sign with {author} or a domain above it, or change 'from' of [newsletter]."
        yield warning("dkim-alignment", text, hint, places.value((*path, "dkim_domain")))


def _author(data: Mapping[str, Any]) -> str | None:
    """The domain of the From address, where that can be read."""
    section = data.get("newsletter")
    written = section.get("from") if isinstance(section, Mapping) else None
    try:
        return parse_mailbox(written).domain if isinstance(written, str) else None
    except ValueError:
        return None
