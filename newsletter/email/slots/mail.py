"""The two entries: compile a mail for everybody, and see where one recipient's HTML comes from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from newsletter.email.mjml.placing import Marker, Places
from newsletter.email.render import NO_FILTERS, Filters, Placed, settled
from newsletter.email.slots.compile import PartCompiler
from newsletter.email.slots.filling import filled
from newsletter.email.slots.model import Compiled, SlotUse
from newsletter.email.slots.names import unlikely_names
from newsletter.email.slots.text import slot_text
from newsletter.email.slots.values import person
from newsletter.email.templates import DictTemplates, TemplateFiles

_SUBJECT = DictTemplates({"subject": "{{ subject }}"}, folder="")


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """A mail's two templates, ``NAME.mjml`` and ``NAME.txt`` of ``files``, and their filters."""

    name: str
    files: TemplateFiles
    html_filters: Filters = field(default_factory=dict)
    text_filters: Filters = field(default_factory=dict)


def compile_mail(
    template: MailTemplate,
    context: Mapping[str, object],
    subject: str,
    *,
    attributes: Collection[str] | None = None,
) -> Compiled:
    """Compile a mail with its recipient left open.

    ``context`` has no ``recipient`` and no ``links``: they are open here. ``subject`` may hold
    slots. ``attributes`` are those that the recipients have, where that is known: a slot for
    another one is a problem.
    """
    html = _html_compiler(template, context)
    text = PartCompiler(f"{template.name}.txt", context, template.files, template.text_filters)
    head = PartCompiler("subject", {"subject": slot_text(subject)}, _SUBJECT, NO_FILTERS)
    html_pieces, text_pieces, subject_pieces = html.pieces(), text.pieces(), head.pieces()
    uses: tuple[SlotUse, ...] = (*head.uses, *html.uses, *text.uses)
    problems = (*head.problems, *html.problems, *text.problems, *unlikely_names(uses, attributes))
    return Compiled(subject_pieces or (subject,), html_pieces, text_pieces, uses, settled(problems))


def place_mail(
    template: MailTemplate, context: Mapping[str, object], recipient: Mapping[str, str]
) -> Placed:
    """The HTML that one recipient gets, as `fill` gives it, with the place of every part of it."""
    compiler = _html_compiler(template, context)
    marker = compiler.marker = Marker(f"{compiler.board.words.prefix}p")
    pieces = compiler.pieces()
    problems = settled(compiler.problems)
    if pieces is None:
        return Placed(None, problems, Places())
    html, places = marker.places_in(filled(pieces, person(recipient)))
    return Placed(html, problems, places)


def _html_compiler(template: MailTemplate, context: Mapping[str, object]) -> PartCompiler:
    return PartCompiler(f"{template.name}.mjml", context, template.files, template.html_filters)
