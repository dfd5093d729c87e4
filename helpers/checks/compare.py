"""The first difference between what a model computes and what the instruction asks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from .canon import Block, Outline
from .phrases import (
    ATTRIBUTES,
    HALVING,
    KINDS,
    activation_hint,
    activation_names,
    attribute_hint,
    is_reordered,
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
                "층마다 객체를 새로 만드세요.",
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
        f"그 자리에는 {wanted.ko}이 와야 합니다. 지금은 {_runs(have)}이고, 지시한 순서는 "
        f"{_runs(need)}입니다.",
        f"The kinds and numbers of layers are right, but not their order. The {which.en} layer is "
        f"a {found.en}; a {wanted.en} belongs there. Yours: {_runs(have)}. The instruction asks "
        f"for {_runs(need)}.",
    )


def _runs(kinds: list[type]) -> str:
    """ "Conv2D 2 → pooling → Flatten → Dense 2": equal neighbours are counted."""
    runs = [(kind, len(list(group))) for kind, group in groupby(kinds)]
    names = [(KINDS[kind].en.removesuffix(" layer"), count) for kind, count in runs]
    return " → ".join(f"{name} {count}" if count > 1 else name for name, count in names)


def _swapped(wants: tuple[Want, ...]) -> Words | None:
    """Advice where both poolings and strides are asked for, so that one may stand for the other."""
    steps = [want.step for want in wants]
    strided = any(isinstance(step, Conv) and step.strides != (1, 1) for step in steps)
    return HALVING if strided and any(isinstance(step, Pool) for step in steps) else None


def _no_flatten(blocks: list[Block]) -> Words:
    dense = next((block for block in blocks if "Dense" in KINDS[type(block.link.step)].en), None)
    if dense is None:
        return Words(
            "Flatten 층이 없습니다. Flatten으로 시작해 Dense 층을 이으세요.",
            "There is no Flatten layer. The instruction asks for Flatten followed by Dense layers.",
        )
    axes = len(dense.link.in_shape)
    if axes == 2:
        vector = Words(
            "Dense 층 앞에 Flatten이 없습니다. 대신 전역 풀링(GlobalAveragePooling2D 등)이 특징 맵 "
            "하나를 숫자 하나로 줄입니다. 그것을 Flatten()으로 바꾸세요.",
            "There is no Flatten before the Dense layers. A global pooling (such as "
            "GlobalAveragePooling2D) reduces each feature map to one number instead. Replace it "
            "with Flatten().",
        )
        return join(vector, see("flatten"))
    without = Words(
        f"Dense 층은 있지만 그 앞에 Flatten이 없습니다. 그래서 Dense가 축이 {axes}개인 값(배치, "
        "높이, 너비, 채널)을 받습니다. Dense는 마지막 축만 계산하므로, 첫 Dense 앞에 Flatten()을 "
        "두어 사진 한 장에서 나온 값을 벡터 하나로 펴야 합니다.",
        f"There are Dense layers but no Flatten before them, so Dense receives values with {axes} "
        "axes (batch, height, width, channels). Dense works on the last axis alone: put Flatten() "
        "before the first Dense, to turn all values of a picture into one vector.",
    )
    return join(without, see("flatten"))


def _count(kind: type, blocks: list[Block], wants: tuple[Want, ...]) -> Words:
    have = [block.link.step for block in blocks if isinstance(block.link.step, kind)]
    need = [want.step for want in wants if isinstance(want.step, kind)]
    name = KINDS[kind]
    size = ATTRIBUTES[kind][0].name if ATTRIBUTES[kind] else None
    right = _right_counts(blocks, wants)
    advice = _count_advice(kind, have, need, blocks, wants)
    if not need:
        extra = Words(
            f"지시에 없는 {name.ko}이 {len(have)}개 있습니다. 빼면 됩니다.",
            f"there {'is' if len(have) == 1 else 'are'} {plural(len(have), name.en)} that the "
            f"instruction does not ask for. Take {'it' if len(have) == 1 else 'them'} out.",
        )
        return join(_continued(right, extra), advice)
    listed = [f"({listing(show(getattr(step, size)) for step in steps)})" if size and steps else ""
              for steps in (have, need)]  # fmt: skip
    if not have:
        none = Words(
            f"{name.ko}이 없습니다. 지시한 것은 {name.ko} {len(need)}개{listed[1]}입니다.",
            f"there is no {name.en}. The instruction asks for "
            f"{plural(len(need), name.en)} {listed[1]}".rstrip()
            + ".",
        )
        return join(_continued(right, none), advice)
    number = Words(
        f"{name.ko}이 {len(have)}개{listed[0]}입니다. 지시한 것은 {len(need)}개{listed[1]}입니다.",
        f"there {'is' if len(have) == 1 else 'are'} {len(have)} {listed[0]}".rstrip()
        + f" {name.en}{'' if len(have) == 1 else 's'}; "
        + f"the instruction asks for {len(need)} {listed[1]}".rstrip()
        + ".",
    )
    return join(_continued(right, number), advice)


def _continued(right: Words | None, rest: Words) -> Words:
    """``rest`` behind what is right, or as a sentence of its own."""
    if right is None:
        return Words(rest.ko, rest.en[0].upper() + rest.en[1:])
    return join(right, rest)


def _right_counts(blocks: list[Block], wants: tuple[Want, ...]) -> Words | None:
    """Which kinds of layers are there in the number asked for."""
    have = [type(block.link.step) for block in blocks]
    need = [type(want.step) for want in wants]
    right = [(KINDS[kind], need.count(kind)) for kind in dict.fromkeys(need)
             if need.count(kind) == have.count(kind)]  # fmt: skip
    if not right:
        return None
    return Words(
        f"{listing(f'{name.ko} {count}개' for name, count in right)}는 맞습니다. 그런데",
        f"Right so far: {listing(plural(count, name.en) for name, count in right)}. But",
    )


def _count_advice(
    kind: type,
    have: list[Step],
    need: list[Step],
    blocks: list[Block],
    wants: tuple[Want, ...],
) -> Words | None:
    if kind is not Pool:
        return None
    missing = {step.kind for step in need} - {step.kind for step in have}
    if "global_average" in missing:
        return attribute_hint("kind", [None], ["global_average"], 0)
    hint = _swapped(wants)
    if hint is None:
        return None
    found = _runs([type(block.link.step) for block in blocks])
    asked = _runs([type(want.step) for want in wants])
    return join(
        Words(
            f"지금은 {found}이고, 지시한 순서는 {asked}입니다.",
            f"Yours: {found}. The instruction asks for {asked}.",
        ),
        hint,
    )


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
            link = blocks[places[n]].link
            return join(
                _praise(kind, len(places), right),
                _wrong_attribute(kind, attribute, n, have, need, link),
                None if is_reordered(have, need) else _more_of_them(wrong[1:]),
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
    kind: type, attribute: Any, n: int, have: list, need: list, link: Link
) -> Words:
    which, name = ordinal(n + 1), KINDS[kind]
    before, after = _shown(link.in_shape), _shown(link.out_shape)
    if attribute.name == "kind":
        return Words(
            f"그런데 {which.ko} {name.ko}이 {show(have[n])}입니다(입력 {before} → 출력 {after}). "
            f"지시한 것은 {show(need[n])}입니다.",
            f"But the {which.en} {name.en} is {show(have[n])} (input {before} → output {after}); "
            f"the instruction asks for {show(need[n])}.",
        )
    return Words(
        f"그런데 {which.ko} {name.ko}의 {attribute.subject_ko} {show(have[n])}입니다"
        f"(입력 {before} → 출력 {after}). 지시한 값은 {show(need[n])}입니다.",
        f"But the {attribute.plain.en} of the {which.en} {name.en} is {show(have[n])} "
        f"(input {before} → output {after}); the instruction asks for {show(need[n])}.",
    )


def _shown(shape: tuple[int, ...]) -> tuple[int | None, ...]:
    """A shape as learners see it: the batch is of the check's own choice, but 1 as 3-1 asks."""
    return (None, *shape[1:]) if shape and shape[0] != 1 else shape


def _more_of_them(others: list[int]) -> Words | None:
    """Which further layers of the kind differ in the same setting."""
    if not others:
        return None
    places = [ordinal(n + 1) for n in others]
    return Words(
        f"{', '.join(place.ko for place in places)}도 다릅니다.",
        f"The {', '.join(place.en for place in places)} "
        f"differ{'s' if len(places) == 1 else ''}, too.",
    )


def _leading(found: Outline) -> Words | None:
    if not found.leading:
        return None
    link = found.leading[0]
    name = type(link.layer).__name__ if link.layer is not None else link.step.kind
    return Words(
        f"층의 종류와 크기는 맞습니다. 그런데 첫 번째 가중치 층보다 앞에서 {name} 연산이 값을 "
        "바꿉니다. 입력은 그대로 넣으세요.",
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
            f"지시한 것은 {want.activation}입니다.",
            f"But the activation of the {which.en} {name.en} is {have.en}; the instruction asks "
            f"for {want.activation}.",
        )
        praise = Words(
            "층의 종류와 크기와 순서는 모두 맞습니다.",
            "The kinds, sizes and order of the layers are right.",
        )
        return join(praise, found, activation_hint(block.kinds, want.activation))
    return None
