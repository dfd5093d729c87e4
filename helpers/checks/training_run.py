"""Run a learner's training code with a spy in place of Keras' training: nothing is trained.

``compile`` is recorded and then really done, which is cheap and lets later lines use the model.
``fit`` is recorded and answers with a ``History`` of invented numbers.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import numpy as np

from .attempt import Stop, attempt
from .fake_data import FakeData, in_place_of_data
from .limits import OutOfTime
from .sandbox import globals_of, replaced


class NotFit(Exception):
    """Training by another way than ``fit``; the message is the way's name."""


@dataclass
class Call:
    """One call of ``compile`` or ``fit``: every argument by its real name, defaults included.

    ``given`` names the arguments that were written. ``outcome`` is the model's optimizer after
    ``compile``, the ``History`` after ``fit``. ``order`` counts both kinds of calls together.
    ``frozen``: the model has weights, and none of them may be trained.
    """

    model: Any
    arguments: dict[str, Any]
    given: frozenset[str]
    order: int
    outcome: Any = None
    frozen: bool = False


@dataclass
class Run:
    """All that one call of the learner's function did."""

    data: FakeData
    model: Any
    epochs: int
    own_model: bool = True
    names: dict[str, Any] = field(default_factory=dict)
    optimizers: list[Any] = field(default_factory=list)
    compiles: list[Call] = field(default_factory=list)
    fits: list[Call] = field(default_factory=list)
    phase: str = "start"
    value: Any = None
    stop: Stop | None = None
    kept: list[tuple[dict, dict]] = field(default_factory=list)

    def keep(self, model: Any) -> None:
        """Remember a model's attributes, so that compiling it leaves no trace."""
        attributes = vars(model)
        if all(attributes is not known for known, _ in self.kept):
            copies = {k: list(v) if type(v) is list else v for k, v in attributes.items()}
            self.kept.append((attributes, {k: (attributes[k], copies[k]) for k in copies}))

    def put_back(self) -> None:
        """Give every kept model its old attributes back."""
        for attributes, before in self.kept:
            attributes.clear()
            for name, (value, copy) in before.items():
                attributes[name] = value
                if type(value) is list:
                    value[:] = copy


def run_training(
    function: Callable, invoke: Callable[[Run], Any], epochs: int, own_model: bool
) -> Run:
    """Let ``invoke`` call the learner's ``function`` and record what happens.

    ``own_model`` tells whether it may train another model than the one given.

    Only to be used inside the sandbox. Never raises what the code raises: see ``Run.stop``.
    """
    run = Run(FakeData.make(), tiny_model(), epochs, own_model)
    with ExitStack() as stack:
        run.names = stack.enter_context(_data_for(function, run))
        stack.callback(run.put_back)
        stack.enter_context(_spies(run))
        try:
            run.value, run.stop = attempt(invoke, run)
        except OutOfTime as error:
            run.stop = error.stop
    return run


@contextmanager
def _data_for(function: Callable, run: Run) -> Iterator[dict[str, Any]]:
    """The data in place of the real; in the global names alone where the rest cannot be read."""
    with ExitStack() as stack:
        try:
            names = stack.enter_context(in_place_of_data(function, run.data))
        except Exception:  # a function that wraps itself, a name around it without a value yet
            plain = FunctionType((lambda: None).__code__, globals_of(function) or {})
            names = stack.enter_context(in_place_of_data(plain, run.data))
        yield names


def tiny_model() -> Any:
    """A built model of ten classes that costs nothing."""
    import keras

    return keras.Sequential(
        [
            keras.Input(shape=(32, 32, 3)),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


@contextmanager
def _spies(run: Run) -> Iterator[None]:
    import keras

    model_class, optimizer_class = keras.Model, keras.optimizers.Optimizer
    spies = {
        "compile": _compile_spy(run, model_class.compile),
        "fit": _fit_spy(run, inspect.signature(model_class.fit)),
        "evaluate": _evaluate_spy(run),
        "predict": _predict,
        "predict_on_batch": _predict,
        "save": _nothing,
        "save_weights": _nothing,
        "export": _nothing,
        "train_on_batch": _refusal("train_on_batch"),
    }
    with ExitStack() as stack:
        for name, spy in spies.items():
            stack.enter_context(replaced(model_class, name, spy))
        for name in ("apply_gradients", "apply", "minimize"):
            if hasattr(optimizer_class, name):
                stack.enter_context(replaced(optimizer_class, name, _refusal("GradientTape")))
        watched = _optimizer_spy(run, optimizer_class.__init__)
        stack.enter_context(replaced(optimizer_class, "__init__", watched))
        yield


def _optimizer_spy(run: Run, original: Callable) -> Callable:
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        if run.phase != "compile":  # there a string becomes an optimizer
            run.optimizers.append(self)
            run.phase = "optimizer" if run.phase == "start" else run.phase

    return init


def _bind(signature: inspect.Signature, model: Any, args: tuple, kwargs: dict) -> tuple:
    """Arguments by name as Keras would bind them; ``TypeError`` as Keras would raise it."""
    bound = signature.bind(model, *args, **kwargs)
    given = frozenset(bound.arguments) - {"self"}
    bound.apply_defaults()
    arguments = {name: value for name, value in bound.arguments.items() if name != "self"}
    return arguments, given


def _compile_spy(run: Run, original: Callable) -> Callable:
    signature = inspect.signature(original)

    def compile(self: Any, *args: Any, **kwargs: Any) -> None:
        run.phase = "compile"
        run.keep(self)
        arguments, given = _bind(signature, self, args, kwargs)
        call = Call(self, arguments, given, len(run.compiles) + len(run.fits))
        run.compiles.append(call)
        original(self, *args, **kwargs)
        call.outcome = getattr(self, "optimizer", None)
        run.phase = "compiled"

    return compile


def _fit_spy(run: Run, signature: inspect.Signature) -> Callable:
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        run.phase = "fit"
        run.keep(self)
        arguments, given = _bind(signature, self, args, kwargs)
        call = Call(self, arguments, given, len(run.compiles) + len(run.fits))
        run.fits.append(call)
        call.frozen = bool(self.built and self.weights and not self.trainable_variables)
        call.outcome = _history(self, arguments, run)
        return call.outcome

    return fit


def _history(model: Any, arguments: dict[str, Any], run: Run) -> Any:
    import keras

    epochs = arguments["epochs"]
    count = int(epochs) if isinstance(epochs, int | np.integer) and 0 < epochs < 1000 else 1
    history = keras.callbacks.History()
    history.set_model(model)
    history.set_params({"verbose": arguments["verbose"], "epochs": epochs, "steps": 94})
    history.epoch = list(range(count))
    falling = [2.0 / (n + 1) for n in range(count)]
    rising = [0.5 - 0.4 / (n + 1) for n in range(count)]
    for prefix in ("", "val_"):
        history.history[f"{prefix}loss"] = list(falling)
        for name in ("accuracy", *_metric_names(run)):
            history.history[prefix + name] = list(rising)
    model.history = history
    with suppress(Exception):  # a loss or metric of the learner's may not take these values
        model.compute_metrics(None, run.data.train_y[:1], np.full((1, 10), 0.1, np.float32))
    return history


def _metric_names(run: Run) -> list[str]:
    """Names under which the compiled metrics would be kept."""
    metrics = run.compiles[-1].arguments["metrics"] if run.compiles else None
    metrics = metrics if isinstance(metrics, list | tuple) else [metrics]
    names = [m if isinstance(m, str) else getattr(m, "name", None) for m in metrics]
    return [name for name in names if isinstance(name, str)]


def _evaluate_spy(run: Run) -> Callable:
    def evaluate(self: Any, *_: Any, return_dict: bool = False, **__: Any) -> Any:
        names = ["loss", *(_metric_names(run) or ["accuracy"])]
        numbers = {name: 0.1 for name in names} | {"loss": 2.3}
        return numbers if return_dict else list(numbers.values())

    return evaluate


def _predict(self: Any, x: Any = None, *_: Any, **__: Any) -> np.ndarray:
    try:
        count = len(x)
    except TypeError:
        count = 1
    return np.full((count, 10), 0.1, np.float32)


def _nothing(self: Any, *_: Any, **__: Any) -> None:
    return None


def _refusal(name: str) -> Callable:
    def refuse(self: Any, *_: Any, **__: Any) -> None:
        raise NotFit(name)

    return refuse
