"""The first difference between the layers of a model and a specification, in words.

Strange layers come first, then how many there are of each kind, their order, their settings and
their activations. What is right is said before what differs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from helpers.checks.equal import Conv, Dense, Flatten, Spec, Step
from helpers.checks.report import Finding, advise, diagnose
from helpers.text import Words, join, listing, ordinal, plural, series, with_particle


@dataclass
class Part:
    """A layer as it was used. `step` is `None` for one that no instruction asks for.

    `shapes` are those of its input and output; messages show them if `told`, that is, if they are
    the course's own.
    """

    step: Step | None
    layer: Any
    shapes: tuple[tuple[int, ...], ...] = ()
    told: bool = True
    activations: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The layer's class as the learner wrote it."""
        return type(self.layer).__name__

    def way(self, before: str, after: str) -> str:
        """ " (input … → output …)", empty where the shapes are not known or not the learner's."""
        if not (self.shapes and self.told):
            return ""
        told = [shape if shape[0] == 1 else (None, *shape[1:]) for shape in self.shapes]
        return f" ({before} {told[0]} → {after} {told[1]})"


def first_difference(
    parts: list[Part], spec: Spec, code: str = "", activations: bool = True
) -> Words | None:
    """Words for the first difference, what is right before it; `None` where there is none."""
    known = [part for part in parts if part.step is not None]
    return (
        _stranger(parts, spec)
        or _shared(known)
        or _kinds(known, spec, code)
        or setting_difference(known, spec, code)
        or (_activation(known, spec) if activations else None)
    )


def _stranger(parts: list[Part], spec: Spec) -> Words | None:
    place = next((n for n, part in enumerate(parts) if part.step is None), None)
    if place is None:
        return None
    right = 0
    while right < min(place, len(spec)) and not differing(parts[right].step, spec[right]):
        right += 1
    praise = Words(f"앞의 층 {right}개는 맞습니다.", f"Right so far: {plural(right, 'layer')}.")
    counts = Counter(map(type, spec)).items()
    asked = Words(
        f"지시한 층은 {listing(f'{kind.title.ko} {count}개' for kind, count in counts)}입니다.",
        f"Asked for: {listing(plural(count, kind.title.en) for kind, count in counts)}.",
    )
    return join(praise if right else None, _strange(parts[place]), asked)


def _strange(part: Part) -> Words:
    found = Words(
        f"지시에 없는 {part.name} 층이 있습니다.",
        f"The layer {part.name} was not asked for.",
    )
    other = "extra layer with weights" if part.layer.weights else "extra layer"
    return join(found, advise(Finding("extra", part.name)) or diagnose(Finding(other, part.name)))


def differing(found: Step | None, asked: Step) -> list[str]:
    """The fields in which two steps differ, the activation aside."""
    if type(found) is not type(asked):
        return ["kind of layer"]
    return [name for name in asked.settings if getattr(found, name) != getattr(asked, name)]


def _shared(parts: list[Part]) -> Words | None:
    uses = Counter(id(part.layer) for part in parts if part.layer.weights)
    twice = next((part for part in parts if uses[id(part.layer)] > 1), None)
    if twice is None:
        return None
    return diagnose(Finding("shared layer", twice.step.title.en.removesuffix(" layer")))


def _kinds(parts: list[Part], spec: Spec, code: str) -> Words | None:
    have, need = [type(part.step) for part in parts], [type(step) for step in spec]
    if have == need:
        return None
    if Flatten in need and Flatten not in have:
        dense = next((part for part in parts if isinstance(part.step, Dense)), None)
        axes = len(dense.shapes[0]) if dense and dense.shapes else 0
        found = "no Dense" if dense is None else "global pooling" if axes == 2 else f"{axes} axes"
        if dense is None or axes:
            return diagnose(Finding("missing Flatten", found, code=code))
    for kind in dict.fromkeys([*need, *have]):
        if have.count(kind) != need.count(kind):
            right = [k for k in dict.fromkeys(need) if have.count(k) == need.count(k)]
            return _count(kind, right, [part.step for part in parts], spec, code)
    return _order(have, need)


def _count(kind: type, right: list[type], steps: list[Step], spec: Spec, code: str) -> Words:
    """Too few or too many of a kind; `right` are the kinds whose numbers are right."""
    have, need = ([step for step in row if isinstance(step, kind)] for row in (steps, spec))
    (ko, en), yours, asked = kind.title, _amount(kind, have), _amount(kind, need)
    subject = with_particle(ko, "이")
    if not need:
        found = Words(
            f"지시에 없는 {subject} {len(have)}개 있습니다. 빼면 됩니다.",
            f"you have {plural(len(have), en)} that the instruction does not ask for: take "
            f"{'it' if len(have) == 1 else 'them'} out.",
        )
    elif not have:
        found = Words(
            f"{subject} 없습니다. 지시한 것은 {asked.ko}입니다.",
            f"you have no {en}; asked for: {asked.en}.",
        )
    else:
        found = Words(
            f"{subject} {yours.ko}입니다. 지시한 것은 {asked.ko}입니다.",
            f"you have {yours.en}; asked for: {asked.en}.",
        )
    praise = Words(
        f"{listing(k.title.ko for k in right)}의 개수는 맞습니다. 그런데",
        f"Right so far: the number of {listing(f'{k.title.en}s' for k in right)}. But",
    )
    if not right:
        praise, found = None, Words(found.ko, found.en[0].upper() + found.en[1:])
    which = f"{'missing' if len(have) < len(need) else 'extra'} {en.removesuffix(' layer')}"
    labels = listing(step.label() for step in have)
    finding = Finding(which, f"{len(have)} for {len(need)}: {labels}", code=code)
    return join(praise, found, advise(finding))


def _amount(kind: type, steps: Sequence[Step]) -> Words:
    """ "2개(커널 4, 8개)" / "2 Conv2D layers (4, 8 kernels)"."""
    ko, en = f"{len(steps)}개", plural(len(steps), kind.title.en)
    labels = listing(step.label() for step in steps)
    if not labels.strip(" ,"):
        return Words(ko, en)
    if kind.unit is None:
        return Words(f"{ko}({labels})", f"{en} ({labels})")
    units = kind.unit.en + "s" * (labels != "1")
    return Words(f"{ko}({kind.unit.ko} {labels}개)", f"{en} ({labels} {units})")


def _order(have: list[type], need: list[type]) -> Words:
    return Words(
        f"층의 종류와 개수는 맞습니다. 그런데 순서가 다릅니다. 지금은 {_runs(have, 0)}이고, 지시한 "
        f"순서는 {_runs(need, 0)}입니다.",
        f"The kinds and numbers of layers are right, but not their order. Yours: {_runs(have, 1)}. "
        f"Asked for: {_runs(need, 1)}.",
    )


def _runs(kinds: list[type], language: int) -> str:
    """ "Conv2D 2개 → 풀링층" / "2 × Conv2D → pooling": equal neighbours are counted."""
    names = []
    for kind, same in groupby(kinds):
        count, title = len(list(same)), kind.title
        ko = title.ko.partition("(")[2].rstrip(")") or title.ko
        en = title.en.removesuffix(" layer")
        if count > 1:
            ko, en = f"{ko} {count}개", f"{count} × {en}"
        names.append((ko, en)[language])
    return " → ".join(names)


def setting_difference(parts: list[Part], spec: Spec, code: str = "") -> Words | None:
    """Setting by setting over all layers of a kind, so that the praise can be said at once."""
    for kind in dict.fromkeys(map(type, spec)):
        places = [n for n, step in enumerate(spec) if isinstance(step, kind)]
        right: list[Words] = []
        for name, (argument, words) in kind.settings.items():
            have = [getattr(parts[n].step, name) for n in places]
            need = [getattr(spec[n], name) for n in places]
            if have == need:
                right.append(words)
                continue
            praise = _praise(kind, len(places), right)
            if Counter(map(str, have)) == Counter(map(str, need)):
                return join(praise, _reordered(words, have, need))
            wrong = [n for n in range(len(places)) if have[n] != need[n]]
            part, step = parts[places[wrong[0]]], spec[places[wrong[0]]]
            found, asked = _shown(have[wrong[0]]), _shown(need[wrong[0]])
            finding = Finding(f"setting {argument}", f"{found} for {asked}", code=code)
            return join(
                praise,
                _wrong_setting(kind, words, wrong, found, asked, part),
                _swapped(part.step, step, code) or advise(finding),
            )
    return None


def _praise(kind: type, count: int, right: list[Words]) -> Words:
    ko, en = kind.title
    if not right:
        return Words(f"{ko} {count}개를 이은 것은 맞습니다.", f"Right so far: {plural(count, en)}.")
    return Words(
        f"{ko} {count}개, {listing(words.ko for words in right)}까지 맞습니다.",
        f"Right so far: {plural(count, en)}, {listing(words.en for words in right)}.",
    )


def _reordered(words: Words, have: list, need: list) -> Words:
    yours, asked = listing(map(_shown, have)), listing(map(_shown, need))
    return Words(
        f"{words.ko}의 값은 같은데 순서가 다릅니다. 차례대로 {yours}인데, 지시한 값은 "
        f"{asked}입니다.",
        f"The values are the same ({words.en}), only their order differs: yours are {yours}, and "
        f"it should be {asked}.",
    )


def _wrong_setting(
    kind: type, words: Words, wrong: list[int], found: str, asked: str, part: Part
) -> Words:
    which, others = ordinal(wrong[0] + 1), [ordinal(n + 1) for n in wrong[1:]]
    setting = with_particle(words.ko, "이")
    first = Words(
        f"그런데 {which.ko} {kind.title.ko}의 {setting} {found}입니다{part.way('입력', '출력')}. "
        f"지시한 값은 {asked}입니다.",
        f"But the {words.en} of the {which.en} {kind.title.en} is {found}"
        f"{part.way('input', 'output')}; asked for: {asked}.",
    )
    more = Words(
        f"{listing(other.ko for other in others)}도 다릅니다.",
        f"The {series(other.en for other in others)} differ{'s' * (len(others) == 1)}, too.",
    )
    return join(first, more if others else None)


def _swapped(step: Step, asked: Step, code: str) -> Words | None:
    """Advice where the first two arguments of Conv2D look exchanged."""
    if not isinstance(step, Conv) or step.filters == asked.filters:
        return None
    if (step.filters,) * 2 != asked.kernel or step.kernel != (asked.filters,) * 2:
        return None
    return advise(Finding("swapped Conv2D", f"{step.filters}, {step.kernel}", code=code))


def _shown(value: Any) -> str:
    return value if isinstance(value, str) and value[:1].isupper() else repr(value)


def _activation(parts: list[Part], spec: Spec) -> Words | None:
    """The layers whose activation differs in the same way are named at once."""
    wrong = [
        (n, tuple(part.activations), step.activation)
        for n, (part, step) in enumerate(zip(parts, spec, strict=True))
        if isinstance(step, Conv | Dense) and step.activation is not None
        and tuple(part.activations) != (step.activation,)
    ]  # fmt: skip
    if not wrong:
        return None
    _, have, need = wrong[0]
    owners = _owners([n for n, *rest in wrong if rest == [have, need]], spec)
    right = "The kinds, sizes and order of the layers are right."
    praise = Words("층의 종류와 크기와 순서는 모두 맞습니다.", right)
    names = " → ".join(have)
    ko = f"{names.replace('custom', '직접 만든 함수')}입니다" if have else "없습니다"
    en = names.replace("custom", "a function of your own") or "missing"
    found = Words(
        f"그런데 활성화 함수가 {ko}: {owners.ko}. 지시한 것은 {need}입니다.",
        f"But the activation of {owners.en} is {en}; asked for: {need}.",
    )
    finding = Finding("activation", f"{listing(have) or 'none'} for {need}")
    return join(praise, found, advise(finding))


def _owners(places: list[int], spec: Spec) -> Words:
    """ "첫 번째 합성곱층(Conv2D)" / "the 1st Conv2D layer", or all of a kind together."""
    ko, en = [], []
    for kind in dict.fromkeys(type(spec[n]) for n in places):
        all_of_kind = [n for n, step in enumerate(spec) if isinstance(step, kind)]
        numbers = [ordinal(all_of_kind.index(n) + 1) for n in places if isinstance(spec[n], kind)]
        if len(numbers) == len(all_of_kind) > 1:
            ko.append(f"{kind.title.ko} {len(numbers)}개 모두")
            en.append(f"{'both' if len(numbers) == 2 else f'all {len(numbers)}'} {kind.title.en}s")
            continue
        ko.append(f"{listing(number.ko for number in numbers)} {kind.title.ko}")
        layers = kind.title.en + "s" * (len(numbers) > 1)
        en.append(f"the {series(number.en for number in numbers)} {layers}")
    return Words(", ".join(ko), " and ".join(en))
