"""The journal of what is in hand: what it says after a kill, and when it is not believed."""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer

import pytest

from newsletter.delivery import journal as module
from newsletter.delivery.journal import Journal, Marks, journal
from newsletter.errors import NewsletterError
from newsletter.outcome import Outcome

ACCEPTED = Outcome("accepted", receipt="250 ok", text="")
HOLD = """import sys
from pathlib import Path
from newsletter.delivery.journal import Marks
marks = Marks(Path(sys.argv[1]))
print(flush=True)
sys.stdin.read()
"""


class Killed(Exception):
    """The process ends here, and cleans nothing up."""


@contextmanager
def killed(path: Path, epoch: int) -> Iterator[Journal]:
    with suppress(Killed), journal(path, epoch) as opened:
        yield opened
        raise Killed


def leave(path: Path, epoch: int = 1) -> None:
    """A run with four attempts: granted, started, answered, and one that was never granted."""
    with killed(path, epoch) as opened:
        opened.begin(4)
        for number in range(3):
            opened.grant(number, seq=10 + number, attempt=number)
        opened.start(1)
        opened.start(2)
        opened.answer(2, ACCEPTED)


def remains(path: Path, epoch: int = 2) -> object:
    with killed(path, epoch) as opened:
        return opened.remains


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hands" / "state.hand"


def test_a_new_journal_cannot_tell(path: Path) -> None:
    assert remains(path) is None


def test_what_was_started_remains_with_what_is_known_of_it(path: Path) -> None:
    leave(path)
    assert remains(path) == {(11, 1): None, (12, 2): ACCEPTED}


def test_a_kill_before_the_first_grant_leaves_it_believable(path: Path) -> None:
    leave(path)
    assert remains(path, epoch=2) == remains(path, epoch=3)


def test_it_is_not_believed_when_another_machine_owned_the_run_in_between(path: Path) -> None:
    leave(path)
    assert remains(path, epoch=3) is None


def test_it_is_not_believed_after_the_machine_was_started_again(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(path)
    other = tmp_path / "boot_id"
    other.write_text("0b6e4f00-0000-0000-0000-000000000000\n")
    monkeypatch.setattr(module, "BOOT_ID", other)
    assert remains(path) is None


def test_it_is_not_believed_where_a_boot_has_no_name(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BOOT_ID", tmp_path / "missing")
    leave(path)
    assert remains(path) is None


@pytest.mark.parametrize("data", [b"", b"x", b"\xff" * 5000])
def test_a_damaged_file_is_not_believed(data: bytes, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    assert remains(path) is None


def test_it_is_gone_after_a_clean_end(path: Path) -> None:
    with journal(path, 1) as opened:
        opened.begin(2)
    assert not path.exists()


def test_a_slot_that_is_used_again_forgets_what_it_held(path: Path) -> None:
    with killed(path, 1) as opened:
        opened.begin(1)
        opened.grant(0, 5, 0)
        opened.answer(0, ACCEPTED)
        opened.grant(0, 6, 0)
    assert remains(path) == {}


@pytest.mark.parametrize("text", ["x" * 5000, "é" * 5000, "😀" * 5000, '"\\' * 3000, "\x00" * 3000])
def test_a_text_that_is_too_long_is_shortened_and_keeps_its_state(text: str, path: Path) -> None:
    later = datetime(2026, 11, 24, 9, 30, 0, 123456, tzinfo=UTC)
    with killed(path, 1) as opened:
        opened.begin(1)
        opened.grant(0, 5, 0)
        opened.answer(0, Outcome("deferred", receipt=text, text=text, retry_at=later))
    found = _only(path)
    assert (found.state, found.retry_at) == ("deferred", later)
    assert found.text
    assert text.startswith(found.text)


def _only(path: Path) -> Outcome:
    found = remains(path)
    assert isinstance(found, dict)
    outcome = found[(5, 0)]
    assert isinstance(outcome, Outcome)
    return outcome


def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    leave(path)
    assert path.stat().st_mode & 0o077 == 0


def test_a_process_that_sends_for_the_run_marks_the_same_slots(path: Path) -> None:
    with journal(path, 1) as opened:
        marks = pickle.loads(pickle.dumps(opened))
        opened.begin(2)
        opened.grant(1, seq=5, attempt=0)
        marks.start(1)
        started = opened.slot(1)
        marks.answer(1, ACCEPTED)
        assert (started.was_started, started.known) == (True, None)
        assert opened.slot(1).known == ACCEPTED
        assert opened.is_answered(1)


def test_a_run_waits_for_the_processes_of_an_earlier_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LAST_SENDERS", 0.05)
    leave(path)
    marks = Marks(path)
    with pytest.raises(NewsletterError) as caught:
        remains(path)
    del marks
    assert [problem.code for problem in caught.value.problems] == ["run-owned"]


def test_a_run_goes_on_when_the_processes_of_an_earlier_one_are_gone(path: Path) -> None:
    leave(path)
    sender = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert sender.stdout is not None
    sender.stdout.readline()
    Timer(0.1, sender.kill).start()
    assert remains(path) == {(11, 1): None, (12, 2): ACCEPTED}
    sender.communicate()
