"""Run a learner's training code without training: Keras' own steps are noted, not done.

`compile` is noted and then really done, which is cheap; `fit` is noted and answers with a `History`
of invented numbers. The pictures are black but for three pixels, by which they are known again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import numpy as np

from helpers.checks.attempt import Stop, attempt, code_of

TRAIN, TEST = 7500, 500
LOADER = "load_cifar10_dataset"

_BLACK, _WHITE, _NUMBER = (0, 0, 0), (9, 24, 0), (30, 17, 0)
"""Row, column and channel of the pixels that are 0 and 1, and of the one that tells the picture."""


class Images:
    """As many pictures as the course has, float32 in [0, 1], or in [-0.5, 0.5] if `centred`.

    The pixels 0 and 1 show how a learner rescaled the values; the third holds the picture's place
    among all 8,000, the test pictures last.
    """

    def __init__(self, centred: bool = False) -> None:
        images = np.zeros((TRAIN + TEST, 32, 32, 3), np.float32)
        images[:, *_WHITE] = 1
        images[:, *_NUMBER] = np.arange(TRAIN + TEST) / (TRAIN + TEST)
        if centred:
            images -= 0.5
        self.labels = np.random.default_rng(5).integers(0, 10, TRAIN + TEST)
        self._images = images

    def arrays(self) -> tuple[np.ndarray, ...]:
        """train_X, train_y, test_X, test_y; labels are copies, for learners may change them."""
        train, test = np.split(self._images, [TRAIN])
        return train, self.labels[:TRAIN].copy(), test, self.labels[TRAIN:].copy()


@dataclass(frozen=True)
class Marks:
    """What the three pixels of some pictures say: their places, and how the values were changed."""

    places: np.ndarray | None
    scale: float = 1.0
    offset: float = 0.0

    @classmethod
    def read(cls, images: np.ndarray) -> Marks:
        """The marks of `images`; `places` is `None` for pictures that are not ours or spoilt."""
        black, white, number = (
            np.asarray(images[:, *pixel], float) for pixel in (_BLACK, _WHITE, _NUMBER)
        )
        scale = white - black
        if len(images) == TRAIN and np.ptp(number) and not np.any(scale):  # each pixel by itself
            alike = np.corrcoef(number, np.arange(TRAIN))[0, 1] > 0.9999
            return cls(np.arange(TRAIN) if alike else None)
        if not np.all(scale > 0):
            return cls(None)
        places = (number - black) / scale * (TRAIN + TEST)
        whole = np.rint(places).astype(int)
        ours = np.allclose(places, whole, atol=0.1) and 0 <= whole.min() <= whole.max() < 8000
        return cls(whole if ours else None, float(scale.mean()), float(black.mean()))


@dataclass(eq=False)
class Call:
    """One call of `compile` or `fit`: every argument by its real name, defaults included.

    `given` names the arguments that were written. `outcome` is the model's optimizer after
    `compile`, the `History` after `fit`; `done` is False for a call that stopped with an error.
    """

    name: str
    model: Any
    arguments: dict[str, Any]
    given: frozenset[str]
    outcome: Any = None
    done: bool = False


def small_model() -> Any:
    """A built model of ten classes that costs nothing; its names use up no number of Keras'."""
    import keras

    return keras.Sequential(
        [
            keras.Input(shape=(32, 32, 3), name="pictures"),
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

    data: Images
    epochs: int
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
        """Whether a noted call is under way, or was when the code stopped."""
        return bool(self.calls) and not self.calls[-1].done


def run_training(run: Run, function: Callable, arguments: tuple) -> None:
    """Call the learner's `function`; what it did, gave back or stopped at stands in `run`."""
    run.code = code_of(function)
    with _stand_ins(function, run.data), _spies(run):
        run.value, run.stop = attempt(function, *arguments)
    gives_none = run.stop and "'NoneType' object has no attribute 'fit'" in run.stop.message
    if gives_none and run.called("compile"):  # model = model.compile(…)
        run.step = "compile"


# -- the data ----------------------------------------------------------------------------------


@contextmanager
def _stand_ins(function: Callable, data: Images) -> Iterator[None]:
    """The usual ways to the data set lead to `data`: the loader, Keras' own, global arrays."""
    import keras
    import tensorflow as tf

    import helpers.data

    names = getattr(inspect.unwrap(function), "__globals__", {})
    real = getattr(helpers.data, LOADER)
    arrays = zip(("train_X", "train_y", "test_X", "test_y"), data.arrays(), strict=True)
    replaced = {LOADER: lambda *_, **__: data.arrays(), **dict(arrays)}
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(helpers.data, LOADER, replaced[LOADER]))
        for module in (keras.datasets.cifar10, tf.keras.datasets.cifar10):
            stack.enter_context(mock.patch.object(module, "load_data", lambda: _as_in_keras(data)))
        for name, value in list(names.items()):
            new = replaced.get(LOADER if value is real else name)
            if new is not None:
                stack.callback(names.__setitem__, name, value)
                names[name] = new
        yield


def _as_in_keras(data: Images) -> tuple:
    train_X, train_y, test_X, test_y = data.arrays()
    return (train_X * 255, train_y[:, None]), (test_X * 255, test_y[:, None])


# -- Keras -------------------------------------------------------------------------------------


@contextmanager
def _spies(run: Run) -> Iterator[None]:
    import keras

    model, optimizer = keras.Model, keras.optimizers.Optimizer
    spies = {
        "compile": _compile(run, model.compile),
        "fit": _fit(run, inspect.signature(model.fit)),
        "evaluate": _evaluate(run),
        "predict": _predict,
        "predict_on_batch": _predict,
        "train_on_batch": lambda *_, **__: 0.1,
        **dict.fromkeys(("save", "save_weights", "export"), lambda *_, **__: None),
    }
    with ExitStack() as stack:
        for name, spy in spies.items():
            stack.enter_context(mock.patch.object(model, name, spy))
        made = _make(run, optimizer.__init__)
        stack.enter_context(mock.patch.object(optimizer, "__init__", made))
        yield


def _make(run: Run, original: Callable) -> Callable:
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        run.optimizers.append(self)
        run.step = "compile" if run.step == "optimizer" else run.step

    return init


def _note(run: Run, name: str, signature: inspect.Signature, model: Any, args, kwargs) -> Call:
    """Note a call; `TypeError` where Keras would raise it for a wrong argument."""
    run.step = name
    bound = signature.bind(model, *args, **kwargs)
    given = frozenset(bound.arguments) - {"self"}
    bound.apply_defaults()
    arguments = {key: value for key, value in bound.arguments.items() if key != "self"}
    run.calls.append(Call(name, model, arguments, given))
    return run.calls[-1]


def _compile(run: Run, original: Callable) -> Callable:
    signature = inspect.signature(original)

    def compile(self: Any, *args: Any, **kwargs: Any) -> None:
        call = _note(run, "compile", signature, self, args, kwargs)
        original(self, *args, **kwargs)
        call.outcome, call.done = getattr(self, "optimizer", None), True
        run.step = "fit"

    return compile


def _fit(run: Run, signature: inspect.Signature) -> Callable:
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        call = _note(run, "fit", signature, self, args, kwargs)
        call.outcome, call.done = _history(run, call), True
        return call.outcome

    return fit


def _history(run: Run, call: Call) -> Any:
    """What a training of these epochs gives: falling losses, rising metrics."""
    import keras

    epochs = call.arguments["epochs"]
    count = epochs if isinstance(epochs, int) and 0 < epochs < 1000 else 1
    history = keras.callbacks.History()
    history.set_model(call.model)
    history.set_params({"verbose": call.arguments["verbose"], "epochs": count, "steps": 94})
    history.epoch = list(range(count))
    for prefix in ("", "val_"):
        history.history[f"{prefix}loss"] = [2.0 / (n + 1) for n in range(count)]
        for name in {"accuracy", *_metric_names(run)}:
            history.history[prefix + name] = [0.5 - 0.4 / (n + 1) for n in range(count)]
    call.model.history = history
    labels, even = run.data.labels[:1], np.full((1, 10), 0.1, np.float32)
    attempt(call.model.compute_metrics, None, labels, even)  # or they could not be read
    return history


def _metric_names(run: Run) -> list[str]:
    """Names under which the compiled metrics are kept."""
    compiled = run.called("compile")
    metrics = compiled[-1].arguments["metrics"] if compiled else None
    metrics = metrics if isinstance(metrics, list | tuple) else [metrics]
    names = [m if isinstance(m, str) else getattr(m, "name", None) for m in metrics]
    return [name for name in names if isinstance(name, str)]


def _evaluate(run: Run) -> Callable:
    def evaluate(self: Any, *_: Any, return_dict: bool = False, **__: Any) -> Any:
        numbers = {"loss": 2.3, **dict.fromkeys(_metric_names(run) or ["accuracy"], 0.1)}
        return numbers if return_dict else list(numbers.values())

    return evaluate


def _predict(self: Any, x: Any = None, *_: Any, **__: Any) -> np.ndarray:
    return np.full((len(x) if hasattr(x, "__len__") else 1, 10), 0.1, np.float32)
