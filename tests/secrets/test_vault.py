"""The vault: what is renewed stands beside what a person stored, and never in its way."""

import json
import stat
from pathlib import Path
from threading import Event, Thread

import pytest

from newsletter.errors import AuthRefused
from newsletter.secrets.places import SecretFolder
from newsletter.secrets.vault import ProjectVault

NAME = "x-token"


@pytest.fixture
def given(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / NAME).write_text("first\n")
    return folder


@pytest.fixture
def vault(given: Path, tmp_path: Path) -> ProjectVault:
    return ProjectVault(SecretFolder(given), tmp_path / "kept")


def test_without_a_renewed_value_the_stored_one_counts(vault: ProjectVault) -> None:
    assert (vault.get(NAME), vault.get("other")) == ("first", None)


def test_a_renewed_value_counts_before_the_stored_one(vault: ProjectVault, given: Path) -> None:
    vault.put(NAME, "second")
    assert vault.get(NAME) == "second"
    assert (given / NAME).read_text() == "first\n"


def test_what_a_person_stores_anew_counts_again(vault: ProjectVault, given: Path) -> None:
    vault.put(NAME, "second")
    (given / NAME).write_text("third\n")
    assert vault.get(NAME) == "third"


def test_a_value_that_nobody_stored_is_kept_too(vault: ProjectVault) -> None:
    vault.put("session", "cookie")
    assert vault.get("session") == "cookie"


def test_only_the_owner_may_read_it(vault: ProjectVault) -> None:
    for value in ("second", "third"):
        vault.put(NAME, value)
        with vault.locked(NAME):
            files = list(vault.folder.iterdir())
            assert len(files) == 2
            assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("data", ["", "{", "[]", '{"value": "x"}', "\x00" * 9])
def test_a_damaged_file_counts_for_nothing(vault: ProjectVault, data: str) -> None:
    vault.put(NAME, "second")
    (vault.folder / f"{NAME}.renewed").write_text(data)
    assert vault.get(NAME) == "first"


def test_a_value_that_is_no_text_counts_for_nothing(vault: ProjectVault) -> None:
    vault.put(NAME, "second")
    path = vault.folder / f"{NAME}.renewed"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"value": 5}))
    assert vault.get(NAME) == "first"


def test_a_file_of_the_person_that_cannot_be_read_is_an_error(
    vault: ProjectVault, given: Path
) -> None:
    (given / NAME).write_bytes(b"\xff\xfe")
    with pytest.raises(AuthRefused):
        vault.get(NAME)


@pytest.mark.parametrize("name", ["../x", "", "a/b", ".hidden"])
def test_no_path_is_a_name(vault: ProjectVault, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        vault.put(name, "value")


def test_only_one_at_a_time_has_the_lock(vault: ProjectVault) -> None:
    entered = Event()

    def wait_for_it() -> None:
        with vault.locked(NAME):
            entered.set()

    with vault.locked(NAME):
        thread = Thread(target=wait_for_it)
        thread.start()
        assert not entered.wait(0.05)
    thread.join()
    assert entered.is_set()


def test_other_secrets_are_not_locked(vault: ProjectVault) -> None:
    with vault.locked(NAME), vault.locked("other"):
        vault.put(NAME, "second")
    assert vault.get(NAME) == "second"
