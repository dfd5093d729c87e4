"""Does a model compute what the instruction asks? Run both on numbers, and compare.

A specification is a tuple of steps. It computes with the weights of the learner's own layers, in
the order in which the model uses them: nothing is built and nothing is copied. Equal is right,
whatever the spelling; different is wrong, whatever the names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from helpers.checks.attempt import attempt
from helpers.checks.model import LOUD, Model, running
from helpers.text import Words
from helpers.watch import tensors

Pair = tuple[int, int]


class Mismatch(Exception):
    """The learner's layers cannot compute the specification: too few, of another class or shape."""


@dataclass(frozen=True)
class Conv:
    """A two-dimensional convolution; `activation` `None` leaves the activation free."""

    filters: int
    kernel: Pair = (3, 3)
    strides: Pair = (1, 1)
    padding: str = "same"
    activation: str | None = "relu"
    dilation: Pair = (1, 1)
    groups: int = 1
    bias: bool = True
    data_format: str = "channels_last"

    title: ClassVar[Words] = Words("합성곱층(Conv2D)", "Conv2D layer")
    unit: ClassVar[Words | None] = Words("커널", "kernel")
    settings: ClassVar[dict[str, tuple[str, Words]]] = {
        "filters": ("filters", Words("커널 수", "number of kernels")),
        "kernel": ("kernel_size", Words("커널 크기", "kernel size")),
        "strides": ("strides", Words("스트라이드", "stride")),
        "padding": ("padding", Words("패딩", "padding")),
        "dilation": ("dilation_rate", Words("팽창(dilation_rate)", "dilation_rate")),
        "groups": ("groups", Words("그룹 수(groups)", "groups")),
        "bias": ("use_bias", Words("편향(use_bias)", "use_bias")),
        "data_format": ("data_format", Words("data_format", "data_format")),
    }
    """Field: the argument's name in Keras, and what the messages call it."""

    def label(self) -> str:
        """What tells one such layer from another in a list."""
        return str(self.filters)

    def forward(self, x: Any, weights: Weights) -> Any:
        """The step's output for `x` of shape (N, H, W, C)."""
        import keras

        z = weights.linear(
            keras.layers.Conv2D,
            (*self.kernel, x.shape[-1], self.filters),
            lambda x, kernel: keras.ops.conv(x, kernel, self.strides, self.padding),
            x,
        )
        return keras.activations.get(self.activation)(z)


@dataclass(frozen=True)
class Dense:
    """A fully connected layer over the last axis."""

    units: int
    activation: str | None = "relu"
    bias: bool = True

    title: ClassVar[Words] = Words("완전연결층(Dense)", "Dense layer")
    unit: ClassVar[Words | None] = Words("유닛", "unit")
    settings: ClassVar[dict[str, tuple[str, Words]]] = {
        "units": ("units", Words("유닛 수", "number of units")),
        "bias": ("use_bias", Words("편향(use_bias)", "use_bias")),
    }

    def label(self) -> str:
        return str(self.units)

    def forward(self, x: Any, weights: Weights) -> Any:
        """The step's output for `x` of shape (N, C)."""
        import keras

        shape = (x.shape[-1], self.units)
        z = weights.linear(keras.layers.Dense, shape, keras.ops.matmul, x)
        return keras.activations.get(self.activation)(z)


@dataclass(frozen=True)
class Pool:
    """A pooling; `kind` is the name of its layer, `size` and `strides` are `None` if global."""

    kind: str = "MaxPooling2D"
    size: Pair | None = (2, 2)
    strides: Pair | None = (2, 2)

    title: ClassVar[Words] = Words("풀링층", "pooling layer")
    unit: ClassVar[Words | None] = None
    settings: ClassVar[dict[str, tuple[str, Words]]] = {
        "kind": ("kind", Words("풀링 종류", "kind of pooling")),
        "size": ("pool_size", Words("창 크기(pool_size)", "window size (pool_size)")),
        "strides": ("strides", Words("스트라이드", "stride")),
    }

    def label(self) -> str:
        return self.kind

    def forward(self, x: Any, weights: Weights) -> Any:
        """Max pooling, or the mean over height and width."""
        import keras

        if self.kind == "GlobalAveragePooling2D":
            return keras.ops.mean(x, axis=(1, 2))
        return keras.ops.max_pool(x, self.size, self.strides)


@dataclass(frozen=True)
class Flatten:
    """Everything but the batch axis put into one axis, row by row."""

    title: ClassVar[Words] = Words("Flatten 층", "Flatten layer")
    unit: ClassVar[Words | None] = None
    settings: ClassVar[dict[str, tuple[str, Words]]] = {}

    def label(self) -> str:
        return ""

    def forward(self, x: Any, weights: Weights) -> Any:
        import keras

        return keras.ops.reshape(x, (x.shape[0], int(np.prod(x.shape[1:]))))


@dataclass(frozen=True)
class Residual:
    """Two convolutions with ReLU, the input added, a final ReLU; it uses two layers."""

    kernels: int = 64
    kernel: Pair = (3, 3)

    title: ClassVar[Words] = Words("잔차 블록", "residual block")
    unit: ClassVar[Words | None] = Words("커널", "kernel")
    settings: ClassVar[dict[str, tuple[str, Words]]] = {}

    def label(self) -> str:
        return str(self.kernels)

    def forward(self, x: Any, weights: Weights) -> Any:
        import keras

        convolution = Conv(self.kernels, self.kernel)
        branch = convolution.forward(convolution.forward(x, weights), weights)
        return keras.ops.relu(x + branch)


Step = Conv | Dense | Pool | Flatten | Residual
Spec = Sequence[Step]


class Weights:
    """The learner's layers, taken one after the other.

    With `calibrate`, each kernel is scaled on the way so that what its layer gives has the size 1:
    deep models would otherwise shrink their values until nothing can be told from them.
    """

    def __init__(self, layers: Sequence[Any], calibrate: bool = False) -> None:
        self._layers = iter(layers)
        self._calibrate = calibrate
        self.inputs: list[Any] = []

    def linear(self, kind: type, shape: tuple[int, ...], apply: Callable, x: Any) -> Any:
        """`apply(x, kernel) + bias` of the next layer, which must be of this class and shape."""
        layer = next(self._layers, None)
        self.inputs.append(x)
        if not isinstance(layer, kind) or tuple(layer.kernel.shape) != shape or layer.bias is None:
            raise Mismatch
        kernel = as_tensor(layer.kernel)
        z = apply(x, kernel)
        if self._calibrate:
            factor = 1 / max(float(np.sqrt(np.mean(np.square(z)))), 1e-6)
            layer.kernel.assign(kernel * factor)
            z = z * factor
        return z + as_tensor(layer.bias)

    def require_end(self) -> None:
        """Raise `Mismatch` if layers are left over."""
        if next(self._layers, None) is not None:
            raise Mismatch


def compute(spec: Spec, x: Any, layers: Sequence[Any], calibrate: bool = False) -> Any:
    """The output that `spec` asks for, with the weights of `layers` in their order.

    Args:
        spec: the steps of the instruction.
        x: images, (N, H, W, C).
        layers: the learner's layers with weights, in order of use.
        calibrate: see `Weights`.

    Raises:
        Mismatch: the layers are too few or too many, or of another class or shape.
    """
    weights = Weights(layers, calibrate)
    for step in spec:
        x = step.forward(x, weights)
    weights.require_end()
    return x


def inputs_of(spec: Spec, built: Model, scale: float = 1.0) -> list[np.ndarray]:
    """What reaches each layer with weights when `spec` computes, as far as it can."""
    weights, x = Weights(built.used), as_tensor(built.images) * scale
    try:
        for step in spec:
            x = step.forward(x, weights)
    except Mismatch:
        pass
    return [np.asarray(x) for x in weights.inputs]


def equals(built: Model, spec: Spec) -> bool:
    """Whether a prepared model computes `spec`: quiet, loud, and while training."""
    x, layers = as_tensor(built.images), built.used
    if built.bystanders or not layers:
        return False
    try:
        compute(spec, x, layers, calibrate=True)
    except Mismatch:
        return False
    kernel, last = layers[-1].kernel, as_tensor(layers[-1].kernel)
    has_softmax = getattr(spec[-1], "activation", None) == "softmax"
    with running(built):
        for scale, training in ((1.0, False), (1.0, True), (LOUD, False)):
            if has_softmax:
                kernel.assign(last / scale)  # loud scores would lose their digits
            expected = np.asarray(compute(spec, x * scale, layers))
            if not _gives(built.model, x * scale, training, expected):
                return False
    return True


def _gives(model: Any, x: Any, training: bool, expected: np.ndarray) -> bool:
    import keras

    keywords = {"training": training} if isinstance(model, keras.layers.Layer) else {}
    value, stop = attempt(model, x, **keywords)
    found = tensors(value)
    if stop is not None or len(found) != 1:
        return False
    parts = [model, *getattr(model, "layers", [])]
    half = any("16" in str(getattr(part, "compute_dtype", "")) for part in parts)
    return close(np.asarray(found[0], np.float32), expected, half)


def close(found: np.ndarray, expected: np.ndarray, half: bool = False) -> bool:
    """Equal shapes, and every number within 0.1 %, a tiny one measured against the largest.

    Computed in half precision, numbers may differ by 5 % of the largest.
    """
    if found.shape != expected.shape or not np.isfinite(found).all():
        return False
    largest = float(np.max(np.abs(expected), initial=0.0))
    sizes = largest if half else np.maximum(np.abs(expected), 0.01 * largest)
    return bool(np.all(np.abs(found - expected) <= (0.05 if half else 0.001) * sizes + 1e-9))


def as_tensor(variable: Any) -> Any:
    """A variable's values in float32, whatever precision the learner's model computes in."""
    import keras

    return keras.ops.cast(keras.ops.convert_to_tensor(variable), "float32")
