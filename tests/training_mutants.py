"""Change one argument of Adam, compile or fit at a time in a right training function.

`HARMLESS` are the arguments on which the instructions are silent: they are free, and those that
change the training get a note.
"""

from tests.answers_main import compiled, fitted

OPTIMIZERS = ("Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion", "Adafactor")
RATES = (
    *("0.0", "0.0005", "0.00099", "0.00101", "0.002", "0.1", "1.0", "-0.001"),
    *("schedules.ExponentialDecay(0.001, 100, 0.9)", "schedules.CosineDecay(0.001, 1000)"),
    "schedules.PiecewiseConstantDecay([1000], [0.001, 0.0001])",
)
SPARSE = "keras.losses.SparseCategoricalCrossentropy"
LOSSES = (
    *("'hinge'", "'mean_absolute_error'", "'kl_divergence'", "'poisson'", "'cosine_similarity'"),
    *("'huber'", f"{SPARSE}(reduction='sum')", f"{SPARSE}(reduction=None)"),
)
METRICS = (
    *("top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy", "auc"),
    "sparse_categorical_crossentropy",
)
FIT = {
    "epochs": (None, 1, 10, 20),
    "batch_size": (None, 1, 32, 63, 65, 128, 640),
    "validation_split": (None, 0.0, 0.1, 0.19, 0.21, 0.25, 0.3, 0.8, 20),
    "shuffle": ("False", "None", "'True'"),
    "verbose": (None, 0, 1, 3, "'2'"),
    "initial_epoch": (1, 2),
    "steps_per_epoch": (1, 10, 93, 95),
    "validation_data": ("(np.zeros((1, 32, 32, 3)), np.zeros(1))",),
}
DATA = (
    *("train_X[1:], train_y[1:]", "train_X, train_y[::-1]", "train_X, np.roll(train_y, 1)"),
    "np.r_[train_X, train_X[:1]], np.r_[train_y, train_y[:1]]",
)

MUTANTS = [
    *[(0, {"make": f"optimizer = keras.optimizers.{name}(0.001)"}) for name in OPTIMIZERS],
    *[(0, {"make": f"optimizer = Adam(learning_rate={rate})"}) for rate in RATES],
    (1, {"compile": compiled(optimizer="'sgd'")}),
    *[(1, {"compile": compiled(loss=loss)}) for loss in LOSSES],
    *[(1, {"compile": compiled(metrics=f"['{metric}']")}) for metric in METRICS],
    (1, {"compile": compiled(metrics="[]")}),
    *[(2, {"fit": fitted(**{name: n})}) for name, values in FIT.items() for n in values],
    *[(2, {"fit": fitted(data)}) for data in DATA],
]
"""The place that is wrong, and the line that makes it so: all are wrong."""


def _adam(argument):
    return {"make": f"optimizer = Adam(0.001, {argument})"}


HARMLESS = [
    *[(_adam(f"{name}={value}"), name) for name, value in {
        **{"beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-6, "amsgrad": True},
        **{"weight_decay": 0.01, "clipnorm": 1.0, "clipvalue": 0.5, "use_ema": True}}.items()],
    (_adam("name='mine'"), None),
    ({"compile": compiled(jit_compile="True")}, None),
    ({"compile": compiled(run_eagerly="True")}, None),
    ({"compile": compiled(steps_per_execution="2")}, None),
    ({"compile": compiled(auto_scale_loss="False")}, None),
    ({"compile": compiled(loss_weights="2.0")}, "loss_weights"),
    ({"compile": compiled(metrics="['accuracy', 'mse']")}, None),
    ({"compile": compiled(metrics=None, weighted_metrics="['accuracy']")}, None),
    ({"fit": fitted(callbacks="[]")}, None),
    ({"fit": fitted(class_weight="{0: 2.0}")}, "class_weight"),
    ({"fit": fitted(validation_freq="2")}, "validation_freq"),
    ({"fit": fitted(validation_batch_size="32")}, "validation_batch_size"),
    ({"fit": fitted(initial_epoch="0")}, None),
    ({"fit": fitted(steps_per_epoch="94")}, None),
]  # fmt: skip
"""The change, and the word that the note must hold (`None`: no note)."""
