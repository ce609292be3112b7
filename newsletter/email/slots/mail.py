"""The two entries: compile a mail for everybody, and see where one recipient's HTML comes from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsletter.email.mjml.placing import Marker, Places
from newsletter.email.render import NO_FILTERS, Filters, Placed, settled
from newsletter.email.slots.filling import filled
from newsletter.email.slots.model import Compiled, SlotUse
from newsletter.email.slots.names import unlikely_names
from newsletter.email.slots.symbols import LINKS
from newsletter.email.slots.text import slot_text
from newsletter.email.slots.values import person
from newsletter.email.templates import DictTemplates, TemplateFiles

if TYPE_CHECKING:
    from newsletter.email.slots.compile import PartCompiler

_SUBJECT = DictTemplates({"subject": "{{ subject }}"}, folder="")


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """A mail's two templates, ``NAME.mjml`` and ``NAME.txt`` of ``files``, and their filters.

    ``links`` are the recipient's pages that exist; the others are empty in the templates.
    """

    name: str
    files: TemplateFiles
    html_filters: Filters = field(default_factory=dict)
    text_filters: Filters = field(default_factory=dict)
    links: Collection[str] = LINKS

    def html_compiler(self, context: Mapping[str, object]) -> "PartCompiler":
        """What compiles the HTML."""
        from newsletter.email.slots.compile import PartCompiler

        name = f"{self.name}.mjml"
        return PartCompiler(name, context, self.files, self.html_filters, self.links)

    def text_compiler(self, context: Mapping[str, object]) -> "PartCompiler":
        """What compiles the text part."""
        from newsletter.email.slots.compile import PartCompiler

        name = f"{self.name}.txt"
        return PartCompiler(name, context, self.files, self.text_filters, self.links)


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
    from newsletter.email.slots.compile import PartCompiler

    html, text = template.html_compiler(context), template.text_compiler(context)
    head = PartCompiler("subject", {"subject": slot_text(subject)}, _SUBJECT, NO_FILTERS)
    html_pieces, text_pieces, subject_pieces = html.pieces(), text.pieces(), head.pieces()
    uses: tuple[SlotUse, ...] = (*head.uses, *html.uses, *text.uses)
    problems = (*head.problems, *html.problems, *text.problems, *unlikely_names(uses, attributes))
    return Compiled(subject_pieces or (subject,), html_pieces, text_pieces, uses, settled(problems))


def place_mail(
    template: MailTemplate, context: Mapping[str, object], recipient: Mapping[str, str]
) -> Placed:
    """The HTML that one recipient gets, as `fill` gives it, with the place of every part of it."""
    compiler = template.html_compiler(context)
    marker = compiler.marker = Marker(f"{compiler.board.words.prefix}p")
    pieces = compiler.pieces()
    problems = settled(compiler.problems)
    if pieces is None:
        return Placed(None, problems, Places())
    html, places = marker.places_in(filled(pieces, person(recipient)))
    return Placed(html, problems, places)
