"""Sizes, padding, receptive field and costs, each against TensorFlow or a count by hand."""

import itertools

import numpy as np
import pytest

from helpers.arithmetic import conv_output_size, layer_table, receptive_field, same_padding

GRID = list(itertools.product(range(1, 9), range(1, 6), range(1, 5)))


def test_output_size_agrees_with_tensorflow_on_a_grid():
    import tensorflow as tf

    for (size, kernel, stride), padding in itertools.product(GRID, ("valid", "same")):
        if padding == "valid" and kernel > size:
            with pytest.raises(ValueError, match=r"커널.*\n.*kernel"):
                conv_output_size(size, kernel, stride, padding)
            continue
        x, w = tf.ones((1, size, 1)), tf.ones((kernel, 1, 1))
        output = tf.nn.conv1d(x, w, stride, padding.upper())
        assert conv_output_size(size, kernel, stride, padding) == output.shape[1]


def test_same_padding_gives_tensorflows_values_at_every_position():
    import tensorflow as tf

    rng = np.random.default_rng(0)
    for size, kernel, stride in GRID:
        x = rng.integers(-9, 9, (1, size, 1)).astype("float32")
        w = rng.integers(-9, 9, (kernel, 1, 1)).astype("float32")
        padded = np.pad(x, ((0, 0), same_padding(size, kernel, stride), (0, 0)))
        # A stride larger than the kernel leaves entries behind the last position unread.
        by_hand = tf.nn.conv1d(padded, w, stride, "VALID").numpy()
        by_keras = tf.nn.conv1d(x, w, stride, "SAME").numpy()
        assert by_hand.shape == by_keras.shape
        np.testing.assert_array_equal(by_hand, by_keras)


def test_dilation_agrees_with_tensorflow():
    import tensorflow as tf

    x = np.arange(1, 8, dtype="float32").reshape(1, 7, 1)
    w = np.array([1, 2, 3], "float32").reshape(3, 1, 1)
    padded = np.pad(x, ((0, 0), same_padding(7, 3, dilation=2), (0, 0)))
    valid, same, by_hand = (
        tf.nn.conv1d(values, w, 1, padding, dilations=2)
        for values, padding in ((x, "VALID"), (x, "SAME"), (padded, "VALID"))
    )
    np.testing.assert_array_equal(by_hand, same)
    assert conv_output_size(7, 3, dilation=2) == valid.shape[1]
    with pytest.raises(ValueError, match="spans 7 pixels"):
        conv_output_size(6, 3, dilation=3)


def test_another_padding_is_refused_in_both_languages():
    with pytest.raises(ValueError, match=r"이어야 하는데 'full'.*\n.*found 'full'"):
        conv_output_size(8, 3, padding="full")


def test_receptive_field_of_vgg16_is_the_published_one():
    assert receptive_field([]) == 1
    two, three = ([(3, 1)] * n + [(2, 2)] for n in (2, 3))
    assert receptive_field(two * 2 + three * 3) == 212  # up to the last pooling layer


def measured_field(stack, size=45):
    import tensorflow as tf

    x = tf.Variable(tf.ones((1, size, 1)))
    with tf.GradientTape() as tape:
        y = x
        for kernel, stride in stack:
            y = tf.nn.conv1d(y, tf.ones((kernel, 1, 1)), stride, "VALID")
        centre = y[0, y.shape[1] // 2, 0]
    return int(np.count_nonzero(tape.gradient(centre, x)))


@pytest.mark.parametrize(
    "stack", [[(3, 1)] * 2, [(3, 2), (3, 1)], [(5, 1), (3, 2), (3, 1)], [(2, 2)] * 2]
)
def test_receptive_field_equals_the_inputs_with_a_gradient(stack):
    assert receptive_field(stack) == measured_field(stack)


def small_model():
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((8, 6, 3)),
            layers.Conv2D(4, (3, 2), strides=2, padding="same"),
            layers.ReLU(),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            keras.Sequential([keras.Input((8,)), layers.Dense(5, use_bias=False)]),
            layers.Dense(2),
        ]
    )


def test_layer_table_counts_by_hand():
    table = layer_table(small_model())
    kinds = ["Conv2D", "ReLU", "MaxPooling2D", "Flatten", "Dense", "Dense"]
    assert [row.kind for row in table] == kinds
    shapes = [(4, 3, 4), (4, 3, 4), (2, 1, 4), (8,), (5,), (2,)]
    assert [row.output_shape for row in table] == shapes
    assert [row.parameters for row in table] == [3 * 2 * 3 * 4 + 4, 0, 0, 0, 40, 12]
    assert [row.macs for row in table] == [4 * 3 * (3 * 2 * 3 * 4), 0, 0, 0, 40, 10]
    assert [row.activation_bytes for row in table] == [192, 192, 32, 32, 20, 8]
    assert (table.parameters, table.macs, table.activation_bytes) == (128, 914, 476)
    assert table.parameters == small_model().count_params()


def test_layer_table_prints_aligned_rows_and_a_total():
    lines = str(layer_table(small_model())).splitlines()
    assert len(lines) == 10
    assert len({len(line) for line in lines}) == 1
    assert lines[-1].startswith("total") and "914" in lines[-1]


def test_layer_table_agrees_with_vgg16_in_the_literature():
    import keras

    table = layer_table(
        keras.applications.VGG16(weights=None, include_top=False, input_shape=(224, 224, 3))
    )
    assert table.parameters == 14_714_688
    assert table.macs == 15_346_630_656  # the paper's 15.3 billion are the convolutions'


def test_layer_table_reads_grouped_and_depthwise_convolutions():
    import keras
    from keras import layers

    model = keras.Sequential(
        [keras.Input((5, 5, 4)), layers.Conv2D(8, 3, groups=2), layers.DepthwiseConv2D(3)]
    )
    assert [row.macs for row in layer_table(model)] == [9 * 3 * 3 * 2 * 8, 3 * 3 * 8]


def accepted_answers():
    """The convolutions of one answer, as learners spell it: none knows the size of its input."""
    import keras
    from keras import layers

    class Subclassed(keras.Model):
        def __init__(self):
            super().__init__()
            self.first = layers.Conv2D(4, 3, padding="same", activation=layers.ReLU())
            self.rest = keras.Sequential([layers.Conv2D(4, 3, padding="same")])

        def call(self, images):
            return self.rest(self.first(images))

    twice = layers.Conv2D(1, 3, padding="same")
    return {
        "a bare layer": (layers.Conv2D(4, 3, padding="same"), [40], 900),
        "without Input": (keras.Sequential([layers.Conv2D(4, 3, padding="same")]), [40], 900),
        "subclassed": (Subclassed(), [40, 148], 4500),
        "one layer twice": (keras.Sequential([twice, layers.ReLU(), twice]), [10, 0, 0], 450),
    }


@pytest.mark.parametrize(
    "spelling", ["a bare layer", "without Input", "subclassed", "one layer twice"]
)
def test_layer_table_reads_every_accepted_spelling(spelling):
    model, parameters, macs = accepted_answers()[spelling]
    with pytest.raises(ValueError, match=r"(?s)아직 모르는.*not known yet.*input_shape="):
        layer_table(model)
    for _ in range(2):  # not built at first, then built
        table = layer_table(model, input_shape=(5, 5, 1))
        assert [row.parameters for row in table] == parameters and table.macs == macs
        assert table[-1].output_shape[:2] == (5, 5)
    assert model.count_params() == sum(parameters)


def test_layer_table_says_what_is_missing_in_both_languages():
    import keras
    from keras import layers

    open_ended = keras.Sequential([keras.Input((None, None, 3)), layers.Conv2D(1, 3)])
    for model, words in [
        (open_ended, r"아직 모르는.*not known yet"),
        (small_model, "function입니다.*is a function"),
        (None, "NoneType입니다.*is a NoneType"),
    ]:
        with pytest.raises(ValueError, match=f"(?s){words}"):
            layer_table(model)
    assert layer_table(open_ended, (9, 9, 3)).macs == 49 * 27
