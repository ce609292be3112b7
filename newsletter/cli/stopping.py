"""Ctrl-C and SIGTERM as a wish to stop after what is under way; a second Ctrl-C does not wait."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event as Flag
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stop_on_signals() -> Iterator[Flag]:
    """A flag that is set by the first signal. The signals are as before afterwards."""
    stop = Flag()

    def on_signal(number: int, _frame: FrameType | None) -> None:
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, on_signal) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
