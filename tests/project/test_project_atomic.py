import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from newsletter.errors import UnusableInput
from newsletter.project.atomic import Disk, write_atomically


class BrokenDisk(Disk):
    """A disk on which one step fails."""

    def __init__(self, step: str, number: int) -> None:
        self.step = step
        self.number = number

    def fail(self, step: str) -> None:
        if step == self.step:
            raise OSError(self.number, os.strerror(self.number))

    def create(self, path: Path) -> int:
        self.fail("create")
        return super().create(path)

    def write(self, descriptor: int, data: memoryview) -> int:
        count = super().write(descriptor, data[:3])
        self.fail("write")
        return count

    def sync(self, descriptor: int) -> None:
        self.fail("sync")
        super().sync(descriptor)

    def replace(self, new: Path, path: Path) -> None:
        self.fail("replace")
        super().replace(new, path)


def entries(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_holds_the_data(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_file_may_be_empty(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"")
    assert (tmp_path / "a").read_bytes() == b""


def test_a_disk_that_takes_few_bytes_at_once_gets_all(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"0123456789", BrokenDisk("never", 0))
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"new")
    assert entries(tmp_path) == ["a"]


def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o640)
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_new_file_gets_the_mode_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", b"new")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_link_is_replaced_and_what_it_led_to_stays(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "a").symlink_to("target")
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "target").read_bytes() == b"old"
    assert not (tmp_path / "a").is_symlink()


@pytest.mark.parametrize(
    ("step", "number", "reason"),
    [
        ("create", errno.EROFS, "the disk is read-only"),
        ("create", errno.EACCES, "you may not write there"),
        ("write", errno.ENOSPC, "the disk is full"),
        ("write", errno.EDQUOT, "your disk quota is used up"),
        ("sync", errno.EIO, "input/output error"),
        ("replace", errno.EISDIR, "there is a folder of that name"),
    ],
)
def test_a_failing_disk_leaves_everything_as_it_was(
    tmp_path: Path, step: str, number: int, reason: str
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(UnusableInput) as caught:
        write_atomically(tmp_path / "a", b"new data", BrokenDisk(step, number))
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint is not None) == ("cannot-write", True)
    assert problem.text.endswith(f"cannot be written: {reason}.")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert entries(tmp_path) == ["a"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere/a", "its folder does not exist"),
        ("file/a", "a part of its path is a file"),
        ("folder", "there is a folder of that name"),
        ("x" * 300, "the name is too long"),
    ],
)
def test_a_path_that_cannot_be_written_says_why(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(UnusableInput, match=f"cannot be written: {reason}"):
        write_atomically(tmp_path / name, b"new")
    assert entries(tmp_path) == ["file", "folder"]


KILLED_BEFORE_THE_NEW_FILE_TOOK_ITS_PLACE = """
import os, signal, sys
from pathlib import Path
from newsletter.project.atomic import Disk, write_atomically

class Killed(Disk):
    def replace(self, new, path):
        os.kill(os.getpid(), signal.SIGKILL)

write_atomically(Path(sys.argv[1]), b"new", Killed())
"""


def test_a_kill_before_the_last_step_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    script = KILLED_BEFORE_THE_NEW_FILE_TOOK_ITS_PLACE
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path / "a")])
    assert ended.returncode == -signal.SIGKILL
    assert (tmp_path / "a").read_bytes() == b"old"
