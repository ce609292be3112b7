"""What depends on the recipient stays open where it can, and makes variants where it cannot."""

import re

import pytest

from newsletter.email.render import render_html
from newsletter.email.slots.filling import fill
from newsletter.email.slots.mail import MailTemplate, compile_mail
from newsletter.email.slots.model import Block, Compiled, Pieces
from newsletter.email.slots.values import person
from newsletter.email.templates import DictTemplates

PEOPLE = [
    {},
    {"a": "x"},
    {"a": "y", "b": "x"},
    {"a": "z", "b": "z", "c": "1"},
    {"b": "y", "c": "2"},
    {"a": "x", "b": "x", "c": "x"},
]
SECTION = "<mj-section><mj-column><mj-text>{}</mj-text></mj-column></mj-section>"


def compiled(body: str, head: str = "") -> tuple[Compiled, DictTemplates]:
    page = f'<mjml lang="en"><mj-head>{head}</mj-head><mj-body>{body}</mj-body></mjml>'
    files = DictTemplates({"t.mjml": page, "t.txt": ""})
    return compile_mail(MailTemplate("t", files), {}, "News"), files


def in_column(inner: str) -> str:
    return f"<mj-section><mj-column>{inner}</mj-column></mj-section>"


def body_of(html: str | None) -> str:
    """The body; the head may hold styles of what others get, as the line breaks beside a block."""
    return re.sub(r"\s*(<[^<>]*>)\s*", r"\1", (html or "").partition("<body")[2])


def is_one_mail(pieces: Pieces | None) -> bool:
    """Not a choice between whole mails."""
    return pieces is not None and not isinstance(pieces[0], Block)


OPEN = {
    "a section": "{% if recipient.a %}" + SECTION.format("yes") + "{% endif %}",
    "a section or another": "{% if recipient.a == 'x' %}"
    + SECTION.format("x")
    + "{% elif recipient.b != 'y' %}"
    + SECTION.format("not y")
    + "{% else %}"
    + SECTION.format("else")
    + "{% endif %}",
    "a section of a wrapper": "<mj-wrapper>{% if recipient.a %}"
    + SECTION.format("a")
    + "{% endif %}"
    + SECTION.format("b")
    + "{% if recipient.b %}"
    + SECTION.format("c")
    + "{% endif %}</mj-wrapper>",
    "tags of a column": in_column(
        "{% if recipient.a %}<mj-text>a</mj-text><mj-divider />{% endif %}<mj-spacer />"
        "{% if not recipient.b %}<mj-image src='a' alt='{{ recipient.c }}' />{% endif %}"
    ),
    "words": SECTION.format("{% if recipient.a == 'x' %}one{% else %}two{% endif %} three"),
    "html": SECTION.format("<p>a</p>{% if recipient.a %}<ul><li>b</li></ul>{% endif %}<p>c</p>"),
    "rows": in_column(
        "<mj-table>{% for n in [1, 2] %}{% if recipient.a %}<tr><td>{{ n }}</td></tr>{% endif %}"
        "{% endfor %}<tr><td>x</td></tr></mj-table>"
    ),
    "one inside another": SECTION.format(
        "{% if recipient.a %}a{% if recipient.b %}b{{ recipient.c }}{% else %}d{% endif %}"
        "{% endif %}"
    ),
    "and, or, not": SECTION.format(
        "{% if recipient.a and not (recipient.b or recipient.c == 'x') %}yes{% else %}no{% endif %}"
    ),
    "one of several": SECTION.format(
        "{% if recipient.a in ['x', 'y'] %}in{% endif %}"
        "{% if recipient.b not in ('x',) %}out{% endif %}"
    ),
    "an elif behind what is decided": SECTION.format(
        "{% if 1 == 2 %}never{% elif recipient.a == 'x' %}x{% elif 1 == 1 %}else{% endif %}"
    ),
    "ors inside ors": SECTION.format(
        "{% if recipient.a or recipient.b %}{% if recipient.b or recipient.c %}1{% else %}2"
        "{% endif %}{% elif recipient.a and recipient.b %}3{% else %}4{% endif %}"
    ),
    "a filtered value": SECTION.format(
        "{% if recipient.a | default('x') | upper == 'X' %}yes{% else %}no{% endif %}"
    ),
    "a name that was set": SECTION.format(
        "{% set who = recipient.a %}{% if who == 'x' %}yes{% else %}no{% endif %}"
    ),
    "beside what is decided": SECTION.format("{% if 1 == 1 and recipient.a %}yes{% endif %}"),
    "an html attribute's neighbour": SECTION.format(
        '<a href="u">{% if recipient.a %}a{% else %}b{% endif %}</a>'
    ),
}
CLOSED = {
    "a column": "<mj-section>"
    "{% if recipient.a %}<mj-column><mj-text>a</mj-text></mj-column>{% endif %}"
    "<mj-column><mj-text>b</mj-text></mj-column></mj-section>",
    "an attribute": in_column(
        "<mj-text color=\"{{ 'red' if recipient.a == 'x' else 'blue' }}\">a</mj-text>"
    ),
    "an attribute with an if": in_column(
        "<mj-text color=\"{% if recipient.a == 'x' %}red{% else %}blue{% endif %}\">a</mj-text>"
    ),
    "an attribute of html": SECTION.format(
        '<b style="color:{% if recipient.a %}red{% else %}blue{% endif %}">a</b>'
    ),
    "half a tag": SECTION.format(
        "{% if recipient.a %}<b>{% endif %}x{% if recipient.a %}</b>{% endif %}"
    ),
    "tags that cross": SECTION.format(
        "<p>{% if recipient.a %}a</p><p>b{% else %}c</p><p>d{% endif %}</p>"
    ),
    "a navigation": in_column(
        "<mj-navbar>{% if recipient.a %}<mj-navbar-link href='u'>a</mj-navbar-link>{% endif %}"
        "<mj-navbar-link href='v'>b</mj-navbar-link></mj-navbar>"
    ),
    "a name set inside": SECTION.format(
        "{% if recipient.a %}{% set x = 'one' %}{% else %}{% set x = 'two' %}{% endif %}{{ x }}"
    ),
    "a macro's argument": SECTION.format(
        "{% macro m(a) %}{% if a == 'x' %}yes{% else %}no{% endif %}{% endmacro %}"
        "{{ m(recipient.a) }}"
    ),
    "an inline if": SECTION.format("{{ 'one' if recipient.a in ['x', 'y'] else 'two' }}"),
    "an inline or": SECTION.format("{{ recipient.a or 'two' }}"),
    "a comment": SECTION.format("a<!--[if mso]>{% if recipient.a %}b{% endif %}<![endif]-->"),
    "a loop's condition": SECTION.format("{% for n in [1, 2] if recipient.a %}{{ n }}{% endfor %}"),
}


@pytest.mark.parametrize("body", OPEN.values(), ids=OPEN)
def test_a_block_around_sections_or_in_text_stays_open(body: str) -> None:
    mail, _ = compiled(body)
    assert mail.problems == ()
    assert is_one_mail(mail.html)


@pytest.mark.parametrize("body", CLOSED.values(), ids=CLOSED)
def test_what_cannot_stay_open_makes_variants(body: str) -> None:
    mail, _ = compiled(body)
    assert mail.problems == ()
    assert not is_one_mail(mail.html)


@pytest.mark.parametrize("body", [*OPEN.values(), *CLOSED.values()], ids=[*OPEN, *CLOSED])
@pytest.mark.parametrize("attributes", PEOPLE, ids=str)
def test_everybody_gets_what_a_template_gives_for_them_alone(
    body: str, attributes: dict[str, str]
) -> None:
    mail, files = compiled(body)
    direct = render_html("t.mjml", {"recipient": person(attributes)}, files)
    assert body_of(fill(mail, attributes).html) == body_of(direct.html)


def test_a_style_sheet_can_depend_on_the_recipient() -> None:
    mail, _ = compiled("", "{% if recipient.a %}<mj-style>.a { color: red }</mj-style>{% endif %}")
    assert ".a { color: red }" in fill(mail, {"a": "x"}).html
    assert ".a { color: red }" not in fill(mail, {}).html


def test_a_chain_makes_one_variant_for_each_of_its_branches() -> None:
    branches = "".join(f"{{% elif recipient.a == '{n}' %}}{n}" for n in range(14))
    colors = "{% if recipient.a == 'x' %}x" + branches + "{% else %}-{% endif %}"
    mail, _ = compiled(in_column(f'<mj-image src="a.png" alt="{colors}" />'))
    assert mail.problems == ()
    assert 'alt="7"' in fill(mail, {"a": "7"}).html


def test_a_long_chain_in_text_stays_open() -> None:
    branches = "".join(f"{{% elif recipient.a == '{n}' %}}{n}" for n in range(39))
    mail, _ = compiled(SECTION.format("{% if recipient.a == 'x' %}x" + branches + "{% endif %}"))
    assert mail.problems == ()
    assert is_one_mail(mail.html)


@pytest.mark.parametrize(
    "text",
    [
        "{% if recipient.a %}" + "".join(f"{{% elif recipient.a{n} %}}" for n in range(200)),
        "".join(f"{{% if recipient.a{n} or recipient.b{n} %}}" for n in range(12)) + "x",
        "{% if " + " or ".join(f"recipient.a{n}" for n in range(90)) + " %}x",
        "{% if " + " and ".join(f"(recipient.a{n} or recipient.b)" for n in range(12)) + " %}x",
    ],
)
def test_ifs_beyond_all_measure_cost_variants_and_end(text: str) -> None:
    mail, _ = compiled(SECTION.format(text + "{% endif %}" * text.count("{% if ")))
    assert [problem.code for problem in mail.problems] == ["slot-variants"]


def test_more_than_sixteen_variants_are_a_problem() -> None:
    ifs = " ".join(f"{{% if recipient.a{n} %}}{n}{{% endif %}}" for n in range(5))
    mail, _ = compiled(in_column(f'<mj-image src="a.png"\n alt="{ifs}" />'))
    (problem,) = mail.problems
    assert (problem.code, problem.place.line) == ("slot-variants", 2)
    assert mail.html is None


def test_sixteen_blocks_in_text_make_no_variant() -> None:
    ifs = " ".join(f"{{% if recipient.a{n} %}}{n}{{% endif %}}" for n in range(40))
    mail, _ = compiled(SECTION.format(ifs))
    assert is_one_mail(mail.html)


def test_a_mistake_in_either_branch_is_found() -> None:
    mail, _ = compiled("{% if recipient.a %}<mj-sektion />{% else %}<mj-wraper />{% endif %}")
    assert [problem.code for problem in mail.problems] == ["mjml-tag", "mjml-tag"]


def test_the_same_question_is_asked_once() -> None:
    ifs = "{% if recipient.a == 'x' %}1{% endif %}{% if recipient.a != 'x' %}2{% endif %}" * 9
    mail, _ = compiled(in_column(f'<mj-image src="a.png" alt="{ifs}" />'))
    assert mail.problems == ()
    assert 'alt="222222222"' in fill(mail, {}).html


def test_content_that_looks_like_a_word_of_ours_is_content() -> None:
    files = DictTemplates(
        {
            "t.mjml": "<mjml><mj-body><mj-raw>{{ x }}{{ recipient.a }}</mj-raw></mj-body></mjml>",
            "t.txt": "",
        }
    )
    mail = compile_mail(MailTemplate("t", files), {"x": "zq0123456789abcdefzs0q"}, "News")
    assert "zq0123456789abcdefzs0qAnn" in fill(mail, {"a": "Ann"}).html


def test_compiling_twice_gives_the_same() -> None:
    body = "".join(OPEN.values()) + CLOSED["a column"]
    assert compiled(body)[0] == compiled(body)[0]
