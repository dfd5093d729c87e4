"""Checks of practice 3-1: padding, stride and layer size."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from .answered import noted
from .answers import Reading, read
from .compare import Want, first_difference
from .places import see
from .report import Report
from .steps import Conv
from .surplus import surplus
from .verdict import Verdict, check_build
from .words import NOTHING, Words, join, listing, note, plural

COURSE_SHAPE = (1, 5, 5, 1)
"""The task's input, batch axis included."""
OTHER_SHAPE = (2, 20, 17, 3)
"""Another batch, size and channel count; large enough for a model that forgot its padding."""

_MODEL1 = (Want(Conv(1, (3, 3))),)
_MODEL2 = (Want(Conv(4, (3, 3))), Want(Conv(4, (3, 3))))
_MODEL3 = (
    Want(Conv(2, (3, 3))),
    Want(Conv(4, (3, 3))),
    Want(Conv(8, (3, 3), padding="valid")),
)


@noted("build_model1")
def check_model1(build: Any) -> Report:
    """Instruction 1: one Conv2D, 1 kernel of 3×3, stride 1, padding same."""
    return check_build(build, 1, lambda function: _judge(function, _MODEL1, 10))


@noted("build_model2")
def check_model2(build: Any) -> Report:
    """Instruction 2: two Conv2D of 4 kernels each, 3×3, stride 1, padding same."""
    return check_build(build, 2, lambda function: _judge(function, _MODEL2, 188))


@noted("build_model3")
def check_model3(build: Any) -> Report:
    """Instruction 3: three Conv2D, 3×3, stride 1: 2 and 4 kernels same, 8 without padding."""
    return check_build(build, 3, lambda function: _judge(function, _MODEL3, 392))


def _judge(build: Callable, wants: tuple[Want, ...], parameters: int) -> Words:
    try:
        course = _read(build, COURSE_SHAPE)
    except Verdict as verdict:
        raise _deeper_cause(build, wants, verdict) from None
    _compare(course, wants, parameters)
    _judge_other_shape(build, wants)
    return join(_passed(course, wants), *course.outline.notes, _unusual_activation(course))


def _read(build: Callable, shape: tuple[int, ...]) -> Reading:
    return read(build, (shape,), shape[1:], shape[0])


def _compare(found: Reading, wants: tuple[Want, ...], parameters: int | None) -> None:
    difference = first_difference(found.outline, wants) or surplus(found, parameters)
    if difference is not None:
        raise Verdict("fail", difference)


def _judge_other_shape(build: Callable, wants: tuple[Want, ...]) -> None:
    try:
        _compare(_read(build, OTHER_SHAPE), wants, None)
    except Verdict as verdict:
        raise Verdict(
            "fail",
            join(
                Words(
                    f"입력 {COURSE_SHAPE}에서는 맞습니다. 그런데 input_shape를 {OTHER_SHAPE}로 "
                    "바꾸면 맞지 않습니다. 모양을 숫자로 적지 않고 인자 input_shape에서 "
                    "가져옵니다.",
                    f"With the input {COURSE_SHAPE} it is right, but not with input_shape="
                    f"{OTHER_SHAPE}. Take the shape from the argument input_shape instead of "
                    "writing numbers.",
                ),
                verdict.words if verdict.status == "fail" else NOTHING,
            ),
        ) from None


def _deeper_cause(build: Callable, wants: tuple[Want, ...], first: Verdict) -> Verdict:
    """Why the model crashed on the course's 5×5 input: build it in ways that may not crash."""
    if not first.crash:
        return first
    with suppress(Verdict):
        difference = first_difference(_read(build, OTHER_SHAPE).outline, wants)
        if difference is not None:
            return Verdict("fail", join(difference, first.error))
    with suppress(Verdict):
        shape = COURSE_SHAPE[1:]
        without_batch = read(build, (shape,), shape, COURSE_SHAPE[0])
        if first_difference(without_batch.outline, wants) is None:
            return Verdict("fail", _BATCH_AXIS)
    return first


_BATCH_AXIS = join(
    Words(
        f"층의 설정은 맞습니다. 그런데 input_shape {COURSE_SHAPE}의 맨 앞 1은 배치 크기입니다. "
        "Input(shape=…)에는 배치 축을 빼고 input_shape[1:]을 넣거나, "
        "Input(batch_shape=input_shape)를 쓰세요.",
        f"The layers' settings are right, but the leading 1 of input_shape {COURSE_SHAPE} is the "
        "batch size. Give Input(shape=…) the rest, input_shape[1:], or write "
        "Input(batch_shape=input_shape).",
    ),
    see("batch"),
)


def _passed(found: Reading, wants: tuple[Want, ...]) -> Words:
    steps = [want.step for want in wants]
    filters, padding = (
        listing(step.filters for step in steps),
        listing(step.padding for step in steps),
    )
    parameters = sum(block.link.layer.count_params() for block in found.outline.blocks)
    return Words(
        f"Conv2D {len(steps)}개: 커널 수 {filters}, 커널 3×3, 스트라이드 1, 패딩 {padding}. "
        f"출력 {found.out_shape}, 파라미터 {parameters}개입니다.",
        f"{plural(len(steps), 'Conv2D layer')}: kernels {filters}, each 3×3, stride 1, padding "
        f"{padding}. Output {found.out_shape}, {parameters} parameters.",
    )


def _unusual_activation(found: Reading) -> Words:
    kinds = {kind for block in found.outline.blocks for kind in block.kinds}
    if not kinds & {"softmax", "log_softmax", "unknown"}:
        return NOTHING
    return note(
        "합성곱층 뒤에 값마다 따로 계산하지 않는 활성화 함수를 쓰는 일은 드뭅니다.",
        "an activation that does not treat each value alone is unusual after a convolution.",
    )
