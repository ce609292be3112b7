"""A slot's value as it may stand where the slot stands."""

import re
from html import escape
from urllib.parse import quote

from newsletter.email.mjml.writer import protect
from newsletter.email.slots.model import Standing

_NO_MARKUP = re.compile("[^&<>'\"]*")
_SCHEME = re.compile(r"(?i)https?://[^/?#@\\]|mailto:[^/]")
_URL_CHARACTERS = "%/:?#[]@!$&'()*+,;=~"
_PLAIN_URL = re.compile("[A-Za-z0-9_.~/:?=&-]*")
"""What `quote` leaves as it is, and takes its time for."""

NO_URL = "#"
"""What stands in for an address that is none, or that no mail may open."""


def encoded(value: str, standing: Standing) -> str:
    """``value`` in a form that cannot leave its place, and that is read back as ``value``."""
    if standing == "text":
        return _escaped(value)
    if standing == "attribute":
        return protect(_escaped(value))
    if standing == "url":
        return quote(value, safe="@", errors="replace")
    if standing == "whole-url":
        return protect(_escaped(_address(value)))
    return value


def _escaped(text: str) -> str:
    """As Jinja does it, in decimal references for both quotation marks."""
    if _NO_MARKUP.fullmatch(text):
        return text
    return escape(text, quote=False).replace("'", "&#39;").replace('"', "&#34;")


def _address(value: str) -> str:
    """http, https or mailto; anything else, such as javascript, leads nowhere."""
    if not _SCHEME.match(value):
        return NO_URL
    return value if _PLAIN_URL.fullmatch(value) else quote(value, _URL_CHARACTERS, errors="replace")
