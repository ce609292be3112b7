"""An edition for a platform that keeps the audience: its own link to unsubscribe, nobody's name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.channels.kinds import Dialect
from newsletter.editions.context import Links, Recipient, recipient_links, slot_values
from newsletter.editions.render import Design
from newsletter.email.slots.filling import filled
from newsletter.email.slots.model import Compiled
from newsletter.email.slots.values import person
from newsletter.model import Edition

ANYBODY = Recipient("", id="")
"""Readers whom only the platform knows: attributes are empty, and so take their defaults."""

_HOST = "way-out.newsletter.invalid"
_WAY_OUT = f"https://{_HOST}/"
"""Stands for the platform's token while the edition is filled in: a token is no address."""

_STYLE = re.compile(r"(<style\b[^>]*+>.*?(?:</style>|\Z))", re.DOTALL | re.IGNORECASE)
_UNSEEN = "\u200b"
"""Divides two characters without being seen."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is handed over: every text is as the platform's templates want it.

    ``has_way_out``: the HTML has a link to unsubscribe, and the platform can fill it in.
    """

    subject: str
    preheader: str
    html: str
    text: str
    has_way_out: bool


def wording_of(edition: Edition, design: Design, mail: Compiled, dialect: Dialect) -> Wording:
    """The edition's mail for everybody on a platform that speaks ``dialect``.

    Raises:
        ValueError: an error had made the mail impossible.
    """
    if mail.html is None or mail.text is None:
        raise ValueError("a mail that could not be compiled cannot be handed over")
    who = person(slot_values(ANYBODY, _links(edition, design)))
    inert, token = _Inert(dialect.openings), dialect.unsubscribe_token
    html = inert.html(filled(mail.html, who)).replace(_WAY_OUT, token)
    return Wording(
        subject=inert.plain(filled(mail.subject, who)),
        preheader=inert.plain(edition.preheader),
        html=html,
        text=inert.plain(filled(mail.text, who)).replace(_WAY_OUT, token),
        has_way_out=token in html and _HOST not in html,
    )


def _links(edition: Edition, design: Design) -> Links:
    pages = recipient_links(design.settings.newsletter.url, edition.name, ANYBODY)
    return Links(_WAY_OUT, pages.view, _WAY_OUT)


@dataclass(frozen=True, slots=True)
class _Inert:
    """Makes text mean nothing to a platform's templates; it looks the same to readers."""

    openings: Sequence[str]

    def plain(self, text: str) -> str:
        """Plain text, with something unseen between the two characters of an opening."""
        return self._pattern.sub(lambda found: found[0] + _UNSEEN, text)

    def html(self, html: str) -> str:
        """HTML, with the first character of an opening as a reference; in styles with a space."""
        styled = enumerate(_STYLE.split(html))
        return "".join(self._style(part) if n % 2 else self._markup(part) for n, part in styled)

    def _style(self, css: str) -> str:
        return self._pattern.sub(lambda found: f"{found[0]} ", css)

    def _markup(self, html: str) -> str:
        return self._pattern.sub(lambda found: f"&#{ord(found[0])};", html)

    @property
    def _pattern(self) -> re.Pattern[str]:
        """The first character of an opening, where the second follows."""
        forms = (f"{re.escape(one[0])}(?={re.escape(one[1:])})" for one in self.openings)
        return re.compile("|".join(forms))
