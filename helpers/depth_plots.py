"""The pictures of practice 3-5: blocks with and without a shortcut, and what depth does to them.

Like those in ``helpers.plots``, every ``show_…`` function draws one figure, shows it, and prints
its numbers as a text alternative in Korean and English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from helpers.notebook import INK, MUTED, PALETTE, PAPER
from helpers.plots import LINES, show

ADD = "+"
# Title and steps from input to output; ADD is where the shortcut, taken at the input, ends.
BLOCKS = (
    ("평범한 블록\nplain", ("Conv", "ReLU", "Conv", "ReLU")),
    ("이 실습\nthis practice", ("Conv", "ReLU", "Conv", "ReLU", ADD, "ReLU")),
    ("He 2015\noriginal", ("Conv", "BN", "ReLU", "Conv", "BN", ADD, "ReLU")),
    ("He 2016\npre-activation", ("BN", "ReLU", "Conv", "BN", "ReLU", "Conv", ADD)),
)
_TINTS = {"Conv": "#b9d7ea", "BN": "#f7e0ae", "ReLU": "#ffffff"}
_COLORS = tuple(PALETTE[name] for name in ("blue", "red", "green", "purple"))


def show_blocks(blocks: Sequence[tuple[str, Sequence[str]]] = BLOCKS) -> None:
    """Draw the layers of several kinds of block from input (top) to output (bottom).

    Args:
        blocks: title and steps of each; a step ``ADD`` draws a shortcut from the input to it.
    """
    longest = max(len(steps) for _, steps in blocks)
    fig, axes = plt.subplots(
        1, len(blocks), figsize=(2.35 * len(blocks), 0.62 * longest + 1.5), squeeze=False
    )
    for ax, (title, steps) in zip(axes[0], blocks, strict=True):
        _draw_block(ax, steps)
        ax.set(xlim=(-1.7, 1.75), ylim=(-longest - 0.9, 0.75), aspect="auto")
        ax.set_title(title, fontsize=12)
        ax.axis("off")
    listed = "; ".join(f"{_one_line(title)}: {' → '.join(steps)}" for title, steps in blocks)
    show(
        fig,
        f"블록 {len(blocks)}가지의 층. {listed}",
        f"the layers of {len(blocks)} kinds of block. {listed}",
    )


def _draw_block(ax: Axes, steps: Sequence[str]) -> None:
    common = {"ha": "center", "va": "center", "color": INK}
    ax.text(0, 0.25, "x", style="italic", fontsize=13, **common)
    arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.5, "shrinkA": 0, "shrinkB": 0}
    for place, step in enumerate(steps):
        y = -place - 0.75
        ax.annotate("", (0, y + 0.3), (0, y + (0.68 if place else 0.78)), arrowprops=arrow)
        if step != ADD:
            ax.add_patch(
                FancyBboxPatch(
                    (-0.75, y - 0.26),
                    1.5,
                    0.52,
                    boxstyle="round,pad=0.02,rounding_size=0.1",
                    facecolor=_TINTS.get(step, PAPER),
                    edgecolor=INK,
                )
            )
            ax.text(0, y, step, fontsize=11, **common)
            continue
        ax.plot(0, y, marker="o", ms=20, mfc=PAPER, mec=PALETTE["red"], mew=2, zorder=3)
        ax.text(0, y, ADD, fontsize=14, zorder=4, **common)
        shortcut = {"color": PALETTE["red"], "lw": 2.5, "ls": "-", "marker": ""}
        ax.plot([0.15, 1.35, 1.35, 0.35], [0.25, 0.25, y, y], **shortcut)
        ax.plot(0.36, y, marker="<", ms=9, color=PALETTE["red"], zorder=3)
    if ADD in steps:
        _bracket(ax, -0.45, -steps.index(ADD) - 0.05)
    end = -len(steps) - 0.35
    ax.annotate("", (0, end - 0.25), (0, end + 0.32), arrowprops=arrow)


def _bracket(ax: Axes, top: float, bottom: float) -> None:
    """Mark the branch, from ``top`` to ``bottom``, as F(x)."""
    line = {"color": INK, "lw": 1.2, "ls": "-", "marker": ""}
    ax.plot([-0.95, -1.08, -1.08, -0.95], [top, top, bottom, bottom], **line)
    middle = {"x": -1.2, "y": (top + bottom) / 2, "rotation": 90}
    ax.text(s="F(x)", style="italic", fontsize=12, ha="right", va="center", color=INK, **middle)


def show_gradients(panels: Mapping[str, Mapping[int, Sequence[float]]]) -> None:
    """Show how large the gradient of each convolution is, one panel per kind of network.

    Args:
        panels: title -> number of blocks -> gradient norm per convolution, input side first; the
            positions are scaled, 0 the first convolution and 1 the last.
    """
    columns = 2 if len(panels) > 1 else 1
    rows = -(-len(panels) // columns)
    fig, axes = plt.subplots(
        rows, columns, figsize=(5 * columns, 3.3 * rows), squeeze=False, sharex=True, sharey=True
    )
    for ax in axes.flat[len(panels) :]:
        ax.axis("off")
    first = {}
    for ax, (title, depths) in zip(axes.flat, panels.items(), strict=False):
        for (depth, norms), color, (line, marker) in zip(
            depths.items(), _COLORS, LINES, strict=False
        ):
            place = np.linspace(0, 1, len(norms))
            # The marker of each line starts elsewhere, so that none hides another.
            every = max(1, len(norms) // 7)
            ax.plot(place, norms, color=color, ls=line, marker=marker, markevery=every, label=depth)
        ax.set_yscale("log")
        ax.grid(True, alpha=0.6)
        ax.set_title(title, fontsize=11)
        first[title] = {depth: norms[0] for depth, norms in depths.items()}
    for ax in axes[-1]:
        ax.set_xticks([0, 0.5, 1], ["처음\nfirst", "", "마지막\nlast"])
    fig.supxlabel("합성곱층 · convolution", fontsize=11)
    fig.supylabel("기울기의 크기 · gradient norm", fontsize=11)
    axes.flat[len(panels) - 1].legend(
        title="블록 수 · blocks", frameon=False, fontsize=10, ncols=3, loc="lower right"
    )
    listed = "; ".join(
        f"{_one_line(title)}: "
        + ", ".join(f"{depth} → {norm:.1e}" for depth, norm in norms.items())
        for title, norms in first.items()
    )
    show(
        fig,
        f"블록 수 → 첫 합성곱층의 기울기 크기. {listed}",
        f"number of blocks → gradient norm of the first convolution. {listed}",
    )


def show_signals(
    forward: Mapping[str, Sequence[float]], backward: Mapping[str, Sequence[float]]
) -> None:
    """Show what reaches each block from the front and what comes back to it, on log axes.

    Args:
        forward: title -> mean activation entering the first block and leaving each block.
        backward: the same titles -> gradient norm at the same places.
    """
    fig, axes = plt.subplots(1, 2, figsize=(10, 3.9), sharex=True)
    panels = (
        ("순전파: 활성값의 평균 · forward: mean activation", forward),
        ("역전파: 기울기의 크기 · backward: gradient norm", backward),
    )
    for ax, (heading, curves) in zip(axes, panels, strict=True):
        for (title, values), color, (line, marker) in zip(
            curves.items(), _COLORS, LINES, strict=False
        ):
            ax.plot(range(len(values)), values, color=color, ls=line, marker=marker, label=title)
        ax.set_yscale("log")
        ax.set_title(heading, fontsize=11)
        ax.set_xlabel("자리: 블록 n개를 지난 뒤 · place: after n blocks")
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.grid(True, alpha=0.6)
    handles, titles = axes[1].get_legend_handles_labels()
    fig.legend(handles, titles, frameon=False, fontsize=10, loc="outside lower center", ncols=4)
    blocks = max(len(values) for values in forward.values()) - 1
    ways = [
        "; ".join(
            f"{_one_line(title)} {values[0]:.1e} → {values[-1]:.1e}"
            for title, values in curves.items()
        )
        for curves in (forward, backward)
    ]
    show(
        fig,
        f"블록 0개 → {blocks}개를 지난 자리. 활성값의 평균: {ways[0]}. 기울기의 크기: {ways[1]}",
        f"places after 0 → {blocks} blocks. Mean activation: {ways[0]}. Gradient norm: {ways[1]}",
    )


def show_training_losses(panels: Mapping[str, Mapping[int, Sequence[float]]]) -> None:
    """Show the training loss of networks of different depth, one panel per kind of network.

    Args:
        panels: title -> number of blocks -> training loss after each epoch.
    """
    fig, axes = plt.subplots(
        1, len(panels), figsize=(5 * len(panels), 3.7), squeeze=False, sharex=True, sharey=True
    )
    last = {}
    for ax, (title, depths) in zip(axes[0], panels.items(), strict=True):
        for (depth, losses), color, (line, marker) in zip(
            depths.items(), _COLORS, LINES, strict=False
        ):
            epochs = range(1, len(losses) + 1)
            ax.plot(epochs, losses, color=color, ls=line, marker=marker, label=depth)
        ax.set(title=title, xlabel="에포크 · epoch")
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.grid(True, alpha=0.6)
        ax.legend(title="블록 수 · blocks", frameon=False, fontsize=10)
        last[title] = {depth: losses[-1] for depth, losses in depths.items()}
    axes[0, 0].set_ylabel("훈련 손실 · training loss")
    listed = "; ".join(
        f"{_one_line(title)}: " + ", ".join(f"{depth} → {loss:.2f}" for depth, loss in ends.items())
        for title, ends in last.items()
    )
    show(
        fig,
        f"블록 수 → 마지막 에포크의 훈련 손실. {listed}",
        f"number of blocks → training loss in the last epoch. {listed}",
    )


def show_deletions(
    whole: Mapping[str, float], without: Mapping[str, Sequence[float]], chance: float = 0.1
) -> None:
    """Show the accuracy of whole networks as lines and, as bars, with one block deleted.

    Args:
        whole: title -> accuracy with all blocks, in [0, 1].
        without: the same titles -> accuracy with the 1st, the 2nd, … block deleted.
        chance: accuracy of guessing.
    """
    fig, axes = plt.subplots(
        1, len(whole), figsize=(4.9 * len(whole), 3.7), squeeze=False, sharey=True
    )
    label = {"boxstyle": "round,pad=0.15", "facecolor": PAPER, "edgecolor": "none"}
    looks = cycle(((PALETTE["orange"], "//"), (PALETTE["blue"], "")))
    for ax, title, (color, hatch) in zip(axes[0], whole, looks, strict=False):
        bars = np.asarray(without[title])
        spots = np.arange(1, len(bars) + 1)
        ax.bar(spots, bars, color=color, hatch=hatch, edgecolor=INK)
        for x, value in zip(spots, bars, strict=True):
            # At the foot of the bar, where no line of the whole network crosses it.
            ax.text(x, 0.015, f"{value:.2f}", ha="center", va="bottom", fontsize=10, bbox=label)
        ax.axhline(whole[title], ls="--", lw=2, marker="", color=INK)
        ax.text(
            0.5,
            whole[title] + 0.005,
            f"전체 · whole {whole[title]:.2f}",
            ha="left",
            va="bottom",
            fontsize=10,
        )
        ax.axhline(chance, ls=":", lw=2, marker="", color=MUTED, label="찍기 · chance")
        ax.set(
            title=title,
            xticks=spots,
            xlabel="지운 블록 · block deleted",
            xlim=(0.4, len(bars) + 0.6),
        )
    top = max(*whole.values(), *(max(values) for values in without.values()))
    axes[0, 0].set(ylabel="정확도 · accuracy", ylim=(0, top * 1.25))
    axes[0, 0].legend(frameon=False, fontsize=10, loc="upper left")
    listed = "; ".join(
        f"{_one_line(title)}: {whole[title]:.2f} → "
        + ", ".join(f"{value:.2f}" for value in without[title])
        for title in whole
    )
    show(
        fig,
        f"전체의 정확도 → 블록을 하나씩 지웠을 때의 정확도. {listed}",
        f"accuracy of the whole network → with one block deleted at a time. {listed}",
    )


def _one_line(title: str) -> str:
    return title.replace("\n", " ")
