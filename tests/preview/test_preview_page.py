"""The page in a real browser: its views, its errors, what it follows, and what it keeps out."""

import re
from typing import Any

import pytest

from tests.preview.conftest import PEAS, SETTINGS, Studio, Tab

pytestmark = pytest.mark.browser

FRAME = "document.querySelector('iframe').contentDocument"
DARK_PAPER = "rgb(22, 24, 28)"
PAPER = "node => getComputedStyle(node).backgroundColor"
HOSTILE = """\
---
title: "Peas <img src=x onerror=top.hacked=1> & <script>top.hacked=1</script>"
url: https://garden.example/peas
---

Text <script>top.hacked = 1</script> <img src="https://evil.example/p.png" onerror="top.hacked=1">
<a href="javascript:top.hacked=1">click</a> <iframe src="https://evil.example"></iframe>

</textarea></style><script>parent.hacked = 1</script>
"""
HOSTILE_TEMPLATE = """\
<mjml><mj-body><mj-raw><meta http-equiv="refresh" content="0;url=https://evil.example/">
<script>top.hacked = 1</script><img src="https://evil.example/p.png" onerror="top.hacked = 1" />
<link rel="stylesheet" href="https://evil.example/s.css" />
<form action="https://evil.example/" method="post"><button id="send">Send</button></form>
<a id="out" href="https://evil.example/" target="_top" onclick="top.hacked = 1">Out</a></mj-raw>
<mj-section><mj-column><mj-text>Hostile template</mj-text></mj-column></mj-section>
</mj-body></mjml>
"""
WHOLE_ARTICLES = """\
<mjml><mj-body><mj-section><mj-column>{% for article in articles %}<mj-text>
<h2>{{ article.title }}</h2>{{ article.html | safe }}</mj-text>{% endfor %}
</mj-column></mj-section></mj-body></mjml>
"""


def test_the_mail_stands_side_by_side_in_two_widths(still: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(still)
    tab.shows("The peas are up", 0)
    tab.shows("The peas are up", 1)
    widths = tab.page.evaluate(
        "[...document.querySelectorAll('iframe')].map(f => f.contentWindow.innerWidth)"
    )
    assert widths == [600, 375]


@pytest.mark.parametrize(("width", "sheets"), [("600", [600]), ("375", [375])])
def test_one_width_alone(still: Studio, open_tab: Any, width: str, sheets: list[int]) -> None:
    tab: Tab = open_tab(still)
    tab.wish("width", width)
    tab.shows("The peas are up")
    script = "[...document.querySelectorAll('iframe')].map(f => f.contentWindow.innerWidth)"
    assert tab.page.evaluate(script) == sheets


def test_a_sheet_is_as_high_as_its_mail(still: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(still)
    tab.shows("1 Bean Lane")
    tab.wait("""() => [...document.querySelectorAll('iframe')].every(f =>
      Math.abs(f.clientHeight - f.contentDocument.documentElement.offsetHeight) < 2)""")


@pytest.mark.parametrize("own", ["light", "dark"])
@pytest.mark.parametrize(
    ("scheme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", DARK_PAPER)]
)
def test_the_mail_s_own_schemes_do_not_follow_this_computer(
    still: Studio, open_tab: Any, own: str, scheme: str, paper: str
) -> None:
    tab: Tab = open_tab(still, f"scheme={scheme}", color_scheme=own)
    tab.shows("The peas are up")
    assert tab.frame().locator(".paper").first.evaluate(PAPER) == paper


@pytest.mark.parametrize("scheme", ["gmail", "outlook"])
def test_a_client_that_recolours_is_called_an_approximation(
    still: Studio, open_tab: Any, scheme: str
) -> None:
    tab: Tab = open_tab(still, f"scheme={scheme}")
    tab.wait("document.querySelector('#labels').innerText.includes('approximation')")
    assert tab.frame().locator(".paper").first.evaluate(PAPER) != "rgb(255, 255, 255)"


def test_a_client_s_lens_is_labelled_and_says_what_it_drops(still: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(still)
    tab.page.locator("select[name=client]").select_option("outlook-windows")
    tab.wait("/It drops \\d+ things/.test(document.querySelector('#labels').innerText)")
    label = tab.page.locator("#labels").inner_text()
    assert "Outlook for Windows" in label
    assert "approximation" in label


def test_without_pictures_the_descriptions_stand_there(studio: Studio, open_tab: Any) -> None:
    studio.write("newsletter.toml", f'{SETTINGS}\n[brand]\nlogo = "https://garden.example/l.png"\n')
    studio.build()
    tab: Tab = open_tab(studio)
    tab.shows("The peas are up")
    assert tab.frame().locator("img").first.get_attribute("src").startswith("/picture/")
    tab.page.locator("input[name=pictures]").uncheck()
    tab.wait(f"{FRAME}.querySelector('img').getAttribute('src') === ''")


def test_right_to_left(still: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(still)
    tab.page.locator("input[name=dir]").check()
    tab.wait(f"{FRAME}.documentElement.dir === 'rtl'")


def view(tab: Tab, name: str) -> Any:
    tab.page.get_by_role("navigation", name="Views").get_by_role("button", name=name).click()
    return tab.page.locator("#stage")


def test_the_text_part(still: Studio, open_tab: Any) -> None:
    stage = view(open_tab(still), "Text")
    stage.get_by_text("https://garden.example/peas").first.wait_for()


def test_the_source(still: Studio, open_tab: Any) -> None:
    stage = view(open_tab(still), "Source")
    stage.get_by_text("<!doctype html>").wait_for()


def test_the_headers(still: Studio, open_tab: Any) -> None:
    stage = view(open_tab(still), "Headers")
    stage.get_by_text("List-Unsubscribe", exact=True).wait_for()


def test_the_inbox_says_what_is_cut(studio: Studio, open_tab: Any) -> None:
    studio.write(
        "editions/2026-11-12.toml", f'subject = "{"Peas and beans " * 12}"\npreheader = "x"\n'
    )
    studio.build()
    stage = view(open_tab(studio), "Inbox")
    stage.get_by_text(re.compile("iPhone Mail.*cut: subject$")).wait_for()


def test_posts_are_cards_with_their_count(still: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(still)
    stage = view(tab, "Posts")
    stage.locator(".card.net-mastodon").first.wait_for()
    assert stage.locator(".card.net-x").count() == 0
    stage.get_by_label("X (no channel)").check(force=True)
    card = stage.locator(".card.net-x").first
    assert "33 / 280" in card.inner_text()
    assert "its author's own words" in card.inner_text()


def test_a_text_is_counted_while_it_is_typed(still: Studio, open_tab: Any) -> None:
    stage = view(open_tab(still), "Posts")
    card = stage.locator(".card.net-mastodon").first
    card.get_by_text("Edit the text").click()
    card.get_by_label("Text for Mastodon").fill("Peas! https://garden.example.com/" + "p" * 300)
    card.locator(".wording").get_by_text("29 / 500").wait_for()
    card.get_by_label("Text for Mastodon").fill("Peas! " * 100)
    card.locator(".wording").get_by_text("599 / 500, 99 too many").wait_for()
    assert (still.folder / "articles" / "peas.md").read_text("utf-8") == PEAS


def test_the_checks_can_be_copied_by_their_place(
    still: Studio, open_tab: Any, browser: Any
) -> None:
    tab: Tab = open_tab(still, permissions=["clipboard-read", "clipboard-write"])
    tab.page.locator("#drawer .notes summary").first.click()
    place = tab.page.locator("#drawer .place").first
    place.wait_for()
    words = place.inner_text()
    place.click()
    tab.page.get_by_text(f"Copied {words}").wait_for()
    assert tab.page.evaluate("navigator.clipboard.readText()") == words


def test_an_article_shows_where_its_teaser_came_from(still: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(still)
    tab.page.get_by_role("button", name="The peas are up").click()
    marked = tab.page.locator("#drawer .body mark")
    marked.first.wait_for()
    assert "The peas came up on Tuesday." in marked.all_inner_texts()


def test_the_cut_of_gmail_is_drawn_in_the_mail(studio: Studio, open_tab: Any) -> None:
    paragraph = "The peas came up, and nobody had hoped for so many of them this year.\n\n"
    studio.write("templates/digest.mjml", WHOLE_ARTICLES)
    studio.write("articles/peas.md", PEAS + paragraph * 1600)
    studio.build()
    tab: Tab = open_tab(studio, "width=600")
    line = tab.page.locator(".clip-line")
    line.wait_for(state="attached")
    assert "Gmail cuts the mail about here, after 100 KB" in line.inner_text()
    place = line.evaluate("node => parseFloat(node.style.insetBlockStart)")
    assert 0.5 < place / tab.page.locator("iframe").evaluate("frame => frame.clientHeight") < 1


def test_a_save_is_followed_and_the_place_is_kept(studio: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(studio, "width=600")
    tab.shows("on Tuesday")
    tab.page.evaluate("document.querySelector('#stage').scrollTop = 100")
    tab.page.evaluate("document.querySelector('iframe').mine = 1")
    studio.edit("articles/peas.md", "on Tuesday", "on Friday")
    tab.shows("on Friday")
    assert tab.page.evaluate("document.querySelector('#stage').scrollTop") == 100
    assert tab.page.evaluate("document.querySelector('iframe').mine") == 1


def test_an_error_stands_over_the_last_good_mail_until_it_is_mended(
    studio: Studio, open_tab: Any
) -> None:
    tab: Tab = open_tab(studio)
    tab.shows("The peas are up")
    studio.write("newsletter.toml", SETTINGS.replace("address", "adress"))
    faults = tab.page.get_by_role("region", name="Errors", exact=True)
    faults.wait_for()
    assert "newsletter.toml:5:1" in faults.inner_text()
    assert 'adress = "1 Bean Lane"' in faults.inner_text()
    assert "Did you mean 'address'?" in faults.inner_text()
    assert tab.page.locator("#status").inner_text() == "Stale"
    assert "adress" in tab.page.get_by_role("alert").inner_text()
    tab.shows("The peas are up")
    studio.write("newsletter.toml", SETTINGS)
    faults.wait_for(state="detached")
    assert tab.page.locator("#status").inner_text() == "Live"


def test_escape_folds_the_errors_away(studio: Studio, open_tab: Any) -> None:
    studio.write("newsletter.toml", SETTINGS.replace("address", "adress"))
    studio.build()
    tab: Tab = open_tab(studio)
    excerpt = tab.page.locator(".excerpt")
    excerpt.wait_for()
    tab.page.keyboard.press("Escape")
    excerpt.wait_for(state="hidden")
    assert tab.page.locator(".faults summary").is_visible()


@pytest.mark.parametrize("hostile", ["article", "template"])
def test_nothing_in_a_mail_runs_or_asks_elsewhere(
    studio: Studio, open_tab: Any, hostile: str
) -> None:
    if hostile == "article":
        studio.write("articles/peas.md", HOSTILE)
    else:
        studio.write("templates/digest.mjml", HOSTILE_TEMPLATE)
    studio.build()
    tab: Tab = open_tab(studio)
    asked: list[str] = []
    stopped: list[tuple[str, str]] = []
    tab.page.on("request", lambda one: asked.append(one.url))
    tab.page.on("requestfailed", lambda one: stopped.append((one.url, one.failure)))
    for wishes in (
        "scheme=dark",
        "scheme=gmail",
        "client=outlook-windows",
        "pictures=off",
        "dir=rtl",
    ):
        tab.page.evaluate(f"location.hash = '{wishes}'")
        tab.page.reload()
        tab.shows("Peas <img" if hostile == "article" else "Hostile template")
    assert tab.page.evaluate("window.hacked") is None
    elsewhere = {url for url in asked if not url.startswith(f"http://127.0.0.1:{studio.port}/")}
    assert {(url, "csp") for url in elsewhere} <= set(stopped)


def test_a_request_that_was_not_stopped_would_be_noticed(still: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(still)
    stopped: list[str] = []
    tab.page.on("requestfailed", lambda one: stopped.append(one.failure))
    tab.page.evaluate("new Image().src = 'https://evil.example/p.png'")
    tab.page.wait_for_timeout(300)
    assert stopped == ["csp"]


def test_a_link_in_the_mail_says_where_it_leads_and_leads_nowhere(
    studio: Studio, open_tab: Any
) -> None:
    studio.write("templates/digest.mjml", HOSTILE_TEMPLATE)
    studio.build()
    tab: Tab = open_tab(studio)
    tab.shows("Hostile template")
    address = tab.page.url
    tab.frame().locator("#out").click()
    tab.page.get_by_role("status").get_by_text("https://evil.example/").wait_for()
    tab.frame().locator("#send").click()
    assert tab.page.url == address
    assert tab.page.evaluate("window.hacked") is None


def test_another_edition_is_opened_with_a_click(studio: Studio, open_tab: Any) -> None:
    studio.write("editions/2026-12-24.toml", 'subject = "Snow on the peas"\n')
    studio.build()
    tab: Tab = open_tab(studio)
    tab.page.get_by_role("button", name="2026-12-24").click()
    tab.wait("document.title.startsWith('Snow on the peas')")


KEYS = (
    ("3", "document.querySelector('#stage').dataset.view === 'posts'"),
    ("w", "document.querySelectorAll('iframe').length === 1"),
    ("d", "document.querySelector('[name=scheme][value=dark]').checked"),
    ("e", "document.querySelector('[name=client]').value === 'gmail'"),
    ("i", "!document.querySelector('[name=pictures]').checked"),
    ("r", "document.querySelector('[name=dir]').checked"),
    ("c", "document.body.classList.contains('no-drawer')"),
    ("n", "document.querySelector('.row.article[aria-current]') !== null"),
    ("?", "document.querySelector('dialog').open"),
)


@pytest.mark.parametrize(("key", "happens"), KEYS)
def test_the_keyboard_does_all_of_it(still: Studio, open_tab: Any, key: str, happens: str) -> None:
    tab: Tab = open_tab(still)
    tab.shows("The peas are up")
    tab.page.keyboard.press(key)
    tab.wait(happens)


def test_what_is_chosen_survives_a_reload(still: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(still)
    tab.wish("width", "375")
    tab.page.keyboard.press("r")
    tab.page.reload()
    tab.wait("document.querySelector('[name=dir]')?.checked")
    assert tab.page.locator("iframe").count() == 1


def test_a_page_that_lost_its_studio_says_so(tmp_path: Any, open_tab: Any) -> None:
    from tests.preview.conftest import running, write_project

    with running(write_project(tmp_path / "garden")) as studio:
        tab: Tab = open_tab(studio)
        tab.shows("The peas are up")
    tab.wait("document.querySelector('#status').textContent === 'Not running'")
