"""Answers to the training function of practice 3-3; the bank of ``main`` serves here as well."""

import functools
from unittest import mock

import keras
import tensorflow as tf
from keras.optimizers import Adam

from tests import answers_main
from tests.answers_main import FIT, SCCE


def as_run_model(main):
    """An answer to ``main`` as a ``run_model``: what it loads is what this function was given."""

    def run_model(model, train_X, train_y, test_X, test_y, epochs=10):
        def load():
            return train_X, train_y, test_X, test_y

        with mock.patch.object(answers_main, "load_cifar10_dataset", load):
            return main(model, epochs)

    return run_model


# -- right -----------------------------------------------------------------------------------------


def as_in_the_course(model, train_X, train_y, test_X, test_y, epochs=10):
    model.summary()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    hist = model.fit(
        train_X,
        train_y,
        epochs=epochs,
        batch_size=64,
        validation_split=0.2,
        shuffle=True,
        verbose=2,
    )
    return optimizer, hist


def compiled_by_xla(model, train_X, train_y, test_X, test_y, epochs=10):
    optimizer = Adam()
    large = model.count_params() > 1_000_000
    model.compile(optimizer, SCCE, metrics=["accuracy"], jit_compile=large)
    return optimizer, model.fit(train_X, train_y, epochs=epochs, **FIT)


def other_names(net, x, y, test_x, test_y, n=10):
    optimizer = keras.optimizers.Adam(1e-3)
    net.compile(loss=SCCE, optimizer=optimizer, metrics=["acc"])
    return [optimizer, net.fit(x=x, y=y, epochs=n, **FIT)]


def positional_fit(model, train_X, train_y, test_X, test_y, epochs=10):
    optimizer = tf.keras.optimizers.Adam(learning_rate=0.001)
    model.compile(optimizer, tf.keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    return optimizer, model.fit(train_X, train_y, 64, epochs, 2, None, 0.2)


def centres_the_pixels(model, train_X, train_y, test_X, test_y, epochs=10):
    return as_in_the_course(model, train_X - 0.5, train_y, test_X - 0.5, test_y, epochs)


def evaluates_afterwards(model, train_X, train_y, test_X, test_y, epochs=10):
    optimizer, hist = as_in_the_course(model, train_X, train_y, test_X, test_y, epochs)
    loss, accuracy = model.evaluate(test_X, test_y, verbose=0)
    print(loss, accuracy, model.predict(test_X).argmax(axis=1)[:10])
    return optimizer, hist


def any_arguments(*arrays, **settings):
    return as_in_the_course(*arrays, **settings)


def inside_another_model(model, train_X, train_y, test_X, test_y, epochs=10):
    """The given model is a layer of what is trained, and learns."""
    return as_in_the_course(keras.Sequential([model]), train_X, train_y, test_X, test_y, epochs)


class Trainer:
    def __call__(self, model, train_X, train_y, test_X, test_y, epochs=10):
        return as_in_the_course(model, train_X, train_y, test_X, test_y, epochs=epochs)


def with_callbacks(model, train_X, train_y, test_X, test_y, epochs=10):
    optimizer = Adam(0.001)
    model.compile(optimizer, SCCE, metrics=["accuracy"])
    stop = keras.callbacks.TerminateOnNaN()
    return optimizer, model.fit(train_X, train_y, epochs=epochs, callbacks=[stop], **FIT)


def prints_and_seeds(model, train_X, train_y, test_X, test_y, epochs=10):
    keras.utils.set_random_seed(2021)
    print(model.name, train_X.shape, train_X.dtype)
    return as_in_the_course(model, train_X, train_y, test_X, test_y, epochs=epochs)


RIGHT = [
    prints_and_seeds, as_in_the_course, compiled_by_xla, other_names, positional_fit,
    centres_the_pixels,
    evaluates_afterwards, any_arguments, inside_another_model, Trainer(), with_callbacks,
    functools.partial(as_in_the_course),
]  # fmt: skip


# -- wrong, in ways that only this function allows -------------------------------------------------


def trains_on_the_test_images(model, train_X, train_y, test_X, test_y, epochs=10):
    return as_in_the_course(model, test_X, test_y, train_X, train_y, epochs)


def mixes_labels(model, train_X, train_y, test_X, test_y, epochs=10):
    return as_in_the_course(model, train_X, train_y[::-1], test_X, test_y, epochs)


def validates_on_the_test_images(model, train_X, train_y, test_X, test_y, epochs=10):
    optimizer = Adam(0.001)
    model.compile(optimizer, SCCE, metrics=["accuracy"])
    more = {name: value for name, value in FIT.items() if name != "validation_split"}
    hist = model.fit(train_X, train_y, epochs=epochs, validation_data=(test_X, test_y), **more)
    return optimizer, hist


def ten_epochs_written_in(model, train_X, train_y, test_X, test_y, epochs=10):
    return as_in_the_course(model, train_X, train_y, test_X, test_y, 10)


def another_model(model, train_X, train_y, test_X, test_y, epochs=10):
    other = answers_main.build_mlp_model((32, 32, 3))
    optimizer = Adam(0.001)
    model.compile(optimizer, SCCE, metrics=["accuracy"])
    other.compile(Adam(0.01), SCCE, metrics=["accuracy"])
    return optimizer, other.fit(train_X, train_y, epochs=epochs, **FIT)


def trains_a_copy(model, train_X, train_y, test_X, test_y, epochs=10):
    copy = keras.models.clone_model(model)
    return as_in_the_course(copy, train_X, train_y, test_X, test_y, epochs)


def without_optimizer(model, train_X, train_y, test_X, test_y, epochs=10):
    model.compile("sgd", SCCE, metrics=["accuracy"])
    return model.optimizer, model.fit(train_X, train_y, epochs=epochs, **FIT)


def only_the_history(model, train_X, train_y, test_X, test_y, epochs=10):
    return as_in_the_course(model, train_X, train_y, test_X, test_y, epochs)[1]


def fewer_parameters(model, train_X, train_y, epochs=10):
    return as_in_the_course(model, train_X, train_y, None, None, epochs)


WRONG = [
    (trains_on_the_test_images, 5, "trains on the test images", "테스트 이미지로 훈련"),
    (mixes_labels, 5, "the labels are not theirs", "라벨이 그 이미지의"),
    (validates_on_the_test_images, 5, "validation_data", "validation_data"),
    (ten_epochs_written_in, 5, "epochs", "epochs"),
    (trains_a_copy, 5, "stays untrained", "훈련되지 않은 채로"),
    (without_optimizer, 3, "SGD", "SGD"),
    (fewer_parameters, 3, "positional", "positional"),
]


def stub(model, train_X, train_y, test_X, test_y, epochs=10):
    model.summary()
    optimizer = ...
    hist = ...
    return optimizer, hist
