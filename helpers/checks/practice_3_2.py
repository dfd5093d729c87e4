"""Checks of practice 3-2: the multilayer perceptron, and how it is trained."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from .answers import Reading, read
from .compare import Want, first_difference
from .report import Report
from .steps import Dense, Flatten
from .surplus import surplus
from .training import check_training
from .training_run import Run
from .verdict import Verdict, check_build
from .words import Words, join

COURSE_SHAPE, COURSE_CLASSES = (32, 32, 3), 10
OTHER_SHAPE, OTHER_CLASSES = (3, 2, 1), 7
"""Not square, one channel, and tiny: even a Dense in front of Flatten stays affordable."""

_HIDDEN = (4096, 1024, 256, 64)
_PARAMETERS = 17_061_834


def check_mlp(build: Any, instruction: int = 1) -> Report:
    """Instruction 1: Flatten, Dense 4096, 1024, 256, 64 (ReLU), Dense num_classes (Softmax)."""
    return check_build(build, instruction, _judge)


def _wants(classes: int) -> tuple[Want, ...]:
    hidden = (Want(Dense(units), "relu") for units in _HIDDEN)
    return Want(Flatten(), "linear"), *hidden, Want(Dense(classes), "softmax")


def _judge(build: Callable) -> Words:
    """The small build first: it shows most mistakes and costs little."""
    small = _verdict_on_small(build)
    _require_default(build)
    course = read(build, (COURSE_SHAPE,), COURSE_SHAPE, batch=3)
    _compare(course, COURSE_CLASSES, _PARAMETERS)
    if small is not None:
        raise Verdict("fail", join(_HARD_CODED, small.words))
    return join(_passed(course), *course.outline.notes)


def _verdict_on_small(build: Callable) -> Verdict | None:
    """``None`` for a right model, the verdict where numbers may be hard-coded.

    Mistakes that no hard-coded number explains are raised.
    """
    try:
        found = read(build, (OTHER_SHAPE, COURSE_CLASSES), OTHER_SHAPE, batch=3)
    except Verdict as verdict:
        if not verdict.crash:
            raise
        return verdict
    _compare(found, COURSE_CLASSES)
    try:
        found = read(build, (OTHER_SHAPE, OTHER_CLASSES), OTHER_SHAPE, batch=3)
        _compare(found, OTHER_CLASSES)
    except Verdict as verdict:
        return verdict
    return None


def _compare(found: Reading, classes: int, parameters: int | None = None) -> None:
    difference = first_difference(found.outline, _wants(classes)) or surplus(found, parameters)
    if difference is not None:
        raise Verdict("fail", difference)


def _require_default(build: Callable) -> None:
    """``num_classes`` must be optional: the course calls the function with the shape alone."""
    try:
        parameters = inspect.signature(build).parameters
    except (TypeError, ValueError):
        return
    required = [
        name
        for name, parameter in parameters.items()
        if parameter.default is inspect.Parameter.empty
        and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    if len(required) > 1:
        raise Verdict(
            "fail",
            Words(
                f"{required[1]}의 기본값이 없습니다. 함수의 첫 줄은 "
                "def build_mlp_model(img_shape, num_classes=10): 입니다.",
                f"{required[1]} has no default. The function begins with "
                "def build_mlp_model(img_shape, num_classes=10):",
            ),
        )


_HARD_CODED = Words(
    f"이미지 {COURSE_SHAPE}, 클래스 {COURSE_CLASSES}개에서는 맞습니다. 그런데 이미지 "
    f"{OTHER_SHAPE}, 클래스 {OTHER_CLASSES}개로 만들면 맞지 않습니다. 숫자를 직접 적지 않고 인자 "
    "img_shape와 num_classes를 씁니다.",
    f"For images of {COURSE_SHAPE} and {COURSE_CLASSES} classes it is right, but not for images "
    f"of {OTHER_SHAPE} and {OTHER_CLASSES} classes. Use the arguments img_shape and num_classes "
    "instead of writing numbers.",
)


def _passed(found: Reading) -> Words:
    units = " → ".join(map(str, (*_HIDDEN, COURSE_CLASSES)))
    count = f"{found.parameters or _PARAMETERS:,}"
    return Words(
        f"Flatten 다음에 Dense {units}, 마지막 층은 Softmax, 나머지는 ReLU입니다. 파라미터 "
        f"{count}개입니다.",
        f"Flatten, then Dense {units}, Softmax at the end and ReLU in all the others: "
        f"{count} parameters.",
    )


def check_main(main: Any) -> Report:
    """Instructions 2-4: Adam 0.001; compile with it; fit. Nothing is trained."""
    return check_training(main, (2, 3, 4), _call_main)


def _call_main(main: Callable, run: Run) -> Any:
    """``main(model, epochs)``, by name where the names are there, else by position."""
    offered = {"model": run.model, "epochs": run.epochs}
    try:
        signature = inspect.signature(main)
    except (TypeError, ValueError):
        return main(**offered)
    for args, kwargs in (((), offered), (tuple(offered.values()), {})):
        if _fits(signature, args, kwargs):
            return main(*args, **kwargs)
    known = {name: offered[name] for name in offered if name in signature.parameters}
    return main(**known)


def _fits(signature: inspect.Signature, args: tuple, kwargs: dict) -> bool:
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return False
    return True
