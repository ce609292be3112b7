"""What the law and the big mail providers want in every mail: a way out, and who writes.

Sources: CAN-SPAM Act, 15 U.S.C. 7704(a)(5), and https://support.google.com/a/answer/81126
"""

from collections.abc import Iterator

from newsletter.checks.cascade import style_sheet
from newsletter.checks.checkup import Checkup
from newsletter.checks.looks import shown_words
from newsletter.checks.size import clip_offset
from newsletter.problems import Problem, warning
from newsletter.settings import Identity

_SETTINGS = "newsletter.toml"


def unsubscribe(checkup: Checkup) -> Iterator[Problem]:
    """Can every reader leave, in the HTML before Gmail's cut and in the text?"""
    link = checkup.links.unsubscribe
    places = [one.at for one in checkup.root.elements("a") if one.attributes.get("href") == link]
    if not places:
        text = "The HTML has no link to unsubscribe."
        hint = 'Put <a href="{{ links.unsubscribe }}"> into the template.'
        yield Problem("unsubscribe-missing", text, hint, checkup.place(0))
    elif places[0] >= clip_offset(checkup.html or ""):
        text = "The link to unsubscribe stands behind the place at which Gmail cuts the mail."
        hint = "Put one at the top as well, or take fewer articles."
        yield Problem("unsubscribe-clipped", text, hint, checkup.place(places[0]))
    if link not in (checkup.text or ""):
        text = "The text part has no link to unsubscribe."
        hint = "Put {{ links.unsubscribe }} into it."
        yield Problem("unsubscribe-missing", text, hint, checkup.text_place)


def sender(checkup: Checkup) -> Iterator[Problem]:
    """Does the mail say who writes, and from where?"""
    identity, unset = checkup.settings.newsletter, Identity()
    keys = {"from": "from_", "url": "url", "address": "address"}
    left = [key for key, name in keys.items() if getattr(identity, name) == getattr(unset, name)]
    if left:
        text = f"Still placeholders: {', '.join(left)}."
        hint = f"Set them in {_SETTINGS}, below [newsletter], before anything is sent."
        yield warning("sender-placeholder", text, hint)
    address = _plain(identity.address)
    if address not in _plain(_shown(checkup)):
        text = "The HTML does not show the postal address, which the law wants in every mail."
        hint = "Put {{ newsletter.address }} into the template."
        yield Problem("address-missing", text, hint, checkup.place(0))
    if address not in _plain(checkup.text or ""):
        text = "The text part does not show the postal address, which the law wants in every mail."
        hint = "Put {{ newsletter.address }} into it."
        yield Problem("address-missing", text, hint, checkup.text_place)


def _shown(checkup: Checkup) -> str:
    return " ".join(
        words.text for words, *_ in shown_words(checkup.root, style_sheet(checkup.root))
    )


def _plain(text: str) -> str:
    """Only what counts when two texts are compared: line breaks in an address do not."""
    return " ".join(text.split()).casefold()
