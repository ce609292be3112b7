"""Where secrets are looked for, in which order, and that none is ever shown."""

import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from newsletter.errors import AuthRefused, UsageError
from newsletter.secrets.stored import StoredSecrets, required, stored_secrets

NAME = "smtp-password"
VARIABLE = "NEWSLETTER_SECRET_SMTP_PASSWORD"


class Drawer(KeyringBackend):
    """A keyring that holds one secret of the newsletter The Pier, or that is broken."""

    priority = -1  # keyring looks for backends by itself, and must not choose this one

    def __init__(self, *, is_broken: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.is_broken = is_broken

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_broken:
            raise KeyringError("no session bus")
        return "from the keyring" if (service, username) == ("newsletter: The Pier", NAME) else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def drawer() -> Iterator[Drawer]:
    before, drawer = keyring.get_keyring(), Drawer()
    keyring.set_keyring(drawer)
    yield drawer
    keyring.set_keyring(before)


def secrets(
    root: Path, folder: Path | None = None, variables: dict[str, str] | None = None
) -> StoredSecrets:
    return stored_secrets(root, "The Pier", folder=folder, variables=variables or {})


def put(folder: Path, text: str, name: str = NAME) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text.encode())
    return folder


def test_a_file_of_the_named_folder_comes_first(tmp_path: Path) -> None:
    folder = put(tmp_path / "s", "from the file")
    found = secrets(tmp_path, folder, {VARIABLE: "from the environment"})
    assert found.get(NAME) == "from the file"


def test_the_credentials_folder_is_asked_too(tmp_path: Path) -> None:
    credentials = put(tmp_path / "credentials", "from systemd")
    empty = tmp_path / "empty"
    empty.mkdir()
    found = secrets(tmp_path, empty, {"CREDENTIALS_DIRECTORY": str(credentials)})
    assert found.get(NAME) == "from systemd"


def test_the_keyring_comes_before_the_environment(tmp_path: Path) -> None:
    assert secrets(tmp_path, variables={VARIABLE: "x"}).get(NAME) == "from the keyring"


def test_a_keyring_that_fails_is_passed_over(tmp_path: Path, drawer: Drawer) -> None:
    drawer.is_broken = True
    assert secrets(tmp_path, variables={VARIABLE: "from the environment"}).get(NAME) == (
        "from the environment"
    )


def test_the_keyrings_of_two_newsletters_are_apart(tmp_path: Path) -> None:
    assert stored_secrets(tmp_path, "The Quay", variables={}).get(NAME) is None


def test_the_folder_of_the_project_comes_last(tmp_path: Path, drawer: Drawer) -> None:
    put(tmp_path / ".newsletter" / "secrets", "from the project", "mastodon-token")
    assert secrets(tmp_path).get("mastodon-token") == "from the project"


@pytest.mark.parametrize(
    ("text", "value"),
    [("abc\n", "abc"), ("abc\r\n", "abc"), ("abc\n\n", "abc\n"), (" abc ", " abc "), ("", None)],
)
def test_one_line_end_is_dropped_and_nothing_else(
    tmp_path: Path, drawer: Drawer, text: str, value: str | None
) -> None:
    drawer.is_broken = True
    assert secrets(tmp_path, put(tmp_path / "s", text)).get(NAME) == value


def test_a_name_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    put(tmp_path, "outside", "outside")
    assert secrets(tmp_path, put(tmp_path / "s", "x")).get("../outside") is None


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="secrets-folder"):
        secrets(tmp_path, tmp_path / "nowhere")


@pytest.mark.parametrize(
    "make", [lambda path: path.mkdir(), lambda path: path.write_bytes(b"\xff")]
)
def test_a_file_that_cannot_be_read_is_named_and_not_passed_over(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "s"
    folder.mkdir()
    make(folder / NAME)
    with pytest.raises(AuthRefused, match="secret-unreadable") as caught:
        secrets(tmp_path, folder, {VARIABLE: "hidden"}).get(NAME)
    assert "hidden" not in str(caught.value)


def test_a_fifo_does_not_hang(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    os.mkfifo(folder / NAME)
    with pytest.raises(AuthRefused, match="secret-unreadable"):
        secrets(tmp_path, folder).get(NAME)


def test_a_missing_secret_names_the_three_places(tmp_path: Path, drawer: Drawer) -> None:
    drawer.is_broken = True
    with pytest.raises(AuthRefused, match="secret-missing") as caught:
        required(secrets(tmp_path), NAME, "Channel 'email'")
    hint = caught.value.problems[0].hint or ""
    assert all(word in hint for word in ("--secrets-dir", "keyring", VARIABLE))


def test_secrets_that_are_printed_by_mistake_show_no_value(tmp_path: Path) -> None:
    found = secrets(tmp_path, variables={VARIABLE: "hunter2"})
    assert "hunter2" not in f"{found} {found!r}"
