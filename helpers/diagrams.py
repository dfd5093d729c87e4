"""Drawings: padding along one axis, receptive fields, whole networks to scale, blocks.

As in `helpers.plots`, every `show_…` function draws one figure, shows it, and prints its text
alternative in Korean and English.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import FancyBboxPatch, Patch, Polygon, Rectangle

from helpers.arithmetic import LayerTable, conv_output_size, receptive_field, same_padding
from helpers.notebook import INK, PALETTE, PAPER
from helpers.pictures import OUTPUT, WINDOW, ZERO, draw_cell
from helpers.plots import show, show_shares, tell
from helpers.text import Words

PLAIN = {"ls": "-", "marker": ""}  # a line that is no curve
CENTRED = {"ha": "center", "va": "center", "color": INK}

# --- padding and receptive field ------------------------------------------------------------


def show_same_padding(cases: Sequence[tuple[int, int, int]]) -> None:
    """Show along one axis where "same" padding puts its zeros, per `(size, kernel, stride)`."""
    fig, axes = plt.subplots(len(cases), 1, figsize=(9, 2.35 * len(cases)), squeeze=False)
    ko, en = [], []
    for ax, (size, kernel, stride) in zip(axes[:, 0], cases, strict=True):
        before, after = same_padding(size, kernel, stride)
        _draw_strip(ax, size, kernel, stride)
        title = f"크기 size {size},  커널 kernel {kernel},  스트라이드 stride {stride}"
        zeros = f"두른 0 · added 0s: 앞 before {before}, 뒤 after {after}"
        ax.set_title(f"{title}   →   {zeros}", fontsize=11, loc="left")
        ko.append(f"크기 {size} 커널 {kernel} 스트라이드 {stride}: 앞 {before}개 뒤 {after}개")
        en.append(f"size {size} kernel {kernel} stride {stride}: {before} before, {after} after")
    show(fig, "; ".join(ko), "; ".join(en))


def _draw_strip(ax: Axes, size: int, kernel: int, stride: int) -> None:
    """The input in cells, and below it one bar per output over the cells that it sees."""
    before, after = same_padding(size, kernel, stride)
    for cell in range(-before, size + after):
        inside = 0 <= cell < size
        draw_cell(ax, 0, cell, PAPER if inside else ZERO)
        ax.text(cell + 0.5, 0.5, f"$x_{{{cell}}}$" if inside else "0", **CENTRED)
    box = {"facecolor": PAPER, "edgecolor": WINDOW, "boxstyle": "round,pad=0.15"}
    for output in range(conv_output_size(size, kernel, stride, "same")):
        start, depth = output * stride - before, -0.45 - 0.5 * (output % 3)
        ends = [start + 0.1, start + kernel - 0.1]
        ax.plot(ends, [depth, depth], color=WINDOW, lw=4, **PLAIN)
        name = f"$y_{{{output}}}$"
        ax.text(start + kernel / 2, depth - 0.05, name, fontsize=10, bbox=box, **CENTRED)
    ax.set(xlim=(-2.2, max(size + after, 9) + 0.6), ylim=(-1.9, 1.1), aspect="equal")
    ax.axis("off")


def show_receptive_field(stacks: Sequence[Sequence[tuple[int, int]]]) -> None:
    """Draw which inputs one output sees through stacks of `(kernel, stride)`, input side first."""
    fig, axes = plt.subplots(1, len(stacks), figsize=(4.4 * len(stacks), 3.9), squeeze=False)
    told = []
    for ax, stack in zip(axes[0], stacks, strict=True):
        field = receptive_field(stack)
        _draw_fan(ax, stack)
        text = " → ".join(f"{k}/{s}" for k, s in stack)
        ax.set_title(f"커널/스트라이드 kernel/stride\n{text}", fontsize=11)
        ax.set_xlabel(f"수용 영역 receptive field = {field}")
        told.append(f"{text}: {field}")
    ko = "커널/스트라이드를 쌓은 뒤의 수용 영역은"
    en = "receptive field after stacking kernel/stride"
    show(fig, *tell([(Words(ko, en), ", ".join(told))]))


def _draw_fan(ax: Axes, stack: Sequence[tuple[int, int]]) -> None:
    """Rows of dots from the input (bottom) to one output (top); lines where values flow."""
    depth = len(stack)
    rows, jump = [], 1
    for level in range(depth + 1):
        span = receptive_field(stack[level:])
        rows.append((np.arange(span) - (span - 1) / 2) * jump)
        jump *= stack[level][1] if level < depth else 1
    for level, (kernel, stride) in enumerate(stack):
        for index, x in enumerate(rows[level + 1]):
            for below in rows[level][index * stride : index * stride + kernel]:
                ax.plot([below, x], [level, level + 1], color="#9a9a9a", lw=1, **PLAIN)
    colors = [OUTPUT, *[PAPER] * (depth - 1), WINDOW]
    for level, (row, color) in enumerate(zip(rows, colors, strict=True)):
        marker = "s" if level == 0 else "o"
        ax.scatter(
            row, [level] * len(row), s=80, color=color, edgecolor=INK, marker=marker, zorder=3
        )
    edge = max(len(rows[0]) / 2 + 0.7, 4)
    layers = [f"{level}층 layer {level}" for level in range(1, depth + 1)]
    ax.set_yticks(range(depth + 1), ["입력 input", *layers])
    ax.set(xlim=(-edge, edge), ylim=(-0.4, depth + 0.4), xticks=[])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


# --- a whole network ------------------------------------------------------------------------

CONV, POOL, DENSE = PALETTE["blue"], PALETTE["orange"], PALETTE["green"]
POOLING = "MaxPooling2D"
SLANT = 0.28  # how far a slab leans back, as a part of its height
HATCHES = {CONV: "", POOL: "////", DENSE: ".."}


def split_into_blocks(table: LayerTable) -> dict[str, LayerTable]:
    """Cut a network at its pooling layers: "block 1", "block 2", …, then each dense layer alone.

    A block ends with the pooling layer; what stands before a dense layer without parameters of its
    own (Flatten, global pooling, dropout) is counted with that dense layer.  Together the blocks
    hold every row of `table` exactly once.
    """
    names = {POOLING: "블록 {0} · block {0}", "Dense": "완전연결층 {0} · Dense {0}"}
    blocks, waiting, counts = {}, [], Counter()
    for row in table:
        waiting.append(row)
        if row.kind in names:
            counts[row.kind] += 1
            blocks[names[row.kind].format(counts[row.kind])] = LayerTable(waiting)
            waiting = []
    if waiting:
        blocks["나머지 · rest"] = LayerTable(waiting)
    return blocks


def show_costs(table: LayerTable) -> None:
    """Show per block which share of parameters, multiply-adds and activation memory it holds."""
    blocks = split_into_blocks(table)
    costs = {
        "파라미터(M) · parameters (M)": [b.parameters / 1e6 for b in blocks.values()],
        "곱셈-덧셈(G) · multiply-adds (G)": [b.macs / 1e9 for b in blocks.values()],
        "특징 맵(MiB) · activations (MiB)": [b.activation_bytes / 2**20 for b in blocks.values()],
    }
    show_shares(list(blocks), costs)


def show_architecture(table: LayerTable) -> None:
    """Draw the layers of a network: height is the size of a (square) map, thickness its channels.

    Heights compare with heights, thicknesses with thicknesses; the bars of dense layers, as high
    as they have units, compare with each other only.
    """
    maps = [row.output_shape for row in table if len(row.output_shape) == 3]
    side = max(height for height, _, _ in maps)
    channel = 1.8 * side / sum(channels for _, _, channels in maps)
    units = [row.output_shape[-1] for row in table if row.kind == "Dense"]
    fig, ax = plt.subplots(figsize=(11, 4))
    x, told = 0.0, []
    for name, block in split_into_blocks(table).items():
        start, shapes = x, [row.output_shape for row in block if len(row.output_shape) == 3]
        if not shapes:
            count = block[-1].output_shape[-1]
            tall = max(0.45 * side * count / max(units), 0.02 * side)
            _draw_front(ax, x + 0.1 * side, 0.05 * side, tall, DENSE)
            x += 0.26 * side
            text = f"Dense\n{count}"
            told.append((name, str(count)))
        else:
            for row, (height, _, channels) in zip(block, shapes, strict=False):
                _draw_slab(ax, x, channels * channel, height, POOL if row.kind == POOLING else CONV)
                x += channels * channel + 0.014 * side
            (first, _, channels), last = shapes[0], shapes[-1][0]
            x += last * SLANT
            convolutions = sum(row.kind != POOLING for row in block)
            text = f"{convolutions} × conv {channels}\n{first} → {last}"
            told.append((name, f"{first}×{first}×{channels} → {last}×{last}"))
        ax.text((start + x) / 2, -0.55 * side, text, ha="center", va="top", fontsize=10)
        if shapes:
            x = max(x + 0.06 * side, start + 0.46 * side)  # room for the label
    _finish_architecture(ax, x, side)
    head = Words(
        "비율에 맞춰 그린 특징 맵(높이는 크기, 두께는 채널 수, 눈금은 서로 다름)",
        "feature maps to scale (height is size, thickness is channels, scales of their own)",
    )
    show(fig, *tell([(head, tell(told, after=":"))], after=":"))


def _draw_slab(ax: Axes, x: float, thick: float, side: float, color: str) -> None:
    """Draw a slab seen at a slant, standing centred on y = 0, over the face of the one before."""
    back, lean, half, end = side * SLANT, side * SLANT / 2, side / 2, x + thick
    top = [(x, half), (x + back, half + lean), (end + back, half + lean), (end, half)]
    face = [(end, -half), (end + back, lean - half), (end + back, half + lean), (end, half)]
    for corners, strength in ((top, 0.5), (face, 0.25)):
        ax.add_patch(Polygon(corners, facecolor=PAPER))
        tint = to_rgba(color, strength)
        ax.add_patch(Polygon(corners, facecolor=tint, edgecolor=INK, lw=0.7, joinstyle="round"))
    _draw_front(ax, x, thick, side, color)


def _draw_front(ax: Axes, x: float, wide: float, tall: float, color: str) -> None:
    look = {"facecolor": color, "hatch": HATCHES[color], "edgecolor": INK, "lw": 0.7}
    ax.add_patch(Rectangle((x, -tall / 2), wide, tall, **look))


def _finish_architecture(ax: Axes, width: float, side: float) -> None:
    ax.set(xlim=(-side * 0.06, width), ylim=(-side * 0.72, side * 0.68), aspect="equal")
    ax.axis("off")
    dense = "완전연결 dense (높이 = 유닛 수 · units)"
    names = {CONV: "합성곱 convolution", POOL: "풀링 pooling", DENSE: dense}
    handles = [
        Patch(facecolor=color, edgecolor=INK, hatch=HATCHES[color], label=name)
        for color, name in names.items()
    ]
    ax.legend(handles=handles, loc="upper right", frameon=False, fontsize=10)
    scales = "높이 = 크기, 두께 = 채널 수 (눈금은 따로) · height = size, thickness = channels"
    ax.set_title(f"{scales} (separate scales)", fontsize=11)


# --- blocks ---------------------------------------------------------------------------------

ADD = "+"
# Title and steps from input to output; ADD is where the shortcut, taken at the input, ends.
BLOCKS = {
    "평범한 블록\nplain": ("Conv", "ReLU", "Conv", "ReLU"),
    "이 실습\nthis practice": ("Conv", "ReLU", "Conv", "ReLU", ADD, "ReLU"),
    "He 2015\noriginal": ("Conv", "BN", "ReLU", "Conv", "BN", ADD, "ReLU"),
    "He 2016\npre-activation": ("BN", "ReLU", "Conv", "BN", "ReLU", "Conv", ADD),
}
TINTS = {"Conv": "#b9d7ea", "BN": "#f7e0ae", "ReLU": PAPER}


def show_blocks(count: int = len(BLOCKS)) -> None:
    """Draw the first `count` of `BLOCKS`, from the input (top) to the output (bottom)."""
    blocks = dict(list(BLOCKS.items())[:count])
    longest = max(map(len, blocks.values()))
    size = (2.35 * count, 0.62 * longest + 1.5)
    fig, axes = plt.subplots(1, count, figsize=size, squeeze=False)
    for ax, (title, steps) in zip(axes[0], blocks.items(), strict=True):
        _draw_block(ax, steps)
        ax.set(xlim=(-1.7, 1.75), ylim=(-longest - 0.9, 0.75))
        ax.set_title(title)
        ax.axis("off")
    listed = "; ".join(f"{t.replace(chr(10), ' ')}: {' → '.join(s)}" for t, s in blocks.items())
    show(fig, f"블록 {count}가지의 층. {listed}", f"the layers of {count} kinds of block. {listed}")


def _draw_block(ax: Axes, steps: Sequence[str]) -> None:
    ax.text(0, 0.25, "x", style="italic", fontsize=13, **CENTRED)
    arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.5, "shrinkA": 0, "shrinkB": 0}
    for place, step in enumerate(steps):
        y = -place - 0.75
        ax.annotate("", (0, y + 0.3), (0, y + (0.68 if place else 0.78)), arrowprops=arrow)
        if step == ADD:
            _draw_shortcut(ax, y)
            continue
        shape = {"boxstyle": "round,pad=0.02,rounding_size=0.1", "edgecolor": INK}
        ax.add_patch(FancyBboxPatch((-0.75, y - 0.26), 1.5, 0.52, facecolor=TINTS[step], **shape))
        ax.text(0, y, step, **CENTRED)
    end = -len(steps) - 0.35
    ax.annotate("", (0, end - 0.25), (0, end + 0.32), arrowprops=arrow)


def _draw_shortcut(ax: Axes, y: float) -> None:
    """The way from the input past the layers to the addition at `y`, and a bracket, F(x)."""
    red = PALETTE["red"]
    ax.plot(0, y, marker="o", ms=20, mfc=PAPER, mec=red, mew=2, zorder=3)
    ax.text(0, y, ADD, fontsize=14, zorder=4, **CENTRED)
    ax.plot([0.15, 1.35, 1.35, 0.35], [0.25, 0.25, y, y], color=red, lw=2.5, **PLAIN)
    ax.plot(0.36, y, marker="<", ms=9, color=red, zorder=3)
    top, bottom = -0.45, y + 0.7
    ax.plot([-0.95, -1.08, -1.08, -0.95], [top, top, bottom, bottom], color=INK, lw=1.2, **PLAIN)
    ax.text(-1.3, (top + bottom) / 2, "F(x)", style="italic", fontsize=12, rotation=90, **CENTRED)
