"""The parts of the engine: dividing, marking and preparing; the sandbox; what a name is called."""

import subprocess
import sys
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.email.jinja.delimiters import Unclosed, spans
from newsletter.email.jinja.prepare import prepare_mjml
from newsletter.email.marks import mark, unmark
from newsletter.email.mjml import css
from newsletter.email.mjml.tokens import token_at
from newsletter.email.render import render_text
from newsletter.email.source import Source
from newsletter.email.templates import DictTemplates
from newsletter.problems import Place

MODEST = settings(max_examples=150, deadline=None, database=None, derandomize=True)
PIECES = """{{ }} {% %} {# #} {%raw%} {%endraw%} " ' \\ ( } a <b </b> x=' <!-- --> > <mj-text>
</mj-text> <mj-"""
jinja = st.lists(st.sampled_from([*PIECES.split(), " ", "\n"]), max_size=20).map("".join)


def source(text: str) -> Source:
    return Source("t.mjml", "templates/t.mjml", text)


@given(jinja)
@MODEST
def test_spans_are_a_template_up_to_what_is_never_closed(text: str) -> None:
    found, rest = "", ""
    try:
        for span in spans(text):
            found += text[span.start : span.end]
    except Unclosed as fault:
        rest = text[fault.offset :]
    assert found + rest == text


@given(jinja)
@MODEST
def test_a_prepared_template_without_its_marks_is_the_template(text: str) -> None:
    try:
        prepared = prepare_mjml(source(text))
    except Unclosed:
        return
    assert unmark(prepared.text, {}).text == text


@given(jinja)
@MODEST
def test_each_mark_stands_at_the_place_that_it_names(text: str) -> None:
    try:
        prepared = prepare_mjml(source(text))
    except Unclosed:
        return
    unmarked = unmark(prepared.text, {"t.mjml": source(text)})
    assert [unmarked.place(offset) for offset in unmarked.offsets] == [
        source(text).place(offset) for offset in unmarked.offsets
    ]


@given(st.text(alphabet="<>&\"'/=!-[]? apmj\n", max_size=60))
@MODEST
def test_tokens_are_the_whole_of_a_text(text: str) -> None:
    position, ends = 0, [0]
    while position < len(text):
        token = token_at(text, position)
        assert token.at == position
        position = token.end
        ends.append(position)
    assert ends == sorted(set(ends))
    assert position == len(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a{{ b }}c", ["text", "expression", "text"]),
        ("{% if a %}{# b #}", ["block", "comment"]),
        ('{{ "}}" }}', ["expression"]),
        ("{{ {'a': {}} }}", ["expression"]),
        ("{{ '\\'}}' }}", ["expression"]),
        ("{% raw %}{{ a }{% endraw %}", ["block", "raw", "block"]),
        ("{%- raw -%}{{{%- endraw -%}", ["block", "raw", "block"]),
        ("{# {{ #}", ["comment"]),
        ("a { b } c", ["text"]),
    ],
)
def test_a_template_is_divided_as_jinja_does_it(text: str, kinds: list[str]) -> None:
    assert [span.kind for span in spans(text)] == kinds


def test_content_that_looks_like_a_mark_is_taken_out_and_believed_in_nothing() -> None:
    start = Place("templates/t.mjml", 1, 1)
    unmarked = unmark(f"a{mark('gone.mjml', 5)}b\ufdd0t.mjml:x\ufdd1c\ufdd0", {}, start)
    assert unmarked.text == "abc"
    assert {unmarked.place(offset) for offset in range(3)} == {start}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a > b { color: red }", "a > b { color: red }"),
        ("/* <b> */ a {}", " a {}"),
        ("a { content: '<' }", "a { content: '\\3c ' }"),
        ("a { font: &#39;Inter&#39; }", "a { font: 'Inter' }"),
        ('a { content: "\\"<" }', 'a { content: "\\"\\3c " }'),
        ("a {} /* open <", "a {} "),
    ],
)
def test_css_is_said_in_a_way_that_the_engine_takes(given: str, expected: str) -> None:
    assert css.protect(given) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__",
        "edition.__init__",
        "edition.update({'a': 1})",
        "names.append(1)",
        "'x' * 9999999",
        "[0] * 9999999",
        "10 ** 99999",
        "'%99999d' % 1",
        "'{:>99999}'.format(1)",
        "'x'.ljust(9999999)",
        "'x' | center(9999999)",
        "'%99999d' | format(1)",
    ],
)
def test_the_sandbox_refuses(expression: str) -> None:
    files = DictTemplates({"t.txt": "{{ " + expression + " }}"})
    rendered = render_text("t.txt", {"edition": {"name": "x"}, "names": ["a"]}, files)
    assert [problem.code for problem in rendered.problems] == ["template-forbidden"]


@pytest.mark.parametrize("name", ["lipsum", "cycler.__init__.__globals__", "self.__init__"])
def test_the_sandbox_has_no_way_out(name: str) -> None:
    rendered = render_text("t.txt", {}, DictTemplates({"t.txt": "{{ " + name + " }}"}))
    assert rendered.problems


def test_the_context_is_not_changed_by_a_template() -> None:
    context: dict[str, object] = {"edition": {"name": "x"}}
    render_text("t.txt", context, DictTemplates({"t.txt": "{% set edition = 1 %}{{ edition }}"}))
    assert context == {"edition": {"name": "x"}}


@dataclass(frozen=True)
class Story:
    title: str

    @property
    def teaser(self) -> str:
        return self.title


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ edition.nam }}", "'nam' does not exist on an edition. Did you mean 'name'?"),
        ("{{ stories[0].titel }}", "'titel' does not exist on a story. Did you mean 'title'?"),
        ("{{ stories[0].teasr }}", "'teasr' does not exist on a story. Did you mean 'teaser'?"),
        ("{{ links['vew'] }}", "'vew' does not exist on links. Did you mean 'view'?"),
        ("{{ edition.a.deap }}", "'deap' does not exist on 'a'. Did you mean 'deep'?"),
        ("{{ edition.name.uper() }}", "'uper' does not exist on a name. Did you mean 'upper'?"),
        ("{{ edition.zzz }}", "'zzz' does not exist on an edition. It has a, name."),
        ("{{ stories[7].title }}", "There is no item 7 in stories, which has 1."),
        ("{% call zz() %}x{% endcall %}", "'zz' does not exist."),
        ("{{ zzz }}", "'zzz' does not exist. A template knows cycler,"),
    ],
)
def test_a_missing_name_is_said_with_what_lacks_it(template: str, said: str) -> None:
    context = {
        "edition": {"name": "x", "a": {"deep": 1}},
        "stories": [Story("A")],
        "links": {"view": "x"},
    }
    (problem,) = render_text("t.txt", context, DictTemplates({"t.txt": template})).problems
    assert f"{problem.text} {problem.hint}".startswith(said)


def test_a_field_of_none_is_said_and_the_rest_goes_on() -> None:
    files = DictTemplates({"t.txt": "{{ article.summary.text }} and on"})
    rendered = render_text("t.txt", {"article": {"summary": None}}, files)
    assert [problem.code for problem in rendered.problems] == ["template-name"]
    assert rendered.text == " and on"


def test_all_missing_names_are_found_in_one_run() -> None:
    text = "{{ a }}\n{% for b in c %}{{ b }}{% endfor %}\n{{ d + 1 }}{% if e > 2 %}{% endif %}"
    rendered = render_text("t.txt", {}, DictTemplates({"t.txt": text}))
    assert [problem.text[1] for problem in rendered.problems] == ["a", "c", "d", "e"]


def test_a_template_that_changes_is_read_anew() -> None:
    texts = [
        render_text("t.txt", {}, DictTemplates({"t.txt": text})).text for text in ("one", "two")
    ]
    assert texts == ["one", "two"]


def test_the_heavy_libraries_wait_until_something_is_rendered() -> None:
    heavy = "{'jinja2', 'mjml', 'markupsafe'}"
    code = f"import sys, newsletter.email.render; sys.exit(len({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
