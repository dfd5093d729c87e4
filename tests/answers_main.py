"""Answers to the training part of practice 3-2 (optimizer, compile, fit), right and wrong."""

import functools

import keras
import numpy as np
import tensorflow as tf
from keras.optimizers import Adam

SCCE = "sparse_categorical_crossentropy"
FIT = {"batch_size": 64, "validation_split": 0.2, "shuffle": True, "verbose": 2}


def load_cifar10_dataset():
    raise AssertionError("a check must not load the data set")


def build_mlp_model(img_shape, num_classes=10):
    return keras.Sequential(
        [
            keras.Input(shape=img_shape),
            keras.layers.Flatten(),
            keras.layers.Dense(num_classes, activation="softmax"),
        ]
    )


# -- right -----------------------------------------------------------------------------------------


def as_in_the_course(model=None, epochs=10):
    tf.random.set_seed(2021)
    np.random.seed(2021)
    train_X, train_y, test_X, test_y = load_cifar10_dataset()
    if model is None:
        model = build_mlp_model(train_X[0].shape)
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
    loss, accuracy = model.evaluate(test_X, test_y)
    labels = model.predict(test_X).argmax(axis=1)
    print(loss, accuracy, labels.shape, hist.history["val_accuracy"][-1], hist.epoch)
    return optimizer, hist


def positional(model=None, epochs=10):
    train_X, train_y, _, _ = load_cifar10_dataset()
    optimizer = Adam()
    model.compile(optimizer, SCCE, metrics=("accuracy",))
    return [optimizer, model.fit(train_X, train_y, 64, epochs, 2, validation_split=1 / 5)]


def objects(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=1e-2)
    optimizer.learning_rate = 1e-3
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy"), "mse"],
        jit_compile=True,
        run_eagerly=False,
    )
    callbacks = [keras.callbacks.EarlyStopping(patience=3)]
    hist = model.fit(x=train_X, y=train_y, epochs=epochs, callbacks=callbacks, **FIT)
    return optimizer, hist


def functions(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=10**-3)
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.sparse_categorical_crossentropy,
        metrics={"dense": [keras.metrics.sparse_categorical_accuracy]},
    )
    model.fit(train_X, train_y, epochs=epochs, **FIT)
    return optimizer, model.history


def own_loss(model=None, epochs=10):
    def loss(y_true, y_pred):
        picked = tf.gather(y_pred, tf.cast(tf.reshape(y_true, (-1,)), tf.int32), batch_dims=1)
        return -tf.math.log(picked)

    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(0.001, beta_1=0.8)
    model.compile(optimizer, loss, metrics=["acc"])
    return optimizer, model.fit(train_X, train_y[:, None], epochs=epochs, **FIT)


def by_name(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = "adam"
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, model.fit(train_X, train_y, epochs=epochs, **FIT)


def by_name_and_resolved(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    model.compile(optimizer="Adam", loss=SCCE, metrics=["accuracy"])
    hist = model.fit(train_X, train_y, epochs=epochs, **FIT)
    return model.optimizer, hist


def constant_schedule(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(keras.optimizers.schedules.ExponentialDecay(0.001, 100, 1.0))
    model.compile(optimizer=optimizer, loss=SCCE, weighted_metrics=["accuracy"])
    return optimizer, model.fit(train_X, train_y, epochs=epochs, **FIT)


def own_model(model=None, epochs=10):
    (train_X, train_y), (test_X, _) = keras.datasets.cifar10.load_data()
    train_X, test_X = train_X / 255.0, test_X / 255.0
    model = build_mlp_model(train_X.shape[1:])
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["sparse_categorical_accuracy"])
    hist = model.fit(train_X, train_y, epochs=epochs, steps_per_epoch=94, **FIT)
    model.save("never_written.keras")
    return optimizer, hist


def centred(model=None, epochs=10):
    train_X, train_y, test_X, _ = load_cifar10_dataset()
    train_X, test_X = train_X - 0.5, test_X - 0.5
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, model.fit(train_X, train_y, epochs=epochs, **FIT)


def scaled_twice(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, model.fit(train_X / 255.0, train_y, epochs=epochs, **FIT)


def shuffled_by_hand(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    order = np.random.permutation(len(train_X))
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, model.fit(train_X[order], train_y[order], epochs=epochs, **FIT)


RIGHT = [
    as_in_the_course, positional, objects, functions, own_loss, by_name, by_name_and_resolved,
    constant_schedule, own_model, centred, scaled_twice, shuffled_by_hand,
]  # fmt: skip

train_X, train_y = np.zeros((3, 32, 32, 3)), np.zeros(3)


def global_arrays(model=None, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, model.fit(train_X, train_y, epochs=epochs, **FIT)


def renamed(net=None, n=10):
    return as_in_the_course(net, n)


def keywords_only(*, epochs=10, model=None):
    return as_in_the_course(model, epochs)


def without_epochs(model=None):
    return as_in_the_course(model, 10)


def with_model(chosen):
    """A main that ignores its model and trains ``chosen``."""
    return lambda model=None, epochs=10: as_in_the_course(chosen, epochs)


X_train, y_train, X_test = np.ones((9, 32, 32, 3)), np.ones(9, int), np.ones((9, 32, 32, 3))


def global_arrays_of_other_names(model=None, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, model.fit(X_train, y_train, epochs=epochs, **FIT)


def global_test_images(model=None, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, model.fit(X_test, y_train, epochs=epochs, **FIT)


def unpacks_three_scores(model=None, epochs=10):
    train_X, train_y, test_X, test_y = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer, SCCE, metrics=["accuracy", "mse"])
    hist = model.fit(train_X, train_y, epochs=epochs, **FIT)
    loss, accuracy, error = model.evaluate(test_X, test_y)
    scores = model.evaluate(test_X, test_y, return_dict=True)
    print(loss, accuracy, error, scores["mse"], hist.history["val_mse"])
    return optimizer, hist


# -- wrong in one place ----------------------------------------------------------------------------


def training(
    make=lambda: Adam(learning_rate=0.001),
    compiled=None,
    loss=SCCE,
    metrics=("accuracy",),
    data=lambda train_X, train_y, test_X, test_y: (train_X, train_y),
    give_back=lambda optimizer, hist: (optimizer, hist),
    compile_more=None,
    **fit,
):
    """A main that is right but for the arguments given; ``compiled`` replaces the optimizer."""

    def main(model=None, epochs=10):
        arrays = load_cifar10_dataset()
        optimizer = make()
        model.compile(
            optimizer=compiled or optimizer,
            loss=loss,
            metrics=None if metrics is None else list(metrics),
            **(compile_more or {}),
        )
        arguments = {"epochs": epochs, **FIT, **fit}
        arguments = {name: value for name, value in arguments.items() if value != "left out"}
        hist = model.fit(*data(*arrays), **arguments)
        return give_back(optimizer, hist)

    return main


class OwnAdam(Adam):
    pass


def inverse_time(step=100):
    return keras.optimizers.schedules.InverseTimeDecay(0.001, step, 0.5)


def dataset(train_X, train_y, test_X, test_y):
    return (tf.data.Dataset.from_tensor_slices((train_y, train_y)).batch(64),)


WRONG_OPTIMIZER = [
    (training(make=lambda: keras.optimizers.AdamW(0.001)), "it is AdamW", "AdamW입니다"),
    (training(make=lambda: keras.optimizers.Nadam(0.001)), "it is Nadam", "Nadam입니다"),
    (training(make=lambda: keras.optimizers.SGD(0.001)), "it is SGD", "SGD입니다"),
    (training(make=lambda: OwnAdam(0.001)), "it is OwnAdam", "OwnAdam입니다"),
    (training(make=lambda: Adam(0.01)), "learning rate is 0.01", "학습률이 0.01"),
    (training(make=lambda: Adam(0.0001)), "learning rate is 0.0001", "학습률이 0.0001"),
    (training(make=lambda: Adam(0.00101)), "learning rate is 0.00101", "0.00101"),
    (training(make=lambda: Adam(inverse_time())), "moves the learning rate", "달라집니다"),
    (training(make=lambda: "rmsprop"), "it is RMSprop", "RMSprop입니다"),
    (training(make=lambda: keras.optimizers.Adamax(0.001)), "it is Adamax", "Adamax입니다"),
]

WRONG_COMPILE = [
    (training(compiled="adam"), "compile receives 'adam'", "받은 옵티마이저는 'adam'"),
    (training(compiled=Adam(0.001)), "compile receives Adam(…)", "Adam(…)"),
    (training(loss="categorical_crossentropy"), "one-hot labels", "원-핫 라벨"),
    (training(loss=keras.losses.CategoricalCrossentropy()), "one-hot labels", "원-핫 라벨"),
    (training(loss="binary_crossentropy"), "two classes", "클래스가 둘"),
    (training(loss="mse"), "The loss is 'mse'", "손실 함수가 'mse'"),
    (
        training(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)),
        "from_logits=True",
        "from_logits=True",
    ),
    (
        training(
            loss=functools.partial(keras.losses.sparse_categorical_crossentropy, from_logits=True)
        ),
        "from_logits=True",
        "from_logits=True",
    ),
    (
        training(loss=keras.losses.SparseCategoricalCrossentropy(reduction="sum")),
        "sums instead of averaging",
        "합을 냅니다",
    ),
    (
        training(loss=keras.losses.SparseCategoricalCrossentropy(reduction=None)),
        "reduction",
        "reduction",
    ),
    (
        training(loss=keras.losses.SparseCategoricalCrossentropy(ignore_class=3)),
        "SparseCategoricalCrossentropy",
        "값이 그 손실과",
    ),
    (training(loss=None), "loss is missing", "loss가 없습니다"),
    (training(metrics=None), "metrics are missing", "metrics가 없습니다"),
    (training(metrics=()), "metrics are missing", "metrics가 없습니다"),
    (training(metrics=(keras.metrics.Accuracy(),)), "the same number", "똑같은 값"),
    (training(metrics=("categorical_accuracy",)), "one-hot labels", "원-핫"),
    (training(metrics=("binary_accuracy",)), "two classes", "클래스가 둘"),
    (training(metrics=("sparse_top_k_categorical_accuracy",)), "sparse_top_k", "sparse_top_k"),
    (training(metrics=("mse",)), "['mse']", "['mse']"),
    (training(metrics=None, compile_more={"loss_weights": ["accuracy"]}), "third", "세 번째"),
]


def without_compile(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    return optimizer, model.fit(train_X, train_y, epochs=epochs, **FIT)


def compile_too_late(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    hist = model.fit(train_X, train_y, epochs=epochs, **FIT)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, hist


def another_model(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    build_mlp_model((4, 4, 3)).compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, model.fit(train_X, train_y, epochs=epochs, **FIT)


def metrics_as_a_string(model=None, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics="accuracy")
    return optimizer, None


def misspelt_argument(model=None, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimiser=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, None


WRONG_COMPILE_BY_HAND = [
    (without_compile, "never called", "부르지 않았습니다"),
    (compile_too_late, "before compile", "먼저 불렀습니다"),
    (another_model, "different models", "모델이 다릅니다"),
    (metrics_as_a_string, "Write a list", "목록으로"),
    (misspelt_argument, "optimiser", "optimiser"),
]

WRONG_FIT = [
    (training(data=lambda a, b, c, d: (c, d)), "test images", "테스트 이미지로"),
    (training(data=lambda a, b, c, d: (c, b)), "test images", "테스트 이미지로"),
    (training(data=lambda a, b, c, d: (a, d)), "labels are not theirs", "라벨이 그 이미지의"),
    (training(data=lambda a, b, c, d: (a, b[::-1])), "labels are not theirs", "라벨이 그"),
    (training(data=lambda a, b, c, d: (a[:1000], b[:1000])), "only 1,000", "1,000장만"),
    (training(data=lambda a, b, c, d: (a - 0.5, b[::-1])), "labels are not theirs", "라벨이 그"),
    (training(data=lambda a, b, c, d: (a, np.eye(10)[b])), "one-hot", "원-핫"),
    (training(data=lambda a, b, c, d: (b, a)), "in the place of the images", "이미지 자리에"),
    (training(data=lambda a, b, c, d: (a,)), "labels are missing", "라벨이 없습니다"),
    (training(data=dataset), "instead of arrays", "배열에만"),
    (
        training(data=lambda a, b, c, d: (np.concatenate([a, c]), np.concatenate([b, d]))),
        "not the training images",
        "train_X가 아닙니다",
    ),
    (training(epochs=10), "epochs of fit is 10", "epochs 값이 10"),
    (training(epochs="left out"), "epochs of fit is 1 (the default", "epochs 값이 1(적지"),
    (training(epochs=3), "the argument epochs (5)", "epochs 인자(5)"),
    (training(batch_size="left out"), "batch_size of fit is None (the default", "batch_size 값이"),
    (training(batch_size=32), "batch_size of fit is 32", "32입니다"),
    (training(validation_split="left out"), "validation_split of fit is 0.0", "validation_split"),
    (training(validation_split=0.25), "validation_split of fit is 0.25", "0.25입니다"),
    (training(shuffle=False), "shuffle of fit is False", "False입니다"),
    (training(verbose="left out"), "verbose of fit is 'auto' (the default", "verbose 값이 'auto'"),
    (training(verbose=1), "verbose of fit is 1", "verbose 값이 1"),
    (training(validation_data=(np.zeros((1, 32, 32, 3)), [0])), "overrides", "무시되고"),
    (training(steps_per_epoch=10), "steps_per_epoch=10", "steps_per_epoch=10"),
    (training(initial_epoch=1), "initial_epoch=1", "initial_epoch=1"),
    (training(give_back=lambda o, h: (o, h.history)), "hist.history", "hist.history"),
    (training(give_back=lambda o, h: None), "return optimizer, hist", "return optimizer, hist"),
    (training(give_back=lambda o, h: o), "Only optimizer", "optimizer 하나만"),
    (training(give_back=lambda o, h: h), "Only hist", "hist 하나만"),
    (training(give_back=lambda o, h: (h, o)), "wrong order", "순서가 바뀌었습니다"),
    (training(give_back=lambda o, h: (o, h, 1)), "tuple of 3", "tuple(3개)"),
    (training(give_back=lambda o, h: (o, None)), "second value returned is None", "None입니다"),
    (training(give_back=lambda o, h: (o, keras.callbacks.History())), "not the one", "fit의 것이"),
]


def loop_of_fits(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    for _ in range(epochs):
        hist = model.fit(train_X, train_y, epochs=1, **FIT)
    return optimizer, hist


def positional_epochs(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, model.fit(train_X, train_y, epochs, validation_split=0.2, verbose=2)


def batch_by_batch(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    for start in range(0, len(train_X), 64):
        hist = model.train_on_batch(train_X[start : start + 64], train_y[start : start + 64])
    return optimizer, hist


def own_loop(model=None, epochs=10):
    train_X, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(train_X[:4]))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
    return optimizer, None


def invented_history(model=None, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, {"loss": [1.0]}


def plots_wrong_key(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    hist = model.fit(train_X, train_y, epochs=epochs, **FIT)
    print(hist.history["no_such_key"])
    return optimizer, hist


def changes_in_place(change):
    """A main that changes the arrays themselves before it hands them to fit."""

    def main(model=None, epochs=10):
        arrays = load_cifar10_dataset()
        change(*arrays)
        optimizer = Adam(learning_rate=0.001)
        model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
        return optimizer, model.fit(arrays[0], arrays[1], epochs=epochs, **FIT)

    return main


def _shuffle_images(train_X, train_y, test_X, test_y):
    np.random.shuffle(train_X)


def _forget_labels(train_X, train_y, test_X, test_y):
    train_y[:] = 0


def _take_test_images(train_X, train_y, test_X, test_y):
    train_X[:500], train_y[:500] = test_X, test_y


def _blacken(train_X, train_y, test_X, test_y):
    train_X[:] = 0


def _centre(train_X, train_y, test_X, test_y):
    train_X -= 0.5


def freezes(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    model.trainable = False
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, model.fit(train_X, train_y, epochs=epochs, **FIT)


def stops_behind_fit(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    hist = model.fit(train_X, train_y, epochs=epochs, **FIT)
    print(hist.no_such_attribute)
    return optimizer, hist


def looks_at_the_model_of_the_history(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    hist = model.fit(train_X, train_y, epochs=epochs, **FIT)
    hist.model.summary()
    print(hist.model.get_metrics_result(), [metric.result() for metric in model.metrics])
    return optimizer, hist


RIGHT += [changes_in_place(_centre), looks_at_the_model_of_the_history]

WRONG_FIT += [
    (training(data=lambda a, b, c, d: (a[:, :16, :16], b)), "have the shape", "모양이"),
    (training(data=lambda a, b, c, d: (a[..., :1], b)), "have the shape", "모양이"),
    (training(data=lambda a, b, c, d: (a.reshape(len(a), -1), b)), "have the shape", "모양이"),
    (training(data=lambda a, b, c, d: (a[:, ::-1], b)), "were changed", "달라졌습니다"),
    (training(data=lambda a, b, c, d: (a[:, :, ::-1], b)), "were changed", "달라졌습니다"),
    (training(data=lambda a, b, c, d: (a[..., ::-1], b)), "were changed", "달라졌습니다"),
    (training(data=lambda a, b, c, d: (a.transpose(0, 2, 1, 3), b)), "were changed", "달라"),
    (training(data=lambda a, b, c, d: (1 - a, b)), "were changed", "달라졌습니다"),
    (training(data=lambda a, b, c, d: (a * 0, b)), "were changed", "달라졌습니다"),
    (training(data=lambda a, b, c, d: (a.astype("uint8"), b)), "were changed", "달라졌습니다"),
    (training(data=lambda a, b, c, d: (np.r_[a, a], np.r_[b, b])), "were changed", "달라졌습니다"),
]
WRONG_FIT_BY_HAND = [
    (changes_in_place(_shuffle_images), "the labels are not theirs", "라벨이 그 이미지의"),
    (changes_in_place(_forget_labels), "the labels are not theirs", "라벨이 그 이미지의"),
    (changes_in_place(_take_test_images), "were changed", "달라졌습니다"),
    (changes_in_place(_blacken), "were changed", "달라졌습니다"),
    (freezes, "trainable=False", "trainable=False"),
    (stops_behind_fit, "no_such_attribute", "번째 줄"),
    (global_test_images, "test images", "테스트 이미지로"),
    (loop_of_fits, "3 times", "3번"),
    (positional_epochs, "third position of fit is batch_size", "batch_size입니다"),
    (batch_by_batch, "train_on_batch", "train_on_batch"),
    (own_loop, "GradientTape", "GradientTape"),
    (invented_history, "is a dict", "dict이고"),
    (plots_wrong_key, "no_such_key", "번째 줄"),
]


# -- unfinished ------------------------------------------------------------------------------------


def stub(model=None, epochs=10):
    train_X, train_y, test_X, test_y = load_cifar10_dataset()  # noqa: RUF059
    if model is None:
        model = build_mlp_model(train_X[0].shape)
    optimizer = ...
    ...
    hist = ...
    return optimizer, hist


def stub_none(model=None, epochs=10):
    optimizer = None
    hist = None
    return optimizer, hist


def stub_pass(model=None, epochs=10):
    pass


def stub_with_calls(model=None, epochs=10):
    optimizer = Adam(learning_rate=...)
    model.compile(optimizer=optimizer, loss=..., metrics=...)
    hist = model.fit(..., ..., epochs=...)
    return optimizer, hist


UNTOUCHED = [stub, stub_none, stub_pass, stub_with_calls, None, ...]


def optimizer_done(model=None, epochs=10):
    load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    ...
    hist = ...
    return optimizer, hist


def compile_unfilled(model=None, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=..., metrics=["accuracy"])
    hist = ...
    return optimizer, hist


def compile_done(model=None, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    hist = None
    return optimizer, hist


def fit_unfilled(model=None, epochs=10):
    train_X, train_y, *_ = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    hist = model.fit(train_X, train_y, epochs=epochs, batch_size=...)
    return optimizer, hist


def yields(model=None, epochs=10):
    yield Adam(learning_rate=0.001)


def returns_a_number(model=None, epochs=10):
    return 0.001


PARTS = [
    (yields, ("fail", "todo", "todo")),
    (returns_a_number, ("fail", "todo", "todo")),
    (optimizer_done, ("pass", "todo", "todo")),
    (compile_unfilled, ("pass", "todo", "todo")),
    (compile_done, ("pass", "pass", "todo")),
    (fit_unfilled, ("pass", "pass", "todo")),
]


def error_before_the_optimizer(model=None, epochs=10):
    optimizer = Adan(learning_rate=0.001)  # noqa: F821
    return optimizer, None


def error_after_the_optimizer(model=None, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.comple(optimizer=optimizer, loss=SCCE)
    return optimizer, None


def error_in_compile(model=None, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=3, loss=SCCE, metrics=["accuracy"])
    return optimizer, None


def error_between(model=None, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    raise SystemExit(1)


def error_in_fit(model=None, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
    return optimizer, model.fit(np.zeros(3), np.zeros(3), epoch=epochs)


ERRORS = [
    (error_before_the_optimizer, ("fail", "todo", "todo"), "NameError"),
    (error_after_the_optimizer, ("pass", "fail", "todo"), "comple"),
    (error_in_compile, ("pass", "fail", "todo"), "optimizer"),
    (error_between, ("pass", "pass", "fail"), "SystemExit"),
    (error_in_fit, ("pass", "pass", "fail"), "epoch"),
]
