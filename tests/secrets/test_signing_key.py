"""The key that signs links: made once, for its owner's eyes, and changed without breaking links."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsletter.errors import AuthRefused, UnusableInput
from newsletter.secrets.places import Environment, SecretFolder
from newsletter.secrets.signing import ensure_signing_key, signing_keys
from newsletter.secrets.stored import StoredSecrets


def of_project(root: Path, **variables: str) -> StoredSecrets:
    return StoredSecrets((Environment(variables), SecretFolder(root / ".newsletter/secrets")))


def test_a_project_without_a_key_gets_one(tmp_path: Path) -> None:
    ensure_signing_key(of_project(tmp_path), tmp_path)
    (key,) = signing_keys(of_project(tmp_path))
    assert len(key) == 64


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = ensure_signing_key(of_project(tmp_path), tmp_path)
    assert path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_key_that_is_there_stays(tmp_path: Path) -> None:
    ensure_signing_key(of_project(tmp_path), tmp_path)
    before = signing_keys(of_project(tmp_path))
    assert ensure_signing_key(of_project(tmp_path), tmp_path) is None
    assert signing_keys(of_project(tmp_path)) == before


def test_a_key_from_elsewhere_is_enough(tmp_path: Path) -> None:
    given = of_project(tmp_path, NEWSLETTER_SECRET_UNSUBSCRIBE_KEY="x" * 32)
    assert ensure_signing_key(given, tmp_path) is None
    assert not (tmp_path / ".newsletter").exists()


def test_many_at_once_end_up_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(
            pool.map(lambda _: ensure_signing_key(of_project(tmp_path), tmp_path), range(8))
        )
    assert len([path for path in made if path]) == 1
    assert [path.name for path in (tmp_path / ".newsletter/secrets").iterdir()] == [
        "unsubscribe-key"
    ]


def test_the_newest_of_several_keys_comes_first(tmp_path: Path) -> None:
    keys = "new-key-new-key-new\n\nold-key-old-key-old\n"
    found = signing_keys(of_project(tmp_path, NEWSLETTER_SECRET_UNSUBSCRIBE_KEY=keys))
    assert found == (b"new-key-new-key-new", b"old-key-old-key-old")


def test_a_short_key_is_refused_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="secret-invalid") as caught:
        signing_keys(of_project(tmp_path, NEWSLETTER_SECRET_UNSUBSCRIBE_KEY="hunter2"))
    assert "hunter2" not in str(caught.value)


def test_without_a_key_nothing_is_signed(tmp_path: Path) -> None:
    with pytest.raises(AuthRefused, match="secret-missing"):
        signing_keys(of_project(tmp_path))
