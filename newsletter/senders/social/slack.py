"""Slack: an incoming webhook posts into one channel and says only "ok".

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Item
from newsletter.printable import printable
from newsletter.senders.http.accounts import held, refused
from newsletter.senders.http.client import Answer, Client, client
from newsletter.senders.http.judging import unseen, words
from newsletter.senders.http.parts import Published, Step
from newsletter.senders.social.attempts import carry, look_for
from newsletter.senders.social.hooks import Hook, hook
from newsletter.senders.social.lengths import too_long
from newsletter.social.measure import measure

SERVICE = "Slack"
MOST_TEXT = 40_000
"""Slack cuts off what is longer, without a word."""

OK = "ok"
LIMITS = Limits(
    cannot=(
        "A webhook cannot look for what it posted: when an answer is lost, a person has to look.",
        "A webhook cannot answer: the parts of a thread follow each other as messages.",
        "Slack names no address of a message, so the receipt is only its 'ok'.",
        "Pictures are those of the link's preview; none is uploaded.",
    )
)
_UNSEEN = "a webhook cannot look for what it posted; look at the channel yourself"
_ARCHIVED = 410


def create(context: ChannelContext) -> "Slack":
    """The sender of a channel. Its option ``webhook`` is the address that Slack gave out.

    Raises:
        UnusableInput: setting-missing, webhook-address.
    """
    return Slack(channel=context.channel, webhook=hook(context, "webhook"), clock=context.clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """One webhook."""

    channel: str
    webhook: Hook
    clock: Clock
    name: str = "slack"
    kind: SenderKind = "social"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["SlackSession"]:
        """Open it unseen: there is nothing that a webhook could be asked without posting."""
        with client(self.webhook.address, secrets=self.webhook.secrets) as opened:
            yield SlackSession(self, opened)


class SlackSession:
    """One webhook in use."""

    def __init__(self, sender: Slack, opened: Client) -> None:
        self._sender, self._client = sender, opened

    def account(self) -> Account:
        """Where it posts to; Slack tells nothing more without a post."""
        return Account(printable(self._sender.webhook.host), ("not tried: that would be a post",))

    def send(self, item: Item) -> Outcome:
        """Post it, a message for each part."""
        refusal = too_long(item, lambda text: len(written(text)), MOST_TEXT, SERVICE)
        return refusal or carry(item, self._publish, self._sender.clock.now)

    def reconcile(self, item: Item) -> Outcome:
        """What our own notes say: a webhook cannot look."""
        return look_for(item, lambda _: unseen(_UNSEEN), self._sender.clock.now)

    def _publish(self, step: Step) -> Published | Outcome:
        body = {
            "text": written(step.part.text),
            "mrkdwn": False,
            "unfurl_links": True,
            "unfurl_media": True,
        }
        answer = self._client.ask("POST", self._sender.webhook.address, json=body)
        if answer.ok and answer.text == OK:
            return Published(OK, OK)
        return self._refused(answer)

    def _refused(self, answer: Answer) -> Outcome:
        """What is wrong with the webhook or its channel says nothing about the post."""
        if answer.ok:
            return Outcome("unknown", text=f"{answer.status}, but not Slack's 'ok': {answer.text}")
        if answer.status == _ARCHIVED:
            return held(f"{answer.status} {words(answer)}")
        return refused(answer, self._sender.clock.now())


def written(text: str) -> str:
    """A text as Slack takes it: ``&``, ``<`` and ``>`` escaped, its links in angle brackets.

    So nobody is called by ``<!channel>`` in it
    (https://docs.slack.dev/messaging/formatting-message-text).
    """
    pieces, at = [], 0
    for url in measure("slack", text).urls:
        start = text.index(url, at)
        pieces += [_escaped(text[at:start]), f"<{_escaped(url)}>"]
        at = start + len(url)
    return "".join([*pieces, _escaped(text[at:])])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
