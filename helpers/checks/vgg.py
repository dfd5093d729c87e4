"""Check of practice 3-4: VGG16, passed only as a whole, and told block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any
from unittest import mock

from helpers.checks.attempt import accepts, attempt
from helpers.checks.difference import Part, differing, first_difference
from helpers.checks.equal import Conv, Dense, Flatten, Pool, Spec, equals
from helpers.checks.explain import is_all_layers, made_parts, parting, used_parts
from helpers.checks.model import Model, build, prepare, record
from helpers.checks.progress import exercise
from helpers.checks.report import Fail, Report, Result, Todo, Verdict
from helpers.text import Words, join, note

BLOCKS = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))
ORIGINAL, CLASSES = (224, 224, 3), 1000
SMALL = (64, 32, 3)
"""Halves five times without a rest, as 224×224 does, and is small enough to run in a second."""
OTHER, OTHER_CLASSES = (64, 64, 1), 7

Findings = dict[int, Words | None]
"""What is wrong with a block (1 to 5), `None` where it could not be checked; the rest is right."""


def vgg16(classes: int) -> Spec:
    """The sixteen layers with weights, the poolings and Flatten, in order."""
    blocks = [step for count, n in BLOCKS for step in (*(Conv(n),) * count, Pool())]
    return *blocks, Flatten(), Dense(4096), Dense(4096), Dense(classes, "softmax")


OWNERS = tuple(
    [number for number, (count, _) in enumerate(BLOCKS, start=1) for _ in range(count + 1)]
    + [5] * 4
)
"""The block of each step; Flatten and the Dense layers belong to the fifth."""


@exercise("3-4", "build_vgg16", 1, 2, 3, 4, 5)
def check_vgg16(build_vgg16: Any) -> Report:
    """Instructions 1-5: the five blocks; Flatten, 4096, 4096, num_classes belong to the fifth."""
    try:
        findings, remark = _judge(build_vgg16)
    except Fail as verdict:
        findings, remark = _one_blamed(1, verdict.words), None
    return Report(tuple(_result(number, findings, remark) for number in range(1, 6)))


def _result(number: int, findings: Findings, remark: Words | None) -> Result:
    if number not in findings:
        total = join(_TOTAL, remark) if not findings and number == 5 else None
        return Result(number, "pass", *join(_passed(number), total))
    words = findings[number]
    if words is None:
        return Result(number, "todo", *_NOT_READ)
    return Result(number, "fail", *join(_where(number), words))


def _judge(function: Callable) -> tuple[Findings, Words | None]:
    """What is wrong, nothing for a right answer; and a remark."""
    sized = accepts(function, SMALL, CLASSES)
    built = _small_model(function, sized)
    if built.stop is not None:
        return _after_the_error(built), None
    findings = _findings(built, CLASSES)
    if not findings and sized:
        findings = _with_other_arguments(function)
    return findings or _with_its_defaults(function), None if sized else _NO_ARGUMENTS


def _small_model(function: Callable, sized: bool) -> Model:
    """The model on small images: made so, or else a small copy of it; at worst in full."""
    if sized:
        built = build(function, SMALL, CLASSES)
        try:
            return prepare(built, SMALL)
        except Fail:  # it takes images of another size alone
            raise Fail(*_WRITTEN_IN) from None
    for made in (_small_copy(function), build(function)):
        with suppress(Fail):
            if prepare(made, SMALL).stop is None:
                return made
    return prepare(build(function), ORIGINAL, batch=1)


def _small_copy(function: Callable) -> Model:
    import keras

    with without_memory():
        built = build(function)
    if built.stop is None:
        inputs = keras.Input(SMALL)
        copy, stop = attempt(keras.models.clone_model, built.model, input_tensors=inputs)
        built.model, built.stop = copy, stop
    return built


@contextmanager
def without_memory() -> Iterator[None]:
    """Layers made inside set no weights aside: models of shapes and settings alone.

    `compile` does nothing there, as an optimizer would want variables with values. Keras keeps a
    list of variables to be filled later: those made here are taken out of it.
    """
    import keras
    from keras.src.backend.common import global_state

    waiting = "uninitialized_variables"
    before = list(global_state.get_global_attribute(waiting, [], set_to_default=True))
    with mock.patch.object(keras.Model, "compile", lambda *_, **__: None):
        try:
            with keras.StatelessScope(initialize_variables=False):
                yield
        finally:
            global_state.set_global_attribute(waiting, before)


# -- what is wrong -----------------------------------------------------------------------------


def _findings(built: Model, classes: int) -> Findings:
    spec = vgg16(classes)
    if equals(built, spec):
        return {}
    calls, output = record(built)
    if is_all_layers(calls, built.images, output):
        findings = _differences(used_parts(calls), spec, built.code)
        if findings:
            return findings
    right, words = parting(built, spec)
    weighted = [n for n, step in enumerate(spec) if isinstance(step, Conv | Dense)]
    return {OWNERS[weighted[max(0, min(right, len(weighted)) - 1)]]: words}


def _differences(parts: list[Part], spec: Spec, code: str) -> Findings:
    """The first difference of each block, by the alignment that changes the fewest layers."""
    groups: dict[int, list[Part]] = {number: [] for number in range(1, 6)}
    for part, step in zip(parts, _alignment(parts, spec), strict=True):
        part.told = False  # the shapes are not those of 224×224
        groups[OWNERS[min(step, len(spec) - 1)]].append(part)
    findings = {}
    for number, group in groups.items():
        asked = [step for step, owner in zip(spec, OWNERS, strict=True) if owner == number]
        words = first_difference(group, asked, code)
        if words is not None:
            findings[number] = words
    return findings


def _alignment(parts: list[Part], spec: Spec) -> list[int]:
    """For each part the step that it stands for, or before which it is one too many."""

    @cache
    def best(r: int, c: int) -> tuple[float, tuple[int, ...]]:
        """Cost and places of the cheapest way to lay parts[r:] beside spec[c:]."""
        if r == len(parts):
            return len(spec) - c, ()
        cost, places = best(r + 1, c)
        # A stranger belongs to the layer before it; only padding serves the one behind it.
        behind = parts[r].step is None and parts[r].name != "ZeroPadding2D"
        ways = [(cost + 1, (max(0, c - behind), *places))]
        if c < len(spec):
            cost, places = best(r + 1, c + 1)
            ways.append((cost + _unlike(parts[r], spec[c]), (c, *places)))
            cost, places = best(r, c + 1)
            ways.append((cost + 1, places))
        return min(ways, key=lambda way: way[0])

    return list(best(0, 0)[1])


def _unlike(part: Part, step: Any) -> float:
    """How much a part differs from a step: 0 to 0.6, or 3, so that other kinds are never paired."""
    if type(part.step) is not type(step):
        return 3.0
    wanted = getattr(step, "activation", None)
    return 0.5 * bool(differing(part.step, step)) + 0.1 * (
        part.activations != [wanted] * bool(wanted)
    )


def _after_the_error(built: Model) -> Findings:
    """Blame the layers that were made, or else the block in which the error came."""
    if built.stop.blank:
        raise Todo
    parts = made_parts(built.made)
    findings = _differences(parts, vgg16(CLASSES), built.code)
    if len(findings) > 1 and not any(part.step == Dense(CLASSES, None) for part in parts):
        findings.pop(5, None)  # its last layers are not made yet
    if findings and (len(parts) >= len(OWNERS) or built.stop.kind == "TooLarge"):
        return findings
    owner = OWNERS[min(len(parts), len(OWNERS) - 1)]
    first = min(findings, default=owner)
    if first < owner and "negative" in built.stop.message:  # an earlier block shrinks the maps
        return _one_blamed(first, findings[first])
    return _one_blamed(owner, built.stop.verdict().words)


def _one_blamed(number: int, words: Words) -> Findings:
    """One block failed, and the others could not be checked."""
    return dict.fromkeys(range(1, 6)) | {number: words}


def _with_other_arguments(function: Callable) -> Findings:
    """Other images and classes show what is written in as a number."""
    with suppress(Verdict):
        built = prepare(build(function, OTHER, OTHER_CLASSES), OTHER)
        if built.stop is None:
            return dict.fromkeys(_findings(built, OTHER_CLASSES), _WRITTEN_IN)
    return {1: _WRITTEN_IN}


def _with_its_defaults(function: Callable) -> Findings:
    """`build_vgg16()` is the original: told by the shape of its output and its parameters."""
    import keras

    with without_memory():
        model, stop = attempt(function)
        if stop is not None:
            return {1: join(_DEFAULTS, stop.advice())}
        if not isinstance(model, keras.layers.Layer):
            return {}
        output, stop = attempt(model, keras.KerasTensor((1, *ORIGINAL)))
    if stop is not None:
        return {1: _DEFAULTS}
    if output.shape[-1] != CLASSES:
        return {5: _DEFAULTS}
    return {} if model.count_params() == 138_357_544 else {1: _DEFAULTS}


# -- words -------------------------------------------------------------------------------------


def _where(number: int) -> Words:
    if number == 5:
        return Words("블록 5와 그 뒤의 층:", "Block 5 and the layers after it:")
    return Words(f"블록 {number}:", f"Block {number}:")


def _passed(number: int) -> Words:
    count, kernels = BLOCKS[number - 1]
    block = Words(
        f"블록 {number}: Conv2D {kernels} {count}개와 최대 풀링입니다.",
        f"Block {number}: {count} Conv2D of {kernels} and a max pooling.",
    )
    head = Words(
        "그다음 Flatten, Dense 4096, 4096, num_classes(Softmax)입니다.",
        "Then Flatten, Dense 4096, 4096 and num_classes (Softmax).",
    )
    return join(block, head if number == 5 else None)


_TOTAL = Words(
    "224×224와 클래스 1000개에서 파라미터 138,357,544개, 그중 합성곱층에 14,714,688개입니다.",
    "With 224×224 and 1000 classes: 138,357,544 parameters, 14,714,688 of them in the "
    "convolutional layers.",
)
_WRITTEN_IN = Words(
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
_NOT_READ = Words("모델을 끝까지 읽지 못했습니다.", "The model could not be read to its end.")
_NO_ARGUMENTS = note(
    "함수가 인자를 받지 않습니다. 다른 크기의 사진에 쓰려면 input_shape와 num_classes를 받게 "
    "합니다.",
    "the function takes no arguments. To use it for other images, let it take input_shape and "
    "num_classes.",
)
