"""Plans, approvals, editions and snapshots, on both databases."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from newsletter.errors import NewsletterError
from newsletter.store.approvals import Approval, approvals_of, approve
from newsletter.store.editions import mark_sent, record_edition, sent_articles
from newsletter.store.opening import Store
from newsletter.store.outcomes import add_intents
from newsletter.store.plan_channels import Blob, PlanChannel, blobs_of, channels_of
from newsletter.store.plans import (
    Plan,
    PlanState,
    add_plan,
    find_plan,
    move_plan,
    newest_twin,
    plans_left,
    plans_of,
)
from newsletter.store.snapshots import freeze, freeze_audience, recipients_of
from newsletter.store.subscribers import add_subscribers, audience_id
from newsletter.store.suppressions import suppress
from newsletter.store.times import from_micros, to_micros
from tests.delivery.plans import email_plan

NOW = datetime(2026, 11, 24, 9, 0, 0, 123456, tzinfo=UTC)
EDITION = "2026-11-24"


def a_plan(id_: str = "abcdef123456", *, run: int = 1, sends_at: datetime | None = None) -> Plan:
    return Plan(
        id=id_,
        edition=EDITION,
        content_hash="content",
        recipients_digest="people",
        run=run,
        created_at=NOW,
        sends_at=sends_at,
        summary={"subject": "Grüße", "channels": [1, 2]},
    )


def with_plans(store: Store, *plans: Plan) -> None:
    with store.writing() as connection:
        record_edition(connection, EDITION, [], NOW)
        for plan in plans:
            add_plan(connection, plan)


def codes(error: pytest.ExceptionInfo[NewsletterError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_plan_comes_back_as_it_was_given(store: Store) -> None:
    plan = a_plan(sends_at=NOW + timedelta(hours=1))
    with_plans(store, plan)
    with store.reading() as connection:
        assert find_plan(connection, plan.id) == plan


def test_six_characters_name_a_plan(store: Store) -> None:
    with_plans(store, a_plan("abcdef123456"), a_plan("abcdeg123456", run=2))
    with store.reading() as connection:
        assert find_plan(connection, "abcdeg").run == 2


@pytest.mark.parametrize("name", ["abcde", "zzzzzz", "", "abcde%", "abcde_", "a" * 10_000])
def test_a_name_that_no_plan_has_is_unknown(store: Store, name: str) -> None:
    with_plans(store, a_plan())
    with store.reading() as connection, pytest.raises(NewsletterError) as error:
        find_plan(connection, name)
    assert codes(error) == ["plan-unknown"]


def test_a_beginning_of_two_plans_is_ambiguous(store: Store) -> None:
    with_plans(store, a_plan("abcdef111111"), a_plan("abcdef222222", run=2))
    with store.reading() as connection, pytest.raises(NewsletterError) as error:
        find_plan(connection, "abcdef")
    assert codes(error) == ["plan-ambiguous"]


def test_an_edition_lists_its_newest_plan_first(store: Store) -> None:
    with_plans(store, a_plan("aaaaaa"), a_plan("bbbbbb", run=2))
    with store.reading() as connection:
        assert [plan.id for plan in plans_of(connection, EDITION)] == ["bbbbbb", "aaaaaa"]


def test_the_last_plan_of_the_same_content_and_people_is_found(store: Store) -> None:
    with_plans(store, a_plan("aaaaaa"), a_plan("bbbbbb", run=2))
    with store.reading() as connection:
        twin = newest_twin(connection, EDITION, "content", "people")
    assert twin
    assert twin.run == 2


@pytest.mark.parametrize(
    ("path", "moved"),
    [
        (["approved"], True),
        (["approved", "sending", "done"], True),
        (["approved", "sending", "cancelled"], True),
        (["sending"], False),
        (["cancelled", "approved"], False),
        (["approved", "sending", "done", "cancelled"], False),
    ],
)
def test_a_plan_goes_only_where_it_may(store: Store, path: list[PlanState], moved: bool) -> None:
    with_plans(store, a_plan())
    with store.writing() as connection:
        results = [move_plan(connection, a_plan().id, state) for state in path]
    assert results == [True] * (len(path) - 1) + [moved]


def test_a_plan_sent_by_hand_is_left_when_something_of_it_is_due_again(store: Store) -> None:
    channel = email_plan(store, 1)
    with store.writing() as connection:
        move_plan(connection, channel.plan, "approved")
        move_plan(connection, channel.plan, "sending")
        add_intents(connection, [(channel.id, 0, 1, to_micros(NOW))])
        early = plans_left(connection, NOW - timedelta(seconds=1))
        assert (early, plans_left(connection, NOW)) == ((), (channel.plan,))


def test_a_person_approves_a_plan_once(store: Store) -> None:
    with_plans(store, a_plan())
    word = Approval(a_plan().id, "ada", NOW, "looks good")
    with store.writing() as connection:
        assert [approve(connection, word) for _ in range(2)] == [True, False]
        assert approvals_of(connection, a_plan().id) == (word,)


def test_a_channel_comes_back_as_it_was_given(store: Store, planned: PlanChannel) -> None:
    with store.reading() as connection:
        assert channels_of(connection, planned.plan) == (planned,)
    assert (planned.settings, planned.snapshot.size) == ({"rate": "5 per second"}, 6)


def test_compiled_bytes_are_kept(store: Store, planned: PlanChannel) -> None:
    with store.reading() as connection:
        blobs = blobs_of(connection, planned.id)
    assert blobs == (Blob("segments", "application/octet-stream", b"\x00\xff"),)


def test_the_articles_of_a_sent_edition_are_taken(store: Store) -> None:
    with store.writing() as connection:
        record_edition(connection, EDITION, ["a", "b", "a"], NOW)
        record_edition(connection, "draft", ["c"], NOW)
        mark_sent(connection, EDITION, NOW)
        assert sent_articles(connection) == {"a", "b"}


def test_a_sent_edition_keeps_its_articles(store: Store) -> None:
    with store.writing() as connection:
        record_edition(connection, EDITION, ["a"], NOW)
        mark_sent(connection, EDITION, NOW)
        record_edition(connection, EDITION, ["b"], NOW)
        assert sent_articles(connection) == {"a"}


def people(*names: str) -> list[tuple[str, str, str]]:
    return [(f"{name}@example.com", f"{name}@example.com", '{"name":"x"}') for name in names]


def on_list(store: Store, *names: str) -> None:
    with store.writing() as connection:
        add_subscribers(connection, "customers", [people(*names)], NOW)


def test_a_snapshot_is_numbered_by_key(store: Store) -> None:
    on_list(store, "b", "a", "-", "É")
    with store.writing() as connection:
        frozen = freeze_audience(connection, audience_id(connection, "customers"), NOW)
        found = [(seq, to[0]) for seq, to, _ in recipients_of(connection, frozen.id)]
    assert found == [(0, "-"), (1, "a"), (2, "b"), (3, "É")]


def test_equal_audiences_share_a_snapshot(store: Store) -> None:
    on_list(store, "a", "b")
    with store.writing() as connection:
        number = audience_id(connection, "customers")
        assert freeze_audience(connection, number, NOW) == freeze_audience(connection, number, NOW)


def test_the_same_import_again_leaves_the_snapshot_the_same(store: Store) -> None:
    digests = []
    for _ in range(2):
        on_list(store, "a", "b")
        with store.writing() as connection:
            number = audience_id(connection, "customers")
            digests.append(freeze_audience(connection, number, NOW).digest)
    assert digests[0] == digests[1]


def test_one_more_attribute_is_another_snapshot(store: Store) -> None:
    with store.writing() as connection:
        one = freeze(connection, [("a", "a", "{}", 0)], NOW)
        other = freeze(connection, [("a", "a", '{"x":"1"}', 0)], NOW)
    assert one.digest != other.digest


def test_only_admitted_people_are_frozen(store: Store) -> None:
    on_list(store, "a", "b")
    with store.writing() as connection:
        number = audience_id(connection, "customers")
        frozen = freeze_audience(connection, number, NOW, admits=lambda key: key[0] == "b")
        assert [to for _, to, _ in recipients_of(connection, frozen.id)] == ["b@example.com"]


def test_a_suppressed_person_is_not_frozen(store: Store) -> None:
    on_list(store, "a", "b")
    with store.writing() as connection:
        suppress(connection, ["a@example.com"], "asked", NOW)
        frozen = freeze_audience(connection, audience_id(connection, "customers"), NOW)
    assert frozen.size == 1


def test_a_list_longer_than_a_page_is_frozen_whole(store: Store) -> None:
    on_list(store, *(f"p{number:04}" for number in range(2500)))
    with store.writing() as connection:
        frozen = freeze_audience(connection, audience_id(connection, "customers"), NOW)
        assert [seq for seq, *_ in recipients_of(connection, frozen.id)] == list(range(2500))


def test_an_unknown_audience_is_told_with_the_one_that_was_meant(store: Store) -> None:
    on_list(store, "a")
    with store.reading() as connection, pytest.raises(NewsletterError, match="'customers'"):
        audience_id(connection, "custmers")


@pytest.mark.parametrize(
    "instant",
    [NOW, datetime(1969, 12, 31, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=ZoneInfo("Asia/Tokyo"))],
)
def test_an_instant_is_kept_to_the_microsecond(instant: datetime) -> None:
    assert from_micros(to_micros(instant)) == instant
