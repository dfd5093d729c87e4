"""Answers to the two functions that train, `main` of 3-2 and `run_model` of 3-3.

An answer is the right one with some of its lines changed: `written(compile="...")`. A line is text,
so that a check can read it back as it reads a notebook's cell. Of the places, 0 is the optimizer,
1 compile and 2 fit.
"""

import itertools
import linecache
from textwrap import dedent, indent

import keras
import numpy as np
import tensorflow as tf
from keras.optimizers import Adam

SCCE = "sparse_categorical_crossentropy"
FIT = {"batch_size": 64, "validation_split": 0.2, "shuffle": True, "verbose": 2}

HEADS = {
    "main": "def main(model=None, epochs=10):\n"
    "    train_X, train_y, test_X, test_y = load_cifar10_dataset()\n",
    "run_model": "def run_model(model, train_X, train_y, test_X, test_y, epochs=10):\n"
    "    model.summary()\n",
}
MAKE = "optimizer = Adam(learning_rate=0.001)"
RETURN = "return optimizer, hist"

_number = itertools.count()


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


def compiled(**changes):
    """The call of compile with some arguments changed; `None` leaves one out."""
    usual = {"optimizer": "optimizer", "loss": "SCCE", "metrics": "['accuracy']"}
    return f"model.compile({_arguments(usual | changes)})"


def fitted(data="train_X, train_y", **changes):
    """The call of fit, on other `data`, with some arguments changed; `None` leaves one out."""
    usual = {"epochs": "epochs", **{name: repr(value) for name, value in FIT.items()}}
    return f"hist = model.fit({data}, {_arguments(usual | changes)})"


def _arguments(values):
    return ", ".join(f"{name}={value}" for name, value in values.items() if value is not None)


COMPILE, FITTED = compiled(), fitted()


def written(before="", make=MAKE, compile=COMPILE, fit=FITTED, end=RETURN, name="main", above=""):
    """The function called `name` with these lines, in a cell of its own below `above`."""
    lines = [dedent(part) for part in (before, make, compile, fit, end) if part]
    return in_a_cell(dedent(above) + HEADS[name] + indent("\n".join(lines), "    "), name)


def in_a_cell(source, name):
    """What the cell `source` defines as `name`, with the text at hand as in a notebook."""
    file = f"<cell {next(_number)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    names = {"__name__": "cell", "keras": keras, "np": np, "tf": tf, "Adam": Adam, "SCCE": SCCE,
             "FIT": FIT, "schedules": keras.optimizers.schedules,
             "build_mlp_model": build_mlp_model,
             "load_cifar10_dataset": load_cifar10_dataset}  # fmt: skip
    exec(compile(source, file, "exec"), names)
    return names[name]


# -- right: the lines; for those that get a note, its place and words ------------------------------

RIGHT = {
    "as in the course": {},
    "by position": {
        "make": "optimizer = Adam()",
        "compile": "model.compile(optimizer, SCCE, metrics=('accuracy',))",
        "fit": "hist = model.fit(train_X, train_y, 64, epochs, 2, None, 1 / 5)",
        "end": "return [optimizer, hist]",
    },
    "objects": {
        "make": "optimizer = tf.keras.optimizers.Adam(1e-2)\noptimizer.learning_rate = 1e-3",
        "compile": compiled(
            loss="tf.keras.losses.SparseCategoricalCrossentropy()",
            metrics="[keras.metrics.SparseCategoricalAccuracy(name='accuracy'), 'mse']",
        ),
    },
    "a class of loss": {"compile": compiled(loss="keras.losses.SparseCategoricalCrossentropy")},
    "a schedule that is constant": {
        "make": "optimizer = Adam(schedules.ExponentialDecay(0.001, 100, 1.0))"
    },
    "labels as a column": {"fit": fitted("train_X, train_y[:, None]")},
    "centred in place": {"before": "train_X -= train_X.mean()"},
    "centred in each pixel": {"fit": fitted("train_X - train_X.mean(axis=0), train_y")},
    "a callback that does not meddle": {
        "fit": fitted(callbacks="[keras.callbacks.TerminateOnNaN()]")
    },
    "reads what training gives": {
        "compile": compiled(metrics="['accuracy', 'mse']"),
        "end": """
            loss, accuracy, error = model.evaluate(test_X, test_y)
            scores = model.evaluate(test_X, test_y, return_dict=True)
            print(loss, accuracy, error, scores["mse"], hist.history["val_mse"][-1], hist.epoch)
            print(model.predict(test_X).argmax(axis=1).shape, hist.model.get_metrics_result())
            model.save("never_written.keras")
            return optimizer, hist
        """,
    },
}

_OWN_LOSS = """
    def loss(y_true, y_pred):
        labels = tf.cast(tf.reshape(y_true, (-1,)), tf.int32)
        return -tf.math.log(tf.gather(y_pred, labels, batch_dims=1))
"""
NOTED = [
    (
        {
            "compile": compiled(
                loss="keras.losses.sparse_categorical_crossentropy",
                metrics="{'output': [keras.metrics.sparse_categorical_accuracy]}",
            ),
            "end": "return optimizer, model.history",
        },
        1,
        "'sparse_categorical_accuracy'",
    ),
    ({"before": _OWN_LOSS, "compile": compiled(loss="loss")}, 1, "own"),
    ({"compile": compiled(metrics="['acc']")}, 1, "'acc'"),
    ({"compile": "model.compile(optimizer, 'mse')\n" + compiled()}, 1, "the last one counts"),
    ({"make": "optimizer = 'adam'"}, 0, "'adam'"),
    (
        {
            "make": "",
            "compile": compiled(optimizer="'Adam'"),
            "end": "return model.optimizer, hist",
        },
        1,
        "compile made",
    ),
    ({"fit": fitted("train_X / 255, train_y")}, 2, "rescaled"),
    ({"before": "train_X = train_X - 0.5 - 0.5"}, 2, "a second time"),
    (
        {
            "before": "order = np.random.permutation(len(train_X))",
            "fit": fitted("train_X[order], train_y[order]"),
        },
        2,
        "shuffled",
    ),
    ({"fit": fitted(callbacks="[keras.callbacks.EarlyStopping()]")}, 2, "EarlyStopping"),
]

RIGHT_MAIN = {
    "a model of its own": (
        """
        def main(model=None, epochs=10):
            (train_X, train_y), (test_X, _) = keras.datasets.cifar10.load_data()
            train_X, test_X = train_X / 255.0, test_X / 255.0
            model = build_mlp_model(train_X.shape[1:])
            optimizer = Adam(learning_rate=0.001)
            model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
            return optimizer, model.fit(train_X, train_y, epochs=epochs, steps_per_epoch=94, **FIT)
        """,
        "made inside the function",
    ),
    "global arrays": (
        """
        train_X, train_y = np.zeros((3, 32, 32, 3)), np.zeros(3)

        def main(net=None, n=10):
            optimizer = Adam(learning_rate=0.001)
            net.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
            return optimizer, net.fit(train_X, train_y, epochs=n, **FIT)
        """,
        None,
    ),
    "global arrays of other names": (
        """
        pixels = np.random.default_rng(0).random(7500, dtype=np.float32)
        X_train = np.broadcast_to(pixels[:, None, None, None], (7500, 32, 32, 3))
        y_train = np.ones(7500, int)

        def main(model=None, epochs=10):
            optimizer = Adam(learning_rate=0.001)
            model.compile(optimizer=optimizer, loss=SCCE, metrics=["accuracy"])
            return optimizer, model.fit(X_train, y_train, epochs=epochs, **FIT)
        """,
        "by their number",
    ),
}
"""The cell, and words of the note on fit if one is due."""


# -- wrong: the lines, the place that is blamed, and words of each language ------------------------

_LOOP = """
    for _ in range(epochs):
        hist = model.fit(train_X, train_y, epochs=1, **FIT)
"""
_TAPE = """
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(train_X[:4]))
    weights = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    hist = None
"""

WRONG_OPTIMIZER = [
    ({"make": "optimizer = keras.optimizers.SGD(0.001)"}, "it is SGD", "SGD입니다"),
    ({"make": "optimizer = keras.optimizers.AdamW(0.001)"}, "it is AdamW", "AdamW입니다"),
    ({"make": "optimizer = 'rmsprop'"}, "it is RMSprop", "RMSprop입니다"),
    ({"make": "optimizer = Adam(0.01)"}, "learning rate is 0.01", "학습률이 0.01"),
    (
        {"make": "optimizer = Adam(schedules.InverseTimeDecay(0.001, 100, 0.5))"},
        "a schedule moves the learning rate",
        "달라집니다",
    ),
    ({"make": "optimizer = Adam"}, "the class Adam itself", "클래스 Adam 자체"),
    (
        {"make": "", "compile": compiled(optimizer="Adam"), "end": "return model.optimizer, hist"},
        "the class Adam itself",
        "클래스 Adam 자체",
    ),
    ({"make": "optimizer = Adam(lr=0.001)"}, "is called learning_rate", "learning_rate입니다"),
    ({"make": "optimizer = Adam(rate=0.001)"}, "is called learning_rate", "learning_rate입니다"),
    ({"make": "optimizer = Adam(beta=0.9)"}, "no argument `beta`", "`beta` 인자는 없습니다"),
    ({"make": "optimizer = Adan(learning_rate=0.001)"}, "Adan is not known", "Adan"),
    (
        {"make": "optimizer = Adam(learning_rate=0.001)\noptimizer = ..."},
        "`optimizer = ...` is still there below it",
        "그 아래에 `optimizer = ...`",
    ),
    ({"end": "optimizer = ...\nreturn optimizer, hist"}, "still there below it", "남아 있어"),
    (
        {"make": "opt = Adam(0.001)\noptimizer = ...", "compile": compiled(optimizer="opt")},
        "`optimizer` is still `...`",
        "아직 `...`",
    ),
    (
        {"above": "one = Adam(learning_rate=0.001)\n", "make": "optimizer = one"},
        "Make a new Adam(learning_rate=0.001) inside the function",
        "함수 안에서 Adam(learning_rate=0.001)을",
    ),
]

WRONG_COMPILE = [
    ({"compile": compiled(optimizer="'adam'")}, "compile receives 'adam'", "는 'adam'입니다"),
    (
        {"compile": compiled(optimizer="Adam(0.001)")},
        "compile receives Adam, which is another",
        "받은 옵티마이저는 Adam입니다",
    ),
    ({"compile": compiled(optimizer="Adam")}, "the class Adam itself", "클래스 Adam 자체"),
    ({"compile": compiled(loss="'categorical_crossentropy'")}, "one-hot labels", "원-핫 정답에"),
    ({"compile": compiled(loss="'binary_crossentropy'")}, "two classes", "클래스가 둘"),
    ({"compile": compiled(loss="'mse'")}, "suits regression", "회귀에"),
    (
        {"compile": compiled(loss="'sparse_categorical_crossentrpy'")},
        "spelling differs",
        "철자가 다릅니다",
    ),
    (
        {"compile": compiled(loss="keras.losses.SparseCategoricalCrossentropy(from_logits=True)")},
        "from_logits=True",
        "from_logits=True",
    ),
    (
        {"compile": compiled(loss="keras.losses.SparseCategoricalCrossentropy(ignore_class=3)")},
        "an argument that was not asked for",
        "지시에 없는 인자",
    ),
    ({"compile": compiled(loss=None)}, "loss is missing", "loss가 없습니다"),
    ({"compile": compiled(metrics=None)}, "metrics are missing", "metrics가 없습니다"),
    ({"compile": compiled(metrics="'accuracy'")}, "Write a list", "리스트로"),
    ({"compile": compiled(metrics="['acuracy']")}, "spelling differs", "철자가 다릅니다"),
    ({"compile": compiled(metrics="[keras.metrics.Accuracy()]")}, "the same number", "똑같은 값"),
    ({"compile": compiled(metrics="['categorical_accuracy']")}, "one-hot labels", "원-핫"),
    ({"compile": compiled(metrics="['binary_accuracy']")}, "two classes", "클래스가 둘"),
    ({"compile": compiled(metrics="['mse']")}, "['mse']", "['mse']"),
    ({"compile": "model.compile(optimizer, SCCE, ['accuracy'])"}, "third place", "세 번째 자리"),
    ({"compile": compiled() + "\n" + compiled(loss="'mse'")}, "suits regression", "회귀에"),
    ({"compile": ""}, "never called", "부르지 않았습니다"),
    ({"compile": "", "fit": fitted() + "\n" + compiled()}, "before compile", "먼저 불렀습니다"),
    (
        {"compile": "other = build_mlp_model((4, 4, 3))\nother" + compiled()[5:]},
        "different models",
        "모델이 다릅니다",
    ),
    (
        {"compile": "model = " + compiled()},
        "compile prepares the model and returns None",
        "compile은 모델을 준비해 두고 None을",
    ),
    ({"compile": compiled(optimizer=None, optimiser="optimizer")}, "'optimizer'?", "optimiser"),
    ({"compile": compiled().replace("compile", "comple")}, "no `comple`", "`comple` 메서드가"),
    ({"compile": compiled(loss="'no such loss'")}, "not the cross-entropy", "교차 엔트로피가"),
    ({"compile": compiled(optimizer="3")}, "compile receives 3", "는 3입니다"),
]

WRONG_FIT = [
    ({"fit": fitted("test_X, test_y")}, "trains on the test images", "테스트 사진으로 훈련"),
    ({"fit": fitted("train_X, test_y")}, "labels are not theirs", "정답이 그 사진의"),
    ({"before": "np.random.shuffle(train_y)"}, "labels are not theirs", "정답이 그 사진의"),
    ({"fit": fitted("train_X[:6000], train_y[:6000]")}, "only 6,000 of the 7,500", "6,000장만"),
    (
        {"fit": fitted("np.r_[train_X, test_X], np.r_[train_y, test_y]")},
        "among the",
        "섞여 있습니다",
    ),
    ({"fit": fitted("train_X, keras.utils.to_categorical(train_y)")}, "one-hot", "원-핫"),
    ({"fit": fitted("train_y, train_X")}, "in the place of the images", "사진 자리에"),
    ({"fit": fitted("train_X")}, "labels are missing", "정답이 없습니다"),
    (
        {"fit": fitted("tf.data.Dataset.from_tensor_slices((train_y, train_y)).batch(64)")},
        "instead of arrays",
        "배열에만",
    ),
    ({"fit": fitted("train_X.reshape(len(train_X), -1), train_y")}, "flattened", "한 줄로"),
    ({"fit": fitted("train_X[:, :16, :16], train_y")}, "have the shape", "모양이"),
    ({"fit": fitted("train_X[:, :, ::-1], train_y")}, "were changed", "달라졌습니다"),
    ({"fit": fitted("1 - train_X, train_y")}, "were changed", "달라졌습니다"),
    ({"fit": fitted("train_X * 0, train_y")}, "were changed", "달라졌습니다"),
    ({"fit": fitted(epochs="3")}, "the argument epochs (5 in this check)", "함수의 인자 epochs"),
    ({"fit": fitted(epochs=None)}, "for one epoch alone", "epochs 값이 1(적지"),
    (
        {"fit": "hist = model.fit(train_X, train_y, epochs, 64, validation_split=0.2)"},
        "third place of fit is batch_size",
        "batch_size이고",
    ),
    ({"fit": fitted(batch_size=None)}, "batch_size is None (the default", "batch_size 값이"),
    ({"fit": fitted(validation_split="20")}, "20 % is written 0.2", "20%는 0.2로"),
    ({"fit": fitted(validation_split="0.8")}, "not the one to train on", "검증에 쓸 사진"),
    ({"fit": fitted(shuffle="'True'")}, "without quotes", "따옴표를 빼고"),
    ({"fit": fitted(shuffle="False")}, "shuffle is False", "shuffle 값이 False"),
    ({"fit": fitted(verbose="'2'")}, "without quotes", "따옴표를 빼고"),
    ({"fit": fitted(verbose=None)}, "verbose is 'auto' (the default", "verbose 값이 'auto'"),
    ({"fit": fitted(validation_data="(test_X, test_y)")}, "the test images as", "테스트 사진을"),
    ({"fit": fitted(validation_data="(train_X[:9], train_y[:9])")}, "overrides", "무시됩니다"),
    ({"fit": fitted(steps_per_epoch="10")}, "steps_per_epoch=10", "steps_per_epoch=10"),
    ({"fit": fitted(epoch="epochs", epochs=None)}, "'epochs'?", "'epochs'인지"),
    ({"fit": _LOOP}, "3 times", "3번"),
    ({"fit": _TAPE}, "GradientTape", "GradientTape"),
    ({"fit": "hist = model.train_on_batch(train_X, train_y)"}, "by hand", "직접 훈련"),
    ({"fit": "hist = model.fit"}, "without parentheses", "괄호가 없어서"),
    ({"fit": "hist = {'loss': [1.0]}"}, "never called", "부르지 않았고"),
    ({"fit": fitted() + ".history"}, "Leave out .history", ".history를 빼고"),
    ({"fit": fitted() + "\nhist = ..."}, "`hist = ...` is still there", "`hist = ...` 줄이"),
    ({"fit": fitted().replace("hist", "history")}, "`hist` has no value", "`hist`에 아직 값이"),
    ({"end": "return optimizer, history"}, "`history` has no value", "`history`에 값이"),
    ({"end": "print(hist.history['acc'])\nreturn optimizer, hist"}, "has no such key", "그런 키가"),
    ({"end": ""}, "nothing is returned", "돌려주지 않았습니다"),
    ({"end": "return optimizer"}, "only optimizer", "optimizer 하나만"),
    ({"end": "return hist"}, "only hist", "hist 하나만"),
    ({"end": "return hist, optimizer"}, "wrong order", "순서가 바뀌었습니다"),
    ({"end": "return optimizer, hist, 1"}, "tuple of 3", "값을 3개"),
    ({"end": "return optimizer, None"}, "second value returned is None", "None입니다"),
    ({"end": "return None, hist"}, "no optimizer but None", "optimizer가 아니라 None"),
    (
        {"end": "return optimizer, keras.callbacks.History()"},
        "not the one of this fit",
        "fit의 것이",
    ),
    ({"before": "model.trainable = False"}, "trainable=False", "trainable=False"),
]

BELOW_RETURN = {
    "before": "optimizer = hist = ...",
    "make": RETURN,
    "compile": MAKE,
    "fit": compiled(),
    "end": fitted(),
}
"""All the code stands below return: every instruction says so."""


# -- unfinished: the lines, and the statuses of the three instructions -----------------------------

UNTOUCHED = [
    {"make": "optimizer = ...", "compile": "...", "fit": "hist = ..."},
    {"make": "optimizer = None", "compile": "", "fit": "hist = None"},
    {"make": "pass", "compile": "", "fit": "", "end": ""},
    {"make": "optimizer = Adam(learning_rate=...)", "compile": compiled(loss="...")},
]
PARTS = [
    ({"compile": "...", "fit": "hist = ..."}, ("pass", "todo", "todo")),
    ({"compile": compiled(loss="..."), "fit": "hist = ..."}, ("pass", "todo", "todo")),
    ({"fit": "hist = None"}, ("pass", "pass", "todo")),
    ({"fit": fitted(batch_size="...")}, ("pass", "pass", "todo")),
    ({"make": "optimizer = Adam", "fit": "hist = ..."}, ("fail", "todo", "todo")),
    ({"make": "optimizer = Adan()"}, ("fail", "todo", "todo")),
    ({"compile": "model.comple()"}, ("pass", "fail", "todo")),
    ({"fit": "raise SystemExit(1)"}, ("pass", "pass", "fail")),
    ({"make": MAKE + "\noptimizer = ..."}, ("fail", "todo", "todo")),
    (
        {"make": "optimizer = Adam(0.1)", "compile": compiled(metrics="'accuracy'")},
        ("fail", "fail", "todo"),
    ),
]
