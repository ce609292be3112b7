"""What the checks say of a build, made once for all pages that ask."""

import threading
from typing import Any

from newsletter.preview.studio import Shown
from newsletter.problems import in_reading_order
from newsletter.usecases.building import Build
from newsletter.usecases.checking import CheckResult, check_build


class Inspection:
    """Checks the newest build that it was asked about, and remembers what it found."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._build: Build | None = None
        self._result: CheckResult | None = None

    def result(self, build: Build) -> CheckResult:
        """All checks of ``build``, as `newsletter check` makes them."""
        with self._turn:
            if self._result is None or self._build is not build:
                self._build, self._result = build, check_build(build)
            return self._result


def checks_json(shown: Shown, inspection: Inspection) -> dict[str, Any]:
    """The problems in reading order, each check, and what each article takes of the size."""
    if shown.build is None:
        return {"version": shown.version, "problems": [], "checks": [], "shares": []}
    result = inspection.result(shown.build)
    return {
        "version": shown.version,
        "problems": [one.as_json() for one in in_reading_order(result.problems)],
        "checks": [
            {"code": one.code, "title": one.title, "status": one.status, "why": one.why}
            for one in result.checks
        ],
        "shares": [{"ref": one.article.ref, "bytes": one.size} for one in result.shares],
    }
