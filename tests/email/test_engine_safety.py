"""Any text survives the way through Jinja and the engine, in attributes and between tags."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from newsletter.email.render import render_html
from newsletter.email.templates import DictTemplates

TEMPLATE = """<mjml>
  <mj-head>
    <mj-title>{{ text }}</mj-title>
    <mj-preview>{{ text }}</mj-preview>
  </mj-head>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-image src="https://acme.example/a.png" alt="{{ text }}" />
        <mj-button href='https://acme.example/?q={{ text }}'>x</mj-button>
        <mj-text css-class="text"><b title='{{ text }}'>{{ text }}</b></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
"""
# What no mail may hold: control characters, surrogates, noncharacters. A carriage return is one
# for an HTML parser, too.
UNUSABLE = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(
    lambda text: re.sub(UNUSABLE, "", text)
)
markup = st.text(alphabet="<>&\"'\\/=!-[]{}%#; a1p\n\t", max_size=40)


def rendered(text: str) -> LexborHTMLParser:
    result = render_html("t.mjml", {"text": text}, DictTemplates({"t.mjml": TEMPLATE}))
    assert result.problems == ()
    assert result.html is not None
    return LexborHTMLParser(result.html)


def attribute(page: LexborHTMLParser, selector: str, name: str) -> str:
    (node,) = page.css(selector)
    return node.attributes[name] or ""


def one_line(text: str) -> str:
    return re.sub(r"[\n\t]+", " ", text)


TEXTS = {
    "plain": "Hello",
    "no-break space": "Bonjour\u00a0!",
    "narrow no-break space": "10\u202f%",
    "soft hyphen": "Donau\u00addampf",
    "joined emoji": "👨\u200d👩\u200d👧 and ❤\ufe0f",
    "flags and skin tones": "🇩🇪 👍🏽",
    "Hindi": "नमस्ते दुनिया",
    "Thai": "สวัสดีชาวโลก",
    "Arabic with marks": "\u200fمَرْحَبًا",
    "combining accent": "e\u0301te\u0301",
    "line separator": "a\u2028b",
    "ideographic space": "東京\u3000大阪",
    "double quotes": 'say "x"',
    "single quotes": "it's 'x'",
    "backslash": "C:\\new\\table",
    "looks like Rust": "\\u{a0} \\n",
    "line breaks": "one\ntwo\n\n\tthree",
    "markup": "<b>&amp;</b> </mj-text> <!-- --> ]]>",
    "looks like Jinja": "{{ x }} {% if %} {# #}",
    "looks like a reference": "&nbsp; &#39; &copy &",
    "beyond the basic plane": "𝒜𝓃 𠮷",
    "byte order mark": "a\ufeffb",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_an_attribute_holds_the_text_that_it_was_given(text: str) -> None:
    assert attribute(rendered(text), "img", "alt") == one_line(text)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_link_holds_the_text_that_it_was_given(text: str) -> None:
    href = attribute(rendered(text), "a", "href")
    assert href == f"https://acme.example/?q={one_line(text)}"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_html_inside_a_text_holds_the_text_that_it_was_given(text: str) -> None:
    page = rendered(text)
    (bold,) = page.css(".text b")
    assert bold.text() == text
    assert bold.attributes["title"] == one_line(text)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_the_title_and_its_label_hold_the_text_that_they_were_given(text: str) -> None:
    page = rendered(text)
    assert page.css("title")[0].text() == one_line(text)
    assert attribute(page, "[aria-label]", "aria-label") == one_line(text)


@given(texts)
@settings(max_examples=60, deadline=None, database=None, derandomize=True)
def test_any_text_survives_in_an_attribute_and_between_tags(text: str) -> None:
    page = rendered(text)
    assert attribute(page, "img", "alt") == text
    assert page.css(".text b")[0].text() == text


@given(markup)
@settings(max_examples=60, deadline=None, database=None, derandomize=True)
def test_any_markup_survives_as_text(text: str) -> None:
    page = rendered(text)
    assert attribute(page, "img", "alt") == one_line(text)
    assert page.css(".text b")[0].text() == text


@given(markup)
@settings(max_examples=150, deadline=None, database=None, derandomize=True)
def test_any_template_whatever_gives_html_or_a_problem(text: str) -> None:
    template = TEMPLATE.replace("{{ text }}", text)
    result = render_html("t.mjml", {}, DictTemplates({"t.mjml": template}))
    assert result.html is not None or result.problems


@given(st.text(alphabet="<>&\"'/=!-[] apmjtex-", max_size=60))
@settings(max_examples=150, deadline=None, database=None, derandomize=True)
def test_any_html_of_the_context_gives_html_or_a_problem(html: str) -> None:
    template = "<mjml><mj-body><mj-raw>{{ html | safe }}</mj-raw></mj-body></mjml>"
    result = render_html("t.mjml", {"html": html}, DictTemplates({"t.mjml": template}))
    assert result.html is not None or result.problems
