"""The model that a learner's function built: make it, run it, note which layers it calls."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import numpy as np

from helpers.checks.attempt import Stop, accepts, attempt, calls_nothing, code_of
from helpers.checks.report import Fail, Finding, Todo, diagnose
from helpers.text import with_particle
from helpers.watch import Call, note_calls, tensors

MOST_WEIGHTS = 110e6
"""Numbers that one weight may hold: the largest of VGG16, 25088 × 4096, holds 102.8 million. An
interrupt does not save a kernel that dies of memory."""

LOUD = 50.0
"""The second input is larger by this factor: only large values tell a ReLU from one that is cut
off, and only small ones tell it from a smooth function."""

ACTIVATION_LAYERS = frozenset(("Activation", "ReLU", "LeakyReLU", "ELU", "Softmax"))

_PERMITTED = ACTIVATION_LAYERS.union(
    ("InputLayer", "Flatten", "Reshape", "Lambda", "Identity", "ZeroPadding2D", "Add"),
    ("MaxPooling2D", "AveragePooling2D", "GlobalMaxPooling2D", "GlobalAveragePooling2D"),
)


class TooLarge(Exception):
    """A weight would be so large that something before its layer must be missing."""


@dataclass
class Model:
    """What a learner's function built, and all that was noted on the way.

    `code` is the text of the function; `made` are the layers in the order in which they were made,
    models left out; `used` those with weights in the order of their first use; `bystanders` tells
    whether one was called that no instruction asks for and no number shows. `stop` is the error
    that came in between, if any.
    """

    model: Any
    made: list[Any]
    code: str = ""
    stop: Stop | None = None
    used: list[Any] = field(default_factory=list)
    bystanders: bool = False
    images: Any = None
    free: bool = False


def build(function: Callable, *args: Any) -> Model:
    """Call a learner's function and return the model with the layers that were made.

    Where the function stops with an error, `Model.stop` tells why and `made` how far it came.

    Raises:
        Verdict: the function is a stub, cannot be called so, or returns no model.
    """
    if not accepts(function, *args):
        shown = ", ".join(map(repr, args))
        raise Fail(
            f"인자 {with_particle(shown, '을')} 주고 부를 수 없습니다. 함수의 인자는 문제에 적힌 "
            "그대로 두세요.",
            f"It cannot be called with ({shown}). Keep the parameters as the task gives them.",
        )
    made: list[Any] = []
    with weight_limit(), _note_made(made):
        model, stop = attempt(function, *args)
    if stop is not None:
        if stop.blank:
            raise Todo
        return Model(None, made, stop.code, stop)
    code = code_of(function)
    if (model is None or model is ...) and calls_nothing(function):
        raise Todo
    found = _kind_of_return(model)
    if found:
        raise Fail(*diagnose(Finding("returned", found, code=code)))
    return Model(model, made, code)


def _kind_of_return(value: Any) -> str:
    """What was returned in place of a model, empty for a model (any callable may be one)."""
    import keras

    if value is None or value is ...:
        return "None" if value is None else "Ellipsis"
    if isinstance(value, keras.KerasTensor):
        return "symbolic tensor"
    if isinstance(value, list | tuple | dict):
        return type(value).__name__
    if inspect.isclass(value):
        return f"class {value.__name__}"
    if inspect.ismethod(value) and isinstance(value.__self__, keras.layers.Layer):
        return f"method {value.__name__}"
    if isinstance(value, keras.Sequential) and not value.layers:
        return "empty Sequential"
    return "" if callable(value) else f"value of type {type(value).__name__}"


def prepare(
    built: Model, image_shape: tuple[int, ...], batch: int = 2, free: bool = False
) -> Model:
    """Run the model on signed images, so that it is built, and give it random weights.

    Nothing happens where an error came before; where one comes now, `Model.stop` tells why. With
    `free`, activations are left out, and positive images and weights make a ReLU written as an
    operation the identity.

    Raises:
        Verdict: the model takes other images, is a stub, or does not give one tensor.
    """
    if built.stop is not None:
        return built
    fixed = _input_shape(built.model) or (None, *image_shape)
    _require_shape(built, fixed[1:], image_shape)
    rng = np.random.default_rng(20210)
    images = rng.standard_normal((fixed[0] or batch, *image_shape), dtype=np.float32)
    built.images, built.free = np.abs(images) if free else images, free
    with running(built), weight_limit():
        value, built.stop = attempt(built.model, built.images)
        if built.stop is not None:
            return built
        _require_one_tensor(built, value)
        with note_calls() as calls:
            attempt(built.model, built.images)
    layers = [call.layer for call in calls if call.leaf]
    built.used = list({id(layer): layer for layer in layers if layer.weights}.values())
    built.bystanders = any(map(is_bystander, layers))
    _randomize(built.used, free)
    return built


def _input_shape(model: Any) -> tuple[int | None, ...] | None:
    """The single input shape that a Keras model was made for, if it says so."""
    shape = attempt(getattr, model, "input_shape", None)[0]
    single = isinstance(shape, tuple) and all(n is None or isinstance(n, int) for n in shape)
    return shape if single else None


def _require_shape(built: Model, fixed: tuple, image_shape: tuple[int, ...]) -> None:
    more = len(fixed) - len(image_shape)
    if not more and all(n in (None, m) for n, m in zip(fixed, image_shape, strict=True)):
        return
    axes = ", more axes" if more > 0 else ", fewer axes" if more < 0 else ""
    raise Fail(*diagnose(Finding("shape", f"{fixed} for {image_shape}{axes}", code=built.code)))


def _require_one_tensor(built: Model, value: Any) -> None:
    forward = getattr(built.model, "call", built.model)
    if (value is None or value is ...) and calls_nothing(forward):
        raise Todo
    count = len(tensors(value))
    if count != 1:
        found = f"{count} outputs" if count else "no tensor"
        raise Fail(*diagnose(Finding("returned", found, code=built.code)))


def record(built: Model, scale: float = 1.0) -> tuple[list[Call], np.ndarray]:
    """The calls of one run on scaled images, and the model's output, for explanations."""
    with running(built), note_calls() as calls:
        value, _ = attempt(built.model, built.images * np.float32(scale))
    outputs = tensors(value)
    return [call for call in calls if call.leaf], np.asarray(outputs[0] if outputs else ())


def is_bystander(layer: Any) -> bool:
    """Whether a layer of Keras may leave the numbers of a run as they are and still do something.

    Noise and dropout act while training, a Cropping2D takes back what a padding gave.
    """
    name, module = type(layer).__name__, type(layer).__module__
    if layer.weights or name in _PERMITTED or not module.startswith("keras"):
        return False
    return not ("Dropout" in name or "Noise" in name) or bool(
        getattr(layer, "rate", 0) or getattr(layer, "stddev", 0)
    )


def _randomize(layers: Sequence[Any], positive: bool) -> None:
    """Random kernels that keep the size of what passes, and small random biases."""
    rng = np.random.default_rng(7)
    for variable in (getattr(layer, name, None) for layer in layers for name in ("kernel", "bias")):
        if hasattr(variable, "assign"):
            values = rng.standard_normal(variable.shape, dtype=np.float32)
            fan_in = max(1, int(np.prod(variable.shape[:-1])))
            values *= 0.1 if len(variable.shape) < 2 else np.sqrt(2 / fan_in)
            variable.assign(np.abs(values) if positive else values)


# -- watching Keras ----------------------------------------------------------------------------


@contextmanager
def weight_limit() -> Iterator[None]:
    """No layer may make a weight of more than `MOST_WEIGHTS` numbers; raises `TooLarge`."""
    import keras

    original = keras.layers.Layer.add_weight

    def limited(layer: Any, shape: Any = None, *args: Any, **kwargs: Any) -> Any:
        sizes = tuple(shape or ())
        if np.prod([n or 1 for n in sizes], dtype=float) > MOST_WEIGHTS:
            raise TooLarge(f"{type(layer).__name__} {sizes}")
        return original(layer, shape, *args, **kwargs)

    with mock.patch.object(keras.layers.Layer, "add_weight", limited):
        yield


@contextmanager
def _note_made(made: list[Any]) -> Iterator[None]:
    import keras

    original = keras.layers.Layer.__init__

    def init(layer: Any, *args: Any, **kwargs: Any) -> None:
        original(layer, *args, **kwargs)
        if not isinstance(layer, keras.Model | keras.layers.InputLayer):
            made.append(layer)

    with mock.patch.object(keras.layers.Layer, "__init__", init):
        yield


@contextmanager
def running(built: Model) -> Iterator[None]:
    """In here a model's calls carry values, and no activations where those are free."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    try:
        with _without_activations() if built.free else nullcontext():
            yield
    finally:
        tf.config.run_functions_eagerly(False)


@contextmanager
def _without_activations() -> Iterator[None]:
    """Activation layers give back what they get, and layers compute without their activation."""
    import keras

    original = keras.layers.Layer.__call__

    def bare(layer: Any, *args: Any, **kwargs: Any) -> Any:
        if type(layer).__name__ in ACTIVATION_LAYERS and not layer.weights:
            return args[0]
        if getattr(layer, "activation", None) is not None:
            with mock.patch.object(layer, "activation", keras.activations.linear):
                return original(layer, *args, **kwargs)
        return original(layer, *args, **kwargs)

    with mock.patch.object(keras.layers.Layer, "__call__", bare):
        yield
