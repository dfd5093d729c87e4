"""Take a learner's build function, get the model out of it, and read what the model computes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .attempt import Stop, attempt, calls_nothing, tidy
from .canon import Outline, outline
from .error_hints import explained, hint
from .graph import build_graph, doubts, settle
from .layers import class_name
from .places import see
from .probes import as_array, signed_images
from .trace import (
    MOST_WEIGHTS,
    Recording,
    TooMuchWork,
    call_model,
    run_once,
    run_recorded,
    stirred,
    tensors,
    weight_limit,
)
from .verdict import UNTOUCHED, Verdict
from .words import Words, join

LOUD = 1e6
"""How much larger the images are that tell a ReLU from one that is cut off."""


@dataclass(frozen=True)
class Reading:
    """A model that was built and run, in canonical form."""

    outline: Outline
    unused: tuple[str, ...]
    out_shape: tuple[int, ...]
    parameters: int | None
    same_in_training: Callable[[], bool]


def obtain(build: Callable, *args: Any, most_weights: float = MOST_WEIGHTS) -> Any:
    """Call ``build(*args)`` and return a callable model, or raise a ``Verdict``."""
    _require_parameters(build, args)
    with weight_limit(most_weights):
        model, stop = attempt(build, *args)
    if stop is not None:
        _raise_known(stop)
        raise Verdict("fail", explained(stop), crash=True, error=stop.words())
    if model is ... or (model is None and calls_nothing(build)):
        raise Verdict("todo", UNTOUCHED)
    problem = _wrong_answer(model)
    if problem is not None:
        raise Verdict("fail", problem)
    return model


def _require_parameters(build: Callable, args: tuple) -> None:
    try:
        signature = inspect.signature(build)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*args)
    except TypeError as error:
        shown = ", ".join(repr(value) for value in args)
        raise Verdict(
            "fail",
            Words(
                f"함수를 ({shown})로 부를 수 없습니다({tidy(str(error))}). 함수의 인자는 문제에 "
                "적힌 그대로 두세요.",
                f"The function cannot be called with ({shown}): {tidy(str(error))}. Keep the "
                "parameters as the task gives them.",
            ),
        ) from None


def _wrong_answer(model: Any) -> Words | None:
    import keras

    if model is None:
        return Words(
            "함수가 None을 돌려주었습니다. 마지막 줄의 return을 잊지 않았는지, return "
            "model.add(…)나 model.summary()처럼 None을 돌려주지는 않는지 보세요.",
            "The function returned None. Did you forget the return in the last line, or return "
            "what model.add(…) or model.summary() gives, which is None?",
        )
    if isinstance(model, list | tuple | dict):
        kind = type(model).__name__
        return Words(
            f"모델이 아니라 {kind}를 돌려주었습니다. 층의 목록은 keras.Sequential([...])에 넣어야 "
            "모델이 됩니다.",
            f"The function returned a {kind}, not a model. A list of layers becomes a model in "
            "keras.Sequential([...]).",
        )
    if inspect.isclass(model):
        return Words(
            f"클래스 {model.__name__} 자체를 돌려주었습니다. 괄호를 붙여 객체를 만들어 돌려주세요.",
            f"The function returned the class {model.__name__} itself. Call it, with parentheses, "
            "and return the object.",
        )
    if isinstance(model, keras.KerasTensor):
        return Words(
            "모델이 아니라 층의 출력을 돌려주었습니다. keras.Model(inputs, outputs)로 묶어 "
            "돌려주세요.",
            "The function returned a layer's output, not a model. Return "
            "keras.Model(inputs, outputs).",
        )
    if not callable(model):
        kind = type(model).__name__
        return Words(
            f"모델이 아니라 {kind} 값을 돌려주었습니다. 층을 이은 모델을 돌려주세요.",
            f"The function returned a value of type {kind}, not a model.",
        )
    return None


def read(
    build: Callable,
    args: tuple,
    image_shape: tuple[int, ...],
    batch: int,
    most_weights: float = MOST_WEIGHTS,
) -> Reading:
    """Build with ``args``, run on ``batch`` signed images, and describe the computation.

    Only to be used inside the sandbox. Raises ``Verdict`` where the model cannot be built or run,
    or where one weight would hold more than ``most_weights`` numbers.
    """
    import tensorflow as tf

    model = obtain(build, *args, most_weights=most_weights)
    _require_layers(model)
    _require_input(model, image_shape)
    tf.config.run_functions_eagerly(True)  # or calls inside a tf.function carry no values
    x = signed_images((_fixed_batch(model) or batch, *image_shape))
    with weight_limit(most_weights), stirred(_completed(run_once, model, x)):
        record = _completed(run_recorded, model, x)
        outputs = tensors(record.result)
        if record.result is ... or (record.result is None and calls_nothing(_forward(model))):
            raise Verdict("todo", UNTOUCHED)
        if len(outputs) != 1:
            raise Verdict("fail", _outputs(len(outputs)))
        return _reading(model, record, lambda: _completed(run_recorded, model, LOUD * x))


def _forward(model: Any) -> Any:
    """The method that a subclass of a Keras model or layer fills in, else the callable itself."""
    return getattr(model, "call", model)


def _completed(run: Callable, model: Any, x: np.ndarray) -> Any:
    """``run(model, x)``, or a ``Verdict`` that says why it stopped."""
    value, stop = attempt(run, model, x)
    if stop is None:
        return value
    _raise_known(stop)
    intro = Words(
        f"모델은 만들어졌지만 {x.shape} 모양의 입력을 계산하지 못했습니다.",
        f"The model was made, but it cannot take an input of shape {x.shape}.",
    )
    told = explained(stop) if hint(stop) else join(intro, stop.words())
    raise Verdict("fail", told, crash=True, error=stop.words())


def _raise_known(stop: Stop) -> None:
    """Raise the verdict on an unfilled stub, or on a layer of absurd size."""
    if stop.blank:
        raise Verdict("todo", UNTOUCHED)
    if stop.kind != TooMuchWork.__name__:
        return
    words = Words(
        f"한 층이 지나치게 커서 멈췄습니다({stop.message}). 그 앞에 값을 펴거나 줄이는 층(Flatten, "
        "풀링)이 빠졌거나 자리가 바뀌었을 때 흔히 이렇게 됩니다.",
        f"The check stopped at a layer that is far too large ({stop.message}). That usually means "
        "that a layer which flattens or shrinks the values (Flatten, pooling) is missing or out "
        "of place.",
    )
    raise Verdict("fail", words, crash=True)


def _outputs(count: int) -> Words:
    if count == 0:
        return Words(
            "입력을 넣어도 텐서가 나오지 않습니다. 층을 이은 모델을 돌려주는지, 클래스라면 call이 "
            "결과를 return 하는지 보세요.",
            "An input gives no tensor back. Return a model made of layers; in a class, see that "
            "call returns its result.",
        )
    return Words(
        f"모델의 출력이 {count}개입니다. 지시한 출력은 1개입니다.",
        f"The model has {count} outputs; the instruction asks for one.",
    )


def _reading(model: Any, record: Recording, loud: Callable[[], Recording]) -> Reading:
    import keras

    graph = build_graph(record)
    if doubts(graph):
        settle(graph, build_graph(loud()))
    is_layer = isinstance(model, keras.layers.Layer)
    return Reading(
        outline=outline(graph.chain()),
        unused=tuple(class_name(link.layer) for link in graph.unused()),
        out_shape=graph.links[graph.output].out_shape,
        parameters=model.count_params() if is_layer and model.built else None,
        same_in_training=lambda: not is_layer or _same_in_training(model, record),
    )


def _require_layers(model: Any) -> None:
    import keras

    if isinstance(model, keras.Sequential) and not model.layers:
        raise Verdict(
            "fail",
            Words(
                "빈 Sequential 모델입니다. model.add(…)로 층을 넣으세요.",
                "The Sequential model is empty. Add layers with model.add(…).",
            ),
        )


def input_shape_of(model: Any) -> tuple[int | None, ...] | None:
    """The single input shape that a Keras model was made for, if it says so."""
    try:
        shape = model.input_shape
    except Exception:  # Keras raises for models that do not know their input yet
        return None
    is_single = isinstance(shape, tuple) and all(n is None or isinstance(n, int) for n in shape)
    return shape if is_single else None


def _fixed_batch(model: Any) -> int | None:
    shape = input_shape_of(model)
    return shape[0] if shape else None


def _require_input(model: Any, image_shape: tuple[int, ...]) -> None:
    shape = input_shape_of(model)
    if shape is None:
        return
    made_for = shape[1:]
    fits = len(made_for) == len(image_shape) and all(
        n is None or n == m for n, m in zip(made_for, image_shape, strict=True)
    )
    if not fits:
        fixed = Words(
            f"모델은 이미지 한 장의 모양을 {made_for}로 정해 두었습니다. 그런데 주어진 "
            f"이미지는 {image_shape}입니다.",
            f"The model is fixed to images of shape {made_for}, but the images given are "
            f"{image_shape}.",
        )
        raise Verdict("fail", join(fixed, _axes(len(made_for) - len(image_shape))), crash=True)


def _axes(more: int) -> Words | None:
    """Advice where the shape has more axes than an image, or fewer."""
    if more > 0:
        return join(
            Words(
                "맨 앞에 배치 축까지 적었습니다. Input(shape=…)과 input_shape=…에는 "
                "Input(shape=img_shape)처럼 이미지 한 장의 모양만 적으세요.",
                "The batch axis is in it. Input(shape=…) and input_shape=… take the shape of one "
                "image alone: Input(shape=img_shape).",
            ),
            see("batch"),
        )
    if more < 0:
        return join(
            Words(
                "모양의 첫 축이 배치 축으로 쓰여 하나가 모자랍니다. model.build(…)나 "
                "Input(batch_shape=…)를 썼다면 배치 축까지 적으세요: "
                "model.build((None, *img_shape)).",
                "The first axis of the shape was taken for the batch axis, so one is missing. If "
                "you used model.build(…) or Input(batch_shape=…), give the batch axis too: "
                "model.build((None, *img_shape)).",
            ),
            see("batch"),
        )
    return None


def _same_in_training(model: Any, record: Recording) -> bool:
    """Whether ``training=True`` leaves the output as it is."""
    after, stop = attempt(call_model, model, record.batch, training=True)
    plain, _ = attempt(call_model, model, record.batch)
    if stop is not None or len(tensors(after)) != 1:
        return False
    return np.allclose(as_array(tensors(after)[0]), as_array(tensors(plain)[0]), 1e-3, 1e-3)
