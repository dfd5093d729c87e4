"""The first difference between what a model computes and what the instruction asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .canon import Block, Outline
from .phrases import (
    ATTRIBUTES,
    HALVING,
    KINDS,
    activation_hint,
    activation_names,
    attribute_hint,
    show,
    stranger,
)
from .places import see
from .steps import Conv, Flatten, Link, Pool, Residual, Step
from .words import NOTHING, Words, join, listing, ordinal, plural


@dataclass(frozen=True)
class Want:
    """One layer of the instruction. ``activation`` ``None`` leaves the activation free."""

    step: Step
    activation: str | None = None


def first_difference(found: Outline, wants: tuple[Want, ...]) -> Words | None:
    """Words for the first difference, what is right before it; ``None`` where there is none."""
    return (
        _strangers(found, wants)
        or _shared(found)
        or _kinds(found.blocks, wants)
        or _attributes(found.blocks, wants)
        or _leading(found)
        or _activations(found.blocks, wants)
    )


def _strangers(found: Outline, wants: tuple[Want, ...]) -> Words | None:
    strangers = sorted([*found.strangers, *_unwanted_sums(found, wants)], key=lambda each: each[0])
    if not strangers:
        return None
    position, link = strangers[0]
    right = 0
    while right < min(position, len(wants)) and found.blocks[right].link.step == wants[right].step:
        right += 1
    praise = Words(
        f"앞의 층 {right}개는 맞습니다.", f"The first {plural(right, 'layer')} are right."
    )
    if right == 1:
        praise = Words("첫 번째 층은 맞습니다.", "The 1st layer is right.")
    asked = Words(
        f"지시한 층은 {_sequence(wants, 0)}입니다.",
        f"The instruction asks for {_sequence(wants, 1)}.",
    )
    return join(praise if right else NOTHING, stranger(link), asked)


def _unwanted_sums(found: Outline, wants: tuple[Want, ...]) -> list[tuple[int, Link]]:
    """Residual blocks, where the instruction asks for a single line of layers."""
    if any(isinstance(want.step, Residual) for want in wants):
        return []
    links = enumerate(block.link for block in found.blocks)
    return [(place, link) for place, link in links if isinstance(link.step, Residual)]


def _sequence(wants: tuple[Want, ...], language: int) -> str:
    """ "Conv2D 3개" / "3 Conv2D layers", in the order in which the kinds first appear."""
    counts: dict[type, int] = {}
    for want in wants:
        counts[type(want.step)] = counts.get(type(want.step), 0) + 1
    if language == 0:
        return ", ".join(f"{KINDS[kind].ko} {count}개" for kind, count in counts.items())
    return ", ".join(plural(count, KINDS[kind].en) for kind, count in counts.items())


def _shared(found: Outline) -> Words | None:
    seen: set[int] = set()
    for block in found.blocks:
        layer = block.link.layer
        if layer is None or not layer.weights:
            continue
        if id(layer) in seen:
            kind = KINDS[type(block.link.step)]
            return Words(
                f"같은 {kind.ko} 객체를 두 번 불렀습니다. 그러면 두 층이 가중치를 함께 씁니다. "
                "층마다 객체를 새로 만듭니다.",
                f"The same {kind.en} object is called twice, so both calls share their weights. "
                "Make a new object for each layer.",
            )
        seen.add(id(layer))
    return None


def _kinds(blocks: list[Block], wants: tuple[Want, ...]) -> Words | None:
    have = [type(block.link.step) for block in blocks]
    need = [type(want.step) for want in wants]
    if have == need:
        return None
    if Flatten in need and Flatten not in have:
        return _no_flatten(blocks)
    for kind in dict.fromkeys([*need, *have]):
        if have.count(kind) != need.count(kind):
            return _count(kind, blocks, wants)
    return join(_order(have, need), _swapped(wants))


def _order(have: list[type], need: list[type]) -> Words:
    place = next(n for n in range(len(need)) if have[n] != need[n])
    which, found, wanted = ordinal(place + 1), KINDS[have[place]], KINDS[need[place]]
    return Words(
        f"층의 종류와 개수는 맞습니다. 그런데 순서가 다릅니다. {which.ko} 층이 {found.ko}인데, "
        f"지시대로라면 그 자리에는 {wanted.ko}을 둡니다.",
        f"The kinds and numbers of layers are right, but not their order. The {which.en} layer is "
        f"a {found.en}; the instruction asks for a {wanted.en} in that place.",
    )


def _swapped(wants: tuple[Want, ...]) -> Words | None:
    """Advice where both poolings and strides are asked for, so that one may stand for the other."""
    steps = [want.step for want in wants]
    strided = any(isinstance(step, Conv) and step.strides != (1, 1) for step in steps)
    return HALVING if strided and any(isinstance(step, Pool) for step in steps) else None


def _no_flatten(blocks: list[Block]) -> Words:
    dense = next((block for block in blocks if "Dense" in KINDS[type(block.link.step)].en), None)
    if dense is None:
        return Words(
            "Flatten 층이 없습니다. 지시는 Flatten으로 시작해 Dense 층을 잇는 것입니다.",
            "There is no Flatten layer. The instruction asks for Flatten followed by Dense layers.",
        )
    axes = len(dense.link.in_shape)
    if axes == 2:
        return Words(
            "Dense 앞의 값이 Flatten 없이 이미 벡터입니다. 전역 풀링이 그렇게 만듭니다. 지시는 "
            "특징 맵을 줄이지 않고 Flatten으로 펴는 것입니다.",
            "The values are a vector before Dense without any Flatten, as a global pooling makes "
            "them: there is no Flatten with feature maps to flatten, as the instruction asks.",
        )
    without = Words(
        f"Dense 층은 있지만 그 앞에 Flatten이 없습니다. 그래서 Dense가 축 {axes}개짜리 값(배치, "
        "높이, 너비, 채널)을 받습니다. Dense는 마지막 축만 계산하므로, Flatten()으로 이미지 한 "
        "장을 벡터 하나로 펴야 합니다.",
        f"There are Dense layers but no Flatten before them, so Dense receives values with {axes} "
        "axes (batch, height, width, channels). Dense works on the last axis alone: Flatten() must "
        "turn each image into one vector.",
    )
    return join(without, see("flatten"))


def _count(kind: type, blocks: list[Block], wants: tuple[Want, ...]) -> Words:
    have = [block.link.step for block in blocks if isinstance(block.link.step, kind)]
    need = [want.step for want in wants if isinstance(want.step, kind)]
    name = KINDS[kind]
    size = ATTRIBUTES[kind][0].name if ATTRIBUTES[kind] else None
    advice = _count_advice(kind, have, need, wants)
    if not need:
        extra = Words(
            f"지시에 없는 {name.ko}이 {len(have)}개 있습니다. 빼면 됩니다.",
            f"There {'is' if len(have) == 1 else 'are'} {plural(len(have), name.en)} that the "
            f"instruction does not ask for. Take {'it' if len(have) == 1 else 'them'} out.",
        )
        return join(extra, advice)
    listed = [f"({listing(show(getattr(step, size)) for step in steps)})" if size and steps else ""
              for steps in (have, need)]  # fmt: skip
    if not have:
        none = Words(
            f"{name.ko}이 없습니다. 지시는 {name.ko} {len(need)}개{listed[1]}입니다.",
            f"There is no {name.en}. The instruction asks for "
            f"{plural(len(need), name.en)} {listed[1]}".rstrip()
            + ".",
        )
        return join(none, advice)
    number = Words(
        f"{name.ko}을 쓴 것은 맞습니다. 그런데 {len(have)}개{listed[0]}입니다. "
        f"지시는 {len(need)}개{listed[1]}입니다.",
        f"Using {name.en}s is right, but there {'is' if len(have) == 1 else 'are'} "
        f"{len(have)} {listed[0]}".rstrip()
        + f". The instruction asks for {len(need)} {listed[1]}".rstrip()
        + ".",
    )
    return join(number, advice)


def _count_advice(
    kind: type, have: list[Step], need: list[Step], wants: tuple[Want, ...]
) -> Words | None:
    if kind is not Pool:
        return None
    missing = {step.kind for step in need} - {step.kind for step in have}
    if "global_average" in missing:
        return attribute_hint("kind", [None], ["global_average"], 0)
    return _swapped(wants)


def _attributes(blocks: list[Block], wants: tuple[Want, ...]) -> Words | None:
    """Attribute by attribute over all layers of a kind, so that the praise can be said at once."""
    for kind in dict.fromkeys(type(want.step) for want in wants):
        places = [i for i, want in enumerate(wants) if isinstance(want.step, kind)]
        right: list[Words] = []
        for attribute in ATTRIBUTES[kind]:
            have = [getattr(blocks[i].link.step, attribute.name) for i in places]
            need = [getattr(wants[i].step, attribute.name) for i in places]
            wrong = [n for n in range(len(places)) if have[n] != need[n]]
            if not wrong:
                right.append(attribute.plain)
                continue
            n = wrong[0]
            shape = blocks[places[n]].link.out_shape
            return join(
                _praise(kind, len(places), right),
                _wrong_attribute(kind, attribute, n, have, need, shape),
                attribute_hint(attribute.name, have, need, n),
                _swapped(wants) if attribute.name == "strides" and kind is Pool else None,
            )
    return None


def _praise(kind: type, count: int, right: list[Words]) -> Words:
    name = KINDS[kind]
    if not right:
        return Words(
            f"{name.ko} {count}개를 이은 것은 맞습니다.",
            f"Right so far: {plural(count, name.en)}.",
        )
    return Words(
        f"{name.ko} {count}개, {listing(words.ko for words in right)}까지 맞습니다.",
        f"Right so far: {plural(count, name.en)}, {listing(words.en for words in right)}.",
    )


def _wrong_attribute(
    kind: type, attribute: Any, n: int, have: list, need: list, shape: tuple[int, ...]
) -> Words:
    which, name = ordinal(n + 1), KINDS[kind]
    if shape and shape[0] != 1:  # a batch of the check's own choice; 3-1 asks for one of 1
        shape = (None, *shape[1:])
    return Words(
        f"그런데 {which.ko} {name.ko}의 {attribute.subject_ko} {show(have[n])}입니다"
        f"(출력 {shape}). 지시대로라면 {show(need[n])}이어야 합니다.",
        f"But the {attribute.plain.en} of the {which.en} {name.en} is {show(have[n])} "
        f"(output {shape}); the instruction asks for {show(need[n])}.",
    )


def _leading(found: Outline) -> Words | None:
    if not found.leading:
        return None
    link = found.leading[0]
    name = type(link.layer).__name__ if link.layer is not None else link.step.kind
    return Words(
        f"층의 종류와 크기는 맞습니다. 그런데 첫 번째 가중치 층보다 앞에서 {name} 연산이 값을 "
        "바꿉니다. 입력은 그대로 넣습니다.",
        f"The kinds and sizes of the layers are right, but {name} changes the values before the "
        "first layer with weights. Feed the input as it is.",
    )


def _activations(blocks: list[Block], wants: tuple[Want, ...]) -> Words | None:
    for place, (block, want) in enumerate(zip(blocks, wants, strict=True)):
        if want.activation is None:
            continue
        need = () if want.activation == "linear" else (want.activation,)
        if block.kinds == need:
            continue
        kind = type(block.link.step)
        which = ordinal(sum(isinstance(w.step, kind) for w in wants[: place + 1]))
        name = KINDS[kind]
        have = activation_names(block.kinds)
        found = Words(
            f"그런데 {which.ko} {name.ko}의 활성화 함수는 {have.ko}입니다. "
            f"지시는 {want.activation}입니다.",
            f"But the activation of the {which.en} {name.en} is {have.en}; the instruction asks "
            f"for {want.activation}.",
        )
        praise = Words(
            "층의 종류와 크기와 순서는 모두 맞습니다.",
            "The kinds, sizes and order of the layers are right.",
        )
        return join(praise, found, activation_hint(block.kinds, want.activation))
    return None
