"""Stop a learner's code that would never end or would fill the memory.

Time: an alarm raises ``OutOfTime`` in the learner's line, even in the middle of a sleep. Code that
swallows it meets the next alarm a second later. From then on its lines are traced and the next one
that runs raises as well: that of the handler which swallowed the first. Should this be swallowed
too, the next alarm follows within a moment, until one of them meets the outermost handler. Where
there is no alarm (Windows, a thread other than the main one) a timer thread raises in its place,
between two steps of Python, and there handlers inside handlers may go on for ever.

Memory: the address space of the process may grow by a few gigabytes and no more, where the system
knows such a limit (Linux).

What cannot be bounded in this process: compiled code that never comes back to Python. Nothing is
raised before ``sum(itertools.count())`` or one huge matrix product returns; there only restarting
the kernel helps. Compiled code that does not expect to be refused memory may end the process.
"""

from __future__ import annotations

import ctypes
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from .frames import is_library, is_ours

SECONDS = 20.0
"""Many times what the slowest right answer needs."""
AGAIN = 1.0
"""After this many seconds more, code that went on in spite of ``OutOfTime`` is traced."""
BYTES = 6 * 2**30
"""With 4 GiB TensorFlow crashed in the check of VGG16, where it is refused memory."""

_JUDGING = 5.0
"""Seconds, at least, to judge what was done before the time was up."""
_AT_ONCE, _SOON = 1e-4, 1e-2
_CHANCE = random.Random(1)  # not the generator that answers see
_set_handler = signal.signal  # while an answer runs, these names of the module are refused
_set_timer = getattr(signal, "setitimer", None)
_set_trace = sys.settrace


class OutOfTime(BaseException):
    """The time of a check is up. No ``Exception``: ``except Exception`` must not stop it.

    ``stop`` tells, once it is known, where the learner's code was.
    """

    stop: Any = None


class _OutOfTimeForGood(OutOfTime):
    """Traces the learner's code from the moment it is raised, in the thread where it is raised."""

    def __init__(self) -> None:
        super().__init__()
        _trace_learner(sys._getframe(1))


_renew: Callable[[], None] | None = None
_ring_at_once: Callable[[], None] | None = None
_block = 0
"""Counts the stretches of time that are limited: a trace set in one means nothing in the next."""


def call_off() -> None:
    """The alarm was heard: no further one, unless what runs next takes as long again."""
    global _block
    _block += 1
    if _renew is not None:
        _renew()


@contextmanager
def time_limit(seconds: float | None = None) -> Iterator[None]:
    """Raise ``OutOfTime`` inside the block after ``seconds`` (``None``: ``SECONDS``)."""
    global _renew, _ring_at_once, _block
    seconds = SECONDS if seconds is None else seconds
    main = threading.current_thread() is threading.main_thread()
    limit = _alarm if main and _set_timer is not None else _timer_thread
    before, tracing = (_renew, _ring_at_once), sys.gettrace()
    _block += 1
    try:
        with limit(seconds) as (_renew, _ring_at_once):
            yield
    finally:
        _block += 1
        _set_trace(tracing)
        _renew, _ring_at_once = before


@contextmanager
def _alarm(seconds: float) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    rings = 0

    def ring(_: int, frame: FrameType | None) -> None:
        nonlocal rings
        rings += 1
        if rings == 1:
            raise OutOfTime
        if _may_raise(frame):
            raise _OutOfTimeForGood

    def renew() -> None:
        nonlocal rings
        rings = 0
        _set_timer(signal.ITIMER_REAL, max(seconds, _JUDGING), AGAIN)

    def ring_at_once() -> None:
        # By chance sooner or later, so as to meet a handler that is short.
        _set_timer(signal.ITIMER_REAL, max(1e-6, _CHANCE.random() * _AT_ONCE), _SOON)

    handler = _set_handler(signal.SIGALRM, ring)
    remaining, interval = _set_timer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield renew, ring_at_once
    finally:
        _set_timer(signal.ITIMER_REAL, remaining, interval)
        _set_handler(signal.SIGALRM, handler)


def _may_raise(frame: FrameType | None) -> bool:
    """Not while the checks put things back."""
    filename = "" if frame is None else frame.f_code.co_filename
    return not is_ours(filename) and not filename.endswith("contextlib.py")


def _trace_learner(frame: FrameType | None) -> None:
    """Raise at the next line of the learner's code.

    Libraries are not traced: raised in one of them, the error would end the tracing before it
    reaches the learner's handler, which then swallows it.
    """
    block = _block

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if block != _block or is_library(frame.f_code.co_filename):
            return None
        if event == "line":
            if _ring_at_once is not None:
                _ring_at_once()
            raise OutOfTime
        return trace

    while frame is not None:
        if not is_library(frame.f_code.co_filename):
            frame.f_trace = trace
        frame = frame.f_back
    _set_trace(trace)


@contextmanager
def _timer_thread(seconds: float) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    thread, over = ctypes.c_ulong(threading.get_ident()), threading.Event()
    due, error = time.monotonic() + seconds, OutOfTime

    def watch() -> None:
        nonlocal due, error
        while not over.wait(max(0.0, min(due - time.monotonic(), AGAIN))):
            if time.monotonic() < due:
                continue
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(error))
            due, error = time.monotonic() + AGAIN, _OutOfTimeForGood

    def renew() -> None:
        nonlocal due, error
        due, error = time.monotonic() + max(seconds, _JUDGING), OutOfTime

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield renew, lambda: None
    finally:
        over.set()
        watcher.join()
        ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, None)


@contextmanager
def memory_limit(more: int = BYTES) -> Iterator[None]:
    """Let the process grow by ``more`` bytes at most; beyond that, asking for memory fails."""
    resource = _resource()
    used = _address_space()
    if resource is None or used is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + more
    if soft != resource.RLIM_INFINITY:
        wanted = min(wanted, soft)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _resource() -> Any:
    with suppress(ImportError):
        import resource

        return resource
    return None


def _address_space() -> int | None:
    """Bytes that this process has mapped; Linux alone tells."""
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * _resource().getpagesize()
    return None
