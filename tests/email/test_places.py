"""Every part of the HTML is traced back to the tag of the template that made it."""

import re
from pathlib import Path

import pytest

from newsletter.editions.assemble import assemble
from newsletter.editions.context import SAMPLE_RECIPIENT, template_context
from newsletter.editions.pictures import Picture, Pictures
from newsletter.email.filters import HTML_FILTERS
from newsletter.email.render import Placed, place_html, render_html
from newsletter.email.templates import DictTemplates
from newsletter.model import Article
from newsletter.settings import Identity, Settings

FOLDER = Path(__file__).parent.parent.parent / "templates"


def placed(**texts: str) -> Placed:
    files = {f"{name}.mjml": text for name, text in texts.items()}
    return place_html("t.mjml", {"html": "<p>from <i>content</i></p>"}, DictTemplates(files))


ONE = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>{}</mj-text></mj-column></mj-section>"
    "</mj-body></mjml>"
)


@pytest.fixture(scope="module")
def digest() -> Placed:
    """The shipped digest with two articles that have pictures."""
    images = {name: Picture(f"https://acme.example/{name}.png", 600, 300) for name in ("a", "b")}
    articles = [
        Article(ref=name, title=f"Title {name}", url=f"https://acme.example/{name}")
        for name in images
    ]
    edition = assemble(articles, Identity())
    settings = Settings(newsletter=Identity(address="1 Example Street"))
    context = template_context(edition, settings, Pictures(None, images), SAMPLE_RECIPIENT)
    files = {
        path.relative_to(FOLDER).as_posix(): path.read_text() for path in FOLDER.rglob("*.mjml")
    }
    return place_html("digest.mjml", context, DictTemplates(files), HTML_FILTERS)


def place_of(page: Placed, words: str, *, nth: int = 0) -> str:
    html = page.html or ""
    offset = -1
    for _ in range(nth + 1):
        offset = html.index(words, offset + 1)
    return str(page.place(offset)).removeprefix("templates/")


BODY = """<mjml lang="en">
  <mj-head>
    <mj-title>The title</mj-title>
    <mj-style>.a { color: #123456 }</mj-style>
    <mj-raw><meta name="x" content="y" /></mj-raw>
  </mj-head>
  <mj-body>
    <mj-wrapper>
      <mj-section padding="1px">
        <mj-column>
          <mj-text padding="2px">
            <p>one <b>two</b> three</p>
            <table><tr><td>four</td></tr></table>
            {{ html | safe }}
          </mj-text>
          <mj-image src="five.png" alt="" padding="3px" />
          <mj-button href="https://acme.example/six">six <i>seven</i></mj-button>
          <mj-social><mj-social-element src="s.png" href="h">eight</mj-social-element></mj-social>
        </mj-column>
        <mj-column width="33%"><mj-divider border-width="9px" /></mj-column>
      </mj-section>
    </mj-wrapper>
    <mj-include path="p.mjml" />
  </mj-body>
</mjml>
"""
PARTIAL = """<mj-section>
  {% for n in [1, 2] %}<mj-column><mj-text><b>part {{ n }}</b></mj-text></mj-column>{% endfor %}
</mj-section>"""


@pytest.mark.parametrize(
    ("words", "file", "tag"),
    [
        ("<!doctype", "t", "<mjml"),
        ("The title", "t", "<mj-title"),
        (".a {", "t", "<mj-style"),
        ('<meta name="x"', "t", "<meta"),
        ("padding:1px;", "t", "<mj-section"),
        ("padding:2px;", "t", "<mj-text"),
        ("<p>one", "t", "<p>"),
        (">one", "t", "<p>"),
        ("two", "t", "<b>"),
        (" three", "t", "<p>"),
        ("<tr><td>four", "t", "<tr>"),
        ("four", "t", "<td>"),
        (">from", "t", "<mj-text"),
        ("content</i>", "t", "<mj-text"),
        ("padding:3px;", "t", "<mj-image"),
        ("five.png", "t", "<mj-image"),
        ("https://acme.example/six", "t", "<mj-button"),
        ("seven", "t", "<i>"),
        ("eight</", "t", "<mj-social-element"),
        ("solid 9px", "t", "<mj-divider"),
        ("part 1", "p", "<b>"),
        ("part 2", "p", "<b>"),
    ],
)
def test_html_has_the_place_of_the_tag_that_made_it(words: str, file: str, tag: str) -> None:
    before = {"t": BODY, "p": PARTIAL}[file].split(tag)[0]
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    assert place_of(placed(t=BODY, p=PARTIAL), words) == f"{file}.mjml:{line}:{column}"


def test_the_places_do_not_change_the_html() -> None:
    files = DictTemplates({"t.mjml": BODY, "p.mjml": PARTIAL})
    rendered = render_html("t.mjml", {"html": ""}, files)
    located = place_html("t.mjml", {"html": ""}, files)
    assert (located.html, located.problems) == (rendered.html, rendered.problems)


def test_without_html_there_are_no_places() -> None:
    assert placed(t="{{ 1 }").place(0) is None


def test_a_template_with_mistakes_still_has_places() -> None:
    page = placed(t="<mjml><mj-body><mj-column /><mj-raw><b>x</b></mj-raw></mj-body></mjml>")
    assert [problem.code for problem in page.problems] == ["mjml-child"]
    assert place_of(page, "<b>") == "t.mjml:1:37"


def test_a_space_between_two_inline_tags_survives_the_line_break_it_was_written_as() -> None:
    page = placed(t=ONE.format("<b>one</b>\n<i>two</i>\n<p>three</p>\n<p>four</p>"))
    assert "<b>one</b> <i>two</i><p>three</p><p>four</p>" in (page.html or "")
    assert place_of(page, "two") == "t.mjml:2:1"


def test_every_picture_of_the_digest_is_traced_to_its_partial(digest: Placed) -> None:
    html = digest.html or ""
    pictures = [found.start() for found in re.finditer("<img", html)]
    lines = {str(digest.place(offset)).rpartition(":")[0] for offset in pictures}
    assert lines == {"templates/partials/picture.mjml:6"}


def test_the_words_of_the_digest_are_traced_to_their_partials(digest: Placed) -> None:
    html = digest.html or ""
    for words, partial in [
        ("<h1", "masthead"),
        ('class="lead-title"', "lead"),
        ('<h2 style="margin:0;font-size:20px', "story"),
        ("1 Example Street", "footer"),
        ("prefers-color-scheme", "styles"),
    ]:
        place = digest.place(html.index(words))
        assert (words, place and place.file) == (words, f"templates/partials/{partial}.mjml")


def test_text_that_looks_like_a_mark_is_text() -> None:
    page = placed(t=ONE.format("zqat0x0q <b>here</b>"))
    assert "zqat0x0q" in (page.html or "")
    assert place_of(page, "here") == "t.mjml:1:57"
