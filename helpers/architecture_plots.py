"""Pictures of a whole architecture: its layers to scale, what they cost, what flows through them.

Like ``helpers.plots``: every ``show_…`` function draws one figure, shows it, and prints one line
headed ``text alternative`` with the figure's numbers in Korean and English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Patch, Polygon, Rectangle

from helpers.arithmetic import LayerRow, LayerTable
from helpers.notebook import INK, MUTED, PALETTE, PAPER
from helpers.plots import LINES, WINDOW, draw_grid, show

CONV, POOL, DENSE = PALETTE["blue"], PALETTE["orange"], PALETTE["green"]

# Sizes in ``show_architecture``, as parts of the side of the largest feature map.
_THICKNESS = 1.8  # of all slabs together
_BLOCK_WIDTH = 0.46  # at least, so that the labels have room
_SLAB_GAP, _BLOCK_GAP = 0.014, 0.06
_SLANT = 0.28
_DENSE_WIDTH, _DENSE_HEIGHT, _DENSE_STEP = 0.05, 0.45, 0.26


@dataclass(frozen=True)
class Block(LayerTable):
    """Consecutive layers of a model with a name, and what they cost together for one image."""

    name: str


def split_into_blocks(table: LayerTable) -> tuple[Block, ...]:
    """Cut a network at its pooling layers: "block 1", "block 2", …, then each dense layer alone.

    A block ends with the pooling layer; what stands before a dense layer without parameters of its
    own (Flatten, global pooling, dropout) is counted with that dense layer.  Returns the blocks in
    order; together they hold every row of ``table`` exactly once.
    """
    blocks: list[Block] = []
    waiting: list[LayerRow] = []
    convolutional = dense = 0
    for row in table:
        waiting.append(row)
        if row.kind == "Dense":
            dense += 1
            name = f"Dense {dense}"
        elif _is_pooling(row):
            convolutional += 1
            name = f"block {convolutional}"
        else:
            continue
        blocks.append(Block(tuple(waiting), name))
        waiting = []
    if waiting:
        blocks.append(Block(tuple(waiting), "rest"))
    return tuple(blocks)


# --- the layers to scale --------------------------------------------------------------------


def show_architecture(table: LayerTable) -> None:
    """Draw the feature maps of a network to scale: height their size, thickness their channels.

    Within a figure heights have one scale and thicknesses another, so only heights compare with
    heights and thicknesses with thicknesses.  Dense layers, which have no height and width, are
    bars of one size.

    Args:
        table: of a network of square feature maps, with or without dense layers at its end.
    """
    maps = [row.output_shape for row in table if len(row.output_shape) == 3]
    side = max(shape[0] for shape in maps)
    channel = _THICKNESS * side / sum(shape[-1] for shape in maps)
    fig, ax = plt.subplots(figsize=(11, 4.2))
    x, words = 0.0, []
    for block in split_into_blocks(table):
        shapes = [row.output_shape for row in block.rows if len(row.output_shape) == 3]
        start = x
        if not shapes:
            units = block.rows[-1].output_shape[-1]
            words.append(f"{block.name}: {units}")
            _draw_bar(ax, x + (_DENSE_STEP - _DENSE_WIDTH) / 2 * side, side)
            x += _DENSE_STEP * side
            _label(ax, (start + x) / 2, side, f"Dense\n{units}")
            continue
        for row, (height, _, channels) in zip(block.rows, shapes, strict=False):
            color = POOL if _is_pooling(row) else CONV
            x = _draw_box(ax, x, height, channels * channel, color) + _SLAB_GAP * side
        (first, _, channels), (last, *_) = shapes[0], shapes[-1]
        words.append(f"{block.name}: {first}×{first}×{channels} → {last}×{last}")
        convolutions = sum(not _is_pooling(row) for row in block.rows)
        x += last * _SLANT
        _label(ax, (start + x) / 2, side, f"{convolutions} × conv {channels}\n{first} → {last}")
        x = max(x + _BLOCK_GAP * side, start + _BLOCK_WIDTH * side)
    _finish_architecture(ax, x, side)
    listed = ", ".join(words)
    show(
        fig,
        "특징 맵을 비율에 맞춰 그린 그림(높이는 크기, 두께는 채널 수, 둘의 눈금은 서로 다르고 "
        f"그림마다 다름, 완전연결층은 비율과 무관): {_in_korean(listed)}",
        "feature maps drawn to scale (height is size, thickness is channels, each on a scale of "
        f"its own in this figure; dense layers not to scale): {listed}",
    )


def _is_pooling(row: LayerRow) -> bool:
    return row.kind.startswith(("MaxPooling", "AveragePooling"))


def _in_korean(names: str) -> str:
    return names.replace("block", "블록").replace("Dense", "완전연결층")


def _draw_box(ax: Axes, x: float, side: float, thick: float, color: str) -> float:
    """Draw a slab seen at a slant, standing centred on y = 0; return where it ends.

    Slabs are drawn from left to right, each over the face of the one before.
    """
    back, lean = side * _SLANT, side * _SLANT / 2
    low, high, end = -side / 2, side / 2, x + thick
    style = {"edgecolor": INK, "lw": 0.7, "joinstyle": "round"}
    top = [(x, high), (x + back, high + lean), (end + back, high + lean), (end, high)]
    face = [(end, low), (end + back, low + lean), (end + back, high + lean), (end, high)]
    for corners, strength in ((top, 0.5), (face, 0.25)):
        ax.add_patch(Polygon(corners, facecolor=PAPER, **style))
        ax.add_patch(Polygon(corners, facecolor=to_rgba(color, strength), **style))
    hatch = "////" if color == POOL else None
    ax.add_patch(Rectangle((x, low), thick, side, facecolor=color, hatch=hatch, **style))
    return end


def _label(ax: Axes, x: float, side: float, text: str) -> None:
    """Write below the tallest slab, so that all labels stand on one line."""
    ax.text(x, -side * 0.55, text, ha="center", va="top", fontsize=10, color=INK)


def _draw_bar(ax: Axes, x: float, side: float) -> None:
    wide, tall = _DENSE_WIDTH * side, _DENSE_HEIGHT * side
    bar = Rectangle((x, -tall / 2), wide, tall, facecolor=DENSE, edgecolor=INK, hatch="..")
    ax.add_patch(bar)


def _finish_architecture(ax: Axes, width: float, side: float) -> None:
    ax.set(xlim=(-side * 0.06, width), ylim=(-side * 0.72, side * 0.68), aspect="equal")
    ax.axis("off")
    dense = "완전연결 dense (비율과 무관 · not to scale)"
    handles = [
        Patch(facecolor=CONV, edgecolor=INK, label="합성곱 convolution"),
        Patch(facecolor=POOL, edgecolor=INK, hatch="////", label="풀링 pooling"),
        Patch(facecolor=DENSE, edgecolor=INK, hatch="..", label=dense),
    ]
    ax.legend(handles=handles, loc="upper right", frameon=False, fontsize=10)
    ax.set_title(
        "높이 = 특징 맵의 크기, 두께 = 채널 수 · height = size of the map, thickness = channels\n"
        "높이는 높이끼리, 두께는 두께끼리만 비교 · "
        "compare heights only with heights, thicknesses with thicknesses",
        fontsize=11,
    )


# --- what it costs --------------------------------------------------------------------------


def show_costs(table: LayerTable) -> None:
    """Show per block which share of parameters, multiply-adds and activation memory it holds."""
    blocks = split_into_blocks(table)
    panels = (
        ("파라미터 · parameters", [b.parameters for b in blocks], table.parameters, 1e6, "M"),
        ("곱셈-덧셈 · multiply-adds", [b.macs for b in blocks], table.macs, 1e9, "G"),
        (
            "특징 맵의 메모리 · activations",
            [b.activation_bytes for b in blocks],
            table.activation_bytes,
            2**20,
            "MiB",
        ),
    )
    names = [block.name for block in blocks]
    labels = [name.replace("block", "블록 block") for name in names]
    fig, axes = plt.subplots(1, 3, figsize=(11.5, 0.42 * len(blocks) + 1.2), sharey=True)
    colors = [DENSE if name.startswith("Dense") else CONV for name in names]
    hatches = [".." if name.startswith("Dense") else "" for name in names]
    ko, en = [], []
    for ax, (title, costs, total, unit, sign) in zip(axes, panels, strict=True):
        shares = 100 * np.array(costs, dtype=float) / total
        ax.barh(labels, shares, color=colors, hatch=hatches, edgecolor=INK, lw=0.6)
        for spot, share in enumerate(shares):
            ax.text(share, spot, f" {_percent(share)}", va="center", fontsize=10)
        ax.set(xlim=(0, 108), title=f"{title}\n{total / unit:,.1f} {sign}", xticks=[])
        ax.spines["bottom"].set_visible(False)
        ax.tick_params(length=0)
        listed = ", ".join(
            f"{name} {_percent(share)}" for name, share in zip(names, shares, strict=True)
        )
        korean, english = title.split(" · ")
        ko.append(f"{korean} {total / unit:,.1f} {sign}: {_in_korean(listed)}")
        en.append(f"{english} {total / unit:,.1f} {sign}: {listed}")
    axes[0].invert_yaxis()
    show(fig, "; ".join(ko), "; ".join(en))


def _percent(share: float) -> str:
    """One decimal; a share that is small, but not nothing, is not called 0.0."""
    text = f"{share:.1f} %"
    return "<0.1 %" if share > 0 and text == "0.0 %" else text


# --- two kernels, one after the other ---------------------------------------------------------


def show_composed_kernel(first: np.ndarray, second: np.ndarray, composed: np.ndarray) -> None:
    """Show two square kernels and the single one that does the work of both.

    Args:
        first, second: ``(K, K)`` numbers.
        composed: ``(2K - 1, 2K - 1)`` numbers.
    """
    kernels = (first, second, composed)
    sizes = [len(kernel) for kernel in kernels]
    fig, axes = plt.subplots(1, 3, figsize=(8.8, 3.6), width_ratios=sizes)
    names = ("첫째 · first", "둘째 · second", "둘을 합친 커널 · both in one")
    colors = (PALETTE["blue"], PALETTE["green"], WINDOW)
    for ax, kernel, name, color in zip(axes, kernels, names, colors, strict=True):
        draw_grid(ax, kernel, window=(0, 0, *kernel.shape), color=color, height=max(sizes))
        ax.set_title(f"{name}\n{len(kernel)}×{len(kernel)}", fontsize=11)
    size = sizes[2]
    show(
        fig,
        f"{sizes[0]}×{sizes[0]} 커널 2개를 차례로 적용한 것과 같은 {size}×{size} 커널: "
        f"{composed.tolist()}",
        f"the {size}×{size} kernel that equals 2 kernels of {sizes[0]}×{sizes[0]} in a row: "
        f"{composed.tolist()}",
    )


# --- what flows through it --------------------------------------------------------------------


def show_block_maps(image: np.ndarray, maps: Mapping[str, np.ndarray], columns: int = 8) -> None:
    """Show an image and, one row per block, the first few feature maps that it has there.

    Each map has its own grey scale, black 0 to white its largest value, so that weak maps are
    seen too.  A map of 0 everywhere stays black.

    Args:
        image: ``(H, W, 3)`` in [0, 1].
        maps: name of the block -> ``(height, width, channels)`` without negative values.
        columns: maps shown per block, the first channels; fewer where a block has fewer.
    """
    fig, axes = plt.subplots(
        len(maps),
        columns + 1,
        figsize=(1.2 * (columns + 1), 1.28 * len(maps) + 0.3),
        squeeze=False,
    )
    for ax in axes.flat:
        ax.axis("off")
    _draw_map(axes[0, 0], np.clip(image, 0, 1))
    height, width = image.shape[:2]
    axes[0, 0].set_title(f"입력 input\n{height}×{width}", fontsize=9)
    words = []
    for row, (name, values) in zip(axes, maps.items(), strict=True):
        size = f"{values.shape[0]}×{values.shape[1]}"
        for ax, shown in zip(row[1:], np.moveaxis(values, -1, 0), strict=False):
            _draw_map(ax, shown)
        title = f"{name.replace('block', '블록 block')}: {size}, {values.shape[-1]}채널 channels"
        row[1].set_title(title, fontsize=9, loc="left")
        words.append(f"{name}: {size}×{values.shape[-1]}")
    listed = ", ".join(words)
    show(
        fig,
        f"입력 그림 {height}×{width}과 블록마다 처음 {columns}개 채널의 특징 맵: "
        f"{_in_korean(listed)}",
        f"the {height}×{width} input and, per block, the feature maps of its first {columns} "
        f"channels: {listed}",
    )


def _draw_map(ax: Axes, values: np.ndarray) -> None:
    """Draw an image or map in a thin frame; without it a black map runs into a dark page."""
    ax.axis("on")
    ax.imshow(values, cmap="gray", vmin=0, vmax=float(values.max()) or 1.0)
    ax.set(xticks=[], yticks=[])
    for side in ax.spines.values():
        side.set(visible=True, color=MUTED, lw=0.6)


def show_signal(strengths: Mapping[str, Sequence[float]], names: Sequence[str]) -> None:
    """Show how strong the numbers are after each layer, on a logarithmic scale.

    Args:
        strengths: title of a curve -> one positive number per layer.
        names: one short name per layer, for the axis.
    """
    fig, ax = plt.subplots(figsize=(9.5, 3.9))
    spots = np.arange(len(names))
    ko, en = [], []
    for (title, values), color, (line, marker) in zip(
        strengths.items(), (PALETTE["red"], PALETTE["blue"], PALETTE["green"]), LINES, strict=False
    ):
        ax.plot(spots, values, color=color, ls=line, marker=marker, label=title)
        ko.append(f"{title} {values[0]:.3g} → {values[-1]:.3g}")
        en.append(f"{title} {values[0]:.3g} → {values[-1]:.3g}")
    ax.set_yscale("log")
    ax.set_xticks(spots, names, fontsize=9)
    ax.set(
        xlabel="층 · layer",
        ylabel="RMS",
        title="층을 지날 때마다 값의 크기 · how large the values are after each layer",
    )
    ax.grid(True, axis="y", alpha=0.6)
    ax.legend(frameon=False, loc="lower left")
    show(
        fig,
        f"{len(names)}개 층을 지나는 값의 크기(RMS), 처음 → 끝: {', '.join(ko)}",
        f"size of the values (RMS) through {len(names)} layers, first → last: {', '.join(en)}",
    )
