"""What email providers answer, and what that means for each recipient."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.utils import parseaddr
from typing import Any

import pytest

from newsletter.errors import AuthRefused, Unreachable
from newsletter.model import Message
from newsletter.ports import BatchSession, Identifies, Reconciles
from newsletter.posting import Item
from newsletter.senders.contract import sample_post
from newsletter.senders.mail.naming import bare, tag
from tests.delivery.plans import NOW, TestClock
from tests.fakes.server import Reset, Says
from tests.fakes.ses import fault
from tests.senders.providers import (
    ALL,
    BREVO,
    MAILGUN,
    POSTMARK,
    RESEND,
    SENDGRID,
    SES,
    Provider,
    mail,
)

every = pytest.mark.parametrize("provider", ALL, ids=lambda one: one.name)
BATCHES = (POSTMARK, RESEND)


def outcome(provider: Provider, item: Item, arrange: Callable[[Any], None] = lambda _: None) -> Any:
    with provider.served() as fake:
        arrange(fake)
        with provider.sender(fake).session() as session:
            return session.send(item), fake


def recipient(provider: Provider, taken: Any) -> str:
    """The address that a fake took a mail for."""
    if provider is POSTMARK:
        return str(taken["To"])
    if provider is SENDGRID:
        return str(taken["personalizations"][0]["to"][0]["email"])
    if provider is RESEND:
        return str(taken["to"][0])
    return str(taken["to"][0]["email"] if provider is BREVO else taken.recipient)


@every
def test_a_mail_goes_out_once_with_a_receipt(provider: Provider) -> None:
    told, fake = outcome(provider, mail(1))
    assert told.state == "accepted"
    assert [recipient(provider, one) for one in fake.taken] == ["reader1@newsletter.invalid"]


@every
def test_a_hostile_name_reaches_only_its_own_recipient(provider: Provider) -> None:
    item = mail(1, 'Ada, "X" <bo@evil.example>, 王 <ada@quay.example>')
    told, fake = outcome(provider, item)
    assert told.state == "accepted"
    assert parseaddr(recipient(provider, fake.taken[0]))[1] == "ada@quay.example"


@every
def test_a_refused_recipient_is_rejected_in_their_words(provider: Provider) -> None:
    told, fake = outcome(
        provider, mail(1), lambda fake: fake.blocked.add("reader1@newsletter.invalid")
    )
    assert told.state == "rejected"
    assert told.text
    assert fake.taken == []


@every
def test_no_mail_goes_to_what_is_no_address(provider: Provider) -> None:
    item = replace(mail(1), recipient="reader1@newsletter.invalid\r\nBcc: other@newsletter.invalid")
    told, fake = outcome(provider, item)
    assert (told.state, fake.taken) == ("rejected", [])


@every
def test_a_mail_that_is_too_large_is_not_tried(provider: Provider) -> None:
    told, fake = outcome(provider, replace(mail(1), data=b"x" * (41 * 1024 * 1024)))
    assert told.state == "rejected"
    assert "bytes" in told.text
    assert fake.count("POST", ".*") == 0


@every
def test_a_post_is_none_of_its_business(provider: Provider) -> None:
    told, _ = outcome(provider, sample_post())
    assert told.state == "failed"


@every
def test_too_many_requests_wait_for_the_time_that_is_named(provider: Provider) -> None:
    def arrange(fake: Any) -> None:
        fake.before[provider.route] = [Says(429, {"message": "slow down"}, {"Retry-After": "7"})]

    told, fake = outcome(provider, mail(1), arrange)
    assert (told.state, told.retry_at) == ("deferred", NOW + timedelta(seconds=7))
    assert fake.taken == []


@every
@pytest.mark.parametrize("fault", [Reset, Says(500, "oops"), Says(504, {"message": "late"})])
def test_a_lost_answer_is_in_doubt(provider: Provider, fault: Says | type[Reset]) -> None:
    told, fake = outcome(
        provider, mail(1), lambda fake: fake.after.update({provider.route: [fault]})
    )
    assert told.state == "unknown"
    assert len(fake.taken) == 1


@every
def test_success_without_a_name_for_the_mail_is_in_doubt(provider: Provider) -> None:
    def arrange(fake: Any) -> None:
        fake.after[provider.route] = [Says(200, "surprise")]

    told, _ = outcome(provider, mail(1), arrange)
    assert told.state == ("accepted" if provider is SENDGRID else "unknown")


@every
def test_credentials_that_lapse_in_mid_run_lose_nobody(provider: Provider) -> None:
    def arrange(fake: Any) -> None:
        fake.before[provider.route] = [Says(401, {"message": "expired"})]

    told, fake = outcome(provider, mail(1), arrange)
    assert (told.state, fake.taken) == ("deferred", [])


@pytest.mark.parametrize(
    "provider", [one for one in ALL if one is not MAILGUN], ids=lambda one: one.name
)
def test_a_wrong_key_opens_no_session(provider: Provider) -> None:
    key = "another-key-of-a-test"
    with provider.served() as fake:
        sender = provider.sender(fake, token=key, secret_access_key=key)
        with pytest.raises(AuthRefused) as raised, sender.session():
            pass
    assert raised.value.problems[0].code == "provider-sign-in"


def test_mailgun_finds_out_about_a_wrong_key_when_it_sends() -> None:
    with MAILGUN.served() as fake, MAILGUN.sender(fake, token="wrong-key").session() as session:
        assert session.send(mail(1)).state == "deferred"


@every
def test_the_secret_is_told_nowhere(provider: Provider) -> None:
    def arrange(fake: Any) -> None:
        fake.before[provider.route] = [Says(400, {"message": f"bad key {provider.secret}"})]

    told, _ = outcome(provider, mail(1), arrange)
    with provider.served() as fake:
        shown = repr(provider.sender(fake))
    assert "[secret]" in told.text or provider is POSTMARK
    assert provider.secret not in told.text + shown


@every
def test_a_refused_sign_in_does_not_tell_the_secret(provider: Provider) -> None:
    with provider.served() as fake:
        echo = Says(404, {"message": f"who is {provider.secret}?"})
        for route in ("account", "server", "domain", "all_scopes", "domains"):
            fake.before[route] = [echo]
        with pytest.raises(AuthRefused) as raised, provider.sender(fake).session():
            pass
    told = str(raised.value) + repr(raised.value)
    assert "[secret]" in told
    assert provider.secret not in told


@every
def test_a_sender_says_whose_account_it_uses(provider: Provider) -> None:
    with provider.served() as fake, provider.sender(fake).session() as session:
        assert isinstance(session, Identifies)
        account = session.account()
    assert account.name
    assert account.problems == ()


@every
def test_an_outage_at_the_start_stops_the_channel(provider: Provider) -> None:
    with provider.served() as fake:
        for route in ("account", "server", "domain", "all_scopes", "domains"):
            fake.before[route] = [Says(503, "maintenance")]
        with pytest.raises(Unreachable) as raised, provider.sender(fake).session():
            pass
    assert raised.value.problems[0].code == "provider-unreachable"


# What identifies the mail later, in webhooks and reports.


@pytest.mark.parametrize(
    ("provider", "found"),
    [
        (SES, lambda one: one.tags["newsletter-id"]),
        (POSTMARK, lambda one: one["Metadata"]["message-id"]),
        (MAILGUN, lambda one: one.form["v:message-id"]),
        (SENDGRID, lambda one: one["custom_args"]["message_id"]),
        (RESEND, lambda one: one["tags"][0]["value"]),
        (BREVO, lambda one: one["tags"][0]),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_our_message_id_goes_along(provider: Provider, found: Callable[[Any], str]) -> None:
    item = mail(1)
    _, fake = outcome(provider, item)
    assert found(fake.taken[0]) in (bare(item.message_id), tag(item.message_id))


@pytest.mark.parametrize("provider", [SES, MAILGUN], ids=lambda one: one.name)
def test_the_bytes_go_out_as_they_are(provider: Provider) -> None:
    item = mail(1, picture=True)
    _, fake = outcome(provider, item)
    assert fake.taken[0].raw == item.data


@pytest.mark.parametrize(
    ("provider", "html", "headers"),
    [
        (POSTMARK, "HtmlBody", lambda one: {h["Name"]: h["Value"] for h in one["Headers"]}),
        (RESEND, "html", lambda one: one["headers"]),
        (BREVO, "htmlContent", lambda one: one["headers"]),
        (SENDGRID, None, lambda one: one["headers"]),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_text_and_the_way_out_are_the_recipients_own(
    provider: Provider, html: str | None, headers: Callable[[Any], dict[str, str]]
) -> None:
    _, fake = outcome(provider, mail(7))
    taken = fake.taken[0]
    body = taken[html] if html else taken["content"][1]["value"]
    assert body == "<p>Good morning, reader 7.</p>"
    way_out = "<https://news.acme.example/unsubscribe/token-7>"
    assert headers(taken)["List-Unsubscribe"] == way_out
    assert headers(taken)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("provider", "content_id"),
    [
        (POSTMARK, lambda one: one["Attachments"][0]["ContentID"].removeprefix("cid:")),
        (SENDGRID, lambda one: one["attachments"][0]["content_id"]),
        (RESEND, lambda one: one["attachments"][0]["content_id"]),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_a_picture_is_embedded(provider: Provider, content_id: Callable[[Any], str]) -> None:
    _, fake = outcome(provider, mail(1, picture=True))
    assert content_id(fake.taken[0]) == "logo@acme.example"


def test_a_picture_that_brevo_cannot_embed_is_not_left_out_in_silence() -> None:
    told, fake = outcome(BREVO, mail(1, picture=True))
    assert (told.state, fake.taken) == ("failed", [])
    assert "[images]" in told.text


def test_ses_mails_belong_to_the_configuration_set() -> None:
    _, fake = outcome(SES, mail(1))
    assert fake.taken[0].configuration_set == "news"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (("TooManyRequestsException", 429), "deferred"),
        (("ThrottlingException", 400), "deferred"),
        (("LimitExceededException", 400), "deferred"),
        (("AccountSuspendedException", 400), "deferred"),
        (("SendingPausedException", 400), "deferred"),
        (("MailFromDomainNotVerifiedException", 400), "deferred"),
        (("NotFoundException", 404), "deferred"),
        (("MessageRejected", 400), "rejected"),
        (("BadRequestException", 400), "rejected"),
        (("InternalFailure", 500), "unknown"),
    ],
    ids=str,
)
def test_an_error_of_ses_is_the_accounts_or_the_recipients(
    error: tuple[str, int], state: str
) -> None:
    told, _ = outcome(SES, mail(1), lambda fake: setattr(fake, "error", error))
    assert told.state == state
    assert error[0] in told.text


REJECTED = ("MessageRejected", 400)


def test_an_account_in_the_sandbox_of_ses_loses_nobody() -> None:
    words = "Email address is not verified. The following identities failed the check in region"
    told, _ = outcome(SES, mail(1), lambda fake: fake.before.update(send=[fault(*REJECTED, words)]))
    assert told.state == "deferred"


def test_a_ses_key_that_may_only_send_is_good_enough() -> None:
    told, _ = outcome(SES, mail(1), lambda fake: setattr(fake, "send_only", True))
    assert told.state == "accepted"


@pytest.mark.parametrize("provider", [RESEND, MAILGUN], ids=lambda one: one.name)
def test_a_key_that_may_only_send_is_good_enough(provider: Provider) -> None:
    told, _ = outcome(provider, mail(1), lambda fake: setattr(fake, "send_only", True))
    assert told.state == "accepted"


def test_a_sendgrid_key_that_may_not_send_is_said_to_be_so() -> None:
    with SENDGRID.served() as fake:
        fake.scopes = ("stats.read",)
        with SENDGRID.sender(fake).session() as session:
            assert isinstance(session, Identifies)
            assert [one.code for one in session.account().problems] == ["provider-may-not-send"]


@pytest.mark.parametrize("code", [10, 400, 405, 412, 1235])
def test_an_error_of_the_postmark_account_loses_nobody(code: int) -> None:
    told, _ = outcome(POSTMARK, mail(1), lambda fake: setattr(fake, "code", code))
    assert told.state == "deferred"


def test_brevo_without_credits_loses_nobody() -> None:
    told, _ = outcome(
        BREVO, mail(1), lambda fake: setattr(fake, "code", ("not_enough_credits", 400))
    )
    assert told.state == "deferred"


def test_what_brevo_had_before_is_not_sent_again() -> None:
    with BREVO.served() as fake, BREVO.sender(fake).session() as session:
        assert [session.send(mail(1)).state for _ in range(2)] == ["accepted", "unknown"]
    assert len(fake.taken) == 1


# Many mails in one request.


@pytest.mark.parametrize("provider", BATCHES, ids=lambda one: one.name)
def test_one_bad_address_hurts_nobody_else(provider: Provider) -> None:
    with provider.served() as fake, provider.sender(fake).session() as session:
        assert isinstance(session, BatchSession)
        fake.blocked.add("reader2@newsletter.invalid")
        bad = replace(mail(3), recipient="nobody")
        told = session.send_all([mail(1), mail(2), bad, mail(4)])
    assert [one.state for one in told] == ["accepted", "rejected", "rejected", "accepted"]
    assert fake.count("POST", ".*batch") == 1


@pytest.mark.parametrize("provider", BATCHES, ids=lambda one: one.name)
def test_receipts_of_a_batch_are_those_of_their_mails(provider: Provider) -> None:
    with provider.served() as fake, provider.sender(fake).session() as session:
        assert isinstance(session, BatchSession)
        fake.blocked.add("reader1@newsletter.invalid")
        told = session.send_all([mail(1), mail(2), mail(3)])
    assert [one.receipt and one.receipt[-2:] for one in told] == [None, "01", "02"]


@pytest.mark.parametrize(
    ("provider", "whole"),
    [(POSTMARK, 402), (RESEND, 422)],
    ids=lambda one: getattr(one, "name", ""),
)
def test_a_batch_that_is_refused_as_a_whole_goes_out_one_by_one(
    provider: Provider, whole: int
) -> None:
    with provider.served() as fake, provider.sender(fake).session() as session:
        assert isinstance(session, BatchSession)
        fake.whole = whole
        fake.blocked.add("reader2@newsletter.invalid")
        told = session.send_all([mail(1), mail(2), mail(3)])
    assert [one.state for one in told] == ["accepted", "rejected", "accepted"]
    assert len(fake.taken) == 2


def test_a_batch_whose_account_is_refused_is_not_tried_one_by_one() -> None:
    with POSTMARK.served() as fake, POSTMARK.sender(fake).session() as session:
        assert isinstance(session, BatchSession)
        fake.whole = 1235
        told = session.send_all([mail(1), mail(2)])
    assert [one.state for one in told] == ["deferred", "deferred"]
    assert fake.count("POST", ".*") == 1


@pytest.mark.parametrize("provider", BATCHES, ids=lambda one: one.name)
def test_a_batch_whose_answer_is_lost_is_in_doubt_as_a_whole(provider: Provider) -> None:
    with provider.served() as fake, provider.sender(fake).session() as session:
        assert isinstance(session, BatchSession)
        fake.after["batch"] = [Reset]
        told = session.send_all([mail(1), mail(2)])
    assert [one.state for one in told] == ["unknown", "unknown"]
    assert len(fake.taken) == 2


def test_mails_with_pictures_go_to_resend_one_by_one() -> None:
    with RESEND.served() as fake, RESEND.sender(fake).session() as session:
        assert isinstance(session, BatchSession)
        told = session.send_all([mail(1, picture=True), mail(2)])
    assert [one.state for one in told] == ["accepted", "accepted"]
    assert fake.count("POST", "/emails/batch") == 0


def test_a_request_stays_within_what_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsletter.senders.mail.postmark.MOST_BYTES", 2000)
    with POSTMARK.served() as fake, POSTMARK.sender(fake).session() as session:
        assert isinstance(session, BatchSession)
        told = session.send_all([mail(number, text="x" * 800) for number in range(3)])
    assert {one.state for one in told} == {"accepted"}
    assert fake.count("POST", ".*") == 3


# Finding out what became of a mail in doubt.

LOOKERS = (POSTMARK, MAILGUN, BREVO)
lookers = pytest.mark.parametrize("provider", LOOKERS, ids=lambda one: one.name)


def looked_up(provider: Provider, fake: Any, item: Message) -> Any:
    with provider.sender(fake).session() as session:
        assert isinstance(session, Reconciles)
        return session.reconcile(item)


@lookers
def test_a_mail_whose_answer_was_lost_is_found_in_a_later_run(provider: Provider) -> None:
    with provider.served() as fake:
        fake.after[provider.route] = [Reset]
        with provider.sender(fake).session() as session:
            assert session.send(mail(1)).state == "unknown"
        assert looked_up(provider, fake, mail(1)).state == "accepted"
    assert len(fake.taken) == 1


@lookers
def test_a_mail_that_is_not_listed_stays_in_doubt(provider: Provider) -> None:
    with provider.served() as fake, provider.sender(fake).session() as session:
        session.send(mail(1))
        fake.lags = True
        assert looked_up(provider, fake, mail(1)).state == "unknown"


@lookers
@pytest.mark.parametrize("fault", [Reset, Says(500, "oops"), Says(429, "later"), Says(200, "[")])
def test_a_look_that_fails_settles_nothing(provider: Provider, fault: Says | type[Reset]) -> None:
    with provider.served() as fake, provider.sender(fake).session() as session:
        session.send(mail(1))
        fake.before |= {"outbound": [fault] * 2, "events": [fault] * 2}
        assert isinstance(session, Reconciles)
        assert session.reconcile(mail(1)).state == "unknown"


def test_what_mailgun_rejected_was_rejected() -> None:
    with MAILGUN.served() as fake, MAILGUN.sender(fake).session() as session:
        session.send(mail(1))
        fake.event = "rejected"
        assert looked_up(MAILGUN, fake, mail(1)).state == "rejected"


def test_resend_repeats_a_lost_batch_under_its_key() -> None:
    with RESEND.served() as fake, RESEND.sender(fake).session() as session:
        assert isinstance(session, BatchSession)
        assert isinstance(session, Reconciles)
        fake.after["batch"] = [Reset]
        fake.blocked.add("reader2@newsletter.invalid")
        session.send_all([mail(1), mail(2), mail(3)])
        told = [session.reconcile(mail(number)) for number in (1, 2, 3)]
    assert [one.state for one in told] == ["accepted", "rejected", "accepted"]
    assert [recipient(RESEND, one) for one in fake.taken] == [
        "reader1@newsletter.invalid",
        "reader3@newsletter.invalid",
    ]


@pytest.mark.parametrize("fault", [Reset, Says(429, "later"), Says(422, "no"), Says(409, "busy")])
def test_a_repeat_that_is_refused_says_nothing_of_the_first(fault: Says | type[Reset]) -> None:
    with RESEND.served() as fake, RESEND.sender(fake).session() as session:
        assert isinstance(session, Reconciles)
        fake.after["single"] = [Reset]
        session.send(mail(1))
        fake.before["single"] = [fault]
        assert session.reconcile(mail(1)).state == "unknown"
        assert session.reconcile(mail(1)).state == "accepted"
    assert len(fake.taken) == 1


def test_a_lost_batch_is_repeated_once_for_all_that_were_in_it() -> None:
    with RESEND.served() as fake, RESEND.sender(fake).session() as session:
        assert isinstance(session, BatchSession)
        assert isinstance(session, Reconciles)
        fake.before["batch"] = [Reset] * 3
        session.send_all([mail(1), mail(2), mail(3)])
        for asked in (2, 3):
            told = [session.reconcile(mail(number)).state for number in (1, 2, 3)]
            assert told == ["unknown"] * 3
            assert fake.count("POST", "/emails/batch") == asked
        assert session.reconcile(mail(2)).state == "accepted"
        assert session.reconcile(mail(1)).state == "accepted"
    assert len(fake.taken) == 3


def test_resend_is_not_asked_again_when_its_key_may_be_forgotten() -> None:
    clock = TestClock()
    with RESEND.served() as fake, RESEND.sender(fake, clock).session() as session:
        assert isinstance(session, Reconciles)
        fake.after["single"] = [Reset]
        session.send(mail(1))
        clock.move(timedelta(hours=24))
        assert session.reconcile(mail(1)).state == "unknown"
    assert fake.count("POST", "/emails") == 1


def test_a_key_of_resend_that_is_in_use_leaves_the_mail_in_doubt() -> None:
    told, _ = outcome(
        RESEND,
        mail(1),
        lambda fake: fake.before.update({"single": [Says(409, {"message": "under way"})]}),
    )
    assert told.state == "unknown"


@pytest.mark.parametrize("provider", [SES, SENDGRID], ids=lambda one: one.name)
def test_who_cannot_look_up_says_so(provider: Provider) -> None:
    with provider.served() as fake, provider.sender(fake).session() as session:
        assert not isinstance(session, Reconciles)
        assert any("look up" in one for one in provider.sender(fake).limits.cannot)


def test_raw_mails_are_whole_messages() -> None:
    _, fake = outcome(MAILGUN, mail(1))
    assert message_from_bytes(fake.taken[0].raw)["Subject"] == "News 1"
