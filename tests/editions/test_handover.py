"""An edition in the words of a platform: its own way out, and nothing else that it would read."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from newsletter.channels.kinds import KNOWN, Dialect
from newsletter.editions.context import Recipient
from newsletter.editions.handover import Wording, wording_of
from newsletter.editions.render import Design, compile_edition
from newsletter.email.templates import DictTemplates
from newsletter.model import Edition
from newsletter.settings import Identity, Settings

MJML = """\
<mjml><mj-head><mj-style>.a {{ '{' }}{{ '{' }} color: red; }}</mj-style></mj-head>
<mj-body><mj-section><mj-column><mj-text>%s</mj-text></mj-column></mj-section></mj-body></mjml>
"""
WAY_OUT = '<a href="{{ links.unsubscribe }}">Leave</a>'
PLATFORMS = [sender.name for sender in KNOWN.values() if sender.kind == "platform"]
LISTMONK = "listmonk"


def dialect(name: str) -> Dialect:
    found = KNOWN[name].dialect
    assert found
    return found


def worded(
    body: str = WAY_OUT,
    *,
    platform: str = LISTMONK,
    subject: str = "News",
    preheader: str = "In short",
    text: str = "{{ links.unsubscribe }}",
    intro: str = "",
) -> Wording:
    files = DictTemplates({"t.mjml": MJML % body, "t.txt": text})
    settings = Settings(newsletter=Identity(url="https://news.pier.example"))
    design = Design("t", files, settings)
    edition = Edition(
        name="2026-11-24",
        date=datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Europe/Lisbon")).astimezone(UTC),
        subject=subject,
        preheader=preheader,
        articles=(),
        intro=intro,
    )
    compiled = compile_edition(edition, design)
    assert [found for found in compiled.problems if found.severity == "error"] == []
    return wording_of(edition, design, compiled, dialect(platform))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_way_out_is_the_platforms_own(platform: str) -> None:
    made, token = worded(platform=platform), dialect(platform).unsubscribe_token
    assert f'href="{token}"' in made.html
    assert made.text.strip() == token
    assert made.has_way_out


def test_preferences_lead_to_the_platform_too() -> None:
    made = worded(f'{WAY_OUT}<a href="{{{{ links.preferences }}}}">Change</a>')
    assert made.html.count("{{ UnsubscribeURL }}") == 2


def test_the_view_link_leads_to_the_archive() -> None:
    made = worded(f'{WAY_OUT}<a href="{{{{ links.view }}}}">See it</a>')
    assert 'href="https://news.pier.example/archive/2026-11-24"' in made.html


def test_readers_whom_we_do_not_know_get_the_defaults() -> None:
    made = worded(f'{WAY_OUT} Dear {{{{ recipient.first_name | default("reader") }}}}!')
    assert "Dear reader!" in made.html


@pytest.mark.parametrize("text", ["{{ .Subscriber.Email }}", "{{{x}}}", "a {{ b"])
def test_braces_of_an_article_mean_nothing_to_listmonk(text: str) -> None:
    made = worded(f"{WAY_OUT} {{{{ edition.intro }}}}", intro=text, subject=text, preheader=text)
    opened = made.html.replace("{{ UnsubscribeURL }}", "")
    assert all("{{" not in one for one in (opened, made.subject, made.preheader))


@pytest.mark.parametrize(
    ("platform", "text", "shown"),
    [
        ("listmonk", "{{ x }}", "&#123;{ x }}"),
        ("listmonk", "{% x %}", "{% x %}"),
        ("buttondown", "{% x %} {# y #}", "&#123;% x %} &#123;# y #}"),
        ("keila", "{% if x %}", "&#123;% if x %}"),
        ("mailchimp", "*|FNAME|* 2 * 3", "&#42;|FNAME|* 2 * 3"),
    ],
)
def test_what_looks_like_an_instruction_looks_the_same_to_readers(
    platform: str, text: str, shown: str
) -> None:
    made = worded(f"{WAY_OUT} {{{{ edition.intro }}}}", intro=text, platform=platform)
    assert shown in made.html


def test_a_subject_reads_as_it_was_written() -> None:
    assert worded(subject="{{ x }}").subject.replace("\u200b", "") == "{{ x }}"


def test_the_text_part_means_nothing_either() -> None:
    made = worded(text="{{ edition.intro }} {{ links.unsubscribe }}", intro="{{ x }}")
    assert made.text.strip() == "{\u200b{ x }} {{ UnsubscribeURL }}"


def test_styles_stay_styles() -> None:
    assert "{ { color: red;" in worded().html


@pytest.mark.parametrize(
    "body", ["No way out.", '<a href="https://t.example/?to={{ links.unsubscribe }}">Leave</a>']
)
def test_a_mail_without_a_way_out_that_works_is_found_out(body: str) -> None:
    assert not worded(body).has_way_out


def test_a_sample_recipient_has_nothing_to_do_with_it() -> None:
    assert Recipient("sam@example.invalid").email not in worded().html
