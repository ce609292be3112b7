"""Mailgun: the whole message goes out as it is, with our Message-ID, one for each request.

https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote

from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Item
from newsletter.printable import printable
from newsletter.senders.http.accounts import basic, read, refused, refused_sign_in
from newsletter.senders.http.client import Client, client
from newsletter.senders.http.options import base, needed, optional
from newsletter.senders.mail import carrying
from newsletter.senders.mail.mime import fit_address
from newsletter.senders.mail.naming import bare

SERVICE = "Mailgun"
HOSTS = {"us": "https://api.mailgun.net", "eu": "https://api.eu.mailgun.net"}
LIMITS = Limits(max_bytes=25 * 1024 * 1024)
KEPT = timedelta(days=3)
"""Events are kept for three days at least."""

_UNTOUCHED = {"o:tracking": "no", "o:tracking-clicks": "no", "o:tracking-opens": "no"}
"""Links stay as they were approved, and nothing is added."""


def create(context: ChannelContext) -> "Mailgun":
    """The sender of a channel. Options: ``domain``, ``token``, ``region``.

    Raises:
        UnusableInput: setting-missing.
    """
    host = HOSTS.get(optional(context, "region"), HOSTS["us"])
    return Mailgun(
        channel=context.channel,
        base=base(context, "endpoint", host),
        domain=needed(context, "domain"),
        token=needed(context, "token"),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailgun:
    """Sends through one domain; each session has its own thread."""

    channel: str
    base: str
    domain: str
    token: str = field(repr=False)
    clock: Clock
    name: str = "mailgun"
    kind: SenderKind = "email"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["MailgunSession"]:
        """See whether Mailgun answers; a key that may only send cannot be tried without sending.

        Raises:
            AuthRefused: provider-sign-in: Mailgun does not know the domain.
            Unreachable: provider-unreachable.
        """
        sign_in = basic("api", self.token)
        secrets, headers = [self.token, sign_in], {"Authorization": sign_in}
        with client(self.base, secrets=secrets, headers=headers, keep_alive=True) as opened:
            session = MailgunSession(self, opened)
            session.account()
            yield session


@dataclass(frozen=True, slots=True)
class MailgunSession:
    """Hands over one mail for each request."""

    sender: Mailgun
    client: Client

    def send(self, item: Item) -> Outcome:
        """Hand over one mail."""
        return carrying.one(item, LIMITS, self._send)

    def reconcile(self, item: Item) -> Outcome:
        """Look for a mail among the events. They lag behind, so none found says nothing."""
        return carrying.looked_up(item, self._find)

    def account(self) -> Account:
        """The domain, and its state where the key may read that.

        A key that is bound to sending is refused here and good for sending all the same.
        """
        path = f"/v3/domains/{self._domain}"
        answer = read(self.sender.channel, SERVICE, lambda: self.client.ask("GET", path))
        name = f"{printable(self.sender.domain)} at {SERVICE}"
        if answer.status in (401, 403):
            return Account(name, ("The key may send at most, and not read the domain's state.",))
        if not answer.ok:
            raise refused_sign_in(self.sender.channel, SERVICE, answer)
        state = printable(str(answer.get("domain", "state") or "unknown"))
        return Account(name, (f"The domain is {state}.",))

    @property
    def _domain(self) -> str:
        return quote(self.sender.domain, safe="")

    def _send(self, message: Message) -> Outcome:
        form = {
            "to": fit_address(message),
            **_UNTOUCHED,
            "v:message-id": bare(message.message_id),
        }
        answer = self.client.ask(
            "POST",
            f"/v3/{self._domain}/messages.mime",
            data=form,
            files={"message": ("message.mime", message.data, "application/octet-stream")},
        )
        receipt = answer.get("id")
        if answer.ok and isinstance(receipt, str) and receipt:
            return Outcome("accepted", receipt=receipt)
        if answer.ok:
            return Outcome("unknown", text=f"{answer.status} without an id")
        return refused(answer, self.sender.clock.now())

    def _find(self, message: Message) -> Outcome:
        since = self.sender.clock.now() - KEPT
        query = {
            "message-id": bare(message.message_id),
            "recipient": fit_address(message),
            "begin": str(int(since.timestamp())),
            "ascending": "yes",
            "limit": "25",
        }
        answer = self.client.ask("GET", f"/v3/{self._domain}/events", params=query)
        events = answer.get("items")
        kinds = {one.get("event") for one in events or () if isinstance(one, dict)}
        if answer.ok and kinds == {"rejected"}:
            return Outcome("rejected", text=f"{SERVICE} rejected it when it was sent")
        if answer.ok and kinds:
            return Outcome("accepted", receipt=message.message_id)
        return carrying.not_there(SERVICE)
