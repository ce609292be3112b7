"""All checks, in the order in which they are told."""

from collections.abc import Iterator

from newsletter.checks.alt import alt
from newsletter.checks.check import Check, Checked
from newsletter.checks.checkup import Checkup
from newsletter.checks.clients import clients
from newsletter.checks.contrast import contrast
from newsletter.checks.headers import headers
from newsletter.checks.headings import headings
from newsletter.checks.images import images
from newsletter.checks.inbox import preheader, subject
from newsletter.checks.language import language
from newsletter.checks.legal import sender, unsubscribe
from newsletter.checks.links import links
from newsletter.checks.size import size
from newsletter.checks.style_sheets import style_sheets
from newsletter.checks.text_part import text_part

CHECKS = (
    Check("subject", "subject", subject, needs=()),
    Check("preheader", "preheader", preheader, needs=()),
    Check("size", "size of the HTML", size),
    Check("styles", "size of the styles", style_sheets),
    Check("clients", "mail clients", clients),
    Check("images", "pictures", images),
    Check("alt", "descriptions of pictures", alt),
    Check("language", "language and title", language),
    Check("headings", "headings", headings),
    Check("contrast", "contrast", contrast),
    Check("links", "links", links),
    Check("unsubscribe", "a way to unsubscribe", unsubscribe, needs=("html", "text")),
    Check("sender", "sender and address", sender, needs=("html", "text")),
    Check("text", "text part", text_part, needs=("html", "text")),
    Check("headers", "header of the message", headers, needs=("message",)),
)
"""The checks that look at nothing but the edition; see docs/reference/checks.md."""


def examine(checkup: Checkup) -> Iterator[Checked]:
    """Every check of an edition."""
    return (check.on(checkup) for check in CHECKS)
