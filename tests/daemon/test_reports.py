"""What became of an edition: approvals, reasons that belong together, who has left since."""

from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.errors import NewsletterError
from newsletter.store.reports import Said
from newsletter.store.suppressions import suppress
from newsletter.usecases.reporting import MOST_WORDS, OTHERS, Reason, grouped, reports
from tests.daemon.test_edition_desk import ASKED, AUTO, EARLY, TIME, a_pier, approve


def test_a_report_has_the_schedule_the_approval_and_the_posts(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    approve(made, made.clock)
    made.work_at(TIME)
    (found,) = reports(made.store, "2026-11-26")
    assert found.occurrence is not None
    assert found.occurrence.nominal == "2026-11-26T09:00"
    assert [(one.name, one.at) for one in found.approvals] == [("Mia", EARLY)]
    assert (found.started, found.span.ended) == (TIME, TIME)
    assert [(one.channel, one.delivery.state) for one in found.posts] == [("wall", "accepted")]


def test_an_edition_that_waits_has_a_report_too(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    (found,) = reports(made.store, "2026-11-26")
    assert (found.started, found.approvals, found.left) == (None, (), {})
    assert sum(one.pending for one in found.counts) == 3


def test_an_edition_that_nobody_planned_has_none(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    with pytest.raises(NewsletterError, match="edition-not-planned"):
        reports(made.store, "2026-11-26")


def test_only_its_own_people_who_left_after_it_began_are_counted(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    made.work_at(TIME)
    later = TIME + timedelta(hours=1)
    with made.store.writing() as connection:
        suppress(connection, ["ada@pier.example"], "unsubscribed from 2026-11-26", later)
        suppress(connection, ["bo@quay.example"], "complained", later)
        suppress(connection, ["cy@else.example"], "unsubscribed from 2026-11-26", later)
    (found,) = reports(made.store, "2026-11-26")
    assert found.unsubscribed == 1
    assert found.left == {"complained": 1, "unsubscribed from 2026-11-26": 1}


def test_who_left_before_it_began_is_not_counted(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    made.work_at(EARLY)
    with made.store.writing() as connection:
        suppress(connection, ["ada@pier.example"], "unsubscribed from another", EARLY)
    made.work_at(TIME)
    (found,) = reports(made.store, "2026-11-26")
    assert found.left == {}
    assert sum(one.suppressed for one in found.counts) == 1


def test_reasons_that_differ_in_an_address_alone_are_one() -> None:
    said = [
        Said("email", "rejected", "550 <ada@pier.example> no such user", 1),
        Said("email", "rejected", "550 <bo@quay.example> no such user", 2),
        Said("email", "deferred", "451 later", 5),
    ]
    assert grouped(said) == (
        Reason("email", "deferred", "451 later", 5),
        Reason("email", "rejected", "550 <address> no such user", 3),
    )


def test_a_million_different_reasons_are_not_kept_apart() -> None:
    found = grouped(Said("email", "failed", f"queue id {n}", 1) for n in range(MOST_WORDS + 10))
    assert found[0] == Reason("email", "failed", OTHERS, 10)
    assert len(found) == MOST_WORDS + 1
