"""What is on record of a post before its first attempt, and what its sender notes of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from newsletter.store.notes import StoredNotebook
from newsletter.store.opening import Store, open_store
from newsletter.store.plan_channels import PlanChannel
from tests.store.conftest import NOW


def test_what_is_on_record_first_stays_on_record(store: Store, planned: PlanChannel) -> None:
    book = StoredNotebook(store, planned.id)
    first = book.begin(0, "key", NOW)
    again = book.begin(0, "another key", NOW + timedelta(days=1))
    assert (again.key, again.created_at) == (first.key, first.created_at) == ("key", NOW)


def test_the_time_keeps_its_microseconds(store: Store, planned: PlanChannel) -> None:
    exact = datetime(2026, 11, 24, 9, 0, 1, 234567, tzinfo=UTC)
    assert StoredNotebook(store, planned.id).begin(0, "key", exact).created_at == exact


def test_a_note_is_found_under_its_name(store: Store, planned: PlanChannel) -> None:
    notes = StoredNotebook(store, planned.id).begin(0, "key", NOW).notes
    assert notes.get("part.0.receipt") is None
    notes.put("part.0.receipt", "at://did/post/3k 📌 \x1b")
    assert notes.get("part.0.receipt") == "at://did/post/3k 📌 \x1b"


def test_a_note_of_the_same_name_is_replaced(store: Store, planned: PlanChannel) -> None:
    notes = StoredNotebook(store, planned.id).begin(0, "key", NOW).notes
    for value in ("one", "two"):
        notes.put("part.0.tried", value)
    assert notes.get("part.0.tried") == "two"


def test_each_post_has_notes_of_its_own(store: Store, planned: PlanChannel) -> None:
    book = StoredNotebook(store, planned.id)
    book.begin(0, "key", NOW).notes.put("part.0.receipt", "first")
    assert book.begin(1, "other", NOW).notes.get("part.0.receipt") is None


def test_notes_outlive_the_process(planned: PlanChannel, store: Store, store_url: str) -> None:
    StoredNotebook(store, planned.id).begin(0, "key", NOW).notes.put("container", "17")
    folder = store.path.parent.parent if store.path else None
    again = open_store(store_url, folder) if folder else store
    assert StoredNotebook(again, planned.id).begin(0, "new", NOW).notes.get("container") == "17"
    again.close()


def test_threads_that_begin_at_once_agree(store: Store, planned: PlanChannel) -> None:
    def begin(number: int) -> str:
        return StoredNotebook(store, planned.id).begin(0, f"key-{number}", NOW).key

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(begin, range(8)))) == 1
