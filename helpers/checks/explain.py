"""The first difference between what a model does and what the instruction asks, in words.

Best effort: the verdict stands already. The layers that were called (or, where no model came about,
made) are laid beside the specification: strange layers first, then how many there are of each
kind, their order, their settings, their activations, and last the place where the numbers part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.checks.attempt import attempt
from helpers.checks.difference import Part, first_difference, setting_difference
from helpers.checks.equal import Conv, Dense, Flatten, Pool, Spec, Step, close, inputs_of
from helpers.checks.model import (
    ACTIVATION_LAYERS,
    LOUD,
    Call,
    Model,
    is_bystander,
    record,
    running,
    tensors,
)
from helpers.checks.report import Finding, diagnose
from helpers.text import Words, join, ordinal

_ACTIVATIONS = (
    *("linear", "relu", "softmax", "relu6", "leaky_relu", "sigmoid", "tanh", "elu", "selu"),
    *("gelu", "silu", "softplus", "softsign", "exponential", "hard_sigmoid", "log_softmax"),
)


# -- reading a model ---------------------------------------------------------------------------


def made_parts(layers: Iterable[Any]) -> list[Part]:
    """The parts that layers promise by their settings, in the order given."""
    parts: list[Part] = []
    for layer in layers:
        step = attempt(step_of, layer)[0]  # the last layer may be half made
        if step is not None:
            parts.append(Part(step, layer))
            _activate(parts, activation_name(getattr(layer, "activation", None)))
        elif is_activation(layer):
            _activate(parts, activation_name(layer))
    return parts


def used_parts(calls: list[Call]) -> list[Part]:
    """The parts of a model in the order in which it calls its layers."""
    parts: list[Part] = []
    for call in calls:
        step = step_of(call.layer)
        shapes = (call.inputs[0].shape, call.output.shape)
        unchanged = np.array_equal(call.inputs[0], call.output)
        if step is None and not call.layer.weights and _flattens(call):
            step = Flatten()
        if step is not None and not (isinstance(step, Pool) and unchanged):
            parts.append(Part(step, call.layer, shapes))
            _activate(parts, activation_name(getattr(call.layer, "activation", None)))
            continue
        name = activation_name(call.layer) if is_activation(call.layer) else "custom"
        strange = call.layer.weights or is_bystander(call.layer) or len(call.inputs) > 1
        if strange or (name == "custom" and not unchanged):
            parts.append(Part(None, call.layer, shapes))
        elif not unchanged:
            _activate(parts, name)
    return _merge_padding(parts)


def is_activation(layer: Any) -> bool:
    """Whether a layer is one of Keras' own that only applies a function."""
    return type(layer).__name__ in ACTIVATION_LAYERS and not layer.weights


def _flattens(call: Call) -> bool:
    return call.output.ndim == 2 < call.inputs[0].ndim and np.array_equal(
        call.inputs[0].reshape(len(call.output), -1), call.output
    )


def is_all_layers(calls: list[Call], images: np.ndarray, output: np.ndarray) -> bool:
    """Whether nothing but Keras layers stands between the images and the output."""
    known = [images]
    for call in calls:
        if not all(any(np.array_equal(x, y) for y in known) for x in call.inputs):
            return False
        known.append(call.output)
    return np.array_equal(output, known[-1])


def _merge_padding(parts: list[Part]) -> list[Part]:
    """A ZeroPadding2D that makes a "valid" convolution a "same" one becomes part of it."""
    merged: list[Part] = []
    for part in parts:
        pad, step = merged[-1] if merged else None, part.step
        if isinstance(step, Conv) and pad is not None and pad.name == "ZeroPadding2D":
            wanted = tuple(((k - 1) // 2,) * 2 for k in step.kernel)
            if step.padding == "valid" and pad.layer.padding == wanted:
                merged[-1] = replace(part, step=replace(step, padding="same"))
                continue
        merged.append(part)
    return merged


def step_of(layer: Any) -> Step | None:
    """The step that a layer's settings promise, `None` for any other layer."""
    import keras

    if isinstance(layer, keras.layers.Conv2D):
        return Conv(
            int(layer.filters), tuple(layer.kernel_size), tuple(layer.strides), layer.padding,
            None, tuple(layer.dilation_rate), int(layer.groups), bool(layer.use_bias),
            layer.data_format,
        )  # fmt: skip
    if isinstance(layer, keras.layers.Dense):
        return Dense(int(layer.units), None, bool(layer.use_bias))
    if isinstance(layer, keras.layers.Flatten):
        return Flatten()
    for kind in ("MaxPooling2D", "AveragePooling2D"):
        if isinstance(layer, getattr(keras.layers, kind)):
            return Pool(kind, tuple(layer.pool_size), tuple(layer.strides or layer.pool_size))
    for kind in ("GlobalMaxPooling2D", "GlobalAveragePooling2D"):
        if isinstance(layer, getattr(keras.layers, kind)):
            return Pool(kind, None, None)
    return None


def _activate(parts: list[Part], name: str) -> None:
    """Note an activation with the last layer that has weights; a second ReLU changes nothing."""
    owner = next((p for p in reversed(parts) if isinstance(p.step, Conv | Dense)), None)
    again = owner is not None and name == "relu" and owner.activations[-1:] == ["relu"]
    if owner is not None and name != "linear" and not again:
        owner.activations.append(name)


def activation_name(function: Any) -> str:
    """The Keras name of an activation function or layer, told by its values, or "custom"."""
    import keras

    if function is None:
        return "linear"
    z = np.linspace(-4, 4, 66, dtype=np.float32).reshape(2, 33)
    samples = [z, LOUD * z]
    values = [attempt(function, sample)[0] for sample in samples]
    if any(value is None for value in values):
        return "custom"
    for name in _ACTIVATIONS:
        known = [np.asarray(keras.activations.get(name)(sample)) for sample in samples]
        if all(close(np.asarray(v, np.float32), k) for v, k in zip(values, known, strict=True)):
            return name
    return "custom"


# -- the first difference ----------------------------------------------------------------------


def explain(built: Model, spec: Spec) -> Words:
    """Why a model does not compute `spec`, or, where an error came, the cause before the error."""
    if built.stop is not None:
        return _explain_error(built, spec)
    calls, output = record(built)
    parts = used_parts(calls)
    if is_all_layers(calls, built.images, output):
        words = first_difference(parts, spec, built.code)
    else:  # operations between the layers are not read: compare the layers with weights alone
        weighted = [part for part in parts if isinstance(part.step, Conv | Dense)]
        asked = [step for step in spec if isinstance(step, Conv | Dense)]
        strange = [part for part in parts if part.step is None and part.layer.weights]
        words = first_difference([*strange, *weighted], asked, built.code, activations=False)
    return words or parting(built, spec)[1]


def _explain_error(built: Model, spec: Spec) -> Words:
    """What the handbook says of the error, or else a wrong setting of a layer made before it."""
    stop = built.stop
    if stop.kind == "TooLarge":
        return diagnose(Finding("too large", stop.message, code=built.code))
    made = _before_the_error(built, spec)
    shrunk = "negative" in stop.message  # layers before it are the cause
    return join((shrunk and made) or stop.advice() or made, stop.words())


def _before_the_error(built: Model, spec: Spec) -> Words | None:
    parts = made_parts(built.made)
    asked = spec[: len(parts)]
    if [type(part.step) for part in parts] != [type(step) for step in asked]:
        return None
    return setting_difference(parts, asked, built.code)


def parting(built: Model, spec: Spec) -> tuple[int, Words]:
    """Where the numbers part, though all that can be read is as asked: how many layers with
    weights still get the right input, and the words."""
    right = min(_right_inputs(built, spec, scale) for scale in (1.0, LOUD))
    if _changes_in_training(built):
        return right, Words(
            "층의 설정은 모두 맞습니다. 그런데 training=True일 때 출력이 달라집니다. 드롭아웃처럼 "
            "훈련할 때만 하는 계산을 빼면 됩니다.",
            "All settings of the layers are right, but the output changes with training=True. Take "
            "out what acts only during training, such as dropout.",
        )
    own = [type(x).__name__ for x in built.used if not type(x).__module__.startswith("keras")]
    if own:
        return right, Words(
            f"{own[0]} 층의 출력이 그 설정(커널, 스트라이드, 패딩, 활성화 함수)에서 나오는 값과 "
            "다릅니다. call을 고치지 않은 Keras의 층을 쓰세요.",
            f"The output of {own[0]} is not what its settings (kernel, stride, padding, activation)"
            " give. Use the Keras layer without a call() of your own.",
        )
    weighted = [step for step in spec if isinstance(step, Conv | Dense)]
    return right, _between(weighted, right)


def _right_inputs(built: Model, spec: Spec, scale: float) -> int:
    calls, _ = record(built, scale)
    found = {id(call.layer): call.inputs[0] for call in reversed(calls)}
    pairs = zip(built.used, inputs_of(spec, built, scale), strict=False)
    alike = [close(np.asarray(found[id(x)], np.float32), asked) for x, asked in pairs]
    return [*alike, False].index(False)


def _between(steps: list[Step], right: int) -> Words:
    """The values are right up to the input of the last of the first `right` layers."""
    names = []
    for n in (right - 1, right):
        if 0 <= n < len(steps):
            kind = type(steps[n])
            which = ordinal(sum(isinstance(step, kind) for step in steps[: n + 1]))
            names.append(Words(f"{which.ko} {kind.title.ko}", f"the {which.en} {kind.title.en}"))
        else:
            ends = Words("입력", "the input"), Words("모델의 출력", "the output")
            names.append(ends[n >= 0])
    (ko1, en1), (ko2, en2) = names
    return Words(
        f"층의 종류와 설정은 맞습니다. 그런데 {ko1} 다음부터 {ko2}까지의 계산이 지시와 다릅니다. "
        "그 사이에 있는 활성화 함수, 풀링, 그 밖의 연산을 보세요. 직접 쓴 계산 대신 지시한 Keras "
        "층을 쓰세요.",
        f"The layers and their settings are right, but what is computed after {en1}, up to {en2}, "
        "differs. Look at the activation, the pooling and any other operation there, and use the "
        "Keras layers of the instruction instead of a computation of your own.",
    )


def _changes_in_training(built: Model) -> bool:
    import keras

    if not isinstance(built.model, keras.layers.Layer):
        return False
    with running(built):
        values = [attempt(built.model, built.images, training=flag)[0] for flag in (False, True)]
    quiet, training = (tensors(value) for value in values)
    return bool(training) and not close(*(np.asarray(v[0], np.float32) for v in (training, quiet)))
