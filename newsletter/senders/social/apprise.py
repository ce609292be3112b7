"""Apprise: a library that reaches a hundred services more, each by one address.

https://appriseit.com/ - an optional extra. It only says whether it worked.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from newsletter.errors import UnusableInput
from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Item
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http.judging import unseen
from newsletter.senders.http.options import needed
from newsletter.senders.http.parts import Published, Step
from newsletter.senders.social.attempts import carry, look_for
from newsletter.senders.social.lengths import too_long

LIMITS = Limits(
    cannot=(
        "It learns only whether a service said yes: anything else is an unknown outcome.",
        "It cannot look for what was posted, so a person has to.",
        "It sends the text alone: no picture, no card, no alternative text.",
        "The parts of a thread follow each other as messages.",
        "A service names no address of the message, so the receipt is the service's name.",
    )
)
_UNSEEN = "the service cannot be asked through Apprise; look there yourself"


def create(context: ChannelContext) -> "AppriseSender":
    """The sender of a channel. Its option ``url`` is one address of Apprise, which is a secret.

    Raises:
        UnusableInput: setting-missing, apprise-missing, apprise-url.
    """
    url = needed(context, "url")
    return AppriseSender(
        channel=context.channel, service=_service(context.channel, url), clock=context.clock
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseSender:
    """One service, as Apprise's own plug-in for it."""

    channel: str
    service: Any = field(repr=False)
    clock: Clock
    name: str = "apprise"
    kind: SenderKind = "social"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["AppriseSession"]:
        """Open it unseen: most services cannot be asked without posting."""
        yield AppriseSession(self)


class AppriseSession:
    """One service in use."""

    def __init__(self, sender: AppriseSender) -> None:
        self._sender = sender
        self._name = printable(str(sender.service.service_name or "the service"))

    def account(self) -> Account:
        """The service's name, and how much it takes."""
        return Account(self._name, (f"{self._sender.service.body_maxlen} characters a post",))

    def send(self, item: Item) -> Outcome:
        """Post it, a message for each part."""
        refusal = too_long(item, len, self._sender.service.body_maxlen, self._name)
        return refusal or carry(item, self._publish, self._sender.clock.now)

    def reconcile(self, item: Item) -> Outcome:
        """What our own notes say: nobody can look."""
        return look_for(item, lambda _: unseen(_UNSEEN), self._sender.clock.now)

    def _publish(self, step: Step) -> Published | Outcome:
        """Whatever is no success may have gone out: Apprise does not tell a refusal from a loss."""
        try:
            done = self._sender.service.notify(body=step.part.text, body_format="text")
        except Exception as error:  # noqa: BLE001 - a plug-in of Apprise may raise anything
            return Outcome("unknown", text=f"Apprise failed: {type(error).__name__}")
        if done:
            return Published(self._name, self._name)
        text = f"Apprise only says that {self._name} did not take it, or did not answer"
        return Outcome("unknown", text=text)


def _service(channel: str, url: str) -> Any:
    """The plug-in of Apprise for an address. It neither repeats nor keeps anything."""
    try:
        from apprise import Apprise, AppriseAsset
    except ImportError:
        raise UnusableInput(_missing(channel)) from None
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    asset = AppriseAsset(
        async_mode=False, secure_logging=True, storage_mode="memory", http_redirects=False
    )
    try:
        service = Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    except Exception:  # noqa: BLE001 - its parsers may raise anything, and may quote the address
        service = None
    if service is None or not hasattr(service, "body_maxlen"):
        raise UnusableInput(_no_url(channel))
    return service


def _missing(channel: str) -> Problem:
    text = f"Channel '{printable(channel)}' needs Apprise, which is not installed."
    return Problem("apprise-missing", text, "Install it: pip install 'newsletter[apprise]'")


def _no_url(channel: str) -> Problem:
    text = f"Channel '{printable(channel)}': Apprise cannot use the address in url."
    hint = "See https://appriseit.com/services/ for how the service's address is written."
    return Problem("apprise-url", text, hint)
