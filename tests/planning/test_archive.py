"""The links of a sent mail lead somewhere: its own page in the archive, and the way out."""

from newsletter.editions.personal import Personal
from newsletter.editions.tokens import Subject, verify
from newsletter.store.plans import PlanState, move_plan
from newsletter.usecases.archive import archived_page
from tests.planning.conftest import Desk

KEY = b"k" * 32


def move(desk: Desk, plan: str, *states: PlanState) -> None:
    with desk.store.writing() as transaction:
        for state in states:
            assert move_plan(transaction, plan, state)


def test_an_edition_that_went_out_has_a_page(desk: Desk) -> None:
    move(desk, desk.plan().plan.id, "approved", "sending")
    page = archived_page(desk.store, "2026-11-24")
    assert page
    assert b"Gull" in page


def test_the_page_is_about_nobody(desk: Desk) -> None:
    move(desk, desk.plan().plan.id, "approved", "sending")
    page = archived_page(desk.store, "2026-11-24") or b""
    assert b"ada@pier.example" not in page
    assert b"Sample" not in page


def test_what_was_only_approved_is_not_shown(desk: Desk) -> None:
    move(desk, desk.plan().plan.id, "approved")
    assert archived_page(desk.store, "2026-11-24") is None


def test_an_unknown_edition_has_no_page(desk: Desk) -> None:
    assert archived_page(desk.store, "1999-01-01") is None


def test_every_link_of_a_recipient_is_filled_in() -> None:
    personal = Personal("https://pier.example/news/", "readers", "2026-11-24", KEY)
    values = personal.values("Ada@pier.example", {"plan": "pro", "email": "spoofed"})
    token = values["links.unsubscribe"].removeprefix("https://pier.example/news/unsubscribe/")
    assert verify(token, [KEY]) == Subject("ada@pier.example", "readers", "2026-11-24")
    assert values["links.preferences"] == f"https://pier.example/news/preferences/{token}"
    assert values["links.view"] == "https://pier.example/news/archive/2026-11-24"
    assert (values["email"], values["plan"]) == ("Ada@pier.example", "pro")
