"""The pages that a mail leads to: asked once each, a bounded number, told with their place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsletter.checks.checkup import Checkup
from newsletter.editions.context import Links
from newsletter.editions.pictures import Pictures
from newsletter.model import Edition
from newsletter.problems import Place
from newsletter.settings import Settings
from newsletter.web import reachability as room
from newsletter.web.guard import IpAddress
from newsletter.web.reachability import ask_all, reachability
from tests.web.site import Site

Make = Callable[..., Checkup]


def anywhere(address: IpAddress) -> bool:
    return address.is_loopback


@pytest.fixture
def checkup(site: Site) -> Make:
    """A checkup of a mail with links to these pages of the site."""

    day = datetime(2026, 1, 1, tzinfo=UTC)
    edition = Edition(name="x", date=day, subject="s", preheader="p", articles=())

    def make(*paths: str) -> Checkup:
        html = "".join(f'<a href="{site.address(path)}">page</a>' for path in paths)
        return Checkup(
            edition=edition,
            settings=Settings(),
            pictures=Pictures(),
            links=Links("", "", ""),
            html=html,
            text="",
            message=b"",
            place=lambda at: Place("templates/digest.mjml", 1, at + 1),
        )

    return make


def test_pages_that_are_there_are_ok(checkup: Make) -> None:
    found = reachability(checkup("/200", "/to/200"), allowed=anywhere)
    assert (found.status, found.problems) == ("ok", ())


def test_a_dead_link_is_an_error_with_its_place(checkup: Make, site: Site) -> None:
    found = reachability(checkup("/200", "/404"), allowed=anywhere)
    assert found.status == "problem"
    assert [(problem.code, problem.severity) for problem in found.problems] == [
        ("link-dead", "error")
    ]
    assert found.problems[0].text == f"{site.address('/404')} answered 404."
    assert found.problems[0].place.column != 1


def test_a_server_that_refuses_programs_is_a_warning(checkup: Make) -> None:
    found = reachability(checkup("/200", "/403"), allowed=anywhere)
    assert [(problem.code, problem.severity) for problem in found.problems] == [
        ("link-unsure", "warning")
    ]


def test_each_page_is_asked_once(checkup: Make, site: Site) -> None:
    reachability(checkup("/200", "/200#a", "/200#b"), allowed=anywhere)
    assert site.asked == ["HEAD /200"]


def test_no_more_than_so_many_pages_are_asked(
    checkup: Make, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST", 3)
    found = reachability(checkup(*(f"/200?{number}" for number in range(5))), allowed=anywhere)
    assert len(site.asked) == 3
    assert [problem.code for problem in found.problems] == ["link-not-asked"]
    assert found.problems[0].text.startswith("2 more links were not asked")


def test_when_the_time_is_over_nothing_more_is_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "SECONDS", 0.0)
    assert ask_all([site.address("/200")], allowed=anywhere) == {}


def test_without_any_answer_the_check_was_not_made(checkup: Make, site: Site) -> None:
    site.server_close()
    found = reachability(checkup("/drip"), allowed=lambda _: True)
    assert found.status == "not checked"
    assert found.why == "no server answered; is this computer online?"


def test_a_mail_without_links_is_ok(checkup: Make) -> None:
    assert reachability(checkup(), allowed=anywhere).status == "ok"


def test_a_mail_that_could_not_be_rendered_is_not_checked(checkup: Make) -> None:
    assert reachability(replace(checkup(), html=None)).status == "not checked"
