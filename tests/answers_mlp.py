"""Answers to the multilayer perceptron of practices 3-2 and 3-3, right and wrong."""

from functools import partial

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from keras.layers import Dense, Flatten

from tests import recipes

UNITS = (4096, 1024, 256, 64)
HIDDEN = [f"hidden{number}" for number in range(1, 5)]


def recipe(num_classes):
    """Name -> maker: flatten, hidden1 … hidden4, last."""
    hidden = [partial(Dense, units=units, activation="relu") for units in UNITS]
    last = partial(Dense, units=num_classes, activation="softmax")
    return {"flatten": Flatten, **dict(zip(HIDDEN, hidden, strict=True)), "last": last}


def variant(**changes):
    """A Sequential that differs from the right one in the layers named."""

    def build_mlp_model(img_shape, num_classes=10):
        return recipes.sequential(img_shape, recipes.edited(recipe(num_classes), **changes))

    return build_mlp_model


sequential = variant()


def added_one_by_one(img_shape, num_classes=10):
    model = keras.Sequential()
    model.add(Flatten(input_shape=img_shape))
    for units in UNITS:
        model.add(Dense(units))
        model.add(layers.Activation("relu"))
    model.add(Dense(num_classes))
    model.add(layers.Softmax())
    return model


def functional(img_shape, num_classes=10):
    inputs = keras.Input(img_shape)
    x = layers.Reshape((-1,))(inputs)
    for units in UNITS:
        x = keras.activations.relu(Dense(units)(x))
    return keras.Model(inputs, Dense(num_classes, activation=tf.nn.softmax)(x))


class Perceptron(keras.Model):
    def __init__(self, num_classes):
        super().__init__()
        self.hidden = [Dense(units) for units in UNITS]
        self.last = Dense(num_classes)

    def call(self, x, training=None):
        x = tf.reshape(x, (tf.shape(x)[0], -1))
        for layer in self.hidden:
            x = tf.maximum(layer(x), 0.0)
        x = self.last(x)
        exponentials = tf.exp(x - tf.reduce_max(x, axis=-1, keepdims=True))
        return exponentials / tf.reduce_sum(exponentials, axis=-1, keepdims=True)


def subclass_of_raw_operations(img_shape, num_classes=10):
    return Perceptron(num_classes)


def unbuilt_and_compiled(img_shape, num_classes=10):
    model = keras.Sequential([Flatten()])
    for units in UNITS:
        model.add(Dense(units, layers.ReLU()))
    model.add(Dense(num_classes, lambda z: keras.ops.softmax(z)))
    model.compile("adam", "mse")
    return model


def nested(img_shape, num_classes=10):
    body = keras.Sequential([Dense(units, "relu") for units in UNITS])
    head = keras.Sequential([Dense(num_classes), layers.Activation("softmax")])
    return keras.Sequential([keras.Input(shape=img_shape), Flatten(), body, head])


def flattened_and_relu_twice(img_shape, classes=10):
    flat = layers.Reshape((int(np.prod(img_shape)),), input_shape=img_shape)
    hidden = [Dense(units, activation=tf.nn.relu) for units in UNITS]
    return keras.Sequential(
        [flat, *hidden, layers.ReLU(), Flatten(), Dense(classes, activation="softmax")]
    )


def plain_function(img_shape, num_classes=10):
    hidden = [Dense(units, activation="relu", kernel_initializer="zeros") for units in UNITS]
    last = Dense(num_classes, activation="softmax")

    def model(x):
        x = layers.Flatten()(x)
        for layer in hidden:
            x = layer(x)
        return last(x)

    return model


def lambda_and_regularizer(img_shape, num_classes=10):
    return keras.Sequential(
        [
            layers.Lambda(lambda x: tf.reshape(x, (-1, x.shape[1] * x.shape[2] * x.shape[3]))),
            *[Dense(units, "relu", kernel_regularizer="l2") for units in UNITS],
            Dense(num_classes, "softmax", dtype="float32", name="predictions"),
        ]
    )


def with_tf_keras_names(img_shape, num_classes=10):
    model = tf.keras.models.Sequential(name="mlp")
    model.add(tf.keras.layers.InputLayer(shape=img_shape))
    model.add(tf.keras.layers.Flatten(name="flatten"))
    for number, units in enumerate(UNITS, start=1):
        model.add(tf.keras.layers.Dense(units=units, activation="relu", name=f"fc{number}"))
    model.add(tf.keras.layers.Dense(units=num_classes, activation="softmax", name="out"))
    model.summary()
    return model


def layers_kept_in_a_dict(img_shape, num_classes=10):
    makers = {f"dense{n}": Dense(n, activation=layers.Activation("relu")) for n in UNITS}
    inputs = keras.layers.Input(shape=img_shape, dtype="float32")
    hidden = Flatten()(inputs)
    for make in makers.values():
        hidden = make(hidden)
    outputs = Dense(num_classes, kernel_initializer="he_normal")(hidden)
    return keras.Model(inputs=inputs, outputs=layers.Softmax(axis=-1)(outputs), name="mlp")


def recursive(img_shape, num_classes=10):
    def deeper(x, units):
        if not units:
            return keras.ops.softmax(Dense(num_classes)(x))
        return deeper(layers.Lambda(tf.nn.relu)(Dense(units[0])(x)), units[1:])

    inputs = keras.Input(img_shape)
    return keras.Model(inputs, deeper(Flatten()(inputs), UNITS))


def batch_size_fixed(img_shape, num_classes=10):
    return keras.Sequential(
        [keras.Input(img_shape, batch_size=64), sequential(img_shape, num_classes)]
    )


class Keeps:
    """A method that builds, as a class of the learner's own might have it."""

    def build(self, img_shape, num_classes=10):
        return sequential(img_shape, num_classes)


def any_arguments(*args, **kwargs):
    return sequential(*args, **kwargs)


RIGHT = [
    sequential, added_one_by_one, functional, subclass_of_raw_operations, unbuilt_and_compiled,
    nested, flattened_and_relu_twice, plain_function, lambda_and_regularizer, with_tf_keras_names,
    layers_kept_in_a_dict, recursive, batch_size_fixed, Keeps().build, any_arguments,
]  # fmt: skip


# -- wrong -----------------------------------------------------------------------------------------


def everywhere(activation):
    return {name: {"activation": activation} for name in HIDDEN}


def ten_classes_written_in(img_shape, num_classes=10):
    return sequential(img_shape, 10)


def shape_written_in(img_shape, num_classes=10):
    return sequential((32, 32, 3), num_classes)


def default_missing(img_shape, num_classes):
    return sequential(img_shape, num_classes)


def wrong_default(img_shape, num_classes=100):
    return sequential(img_shape, num_classes)


def height_cut_off(img_shape, num_classes=10):
    return sequential(img_shape[1:], num_classes)


def flattened_after_the_first(img_shape, num_classes=10):
    model = keras.Sequential([keras.Input(img_shape), Dense(4096, "relu"), Flatten()])
    for units in UNITS[1:]:
        model.add(Dense(units, "relu"))
    model.add(Dense(num_classes, "softmax"))
    return model


def forgot_return(img_shape, num_classes=10):
    sequential((1, 1, 1), num_classes)


def thrown_away(img_shape, num_classes=10):
    inputs = keras.Input(img_shape)
    x = Flatten()(inputs)
    for units in UNITS:
        Dense(units, activation="relu")(x)
    return keras.Model(inputs, Dense(num_classes, activation="softmax")(x))


class DropoutWhileTraining(Perceptron):
    def call(self, x, training=None):
        x = super().call(x)
        return tf.nn.dropout(x, 0.5) if training else x


def softmax_over_the_batch(z):
    return keras.ops.softmax(z, axis=0)


def channels_first():
    return Flatten(data_format="channels_first")


WRONG = [
    (variant(flatten=None), "no Flatten before them", "그 앞에 Flatten이 없습니다"),
    (variant(flatten=[layers.GlobalAveragePooling2D]), "a global pooling", "전역 풀링"),
    (variant(flatten=[channels_first]), "after the input, up to the 1st Dense",
     "입력 다음부터 첫 번째"),
    (variant(last={"activation": None}), "Without softmax the output is scores",
     "확률이 아니라 점수"),
    (variant(last={"activation": "sigmoid"}), "5th Dense layer is sigmoid", "sigmoid입니다: 다섯"),
    (variant(last={"activation": "log_softmax"}), "is log_softmax", "log_softmax입니다: 다섯"),
    (variant(last={"activation": softmax_over_the_batch}), "activation of the 5th", "다섯 번째"),
    (variant(**everywhere(None)), "4th Dense layers is missing", "없습니다: 첫 번째, 두 번째"),
    (variant(**everywhere("tanh")), "is tanh; asked for: relu", "tanh입니다: 첫 번째, 두 번째"),
    (variant(hidden3={"activation": None}), "3rd Dense layer is missing", "없습니다: 세 번째"),
    (variant(hidden1={"activation": "gelu"}), "1st Dense layer is gelu", "gelu입니다: 첫 번째"),
    (variant(hidden2={"activation": "leaky_relu"}), "2nd Dense layer is leaky_relu",
     "leaky_relu입"),
    (variant(hidden3={"activation": "relu6"}), "3rd Dense layer is relu6", "relu6입니다: 세 번째"),
    (variant(hidden4={"activation": "softmax"}), "to the last layer alone", "마지막 층에만"),
    (variant(hidden1={"units": 1024}, hidden2={"units": 4096}), "only their order", "순서가 다릅"),
    (variant(hidden3={"units": 128}), "units of the 3rd Dense layer is 128", "유닛 수가 128입니다"),
    (variant(hidden4=None), "have 4 Dense layers (4096, 1024, 256, 10", "4개(유닛 4096, 1024, 2"),
    (variant(hidden4=[..., ...]), "have 6 Dense layers", "완전연결층(Dense)이 6개"),
    (variant(last={"units": 11}), "as many units as the argument num_classes",
     "인자 num_classes로"),
    (variant(hidden4=[..., partial(layers.Dropout, 0.3)]), "5 layers. The layer Dropout",
     "앞의 층 5개는 맞습니다. 지시에 없는 Dropout"),
    (variant(hidden4=[..., layers.BatchNormalization]), "Batch normalization adds",
     "배치 정규화는"),
    (variant(flatten=[partial(layers.Rescaling, 1 / 255), ...]), "Do not scale",
     "다시 줄이지 말고"),
    (flattened_after_the_first, "Flatten stands behind a Dense", "Dense 뒤에"),
    (variant(last=[..., layers.Softmax]), "Softmax is applied twice", "소프트맥스를 두 번"),
    (thrown_away, "does not keep what it gives", "그 결과를 받지 않은 줄"),
    (ten_classes_written_in, "argument num_classes says", "인자 num_classes로 적으세요"),
    (shape_written_in, "of shape (32, 32, 3) only", "모양이 (32, 32, 3)인 사진만"),
    (default_missing, "num_classes has no default", "기본값이 없습니다"),
    (wrong_default, "5th Dense layer is 100", "100입니다"),
    (height_cut_off, "Leave out [1:]", "[1:]을 빼고"),
    (forgot_return, "The function has no return", "함수에 return이 없어서"),
    (lambda s, n=10: DropoutWhileTraining(n), "changes with training=True", "training=True일 때"),
]  # fmt: skip


def stub(img_shape, num_classes=10):
    model = ...
    return model


def stub_in_dense(img_shape, num_classes=10):
    return keras.Sequential([Flatten(), Dense(...)])


UNTOUCHED = [stub, stub_in_dense, None, ...]
