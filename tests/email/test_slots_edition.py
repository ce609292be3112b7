"""The shipped themes with their recipient left open, and editions that greet by name."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from newsletter.editions.assemble import assemble
from newsletter.editions.context import SAMPLE_RECIPIENT, Recipient, template_context
from newsletter.editions.render import (
    Design,
    compile_edition,
    edition_hash,
    edition_segments,
    message,
    place_edition,
    render,
)
from newsletter.email.filters import HTML_FILTERS, TEXT_FILTERS
from newsletter.email.render import render_html, render_text
from newsletter.email.slots.filling import fill
from newsletter.email.templates import DictTemplates
from newsletter.model import Article, Edition
from newsletter.settings import Identity, Settings

FOLDER = Path(__file__).parent.parent.parent / "templates"
TEXTS = {
    path.relative_to(FOLDER).as_posix(): path.read_text("utf-8")
    for path in FOLDER.rglob("*.*")
    if path.is_file()
}
IDENTITY = Identity(name="The Pier", from_="The Pier <post@pier.example>", url="https://p.example")
EDITION = assemble(
    [Article(ref="a.md", title="Two {{ boats }} came in", url="https://pier.example/boats")],
    IDENTITY,
    name="2026-11-24",
)
MIRA = Recipient("mira@reader.example", "Mira", "Holt", "mira-1")


def design(template: str = "digest", **texts: str) -> Design:
    return Design(template, DictTemplates({**TEXTS, **texts}), Settings(newsletter=IDENTITY))


@pytest.mark.parametrize("theme", ["digest", "letter", "bulletin"])
def test_a_theme_filled_in_is_the_theme_rendered_for_that_recipient(theme: str) -> None:
    settings = design(theme)
    rendered = render(EDITION, settings, MIRA)
    context = template_context(EDITION, settings.settings, settings.pictures, MIRA)
    html = render_html(f"{theme}.mjml", context, settings.files, HTML_FILTERS)
    text = render_text(f"{theme}.txt", context, settings.files, TEXT_FILTERS)
    assert rendered.problems == ()
    assert (rendered.html, rendered.text) == (html.html, text.text)


@pytest.mark.parametrize("theme", ["digest", "letter", "bulletin"])
def test_the_places_of_a_theme_are_those_of_what_is_sent(theme: str) -> None:
    placed = place_edition(EDITION, design(theme), SAMPLE_RECIPIENT)
    html = render(EDITION, design(theme), SAMPLE_RECIPIENT).html or ""
    assert placed.html == html
    place = placed.place(html.index("The Pier</h1>"))
    assert place is not None
    assert place.file == "templates/partials/masthead.mjml"


def greeting() -> Edition:
    line = "{{ recipient.first_name | default('Good morning') }}, {{ one }} boat"
    return replace(EDITION, subject=line, preheader=f"For {line}")


def test_subject_and_preheader_greet_by_name() -> None:
    rendered = render(greeting(), design(), MIRA)
    assert rendered.problems == ()
    assert rendered.subject == "Mira, {{ one }} boat"
    html = rendered.html or ""
    assert "<title>Mira, {{ one }} boat</title>" in html
    assert "For Mira, {{ one }} boat" in html


def test_the_message_is_joined_from_the_segments() -> None:
    edition, of = greeting(), design()
    sent = message(edition, of, render(edition, of, MIRA), MIRA, seed="x")
    parsed = message_from_bytes(sent.data, policy=default)
    assert (parsed["Subject"], parsed["To"]) == (
        "Mira, {{ one }} boat",
        "Mira Holt <mira@reader.example>",
    )
    assert parsed["Feedback-ID"] == "2026-11-24:digest:The-Pier"
    assert parsed["List-Unsubscribe"] == "<https://p.example/unsubscribe/mira-1>"
    segments = edition_segments(edition, of, compile_edition(edition, of), seed="x")
    values = {"email": "mira@reader.example", "first_name": "Mira", "last_name": "Holt"}
    links = {f"links.{name}": f"https://p.example/{name}" for name in ("view", "preferences")}
    unsubscribe = {"links.unsubscribe": "https://p.example/unsubscribe/mira-1"}
    joined = segments.message({**values, **links, **unsubscribe}, edition.date, sent.message_id)
    assert joined.partition(b"\r\n\r\n")[0] == sent.data.partition(b"\r\n\r\n")[0]


def test_the_hash_covers_what_only_others_get_to_see() -> None:
    def hashed(words: str) -> str:
        footer = (
            f'{TEXTS["partials/footer.txt"]}{{% if recipient.plan == "pro" %}}{words}{{% endif %}}'
        )
        of = design(**{"partials/footer.txt": footer})
        return edition_hash(EDITION, of, render(EDITION, of, SAMPLE_RECIPIENT), ())

    assert hashed("Thank you") != hashed("Thanks")


def test_a_mistake_with_the_recipient_is_a_problem_of_the_build() -> None:
    of = design(**{"partials/intro.mjml": "<mj-raw>{{ recipient.first_name | center }}</mj-raw>"})
    problems = render(EDITION, of, SAMPLE_RECIPIENT).problems
    assert [(problem.code, problem.place.file) for problem in problems] == [
        ("slot-filter", "templates/partials/intro.mjml")
    ]


def test_a_page_that_does_not_exist_is_not_linked_to() -> None:
    from newsletter.editions.context import open_context
    from newsletter.email.slots.mail import MailTemplate, compile_mail

    of = design()
    template = MailTemplate("digest", of.files, HTML_FILTERS, TEXT_FILTERS, ("unsubscribe",))
    mail = compile_mail(template, open_context(EDITION, of.settings, of.pictures), "News")
    got = fill(mail, {"links.unsubscribe": "https://p.example/u"})
    assert "View in browser" not in got.html
    assert 'href="https://p.example/u"' in got.html
    assert {use.name for use in mail.slots} == {"links.unsubscribe"}
