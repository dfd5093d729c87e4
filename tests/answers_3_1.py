"""Answers to practice 3-1 in many spellings: what a learner might hand in, right and wrong."""

import keras
import tensorflow as tf
from keras import layers
from keras.layers import Conv2D

RIGHT_LAYERS = {
    1: [(1, "same")],
    2: [(4, "same"), (4, "same")],
    3: [(2, "same"), (4, "same"), (8, "valid")],
}


def convs(number, **kwargs):
    """Fresh Conv2D layers for one of the three models."""
    return [Conv2D(n, 3, padding=padding, **kwargs) for n, padding in RIGHT_LAYERS[number]]


# -- styles: the same layers, put together in another way ----------------------------------------


def sequential_list(number, **kwargs):
    def build(input_shape):
        return keras.Sequential([keras.Input(shape=input_shape[1:]), *convs(number, **kwargs)])

    return build


def sequential_add(number):
    def build(input_shape):
        model = keras.Sequential()
        model.add(layers.Input(batch_shape=input_shape))
        for layer in convs(number):
            model.add(layer)
        return model

    return build


def sequential_unbuilt(number):
    return lambda input_shape: keras.Sequential(convs(number))


def sequential_built(number):
    def build(input_shape):
        model = keras.Sequential(convs(number))
        model.build(input_shape)
        model.summary()
        return model

    return build


def first_layer_shape(number):
    def build(input_shape):
        first, *rest = RIGHT_LAYERS[number]
        head = Conv2D(first[0], (3, 3), (1, 1), first[1], input_shape=input_shape[1:])
        return keras.Sequential([head, *(Conv2D(n, [3, 3], padding=p.upper()) for n, p in rest)])

    return build


def functional(number):
    def build(input_shape):
        inputs = x = keras.Input(shape=input_shape[1:], batch_size=input_shape[0])
        for layer in convs(number):
            x = layer(x)
        return keras.Model(inputs, x)

    return build


class Stack(keras.Model):
    def __init__(self, number, relu=False):
        super().__init__()
        self.stack, self.relu = convs(number), relu

    def call(self, x):
        for layer in self.stack:
            x = tf.nn.relu(layer(x)) if self.relu else layer(x)
        return x


class GraphStack(Stack):
    @tf.function
    def call(self, x):
        return super().call(x)


def subclass(number):
    return lambda input_shape: Stack(number)


def subclass_raw_relu(number):
    return lambda input_shape: Stack(number, relu=True)


def subclass_in_graph(number):
    return lambda input_shape: GraphStack(number)


def subclass_built(number):
    def build(input_shape):
        model = Stack(number)
        model.build(input_shape)
        model(tf.zeros(input_shape))
        model.compile("adam", "mse")
        return model

    return build


def nested(number):
    def build(input_shape):
        inner = [keras.Sequential([layer, layers.ReLU()]) for layer in convs(number)]
        return keras.Sequential([keras.Input(shape=input_shape[1:]), keras.Sequential(inner)])

    return build


def plain_function(number):
    def build(input_shape):
        stack = convs(number)

        def model(x):
            for layer in stack:
                x = layer(x)
            return x

        return model

    return build


def zero_padding(number):
    def build(input_shape):
        model = keras.Sequential([keras.Input(shape=input_shape[1:])])
        for n, padding in RIGHT_LAYERS[number]:
            if padding == "same":
                model.add(layers.ZeroPadding2D(1))
            model.add(Conv2D(n, 3))
        return model

    return build


def separate_activations(number):
    def build(input_shape):
        model = keras.Sequential([keras.Input(shape=input_shape[1:])])
        for layer in convs(number):
            model.add(layer)
            model.add(layers.Activation("tanh"))
            model.add(layers.LeakyReLU())
        return model

    return build


def constant_kernels(number):
    return sequential_list(number, kernel_initializer="ones", activation=tf.nn.sigmoid)


def half_precision(number):
    return sequential_list(number, dtype="mixed_float16", activation=layers.ReLU())


def double_precision(number):
    return sequential_list(number, dtype="float64", activation="softmax")


def own_activation(number):
    return sequential_list(number, activation=lambda x: x * x)


class OwnConv(Conv2D):
    """A subclass that only fixes arguments."""

    def __init__(self, filters, padding):
        super().__init__(filters, kernel_size=3, padding=padding, activation="relu")


def own_conv(number):
    return lambda input_shape: keras.Sequential([OwnConv(*args) for args in RIGHT_LAYERS[number]])


def regularized(number):
    return sequential_list(number, kernel_regularizer="l2", name=None)


STYLES = [
    sequential_list, sequential_add, sequential_unbuilt, sequential_built, first_layer_shape,
    functional, subclass, subclass_raw_relu, subclass_in_graph, subclass_built, nested,
    plain_function, zero_padding, separate_activations, constant_kernels, half_precision,
    double_precision, own_activation, own_conv, regularized,
]  # fmt: skip


def bare_layer(input_shape):
    return Conv2D(1, 3, 1, "SAME", activation="relu")


def bare_layer_with_shape(input_shape):
    return Conv2D(filters=1, kernel_size=3, padding="same", input_shape=input_shape)


class OneConv(keras.layers.Layer):
    def __init__(self, input_shape):
        super().__init__()
        self.conv = Conv2D(1, 3, padding="same")

    def call(self, x):
        return tf.identity(self.conv(x))


def with_identities(input_shape):
    return keras.Sequential(
        [
            layers.Activation("linear"),
            Conv2D(1, 3, padding="same"),
            layers.Dropout(0.0),
            layers.MaxPooling2D(1),
            layers.Identity(),
        ]
    )


def one_output_in_a_list(input_shape):
    inputs = keras.Input(shape=input_shape[1:])
    return keras.Model([inputs], [Conv2D(1, 3, padding="same")(inputs)])


RIGHT_1 = [
    bare_layer, bare_layer_with_shape, OneConv, with_identities, one_output_in_a_list,
]  # fmt: skip


# -- wrong: (answer, a piece of the English message, the same in Korean) ---------------------------


def chain(*parts):
    """A build function: each part is a function that makes a layer."""
    return lambda s: keras.Sequential([keras.Input(shape=s[1:]), *(part() for part in parts)])


def conv(filters, kernel=3, **kwargs):
    kwargs = {"padding": "same"} | kwargs
    return lambda: Conv2D(filters, kernel, **kwargs)


def layer(cls, *args, **kwargs):
    return lambda: cls(*args, **kwargs)


def hard_coded(input_shape):
    return keras.Sequential([keras.Input(shape=(5, 5, 1)), Conv2D(1, 3, padding="same")])


def batch_axis_left(input_shape):
    return keras.Sequential([keras.Input(shape=input_shape), Conv2D(1, 3, padding="same")])


def forgot_return(input_shape):
    model = keras.Sequential([Conv2D(1, 3, padding="same")])
    model.build(input_shape)


def returned_list(input_shape):
    return [Conv2D(1, 3, padding="same")]


def returned_class(input_shape):
    return OneConv


def returned_tensor(input_shape):
    return Conv2D(1, 3, padding="same")(keras.Input(shape=input_shape[1:]))


def returned_number(input_shape):
    return 10


def returned_add(input_shape):
    model = keras.Sequential()
    return model.add(Conv2D(1, 3, padding="same"))


def empty(input_shape):
    return keras.Sequential()


def no_parameter():
    return Conv2D(1, 3, padding="same")


def raises(input_shape):
    kernel = 3
    return Conv2D(1, kernel, padding="sane")


class HandMade(keras.layers.Layer):
    def build(self, shape):
        self.kernel = self.add_weight(shape=(3, 3, shape[-1], 1))
        self.bias = self.add_weight(shape=(1,))

    def call(self, x):
        return tf.nn.conv2d(x, self.kernel, 1, "SAME") + self.bias


class HandMadeModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.kernel = tf.Variable(tf.random.normal((3, 3, 1, 1)))

    def call(self, x):
        return tf.nn.conv2d(x, self.kernel, 1, "SAME")


class LyingConv(Conv2D):
    """Says "same" and "stride 1" and doubles what it computes."""

    def call(self, x):
        return 2 * super().call(x)


class HiddenDropout(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = Conv2D(1, 3, padding="same")

    def call(self, x, training=False):
        x = self.conv(x)
        return tf.nn.dropout(x, 0.5) if training else x


class IdleConv(keras.Model):
    """Calls a second convolution and throws its result away."""

    def __init__(self):
        super().__init__()
        self.conv, self.idle = Conv2D(1, 3, padding="same"), Conv2D(7, 3)

    def call(self, x):
        self.idle(x)
        return self.conv(x)


def two_outputs(input_shape):
    inputs = keras.Input(shape=input_shape[1:])
    outputs = Conv2D(1, 3, padding="same")(inputs)
    return keras.Model(inputs, [outputs, outputs])


def skip(input_shape):
    inputs = keras.Input(shape=input_shape[1:])
    outputs = Conv2D(1, 3, padding="same")(inputs)
    return keras.Model(inputs, layers.Add()([inputs, outputs]))


WRONG_1 = [
    (
        chain(conv(1, padding="valid")),
        "padding of the 1st Conv2D layer is 'valid'",
        "패딩이 'valid'",
    ),
    (chain(conv(2)), "number of kernels of the 1st Conv2D layer is 2", "커널 수가 2"),
    (chain(conv(1, 5)), "kernel size of the 1st Conv2D layer is (5, 5)", "커널 크기가 (5, 5)"),
    (chain(conv(1, (1, 9))), "is (1, 9)", "(1, 9)입니다"),  # 10 parameters, same shape
    (chain(conv(1, (9, 1))), "is (9, 1)", "(9, 1)입니다"),
    (chain(conv(1, strides=2)), "stride of the 1st Conv2D layer is (2, 2)", "스트라이드가 (2, 2)"),
    (chain(conv(1, dilation_rate=2)), "dilation_rate of the 1st", "팽창(dilation_rate)이 (2, 2)"),
    (chain(conv(1, use_bias=False)), "use_bias", "편향(use_bias)이 False"),
    (chain(conv(1), conv(1)), "There are 2 (1, 1)", "2개(1, 1)"),
    (chain(), "empty", "빈 Sequential"),
    (
        chain(layer(layers.Conv2DTranspose, 1, 3, padding="same")),
        "Conv2DTranspose",
        "Conv2DTranspose",
    ),
    (
        chain(layer(layers.SeparableConv2D, 1, 3, padding="same")),
        "SeparableConv2D",
        "SeparableConv2D",
    ),
    (chain(layer(layers.DepthwiseConv2D, 3, padding="same")), "DepthwiseConv2D", "DepthwiseConv2D"),
    (chain(conv(1), layer(layers.MaxPooling2D, 3, 1, "same")), "1 pooling layer", "풀링층이 1개"),
    (chain(conv(1), layer(layers.Dropout, 0.5)), "Dropout", "Dropout"),
    (chain(conv(1), layer(layers.GaussianNoise, 0.1)), "GaussianNoise", "GaussianNoise"),
    (chain(conv(1), layer(layers.BatchNormalization)), "BatchNormalization", "BatchNormalization"),
    (chain(conv(1), layer(layers.PReLU)), "PReLU", "PReLU"),
    (chain(conv(1), layer(layers.Flatten)), "1 Flatten layer", "Flatten 층이 1개"),
    (chain(conv(1), layer(layers.Dense, 1)), "1 Dense layer", "완전연결층(Dense)이 1개"),
    (chain(layer(layers.ZeroPadding2D, 2), conv(1, padding="valid")), "(2, 2)", "(2, 2)"),
    (chain(conv(1, padding="valid"), layer(layers.ZeroPadding2D, 1)), "Zeros", "0으로 패딩하는"),
    (chain(layer(HandMade)), "HandMade", "HandMade"),
    (chain(layer(layers.Permute, (2, 1, 3)), conv(1)), "Permute", "Permute"),
    (lambda s: HandMadeModel(), "HandMadeModel", "HandMadeModel"),
    (lambda s: LyingConv(1, 3, padding="same"), "LyingConv", "LyingConv"),
    (lambda s: HiddenDropout(), "training=True", "training=True"),
    (lambda s: IdleConv(), "Conv2D", "파라미터가"),
    (
        lambda s: Conv2D(1, 3, padding="same", data_format="channels_first"),
        "channels_first",
        "channels_first",
    ),
    (hard_coded, "is fixed to images of shape (5, 5, 1)", "(5, 5, 1)로 정해"),
    (batch_axis_left, "input_shape[1:]", "배치 크기"),
    (forgot_return, "forget the return", "return을 잊지"),
    (returned_add, "model.add", "model.add"),
    (returned_list, "a list, not a model", "list를 돌려"),
    (returned_class, "the class OneConv itself", "클래스 OneConv"),
    (returned_tensor, "a layer's output", "층의 출력"),
    (returned_number, "type int", "int 값"),
    (empty, "empty", "빈 Sequential"),
    (no_parameter, "Keep the parameters", "인자는 문제에"),
    (raises, "return Conv2D(1, kernel", "번째 줄"),
    (two_outputs, "2 outputs", "출력이 2개"),
    (skip, "merged (Add)", "합치는 연산(Add)"),
]


def shared(input_shape):
    conv = Conv2D(input_shape[-1], 3, padding="same")
    return lambda x: conv(conv(x))


WRONG_2 = [
    (chain(conv(4)), "There is 1 (4)", "1개(4)"),
    (chain(conv(4), conv(4), conv(4)), "3 (4, 4, 4)", "3개(4, 4, 4)"),
    (chain(conv(8), conv(4)), "kernels of the 1st Conv2D layer is 8", "커널 수가 8"),
    (chain(conv(4), conv(4, padding="valid")), "padding of the 2nd", "두 번째"),
    (chain(conv(4), conv(4, 1)), "kernel size of the 2nd", "커널 크기가 (1, 1)"),
    (chain(conv(4), conv(4, dilation_rate=2)), "dilation_rate of the 2nd", "dilation_rate"),
    (chain(conv(4), conv(4, groups=2)), "groups of the 2nd", "groups가 2"),
    (chain(conv(4, (1, 9)), conv(4)), "(1, 9)", "(1, 9)"),  # 188 parameters, same shape
    (chain(conv(4), conv(4, (9, 1))), "(9, 1)", "(9, 1)"),
    (
        chain(layer(layers.ZeroPadding2D, 2), conv(4, padding="valid"), conv(4, padding="valid")),
        "Zeros are added",
        "0으로 패딩하는",
    ),
    (chain(conv(4, padding="valid"), layer(layers.ZeroPadding2D, 1), conv(4)), "Zeros", "0으로"),
    (
        chain(conv(4), layer(layers.Conv2DTranspose, 4, 3, padding="same")),
        "Conv2DTranspose",
        "Conv2DTranspose",
    ),
    (chain(conv(4), layer(layers.Dropout, 0.2), conv(4)), "The 1st layer is right", "첫 번째 층은"),
    (shared, "called twice", "두 번 불렀"),
]

WRONG_3 = [
    # All of the first six have 392 parameters; the first two share the output shape as well.
    (
        chain(conv(2), conv(4, padding="valid"), conv(8)),
        "only their order differs",
        "순서가 다릅니다",
    ),
    (chain(conv(2, padding="valid"), conv(4), conv(8)), "padding of the 1st", "첫 번째"),
    (
        chain(conv(2), conv(4), conv(8)),
        "padding of the 3rd Conv2D layer is 'same'",
        "패딩이 'same'",
    ),
    (chain(*(conv(n, padding="valid") for n in (2, 4, 8))), "padding of the 1st", "첫 번째"),
    (
        chain(conv(2, dilation_rate=2), conv(4), conv(8, padding="valid")),
        "dilation_rate",
        "dilation_rate",
    ),
    (
        chain(conv(2), conv(4), conv(8), layer(layers.Cropping2D, 1)),
        "Cropping2D",
        "Cropping2D",
    ),
    (chain(conv(8), conv(4), conv(2, padding="valid")), "it should be 2, 4, 8", "2, 4, 8"),
    (
        chain(conv(2), conv(4, strides=2), conv(8, padding="valid")),
        "stride of the 2nd",
        "스트라이드",
    ),
    (chain(conv(2), conv(8, padding="valid")), "2 (2, 8)", "2개(2, 8)"),
    (chain(conv(2), conv(4), conv(8, 5, padding="valid")), "(5, 5)", "(5, 5)"),
    (chain(conv(2), conv(4), conv(8, strides=2, padding="valid")), "(2, 2)", "(2, 2)"),
    (chain(conv(2), conv(4), conv(16, padding="valid")), "is 16", "16입니다"),
    (
        chain(conv(2), conv(4), conv(8, padding="valid"), layer(layers.GlobalAveragePooling2D)),
        "pooling layer",
        "풀링층",
    ),
]


def right_but(number, *more, before=(), shape=lambda s: s[1:], give_back=lambda model: model):
    """The right layers of a model with others behind or before them, or given back otherwise."""

    def build(input_shape):
        parts = [*before, *(lambda one=one: one for one in convs(number)), *more]
        return give_back(
            keras.Sequential([keras.Input(shape=shape(input_shape)), *(part() for part in parts)])
        )

    return build


def wrong_around(number):
    """Wrong answers whose convolutions are right."""
    return [
        (right_but(number, layer(layers.MaxPooling2D, 2)), "1 pooling layer", "풀링층이 1개"),
        (right_but(number, layer(layers.Flatten)), "1 Flatten layer", "Flatten 층이 1개"),
        (right_but(number, layer(layers.Dense, 1)), "1 Dense layer", "완전연결층(Dense)이 1개"),
        (right_but(number, layer(layers.Dropout, 0.5)), "Dropout", "Dropout"),
        (right_but(number, layer(layers.BatchNormalization)), "BatchNorm", "BatchNorm"),
        (right_but(number, layer(layers.Rescaling, 2.0)), "Rescaling", "Rescaling"),
        (right_but(number, layer(layers.UpSampling2D)), "UpSampling2D", "UpSampling2D"),
        (right_but(number, before=[layer(layers.Rescaling, 0.5)]), "Rescaling", "Rescaling"),
        (right_but(number, conv(1, 1)), "Conv2D layers; the instruction", "합성곱층(Conv2D)이"),
        (right_but(number, shape=lambda s: (5, 5, 1)), "is fixed to images", "정해 두었습니다"),
        (right_but(number, shape=lambda s: s), "input_shape[1:]", "배치 크기"),
        (right_but(number, give_back=lambda model: None), "forget the return", "return을 잊지"),
        (right_but(number, give_back=lambda model: model.layers), "a list", "list를"),
        (right_but(number, give_back=lambda m: m(m.inputs[0])), "layer's output", "층의"),
    ]


WRONG_2 += wrong_around(2)
WRONG_3 += wrong_around(3)


# -- untouched -------------------------------------------------------------------------------------


def stub_ellipsis(input_shape):
    model = ...
    return model


def stub_pass(input_shape):
    pass


def stub_none(input_shape):
    model = None
    return model


def stub_in_list(input_shape):
    model = keras.Sequential([...])
    return model


def stub_in_layer(input_shape):
    return keras.Sequential(
        [
            Conv2D(filters=..., kernel_size=3),
        ]
    )


def stub_from_name(input_shape):
    filters = ...
    return Conv2D(filters, 3)


def stub_raises(input_shape):
    raise NotImplementedError


UNTOUCHED = [
    stub_ellipsis, stub_pass, stub_none, stub_in_list, stub_in_layer, stub_from_name, stub_raises,
    None, ...,
]  # fmt: skip
