"""What the pages say about themes and filters, and the pictures of them."""

from pathlib import Path

import pytest

from newsletter.email.filters import HTML_FILTERS, TEXT_FILTERS

DOCS = Path(__file__).parents[3] / "docs"
THEMES = ("digest", "letter", "bulletin")
MAX_BYTES = 120_000


@pytest.mark.parametrize("name", sorted({*HTML_FILTERS, *TEXT_FILTERS}))
def test_every_filter_of_ours_is_explained(name: str) -> None:
    page = (DOCS / "reference" / "templates.md").read_text("utf-8")
    assert f"| `{name}" in page


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_is_named(theme: str) -> None:
    assert f"| `{theme}` |" in (DOCS / "reference" / "templates.md").read_text("utf-8")


@pytest.mark.parametrize("ending", ["", "-ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 375])
@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_has_its_pictures(theme: str, width: int, scheme: str, ending: str) -> None:
    picture = DOCS / "pictures" / f"theme-{theme}-{width}-{scheme}{ending}.png"
    assert 10_000 < picture.stat().st_size < MAX_BYTES
