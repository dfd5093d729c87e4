"""Tell the user's interrupt from a ``KeyboardInterrupt`` that an answer raises itself."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_getsignal, _set_handler = signal.getsignal, signal.signal  # an answer runs without them

_interrupted: bool | None = None
"""Whether the user interrupted since the watch began; ``None`` where nobody watches."""


@contextmanager
def watched_interrupts() -> Iterator[None]:
    """Note every real interrupt inside the block, then handle it as before.

    In a thread other than the main one no signal arrives, and nothing is noted. Where the process
    ignores the signal, as one started in the background may, no interrupt is the user's. A block
    inside another one adds nothing.
    """
    global _interrupted
    handler = _getsignal(signal.SIGINT)
    elsewhere = threading.current_thread() is not threading.main_thread()
    if elsewhere or _interrupted is not None:
        yield
        return

    def note(number: int, frame: FrameType | None) -> None:
        global _interrupted
        _interrupted = True
        handler(number, frame)

    _interrupted = False
    if callable(handler):
        _set_handler(signal.SIGINT, note)
    try:
        yield
    finally:
        if handler is not None:  # not set from Python: nothing to give back
            _set_handler(signal.SIGINT, handler)
        _interrupted = None


def may_be_the_users() -> bool:
    """Whether a ``KeyboardInterrupt`` must be let through, as it may come from the user."""
    return _interrupted is not False
