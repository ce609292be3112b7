"""The doctor: each fault is found, said with what to do, and nothing is sent."""

import shutil
import socket
from collections import namedtuple
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.errors import UnusableInput
from newsletter.usecases.building import BuildRequest, build_edition
from newsletter.usecases.doctor import computer
from newsletter.usecases.doctor.check import Check
from newsletter.usecases.doctor.examination import LOOKS, examine
from newsletter.usecases.projects import open_project, store_of
from tests.fakes.mastodon import TOKEN, Mastodon
from tests.fakes.server import serving
from tests.usecases.conftest import TOML, Write

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OUTBOX = '\n[channels.outbox]\nsender = "outbox"\naudience = "readers"\n'
SECRET = '{ secret = "mastodon-token" }'


class Noon:
    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


def looked(root: Path, now: datetime = NOW, *, offline: bool = True) -> dict[str, Check]:
    return {one.name: one for one in examine(root, None, Noon(now), offline=offline)}


def codes(check: Check) -> list[str]:
    return [found.code for found in check.problems]


def configure(root: Path, *more: str) -> None:
    (root / "newsletter.toml").write_text(TOML + "".join(more), "utf-8")


def wall(server: str) -> str:
    return f'\n[channels.wall]\nsender = "mastodon"\nserver = "{server}"\ntoken = {SECRET}\n'


def keep(root: Path, value: str, name: str = "mastodon-token", mode: int = 0o600) -> None:
    path = root / ".newsletter/secrets" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value)
    path.chmod(mode)


def test_a_project_that_is_ready_has_no_error(project: Path) -> None:
    configure(project, OUTBOX)
    checks = looked(project)
    assert {one.status for one in checks.values()} <= {"ok", "skipped"}
    assert {"settings", *(name for name, _ in LOOKS), "channel outbox"} == set(checks)


def test_settings_with_an_error_are_the_one_thing_to_mend(project: Path) -> None:
    configure(project, "[safety]\nlive = 5\n")
    checks = looked(project)
    assert (checks["settings"].status, codes(checks["settings"])) == ("error", ["setting-invalid"])
    assert {one.status for name, one in checks.items() if name != "settings"} == {"skipped"}


def test_without_a_project_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput):
        looked(tmp_path)


def test_a_store_that_cannot_be_opened_is_an_error(project: Path) -> None:
    (project / ".newsletter/state.db").mkdir(parents=True)
    assert looked(project)["store"].status == "error"


def test_a_clock_of_long_ago_is_an_error(project: Path) -> None:
    checks = looked(project, datetime(1970, 1, 1, tzinfo=UTC))
    assert codes(checks["clock"]) == ["clock-wrong"]


def test_a_clock_before_what_is_on_record_is_an_error(project: Path) -> None:
    from newsletter.secrets.places import SecretFolder
    from newsletter.usecases.planning import PlanRequest, plan_edition

    configure(project, '\n[channels.wall]\nsender = "outbox"\nnetwork = "mastodon"\n')
    with store_of(open_project(project)) as store:
        edition = build_edition(BuildRequest(project=project)).edition.name
        plan_edition(
            PlanRequest(edition=edition, project=project), store, SecretFolder(project), Noon()
        )
    assert codes(looked(project, NOW - timedelta(minutes=6))["clock"]) == ["clock-wrong"]
    assert looked(project, NOW - timedelta(minutes=4))["clock"].status == "ok"


@pytest.mark.parametrize(("megabytes", "status"), [(499, "warning"), (49, "error"), (501, "ok")])
def test_a_full_disk_is_told_before_anything_is_lost(
    project: Path, monkeypatch: pytest.MonkeyPatch, megabytes: int, status: str
) -> None:
    usage = namedtuple("usage", ["free"])  # noqa: PYI024 - what shutil answers with
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(megabytes * computer.MEGABYTE))
    assert looked(project)["disk"].status == status


def test_a_secret_that_is_not_stored_is_an_error_once(project: Path) -> None:
    configure(project, wall("https://social.example"))
    checks = looked(project, offline=False)
    assert codes(checks["secrets"]) == ["secret-missing"]
    assert "secret set mastodon-token" in (checks["secrets"].problems[0].hint or "")
    assert checks["channel wall"].status == "skipped"


def test_a_secret_that_others_may_read_is_a_warning(project: Path) -> None:
    keep(project, "x" * 20, mode=0o644)
    found = looked(project)["secrets"]
    assert (found.status, codes(found)) == ("warning", ["secret-open"])


def test_a_key_that_is_too_short_is_an_error(project: Path) -> None:
    configure(project, OUTBOX)
    keep(project, "short", "unsubscribe-key")
    assert codes(looked(project)["unsubscribe-key"]) == ["secret-invalid"]


def test_a_placeholder_is_no_sender(project: Path) -> None:
    text = TOML.replace("post@pier.example", "post@pier.invalid")
    (project / "newsletter.toml").write_text(text)
    assert codes(looked(project, offline=False)["from"]) == ["sender-placeholder"]


def test_a_public_page_that_does_not_answer_is_a_warning(project: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    text = TOML.replace("https://news.pier.example", url)
    (project / "newsletter.toml").write_text(text)
    found = looked(project, offline=False)["url"]
    assert (found.status, codes(found)) == ("warning", ["url-unreachable"])


def test_a_schedule_with_an_error_is_told(project: Path, write: Write) -> None:
    write("schedules/weekly.toml", 'every = "Thirsday"\nat = "09:00"\n')
    assert codes(looked(project)["schedules"]) == ["unknown-day"]


@pytest.fixture
def network() -> Iterator[Mastodon]:
    with serving(Mastodon()) as fake:
        yield fake


def test_a_channel_says_whose_it_is_and_sends_nothing(project: Path, network: Mastodon) -> None:
    configure(project, wall(network.url))
    keep(project, TOKEN)
    found = looked(project, offline=False)["channel wall"]
    assert (found.status, found.text.startswith("@")) == ("ok", True)
    assert network.asked
    assert {one.method for one in network.asked} == {"GET"}


def test_a_channel_with_a_wrong_token_is_an_error(project: Path, network: Mastodon) -> None:
    configure(project, wall(network.url), OUTBOX)
    keep(project, "another-token")
    checks = looked(project, offline=False)
    assert checks["channel wall"].status == "error"
    assert checks["channel outbox"].status == "ok"
    assert "another-token" not in str(checks)


def test_offline_no_network_is_asked(project: Path, network: Mastodon) -> None:
    configure(project, wall(network.url))
    keep(project, TOKEN)
    checks = looked(project)
    assert [checks[name].status for name in ("channel wall", "url", "from")] == ["skipped"] * 3
    assert network.asked == []
