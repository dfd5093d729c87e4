"""The engine behind the checks: functions told by their values, models as chains of steps."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.checks.answers import read
from helpers.checks.canon import outline
from helpers.checks.compare import Want, first_difference
from helpers.checks.graph import build_graph
from helpers.checks.probes import activation_of_function, explain, signed_images
from helpers.checks.sandbox import sandbox
from helpers.checks.steps import Activation, Conv, Dense, Flatten, Link, Merge, Pad, Pool, Residual
from helpers.checks.trace import MOST_WEIGHTS, TooMuchWork, run_recorded, weight_limit


@pytest.fixture(autouse=True)
def inside_the_sandbox():
    with sandbox():
        yield


ACTIVATIONS = {
    "relu": tf.nn.relu,
    "linear": tf.identity,
    "relu6": tf.nn.relu6,
    "leaky_relu": layers.LeakyReLU(0.001),
    "sigmoid": tf.nn.sigmoid,
    "tanh": tf.nn.tanh,
    "elu": tf.nn.elu,
    "selu": tf.nn.selu,
    "gelu": tf.nn.gelu,
    "silu": tf.nn.silu,
    "softplus": tf.nn.softplus,
    "softsign": tf.nn.softsign,
    "exponential": tf.exp,
    "softmax": tf.nn.softmax,
    "log_softmax": tf.nn.log_softmax,
    "custom": tf.sin,
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_is_told_by_its_values(name):
    function = ACTIVATIONS[name]
    assert activation_of_function(lambda z: function(tf.constant(z)), (4, 11)) == name


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda z: np.where(z > 0, z, 0), "relu"),
        (lambda z: np.clip(z, 0, 5000), "custom"),
        (lambda z: np.maximum(z, -1000), "custom"),
        (lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True), "softmax"),
        (lambda z: np.exp(z) / np.exp(z).sum(axis=0, keepdims=True), None),
        (lambda z: np.exp(z) / np.exp(z).sum(), None),
        (lambda z: z[::-1], None),
        (lambda z: 2 * z, None),
        (lambda z: z / 255 - 0.5, None),
        (lambda z: z[:2], None),
        (lambda z: 1 / 0, None),
    ],
)
def test_lookalikes_of_activations(function, expected):
    assert activation_of_function(function, (4, 11)) == expected


def test_explain_reshapes_pads_and_pools():
    z = signed_images((2, 6, 4, 3))
    relu = np.maximum(z, 0)
    halves = z.reshape(2, 3, 2, 2, 2, 3)
    assert explain(z, z) == ()
    assert explain(z, relu.reshape(2, -1)) == (Flatten(), Activation("relu"))
    assert explain(z, z.transpose(0, 2, 1, 3).reshape(2, -1)) is None
    assert explain(z, np.pad(z, ((0, 0), (0, 1), (2, 0), (0, 0)))) == (Pad((0, 1), (2, 0)),)
    assert explain(z, halves.max(axis=(2, 4))) == (Pool("max", (2, 2), (2, 2)),)
    assert explain(z, halves.mean(axis=(2, 4))) == (Pool("average", (2, 2), (2, 2)),)
    assert explain(z, z.mean(axis=(1, 2))) == (Pool("global_average"),)
    assert explain(z, relu.reshape(2, 3, 2, 2, 2, 3).mean(axis=(2, 4)).reshape(2, -1)) == (
        Activation("relu"),
        Pool("average", (2, 2), (2, 2)),
        Flatten(),
    )
    assert explain(z, z[:, ::2, ::2]) is None
    assert explain(z, 2 * z) is None


def steps_of(model, shape):
    x = signed_images(shape)
    graph = build_graph(run_recorded(model, x))
    return graph, [link.step for link in graph.chain()]


def test_small_cnn_as_layers_and_as_raw_operations():
    conv = layers.Conv2D(4, 3, strides=2, padding="same")
    dense = layers.Dense(5, activation="softmax")
    as_layers = keras.Sequential(
        [conv, layers.ReLU(), layers.MaxPooling2D(), layers.Flatten(), dense]
    )

    def as_operations(x):
        x = tf.nn.max_pool2d(tf.nn.relu(conv(x)), 2, 2, "VALID")
        return dense(tf.reshape(x, (len(x), -1)))

    expected = [
        (Conv(4, (3, 3), (2, 2)), ("relu",)),
        (Pool("max", (2, 2), (2, 2)), ()),
        (Flatten(), ()),
        (Dense(5), ("softmax",)),
    ]
    for model in (as_layers, as_operations):
        graph, _ = steps_of(model, (2, 8, 12, 3))
        blocks = outline(graph.chain()).blocks
        assert [(block.link.step, block.kinds) for block in blocks] == expected


@pytest.mark.parametrize(
    "add",
    [
        lambda x, y: layers.Add()([x, y]),
        lambda x, y: x + y,
        lambda x, y: keras.ops.add(y, x),
    ],
)
def test_residual_addition(add):
    conv = layers.Conv2D(3, 3, padding="same", activation="relu")
    graph, steps = steps_of(lambda x: tf.nn.relu(add(x, conv(x))), (2, 6, 6, 3))
    assert steps == [Residual(), Activation("relu")]
    branch = [link.step for link in graph.chain()[0].branch]
    assert branch == [Conv(3, (3, 3)), Activation("relu")]


def test_sum_without_a_shortcut_is_no_residual():
    left, right = (layers.Conv2D(3, 3, padding="same") for _ in range(2))
    for model in (
        lambda x: left(x) + right(x),
        lambda x: layers.Add()([x, x]),
        lambda x: layers.Add()([x, left(x), x]),
    ):
        assert Merge("add") in steps_of(model, (2, 6, 6, 3))[1]


def test_residual_blocks_in_a_row_are_told_apart():
    first, second = (layers.Conv2D(3, 3, padding="same", activation="relu") for _ in range(2))

    def model(x):
        x = tf.nn.relu(x + first(x))
        return tf.nn.relu(second(x) + x)

    graph, steps = steps_of(model, (2, 6, 6, 3))
    assert [step for step in steps if isinstance(step, Residual)] == [Residual()] * 2
    branches = [link.branch for link in graph.chain() if isinstance(link.step, Residual)]
    assert [branch[0].layer for branch in branches] == [first, second]


def test_result_that_is_thrown_away_is_no_step():
    used, idle = layers.Conv2D(2, 3), layers.Conv2D(5, 1)

    def model(x):
        idle(x)
        return used(x)

    graph, steps = steps_of(model, (2, 6, 6, 3))
    assert steps == [Conv(2, (3, 3), padding="valid")]
    assert [link.layer for link in graph.unused()] == [idle]


def test_rounding_to_half_precision_is_no_step():
    conv = layers.Conv2D(2, 3)
    _, steps = steps_of(lambda x: tf.cast(tf.cast(conv(x), tf.float16), tf.float32), (2, 6, 6, 3))
    assert steps == [Conv(2, (3, 3), padding="valid")]


def test_zero_weights_hide_nothing():
    conv = layers.Conv2D(2, 3, padding="same", kernel_initializer="zeros")
    found = read(lambda: lambda x: tf.nn.relu6(conv(x)), (), (6, 6, 3), 2).outline
    assert found.blocks[0].kinds == ("relu6",)


def test_recording_restores_the_class():
    call = keras.layers.Layer.__call__
    with pytest.raises(ZeroDivisionError):
        run_recorded(lambda x: 1 / 0, np.zeros((1, 2, 2, 1), np.float32))
    assert keras.layers.Layer.__call__ is call


@pytest.mark.parametrize(
    ("size", "pads", "stride", "same"),
    [(5, (1, 1), 1, True), (8, (0, 1), 2, True), (8, (1, 1), 2, False), (5, (2, 2), 1, False)],
)
def test_explicit_padding_equals_same_only_where_the_widths_fit(size, pads, stride, same):
    shape = (1, size, size, 1)
    links = [
        Link(Pad(pads, pads), shape, shape),
        Link(Conv(1, (3, 3), (stride, stride), "valid"), shape, shape),
    ]
    found = outline(links)
    assert [type(block.link.step) for block in found.blocks] == [Conv]
    assert found.blocks[0].link.step.padding == ("same" if same else "valid")
    assert bool(found.strangers) != same
    assert bool(found.notes) == same


def test_relu_after_pooling_or_flatten_counts_as_before():
    shape = (1, 4, 4, 1)
    links = [
        Link(step, shape, shape)
        for step in (Conv(1, (3, 3)), Pool("max", (2, 2)), Flatten(), Activation("relu"))
    ]
    assert outline(links).blocks[0].kinds == ("relu",)
    links[1] = Link(Pool("average", (2, 2)), shape, shape)
    assert outline(links).blocks[1].kinds == ("relu",)


def test_pooling_is_compared_like_any_layer():
    wants = (
        Want(Conv(4, (3, 3)), "relu"),
        Want(Pool("max", (2, 2), (2, 2)), "linear"),
        Want(Flatten(), "linear"),
        Want(Dense(3), "softmax"),
    )

    def build(pool):
        return lambda: keras.Sequential(
            [
                layers.Conv2D(4, 3, padding="same", activation="relu"),
                pool,
                layers.Flatten(),
                layers.Dense(3, activation="softmax"),
            ]
        )

    def difference(pool):
        return first_difference(read(build(pool), (), (8, 8, 3), 2).outline, wants)

    assert difference(layers.MaxPooling2D()) is None
    assert difference(layers.MaxPooling2D((2, 2), padding="same")) is None
    assert "(4, 4)" in difference(layers.MaxPooling2D(4)).en
    assert "AveragePooling2D" in difference(layers.AveragePooling2D(2)).en
    assert "there is no pooling layer" in difference(layers.Identity()).en


def test_weights_of_absurd_size_are_never_allocated():
    side = int(MOST_WEIGHTS**0.5) + 1
    with weight_limit(), pytest.raises(TooMuchWork):
        layers.Dense(side).build((None, side))
    assert layers.Dense(2).build((None, 2)) is None


def test_learners_weights_are_put_back():
    conv = layers.Conv2D(1, 3, padding="same", kernel_initializer="ones")

    def build():
        return conv

    read(build, (), (5, 5, 1), 1)
    assert np.all(np.asarray(conv.kernel) == 1)
    assert np.all(np.asarray(conv.bias) == 0)
