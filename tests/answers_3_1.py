"""Answers to practice 3-1 in many spellings: what a learner might hand in, right and wrong."""

from functools import partial

import keras
import tensorflow as tf
from keras import layers
from keras.layers import Conv2D

from tests.recipes import sequential

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


def padded_by_operation(number):
    def build(input_shape):
        inputs = x = keras.Input(shape=input_shape[1:])
        for n, padding in RIGHT_LAYERS[number]:
            if padding == "same":
                x = keras.ops.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]])
            x = Conv2D(n, 3)(x)
        return keras.Model(inputs, x)

    return build


class FunctionalInside(keras.Model):
    def __init__(self, input_shape, stack):
        inputs = x = keras.Input(input_shape[1:])
        for layer in stack:
            x = layer(x)
        super().__init__(inputs, x)


def functional_inside(number):
    return lambda input_shape: FunctionalInside(input_shape, convs(number))


def cloned(number):
    return lambda input_shape: keras.models.clone_model(sequential_built(number)(input_shape))


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


def frozen(number):
    return sequential_list(number, trainable=False)


STYLES = [
    sequential_list, sequential_add, sequential_unbuilt, sequential_built, first_layer_shape,
    functional, subclass, subclass_raw_relu, subclass_in_graph, subclass_built, nested,
    plain_function, zero_padding, padded_by_operation, functional_inside, cloned,
    separate_activations, constant_kernels, half_precision, double_precision, own_activation,
    own_conv, regularized, frozen,
]  # fmt: skip
"""Each takes the number of the model, 1 to 3, and gives a build function."""


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


def chain(*makers):
    """A build function of the layers that are made."""
    return lambda input_shape: sequential(input_shape[1:], makers)


def conv(filters, kernel=3, **settings):
    return partial(Conv2D, filters, kernel, **({"padding": "same"} | settings))


def valid(filters, kernel=3, **settings):
    return conv(filters, kernel, padding="valid", **settings)


def returned_class(input_shape):
    return OneConv


def returned_number(input_shape):
    return 10


def returned_add(input_shape):
    model = keras.Sequential()
    return model.add(Conv2D(1, 3, padding="same"))


def forgot_return(input_shape):
    model = keras.Sequential([Conv2D(1, 3, padding="same")])
    model.build(input_shape)


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


class DoublingConv(Conv2D):
    """Its settings are right, what it computes is not."""

    def call(self, x):
        return 2 * super().call(x)


class HiddenDropout(OneConv):
    def call(self, x, training=False):
        x = self.conv(x)
        return tf.nn.dropout(x, 0.5) if training else x


class IdleConv(OneConv):
    """Calls a second convolution and throws its result away."""

    def __init__(self, input_shape):
        super().__init__(input_shape)
        self.idle = Conv2D(7, 3)

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


def padded_by_reflection(input_shape):
    inputs = keras.Input(shape=input_shape[1:])
    padded = keras.ops.pad(inputs, [[0, 0], [1, 1], [1, 1], [0, 0]], mode="reflect")
    return keras.Model(inputs, Conv2D(1, 3)(padded))


def turned_over(input_shape):
    inputs = keras.Input(shape=input_shape[1:])
    return keras.Model(inputs, keras.ops.flip(Conv2D(1, 3, padding="same")(inputs), axis=1))


WRONG_1 = [
    (chain(valid(1)), "padding of the 1st Conv2D layer is 'valid'", "패딩이 'valid'입니다"),
    (chain(conv(2)), "number of kernels of the 1st Conv2D layer is 2", "커널 수가 2입니다"),
    (chain(conv(1, 5)), "kernel size of the 1st Conv2D layer is (5, 5)", "커널 크기가 (5, 5)"),
    (chain(conv(1, (1, 9))), "is (1, 9)", "(1, 9)입니다"),  # 10 parameters, same shape
    (chain(conv(1, strides=2)), "stride of the 1st Conv2D layer is (2, 2)", "스트라이드가 (2, 2)"),
    (chain(conv(1, dilation_rate=2)), "dilation_rate of the 1st", "팽창(dilation_rate)이 (2, 2)"),
    (chain(conv(1, use_bias=False)), "use_bias of the 1st", "편향(use_bias)이 False"),
    (chain(conv(1, data_format="channels_first")), "Take out data_format", "'channels_first'를 빼"),
    (chain(conv(1), conv(1)), "You have 2 Conv2D layers", "2개(커널 1, 1개)"),
    (chain(), "Sequential model is empty", "빈 Sequential 모델입니다"),
    (chain(partial(layers.Conv2DTranspose, 1, 3, padding="same")), "Use Conv2D", "Conv2D로 바꾸"),
    (chain(partial(layers.SeparableConv2D, 1, 3, padding="same")), "Use Conv2D", "Conv2D로 바꾸"),
    (chain(partial(layers.DepthwiseConv2D, 3, padding="same")), "Use Conv2D", "Conv2D로 바꾸"),
    (chain(conv(1), partial(layers.MaxPooling2D, 3, 1, "same")), "1 pooling layer", "풀링층이 1개"),
    (chain(conv(1), partial(layers.MaxPooling2D, 1, strides=2)), "1 pooling layer", "풀링층이 1개"),
    (chain(conv(1), partial(layers.Dropout, 0.5)), "layer Dropout was not",
     "Dropout 층이 있습니다"),
    (chain(conv(1), partial(layers.GaussianNoise, 0.1)), "layer GaussianNoise",
     "GaussianNoise 층이"),
    (chain(conv(1), layers.BatchNormalization), "Batch normalization adds", "배치 정규화는"),
    (chain(conv(1), layers.PReLU), "layer PReLU was not asked", "PReLU 층이 있습니다"),
    (chain(conv(1), layers.Flatten), "1 Flatten layer that", "Flatten 층이 1개 있습니다"),
    (chain(conv(1), partial(layers.Dense, 1)), "1 Dense layer that", "완전연결층(Dense)이 1개 있"),
    (chain(partial(layers.ZeroPadding2D, 2), valid(1)), "Zeros are put around", "0을 따로 붙였"),
    (chain(valid(1), layers.ZeroPadding2D), "Zeros are put around", "0을 따로 붙였"),
    (chain(partial(layers.Permute, (2, 1, 3)), conv(1)), "layer Permute was not",
     "Permute 층이 있"),
    (chain(HandMade), "if you wrote it yourself, use the Keras layer", "직접 만든 층이라면"),
    (lambda s: DoublingConv(1, 3, padding="same"), "call() of your own", "call을 고치지 않은"),
    (HiddenDropout, "changes with training=True", "training=True일 때 출력이 달라"),
    (IdleConv, "You have 2 Conv2D layers", "합성곱층(Conv2D)이 2개"),
    (padded_by_reflection, "padding of the 1st Conv2D layer is 'valid'", "패딩이 'valid'"),
    (turned_over, "after the 1st Conv2D layer, up to the output", "다음부터 모델의 출력까지"),
    (two_outputs, "There are 2 outputs", "출력이 2개입니다"),
    (skip, "It merges two branches", "두 갈래를"),
    (forgot_return, "The function has no return", "함수에 return이 없어서"),
    (returned_add, "add, summary and compile give back None", "add, summary, compile은 None을"),
    (returned_class, "the class OneConv itself", "클래스 OneConv 자체"),
    (returned_number, "a value of type int", "int 값을 돌려"),
    (no_parameter, "Keep the parameters", "인자는 문제에 적힌 그대로"),
    (raises, "either 'same' or 'valid'", "'same'이나 'valid'만"),
    (sequential_list(1)((1, 5, 5, 1)), "a model that the function made", "함수가 만든 모델을 넘겼"),
]  # fmt: skip


def shared(input_shape):
    conv = Conv2D(input_shape[-1], 3, padding="same")
    return lambda x: conv(conv(x))


def only_the_first(input_shape):
    inputs = keras.Input(shape=input_shape[1:])
    first = Conv2D(4, 3, padding="same")(inputs)
    Conv2D(4, 3, padding="same")(first)
    return keras.Model(inputs, first)


WRONG_2 = [
    (chain(conv(4)), "You have 1 Conv2D layer (4 kernels)", "1개(커널 4개)"),
    (chain(conv(4), conv(4), conv(4)), "You have 3 Conv2D layers", "3개(커널 4, 4, 4개)"),
    (chain(conv(8), conv(4)), "kernels of the 1st Conv2D layer is 8", "커널 수가 8입니다"),
    (chain(conv(4), valid(4)), "padding of the 2nd", "두 번째 합성곱층(Conv2D)의 패딩이"),
    (chain(conv(4), conv(4, 1)), "kernel size of the 2nd", "커널 크기가 (1, 1)"),
    (chain(conv(4), conv(4, dilation_rate=2)), "dilation_rate of the 2nd", "(dilation_rate)이 (2"),
    (chain(conv(4), conv(4, groups=2)), "groups of the 2nd", "그룹 수(groups)가 2"),
    (chain(conv(4, (1, 9)), conv(4)), "is (1, 9)", "(1, 9)입니다"),  # 188 parameters, same shape
    (chain(partial(layers.ZeroPadding2D, 2), valid(4), valid(4)), "Zeros are put", "0을 따로 붙"),
    (chain(valid(4), layers.ZeroPadding2D, conv(4)), "Zeros are put around", "0을 따로 붙였"),
    (chain(conv(4), partial(layers.Conv2DTranspose, 4, 3, padding="same")), "so far: 1 layer.",
     "앞의 층 1개는 맞습니다. 지시에 없는 Conv2DTranspose"),
    (shared, "same Conv2D object is used more than once", "같은 Conv2D 객체를 두 번 이상"),
    (only_the_first, "You have 1 Conv2D layer", "합성곱층(Conv2D)이 1개"),
]  # fmt: skip

WRONG_3 = [
    # All of the first five have 392 parameters; the first two share the output shape as well.
    (chain(conv(2), valid(4), conv(8)), "only their order differs", "순서가 다릅니다"),
    (chain(valid(2), conv(4), conv(8)), "it should be 'same', 'same', 'valid'", "순서가 다릅니다"),
    (chain(conv(2), conv(4), conv(8)), "padding of the 3rd Conv2D layer is 'same'",
     "패딩이 'same'"),
    (chain(valid(2), valid(4), valid(8)), "padding of the 1st", "패딩이 'valid'입니다"),
    (chain(conv(2, dilation_rate=2), conv(4), valid(8)), "dilation_rate of the 1st",
     "팽창(dilation"),
    (chain(conv(2), conv(4), conv(8), layers.Cropping2D), "layer Cropping2D was",
     "Cropping2D 층이"),
    (chain(conv(8), conv(4), valid(2)), "it should be 2, 4, 8", "지시한 값은 2, 4, 8"),
    (chain(conv(2), conv(4, strides=2), valid(8)), "stride of the 2nd", "스트라이드가 (2, 2)"),
    (chain(conv(2), valid(8)), "You have 2 Conv2D layers (2, 8 kernels)", "2개(커널 2, 8개)"),
    (chain(conv(2), conv(4), valid(8, 5)), "kernel size of the 3rd", "커널 크기가 (5, 5)"),
    (chain(conv(2), conv(4), valid(16)), "of the 3rd Conv2D layer is 16", "커널 수가 16입니다"),
    (chain(conv(2), conv(4), valid(8), layers.GlobalAveragePooling2D), "1 pooling", "풀링층이 1개"),
]  # fmt: skip


def right_but(number, *behind, before=(), shape=lambda s: s[1:], give_back=lambda model: model):
    """The right layers of a model with others behind or before them, or given back otherwise."""
    makers = [partial(Conv2D, n, 3, padding=padding) for n, padding in RIGHT_LAYERS[number]]

    def build_model1(input_shape):
        return give_back(sequential(shape(input_shape), [*before, *makers, *behind]))

    return build_model1


def wrong_around(number):
    """Wrong answers whose convolutions are right."""
    but, rescaling = partial(right_but, number), partial(layers.Rescaling, 0.5)
    return [
        (but(partial(layers.MaxPooling2D, 2)), "1 pooling layer", "풀링층이 1개 있습니다"),
        (but(layers.Flatten), "1 Flatten layer that", "Flatten 층이 1개 있습니다"),
        (but(partial(layers.Dense, 1)), "1 Dense layer that", "완전연결층(Dense)이 1개 있습니다"),
        (but(partial(layers.Dropout, 0.5)), "Dropout sets a part", "드롭아웃은"),
        (but(layers.BatchNormalization), "Batch normalization adds", "배치 정규화는"),
        (but(layers.UpSampling2D), "layer UpSampling2D was not", "UpSampling2D 층이 있습니다"),
        (but(before=[rescaling]), "Do not scale them again", "다시 줄이지 말고"),
        (but(partial(Conv2D, 1, 1)), f"have {number + 1} Conv2D layers", f"{number + 1}개(커널"),
        (but(shape=lambda s: (5, 5, 1)), "instead of writing numbers", "숫자를 직접 적지 않고"),
        (but(shape=lambda s: s), "Write Input(shape=input_shape[1:])", "배치 축을 적지 않습니다"),
        (but(give_back=lambda model: None), "The function returned None", "None을 돌려주었습니다"),
        (but(give_back=lambda model: model.layers), "a list, not a model", "list를 돌려주었"),
        (but(give_back=lambda m: m(m.inputs[0])), "output of a layer, not", "층의 출력을 돌려"),
    ]  # fmt: skip


WRONG_1 += wrong_around(1)
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
