"""One run of the engine in a process of its own, which dies at a given instant: a helper.

Called with one JSON object; see `tests.senders.exactly_once.killed`.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path

from newsletter.outcome import Outcome
from newsletter.ports import ChannelContext, Limits, Sender, SenderKind, Session
from newsletter.posting import Item
from tests.delivery.plans import TestClock, engine, run, work
from tests.senders.exactly_once import DIED, a_post, planned


class Mortal:
    """A sender whose process dies right before or right after it has sent."""

    def __init__(self, mortal: Sender, death: str) -> None:
        self.name = mortal.name
        self.kind: SenderKind = mortal.kind
        self.limits: Limits = mortal.limits
        self._mortal, self._death = mortal, death

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self._mortal.session() as opened:
            yield Dying(opened, self._death)


class Dying:
    """Its session."""

    def __init__(self, opened: Session, death: str) -> None:
        self._opened, self._death = opened, death

    def send(self, item: Item) -> Outcome:
        if self._death == "after send":
            self._opened.send(item)
        os._exit(DIED)


def main(given: dict[str, str]) -> None:
    folder, clock = Path(given["folder"]), TestClock(datetime.fromisoformat(given["now"]))
    options: dict[str, object] = dict(given["options"])  # type: ignore[arg-type]
    context = ChannelContext("posts", options, folder, clock)
    sender = import_module(given["module"]).create(context)
    with planned(folder, a_post("mastodon")) as (store, channel):
        run(
            engine(store, folder, clock=clock), work(channel, Mortal(sender, given["death"]), store)
        )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
