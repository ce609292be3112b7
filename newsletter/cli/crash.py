"""What is kept of an error that is our own fault."""

import contextlib
import os
import traceback
from datetime import UTC, datetime
from pathlib import Path


def keep_traceback(error: BaseException) -> Path | None:
    """Write the traceback where a maintainer finds it; None when that is impossible.

    Only its owner may read it: an error's own words may quote an article or an address.
    """
    report = "".join(traceback.format_exception(error)).encode("utf-8", "backslashreplace")
    with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: there is no home folder
        path = _folder() / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}.log"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as log:
            log.write(report)
        return path
    return None


def _folder() -> Path:
    project = Path(".newsletter")
    return (project if project.is_dir() else Path.home() / ".local/state/newsletter") / "logs"
