"""The edition beside what was planned before."""

from typing import Any

import pytest

from tests.preview.conftest import Studio, Tab, running
from tests.preview.test_preview_approving import planned, run  # noqa: F401


@pytest.fixture
def compared(planned: Any) -> Any:  # noqa: F811
    """A project whose plan was approved, and which was changed since."""
    from newsletter.store.opening import open_store
    from newsletter.store.plans import plans_of

    store = open_store("sqlite:///.newsletter/state.db", planned)
    with store.reading() as transaction:
        (plan,) = plans_of(transaction, "2026-11-12")
    store.close()
    run(planned, "approve", plan.id)
    peas = planned / "articles" / "peas.md"
    peas.write_text(peas.read_text("utf-8").replace("The peas are up", "The peas are eaten"))
    with running(planned) as studio:
        yield studio


def test_what_changed_since_the_approval_is_told_by_lines(compared: Studio) -> None:
    found = compared.ask("/comparison?with=approved").json
    assert [one["key"] for one in found["choices"]] == ["approved"]
    lines = {(one["kind"], one["text"]) for one in found["lines"]}
    assert ("gone", "Subject: The peas are up · The beans are late") in lines
    assert ("new", "Subject: The peas are eaten · The beans are late") in lines
    assert "The peas are up" in compared.ask("/before?with=approved").text


def test_the_last_edition_is_another_one(compared: Studio) -> None:
    path = f"/write/edition?token={compared.session.token}"
    compared.ask(path, "POST", {"name": "2026-11-19"})
    found = compared.ask("/comparison").json
    assert [one["label"] for one in found["choices"]] == ["Edition 2026-11-12"]
    assert found["has_page"] is True


@pytest.mark.parametrize("path", ["/comparison", "/comparison?with=approved"])
def test_without_a_plan_there_is_nothing_to_compare(still: Studio, path: str) -> None:
    assert still.ask(path).json["choices"] == []
    assert "<body></body>" in still.ask("/before?with=approved").text


def test_no_store_is_made_by_comparing(still: Studio) -> None:
    still.ask("/comparison")
    assert not (still.folder / ".newsletter" / "state.db").exists()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_mails_stand_side_by_side_and_over_each_other(
    compared: Studio, open_tab: Any, scheme: str
) -> None:
    from tests.preview.test_preview_axe import violations

    tab: Tab = open_tab(compared, "view=compare", color_scheme=scheme)
    tab.page.get_by_text("Subject: The peas are eaten").wait_for()
    assert violations(tab.page) == []
    tab.page.get_by_label("Side by side").check(force=True)
    tab.shows("The peas are up", 0)
    tab.shows("The peas are eaten", 1)
    tab.page.get_by_label("Over each other").check(force=True)
    tab.page.get_by_label("From before to now").fill("100")
    tab.shows("The peas are eaten", 1)
    assert violations(tab.page) == []
