"""Stop a learner's code that would never end or would fill the memory.

Time: an alarm raises ``OutOfTime`` in the learner's line, even in the middle of a sleep. Code that
swallows it is stopped by a trace function, which raises at every further line. Where there is no
alarm (Windows, a thread other than the main one) a timer thread raises between two steps of
Python. Memory: the process may grow by a few gigabytes and no more, where the system knows such
a limit.
"""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

SECONDS = 20.0
"""Many times what the slowest right answer needs."""
AGAIN = 1.0
"""After this many seconds more, code that went on in spite of ``OutOfTime`` is traced."""
BYTES = 6 * 2**30


class OutOfTime(BaseException):
    """The time of a check is up. No ``Exception``: ``except Exception`` must not stop it.

    ``stop`` tells, once it is known, where the learner's code was.
    """

    stop: Any = None


_call_off: Callable[[], None] | None = None


def call_off() -> None:
    """No further alarm in the block that runs now: the first one was heard."""
    if _call_off is not None:
        _call_off()


@contextmanager
def time_limit(seconds: float | None = None) -> Iterator[None]:
    """Raise ``OutOfTime`` inside the block after ``seconds`` (``None``: ``SECONDS``)."""
    global _call_off
    seconds = SECONDS if seconds is None else seconds
    main = threading.current_thread() is threading.main_thread()
    limit = _alarm if main and hasattr(signal, "setitimer") else _timer_thread
    before = _call_off
    try:
        with limit(seconds) as _call_off:
            yield
    finally:
        _call_off = before


@contextmanager
def _alarm(seconds: float) -> Iterator[Callable[[], None]]:
    fired = False

    def ring(_: int, frame: FrameType | None) -> None:
        nonlocal fired
        if fired:
            _trace_all(frame)
        fired = True
        raise OutOfTime

    tracing, handler = sys.gettrace(), signal.signal(signal.SIGALRM, ring)
    remaining, interval = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield lambda: signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, remaining, interval)
        signal.signal(signal.SIGALRM, handler)
        sys.settrace(tracing)


def _trace_all(frame: FrameType | None) -> None:
    """Raise at the next line of the learner's code: that of the handler that caught the first."""

    def stop(frame: FrameType, event: str, _: Any) -> Any:
        if _is_ours(frame):
            return None
        if event == "line":
            raise OutOfTime
        return stop

    while frame is not None and not _is_ours(frame):
        frame.f_trace = stop
        frame = frame.f_back
    sys.settrace(stop)


def _is_ours(frame: FrameType) -> bool:
    return Path(frame.f_code.co_filename).parent == Path(__file__).parent


@contextmanager
def _timer_thread(seconds: float) -> Iterator[Callable[[], None]]:
    thread, over = ctypes.c_ulong(threading.get_ident()), threading.Event()

    def watch() -> None:
        wait = seconds
        while not over.wait(wait):
            wait = AGAIN
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(OutOfTime))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield over.set
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
