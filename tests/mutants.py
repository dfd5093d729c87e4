"""Change one property of a right answer at a time: every mutant must be refused.

A reference is a function that makes the layers of the right answer. A mutant differs from it in
one setting of one layer, in one layer more, one fewer, or two neighbours exchanged.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import keras
from keras import layers

SCORES: dict[str, list[bool]] = {}
"""Whether each mutant was judged right, by kind, for the report at the end of the tests."""


def score(title: str, right: bool) -> bool:
    """Note whether a mutant of ``title`` was judged right; returns ``right``."""
    SCORES.setdefault(title, []).append(right)
    return right


def score_lines() -> list[str]:
    """One line for each kind of mutants: judged right, of how many, and the share."""
    return [
        f"{title}: {sum(right)}/{len(right)} = {sum(right) / len(right):.0%}"
        for title, right in SCORES.items()
    ]


class Mutant(NamedTuple):
    """``name`` tells what was changed, ``place`` in which layer (from 0)."""

    name: str
    place: int
    build: Callable


CONVOLUTION = {
    "filters": lambda value: [value + 1],
    "kernel_size": lambda value: [(5, 5), (3, 1)],
    "strides": lambda value: [(3 - value[0], 3 - value[1]), (value[0], 3 - value[1])],
    "padding": lambda value: ["valid" if value == "same" else "same"],
    "dilation_rate": lambda value: [(2, 2)],
    "use_bias": lambda value: [not value],
    "activation": lambda value: ["linear", "tanh", "relu6"],
}
DENSE = {
    "units": lambda value: [value + 1],
    "use_bias": lambda value: [not value],
    "activation": lambda value: ["linear", "sigmoid", "softmax", "relu"],
}
POOLING = {
    "pool_size": lambda value: [(3, 3), (2, 1), (1, 1)],
    "strides": lambda value: [(1, 1), (2, 1), (3, 3)],
}
SETTINGS = {layers.Conv2D: CONVOLUTION, layers.Dense: DENSE, layers.MaxPooling2D: POOLING}
KINDS = {
    layers.MaxPooling2D: [
        lambda: layers.AveragePooling2D(2),
        lambda: layers.GlobalMaxPooling2D(keepdims=True),
    ],
    layers.GlobalAveragePooling2D: [layers.GlobalMaxPooling2D, layers.Flatten],
    layers.Flatten: [layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D],
}
EXTRA = [
    lambda: layers.Dropout(0.3),
    lambda: layers.Rescaling(2.0),
    lambda: layers.Activation("tanh"),
]


def mutants(make: Callable[[Any], list], skip: tuple[str, ...] = ()) -> Iterator[Mutant]:
    """All mutants of ``make(classes)``; settings named in ``skip`` stay as they are."""
    count = len(make(10))
    for place, layer in enumerate(make(10)):
        for name, change in _changes(layer, skip):
            yield Mutant(f"{place} {name}", place, _build(make, place, change))
        yield Mutant(f"{place} left out", place, _build(make, place, lambda _: []))
        if layer.__class__ in SETTINGS:
            yield Mutant(f"{place} twice", place, _build(make, place, _twice))
        for extra in EXTRA[: len(EXTRA) if place < count - 1 else 2]:
            name = f"{extra().__class__.__name__} after {place}"
            yield Mutant(name, place, _build(make, place, lambda one, e=extra: [one, e()]))
    for place in range(count - 1):
        yield Mutant(f"{place} and {place + 1} exchanged", place, _exchanged(make, place))


def _changes(layer: Any, skip: tuple[str, ...]) -> Iterator[tuple[str, Callable]]:
    settings = SETTINGS.get(layer.__class__, {})
    configuration = layer.get_config() if settings else {}
    for setting, values in settings.items():
        if setting in skip:
            continue
        now = configuration[setting]
        for value in values(tuple(now) if isinstance(now, list) else now):
            if value != now:
                yield f"{setting}={value}", lambda one, s=setting, v=value: [_with(one, s, v)]
    for make in KINDS.get(layer.__class__, []):
        yield make().__class__.__name__, lambda _, make=make: [make()]


def _with(layer: Any, setting: str, value: Any) -> Any:
    configuration = {**layer.get_config(), setting: value}
    del configuration["name"]
    return layer.__class__.from_config(configuration)


def _twice(layer: Any) -> list:
    configuration = layer.get_config()
    del configuration["name"]
    return [layer, layer.__class__.from_config(configuration)]


def _model(shape: tuple, parts: list) -> Any:
    return keras.Sequential([keras.Input(shape=shape), *parts])


def _build(make: Callable, place: int, change: Callable) -> Callable:
    def build(img_shape, num_classes=10):
        parts = make(num_classes)
        parts[place : place + 1] = change(parts[place])
        return _model(img_shape, parts)

    return build


def _exchanged(make: Callable, place: int) -> Callable:
    def build(img_shape, num_classes=10):
        parts = make(num_classes)
        parts[place], parts[place + 1] = parts[place + 1], parts[place]
        return _model(img_shape, parts)

    return build
