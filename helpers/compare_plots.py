"""The pictures that set models side by side: costs, confusion, feature maps, shifts, mistakes.

As in ``plots``, every ``show_…`` function draws one figure, shows it, and prints its text
alternative; the ``draw_…`` functions return the figure instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.arithmetic import LayerTable
from helpers.notebook import INK, MUTED, PALETTE, PAPER
from helpers.plots import LINES, show, write_counts

COLORS = tuple(PALETTE[name] for name in ("blue", "red", "green", "purple"))
HATCHES = ("", "//", "..", "xx")


# --- costs and scores -----------------------------------------------------------------------


def show_model_costs(
    tables: Mapping[str, LayerTable], seconds: Mapping[str, float] | None = None
) -> None:
    """Show what models cost, one panel per cost and one bar per model.

    Args:
        tables: title -> ``layer_table`` of the model (parameters, and per image the
            multiply-adds and the bytes of all activations).
        seconds: title -> measured seconds per epoch, for a fourth panel; same titles as ``tables``.
    """
    costs = [
        ("파라미터 · parameters", [t.parameters for t in tables.values()], "{:,}"),
        ("곱셈-덧셈 · multiply-adds", [t.macs for t in tables.values()], "{:,}"),
        (
            "활성값 · activations (KiB)",
            [t.activation_bytes / 1024 for t in tables.values()],
            "{:,.0f}",
        ),
    ]
    if seconds is not None:
        costs.append(("초/에포크 · seconds/epoch", [seconds[title] for title in tables], "{:,.1f}"))
    fig, axes = plt.subplots(1, len(costs), figsize=(3.1 * len(costs), 3.3))
    listed = []
    for ax, (title, values, form) in zip(axes, costs, strict=True):
        _draw_cost(ax, list(tables), values, form)
        ax.set_title(title, fontsize=11)
        listed.append(
            f"{title}: "
            + ", ".join(f"{n} {form.format(v)}" for n, v in zip(tables, values, strict=True))
        )
    text = "; ".join(listed)
    show(fig, f"모델별 비용. {text}", f"costs by model. {text}")


def _draw_cost(ax: Axes, titles: Sequence[str], values: Sequence[float], form: str) -> None:
    for spot, (value, color, hatch) in enumerate(zip(values, COLORS, HATCHES, strict=False)):
        ax.bar(spot, value, 0.62, color=color, hatch=hatch, edgecolor=INK)
        ax.text(spot, value, form.format(value), ha="center", va="bottom", fontsize=10)
    ax.set_xticks(range(len(titles)), titles)
    ax.set(ylim=(0, max(values) * 1.15), yticks=[], xlim=(-0.6, len(titles) - 0.4))
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)


def show_accuracies(scores: Mapping[str, tuple[float, float]], chance: float = 0.1) -> None:
    """Show test accuracies with the bars of their 95 % intervals, and chance.

    Args:
        scores: title -> ``(accuracy, margin)``, both as fractions; the bar spans accuracy ± margin.
        chance: accuracy of guessing, drawn as a line.
    """
    fig, ax = plt.subplots(figsize=(8.5, 0.62 * len(scores) + 1.3))
    for spot, (accuracy, margin) in enumerate(scores.values()):
        color, (_, marker) = COLORS[spot % len(COLORS)], LINES[spot % len(LINES)]
        ax.errorbar(
            accuracy, spot, xerr=margin, color=color, marker=marker, ms=9, capsize=6, lw=2.5
        )
        ax.text(
            accuracy + margin + 0.015,
            spot,
            f"{100 * accuracy:.1f} ± {100 * margin:.1f} %",
            va="center",
            fontsize=11,
        )
    ax.axvline(chance, color=MUTED, lw=1.5, ls=":", marker="")
    ax.text(chance, -0.62, " 찍기 · chance", color=MUTED, fontsize=9, va="center")
    ax.set_yticks(range(len(scores)), list(scores))
    ax.set(
        xlim=(0, 1),
        ylim=(len(scores) - 0.4, -0.9),
        xlabel="테스트 정확도와 95 % 신뢰구간 · test accuracy and its 95 % interval",
    )
    ax.grid(True, axis="x", alpha=0.6)
    listed = ", ".join(f"{n} {100 * a:.1f} ± {100 * m:.1f} %" for n, (a, m) in scores.items())
    show(fig, f"테스트 정확도: {listed}", f"test accuracy: {listed}")


def show_validation_curves(histories: Mapping[str, Mapping[str, Sequence[float]]]) -> None:
    """Show the validation accuracy of several models over the epochs, on one pair of axes.

    The accuracy axis starts at 0 and ends a little above the highest value.

    Args:
        histories: title -> ``History.history`` with val_accuracy.
    """
    fig, ax = plt.subplots(figsize=(9.5, 3.9))
    listed, highest = [], 0.1
    for number, (title, history) in enumerate(histories.items()):
        line, marker = LINES[number % len(LINES)]
        values = history["val_accuracy"]
        highest = max(highest, *values)
        epochs = np.arange(1, len(values) + 1)
        color = COLORS[number % len(COLORS)]
        ax.plot(epochs, values, ls=line, marker=marker, color=color, label=title)
        listed.append(f"{title} {', '.join(f'{value:.2f}' for value in values)}")
    ax.axhline(0.1, color=MUTED, lw=1, ls=":", marker="")
    ax.text(1, 0.09, "찍기 · chance", color=MUTED, fontsize=9, va="top")
    ax.set(title="검증 정확도 · validation accuracy", xlabel="에포크 · epoch")
    ax.set_ylim(0, min(1, 1.1 * highest))  # a free upper part would press the curves together
    ax.grid(True, alpha=0.6)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(frameon=False, loc="center left", bbox_to_anchor=(1.01, 0.5))
    text = "; ".join(listed)
    show(fig, f"에포크별 검증 정확도: {text}", f"validation accuracy by epoch: {text}")


def show_confusion_matrices(
    counts: Mapping[str, np.ndarray], names: Sequence[str], names_ko: Sequence[str]
) -> None:
    """Show confusion matrices side by side on one colour scale.

    Args:
        counts: title -> ``(classes, classes)`` integers, true class by row, predicted by column.
        names, names_ko: class names in English and Korean.
    """
    matrices = {title: np.asarray(matrix) for title, matrix in counts.items()}
    top = max(matrix.max() for matrix in matrices.values())
    fig, axes = plt.subplots(
        1, len(matrices), figsize=(4.5 * len(matrices) + 1.2, 5.4), squeeze=False, sharey=True
    )
    labels = [f"{ko} {en}" for ko, en in zip(names_ko, names, strict=True)]
    ko, en = [], []
    for ax, (title, matrix) in zip(axes[0], matrices.items(), strict=True):
        ax.imshow(matrix, cmap="Blues", vmin=0, vmax=top)
        write_counts(ax, matrix, top, fontsize=9)
        ax.set_xticks(range(len(names)), labels, rotation=45, ha="right", fontsize=9)
        right = int(np.trace(matrix))
        ax.set(title=f"{title}: {right}/{matrix.sum()}", xlabel="예측 · predicted")
        ax.tick_params(length=0)
        for side in ax.spines.values():
            side.set_visible(False)
        off = matrix - np.diag(np.diag(matrix))
        row, col = np.unravel_index(off.argmax(), off.shape)
        worst = off[row, col]
        ko.append(
            f"{title} {matrix.sum()}장 가운데 {right}장 정답, 가장 흔한 혼동 "
            f"{names_ko[row]}→{names_ko[col]} {worst}장"
        )
        en.append(
            f"{title} {right} of {matrix.sum()} right, most frequent confusion "
            f"{names[row]}→{names[col]} {worst}"
        )
    axes[0, 0].set_yticks(range(len(names)), labels, fontsize=9)
    axes[0, 0].set_ylabel("정답 · true")
    show(fig, "; ".join(ko), "; ".join(en))


# --- feature maps ---------------------------------------------------------------------------


def draw_feature_grid(image: np.ndarray, maps: np.ndarray, title: str) -> Figure:
    """Draw an image and, to its right, all feature maps of one layer on one brightness scale.

    Args:
        image: ``(H, W, 3)`` in [0, 1].
        maps: ``(h, w, channels)``; black is 0, white the layer's largest value.
        title: line above the maps.
    """
    channels = maps.shape[-1]
    columns = 8 if channels <= 32 else 16
    rows = -(-channels // columns)
    fig = plt.figure(figsize=(11.5, max(2.7, 9.2 / columns * rows + 0.4)))
    left, right = fig.subfigures(1, 2, width_ratios=(1, 4.2))
    ax = left.subplots()
    ax.imshow(image)
    ax.set_title(f"입력 · input {image.shape[0]}×{image.shape[1]}", fontsize=11)
    ax.axis("off")
    axes = right.subplots(rows, columns, squeeze=False)
    right.suptitle(title, fontsize=11)
    top = float(maps.max()) or 1.0
    for number, ax in enumerate(axes.flat):
        ax.axis("off")
        if number < channels:
            ax.imshow(maps[:, :, number], cmap="gray", vmin=0, vmax=top)
    return fig


def draw_feature_panel(
    images: Sequence[np.ndarray], maps: Mapping[str, np.ndarray], strongest: int = 6
) -> Figure:
    """Draw, per image, one row per layer with the maps that vary most over the image.

    Args:
        images: the images, each ``(H, W, 3)`` in [0, 1].
        maps: layer name -> ``(images, h, w, channels)``.
        strongest: maps per layer and image.
    """
    fig, axes = plt.subplots(
        len(maps),
        len(images) * (strongest + 1),
        figsize=(0.74 * len(images) * (strongest + 1) + 0.8, 0.86 * len(maps) + 0.3),
        squeeze=False,
    )
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        for side in ax.spines.values():
            side.set_visible(False)
    for row, (name, values) in enumerate(maps.items()):
        size = f"{values.shape[1]}×{values.shape[2]}×{values.shape[3]}"
        axes[row, 0].set_ylabel(f"{name}\n{size}", fontsize=9, rotation=0, ha="right", va="center")
        for number, image in enumerate(images):
            start = number * (strongest + 1)
            if row == 0:
                axes[0, start].imshow(image)
            order = np.argsort(-values[number].std(axis=(0, 1)))[:strongest]
            top = float(values[number][:, :, order].max()) or 1.0
            for ax, channel in zip(axes[row, start + 1 :], order, strict=False):
                ax.imshow(values[number][:, :, channel], cmap="gray", vmin=0, vmax=top)
                ax.text(
                    0.04, 0.96, channel, transform=ax.transAxes, fontsize=7, va="top",
                    color=INK, bbox={"facecolor": PAPER, "alpha": 0.75, "pad": 0.8, "lw": 0},
                )  # fmt: skip
    return fig


# --- experiments ----------------------------------------------------------------------------


def show_shift_effect(
    shifts: Sequence[int],
    accuracy: Mapping[str, Sequence[float]],
    agreement: Mapping[str, Sequence[float]],
    margin: Mapping[str, Sequence[float]],
) -> None:
    """Show how accuracy and the share of unchanged predictions fall as images are shifted.

    Args:
        shifts: distances in pixels, the first of them 0.
        accuracy: title -> accuracy at each distance, as fractions.
        agreement: title -> share of predictions equal to those for the unshifted images.
        margin: title -> half the 95 % interval of each accuracy, drawn as error bars.
    """
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.9))
    listed = []
    for number, title in enumerate(accuracy):
        line, marker = LINES[number % len(LINES)]
        look = {"color": COLORS[number % len(COLORS)], "ls": line, "marker": marker}
        spots = np.asarray(shifts) + 0.08 * (number - (len(accuracy) - 1) / 2)
        left.errorbar(
            spots, accuracy[title], yerr=margin[title], capsize=3, elinewidth=1, label=title, **look
        )
        right.plot(shifts, agreement[title], label=title, **look)
        steps = ", ".join(
            f"{d}px {a:.2f}/{g:.2f}"
            for d, a, g in zip(shifts, accuracy[title], agreement[title], strict=True)
        )
        listed.append(f"{title} {steps}")
    left.axhline(0.1, color=MUTED, lw=1, ls=":", marker="")
    left.text(shifts[-1], 0.09, "찍기 · chance", color=MUTED, fontsize=9, va="top", ha="right")
    left.set(title="정확도 · accuracy", ylim=(0, 1))
    right.set(title="옮기기 전과 같은 예측 · same prediction as before", ylim=(0, 1.03))
    for ax in (left, right):
        ax.set(xlabel="옮긴 거리(픽셀) · shift (pixels)", xticks=list(shifts))
        ax.grid(True, alpha=0.6)
    right.legend(frameon=False, loc="lower left")
    text = "; ".join(listed)
    show(
        fig,
        f"옮긴 거리에 따른 정확도/같은 예측의 비율: {text}",
        f"accuracy/share of unchanged predictions by shift: {text}",
    )


def show_mistakes(
    images: Sequence[np.ndarray],
    true: Sequence[int],
    predicted: Sequence[int],
    probability: Sequence[float],
    names: Sequence[str],
    names_ko: Sequence[str],
    columns: int = 5,
) -> None:
    """Show images that a model got wrong, with the true class and what the model said.

    Args:
        images: each ``(H, W, 3)`` in [0, 1].
        true, predicted: class numbers.
        probability: the model's probability of the predicted class.
        names, names_ko: class names in English and Korean.
        columns: images per row.
    """
    rows = -(-len(images) // columns)
    fig, axes = plt.subplots(rows, columns, figsize=(2.1 * columns, 2.6 * rows), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    ko, en = [], []
    cases = zip(images, true, predicted, probability, strict=True)
    for ax, (image, is_class, said, sure) in zip(axes.flat, cases, strict=False):
        ax.imshow(image)
        ax.set_title(
            f"예측 {names_ko[said]} {names[said]} {100 * sure:.0f} %\n"
            f"정답 {names_ko[is_class]} {names[is_class]}",
            fontsize=9,
        )
        ko.append(f"{names_ko[is_class]}→{names_ko[said]} {sure:.2f}")
        en.append(f"{names[is_class]}→{names[said]} {sure:.2f}")
    fig.supxlabel("예측 = predicted, 정답 = true", fontsize=9)
    show(
        fig,
        f"자신 있게 틀린 사진 {len(images)}장, 정답→예측 확률: {', '.join(ko)}",
        f"{len(images)} confident mistakes, true→predicted probability: {', '.join(en)}",
    )
