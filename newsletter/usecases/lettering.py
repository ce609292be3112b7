"""The mail of an edition, compiled once for all its recipients."""

from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.editions.context import SAMPLE_RECIPIENT, template_context
from newsletter.editions.pictures import Picture
from newsletter.email.filters import HTML_FILTERS, TEXT_FILTERS
from newsletter.email.parts import InlineImage
from newsletter.email.segments import Heading, Segments, compile_segments
from newsletter.email.slots.mail import MailTemplate, compile_mail
from newsletter.email.slots.model import Block, Pieces
from newsletter.problems import Problem
from newsletter.usecases.building import Build

FOR_EACH = ("recipient", "links")
"""What a template can name that differs from one recipient to the next."""


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """The compiled mail; None where an error made it impossible, and all that was found."""

    segments: Segments | None
    problems: tuple[Problem, ...]


def letter_of(build: Build) -> OpenLetter:
    """Compile the mail of ``build`` with its recipient left open."""
    design, edition = build.design, build.edition
    context = template_context(edition, design.settings, design.pictures, SAMPLE_RECIPIENT)
    shared = {name: value for name, value in context.items() if name not in FOR_EACH}
    template = MailTemplate(design.template, design.files, HTML_FILTERS, TEXT_FILTERS)
    compiled = compile_mail(template, shared, edition.subject)
    if compiled.html is None or compiled.text is None or build.hash is None:
        return OpenLetter(None, compiled.problems)
    identity = design.settings.newsletter
    heading = Heading(
        sender=identity.from_,
        seed=build.hash,
        reply_to=edition.reply_to,
        feedback=(edition.name, identity.name),
    )
    shown = "".join(_literals(compiled.html))
    images = [_inline(picture) for picture in design.pictures.embedded(shown)]
    return OpenLetter(compile_segments(compiled, heading, images), compiled.problems)


def _literals(pieces: Pieces) -> Iterator[str]:
    """All that anybody may be shown, whatever becomes of the conditions."""
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Block):
            yield from _literals(piece.yes)
            yield from _literals(piece.no)


def _inline(picture: Picture) -> InlineImage:
    media_type = picture.media_type or "application/octet-stream"
    return InlineImage(picture.cid or "", media_type, picture.data, picture.file_name)
