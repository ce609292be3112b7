"""The themes under axe-core: what it can find that keeps people from reading a mail.

Rules: https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md
"""

from typing import Any

import pytest

pytestmark = pytest.mark.browser

# Both ask for the landmarks of a page. A mail is an article inside the page of a mail client, and
# a `main` of its own would stand beside the client's.
OF_PAGES = ("landmark-one-main", "region")
OPTIONS = {"rules": {rule: {"enabled": False} for rule in OF_PAGES}}


def violations(page: Any) -> list[tuple[str, list[str]]]:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ten", "arabic", "by days", "empty"])
def test_axe_finds_nothing(show: Any, theme: Any, name: str, scheme: str) -> None:
    assert violations(show(theme, name, 680, scheme)) == []


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("image-alt", "document.querySelector('img').removeAttribute('alt')"),
        ("color-contrast", "document.querySelector('p.quiet').style.color = '#eeeeee'"),
        ("html-has-lang", "document.documentElement.removeAttribute('lang')"),
    ],
)
def test_axe_finds_a_planted_fault(show: Any, digest: Any, rule: str, fault: str) -> None:
    page = show(digest, "ten", 680)
    page.evaluate(fault)
    assert rule in {found for found, _ in violations(page)}
