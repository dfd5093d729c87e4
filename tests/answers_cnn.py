"""Answers to the CNN of practice 3-3, right and wrong."""

import keras
import tensorflow as tf
from keras import layers
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D

LAYERS = (
    ("conv1", Conv2D, {"filters": 16, "kernel_size": 3, "padding": "same", "activation": "relu"}),
    ("conv2", Conv2D, {"filters": 32, "kernel_size": 3, "padding": "same", "activation": "relu"}),
    ("pool1", MaxPooling2D, {"pool_size": 2}),
    ("conv3", Conv2D, {"filters": 64, "kernel_size": 3, "strides": 2, "padding": "same",
                       "activation": "relu"}),
    ("conv4", Conv2D, {"filters": 64, "kernel_size": 3, "strides": 2, "padding": "same",
                       "activation": "relu"}),
    ("pool2", MaxPooling2D, {"pool_size": 2}),
    ("flatten", Flatten, {}),
    ("dense", Dense, {"units": 128, "activation": "relu"}),
    ("output", Dense, {"activation": "softmax"}),
)  # fmt: skip


def made(num_classes, changes=None):
    """The layers of the right answer; ``changes`` maps a name to other arguments or a maker.

    ``None`` leaves the layer out; a list puts several in its place.
    """
    changes, result = changes or {}, []
    for name, kind, settings in LAYERS:
        change = changes.get(name, {})
        settings = settings if name != "output" else {"units": num_classes, **settings}
        if change is None:
            continue
        if isinstance(change, dict):
            result.append(kind(**{**settings, **change}))
        else:
            result.extend(change(kind(**settings)))
    return result


def variant(**changes):
    """A Sequential that differs from the right one in the layers named."""

    def build(img_shape, num_classes=10):
        return keras.Sequential([keras.Input(shape=img_shape), *made(num_classes, changes)])

    return build


# -- right -----------------------------------------------------------------------------------------


def sequential(img_shape, num_classes=10):
    return keras.Sequential([keras.Input(shape=img_shape), *made(num_classes)])


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


def relu_after_pooling(img_shape, num_classes=10):
    return variant(
        conv2={"activation": None}, pool1=lambda pool: [pool, layers.ReLU()]
    )(img_shape, num_classes)  # fmt: skip


def padded_by_hand(img_shape, num_classes=10):
    return variant(
        conv1=lambda _: [layers.ZeroPadding2D(1), Conv2D(16, 3, activation="relu")]
    )(img_shape, num_classes)  # fmt: skip


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


def other_initializer(img_shape, num_classes=10):
    start = {"kernel_initializer": "he_normal"}
    return variant(conv1=start, conv2=start, conv3=start, dense=start)(img_shape, num_classes)


def keras_operations(img_shape, num_classes=10):
    inputs = x = keras.Input(shape=img_shape, name="image")
    for layer in made(num_classes, {"dense": {"activation": None}, "output": {"activation": None}}):
        x = layer(x)
        if layer.name.startswith("dense") and layer.units == 128:
            x = keras.ops.relu(x)
    return keras.Model(inputs=inputs, outputs=keras.ops.softmax(x))


def from_configuration(img_shape, num_classes=10):
    return keras.Sequential.from_config(sequential(img_shape, num_classes).get_config())


def dropout_of_nothing(img_shape, num_classes=10):
    return variant(flatten=lambda flat: [flat, layers.Dropout(0.0)])(img_shape, num_classes)


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


RIGHT = [
    pooled_by_operation,
    sequential, added_with_input_shape, functional_with_activation_layers, subclass_of_operations,
    relu_after_pooling, padded_by_hand, nested_and_compiled, not_built, plain_function,
    other_initializer, keras_operations, from_configuration, dropout_of_nothing,
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
    for name, layer in zip((name for name, *_ in LAYERS), made(num_classes), strict=True):
        if name != "pool1":
            x = layer(x)
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


def raises(img_shape, num_classes=10):
    return keras.Sequential([keras.Input(img_shape), Conv2D(16, 3, pading="same")])


WRONG = [
    (variant(conv1={"filters": 32}), "1st Conv2D layer is 32", "첫 번째 합성곱층"),
    (variant(conv2={"filters": 16}), "2nd Conv2D layer is 16", "두 번째 합성곱층"),
    (variant(conv4={"filters": 128}), "4th Conv2D layer is 128", "네 번째 합성곱층"),
    (variant(conv1={"kernel_size": 5}), "is (5, 5)", "커널 크기가 (5, 5)"),
    (variant(conv3={"kernel_size": (3, 1)}), "is (3, 1)", "(3, 1)입니다"),
    (variant(conv3={"strides": 1}), "stride of the 3rd Conv2D layer is (1, 1)", "세 번째"),
    (variant(conv4={"strides": 1}), "stride of the 4th Conv2D layer is (1, 1)", "네 번째"),
    (variant(conv2={"strides": 2}), "stride of the 2nd Conv2D layer is (2, 2)", "두 번째"),
    (variant(conv1={"padding": "valid"}), "padding of the 1st", "패딩이 'valid'"),
    (variant(conv3={"padding": "valid"}), "padding of the 3rd", "패딩이 'valid'"),
    (variant(conv1={"padding": "valid"}, conv2={"padding": "valid"}), "padding='same'", "패딩"),
    (variant(conv4={"activation": None}), "4th Conv2D layer is none", "네 번째"),
    (variant(conv2={"activation": "sigmoid"}), "2nd Conv2D layer is sigmoid", "sigmoid"),
    (variant(conv1={"activation": "softmax"}), "so it belongs to the last", "마지막 층에만"),
    (variant(conv1={"use_bias": False}), "use_bias", "편향"),
    (variant(conv3={"groups": 2}), "groups", "groups"),
    (variant(conv2={"dilation_rate": 2}), "dilation_rate", "dilation_rate"),
    (variant(pool1={"pool_size": 3}), "window size (pool_size) of", "창 크기(pool_size)가 (3, 3)"),
    (variant(pool1={"pool_size": 3, "strides": 2, "padding": "same"}), "(3, 3)", "(3, 3)"),
    (variant(pool2={"strides": 1}), "stride of the 2nd pooling", "스트라이드가 (1, 1)"),
    (variant(pool1=None), "there is 1 (MaxPooling2D)", "1개(MaxPooling2D)"),
    (variant(pool2=None), "there is 1 (MaxPooling2D)", "1개(MaxPooling2D)"),
    (variant(pool1=lambda _: [layers.AveragePooling2D(2)]), "AveragePooling2D", "AveragePooling2D"),
    (variant(pool2=lambda _: [layers.GlobalMaxPooling2D()]), "global pooling", "전역 풀링"),
    (variant(flatten=None), "no Flatten", "Flatten이 없습니다"),
    (variant(flatten=lambda _: [layers.GlobalAveragePooling2D()]), "global pooling", "전역 풀링"),
    (variant(dense=None), "there is 1 (10)", "1개(10)"),
    (variant(dense={"units": 64}), "1st Dense layer is 64", "64입니다"),
    (variant(dense={"activation": None}), "1st Dense layer is none", "첫 번째 완전연결층"),
    (variant(output={"activation": None}), "logits", "로짓"),
    (variant(output={"activation": "sigmoid"}), "2nd Dense layer is sigmoid", "sigmoid"),
    (variant(output={"units": 1}), "2nd Dense layer is 1 ", "1입니다"),
    (variant(conv4=None), "there are 3 (16, 32, 64)", "3개(16, 32, 64)"),
    (variant(conv4=lambda conv: [conv, Conv2D(64, 3, padding="same", activation="relu")]),
     "there are 5", "5개(16"),
    (variant(pool1=None, conv2=lambda conv: [MaxPooling2D(2), conv]), "order", "순서"),
    (variant(flatten=lambda flat: [flat, layers.Dropout(0.5)]), "Dropout", "Dropout"),
    (variant(conv2=lambda conv: [conv, layers.Lambda(lambda x: 2 * x)]), "Lambda", "Lambda"),
    (variant(flatten=lambda flat: [layers.Permute((2, 1, 3)), flat]), "Permute", "Permute"),
    (variant(conv1=lambda conv: [conv, layers.BatchNormalization()]), "BatchNorm", "BatchNorm"),
    (variant(conv1=lambda _: [layers.SeparableConv2D(16, 3, padding="same", activation="relu")]),
     "SeparableConv2D", "SeparableConv2D"),
    (classes_written_in, "instead of writing numbers", "클래스 7개"),
    (shape_written_in, "fixed to images of shape (32, 32, 3)", "인자 img_shape"),
    (default_missing, "num_classes has no default", "기본값이 없습니다"),
    (forgot_return, "forget the return", "return을 잊지"),
    (a_list, "a list, not a model", "list를 돌려주었습니다"),
    (pooling_never_called, "there is 1 (MaxPooling2D)", "1개(MaxPooling2D)"),
    (shared_convolution, "called twice", "두 번 불렀습니다"),
    (skips_a_convolution, "merged (Add)", "합치는 연산(Add)"),
    (raises, "pading", "pading"),
]  # fmt: skip


def stub(img_shape, num_classes=10):
    model = ...
    return model


def half_filled(img_shape, num_classes=10):
    return keras.Sequential([keras.Input(img_shape), Conv2D(16, 3, padding="same"), ...])


UNTOUCHED = [stub, half_filled, None]
