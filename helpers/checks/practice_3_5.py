"""Checks of practice 3-5: the residual block, and the small ResNet made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .answered import noted
from .answers import Reading, read
from .attempt import attempt
from .canon import Block, Outline, outline
from .classifier import COURSE_CLASSES, Task, judge_classifier
from .compare import Want, first_difference
from .layers import describe
from .phrases import activation_names
from .places import see
from .probes import signed_images
from .report import Report
from .steps import Conv, Dense, Merge, Other, Pool, Residual
from .surplus import surplus
from .trace import call_model, recording, weight_limit
from .verdict import Verdict, check_build
from .words import Words, join, plural

COURSE_KERNELS, COURSE_KERNEL_SIZE = 64, 3
OTHER_KERNELS, OTHER_KERNEL_SIZE = 5, (5, 5)
IMAGE_SIDES = (6, 7)
BATCH = 2
_BLOCK_PARAMETERS = 73_856
_RESNET_PARAMETERS = 224_010


@noted("ResidualBlock")
def check_residual_block(cls: Any) -> Report:
    """Instruction 1: two Conv2D (num_kernels, kernel_size, same, ReLU), one Add, a final ReLU."""
    return check_build(cls, 1, _judge_block, what="class")


@noted("build_resnet")
def check_resnet(build: Any) -> Report:
    """Instruction 2: Conv2D 64, MaxPooling2D, three blocks of 64, global average, Dense."""
    return check_build(build, 2, lambda function: judge_classifier(function, _RESNET))


# -- the block ------------------------------------------------------------------------------------


def _judge_block(cls: Callable) -> Words:
    """The course's 64 kernels of 3×3 first, then other numbers, which show what is hard-coded.

    The input has both signs and as many channels as the block has kernels: only then do a missing
    final ReLU and a shortcut from the wrong place change the result.
    """
    course = _read_block(cls, COURSE_KERNELS, COURSE_KERNEL_SIZE)
    _compare_block(course, COURSE_KERNELS, COURSE_KERNEL_SIZE, _BLOCK_PARAMETERS)
    try:
        other = _read_block(cls, OTHER_KERNELS, OTHER_KERNEL_SIZE)
        _compare_block(other, OTHER_KERNELS, OTHER_KERNEL_SIZE)
    except Verdict as verdict:
        raise Verdict("fail", join(_HARD_CODED, verdict.words)) from None
    return join(_BLOCK_PASSED, *course.outline.notes, *_branch(course.outline).notes)


def _read_block(cls: Callable, kernels: int, kernel_size: Any) -> Reading:
    shape = (*IMAGE_SIDES, kernels)
    try:
        return read(cls, (kernels, kernel_size), shape, BATCH)
    except Verdict as verdict:
        difference = _before_the_error(cls, kernels, kernel_size) if verdict.crash else None
        if difference is None:
            raise
        raise Verdict("fail", join(difference, verdict.error)) from None


def _before_the_error(cls: Callable, kernels: int, kernel_size: Any) -> Words | None:
    """What is wrong with the convolutions that still ran in a block that stops with an error."""
    with weight_limit():
        block, stop = attempt(cls, kernels, kernel_size)
        if stop is not None or not callable(block):
            return None
        with recording() as record:
            attempt(call_model, block, signed_images((BATCH, *IMAGE_SIDES, kernels)))
    links = [link for event in record.events for link, _ in describe(event)]
    convolutions = [Block(link) for link in links if isinstance(link.step, Conv)][:2]
    wants = [Want(want.step) for want in _convolutions(kernels, kernel_size)]
    return first_difference(Outline(convolutions, [], [], []), tuple(wants[: len(convolutions)]))


def _compare_block(
    found: Reading, kernels: int, kernel_size: Any, parameters: int | None = None
) -> None:
    difference = _block_difference(found.outline, kernels, kernel_size)
    if difference is None and found.parameters == 0:
        difference = _MADE_IN_CALL
    difference = difference or surplus(found, parameters)
    if difference is not None:
        raise Verdict("fail", difference)


def _block_difference(found: Outline, kernels: int, kernel_size: Any) -> Words | None:
    sums = [block for block in found.blocks if isinstance(block.link.step, Residual)]
    if not sums:
        return _other_merge(found) or _without_sum(found)
    if len(sums) > 1:
        return Words(
            f"입력을 더하는 곳이 {len(sums)}군데입니다. 지시한 것은 Add 1개입니다.",
            f"There are {len(sums)} additions; the instruction asks for one Add.",
        )
    if found.strangers:
        return first_difference(found, (Want(Residual()),))
    (added,) = sums
    if found.blocks[0] is not added or found.leading:
        return _SHORTCUT
    if found.blocks[-1] is not added:
        return _AFTER_THE_SUM
    branch = first_difference(outline(added.link.branch), _convolutions(kernels, kernel_size))
    if branch is not None:
        return join(_SUM_IS_RIGHT, branch)
    return _final_relu(added)


def _convolutions(kernels: int, kernel_size: Any) -> tuple[Want, Want]:
    pair = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    return (Want(Conv(kernels, pair), "relu"),) * 2


def _final_relu(added: Block) -> Words | None:
    if added.kinds == ("relu",):
        return None
    praise = Words(
        "두 합성곱층과 더하기는 맞습니다.", "Both convolutions and the addition are right."
    )
    if not added.kinds:
        return join(
            praise,
            Words(
                "그런데 더한 값에 마지막 ReLU가 없습니다. 더한 다음 ReLU를 적용해 돌려주세요.",
                "But the final ReLU is missing: apply ReLU to the sum and return the result.",
            ),
            see("class"),
        )
    have = activation_names(added.kinds)
    return join(
        praise,
        Words(
            f"그런데 더한 값에 적용한 활성화 함수가 {have.ko}입니다. 지시한 것은 relu입니다.",
            f"But the activation after the addition is {have.en}; the instruction asks for relu.",
        ),
    )


def _other_merge(found: Outline) -> Words | None:
    """Two branches that meet, but not as input plus branch."""
    merges = [link.step.kind for _, link in found.strangers if isinstance(link.step, Merge)]
    if not merges:
        return None
    if merges[0] == "add":
        return _OPERANDS
    kind = merges[0]
    if kind == "Add":  # of values whose shapes differ
        return _OPERANDS
    other = Words(
        f"두 갈래를 {kind}로 합칩니다. 지시한 것은 Add입니다.",
        f"The two branches are merged by {kind}; the instruction asks for Add.",
    )
    return join(other, _ADD_KEEPS_CHANNELS if kind == "Concatenate" else None, see("shortcut"))


def _without_sum(found: Outline) -> Words:
    if any(isinstance(link.step, Other) and link.step.why == "raw" for _, link in found.strangers):
        return _NO_ADDITION
    count = sum(isinstance(block.link.step, Conv) for block in found.blocks)
    without = Words(
        f"합성곱층 {count}개를 지나지만, 블록의 입력을 더하지 않습니다. 지름길이 없습니다. "
        "Add()([input_tensor, x])처럼 입력과 둘째 합성곱층의 출력을 더하세요.",
        f"The values pass {plural(count, 'convolution')}, but the block's input is never added: "
        "there is no shortcut. Add input and the output of the second convolution, as in "
        "Add()([input_tensor, x]).",
    )
    return join(without, see("shortcut"))


def _branch(found: Outline) -> Outline:
    (added,) = (block for block in found.blocks if isinstance(block.link.step, Residual))
    return outline(added.link.branch)


_BLOCK_PASSED = Words(
    "Conv2D 2개(num_kernels, kernel_size, same, ReLU), 입력과의 Add, 마지막 ReLU입니다. 커널 64개, "
    f"3×3이면 파라미터 {_BLOCK_PARAMETERS:,}개입니다.",
    "Two Conv2D (num_kernels, kernel_size, same, ReLU), an Add with the input, a final ReLU: "
    f"{_BLOCK_PARAMETERS:,} parameters with 64 kernels of 3×3.",
)
_HARD_CODED = Words(
    f"ResidualBlock({COURSE_KERNELS}, {COURSE_KERNEL_SIZE})은 맞습니다. 그런데 "
    f"ResidualBlock({OTHER_KERNELS}, {OTHER_KERNEL_SIZE})은 맞지 않습니다. 숫자를 직접 적지 않고 "
    "인자 num_kernels와 kernel_size를 쓰세요.",
    f"ResidualBlock({COURSE_KERNELS}, {COURSE_KERNEL_SIZE}) is right, but "
    f"ResidualBlock({OTHER_KERNELS}, {OTHER_KERNEL_SIZE}) is not. Use the arguments num_kernels "
    "and kernel_size instead of writing numbers.",
)
_NO_ADDITION = join(
    Words(
        "Keras 층이 아닌 계산이 있는데, 블록의 입력과 둘째 합성곱층의 출력을 그대로 더한 값이 "
        "아닙니다. 두 값을 Add로 더하고, 빼거나 곱하지 않습니다.",
        "There is a computation that is no Keras layer, and its result is not the plain sum of "
        "the block's input and the output of the second convolution. Add the two with Add; do not "
        "subtract or multiply.",
    ),
    see("shortcut"),
)
_ADD_KEEPS_CHANNELS = Words(
    "Concatenate는 채널을 이어 붙여 두 배로 늘립니다. Add는 같은 자리의 값끼리 더하므로 채널 수가 "
    "그대로입니다.",
    "Concatenate puts the channels side by side and doubles them. Add adds value to value and "
    "leaves the number of channels as it is.",
)
_MADE_IN_CALL = join(
    Words(
        "계산은 맞습니다. 그런데 블록에 훈련할 가중치가 없습니다. 층을 call 안에서 만들면 부를 "
        "때마다 새 층이 생깁니다. 층은 __init__에서 만들어 self에 넣고, call에서는 부르기만 "
        "합니다.",
        "The computation is right, but the block holds no weights to train. A layer made in call "
        "is new at each call: make the layers in __init__, keep them in self, and only call them "
        "in call.",
    ),
    see("class"),
)
_SHORTCUT = join(
    Words(
        "더하기는 있습니다. 그런데 더하는 값이 블록의 입력이 아니라 그 뒤에서 계산한 값입니다. "
        "지름길은 call의 인자 input_tensor를 그대로 더합니다.",
        "There is an addition, but what it adds is not the block's input: it was computed from "
        "it. The shortcut adds input_tensor, the argument of call, as it is.",
    ),
    see("shortcut"),
)
_AFTER_THE_SUM = join(
    Words(
        "입력을 더한 것은 맞습니다. 그런데 더한 다음에 층이 더 있습니다. 합성곱층은 2개 모두 "
        "더하기 전에 두세요.",
        "The input is added, but more layers follow the addition. Both convolutions belong before "
        "it.",
    ),
    see("shortcut"),
)
_OPERANDS = join(
    Words(
        "Add는 있습니다. 그런데 더하는 두 값이 지시와 다릅니다. 블록의 입력 input_tensor와 둘째 "
        "합성곱층의 출력을 더하세요. 같은 이름에 다른 값을 덮어쓰지 않았는지도 보세요.",
        "There is an Add, but it adds other values: it should add input_tensor, the block's "
        "input, and the output of the second convolution.",
    ),
    see("shortcut"),
)
_SUM_IS_RIGHT = Words("입력을 더한 것은 맞습니다.", "Adding the input is right.")


# -- the ResNet -----------------------------------------------------------------------------------


def _resnet_wants(classes: int) -> tuple[Want, ...]:
    return (
        Want(Conv(64, (3, 3)), "relu"),
        Want(Pool("max", (2, 2), (2, 2)), "linear"),
        *(Want(Residual()),) * 3,
        Want(Pool("global_average"), "linear"),
        Want(Dense(classes), "softmax"),
    )


def _resnet_difference(found: Outline, wants: tuple[Want, ...]) -> Words | None:
    merged = _other_merge(found)
    if found.blocks and not isinstance(found.blocks[0].link.step, Conv):
        # Without the first convolution the channels do not match, and no block looks right.
        return _NO_FIRST_CONVOLUTION
    if merged is not None:
        return join(_BLOCK_FIRST, merged)
    blocks = [block for block in found.blocks if isinstance(block.link.step, Residual)]
    if not blocks:
        return _NO_BLOCK
    if sum(isinstance(block.link.step, Conv) for block in found.blocks) > 1:
        return join(first_difference(found, wants), _SHORTCUT_ELSEWHERE)
    return first_difference(found, wants) or _shared(blocks) or _inside(blocks)


def _shared(blocks: list[Block]) -> Words | None:
    layers = [id(link.layer) for block in blocks for link in block.link.branch if link.layer]
    if len(set(layers)) == len(layers):
        return None
    return Words(
        "층의 순서는 맞습니다. 그런데 같은 ResidualBlock 객체를 여러 번 씁니다. 그러면 블록들이 "
        "가중치를 함께 씁니다. 블록마다 객체를 새로 만드세요.",
        "The order of the layers is right, but the same ResidualBlock object is used more than "
        "once, so the blocks share their weights. Make a new object for each block.",
    )


def _inside(blocks: list[Block]) -> Words | None:
    """The first difference inside a block.

    A final ReLU may be missing here: the sum of two values that ReLU made is never negative, so
    nothing shows. The block's own check sees it.
    """
    for position, block in enumerate(blocks, start=1):
        difference = first_difference(outline(block.link.branch), _convolutions(64, 3))
        if difference is None and block.kinds not in ((), ("relu",)):
            difference = _final_relu(block)
        if difference is not None:
            where = Words(
                f"층의 순서는 맞습니다. 그런데 잔차 블록 {position}의 안이 다릅니다.",
                "The order of the layers is right, but something differs inside residual block "
                f"{position}.",
            )
            return join(where, difference)
    return None


def _resnet_passed(found: Reading) -> Words:
    count = f"{found.parameters or _RESNET_PARAMETERS:,}"
    return Words(
        "Conv2D 64, 최대 풀링, 커널 64개인 잔차 블록 3개, 전역 평균 풀링, Dense "
        f"{COURSE_CLASSES}(Softmax)입니다. 파라미터 {count}개입니다.",
        "Conv2D 64, max pooling, three residual blocks of 64 kernels, global average pooling, "
        f"Dense {COURSE_CLASSES} (Softmax): {count} parameters.",
    )


_BLOCK_FIRST = Words(
    "잔차 블록이 지시 1과 다릅니다. 먼저 check_residual_block을 통과시키세요.",
    "The residual block is not that of instruction 1. Pass check_residual_block first.",
)
_NO_FIRST_CONVOLUTION = join(
    Words(
        "첫 층이 합성곱층이 아닙니다. Conv2D 64개(3×3, same, ReLU)로 시작해 풀링과 잔차 블록을 "
        "이으세요.",
        "The first layer is no convolution. Begin with Conv2D 64 (3×3, same, ReLU), then the "
        "pooling and the residual blocks.",
    ),
    see("resnet"),
)
_SHORTCUT_ELSEWHERE = Words(
    "블록의 지름길이 블록의 입력에서 시작하지 않을 때도 이렇게 보입니다. check_residual_block으로 "
    "확인하세요.",
    "It also looks like this when a block's shortcut does not start at the block's input: see "
    "check_residual_block.",
)
_NO_BLOCK = join(
    Words(
        "입력을 더하는 잔차 블록이 하나도 없습니다. ResidualBlock(64, 3)을 3개 이으세요. 이미 "
        "이었다면 지시 1의 check_residual_block을 먼저 통과시키세요.",
        "There is no residual block, none that adds its input. Put three ResidualBlock(64, 3) in a "
        "row; if you did, pass check_residual_block of instruction 1 first.",
    ),
    see("resnet"),
)
_RESNET = Task(
    wants=_resnet_wants,
    parameters=_RESNET_PARAMETERS,
    other_shape=(12, 18, 1),
    first_line="def build_resnet(input_shape, num_classes):",
    default_classes=False,
    passed=_resnet_passed,
    difference=_resnet_difference,
)
