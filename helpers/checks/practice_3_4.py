"""Check of practice 3-4: VGG16, graded whole, and told block by block."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from typing import Any

from .align import split
from .answered import noted
from .answers import Reading, obtain, read
from .attempt import attempt
from .canon import Outline
from .compare import Want, first_difference
from .error_hints import explained
from .layers import step_by_properties
from .properties import made_layers, outline_by_properties, without_memory
from .report import Report, Result
from .sandbox import sandbox
from .steps import Conv, Dense, Flatten, Pool
from .surplus import surplus
from .training import fits
from .verdict import Verdict, judged, require_function
from .words import NOTHING, Words, join, note

INSTRUCTIONS = (1, 2, 3, 4, 5)
ORIGINAL_SHAPE, ORIGINAL_CLASSES = (224, 224, 3), 1000
SMALL_SHAPE = (64, 32, 3)
"""Halves five times without a rest, as 224×224 does, and is small enough to run in a second."""
OTHER_SHAPE, OTHER_CLASSES = (64, 64, 1), 7
MOST_WEIGHTS = 110e6
"""The largest weight of the original, 25088 × 4096, holds 102.8 M numbers."""
BATCH = 2

_BLOCKS = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))
_CONVOLUTIONS = 14_714_688
_PARAMETERS = 138_357_544

Findings = list[Words | None]
"""What is wrong with each of the five; ``None`` where nothing is, ``NOTHING`` where not judged."""


@noted("build_vgg16")
def check_vgg16(build: Any) -> Report:
    """Instructions 1-5: the five blocks; Flatten, 4096, 4096, num_classes belong to the fifth.

    Passed only as a whole, while each result tells about its block. Weights of the original's size
    are set aside only if the answer can be read in no other way.
    """
    reports: list[Report] = []

    def judge() -> Words:
        require_function(build)
        with sandbox(build):
            reports.append(_judge(build))
        return NOTHING

    stopped = judged(INSTRUCTIONS[0], judge)
    if reports:
        return reports[0]
    words = Words(stopped.ko, stopped.en)
    if stopped.status == "todo":
        return Report(tuple(Result(number, "todo", *words) for number in INSTRUCTIONS))
    return _report(_blame(1, words))


def _judge(build: Callable) -> Report:
    if fits(build, (SMALL_SHAPE, ORIGINAL_CLASSES), {}):
        return _judge_small(build)
    return _judge_original(build)


def _judge_small(build: Callable) -> Report:
    """Small images show nearly all mistakes; then other arguments, then the default ones."""
    try:
        found = read(build, (SMALL_SHAPE, ORIGINAL_CLASSES), SMALL_SHAPE, BATCH)
    except Verdict as verdict:
        if not verdict.crash:
            raise
        return _after_error(build, verdict)
    _show_original_shapes(build, found.outline)
    findings = _findings(found, ORIGINAL_CLASSES, SMALL_SHAPE)
    if any(findings):
        return _report(findings)
    findings = _findings_of_other_arguments(build)
    if any(findings):
        return _report([words and join(_HARD_CODED, words) for words in findings])
    return _report(_default_arguments(build), found.outline.notes)


def _findings_of_other_arguments(build: Callable) -> Findings:
    try:
        found = read(build, (OTHER_SHAPE, OTHER_CLASSES), OTHER_SHAPE, BATCH)
    except Verdict as verdict:
        return [verdict.words, None, None, None, None]
    return _differences(found.outline, OTHER_CLASSES)


def _judge_original(build: Callable) -> Report:
    """A function without arguments, as in the original course."""
    try:
        model = _model(build)
    except Verdict as verdict:
        if not verdict.crash:
            raise
        return _report(_findings_of_parts(build, (), verdict.words))
    found, shape = _read_original(build, model)
    _show_original_shapes(build, found.outline)
    findings = _findings(found, ORIGINAL_CLASSES, shape)
    if not any(findings):
        findings = _default_arguments(build)
    return _report(findings, [*found.outline.notes, _NO_ARGUMENTS])


def _read_original(build: Callable, model: Any) -> tuple[Reading, tuple[int, ...]]:
    """The model on small images where that can be had: as a copy, or as it is for a subclass.

    Only a model that is tied to its size some other way is made and run in full.
    """
    import keras

    def copy() -> Any:
        return keras.models.clone_model(model, input_tensors=keras.Input(SMALL_SHAPE))

    for make in (copy, build):
        with suppress(Verdict):
            return read(make, (), SMALL_SHAPE, BATCH), SMALL_SHAPE
    return read(build, (), ORIGINAL_SHAPE, 1, MOST_WEIGHTS), ORIGINAL_SHAPE


def _after_error(build: Callable, verdict: Verdict) -> Report:
    """The model cannot be made or run on small images: look at its layers in the original size."""
    args = () if fits(build, (), {}) else (ORIGINAL_SHAPE, ORIGINAL_CLASSES)
    try:
        model = _model(build, *args)
    except Verdict:
        return _report(_findings_of_parts(build, args, verdict.words))
    findings = _differences(outline_by_properties(getattr(model, "layers", [])), ORIGINAL_CLASSES)
    if not any(findings):
        findings = _blame(1, _HARD_CODED)
    return _report(findings)


def _show_original_shapes(build: Callable, found: Outline) -> None:
    """Put the shapes at 224×224, which the learner knows, into what was found on small images.

    They are in the settings of the same layers, made without memory, where those can be had.
    """
    with suppress(Verdict), without_memory():
        layers = getattr(obtain(build, most_weights=math.inf), "layers", [])
        shown = outline_by_properties(layers).blocks
        if [block.link.step for block in shown] == [block.link.step for block in found.blocks]:
            for block, original in zip(found.blocks, shown, strict=True):
                block.link.in_shape = original.link.in_shape or block.link.in_shape
                block.link.out_shape = original.link.out_shape


def _model(build: Callable, *args: Any) -> Any:
    """The model, made without setting weights aside where that can be.

    A build that needs real weights (it loads or sets them) gets them.
    """
    with suppress(Verdict), without_memory():
        return obtain(build, *args, most_weights=math.inf)
    return obtain(build, *args, most_weights=MOST_WEIGHTS)


def _findings_of_parts(build: Callable, args: tuple, error: Words) -> Findings:
    """No model came about: blame the layers that were made, or the place where the error came."""
    layers = made_layers(build, args)
    steps = [attempt(step_by_properties, layer)[0] for layer in layers]
    made = [step for step in steps if step is not None]  # the last layer may be half made
    owners = [n for n, group in zip(INSTRUCTIONS, _groups(0), strict=True) for _ in group]
    if len(made) < len(owners):
        return _blame(owners[len(made)], error)
    findings = _differences(outline_by_properties(layers), ORIGINAL_CLASSES)
    return findings if any(findings) else _blame(INSTRUCTIONS[-1], error)


# -- what is asked --------------------------------------------------------------------------------


def _groups(classes: int) -> list[tuple[Want, ...]]:
    groups = [
        (*(Want(Conv(kernels, (3, 3)), "relu"),) * count, Want(Pool("max", (2, 2), (2, 2))))
        for count, kernels in _BLOCKS
    ]
    dense = (Want(Dense(4096), "relu"), Want(Dense(4096), "relu"), Want(Dense(classes), "softmax"))
    groups[-1] = (*groups[-1], Want(Flatten(), "linear"), *dense)
    return groups


def _differences(found: Outline, classes: int) -> Findings:
    groups = _groups(classes)
    shared = _shared(found)
    findings: Findings = []
    for number, part, wants in zip(INSTRUCTIONS, split(found, groups), groups, strict=True):
        words = first_difference(part, wants)
        if words is None and shared & {id(block.link.layer) for block in part.blocks}:
            words = _SHARED
        findings.append(words and join(_where(number), words))
    return findings


def _shared(found: Outline) -> set[int]:
    """Layers with weights that stand in the chain more than once."""
    seen: set[int] = set()
    twice: set[int] = set()
    for block in found.blocks:
        layer = block.link.layer
        if isinstance(block.link.step, Conv | Dense):
            (twice if id(layer) in seen else seen).add(id(layer))
    return twice


def _findings(found: Reading, classes: int, shape: tuple[int, ...]) -> Findings:
    findings = _differences(found.outline, classes)
    if not any(findings):
        findings[-1] = surplus(found, _parameters(classes, shape)) or surplus(found)
    return findings


def _parameters(classes: int, shape: tuple[int, ...]) -> int:
    """Those of the whole model on colour images of ``shape``."""
    flat = (shape[0] // 32) * (shape[1] // 32) * 512
    units = (flat, 4096, 4096, classes)
    return _CONVOLUTIONS + sum((n + 1) * m for n, m in pairwise(units))


def _default_arguments(build: Callable) -> Findings:
    """``build_vgg16()`` is the original: told by the shape of its output and its parameters."""
    import keras

    fine: Findings = [None] * len(INSTRUCTIONS)
    try:
        model = _model(build)
    except Verdict as verdict:
        return [join(_DEFAULTS, verdict.words), *fine[1:]]
    if not isinstance(model, keras.layers.Layer):
        return fine
    with without_memory():
        output, stop = attempt(model, keras.KerasTensor((1, *ORIGINAL_SHAPE)))
    if stop is not None:
        return [join(_DEFAULTS, explained(stop)), *fine[1:]]
    classes = output.shape[-1]
    if classes != ORIGINAL_CLASSES:
        return [*fine[:-1], join(_DEFAULTS, _classes(classes))]
    if model.count_params() != _PARAMETERS:
        return [join(_DEFAULTS, _count(model.count_params())), *fine[1:]]
    return fine


# -- words ----------------------------------------------------------------------------------------


def _report(findings: Findings, notes: list[Words] | None = None) -> Report:
    results = []
    for number, words in zip(INSTRUCTIONS, findings, strict=True):
        if words is None:
            results.append(Result(number, "pass", *_passed(number)))
        elif words is NOTHING:
            results.append(Result(number, "todo", *_NOT_JUDGED))
        else:
            results.append(Result(number, "fail", *words))
    report = Report(tuple(results))
    if not report.passed:
        return report
    last = join(_passed(INSTRUCTIONS[-1]), _TOTAL, *(notes or []))
    return Report((*results[:-1], Result(INSTRUCTIONS[-1], "pass", *last)))


def _blame(number: int, words: Words) -> Findings:
    """One instruction failed, and the others could not be judged."""
    return [words if each == number else NOTHING for each in INSTRUCTIONS]


def _where(number: int) -> Words:
    if number == INSTRUCTIONS[-1]:
        return Words("블록 5와 그 뒤의 층:", "Block 5 and the layers after it:")
    return Words(f"블록 {number}:", f"Block {number}:")


def _passed(number: int) -> Words:
    count, kernels = _BLOCKS[number - 1]
    block = Words(
        f"블록 {number}: Conv2D {kernels} {count}개와 최대 풀링입니다.",
        f"Block {number}: {count} Conv2D of {kernels} and a max pooling.",
    )
    if number < INSTRUCTIONS[-1]:
        return block
    return join(
        block,
        Words(
            "그다음 Flatten, Dense 4096, 4096, num_classes(Softmax)입니다.",
            "Then Flatten, Dense 4096, 4096 and num_classes (Softmax).",
        ),
    )


def _classes(found: int | None) -> Words:
    return Words(
        f"출력이 {found}개입니다. num_classes의 기본값은 {ORIGINAL_CLASSES}입니다.",
        f"It has {found} outputs. The default of num_classes is {ORIGINAL_CLASSES}.",
    )


def _count(found: int) -> Words:
    return Words(
        f"파라미터가 {found:,}개입니다. 원래 모델은 {_PARAMETERS:,}개입니다.",
        f"It has {found:,} parameters, the original {_PARAMETERS:,}.",
    )


_TOTAL = Words(
    f"224×224와 클래스 1000개에서 파라미터 {_PARAMETERS:,}개, 그중 합성곱층에 "
    f"{_CONVOLUTIONS:,}개입니다.",
    f"With 224×224 and 1000 classes: {_PARAMETERS:,} parameters, {_CONVOLUTIONS:,} of them in the "
    "convolutional layers.",
)
_NOT_JUDGED = Words(
    "모델을 끝까지 읽지 못했습니다.",
    "The model could not be read to its end.",
)
_HARD_CODED = Words(
    "224×224와 클래스 1000개에서는 맞습니다. 그런데 다른 크기나 다른 클래스 수로 만들면 맞지 "
    "않습니다. 숫자를 직접 적지 않고 인자 input_shape와 num_classes를 쓰세요.",
    "With 224×224 and 1000 classes it is right, but not with other sizes or another number of "
    "classes. Use the arguments input_shape and num_classes instead of writing numbers.",
)
_DEFAULTS = Words(
    "인자를 주면 맞습니다. 그런데 build_vgg16()처럼 인자 없이 부르면 원래 모델이 되지 않습니다. "
    "기본값은 input_shape=(224, 224, 3), num_classes=1000입니다.",
    "With arguments it is right, but without any, as in build_vgg16(), it is not the original. "
    "The defaults are input_shape=(224, 224, 3) and num_classes=1000.",
)
_SHARED = Words(
    "같은 층 객체를 두 번 불렀습니다. 그러면 두 층이 가중치를 함께 씁니다. 층마다 객체를 새로 "
    "만드세요.",
    "The same layer object is called twice, so both calls share their weights. Make a new object "
    "for each layer.",
)
_NO_ARGUMENTS = note(
    "함수가 인자를 받지 않습니다. 다른 크기의 사진에 쓰려면 input_shape와 num_classes를 받게 "
    "합니다.",
    "the function takes no arguments. To use it for other images, let it take input_shape and "
    "num_classes.",
)
