"""Charts: one way to draw curves and one to draw bars, for all the notebooks.

`draw_…` draws, `show_…` also shows the figure and prints one line headed "text alternative" with
its numbers in Korean and English: for readers who do not see the picture, and for tests.  Labels
are bilingual, "손실 · loss"; in the text alternative each language gets its own half.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.data import CLASS_NAMES, CLASS_NAMES_KO
from helpers.notebook import INK, MUTED, PAPER
from helpers.text import Words, join

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


def in_languages(label: str | Words) -> Words:
    """Split a label, "손실 · loss" or on two lines, into its languages; one text serves both."""
    if isinstance(label, Words):
        return label
    ko, _, en = label.rpartition(" · " if " · " in label else "\n")
    return Words(ko or en, en)


def tell(
    texts: Iterable[tuple[str | Words, str | Words]], between: str = ", ", after: str = ""
) -> Words:
    """Labels, each with what is said of it: ("손실 · loss", "2.1") → "손실 2.1" and "loss 2.1".

    `between` separates the pairs, `after` follows each label.
    """
    pairs = [(in_languages(label), in_languages(text)) for label, text in texts]
    return Words(*(between.join(f"{a[n]}{after} {b[n]}" for a, b in pairs) for n in (0, 1)))


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
    """Draw curves, told apart by colour, line and marker; the options are those of `show_curves`.

    `level` is a value to compare with and its name; `look` has Matplotlib's words for all lines.
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
        options: `log` for a logarithmic vertical axis, `images` where the values are shares of so
            many images (draws their 95 % intervals), and `level` and looks as in `draw_curves`.
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
    told = [
        (title, tell([(name, _series(v, form)) for name, v in curves.items()], "; "))
        for title, curves in panels.items()
    ]
    show(fig, *join(tell([(xlabel, f"{places}.")]), tell(told, ". ", ":")))


def _add_legend(fig: Figure) -> None:
    """One legend, right of the panels, where no curve can run into it."""
    handles, labels = fig.axes[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside right center", frameon=False, fontsize=10)


def _series(values: Sequence[float], form: str) -> str:
    """All of a few values, the first and the last of many."""
    shown = values if len(values) <= 5 else (values[0], values[-1])
    return " → ".join(format(value, form) for value in shown)


def show_training_curves(histories: Mapping[str, Mapping[str, Sequence[float]]]) -> None:
    """Show loss and accuracy of `title -> History.history`, validation dashed."""
    fig, axes = plt.subplots(1, 2, figsize=(12, 3.9))
    panels = (("손실 · loss", "loss", CHANCE_LOSS), ("정확도 · accuracy", "accuracy", CHANCE))
    for ax, (heading, key, level) in zip(axes, panels, strict=True):
        for title, history in histories.items():
            prefix = f"{title}: " if len(histories) > 1 else ""
            draw_curves(ax, {f"{prefix}훈련 train": history[key]}, ls="-")
            train = ax.get_lines()[-1]
            same = {"color": train.get_color(), "marker": train.get_marker()}
            draw_curves(ax, {f"{prefix}검증 validation": history[f"val_{key}"]}, **same, **HELD_OUT)
        draw_level(ax, *level)
        ax.set(title=heading, xlabel=EPOCH)
    _add_legend(fig)
    told = []
    for title, history in histories.items():
        epochs = len(history["loss"])
        train, held_out = history["accuracy"][-1], history["val_accuracy"][-1]
        ko = f"{epochs}에포크 뒤 정확도 훈련 {train:.2f} 검증 {held_out:.2f}"
        en = f"accuracy after {epochs} epochs: training {train:.2f}, validation {held_out:.2f}"
        told.append((title, Words(ko, en)))
    show(fig, *tell(told, "; "))


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
    told = []
    for ax, (title, groups) in zip(np.ravel(axes), grouped.items(), strict=True):
        wide = 0.8 / len(groups)
        for number, (name, values) in enumerate(groups.items()):
            spots = np.arange(len(labels)) + (number - (len(groups) - 1) / 2) * wide
            look = {"hatch": HATCHES[number], "edgecolor": INK, "lw": 0.6, "capsize": 3}
            error = interval(values, images) if images else None
            drawn = ax.bar(spots, values, wide, yerr=error, label=name, **look)
            numbers = [number_text(value) for value in values]
            ax.bar_label(drawn, numbers, fontsize=9, padding=2)
            head = tell([(title, in_languages(name))]) if name else title
            told.append((head, tell(zip(labels, numbers, strict=True))))
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
    show(fig, *tell(told, "; ", ":"))


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
    told = []
    for ax, (title, values) in zip(axes[0], costs.items(), strict=True):
        total = sum(values)
        shares = [100 * value / total for value in values]
        bars = ax.barh(range(len(labels)), shares, edgecolor=INK, lw=0.6)
        percents = [percent(share) for share in shares]
        ax.bar_label(bars, percents, padding=4, fontsize=10)
        written = f"{total:,.0f}" if total > 1000 else f"{total:,.1f}"
        ax.set(xlim=(0, 115), title=f"{title}\n{written}", xticks=[])
        ax.tick_params(length=0)
        ax.spines["bottom"].set_visible(False)
        told.append((tell([(title, written)]), tell(zip(labels, percents, strict=True))))
    axes[0, 0].set_yticks(range(len(labels)), labels)
    axes[0, 0].invert_yaxis()
    show(fig, *tell(told, "; ", ":"))


def percent(share: float) -> str:
    """One decimal; a share that is small, but not nothing, is not called 0.0."""
    return "<0.1 %" if 0 < share < 0.05 else f"{share:.1f} %"


def show_accuracies(scores: Mapping[str, tuple[float, float]]) -> None:
    """Show test accuracies, `title -> (accuracy, margin)`, with their 95 % intervals and chance."""
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
    told = tell(zip(scores, written, strict=True))
    show(fig, *tell([("테스트 정확도 · test accuracy", told)], after=":"))
