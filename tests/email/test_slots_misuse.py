"""Whatever would bake a placeholder into a mail is refused, with its line."""

import pytest

from newsletter.email.slots.mail import MailTemplate, compile_mail
from newsletter.email.slots.model import Compiled
from newsletter.email.slots.text import slot_text
from newsletter.email.templates import DictTemplates

PAGE = """<mjml lang="en"><mj-body><mj-section><mj-column>
{body}
</mj-column></mj-section></mj-body></mjml>"""


def compiled(body: str, text: str = "") -> Compiled:
    files = DictTemplates({"t.mjml": PAGE.format(body=body), "t.txt": text})
    context = {"shout": str.upper, "fields": {"a": "b"}, "lang": "de"}
    return compile_mail(MailTemplate("t", files), context, "News")


def problems(body: str) -> list[str]:
    return [
        f"{problem.place.line}:{problem.place.column} {problem.code}"
        for problem in compiled(body).problems
    ]


@pytest.mark.parametrize(
    "expression",
    [
        'recipient.name | replace("a", "b")',
        "recipient.name | length",
        "recipient.name | truncate(5)",
        "recipient.name | safe",
        "recipient.name | urlencode",
        "recipient.name | e",
        "recipient['name'] | wordwrap",
        "'%s' | format(recipient.name)",
        "'a' | replace('a', recipient.name)",
        "missing | default(recipient.name)",
        "recipient.name | upper | default('late')",
        "links.view | replace('a', 'b')",
    ],
)
def test_other_filters_are_refused(expression: str) -> None:
    found = problems(f"<mj-text>\n  {{{{ {expression} }}}}</mj-text>")
    assert {line.split(":")[0] for line in found} == {"3"}
    assert {line.split()[1] for line in found} & {"slot-filter", "slot-use"}


@pytest.mark.parametrize(
    "expression",
    [
        "'Dear ' ~ recipient.name",
        "'Dear ' + recipient.name",
        "'Dear %s' % recipient.name",
        "recipient.age * 2",
        "-recipient.age",
        "recipient.age > '18'",
        "recipient.age == 18",
        "recipient.a == recipient.b",
        "recipient.name is defined",
        "recipient.name is string",
        "recipient.name is divisibleby 2",
        "recipient.name[0]",
        "recipient.name[:3]",
        "recipient.name.upper()",
        "recipient.name.first",
        "recipient.name()",
        "shout(recipient.name)",
        "range(recipient.age)",
        "'a'.replace('a', recipient.name)",
        "fields[recipient.name]",
        "fields.get(recipient.name)",
        "{recipient.name: 1}",
        "[recipient.a, recipient.b] | join(' ')",
        "recipient.name in 'abc'",
        "'a' in recipient.name",
        "recipient",
        "links",
        "recipient[3]",
        "recipient.name | default(links.view)",
        "recipient.name | default(fields)",
    ],
)
def test_whatever_needs_the_value_now_is_refused(expression: str) -> None:
    found = problems(f"<mj-text>\n  {{{{ {expression} }}}}</mj-text>")
    assert found
    assert {line.split(":")[0] for line in found} == {"3"}


@pytest.mark.parametrize(
    "statement",
    [
        "{% for letter in recipient.name %}{{ letter }}{% endfor %}",
        "{% for letter in recipient %}{{ letter }}{% endfor %}",
        "{% filter upper %}{{ recipient.name }}{% endfilter %}",
        "{% set x %}{{ recipient.name }}{% endset %}{{ x | upper }}",
        "{% set x %}{{ recipient.name }}{% endset %}{{ x | length }}",
        "{% set x %}{{ recipient.name }}{% endset %}{% if x %}a{% endif %}",
        "{% set x %}{{ recipient.name }}{% endset %}{% if x == 'a' %}a{% endif %}",
        "{% set x %}{{ recipient.name }}{% endset %}{% if not x %}a{% endif %}",
        "{% set x %}{{ recipient.name }}{% endset %}{{ x or 'nobody' }}",
        "{% set x %}{{ recipient.name }}{% endset %}{{ 1 if x else 2 }}",
        "{% set x %}{{ recipient.name }}{% endset %}{{ x[:2] }}",
        "{% set x %}{{ recipient.name }}{% endset %}{{ x.upper() }}",
        "{% set x %}{{ recipient.name }}{% endset %}{{ shout(x) }}",
        "{% set x %}{{ recipient.name }}{% endset %}{{ x is lower }}",
        "{% set x %}{{ recipient.name }}{% endset %}{% for c in x %}{{ c }}{% endfor %}",
        "{% macro m(a) %}{{ a | length }}{% endmacro %}{{ m(recipient.name) }}",
    ],
)
def test_text_that_holds_a_slot_cannot_be_worked_on_either(statement: str) -> None:
    assert {line.split()[1] for line in problems(f"<mj-text>{statement}</mj-text>")} <= {
        "slot-filter",
        "slot-use",
    }
    assert problems(f"<mj-text>{statement}</mj-text>")


@pytest.mark.parametrize(
    "statement",
    [
        "{% set x = recipient.name | title %}{{ x }}",
        "{% set x %}<b>{{ recipient.name }}</b>{% endset %}{{ x }}",
        "{% macro m(a) %}<b>{{ a }}</b>{% endmacro %}{{ m(recipient.name) }}{{ m('you') }}",
        "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ links.view }}{% endcall %}",
        "{% for who in [recipient.name, 'x'] %}{{ who }}{% endfor %}",
        "{% with x = recipient.name %}{{ x }}{% endwith %}",
        "{% set ns = namespace(x=recipient.name) %}{{ ns.x }}",
        "{% set x %}{{ recipient.name }}{% endset %}{{ x is defined }}{{ x | safe }}",
        "{{ [recipient.a, recipient.b] | length }}{{ [recipient.a, 'x'] | last }}",
        "{% if recipient.email and links.view %}x{% endif %}",
        "{{ recipient['given name'] }}",
    ],
)
def test_a_slot_may_travel_to_where_it_is_shown(statement: str) -> None:
    assert problems(f"<mj-text>{statement}</mj-text>") == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ('<mj-text color="{{ recipient.x }}">a</mj-text>', "2:10"),
        ('<mj-text padding="{{ recipient.x }}px">a</mj-text>', "2:10"),
        ('<mj-text css-class="{{ recipient.x }}">a</mj-text>', "2:10"),
        ('<mj-text><b style="color:{{ recipient.x }}">a</b></mj-text>', "2:13"),
        ('<mj-text><b onclick="{{ recipient.x }}">a</b></mj-text>', "2:13"),
        ('<mj-text><b {{ recipient.x }}="a">a</b></mj-text>', "2:13"),
        ("<mj-text><{{ recipient.x }}>a</{{ recipient.x }}></mj-text>", "2:1"),
        ('<mj-raw><iframe src="{{ links.view }}"></iframe></mj-raw>', "2:17"),
        ("<mj-raw><style>a { color: {{ recipient.x }} }</style></mj-raw>", "2:9"),
        ("<mj-raw><script>{{ recipient.x }}</script></mj-raw>", "2:9"),
        ("<mj-text>a<!-- {{ recipient.x }} --></mj-text>", "2:11"),
        ("<mj-text>a<!--[if mso]>{{ recipient.x }}<![endif]--></mj-text>", "2:11"),
        ('<mj-button href="https://{{ recipient.x }}/">a</mj-button>', "2:12"),
        ('<mj-button href="https://acme.example{{ recipient.x }}">a</mj-button>', "2:12"),
        ('<mj-button href="//acme{{ recipient.x }}/">a</mj-button>', "2:12"),
        ('<mj-button href="javascript:x({{ recipient.x }})">a</mj-button>', "2:12"),
        ('<mj-text><a href="https:{{ recipient.x }}">a</a></mj-text>', "2:13"),
    ],
)
def test_a_slot_cannot_stand_where_no_value_is_safe(body: str, place: str) -> None:
    assert problems(body) == [f"{place} slot-place"]


def test_a_mjml_problem_shows_a_slot_as_it_was_written() -> None:
    (problem,) = compiled("{{ recipient.name | title }}").problems
    assert (problem.code, problem.text) == (
        "mjml-text",
        "Text cannot stand in <mj-column>: '{{ recipient.name | title }}'.",
    )


def test_an_unknown_link_gets_a_suggestion() -> None:
    (problem,) = compiled("<mj-text>{{ links.unsubscribed }}</mj-text>").problems
    assert str(problem) == (
        "templates/t.mjml:2:19 error [template-name] 'unsubscribed' does not exist on links. "
        "Did you mean 'unsubscribe'?"
    )


def test_names_that_look_private_are_forbidden() -> None:
    assert problems("<mj-text>{{ recipient.__class__ }}</mj-text>") == ["2:23 template-forbidden"]


def test_a_misspelt_attribute_gets_a_suggestion() -> None:
    (problem,) = compiled("<mj-text>{{ recipient.frist_name }}</mj-text>").problems
    assert (problem.severity, problem.code, problem.hint) == (
        "warning",
        "slot-name",
        "Did you mean 'first_name'?",
    )


def test_where_the_attributes_are_known_any_other_one_is_a_warning() -> None:
    files = DictTemplates({"t.mjml": PAGE.format(body=""), "t.txt": "{{ recipient.plan }}"})
    template = MailTemplate("t", files)
    assert compile_mail(template, {}, "News", attributes=["plan"]).problems == ()
    (problem,) = compile_mail(template, {}, "News", attributes=["city"]).problems
    assert str(problem) == (
        "templates/t.txt:1:4 warning [slot-name] No recipient is known to have 'plan'. "
        "They have city, email, first_name, id, lang, last_name."
    )


def test_a_mistake_in_the_subject_is_a_problem() -> None:
    subject = "Hi {{ recipient.name | nosuch }}"
    files = DictTemplates({"t.mjml": PAGE.format(body=""), "t.txt": ""})
    mail = compile_mail(MailTemplate("t", files), {"s": slot_text(subject)}, subject)
    assert [problem.code for problem in mail.problems] == ["slot-filter"]
    assert "'{{ recipient.name | nosuch }}' cannot be read" in mail.problems[0].text


def test_a_slot_says_why_a_filter_is_refused() -> None:
    (problem,) = compiled("<mj-text>{{ recipient.name | replace('a', 'b') }}</mj-text>").problems
    assert str(problem) == (
        "templates/t.mjml:2:13 error [slot-filter] The filter 'replace' cannot be used on "
        "'recipient.name': it would change a placeholder. Those that wait for the value are "
        "capitalize, default, lower, title, trim, upper."
    )
