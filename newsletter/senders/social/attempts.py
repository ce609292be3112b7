"""What senders do around each post: nothing raises, and what is not certain stays unknown."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from newsletter.outcome import Outcome
from newsletter.posting import Item, Posting
from newsletter.senders.http.client import Answer, NoAnswer, NotSent
from newsletter.senders.http.judging import in_doubt, not_sent, ours_to_mend, unseen
from newsletter.senders.http.parts import (
    LookUp,
    Publish,
    Published,
    Step,
    reconcile_parts,
    send_parts,
)
from newsletter.senders.http.tokens import Disconnected, NotRenewed, not_renewed

NO_POST = Outcome("failed", text="this channel carries posts only")
Now = Callable[[], datetime]


class Asks(Protocol):
    """What asks a network, however it signs in."""

    def ask(self, method: str, path: str, **request: Any) -> Answer:
        """One request; see `newsletter.senders.http.client.Client.ask`."""
        ...


class NotPosted(Exception):
    """Something that comes before publishing failed: nothing is out. ``outcome`` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.text)
        self.outcome = outcome


def carry(item: Item, publish: Publish, now: Now) -> Outcome:
    """Publish the parts of a post that are not out yet; what became of the whole.

    ``publish`` may raise NotPosted, and what asking a server raises: NotSent, and NoAnswer of the
    one request that publishes.
    """
    if not isinstance(item, Posting):
        return NO_POST
    return send_parts(item, lambda step: _published(step, publish), now)


def look_for(item: Item, look_up: LookUp, now: Now) -> Outcome:
    """Find out about a post that is in doubt. ``look_up`` may raise what asking a server raises."""
    if not isinstance(item, Posting):
        return NO_POST
    return reconcile_parts(item, lambda step: _found(step, look_up), now)


def _published(step: Step, publish: Publish) -> Published | Outcome:
    try:
        return publish(step)
    except NotPosted as error:
        return error.outcome
    except NotSent as error:
        return not_sent(error)
    except NoAnswer as error:
        return in_doubt(error)
    except NotRenewed as error:
        return not_renewed(error)
    except Disconnected as error:
        return ours_to_mend(f"the channel is no longer connected: {error}")


def _found(step: Step, look_up: LookUp) -> Published | Outcome | None:
    try:
        return look_up(step)
    except (NotSent, NoAnswer, NotRenewed, Disconnected) as error:
        return unseen(str(error))


def unnamed(service: str) -> Outcome:
    """What is known when a service says that all went well, and not of what."""
    return Outcome("unknown", text=f"{service} took it, and named no id")


def objects(value: Any) -> list[dict[str, Any]]:
    """The JSON objects of a list; of anything else none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def named(answer: Answer, *path: str, what: str) -> str:
    """The id at ``path`` of what was prepared; ``what`` says for people what has none.

    Raises:
        NotPosted: there is none, so there is nothing to go on with.
    """
    value = answer.get(*path)
    if isinstance(value, str) and value:
        return value
    raise NotPosted(Outcome("deferred", text=f"{what} was taken, and no id was named for it"))


def prepared(ask: Callable[[], Answer], what: str, judge: Callable[[Answer], Outcome]) -> Answer:
    """The answer to a request that shows nothing to anybody, such as an upload.

    ``what`` says for people what failed, ``judge`` what a refusal means.

    Raises:
        NotPosted: it failed; as nothing is out, what is uncertain may safely be tried again.
    """
    try:
        answer = ask()
    except (NotSent, NoAnswer) as error:
        raise NotPosted(Outcome("deferred", text=f"{what}: {error}")) from None
    if answer.ok:
        return answer
    outcome = judge(answer)
    state = "deferred" if outcome.state == "unknown" else outcome.state
    raise NotPosted(Outcome(state, text=f"{what}: {outcome.text}", retry_at=outcome.retry_at))
