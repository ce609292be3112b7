"""The units that systemd is given: checked by systemd itself, and against what they promise."""

import os
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
PROGRAM = "/opt/newsletter/bin/newsletter"
SYSTEMD_ANALYZE = shutil.which("systemd-analyze")


def unit(path: Path) -> ConfigParser:
    read = ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read(path)
    return read


def verified(text: str, folder: Path) -> str:
    """What `systemd-analyze verify` says about a unit; nothing if all is well."""
    if SYSTEMD_ANALYZE is None:
        if os.environ.get("CI") == "true":
            pytest.fail("systemd-analyze is missing, and CI=true wants every test to run")
        pytest.skip("not run: systemd is not installed (make test installs it as root)")
    path = folder / "newsletter-test.service"
    # The program is not installed there on this computer; another one stands for it.
    path.write_text(text.replace(PROGRAM, "/bin/true"))
    line = [SYSTEMD_ANALYZE, "verify", "--man=no", str(path)]
    done = subprocess.run(line, capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else done.stderr


def test_there_are_units() -> None:
    assert [path.name for path in UNITS] == ["newsletter-run.service", "newsletter-serve.service"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_finds_nothing_wrong(path: Path, tmp_path: Path) -> None:
    said = verified(path.read_text("utf-8"), tmp_path)
    assert [line for line in said.splitlines() if "newsletter-test" in line] == []


def test_systemd_would_find_what_is_wrong(tmp_path: Path) -> None:
    text = UNITS[0].read_text("utf-8").replace("WatchdogSec=60", "WatchdogSecs=soon")
    assert "newsletter-test" in verified(text, tmp_path)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_gives_up_what_the_program_does_not_need(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] not in ("", "root")
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["NoNewPrivileges"] == "yes"
    assert "LoadCredential" in service


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_calls_a_command_that_exists(path: Path) -> None:
    from typer.main import get_command

    from newsletter.cli.main import app

    words = unit(path)["Service"]["ExecStart"].split()
    assert words[0] == PROGRAM
    assert words[1] in get_command(app).commands  # type: ignore[attr-defined]


def test_the_daemon_has_longer_to_stop_than_a_send_takes_to_drain() -> None:
    from newsletter.delivery.policy import Policy

    assert float(unit(UNITS[0])["Service"]["TimeoutStopSec"]) > 2 * Policy().drain
