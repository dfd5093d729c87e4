"""The vocabulary of the comparisons: names of layers and attributes, hints for the classics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .places import see
from .steps import Conv, Dense, Flatten, Link, Merge, Other, Pad, Pool, Residual
from .words import NOTHING, Words, join

KINDS: dict[type, Words] = {
    Conv: Words("합성곱층(Conv2D)", "Conv2D layer"),
    Dense: Words("완전연결층(Dense)", "Dense layer"),
    Pool: Words("풀링층", "pooling layer"),
    Flatten: Words("Flatten 층", "Flatten layer"),
    Residual: Words("잔차 블록", "residual block"),
}


@dataclass(frozen=True)
class Attribute:
    """One argument of a layer: its field, its name, its Korean name as a subject."""

    name: str
    plain: Words
    subject_ko: str


def _attribute(name: str, ko: str, particle: str, en: str) -> Attribute:
    return Attribute(name, Words(ko, en), ko + particle)


ATTRIBUTES: dict[type, tuple[Attribute, ...]] = {
    Conv: (
        _attribute("filters", "커널 수", "가", "number of kernels"),
        _attribute("kernel", "커널 크기", "가", "kernel size"),
        _attribute("strides", "스트라이드", "가", "stride"),
        _attribute("padding", "패딩", "이", "padding"),
        _attribute("dilation", "팽창(dilation_rate)", "이", "dilation_rate"),
        _attribute("groups", "groups", "가", "groups"),
        _attribute("bias", "편향(use_bias)", "이", "use_bias"),
        _attribute("data_format", "data_format", "이", "data_format"),
    ),
    Dense: (
        _attribute("units", "유닛 수", "가", "number of units"),
        _attribute("bias", "편향(use_bias)", "이", "use_bias"),
    ),
    Pool: (
        _attribute("kind", "풀링 종류", "가", "kind of pooling"),
        _attribute("size", "창 크기(pool_size)", "가", "window size (pool_size)"),
        _attribute("strides", "스트라이드", "가", "stride"),
    ),
    Flatten: (),
    Residual: (),
}

_LOOKALIKE: dict[str, Words] = {
    "Conv2DTranspose": Words(
        "합성곱을 거꾸로 펼쳐 이미지를 키우는 층입니다", "it runs the convolution backwards"
    ),
    "SeparableConv2D": Words(
        "채널별 합성곱과 1×1 합성곱을 차례로 합니다",
        "it convolves each channel alone and then mixes them with a 1×1 convolution",
    ),
    "DepthwiseConv2D": Words(
        "채널마다 따로 합성곱하고 채널을 섞지 않습니다",
        "it convolves each channel alone and never mixes them",
    ),
    "EinsumDense": Words("축을 식으로 정하는 층입니다", "its axes are given by a formula"),
}
_LOOKALIKE_1D = Words("한 방향으로만 움직입니다", "it slides along one axis")
_LOOKALIKE_3D = Words("세 방향으로 움직입니다", "it slides along three axes")


_POOLINGS = {
    "max": "MaxPooling2D",
    "average": "AveragePooling2D",
    "global_max": "GlobalMaxPooling2D",
    "global_average": "GlobalAveragePooling2D",
}


def show(value: Any) -> str:
    """A value as it is written in Python; a kind of pooling is the name of its layer."""
    if value in _POOLINGS:
        return _POOLINGS[value]
    return repr(value) if isinstance(value, str) else str(value)


def stranger(link: Link) -> Words:
    """What a step is that no instruction asks for, and what to do about it."""
    step = link.step
    if isinstance(step, Pad):
        return Words(
            f"0으로 패딩하는 연산이 있습니다(위아래 {step.rows}, 좌우 {step.columns}). 바로 뒤의 "
            "합성곱과 합쳐도 padding='same'과 같지 않습니다. padding 인자로 정하면 됩니다.",
            f"Zeros are added around the image (rows {step.rows}, columns {step.columns}), which "
            "does not amount to padding='same'. Use the padding argument.",
        )
    if isinstance(step, Merge | Residual):
        name = "Add" if step in (Merge("add"), Residual()) else step.kind
        return Words(
            f"두 갈래를 합치는 연산({name})이 있습니다. 층을 한 줄로 이으면 됩니다.",
            f"Two branches are merged ({name}). The layers should follow each other in one line.",
        )
    assert isinstance(step, Other)
    return _OTHER[step.why](step.name)


def _lookalike(name: str) -> Words:
    default = _LOOKALIKE_1D if "1D" in name else _LOOKALIKE_3D if "3D" in name else NOTHING
    why = _LOOKALIKE.get(name, default)
    return Words(
        f"{name} 층이 있습니다. 이름은 비슷하지만 {why.ko or '다른 계산을 합니다'}.",
        f"{name} is used. The name is close, but {why.en or 'it computes otherwise'}.",
    )


def _regular(name: str) -> Words:
    return Words(
        f"지시에 없는 {name} 층이 있습니다. 훈련할 때 값을 바꾸는 층입니다. 빼면 됩니다.",
        f"There is a {name} layer that was not asked for. It changes the values during training. "
        "Take it out.",
    )


def _with_weights(name: str) -> Words:
    return Words(
        f"지시에 없는, 파라미터를 가진 {name} 층이 있습니다. 직접 만든 층이라면 Keras의 층으로 "
        "바꿉니다.",
        f"There is {name}, which has parameters of its own and was not asked for. If it is a layer "
        "of your own, use the Keras layer instead.",
    )


def _unfaithful(name: str) -> Words:
    return Words(
        f"{name} 층의 출력이 그 설정(커널, 스트라이드, 패딩, 활성화 함수)에서 나오는 값과 "
        "다릅니다. call을 고치지 않은 Keras의 층을 쓰세요.",
        f"The output of {name} is not what its settings (kernel, stride, padding, activation) "
        "give. Use the Keras layer without a call() of your own.",
    )


def _unknown(name: str) -> Words:
    return Words(
        f"지시에 없는 {name} 층이 값을 바꿉니다. 빼면 됩니다.",
        f"There is a {name} layer that was not asked for and changes the values. Take it out.",
    )


def _raw(_: str) -> Words:
    return Words(
        "Keras 층이 아닌 연산이 값을 바꿉니다. 직접 쓴 계산 대신 지시한 Keras 층을 쓰세요.",
        "An operation that is no Keras layer changes the values. Use the Keras layers of the "
        "instruction instead of a computation of your own.",
    )


_OTHER = {
    "lookalike": _lookalike,
    "regular": _regular,
    "weights": _with_weights,
    "unfaithful": _unfaithful,
    "unknown": _unknown,
    "raw": _raw,
}


def is_reordered(have: list, need: list) -> bool:
    """Whether the values are those asked for, in another order."""
    return len(have) > 1 and have != need and sorted(map(str, have)) == sorted(map(str, need))


def attribute_hint(name: str, have: list, need: list, n: int) -> Words:
    """The likely cause of a wrong argument."""
    if is_reordered(have, need):
        reordered = Words(
            f"값은 같은데 순서가 다릅니다. 첫 번째부터 차례대로 {', '.join(map(show, have))}인데, "
            f"지시한 값은 {', '.join(map(show, need))}입니다.",
            f"The values are the same, only their order differs: yours are "
            f"{', '.join(map(show, have))}, and it should be {', '.join(map(show, need))}.",
        )
        topics = {"padding": "padding", "strides": "stride", "filters": "kernels"}
        return join(reordered, see(topics[name]) if name in topics else None)
    if name == "padding":
        return _PADDING[need[n]]
    if name == "kind" and "global" in need[n]:
        return _GLOBAL_POOLING
    if name == "strides":
        return join(_strides(need[n]), see("stride"))
    if name == "units" and n == len(need) - 1:
        return _LAST_UNITS
    return _ATTRIBUTE_HINTS.get(name, NOTHING)


_PADDING = {
    "same": join(
        Words(
            "padding을 적지 않으면 기본값 'valid'가 되어 가장자리만큼 줄어듭니다. padding='same'을 "
            "적으면 됩니다.",
            "If you leave padding out, it is 'valid' and the output shrinks at the borders. "
            "Write padding='same'.",
        ),
        see("padding"),
    ),
    "valid": join(
        Words(
            "'패딩 없이'는 padding='valid'이고, 이것이 기본값입니다.",
            "'Without padding' means padding='valid', which is the default.",
        ),
        see("padding"),
    ),
}


def _strides(need: tuple[int, int]) -> Words:
    if need == (1, 1):
        return Words(
            "strides는 커널이나 창이 한 번에 움직이는 칸 수입니다. 여기에서는 적지 않으면 됩니다.",
            "strides is how far the kernel or the window moves at a time. Leave it out here.",
        )
    return Words(
        f"strides는 커널이나 창이 한 번에 움직이는 칸 수입니다. strides={need[0]}를 적으세요.",
        f"strides is how far the kernel or the window moves at a time. Write strides={need[0]}.",
    )


_LAST_UNITS = Words(
    "마지막 층의 유닛 수는 인자 num_classes입니다.",
    "The last layer has as many units as the argument num_classes says.",
)
_GLOBAL_POOLING = join(
    Words(
        "GlobalAveragePooling2D가 없습니다. 특징 맵 하나를 평균 하나로 줄이는 층이므로, "
        "Flatten이나 다른 풀링으로 대신할 수 없습니다.",
        "GlobalAveragePooling2D is missing. It reduces each feature map to its mean, which neither "
        "Flatten nor another pooling does.",
    ),
    see("resnet"),
)
HALVING = join(
    Words(
        "이 CNN은 높이와 너비를 네 번 반으로 줄입니다. 두 번은 2×2 풀링이, 두 번은 strides=2인 "
        "합성곱층이 합니다. 둘을 서로 바꾸어 쓰지 않았는지 보세요.",
        "This CNN halves height and width four times: twice by a 2×2 pooling, twice by a Conv2D "
        "layer with strides=2. Check whether you swapped the two.",
    ),
    see("stride"),
)
"""Where both poolings and strides shrink the feature maps, they are easily taken for each other."""

_ATTRIBUTE_HINTS = {
    "filters": see("kernels"),
    "kernel": Words(
        "정사각형 커널은 kernel_size=3 또는 (3, 3)처럼 씁니다.",
        "A square kernel is written kernel_size=3 or (3, 3).",
    ),
    "size": Words(
        "MaxPooling2D(2)는 창이 2×2이고, 스트라이드는 적지 않으면 창과 같습니다.",
        "MaxPooling2D(2) has a window of 2×2; its stride is that of the window if left out.",
    ),
    "dilation": Words(
        "dilation_rate는 커널의 칸 사이를 벌립니다. 지시에 없으므로 기본값 1이면 됩니다.",
        "dilation_rate spreads the kernel's cells apart. It was not asked for: leave it at 1.",
    ),
    "groups": Words(
        "groups는 채널을 나누어 따로 합성곱합니다. 지시에 없으므로 기본값 1이면 됩니다.",
        "groups convolves parts of the channels apart. It was not asked for: leave it at 1.",
    ),
    "bias": Words(
        "편향을 빼면 파라미터 수가 지시와 달라집니다. 기본값 use_bias=True이면 됩니다.",
        "Without the bias the number of parameters differs from the task's. Keep use_bias=True.",
    ),
}


def activation_names(kinds: tuple[str, ...]) -> Words:
    """ "relu → softmax", or that there is none."""
    if not kinds:
        return Words("없음(linear)", "none (linear)")
    own = {"custom": Words("직접 만든 함수", "a function of its own")}
    own["unknown"] = own["custom"]
    names = [own.get(kind, Words(kind, kind)) for kind in kinds]
    return Words(" → ".join(name.ko for name in names), " → ".join(name.en for name in names))


def activation_hint(have: tuple[str, ...], need: str) -> Words:
    """The likely cause of a wrong activation."""
    if need == "softmax":
        if not have:
            return join(
                Words(
                    "softmax가 없으면 출력이 확률이 아니라 점수(로짓)입니다. 마지막 층에 "
                    "activation='softmax'를 적으세요.",
                    "Without softmax the output is scores (logits), not probabilities. Give the "
                    "last layer activation='softmax'.",
                ),
                see("softmax"),
            )
        if have == ("softmax", "softmax"):
            return Words("softmax는 한 번만 씁니다.", "Apply softmax only once.")
        return join(
            Words(
                "여러 클래스 가운데 하나를 고르는 문제이므로 합이 1인 softmax가 맞습니다.",
                "One class is picked among several, so softmax, which sums to 1, is the right one.",
            ),
            see("softmax"),
        )
    if need != "relu":
        return NOTHING
    if not have:
        return join(
            Words(
                "활성화 함수가 없으면 층을 이어도 층 하나와 같아집니다. activation='relu'를 "
                "적으세요.",
                "Without an activation, layers in a row amount to one layer. Write "
                "activation='relu'.",
            ),
            see("relu"),
        )
    if "softmax" in have:
        return join(
            Words(
                "softmax는 값들을 합이 1인 확률로 바꾸므로 마지막 층에만 씁니다. 이 층에는 "
                "activation='relu'를 적으세요.",
                "softmax turns values into probabilities that sum to 1, so it belongs to the last "
                "layer alone. Give this one activation='relu'.",
            ),
            see("softmax"),
        )
    return Words("activation='relu'를 적으세요.", "Write activation='relu'.")
