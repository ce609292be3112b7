"""The themes in a real browser: wide, on a phone, light, dark, and from right to left."""

from typing import Any

import pytest

from newsletter.email.colors import READABLE

pytestmark = pytest.mark.browser

WIDTHS = (320, 375, 540, 680)


def box(page: Any, selector: str) -> Any:
    return page.locator(selector).first.bounding_box()


STICKING_OUT = """() => [...document.querySelectorAll('body *')]
  .map(node => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
  .filter(([_, box]) => box.left < 0 || box.right > innerWidth)
  .map(([html, _]) => html)"""


@pytest.mark.parametrize("name", ["ten", "arabic", "by days", "long words"])
def test_nothing_scrolls_sideways(show: Any, theme: Any, name: str) -> None:
    page = show(theme, name, WIDTHS[0])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert (width, page.evaluate(STICKING_OUT)) == (width, [])


FAINT_TEXTS = """() => {
  const channels = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const color = channels(getComputedStyle(node).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  for (let text; (text = walker.nextNode());) {
    const parent = text.parentElement;
    if (!text.data.trim() || !parent.getClientRects().length) continue;
    const [a, b] = [light(channels(getComputedStyle(parent).color)), light(behind(parent))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < LEAST && getComputedStyle(parent).opacity > 0)
      faint.push(text.data.trim().slice(0, 40) + " " + ratio.toFixed(2));
  }
  return faint;
}""".replace("LEAST", str(READABLE))
OUTLOOK_GOES_DARK = "document.documentElement.setAttribute('data-ogsc', '')"
PAPER = "getComputedStyle(document.querySelector('.paper')).backgroundColor"
DARK_PAPER = "rgb(22, 24, 28)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ten", "arabic", "by days", "empty"])
def test_all_text_is_readable(show: Any, theme: Any, name: str, scheme: str) -> None:
    assert show(theme, name, 680, scheme).evaluate(FAINT_TEXTS) == []


@pytest.mark.parametrize("name", ["ten", "by days"])
def test_all_text_is_readable_when_outlook_goes_dark(show: Any, theme: Any, name: str) -> None:
    page = show(theme, name, 680)
    page.evaluate(OUTLOOK_GOES_DARK)
    assert page.evaluate(PAPER) == DARK_PAPER
    assert page.evaluate(FAINT_TEXTS) == []


def test_the_dark_sheet_is_dark(show: Any, theme: Any) -> None:
    assert show(theme, "ten", 680, "dark").evaluate(PAPER) == DARK_PAPER


def test_a_logo_that_is_not_shown_can_be_read_as_a_name(show: Any, digest: Any) -> None:
    page = show(digest, "ten", 680, "dark")
    logo = "getComputedStyle(document.querySelector('.logo'))"
    colors = page.evaluate(f"[{logo}.color, {logo}.backgroundColor]")
    assert colors == [DARK_PAPER, "rgb(236, 238, 241)"]


def test_a_dark_letter_has_no_light_spots(show: Any, letter: Any) -> None:
    spots = """() => [...document.querySelectorAll('.prose *')]
      .map(node => getComputedStyle(node).backgroundColor)
      .filter(color => color !== 'rgba(0, 0, 0, 0)')"""
    dark = {"rgb(13, 14, 17)", "rgb(46, 50, 56)"}
    assert set(show(letter, "one", 680, "dark").evaluate(spots)) == dark


def test_pictures_stand_beside_their_words_on_a_wide_screen(show: Any, digest: Any) -> None:
    page = show(digest, "ten", 680)
    picture, words = box(page, ".thumb"), box(page, ".beside")
    assert picture["y"] == words["y"]
    assert picture["x"] + picture["width"] <= words["x"] + 1


def test_pictures_stand_to_the_right_of_arabic_words(show: Any, digest: Any) -> None:
    page = show(digest, "arabic", 680)
    assert box(page, ".thumb")["x"] > box(page, ".beside")["x"]


def test_on_a_phone_a_picture_stands_over_its_words_as_wide_as_they(show: Any, digest: Any) -> None:
    page = show(digest, "ten", 375)
    picture, words = box(page, ".thumb img"), box(page, ".beside")
    assert picture["y"] + picture["height"] <= words["y"]
    assert picture["width"] == words["width"] == 335


def test_on_a_phone_the_button_is_as_wide_as_the_text(show: Any, digest: Any) -> None:
    assert box(show(digest, "ten", 375), ".button a")["width"] == 335


@pytest.mark.parametrize(("width", "column"), [(680, 560), (375, 335)])
def test_the_column_of_a_letter(show: Any, letter: Any, width: int, column: int) -> None:
    assert box(show(letter, "one", width), ".prose > div")["width"] == column


def test_an_arabic_quote_stands_to_the_left_of_its_bar(show: Any, letter: Any) -> None:
    page = show(letter, "arabic", 680)
    cell, words = box(page, ".around-blockquote"), box(page, ".around-blockquote p")
    assert words["x"] + words["width"] <= cell["x"] + cell["width"] - 20


def test_a_wide_table_scrolls_by_itself(show: Any, letter: Any) -> None:
    page = show(letter, "one", 320)
    heads = "'<th style=\"word-break:normal\">Heading</th>'.repeat(20)"
    page.locator(".prose tr").first.evaluate(f"row => row.innerHTML = {heads}")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_titles_of_a_bulletin_stand_in_one_line_from_top_to_bottom(
    show: Any, bulletin: Any
) -> None:
    titles = show(bulletin, "by days", 375).locator("h3")
    assert len({title.bounding_box()["x"] for title in titles.all()}) == 1


@pytest.mark.parametrize("kind", ["button", "unsubscribe", "archive"])
def test_what_is_tapped_is_high_enough(show: Any, digest: Any, kind: str) -> None:
    selector = ".button a" if kind == "button" else f"a[href*='/{kind}/']"
    assert box(show(digest, "ten", 375), selector)["height"] >= 44
