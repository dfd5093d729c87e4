"""The pictures of the course.

Every ``show_…`` function draws one figure, shows it, and prints one line headed ``text
alternative`` with the figure's numbers in Korean and English: for readers who do not see the
picture, and for tests, which compare text and never pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.arithmetic import (
    LayerTable,
    conv_output_size,
    receptive_field,
    same_padding,
)
from helpers.notebook import INK, MUTED, PALETTE, PAPER

WINDOW, OUTPUT, KERNEL, ZERO = PALETTE["red"], PALETTE["blue"], PALETTE["green"], "#e4e4e4"
FACTOR = "#00614a"  # the kernel's green, dark enough to read as small text
LINES = (("-", "o"), ("--", "s"), ("-.", "^"), (":", "D"))


def show(fig: Figure, ko: str, en: str) -> None:
    """Show a figure, then print its text alternative in both languages."""
    plt.show()
    plt.close(fig)
    print(f"대체 텍스트 / text alternative: {ko} | {en}")


# --- number grids ---------------------------------------------------------------------------


def draw_grid(
    ax: Axes,
    values: np.ndarray,
    *,
    window: tuple[int, int, int, int] | None = None,
    color: str = WINDOW,
    zeros: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
    blank: np.ndarray | None = None,
    factors: np.ndarray | None = None,
    fontsize: float = 11,
    height: int | None = None,
) -> None:
    """Draw a matrix as cells with their numbers.

    Args:
        ax: where to draw.
        values: ``(height, width)``.
        window: ``(top, left, height, width)`` in cells, outlined and tinted in ``color``.
        zeros: rows ``(above, below)`` and columns ``(left, right)`` that are padding; greyed.
        blank: boolean ``(height, width)``, True where the number is not shown.
        factors: numbers written small into the cells of ``window``, as "×factor".
        height: rows that the axes leave room for, so that grids side by side share one cell size.
    """
    rows, width = values.shape
    (above, below), (left, right) = zeros
    for row in range(rows):
        for col in range(width):
            padded = not (above <= row < rows - below and left <= col < width - right)
            ax.add_patch(
                Rectangle(
                    (col, row), 1, 1, facecolor=ZERO if padded else PAPER, edgecolor="#9a9a9a"
                )
            )
            if blank is None or not blank[row, col]:
                ax.text(
                    col + 0.5,
                    row + 0.5,
                    f"{values[row, col]:g}",
                    ha="center",
                    va="center",
                    color=MUTED if padded else INK,
                    fontsize=fontsize,
                )
    if window is not None:
        top, start, tall, wide = window
        tint = to_rgba(color, 0.18)
        ax.add_patch(Rectangle((start, top), wide, tall, facecolor=tint, edgecolor=color, lw=3))
    if window is not None and factors is not None:
        for (row, col), factor in np.ndenumerate(factors):
            spot = (window[1] + col + 0.93, window[0] + row + 0.93)
            ax.text(*spot, f"×{factor:g}", ha="right", va="bottom", color=FACTOR, fontsize=9.5)
    room = max((height or rows) - rows, 0) / 2
    ax.set(xlim=(-0.1, width + 0.1), ylim=(rows + room + 0.1, -room - 0.1), aspect="equal")
    ax.axis("off")


def pad_image(
    image: np.ndarray, kernel: int, stride: int, padding: str
) -> tuple[np.ndarray, tuple[tuple[int, int], tuple[int, int]]]:
    """Zero-pad an ``(H, W)`` image as Keras does; also return the zeros per side and axis."""
    if padding.lower() == "valid":
        return image, ((0, 0), (0, 0))
    zeros = tuple(same_padding(size, kernel, stride) for size in image.shape)
    return np.pad(image, zeros), zeros


def show_convolution_steps(
    image: np.ndarray,
    kernel: np.ndarray,
    positions: Sequence[tuple[int, int]],
    stride: int = 1,
    padding: str = "valid",
) -> None:
    """Show how a kernel slides over an image: one row of grids per output position.

    Args:
        image: ``(H, W)`` numbers.
        kernel: ``(K, K)`` numbers.
        positions: output ``(row, column)`` of each step shown; outputs up to it are filled in.
        stride: step of the kernel in cells.
        padding: ``"valid"`` or ``"same"``.
    """
    size = len(kernel)
    padded, zeros = pad_image(image, size, stride, padding)
    rows, cols = (conv_output_size(n, size, stride, padding) for n in image.shape)
    starts = [(r * stride, c * stride) for r in range(rows) for c in range(cols)]
    output = np.array([np.sum(padded[t : t + size, s : s + size] * kernel) for t, s in starts])
    output = output.reshape(rows, cols)

    fig, axes = plt.subplots(
        len(positions),
        3,
        figsize=(9.5, 3.1 * len(positions)),
        squeeze=False,
        width_ratios=(padded.shape[1], size, cols),
    )
    for (row, col), (left, middle, right) in zip(positions, axes, strict=True):
        top, start = row * stride, col * stride
        window = (top, start, size, size)
        room = {"height": len(padded)}
        draw_grid(left, padded, window=window, zeros=zeros, factors=kernel)
        draw_grid(middle, kernel, window=(0, 0, size, size), color=KERNEL, **room)
        order = np.arange(output.size).reshape(output.shape)
        later = order > order[row, col]
        draw_grid(right, output, window=(row, col, 1, 1), color=OUTPUT, blank=later, **room)
        left.set_title(f"입력 · input  (행 row {row}, 열 col {col})", fontsize=11)
        middle.set_title("커널 · kernel", fontsize=11)
        right.set_title(f"출력 · output = {output[row, col]:g}", fontsize=11)
    steps_ko = ", ".join(f"({r},{c})→{output[r, c]:g}" for r, c in positions)
    show(
        fig,
        f"{size}×{size} 커널이 {image.shape[0]}×{image.shape[1]} 입력 위를 움직입니다. "
        f"출력은 {rows}×{cols}, 위치→값은 {steps_ko}",
        f"a {size}×{size} kernel slides over a {image.shape[0]}×{image.shape[1]} input; "
        f"the output is {rows}×{cols}, position→value {steps_ko}",
    )


# --- padding and receptive field ------------------------------------------------------------


def show_same_padding(cases: Sequence[tuple[int, int, int]]) -> None:
    """Show along one axis where "same" padding puts its zeros and where the kernel stops.

    Args:
        cases: ``(size, kernel, stride)`` per strip.
    """
    fig, axes = plt.subplots(
        len(cases), 1, figsize=(9, 2.35 * len(cases)), squeeze=False, layout="constrained"
    )
    ko, en = [], []
    for ax, (size, kernel, stride) in zip(axes[:, 0], cases, strict=True):
        before, after = same_padding(size, kernel, stride)
        _draw_strip(ax, size, kernel, stride, (before, after))
        ax.set_title(
            f"크기 size {size},  커널 kernel {kernel},  스트라이드 stride {stride}"
            f"   →   두른 0 · added 0s: 앞 before {before}, 뒤 after {after}",
            fontsize=11,
            loc="left",
        )
        ko.append(f"크기 {size} 커널 {kernel} 스트라이드 {stride}: 앞 {before}개 뒤 {after}개")
        en.append(f"size {size} kernel {kernel} stride {stride}: {before} before, {after} after")
    show(fig, "; ".join(ko), "; ".join(en))


def _draw_strip(ax: Axes, size: int, kernel: int, stride: int, zeros: tuple[int, int]) -> None:
    before, after = zeros
    for cell in range(-before, size + after):
        padded = not 0 <= cell < size
        ax.add_patch(
            Rectangle((cell, 0), 1, 1, facecolor=ZERO if padded else PAPER, edgecolor="#9a9a9a")
        )
        label = "0" if padded else f"$x_{{{cell}}}$"
        ax.text(cell + 0.5, 0.5, label, ha="center", va="center", color=INK)
    outputs = conv_output_size(size, kernel, stride, "same")
    for out in range(outputs):
        start = -before + out * stride
        depth = -0.45 - 0.5 * (out % 3)
        ax.plot(
            [start + 0.1, start + kernel - 0.1], [depth] * 2, color=WINDOW, lw=4, ls="-", marker=""
        )
        ax.text(
            start + kernel / 2,
            depth - 0.05,
            f"$y_{{{out}}}$",
            ha="center",
            va="center",
            color=INK,
            fontsize=10,
            bbox={"facecolor": PAPER, "edgecolor": WINDOW, "boxstyle": "round,pad=0.15"},
        )
    ax.set(xlim=(-2.2, max(size + after, 9) + 0.6), ylim=(-1.9, 1.1), aspect="equal")
    ax.axis("off")


def show_receptive_field(stacks: Sequence[Sequence[tuple[int, int]]]) -> None:
    """Draw which inputs one output sees through a stack of layers, along one axis.

    Args:
        stacks: one panel per stack; each is ``(kernel, stride)`` per layer, input side first.
    """
    fig, axes = plt.subplots(1, len(stacks), figsize=(4.4 * len(stacks), 3.9), squeeze=False)
    ko, en = [], []
    for ax, stack in zip(axes[0], stacks, strict=True):
        field = receptive_field(stack)
        _draw_fan(ax, stack)
        text = " → ".join(f"{k}/{s}" for k, s in stack)
        ax.set_title(f"커널/스트라이드 kernel/stride\n{text}", fontsize=11)
        ax.text(
            0.5,
            -0.03,
            f"수용 영역 receptive field = {field}",
            transform=ax.transAxes,
            ha="center",
            va="top",
            fontsize=11,
        )
        ko.append(f"{text}: {field}")
        en.append(f"{text}: {field}")
    show(
        fig,
        "커널/스트라이드를 쌓은 뒤의 수용 영역은 " + ", ".join(ko),
        "receptive field after stacking kernel/stride " + ", ".join(en),
    )


def _draw_fan(ax: Axes, stack: Sequence[tuple[int, int]]) -> None:
    """Rows of dots from the input (bottom) to one output (top); lines where values flow."""
    depth = len(stack)
    spans = [receptive_field(stack[level:]) for level in range(depth + 1)]
    jumps = [int(np.prod([s for _, s in stack[:level]], dtype=int)) for level in range(depth + 1)]
    centers: list[np.ndarray] = []
    for level, (span, jump) in enumerate(zip(spans, jumps, strict=True)):
        offsets = (np.arange(span) - (span - 1) / 2) * jump
        centers.append(offsets)
        ax.scatter(
            offsets,
            np.full(span, level),
            s=90 if level in (0, depth) else 60,
            color=WINDOW if level == depth else OUTPUT if level == 0 else PAPER,
            edgecolor=INK,
            marker="s" if level == 0 else "o",
            zorder=3,
        )
    for level, (kernel, stride) in enumerate(stack):
        for index, x in enumerate(centers[level + 1]):
            for tap in range(kernel):
                below = centers[level][index * stride + tap]
                ax.plot([below, x], [level, level + 1], color="#9a9a9a", lw=1, ls="-", marker="")
    edge = max(spans[0] / 2 + 0.7, 4)
    ax.set(xlim=(-edge, edge), ylim=(-0.4, depth + 0.4))
    ax.set_yticks(
        range(depth + 1),
        ["입력 input"] + [f"{level}층 layer {level}" for level in range(1, depth + 1)],
    )
    ax.set_xticks([])
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)


# --- images and feature maps ----------------------------------------------------------------


def show_images(
    images: Sequence[np.ndarray],
    titles: Sequence[str],
    columns: int = 5,
    size: float = 1.9,
    what: tuple[str, str] = ("그림", "pictures"),
) -> None:
    """Show images or feature maps in a grid.

    Args:
        images: each ``(H, W, 3)`` in [0, 1] or ``(H, W)``; a single-channel map is drawn in grey.
        titles: one line (or two) above each.
        columns: pictures per row.
        size: width of one picture in inches.
        what: Korean and English name of the pictures, for the text alternative.
    """
    rows = -(-len(images) // columns)
    fig, axes = plt.subplots(
        rows, columns, figsize=(size * columns, (size + 0.45) * rows), squeeze=False
    )
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, title in zip(axes.flat, images, titles, strict=False):
        ax.imshow(np.clip(image, 0, 1) if image.ndim == 3 else image, cmap="gray")
        ax.set_title(title, fontsize=10)
    names = ", ".join(title.replace("\n", " ") for title in titles)
    listed = f": {names}" if len(titles) <= 8 else ""
    height, width = np.shape(images[0])[:2]
    show(
        fig,
        f"{what[0]} {len(images)}장 ({height}×{width}){listed}",
        f"{len(images)} {what[1]} ({height}×{width})",
    )


def show_kernels_on_photo(
    photo: np.ndarray, kernels: Mapping[str, np.ndarray], maps: Mapping[str, np.ndarray]
) -> None:
    """Show a photo, then one column per hand-made kernel: its numbers above its feature map.

    Maps of kernels that add up to 0 are centred on mid-grey; the others keep black 0 and white 1.

    Args:
        photo: ``(H, W, 3)`` in [0, 1].
        kernels: title -> ``(K, K)`` numbers.
        maps: title -> ``(H', W')`` feature map.
    """
    count = len(kernels) + 1
    fig, axes = plt.subplots(2, count, figsize=(2.15 * count, 4.7), height_ratios=(1, 1.35))
    axes[0, 0].axis("off")
    axes[1, 0].imshow(photo)
    axes[1, 0].set_title("사진 · photo", fontsize=10)
    axes[1, 0].axis("off")
    for (title, kernel), top, bottom in zip(kernels.items(), axes[0, 1:], axes[1, 1:], strict=True):
        draw_grid(top, np.round(kernel, 2), fontsize=10)
        top.set_title(title, fontsize=10)
        zero_sum = bool(abs(kernel.sum()) < 1e-6)
        limit = float(np.abs(maps[title]).max()) if zero_sum else 1.0
        bottom.imshow(maps[title], cmap="gray", vmin=-limit if zero_sum else 0, vmax=limit)
        bottom.axis("off")
    names = ", ".join(title.replace("\n", " ") for title in kernels)
    show(
        fig,
        f"사진 1장에 커널 {len(kernels)}개를 적용한 특징 맵: {names}",
        f"feature maps of 1 photo under {len(kernels)} kernels",
    )


def show_class_examples(
    images: np.ndarray,
    labels: np.ndarray,
    names: Sequence[str],
    names_ko: Sequence[str],
    rows: int = 4,
) -> None:
    """Show the first ``rows`` images of each class, one column a class.

    Args:
        images: ``(N, H, W, 3)`` in [0, 1].
        labels: ``(N,)`` class numbers.
        names, names_ko: class names in English and Korean.
    """
    classes = len(names)
    fig, axes = plt.subplots(rows, classes, figsize=(1.12 * classes, 1.16 * rows + 0.4))
    for number in range(classes):
        chosen = images[labels == number][:rows]
        for ax, image in zip(axes[:, number], chosen, strict=True):
            ax.imshow(image)
            ax.axis("off")
        axes[0, number].set_title(f"{number} {names_ko[number]}\n{names[number]}", fontsize=9)
    show(
        fig,
        f"클래스 {classes}개에서 {rows}장씩 모두 {classes * rows}장",
        f"{rows} images from each of {classes} classes, {classes * rows} in all",
    )


def show_class_balance(
    train_y: np.ndarray, test_y: np.ndarray, names: Sequence[str], names_ko: Sequence[str]
) -> None:
    """Show how many training and test images each class has."""
    train = np.bincount(train_y, minlength=len(names))
    test = np.bincount(test_y, minlength=len(names))
    fig, ax = plt.subplots(figsize=(9, 3.6))
    spots = np.arange(len(names))
    ax.bar(spots - 0.2, train, 0.4, label="훈련 train", color=PALETTE["blue"])
    ax.bar(
        spots + 0.2,
        test,
        0.4,
        label="테스트 test",
        color=PALETTE["orange"],
        hatch="//",
        edgecolor=INK,
    )
    for x, a, b in zip(spots, train, test, strict=True):
        ax.text(x - 0.2, a, a, ha="center", va="bottom", fontsize=9)
        ax.text(x + 0.2, b, b, ha="center", va="bottom", fontsize=9)
    ax.set_xticks(
        spots, [f"{ko}\n{en}" for ko, en in zip(names_ko, names, strict=True)], fontsize=9
    )
    ax.set(
        ylabel="장 · images",
        ylim=(0, train.max() * 1.28),
        title="클래스별 그림 수 · images per class",
    )
    ax.legend(loc="upper right", ncols=2, frameon=False)
    show(
        fig,
        f"클래스당 훈련 {train.min()}~{train.max()}장, 테스트 {test.min()}~{test.max()}장",
        f"a class has {train.min()} to {train.max()} training and "
        f"{test.min()} to {test.max()} test images",
    )


def show_mean_images(
    images: np.ndarray, labels: np.ndarray, names: Sequence[str], names_ko: Sequence[str]
) -> None:
    """Show the mean image of all classes and of each class, and how far each is from the first.

    Args:
        images: ``(N, H, W, 3)`` in [0, 1].
        labels: ``(N,)`` class numbers.
        names, names_ko: class names in English and Korean.
    """
    overall = images.mean(axis=0)
    means = [overall] + [images[labels == number].mean(axis=0) for number in range(len(names))]
    titles = ["전체\nall"] + [f"{ko}\n{en}" for ko, en in zip(names_ko, names, strict=True)]
    fig, axes = plt.subplots(2, len(means), figsize=(1.05 * len(means), 2.7))
    for top, bottom, image, title in zip(axes[0], axes[1], means, titles, strict=True):
        top.imshow(image)
        top.set_title(title, fontsize=9)
        bottom.imshow(np.clip(0.5 + 3 * (image - overall), 0, 1))
        top.axis("off")
        bottom.axis("off")
    fig.supxlabel(
        "위: 평균 사진, 아래: 전체 평균과의 차이 ×3 (회색 = 0) · "
        "top: mean picture, bottom: difference from the overall mean ×3 (grey = 0)",
        fontsize=9,
    )
    bright = [image.mean() for image in means]
    show(
        fig,
        f"전체와 클래스별 평균 사진 {len(means)}장. 평균 밝기(0~1)는 전체 {bright[0]:.2f}, "
        f"클래스별 {min(bright):.2f}~{max(bright):.2f}",
        f"{len(means)} mean pictures, of all and of each class; mean brightness (0 to 1) "
        f"{bright[0]:.2f} in all, {min(bright):.2f} to {max(bright):.2f} by class",
    )


# --- models and training --------------------------------------------------------------------


def show_parameter_shares(table: LayerTable) -> None:
    """Show which layers of a model hold its parameters."""
    rows = [row for row in table if row.parameters]
    counts = np.array([row.parameters for row in rows])
    shares = 100 * counts / counts.sum()
    labels = [f"{row.kind} {row.output_shape[-1]}" for row in rows]
    fig, ax = plt.subplots(figsize=(8.5, 0.55 * len(rows) + 1.3))
    ax.barh(labels, counts, color=PALETTE["blue"])
    for spot, (count, share) in enumerate(zip(counts, shares, strict=True)):
        ax.text(count, spot, f"  {count:,}  ({share:.1f} %)", va="center", fontsize=10)
    ax.invert_yaxis()
    ax.set(
        xlim=(0, counts.max() * 1.42),
        title=f"파라미터가 있는 곳 · where {counts.sum():,} parameters sit",
    )
    ax.xaxis.set_major_formatter(lambda value, _: f"{value / 1e6:g} M")
    listed = ", ".join(f"{name} {share:.1f} %" for name, share in zip(labels, shares, strict=True))
    show(
        fig,
        f"파라미터 {counts.sum():,}개의 몫: {listed}",
        f"shares of {counts.sum():,} parameters: {listed}",
    )


def show_training_curves(histories: Mapping[str, Mapping[str, Sequence[float]]]) -> None:
    """Show loss and accuracy over the epochs, training solid and validation dashed.

    Args:
        histories: title -> ``History.history`` with loss, accuracy, val_loss and val_accuracy.
    """
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.9))
    colors = [PALETTE[name] for name in ("blue", "red", "green", "purple")]
    ko, en = [], []
    for (title, history), color, (_, marker) in zip(histories.items(), colors, LINES, strict=False):
        epochs = np.arange(1, len(history["loss"]) + 1)
        sparse = max(1, len(epochs) // 10)
        prefix = f"{title}: " if len(histories) > 1 else ""
        for ax, key in ((left, "loss"), (right, "accuracy")):
            common = {"color": color, "marker": marker, "markevery": sparse}
            ax.plot(epochs, history[key], ls="-", label=f"{prefix}훈련 train", **common)
            ax.plot(
                epochs,
                history[f"val_{key}"],
                ls="--",
                mfc=PAPER,
                label=f"{prefix}검증 validation",
                **common,
            )
        train, held_out = history["accuracy"][-1], history["val_accuracy"][-1]
        ko.append(f"{title} {len(epochs)}에포크 뒤 정확도 훈련 {train:.2f} 검증 {held_out:.2f}")
        en.append(
            f"{title} accuracy after {len(epochs)} epochs: "
            f"training {train:.2f}, validation {held_out:.2f}"
        )
    left.set(title="손실 · loss", xlabel="에포크 · epoch")
    right.set(title="정확도 · accuracy", xlabel="에포크 · epoch", ylim=(0, 1))
    right.axhline(0.1, color=MUTED, lw=1, ls=":", marker="")
    right.text(len(epochs), 0.09, "찍기 · chance", color=MUTED, fontsize=9, va="top", ha="right")
    for ax in (left, right):
        ax.grid(True, alpha=0.6)
        ax.xaxis.get_major_locator().set_params(integer=True)
    left.legend(frameon=False, fontsize=10)
    show(fig, "; ".join(ko), "; ".join(en))


def write_counts(ax: Axes, counts: np.ndarray, top: int, fontsize: float) -> None:
    """Write each count into its cell of a confusion matrix whose darkest blue is ``top``."""
    shades = plt.get_cmap("Blues")(counts / max(top, 1))
    for (row, col), count in np.ndenumerate(counts):
        color = ink_on(shades[row, col])
        ax.text(col, row, count, ha="center", va="center", color=color, fontsize=fontsize)


def ink_on(color: str | Sequence[float]) -> str:
    """Black or white, whichever reads better on ``color``: at least 4.5:1 on any (WCAG 2.2)."""
    channels = np.asarray(to_rgba(color)[:3])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    light = linear @ (0.2126, 0.7152, 0.0722) + 0.05
    return PALETTE["black"] if light / 0.05 > 1.05 / light else PAPER


def show_confusion_matrix(
    counts: np.ndarray, names: Sequence[str], names_ko: Sequence[str]
) -> None:
    """Show a confusion matrix.

    Args:
        counts: ``(classes, classes)`` integers, true class by row and predicted class by column,
            as ``tf.math.confusion_matrix`` returns them.
        names, names_ko: class names in English and Korean.
    """
    counts = np.asarray(counts)
    fig, ax = plt.subplots(figsize=(7, 6))
    ax.imshow(counts, cmap="Blues", vmin=0, vmax=counts.max())
    write_counts(ax, counts, counts.max(), fontsize=10)
    labels = [f"{ko} {en}" for ko, en in zip(names_ko, names, strict=True)]
    ax.set_xticks(range(len(names)), labels, rotation=45, ha="right", fontsize=9)
    ax.set_yticks(range(len(names)), labels, fontsize=9)
    ax.set(xlabel="예측 · predicted", ylabel="정답 · true", title="혼동 행렬 · confusion matrix")
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    right = int(np.trace(counts))
    off = counts - np.diag(np.diag(counts))
    row, col = np.unravel_index(off.argmax(), off.shape)
    show(
        fig,
        f"{counts.sum()}장 가운데 {right}장 정답. 가장 흔한 혼동은 "
        f"{names_ko[row]}→{names_ko[col]} {off[row, col]}장",
        f"{right} of {counts.sum()} right; the most frequent confusion is "
        f"{names[row]}→{names[col]}, {off[row, col]} images",
    )


def show_first_layer(
    weights: np.ndarray, image_shape: tuple[int, int, int], titles: Sequence[str]
) -> None:
    """Show the incoming weights of dense units as images.

    Args:
        weights: ``(H*W*C, units)``, one column per unit to show.
        image_shape: ``(H, W, C)`` of the images before Flatten.
        titles: one per unit.
    """
    pictures = weights.T.reshape(-1, *image_shape)
    spread = np.abs(pictures).max(axis=(1, 2, 3), keepdims=True)
    show_images(
        list(0.5 + 0.5 * pictures / spread),
        titles,
        columns=8,
        size=1.25,
        what=("첫 층의 가중치 그림", "first-layer weight pictures"),
    )
