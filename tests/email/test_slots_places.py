"""Each place of a mail that can hold a slot encodes the value so that it is read back as it was."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from newsletter.email.render import render_html, render_text
from newsletter.email.slots.filling import fill
from newsletter.email.slots.mail import MailTemplate, compile_mail, place_mail
from newsletter.email.slots.model import Compiled
from newsletter.email.slots.text import slot_text
from newsletter.email.slots.values import person
from newsletter.email.templates import DictTemplates

PAGE = """<mjml lang="en"><mj-head>{head}</mj-head><mj-body><mj-section><mj-column>
{body}
</mj-column></mj-section></mj-body></mjml>"""
LINKS = {
    "links.unsubscribe": "https://acme.example/unsubscribe/token?a=1&b=2",
    "links.preferences": "https://acme.example/preferences/token",
    "links.view": "https://acme.example/archive/1",
}
HOSTILE = [
    "Ann",
    "Lena Voß",
    "O'Brien & Sons <ann@x.example>",
    "\"><script>alert('x')</script>",
    "</td></table>--><!--",
    "{{ 7 * 7 }}{% raw %}",
    "&amp; &lt; &#65; &nbsp;",
    "back\\slash \\n",
    "李小龍 नमस्ते שלום 👩‍👩‍👧 ❤️",
    "zq7nq7z",
    "]]> ]]&gt;",
    "a\u00adb\u00a0c\u2028d",
]


def template(body: str, text: str = "", head: str = "") -> MailTemplate:
    page = PAGE.format(head=head, body=body)
    return MailTemplate("t", DictTemplates({"t.mjml": page, "t.txt": text}))


def compiled(body: str, text: str = "", head: str = "", subject: str = "News") -> Compiled:
    context = {"subject": slot_text(subject)}
    mail = compile_mail(template(body, text, head), context, subject)
    assert mail.problems == ()
    return mail


def page(mail: Compiled, **attributes: str) -> LexborHTMLParser:
    return LexborHTMLParser(fill(mail, {**LINKS, **attributes}).html)


def attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    assert node is not None
    return node.attributes[name] or ""


@pytest.mark.parametrize("name", HOSTILE)
def test_text_shows_any_value(name: str) -> None:
    mail = compiled('<mj-text><p id="x">{{ recipient.name }}</p></mj-text>')
    shown = page(mail, name=name).css_first("#x")
    assert shown is not None
    assert shown.text() == person({"name": name})["name"]


@pytest.mark.parametrize("name", HOSTILE)
def test_an_attribute_holds_any_value(name: str) -> None:
    mail = compiled("<mj-text><b title='{{ recipient.name }}'>x</b></mj-text>")
    assert attribute(page(mail, name=name), "b", "title") == person({"name": name})["name"]


@pytest.mark.parametrize("name", HOSTILE)
def test_an_attribute_of_mjml_holds_any_value(name: str) -> None:
    mail = compiled('<mj-image src="a.png" alt="For {{ recipient.name }}" />')
    assert attribute(page(mail, name=name), "img", "alt") == f"For {person({'name': name})['name']}"


@pytest.mark.parametrize("name", HOSTILE)
def test_the_title_holds_any_value_in_the_head_and_as_a_label(name: str) -> None:
    mail = compiled("<mj-text>x</mj-text>", head="<mj-title>To {{ recipient.name }}</mj-title>")
    tree = page(mail, name=name)
    value = f"To {person({'name': name})['name']}"
    title = tree.css_first("title")
    assert title is not None
    assert (title.text(), attribute(tree, "[role=article]", "aria-label")) == (value, value)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_query_holds_any_value(name: str) -> None:
    mail = compiled(
        '<mj-text><a href="https://acme.example/?n={{ recipient.name }}&amp;x=1">x</a></mj-text>'
    )
    url = urlsplit(attribute(page(mail, name=name), "a", "href"))
    assert (url.netloc, dict(parse_qsl(url.query))) == (
        "acme.example",
        {"n": person({"name": name})["name"], "x": "1"},
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_path_holds_any_value(name: str) -> None:
    mail = compiled(
        '<mj-button href="https://acme.example/for/{{ recipient.name }}/">x</mj-button>'
    )
    url = urlsplit(attribute(page(mail, name=name), "a", "href"))
    assert (url.netloc, unquote(url.path)) == (
        "acme.example",
        f"/for/{person({'name': name})['name']}/",
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("https://acme.example/a?b=c&d=e#f", "https://acme.example/a?b=c&d=e#f"),
        ("http://acme.example/\u00e4 b", "http://acme.example/%C3%A4%20b"),
        ("mailto:ann@acme.example", "mailto:ann@acme.example"),
        ("HTTPS://acme.example", "HTTPS://acme.example"),
        ("javascript:alert(1)", "#"),
        (" javascript:alert(1)", "#"),
        ("data:text/html,x", "#"),
        ("//acme.example", "#"),
        ("/unsubscribe", "#"),
        ("https:acme.example", "#"),
        ("", "#"),
    ],
)
def test_a_whole_address_is_one_of_the_web_or_of_mail(value: str, shown: str) -> None:
    mail = compiled('<mj-text><a href="{{ recipient.site }}">x</a></mj-text>')
    assert attribute(page(mail, site=value), "a", "href") == shown


def test_links_are_slots_too_and_need_no_question() -> None:
    mail = compiled(
        "<mj-text>{% for link in [links.unsubscribe, links.view] if link %}"
        '<a href="{{ link }}">x</a>{% endfor %}</mj-text>'
    )
    found = [node.attributes["href"] for node in page(mail).css("a")]
    assert found == [LINKS["links.unsubscribe"], LINKS["links.view"]]


def test_the_subject_is_filled_in_wherever_it_is_shown() -> None:
    subject = "{{ recipient.name | default('you') }}, {{ this }} {% stays %}"
    mail = compiled("<mj-text><b>{{ subject }}</b></mj-text>", "{{ subject }}", subject=subject)
    got = fill(mail, {"name": "Ann & Bo"})
    bold = LexborHTMLParser(got.html).css_first("b")
    assert bold is not None
    assert {got.subject, got.text, bold.text()} == {"Ann & Bo, {{ this }} {% stays %}"}


@pytest.mark.parametrize(
    ("filters", "value", "shown"),
    [
        ('default("there")', "", "there"),
        ('default("there")', "   ", "there"),
        ('default("there")', "Ann", "Ann"),
        ('d("there", true)', "", "there"),
        ('default(default_value="there")', "", "there"),
        ("default(5)", "", "5"),
        ("default", "", ""),
        ("upper", "straße", "STRASSE"),
        ("lower", "ANN", "ann"),
        ("title", "ann o'brien-smith", "Ann O'brien-Smith"),
        ("capitalize", "ANN MARIE", "Ann marie"),
        ("trim('x')", "xxAnnx", "Ann"),
        ('default("you") | upper', "", "YOU"),
        ('trim("-") | default("none", true)', "--", "none"),
        ("upper", "", ""),
    ],
)
def test_filters_wait_for_the_value(filters: str, value: str, shown: str) -> None:
    mail = compiled("<mj-text>x</mj-text>", f"{{{{ recipient.name | {filters} }}}}")
    assert fill(mail, {"name": value}).text == shown


def test_what_is_not_known_of_a_recipient_is_empty() -> None:
    mail = compiled("<mj-text>[{{ recipient.name }}]</mj-text>", "[{{ recipient.name }}]")
    got = fill(mail, {})
    assert got.text == "[]"
    assert "[]" in got.html


def test_a_value_is_one_line() -> None:
    mail = compiled("<mj-text>x</mj-text>", "{{ recipient.name }}", subject="{{ recipient.name }}")
    got = fill(mail, {"name": "Ann\r\nBcc: x@x.example\x00\u2028!"})
    assert (got.text, got.subject) == ("Ann Bcc: x@x.example !",) * 2


def test_the_compile_says_which_slots_there_are() -> None:
    mail = compiled(
        "<mj-text>\n{{ recipient.name | default('x') | title }}</mj-text>",
        "{% if recipient.plan %}{{ links.view }}{% endif %}",
    )
    assert [(use.name, use.filters, str(use.place)) for use in mail.slots] == [
        ("name", ("default", "title"), "templates/t.mjml:3:4"),
        ("plan", (), "templates/t.txt:1:7"),
        ("links.view", (), "templates/t.txt:1:27"),
    ]


def test_a_mail_with_an_error_cannot_be_filled_in() -> None:
    mail = compile_mail(template("x", "{{ open"), {}, "News")
    with pytest.raises(ValueError, match="could not be compiled"):
        fill(mail, {})


def test_the_html_of_one_recipient_has_places() -> None:
    body = (
        "<mj-text>Hi {{ recipient.name }}</mj-text>\n"
        "{% if recipient.plan %}<mj-button href='u'>Pro</mj-button>{% endif %}"
    )
    placed = place_mail(template(body), {}, {"name": "<Ann> " * 9, "plan": "pro"})
    mail = compiled(body)
    assert placed.html == fill(mail, {"name": "<Ann> " * 9, "plan": "pro"}).html
    assert str(placed.place((placed.html or "").index("Pro<"))) == "templates/t.mjml:3:24"


EVERYWHERE = """
<mj-text>
  <p>Dear {{ recipient.a | default("reader") }}{{ recipient.b }},</p>
  <p title="for {{ recipient.b | upper }}">{{ recipient.a }} {{ recipient.c | d(fallback) }}</p>
  <p>{% if recipient.a == "x" %}one {{ recipient.b }}{% elif recipient.b %}two{% else %}none
  {% endif %}</p>
  {% if recipient.c and not recipient.a in ["x", "y"] %}
  <ul><li>{{ recipient.c }}</li></ul>
  {% endif %}
</mj-text>
<mj-image src="a.png" alt="{{ recipient.c }} &amp; co" />
<mj-button href="u">{{ recipient.a | title }}</mj-button>
"""
TEXT = """Dear {{ recipient.a | default("reader") }}{{ recipient.b }},
{% if recipient.a == "x" or recipient.b != "y" -%}
one {{ recipient.c }}
{%- elif recipient.b %}
two
{%- endif %}
"""
MAIL = compile_mail(template(EVERYWHERE, TEXT), {"fallback": "Ländle"}, "News")
VALUES = st.dictionaries(
    st.sampled_from("abc"), st.sampled_from(["", "x", "y", *HOSTILE]) | st.text(max_size=12)
)


def body_of(html: str | None) -> str:
    """The body; the head may hold styles of what others get.

    The engine drops line breaks between tags, but not those beside a block that stays open.
    """
    return re.sub(r"\s*(<[^<>]*>)\s*", r"\1", (html or "").partition("<body")[2])


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(VALUES)
def test_filling_equals_rendering_for_that_recipient(attributes: dict[str, str]) -> None:
    mail, context = MAIL, {"fallback": "Ländle"}
    got = fill(mail, attributes)
    direct = {**context, "recipient": person(attributes)}
    files = template(EVERYWHERE, TEXT).files
    assert body_of(got.html) == body_of(render_html("t.mjml", direct, files).html)
    assert got.text == render_text("t.txt", direct, files).text
