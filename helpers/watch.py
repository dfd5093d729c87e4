"""Watch which layers a model calls, and with what, however the model was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest import mock

import numpy as np


class Call(NamedTuple):
    """One call of a layer, on numbers.

    `leaf` tells that it called no other layer in turn; `owner` is the outermost layer inside the
    model that led to it, often the layer itself.
    """

    layer: Any
    inputs: list[np.ndarray]
    output: np.ndarray
    leaf: bool
    owner: Any


@contextmanager
def note_calls() -> Iterator[list[Call]]:
    """Note every call of a layer that gives numbers, in the order in which the calls end.

    An activation layer inside a convolution or a fully connected layer counts as a part of it.
    """
    import keras

    original, calls, stack = keras.layers.Layer.__call__, [], []

    def watched(layer: Any, *args: Any, **kwargs: Any) -> Any:
        before, inputs = len(calls), tensors((args, kwargs))
        stack.append(layer)
        try:
            result = original(layer, *args, **kwargs)
            owner = stack[min(1, len(stack) - 1)]
        finally:
            stack.pop()
        outputs = tensors(result)
        if getattr(layer, "kernel", None) is not None:
            del calls[before:]
        if inputs and outputs:
            arrays = [np.asarray(x) for x in inputs], np.asarray(outputs[0])
            calls.append(Call(layer, *arrays, len(calls) == before, owner))
        return result

    with mock.patch.object(keras.layers.Layer, "__call__", watched):
        yield calls


def tensors(structure: Any) -> list[Any]:
    """The tensors with values and the arrays in nested tuples, lists and dicts, in order."""
    if isinstance(structure, dict):
        structure = list(structure.values())
    if isinstance(structure, list | tuple):
        return [leaf for item in structure for leaf in tensors(item)]
    has_values = isinstance(structure, np.ndarray) or hasattr(structure, "numpy")
    return [structure] if has_values and hasattr(structure, "shape") else []


def layers_of(model: Any, *kinds: type) -> list[Any]:
    """The layers of some kinds, such as `Conv2D`, in a model, those inside its blocks too."""
    found = []
    for layer in getattr(model, "layers", ()):
        found += [layer] if isinstance(layer, kinds) else layers_of(layer, *kinds)
    return found


def watch(model: Any, images: np.ndarray, layers: Sequence[Any]) -> list[tuple[Any, np.ndarray]]:
    """Run a model on images; return some of its layers with their outputs, in order of use.

    `layers` come for example from `layers_of`; the model itself may be one of them.
    """
    wanted = {id(layer) for layer in layers}
    calls = calls_of(model, images)
    return [(call.layer, call.output) for call in calls if id(call.layer) in wanted]


def calls_of(model: Any, images: np.ndarray) -> list[Call]:
    """Run a model on images and return the calls of its layers."""
    if not model.built:
        model(images)  # building calls the layers, too
    with note_calls() as calls:
        model(images)
    return calls
