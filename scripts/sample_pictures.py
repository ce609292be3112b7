"""Draw the sample project's pictures: scripts/pictures/*.svg become PNG files beside the articles.

Run it after a change to a drawing:

    .venv/bin/python scripts/sample_pictures.py [NAME...]

It needs the development dependencies, a Chromium and pngquant (Debian: apt-get install chromium
pngquant). Drawings hold neither text nor fonts, so that every machine draws the same. The logo
brings its own ground along, so that it is readable on a light and on a dark mail.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DRAWINGS = ROOT / "scripts" / "pictures"
PICTURES = ROOT / "articles" / "images"
LOGOS = ROOT / "images"
MAX_BYTES = 40_000
"""A picture may travel in every mail, so it has to stay small."""


def main(names: list[str]) -> int:
    """Draw the named pictures, or all of them; the exit code is 1 if one is too heavy."""
    pngquant = tool("pngquant")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=tool("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        weights = [
            write(drawing, shrink(draw(page, drawing), pngquant)) for drawing in chosen(names)
        ]
        browser.close()
    return int(max(weights) > MAX_BYTES)


def tool(name: str) -> str:
    """The path of a program of the system."""
    return shutil.which(name) or sys.exit(f"{name} is not installed: apt-get install {name}")


def chosen(names: Iterable[str]) -> list[Path]:
    """The drawings with these names, in that order; all of them when none is named."""
    named = [DRAWINGS / f"{name}.svg" for name in names]
    return named or sorted(DRAWINGS.glob("*.svg"))


def draw(page: Page, drawing: Path) -> bytes:
    """One drawing as a PNG of its own size, transparent where nothing is drawn."""
    page.set_content(f"<style>body {{ margin: 0 }}</style>{drawing.read_text('utf-8')}")
    return page.locator("svg").first.screenshot(omit_background=True)


def shrink(picture: bytes, pngquant: str) -> bytes:
    """The same PNG with 256 colours, a third of the size; flat areas keep their colour."""
    command = [pngquant, "--speed", "1", "--nofs", "--strip", "256", "-"]
    return subprocess.run(command, input=picture, capture_output=True, check=True).stdout


def write(drawing: Path, picture: bytes) -> int:
    """Save the picture of a drawing and return its weight in bytes."""
    target = target_of(drawing)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(picture)
    heavy = "  TOO HEAVY" if len(picture) > MAX_BYTES else ""
    print(f"{target.relative_to(ROOT)}  {len(picture):,} bytes{heavy}")
    return len(picture)


def target_of(drawing: Path) -> Path:
    """A logo belongs to the brand, every other picture to an article."""
    folder = LOGOS if drawing.stem == "logo" else PICTURES
    return folder / f"{drawing.stem}.png"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
