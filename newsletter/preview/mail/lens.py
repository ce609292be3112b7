"""The mail without what one client would drop, by caniemail's data. An approximation.

Declarations, attributes, rules and pictures of unknown formats go as the client drops them; an
unknown element stays. A client is as weak as the weakest of its apps, but for the ones that hardly
anybody uses, as for `newsletter check`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from newsletter.checks.clients import OLD_MOBILE_WEBMAIL
from newsletter.checks.compatibility import APPS, Client, Finding, compatibility
from newsletter.checks.compatibility_elements import STYLE, element_features
from newsletter.checks.compatibility_markup import Attribute, Element, elements
from newsletter.checks.compatibility_properties import at_rule_features, declaration_features
from newsletter.checks.compatibility_selectors import selector_features
from newsletter.checks.compatibility_styles import Statement, statements
from newsletter.checks.compatibility_support import features
from newsletter.preview.mail.edits import Edit, edited
from newsletter.preview.mail.word import as_word_reads

_NO_MEDIUM, _NO_ELEMENT = "@media not all", "never-shown"


def through(html: str, client: Client) -> str:
    """``html`` as it is left when ``client`` has dropped what it does not support."""
    read = as_word_reads(html) if client == "outlook-windows" else html
    lens = _Lens(read, client)
    return edited(read, (edit for element in elements(read) for edit in lens.edits(element)))


def dropped(html: str, client: Client) -> tuple[Finding, ...]:
    """What the mail uses and ``client`` does not support at all."""
    found = (one for one in compatibility(html) if one.client == client and one.support == "no")
    return tuple(one for one in found if one.apps != (OLD_MOBILE_WEBMAIL,))


@cache
def _lacks(client: Client) -> frozenset[str]:
    """The slugs of what one of the client's apps does not support."""
    apps = [app for app in APPS[client] if app != OLD_MOBILE_WEBMAIL]
    return frozenset(
        slug
        for slug, feature in features().items()
        if any(feature.verdicts[app].support == "no" for app in apps)
    )


@dataclass(frozen=True, slots=True)
class _Lens:
    html: str
    client: Client

    def edits(self, element: Element) -> Iterator[Edit]:
        gone = {at for slug, at in element_features(element) if self._drops(slug)}
        for attribute in element.attributes:
            if attribute.name == "style":
                yield from self._of_css(attribute.value, attribute.value_at)
            elif attribute.at in gone:
                yield Edit(attribute.at, self._end(attribute))
        if element.name == "style":
            yield from self._of_sheet(element)

    def _drops(self, slug: str) -> bool:
        return slug in _lacks(self.client)

    def _end(self, attribute: Attribute) -> int:
        end = attribute.value_at + len(attribute.value)
        is_quoted = self.html[attribute.value_at - 1] in "\"'"
        return end + 1 if is_quoted and self.html[end : end + 1] in ("'", '"') else end

    def _of_sheet(self, element: Element) -> Iterator[Edit]:
        if self._drops(STYLE):
            yield Edit(element.content_at, element.content_at + len(element.content))
        else:
            yield from self._of_css(element.content, element.content_at)

    def _of_css(self, css: str, start: int) -> Iterator[Edit]:
        for statement in statements(css):
            instead = None if statement.is_comment else self._instead(statement)
            if instead is not None:
                at = start + statement.at
                yield Edit(at, at + len(statement.text), instead)

    def _instead(self, statement: Statement) -> str | None:
        """What stands in the place of something dropped; None for what stays."""
        if statement.text.startswith("@"):
            is_gone = any(map(self._drops, at_rule_features(statement.text)))
            return (_NO_MEDIUM if statement.opens_block else "") if is_gone else None
        if statement.opens_block:
            slugs = (slug for slug, _ in selector_features(statement.text))
            return _NO_ELEMENT if any(map(self._drops, slugs)) else None
        name, colon, value = statement.text.partition(":")
        is_gone = bool(colon) and any(map(self._drops, declaration_features(name, value)))
        return "" if is_gone else None
