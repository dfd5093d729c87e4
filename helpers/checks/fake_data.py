"""Images that a check hands to training code in place of the data set: right shapes, no cost."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from .sandbox import globals_of, private_module, replaced

LOADER = "load_cifar10_dataset"
MARKED = ((0, 0, 0), (9, 24, 1), (30, 17, 2))
"""Row, column and channel of the three numbers that tell an image; all others are 0."""


@dataclass(frozen=True)
class FakeData:
    """As many images as the course has; black but for three numbers, which tell them apart.

    One number in each channel, at three places: a crop, a flip or exchanged channels show, too.
    ``train_marks`` (7500, 3), ``test_marks`` and ``train_labels`` are kept apart, for learners may
    change the arrays that they get.
    """

    train_X: np.ndarray
    train_y: np.ndarray
    test_X: np.ndarray
    test_y: np.ndarray
    train_marks: np.ndarray
    test_marks: np.ndarray
    train_labels: np.ndarray

    @classmethod
    def make(cls, train: int = 7500, test: int = 500) -> FakeData:
        """``train`` and ``test`` images of 32×32×3, float32 in [0, 1], labels int64."""
        rng = np.random.default_rng(5)
        total = train + test
        marks = np.stack([rng.permutation(total) for _ in MARKED], axis=1).astype(np.float32)
        marks = np.split(marks / total, [train])
        images = [np.zeros((count, 32, 32, 3), np.float32) for count in (train, test)]
        for array, mark in zip(images, marks, strict=True):
            for number, place in enumerate(MARKED):
                array[:, *place] = mark[:, number]
        labels = [rng.integers(0, 10, count, dtype=np.int64) for count in (train, test)]
        return cls(images[0], labels[0], images[1], labels[1], *marks, labels[0].copy())

    def arrays(self) -> tuple[np.ndarray, ...]:
        """train_X, train_y, test_X, test_y."""
        return self.train_X, self.train_y, self.test_X, self.test_y


@contextmanager
def in_place_of_data(function: Callable, data: FakeData) -> Iterator[dict[str, Any]]:
    """Every usual way to the data set leads to ``data``: the loader, Keras' own, global arrays.

    Yields the function's global names. They are changed in place: use it inside the sandbox,
    which puts them back.
    """
    import keras

    def load(*_: Any, **__: Any) -> tuple[np.ndarray, ...]:
        return data.arrays()

    def load_from_keras() -> tuple:
        arrays = [(a * 255).astype(np.uint8) if a.ndim == 4 else a[:, None] for a in data.arrays()]
        return (arrays[0], arrays[1]), (arrays[2], arrays[3])

    names = globals_of(function)
    names = {} if names is None else names
    with ExitStack() as stack:
        loaders = _patch_course_loader(stack, load)
        stack.enter_context(replaced(keras.datasets.cifar10, "load_data", load_from_keras))
        arrays = dict(zip(("train_X", "train_y", "test_X", "test_y"), data.arrays(), strict=True))
        stand_ins = {LOADER: load, **arrays}
        for name, value in list(names.items()):
            if name in stand_ins:
                names[name] = stand_ins[name]
            elif any(value is loader for loader in loaders):
                names[name] = load
        _fill_closure(stack, function, stand_ins)
        yield names


def _patch_course_loader(stack: ExitStack, load: Callable) -> list[Any]:
    """Replace the course's loader where it is defined; returns the real one."""
    module = private_module("helpers.data")
    if not hasattr(module, LOADER):
        return []
    real = getattr(module, LOADER)
    stack.enter_context(replaced(module, LOADER, load))
    return [real]


def _fill_closure(stack: ExitStack, function: Callable, stand_ins: dict[str, Any]) -> None:
    """Names that the function takes from a function around it."""
    function = inspect.unwrap(function)
    names = getattr(getattr(function, "__code__", None), "co_freevars", ())
    for name, cell in zip(names, getattr(function, "__closure__", None) or (), strict=False):
        if name in stand_ins:
            stack.callback(setattr, cell, "cell_contents", cell.cell_contents)
            cell.cell_contents = stand_ins[name]
