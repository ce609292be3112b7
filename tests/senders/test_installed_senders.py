"""`newsletter senders`: what is installed, and what each can do; nothing crashes on a plug-in."""

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newsletter.channels.kinds import KNOWN
from newsletter.cli.main import main
from newsletter.senders.registry import senders
from tests.senders.test_sender_registry import MODULE, install


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages, with the sample plug-in."""
    target = tmp_path / "site-packages"
    target.mkdir()
    install(target)
    monkeypatch.syspath_prepend(target)
    importlib.invalidate_caches()
    yield target
    sys.modules.pop(MODULE, None)


Told = tuple[int, dict[str, Any]]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[], Told]:
    """Run the command: its exit code and its JSON."""

    def run() -> Told:
        with pytest.raises(SystemExit) as ended:
            main(["--json", "senders"])
        assert isinstance(ended.value.code, int)
        return ended.value.code, json.loads(capsys.readouterr().out)

    return run


def by_name(told: Told) -> dict[str, Any]:
    return {one["name"]: one for one in told[1]["senders"]}


def test_each_of_ours_tells_its_kind_and_its_limits(tell: Callable[[], Told]) -> None:
    told = tell()
    assert told[0] == 0
    for name, one in by_name(told).items():
        assert one["kind"] == KNOWN[name].kind
        assert set(one["limits"]) == {"max_bytes", "batch", "leaves_this_computer", "cannot"}


def test_what_leaves_this_computer_is_said_in_one_voice(tell: Callable[[], Told]) -> None:
    for name, one in by_name(tell()).items():
        assert one["limits"]["leaves_this_computer"] == KNOWN[name].leaves_computer, name


def test_every_sender_that_settings_can_name_is_installed() -> None:
    assert sorted(set(KNOWN) - set(senders())) == []


def test_a_plug_in_is_marked(site: Path, tell: Callable[[], Told]) -> None:
    assert by_name(tell())["noticeboard"]["package"] == "newsletter-noticeboard"


def test_a_plug_in_cannot_pass_for_one_of_ours(site: Path, tell: Callable[[], Told]) -> None:
    assert by_name(tell())["outbox"]["package"] is None


def test_a_plug_in_that_cannot_be_loaded_is_a_problem(site: Path, tell: Callable[[], Told]) -> None:
    code, found = tell()
    assert (code, [one["code"] for one in found["problems"]]) == (1, ["sender-broken"])
    assert {"missing", "torn", "noticeboard", "smtp"} <= set(by_name((code, found)))


def test_a_plug_in_tells_its_limits_where_it_needs_no_settings(
    site: Path, tell: Callable[[], Told]
) -> None:
    words = "from newsletter.senders.memory import create as made\ndef create(context):\n"
    (site / f"{MODULE}.py").write_text(f"{words}    return made(context)\n")
    one = by_name(tell())["noticeboard"]
    assert (one["kind"], one["limits"]["batch"]) == ("email", 1)


def test_a_plug_in_that_needs_its_settings_has_no_limits_yet(
    site: Path, tell: Callable[[], Told]
) -> None:
    (site / f"{MODULE}.py").write_text("def create(context):\n    context.options['board']\n")
    told = tell()
    assert by_name(told)["noticeboard"]["limits"] is None
    assert not any("sender 'noticeboard'" in one["text"] for one in told[1]["problems"])


def test_people_see_what_each_cannot_do(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["senders"])
    shown = capsys.readouterr().out
    assert "plug-in of newsletter-noticeboard" in shown
    assert "  - It learns that the server took a message" in shown
