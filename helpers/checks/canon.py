"""Rewrite a chain so that equal models have equal chains: explicit padding, ReLU after pooling …"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .steps import Activation, Conv, Dense, Flatten, Link, Pad, Pool, Residual, Step
from .words import Words, note

MAIN = (Conv, Dense, Pool, Flatten, Residual)


@dataclass
class Block:
    """A main step with the activations that follow it."""

    link: Link
    activations: list[Link] = field(default_factory=list)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The activations' names in order."""
        return tuple(link.step.kind for link in self.activations)


@dataclass
class Outline:
    """A chain in canonical form: main steps, what stands between them, and remarks.

    ``strangers`` holds, for every link that is neither, the number of main steps before it.
    """

    blocks: list[Block]
    strangers: list[tuple[int, Link]]
    leading: list[Link]
    notes: list[Words]


def outline(chain: list[Link]) -> Outline:
    """Bring a chain into canonical form. The links of ``chain`` stay as they are."""
    links = _merge_padding([replace(link, notes=list(link.notes)) for link in chain])
    links = _activations_first(_whole_pools(links))
    result = Outline([], [], [], [])
    for link in links:
        if isinstance(link.step, MAIN):
            result.blocks.append(Block(link))
        elif not isinstance(link.step, Activation):
            result.strangers.append((len(result.blocks), link))
        elif result.blocks:
            _attach(result, link)
        else:
            result.leading.append(link)
    for link in links:
        result.notes.extend(remark for remark in link.notes if remark not in result.notes)
    return result


def _attach(result: Outline, link: Link) -> None:
    block = result.blocks[-1]
    if link.step.kind == "relu" and block.kinds[-1:] == ("relu",):
        link.notes.append(
            note("ReLU가 두 번 이어집니다. 결과는 한 번과 같습니다.",
                 "ReLU twice in a row gives the same as once.")
        )  # fmt: skip
        return
    block.activations.append(link)


def _whole_pools(links: list[Link]) -> list[Link]:
    """The mean over a window as large as the image is global; to flatten its 1×1 image is nothing.

    Maximum pooling keeps its name: a 2×2 window may meet a 2×2 image by a mistake further up.
    """
    pooled: list[Link] = []
    for link in links:
        if isinstance(link.step, Flatten) and pooled and _is_global(pooled[-1].step):
            continue
        whole = isinstance(link.step, Pool) and link.step.size == link.in_shape[1:3]
        if whole and link.step.kind == "average":
            link = replace(link, step=Pool("global_average"))
        pooled.append(link)
    return pooled


def _is_global(step: Step) -> bool:
    return isinstance(step, Pool) and step.kind.startswith("global_")


def _merge_padding(links: list[Link]) -> list[Link]:
    """Zeros around the image and then a valid convolution: that is "same" if the widths fit."""
    merged: list[Link] = []
    for link in links:
        before = merged[-1] if merged else None
        if before is None or not isinstance(before.step, Pad) or not _makes_same(before, link):
            merged.append(link)
            continue
        remark = note(
            "0으로 먼저 패딩하고 padding='valid'로 합성곱한 결과는 padding='same'과 같습니다.",
            "zeros added first and a valid convolution give the same as padding='same'.",
        )
        merged[-1] = replace(
            link,
            step=replace(link.step, padding="same"),
            in_shape=before.in_shape,
            notes=[*before.notes, *link.notes, remark],
        )
    return merged


def _makes_same(pad: Link, link: Link) -> bool:
    step = link.step
    if not isinstance(step, Conv) or step.padding != "valid":
        return False
    sizes = pad.in_shape[1:3]
    wanted = [
        _same_padding(*each)
        for each in zip(sizes, step.kernel, step.strides, step.dilation, strict=True)
    ]
    return wanted == [pad.step.rows, pad.step.columns]


def _same_padding(size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """TensorFlow's "same": the odd zero goes after, not before."""
    steps = -(-size // stride)
    total = max(0, (steps - 1) * stride + (kernel - 1) * dilation + 1 - size)
    return total // 2, total - total // 2


def _activations_first(links: list[Link]) -> list[Link]:
    """Swap "flatten, ReLU" to "ReLU, flatten", and "max pooling, ReLU" alike: both are equal."""
    ordered = list(links)
    for place in range(1, len(ordered)):
        position = place
        while position > 0 and _commute(ordered[position - 1], ordered[position]):
            ordered[position - 1], ordered[position] = ordered[position], ordered[position - 1]
            position -= 1
    return ordered


def _commute(first: Link, second: Link) -> bool:
    if not isinstance(second.step, Activation):
        return False
    if isinstance(first.step, Flatten):
        return second.step.kind not in ("softmax", "log_softmax")
    pooled = isinstance(first.step, Pool) and first.step.kind in ("max", "global_max")
    return pooled and second.step.kind == "relu"
