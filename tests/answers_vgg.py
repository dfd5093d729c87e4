"""Answers to VGG16 of practice 3-4, right and wrong, with the instructions that each breaks."""

import keras
import tensorflow as tf
from keras import Model, layers
from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D

BLOCKS = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))
SHAPE, CLASSES = (224, 224, 3), 1000


def named_layers(num_classes, **settings):
    """Name -> layer, in order: b1c1, b1c2, b1p … b5p, flatten, fc1, fc2, out."""
    both = {"padding": "same", "activation": "relu", **settings}
    parts = {}
    for number, (count, kernels) in enumerate(BLOCKS, start=1):
        for position in range(1, count + 1):
            parts[f"b{number}c{position}"] = Conv2D(kernels, 3, **both)
        parts[f"b{number}p"] = MaxPooling2D(2)
    parts["flatten"] = Flatten()
    parts["fc1"], parts["fc2"] = Dense(4096, activation="relu"), Dense(4096, activation="relu")
    parts["out"] = Dense(num_classes, activation="softmax")
    return parts


def variant(settings=None, **changes):
    """A Sequential; ``changes`` maps a name to a maker of layers (a list), ``None`` to nothing."""

    def build(input_shape=SHAPE, num_classes=CLASSES):
        parts = []
        for name, layer in named_layers(num_classes, **(settings or {})).items():
            change = changes.get(name, lambda layer: [layer])
            parts.extend(change(layer) if change else [])
        return keras.Sequential([keras.Input(shape=input_shape), *parts])

    return build


def other(**settings):
    """The same layer with other settings."""

    def change(layer):
        configuration = layer.get_config()
        del configuration["name"]
        return [type(layer).from_config({**configuration, **settings})]

    return change


def conv(kernels, **settings):
    return Conv2D(kernels, 3, **{"padding": "same", "activation": "relu", **settings})


# -- right -----------------------------------------------------------------------------------------

sequential = variant()


pooled_same = variant(
    **{f"b{n}p": other(padding="same") for n in range(1, 6)}
)  # the sides are even, so nothing is padded


def without_arguments():
    model = keras.Sequential()
    for number, (count, kernels) in enumerate(BLOCKS):
        for position in range(count):
            first = {"input_shape": (224, 224, 3)} if number == position == 0 else {}
            model.add(
                Conv2D(kernels, kernel_size=(3, 3), padding="same", activation="relu", **first)
            )
        model.add(layers.MaxPool2D((2, 2), strides=(2, 2)))
    model.add(Flatten())
    model.add(Dense(4096, activation="relu"))
    model.add(Dense(4096, activation="relu"))
    model.add(Dense(1000, activation="softmax"))
    return model


def functional(input_shape=SHAPE, num_classes=CLASSES):
    inputs = x = keras.Input(input_shape)
    for count, kernels in BLOCKS:
        for _ in range(count):
            x = layers.ReLU()(Conv2D(kernels, (3, 3), strides=1, padding="SAME")(x))
        x = MaxPooling2D(pool_size=(2, 2), strides=2, padding="valid")(x)
    x = layers.Reshape((-1,))(x)
    for _ in range(2):
        x = layers.Activation("relu")(Dense(4096)(x))
    return Model(inputs, layers.Softmax()(Dense(num_classes)(x)))


class OwnVGG(Model):
    """``cut_off`` is the block (from 1) whose ReLU is another function, ``other_relu``."""

    def __init__(self, num_classes=CLASSES, cut_off=0, other_relu=tf.nn.relu6, **settings):
        super().__init__()
        self.blocks = [[Conv2D(n, 3, padding="same") for _ in range(c)] for c, n in BLOCKS]
        self.hidden = [Dense(4096, **settings) for _ in range(2)]
        self.last = Dense(num_classes, **settings)
        self.cut_off, self.other_relu = cut_off, other_relu

    def call(self, x):
        for number, block in enumerate(self.blocks, start=1):
            for convolution in block:
                relu = self.other_relu if number == self.cut_off else tf.nn.relu
                x = relu(convolution(x))
            x = tf.nn.max_pool2d(x, 2, 2, "VALID")
        x = tf.reshape(x, (tf.shape(x)[0], -1))
        for dense in self.hidden:
            x = tf.nn.relu(dense(x))
        return tf.nn.softmax(self.last(x))


def from_keras(input_shape=SHAPE, num_classes=CLASSES):
    return keras.applications.VGG16(weights=None, input_shape=input_shape, classes=num_classes)


def compiled(input_shape=SHAPE, num_classes=CLASSES):
    model = sequential(input_shape, num_classes)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.summary()
    return model


def sets_its_weights(input_shape=SHAPE, num_classes=CLASSES):
    model = sequential(input_shape, num_classes)
    model.layers[0].set_weights([2 * weights for weights in model.layers[0].get_weights()])
    return model


def nested(input_shape=SHAPE, num_classes=CLASSES):
    parts = list(named_layers(num_classes).values())
    blocks = keras.Sequential(parts[:18], name="blocks")
    return keras.Sequential([keras.Input(input_shape), blocks, *parts[18:]])


def late_defaults(input_shape=None, num_classes=None):
    return sequential(input_shape or SHAPE, num_classes or CLASSES)


def not_built(input_shape=SHAPE, num_classes=CLASSES):
    return keras.Sequential(list(named_layers(num_classes).values()))


RIGHT = {
    "sequential": sequential,
    "without arguments": without_arguments,
    "functional": functional,
    "subclass": lambda input_shape=SHAPE, num_classes=CLASSES: OwnVGG(num_classes),
    "subclass without arguments": lambda: OwnVGG(),
    "large scores": lambda s=SHAPE, n=CLASSES: OwnVGG(n, kernel_initializer="random_normal"),
    "pooling same everywhere": pooled_same,
    "keras.applications": from_keras,
    "keras.applications without arguments": lambda: from_keras(),
    "nested": nested,
    "compiled": compiled,
    "sets its weights": sets_its_weights,
    "compiled without arguments": lambda: compiled(),
    "late defaults": late_defaults,
    "not built": not_built,
    "ReLU after pooling": variant(b2c2=other(activation=None), b2p=lambda p: [p, layers.ReLU()]),
    "pooling same": variant(b1p=other(padding="same")),
    "dropout of nothing": variant(fc1=lambda dense: [dense, Dropout(0)]),
    "initializer": variant({"kernel_initializer": "he_uniform"}),
}


# -- wrong -----------------------------------------------------------------------------------------


def shared(input_shape=SHAPE, num_classes=CLASSES):
    inputs = x = keras.Input(input_shape)
    parts = named_layers(num_classes)
    for name, layer in parts.items():
        x = parts["b5c2"](x) if name == "b5c3" else layer(x)
    return Model(inputs, x)


def classes_written_in(input_shape=SHAPE, num_classes=CLASSES):
    return sequential(input_shape, CLASSES)


def size_written_in(input_shape=SHAPE, num_classes=CLASSES):
    return sequential(SHAPE, num_classes)


def other_default(input_shape=(32, 32, 3), num_classes=CLASSES):
    return sequential(input_shape, num_classes)


def other_default_classes(input_shape=SHAPE, num_classes=10):
    return sequential(input_shape, num_classes)


def no_defaults(input_shape, num_classes):
    return sequential(input_shape, num_classes)


def misspelt_in_block_3(input_shape=SHAPE, num_classes=CLASSES):
    model = keras.Sequential([keras.Input(shape=input_shape)])
    for count, kernels in BLOCKS:
        for _ in range(count):
            model.add(conv(kernels, padding="sane" if kernels == 256 else "same"))
        model.add(MaxPooling2D(2))
    return model


def forgot_return(input_shape=SHAPE, num_classes=CLASSES):
    sequential((32, 32, 3), num_classes)


def avg(_):
    return [layers.AveragePooling2D(2)]


def twice(layer):
    return [layer, *other()(layer)]


NO_POOLING = {f"b{number}p": None for number in range(1, 6)}
BLOCK_PAIRS = {name: None for name in ("b3c3", "b4c3", "b5c3")}

WRONG = [
    (lambda s=SHAPE, n=CLASSES: OwnVGG(n, cut_off=5), {5}, "relu6", "relu6"),
    (
        lambda s=SHAPE, n=CLASSES: OwnVGG(n, 4, lambda z: tf.clip_by_value(z, 0, 20)),
        {4},
        "no Keras layer",
        "Keras 층이 아닌",
    ),
    (variant(b1c2=None), {1}, "there is 1 (64)", "1개(64)"),
    (variant(b2c1=None), {2}, "there is 1 (128)", "1개(128)"),
    (variant(b3c3=None), {3}, "there are 2 (256, 256)", "2개(256, 256)"),
    (variant(b4c1=None), {4}, "there are 2 (512, 512)", "2개(512, 512)"),
    (variant(b5c2=None), {5}, "there are 2 (512, 512)", "2개(512, 512)"),
    (variant(**BLOCK_PAIRS), {3, 4, 5}, "there are 2", "2개"),
    (variant(b1c1=twice), {1}, "there are 3", "3개"),
    (variant(b2c2=twice), {2}, "there are 3", "3개"),
    (variant(b3c1=twice), {3}, "there are 4", "4개"),
    (variant(b5c3=twice), {5}, "there are 4", "4개"),
    (variant(b1p=None), {1}, "no pooling layer", "풀링층이 없습니다"),
    (variant(b3p=None), {3}, "no pooling layer", "풀링층이 없습니다"),
    (variant(b4p=None), {4}, "no pooling layer", "풀링층이 없습니다"),
    (variant(b5p=None), {5}, "no pooling layer", "풀링층이 없습니다"),
    (variant(**NO_POOLING), {1, 2, 3, 4, 5}, "no pooling layer", "풀링층이 없습니다"),
    (variant(b2p=twice), {2}, "there are 2 (MaxPooling2D, Max", "2개(MaxPooling2D, Max"),
    (variant(b2p=avg), {2}, "AveragePooling2D", "AveragePooling2D"),
    (variant(b4p=other(pool_size=(3, 3), strides=(2, 2), padding="same")), {4}, "(3, 3)", "(3, 3)"),
    (variant(b1p=other(strides=(1, 1))), {1}, "stride", "스트라이드"),
    (variant(b5p=lambda _: [layers.GlobalMaxPooling2D()]), {5}, "global", "전역 풀링"),
    (variant(b1c1=other(filters=32)), {1}, "is 32", "32입니다"),
    (variant(b3c2=other(filters=128)), {3}, "2nd Conv2D layer is 128", "두 번째"),
    (variant(b5c1=other(filters=1024)), {5}, "1st Conv2D layer is 1024", "첫 번째"),
    (variant(b2c2=other(kernel_size=(5, 5))), {2}, "(5, 5)", "(5, 5)"),
    (variant(b3c3=other(kernel_size=(1, 1))), {3}, "(1, 1)", "(1, 1)"),
    (variant(b4c2=other(strides=(2, 2))), {4}, "stride", "스트라이드"),
    (variant(b2c1=other(padding="valid")), {2}, "padding='same'", "padding='same'"),
    (variant({"padding": "valid"}), {1, 2, 3, 4, 5}, "padding='same'", "padding='same'"),
    (variant(b4c3=other(activation="linear")), {4}, "3rd Conv2D layer is none", "세 번째"),
    (variant(b1c2=other(activation="tanh")), {1}, "is tanh", "tanh입니다"),
    (variant({"activation": None}), {1, 2, 3, 4, 5}, "is none", "없음"),
    (variant(b3c1=other(use_bias=False)), {3}, "use_bias", "편향"),
    (variant(b2c2=other(dilation_rate=(2, 2))), {2}, "dilation_rate", "dilation_rate"),
    (variant(flatten=None), {5}, "no Flatten", "Flatten이 없습니다"),
    (variant(flatten=lambda _: [layers.GlobalAveragePooling2D()]), {5}, "global", "전역 풀링"),
    (variant(fc1=None), {5}, "there are 2 (4096, 1000)", "2개(4096, 1000)"),
    (variant(fc2=other(units=1000)), {5}, "2nd Dense layer is 1000", "두 번째 완전연결층"),
    (variant(fc1=other(activation=None)), {5}, "1st Dense layer is none", "첫 번째 완전연결층"),
    (variant(out=other(activation=None)), {5}, "logits", "로짓"),
    (variant(out=other(activation="sigmoid")), {5}, "is sigmoid", "sigmoid입니다"),
    (variant(fc2=lambda dense: [dense, Dropout(0.5)]), {5}, "Dropout", "Dropout"),
    (variant(b2c1=lambda c: [c, layers.BatchNormalization()]), {2}, "BatchNorm", "BatchNorm"),
    (shared, {5}, "called twice", "두 번 불렀습니다"),
    (classes_written_in, {5}, "instead of writing numbers", "숫자를 직접"),
    (size_written_in, {1}, "instead of writing numbers", "숫자를 직접"),
    (other_default, {1}, "The defaults are", "기본값은"),
    (other_default_classes, {5}, "The default of num_classes", "num_classes의 기본값"),
    (no_defaults, {1}, "The defaults are", "기본값은"),
    (misspelt_in_block_3, {3}, "sane", "sane"),
    (forgot_return, {1}, "forget the return", "return을 잊지"),
    (lambda: variant(b3c3=None)(), {3}, "there are 2 (256, 256)", "2개(256, 256)"),
    (lambda: sequential(SHAPE, 10), {5}, "is 10 ", "10입니다"),
    (lambda: sequential((32, 32, 3), 1000), {1}, "The defaults are", "기본값은"),
]  # fmt: skip


def stub(input_shape=SHAPE, num_classes=CLASSES):
    model = ...
    return model


def stub_without_arguments():
    model = ...
    return model


UNTOUCHED = [stub, stub_without_arguments, None, ...]
