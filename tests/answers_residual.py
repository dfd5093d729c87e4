"""Answers to the residual block and the ResNet of practice 3-5, right and wrong."""

from functools import partial

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

from tests import recipes


def block(call, **settings):
    """A block with the usual layers, given its `call(self, x)` and other convolutions."""

    class ResidualBlock(Model):
        def __init__(self, num_kernels, kernel_size):
            super().__init__()
            both = {"padding": "same", "activation": "relu", **settings}
            self.conv1 = Conv2D(num_kernels, kernel_size, **both)
            self.conv2 = Conv2D(num_kernels, kernel_size, **both)
            self.add, self.relu = Add(), ReLU()
            self.norm = layers.BatchNormalization()
            self.join, self.multiply = layers.Concatenate(), layers.Multiply()
            self.average = layers.Average()

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


def closure(num_kernels, kernel_size):
    """A function that gives a function: no class, and no weights to be found in it."""
    convolution = partial(Conv2D, num_kernels, kernel_size, padding="same", activation="relu")
    first, second = convolution(), convolution()
    return lambda x: tf.nn.relu(layers.add([x, second(first(x))]))


class ModelInside(Model):
    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        inputs = x = keras.Input((None, None, num_kernels))
        for _ in range(2):
            x = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")(x)
        self.sum = Model(inputs, Add()([inputs, x]))

    def call(self, input_tensor, training=None, mask=None):
        return keras.ops.maximum(self.sum(input_tensor), 0)


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
    AsInTheCourse, SeparateActivations, MadeInBuild, WithProjection, NestedSequential, functional,
    closure, ModelInside, TinyWeights,
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


class Exchanged(AsInTheCourse):
    def __init__(self, num_kernels, kernel_size):
        super().__init__(kernel_size, num_kernels)


class ProjectsAlways(WithProjection):
    def call(self, x):
        return tf.nn.relu(self.project(x) + self.conv2(self.conv1(x)))


def add_and_relu(**settings):
    return block(lambda s, x: s.relu(s.add([x, branch(s, x)])), **settings)


def preactivated(s, x):
    """The second ResNet paper's order: ReLU before each convolution, none behind the sum."""
    return s.add([x, s.conv2(s.relu(s.conv1(s.relu(x))))])


def from_first(s, x):
    y = s.conv1(x)
    return s.relu(s.add([y, s.conv2(y)]))


def doubled(s, x):
    y = branch(s, x)
    return s.relu(s.add([y, y]))


def added_after_each(s, x):
    y = s.add([x, s.conv1(x)])
    return s.relu(s.add([x, s.conv2(y)]))


WRONG_BLOCKS = [
    (block(lambda s, x: s.relu(branch(s, x))), "there is no shortcut", "지름길이 없습니다"),
    (block(lambda s, x: s.add([x, branch(s, x)])), "final ReLU is missing", "마지막 ReLU가 없"),
    (block(lambda s, x: tf.nn.softmax(x + branch(s, x))), "is softmax", "softmax입니다"),
    (block(lambda s, x: tf.nn.relu6(x + branch(s, x))), "is relu6", "relu6입니다"),
    (block(lambda s, x: s.relu(s.join([x, branch(s, x)]))), "by Concatenate", "Concatenate로 이어"),
    (block(lambda s, x: s.relu(s.multiply([x, branch(s, x)]))), "multiplied", "곱하거나"),
    (block(lambda s, x: s.relu(x - branch(s, x))), "subtracted", "뺐습니다"),
    (block(lambda s, x: s.relu(s.average([x, branch(s, x)]))), "not the ReLU of the sum",
     "더해 ReLU를 적용한 값이 아닙니다"),
    (block(lambda s, x: s.relu(x + 0.5 * branch(s, x))), "not the ReLU of the sum",
     "값이 아닙니다"),
    (block(lambda s, x: s.relu(x[:, ::-1] + branch(s, x))), "not the ReLU of", "값이 아닙니다"),
    (block(lambda s, x: s.relu(s.add([s.conv1(x), s.conv2(x)]))), "do not follow each other",
     "차례로 이어지지 않았습니다"),
    (block(lambda s, x: s.relu(s.add([x, s.conv2(x)]))), "You have 1 Conv2D layer",
     "Conv2D)이 1개"),
    (block(lambda s, x: s.relu(s.add([x, x]))), "You have no Conv2D layer", "Conv2D)이 없습니다"),
    (block(doubled), "added to itself", "자기 자신에 더했습니다"),
    (block(lambda s, x: s.relu(s.add([x, branch(s, x), x]))), "not add the two values", "두 값이"),
    (block(lambda s, x: s.relu(s.add([tf.nn.relu(x), branch(s, x)]))), "not add the two",
     "두 값이"),
    (block(from_first), "what it adds is not the block's input", "블록의 입력이 아니라"),
    (block(added_after_each), "The input is added in two places", "두 군데에서 더했습니다"),
    (block(lambda s, x: s.relu(s.conv2(x + s.conv1(x)))), "a convolution follows the addition",
     "더한 다음에 합성곱층이 더 있습니다"),
    (block(lambda s, x: s.relu(s.add([x, s.conv1(s.conv1(x))]))), "used more than once",
     "두 번 이상"),
    (block(preactivated), "not the ReLU of the sum", "더해 ReLU를 적용한 값이 아닙니다"),
    (block(lambda s, x: s.relu(s.add([x, s.norm(branch(s, x))]))), "Batch normalization adds",
     "배치 정규화는"),
    (FromTheSecond, "a convolution without ReLU", "ReLU가 없는 합성곱층"),
    (add_and_relu(activation=None), "a convolution without ReLU", "ReLU가 없는 합성곱층"),
    (add_and_relu(activation="tanh"), "tanh", "tanh"),
    (add_and_relu(padding="valid"), "padding='same', in both Conv2D", "두 Conv2D 모두에 padding"),
    (add_and_relu(strides=2), "and no strides keep the size", "strides는 적지 않아야"),
    (add_and_relu(use_bias=False), "use_bias of the 1st", "편향(use_bias)이 False"),
    (add_and_relu(dilation_rate=2), "dilation_rate of the 1st", "팽창(dilation_rate)이 (2, 2)"),
    (Exchanged, "have 3 and 64 channels", "채널 수가 3개와 64개"),
    (ProjectsAlways, "You have 3 Conv2D layers", "합성곱층(Conv2D)이 3개"),
    (sixty_four_written_in, "arguments num_kernels and kernel_size",
     "인자 num_kernels, kernel_size"),
    (three_written_in, "arguments num_kernels and kernel_size", "인자 num_kernels, kernel_size"),
    (LayersInCall, "no weights to train", "call 안에서 만들면"),
    (WithoutSuper, "Begin __init__ with super", "첫 줄에 super"),
    (NoReturn, "call ends by returning a value", "call의 마지막 줄이 계산한 값을"),
    (Misspelt, "no attribute 'conv3'", "no attribute 'conv3'"),
    (AsInTheCourse(4, 3), "an object made from the class", "클래스로 만든 객체를 넘겼"),
    (lambda num_kernels: AsInTheCourse(num_kernels, 3), "cannot be called with (64, 3)",
     "인자 64, 3을 주고 부를 수 없습니다"),
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


def recipe(num_classes, kind=AsInTheCourse):
    """Name -> maker, in order: conv, pool, block1, block2, block3, mean, dense."""
    blocks = {f"block{n}": partial(kind, num_kernels=64, kernel_size=3) for n in (1, 2, 3)}
    return {
        "conv": partial(Conv2D, filters=64, kernel_size=3, padding="same", activation="relu"),
        "pool": partial(MaxPooling2D, pool_size=2),
        **blocks,
        "mean": GlobalAveragePooling2D,
        "dense": partial(Dense, units=num_classes, activation="softmax"),
    }


def resnet(kind=AsInTheCourse, **changes):
    """A Sequential of blocks of this kind; `changes` as in `recipes.edited`."""

    def build_resnet(input_shape, num_classes):
        makers = recipes.edited(recipe(num_classes, kind), **changes)
        return recipes.sequential(input_shape, makers)

    return build_resnet


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


def blocks_are_functions(input_shape, num_classes):
    def block(x):
        y = x
        for _ in range(2):
            y = Conv2D(64, 3, padding="same", activation="relu")(y)
        return keras.ops.relu(x + y)

    inputs = keras.Input(input_shape)
    x = ReLU()(MaxPooling2D()(Conv2D(64, 3, padding="same")(inputs)))
    x = GlobalAveragePooling2D()(block(block(block(x))))
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


def keeps_its_axes():
    return keras.Sequential([layers.GlobalAvgPool2D(keepdims=True), Flatten()])


RIGHT_RESNETS = [
    resnet(), functional_resnet, lambda input_shape, num_classes: OwnResNet(num_classes),
    blocks_written_out, blocks_are_functions, added_one_by_one,
    *[resnet(kind) for kind in RIGHT_BLOCKS[1:] if kind is not closure],
    resnet(conv={"activation": None}, pool=[ReLU, ...]),
    resnet(mean=[layers.GlobalAvgPool2D, Flatten]), resnet(mean=[keeps_its_axes]),
    whole_image_averaged,
]  # fmt: skip


def one_block_three_times(input_shape, num_classes):
    inputs = keras.Input(input_shape)
    x = MaxPooling2D()(Conv2D(64, 3, padding="same", activation="relu")(inputs))
    same = AsInTheCourse(64, 3)
    x = same(same(same(x)))
    return Model(inputs, Dense(num_classes, activation="softmax")(GlobalAveragePooling2D()(x)))


def blocks_thrown_away(input_shape, num_classes):
    inputs = keras.Input(input_shape)
    x = MaxPooling2D()(Conv2D(64, 3, padding="same", activation="relu")(inputs))
    for _ in range(3):
        AsInTheCourse(64, 3)(x)
    return Model(inputs, Dense(num_classes, activation="softmax")(GlobalAveragePooling2D()(x)))


def half_averaged():
    return keras.Sequential([layers.AveragePooling2D(2), Flatten()])


WRONG_RESNETS = [
    (resnet(block3=None), "you have 2 residual blocks", "잔차 블록이 2개"),
    (resnet(block3=[..., ...]), "you have 4 residual blocks", "잔차 블록이 4개"),
    (resnet(block3={"num_kernels": 10}), "the blocks all need 64 kernels",
     "커널 수가 모두 64여야"),
    (resnet(conv=None), "first layer is no convolution", "첫 층이 합성곱층이 아닙니다"),
    (resnet(conv={"strides": 2}, pool=None), "you have 1 pooling layer", "풀링층이 1개"),
    (resnet(mean=None), "See that GlobalAveragePooling2D()", "GlobalAveragePooling2D()가 있는지"),
    (resnet(mean=[Flatten]), "its mean, which Flatten does not", "Flatten으로 대신할 수 없"),
    (resnet(mean=[layers.GlobalMaxPooling2D]), "is GlobalMaxPooling2D", "GlobalMaxPooling2D입니다"),
    (resnet(mean=[half_averaged]), "1 Flatten layer that", "Flatten 층이 1개 있습니다"),
    (resnet(pool=[partial(layers.AveragePooling2D, 2)]), "is AveragePooling2D", "평균을 내지 않습"),
    (resnet(pool={"pool_size": 3}), "of the 1st pooling layer is (3, 3)",
     "창 크기(pool_size)가 (3"),
    (resnet(pool={"strides": 1}), "stride of the 1st pooling layer is (1", "스트라이드가 (1, 1)"),
    (resnet(conv=None, pool=[..., partial(Conv2D, 64, 3, padding="same", activation="relu")]),
     "Yours: pooling → Conv2D", "지금은 풀링층 → Conv2D"),
    (resnet(conv={"padding": "valid"}), "padding of the 1st Conv2D", "패딩이 'valid'입니다"),
    (resnet(conv={"activation": None}), "1st Conv2D layer is missing", "없습니다: 첫 번째"),
    (resnet(conv={"kernel_size": 5}), "kernel size of the 1st Conv2D", "커널 크기가 (5, 5)"),
    (resnet(conv={"strides": 2}), "stride of the 1st Conv2D layer is (2", "스트라이드가 (2, 2)"),
    (resnet(conv=[..., layers.BatchNormalization]), "Batch normalization adds", "배치 정규화는"),
    (resnet(dense={"units": 10}), "argument num_classes says", "인자 num_classes로 적으세요"),
    (resnet(dense={"units": 7}), "units of the 1st Dense layer is 7", "유닛 수가 7입니다"),
    (resnet(dense={"activation": None}), "Without softmax the output is", "확률이 아니라 점수"),
    (resnet(dense=None), "you have no Dense layer", "완전연결층(Dense)이 없습니다"),
    (resnet(mean=None, dense=[..., GlobalAveragePooling2D]), "→ Dense → pooling. Asked for",
     "→ Dense → 풀링층이고"),
    (resnet(block2={"kernel_size": 5}), "inside residual block 2", "잔차 블록 2의 안이"),
    (resnet(FromTheSecond), "inside residual block 1. Adding",
     "잔차 블록 1의 안이 다릅니다. 입력을"),
    (resnet(WRONG_BLOCKS[0][0]), "there is no shortcut", "지름길이 없습니다"),
    (resnet(WRONG_BLOCKS[4][0]), "by Concatenate", "Concatenate로 이어"),
    (resnet(block(from_first)), "is not the block's input", "블록의 입력이 아니라"),
    (one_block_three_times, "same ResidualBlock object", "같은 ResidualBlock 객체"),
    (blocks_thrown_away, "no residual block", "하나도 없습니다"),
    (lambda input_shape, num_classes: resnet()((32, 32, 3), num_classes),
     "of shape (32, 32, 3) only", "모양이 (32, 32, 3)인 사진만"),
]  # fmt: skip


def resnet_stub(input_shape, num_classes):
    model = ...
    return model
