"""Checks of the functions that build one line of layers: practices 3-1, 3-2 and 3-3."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

from helpers.checks.attempt import accepts
from helpers.checks.equal import Conv, Dense, Flatten, Pool, Spec, equals
from helpers.checks.explain import explain
from helpers.checks.model import Model, build, prepare
from helpers.checks.progress import exercise
from helpers.checks.report import Fail, Todo, Verdict
from helpers.text import Words, join, listing, note, plural, with_particle

COURSE_SHAPE, COURSE_CLASSES = (32, 32, 3), 10
OTHER_CLASSES = 7
BATCH = 3


# -- what every such check does ----------------------------------------------------------------


def judge_build(
    function: Callable,
    args: tuple,
    image_shape: tuple[int, ...],
    spec: Spec,
    parameters: int | None = None,
    batch: int = BATCH,
    free: bool = False,
    explain: Callable[[Model, Spec], Words] = explain,
) -> Model:
    """Build with `args`, run on images, compare with `spec`; return the model where it is right.

    Args:
        function: the learner's function.
        args: what it is called with.
        image_shape: (H, W, C) of the images that the model is run on.
        spec: what it should compute.
        parameters: how many it should have, `None` to leave that open.
        batch: images at a time, where the model does not fix their number.
        free: whether activations are free.
        explain: what words the difference, or the error in `Model.stop`.

    Raises:
        Verdict: the model is not right; its words tell why.
    """
    built = prepare(build(function, *args), image_shape, batch, free)
    if built.stop is not None and built.stop.blank:
        raise Todo
    if built.stop is not None or not equals(built, spec):
        raise Fail(*explain(built, spec))
    count = getattr(built.model, "count_params", lambda: parameters)()
    if parameters is not None and count != parameters:
        raise Fail(
            f"출력까지 이어지는 층은 모두 맞습니다. 그런데 파라미터가 {count:,}개로 지시한 "
            f"{parameters:,}개와 다릅니다. 결과를 쓰지 않는 층이나 가중치가 있는지 보세요.",
            f"The layers that reach the output are right, but there are {count:,} parameters "
            f"instead of {parameters:,}. Look for layers or weights whose result is not used.",
        )
    return built


def written_in(course: Any, other: Any, *names: str) -> Words:
    """A number stands in the code in place of an argument; `other` is what the check tried."""
    return Words(
        f"강의의 값 {course}에서는 맞습니다. 그런데 채점이 고른 다른 값 {other}에서는 맞지 "
        f"않습니다. 숫자를 직접 적지 않고 인자 {with_particle(', '.join(names), '을')} 쓰세요.",
        f"It is right for the course's {course}, but not for {other}, which the check tried. Use "
        f"the argument{'s' * (len(names) > 1)} {' and '.join(names)} instead of writing numbers.",
    )


def remarks(built: Model) -> Words | None:
    """Freedoms that deserve a word."""
    names = ("kernel_regularizer", "bias_regularizer", "activity_regularizer", "kernel_constraint")
    if any(getattr(layer, name, None) for layer in built.used for name in names):
        return note(
            "지시에 없는 규제(regularizer, constraint)가 훈련을 바꿉니다.",
            "a regularizer or constraint that was not asked for changes the training.",
        )
    if not all(layer.trainable for layer in built.used):
        return note(
            "trainable=False인 층은 훈련되지 않습니다.",
            "a layer with trainable=False learns nothing.",
        )
    return None


# -- 3-1 ---------------------------------------------------------------------------------------

COURSE_INPUT = (1, 5, 5, 1)
"""The task's input, batch axis included."""
OTHER_INPUT = (2, 20, 17, 3)

MODEL1 = (Conv(1, activation=None),)
MODEL2 = (Conv(4, activation=None), Conv(4, activation=None))
MODEL3 = (
    Conv(2, activation=None),
    Conv(4, activation=None),
    Conv(8, padding="valid", activation=None),
)


@exercise("3-1", "build_model1", 1)
def check_model1(build: Any) -> Words:
    """Instruction 1: one Conv2D, 1 kernel of 3×3, stride 1, padding same."""
    return _judge_convolutions(build, MODEL1, 10)


@exercise("3-1", "build_model2", 2)
def check_model2(build: Any) -> Words:
    """Instruction 2: two Conv2D of 4 kernels each, 3×3, stride 1, padding same."""
    return _judge_convolutions(build, MODEL2, 188)


@exercise("3-1", "build_model3", 3)
def check_model3(build: Any) -> Words:
    """Instruction 3: three Conv2D, 3×3, stride 1: 2 and 4 kernels same, 8 without padding."""
    return _judge_convolutions(build, MODEL3, 392)


def _judge_convolutions(function: Callable, spec: Spec, parameters: int) -> Words:
    def at(shape: tuple[int, ...], count: int | None = None) -> Model:
        return judge_build(function, (shape,), shape[1:], spec, count, shape[0], free=True)

    built = at(COURSE_INPUT, parameters)
    try:
        at(OTHER_INPUT)
    except Verdict:
        raise Fail(*written_in(COURSE_INPUT, OTHER_INPUT, "input_shape")) from None
    filters, padding = listing(s.filters for s in spec), listing(s.padding for s in spec)
    output = (1, 3, 3, 8) if spec is MODEL3 else (1, 5, 5, spec[-1].filters)
    passed = Words(
        f"Conv2D {len(spec)}개: 커널 수 {filters}, 커널 3×3, 스트라이드 1, 패딩 {padding}. "
        f"출력 {output}, 파라미터 {parameters}개입니다.",
        f"{plural(len(spec), 'Conv2D layer')}: kernels {filters}, each 3×3, stride 1, padding "
        f"{padding}. Output {output}, {parameters} parameters.",
    )
    return join(passed, remarks(built))


# -- 3-2 and 3-3 -------------------------------------------------------------------------------

HIDDEN = (4096, 1024, 256, 64)


def mlp(classes: int) -> Spec:
    """Flatten, four hidden layers, one unit per class."""
    return Flatten(), *(Dense(units) for units in HIDDEN), Dense(classes, "softmax")


def cnn(classes: int) -> Spec:
    """Two convolutions, a pooling, two with stride 2, a pooling, two fully connected layers."""
    strided = Conv(64, strides=(2, 2))
    head = Flatten(), Dense(128), Dense(classes, "softmax")
    return Conv(16), Conv(32), Pool(), strided, strided, Pool(), *head


@exercise("3-3", "build_mlp_model", 1)
@exercise("3-2", "build_mlp_model", 1)
def check_mlp(build: Any) -> Words:
    """Instruction 1: Flatten, Dense 4096, 1024, 256, 64 (ReLU), Dense num_classes (Softmax)."""
    units = " → ".join(map(str, (*HIDDEN, COURSE_CLASSES)))
    passed = Words(
        f"Flatten 다음에 Dense {units}, 마지막 층은 Softmax, 나머지는 ReLU입니다. 파라미터 "
        "17,061,834개입니다.",
        f"Flatten, then Dense {units}, Softmax at the end and ReLU in all the others: 17,061,834 "
        "parameters.",
    )
    # The other images are small, for time, and not square, so that numbers written in show.
    return judge_classifier(build, mlp, 17_061_834, (3, 2, 1), passed)


@exercise("3-3", "build_cnn_model", 2)
def check_cnn(build: Any) -> Words:
    """Instruction 2: the CNN of four convolutions, two poolings and two fully connected layers."""
    passed = Words(
        "Conv2D 16, 32, 풀링, Conv2D 64, 64(스트라이드 2), 풀링, Flatten, Dense 128, Dense "
        f"{COURSE_CLASSES}(Softmax)입니다. 파라미터 94,698개입니다.",
        "Conv2D 16, 32, pooling, Conv2D 64, 64 (stride 2), pooling, Flatten, Dense 128, Dense "
        f"{COURSE_CLASSES} (Softmax): 94,698 parameters.",
    )
    # Both sides of the other images halve four times without a rest, as 32 does.
    return judge_classifier(build, cnn, 94_698, (48, 16, 1), passed)


def judge_classifier(
    function: Callable,
    spec: Callable[[int], Spec],
    parameters: int,
    other_shape: tuple[int, int, int],
    passed: Words,
    shape_alone: bool = True,
    explain: Callable[[Model, Spec], Words] = explain,
) -> Words:
    """Judge a function of an image's shape and the number of classes.

    First as the course calls it (with `shape_alone`, the number of classes is its default), then
    with other images and classes, which shows numbers that were written in.
    """
    args = (COURSE_SHAPE,) if shape_alone else (COURSE_SHAPE, COURSE_CLASSES)
    if not accepts(function, *args) and accepts(function, COURSE_SHAPE, COURSE_CLASSES):
        raise Fail(
            "num_classes의 기본값이 없습니다. 함수의 첫 줄에 num_classes=10을 적으세요.",
            "num_classes has no default. Write num_classes=10 in the first line of the function.",
        )
    asked = spec(COURSE_CLASSES)
    built = judge_build(function, args, COURSE_SHAPE, asked, parameters, explain=explain)
    try:
        other = (other_shape, OTHER_CLASSES)
        judge_build(function, other, other_shape, spec(OTHER_CLASSES), explain=explain)
    except Verdict as verdict:
        names = list(signature(function).parameters)[:2]
        tried = [", ".join(map(str, values)) for values in (args, other)]
        raise Fail(*join(written_in(*tried, *names), verdict.words)) from None
    return join(passed, remarks(built))
