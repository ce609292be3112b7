"""Made-up articles and readers, to see how a design holds out."""

from typing import Any

import pytest

from newsletter.preview.sample_data import LABELS, RECIPIENTS, sample_articles
from tests.preview.conftest import Studio, Tab


def show(studio: Studio, name: str) -> int:
    return studio.ask(f"/write/sample?token={studio.session.token}", "POST", {"name": name}).status


@pytest.mark.parametrize("name", LABELS)
def test_every_set_is_rendered_in_the_project_s_design(studio: Studio, name: str) -> None:
    assert show(studio, name) == 200
    state = studio.ask("/state").json
    assert state["is_sample"] is True
    assert state["faults"] == []
    assert [one["name"] for one in state["samples"] if one["open"]] == [name]
    assert len(state["articles"]) == len(sample_articles(name))
    assert "1 Bean Lane" in studio.mail()


@pytest.mark.parametrize(("name", "count"), [("one", 1), ("ten", 10), ("fifty", 50)])
def test_a_set_has_as_many_articles_as_it_says(name: str, count: int) -> None:
    assert len(sample_articles(name)) == count


@pytest.mark.parametrize(("name", "lang"), [("arabic", "ar"), ("hindi", "hi"), ("thai", "th")])
def test_a_script_is_a_whole_mail(studio: Studio, name: str, lang: str) -> None:
    show(studio, name)
    edition = studio.ask("/state").json["edition"]
    assert edition["lang"] == lang
    assert edition["dir"] == ("rtl" if lang == "ar" else "ltr")


def test_a_set_that_is_not_known_is_refused(studio: Studio) -> None:
    assert show(studio, "klingon") == 400
    assert studio.ask("/state").json["is_sample"] is False


def test_sample_data_cannot_be_changed(studio: Studio) -> None:
    show(studio, "ten")
    assert studio.ask("/desk").json["problems"][0]["code"] == "nothing-to-edit"


def test_an_edition_ends_it(studio: Studio) -> None:
    show(studio, "ten")
    path = f"/write/edition?token={studio.session.token}"
    assert studio.ask(path, "POST", {"name": None}).status == 200
    state = studio.ask("/state").json
    assert (state["is_sample"], len(state["articles"])) == (False, 2)


@pytest.mark.parametrize("name", RECIPIENTS)
def test_the_mail_is_written_to_the_reader_that_was_chosen(studio: Studio, name: str) -> None:
    template = (
        "<mjml><mj-body><mj-section><mj-column><mj-text>"
        "Dear {{ recipient.first_name | default('reader', true) }}, {{ recipient.email }}"
        "</mj-text></mj-column></mj-section></mj-body></mjml>"
    )
    studio.write("templates/digest.mjml", template)
    studio.build()
    found = studio.mail(recipient=name)
    assert f"Dear {RECIPIENTS[name].first_name or 'reader'}, {RECIPIENTS[name].email}" in found


@pytest.mark.browser
def test_hostile_articles_run_nothing(studio: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(studio)
    tab.page.on("dialog", lambda dialog: pytest.fail(f"said {dialog.message}"))
    tab.page.get_by_text("Sample data").click()
    tab.page.get_by_role("button", name="Hostile HTML").click()
    tab.shows("Harmless")
    for view in ("posts", "text", "source", "headers", "inbox"):
        tab.page.get_by_role("navigation", name="Views").get_by_text(view.title()).click()
    tab.page.get_by_text("Harmless").first.wait_for()
