"""One `send` as a process of its own, to be killed: delivers the plan of a folder over SMTP.

    python -m tests.delivery.sender_process STORE_URL FOLDER PORT CONNECTIONS PROCESSES

SIGTERM makes it drain. It exits with 0 when nothing is left to do now, else with 5.
"""

import signal
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event

from newsletter.delivery.deliver import ChannelWork, Engine
from newsletter.delivery.events import Stopped
from newsletter.delivery.policy import Policy
from newsletter.ports import ChannelContext, Sender
from newsletter.project.clock import SystemClock
from newsletter.senders.smtp.sender import create
from newsletter.store.opening import open_store
from newsletter.store.plan_channels import channels_of
from tests.delivery.plans import PLAN, messages

SOON = Policy(back_off=(timedelta(milliseconds=20),) * 50)


def main(url: str, folder: str, port: str, connections: str, processes: str) -> int:
    store, clock, stop = open_store(url, Path(folder)), SystemClock(), Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with store.reading() as connection:
        channel = channels_of(connection, PLAN)[0]

    def smtp() -> Sender:
        options = {
            "host": "127.0.0.1",
            "port": int(port),
            "security": "none",
            "connections": int(connections),
            "processes": int(processes),
        }
        return create(ChannelContext("email", options, Path(folder), clock))

    engine = Engine(store=store, clock=clock, folder=Path(folder), policy=SOON, stop=stop)
    items = messages(channel)
    work = ChannelWork(channel=channel, make_items=lambda: items, open_sender=smtp)
    stopped = [event for event in engine.deliver([work]) if isinstance(event, Stopped)]
    with store.reading() as connection:
        waiting = engine_waits(connection, channel.id)
    print("stopped:", stopped, file=sys.stderr) if stopped else None
    return 5 if stopped or stop.is_set() or waiting else 0


def engine_waits(connection: object, channel: int) -> bool:
    from newsletter.store.outcomes import next_due_of

    return next_due_of(connection, [channel]) is not None  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
