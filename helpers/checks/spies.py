"""Run a learner's training code without training: Keras' own steps are noted, not done.

`compile` is noted and then really done, which is cheap; `fit` is noted and answers with a `History`
of invented numbers. The pictures are black but for three pixels, by which they are known again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from unittest import mock

import numpy as np

from helpers.checks.attempt import Stop, attempt, code_of

TRAIN, TEST, SHAPE = 7500, 500, (32, 32, 3)
LABELS = np.random.default_rng(5).integers(0, 10, TRAIN + TEST)
"""The labels of all pictures, those of the test pictures last."""

_LOADER = "load_cifar10_dataset"
_BLACK, _WHITE, _NUMBER = (0, 0, 0), (9, 24, 0), (30, 17, 0)
"""Row, column and channel of the pixels that are 0 and 1, and of the one that tells the picture."""


def pictures(centred: bool = False) -> tuple[np.ndarray, ...]:
    """train_X, train_y, test_X, test_y: as many pictures as the course has, float32 in [0, 1].

    The pixels 0 and 1 show how a learner rescaled the values; the third holds the picture's place
    among all. `centred` puts the values into [-0.5, 0.5].
    """
    images = np.zeros((TRAIN + TEST, *SHAPE), np.float32)
    images[:, *_WHITE] = 1
    images[:, *_NUMBER] = np.arange(TRAIN + TEST) / (TRAIN + TEST)
    if centred:
        images -= 0.5
    labels = LABELS.copy()  # for learners may change them
    return images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:]


class Marks(NamedTuple):
    """The places of some pictures, `None` if not ours or spoilt, and how their values changed."""

    places: np.ndarray | None
    scale: float = 1.0
    offset: float = 0.0


def read_marks(images: np.ndarray | None) -> Marks:
    """The marks of pictures, if that is what they are."""
    if images is None or images.shape[1:] != SHAPE:
        return Marks(None)
    black, white, number = (images[:, *pixel].astype(float) for pixel in (_BLACK, _WHITE, _NUMBER))
    scale = white - black
    if len(images) == TRAIN and np.ptp(number) and not np.any(scale):  # each pixel by itself
        alike = np.corrcoef(number, np.arange(TRAIN))[0, 1] > 0.9999
        return Marks(np.arange(TRAIN) if alike else None)
    if not np.all(scale > 0):
        return Marks(None)
    places = (number - black) / scale * (TRAIN + TEST)
    whole = np.rint(places).astype(int)
    ours = np.allclose(places, whole, atol=0.1) and 0 <= whole.min() <= whole.max() < TRAIN + TEST
    return Marks(whole if ours else None, float(scale.mean()), float(black.mean()))


@dataclass(eq=False)
class Call:
    """One call of `compile` or `fit`: every argument by its real name, defaults included.

    `given` names the arguments that were written. `outcome` is the model's optimizer after
    `compile`, the `History` after `fit`, and `None` for a call that stopped with an error.
    """

    name: str
    model: Any
    arguments: dict[str, Any]
    given: frozenset[str]
    outcome: Any = None


def small_model() -> Any:
    """A built model of ten classes that costs nothing; its names use up no number of Keras'."""
    import keras

    return keras.Sequential(
        [
            keras.Input(shape=SHAPE, name="pictures"),
            keras.layers.GlobalAveragePooling2D(name="pool"),
            keras.layers.Dense(10, activation="softmax", name="output"),
        ],
        name="small_model",
    )


@dataclass
class Run:
    """All that one call of the learner's function did.

    `own_model`: it may train a model that it made itself. `step` is the part at which the code was
    in the end: "optimizer", "compile" or "fit".
    """

    epochs: int
    arrays: tuple[np.ndarray, ...]
    own_model: bool = False
    model: Any = field(default_factory=small_model)
    code: str = ""
    calls: list[Call] = field(default_factory=list)
    optimizers: list[Any] = field(default_factory=list)
    step: str = "optimizer"
    value: Any = None
    stop: Stop | None = None

    def called(self, name: str) -> list[Call]:
        """The calls of "compile" or "fit"."""
        return [call for call in self.calls if call.name == name]

    @property
    def inside(self) -> bool:
        """Whether the code stopped within its last call."""
        return bool(self.calls) and self.calls[-1].outcome is None


def run_training(run: Run, function: Callable, arguments: tuple) -> None:
    """Call the learner's `function`; what it did, gave back or stopped at stands in `run`."""
    run.code = code_of(function)
    with _stand_ins(function, run.arrays), _spies(run):
        run.value, run.stop = attempt(function, *arguments)
    gives_none = run.stop and "'NoneType' object has no attribute 'fit'" in run.stop.message
    if gives_none and run.called("compile"):  # model = model.compile(…)
        run.step = "compile"


# -- the data ----------------------------------------------------------------------------------


@contextmanager
def _stand_ins(function: Callable, arrays: tuple[np.ndarray, ...]) -> Iterator[None]:
    """The usual ways to the data set lead to `arrays`: the loader, Keras' own, global arrays."""
    import keras
    import tensorflow as tf

    import helpers.data

    def load_data() -> tuple:
        train_X, train_y, test_X, test_y = arrays
        return (train_X * 255, train_y[:, None]), (test_X * 255, test_y[:, None])

    names = getattr(inspect.unwrap(function), "__globals__", {})
    real = getattr(helpers.data, _LOADER)
    replaced = dict(zip(("train_X", "train_y", "test_X", "test_y"), arrays, strict=True))
    replaced[_LOADER] = lambda *_, **__: arrays
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(helpers.data, _LOADER, replaced[_LOADER]))
        for module in (keras.datasets.cifar10, tf.keras.datasets.cifar10):
            stack.enter_context(mock.patch.object(module, "load_data", load_data))
        for name, value in list(names.items()):
            new = replaced.get(_LOADER if value is real else name)
            if new is not None:
                stack.callback(names.__setitem__, name, value)
                names[name] = new
        yield


# -- Keras -------------------------------------------------------------------------------------


@contextmanager
def _spies(run: Run) -> Iterator[None]:
    """Note the optimizers that are made, and every `compile` and `fit`; nothing is trained."""
    import keras

    model, optimizer = keras.Model, keras.optimizers.Optimizer
    real_init, real_compile, real_fit = optimizer.__init__, model.compile, model.fit

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        real_init(self, *args, **kwargs)
        run.optimizers.append(self)
        run.step = "compile" if run.step == "optimizer" else run.step

    def compile(self: Any, *args: Any, **kwargs: Any) -> None:
        call = _note(run, real_compile, self, args, kwargs)
        real_compile(self, *args, **kwargs)
        call.outcome = self.optimizer
        run.step = "fit"

    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        call = _note(run, real_fit, self, args, kwargs)
        call.outcome = _history(call)
        return call.outcome

    def evaluate(self: Any, *_: Any, return_dict: bool = False, **__: Any) -> Any:
        numbers = dict.fromkeys(_measures(self), 0.1)
        return numbers if return_dict else list(numbers.values())

    def predict(self: Any, x: Any, *_: Any, **__: Any) -> np.ndarray:
        return np.full((len(x), 10), 0.1, np.float32)

    spies = {"compile": compile, "fit": fit, "evaluate": evaluate, "predict": predict}
    others = dict.fromkeys(("train_on_batch", "save", "save_weights"), lambda *_, **__: 0.1)
    with (
        mock.patch.multiple(model, **spies, **others),
        mock.patch.object(optimizer, "__init__", init),
    ):
        yield


def _note(run: Run, method: Callable, model: Any, args: tuple, kwargs: dict) -> Call:
    """Note a call; `TypeError` where Keras would raise it for a wrong argument."""
    run.step = method.__name__
    bound = inspect.signature(method).bind(model, *args, **kwargs)
    given = frozenset(bound.arguments)
    bound.apply_defaults()
    run.calls.append(Call(run.step, model, bound.arguments, given))
    return run.calls[-1]


def _measures(model: Any) -> list[str]:
    """The names of the loss and of the metrics compiled, "accuracy" if there are none."""
    labels, even = np.zeros(1, int), np.full((1, 10), 0.1, np.float32)
    attempt(model.compute_metrics, None, labels, even)  # or they could not be read
    names = list(attempt(model.get_metrics_result)[0] or ())
    return names if len(names) > 1 else ["loss", "accuracy"]


def _history(call: Call) -> Any:
    """What a training of these epochs gives: falling losses, rising metrics."""
    import keras

    epochs = call.arguments["epochs"]
    count = epochs if isinstance(epochs, int) and 0 < epochs < 1000 else 1
    history = call.model.history = keras.callbacks.History()
    history.set_model(call.model)
    history.epoch = list(range(count))
    rising = [0.5 - 0.4 / (n + 1) for n in range(count)]
    numbers = {name: rising for name in _measures(call.model)} | {"loss": rising[::-1]}
    history.history = numbers | {f"val_{name}": each for name, each in numbers.items()}
    return history
