"""Judge a function that builds an image classifier from the image's shape and the class count."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .answers import Reading, read
from .compare import Want, first_difference
from .steps import Conv, Pool
from .surplus import surplus
from .verdict import Verdict
from .words import Words, join

COURSE_SHAPE, COURSE_CLASSES = (32, 32, 3), 10
OTHER_CLASSES = 7
BATCH = 3


@dataclass(frozen=True)
class Task:
    """What one instruction asks of a build function.

    ``wants(classes)`` are the layers; ``parameters`` are counted for ``COURSE_SHAPE`` and ten
    classes. ``other_shape`` is a second image shape, which shows what is hard-coded.
    ``first_line`` is the function's head, whose second parameter may be left out where
    ``default_classes`` says so. ``difference(found, wants)`` names the first difference.
    """

    wants: Callable[[int], tuple[Want, ...]]
    parameters: int
    other_shape: tuple[int, int, int]
    first_line: str
    default_classes: bool
    passed: Callable[[Reading], Words]
    difference: Callable[[Any, tuple[Want, ...]], Words | None] = first_difference


def judge_classifier(build: Callable, task: Task) -> Words:
    """Words of a pass, or a ``Verdict``.

    The small build first: it shows most mistakes and costs little.
    """
    try:
        small = _verdict_on_small(build, task)
    except Verdict as verdict:
        raise _in_the_courses_size(build, task, verdict) from None
    if task.default_classes:
        _require_default(build, task.first_line)
    course = read(build, _arguments(task), COURSE_SHAPE, BATCH)
    _compare(course, task, COURSE_CLASSES, task.parameters)
    if small is not None:
        raise Verdict("fail", join(_hard_coded(task), small.words))
    return join(task.passed(course), *course.outline.notes)


def _in_the_courses_size(build: Callable, task: Task, verdict: Verdict) -> Verdict:
    """The same verdict with the shapes that the learner knows, where the model can be run so.

    Only messages about convolutions and poolings tell shapes.
    """
    images = any(isinstance(want.step, Conv | Pool) for want in task.wants(COURSE_CLASSES))
    if verdict.status != "fail" or not images:
        return verdict
    with suppress(Verdict):
        found = read(build, _arguments(task), COURSE_SHAPE, BATCH)
        difference = task.difference(found.outline, task.wants(COURSE_CLASSES))
        if difference is not None:
            return Verdict("fail", difference)
    return verdict


def _arguments(task: Task) -> tuple:
    """As the course calls it: with the shape alone where the class count has a default."""
    return (COURSE_SHAPE,) if task.default_classes else (COURSE_SHAPE, COURSE_CLASSES)


def _verdict_on_small(build: Callable, task: Task) -> Verdict | None:
    """``None`` for a right model, the verdict where numbers may be hard-coded.

    Mistakes that no hard-coded number explains are raised.
    """
    try:
        found = _read_other(build, task, COURSE_CLASSES)
    except Verdict as verdict:
        if not verdict.crash:
            raise
        return verdict
    _compare(found, task, COURSE_CLASSES)
    try:
        _compare(_read_other(build, task, OTHER_CLASSES), task, OTHER_CLASSES)
    except Verdict as verdict:
        return verdict
    return None


def _read_other(build: Callable, task: Task, classes: int) -> Reading:
    return read(build, (task.other_shape, classes), task.other_shape, BATCH)


def _compare(found: Reading, task: Task, classes: int, parameters: int | None = None) -> None:
    difference = task.difference(found.outline, task.wants(classes)) or surplus(found, parameters)
    if difference is not None:
        raise Verdict("fail", difference)


def _require_default(build: Callable, first_line: str) -> None:
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
                f"{required[1]}의 기본값이 없습니다. 함수의 첫 줄은 {first_line} 입니다.",
                f"{required[1]} has no default. The function begins with {first_line}",
            ),
        )


def _hard_coded(task: Task) -> Words:
    other, names = task.other_shape, task.first_line.partition("(")[2].partition(",")[0]
    return Words(
        f"이미지 {COURSE_SHAPE}, 클래스 {COURSE_CLASSES}개에서는 맞습니다. 그런데 이미지 {other}, "
        f"클래스 {OTHER_CLASSES}개로 만들면 맞지 않습니다. 숫자를 직접 적지 않고 인자 {names}와 "
        "num_classes를 쓰세요.",
        f"For images of {COURSE_SHAPE} and {COURSE_CLASSES} classes it is right, but not for "
        f"images of {other} and {OTHER_CLASSES} classes. Use the arguments {names} and "
        "num_classes instead of writing numbers.",
    )
