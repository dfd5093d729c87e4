"""The arithmetic of convolutional networks: sizes, padding, receptive field, cost per layer.

Everything here is plain integer arithmetic along *one* axis, so that a learner can redo it by hand;
``layer_table`` applies it to a whole Keras model.  The size formulas follow V. Dumoulin and
F. Visin, "A guide to convolution arithmetic for deep learning" (2016), with TensorFlow's rule for
"same" padding: the output has ``ceil(size / stride)`` entries, and when the number of zeros is odd
the extra one goes *after* the data.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral
from operator import index
from typing import Any

PADDINGS = ("valid", "same")


def _positive(**values: int) -> None:
    """Raise ValueError unless every value is a whole number of at least 1."""
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
            raise ValueError(
                f"{name}: 1 이상의 정수여야 하는데 {value!r}입니다. "
                f"/ {name} must be a whole number of at least 1, found {value!r}."
            )


def _padding_name(padding: str) -> str:
    name = padding.lower() if isinstance(padding, str) else padding
    if name not in PADDINGS:
        raise ValueError(
            f'padding: "valid" 또는 "same"이어야 하는데 {padding!r}입니다. '
            f'/ padding must be "valid" or "same", found {padding!r}.'
        )
    return name


def effective_kernel_size(kernel: int, dilation: int = 1) -> int:
    """Pixels that a kernel of ``kernel`` entries spans when its entries lie ``dilation`` apart.

    Raises ValueError unless both are whole numbers of at least 1.
    """
    _positive(kernel=kernel, dilation=dilation)
    return dilation * (kernel - 1) + 1


def conv_output_size(
    size: int, kernel: int, stride: int = 1, padding: str = "valid", dilation: int = 1
) -> int:
    """Length of the output of a convolution or pooling along one axis.

    Args:
        size: input length in pixels, at least 1.
        kernel: kernel (or pooling window) length, at least 1.
        stride: step between two positions of the kernel, at least 1.
        padding: ``"valid"`` (none) or ``"same"`` (zeros; stride 1 then keeps the size).
        dilation: distance between neighbouring kernel entries, at least 1.

    Returns:
        ``ceil(size / stride)`` for "same" and ``floor((size - span) / stride) + 1`` for "valid",
        where the kernel spans ``dilation * (kernel - 1) + 1`` pixels.

    Raises:
        ValueError: an argument makes no sense, or the kernel does not fit into the input
            ("valid" only), where Keras refuses to build the layer as well.
    """
    _positive(size=size, kernel=kernel, stride=stride, dilation=dilation)
    if _padding_name(padding) == "same":
        return -(-size // stride)
    span = effective_kernel_size(kernel, dilation)
    if span > size:
        raise ValueError(
            f"커널이 차지하는 폭 {span}이 입력 크기 {size}보다 큽니다. "
            '커널을 줄이거나 padding="same"을 쓰세요. '
            f"/ the kernel spans {span} pixels, more than the input's {size}; "
            'use a smaller kernel or padding="same".'
        )
    return (size - span) // stride + 1


def same_padding(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Zeros that TensorFlow's "same" padding adds ``(before, after)`` the data along one axis.

    The total is what the last kernel position still needs; an odd total puts the extra zero after
    the data, so the two sides differ: size 8, kernel 3, stride 2 gives ``(0, 1)``.

    Raises ValueError unless all arguments are whole numbers of at least 1.
    """
    output = conv_output_size(size, kernel, stride, "same", dilation)
    span = effective_kernel_size(kernel, dilation)
    total = max((output - 1) * stride + span - size, 0)
    return total // 2, total - total // 2


def receptive_field(layers: Iterable[Sequence[int]]) -> int:
    """Input pixels, along one axis, that one output entry of a stack of layers depends on.

    Args:
        layers: from input to output, one ``(kernel,)``, ``(kernel, stride)`` or
            ``(kernel, stride, dilation)`` per convolution or pooling layer.

    Returns:
        The receptive field in pixels; 1 for an empty stack (every pixel sees itself).

    Raises:
        ValueError: an entry is not one to three whole numbers of at least 1.

    The recurrence is ``field += (span - 1) * jump; jump *= stride``, see A. Araujo, W. Norris and
    J. Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill (2019).
    """
    field, jump = 1, 1
    for layer in layers:
        kernel, stride, dilation = _layer_entry(layer)
        field += (effective_kernel_size(kernel, dilation) - 1) * jump
        jump *= stride
    return field


def _layer_entry(layer: Sequence[int]) -> tuple[int, int, int]:
    entry = tuple(layer) if isinstance(layer, (tuple, list)) else (layer,)
    if not 1 <= len(entry) <= 3:
        raise ValueError(
            f"층 하나는 (커널, 스트라이드, 팽창)까지 세 수 이하로 적습니다: {layer!r}. "
            f"/ a layer is (kernel, stride, dilation), one to three numbers, found {layer!r}."
        )
    kernel, stride, dilation = (*entry, 1, 1)[:3]
    _positive(kernel=kernel, stride=stride, dilation=dilation)
    return kernel, stride, dilation


@dataclass(frozen=True)
class LayerRow:
    """One layer: its kind, output shape without the batch axis, and what it costs per image."""

    name: str
    kind: str
    output_shape: tuple[int, ...]
    parameters: int
    macs: int
    activation_bytes: int


@dataclass(frozen=True)
class LayerTable:
    """What every layer of a model costs for one image; shows itself as an aligned table.

    Iterating gives the ``LayerRow`` entries; ``parameters``, ``macs`` (multiply-accumulates) and
    ``activation_bytes`` are the sums over the model.
    """

    rows: tuple[LayerRow, ...]

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, item):
        return self.rows[item]

    @property
    def parameters(self) -> int:
        return sum(row.parameters for row in self.rows)

    @property
    def macs(self) -> int:
        return sum(row.macs for row in self.rows)

    @property
    def activation_bytes(self) -> int:
        return sum(row.activation_bytes for row in self.rows)

    def __str__(self) -> str:
        head = ("layer", "output shape", "parameters", "multiply-adds", "activations")
        body = [
            (r.kind, str(r.output_shape), *_cost_columns(r.parameters, r.macs, r.activation_bytes))
            for r in self.rows
        ]
        total = ("total", "", *_cost_columns(self.parameters, self.macs, self.activation_bytes))
        widths = [max(len(line[i]) for line in (head, *body, total)) for i in range(len(head))]
        lines = [_aligned(line, widths) for line in (head, *body)]
        rule = "-" * len(lines[0])
        return "\n".join((lines[0], rule, *lines[1:], rule, _aligned(total, widths)))

    __repr__ = __str__


def _cost_columns(parameters: int, macs: int, activation_bytes: int) -> tuple[str, str, str]:
    return f"{parameters:,}", f"{macs:,}", f"{activation_bytes / 1024:,.1f} KiB"


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    left = [cell.ljust(width) for cell, width in zip(cells[:2], widths[:2], strict=True)]
    right = [cell.rjust(width) for cell, width in zip(cells[2:], widths[2:], strict=True)]
    return "  ".join(left + right)


def layer_table(model: Any) -> LayerTable:
    """Cost of each layer of a built Keras model, for one image.

    Args:
        model: a built ``keras.Sequential`` or functional model (nested models are opened up), or a
            built layer such as a bare ``Conv2D``.

    Returns:
        A ``LayerTable`` with one row per layer: output shape without the batch axis, parameters
        (trainable or not), multiply-accumulates (one per weight and output position in
        convolutions, one per weight in dense layers, 0 for layers that only move, compare or add
        numbers) and bytes of the output activations at the layer's compute dtype.

    Raises:
        ValueError: the model has no known shapes yet, or a layer's output shape still holds an
            unknown axis besides the batch.
    """
    layers = list(_leaf_layers(model))
    if not layers:
        raise ValueError("층이 하나도 없는 모델입니다. / the model has no layers.")
    return LayerTable(tuple(_layer_row(layer) for layer in layers))


def _leaf_layers(model: Any):
    import keras

    layers = getattr(model, "layers", None)
    if not isinstance(model, keras.Model) or layers is None:
        yield model
        return
    if not model.built:
        raise _unbuilt(model)
    for layer in layers:
        if not isinstance(layer, keras.layers.InputLayer):
            yield from _leaf_layers(layer)


def _layer_row(layer: Any) -> LayerRow:
    import keras

    shape = _output_shape(layer)
    itemsize = keras.backend.standardize_dtype(layer.compute_dtype)
    return LayerRow(
        name=layer.name,
        kind=type(layer).__name__,
        output_shape=shape,
        parameters=layer.count_params(),
        macs=_multiply_accumulates(layer, shape),
        activation_bytes=math.prod(shape) * _bytes_of(itemsize),
    )


def _bytes_of(dtype: str) -> int:
    digits = "".join(c for c in dtype if c.isdigit())
    return int(digits) // 8


def _output_shape(layer: Any) -> tuple[int, ...]:
    if not layer.built:
        raise _unbuilt(layer)
    try:
        shape = tuple(layer.output.shape)
    except (AttributeError, ValueError):
        raise _unbuilt(layer) from None
    if any(axis is None for axis in shape[1:]):
        raise ValueError(
            f"{layer.name}: 출력 크기가 정해지지 않았습니다 {shape}. 입력 크기를 정해 주세요. "
            f"/ {layer.name}: the output shape {shape} is not fixed; give the input a size."
        )
    return tuple(index(axis) for axis in shape[1:])


def _unbuilt(layer: Any) -> ValueError:
    return ValueError(
        f"{layer.name}: 아직 크기를 모르는 모델입니다. Input(shape=...)으로 시작하세요. "
        f"/ {layer.name}: shapes are not known yet; start the model with Input(shape=...)."
    )


def _multiply_accumulates(layer: Any, output_shape: tuple[int, ...]) -> int:
    """Weights used per output position times positions; biases are additions, not counted."""
    import keras

    kernel = getattr(layer, "kernel", None)
    if kernel is None:
        return 0
    if isinstance(layer, keras.layers.Dense):
        return math.prod(kernel.shape) * math.prod(output_shape[:-1])
    channels_last = getattr(layer, "data_format", "channels_last") == "channels_last"
    positions = output_shape[:-1] if channels_last else output_shape[1:]
    return math.prod(kernel.shape) * math.prod(positions)
