"""The page under axe-core, in both of its schemes and in each of its views.

Rules: https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md
"""

from typing import Any

import pytest

from tests.preview.conftest import SETTINGS, Studio, Tab

pytestmark = pytest.mark.browser

# The mail in its frames is looked at by the tests of the themes.
OPTIONS = {"iframes": False}
VIEWS = ("mail", "inbox", "posts", "text", "source", "headers", "compare")


def violations(page: Any) -> list[tuple[str, list[str]]]:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]


def settled(tab: Tab) -> Any:
    tab.page.wait_for_selector(".check-list", state="attached")
    tab.page.wait_for_timeout(200)
    return tab.page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(still: Studio, open_tab: Any, view: str, scheme: str) -> None:
    tab = open_tab(still, f"view={view}&scheme=gmail&client=gmail", color_scheme=scheme)
    assert violations(settled(tab)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_beside_an_article(still: Studio, open_tab: Any, scheme: str) -> None:
    tab: Tab = open_tab(still, "panel=article", color_scheme=scheme)
    tab.page.wait_for_selector("#drawer mark")
    assert violations(tab.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_things_are_changed(
    still: Studio, open_tab: Any, scheme: str
) -> None:
    tab: Tab = open_tab(still, "view=posts&panel=edition", color_scheme=scheme)
    tab.page.locator(".wording summary").first.click()
    tab.page.locator(".wording textarea").first.fill("Peas " * 200)
    tab.page.get_by_text("too many").wait_for()
    tab.page.locator("#field-subject").fill("News")
    tab.page.locator("#look-accent").fill("#ffee00")
    tab.page.locator(".verdict").first.wait_for()
    assert violations(tab.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_errors_and_help(studio: Studio, open_tab: Any, scheme: str) -> None:
    tab = open_tab(studio, color_scheme=scheme)
    studio.write("newsletter.toml", SETTINGS.replace("address", "adress"))
    tab.page.wait_for_selector(".excerpt")
    assert violations(settled(tab)) == []
    tab.page.keyboard.press("?")
    assert violations(tab.page) == []


def test_axe_finds_a_planted_fault(still: Studio, open_tab: Any) -> None:
    page = settled(open_tab(still))
    page.evaluate("document.querySelector('.brand').style.color = '#eeeeee'")
    assert "color-contrast" in {found for found, _ in violations(page)}
