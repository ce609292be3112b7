"""Every email provider keeps the contract, against its fake."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import pytest

from newsletter.ports import Sender
from newsletter.posting import Item
from newsletter.senders.contract import SenderContract
from tests.senders.providers import (
    BREVO,
    MAILGUN,
    POSTMARK,
    RESEND,
    SENDGRID,
    SES,
    Provider,
    mail,
)


class ProviderContract(SenderContract):
    """The contract over a provider whose fake is served for each test."""

    provider: ClassVar[Provider]
    fake: Any

    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with self.provider.served() as fake:
            self.fake = fake
            yield

    def sender(self) -> Sender:
        return self.provider.sender(self.fake)

    def unreachable_sender(self) -> Sender:
        return self.provider.at("http://127.0.0.1:9" + self.provider.base)

    def items(self) -> Sequence[Item]:
        return mail(1), mail(2)


class TestSesContract(ProviderContract):
    provider = SES


class TestPostmarkContract(ProviderContract):
    provider = POSTMARK


class TestMailgunContract(ProviderContract):
    provider = MAILGUN


class TestSendGridContract(ProviderContract):
    provider = SENDGRID


class TestResendContract(ProviderContract):
    provider = RESEND


class TestBrevoContract(ProviderContract):
    provider = BREVO
