"""Two hundred saves in a row: neither the studio nor the page grows."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.preview.conftest import PEAS, Tab, write_project

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAVES = 200
MOST = 10 * 1024 * 1024
WARM_UP = 20


def resident(process: int) -> int:
    """Bytes of memory that a process holds (proc(5))."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return 1024 * int(found[1])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="not run: there is no /proc")
def test_two_hundred_saves_take_less_than_ten_megabytes(tmp_path: Path, browser: Any) -> None:
    folder = write_project(tmp_path / "garden")
    line = [sys.executable, "-m", "newsletter", "-q", "-C", str(folder), "preview", "--port", "0"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as studio:
        assert studio.stdout is not None
        page = browser.new_page()
        page.goto(studio.stdout.readline().strip())
        tools = page.context.new_cdp_session(page)
        tab = Tab(page)

        def save(number: int) -> None:
            text = PEAS.replace("on Tuesday", f"on day {number} of many")
            (folder / "articles" / "peas.md").write_text(text, "utf-8")
            tab.shows(f"on day {number} of many")

        def sizes() -> tuple[int, int]:
            tools.send("HeapProfiler.collectGarbage")
            return resident(studio.pid), int(tools.send("Runtime.getHeapUsage")["usedSize"])

        for number in range(WARM_UP):
            save(number)
        before = sizes()
        for number in range(WARM_UP, WARM_UP + SAVES):
            save(number)
        after = sizes()
        page.close()
        studio.terminate()
    grown = [now - then for then, now in zip(before, after, strict=True)]
    assert max(grown) < MOST
