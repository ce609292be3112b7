"""No secret is in any output, log, store or file, whatever servers throw back at us."""

import base64
import importlib
import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from newsletter.cli.main import main
from newsletter.senders.registry import senders
from tests.fakes.server import serving
from tests.leaking import PLANT, Gossip, Planted, files, leaks, plant
from tests.senders.test_sender_registry import install

pytestmark = pytest.mark.slow

PEOPLE = "email\nada@pier.example\nbo@pier.example\n"


class Told:
    """Everything that a series of commands says, on any stream and in any log."""

    def __init__(self) -> None:
        self.streams: dict[str, bytes] = {}
        self.codes: dict[str, int] = {}

    def run(self, root: Path, line: str) -> str:
        """Run a command; its standard output."""
        out, err, log = io.StringIO(), io.StringIO(), io.StringIO()
        handler = logging.StreamHandler(log)
        logging.getLogger().addHandler(handler)
        logging.getLogger().setLevel(logging.DEBUG)
        try:
            with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
                main(["-C", str(root), *line.split()])
        finally:
            logging.getLogger().removeHandler(handler)
        name = f"{len(self.streams)}: {line}"
        self.streams[name] = f"{out.getvalue()}\n{err.getvalue()}\n{log.getvalue()}".encode()
        assert isinstance(ended.value.code, int)
        self.codes[line] = ended.value.code
        return out.getvalue()


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home of its own, no keyring, nothing typed."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "home")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


def everything(root: Path) -> Told:
    """Every command that meets secrets, also loudly and as JSON."""
    told = Told()
    people = root / "people.csv"
    people.write_text(PEOPLE)
    told.run(root, f"audience import {people} --audience readers")
    edition = json.loads(told.run(root, "build --json"))["edition"]
    told.run(root, f"check {edition} --json")
    plan = json.loads(told.run(root, f"plan {edition} --json"))
    told.run(root, f"approve {plan['plan']} --yes")
    count = sum(one["recipients"] for one in plan["channels"] if one["kind"] == "email")
    told.run(root, f"send {plan['plan']} --confirm {count} --json")
    told.run(root, f"post {edition} --yes -v")
    told.run(root, "doctor -v")
    told.run(root, "doctor --json")
    told.run(root, f"status {edition} --recipients --json")
    told.run(root, f"status {edition}")
    told.run(root, f"test-send {edition}")
    told.run(root, "secret list")
    told.run(root, "secret list --json")
    told.run(root, "senders")
    told.run(root, "live on --json")
    told.run(root, "connect telegram --json")
    told.run(root, "connect mastodon --no-input")
    told.run(root, "connect x --no-input -v")
    return told


def found(planted: Planted, told: Told, home: Path) -> list[str]:
    return leaks(planted.needles, {**told.streams, **files(planted.root, home)})


@pytest.mark.parametrize("mood", [400, 401, 500, None], ids=["400", "401", "500", "reset"])
def test_no_secret_is_told_whatever_a_server_answers(tmp_path: Path, mood: int | None) -> None:
    with serving(Gossip(mood)) as gossip:
        planted = plant(tmp_path / "paper", gossip.url)
        told = everything(planted.root)
        asked = len(gossip.asked)
    assert told.codes[next(line for line in told.codes if line.startswith("plan"))] == 0
    assert asked > 20
    assert found(planted, told, tmp_path / "home") == []


def test_every_installed_sender_was_tried(tmp_path: Path) -> None:
    planted = plant(tmp_path / "paper", "http://127.0.0.1:9")
    text = (planted.root / "newsletter.toml").read_text()
    assert [name for name in senders() if f'sender = "{name}"' not in text] == ["memory"]


def test_a_crash_keeps_no_secret_in_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsletter.usecases import channel_senders

    def broken(*_: object) -> None:
        raise RuntimeError("a fault of our own")

    planted = plant(tmp_path / "paper", "http://127.0.0.1:9")
    monkeypatch.setattr(channel_senders, "create", broken)
    told = Told()
    told.run(planted.root, "doctor --json")
    assert files(tmp_path / "home")
    assert found(planted, told, tmp_path / "home") == []


GOSSIPING = """
from newsletter.senders.memory import create as made


def create(context):
    {how}
    return made(context)
"""


@pytest.mark.parametrize(
    "how",
    [
        "print(context.options['token'])",
        "import sys; print(context.options['token'], file=sys.stderr)",
        "import logging; logging.getLogger('chatty').debug(context.options['token'])",
        "(context.folder / 'note.txt').write_text(context.options['token'])",
        "import base64; print(base64.b64encode(b'me:' + context.options['token'].encode()))",
        "import urllib.parse; print(urllib.parse.quote(context.options['token'], safe=''))",
    ],
)
def test_a_plug_in_that_tells_a_secret_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    site = tmp_path / "site-packages"
    site.mkdir()
    install(site)
    (site / "noticeboard.py").write_text(GOSSIPING.format(how=how))
    monkeypatch.syspath_prepend(site)
    importlib.invalidate_caches()
    monkeypatch.delitem(sys.modules, "noticeboard", raising=False)
    section = '[channels.board]\nsender = "noticeboard"\ntoken = { secret = "board-token" }\n'
    planted = plant(tmp_path / "paper", "http://127.0.0.1:9", section)
    value = f"{PLANT}-board-token/+&"
    (planted.root / ".newsletter/secrets/board-token").write_text(value)
    told = Told()
    told.run(planted.root, "doctor --offline --json")
    told.run(planted.root, "doctor --json")
    assert found(Planted(planted.root, (value,)), told, tmp_path / "home") != []
    monkeypatch.delitem(sys.modules, "noticeboard", raising=False)


@pytest.mark.parametrize("offset", [b"", b"a", b"ab", b"abc"])
def test_a_secret_inside_of_base64_is_found(offset: bytes) -> None:
    hidden = base64.b64encode(offset + b"a-secret-of-a-test" + b" and more")
    assert leaks(("a-secret-of-a-test",), {"log": hidden}) == ["log"]
