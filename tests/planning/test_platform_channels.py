"""A plan with mail for our own readers and an edition for a platform, from `plan` to `status`."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from newsletter.errors import UnusableInput
from newsletter.store.plan_channels import blobs_of
from tests.fakes.listmonk import TOKEN, USER, FakeListmonk
from tests.fakes.server import Reset, serving
from tests.planning.conftest import Desk

Run = Callable[..., tuple[int, str, str]]
CHANNEL = """
[channels.list]
sender = "listmonk"
server = "{url}"
username = "{user}"
token = {{ secret = "listmonk-token" }}
lists = ["1"]
publish = "{publish}"
"""


@pytest.fixture
def fake() -> Iterator[FakeListmonk]:
    with serving(FakeListmonk(lambda: datetime.now(UTC))) as served:
        yield served


@pytest.fixture
def listed(desk: Desk, fake: FakeListmonk) -> Desk:
    configure(desk, fake)
    return desk


def configure(desk: Desk, fake: FakeListmonk, *, publish: str = "draft") -> None:
    text = (desk.root / "newsletter.toml").read_text("utf-8").split("\n[channels.list]")[0]
    text = text.replace("live = true\n", 'live = true\nhold = "0s"\n', 1)
    channel = CHANNEL.format(url=fake.url, user=USER, publish=publish)
    desk.write("newsletter.toml", text + "\n" + channel)
    desk.write(".newsletter/secrets/listmonk-token", f"{TOKEN}\n")


def run(run_cli: Run, desk: Desk, *words: str) -> tuple[int, list[dict[str, Any]]]:
    code, out, _ = run_cli("-C", str(desk.root), "--json", *words)
    return code, [json.loads(line) for line in out.splitlines()]


def planned_and_sent(run_cli: Run, desk: Desk) -> tuple[int, dict[str, Any]]:
    _, (plan,) = run(run_cli, desk, "plan", "2026-11-24")
    run(run_cli, desk, "approve", plan["plan"], "--as", "Ana", "--yes")
    code, events = run(run_cli, desk, "send", plan["plan"], "--confirm", "2")
    return code, events[-1]


def rows(run_cli: Run, desk: Desk) -> list[tuple[str, str, str]]:
    _, (found,) = run(run_cli, desk, "status", "2026-11-24", "--recipients")
    return [(one["address"], one["state"], one["receipt"]) for one in found["recipients"]]


def test_a_platform_counts_as_one(listed: Desk, run_cli: Run) -> None:
    code, (found,) = run(run_cli, listed, "plan", "2026-11-24")
    assert code == 0
    assert [(one["channel"], one["kind"], one["recipients"]) for one in found["channels"]] == [
        ("outbox", "email", 2),
        ("wall", "social", 1),
        ("list", "platform", 1),
    ]
    assert found["channels"][2]["bytes"] > 1000


def test_the_edition_is_handed_over_once_with_the_mail(
    listed: Desk, fake: FakeListmonk, run_cli: Run
) -> None:
    code, done = planned_and_sent(run_cli, listed)
    assert (code, done["accepted"], done["ok"]) == (0, 5, True)
    campaign = fake.campaigns[1]
    assert campaign["status"] == "draft"
    assert campaign["body"].count("{{ UnsubscribeURL }}") >= 1
    assert "Gull came in today." in campaign["body"]
    assert ("list", "accepted", f"{fake.url}/admin/campaigns/1") in rows(run_cli, listed)


def test_nobodys_name_or_link_goes_to_the_platform(
    listed: Desk, fake: FakeListmonk, run_cli: Run
) -> None:
    planned_and_sent(run_cli, listed)
    sent = fake.campaigns[1]["body"] + fake.campaigns[1]["altbody"]
    assert "/unsubscribe/" not in sent
    assert "pier.example/archive/2026-11-24" in sent
    assert not any(word in sent for word in ("Ada", "ada@pier.example", "sam.sample"))


def test_a_scheduled_edition_goes_out_at_the_platform(
    desk: Desk, fake: FakeListmonk, run_cli: Run
) -> None:
    configure(desk, fake, publish="schedule")
    planned_and_sent(run_cli, desk)
    assert fake.campaigns[1]["status"] == "scheduled"


def test_a_lost_answer_is_settled_by_the_next_send(
    listed: Desk, fake: FakeListmonk, run_cli: Run
) -> None:
    fake.after["create"] = [Reset]
    planned_and_sent(run_cli, listed)
    assert [state for _, state, _ in rows(run_cli, listed)] == ["accepted"] * 5
    assert len(fake.campaigns) == 1


def test_a_secret_that_is_missing_stops_the_platform_alone(
    listed: Desk, fake: FakeListmonk, run_cli: Run
) -> None:
    (listed.root / ".newsletter/secrets/listmonk-token").unlink()
    code, done = planned_and_sent(run_cli, listed)
    assert (code, done["accepted"]) == (5, 4)
    assert [one["code"] for one in done["problems"]] == ["secret-missing"]
    assert fake.campaigns == {}


def test_a_platform_is_refused_in_test_mode(listed: Desk, fake: FakeListmonk, run_cli: Run) -> None:
    listed.edit("newsletter.toml", "live = true\n", 'live = false\ntest_recipients = ["*"]\n')
    _, done = planned_and_sent(run_cli, listed)
    assert [one["code"] for one in done["problems"]] == ["test-mode"]
    assert fake.asked == []


def test_another_list_makes_another_plan(listed: Desk) -> None:
    before = listed.plan()
    listed.edit("newsletter.toml", 'lists = ["1"]', 'lists = ["2"]')
    assert listed.plan().plan.id != before.plan.id


def test_another_token_makes_the_same_plan(listed: Desk) -> None:
    before = listed.plan()
    listed.edit("newsletter.toml", '"listmonk-token"', '"another-token"')
    assert listed.plan().plan.id == before.plan.id


def test_a_plan_keeps_the_text_to_compare_with(listed: Desk, run_cli: Run) -> None:
    before = listed.plan().plan.id
    listed.edit("articles/b.md", "Gull came in today.", "A gull came in.")
    _, (found,) = run(run_cli, listed, "plan", "2026-11-24", "--diff", before)
    assert sum("A gull came in." in line for line in found["diff"]) >= 2


def test_the_archive_has_the_page_of_an_edition_that_only_a_platform_got(
    listed: Desk, run_cli: Run
) -> None:
    planned = listed.plan()
    with listed.store.reading() as transaction:
        names = {blob.name for blob in blobs_of(transaction, planned.channels[2].id)}
    assert names == {"handover", "text", "page"}


def test_embedded_pictures_cannot_go_to_a_platform(listed: Desk) -> None:
    picture = (
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c4944415478da63f8cfc000000301010018dd8db00000000049454e44ae426082"
    )
    (listed.root / "images").mkdir()
    (listed.root / "images/a.png").write_bytes(bytes.fromhex(picture))
    listed.edit("articles/a.md", "title: Boat", "image: ../images/a.png\nimage_alt: A\ntitle: Boat")
    listed.edit("newsletter.toml", "[safety]", '[images]\nmode = "embed"\n\n[safety]')
    with pytest.raises(UnusableInput) as raised:
        listed.plan()
    assert [found.code for found in raised.value.problems] == ["handover-pictures"]


def test_a_template_without_a_way_out_cannot_go_to_a_platform(listed: Desk) -> None:
    listed.write(
        "templates/digest.mjml",
        "<mjml><mj-body><mj-section><mj-column><mj-text>{{ edition.intro }}"
        "</mj-text></mj-column></mj-section></mj-body></mjml>",
    )
    with pytest.raises(UnusableInput) as raised:
        listed.plan()
    assert [found.code for found in raised.value.problems] == ["handover-way-out"]
