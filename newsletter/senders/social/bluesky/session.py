"""A conversation with a Bluesky server, in which sending again can never double.

`Repository.put_post` says why.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from newsletter.model import Post
from newsletter.outcome import Outcome
from newsletter.ports import Account
from newsletter.posting import Item, Posting
from newsletter.printable import printable
from newsletter.senders.http.client import Answer, NoAnswer, NotSent
from newsletter.senders.http.judging import (
    in_doubt,
    not_sent,
    ours_to_mend,
    refused,
    unseen,
    words,
)
from newsletter.senders.http.parts import (
    Published,
    Step,
    is_encodable,
    reconcile_parts,
    send_parts,
)
from newsletter.senders.http.tokens import Disconnected, NotRenewed, not_renewed
from newsletter.senders.social.bluesky.faults import Faults
from newsletter.senders.social.bluesky.preparing import RECORD, Preparing, Unprepared
from newsletter.senders.social.bluesky.record import is_of
from newsletter.senders.social.bluesky.repository import POSTS, Repository, is_about_session
from newsletter.senders.social.bluesky.tid import record_key
from newsletter.social.measure import measure
from newsletter.social.networks import network

_AT_ONCE = timedelta(0)
_NO_POST = Outcome("failed", text="Bluesky carries posts only")
_HALVED = "holds half a character, which no server takes"
_MOST_BYTES = network("bluesky").max_bytes
_ACCOUNT = ("AccountTakedown", "AccountDeactivated", "AccountSuspended", "RepoDeactivated")


@dataclass(frozen=True, slots=True)
class BlueskySession:
    """`newsletter.ports.Session`, which also reconciles and identifies."""

    repository: Repository
    preparing: Preparing
    faults: Faults
    now: Callable[[], datetime]

    def send(self, item: Item) -> Outcome:
        """Post what is not out yet."""
        if not isinstance(item, Posting):
            return _NO_POST
        if why := unacceptable(item.post):
            return Outcome("rejected", text=why)
        return send_parts(item, self._publish, self.now)

    def reconcile(self, item: Item) -> Outcome:
        """Look for the part that is in doubt, under the key that it must have."""
        if not isinstance(item, Posting):
            return _NO_POST
        return reconcile_parts(item, self._look_up, self.now, _AT_ONCE)

    def account(self) -> Account:
        """The account; see `newsletter.ports.Identifies`."""
        try:
            answer = self.repository.whoami()
        except (NotSent, NoAnswer, NotRenewed) as error:
            raise self.faults.unreachable(str(error)) from None
        except Disconnected as error:
            raise self.faults.refused(str(error)) from None
        if not answer.ok:
            raise self.faults.unreachable(f"{answer.status} {words(answer)}")
        inactive = answer.get("active") is False
        return Account(
            printable(f"@{answer.get('handle')}"),
            (f"it lives on {self.repository.login.server}", "posts of up to 300 characters"),
            (self.faults.inactive(str(answer.get("status"))),) if inactive else (),
        )

    def _publish(self, step: Step) -> Published | Outcome:
        try:
            return self._put(step, self.preparing.record_of(step))
        except Unprepared as error:
            return error.outcome
        except NotSent as error:
            return not_sent(error)
        except NotRenewed as error:
            return not_renewed(error)
        except Disconnected as error:
            return self.faults.disconnected(str(error))
        except NoAnswer as error:
            return in_doubt(error)

    def _put(self, step: Step, record: Any) -> Published | Outcome:
        answer = self.repository.put_post(_key(step), record)
        match answer.get("error"):
            case "BlobNotFound" if answer.status == 400:
                return self._put_anew(step)
            case "InvalidSwap" if answer.status == 400:
                return self._taken(step)
        return self._published(answer) if answer.ok else self._judged(answer)

    def _put_anew(self, step: Step) -> Published | Outcome:
        """A picture that no post named in time is gone from the server: upload it once more."""
        step.put(RECORD, "")
        answer = self.repository.put_post(_key(step), self.preparing.record_of(step))
        if answer.ok:
            return self._published(answer)
        if answer.get("error") == "BlobNotFound":
            return Outcome("deferred", text=f"{answer.status} {words(answer)}")
        return self._judged(answer)

    def _taken(self, step: Step) -> Published | Outcome:
        """Something stands under our key that is not what we sent."""
        found = self._look_up(step)
        return found or Outcome("unknown", text="the post's key was taken, and is free again")

    def _look_up(self, step: Step) -> Published | Outcome | None:
        try:
            answer = self.repository.post(_key(step))
        except (NotSent, NoAnswer) as error:
            return unseen(str(error))
        if answer.get("error") == "RecordNotFound":
            return None
        if not answer.ok:
            return Outcome("unknown", text=f"{answer.status} {words(answer)}")
        if is_of(step, answer.get("value")):
            return self._published(answer)
        return Outcome("rejected", text=f"another post stands at {_receipt(answer.get('uri'))}")

    def _published(self, answer: Answer) -> Published | Outcome:
        uri, cid = answer.get("uri"), answer.get("cid")
        if isinstance(uri, str) and isinstance(cid, str):
            return Published(json.dumps({"uri": uri, "cid": cid}), _receipt(uri))
        return Outcome("unknown", text="the answer does not say where the post is")

    def _judged(self, answer: Answer) -> Outcome:
        outcome = refused(answer, self.now())
        ours = is_about_session(answer) or answer.get("error") in _ACCOUNT
        return ours_to_mend(outcome.text) if ours else outcome


def unacceptable(post: Post) -> str | None:
    """Why Bluesky would refuse a part, before a thread stands there with its first half."""
    if post.card and not is_encodable(post.card.title + post.card.description):
        return f"the card {_HALVED}"
    for number, part in enumerate(post.parts, 1):
        which = "the post" if len(post.parts) == 1 else f"part {number} of {len(post.parts)}"
        if not is_encodable(part.text):
            return f"{which} {_HALVED}"
        found = measure("bluesky", part.text)
        if found.length > found.limit:
            return f"{which} is too long: {found.length} of {found.limit} characters"
        if part.text and not found.valid:
            return f"{which} is too long: {len(part.text.encode())} of {_MOST_BYTES} bytes"
    return None


def _key(step: Step) -> str:
    return record_key(step.posting.created_at + timedelta(milliseconds=step.number), step.key)


def _receipt(uri: object) -> str:
    """The page of a post, by the account's DID, which stays when its handle changes."""
    did, _, rest = str(uri).removeprefix("at://").partition("/")
    return printable(f"https://bsky.app/profile/{did}/post/{rest.removeprefix(f'{POSTS}/')}")
