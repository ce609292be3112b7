"""The digest theme in a real browser: wide, on a phone, light, dark, and from right to left."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from newsletter.email.colors import READABLE

pytestmark = pytest.mark.browser

PIXEL = "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='12' height='6'/>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def show(browser: Any, digest: Any) -> Iterator[Any]:
    pages = []

    def opened(name: str, width: int, scheme: str = "light") -> Any:
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        pages.append(page)
        page.set_content(
            digest.html(digest.edition(name)).replace("cid:seeds@lantern.example", PIXEL)
        )
        return page

    yield opened
    for page in pages:
        page.close()


def box(page: Any, selector: str) -> Any:
    return page.locator(selector).first.bounding_box()


STICKING_OUT = """() => [...document.querySelectorAll('body *')]
  .map(node => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
  .filter(([_, box]) => box.left < 0 || box.right > innerWidth)
  .map(([html, _]) => html)"""


@pytest.mark.parametrize("width", [320, 375, 540, 680])
@pytest.mark.parametrize("name", ["ten", "arabic", "long words"])
def test_nothing_scrolls_sideways(show: Any, name: str, width: int) -> None:
    assert show(name, width).evaluate(STICKING_OUT) == []


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ten", "arabic", "empty"])
def test_all_text_is_readable(show: Any, name: str, scheme: str) -> None:
    assert show(name, 680, scheme).evaluate(FAINT_TEXTS) == []


def test_the_dark_sheet_is_dark(show: Any) -> None:
    color = "getComputedStyle(document.querySelector('.paper')).backgroundColor"
    assert show("ten", 680, "dark").evaluate(color) == "rgb(22, 24, 28)"


def test_pictures_stand_beside_their_words_on_a_wide_screen(show: Any) -> None:
    page = show("ten", 680)
    picture, words = box(page, ".thumb"), box(page, ".beside")
    assert picture["y"] == words["y"]
    assert picture["x"] + picture["width"] <= words["x"] + 1


def test_pictures_stand_to_the_right_of_arabic_words(show: Any) -> None:
    page = show("arabic", 680)
    assert box(page, ".thumb")["x"] > box(page, ".beside")["x"]


def test_on_a_phone_a_picture_stands_over_its_words_as_wide_as_they(show: Any) -> None:
    page = show("ten", 375)
    picture, words = box(page, ".thumb img"), box(page, ".beside")
    assert picture["y"] + picture["height"] <= words["y"]
    assert picture["width"] == words["width"] == 335


def test_on_a_phone_the_button_is_as_wide_as_the_text(show: Any) -> None:
    assert box(show("ten", 375), ".button a")["width"] == 335


@pytest.mark.parametrize("selector", [".button a", "a[href*='/u/']", "a[href*='/v/']"])
def test_what_is_tapped_is_high_enough(show: Any, selector: str) -> None:
    assert box(show("ten", 375), selector)["height"] >= 44
