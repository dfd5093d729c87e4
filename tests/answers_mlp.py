"""Answers to the multilayer perceptron of practices 3-2 and 3-3, right and wrong."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from keras.layers import Dense, Flatten

UNITS = (4096, 1024, 256, 64)


def sequential(img_shape, num_classes=10):
    return keras.Sequential(
        [
            keras.Input(shape=img_shape),
            Flatten(),
            *[Dense(units, activation="relu") for units in UNITS],
            Dense(num_classes, activation="softmax"),
        ]
    )


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


def relu_before_flatten_and_twice(img_shape, classes=10):
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


class Keeps:
    """A method that builds, as a class of the learner's own might have it."""

    def build(self, img_shape, num_classes=10):
        return sequential(img_shape, num_classes)


def any_arguments(*args, **kwargs):
    return sequential(*args, **kwargs)


RIGHT = [
    sequential, added_one_by_one, functional, subclass_of_raw_operations, unbuilt_and_compiled,
    nested, relu_before_flatten_and_twice, plain_function, lambda_and_regularizer,
    with_tf_keras_names, layers_kept_in_a_dict, Keeps().build, any_arguments,
]  # fmt: skip


def variant(*, units=UNITS, hidden="relu", last="softmax", before=(), after=(), flatten=Flatten):
    """A Sequential that differs from the right one in the given places."""

    def build(img_shape, num_classes=10):
        kinds = [hidden] * len(units) if isinstance(hidden, str | None) else hidden
        middle = [Dense(n, activation=a) for n, a in zip(units, kinds, strict=True)]
        return keras.Sequential(
            [
                *[make() for make in before],
                *([flatten()] if flatten else []),
                *middle,
                *[make() for make in after],
                Dense(num_classes, activation=last),
            ]
        )

    return build


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


def flatten_after_the_first(img_shape, num_classes=10):
    return keras.Sequential(
        [
            Dense(4096, "relu"), Flatten(), Dense(1024, "relu"), Dense(256, "relu"),
            Dense(64, "relu"), Dense(num_classes, "softmax"),
        ]
    )  # fmt: skip


def softmax_twice(img_shape, num_classes=10):
    return keras.Sequential([sequential(img_shape, num_classes), layers.Softmax()])


def forgot_return(img_shape, num_classes=10):
    sequential((1, 1, 1), num_classes)


class DropoutWhileTraining(Perceptron):
    def call(self, x, training=None):
        x = super().call(x)
        return tf.nn.dropout(x, 0.5) if training else x


def softmax_over_the_batch(z):
    return keras.ops.softmax(z, axis=0)


WRONG = [
    (variant(flatten=None), "no Flatten", "Flatten이 없습니다"),
    (variant(last=None), "logits", "로짓"),
    (variant(last="sigmoid"), "5th Dense layer is sigmoid", "sigmoid입니다"),
    (variant(last=softmax_over_the_batch), "5th Dense layer", "다섯 번째"),
    (variant(hidden=None), "1st Dense layer is none", "첫 번째"),
    (variant(hidden=("relu", "relu", None, "relu")), "3rd Dense layer is none", "세 번째"),
    (variant(hidden="tanh"), "is tanh", "tanh입니다"),
    (variant(hidden="gelu"), "is gelu", "gelu입니다"),
    (variant(hidden=("relu", "leaky_relu", "relu", "relu")), "2nd Dense layer is leaky_relu", "두"),
    (variant(hidden=("relu", "relu", "relu6", "relu")), "3rd Dense layer is relu6", "relu6"),
    (
        variant(hidden=("relu", "relu", "relu", "softmax")),
        "4th Dense layer is softmax",
        "softmax는",
    ),
    (variant(units=(1024, 4096, 256, 64)), "1st Dense layer is 1024", "1024입니다"),
    (variant(units=(4096, 1024, 256)), "there are 4 (4096, 1024, 256", "4개(4096"),
    (variant(units=(4096, 1024, 256, 64, 32)), "there are 6", "6개(4096"),
    (variant(after=[lambda: layers.Dropout(0.3)]), "Dropout", "Dropout"),
    (variant(after=[layers.BatchNormalization]), "BatchNormalization", "BatchNormalization"),
    (variant(before=[lambda: layers.Rescaling(1 / 255)]), "Rescaling", "Rescaling"),
    (variant(flatten=layers.GlobalAveragePooling2D), "no Flatten", "전역 풀링"),
    (flatten_after_the_first, "The 1st layer is a Dense layer", "첫 번째 층이 완전연결층(Dense)"),
    (softmax_twice, "only once", "한 번만"),
    (ten_classes_written_in, "instead of writing numbers", "클래스 7개"),
    (shape_written_in, "fixed to images of shape (32, 32, 3)", "인자 img_shape"),
    (default_missing, "num_classes has no default", "기본값이 없습니다"),
    (wrong_default, "5th Dense layer is 100", "100입니다"),
    (height_cut_off, "fixed to images of shape (32, 3)", "(32, 3)로 정해"),
    (forgot_return, "forget the return", "return을 잊지"),
    (lambda s, n=10: DropoutWhileTraining(n), "training=True", "training=True"),
]


def stub(img_shape, num_classes=10):
    model = ...
    return model


def stub_in_dense(img_shape, num_classes=10):
    return keras.Sequential([Flatten(), Dense(...)])


UNTOUCHED = [stub, stub_in_dense, None, ...]
