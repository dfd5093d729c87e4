"""Tell a function by its values: an activation, a reshape, a padding, a pooling.

Names prove nothing (a lambda may be a ReLU, a layer called "relu" may leak), so every answer here
comes from numbers: signed, from tiny to large, on more than one row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from .steps import Activation, Flatten, Pad, Pool, Step

Array = np.ndarray

_SAMPLE = 4_000
_TOLERANCE = {"float16": 2e-2, "bfloat16": 1e-1}


def tolerance(dtype: object) -> float:
    """Relative error that arithmetic in this format may show."""
    return _TOLERANCE.get(str(dtype), 1e-3)


def as_array(value: object) -> Array:
    """A tensor or array as float32 (float64 stays), in NumPy."""
    array = np.asarray(value)
    if array.dtype in (np.float32, np.float64):
        return array
    return np.asarray(array, dtype=np.float32)


def close(found: Array, expected: Array, rtol: float = 1e-3) -> bool:
    """Equal shapes, and every element equal within ``rtol * (1 + |expected|)``."""
    if found.shape != expected.shape or not np.isfinite(expected).all():
        return False  # anything is near to infinity
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(found - expected) <= rtol * (1 + np.abs(expected))))


def close_overall(found: Array, expected: Array, rtol: float = 1e-3) -> bool:
    """Like ``close``, measured against the largest value: for long sums, which round."""
    if found.shape != expected.shape:
        return False
    scale = 1 + float(np.max(np.abs(expected), initial=0.0))
    return bool(np.all(np.abs(found - expected) <= rtol * scale))


def softmax(z: Array) -> Array:
    """Softmax over the last axis."""
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def _gelu(z: Array) -> Array:
    return z * 0.5 * (1 + np.vectorize(math.erf, otypes=[float])(z / math.sqrt(2)))


def _sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


_ELEMENTWISE: dict[str, Callable[[Array], Array]] = {
    "linear": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "relu6": lambda z: np.clip(z, 0, 6),
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "selu": lambda z: (
        1.0507009873554805 * np.where(z > 0, z, 1.6732632423543772 * np.expm1(np.minimum(z, 0)))
    ),
    "gelu": _gelu,
    "silu": lambda z: z * _sigmoid(z),
    "softplus": lambda z: np.logaddexp(z, 0),
    "softsign": lambda z: z / (1 + np.abs(z)),
    "exponential": np.exp,
    "hard_sigmoid": lambda z: np.clip(z / 6 + 0.5, 0, 1),
    "hard_silu": lambda z: z * np.clip(z / 6 + 0.5, 0, 1),
    "mish": lambda z: z * np.tanh(np.logaddexp(z, 0)),
}

_BY_ROW: dict[str, Callable[[Array], Array]] = {
    "softmax": softmax,
    "log_softmax": lambda z: np.log(np.maximum(softmax(z), 1e-45)),
}


def activation_of_values(z: Array, y: Array, rtol: float = 1e-3) -> str | None:
    """The activation that turns ``z`` into ``y`` (equal shapes), or ``None``."""
    if z.shape != y.shape or not z.size:
        return None
    with np.errstate(all="ignore"):
        if close(y, z, rtol):
            return "linear"
        if _sums_to_one(y) and close(y, softmax(z), rtol):  # large scores make it look like others
            return "softmax"
        flat_z, flat_y = z.reshape(-1)[:_SAMPLE], y.reshape(-1)[:_SAMPLE]
        for name, function in _ELEMENTWISE.items():
            if close(flat_y, function(flat_z), rtol) and (
                name != "relu" or close(y, np.maximum(z, 0), rtol)
            ):
                return name
        if _leaks(flat_z, flat_y, rtol):
            return "leaky_relu"
        for name, function in _BY_ROW.items():
            if z.ndim > 1 and close(y, function(z), rtol):
                return name
    return None


def _sums_to_one(y: Array) -> bool:
    return y.ndim > 1 and np.allclose(y.reshape(-1, y.shape[-1])[:8].sum(axis=-1), 1, atol=1e-2)


def _leaks(z: Array, y: Array, rtol: float) -> bool:
    """A straight line below zero too, of a smaller slope."""
    below = z < 0
    if not below.any() or not close(y[~below], z[~below], rtol):
        return False
    slope = float(np.median(y[below] / z[below]))
    return 0 < slope < 1 and close(y, np.where(below, slope * z, z), rtol)


def activation_of_function(
    function: Callable[[Array], object], shape: tuple[int, ...], dtype: object = "float32"
) -> str | None:
    """Probe ``function`` on arrays of ``shape``: the activation's name, "custom" or ``None``.

    "custom" is an unknown function that treats every element alike and is no straight line: to
    scale or to shift is no activation.
    """
    rtol = tolerance(dtype)
    small = _signed(shape, seed=1, powers=(-2.5, 0.7))
    large = _signed(shape, seed=2, powers=(0.0, 4.0))
    y_small = _call(function, small)
    if y_small is None or y_small.shape != small.shape:
        return None
    name = activation_of_values(small, y_small, rtol)
    if name in ("linear", "relu", "elu", "gelu", "silu", "leaky_relu"):
        # Only large numbers tell these from functions that are cut off, such as ReLU6.
        y_large = _call(function, large)
        found = None if y_large is None else activation_of_values(large, y_large, rtol)
        if found != name and name in ("linear", "relu", "leaky_relu"):
            return found or "custom"
        return name
    if name is not None:
        return name
    if _is_straight(small, y_small, rtol):
        return None
    return "custom" if _treats_all_alike(function, small, y_small, rtol) else None


def _is_straight(z: Array, y: Array, rtol: float) -> bool:
    """``y`` is ``a * z + b``, ``a`` and ``b`` told by the smallest and the largest ``z``."""
    z, y = z.reshape(-1).astype(float), y.reshape(-1).astype(float)
    low, high = z.argmin(), z.argmax()
    if z[low] == z[high]:
        return False
    slope = (y[high] - y[low]) / (z[high] - z[low])
    return close(y, y[low] + slope * (z - z[low]), rtol)


def _treats_all_alike(function: Callable, z: Array, y: Array, rtol: float) -> bool:
    """Moved elements give moved results, and one half does not feel what the other half is."""
    order = np.random.default_rng(3).permutation(z.size)
    moved = _call(function, z.reshape(-1)[order].reshape(z.shape))
    if moved is None or not close(moved.reshape(-1), y.reshape(-1)[order], rtol):
        return False
    half = z.size // 2
    other = z.copy().reshape(-1)
    other[:half] = other[:half] * 0.5 + 0.1
    changed = _call(function, other.reshape(z.shape))
    return changed is not None and close(changed.reshape(-1)[half:], y.reshape(-1)[half:], rtol)


def _call(function: Callable[[Array], object], z: Array) -> Array | None:
    try:
        return as_array(function(z))
    except Exception:  # whatever it raises, it is none of the functions that we know
        return None


def _signed(shape: tuple[int, ...], seed: int, powers: tuple[float, float]) -> Array:
    """Numbers of both signs whose sizes spread over ``10 ** powers``."""
    rng = np.random.default_rng(seed)
    count = math.prod(shape)
    sizes = 10 ** rng.permutation(np.linspace(*powers, count))
    signs = np.where(rng.permutation(count) % 2, 1.0, -1.0)
    return (signs * sizes).reshape(shape).astype(np.float32)


def signed_images(shape: tuple[int, ...]) -> Array:
    """Input for a trace: normal numbers, some thirty times as large, every row different."""
    rng = np.random.default_rng(20210)
    scale = np.where(rng.random(shape) < 0.3, 30.0, 1.0)
    return (rng.standard_normal(shape) * scale).astype(np.float32)


def explain(z: Array, y: Array, rtol: float = 1e-3) -> tuple[Step, ...] | None:
    """The steps without parameters that turn ``z`` into ``y``: ``()`` for none, else ``None``.

    Knows an activation, a reshape (flattening, padding, halving pools), and a reshape with an
    activation after it or a ReLU before it.
    """
    name = activation_of_values(z, y, rtol)
    if name is not None:
        return () if name == "linear" else (Activation(name),)
    relu = (Activation("relu"),)
    for before, value in (((), z), (relu, np.maximum(z, 0))):
        for steps, reshaped in _reshaped(value, y):
            name = activation_of_values(reshaped, y, rtol)
            if name is not None:
                after = () if name == "linear" else (Activation(name),)
                return (*before, *steps, *after)
    return None


def _reshaped(z: Array, y: Array) -> Iterator[tuple[tuple[Step, ...], Array]]:
    """Values of ``y``'s shape that flattening, padding or pooling makes of ``z``."""
    if z.ndim > 2 and y.ndim == 2 and y.shape == (z.shape[0], math.prod(z.shape[1:])):
        yield (Flatten(),), z.reshape(y.shape)
    if z.ndim != 4 or z.shape[0] != y.shape[0]:
        return
    if y.ndim == 2 and y.shape[1] == z.shape[-1]:
        yield (Pool("global_average"),), z.mean(axis=(1, 2))
        yield (Pool("global_max"),), z.max(axis=(1, 2))
    if y.ndim == 4 and y.shape[-1] == z.shape[-1]:
        yield from _padded(z, y)
    for pool, value in _halved(z):
        if value.shape == y.shape:
            yield (pool,), value
        elif y.ndim == 2 and value.size == y.size:
            yield (pool, Flatten()), value.reshape(y.shape)


def _padded(z: Array, y: Array) -> Iterator[tuple[tuple[Step, ...], Array]]:
    rows, columns = y.shape[1] - z.shape[1], y.shape[2] - z.shape[2]
    if min(rows, columns) < 0 or rows + columns == 0 or max(rows, columns) > 8:
        return
    for top in range(rows + 1):
        for left in range(columns + 1):
            pad = Pad((top, rows - top), (left, columns - left))
            yield (pad,), np.pad(z, ((0, 0), pad.rows, pad.columns, (0, 0)))


def _halved(z: Array) -> Iterator[tuple[Step, Array]]:
    rows, columns = z.shape[1] // 2, z.shape[2] // 2
    if not rows or not columns:
        return
    even = z[:, : 2 * rows, : 2 * columns]
    windows = even.reshape(z.shape[0], rows, 2, columns, 2, z.shape[-1])
    yield Pool("max", (2, 2), (2, 2)), windows.max(axis=(2, 4))
    yield Pool("average", (2, 2), (2, 2)), windows.mean(axis=(2, 4))
