"""Pictures made of cells: grids of images, feature maps, confusion matrices, grids of numbers.

As in `helpers.plots`, `draw_…` draws and `show_…` also shows the figure and prints its text
alternative in Korean and English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.arithmetic import same_padding
from helpers.data import CLASS_NAMES, CLASS_NAMES_KO
from helpers.notebook import INK, MUTED, PALETTE, PAPER
from helpers.plots import CLASS_LABELS, in_languages, show, tell
from helpers.text import Words

WINDOW, OUTPUT, KERNEL, ZERO = PALETTE["red"], PALETTE["blue"], PALETTE["green"], "#e4e4e4"
FACTOR = "#00614a"  # the kernel's green, dark enough to read as small text


# --- images, feature maps and confusion matrices --------------------------------------------


def show_images(
    images: Sequence[np.ndarray],
    titles: Sequence[str] = (),
    columns: int = 5,
    size: float = 1.9,
    what: str = "그림 · pictures",
) -> None:
    """Show images or feature maps in a grid.

    Args:
        images: each `(H, W, 3)` in [0, 1] or `(H, W)`, drawn in grey.
        titles: above the first, the second, …; there may be fewer than images.  The text
            alternative has them where there are at most ten.
        columns: pictures per row.
        size: width of one picture in inches.
        what: names the images in the text alternative.
    """
    rows = -(-len(images) // columns)
    lines = max((title.count("\n") + 1 for title in titles), default=0)
    titled = -(-len(titles) // columns)
    height = rows * (size + 0.05) + titled * 0.2 * lines
    fig, axes = plt.subplots(rows, columns, figsize=(size * columns, height), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, image in zip(axes.flat, images, strict=False):
        ax.imshow(np.clip(image, 0, 1) if image.ndim == 3 else image, cmap="gray")
    for ax, title in zip(axes.flat, titles, strict=False):
        ax.set_title(title, fontsize=10 if size > 1.5 else 9)
    names = ", ".join(title.replace("\n", " ") for title in titles)
    listed = f": {names}" if 0 < len(titles) <= 10 else ""
    named, sized = in_languages(what), f"({_size(images[0])}){listed}"
    show(fig, f"{named.ko} {len(images)}장 {sized}", f"{len(images)} {named.en} {sized}")


def _size(values: np.ndarray) -> str:
    return f"{values.shape[0]}×{values.shape[1]}"


def show_maps(image: np.ndarray, maps: Mapping[str, np.ndarray]) -> None:
    """Show an image and the first eight feature maps of some layers, as `draw_maps` draws them."""
    fig = draw_maps(image, {name: values[..., :8] for name, values in maps.items()})
    told = tell((name, "×".join(map(str, values.shape))) for name, values in maps.items())
    korean = f"입력 그림 {_size(image)}과 처음 8개 채널의 특징 맵: {told.ko}"
    show(fig, korean, f"the {_size(image)} input and the feature maps of 8 channels: {told.en}")


def draw_maps(image: np.ndarray, maps: Mapping[str, np.ndarray]) -> Figure:
    """Draw an image and, to its right, feature maps of some layers, eight in a row.

    Args:
        image: `(H, W, 3)` in [0, 1].
        maps: name of the layer -> `(h, w, channels)` without negative values; the maps of a layer
            have one scale, black 0 and white their largest value.
    """
    columns = 8
    needed = [-(-values.shape[-1] // columns) for values in maps.values()]
    fig = plt.figure(figsize=(1.05 * columns + 2.6, 1.08 * sum(needed) + 0.25 * len(maps)))
    grid = fig.add_gridspec(sum(needed), columns + 1, width_ratios=[2.4] + [1] * columns)
    ax = fig.add_subplot(grid[:, 0])
    ax.imshow(np.clip(image, 0, 1))
    ax.set_title(f"입력 · input {_size(image)}", fontsize=10)
    ax.axis("off")
    row = 0
    for (name, values), rows in zip(maps.items(), needed, strict=True):
        top = float(values.max()) or 1.0
        for channel, shown in enumerate(np.moveaxis(values, -1, 0)):
            ax = fig.add_subplot(grid[row + channel // columns, 1 + channel % columns])
            ax.imshow(shown, cmap="gray", vmin=0, vmax=top)
            ax.set(xticks=[], yticks=[])
            # In a thin frame: without it a black map runs into a dark page.
            ax.spines[:].set(visible=True, color=MUTED, lw=0.6)
            if channel == 0:
                ax.set_title(f"{name}: {_size(shown)}", fontsize=10, loc="left")
        row += rows
    return fig


def show_confusion(counts: Mapping[str, np.ndarray]) -> None:
    """Show confusion matrices of the ten classes side by side on one colour scale.

    Args:
        counts: title -> `(10, 10)` integers, true class by row and predicted class by column, as
            `tf.math.confusion_matrix` returns them.
    """
    top = max(int(np.max(matrix)) for matrix in counts.values())
    size = (4.9 * len(counts) + 1.6, 5.6)
    fig, axes = plt.subplots(1, len(counts), figsize=size, dpi=72, squeeze=False, sharey=True)
    told = []
    for ax, (title, matrix) in zip(axes[0], counts.items(), strict=True):
        # The darkest cell is half the way to dark blue, so that black numbers read well on all.
        ax.imshow(matrix, cmap="Blues", vmin=0, vmax=2 * max(top, 1))
        for (row, col), count in np.ndenumerate(matrix):
            ax.text(col, row, count, ha="center", va="center", color=INK, fontsize=9.5)
        right, total = int(np.trace(matrix)), int(np.sum(matrix))
        ax.set(title=f"{title}: {right}/{total}", xlabel="예측 · predicted")
        ax.set_xticks(range(10), CLASS_LABELS, rotation=45, ha="right", fontsize=9)
        ax.set_yticks(range(10), CLASS_LABELS, fontsize=9)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        wrong = matrix - np.diag(np.diag(matrix))
        true, said = np.unravel_index(wrong.argmax(), wrong.shape)
        most = wrong[true, said]
        ko = f"{total}장 가운데 {right}장 정답, 가장 흔한 혼동 "
        ko += f"{CLASS_NAMES_KO[true]}→{CLASS_NAMES_KO[said]} {most}장"
        en = f"{right} of {total} right, most frequent confusion "
        en += f"{CLASS_NAMES[true]}→{CLASS_NAMES[said]} {most}"
        told.append((title, Words(ko, en)))
    axes[0, 0].set_ylabel("정답 · true")
    show(fig, *tell(told, "; "))


# --- grids of numbers -----------------------------------------------------------------------


def draw_cell(ax: Axes, row: float, col: float, color: str = PAPER, **look: object) -> None:
    """Draw one cell of a grid; `look` is for Matplotlib's `Rectangle`."""
    ax.add_patch(Rectangle((col, row), 1, 1, facecolor=color, edgecolor="#8a8a8a", **look))


def draw_grid(
    ax: Axes,
    values: np.ndarray,
    *,
    window: tuple[int, int, int, int] | None = None,
    color: str = WINDOW,
    padded: np.ndarray | None = None,
    factors: np.ndarray | None = None,
    height: int | None = None,
) -> None:
    """Draw a matrix as cells with their numbers.

    Args:
        ax: where to draw.
        values: `(height, width)`; the cell of a NaN stays empty.
        window: `(top, left, height, width)` in cells, outlined and tinted in `color`.
        color: of the window.
        padded: True where a cell is padding; greyed.
        factors: numbers written small into the cells of `window`, as "×factor".
        height: rows that the axes leave room for, so that grids side by side share one cell size.
    """
    rows, columns = values.shape
    top, left, tall, wide = window or (0, 0, 0, 0)
    for (row, col), value in np.ndenumerate(values):
        draw_cell(ax, row, col, ZERO if padded is not None and padded[row, col] else PAPER)
        if np.isnan(value):
            continue
        inside = top <= row < top + tall and left <= col < left + wide
        shift = 0.33 if factors is not None and inside else 0.5  # room for the factor below
        ax.text(col + 0.5, row + shift, f"{value:g}", ha="center", va="center", color=INK)
        if factors is not None and inside:
            factor = f"×{factors[row - top, col - left]:g}"
            spot = (col + 0.5, row + 0.76)
            ax.text(*spot, factor, ha="center", va="center", color=FACTOR, fontsize=9)
    if window:
        look = {"facecolor": to_rgba(color, 0.18), "edgecolor": color, "lw": 3}
        ax.add_patch(Rectangle((left, top), wide, tall, **look))
    room = max((height or rows) - rows, 0) / 2
    ax.set(xlim=(-0.1, columns + 0.1), ylim=(rows + room + 0.1, -room - 0.1), aspect="equal")
    ax.axis("off")


def show_grids(grids: Mapping[str, np.ndarray]) -> None:
    """Show matrices of whole numbers side by side, with cells of one size."""
    widths = [grid.shape[1] for grid in grids.values()]
    tallest = max(len(grid) for grid in grids.values())
    size = (0.8 * sum(widths), 0.6 * tallest + 0.6)
    fig, axes = plt.subplots(1, len(grids), figsize=size, width_ratios=widths, squeeze=False)
    for ax, (title, grid) in zip(axes[0], grids.items(), strict=True):
        draw_grid(ax, grid, height=tallest)
        ax.set_title(f"{title}\n{_size(grid)}", fontsize=11)
    show(fig, *tell([(title, str(grid.tolist())) for title, grid in grids.items()], "; "))


def show_convolution_steps(
    image: np.ndarray,
    kernel: np.ndarray,
    positions: Sequence[tuple[int, int]],
    stride: int = 1,
    padding: str = "valid",
) -> None:
    """Show how a kernel slides over an image: one row of grids per output position.

    Args:
        image: `(H, W)` numbers.
        kernel: `(K, K)` numbers.
        positions: output `(row, column)` of each step shown; outputs up to it are filled in.
        stride: step of the kernel in cells.
        padding: "valid" or "same".
    """
    size, (high, wide) = len(kernel), image.shape
    zeros = [same_padding(n, size, stride) if padding == "same" else (0, 0) for n in image.shape]
    padded = np.pad(image, zeros)
    is_zero = np.pad(np.zeros(image.shape, bool), zeros, constant_values=True)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    output = (windows * kernel).sum(axis=(2, 3))
    rows, cols = output.shape

    widths, figsize = (padded.shape[1], size, cols), (9.5, 3.2 * len(positions))
    fig, axes = plt.subplots(len(positions), 3, figsize=figsize, squeeze=False, width_ratios=widths)
    order = np.arange(output.size).reshape(output.shape)
    for (row, col), (left, middle, right) in zip(positions, axes, strict=True):
        window = (row * stride, col * stride, size, size)
        draw_grid(left, padded, window=window, padded=is_zero, factors=kernel)
        room = {"height": len(padded)}
        draw_grid(middle, kernel, window=(0, 0, size, size), color=KERNEL, **room)
        so_far = np.where(order <= order[row, col], output, np.nan)
        draw_grid(right, so_far, window=(row, col, 1, 1), color=OUTPUT, **room)
        left.set_title("입력 · input", fontsize=11)
        middle.set_title("커널 · kernel", fontsize=11)
        right.set_title(f"출력 · output\n행 row {row}, 열 col {col}", fontsize=11)
    steps = ", ".join(f"({r},{c})→{output[r, c]:g}" for r, c in positions)
    ko = f"{size}×{size} 커널이 {high}×{wide} 입력 위를 움직입니다. 출력은 {rows}×{cols}"
    en = f"a {size}×{size} kernel slides over a {high}×{wide} input; the output is {rows}×{cols}"
    show(fig, f"{ko}, 위치→값은 {steps}", f"{en}, position→value {steps}")


def show_kernels_on_photo(
    photo: np.ndarray, kernels: Mapping[str, np.ndarray], maps: Mapping[str, np.ndarray]
) -> None:
    """Show a photo, then one column per kernel: its numbers above its feature map with its scale.

    Maps of kernels that add up to 0 are centred on mid-grey.

    Args:
        photo: `(H, W, 3)` in [0, 1].
        kernels: title -> `(K, K)` numbers.
        maps: title -> `(H', W')` feature map.
    """
    count = len(kernels) + 1
    fig, axes = plt.subplots(2, count, figsize=(2.15 * count, 5), height_ratios=(1, 1.5))
    axes[0, 0].axis("off")
    axes[1, 0].imshow(photo)
    axes[1, 0].set_title("사진 · photo", fontsize=10)
    for (title, kernel), top, bottom in zip(kernels.items(), axes[0, 1:], axes[1, 1:], strict=True):
        draw_grid(top, np.round(kernel, 2))
        top.set_title(title, fontsize=10)
        low, high = min(maps[title].min(), 0), max(maps[title].max(), 1)
        if abs(kernel.sum()) < 1e-6:
            low, high = -abs(maps[title]).max(), abs(maps[title]).max()
        bottom.imshow(maps[title], cmap="gray", vmin=low, vmax=high)
        bottom.set_xlabel(f"검정 black {low:.1f}\n흰색 white {high:.1f}", fontsize=9)
    for ax in axes[1]:
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    ko, en = map(", ".join, zip(*map(in_languages, kernels), strict=True))
    korean = f"사진 1장에 커널 {len(kernels)}개를 적용한 특징 맵: {ko}"
    show(fig, korean, f"feature maps of 1 photo under {len(kernels)} kernels: {en}")
