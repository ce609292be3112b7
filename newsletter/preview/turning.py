"""The mail as it would stand in a language that is written from right to left."""

from dataclasses import replace

from newsletter.editions.context import Recipient
from newsletter.editions.render import render
from newsletter.usecases.building import Build


def turned(build: Build, recipient: Recipient) -> str | None:
    """The HTML of the same words in a mail from right to left; None where an error stops it.

    The words stay as they are: it shows which side things are on, not how Arabic would look.
    """
    articles = tuple(replace(article, dir="rtl") for article in build.edition.articles)
    edition = replace(build.edition, dir="rtl", articles=articles)
    return render(edition, build.design, recipient).html
