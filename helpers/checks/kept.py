"""Put back what an answer changed in libraries, and in the notebook's own lists and arrays."""

from __future__ import annotations

import builtins
import inspect
import operator
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

MOST_BYTES = 400 * 2**20
"""Arrays of the notebook are copied up to this size, together; larger ones are left alone."""

_MISSING = object()
_LIBRARIES = {
    "": ("builtins", "os", "time", "random", "numpy", "tensorflow", "keras"),
    "matplotlib.": ("pyplot",),
    "keras.": ("layers", "models", "activations", "optimizers", "losses", "metrics", "ops"),
    "keras._tf_keras.": ("keras", "keras.layers", "keras.models", "keras.optimizers"),
}
"""Modules by the package that they are in."""


@contextmanager
def kept_libraries() -> Iterator[None]:
    """The names of the libraries that the course uses, and the methods of Keras' classes."""
    before = [(owner, dict(vars(owner))) for owner in _owners()]
    try:
        yield
    finally:
        for owner, names in before:
            _put_back(owner, names)


def _owners() -> list[Any]:
    import tensorflow as tf

    modules = [sys.modules.get(package + name) for package in _LIBRARIES
               for name in _LIBRARIES[package]]  # fmt: skip
    modules += [tf.nn, tf.math]
    return [module for module in modules if isinstance(module, ModuleType)] + list(_classes())


@cache
def _classes() -> tuple[type, ...]:
    """Every class in the layers, optimizers and so on of Keras, and the classes behind it."""
    import keras

    found: dict[type, None] = {keras.Model: None}
    for module in (keras.layers, keras.optimizers, keras.losses, keras.metrics):
        for each in vars(module).values():
            if inspect.isclass(each):
                found.update(dict.fromkeys(each.__mro__))
    return tuple(each for each in found if each.__module__.startswith("keras"))


def _put_back(owner: Any, names: dict[str, Any]) -> None:
    now = vars(owner)
    for name in [name for name in now if name not in names]:
        if not isinstance(now[name], ModuleType):  # a part of a library that loads when used
            with suppress(AttributeError, TypeError):
                delattr(owner, name)
    for name in [name for name, value in names.items() if now.get(name, _MISSING) is not value]:
        with suppress(AttributeError, TypeError):
            setattr(owner, name, names[name])


@contextmanager
def kept_values(names: dict[str, Any]) -> Iterator[None]:
    """Bindings of ``names``, and the contents of the lists, dicts, sets and arrays among them."""
    bindings = dict(names)
    containers = [(value, value.copy()) for value in _containers(names)]
    arrays = [(array, array.copy()) for array in _arrays(bindings)]
    try:
        yield
    finally:
        for value, copy in containers:
            _refill(value, copy)
        for array, copy in arrays:
            with suppress(ValueError):  # read-only by now
                np.copyto(array, copy)
        for name in set(names) - set(bindings):
            del names[name]
        names.update({k: v for k, v in bindings.items() if names.get(k, _MISSING) is not v})


def _containers(names: dict[str, Any]) -> list[Any]:
    shared = (names, sys.modules, vars(builtins), sys.path)
    return [
        value
        for value in names.values()
        if type(value) in (list, dict, set) and all(value is not each for each in shared)
    ]


def _refill(value: Any, copy: Any) -> None:
    if type(value) is list:
        value[:] = copy
    elif type(value) is set or len(value) != len(copy) or not _same(value, copy):
        value.clear()
        value.update(copy)


def _same(one: dict, other: dict) -> bool:
    """Whether two dicts hold the same objects in the same order."""
    return all(map(operator.is_, one, other)) and all(
        map(operator.is_, one.values(), other.values())
    )


def _arrays(names: dict[str, Any]) -> list[np.ndarray]:
    """Arrays that could be written to, small ones first, while there is room for copies."""
    arrays = {id(v): v for v in names.values() if type(v) is np.ndarray and v.flags.writeable}
    room, kept = MOST_BYTES, []
    for array in sorted(arrays.values(), key=lambda array: array.nbytes):
        room -= array.nbytes
        if room < 0:
            break
        kept.append(array)
    return kept
