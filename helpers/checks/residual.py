"""Checks of practice 3-5: the residual block, and the small ResNet made of it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import numpy as np

from helpers.checks.attempt import attempt
from helpers.checks.builds import judge_build, judge_classifier, remarks, written_in
from helpers.checks.difference import Part, first_difference
from helpers.checks.equal import Conv, Dense, Pool, Residual, Spec, as_tensor, close, equals
from helpers.checks.explain import explain, used_parts
from helpers.checks.model import Model, prepare, record
from helpers.checks.progress import exercise
from helpers.checks.report import Fail, Finding, Verdict, advise, diagnose
from helpers.text import Words, join
from helpers.watch import Call

COURSE, OTHER = (64, 3), (5, (5, 5))
"""Kernels and kernel size: the course's, and others that show what is written in."""
SIDES = (6, 7)


@exercise("3-5", "ResidualBlock", 1, what="class")
def check_residual_block(cls: Any) -> Words:
    """Instruction 1: two Conv2D (num_kernels, kernel_size, same, ReLU), one Add, a final ReLU.

    The input has both signs, and as many channels as the block has kernels.
    """
    built = _block(cls, *COURSE, 73_856)
    try:
        _block(cls, *OTHER)
    except Verdict as verdict:
        advice = written_in(COURSE, OTHER, "num_kernels", "kernel_size")
        raise Fail(*join(advice, verdict.words)) from None
    passed = Words(
        "Conv2D 2개(num_kernels, kernel_size, same, ReLU), 입력과의 Add, 마지막 ReLU입니다. 커널 "
        "64개, 3×3이면 파라미터 73,856개입니다.",
        "Two Conv2D (num_kernels, kernel_size, same, ReLU), an Add with the input, a final ReLU: "
        "73,856 parameters with 64 kernels of 3×3.",
    )
    return join(passed, remarks(built))


@exercise("3-5", "build_resnet", 2)
def check_resnet(build: Any) -> Words:
    """Instruction 2: Conv2D 64, MaxPooling2D, three blocks of 64, global average, Dense."""
    passed = Words(
        "Conv2D 64, 최대 풀링, 커널 64개인 잔차 블록 3개, 전역 평균 풀링, Dense 10(Softmax)입니다. "
        "파라미터 224,010개입니다.",
        "Conv2D 64, max pooling, three residual blocks of 64 kernels, global average pooling, "
        "Dense 10 (Softmax): 224,010 parameters.",
    )
    return judge_classifier(build, resnet, 224_010, (12, 18, 1), passed, False, explain_resnet)


# -- the block ---------------------------------------------------------------------------------


def _block(cls: Callable, kernels: int, size: Any, parameters: int | None = None) -> Model:
    pair = (size, size) if isinstance(size, int) else size
    image, spec = (*SIDES, kernels), (Residual(kernels, pair),)
    return judge_build(cls, (kernels, size), image, spec, parameters, explain=explain_block)


def explain_block(built: Model, spec: Spec) -> Words:
    """Why a block is not `Residual`: a wrong setting, a known wrong formula, or other values."""
    (step,) = spec
    convolutions = (Conv(step.kernels, step.kernel),) * 2
    if built.stop is not None:
        return explain(built, convolutions)
    calls, output = record(built)
    if built.used and not built.model.weights:
        return diagnose(Finding("block", "made in call"))
    parts = used_parts(calls)
    strange = [p for p in parts if p.step is None and p.name not in _MERGES]
    inside = [part for part in parts if isinstance(part.step, Conv)]
    for part in inside:
        part.told = False  # the shapes are the check's own
    difference = first_difference([*strange, *inside], convolutions, built.code, activations=False)
    if difference is None and all(part.activations for part in inside):  # they are really set
        difference = first_difference(inside, convolutions, built.code)
    return _formula(built, output) or difference or _rest(built, calls)


_MERGES = ("Add", "Concatenate", "Multiply", "Average", "Subtract", "Maximum", "Minimum", "Dot")


def _formula(built: Model, output: np.ndarray) -> Words | None:
    """The known mistake that gives the block's very numbers, if it is one."""
    formulas, stop = attempt(_wrong_formulas, built)
    if stop is not None:  # other layers, which the formulas do not fit
        return None
    alike = (name for name, value in formulas.items() if close(output.astype(np.float32), value))
    name = next(alike, None)
    return diagnose(Finding("block", name)) if name else None


def _wrong_formulas(built: Model) -> dict[str, np.ndarray]:
    """What beginners compute in place of relu(x + branch), with the block's own weights."""
    from keras import activations, ops

    x = as_tensor(built.images)
    relu = ops.relu
    first, second = (
        lambda z, c=layer: ops.conv(z, as_tensor(c.kernel), 1, "same") + as_tensor(c.bias)
        for layer in built.used
    )
    middle = relu(first(x))
    bare = second(middle)
    branch = relu(bare)
    formulas = {
        "no shortcut": relu(branch),
        "no final relu": x + branch,
        "no final relu, none before": x + bare,
        "relu before the addition missing": relu(x + bare),
        "first relu missing": relu(x + relu(second(first(x)))),
        "no relu inside": relu(x + second(first(x))),
        "shortcut not the input": relu(middle + branch),
        "input twice": relu(x + x),
        "branch twice": relu(branch + branch),
        "middle for the branch": relu(x + middle),
        "subtract": relu(x - branch),
        "subtract the other way": relu(branch - x),
        "multiply": relu(x * branch),
        "concatenate": relu(ops.concatenate([x, branch], axis=-1)),
        "concatenate the other way": relu(ops.concatenate([branch, x], axis=-1)),
        "layers after the sum": relu(second(x + middle)),
        "second convolution on the input": relu(x + relu(second(x))),
        "both on the input": relu(middle + relu(second(x))),
    }
    formulas["two additions"] = relu(x + relu(second(x + middle)))
    for name in ("tanh", "sigmoid", "softmax", "relu6", "leaky_relu", "elu", "gelu", "softplus"):
        formulas[f"final {name}"] = activations.get(name)(x + branch)
    return {name: np.asarray(value) for name, value in formulas.items()}


def _rest(built: Model, calls: list[Call]) -> Words:
    """No known mistake: an Add of other values, or something else that is not the sum."""
    sums = [call.inputs for call in calls if type(call.layer).__name__ == "Add"]
    others = [
        values
        for values in sums
        if len(values) != 2 or not any(np.array_equal(x, built.images) for x in values)
    ]
    return diagnose(Finding("block", "other values" if others else "no plain sum"))


# -- the ResNet --------------------------------------------------------------------------------


def resnet(classes: int) -> Spec:
    """A convolution, a pooling, three blocks, the mean of each feature map, one unit per class."""
    blocks = (Residual(),) * 3
    return (
        Conv(64),
        Pool(),
        *blocks,
        Pool("GlobalAveragePooling2D", None, None),
        Dense(classes, "softmax"),
    )


def explain_resnet(built: Model, spec: Spec) -> Words:
    """Why a model is not the ResNet: its blocks count as one part each, then are looked into."""
    if built.stop is not None:  # without the first convolution the addition fails
        first = type(built.made[0]).__name__ if built.made else ""
        advice = advise(Finding("missing first Conv2D")) if first == "MaxPooling2D" else None
        return join(advice, built.stop.words()) if advice else explain(built, spec)
    parts = _parts_with_blocks(record(built)[0])
    blocks = [part.layer for part in parts if isinstance(part.step, Residual)]
    if len({id(block) for block in blocks}) < len(blocks):
        return diagnose(Finding("shared layer", "ResidualBlock", code=built.code))
    if not blocks:
        return advise(Finding("missing residual block", code=built.code)) or explain(built, spec)
    return first_difference(parts, spec, built.code) or _inside(blocks) or explain(built, spec)


def _parts_with_blocks(calls: list[Call]) -> list[Part]:
    """The parts of a ResNet: all that one composite layer calls becomes one `Residual`."""
    import keras

    parts: list[Part] = []
    for owner, group in groupby(calls, key=lambda call: call.owner):
        inside = list(group)
        convolutions = [
            call.layer for call in inside if isinstance(call.layer, keras.layers.Conv2D)
        ]
        if len(convolutions) < 2 or owner is None or owner in convolutions:
            parts += used_parts(inside)
            continue
        times = len(convolutions) // max(1, len({id(layer) for layer in convolutions}))
        parts += [Part(Residual(), owner)] * times
    return parts


def _inside(blocks: list[Any]) -> Words | None:
    """The first block that differs inside: its own check tells how."""
    for number, block in enumerate(blocks, start=1):
        built = Model(block, [])
        prepare(built, (*SIDES, 64))
        if built.stop is None and equals(built, (Residual(),)):
            continue
        where = Words(
            f"층의 순서는 맞습니다. 그런데 잔차 블록 {number}의 안이 다릅니다.",
            f"The order of the layers is right, but something differs inside residual block "
            f"{number}.",
        )
        return join(where, explain_block(built, (Residual(),)))
    return None
