"""What is changed in the page is written into the project's files, and nothing else is."""

from pathlib import Path
from typing import Any

import pytest

from tests.preview.conftest import BEANS, PEAS, SETTINGS, Answer, Studio, Tab, write_project

EDITION = "editions/2026-11-12.toml"


def order(studio: Studio, path: str, **data: Any) -> Answer:
    return studio.ask(f"/write/{path}?token={studio.session.token}", "POST", data)


def desk(studio: Studio) -> Any:
    return studio.ask("/desk").json


def file(studio: Studio, name: str) -> str:
    return (studio.folder / name).read_bytes().decode()


def decide(studio: Studio, key: str, value: Any) -> Answer:
    now = desk(studio)
    return order(studio, "decision", edition=now["edition"], key=key, value=value, seen=now["seen"])


def save_post(studio: Studio, ref: str, network: str, text: str) -> Answer:
    place = studio.ask(f"/place?ref={ref}&network={network}").json
    return order(studio, "post", ref=ref, network=network, text=text, seen=place["seen"])


def test_a_post_is_saved_with_its_article(studio: Studio) -> None:
    assert save_post(studio, "articles/peas.md", "bluesky", "Peas!").status == 200
    expected = PEAS.replace("/peas\n---", '/peas\n  bluesky: "Peas!"\n---')
    assert file(studio, "articles/peas.md") == expected
    (post,) = [
        one for one in studio.ask("/posts").json["posts"]
        if (one["article"], one["network"]) == ("articles/peas.md", "bluesky")
    ]  # fmt: skip
    assert post["parts"][0]["text"] == "Peas!"


def test_the_last_change_is_taken_back_first(studio: Studio) -> None:
    save_post(studio, "articles/peas.md", "bluesky", "Peas!")
    decide(studio, "subject", "News")
    assert order(studio, "undo").json["undo"]["file"] == "articles/peas.md"
    assert not (studio.folder / EDITION).exists()
    assert order(studio, "undo").json["undo"] is None
    assert file(studio, "articles/peas.md") == PEAS
    assert order(studio, "undo").json["problems"][0]["code"] == "undo-nothing"


def test_a_file_that_changed_meanwhile_is_not_written_over(studio: Studio) -> None:
    place = studio.ask("/place?ref=articles/beans.md&network=x").json
    studio.edit("articles/beans.md", "too cold", "far too cold")
    given = {"ref": "articles/beans.md", "network": "x", "text": "B", "seen": place["seen"]}
    answer = order(studio, "post", **given)
    assert answer.status == 409
    assert answer.json["problems"][0]["code"] == "edited-meanwhile"
    assert file(studio, "articles/beans.md") == BEANS.replace("too cold", "far too cold")


def test_two_changes_that_were_typed_at_once_are_both_written(studio: Studio) -> None:
    now = desk(studio)
    given = {"edition": now["edition"], "seen": now["seen"]}
    assert order(studio, "decision", **given, key="subject", value="A").status == 200
    assert order(studio, "decision", **given, key="intro", value="B").status == 200
    assert file(studio, EDITION) == 'subject = "A"\nintro = "B"\n'


def test_an_undo_does_not_take_back_what_others_wrote(studio: Studio) -> None:
    save_post(studio, "articles/peas.md", "x", "Peas!")
    studio.edit("articles/peas.md", "Tuesday", "Monday")
    assert order(studio, "undo").status == 409
    assert "Monday" in file(studio, "articles/peas.md")


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("subject", "Peas & beans", 'subject = "Peas & beans"'),
        ("preheader", "More", 'preheader = "More"'),
        ("intro", "Hello", 'intro = "Hello"'),
        ("articles", ["articles/beans.md"], 'articles = [\n    "articles/beans.md",\n]'),
    ],
)
def test_what_is_decided_stands_in_the_edition_s_file(
    studio: Studio, key: str, value: Any, line: str
) -> None:
    assert decide(studio, key, value).status == 200
    assert file(studio, EDITION) == f"{line}\n"


def test_an_empty_text_leaves_it_to_the_program_again(studio: Studio) -> None:
    studio.write(EDITION, '# mine\nsubject = "A" # b\nintro = "C"\n')
    studio.build()
    assert decide(studio, "subject", "  ").status == 200
    assert file(studio, EDITION) == '# mine\nintro = "C"\n'


def test_a_theme_and_a_colour_stand_in_the_settings(studio: Studio) -> None:
    seen = desk(studio)["look"]["seen"]
    given = {"section": "email", "key": "template", "value": "letter", "seen": seen}
    assert order(studio, "setting", **given).status == 200
    assert studio.ask("/state").json["edition"]["template"] == "letter"
    seen = desk(studio)["look"]["seen"]
    given = {"section": "brand", "key": "accent", "value": "#aa0000", "seen": seen}
    assert order(studio, "setting", **given).status == 200
    added = '\n[email]\ntemplate = "letter"\n\n[brand]\naccent = "#aa0000"\n'
    assert file(studio, "newsletter.toml") == SETTINGS + added


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("setting", {"section": "safety", "key": "live", "value": "true", "seen": ""}),
        ("setting", {"section": "brand", "key": "accent", "value": 7, "seen": ""}),
        ("decision", {"edition": "2026-11-12", "key": "reply_to", "value": "x", "seen": ""}),
        ("decision", {"edition": "2026-11-12", "key": "articles", "value": [7], "seen": ""}),
        ("decision", {"edition": "2026-11-12", "key": "subject", "value": ["x"], "seen": ""}),
        ("decision", {"edition": "../newsletter", "key": "subject", "value": "x", "seen": ""}),
        ("decision", {"edition": "/etc/x", "key": "subject", "value": "x", "seen": ""}),
        ("post", {"ref": "newsletter.toml", "network": "x", "text": "x", "seen": ""}),
        ("post", {"ref": "../x.md", "network": "x", "text": "x", "seen": ""}),
        ("post", {"ref": "articles/peas.md", "network": "../x", "text": "x", "seen": ""}),
        ("post", {}),
        ("decision", {}),
    ],
)
def test_nothing_else_can_be_changed(studio: Studio, path: str, data: Any) -> None:
    assert order(studio, path, **data).status in (400, 409)
    names = [one for one in studio.folder.rglob("*") if one.is_file() and one.parts[-2][:1] != "."]
    assert sorted(one.relative_to(studio.folder).as_posix() for one in names) == [
        "articles/beans.md",
        "articles/peas.md",
        "newsletter.toml",
    ]
    assert file(studio, "newsletter.toml") == SETTINGS


@pytest.mark.parametrize("path", ["post", "decision", "setting", "undo"])
def test_writing_needs_the_token(studio: Studio, path: str) -> None:
    assert studio.ask(f"/write/{path}", "POST", {}).status == 403
    assert studio.ask(f"/write/{path}?token={studio.session.token}").status == 405


@pytest.mark.parametrize("path", ["/desk", "/place?ref=x&network=x"])
def test_a_project_that_was_never_built_has_nothing_to_change(tmp_path: Path, path: str) -> None:
    from tests.preview.conftest import running

    folder = write_project(tmp_path / "garden")
    (folder / "newsletter.toml").write_text("[newsletter\n", "utf-8")
    with running(folder) as studio:
        answer = studio.ask(path)
    assert (answer.status, answer.json["problems"][0]["code"]) == (400, "nothing-to-edit")


def test_the_contrast_of_a_colour_is_told_by_use(still: Studio) -> None:
    answer = still.ask("/contrast?color=%23ffee00").json
    links = next(one for one in answer["uses"] if one["name"] == "Links on white")
    assert links["ratio"] < answer["needed"]
    assert links["ink"] != "#ffee00"
    assert still.ask("/contrast?color=red").status == 400


def test_typing_is_counted_as_the_network_does(still: Studio) -> None:
    given = {"ref": "articles/peas.md", "network": "x", "text": "a" * 300}
    answer = still.ask("/compose", "POST", given).json
    assert answer["parts"][0]["valid"] is False
    assert answer["problems"][0]["code"] == "post-too-long"


@pytest.mark.browser
def test_a_post_is_edited_in_the_page(studio: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(studio, "view=posts&networks=x")
    card = tab.page.locator(".card.net-x").first
    card.get_by_text("Edit the text").click()
    box = card.get_by_label("Text for X")
    box.fill("Peas " * 80)
    card.get_by_text("too many").wait_for()
    box.fill("Peas, at last!")
    card.get_by_text("14 / 280").wait_for()
    card.get_by_role("button", name="Save").click()
    tab.wait("document.querySelector('.net-x .post-text').innerText === 'Peas, at last!'")
    assert 'x: "Peas, at last!"\n' in file(studio, "articles/peas.md")
    tab.page.locator("#toast").get_by_role("button", name="Undo").click()
    tab.wait("document.querySelector('.net-x .post-text').innerText.startsWith('Peas! ')")
    assert file(studio, "articles/peas.md") == PEAS


@pytest.mark.browser
def test_what_was_typed_survives_a_save_of_another_file(studio: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(studio, "view=posts&networks=x")
    card = tab.page.locator(".card.net-x").first
    card.get_by_text("Edit the text").click()
    card.get_by_label("Text for X").fill("Half a thou")
    studio.edit("articles/peas.md", "The peas are up", "The peas are here")
    tab.page.get_by_role("heading", name="The peas are here").wait_for()
    box = tab.page.get_by_label("Text for X").first
    assert box.input_value() == "Half a thou"
    tab.page.keyboard.type("ght")
    assert box.input_value() == "Half a thought"
    card.get_by_role("button", name="Save").click()
    card.get_by_text("changed by somebody else meanwhile").wait_for()
    card.get_by_role("button", name="Save").click()
    tab.wait("document.querySelector('.net-x .post-text').innerText === 'Half a thought'")
    assert "The peas are here" in file(studio, "articles/peas.md")


@pytest.mark.browser
def test_an_edition_is_changed_with_the_keyboard_alone(studio: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(studio)
    tab.shows("The peas are up")
    tab.page.keyboard.press("o")
    tab.page.get_by_label("Subject", exact=True).focus()
    tab.page.keyboard.type("Green news")
    tab.page.keyboard.press("Enter")
    tab.wait("document.title.startsWith('Green news')")
    tab.page.get_by_role("checkbox", name="The beans are late").focus()
    tab.page.keyboard.press("Alt+ArrowUp")
    tab.wait("document.querySelector('.rail .title').innerText === 'The beans are late'")
    tab.wait("document.activeElement.id === 'pick-articles/beans.md'")
    tab.page.keyboard.press("Space")
    tab.wait("document.querySelectorAll('.rail .title').length === 1")
    tab.wait("document.getElementById('pick-articles/peas.md').disabled")
    assert file(studio, EDITION) == (
        'subject = "Green news"\narticles = [\n    "articles/peas.md",\n]\n'
    )
    tab.page.get_by_role("button", name="Let the program choose").click()
    tab.wait("document.querySelectorAll('.rail .title').length === 2")
    assert file(studio, EDITION) == 'subject = "Green news"\n'


@pytest.mark.browser
def test_a_colour_is_judged_while_it_is_typed(studio: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(studio, "panel=edition")
    text = tab.page.get_by_label("Accent colour", exact=True)
    text.fill("#ffee00")
    tab.page.locator(".contrasts").get_by_text("made #").first.wait_for()
    tab.page.locator("#look-save").click()
    tab.wait("document.querySelector('#look-save').disabled")
    assert file(studio, "newsletter.toml").endswith('\n[brand]\naccent = "#ffee00"\n')


@pytest.mark.browser
def test_a_theme_is_chosen(studio: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(studio, "panel=edition")
    tab.page.get_by_label("Theme").select_option("letter")
    tab.page.locator("#toast").get_by_text("newsletter.toml").wait_for()
    assert studio.ask("/state").json["edition"]["template"] == "letter"
