"""Peak memory of a whole delivery through the memory sender, in a process that does nothing else.

python -m benchmarks.memory RECIPIENTS
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.mail import SENDER, segments, values
from newsletter.delivery.deliver import ChannelWork, Engine
from newsletter.delivery.items import Messages
from newsletter.project.clock import SystemClock
from newsletter.senders.memory import MemorySender
from newsletter.store.opening import open_store
from tests.delivery.plans import email_plan


def peak(recipients: int) -> float:
    """Megabytes at most, Python and all libraries included."""
    line = [sys.executable, "-m", "benchmarks.memory", str(recipients)]
    return float(subprocess.run(line, check=True, capture_output=True, text=True).stdout)


def deliver(recipients: int) -> None:
    """Freeze that many people, build each one's mail, and hand it over."""
    with tempfile.TemporaryDirectory() as name:
        folder, sender = Path(name), MemorySender(keep=False)
        store = open_store("sqlite:///state.db", folder)
        channel = email_plan(store, recipients)
        items = Messages(segments(), values, channel.plan, channel.channel, SENDER)
        work = ChannelWork(channel=channel, make_items=lambda: items, open_sender=lambda: sender)
        for _ in Engine(store=store, clock=SystemClock(), folder=folder).deliver([work]):
            pass
        store.close()
        if sender.count != recipients:
            raise RuntimeError(f"{sender.count} of {recipients} were delivered")


def high_water() -> float:
    """The kernel's count for this process; that of getrusage begins with the parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kilobytes) / 1000


if __name__ == "__main__":
    deliver(int(sys.argv[1]))
    print(f"{high_water():.1f}")
