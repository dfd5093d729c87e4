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
from typing import Any

import numpy as np

from helpers.text import Words
from helpers.watch import calls_of


def effective_kernel_size(kernel: int, dilation: int = 1) -> int:
    """Pixels that a kernel of `kernel` entries spans when its entries lie `dilation` apart."""
    return dilation * (kernel - 1) + 1


def conv_output_size(
    size: int, kernel: int, stride: int = 1, padding: str = "valid", dilation: int = 1
) -> int:
    """Length of the output of a convolution or pooling along one axis.

    Args:
        size: input length in pixels.
        kernel: kernel (or pooling window) length.
        stride: step between two positions of the kernel.
        padding: `"valid"` (none) or `"same"` (zeros; stride 1 then keeps the size).
        dilation: distance between neighbouring kernel entries.

    Returns:
        `ceil(size / stride)` for "same" and `floor((size - span) / stride) + 1` for "valid",
        where the kernel spans `dilation * (kernel - 1) + 1` pixels.

    Raises:
        ValueError: another padding, or a kernel that does not fit into the input ("valid" only),
            where Keras refuses to build the layer as well.
    """
    if padding == "same":
        return -(-size // stride)
    if padding != "valid":
        ko = f'padding: "valid" 또는 "same"이어야 하는데 {padding!r}입니다.'
        raise ValueError(Words(ko, f'padding must be "valid" or "same", found {padding!r}.'))
    span = effective_kernel_size(kernel, dilation)
    if span > size:
        ko = f"커널이 차지하는 폭(픽셀 {span}개)이 입력 크기({size}개)보다 큽니다. "
        ko += '커널을 줄이거나 padding="same"을 쓰세요.'
        en = f"The kernel spans {span} pixels, more than the input's {size}; "
        en += 'use a smaller kernel or padding="same".'
        raise ValueError(Words(ko, en))
    return (size - span) // stride + 1


def same_padding(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Zeros that TensorFlow's "same" padding adds `(before, after)` the data along one axis.

    The total is what the last kernel position still needs; an odd total puts the extra zero after
    the data, so the two sides differ: size 8, kernel 3, stride 2 gives `(0, 1)`.
    """
    output = conv_output_size(size, kernel, stride, "same")
    span = effective_kernel_size(kernel, dilation)
    total = max((output - 1) * stride + span - size, 0)
    return total // 2, total - total // 2


def receptive_field(layers: Iterable[tuple[int, int]]) -> int:
    """Input pixels, along one axis, that one output entry of a stack of layers depends on.

    The recurrence is `field += (kernel - 1) * jump; jump *= stride`, see A. Araujo, W. Norris and
    J. Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill (2019).

    Args:
        layers: from input to output, `(kernel, stride)` of each convolution or pooling layer.
    """
    field, jump = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * jump
        jump *= stride
    return field


@dataclass(frozen=True)
class LayerRow:
    """One layer: its kind, output shape without the batch axis, and what it costs per image."""

    kind: str
    output_shape: tuple[int, ...]
    parameters: int
    macs: int
    activation_bytes: int


class LayerTable(tuple[LayerRow, ...]):
    """What every layer of a model costs for one image; printed, it is an aligned table.

    `parameters`, `macs` (multiply-accumulates) and `activation_bytes` are the sums over the rows.
    """

    @property
    def parameters(self) -> int:
        return sum(row.parameters for row in self)

    @property
    def macs(self) -> int:
        return sum(row.macs for row in self)

    @property
    def activation_bytes(self) -> int:
        return sum(row.activation_bytes for row in self)

    def __str__(self) -> str:
        cells = [("layer", "output shape", "parameters", "multiply-adds", "activations")]
        cells += [(row.kind, str(row.output_shape), *_costs(row)) for row in self]
        cells.append(("total", "", *_costs(self)))
        columns = []
        for number, column in enumerate(zip(*cells, strict=True)):
            align, width = "<" if number < 2 else ">", max(map(len, column))
            columns.append([f"{cell:{align}{width}}" for cell in column])
        head, *body, total = ("  ".join(line) for line in zip(*columns, strict=True))
        rule = "-" * len(head)
        return "\n".join((head, rule, *body, rule, total))


def _costs(part: LayerRow | LayerTable) -> tuple[str, str, str]:
    return f"{part.parameters:,}", f"{part.macs:,}", f"{part.activation_bytes / 1024:,.1f} KiB"


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
        ValueError: this is no model, or its input shape is needed.
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
        ko = f"{model.name}: 입력 크기를 아직 모르는 모델입니다. layer_table(model, "
        ko += "input_shape=(32, 32, 3))처럼 그림 한 장의 크기를 함께 주세요."
        en = f"{model.name}: the size of its input is not known yet. Give the shape of one "
        en += "image as well, as in layer_table(model, input_shape=(32, 32, 3))."
        raise ValueError(Words(ko, en))
    rows, counted = [], set()
    for call in calls_of(model, np.zeros((1, *input_shape), np.float32)):
        if call.leaf:
            rows.append(_layer_row(call.layer, call.output, id(call.layer) not in counted))
            counted.add(id(call.layer))
    return LayerTable(rows)


def _layer_row(layer: Any, output: np.ndarray, is_first_use: bool) -> LayerRow:
    shape, kernel = output.shape[1:], getattr(layer, "kernel", None)
    # The kernel's weights times the positions; biases are additions, not counted.
    macs = 0 if kernel is None else math.prod(kernel.shape) * math.prod(shape[:-1])
    parameters = layer.count_params() if is_first_use else 0
    return LayerRow(type(layer).__name__, shape, parameters, macs, output.nbytes)
