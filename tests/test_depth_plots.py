"""The pictures of practice 3-5: they draw without warnings and say in words what they show."""

import re
import warnings

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import depth_plots
from helpers.notebook import set_style

PREFIX = "대체 텍스트 / text alternative: "


@pytest.fixture(scope="module", autouse=True)
def style():
    """The look of the notebooks, with the Korean font."""
    with matplotlib.rc_context():
        set_style()
        yield


@pytest.fixture
def draw(monkeypatch, capsys):
    """Draw with warnings as errors: the figure as it was shown, and the printed text."""

    def drawn(function, *arguments):
        figures = []

        def shown():
            figures.append(plt.gcf())
            figures[-1].canvas.draw()  # lays out and renders: here a missing glyph would warn

        monkeypatch.setattr(plt, "show", shown)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            function(*arguments)
        assert len(figures) == 1
        assert plt.get_fignums() == []
        text = capsys.readouterr().out
        assert text.startswith(PREFIX)
        assert text.count("\n") == 1
        korean, english = text.removeprefix(PREFIX).strip().split(" | ")
        assert re.findall(r"[\d.]+", korean)[-3:] == re.findall(r"[\d.]+", english)[-3:]
        return figures[0], text

    return drawn


def panels(figure):
    """The axes that show something."""
    return [ax for ax in figure.axes if ax.axison or ax.texts]


def boxes(ax):
    """What stands in a block's boxes, top to bottom."""
    return [text.get_text() for text in ax.texts if text.get_text() not in ("", "x")]


def test_blocks_are_drawn_step_by_step(draw):
    figure, text = draw(depth_plots.show_blocks)
    drawn = [[text for text in boxes(ax) if text != "F(x)"] for ax in panels(figure)]
    assert drawn == [list(steps) for _, steps in depth_plots.BLOCKS]
    assert ["F(x)" in boxes(ax) for ax in panels(figure)] == [False, True, True, True]
    assert "이 실습 this practice: Conv → ReLU → Conv → ReLU → + → ReLU" in text


def test_blocks_of_the_papers():
    steps = {title.split("\n")[0]: list(steps) for title, steps in depth_plots.BLOCKS}
    assert steps["He 2015"] == ["Conv", "BN", "ReLU", "Conv", "BN", "+", "ReLU"]
    assert steps["He 2016"] == ["BN", "ReLU", "Conv", "BN", "ReLU", "Conv", "+"]


def test_only_blocks_with_an_addition_have_a_shortcut(draw):
    figure, _ = draw(depth_plots.show_blocks, depth_plots.BLOCKS[:2])
    plain, residual = panels(figure)
    assert not plain.lines
    lines = [line.get_xydata() for line in residual.lines if len(line.get_xdata()) > 1]
    ways = [line for line in lines if line[:, 0].max() > 1]  # the bracket of F(x) is on the left
    assert len(ways) == 1
    assert ways[0][0][1] > 0  # begins beside the input, above the first layer
    depth = -[text for text in boxes(residual)].index("+") - 0.75
    assert ways[0][-1][1] == pytest.approx(depth)  # ends at the addition


def test_gradients_by_depth(draw):
    curves = {
        "평범 · plain": {3: [1e-2, 2e-2, 4e-2], 15: [3e-7, 1e-6, 1e-6, 2e-6, 5e-6]},
        "잔차 · residual": {3: [0.5, 0.4, 0.2], 15: [9.0, 5, 4, 3, 2]},
        "셋째 · third": {3: [1.0, 1, 1]},
    }
    figure, text = draw(depth_plots.show_gradients, curves)
    drawn = panels(figure)
    assert [ax.get_title() for ax in drawn] == list(curves)
    assert {ax.get_yscale() for ax in drawn} == {"log"}
    for ax, depths in zip(drawn, curves.values(), strict=True):
        for line, norms in zip(ax.lines, depths.values(), strict=True):
            assert list(line.get_ydata()) == norms
            assert (line.get_xdata()[0], line.get_xdata()[-1]) == (0, 1)
    styles = {(line.get_linestyle(), line.get_marker()) for line in drawn[0].lines}
    assert len(styles) == 2
    assert (
        "평범 · plain: 3 → 1.0e-02, 15 → 3.0e-07; 잔차 · residual: 3 → 5.0e-01, 15 → 9.0e+00"
        in text
    )


def test_signals_forward_and_backward(draw):
    forward = {"평범 plain": [0.3, 0.03, 0.003], "잔차\nresidual": [0.3, 0.5, 0.9]}
    backward = {"평범 plain": [1e-4, 1e-3, 0.02], "잔차\nresidual": [0.2, 0.1, 0.02]}
    figure, text = draw(depth_plots.show_signals, forward, backward)
    for ax, curves in zip(panels(figure), (forward, backward), strict=True):
        assert [list(line.get_ydata()) for line in ax.lines] == list(curves.values())
        assert list(ax.lines[0].get_xdata()) == [0, 1, 2]
        assert ax.get_yscale() == "log"
    assert "평범 plain 3.0e-01 → 3.0e-03; 잔차 residual 3.0e-01 → 9.0e-01" in text
    assert "평범 plain 1.0e-04 → 2.0e-02; 잔차 residual 2.0e-01 → 2.0e-02" in text


def test_training_losses_by_depth(draw):
    curves = {
        "평범 · plain": {5: [2.2, 2.0, 1.8], 15: [2.3, 2.2, 2.1]},
        "잔차 · residual": {5: [2.1, 1.8, 1.7], 15: [2.2, 1.7, 1.55]},
    }
    figure, text = draw(depth_plots.show_training_losses, curves)
    for ax, (title, depths) in zip(panels(figure), curves.items(), strict=True):
        assert ax.get_title() == title
        assert [list(line.get_ydata()) for line in ax.lines] == list(depths.values())
        assert [text.get_text() for text in ax.get_legend().get_texts()] == ["5", "15"]
    assert "평범 · plain: 5 → 1.80, 15 → 2.10; 잔차 · residual: 5 → 1.70, 15 → 1.55" in text


def test_deletions_next_to_the_whole(draw):
    whole = {"평범 · plain": 0.42, "잔차 · residual": 0.45}
    without = {"평범 · plain": [0.11, 0.12], "잔차 · residual": [0.31, 0.44, 0.40]}
    figure, text = draw(depth_plots.show_deletions, whole, without)
    for ax, title in zip(panels(figure), whole, strict=True):
        assert ax.get_title() == title
        assert [bar.get_height() for bar in ax.patches] == without[title]
        levels = [line.get_ydata()[0] for line in ax.lines]
        assert levels == [whole[title], 0.1]
    assert "평범 · plain: 0.42 → 0.11, 0.12; 잔차 · residual: 0.45 → 0.31, 0.44, 0.40" in text


def test_the_two_kinds_differ_in_grey_too(draw):
    whole = {"a": 0.4, "b": 0.4}
    figure, _ = draw(depth_plots.show_deletions, whole, {"a": [0.1], "b": [0.2]})
    hatches = [ax.patches[0].get_hatch() for ax in panels(figure)]
    assert hatches[0] != hatches[1]


def test_deleted_bars_fit_below_the_top(draw):
    figure, _ = draw(depth_plots.show_deletions, {"a": 0.2}, {"a": np.array([0.5, 0.3])})
    (ax,) = panels(figure)
    assert ax.get_ylim()[1] > 0.5
