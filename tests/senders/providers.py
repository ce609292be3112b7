"""What the tests of email providers share: fakes that are served, senders for them, real mails."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from newsletter.email.parts import InlineImage
from newsletter.model import Message
from newsletter.ports import ChannelContext, Sender
from tests.delivery.plans import TestClock
from tests.email.letters import Letter, build_message
from tests.fakes.brevo import TOKEN as BREVO_TOKEN
from tests.fakes.brevo import FakeBrevo
from tests.fakes.mailgun import DOMAIN, FakeMailgun
from tests.fakes.mailgun import TOKEN as MAILGUN_TOKEN
from tests.fakes.postmark import TOKEN as POSTMARK_TOKEN
from tests.fakes.postmark import FakePostmark
from tests.fakes.resend import TOKEN as RESEND_TOKEN
from tests.fakes.resend import FakeResend
from tests.fakes.sendgrid import TOKEN as SENDGRID_TOKEN
from tests.fakes.sendgrid import FakeSendGrid
from tests.fakes.server import Fake, serving
from tests.fakes.ses import KEY_ID, REGION, SECRET, FakeSes

FROM = "Acme News <news@acme.example>"
PIXEL = InlineImage(
    "logo@acme.example", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(range(64)), "a.png"
)


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider under test. ``base`` is the path that its endpoint has; ``route`` what sends."""

    name: str
    fake: Callable[[], Any]
    options: Mapping[str, object]
    route: str
    secret: str
    base: str = ""

    def sender(self, fake: Fake, clock: TestClock | None = None, **options: object) -> Sender:
        """A sender that speaks to the fake."""
        return self.at(fake.url + self.base, clock, **options)

    def at(self, endpoint: str, clock: TestClock | None = None, **options: object) -> Sender:
        """A sender that speaks to that address."""
        given = {**self.options, "endpoint": endpoint, **options}
        context = ChannelContext("email", given, Path(), clock or TestClock())
        made: Sender = import_module(f"newsletter.senders.mail.{self.name}").create(context)
        return made

    @contextmanager
    def served(self) -> Iterator[Any]:
        """Its fake, on a free port."""
        with serving(self.fake()) as fake:
            yield fake


SES = Provider(
    "ses",
    FakeSes,
    {
        "region": REGION,
        "access_key_id": KEY_ID,
        "secret_access_key": SECRET,
        "configuration_set": "news",
    },
    "send",
    SECRET,
)
POSTMARK = Provider("postmark", FakePostmark, {"token": POSTMARK_TOKEN}, "batch", POSTMARK_TOKEN)
MAILGUN = Provider(
    "mailgun", FakeMailgun, {"token": MAILGUN_TOKEN, "domain": DOMAIN}, "send", MAILGUN_TOKEN
)
SENDGRID = Provider("sendgrid", FakeSendGrid, {"token": SENDGRID_TOKEN}, "send", SENDGRID_TOKEN)
RESEND = Provider("resend", FakeResend, {"token": RESEND_TOKEN}, "single", RESEND_TOKEN)
BREVO = Provider("brevo", FakeBrevo, {"token": BREVO_TOKEN}, "send", BREVO_TOKEN, "/v3")
ALL = (SES, POSTMARK, MAILGUN, SENDGRID, RESEND, BREVO)


def mail(number: int = 1, recipient: str | None = None, **given: object) -> Message:
    """A mail as the engine makes it: both texts, one-click unsubscription."""
    to = recipient or f"reader{number}@newsletter.invalid"
    letter = {
        "sender": FROM,
        "recipient": to,
        "subject": f"News {number}",
        "date": datetime(2026, 11, 24, 9, tzinfo=UTC),
        "text": f"Good morning, reader {number}.\n",
        "html": f"<p>Good morning, reader {number}.</p>",
        "seed": f"seed {number}",
        "unsubscribe": f"https://news.acme.example/unsubscribe/token-{number}",
        "reply_to": "Editor <editor@acme.example>",
    }
    images = [PIXEL] if given.pop("picture", False) else []
    made = Letter(**{**letter, **given})  # type: ignore[arg-type]
    data = build_message(made, images)
    message_id = next(
        line.partition(b": ")[2].decode()
        for line in data.split(b"\r\n")
        if line.startswith(b"Message-ID: ")
    )
    address = to.rpartition("<")[2].rstrip(">")
    return Message(message_id, "news@acme.example", address, data)
