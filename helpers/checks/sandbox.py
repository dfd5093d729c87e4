"""Run a learner's code so that nothing of it remains: no output, no figure, no changed setting.

Keras and TensorFlow keep some of their state behind private names. Those are touched only when
they exist, so that another version costs a little tidiness and never the check.
"""

from __future__ import annotations

import builtins
import collections
import functools
import importlib
import inspect
import io
import logging
import random
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import ModuleType
from typing import Any

import numpy as np

from .attempt import attempt
from .interrupts import watched_interrupts
from .kept import kept_libraries, kept_values
from .limits import memory_limit, time_limit
from .process import harmless_process, kept_settings, leave, replaced, silent_descriptors

_OUTPUT_LIMIT = 20_000
_CHECK_SEED = 20_210


class BoundedOutput(io.TextIOBase):
    """A text stream that keeps the first characters and drops the rest."""

    encoding = "utf-8"

    def __init__(self, limit: int = _OUTPUT_LIMIT) -> None:
        super().__init__()
        self._room = limit
        self._parts: list[str] = []

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._room > 0:
            self._parts.append(text[: self._room])
            self._room -= len(text)
        return len(text)

    @property
    def buffer(self) -> _Bytes:
        """The stream below, for those who write bytes."""
        return _Bytes(self)

    def getvalue(self) -> str:
        return "".join(self._parts)


class _Bytes(io.RawIOBase):
    """Bytes on their way to a stream of text."""

    def __init__(self, text: BoundedOutput) -> None:
        super().__init__()
        self._text = text

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        data = bytes(data)
        self._text.write(data[:_OUTPUT_LIMIT].decode(errors="replace"))
        return len(data)


@contextmanager
def sandbox(*functions: Any) -> Iterator[BoundedOutput]:
    """Everything that changes inside is put back at the end, whatever happens.

    ``functions`` are the learner's: the global names of their modules are put back too. Random
    draws inside start from a fixed seed, so that messages come out the same every time. Time and
    memory are limited. Yields the stream that receives what the code prints.
    """
    output = BoundedOutput()
    with time_limit():
        namespaces = [names for names in map(globals_of, functions) if names is not None]
    with ExitStack() as stack:
        stack.enter_context(watched_interrupts())
        stack.enter_context(_random_numbers())
        stack.enter_context(kept_settings())
        stack.enter_context(_keras_state())
        stack.enter_context(kept_libraries())
        stack.enter_context(_figures())
        for names in namespaces:
            stack.enter_context(kept_values(names))
        stack.enter_context(_screen(output))
        stack.enter_context(harmless_process())
        stack.enter_context(memory_limit())
        stack.enter_context(time_limit())  # the last to come, so that no alarm rings while tidying
        yield output


def private_module(name: str) -> ModuleType | None:
    """A module that is no public interface, or ``None`` where this version has none."""
    with suppress(ImportError):
        return importlib.import_module(name)
    return None


def globals_of(function: Any) -> dict[str, Any] | None:
    """The global names that a function, method or class sees, or ``None`` where there are none."""
    names, _ = attempt(_read_globals, function)  # any attribute of an answer may be a trap
    return names if type(names) is dict else None


def _read_globals(function: Any) -> Any:
    with suppress(ValueError):
        function = inspect.unwrap(function)
    while isinstance(function, functools.partial):
        function = function.func
    if inspect.isclass(function):
        function = function.__init__
    return getattr(function, "__globals__", None)


@contextmanager
def _screen(output: BoundedOutput) -> Iterator[None]:
    """Standard output, standard error, log records, warnings and rich notebook output."""
    with ExitStack() as stack:
        stack.enter_context(silent_descriptors())
        stack.enter_context(replaced(sys, "stdout", output))
        stack.enter_context(replaced(sys, "stderr", output))
        stack.enter_context(replaced(builtins, "input", _no_input))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(_no_log_records())
        shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
        if hasattr(shell, "ask_exit"):  # what exit() calls in a notebook
            stack.enter_context(replaced(shell, "ask_exit", leave))
        if hasattr(shell, "display_pub"):
            stack.callback(setattr, shell, "display_pub", shell.display_pub)
            shell.display_pub = _silent_publisher()
        yield


def _silent_publisher() -> Any:
    """What a notebook shows goes nowhere; all else that publishers can do has no effect."""
    from IPython.core.displaypub import CapturingDisplayPublisher

    class Silent(CapturingDisplayPublisher):
        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(name)
            return lambda *_, **__: True

    return Silent()


@contextmanager
def _no_log_records() -> Iterator[None]:
    """No record of any logger; handlers and levels of the root and TensorFlow's as before."""
    loggers = [logging.root, *map(logging.getLogger, ("tensorflow", "absl"))]
    before = [(logger, logger.level, list(logger.handlers)) for logger in loggers]
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(disabled)
        for logger, level, handlers in before:
            logger.setLevel(level)
            logger.handlers[:] = handlers


def _no_input(*_: object) -> str:
    raise EOFError("input() has no answer while a check is running")


@contextmanager
def _random_numbers() -> Iterator[None]:
    """The generators of Python, NumPy and TensorFlow."""
    with ExitStack() as stack:
        stack.callback(random.setstate, random.getstate())
        stack.callback(np.random.set_state, np.random.get_state())
        stack.enter_context(_tensorflow_seed())
        stack.enter_context(_tensorflow_generator())
        random.seed(_CHECK_SEED)
        np.random.seed(_CHECK_SEED)
        yield


@contextmanager
def _tensorflow_seed() -> Iterator[None]:
    module = private_module("tensorflow.python.eager.context")
    context = module.context() if hasattr(module, "context") else None
    if not (hasattr(context, "_seed") and hasattr(context, "_rng")):
        yield
        return
    seed, generator = context._seed, context._rng
    state = generator.getstate() if generator is not None else None
    try:
        yield
    finally:
        context._seed, context._rng = seed, generator
        if generator is not None:
            generator.setstate(state)


@contextmanager
def _tensorflow_generator() -> Iterator[None]:
    module = private_module("tensorflow.python.ops.stateful_random_ops")
    if not hasattr(module, "global_generator"):
        yield
        return
    generator = module.global_generator
    state = generator.state.numpy() if generator is not None else None
    try:
        yield
    finally:
        module.global_generator = generator
        if generator is not None:
            generator.state.assign(state)


@contextmanager
def _keras_state() -> Iterator[None]:
    """Eager switch, number formats, dtype policy, automatic names, Keras' own seed generator."""
    import keras
    import tensorflow as tf

    config = keras.config
    with ExitStack() as stack:
        stack.callback(tf.config.run_functions_eagerly, tf.config.functions_run_eagerly())
        stack.callback(config.set_floatx, config.floatx())
        stack.callback(config.set_epsilon, config.epsilon())
        stack.callback(config.set_image_data_format, config.image_data_format())
        stack.enter_context(_keras_trackers())
        yield


@contextmanager
def _keras_trackers() -> Iterator[None]:
    module = private_module("keras.src.backend.common.global_state")
    names = ("GLOBAL_STATE_TRACKER", "GLOBAL_SETTINGS_TRACKER")
    trackers = {name: getattr(module, name) for name in names if hasattr(module, name)}
    before = {name: dict(vars(tracker)) for name, tracker in trackers.items()}
    lists = [(each, list(each)) for kept in before.values() for each in kept.values()
             if type(each) is list]  # fmt: skip
    state = trackers.get("GLOBAL_STATE_TRACKER")
    if state is not None:
        # Fresh counters and a fresh generator: automatic names and draws are the same each time,
        # and the learner's own objects stay as they are.
        state.object_name_uids = collections.defaultdict(int)
        state.global_seed_generator = None
    else:
        policy = importlib.import_module("keras").config.dtype_policy()
    try:
        yield
    finally:
        if state is None:
            importlib.import_module("keras").config.set_dtype_policy(policy)
        for name, tracker in trackers.items():
            vars(tracker).clear()
            vars(tracker).update(before[name])
            setattr(module, name, tracker)
        for each, items in lists:  # Keras fills them in place
            each[:] = items


@contextmanager
def _figures() -> Iterator[None]:
    """Matplotlib's figures and settings. Where it is not loaded yet, only figures are closed."""
    before = sys.modules.get("matplotlib.pyplot")
    if before is None:
        try:
            yield
        finally:
            if "matplotlib.pyplot" in sys.modules:
                sys.modules["matplotlib.pyplot"].close("all")
        return
    with ExitStack() as stack:
        stack.callback(_close_new_figures, before, before.get_fignums())
        stack.callback(before.interactive, before.isinteractive())
        stack.callback(_give_back_backend, before, before.get_backend())
        stack.enter_context(before.rc_context())
        stack.enter_context(replaced(before, "show", lambda *_, **__: None))
        yield


def _give_back_backend(pyplot: ModuleType, backend: str) -> None:
    if pyplot.get_backend().lower() != backend.lower():
        pyplot.switch_backend(backend)


def _close_new_figures(pyplot: ModuleType, kept: list[int]) -> None:
    for number in set(pyplot.get_fignums()) - set(kept):
        pyplot.close(number)
