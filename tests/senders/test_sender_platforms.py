"""Editions that are handed to list platforms: once, however often it is tried."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import pytest

from newsletter.errors import AuthRefused, UnusableInput
from newsletter.outcome import Outcome
from newsletter.ports import ChannelContext, Identifies, Reconciles, Sender
from newsletter.posting import Handover, NotesInMemory
from newsletter.senders.contract import SenderContract, sample_edition, sample_message
from newsletter.senders.platforms.mailchimp import next_quarter
from tests.delivery.plans import NOW, TestClock
from tests.fakes.buttondown import TOKEN as BUTTONDOWN_TOKEN
from tests.fakes.buttondown import FakeButtondown
from tests.fakes.keila import SENDER, FakeKeila
from tests.fakes.keila import TOKEN as KEILA_TOKEN
from tests.fakes.listmonk import TOKEN as LISTMONK_TOKEN
from tests.fakes.listmonk import USER, FakeListmonk
from tests.fakes.mailchimp import LIST, FakeMailchimp
from tests.fakes.mailchimp import TOKEN as MAILCHIMP_TOKEN
from tests.fakes.server import Reset, Says, serving

HTML = "<!doctype html><html><body><p>Good morning.</p></body></html>"


@dataclass(frozen=True, slots=True)
class Case:
    """A platform under test. ``plan`` is the route that schedules; ``there`` what was made."""

    name: str
    fake: Callable[[Callable[[], datetime]], Any]
    options: Mapping[str, object]
    secret: str
    plan: str
    there: str = "campaigns"
    base: str = ""

    def sender(self, url: str, clock: TestClock, **options: object) -> Sender:
        given = {**self.options, "endpoint": url + self.base, **options}
        context = ChannelContext("list", given, Path(), clock)
        made: Sender = import_module(f"newsletter.senders.platforms.{self.name}").create(context)
        return made

    def made(self, fake: Any) -> list[Mapping[str, Any]]:
        return list(getattr(fake, self.there).values())


LISTMONK = Case(
    "listmonk",
    FakeListmonk,
    {"server": "https://lists.acme.example", "username": USER, "token": LISTMONK_TOKEN}
    | {"lists": ["1", "4"], "template_id": 3},
    LISTMONK_TOKEN,
    "status",
)
MAILCHIMP = Case(
    "mailchimp",
    FakeMailchimp,
    {"token": MAILCHIMP_TOKEN, "list": LIST},
    MAILCHIMP_TOKEN,
    "schedule",
    base="/3.0",
)
BUTTONDOWN = Case(
    "buttondown",
    FakeButtondown,
    {"token": BUTTONDOWN_TOKEN, "email_template": "naked"},
    BUTTONDOWN_TOKEN,
    "update",
    there="emails",
)
KEILA = Case(
    "keila",
    FakeKeila,
    {"server": "https://keila.acme.example", "token": KEILA_TOKEN, "sender_id": SENDER},
    KEILA_TOKEN,
    "schedule",
)
ALL = (LISTMONK, MAILCHIMP, BUTTONDOWN, KEILA)
every = pytest.mark.parametrize("case", ALL, ids=lambda one: one.name)


def edition(**given: object) -> Handover:
    made = replace(
        sample_edition(1),
        edition="2026-11-24",
        subject="Good morning, 東京",
        html=HTML,
        text="Good morning.\n",
        sends_at=NOW + timedelta(hours=1),
        created_at=NOW,
        notes=NotesInMemory(),
    )
    return replace(made, **given)  # type: ignore[arg-type]


@contextmanager
def served(case: Case, clock: TestClock) -> Iterator[Any]:
    with serving(case.fake(clock.now)) as fake:
        yield fake


def handed(case: Case, item: Handover, fake: Any, clock: TestClock, **options: object) -> Outcome:
    with case.sender(fake.url, clock, **options).session() as session:
        return session.send(item)


def looked_up(
    case: Case, item: Handover, fake: Any, clock: TestClock, **options: object
) -> Outcome:
    with case.sender(fake.url, clock, **options).session() as session:
        assert isinstance(session, Reconciles)
        return session.reconcile(item)


class PlatformContract(SenderContract):
    """The contract over a platform whose fake is served for each test."""

    case: ClassVar[Case]
    fake: Any

    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with served(self.case, TestClock()) as fake:
            self.fake = fake
            yield

    def sender(self) -> Sender:
        return self.case.sender(self.fake.url, TestClock())

    def unreachable_sender(self) -> Sender:
        return self.case.sender("http://127.0.0.1:9", TestClock())


class TestListmonkContract(PlatformContract):
    case = LISTMONK


class TestMailchimpContract(PlatformContract):
    case = MAILCHIMP


class TestButtondownContract(PlatformContract):
    case = BUTTONDOWN


class TestKeilaContract(PlatformContract):
    case = KEILA


@every
def test_a_draft_is_made_and_left_to_a_person(case: Case) -> None:
    clock = TestClock()
    with served(case, clock) as fake:
        told = handed(case, edition(), fake, clock)
    assert told.state == "accepted"
    assert told.receipt
    assert told.receipt.startswith("http")
    assert len(case.made(fake)) == 1
    assert fake.count("POST", ".*schedule") + fake.count("PATCH", ".*") == 0
    assert fake.count("PUT", ".*status") == 0


@every
def test_an_edition_is_scheduled_for_its_time(case: Case) -> None:
    clock = TestClock()
    with served(case, clock) as fake:
        told = handed(case, edition(), fake, clock, publish="schedule")
    assert told.state == "accepted"
    assert when(case, fake) == NOW + timedelta(hours=1)


@every
def test_a_time_that_has_passed_becomes_the_next_one_that_is_possible(case: Case) -> None:
    clock = TestClock()
    with served(case, clock) as fake:
        item = edition(sends_at=NOW - timedelta(minutes=1))
        assert handed(case, item, fake, clock, publish="schedule").state == "accepted"
    assert timedelta(0) < when(case, fake) - NOW <= timedelta(minutes=15)


def when(case: Case, fake: Any) -> datetime:
    made = case.made(fake)[0]
    name = {"listmonk": "send_at", "buttondown": "publish_date", "keila": "scheduled_for"}
    if case is MAILCHIMP:
        at: datetime = made["at"]
        return at
    return datetime.fromisoformat(made[name[case.name]])


@every
def test_words_arrive_as_they_were_handed_over(case: Case) -> None:
    clock = TestClock()
    with served(case, clock) as fake:
        handed(case, edition(), fake, clock)
    sent = str(case.made(fake)[0])
    assert "Good morning, 東京" in sent
    assert "<p>Good morning.</p>" in sent


@every
@pytest.mark.parametrize("publish", ["draft", "schedule"])
def test_a_second_try_makes_no_second_campaign(case: Case, publish: str) -> None:
    clock = TestClock()
    with served(case, clock) as fake:
        told = [handed(case, edition(), fake, clock, publish=publish) for _ in range(2)]
    assert told[0] == told[1]
    assert len(case.made(fake)) == 1


@every
@pytest.mark.parametrize("publish", ["draft", "schedule"])
@pytest.mark.parametrize("fault", [Reset, Says(502, "oops")])
def test_an_edition_whose_answer_was_lost_is_found_again(
    case: Case, publish: str, fault: Says | type[Reset]
) -> None:
    clock, item = TestClock(), edition()
    with served(case, clock) as fake:
        fake.after["create"] = [fault]
        assert handed(case, item, fake, clock, publish=publish).state == "unknown"
        found = looked_up(case, item, fake, clock, publish=publish)
        assert found.state == ("accepted" if publish == "draft" else "deferred")
        assert handed(case, item, fake, clock, publish=publish).state == "accepted"
    assert len(case.made(fake)) == 1


@every
def test_a_schedule_whose_answer_was_lost_is_found_out(case: Case) -> None:
    clock, item = TestClock(), edition()
    with served(case, clock) as fake:
        fake.after[case.plan] = [Reset]
        assert handed(case, item, fake, clock, publish="schedule").state == "unknown"
        assert looked_up(case, item, fake, clock, publish="schedule").state == "accepted"
        assert handed(case, item, fake, clock, publish="schedule").state == "accepted"
    assert fake.count("POST", ".*(campaigns|emails)") == 1


@every
def test_what_is_not_there_may_still_come_for_a_minute(case: Case) -> None:
    clock, item = TestClock(), edition()
    with served(case, clock) as fake:
        fake.before["create"] = [Reset]
        assert handed(case, item, fake, clock).state == "unknown"
        assert looked_up(case, item, fake, clock).state == "unknown"
        clock.move(timedelta(seconds=61))
        assert looked_up(case, item, fake, clock).state == "deferred"


@every
@pytest.mark.parametrize("fault", [Reset, Says(500, "oops"), Says(429, "slow"), Says(200, "[")])
def test_nothing_is_made_while_nobody_can_look(case: Case, fault: Says | type[Reset]) -> None:
    clock = TestClock()
    with served(case, clock) as fake:
        for route in ("list_campaigns", "list_emails"):
            fake.before[route] = [fault] * 2
        assert handed(case, edition(), fake, clock).state == "deferred"
        assert looked_up(case, edition(), fake, clock).state == "unknown"
    assert case.made(fake) == []


@every
def test_a_refusal_is_told_in_their_words(case: Case) -> None:
    clock = TestClock()
    with served(case, clock) as fake:
        fake.before["create"] = [Says(400, {"message": f"no good: {case.secret}"})]
        told = handed(case, edition(), fake, clock)
    assert (told.state, told.text) == ("rejected", "400 no good: [secret]")


@every
@pytest.mark.parametrize("status", [401, 403, 404])
def test_credentials_that_lapse_lose_nothing(case: Case, status: int) -> None:
    clock = TestClock()
    with served(case, clock) as fake:
        fake.before["create"] = [Says(status, {"message": "expired"})]
        assert handed(case, edition(), fake, clock).state == "deferred"
        assert handed(case, edition(), fake, clock).state == "accepted"


@every
def test_success_without_an_id_is_in_doubt(case: Case) -> None:
    clock = TestClock()
    with served(case, clock) as fake:
        fake.after["create"] = [Says(200, {"data": []})]
        assert handed(case, edition(), fake, clock).state == "unknown"


@every
def test_a_wrong_key_opens_no_session(case: Case) -> None:
    clock = TestClock()
    with served(case, clock) as fake:
        sender = case.sender(fake.url, clock, token="another-key-us6")
        with pytest.raises(AuthRefused) as raised, sender.session():
            pass
    assert raised.value.problems[0].code == "provider-sign-in"


@every
def test_a_platform_says_whose_account_it_uses(case: Case) -> None:
    clock = TestClock()
    with served(case, clock) as fake, case.sender(fake.url, clock).session() as session:
        assert isinstance(session, Identifies)
        assert session.account().name


@every
def test_the_secret_is_not_shown(case: Case) -> None:
    assert case.secret not in repr(case.sender("http://127.0.0.1:9", TestClock()))


@every
def test_a_mail_is_none_of_its_business(case: Case) -> None:
    clock = TestClock()
    with served(case, clock) as fake, case.sender(fake.url, clock).session() as session:
        assert session.send(sample_message()).state == "failed"


@every
def test_an_empty_edition_is_not_handed_over(case: Case) -> None:
    clock = TestClock()
    with served(case, clock) as fake:
        assert handed(case, edition(html=" "), fake, clock).state == "rejected"
    assert case.made(fake) == []


def test_an_older_listmonk_that_does_not_filter_is_looked_through() -> None:
    clock = TestClock()
    with served(LISTMONK, clock) as fake:
        fake.old = True
        other = edition(key="00000000-0000-5000-8000-000000000000")
        for item in (edition(), other, edition()):
            assert handed(LISTMONK, item, fake, clock).state == "accepted"
    assert len(fake.campaigns) == 2


def test_a_listmonk_campaign_goes_to_its_lists_in_its_template() -> None:
    clock = TestClock()
    with served(LISTMONK, clock) as fake:
        handed(LISTMONK, edition(), fake, clock)
    made = fake.campaigns[1]
    assert (made["lists"], made["template_id"], made["content_type"]) == ([1, 4], 3, "html")
    assert made["altbody"] == "Good morning.\n"


@pytest.mark.parametrize("lists", [None, [], ["readers"], "1"])
def test_listmonk_wants_the_numbers_of_its_lists(lists: object) -> None:
    with pytest.raises(UnusableInput) as raised:
        LISTMONK.sender("http://127.0.0.1:9", TestClock(), lists=lists)
    assert raised.value.problems[0].code == "setting-invalid"


def test_a_mailchimp_key_names_its_data_centre() -> None:
    with pytest.raises(UnusableInput) as raised:
        MAILCHIMP.sender("http://127.0.0.1:9", TestClock(), token="key-us6.evil.example/")
    assert raised.value.problems[0].code == "setting-invalid"


def test_a_mailchimp_draft_without_its_content_gets_it_when_it_is_looked_up() -> None:
    clock, item = TestClock(), edition()
    with served(MAILCHIMP, clock) as fake:
        fake.before["content"] = [Reset]
        assert handed(MAILCHIMP, item, fake, clock).state == "unknown"
        assert looked_up(MAILCHIMP, item, fake, clock).state == "accepted"
    assert fake.campaigns["c1"]["content"]["html"] == HTML


def test_mailchimp_mails_come_from_the_audiences_sender() -> None:
    clock = TestClock()
    with served(MAILCHIMP, clock) as fake:
        handed(MAILCHIMP, edition(), fake, clock)
    settings = fake.campaigns["c1"]["settings"]
    assert (settings["from_name"], settings["reply_to"]) == ("Acme News", "news@acme.example")


@pytest.mark.parametrize(
    ("at", "quarter"),
    [((9, 0, 0), (9, 0)), ((9, 0, 1), (9, 15)), ((9, 14, 59), (9, 15)), ((9, 46, 0), (10, 0))],
)
def test_the_next_quarter_of_an_hour(at: tuple[int, int, int], quarter: tuple[int, int]) -> None:
    day = datetime(2026, 11, 24, tzinfo=UTC)
    begun = day.replace(hour=at[0], minute=at[1], second=at[2])
    assert next_quarter(begun) == day.replace(hour=quarter[0], minute=quarter[1])


def test_a_key_that_buttondown_knows_makes_no_second_email() -> None:
    clock = TestClock()
    with served(BUTTONDOWN, clock) as fake:
        fake.lags = True
        for _ in range(2):
            assert handed(BUTTONDOWN, edition(), fake, clock).state == "accepted"
    assert len(fake.emails) == 1


def test_an_email_of_buttondown_is_found_on_a_later_page() -> None:
    clock = TestClock()
    with served(BUTTONDOWN, clock) as fake:
        fake.keeps_keys = False
        handed(BUTTONDOWN, edition(), fake, clock)
        for number in range(5):
            handed(BUTTONDOWN, edition(key=f"other {number}"), fake, clock)
        assert looked_up(BUTTONDOWN, edition(), fake, clock).receipt == (
            "https://buttondown.com/emails/em_1"
        )


def test_the_editor_of_buttondown_leaves_the_html_as_it_is() -> None:
    clock = TestClock()
    with served(BUTTONDOWN, clock) as fake:
        handed(BUTTONDOWN, edition(), fake, clock)
    body = fake.emails["em_1"]["body"]
    assert body == f"<!-- buttondown-editor-mode: plaintext -->\n{HTML}"
