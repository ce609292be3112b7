"""A plan is what was seen: equal content for equal people is the same plan, an edit another one."""

import json
from typing import Any

import pytest

from newsletter.email.stored_segments import from_bytes
from newsletter.errors import NewsletterError, UnusableInput
from newsletter.store.plan_channels import blobs_of
from newsletter.store.plans import move_plan
from newsletter.store.snapshots import recipients_of
from newsletter.store.suppressions import suppress
from newsletter.usecases.planning import Planned, check_fresh
from newsletter.usecases.projects import open_project
from tests.planning.conftest import ARTICLE, NOW, Desk

PERSON = {"email": "ada@pier.example", "first_name": "Ada"}


def addresses(desk: Desk, planned: Planned, channel: int = 0) -> list[str]:
    with desk.store.reading() as transaction:
        number = planned.channels[channel].snapshot.id
        return [address for _, address, _ in recipients_of(transaction, number)]


def blobs(desk: Desk, planned: Planned, channel: int = 0) -> dict[str, bytes]:
    with desk.store.reading() as transaction:
        found = blobs_of(transaction, planned.channels[channel].id)
        return {blob.name: blob.data for blob in found}


def stale(desk: Desk, planned: Planned) -> str:
    problems = check_fresh(open_project(desk.root), desk.store, planned.plan.id)
    assert {problem.code for problem in problems} <= {"plan-stale"}
    return "\n".join(problem.text for problem in problems)


def codes(planned: Planned) -> list[str]:
    return [problem.code for problem in planned.problems]


def test_recipients_are_frozen_as_they_were_given(desk: Desk) -> None:
    assert addresses(desk, desk.plan()) == ["ada@pier.example", "Bo@Quay.example"]


def test_the_whole_mail_is_stored_but_for_the_recipient(desk: Desk) -> None:
    segments = from_bytes(blobs(desk, desk.plan())["segments"])
    data = segments.message(PERSON, NOW, "<1@pier.example>")
    assert b"From: The Pier <post@pier.example>" in data
    assert b"Gull" in data


def test_a_channel_of_posts_holds_its_network_s_posts_in_order(desk: Desk) -> None:
    planned = desk.plan()
    posts = json.loads(blobs(desk, planned, 1)["posts"])
    assert [(post["network"], post["article"]) for post in posts] == [
        ("mastodon", "articles/b.md"),
        ("mastodon", "articles/a.md"),
    ]
    assert addresses(desk, planned, 1) == ["wall", "wall"]
    assert planned.channels[1].recipients == 1


def test_no_secret_is_stored_with_a_plan(desk: Desk) -> None:
    smtp = '[channels.mail]\nsender = "smtp"\naudience = "readers"\nhost = "localhost"\n'
    smtp += 'username = "u"\npassword = { secret = "smtp-password" }\nrate = "1 per second"\n'
    desk.edit("newsletter.toml", "[channels.wall]", f"{smtp}\n[channels.wall]")
    options = desk.plan().channels[1].settings["options"]
    assert options == {"host": "localhost"}


def test_the_same_plan_again_is_the_same_plan(desk: Desk) -> None:
    first, second = desk.plan(), desk.plan()
    assert first.plan.id == second.plan.id
    assert (first.is_new, second.is_new) == (True, False)


def test_again_makes_an_equal_plan_anew(desk: Desk) -> None:
    assert desk.plan().plan.id != desk.plan(again=True).plan.id


def test_after_a_cancel_an_equal_plan_is_a_new_one(desk: Desk) -> None:
    first = desk.plan()
    with desk.store.writing() as transaction:
        move_plan(transaction, first.plan.id, "cancelled")
    assert desk.plan().plan.id != first.plan.id


def test_a_new_person_makes_a_new_plan_of_the_same_content(desk: Desk) -> None:
    first = desk.plan()
    desk.add_people(b"email\ncleo@pier.example\n")
    second = desk.plan()
    assert second.plan.id != first.plan.id
    assert second.plan.content_hash == first.plan.content_hash


def test_an_import_after_the_plan_changes_nothing_of_it(desk: Desk) -> None:
    planned = desk.plan()
    desk.add_people(b"email\ncleo@pier.example\n")
    assert stale(desk, planned) == ""
    assert len(addresses(desk, planned)) == 2


def test_nothing_that_was_not_touched_is_stale(desk: Desk) -> None:
    assert stale(desk, desk.plan()) == ""


DIGEST = "templates/digest.mjml"
EDITS: dict[str, Any] = {
    "articles/a.md": lambda desk: desk.edit("articles/a.md", "nobody", "somebody"),
    "articles/c.md": lambda desk: desk.write(
        "articles/c.md", ARTICLE.format(title="Tern", day="2026-11-23")
    ),
    DIGEST: lambda desk: desk.write(
        DIGEST,
        "<mjml><mj-body><mj-section><mj-column><mj-text>{{ links.unsubscribe }}</mj-text>"
        "</mj-column></mj-section></mj-body></mjml>",
    ),
    "templates/partials/footer.mjml": lambda desk: desk.write(
        "templates/partials/footer.mjml", "<mj-section></mj-section>"
    ),
    "[brand]": lambda desk: desk.edit("newsletter.toml", "#0b6e4f", "#123456"),
    "[newsletter]": lambda desk: desk.edit("newsletter.toml", "Pier Road", "Quay Road"),
    "[channels.outbox]": lambda desk: desk.edit(
        "newsletter.toml", 'audience = "readers"', 'audience = "members"'
    ),
    "[channels.wall]": lambda desk: desk.edit("newsletter.toml", "mastodon", "bluesky"),
    "[safety] live and test_recipients": lambda desk: desk.edit(
        "newsletter.toml", "live = true", "live = false"
    ),
    "editions/2026-11-24.toml": lambda desk: desk.write(
        "editions/2026-11-24.toml", 'subject = "Boats"\n'
    ),
}


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_makes_the_plan_stale_and_is_named(desk: Desk, what: str) -> None:
    planned = desk.plan()
    EDITS[what](desk)
    assert f"{what} changed" in stale(desk, planned) or f"{what} was added" in stale(desk, planned)


@pytest.mark.parametrize(
    "line",
    ['rate = "9 per second"', "connections = 3", "timeout = 9", 'username = "u"'],
)
def test_how_a_channel_sends_may_change(desk: Desk, line: str) -> None:
    smtp = '[channels.mail]\nsender = "smtp"\naudience = "readers"\nhost = "localhost"\n'
    desk.edit("newsletter.toml", "[channels.wall]", f"{smtp}\n[channels.wall]")
    planned = desk.plan()
    desk.edit("newsletter.toml", 'host = "localhost"', f'host = "localhost"\n{line}')
    assert stale(desk, planned) == ""


def test_what_was_taken_back_is_fresh_again(desk: Desk) -> None:
    planned = desk.plan()
    desk.edit("articles/a.md", "nobody", "somebody")
    desk.edit("articles/a.md", "somebody", "nobody")
    assert stale(desk, planned) == ""


def test_an_edition_that_cannot_be_built_any_more_is_stale(desk: Desk) -> None:
    planned = desk.plan()
    desk.write(DIGEST, "<mjml><mj-bdy></mj-bdy></mjml>")
    problems = check_fresh(open_project(desk.root), desk.store, planned.plan.id)
    assert problems[0].code == "plan-stale"
    assert len(problems) > 1


def test_an_error_in_the_edition_refuses_the_plan(desk: Desk) -> None:
    desk.write(DIGEST, "<mjml><mj-bdy></mj-bdy></mjml>")
    with pytest.raises(UnusableInput, match="mjml-tag"):
        desk.plan()


def test_in_test_mode_only_test_recipients_count(desk: Desk) -> None:
    desk.edit("newsletter.toml", "live = true", 'test_recipients = ["*@QUAY.example"]')
    planned = desk.plan()
    assert addresses(desk, planned) == ["Bo@Quay.example"]
    assert planned.frozen[0].untested == 1


def test_in_test_mode_an_empty_list_means_nobody(desk: Desk) -> None:
    desk.edit("newsletter.toml", "live = true", "live = false")
    planned = desk.plan()
    assert addresses(desk, planned) == []
    assert "plan-nobody" in codes(planned)


def test_a_pattern_has_to_match_the_whole_address(desk: Desk) -> None:
    desk.edit("newsletter.toml", "live = true", 'test_recipients = ["quay.example", "*@quay"]')
    assert addresses(desk, desk.plan()) == []


def test_in_test_mode_a_channel_that_leaves_this_computer_is_pointed_out(desk: Desk) -> None:
    desk.edit("newsletter.toml", "live = true", "live = false")
    desk.edit(
        "newsletter.toml",
        "[channels.wall]",
        '[channels.mail]\nsender = "smtp"\n'
        'audience = "readers"\nhost = "mail.example"\n[channels.wall]',
    )
    assert "test-mode" in codes(desk.plan())


def test_the_suppressed_are_left_out_and_counted(desk: Desk) -> None:
    with desk.store.writing() as transaction:
        suppress(transaction, ["bo@quay.example"], "asked", NOW)
    planned = desk.plan()
    assert addresses(desk, planned) == ["ada@pier.example"]
    assert planned.frozen[0].suppressed == 1


def test_too_many_recipients_refuse_the_plan_and_nothing_is_stored(desk: Desk) -> None:
    desk.edit("newsletter.toml", "live = true", "live = true\nmax_recipients = 1")
    with pytest.raises(UnusableInput, match="plan-too-many"):
        desk.plan()
    desk.edit("newsletter.toml", "max_recipients = 1", "max_recipients = 2")
    assert desk.plan().is_new


def test_an_audience_that_is_not_there_refuses_the_plan(desk: Desk) -> None:
    desk.edit("newsletter.toml", 'audience = "readers"', 'audience = "reader"')
    with pytest.raises(NewsletterError, match="audience-unknown"):
        desk.plan()


def test_a_channel_of_email_needs_an_audience(desk: Desk) -> None:
    desk.edit("newsletter.toml", 'audience = "readers"\n', "")
    with pytest.raises(UnusableInput, match="channel-audience"):
        desk.plan()


def test_without_a_channel_there_is_nothing_to_plan(desk: Desk) -> None:
    text = (desk.root / "newsletter.toml").read_text("utf-8")
    desk.write("newsletter.toml", text.partition("[channels.outbox]")[0])
    with pytest.raises(UnusableInput, match="channel-missing"):
        desk.plan()
