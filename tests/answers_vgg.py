"""Answers to VGG16 of practice 3-4, right and wrong, with the instructions that each breaks."""

from functools import partial

import keras
import tensorflow as tf
from keras import Model, layers
from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D

from tests import recipes

BLOCKS = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))
SHAPE, CLASSES = (224, 224, 3), 1000
CONVOLUTION = partial(Conv2D, kernel_size=3, padding="same", activation="relu")


def recipe(num_classes=CLASSES, blocks=BLOCKS, convolution=CONVOLUTION):
    """Name -> maker, in order: b1c1, b1c2, b1p … b5p, flatten, fc1, fc2, out."""
    makers = {}
    for number, (count, kernels) in enumerate(blocks, start=1):
        for position in range(1, count + 1):
            makers[f"b{number}c{position}"] = partial(convolution, filters=kernels)
        makers[f"b{number}p"] = partial(MaxPooling2D, pool_size=2)
    dense = partial(Dense, units=4096, activation="relu")
    last = partial(Dense, units=num_classes, activation="softmax")
    return {**makers, "flatten": Flatten, "fc1": dense, "fc2": dense, "out": last}


def variant(settings=None, blocks=BLOCKS, **changes):
    """A Sequential with other settings of all convolutions, other blocks, or other layers."""

    def build_vgg16(input_shape=SHAPE, num_classes=CLASSES):
        parts = recipe(num_classes, blocks, partial(CONVOLUTION, **(settings or {})))
        return recipes.sequential(input_shape, recipes.edited(parts, **changes))

    return build_vgg16


# -- right -----------------------------------------------------------------------------------------

sequential = variant()


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
    """`cut_off` is the block (from 1) whose ReLU is another function, `other_relu`."""

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
    parts = [make() for make in recipe(num_classes).values()]
    blocks = keras.Sequential(parts[:18], name="blocks")
    return keras.Sequential([keras.Input(input_shape), blocks, *parts[18:]])


def late_defaults(input_shape=None, num_classes=None):
    return sequential(input_shape or SHAPE, num_classes or CLASSES)


def not_built(input_shape=SHAPE, num_classes=CLASSES):
    return keras.Sequential([make() for make in recipe(num_classes).values()])


def trunk_from_keras(input_shape=SHAPE, num_classes=CLASSES):
    trunk = keras.applications.VGG16(include_top=False, weights=None, input_shape=input_shape)
    head = [Flatten(), Dense(4096, "relu"), Dense(4096, "relu"), Dense(num_classes, "softmax")]
    return keras.Sequential([trunk, *head])


def with_a_helper(input_shape=SHAPE, num_classes=CLASSES, **kwargs):
    def block(x, count, kernels):
        for _ in range(count):
            x = CONVOLUTION(kernels)(x)
        return MaxPooling2D(2)(x)

    inputs = x = keras.Input(input_shape)
    for count, kernels in BLOCKS:
        x = block(x, count, kernels)
    x = Flatten()(x)
    for units, activation in ((4096, "relu"), (4096, "relu"), (num_classes, "softmax")):
        x = Dense(units, activation)(x)
    return Model(inputs, x)


RIGHT = {
    "sequential": sequential,
    "without arguments": without_arguments,
    "functional": functional,
    "subclass": lambda input_shape=SHAPE, num_classes=CLASSES: OwnVGG(num_classes),
    "subclass without arguments": lambda: OwnVGG(),
    "large scores": lambda s=SHAPE, n=CLASSES: OwnVGG(n, kernel_initializer="random_normal"),
    "keras.applications": from_keras,
    "keras.applications without arguments": lambda: from_keras(),
    "trunk of keras.applications": trunk_from_keras,
    "with a helper": with_a_helper,
    "nested": nested,
    "compiled": compiled,
    "sets its weights": sets_its_weights,
    "compiled without arguments": lambda: compiled(),
    "late defaults": late_defaults,
    "not built": not_built,
    "ReLU after pooling": variant(b2c2={"activation": None}, b2p=[..., layers.ReLU]),
    # The sides are even, so nothing is padded.
    "pooling same": variant(**{f"b{number}p": {"padding": "same"} for number in range(1, 6)}),
    "dropout of nothing": variant(fc1=[..., partial(Dropout, 0)]),
    "initializer": variant({"kernel_initializer": "he_uniform"}),
}


# -- wrong: (answer, the instructions that fail, a piece of the English message, of the Korean) ----


def shared(input_shape=SHAPE, num_classes=CLASSES):
    inputs = x = keras.Input(input_shape)
    parts = {name: make() for name, make in recipe(num_classes).items()}
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
            padding = "sane" if kernels == 256 else "same"
            model.add(Conv2D(kernels, 3, padding=padding, activation="relu"))
        model.add(MaxPooling2D(2))
    return model


def forgot_return(input_shape=SHAPE, num_classes=CLASSES):
    sequential((32, 32, 3), num_classes)


def returned_too_early(input_shape=SHAPE, num_classes=CLASSES):
    model = keras.Sequential([keras.Input(shape=input_shape)])
    for count, kernels in BLOCKS:
        for _ in range(count):
            model.add(CONVOLUTION(kernels))
        model.add(MaxPooling2D(2))
        return model


def poolings_thrown_away(input_shape=SHAPE, num_classes=CLASSES):
    inputs = x = keras.Input(input_shape)
    for count, kernels in BLOCKS:
        for _ in range(count):
            x = CONVOLUTION(kernels)(x)
        MaxPooling2D(2)(x)
    x = Dense(4096, "relu")(Dense(4096, "relu")(Flatten()(x)))
    return Model(inputs, Dense(num_classes, "softmax")(x))


def pooled_twice_only(input_shape=SHAPE, num_classes=CLASSES):
    """Without three poolings the first Dense is too large to be made: the others never are."""
    model = keras.Sequential([keras.Input(shape=input_shape)])
    for count, kernels in BLOCKS:
        for _ in range(count):
            model.add(CONVOLUTION(kernels))
        if kernels == 512:
            model.add(MaxPooling2D(2))
    model.add(Flatten())
    for units, activation in ((4096, "relu"), (4096, "relu"), (num_classes, "softmax")):
        model.add(Dense(units, activation))
    return model


def padded_by_hand(input_shape=SHAPE, num_classes=CLASSES):
    parts = recipe(num_classes)
    first = {f"b{number}c1": [layers.ZeroPadding2D, ...] for number in range(1, 6)}
    return recipes.sequential(input_shape, recipes.edited(parts, **first))


TWICE = [..., ...]
CUT_OFF_HIGH = partial(tf.clip_by_value, clip_value_min=0, clip_value_max=20)
NO_POOLING = {f"b{number}p": None for number in range(1, 6)}
VGG11 = ((1, 64), (1, 128), (2, 256), (2, 512), (2, 512))
VGG19 = ((2, 64), (2, 128), (4, 256), (4, 512), (4, 512))
ALL = {1, 2, 3, 4, 5}

WRONG = [
    (variant(b4c1=None), {4}, "you have 2 Conv2D layers (512", "2개(커널 512, 512개)"),
    (variant(blocks=VGG11), ALL, "Conv2D layer", "합성곱층(Conv2D)이"),
    (variant(blocks=VGG19), {3, 4, 5}, "you have 4 Conv2D layers", "합성곱층(Conv2D)이 4개"),
    (variant(blocks=BLOCKS[:4]), {5}, "you have no Conv2D layer", "합성곱층(Conv2D)이 없습니다"),
    (variant(b2c2=TWICE), {2}, "you have 3 Conv2D layers", "합성곱층(Conv2D)이 3개"),
    (variant(b1p=None), {1}, "you have no pooling layer", "풀링층이 없습니다"),
    (variant(**NO_POOLING), ALL, "you have no pooling layer", "풀링층이 없습니다"),
    (poolings_thrown_away, {5}, "does not keep what it gives", "그 결과를 받지 않은 줄"),
    (pooled_twice_only, {1, 2, 3}, "you have no pooling layer", "풀링층이 없습니다"),
    (padded_by_hand, ALL, "Zeros are put around", "0을 따로 붙였"),
    (variant(b2p=TWICE), {2}, "you have 2 pooling layers", "풀링층이 2개"),
    (variant(b1c1=[MaxPooling2D, ...], b5p=None), {1, 5}, "pooling layer", "풀링층이"),
    (variant(b2p=[partial(layers.AveragePooling2D, 2)]), {2}, "is AveragePooling2D", "평균을 내지"),
    (variant(b4p={"pool_size": 3, "strides": 2, "padding": "same"}), {4}, "pooling layer is (3, 3)",
     "창 크기(pool_size)가 (3, 3)"),
    (variant(b1p={"strides": 1}), {1}, "stride of the 1st pooling", "스트라이드가 (1, 1)"),
    (variant(b5p=[layers.GlobalMaxPooling2D]), {5}, "is GlobalMaxPooling2D",
     "GlobalMaxPooling2D입"),
    (variant(b3c2={"filters": 128}), {3}, "2nd Conv2D layer is 128", "두 번째 합성곱층"),
    (variant(blocks=(*BLOCKS[:4], (3, 1024))), {5}, "is 1024; asked for: 512",
     "커널 수가 1024입니다"),
    (variant(**{f"b{n}c3": {"kernel_size": 1} for n in (3, 4, 5)}), {3, 4, 5},
     "3rd Conv2D layer is (1, 1)", "세 번째 합성곱층(Conv2D)의 커널 크기가 (1, 1)"),
    (variant(b4c2={"strides": 2}), {4}, "stride of the 2nd Conv2D layer", "스트라이드가 (2, 2)"),
    (variant(b2c1={"padding": "valid"}), {2}, "padding of the 1st Conv2D", "패딩이 'valid'입니다"),
    (variant({"padding": "valid"}), ALL, "padding of the 1st Conv2D", "패딩이 'valid'"),
    (variant(b4c3={"activation": None}), {4}, "3rd Conv2D layer is missing", "없습니다: 세 번째"),
    (variant(b1c2={"activation": "tanh"}), {1}, "2nd Conv2D layer is tanh", "tanh입니다: 두 번째"),
    (variant(b2c1={"activation": layers.LeakyReLU(negative_slope=0.01)}), {2},
     "activation of the 1st Conv2D layer is", "첫 번째 합성곱층"),
    (variant({"activation": None}), ALL, "layers is missing; asked for: relu",
     "활성화 함수가 없습니다"),
    (variant(b3c1={"use_bias": False}), {3}, "use_bias of the 1st", "편향(use_bias)이 False"),
    (variant(b2c2={"dilation_rate": 2}), {2}, "dilation_rate of the 2nd",
     "팽창(dilation_rate)이 (2"),
    (lambda s=SHAPE, n=CLASSES: OwnVGG(n, cut_off=5), {5}, "after the 11th Conv2D layer",
     "11번째 합성곱층(Conv2D) 다음부터"),
    (lambda s=SHAPE, n=CLASSES: OwnVGG(n, 4, CUT_OFF_HIGH), {4}, "what is computed after the",
     "계산이 지시와 다릅니다"),
    (variant(flatten=None), {5}, "no Flatten before them", "그 앞에 Flatten이 없습니다"),
    (variant(flatten=[layers.GlobalAveragePooling2D]), {5}, "a global pooling", "전역 풀링"),
    (variant(fc1=None), {5}, "you have 2 Dense layers (4096, 1000", "2개(유닛 4096, 1000개)"),
    (variant(fc2={"units": 1000}), {5}, "2nd Dense layer is 1000", "두 번째 완전연결층(Dense)의"),
    (variant(out={"activation": None}), {5}, "Without softmax the output", "확률이 아니라 점수"),
    (variant(fc2=[..., partial(Dropout, 0.5)]), {5}, "Dropout sets a part", "드롭아웃은"),
    (variant(b2c1=[..., layers.BatchNormalization]), {2}, "Batch normalization adds",
     "배치 정규화는"),
    (shared, {5}, "same Conv2D object is used more than once", "같은 Conv2D 객체를 두 번"),
    (classes_written_in, {5}, "instead of writing numbers", "숫자를 직접 적지 않고"),
    (size_written_in, {1}, "instead of writing numbers", "숫자를 직접 적지 않고"),
    (other_default, {1}, "The defaults are", "기본값은"),
    (other_default_classes, {5}, "The defaults are", "기본값은"),
    (no_defaults, {1}, "The defaults are", "기본값은"),
    (misspelt_in_block_3, {3}, "either 'same' or 'valid'", "'same'이나 'valid'만"),
    (returned_too_early, {2, 3, 4, 5}, "return stands inside the for", "return이 for 안에 있어서"),
    (forgot_return, {1}, "The function has no return", "함수에 return이 없어서"),
    (lambda: variant(b3c3=None)(), {3}, "you have 2 Conv2D layers (256", "2개(커널 256, 256개)"),
    (lambda: sequential(SHAPE, 10), {5}, "3rd Dense layer is 10; asked for: 1000", "10입니다"),
    (lambda: sequential((32, 32, 3), 1000), {1}, "(224, 224, 3)", "(224, 224, 3)"),
]  # fmt: skip


def stub(input_shape=SHAPE, num_classes=CLASSES):
    model = ...
    return model


def stub_without_arguments():
    model = ...
    return model


UNTOUCHED = [stub, stub_without_arguments, None, ...]
