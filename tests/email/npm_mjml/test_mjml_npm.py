"""Our front and npm's mjml show the same, pixel by pixel, wherever the engine can."""

import base64
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsletter.email.marks import unmark
from newsletter.email.mjml.components import COMPONENTS
from newsletter.email.mjml.front import read_tree
from newsletter.email.mjml.tree import Element
from newsletter.email.render import render_html
from newsletter.email.templates import DictTemplates

HERE = Path(__file__).parent
TOOLS = HERE.parents[2] / "scripts" / "npm-tools"
TEMPLATES = {path.stem: path.read_text("utf-8") for path in HERE.glob("templates/*.mjml")}
MJML = "mjml@5.4.1"
PICTURES = re.compile(r"https://pictures\.example/(\d+)x(\d+)/([0-9a-f]{6})\.svg")
DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
    '<rect width="{0}" height="{1}" fill="#{2}"/><path d="M0 0L{0} {1}" stroke="white"/></svg>'
)
WIDTHS = (600, 375)
# Of 255. What antialiasing may differ by.
THRESHOLD = 16
# The engine takes these as well; npm's mjml calls them illegal.
BEYOND_NPM = {
    ("mj-accordion-text", "font-style"),
    ("mj-accordion-title", "font-style"),
    ("mj-accordion-title", "line-height"),
    ("mj-navbar-link", "title"),
    ("mj-table", "font-style"),
}
DIFFERENCES = """async ([first, second, threshold]) => {
  const pixels = async data => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = [await pixels(first), await pixels(second)];
  if (a.width !== b.width || a.height !== b.height)
    return `${a.width}x${a.height} and ${b.width}x${b.height}`;
  let differing = 0;
  for (let at = 0; at < a.data.length; at += 4)
    for (let channel = 0; channel < 4; channel++)
      if (Math.abs(a.data[at + channel] - b.data[at + channel]) > threshold) {
        differing++;
        break;
      }
  return `${differing} pixels`;
}"""


@pytest.fixture(scope="session")
def of_npm() -> dict[str, Any]:
    """The HTML and the errors of npm's mjml for each template, by name."""
    installed = subprocess.run(["sh", TOOLS, MJML], capture_output=True, text=True, check=False)
    if installed.returncode:
        why = installed.stderr.strip().splitlines()[-1]
        if os.environ.get("CI") == "true":
            pytest.fail(f"{why}, and CI=true wants every test to run")
        pytest.skip(why)
    command = ["node", str(HERE / "compile.mjs"), installed.stdout.strip()]
    made = subprocess.run(
        command, input=json.dumps(TEMPLATES), capture_output=True, text=True, check=True
    )
    pages: dict[str, Any] = json.loads(made.stdout)
    return pages


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    """A page of Chromium that draws every picture asked for, and loads nothing else."""
    page = browser.new_page()
    page.route("**/*", answer)
    yield page
    page.close()


def answer(route: Any) -> None:
    """A drawing for an address that names its size and colour; nothing for any other one."""
    found = PICTURES.fullmatch(route.request.url)
    if found:
        route.fulfill(content_type="image/svg+xml", body=DRAWN.format(*found.groups()))
    else:
        route.fulfill(status=204, body="")


def elements(element: Element) -> Any:
    for child in element.elements:
        yield child
        yield from elements(child)


def used(text: str) -> set[tuple[str, str | None]]:
    root = read_tree(unmark(text, {})).root
    assert root is not None
    found = list(elements(root))
    names: set[tuple[str, str | None]] = {(one.name, None) for one in found}
    return names | {(one.name, attribute.name) for one in found for attribute in one.attributes}


def ours(name: str) -> str:
    rendered = render_html("t.mjml", {}, DictTemplates({"t.mjml": TEMPLATES[name]}))
    assert rendered.problems == ()
    assert rendered.html is not None
    return rendered.html


def shot(page: Any, html: str, width: int) -> bytes:
    page.set_viewport_size({"width": width, "height": 400})
    page.set_content(html, wait_until="load")
    image: bytes = page.screenshot(full_page=True)
    return image


def difference(page: Any, first: bytes, second: bytes) -> str:
    if first == second:
        return "0 pixels"
    images = [base64.b64encode(image).decode() for image in (first, second)]
    told: str = page.evaluate(DIFFERENCES, [*images, THRESHOLD])
    return told


def test_there_are_25_templates() -> None:
    assert len(TEMPLATES) == 25


def test_together_they_use_every_component_and_attribute_that_the_engine_supports() -> None:
    supported: set[tuple[str, str | None]] = set()
    for name, component in COMPONENTS.items():
        if not component.unsupported and name not in ("mj-selector", "mj-html-attribute"):
            supported.add((name, None))
            left_out = component.ignored | component.unfaithful
            supported |= {(name, one) for one in component.attributes if one not in left_out}
    supported -= {used for used in supported if used[0] == "mj-carousel-image"}
    assert supported - BEYOND_NPM == set().union(*map(used, TEMPLATES.values())) & supported


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_compiles_without_a_problem(name: str) -> None:
    assert "</html>" in ours(name)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_it_looks_as_npm_makes_it(name: str, of_npm: dict[str, Any], page: Any) -> None:
    assert of_npm[name]["errors"] == []
    html = ours(name)
    found = {
        width: difference(page, shot(page, html, width), shot(page, of_npm[name]["html"], width))
        for width in WIDTHS
    }
    assert found == dict.fromkeys(WIDTHS, "0 pixels")


@pytest.mark.slow
@pytest.mark.browser
def test_a_planted_difference_is_seen(page: Any) -> None:
    html = ours("text")
    moved = html.replace("padding:10px 25px", "padding:10px 26px", 1)
    taller = html.replace("line-height:30px", "line-height:800px", 1)
    shown = shot(page, html, 600)
    assert difference(page, shown, shot(page, moved, 600)) != "0 pixels"
    assert difference(page, shown, shot(page, taller, 600)).startswith("600x400 and 600x")
