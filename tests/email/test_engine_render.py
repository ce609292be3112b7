"""Good templates come out as they should; what looks like a mistake and is none must compile."""

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from newsletter.email.render import Rendered, render_html, render_text
from newsletter.email.templates import DictTemplates, path_problem

PAGE = """<mjml lang="en">
  <mj-body>
    <mj-section>
      <mj-column>
        {}
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
"""


def render(inner: str, **context: object) -> Rendered:
    return render_html("t.mjml", context, DictTemplates({"t.mjml": PAGE.format(inner)}))


def compiled(inner: str, **context: object) -> HTMLParser:
    rendered = render(inner, **context)
    assert rendered.problems == ()
    assert rendered.html is not None
    return HTMLParser(rendered.html)


def render_style(css: str, **context: object) -> Rendered:
    head = f"<mj-head><mj-style>{css}</mj-style></mj-head>"
    text = f"<mjml>{head}<mj-body></mj-body></mjml>"
    return render_html("t.mjml", context, DictTemplates({"t.mjml": text}))


def text_of(page: HTMLParser, selector: str) -> str:
    node = page.css_first(selector)
    assert node is not None
    return node.text().strip()


def alt_of(page: HTMLParser) -> str | None:
    (picture,) = page.css("img")
    return picture.attributes["alt"]


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ("<mj-text>{% if 2 < 3 %}less{% endif %}</mj-text>", "less"),
        ("<mj-text>{{ '<b>' }}</mj-text>", "<b>"),
        ("<mj-text>{{ {'a': {'b': 'deep'}}.a.b }}</mj-text>", "deep"),
        ("<mj-text>{% raw %}{{ open }}{% endraw %}</mj-text>", "{{ open }}"),
        ("<mj-text>I <3 you, 1 < 2, a > b & c</mj-text>", "I <3 you, 1 < 2, a > b & c"),
        ("<mj-text>a<br>b<BR/>c<hr></mj-text>", "abc"),
        ("<mj-text><img src=a.png alt=x>shown</mj-text>", "shown"),
        ('<mj-text><a href="a"title="b">close</a></mj-text>', "close"),
        ("<mj-text><P>upper</p></mj-text>", "upper"),
        ("<mj-text>a <!-- hidden -- comment --> b</mj-text>", "a  b"),
        ("<mj-text><![CDATA[1 < 2 & 3]]></mj-text>", "1 < 2 & 3"),
        ("<mj-text>{# a {{ comment #}kept</mj-text>", "kept"),
        ("<mj-text\n  align='left'\n>many lines</mj-text>", "many lines"),
        ("<mj-text>nul \x00\x0b\ufdd0\ufffe gone</mj-text>", "nul  gone"),
        ('{% set x = "</mj-text>" %}<mj-text>string</mj-text>', "string"),
        ("{% set x %}  <b>block</b>  {% endset %}<mj-text>{{ x | trim }}</mj-text>", "block"),
        ("{% macro m(a) %}<b>{{ a }}</b>{% endmacro %}<mj-text>{{ m('x') }}</mj-text>", "x"),
        ("<mj-text>{{ missing | default('there') }}</mj-text>", "there"),
        ("<mj-text>{% if missing is defined %}no{% else %}yes{% endif %}</mj-text>", "yes"),
        ("<mj-text>{% for a in [1, 2] %}{{ loop.index }}{% endfor %}</mj-text>", "12"),
        ("<mj-text>{{ '%02d' % 7 }} {{ 'ab' * 2 }} {{ 2 ** 8 }}</mj-text>", "07 abab 256"),
    ],
)
def test_what_is_no_mistake_compiles(inner: str, words: str) -> None:
    assert text_of(compiled(inner), "td div") == words


def test_a_double_quote_inside_a_single_quoted_attribute_survives() -> None:
    page = compiled("<mj-image src='https://acme.example/a.png' alt='say \"x\"' />")
    assert alt_of(page) == 'say "x"'


def test_a_document_may_begin_with_mark_declaration_doctype_and_comment() -> None:
    text = '\ufeff<?xml version="1.0"?>\r\n<!DOCTYPE mjml>\r\n<!-- ours -->\r\n' + PAGE.format("")
    assert render_html("t.mjml", {}, DictTemplates({"t.mjml": text})).problems == ()


def test_windows_line_ends_do_not_shift_lines() -> None:
    text = PAGE.format("<mj-txt />").replace("\n", "\r\n")
    (problem,) = render_html("t.mjml", {}, DictTemplates({"t.mjml": text})).problems
    assert str(problem.place) == "templates/t.mjml:5:9"


def test_context_is_escaped_in_text_and_in_attributes() -> None:
    hostile = "\"><script>alert('x')</script>"
    inner = "<mj-image src='a' alt='{{ x }}' /><mj-text>{{ x }}</mj-text>"
    page = compiled(inner, x=hostile)
    assert page.css_first("script") is None
    assert alt_of(page) == hostile
    assert text_of(page, "td div") == hostile


def test_html_of_the_context_is_html_when_the_template_says_safe() -> None:
    page = compiled("<mj-text>{{ html | safe }}</mj-text>", html="<p>One <em>two</em></p>")
    assert text_of(page, "em") == "two"


def test_a_fault_in_html_of_the_context_is_put_at_the_tag_around_it() -> None:
    rendered = render("<mj-text>{{ html | safe }}</mj-text>", html="<p>\n\n<em>open</p>")
    assert [str(problem.place) for problem in rendered.problems] == ["templates/t.mjml:5:9"]


def test_a_quoted_font_reaches_the_css_as_it_is() -> None:
    rendered = render_style(".a { font-family: {{ x }} } /* <b> */", x="'Inter', serif")
    assert rendered.problems == ()
    assert ".a { font-family: 'Inter', serif }" in (rendered.html or "")


def test_css_of_the_context_cannot_leave_the_style() -> None:
    rendered = render_style('.a { content: "{{ x }}" }', x="</style><b>")
    assert HTMLParser(rendered.html or "").css_first("b") is None


def test_no_font_is_loaded_from_elsewhere() -> None:
    assert "googleapis" not in (render("<mj-text>Hello</mj-text>").html or "")


def test_a_picture_without_alt_gets_an_empty_one() -> None:
    rendered = render("<mj-image src='https://acme.example/a.png' />")
    assert alt_of(HTMLParser(rendered.html or "")) == ""


def test_a_conditional_comment_is_kept() -> None:
    rendered = render("<mj-text><!--[if mso]><b>Outlook</b><![endif]-->x</mj-text>")
    assert rendered.problems == ()
    assert "<!--[if mso]><b>Outlook</b><![endif]-->" in (rendered.html or "")


def test_includes_of_css_and_html_are_wrapped() -> None:
    files = {
        "t.mjml": """<mjml>
          <mj-head><mj-include path="a.css" type="css" /></mj-head>
          <mj-body><mj-include path="a.html" type="html"></mj-include></mj-body>
        </mjml>""",
        "a.css": ".a > .b { color: red }",
        "a.html": "<b>bold</b>",
    }
    rendered = render_html("t.mjml", {}, DictTemplates(files))
    assert rendered.problems == ()
    assert ".a > .b { color: red }" in (rendered.html or "")
    assert text_of(HTMLParser(rendered.html or ""), "b") == "bold"


def test_css_can_be_included_inline() -> None:
    files = {
        "t.mjml": """<mjml>
          <mj-head><mj-include path="a.css" type="css" css-inline="inline" /></mj-head>
          <mj-body><mj-raw><i class="a">x</i></mj-raw></mj-body>
        </mjml>""",
        "a.css": ".a { color: red }",
    }
    rendered = render_html("t.mjml", {}, DictTemplates(files))
    assert "color:red" in (rendered.html or "").replace(" ", "")


def test_a_layout_is_extended_and_its_lines_stay_right() -> None:
    files = {
        "base.mjml": PAGE.format("{% block body %}{% endblock %}"),
        "t.mjml": '{% extends "base.mjml" %}\n{% block body %}\n  <mj-txt />\n{% endblock %}',
    }
    (problem,) = render_html("t.mjml", {}, DictTemplates(files)).problems
    assert str(problem.place) == "templates/t.mjml:3:3"


def test_an_include_over_several_lines_does_not_shift_lines() -> None:
    inner = '<mj-include\n  path="p.mjml"\n/>\n<mj-txt />'
    files = DictTemplates({"t.mjml": PAGE.format(inner), "p.mjml": ""})
    (problem,) = render_html("t.mjml", {}, files).problems
    assert str(problem.place) == "templates/t.mjml:8:1"


def test_a_fault_met_fifty_times_in_a_loop_is_said_once() -> None:
    inner = "{% for i in range(50) %}<mj-text colour='{{ i }}'>{{ i.x }}</mj-text>{% endfor %}"
    assert [problem.code for problem in render(inner).problems] == [
        "mjml-attribute",
        "template-name",
    ]


def test_html_is_given_in_spite_of_errors_so_that_a_preview_goes_on() -> None:
    rendered = render("<mj-text colour='red'>{{ nothing }} still here</mj-text>")
    assert "still here" in (rendered.html or "")


def test_text_templates_escape_nothing() -> None:
    files = DictTemplates({"t.txt": "{{ x }} <3 {{ x | shout }}\n"})
    rendered = render_text("t.txt", {"x": "a & b"}, files, {"shout": str.upper})
    assert (rendered.text, rendered.problems) == ("a & b <3 A & B\n", ())


def test_text_templates_report_with_line_and_column() -> None:
    files = DictTemplates({"t.txt": "Dear reader,\n\n{{ edition.subjct }}\n"})
    rendered = render_text("t.txt", {"edition": {"subject": "x"}}, files)
    (problem,) = rendered.problems
    assert str(problem) == (
        "templates/t.txt:3:12 error [template-name] 'subjct' does not exist on an edition. "
        "Did you mean 'subject'?"
    )


@pytest.mark.parametrize("name", ["digest.mjml", "partials/footer.mjml", "a-b_c.d.mjml"])
def test_a_name_inside_the_folder_is_fine(name: str) -> None:
    assert path_problem(name) is None


@pytest.mark.parametrize(
    "name", ["", "..", "../a", "a/../b", "/a", "a//b", "a\\b", "C:a", "a\nb", "a\x00b", "a/"]
)
def test_a_name_that_could_leave_the_folder_is_refused(name: str) -> None:
    problem = path_problem(name)
    assert problem is not None
    assert problem.code == "template-path"


def test_a_refused_name_never_reaches_the_files() -> None:
    files = DictTemplates({"../secret": "secret"})
    rendered = render_text("../secret", {}, files)
    assert [problem.code for problem in rendered.problems] == ["template-path"]
    assert rendered.text is None
