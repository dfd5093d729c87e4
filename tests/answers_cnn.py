"""Answers to the CNN of practice 3-3, right and wrong."""

from functools import partial

import keras
import tensorflow as tf
from keras import layers
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D

from tests import recipes


def recipe(num_classes):
    """Name -> maker, in order: conv1, conv2, pool1, conv3, conv4, pool2, flatten, dense, output."""
    conv = partial(Conv2D, kernel_size=3, padding="same", activation="relu")
    return {
        "conv1": partial(conv, filters=16),
        "conv2": partial(conv, filters=32),
        "pool1": partial(MaxPooling2D, pool_size=2),
        "conv3": partial(conv, filters=64, strides=2),
        "conv4": partial(conv, filters=64, strides=2),
        "pool2": partial(MaxPooling2D, pool_size=2),
        "flatten": Flatten,
        "dense": partial(Dense, units=128, activation="relu"),
        "output": partial(Dense, units=num_classes, activation="softmax"),
    }


def made(num_classes):
    """The layers of the right answer."""
    return [make() for make in recipe(num_classes).values()]


def variant(**changes):
    """A Sequential that differs from the right one in the layers named."""

    def build_cnn_model(img_shape, num_classes=10):
        return recipes.sequential(img_shape, recipes.edited(recipe(num_classes), **changes))

    return build_cnn_model


# -- right -----------------------------------------------------------------------------------------


sequential = variant()


def added_with_input_shape(img_shape, num_classes=10):
    model = keras.Sequential()
    model.add(
        Conv2D(16, kernel_size=(3, 3), padding="SAME", activation="relu", input_shape=img_shape)
    )
    model.add(Conv2D(32, (3, 3), strides=(1, 1), padding="same", activation="relu"))
    model.add(layers.MaxPool2D((2, 2), strides=(2, 2)))
    model.add(Conv2D(64, 3, 2, "same", activation="relu"))
    model.add(Conv2D(64, [3, 3], strides=(2, 2), padding="same", activation="relu"))
    model.add(layers.MaxPool2D(pool_size=2, padding="same"))
    model.add(layers.Flatten())
    model.add(Dense(128, activation="relu"))
    model.add(Dense(num_classes, activation="softmax"))
    return model


def functional_with_activation_layers(img_shape, num_classes=10):
    inputs = x = keras.Input(img_shape)
    for filters, strides in ((16, 1), (32, 1), (None, 2), (64, 2), (64, 2), (None, 2)):
        if filters is None:
            x = MaxPooling2D()(x)
        else:
            x = layers.ReLU()(Conv2D(filters, 3, strides=strides, padding="same")(x))
    x = layers.Activation("relu")(Dense(128)(layers.Reshape((-1,))(x)))
    return keras.Model(inputs, layers.Softmax()(Dense(num_classes)(x)))


class OwnCNN(keras.Model):
    def __init__(self, num_classes):
        super().__init__()
        plan = ((16, 1), (32, 1), (64, 2), (64, 2))
        self.convolutions = [Conv2D(n, 3, strides=s, padding="same") for n, s in plan]
        self.dense, self.last = Dense(128), Dense(num_classes)

    def call(self, x):
        for position, convolution in enumerate(self.convolutions):
            x = tf.nn.relu(convolution(x))
            if position % 2:
                x = tf.nn.max_pool2d(x, 2, 2, "VALID")
        x = tf.reshape(x, (tf.shape(x)[0], -1))
        return tf.nn.softmax(self.last(tf.maximum(self.dense(x), 0)))


def subclass_of_operations(img_shape, num_classes=10):
    return OwnCNN(num_classes)


relu_after_pooling = variant(conv2={"activation": None}, pool1=[..., layers.ReLU])

padded_by_hand = variant(
    conv1=[layers.ZeroPadding2D, partial(Conv2D, 16, 3, activation="relu")]
)  # fmt: skip

pooled_with_same = variant(pool1={"padding": "same"}, pool2={"padding": "same"})

other_initializer = variant(conv1={"kernel_initializer": "he_normal"}, dense={"name": "hidden"})

dropout_of_nothing = variant(flatten=[..., partial(layers.Dropout, 0.0)])


def nested_and_compiled(img_shape, classes=10):
    parts = made(classes)
    model = keras.Sequential([keras.Sequential(parts[:6]), keras.Sequential(parts[6:])])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.build((None, *img_shape))
    return model


def not_built(img_shape, num_classes=10):
    return keras.Sequential(made(num_classes))


def plain_function(img_shape, num_classes=10):
    parts = made(num_classes)

    def model(x):
        for layer in parts:
            x = layer(x)
        return x

    return model


def keras_operations(img_shape, num_classes=10):
    inputs = x = keras.Input(shape=img_shape, name="image")
    without = {"dense": {"activation": None}, "output": {"activation": None}}
    for make in recipes.edited(recipe(num_classes), **without):
        layer = make()
        x = layer(x)
        if isinstance(layer, Dense) and layer.units == 128:
            x = keras.ops.relu(x)
    return keras.Model(inputs=inputs, outputs=keras.ops.softmax(x))


def from_configuration(img_shape, num_classes=10):
    return keras.Sequential.from_config(sequential(img_shape, num_classes).get_config())


class PooledByOperation(keras.Model):
    """32, 16 … halve without a rest: nothing is padded."""

    def __init__(self, num_classes):
        super().__init__()
        self.parts = made(num_classes)

    def call(self, x):
        for layer in self.parts:
            if isinstance(layer, layers.MaxPooling2D):
                x = keras.ops.max_pool(x, 2, strides=2, padding="same")
            else:
                x = layer(x)
        return x


def pooled_by_operation(img_shape, num_classes=10):
    return PooledByOperation(num_classes)


def pooled_by_reshaping(img_shape, num_classes=10):
    inputs = x = keras.Input(img_shape)
    for layer in made(num_classes):
        if isinstance(layer, layers.MaxPooling2D):
            height, width, channels = x.shape[1:]
            windows = (-1, height // 2, 2, width // 2, 2, channels)
            x = keras.ops.max(keras.ops.reshape(x, windows), axis=(2, 4))
        else:
            x = layer(x)
    return keras.Model(inputs, x)


RIGHT = [
    sequential, added_with_input_shape, functional_with_activation_layers, subclass_of_operations,
    relu_after_pooling, padded_by_hand, pooled_with_same, pooled_by_operation, pooled_by_reshaping,
    nested_and_compiled, not_built, plain_function, other_initializer, keras_operations,
    from_configuration, dropout_of_nothing,
]  # fmt: skip


# -- wrong -----------------------------------------------------------------------------------------


def classes_written_in(img_shape, num_classes=10):
    return sequential(img_shape, 10)


def shape_written_in(img_shape, num_classes=10):
    return sequential((32, 32, 3), num_classes)


def default_missing(img_shape, num_classes):
    return sequential(img_shape, num_classes)


def forgot_return(img_shape, num_classes=10):
    sequential(img_shape, num_classes)


def a_list(img_shape, num_classes=10):
    return made(num_classes)


def pooling_never_called(img_shape, num_classes=10):
    inputs = x = keras.Input(img_shape)
    for position, layer in enumerate(made(num_classes)):
        x = x if position == 2 else layer(x)
    return keras.Model(inputs, x)


def shared_convolution(img_shape, num_classes=10):
    inputs = x = keras.Input(img_shape)
    parts = made(num_classes)
    body = Conv2D(64, 3, strides=2, padding="same", activation="relu")
    for layer in [*parts[:3], Conv2D(64, 1), body, body, *parts[5:]]:
        x = layer(x)
    return keras.Model(inputs, x)


def skips_a_convolution(img_shape, num_classes=10):
    inputs = keras.Input(img_shape)
    first, second, *rest = made(num_classes)
    x = first(inputs)
    x = layers.Add()([x, Conv2D(16, 3, padding="same", activation="relu")(x)])
    for layer in [second, *rest]:
        x = layer(x)
    return keras.Model(inputs, x)


def pooled_to_the_smallest(img_shape, num_classes=10):
    inputs = x = keras.Input(img_shape)
    for layer in made(num_classes):
        x = -layer(-x) if isinstance(layer, MaxPooling2D) else layer(x)
    return keras.Model(inputs, x)


def mirrored(img_shape, num_classes=10):
    inputs = keras.Input(img_shape)
    x = inputs[:, :, ::-1]
    for layer in made(num_classes):
        x = layer(x)
    return keras.Model(inputs, x)


def raises(img_shape, num_classes=10):
    return keras.Sequential([keras.Input(img_shape), Conv2D(16, 3, pading="same")])


def conv64():
    return Conv2D(64, 3, padding="same", activation="relu")


def average():
    return layers.AveragePooling2D(2)


def separable():
    return layers.SeparableConv2D(16, 3, padding="same", activation="relu")


WRONG = [
    (variant(conv1={"filters": 32}), "kernels of the 1st Conv2D layer is 32", "커널 수가 32입니다"),
    (variant(conv2={"filters": 16}), "kernels of the 2nd Conv2D layer is 16", "커널 수가 16입니다"),
    (variant(conv1={"kernel_size": 5}), "1st Conv2D layer is (5, 5)", "커널 크기가 (5, 5)"),
    (variant(conv3={"kernel_size": (3, 1)}), "3rd Conv2D layer is (3, 1)", "커널 크기가 (3, 1)"),
    (variant(conv4={"strides": 1}), "stride of the 4th Conv2D layer is (1, 1)", "strides=2"),
    (variant(conv2={"strides": 2}), "stride of the 2nd Conv2D layer is (2, 2)",
     "적지 않으면 됩니다"),
    (variant(conv3={"padding": "valid"}), "padding of the 3rd", "패딩이 'valid'입니다"),
    (variant(conv1={"padding": "valid"}, conv2={"padding": "valid"}), "The 2nd differs, too",
     "두 번째도 다릅니다"),
    (variant(conv4={"activation": None}), "4th Conv2D layer is missing", "없습니다: 네 번째"),
    (variant(conv2={"activation": "sigmoid"}), "2nd Conv2D layer is sigmoid", "sigmoid입니다: 두"),
    (variant(conv1={"activation": "softmax"}), "to the last layer alone", "마지막 층에만"),
    (variant(conv1={"use_bias": False}), "use_bias of the 1st", "편향(use_bias)이 False"),
    (variant(conv3={"groups": 2}), "groups of the 3rd", "그룹 수(groups)가 2"),
    (variant(conv2={"dilation_rate": 2}), "dilation_rate of the 2nd",
     "팽창(dilation_rate)이 (2, 2)"),
    (variant(pool1={"pool_size": 3}), "window size (pool_size) of the 1st",
     "창 크기(pool_size)가 (3"),
    (variant(pool1={"pool_size": 3, "strides": 2, "padding": "same"}), "pooling layer is (3, 3)",
     "창 크기(pool_size)가 (3, 3)"),
    (variant(pool2={"strides": 1}), "stride of the 2nd pooling",
     "두 번째 풀링층의 스트라이드가 (1"),
    (variant(pool1=None), "you have 1 pooling layer", "풀링층이 1개(MaxPooling2D)"),
    (variant(conv3=[conv64, MaxPooling2D], conv4=[conv64, MaxPooling2D]),
     "you have 4 pooling layers", "풀링층이 4개"),
    (variant(pool1=[average]), "1st pooling layer is AveragePooling2D", "평균을 내지 않습니다"),
    (variant(pool2=[layers.GlobalMaxPooling2D]), "is GlobalMaxPooling2D",
     "GlobalMaxPooling2D입니다"),
    (variant(flatten=None), "no Flatten before them", "그 앞에 Flatten이 없습니다"),
    (variant(flatten=[layers.GlobalAveragePooling2D]), "a global pooling", "전역 풀링"),
    (variant(dense=None), "you have 1 Dense layer (10 units)",
     "완전연결층(Dense)이 1개(유닛 10개)"),
    (variant(dense={"units": 64}), "units of the 1st Dense layer is 64", "유닛 수가 64입니다"),
    (variant(dense={"activation": None}), "1st Dense layer is missing", "없습니다: 첫 번째 완전"),
    (variant(output={"activation": None}), "Without softmax the output is scores",
     "확률이 아니라 점수"),
    (variant(output={"activation": "sigmoid"}), "2nd Dense layer is sigmoid", "sigmoid입니다: 두"),
    (variant(output={"units": 1}), "units of the 2nd Dense layer is 1 ", "유닛 수가 1입니다"),
    (variant(conv4=None), "you have 3 Conv2D layers (16, 32, 64 kernels)",
     "3개(커널 16, 32, 64개)"),
    (variant(conv4=[..., conv64]),
     "you have 5 Conv2D layers", "합성곱층(Conv2D)이 5개"),
    (variant(pool1=None, conv2=[MaxPooling2D, ...]), "Yours: Conv2D → pooling → 3",
     "지금은 Conv2D → 풀링층 → Conv2D 3개"),
    (variant(flatten=None, dense=[..., Flatten]), "→ Dense → Flatten → Dense.",
     "→ Dense → Flatten 층 →"),
    (variant(flatten=[..., partial(layers.Dropout, 0.5)]), "7 layers. The layer Dropout",
     "앞의 층 7개는 맞습니다. 지시에 없는 Dropout"),
    (variant(conv2=[..., partial(layers.Lambda, lambda x: 2 * x)]), "layer Lambda was",
     "Lambda 층이"),
    (variant(flatten=[partial(layers.Permute, (2, 1, 3)), ...]), "layer Permute was",
     "Permute 층이"),
    (variant(conv1=[..., layers.BatchNormalization]), "Batch normalization adds", "배치 정규화는"),
    (variant(conv1=[partial(layers.RandomFlip, "horizontal"), ...]), "Data augmentation",
     "데이터 증강"),
    (variant(conv1=[separable]), "The name is close", "이름은 비슷하지만"),
    (variant(flatten=[partial(layers.Reshape, (256,))]), "instead of writing numbers",
     "숫자를 직접"),
    (classes_written_in, "argument num_classes says", "인자 num_classes로 적으세요"),
    (shape_written_in, "of shape (32, 32, 3) only", "모양이 (32, 32, 3)인 사진만"),
    (default_missing, "num_classes has no default", "기본값이 없습니다"),
    (forgot_return, "The function has no return", "함수에 return이 없어서"),
    (a_list, "a list, not a model", "list를 돌려주었습니다"),
    (pooling_never_called, "you have 1 pooling layer", "풀링층이 1개(MaxPooling2D)"),
    (shared_convolution, "same Conv2D object is used more than once", "같은 Conv2D 객체를 두 번"),
    (skips_a_convolution, "It merges two branches", "두 갈래를"),
    (pooled_to_the_smallest, "after the 2nd Conv2D layer, up to the 3rd",
     "다음부터 세 번째 합성곱층"),
    (mirrored, "after the input, up to the 1st Conv2D", "입력 다음부터 첫 번째 합성곱층"),
    (raises, "The argument is called padding", "패딩 인자의 이름은 padding"),
]  # fmt: skip


def stub(img_shape, num_classes=10):
    model = ...
    return model


def half_filled(img_shape, num_classes=10):
    return keras.Sequential([keras.Input(img_shape), Conv2D(16, 3, padding="same"), ...])


UNTOUCHED = [stub, half_filled, None]
