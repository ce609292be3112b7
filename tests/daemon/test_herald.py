"""Who is told what: approvals, alerts and reports, by mail and by webhook, each once."""

import email
import email.policy
import hashlib
import hmac
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from newsletter.daemon.alerts import alerts_of
from newsletter.daemon.events import (
    Closed,
    Crashed,
    Event,
    FileTrouble,
    Missed,
    NotTold,
    Sending,
    StoreTrouble,
    Told,
    Trouble,
)
from newsletter.daemon.herald import Herald
from newsletter.delivery.events import Stopped
from newsletter.problems import Problem, warning
from newsletter.settings import Alerts
from newsletter.store.occurrences import Occurred
from tests.daemon.project import Pier, add_article, pier
from tests.daemon.real_world import until
from tests.daemon.simulation import utc
from tests.fakes.server import Asked, Fake, Route, Says, serving

ASKED = 'every = "Thursday"\nat = "09:00"\ntimezone = "UTC"\nprepare = "2h"\n'
BEGIN, EARLY, TIME = utc(2026, 11, 23), utc(2026, 11, 26, 7), utc(2026, 11, 26, 9)
KEY = "whsec_" + "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ="
FAULT = Problem("smtp-sign-in", "The server refused the password.", "Store another one.")
ROW = Occurred(
    schedule="weekly",
    nominal="2026-11-26T09:00",
    zone="UTC",
    fires_at=TIME,
    state="failed",
    reason="the template is broken",
)


class Hooks(Fake):
    """A webhook. ``status`` is what it answers."""

    status = 204

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        return [("POST", "/hook", lambda _: Says(self.status, ""))]


@pytest.fixture
def asking(tmp_path: Path) -> Pier:
    """A plan that waits for people."""
    made = pier(tmp_path, BEGIN, ASKED)
    add_article(tmp_path, "Herring", "2026-11-24")
    made.work()
    made.work_at(EARLY)
    return made


def herald(made: Pier, log: list[Event], *, remind: float = 300.0, **alerts: str) -> Herald:
    settings = replace(made.workspace.settings, alerts=Alerts(**alerts))
    workspace = replace(made.workspace, settings=settings)
    return Herald(
        workspace, made.store, made.secrets, made.clock, log.append, together=0.05, remind=remind
    )


def mails(made: Pier, to: str = "ops") -> list[EmailMessage]:
    found = sorted((made.root / ".newsletter/outbox").glob(f"{to}-*.eml"))
    return [
        email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in found
    ]


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def test_a_plan_that_waits_is_mailed_with_its_preview(asking: Pier) -> None:
    log: list[Event] = []
    one = herald(asking, log, email="ops@pier.example")
    with one.at_work():
        one.ask(*asking.asked[0])
    (mail,) = mails(asking)
    plan = asking.asked[0][1]
    assert mail["Subject"] == f"Please approve: {plan.summary['subject']}"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert f"newsletter approve {plan.id[:8]}" in body(mail)
    assert "2 people by outbox" in body(mail)
    assert "Thu 26 Nov 2026, 09:00 (Europe/Lisbon)" in body(mail)
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names == ["preview.html", "preview.txt"]
    assert [type(event) for event in log] == [Told]


def test_approvers_with_an_address_are_asked_instead(asking: Pier) -> None:
    safety = replace(asking.workspace.settings.safety, approvers=("Leo", "mia@pier.example"))
    settings = replace(asking.workspace.settings, safety=safety)
    asking.workspace = replace(asking.workspace, settings=settings)
    one = herald(asking, [], email="ops@pier.example")
    with one.at_work():
        one.ask(*asking.asked[0])
    assert (len(mails(asking, "mia")), len(mails(asking, "ops"))) == (1, 0)


def test_nobody_is_asked_twice_also_after_a_restart(asking: Pier) -> None:
    log: list[Event] = []
    for _ in range(2):
        one = herald(asking, log, email="ops@pier.example")
        with one.at_work():
            one.ask(*asking.asked[0])
            one.ask(*asking.asked[0])
    assert [type(event) for event in log] == [Told]


def test_a_plan_that_nobody_was_told_of_is_found_later(asking: Pier) -> None:
    asking.clock.move(timedelta(minutes=3))
    told: list[Event] = []
    one = herald(asking, told, remind=0.05, email="ops@pier.example")
    with one.at_work():
        until(lambda: bool(told))
    assert len(mails(asking)) == 1


def test_many_alerts_are_one_mail(asking: Pier) -> None:
    one = herald(asking, [], email="ops@pier.example")
    with one.at_work():
        one.tell(Missed(ROW))
        one.tell(Sending(ROW, Stopped("email", (FAULT,), credentials=True)))
        one.tell(Missed(ROW))
    (mail,) = mails(asking)
    assert mail["Subject"] == "[The Pier] 2 things happened"
    assert "weekly 2026-11-26 09:00 failed: the template is broken." in body(mail)
    assert "channel 'email' stopped. The server refused the password." in body(mail)


def test_after_an_edition_there_is_a_report(tmp_path: Path) -> None:
    made = pier(tmp_path, BEGIN, ASKED + 'approval = "auto"\n')
    add_article(tmp_path, "Herring", "2026-11-24")
    made.work()
    made.work_at(TIME)
    one = herald(made, [], email="ops@pier.example")
    with one.at_work():
        for event in made.told:
            one.tell(event)
    (mail,) = mails(made)
    assert str(mail["Subject"]).startswith("Sent: ")
    assert "outbox: 2 accepted" in body(mail)


def test_the_webhook_gets_a_signed_event(asking: Pier) -> None:
    (asking.root / ".newsletter/secrets/alerts-webhook").write_text(KEY)
    with serving(Hooks()) as hooks:
        one = herald(asking, [], webhook=f"{hooks.url}/hook")
        with one.at_work():
            one.ask(*asking.asked[0])
    (asked,) = hooks.asked
    assert asked.json["type"] == "newsletter.approval"
    assert asked.json["data"]["plan"] == asking.asked[0][1].id
    assert asked.headers["webhook-signature"] == signature(asked)


def signature(asked: Asked) -> str:
    """What Standard Webhooks ask for, worked out anew."""
    from base64 import b64encode

    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode()
    key = b64decode(KEY.removeprefix("whsec_"))
    return f"v1,{b64encode(hmac.digest(key, signed + asked.body, hashlib.sha256)).decode()}"


def test_who_cannot_be_reached_is_written_down_and_asked_again(asking: Pier) -> None:
    log: list[Event] = []
    with serving(Hooks()) as hooks:
        hooks.status = 500
        one = herald(asking, log, webhook=f"{hooks.url}/hook")
        with one.at_work():
            one.ask(*asking.asked[0])
        hooks.status = 204
        again = herald(asking, log, webhook=f"{hooks.url}/hook")
        with again.at_work():
            again.ask(*asking.asked[0])
    assert [type(event) for event in log] == [NotTold, Told]
    ids = {one.headers["webhook-id"] for one in hooks.asked}
    assert len(ids) == 1


def test_without_anybody_to_tell_nothing_happens(asking: Pier) -> None:
    log: list[Event] = []
    one = herald(asking, log)
    with one.at_work():
        one.tell(Missed(ROW))
        one.ask(*asking.asked[0])
    assert log == []


SKIPPED = replace(ROW, state="skipped")


@pytest.mark.parametrize(
    ("event", "count"),
    [
        (Missed(ROW), 1),
        (Missed(SKIPPED, is_late=True), 1),
        (Missed(SKIPPED), 0),
        (Closed(SKIPPED), 1),
        (Closed(replace(ROW, state="sent")), 0),
        (Trouble("weekly", "2026-11-26T09:00", "no template", is_fault=True), 1),
        (Trouble("weekly", "2026-11-26T09:00", "it waits for approval"), 0),
        (FileTrouble("weekly", (FAULT, warning("x", "y"))), 1),
        (StoreTrouble((FAULT,)), 1),
        (Crashed("weekly", "2026-11-26T09:00", ValueError("secret")), 1),
    ],
)
def test_what_is_an_alert(event: Event, count: int) -> None:
    found = list(alerts_of(event))
    assert len(found) == count
    assert "secret" not in "".join(one.text + one.hint for one in found)
