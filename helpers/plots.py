"""Charts: one way to draw curves and one to draw bars, for all the notebooks.

`draw_…` draws, `show_…` also shows the figure and prints one line headed "text alternative" with
its numbers in Korean and English: for readers who do not see the picture, and for tests.  Labels
are bilingual, "손실 · loss"; in the text alternative each language gets its own half.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.data import CLASS_NAMES, CLASS_NAMES_KO
from helpers.notebook import INK, MUTED, PAPER
from helpers.text import Words

CLASS_LABELS = tuple(f"{ko} {en}" for ko, en in zip(CLASS_NAMES_KO, CLASS_NAMES, strict=True))
EPOCH = "에포크 · epoch"
# What guessing gives: the accuracy, and the loss of ten equal probabilities.
CHANCE = (1 / len(CLASS_NAMES), "찍기\nchance")
CHANCE_LOSS = (float(np.log(len(CLASS_NAMES))), f"찍기 chance\nln {len(CLASS_NAMES)}")
HATCHES = ("", "//", "..", "xx")
HELD_OUT = {"ls": "--", "mfc": PAPER}  # validation: dashed, hollow markers


def show(fig: Figure, ko: str, en: str) -> None:
    """Show a figure, then print its text alternative in both languages."""
    plt.show()
    plt.close(fig)
    print(f"대체 텍스트 / text alternative: {ko} | {en}")


def in_languages(label: str) -> Words:
    """Split a label, "손실 · loss", into its languages; one without " · " serves both."""
    ko, _, en = label.replace("\n", " ").rpartition(" · ")
    return Words(ko or en, en)


def interval(shares: Sequence[float], images: int) -> np.ndarray:
    """Half the 95 % confidence interval of shares that were measured on so many images."""
    shares = np.asarray(shares)
    return 1.96 * np.sqrt(shares * (1 - shares) / images)


# --- curves ---------------------------------------------------------------------------------


def draw_curves(
    ax: Axes,
    curves: Mapping[str, Sequence[float]],
    x: Sequence[float] | None = None,
    *,
    log: bool = False,
    images: int | None = None,
    level: tuple[float, str] | None = None,
    **look: object,
) -> None:
    """Draw curves, told apart by colour, line and marker.

    Args:
        ax: where to draw.
        curves: label -> its values.
        x: places on the horizontal axis; 1, 2, 3, … if left out.
        log: a logarithmic vertical axis.
        images: the values are shares of so many images; draws their 95 % intervals.
        level: a value to compare with and its name, drawn as a line.
        look: Matplotlib's words for all the lines, such as `HELD_OUT`.
    """
    for label, values in curves.items():
        places = range(1, len(values) + 1) if x is None else x
        look["markevery"] = max(1, len(values) // 10)
        error = interval(values, images) if images else None
        ax.errorbar(places, values, error, label=label, capsize=3, elinewidth=1, **look)
    if level:
        draw_level(ax, *level)
    if log:
        ax.set_yscale("log")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(True, alpha=0.6)


def draw_level(ax: Axes, value: float, name: str) -> None:
    """Draw a horizontal line to compare with, its name at its right end."""
    ax.axhline(value, color=MUTED, lw=1.2, ls=":", marker="")
    spot = {"transform": ax.get_yaxis_transform(), "va": "center"}
    ax.text(1.01, value, name, color=MUTED, fontsize=9, **spot)


def show_curves(
    panels: Mapping[str, Mapping[str, Sequence[float]]],
    xlabel: str = EPOCH,
    x: Sequence[float] | None = None,
    *,
    ylabel: str = "",
    sharey: bool = False,
    **options: object,
) -> None:
    """Show curves in one panel or several, at most two in a row, with one legend.

    Args:
        panels: title -> label -> values; all panels have the same labels.
        xlabel: what the horizontal axes are.
        x: places on the horizontal axes; 1, 2, 3, … if left out.
        ylabel: what the vertical axes are, where the titles do not say it.
        sharey: one vertical axis for all panels.
        options: for `draw_curves`.
    """
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)
    size = (4.6 * columns + 3, 3.2 * rows + 0.5)
    fig, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, sharex=True, sharey=sharey)
    for ax, (title, curves) in zip(axes.flat, panels.items(), strict=True):
        draw_curves(ax, curves, x, **options)
        ax.set_title(title, fontsize=11)
    fig.supxlabel(xlabel, fontsize=11)
    fig.supylabel(ylabel, fontsize=11)
    _add_legend(fig)
    longest = max(len(values) for curves in panels.values() for values in curves.values())
    places = _series(range(1, longest + 1) if x is None else x, "")
    form = ".1e" if options.get("log") else ".2f"
    texts = [
        ". ".join(_told(title, curves, language, form) for title, curves in panels.items())
        for language in (0, 1)
    ]
    axis = in_languages(xlabel)
    show(fig, f"{axis.ko} {places}. {texts[0]}", f"{axis.en} {places}. {texts[1]}")


def _add_legend(fig: Figure) -> None:
    """One legend, right of the panels, where no curve can run into it."""
    handles, labels = fig.axes[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside right center", frameon=False, fontsize=10)


def _told(title: str, curves: Mapping[str, Sequence[float]], language: int, form: str) -> str:
    lines = [f"{in_languages(name)[language]} {_series(v, form)}" for name, v in curves.items()]
    return f"{in_languages(title)[language]}: {'; '.join(lines)}"


def _series(values: Sequence[float], form: str) -> str:
    """All of a few values, the first and the last of many."""
    shown = values if len(values) <= 5 else (values[0], values[-1])
    return " → ".join(format(value, form) for value in shown)


def show_training_curves(histories: Mapping[str, Mapping[str, Sequence[float]]]) -> None:
    """Show loss and accuracy over the epochs, training solid and validation dashed.

    Args:
        histories: title -> `History.history` with loss, accuracy, val_loss and val_accuracy.
    """
    fig, axes = plt.subplots(1, 2, figsize=(12, 3.9))
    panels = (("손실 · loss", "loss", CHANCE_LOSS), ("정확도 · accuracy", "accuracy", CHANCE))
    for ax, (heading, key, level) in zip(axes, panels, strict=True):
        for title, history in histories.items():
            prefix = f"{title}: " if len(histories) > 1 else ""
            draw_curves(ax, {f"{prefix}훈련 train": history[key]}, ls="-")
            drawn = ax.get_lines()[-1]
            same = {"color": drawn.get_color(), "marker": drawn.get_marker()}
            validation = {f"{prefix}검증 validation": history[f"val_{key}"]}
            draw_curves(ax, validation, **same, **HELD_OUT)
        draw_level(ax, *level)
        ax.set(title=heading, xlabel=EPOCH)
    _add_legend(fig)
    ko, en = [], []
    for title, history in histories.items():
        name, epochs = in_languages(title), len(history["loss"])
        train, held_out = history["accuracy"][-1], history["val_accuracy"][-1]
        ko.append(f"{name.ko} {epochs}에포크 뒤 정확도 훈련 {train:.2f} 검증 {held_out:.2f}")
        after = f"accuracy after {epochs} epochs"
        en.append(f"{name.en} {after}: training {train:.2f}, validation {held_out:.2f}")
    show(fig, "; ".join(ko), "; ".join(en))


# --- bars -----------------------------------------------------------------------------------


def show_bars(
    panels: Mapping[str, Sequence[float] | Mapping[str, Sequence[float]]],
    labels: Sequence[str],
    *,
    images: int | None = None,
    level: tuple[float, str] | None = None,
) -> None:
    """Show bars with their numbers, one panel or several side by side.

    Args:
        panels: title -> one value per label, or name of a group -> one value per label, where bars
            of several groups, each with a colour and a hatch, shall stand side by side.
        labels: one below each place.
        images: the values are shares of so many images; draws their 95 % intervals.
        level: a value to compare with and its name, drawn as a line.
    """
    grouped = {t: v if isinstance(v, Mapping) else {"": v} for t, v in panels.items()}
    bars = len(labels) * max(map(len, grouped.values()))
    fig, axes = plt.subplots(1, len(panels), figsize=(len(panels) * (0.4 * bars + 2.2), 3.5))
    for ax, (title, groups) in zip(np.ravel(axes), grouped.items(), strict=True):
        wide = 0.8 / len(groups)
        for number, (name, values) in enumerate(groups.items()):
            spots = np.arange(len(labels)) + (number - (len(groups) - 1) / 2) * wide
            look = {"hatch": HATCHES[number], "edgecolor": INK, "lw": 0.6, "capsize": 3}
            error = interval(values, images) if images else None
            drawn = ax.bar(spots, values, wide, yerr=error, label=name, **look)
            ax.bar_label(drawn, [number_text(v) for v in values], fontsize=9, padding=2)
        if level:
            draw_level(ax, *level)
        ax.set_xticks(range(len(labels)), labels, fontsize=9)
        ax.set_title(title, fontsize=11)
        ax.set_yticks([])
        ax.tick_params(length=0)
        ax.spines["left"].set_visible(False)
        ax.margins(y=0.15)
    if bars > len(labels):
        _add_legend(fig)
    ko, en = ("; ".join(_listed(grouped, labels, language)) for language in (0, 1))
    show(fig, ko, en)


def _listed(grouped: Mapping, labels: Sequence[str], language: int) -> Iterator[str]:
    names = [in_languages(label.replace("\n", " · "))[language] for label in labels]
    for title, groups in grouped.items():
        for group, values in groups.items():
            numbers = ", ".join(f"{n} {number_text(v)}" for n, v in zip(names, values, strict=True))
            head = " ".join(in_languages(part)[language] for part in (title, group)).strip()
            yield f"{head}: {numbers}"


def number_text(value: float) -> str:
    """A whole number in full, another one with as many decimals as help."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.{2 if value < 1 else 1 if value < 100 else 0}f}"


def show_shares(labels: Sequence[str], costs: Mapping[str, Sequence[float]]) -> None:
    """Show which share of each cost every part of a model takes, one panel per cost.

    Args:
        labels: the parts, from top to bottom.
        costs: title with its unit -> one value per part; the total is written below the title.
    """
    size = (3.5 * len(costs) + 2, 0.42 * len(labels) + 1.2)
    fig, axes = plt.subplots(1, len(costs), figsize=size, sharey=True, squeeze=False)
    texts: tuple[list[str], list[str]] = ([], [])
    for ax, (title, values) in zip(axes[0], costs.items(), strict=True):
        total = sum(values)
        shares = [100 * value / total for value in values]
        bars = ax.barh(range(len(labels)), shares, edgecolor=INK, lw=0.6)
        ax.bar_label(bars, [percent(share) for share in shares], padding=4, fontsize=10)
        written = f"{total:,.0f}" if total > 1000 else f"{total:,.1f}"
        ax.set(xlim=(0, 115), title=f"{title}\n{written}", xticks=[])
        ax.tick_params(length=0)
        ax.spines["bottom"].set_visible(False)
        for language, told in enumerate(texts):
            names = [in_languages(label)[language] for label in labels]
            listed = [f"{n} {percent(share)}" for n, share in zip(names, shares, strict=True)]
            told.append(f"{in_languages(title)[language]} {written}: {', '.join(listed)}")
    axes[0, 0].set_yticks(range(len(labels)), labels)
    axes[0, 0].invert_yaxis()
    show(fig, "; ".join(texts[0]), "; ".join(texts[1]))


def percent(share: float) -> str:
    """One decimal; a share that is small, but not nothing, is not called 0.0."""
    return "<0.1 %" if 0 < share < 0.05 else f"{share:.1f} %"


def show_accuracies(scores: Mapping[str, tuple[float, float]]) -> None:
    """Show test accuracies with the bars of their 95 % intervals, and chance.

    Args:
        scores: title -> `(accuracy, margin)`, both as fractions; the bar spans accuracy ± margin.
    """
    fig, ax = plt.subplots(figsize=(8.5, 0.62 * len(scores) + 1.3))
    written = [f"{100 * a:.1f} ± {100 * m:.1f} %" for a, m in scores.values()]
    for spot, ((accuracy, margin), text) in enumerate(zip(scores.values(), written, strict=True)):
        ax.errorbar(accuracy, spot, xerr=margin, ms=9, capsize=6, lw=2.5)
        ax.text(accuracy + margin, spot, f"   {text}", va="center")
    value, name = CHANCE
    ax.axvline(value, color=MUTED, lw=1.5, ls=":", marker="")
    ax.text(value, -0.7, f" {name.replace(chr(10), ' ')}", color=MUTED, fontsize=9, va="center")
    ax.set_yticks(range(len(scores)), list(scores))
    top = max(accuracy + margin for accuracy, margin in scores.values())
    ax.set(xlim=(0, 1.35 * top), ylim=(len(scores) - 0.4, -0.9))
    ax.set_xlabel("테스트 정확도와 95 % 신뢰구간 · test accuracy and its 95 % interval")
    ax.grid(True, axis="x", alpha=0.6)
    ko, en = (
        ", ".join(f"{in_languages(n)[way]} {text}" for n, text in zip(scores, written, strict=True))
        for way in (0, 1)
    )
    show(fig, f"테스트 정확도: {ko}", f"test accuracy: {en}")
