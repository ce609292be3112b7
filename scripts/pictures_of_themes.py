"""Take the pictures of the themes for docs/pictures: wide and on a phone, English and Arabic.

Run it after a change to a template:

    .venv/bin/python scripts/pictures_of_themes.py [THEME...]

It needs the development dependencies, a Chromium, pngquant and Arabic letters (Debian: apt-get
install chromium pngquant fonts-noto-core). Each picture shows the upper part of a
mail, as a reader sees it before scrolling far.
"""

import base64
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Route, sync_playwright

from newsletter.editions.pictures import Picture
from newsletter.usecases.building import BuildRequest, build_edition

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SAMPLE_PICTURES = ROOT / "articles" / "images"
THEMES = ("digest", "letter", "bulletin")
EDITIONS = {"": ROOT, "-ar": ROOT / "tests" / "email" / "themes" / "arabic"}
"""The projects that are shown, and how the names of their pictures end."""

SCHEMES = ("light", "dark")
WIDTHS = {600: 680, 375: 375}
"""The names of the widths, and the window for each: a wide mail stands in a wider one."""

HEIGHTS = {600: 1500, 375: 1300}
MAX_BYTES = 120_000


def main(names: list[str]) -> int:
    """Take the pictures of the named themes, or of all; the exit code is 1 if one is too heavy."""
    pngquant = tool("pngquant")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=tool("chromium"), args=["--no-sandbox"]
        )
        weights = [
            write(name, shrink(shot, pngquant)) for name, shot in shots(browser, names or THEMES)
        ]
        browser.close()
    return int(max(weights) > MAX_BYTES)


def shots(browser: Browser, themes: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Every picture of these themes, with its name."""
    for ending, folder in EDITIONS.items():
        for theme in themes:
            html = sample(folder, theme)
            for width, scheme in product(WIDTHS, SCHEMES):
                shot = take(browser, html, width, scheme)
                yield f"theme-{theme}-{width}-{scheme}{ending}", shot


def tool(name: str) -> str:
    """The path of a program of the system."""
    return shutil.which(name) or sys.exit(f"{name} is not installed: apt-get install {name}")


def sample(folder: Path, theme: str) -> str:
    """The HTML of a project's edition, with its embedded pictures inside."""
    with with_pictures(folder) as project:
        build = build_edition(BuildRequest(project=project, template=theme))
    html = build.rendered.html or sys.exit(f"{theme} has errors: {build.problems}")
    for picture in build.pictures:
        html = html.replace(picture.src, data_address(picture))
    return html


@contextmanager
def with_pictures(folder: Path) -> Iterator[Path]:
    """The project in ``folder``, where its articles find the pictures of the sample articles."""
    if (folder / "articles" / "images").is_dir():
        yield folder
        return
    with TemporaryDirectory() as temporary:
        project = Path(temporary, folder.name)
        shutil.copytree(folder, project)
        shutil.copytree(SAMPLE_PICTURES, project / "articles" / "images")
        yield project


def data_address(picture: Picture) -> str:
    """The picture itself as an address."""
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"


def take(browser: Browser, html: str, width: int, scheme: str) -> bytes:
    """The upper part of the mail as a PNG file; the whole mail if it is short."""
    window, height = WIDTHS[width], HEIGHTS[width]
    page = browser.new_page(viewport={"width": window, "height": height})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.route("**/*", answer)
    page.set_content(html)
    end = min(height, page.evaluate("document.body.offsetHeight"))
    shot = page.screenshot(clip={"x": 0, "y": 0, "width": window, "height": end})
    page.close()
    return shot


def answer(route: Route) -> None:
    """Give a picture of the sample's invented site; its file lies in the project."""
    file = SAMPLE_PICTURES / route.request.url.rpartition("/")[2]
    if file.is_file():
        route.fulfill(path=file)
    else:
        route.abort()


def shrink(png: bytes, pngquant: str) -> bytes:
    """The same picture in at most 128 colours."""
    command = [pngquant, "--speed", "1", "128", "-"]
    return subprocess.run(command, input=png, capture_output=True, check=True).stdout


def write(name: str, png: bytes) -> int:
    """Write a picture to docs/pictures; its weight in bytes."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.png").write_bytes(png)
    print(f"{name}.png {len(png):,} bytes")
    return len(png)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
