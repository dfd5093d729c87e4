"""Change one property of the right residual block at a time: every mutant must be refused."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import tensorflow as tf
from keras import Model, layers


class BlockMutant(NamedTuple):
    name: str
    cls: type


CONVOLUTION = {
    "filters": (lambda n, k: n + 1, lambda n, k: 64, lambda n, k: 1),
    "kernel_size": (lambda n, k: 1, lambda n, k: 3, lambda n, k: 7, lambda n, k: (1, 3)),
    "strides": (lambda n, k: 2, lambda n, k: (1, 2)),
    "padding": (lambda n, k: "valid",),
    "dilation_rate": (lambda n, k: 2,),
    "use_bias": (lambda n, k: False,),
    "activation": tuple(
        lambda n, k, name=name: name
        for name in (None, "tanh", "sigmoid", "relu6", "leaky_relu", "elu", "gelu", "softmax")
    ),
}
MERGES = ("Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")
FINALS = {
    "no final relu": lambda z: z,
    "final tanh": tf.nn.tanh,
    "final sigmoid": tf.nn.sigmoid,
    "final relu6": tf.nn.relu6,
    "final leaky relu": tf.nn.leaky_relu,
    "final elu": tf.nn.elu,
    "final softplus": tf.nn.softplus,
    "final softmax": tf.nn.softmax,
    "final minus": lambda z: -tf.nn.relu(z),
}
FLOWS: dict[str, Callable] = {
    "input twice": lambda s, x, a, b: s.add([x, x]),
    "branch twice": lambda s, x, a, b: s.add([b, b]),
    "middle for the input": lambda s, x, a, b: s.add([a, b]),
    "middle for the branch": lambda s, x, a, b: s.add([x, a]),
    "three values": lambda s, x, a, b: s.add([x, a, b]),
    "no addition": lambda s, x, a, b: b,
    "half of the input": lambda s, x, a, b: s.add([0.5 * x, b]),
    "relu on the input": lambda s, x, a, b: s.add([tf.nn.relu(x), b]),
    "convolved input": lambda s, x, a, b: s.add([s.third(x), b]),
    "one more convolution": lambda s, x, a, b: s.add([x, s.third(b)]),
    "one more after the sum": lambda s, x, a, b: s.third(s.add([x, b])),
    "second convolution alone": lambda s, x, a, b: s.add([x, s.second(x)]),
    "first convolution twice": lambda s, x, a, b: s.add([x, s.first(a)]),
    "sum times 1.5": lambda s, x, a, b: 1.5 * s.add([x, b]),
    "batch normalisation": lambda s, x, a, b: s.add([x, s.norm(b)]),
    "dropout": lambda s, x, a, b: s.add([x, s.dropout(b)]),
}


def block(
    first: dict | None = None,
    second: dict | None = None,
    flow: Callable | None = None,
    final: Callable = tf.nn.relu,
) -> type:
    """A right block but for what is given."""

    class ResidualBlock(Model):
        def __init__(self, num_kernels: int, kernel_size: Any) -> None:
            super().__init__()
            n, k = num_kernels, kernel_size

            def convolution(changes: dict | None) -> Any:
                settings = {"filters": n, "kernel_size": k, "padding": "same", "activation": "relu"}
                settings |= {name: value(n, k) for name, value in (changes or {}).items()}
                return layers.Conv2D(**settings)

            self.first, self.second = convolution(first), convolution(second)
            self.third = convolution(None)
            self.add, self.norm = layers.Add(), layers.BatchNormalization()
            self.dropout = layers.Dropout(0.5)

        def call(self, input_tensor: Any) -> Any:
            a = self.first(input_tensor)
            b = self.second(a)
            total = flow(self, input_tensor, a, b) if flow else self.add([input_tensor, b])
            return final(total)

    return ResidualBlock


def merge(name: str) -> Callable:
    return lambda s, x, a, b: getattr(layers, name)()([x, b])


def block_mutants() -> Iterator[BlockMutant]:
    """Every mutant is wrong."""
    for which in ("first", "second"):
        for setting, values in CONVOLUTION.items():
            for number, value in enumerate(values):
                name = f"{which} {setting} {number}"
                yield BlockMutant(name, block(**{which: {setting: value}}))
    for name in MERGES:
        yield BlockMutant(f"{name} for Add", block(flow=merge(name)))
    for name, flow in FLOWS.items():
        yield BlockMutant(name, block(flow=flow))
    for name, final in FINALS.items():
        yield BlockMutant(name, block(final=final))
