"""Record which layers a model really calls, and the values that went in and came out."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .probes import Array, as_array
from .sandbox import replaced

MOST_WORK = 4e9
"""Multiply-accumulates that one layer may take on the small batches of a check."""
MOST_WEIGHTS = 40e6
"""Numbers that one weight may hold; the largest that the first practices ask for has 12.6 M."""


class TooMuchWork(Exception):
    """A layer would be so large that something before it must be missing or out of place."""


@contextmanager
def weight_limit(most: float = MOST_WEIGHTS) -> Iterator[None]:
    """No layer may create a weight of more than ``most`` numbers; raises ``TooMuchWork``."""
    import keras

    original = keras.layers.Layer.add_weight
    signature = inspect.signature(original)

    def limited(self: Any, *args: Any, **kwargs: Any) -> Any:
        shape = signature.bind_partial(self, *args, **kwargs).arguments.get("shape") or ()
        if isinstance(shape, list | tuple) and np.prod([n or 1 for n in shape], dtype=float) > most:
            raise TooMuchWork(f"{type(self).__name__}, {tuple(shape)}")
        return original(self, *args, **kwargs)

    with replaced(keras.layers.Layer, "add_weight", limited):
        yield


@dataclass
class Event:
    """One call of a layer that called no other layer (or is a convolution, Dense or pooling)."""

    layer: Any
    inputs: list[Any]
    outputs: list[Any]


@dataclass
class _Call:
    layer: Any
    has_children: bool = False


@dataclass
class Recording:
    """The leaf calls of one run, in order, with the model's input and result."""

    events: list[Event] = field(default_factory=list)
    batch: Any = None
    result: Any = None


@contextmanager
def recording() -> Iterator[Recording]:
    """Watch every layer call on real numbers; symbolic calls of model building are ignored."""
    import keras

    record = Recording()
    stack: list[_Call] = []
    original = keras.layers.Layer.__call__
    opaque = _opaque_classes()

    def watched(layer: Any, *args: Any, **kwargs: Any) -> Any:
        if stack and isinstance(stack[-1].layer, opaque):
            return original(layer, *args, **kwargs)  # an activation layer inside a convolution
        inputs = tensors((args, kwargs))
        if inputs and _work(layer, inputs[0]) > MOST_WORK:
            raise TooMuchWork(f"{type(layer).__name__}, {tuple(inputs[0].shape)}")
        if stack:
            stack[-1].has_children = True
        call = _Call(layer)
        stack.append(call)
        try:
            result = original(layer, *args, **kwargs)
        finally:
            stack.pop()
        outputs = tensors(result)
        if inputs and outputs and (isinstance(layer, opaque) or not call.has_children):
            record.events.append(Event(layer, inputs, outputs))
        return result

    with replaced(keras.layers.Layer, "__call__", watched):
        yield record


def _work(layer: Any, tensor: Any) -> float:
    """Multiply-accumulates of a Dense or Conv2D on ``tensor``, stride aside; 0 for others."""
    import keras

    if isinstance(layer, keras.layers.Dense):
        return float(np.prod(tensor.shape)) * layer.units
    if isinstance(layer, keras.layers.Conv2D) and isinstance(layer.filters, int):
        work = float(np.prod(tensor.shape)) * layer.filters * np.prod(layer.kernel_size)
        return float(work / np.prod(layer.strides))
    return 0.0


def tensors(structure: Any) -> list[Any]:
    """The eager tensors and arrays in nested tuples, lists and dicts, in order."""
    if isinstance(structure, dict):
        structure = list(structure.values())
    if isinstance(structure, list | tuple):
        return [leaf for item in structure for leaf in tensors(item)]
    if isinstance(structure, np.ndarray) or (
        hasattr(structure, "numpy") and hasattr(structure, "shape")
    ):
        return [structure]
    return []


def run_once(model: Callable, x: Array) -> list[Any]:
    """Call ``model`` on ``x``, which builds it; returns the leaf layers that it called.

    Raises whatever the model raises.
    """
    with recording() as record:
        call_model(model, x)
    return [event.layer for event in record.events]


def run_recorded(model: Callable, x: Array) -> Recording:
    """Call ``model`` on ``x``, at inference, and record it.

    Raises whatever the model raises.
    """
    import tensorflow as tf

    with recording() as record:
        record.batch = tf.constant(x)
        record.result = call_model(model, record.batch)
    return record


def call_model(model: Callable, batch: Any, training: bool = False) -> Any:
    """Call a Keras layer or any other callable; only the former know ``training``."""
    import keras

    if isinstance(model, keras.layers.Layer):
        return model(batch, training=training)
    return model(batch)


@contextmanager
def stirred(layers: list[Any]) -> Iterator[None]:
    """Random values for a while in biases, zero in a new model, and in constant kernels.

    Only then can numbers tell apart what the layers do.
    """
    rng = np.random.default_rng(7)
    before = []
    for layer in {id(layer): layer for layer in layers}.values():
        for name in ("kernel", "bias"):
            variable = getattr(layer, name, None)
            if not hasattr(variable, "assign") or not _is_constant(variable):
                continue
            before.append((variable, as_array(variable)))
            fan_in = int(np.prod(variable.shape[:-1])) or 1
            values = rng.standard_normal(variable.shape, dtype=np.float32)
            variable.assign(values / np.sqrt(fan_in))
    try:
        yield
    finally:
        for variable, values in before:
            variable.assign(values)


def _is_constant(variable: Any) -> bool:
    """All values equal, judged from the first thousands of a large variable."""
    shape = tuple(variable.shape)
    head = variable[: max(1, 4096 // max(1, int(np.prod(shape[1:]))))] if shape else variable
    values = as_array(head)
    return bool(values.size) and float(np.ptp(values)) == 0.0


def _opaque_classes() -> tuple[type, ...]:
    import keras

    names = (
        "Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose SeparableConv1D "
        "SeparableConv2D DepthwiseConv1D DepthwiseConv2D Dense EinsumDense MaxPooling2D "
        "AveragePooling2D GlobalMaxPooling2D GlobalAveragePooling2D"
    )
    return tuple(getattr(keras.layers, name) for name in names.split())
