"""The arithmetic of convolutional networks: sizes, padding, receptive field, cost per layer.

Everything here is plain integer arithmetic along *one* axis, so that a learner can redo it by hand;
`layer_table` applies it to a whole Keras model.  The size formulas follow V. Dumoulin and
F. Visin, "A guide to convolution arithmetic for deep learning" (2016), with TensorFlow's rule for
"same" padding.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np

from helpers.text import Words
from helpers.watch import Call, note_calls


def _positive(**values: int) -> None:
    """Raise ValueError unless every value is a whole number of at least 1."""
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
            ko = f"{name}: 1 이상의 정수여야 하는데 {value!r}입니다."
            en = f"{name} must be a whole number of at least 1, found {value!r}."
            raise ValueError(Words(ko, en))


def effective_kernel_size(kernel: int, dilation: int = 1) -> int:
    """Pixels that a kernel of `kernel` entries spans when its entries lie `dilation` apart.

    Raises:
        ValueError: one of them is not a whole number of at least 1.
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
        padding: `"valid"` (none) or `"same"` (zeros; stride 1 then keeps the size).
        dilation: distance between neighbouring kernel entries, at least 1.

    Returns:
        `ceil(size / stride)` for "same" and `floor((size - span) / stride) + 1` for "valid",
        where the kernel spans `dilation * (kernel - 1) + 1` pixels.

    Raises:
        ValueError: an argument makes no sense, or the kernel does not fit into the input
            ("valid" only), where Keras refuses to build the layer as well.
    """
    _positive(size=size, kernel=kernel, stride=stride, dilation=dilation)
    name = str(padding).lower()
    if name not in ("valid", "same"):
        ko = f'padding: "valid" 또는 "same"이어야 하는데 {padding!r}입니다.'
        en = f'padding must be "valid" or "same", found {padding!r}.'
        raise ValueError(Words(ko, en))
    if name == "same":
        return -(-size // stride)
    span = effective_kernel_size(kernel, dilation)
    if span > size:
        raise ValueError(
            Words(
                f"커널이 차지하는 폭(픽셀 {span}개)이 입력 크기({size}개)보다 큽니다. "
                '커널을 줄이거나 padding="same"을 쓰세요.',
                f"The kernel spans {span} pixels, more than the input's {size}; "
                'use a smaller kernel or padding="same".',
            )
        )
    return (size - span) // stride + 1


def same_padding(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Zeros that TensorFlow's "same" padding adds `(before, after)` the data along one axis.

    The total is what the last kernel position still needs; an odd total puts the extra zero after
    the data, so the two sides differ: size 8, kernel 3, stride 2 gives `(0, 1)`.

    Raises:
        ValueError: an argument is not a whole number of at least 1.
    """
    output = conv_output_size(size, kernel, stride, "same", dilation)
    span = effective_kernel_size(kernel, dilation)
    total = max((output - 1) * stride + span - size, 0)
    return total // 2, total - total // 2


def receptive_field(layers: Iterable[Sequence[int]]) -> int:
    """Input pixels, along one axis, that one output entry of a stack of layers depends on.

    Args:
        layers: from input to output, one `(kernel,)`, `(kernel, stride)` or
            `(kernel, stride, dilation)` per convolution or pooling layer.

    Returns:
        The receptive field in pixels; 1 for an empty stack (every pixel sees itself).

    Raises:
        ValueError: an entry is not one to three whole numbers of at least 1.

    The recurrence is `field += (span - 1) * jump; jump *= stride`, see A. Araujo, W. Norris and
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
        ko = f"층 하나는 (커널, 스트라이드, 팽창)까지 세 수 이하로 적습니다: {layer!r}."
        en = f"A layer is (kernel, stride, dilation), one to three numbers, found {layer!r}."
        raise ValueError(Words(ko, en))
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

    Iterating gives the `LayerRow` entries; `parameters`, `macs` (multiply-accumulates) and
    `activation_bytes` are the sums over the model.
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


def layer_table(model: Any, input_shape: Sequence[int] | None = None) -> LayerTable:
    """Cost of each layer of a Keras model, for one image.

    The model is called once, on zeros, and the layers that take part are noted: it may be a
    `Sequential`, a functional or a subclassed model, or a single layer.

    Args:
        model: the model; what it contains is opened up, however deep it is nested.
        input_shape: shape of one input, without the batch axis, as `Input(shape=...)` takes it;
            needed only where the model does not know it.

    Returns:
        A `LayerTable` with one row per layer, in the order of their use: output shape without the
        batch axis, parameters (trainable or not), multiply-accumulates (one per weight and output
        position in convolutions, one per weight in dense layers, 0 for layers that only move,
        compare or add numbers) and bytes of the output activations.

    Raises:
        ValueError: this is no model, its input shape is needed, or it cannot be called with it.
    """
    import keras

    if not isinstance(model, keras.layers.Layer):
        kind = type(model).__name__
        ko = f"Keras 모델이 아니라 {kind}입니다. 모델을 만드는 함수가 돌려준 값을 넣으세요."
        en = f"This is a {kind}, no Keras model. Give what the building function returned."
        raise ValueError(Words(ko, en))
    inputs = getattr(model, "inputs", None)
    if input_shape is None and inputs:
        input_shape = inputs[0].shape[1:]
    if input_shape is None or None in input_shape:
        raise ValueError(
            Words(
                f"{model.name}: 입력 크기를 아직 모르는 모델입니다. layer_table(model, "
                "input_shape=(32, 32, 3))처럼 그림 한 장의 크기를 함께 주세요.",
                f"{model.name}: the size of its input is not known yet. Give the shape of one "
                "image as well, as in layer_table(model, input_shape=(32, 32, 3)).",
            )
        )
    rows, counted = [], set()
    for call in _leaf_calls(model, tuple(input_shape)):
        rows.append(_layer_row(call.layer, call.output, is_first_use=id(call.layer) not in counted))
        counted.add(id(call.layer))
    return LayerTable(tuple(rows))


def _leaf_calls(model: Any, shape: tuple[int, ...]) -> list[Call]:
    """Call a model on zeros; return the calls of the layers that compute something."""
    image = np.zeros((1, *shape), np.float32)
    try:
        if not model.built:
            model(image)  # building calls the layers, too
        with note_calls() as calls:
            model(image)
    except Exception as error:
        ko = f"입력 하나(배치 축 없이)의 모양이 {shape}일 때 모델을 부르지 못합니다: {error}"
        en = f"The model cannot be called where one input (no batch axis) is {shape}: {error}"
        raise ValueError(Words(ko, en)) from error
    return [call for call in calls if call.leaf]


def _layer_row(layer: Any, output: Any, is_first_use: bool) -> LayerRow:
    shape = tuple(output.shape[1:])
    return LayerRow(
        name=layer.name,
        kind=type(layer).__name__,
        output_shape=shape,
        parameters=layer.count_params() if is_first_use else 0,
        macs=_multiply_accumulates(layer, shape),
        activation_bytes=math.prod(shape) * output.dtype.itemsize,
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
