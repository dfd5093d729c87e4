"""Change one property of a right model at a time: every mutant must be refused.

A mutant differs from a recipe (see `tests/recipes.py`) in one setting of one layer, in one layer
more or fewer or of another kind, or in two neighbours exchanged.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from keras import layers

from tests import recipes


class Mutant(NamedTuple):
    """`name` tells what was changed, `place` in which layer (from 0)."""

    name: str
    place: int
    build: Callable


SETTINGS: dict[type, dict[str, Callable]] = {
    layers.Conv2D: {
        "filters": lambda value: [value + 1],
        "kernel_size": lambda value: [(5, 5), (3, 1)],
        "strides": lambda value: [(3 - value[0], 3 - value[1]), (value[0], 3 - value[1])],
        "padding": lambda value: ["valid" if value == "same" else "same"],
        "dilation_rate": lambda value: [(2, 2)],
        "use_bias": lambda value: [not value],
        "activation": lambda value: ["linear", "tanh", "relu6"],
    },
    layers.Dense: {
        "units": lambda value: [value + 1],
        "use_bias": lambda value: [not value],
        "activation": lambda value: ["linear", "sigmoid", "softmax", "relu"],
    },
    layers.MaxPooling2D: {
        "pool_size": lambda value: [(3, 3), (2, 1), (1, 1)],
        "strides": lambda value: [(1, 1), (2, 1), (3, 3)],
    },
}
"""Setting -> the other values that are tried in place of the right one."""

KINDS: dict[type, list[Callable]] = {
    layers.MaxPooling2D: [
        partial(layers.AveragePooling2D, 2),
        partial(layers.GlobalMaxPooling2D, keepdims=True),
    ],
    layers.GlobalAveragePooling2D: [layers.GlobalMaxPooling2D, layers.Flatten],
    layers.Flatten: [layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D],
}
EXTRA = [
    partial(layers.Dropout, 0.3),
    partial(layers.Rescaling, 2.0),
    partial(layers.Activation, "tanh"),
]


def mutants(recipe: Callable[[int], dict], skip: tuple[str, ...] = ()) -> Iterator[Mutant]:
    """All mutants of `recipe(classes)`; settings named in `skip` stay as they are."""
    names = list(recipe(10))
    for place, name in enumerate(names):
        for what, change in _changes(recipe(10)[name], skip, last=place == len(names) - 1):
            yield Mutant(f"{name} {what}", place, _build(recipe, **{name: change}))
    for place, (first, second) in enumerate(pairwise(names)):
        yield Mutant(f"{first} and {second} exchanged", place, _exchanged(recipe, first, second))


def _changes(make: Callable, skip: tuple[str, ...], last: bool) -> Iterator[tuple[str, Any]]:
    """What is changed in a layer, in words and for `recipes.edited`."""
    layer = make()
    for setting, values in SETTINGS.get(type(layer), {}).items():
        now = layer.get_config()[setting]
        now = tuple(now) if isinstance(now, list) else now
        for value in [] if setting in skip else values(now):
            if value != now:
                yield f"{setting}={value}", {setting: value}
    for other in KINDS.get(type(layer), []):
        yield type(other()).__name__, [other]
    yield "left out", None
    if type(layer) in SETTINGS:
        yield "twice", [..., ...]
    for extra in EXTRA[:2] if last else EXTRA:
        yield f"and {type(extra()).__name__}", [..., extra]


def _build(recipe: Callable, **changes: Any) -> Callable:
    def build(input_shape: tuple, num_classes: int = 10) -> Any:
        return recipes.sequential(input_shape, recipes.edited(recipe(num_classes), **changes))

    return build


def _exchanged(recipe: Callable, first: str, second: str) -> Callable:
    def build(input_shape: tuple, num_classes: int = 10) -> Any:
        makers = recipe(num_classes)
        makers[first], makers[second] = makers[second], makers[first]
        return recipes.sequential(input_shape, makers.values())

    return build
