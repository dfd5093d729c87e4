"""Change one argument of Adam, compile or fit at a time in a right training function.

``HARMLESS`` are the arguments on which the instructions are silent: they are free, and those that
change the training get a remark.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import keras
import numpy as np
from keras.optimizers import Adam
from keras.optimizers.schedules import CosineDecay, ExponentialDecay, PiecewiseConstantDecay

from tests.answers_main import training

OPTIMIZERS = (
    *("SGD", "RMSprop", "AdamW", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion"),
    *("Adafactor",),
)
LOSSES = (
    *("categorical_crossentropy", "binary_crossentropy", "mean_squared_error", "hinge"),
    *("mean_absolute_error", "kl_divergence", "poisson", "cosine_similarity", "huber"),
)
METRICS = (
    *("categorical_accuracy", "binary_accuracy", "top_k_categorical_accuracy"),
    *("sparse_top_k_categorical_accuracy", "mse", "auc", "sparse_categorical_crossentropy"),
)
FIT = {
    "epochs": ("left out", 1, 10, 20),
    "batch_size": ("left out", 1, 32, 63, 65, 128, 640),
    "validation_split": ("left out", 0.0, 0.1, 0.19, 0.21, 0.25, 0.3, 0.8),
    "shuffle": (False, None),
    "verbose": ("left out", 0, 1, 3),
    "initial_epoch": (1, 2),
    "steps_per_epoch": (1, 10, 93, 95),
    "validation_data": ((np.zeros((1, 32, 32, 3)), np.zeros(1)),),
}
DATA = {
    "test images": lambda a, b, c, d: (c, d),
    "labels of the test images": lambda a, b, c, d: (a, d),
    "images and labels exchanged": lambda a, b, c, d: (b, a),
    "one image left out": lambda a, b, c, d: (a[1:], b[1:]),
    "labels reversed": lambda a, b, c, d: (a, b[::-1]),
    "labels moved by one": lambda a, b, c, d: (a, np.roll(b, 1)),
    "one-hot labels": lambda a, b, c, d: (a, np.eye(10)[b]),
    "an image twice": lambda a, b, c, d: (np.r_[a, a[:1]], np.r_[b, b[:1]]),
}
RETURNED = {
    "exchanged": lambda o, h: (h, o),
    "history.history": lambda o, h: (o, h.history),
    "optimizer alone": lambda o, h: o,
    "history alone": lambda o, h: h,
    "nothing": lambda o, h: None,
    "None for the history": lambda o, h: (o, None),
}


class TrainingMutant(NamedTuple):
    """``instruction`` is that of ``main``: 2 optimizer, 3 compile, 4 fit."""

    instruction: int
    name: str
    main: Any


def training_mutants() -> Iterator[TrainingMutant]:
    """Every mutant is wrong."""
    for name, optimizer in _optimizers():
        yield TrainingMutant(2, name, training(make=optimizer))
    for name, arguments in _compiles():
        yield TrainingMutant(3, name, training(**arguments))
    for argument, values in FIT.items():
        for value in values:
            shown = "given" if argument == "validation_data" else value
            yield TrainingMutant(4, f"{argument}={shown}", training(**{argument: value}))
    for name, data in DATA.items():
        yield TrainingMutant(4, name, training(data=data))
    for name, give_back in RETURNED.items():
        yield TrainingMutant(4, f"returned: {name}", training(give_back=give_back))


def _optimizers() -> Iterator[tuple[str, Any]]:
    for name in OPTIMIZERS:
        yield name, lambda name=name: getattr(keras.optimizers, name)(learning_rate=0.001)
    for rate in (0.0, 0.0005, 0.00099, 0.00101, 0.002, 0.01, 0.1, 1.0, -0.001):
        yield f"learning_rate={rate}", lambda rate=rate: Adam(learning_rate=rate)
    for schedule in (
        ExponentialDecay(0.001, 100, 0.9),
        CosineDecay(0.001, 1000),
        PiecewiseConstantDecay([1000], [0.001, 0.0001]),
    ):
        yield type(schedule).__name__, lambda schedule=schedule: Adam(schedule)


def _compiles() -> Iterator[tuple[str, dict]]:
    sparse = keras.losses.SparseCategoricalCrossentropy
    yield "optimizer='adam'", {"compiled": "adam"}
    yield "optimizer=Adam(0.001)", {"compiled": Adam(0.001)}
    yield "optimizer='sgd'", {"compiled": "sgd"}
    for loss in LOSSES:
        yield f"loss={loss}", {"loss": loss}
    yield "no loss", {"loss": None}
    yield "from_logits=True", {"loss": sparse(from_logits=True)}
    yield "reduction='sum'", {"loss": sparse(reduction="sum")}
    yield "reduction=None", {"loss": sparse(reduction=None)}
    yield "ignore_class=0", {"loss": sparse(ignore_class=0)}
    yield "no metrics", {"metrics": None}
    yield "an empty list of metrics", {"metrics": ()}
    for metric in METRICS:
        yield f"metrics=[{metric}]", {"metrics": (metric,)}


HARMLESS = {
    **{
        f"Adam({name}={value})": ({"make": lambda n=name, v=value: Adam(0.001, **{n: v})}, name)
        for name, value in {
            **{"beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-6, "amsgrad": True},
            **{"weight_decay": 0.01, "clipnorm": 1.0, "clipvalue": 0.5, "use_ema": True},
        }.items()
    },
    "Adam(name='mine')": ({"make": lambda: Adam(0.001, name="mine")}, None),
    "compile(jit_compile=True)": ({"compile_more": {"jit_compile": True}}, None),
    "compile(run_eagerly=True)": ({"compile_more": {"run_eagerly": True}}, None),
    "compile(steps_per_execution=2)": ({"compile_more": {"steps_per_execution": 2}}, None),
    "compile(auto_scale_loss=False)": ({"compile_more": {"auto_scale_loss": False}}, None),
    "compile(loss_weights=2.0)": ({"compile_more": {"loss_weights": 2.0}}, "loss_weights"),
    "compile(metrics=[acc, mse])": ({"metrics": ("accuracy", "mse")}, None),
    "fit(callbacks=[])": ({"callbacks": []}, None),
    "fit(class_weight={0: 2.0})": ({"class_weight": {0: 2.0}}, "class_weight"),
    "fit(validation_freq=2)": ({"validation_freq": 2}, "validation_freq"),
    "fit(validation_batch_size=32)": ({"validation_batch_size": 32}, "validation_batch_size"),
    "fit(initial_epoch=0)": ({"initial_epoch": 0}, None),
    "fit(steps_per_epoch=94)": ({"steps_per_epoch": 94}, None),
}
"""Name: the change, and the word that the remark must hold (``None``: no remark is needed)."""
