"""What an answer must not do to the process it shares with the notebook, and settings put back."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import numpy as np

MOST_RECURSION = 10_000
"""Deeper calls overflow the stack of the process, and that ends the kernel."""

_MISSING = object()
_ENDING = ("_exit", "abort")
_REFUSED = {
    "os": ("fork", "forkpty", "killpg", "execv", "execve"),
    "signal": ("raise_signal", "setitimer", "alarm", "signal", "pthread_sigmask", "pthread_kill"),
    "_thread": ("interrupt_main",),
}
_SAME_FUNCTIONS = {"os": ("os", "posix", "nt")}
_STANDARD = (1, 2)


@contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """``owner.name`` is ``value`` for a while; an inherited attribute is inherited again after."""
    before = vars(owner).get(name, _MISSING)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if before is _MISSING:
            delattr(owner, name)
        else:
            setattr(owner, name, before)


def leave(*_: object) -> None:
    """In place of whatever ends the process."""
    raise SystemExit


@contextmanager
def harmless_process() -> Iterator[None]:
    """Nothing inside can end the process, split it, or take away its signals.

    ``PermissionError`` is raised instead, or ``SystemExit`` where the process would end.
    """
    with ExitStack() as stack:
        for name in _ENDING:
            _replace(stack, "os", name, lambda _: leave)
        for module, names in _REFUSED.items():
            for name in names:
                _replace(stack, module, name, _refusal(f"{module}.{name}"))
        _replace(stack, "os", "kill", _of_others)
        _replace(stack, "sys", "setrecursionlimit", _capped)
        yield


def _replace(stack: ExitStack, module: str, name: str, make: Callable) -> None:
    for place in _SAME_FUNCTIONS.get(module, (module,)):
        owner = sys.modules.get(place)
        if hasattr(owner, name):
            stack.enter_context(replaced(owner, name, make(getattr(owner, name))))


def _refusal(name: str) -> Callable[[Any], Callable]:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(
            f"검사하는 동안에는 {name}을(를) 쓸 수 없습니다. / "
            f"{name} cannot be used during a check."
        )

    return lambda _: refuse


def _of_others(kill: Callable) -> Callable:
    """``os.kill`` for other processes alone: ``subprocess`` ends those that it started with it."""
    refuse = _refusal("os.kill")(kill)
    spared = (os.getpid(), os.getppid() if hasattr(os, "getppid") else 0)

    def kill_other(pid: int, number: int) -> None:
        if pid <= 0 or pid in spared:
            refuse()
        kill(pid, number)

    return kill_other


def _capped(set_limit: Callable) -> Callable:
    return lambda limit: set_limit(min(limit, MOST_RECURSION))


@contextmanager
def kept_settings() -> Iterator[None]:
    """Folder, environment, and what the modules ``sys``, ``gc`` and ``numpy`` can be told."""
    folder, environment, path = os.getcwd(), dict(os.environ), list(sys.path)
    set_recursion, recursion = sys.setrecursionlimit, sys.getrecursionlimit()
    collecting, thresholds = gc.isenabled(), gc.get_threshold()
    switching, profiler = sys.getswitchinterval(), sys.getprofile()
    hooks = {name: getattr(sys, name) for name in ("displayhook", "excepthook", "path")}
    try:
        with np.printoptions(), np.errstate():
            yield
    finally:
        with suppress(OSError):  # the folder itself may be gone
            os.chdir(folder)
        set_recursion(recursion)
        sys.setswitchinterval(switching)
        sys.setprofile(profiler)
        (gc.enable if collecting else gc.disable)()
        gc.set_threshold(*thresholds)
        for name, hook in hooks.items():
            setattr(sys, name, hook)
        if sys.path != path:
            sys.path[:] = path
        if environment != dict(os.environ):
            os.environ.clear()
            os.environ.update(environment)


@contextmanager
def silent_descriptors() -> Iterator[None]:
    """What is written to the file descriptors of standard output and error is dropped.

    Other programs write there, and compiled code, which knows nothing of ``sys.stdout``.
    """
    with ExitStack() as stack:
        _flush()
        for descriptor in _STANDARD:
            _silence(stack, descriptor)
        stack.callback(_flush)
        yield


def _silence(stack: ExitStack, descriptor: int) -> None:
    try:
        saved = os.dup(descriptor)
    except OSError:  # closed: there is nothing to keep quiet
        return
    stack.callback(os.close, saved)
    stack.callback(os.dup2, saved, descriptor)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _flush() -> None:
    for stream in (sys.__stdout__, sys.__stderr__):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
