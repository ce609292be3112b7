"""What the pages say about themes and filters, and the pictures of them."""

import re
from pathlib import Path
from typing import Any

import pytest

from newsletter.email.filters import HTML_FILTERS, TEXT_FILTERS
from newsletter.usecases.building import BuildRequest, build_edition

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


def test_the_page_of_themes_shows_pictures_that_exist_and_says_what_is_on_them() -> None:
    shown = re.findall(r'alt="([^"]+)" src="([^"]+)"', (DOCS / "themes.md").read_text("utf-8"))
    assert len(shown) == 13
    assert [src for _, src in shown if not (DOCS / src).is_file()] == []


def test_the_footer_on_the_page_of_themes_fits_every_theme(theme: Any, tmp_path: Path) -> None:
    page = (DOCS / "themes.md").read_text("utf-8")
    partial = tmp_path / "templates" / "partials" / "footer.mjml"
    partial.parent.mkdir(parents=True)
    partial.write_text(page.partition("```xml\n")[2].partition("```")[0], "utf-8")
    (tmp_path / "newsletter.toml").write_text('[newsletter]\naddress = "Mill Lane 14"\n', "utf-8")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "seeds.md").write_text("# Seeds\n\nThey grew.\n", "utf-8")
    built = build_edition(BuildRequest(project=tmp_path, template=theme.name))
    assert built.problems == ()
    assert "· Mill Lane 14" in (built.rendered.html or "")
