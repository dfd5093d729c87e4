"""Name one recorded layer call: which canonical steps did it take, judged by its numbers."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from .probes import (
    Array,
    activation_of_function,
    activation_of_values,
    as_array,
    close,
    close_overall,
    explain,
    tolerance,
)
from .steps import Activation, Conv, Dense, Flatten, Link, Merge, Other, Pool, Step
from .trace import Event
from .words import Words, note

Described = list[tuple[Link, Array]]

LOOKALIKES = {
    "Conv1D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose",
    "SeparableConv1D", "SeparableConv2D", "DepthwiseConv1D", "DepthwiseConv2D", "EinsumDense",
}  # fmt: skip
"""Layers that are easily taken for Conv2D or Dense and compute something else."""

_TRAINING_ONLY = {
    "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout",
    "GaussianDropout", "GaussianNoise",
}  # fmt: skip


def describe(event: Event) -> Described:
    """The steps of one layer call with the value after each; none for a layer that does nothing."""
    import keras

    layer = event.layer
    inputs, output = [as_array(value) for value in event.inputs], as_array(event.outputs[0])
    if len(inputs) > 1:
        return _merge(layer, inputs, output)
    x = inputs[0]
    if isinstance(layer, keras.layers.Conv2D):
        return _weighted(layer, x, output, _conv_candidates(layer, x))
    if isinstance(layer, keras.layers.Dense):
        candidate = (_promised_dense(layer), lambda v: _dense(layer, v), None)
        return _weighted(layer, x, output, [candidate])
    if _family(layer) & LOOKALIKES:
        return _other(layer, x, output, "lookalike")
    if _family(layer) & _TRAINING_ONLY or "BatchNormalization" in _family(layer):
        return [] if _never_acts(layer) else _other(layer, x, output, "regular")
    if layer.weights:
        return _other(layer, x, output, "weights")
    return _without_weights(layer, x, output)


def step_by_properties(layer: Any) -> Step | None:
    """The step that a layer's settings promise; ``None`` for a layer that is none of the usual."""
    import keras

    if isinstance(layer, keras.layers.Conv2D):
        return _promised_convolution(layer)
    if isinstance(layer, keras.layers.Dense):
        return _promised_dense(layer)
    if isinstance(layer, keras.layers.Flatten):
        return Flatten()
    return _pooling(layer)


def class_name(layer: Any) -> str:
    """The layer's class as the learner wrote it."""
    return type(layer).__name__


def _family(layer: Any) -> set[str]:
    return {cls.__name__ for cls in type(layer).__mro__}


def _never_acts(layer: Any) -> bool:
    return not layer.weights and getattr(layer, "rate", getattr(layer, "stddev", 1)) == 0


def _link(step: Step, x: Array, y: Array, layer: Any = None) -> tuple[Link, Array]:
    return Link(step, x.shape, y.shape, layer), y


def _other(layer: Any, x: Array, y: Array, why: str) -> Described:
    return [_link(Other(class_name(layer), why), x, y, layer)]


def _merge(layer: Any, inputs: list[Array], output: Array) -> Described:
    total = sum(inputs) if len({value.shape for value in inputs}) == 1 else None
    added = total is not None and close_overall(output, total)
    step = Merge("add" if added else class_name(layer))
    return [_link(step, inputs[0], output, layer)]


# -- Conv2D and Dense -----------------------------------------------------------------------------

Candidate = tuple[Step, Callable[[Array], Array], Words | None]


def _weighted(layer: Any, x: Array, y: Array, candidates: list[Candidate]) -> Described:
    """Check the arithmetic against our own, then find the activation that follows it."""
    rtol = tolerance(layer.compute_dtype)
    for step, arithmetic, remark in candidates:
        before = _guarded(arithmetic, x)
        if before is None or before.shape != y.shape:
            continue
        kind = _activation_after(layer, x, before, y, arithmetic, rtol)
        if kind is None:
            continue
        link, _ = _link(step, x, before, layer)
        link.notes.extend(_remarks(layer) if remark is None else [remark, *_remarks(layer)])
        if kind == "linear":
            return [(link, y)]
        return [(link, before), _link(Activation(kind), before, y)]
    return _other(layer, x, y, "unfaithful")


def _activation_after(
    layer: Any, x: Array, before: Array, y: Array, arithmetic: Callable, rtol: float
) -> str | None:
    """The activation between the layer's arithmetic and its output; ``None`` if there is none."""
    function = getattr(layer, "activation", None)
    if function is None and close_overall(y, before, rtol):
        return "linear"
    if callable(function):
        after = _guarded(lambda z: function(_tensor(z, layer)), before)
        if after is not None and close_overall(y, after, rtol):
            kind = activation_of_function(
                lambda z: function(_tensor(z, layer)), y.shape, layer.compute_dtype
            )
            return kind or "unknown"
    # A subclass that goes on after Conv2D's own work: two sizes of input tell what it does.
    large = x * 50
    kinds = {activation_of_values(before, y, rtol)}
    kinds.add(activation_of_values(arithmetic(large), as_array(layer(_tensor(large, layer))), rtol))
    return kinds.pop() if len(kinds) == 1 else None


def _guarded(function: Callable, value: Array) -> Array | None:
    try:
        return as_array(function(value))
    except Exception:  # a window larger than the image, an activation that fails on its own
        return None


def _tensor(value: Array, layer: Any) -> Any:
    import tensorflow as tf

    return tf.cast(tf.constant(value), layer.compute_dtype)


def _promised_dense(layer: Any) -> Dense:
    return Dense(int(layer.units), bool(layer.use_bias))


def _promised_convolution(layer: Any) -> Conv:
    return Conv(
        filters=int(layer.filters),
        kernel=_pair(layer.kernel_size),
        strides=_pair(layer.strides),
        padding=str(layer.padding).lower(),
        dilation=_pair(layer.dilation_rate),
        groups=int(layer.groups),
        bias=bool(layer.use_bias),
        data_format=str(layer.data_format),
    )


def _conv_candidates(layer: Any, x: Array) -> list[Candidate]:
    """The convolution that the properties promise, then the one with the other padding."""
    step = _promised_convolution(layer)
    padding = step.padding
    if step.groups > 1 or step.data_format != "channels_last":
        return [(step, lambda v: _call(layer, v), None)]  # refused by these properties anyway
    remark = note(
        "패딩을 층 안에서 따로 합니다.", "the layer does its padding by a way of its own."
    )
    candidates: list[Candidate] = []
    for name in ("same", "valid") if padding == "same" else ("valid", "same"):
        variant = Conv(**{**vars(step), "padding": name})
        candidates.append(
            (variant, _convolution(layer, variant), None if name == padding else remark)
        )
    return candidates


def _call(layer: Any, value: Array) -> Array:
    """The layer without its activation."""
    activation, layer.activation = layer.activation, None
    try:
        return as_array(layer(_tensor(value, layer)))
    finally:
        layer.activation = activation


def _convolution(layer: Any, step: Conv) -> Callable[[Array], Array]:
    import tensorflow as tf

    def convolve(value: Array) -> Array:
        images, kernel = (tf.cast(v, tf.float32) for v in (value, as_array(layer.kernel)))
        result = tf.nn.conv2d(
            images, kernel, step.strides, step.padding.upper(), dilations=step.dilation
        )
        return as_array(result) + (as_array(layer.bias) if step.bias else 0)

    return convolve


def _dense(layer: Any, value: Array) -> Array:
    import tensorflow as tf

    # TensorFlow multiplies without copying the kernel, which may hold 50 MB.
    kernel = tf.convert_to_tensor(layer.kernel)
    rows = tf.cast(tf.constant(value.reshape(-1, value.shape[-1])), kernel.dtype)
    result = as_array(tf.matmul(rows, kernel))
    if layer.bias is not None:
        result = result + as_array(layer.bias)
    return result.reshape(*value.shape[:-1], -1)


def _pair(value: Any) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    return int(value[0]), int(value[1])


def _remarks(layer: Any) -> list[Words]:
    """Freedoms that deserve a word."""
    remarks = []
    names = ("kernel_regularizer", "bias_regularizer", "activity_regularizer")
    if any(getattr(layer, name, None) is not None for name in names):
        remarks.append(
            note(
                "지시에 없는 규제(regularizer)가 있어 손실이 달라집니다.",
                "a regularizer that was not asked for changes the loss.",
            )
        )
    if not layer.trainable:
        remarks.append(
            note(
                "trainable=False인 층은 훈련되지 않습니다.",
                "a layer with trainable=False learns nothing.",
            )
        )
    return remarks


# -- layers without weights -----------------------------------------------------------------------


def _without_weights(layer: Any, x: Array, y: Array) -> Described:
    import keras

    if _differs_in_training(layer, x, y):
        return _other(layer, x, y, "regular")
    pooled = _pooling(layer)
    if pooled is not None:
        if pooled.size == (1, 1) and close(y, x):
            return []
        return [_link(pooled, x, y, layer)]
    rtol = tolerance(layer.compute_dtype)
    if x.shape == y.shape:
        function = _caller(layer)
        kind = activation_of_function(function, x.shape, layer.compute_dtype)
        if kind == "linear":
            return []
        if kind is not None:
            return [_link(Activation(kind), x, y, layer)]
        return _other(layer, x, y, "unknown")
    steps = explain(x, y, max(rtol / 10, 1e-3))
    if steps is None and isinstance(layer, keras.layers.Flatten):
        return [_flatten_in_other_order(layer, x, y)]
    if steps is None:
        return _other(layer, x, y, "unknown")
    return [_link(step, x, y, layer) for step in steps]


def _flatten_in_other_order(layer: Any, x: Array, y: Array) -> tuple[Link, Array]:
    link, value = _link(Flatten(), x, y, layer)
    link.notes.append(
        note(
            "data_format='channels_first'라서 값의 순서가 다릅니다.",
            "data_format='channels_first' puts the values in another order.",
        )
    )
    return link, value


def _pooling(layer: Any) -> Pool | None:
    import keras

    windows = {"MaxPooling2D": "max", "AveragePooling2D": "average"}
    for name, kind in windows.items():
        if isinstance(layer, getattr(keras.layers, name)):
            strides = layer.pool_size if layer.strides is None else layer.strides
            return Pool(kind, _pair(layer.pool_size), _pair(strides), str(layer.padding).lower())
    wholes = {"GlobalMaxPooling2D": "global_max", "GlobalAveragePooling2D": "global_average"}
    for name, kind in wholes.items():
        if isinstance(layer, getattr(keras.layers, name)):
            return Pool(kind)
    return None


def _caller(layer: Any) -> Callable[[Array], Any]:
    return lambda z: layer(_tensor(z, layer))


def _differs_in_training(layer: Any, x: Array, y: Array) -> bool:
    """True if ``training=True`` changes what the layer does to its own input."""
    if "training" not in inspect.signature(layer.call).parameters:
        return False
    after = as_array(layer(_tensor(x, layer), training=True))
    return after.shape != y.shape or not np.allclose(after, y, rtol=1e-3, atol=1e-3)
