"""What all platforms share: an edition becomes one campaign there, however often it is tried.

It is looked for by its key before it is made, and its state is read before it is scheduled. So to
hand it over again is always safe, once the platform's list shows what an earlier try has made.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Clock
from newsletter.posting import Handover, Item
from newsletter.senders.http.accounts import refused, signed_in
from newsletter.senders.http.client import Answer, Client, NoAnswer, NotSent
from newsletter.senders.http.judging import in_doubt, not_sent, unseen, words
from newsletter.senders.http.options import optional
from newsletter.senders.http.parts import SETTLING

SCHEDULE = "schedule"
TRIED = "tried"

NO_EDITION = Outcome("failed", text="this channel hands over whole editions only")
NOTHING = Outcome("rejected", text="there is nothing to hand over")


@dataclass(frozen=True, slots=True)
class Campaign:
    """An edition on a platform. ``is_draft``: nobody has scheduled or sent it yet."""

    id: str
    url: str
    is_draft: bool


class Refused(Exception):
    """The platform did not do what it was asked; ``outcome`` says what that means."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.text)
        self.outcome = outcome


class Platform(Protocol):
    """One platform, signed in. All of it may raise NotSent, NoAnswer and Refused."""

    def account(self) -> Account:
        """Whose account it is; raises as `newsletter.ports.Identifies` says."""
        ...

    def find(self, edition: Handover, /) -> Campaign | None:
        """The campaign that holds the edition's key, None if there is none."""
        ...

    def create(self, edition: Handover, /) -> Campaign:
        """Make the campaign, as a draft."""
        ...

    def fill(self, edition: Handover, campaign: Campaign, /) -> None:
        """Give a draft its content, where that is a step of its own. Twice is once."""
        ...

    def schedule(self, edition: Handover, campaign: Campaign, at: datetime, /) -> None:
        """Let a draft go out at that time."""
        ...


@dataclass(frozen=True, slots=True)
class PlatformSession:
    """Hands editions over. ``lead``: how far ahead a time has to be at the least."""

    platform: Platform
    publish: str
    lead: timedelta
    clock: Clock

    def send(self, item: Item) -> Outcome:
        """Hand over one edition, from where an earlier try has left it."""
        if not isinstance(item, Handover):
            return NO_EDITION
        if not item.subject.strip() or not item.html.strip():
            return NOTHING
        try:
            return self._handed_over(item)
        except Refused as error:
            return error.outcome
        except NotSent as error:
            return not_sent(error)
        except NoAnswer as error:
            return in_doubt(error)

    def reconcile(self, item: Item) -> Outcome:
        """Look for the campaign of an edition; see `newsletter.ports.Reconciles`.

        A draft that lacks its content gets it, which sends nothing.
        """
        if not isinstance(item, Handover):
            return NO_EDITION
        try:
            return self._looked_up(item)
        except (Refused, NotSent, NoAnswer) as error:
            return unseen(str(error))

    def account(self) -> Account:
        """Whose account it is."""
        return self.platform.account()

    def _handed_over(self, edition: Handover) -> Outcome:
        campaign = self._found(edition) or self._created(edition)
        if campaign.is_draft:
            self.platform.fill(edition, campaign)
            if self.publish == SCHEDULE:
                at = max(edition.sends_at, self.clock.now() + self.lead)
                self.platform.schedule(edition, campaign, at)
        return Outcome("accepted", receipt=campaign.url)

    def _looked_up(self, edition: Handover) -> Outcome:
        campaign = self.platform.find(edition)
        if campaign is None:
            return self._not_found(edition)
        if campaign.is_draft and self.publish == SCHEDULE:
            return Outcome("deferred", text="it is there as a draft, and not yet scheduled")
        if campaign.is_draft:
            self.platform.fill(edition, campaign)
        return Outcome("accepted", receipt=campaign.url)

    def _found(self, edition: Handover) -> Campaign | None:
        """The campaign of an earlier try. Nothing is done where that cannot be told."""
        try:
            return self.platform.find(edition)
        except NoAnswer as error:
            raise NotSent(str(error)) from None

    def _created(self, edition: Handover) -> Campaign:
        edition.notes.put(TRIED, self.clock.now().isoformat())
        return self.platform.create(edition)

    def _not_found(self, edition: Handover) -> Outcome:
        tried = edition.notes.get(TRIED)
        if tried and self.clock.now() - datetime.fromisoformat(tried) < SETTLING:
            return Outcome("unknown", text="it is not there yet; it may still come")
        return Outcome("deferred", text="it was looked for, and is not there")


def publish_of(context: ChannelContext) -> str:
    """What is to become of an edition: ``draft``, if nothing is said, or ``schedule``."""
    return optional(context, "publish", "draft")


@dataclass(frozen=True, slots=True)
class Calls:
    """Requests to a platform, of which only success comes back.

    `change` and `look` raise NotSent and NoAnswer as `newsletter.senders.http.client.Client.ask`.
    """

    client: Client
    clock: Clock

    def introduce(self, channel: str, service: str, path: str, **request: Any) -> Answer:
        """The answer to a read that tells whether we are let in.

        Raises:
            AuthRefused: provider-sign-in.
            Unreachable: provider-unreachable.
        """
        return signed_in(channel, service, lambda: self.client.ask("GET", path, **request))

    def change(self, method: str, path: str, **request: Any) -> Answer:
        """The answer to what changes something there.

        Raises:
            Refused: it was answered with anything but success.
        """
        answer = self.client.ask(method, path, **request)
        if not answer.ok:
            raise Refused(refused(answer, self.clock.now()))
        return answer

    def look(self, path: str, **request: Any) -> Answer:
        """The answer to a read; one that failed has changed nothing, so the edition waits.

        Raises:
            Refused: it was answered with anything but success.
        """
        answer = self.client.ask("GET", path, **request)
        if answer.ok and answer.json() is not None:
            return answer
        outcome = refused(answer, self.clock.now())
        if answer.ok or outcome.state != "deferred":
            outcome = Outcome("deferred", text=f"{answer.status} {words(answer)}".strip())
        raise Refused(outcome)


def named(value: object, what: str) -> str:
    """An id or address in an answer to a success.

    Raises:
        Refused: there is none, so nobody can tell what became of it.
    """
    if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
        return str(value)
    raise Refused(Outcome("unknown", text=f"the answer to a success has no {what}"))
