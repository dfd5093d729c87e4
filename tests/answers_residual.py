"""Answers to the residual block and the ResNet of practice 3-5, right and wrong."""

import keras
import tensorflow as tf
from keras import Model, layers
from keras.layers import (
    Add,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    ReLU,
)


def block(call, **settings):
    """A block with the usual layers, given its ``call(self, x)`` and other convolutions."""

    class ResidualBlock(Model):
        def __init__(self, num_kernels, kernel_size):
            super().__init__()
            both = {"padding": "same", "activation": "relu", **settings}
            self.conv1 = Conv2D(num_kernels, kernel_size, **both)
            self.conv2 = Conv2D(num_kernels, kernel_size, **both)
            self.add, self.relu = Add(), ReLU()
            self.norm = layers.BatchNormalization()
            self.join, self.multiply = layers.Concatenate(), layers.Multiply()

        def call(self, x):
            return call(self, x)

    return ResidualBlock


def branch(self, x):
    return self.conv2(self.conv1(x))


# -- the block, right ------------------------------------------------------------------------------


class AsInTheCourse(Model):
    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        self.conv1 = Conv2D(
            filters=num_kernels, kernel_size=kernel_size, padding="same", activation="relu"
        )
        self.conv2 = Conv2D(
            filters=num_kernels, kernel_size=kernel_size, padding="same", activation="relu"
        )
        self.relu = layers.Activation("relu")
        self.add = Add()

    def call(self, input_tensor):
        x = self.conv1(input_tensor)
        x = self.conv2(x)
        x = self.add([x, input_tensor])
        return self.relu(x)


class SeparateActivations(Model):
    def __init__(self, num_kernels, kernel_size):
        super(SeparateActivations, self).__init__()  # noqa: UP008
        self.convolutions = [Conv2D(num_kernels, kernel_size, padding="SAME") for _ in "ab"]

    def call(self, input_tensor, training=None):
        x = input_tensor
        for convolution in self.convolutions:
            x = tf.nn.relu(convolution(x))
        return tf.maximum(x + input_tensor, 0.0)


class MadeInBuild(layers.Layer):
    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        self.settings = {"filters": num_kernels, "kernel_size": kernel_size}

    def build(self, input_shape):
        self.first = Conv2D(**self.settings, padding="same", activation=tf.nn.relu)
        self.second = Conv2D(**self.settings, padding="same", activation=keras.activations.relu)
        self.first.build(input_shape)
        self.second.build(input_shape)

    def call(self, inputs):
        return keras.ops.relu(keras.ops.add(inputs, self.second(self.first(inputs))))


class WithProjection(Model):
    """A shortcut of its own for other channel counts, as ResNets often have."""

    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        self.num_kernels = num_kernels
        self.conv1 = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")
        self.conv2 = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")
        self.project = Conv2D(num_kernels, 1)

    def call(self, x):
        same = x.shape[-1] == self.num_kernels
        shortcut = x if same else self.project(x)
        return tf.nn.relu(layers.add([shortcut, self.conv2(self.conv1(x))]))


class NestedSequential(Model):
    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        self.body = keras.Sequential(
            [
                Conv2D(num_kernels, kernel_size, padding="same", activation="relu"),
                Conv2D(num_kernels, kernel_size, padding="same"),
                ReLU(),
            ]
        )
        self.tail = keras.Sequential([layers.ReLU()])

    def call(self, inputs):
        return self.tail(inputs + self.body(inputs))


def functional(num_kernels, kernel_size):
    inputs = keras.Input((None, None, num_kernels))
    x = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")(inputs)
    x = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")(x)
    return Model(inputs, ReLU()(Add()([inputs, x])))


class TinyWeights(Model):
    """Raw operations on values so small that the rounding of sums matters."""

    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        tiny = keras.initializers.RandomNormal(stddev=0.001)
        both = {"padding": "same", "kernel_initializer": tiny}
        self.conv1 = Conv2D(num_kernels, kernel_size, **both)
        self.conv2 = Conv2D(num_kernels, kernel_size, **both)

    def call(self, x):
        return tf.nn.relu(x + tf.nn.relu(self.conv2(tf.nn.relu(self.conv1(x)))))


RIGHT_BLOCKS = [
    TinyWeights,
    AsInTheCourse, SeparateActivations, MadeInBuild, WithProjection, NestedSequential, functional,
    block(lambda s, x: s.relu(s.add([x, branch(s, x)]))),
    block(lambda s, x: s.relu(s.add([branch(s, x), x]))),
    block(lambda s, x: tf.nn.relu(x + branch(s, x))),
    block(lambda s, x: keras.activations.relu(tf.add(branch(s, x), x))),
    block(lambda s, x: tf.where(x + branch(s, x) > 0, x + branch(s, x), 0)),
    block(lambda s, x: s.relu(s.relu(s.add((x, branch(s, x)))))),
    block(lambda s, x: s.relu(s.add([tf.identity(x), branch(s, x)])), kernel_initializer="zeros"),
    block(lambda s, x: s.relu(s.add([x, s.relu(branch(s, x))]))),
    block(lambda s, x: tf.nn.relu(tf.add_n([x, branch(s, x)]))),
    block(lambda s, x: ReLU()(layers.Lambda(lambda both: both[0] + both[1])([x, branch(s, x)]))),
]  # fmt: skip


# -- the block, wrong ------------------------------------------------------------------------------


def sixty_four_written_in(num_kernels, kernel_size):
    return AsInTheCourse(64, kernel_size)


def three_written_in(num_kernels, kernel_size):
    return AsInTheCourse(num_kernels, 3)


class LayersInCall(Model):
    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        self.settings = {"filters": num_kernels, "kernel_size": kernel_size}

    def call(self, x):
        y = Conv2D(**self.settings, padding="same", activation="relu")(x)
        y = Conv2D(**self.settings, padding="same", activation="relu")(y)
        return tf.nn.relu(x + y)


class WithoutSuper(Model):
    def __init__(self, num_kernels, kernel_size):
        self.conv1 = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")

    def call(self, x):
        return tf.nn.relu(x + self.conv1(x))


class NoReturn(AsInTheCourse):
    def call(self, input_tensor):
        self.relu(self.add([self.conv2(self.conv1(input_tensor)), input_tensor]))


class Misspelt(AsInTheCourse):
    def call(self, input_tensor):
        return self.relu(self.add([self.conv3(input_tensor), input_tensor]))


class FromTheSecond(Model):
    """He's block: no ReLU between the second convolution and the addition."""

    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        self.conv1 = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")
        self.conv2 = Conv2D(num_kernels, kernel_size, padding="same")

    def call(self, x):
        return tf.nn.relu(x + self.conv2(self.conv1(x)))


class ProjectsAlways(WithProjection):
    def call(self, x):
        return tf.nn.relu(self.project(x) + self.conv2(self.conv1(x)))


def add_and_relu(**settings):
    return block(lambda s, x: s.relu(s.add([x, branch(s, x)])), **settings)


def from_first(s, x):
    y = s.conv1(x)
    return s.relu(s.add([y, s.conv2(y)]))


def doubled(s, x):
    y = branch(s, x)
    return s.relu(s.add([y, y]))


def added_twice(s, x):
    y = s.relu(x + branch(s, x))
    return s.relu(y + s.conv2(y))


WRONG_BLOCKS = [
    (block(lambda s, x: s.relu(branch(s, x))), "no shortcut", "지름길이 없습니다"),
    (block(lambda s, x: s.add([x, branch(s, x)])), "final ReLU is missing", "마지막 ReLU가 없"),
    (block(lambda s, x: tf.nn.softmax(x + branch(s, x))), "is softmax", "softmax입니다"),
    (block(lambda s, x: tf.nn.relu6(x + branch(s, x))), "is relu6", "relu6입니다"),
    (block(lambda s, x: s.relu(s.join([x, branch(s, x)]))), "by Concatenate", "Concatenate로"),
    (block(lambda s, x: s.relu(s.multiply([x, branch(s, x)]))), "by Multiply", "Multiply로"),
    (block(lambda s, x: s.relu(x - branch(s, x))), "do not subtract", "빼거나"),
    (block(lambda s, x: s.relu(x * branch(s, x))), "do not subtract", "빼거나"),
    (block(lambda s, x: s.relu(x + 0.5 * branch(s, x))), "not the plain sum", "그대로 더한"),
    (block(lambda s, x: s.relu(tf.abs(x) + branch(s, x))), "not the plain sum", "그대로 더한"),
    (block(lambda s, x: s.relu(x[:, ::-1] + branch(s, x))), "not the plain sum", "그대로 더한"),
    (block(lambda s, x: s.relu(s.add([s.conv1(x), branch(s, x)]))), "adds other values", "두 값이"),
    (block(lambda s, x: s.relu(s.add([s.conv1(x), s.conv2(x)]))), "adds other values", "두 값이"),
    (block(lambda s, x: s.relu(s.add([x, x]))), "adds other values", "두 값이"),
    (block(doubled), "adds other values", "두 값이"),
    (block(lambda s, x: s.relu(s.add([x, branch(s, x), x]))), "adds other values", "두 값이"),
    (block(lambda s, x: s.relu(s.add([tf.nn.relu(x), branch(s, x)]))), "other values", "두 값이"),
    (block(from_first), "was computed from it", "그 뒤에서 계산한"),
    (block(added_twice), "2 additions", "2군데"),
    (block(lambda s, x: s.relu(s.conv2(x + s.conv1(x)))), "follow the addition", "더한 다음"),
    (block(lambda s, x: s.relu(s.add([x, s.conv1(x)]))), "There is 1 (64)", "1개(64)"),
    (block(lambda s, x: s.relu(s.add([x, s.conv1(s.conv1(x))]))), "called twice", "두 번"),
    (block(lambda s, x: s.relu(s.add([x, branch(s, tf.nn.relu(x))]))), "as it is", "그대로"),
    (block(lambda s, x: s.relu(s.add([x, s.norm(branch(s, x))]))), "BatchNormalization", "Batch"),
    (FromTheSecond, "2nd Conv2D layer is none", "두 번째 합성곱층"),
    (add_and_relu(activation=None), "1st Conv2D layer is none", "첫 번째 합성곱층"),
    (add_and_relu(activation="tanh"), "is tanh", "tanh입니다"),
    (add_and_relu(padding="valid"), "padding='same'", "padding='same'"),
    (add_and_relu(strides=2), "stride", "스트라이드가 (2, 2)"),
    (add_and_relu(use_bias=False), "use_bias", "편향"),
    (add_and_relu(dilation_rate=2), "dilation_rate", "dilation_rate"),
    (ProjectsAlways, "adds other values", "두 값이"),
    (sixty_four_written_in, "num_kernels and kernel_size", "인자 num_kernels"),
    (three_written_in, "num_kernels and kernel_size", "인자 num_kernels"),
    (LayersInCall, "no weights to train", "call 안에서 만들면"),
    (WithoutSuper, "Begin __init__ with super", "첫 줄에 super"),
    (NoReturn, "call returns its result", "return 하는지"),
    (Misspelt, "conv3", "conv3"),
    (AsInTheCourse(4, 3), "Pass the class itself", "클래스 이름만"),
    (lambda num_kernels: AsInTheCourse(num_kernels, 3), "cannot be called", "부를 수 없습니다"),
]  # fmt: skip


class Stub(Model):
    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        self.conv1 = ...
        self.conv2 = ...
        self.add = ...

    def call(self, input_tensor):
        x = ...
        return x


class LayersOnly(AsInTheCourse):
    def call(self, input_tensor):
        x = ...
        return x


class ConnectedOnly(Stub):
    def call(self, input_tensor):
        return self.add([input_tensor, self.conv2(self.conv1(input_tensor))])


class Passes(AsInTheCourse):
    def call(self, input_tensor):
        pass


UNTOUCHED_BLOCKS = [Stub, LayersOnly, ConnectedOnly, Passes, None, ...]


# -- the ResNet ------------------------------------------------------------------------------------


def resnet(kind=AsInTheCourse, **changes):
    """The Sequential ResNet; ``changes`` maps a part's name to what stands in its place."""

    def build(input_shape, num_classes):
        parts = {
            "conv": Conv2D(64, 3, padding="same", activation="relu"),
            "pool": MaxPooling2D(2),
            **{f"block{n}": kind(64, 3) for n in (1, 2, 3)},
            "mean": GlobalAveragePooling2D(),
            "dense": Dense(num_classes, activation="softmax"),
        }
        for name, make in changes.items():
            parts[name] = make() if make else None
        kept = [part for part in parts.values() if part is not None]
        return keras.Sequential([keras.Input(shape=input_shape), *kept])

    return build


def functional_resnet(input_shape, num_classes):
    inputs = keras.Input(input_shape)
    x = layers.Activation("relu")(Conv2D(64, (3, 3), padding="same")(inputs))
    x = layers.MaxPool2D((2, 2), strides=(2, 2))(x)
    for _ in range(3):
        x = AsInTheCourse(64, (3, 3))(x)
    x = keras.ops.mean(x, axis=(1, 2))
    return Model(inputs, layers.Softmax()(Dense(num_classes)(x)))


class OwnResNet(Model):
    def __init__(self, num_classes):
        super().__init__()
        self.first = Conv2D(64, 3, padding="same", activation="relu")
        self.blocks = [SeparateActivations(64, 3) for _ in range(3)]
        self.last = Dense(num_classes, activation="softmax")

    def call(self, x):
        x = tf.nn.max_pool2d(self.first(x), 2, 2, "VALID")
        for each in self.blocks:
            x = each(x)
        return self.last(tf.reduce_mean(x, axis=[1, 2]))


def blocks_written_out(input_shape, num_classes):
    inputs = keras.Input(input_shape)
    x = MaxPooling2D()(Conv2D(64, 3, padding="same", activation="relu")(inputs))
    for _ in range(3):
        y = Conv2D(64, 3, padding="same", activation="relu")(x)
        y = Conv2D(64, 3, padding="same", activation="relu")(y)
        x = ReLU()(Add()([x, y]))
    x = GlobalAveragePooling2D()(x)
    return Model(inputs, Dense(num_classes, activation="softmax")(x))


def whole_image_averaged(input_shape, num_classes):
    inputs = keras.Input(input_shape)
    x = MaxPooling2D()(Conv2D(64, 3, padding="same", activation="relu")(inputs))
    for _ in range(3):
        x = AsInTheCourse(64, 3)(x)
    x = Flatten()(layers.AveragePooling2D(x.shape[1:3])(x))
    return Model(inputs, Dense(num_classes, activation="softmax")(x))


def added_one_by_one(input_shape, num_classes):
    model = keras.Sequential()
    model.add(Conv2D(64, (3, 3), padding="same", activation="relu", input_shape=input_shape))
    model.add(layers.MaxPool2D(2))
    for _ in range(3):
        model.add(AsInTheCourse(64, (3, 3)))
    model.add(GlobalAveragePooling2D())
    model.add(Dense(num_classes, activation="softmax"))
    return model


RIGHT_RESNETS = [
    resnet(), functional_resnet, lambda input_shape, num_classes: OwnResNet(num_classes),
    blocks_written_out, added_one_by_one,
    *[resnet(kind) for kind in RIGHT_BLOCKS[1:]],
    resnet(conv=lambda: keras.Sequential([Conv2D(64, 3, padding="same"), ReLU()])),
    resnet(mean=lambda: layers.GlobalAvgPool2D()),
    resnet(mean=lambda: keras.Sequential([layers.GlobalAvgPool2D(keepdims=True), Flatten()])),
    whole_image_averaged,
]  # fmt: skip


def one_block_three_times(input_shape, num_classes):
    inputs = keras.Input(input_shape)
    x = MaxPooling2D()(Conv2D(64, 3, padding="same", activation="relu")(inputs))
    same = AsInTheCourse(64, 3)
    x = same(same(same(x)))
    return Model(inputs, Dense(num_classes, activation="softmax")(GlobalAveragePooling2D()(x)))


WRONG_RESNETS = [
    (resnet(block3=None), "there are 2", "2개"),
    (resnet(block3=lambda: AsInTheCourse(10, 3)), "incompatible shapes", "incompatible"),
    (resnet(conv=None), "first layer is no convolution", "첫 층이 합성곱층이 아닙니다"),
    (resnet(pool=None), "1 (GlobalAveragePooling2D)", "1개(GlobalAveragePooling2D)"),
    (resnet(mean=None), "1 (MaxPooling2D)", "1개(MaxPooling2D)"),
    (resnet(mean=Flatten), "1 (MaxPooling2D)", "1개(MaxPooling2D)"),
    (resnet(mean=layers.GlobalMaxPooling2D), "GlobalMaxPooling2D", "GlobalMaxPooling2D"),
    (resnet(mean=lambda: keras.Sequential([layers.AveragePooling2D(2), Flatten()])), "1 Flatten",
     "Flatten 층이 1개"),
    (resnet(pool=lambda: layers.AveragePooling2D(2)), "AveragePooling2D", "AveragePooling2D"),
    (resnet(pool=lambda: MaxPooling2D(3)), "(3, 3)", "(3, 3)"),
    (resnet(pool=lambda: MaxPooling2D(2, strides=1)), "(1, 1)", "(1, 1)"),
    (resnet(conv=lambda: Conv2D(64, 3, activation="relu")), "padding", "패딩"),
    (resnet(conv=lambda: Conv2D(64, 3, padding="same")), "1st Conv2D layer is none", "첫 번째"),
    (resnet(conv=lambda: Conv2D(64, 5, padding="same", activation="relu")), "(5, 5)", "(5, 5)"),
    (resnet(conv=lambda: Conv2D(64, 3, 2, "same", activation="relu")), "stride", "스트라이드"),
    (resnet(dense=lambda: Dense(10, activation="softmax")), "writing numbers", "클래스 7개"),
    (resnet(dense=lambda: Dense(7)), "1st Dense layer is 7", "7입니다"),
    (resnet(dense=None), "no Dense", "완전연결층(Dense)이 없습니다"),
    (resnet(block2=lambda: AsInTheCourse(64, 5)), "residual block 2", "잔차 블록 2"),
    (resnet(FromTheSecond), "inside residual block 1", "잔차 블록 1"),
    (resnet(WRONG_BLOCKS[0][0]), "no residual block", "하나도 없습니다"),
    (resnet(WRONG_BLOCKS[4][0]), "by Concatenate", "Concatenate로"),
    (resnet(block(from_first)), "does not start at the block's input", "시작하지 않을 때"),
    (one_block_three_times, "same ResidualBlock object", "같은 ResidualBlock 객체"),
    (lambda input_shape, num_classes: resnet()((32, 32, 3), num_classes), "fixed to", "정해"),
]  # fmt: skip


def resnet_stub(input_shape, num_classes):
    model = ...
    return model
