"""Tests of ``helpers.architecture_plots``: what the pictures hold, and the words beside them."""

import warnings
from itertools import pairwise

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from helpers import architecture_plots as plots
from helpers.arithmetic import LayerRow, LayerTable
from helpers.notebook import set_style

VGG16 = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))


def conv(size, c_in, c_out):
    parameters = (9 * c_in + 1) * c_out
    macs = 9 * c_in * c_out * size * size
    return LayerRow("c", "Conv2D", (size, size, c_out), parameters, macs, 4 * size * size * c_out)


def flat(kind, values):
    return LayerRow("f", kind, (values,), 0, 0, 4 * values)


def vgg(size=224, blocks=VGG16, units=(4096, 4096, 1000), pooling="MaxPooling2D"):
    """The table of a VGG network without building it: 138 M weights would not fit a small test."""
    rows, channels = [], 3
    for convolutions, kernels in blocks:
        for _ in range(convolutions):
            rows.append(conv(size, channels, kernels))
            channels = kernels
        size //= 2
        shape = (size, size, channels)
        rows.append(LayerRow("p", pooling, shape, 0, 0, 4 * size * size * channels))
    values = size * size * channels
    if units:
        rows.append(flat("Flatten", values))
    for count in units:
        rows.append(
            LayerRow("d", "Dense", (count,), (values + 1) * count, values * count, 4 * count)
        )
        values = count
    return LayerTable(tuple(rows))


@pytest.fixture
def drawn(monkeypatch):
    """Keep each figure as it is shown; a missing glyph or any other warning is an error."""
    kept = []

    def keep():
        figure = plt.gcf()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            figure.canvas.draw()
        kept.append(figure)

    monkeypatch.setattr(plt, "show", keep)
    set_style()
    plt.close("all")
    yield kept
    assert plt.get_fignums() == []


def words(capsys):
    """The two halves of the text alternative, Korean and English."""
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    head, _, rest = line.strip().partition(": ")
    assert head == "대체 텍스트 / text alternative"
    korean, _, english = rest.partition(" | ")
    assert not any("가" <= letter <= "힣" for letter in english)
    return korean, english


def test_blocks_of_vgg16_hold_every_row_once():
    table = vgg()
    blocks = plots.split_into_blocks(table)
    assert [block.name for block in blocks] == [
        *(f"block {n}" for n in range(1, 6)),
        *(f"Dense {n}" for n in range(1, 4)),
    ]
    assert [row for block in blocks for row in block.rows] == list(table)
    assert [len(block.rows) for block in blocks] == [3, 3, 4, 4, 4, 2, 1, 1]
    assert sum(block.parameters for block in blocks) == 138_357_544
    assert sum(block.parameters for block in blocks[:5]) == 14_714_688
    assert sum(block.macs for block in blocks) == table.macs
    assert sum(block.activation_bytes for block in blocks) == table.activation_bytes


def test_a_network_without_dense_layers_or_with_a_tail():
    table = vgg(32, ((1, 8),), units=(), pooling="AveragePooling2D")
    assert [block.name for block in plots.split_into_blocks(table)] == ["block 1"]
    tail = LayerTable((*table, conv(16, 8, 8)))
    blocks = plots.split_into_blocks(tail)
    assert [block.name for block in blocks] == ["block 1", "rest"]
    assert blocks[1].rows == (tail[-1],)


def test_architecture_is_to_scale(drawn, capsys):
    plots.show_architecture(vgg())
    korean, english = words(capsys)
    assert "block 1: 224×224×64 → 112×112, block 2: 112×112×128 → 56×56" in english
    assert "block 5: 14×14×512 → 7×7, Dense 1: 4096, Dense 2: 4096, Dense 3: 1000" in english
    assert "블록 5: 14×14×512 → 7×7, 완전연결층 1: 4096" in korean
    assert "dense layers not to scale" in english and "완전연결층은 비율과 무관" in korean
    assert "compare heights only with heights" in drawn[0].axes[0].get_title()

    boxes = [patch for patch in drawn[0].axes[0].patches if isinstance(patch, Rectangle)]
    shapes = [row.output_shape for row in vgg() if len(row.output_shape) == 3]
    assert [box.get_height() for box in boxes[: len(shapes)]] == [shape[0] for shape in shapes]
    thick = {box.get_width() / shape[2] for box, shape in zip(boxes, shapes, strict=False)}
    assert max(thick) == pytest.approx(min(thick))
    assert len(boxes) == len(shapes) + 3
    labels = [text.get_text() for text in drawn[0].axes[0].texts]
    assert labels[:5] == [
        f"{n} × conv {c}\n{size} → {size // 2}"
        for (n, c), size in zip(VGG16, (224, 112, 56, 28, 14), strict=True)
    ]


@pytest.mark.parametrize(
    "size, blocks, units",
    [(224, VGG16, (4096, 4096, 1000)), (32, ((2, 16), (2, 32), (2, 64)), (128, 10))],
)
def test_architecture_labels_stay_apart_and_boxes_in_sight(drawn, capsys, size, blocks, units):
    plots.show_architecture(vgg(size, blocks, units))
    ax = drawn[0].axes[0]
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) == len(blocks) + len(units)
    for left, right in pairwise(boxes):
        assert left.x1 < right.x0
    low, high = ax.get_xlim()
    bottom, top = ax.get_ylim()
    bars = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    for patch in bars:
        assert low <= patch.get_x() and patch.get_x() + patch.get_width() <= high
        assert bottom <= patch.get_y() and patch.get_y() + patch.get_height() <= top
    legend = ax.get_legend().get_window_extent()
    assert not any(legend.overlaps(bar.get_window_extent()) for bar in bars)


def test_costs_name_the_shares(drawn, capsys):
    table = vgg()
    plots.show_costs(table)
    korean, english = words(capsys)
    assert "parameters 138.4 M: block 1 <0.1 %" in english
    assert "Dense 1 74.3 %, Dense 2 12.1 %, Dense 3 3.0 %; multiply-adds 15.5 G" in english
    assert "activations 57.6 MiB: block 1 47.8 %, block 2 23.9 %" in english
    assert "완전연결층 1 74.3 %" in korean and "곱셈-덧셈 15.5 G: 블록 1 12.5 %" in korean
    for ax in drawn[0].axes:
        bars = [patch.get_width() for patch in ax.patches]
        assert "0.0 %" not in [text.get_text().strip() for text in ax.texts]
        assert len(bars) == 8
        assert sum(bars) == pytest.approx(100)


@pytest.mark.parametrize(
    "share, told",
    [(0, "0.0 %"), (1e-9, "<0.1 %"), (0.0499, "<0.1 %"), (0.06, "0.1 %"), (100, "100.0 %")],
)
def test_a_small_share_is_told_from_none(share, told):
    assert plots._percent(share) == told


def test_composed_kernel_is_told_in_numbers(drawn, capsys):
    first, second = np.ones((3, 3), dtype=int), np.eye(3, dtype=int)
    composed = np.arange(25).reshape(5, 5)
    plots.show_composed_kernel(first, second, composed)
    korean, english = words(capsys)
    assert f"5×5 kernel that equals 2 kernels of 3×3 in a row: {composed.tolist()}" in english
    assert str(composed.tolist()) in korean
    grids = [[text.get_text() for text in ax.texts] for ax in drawn[0].axes]
    assert grids[0] == ["1"] * 9
    assert grids[1] == [str(n) for n in second.ravel()]
    assert grids[2] == [str(n) for n in range(25)]


def test_block_maps_show_the_first_channels(drawn, capsys):
    rng = np.random.default_rng(0)
    maps = {"block 1": rng.random((16, 16, 12)), "block 2": rng.random((8, 8, 3))}
    maps["block 2"][:, :, 1] = 0
    plots.show_block_maps(rng.random((32, 32, 3)), maps, columns=5)
    korean, english = words(capsys)
    assert "the 32×32 input" in english and "first 5 channels" in english
    assert "block 1: 16×16×12, block 2: 8×8×3" in english
    assert "블록 1: 16×16×12, 블록 2: 8×8×3" in korean

    axes = np.reshape(drawn[0].axes, (2, 6))
    shown = [[ax.images[0].get_array() for ax in row[1:] if ax.images] for row in axes]
    assert [len(row) for row in shown] == [5, 3]
    for row, values in zip(shown, maps.values(), strict=True):
        for channel, picture in enumerate(row):
            assert np.array_equal(picture, values[:, :, channel])
    dark = axes[1, 2].images[0]
    assert dark.get_clim() == (0, 1)
    assert axes[0, 1].images[0].get_clim() == (0, maps["block 1"][:, :, 0].max())


def test_block_maps_of_a_single_block(drawn, capsys):
    plots.show_block_maps(np.full((4, 4, 3), 2.0), {"block 1": np.ones((2, 2, 1))}, columns=1)
    assert "2×2×1" in words(capsys)[1]
    assert drawn[0].axes[0].images[0].get_array().max() == 1.0


def test_signal_tells_first_and_last(drawn, capsys):
    names = ["conv\n1", "conv\n2", "dense\n1"]
    plots.show_signal({"Glorot": [0.1, 0.01, 0.00012], "He": [0.5, 0.6, 0.4]}, names)
    korean, english = words(capsys)
    assert "through 3 layers, first → last: Glorot 0.1 → 0.00012, He 0.5 → 0.4" in english
    assert "3개 층" in korean and "Glorot 0.1 → 0.00012" in korean
    ax = drawn[0].axes[0]
    assert ax.get_yscale() == "log"
    assert [label.get_text() for label in ax.get_xticklabels()] == names
    lines = ax.get_lines()
    assert len({(line.get_linestyle(), line.get_marker()) for line in lines}) == 2
    assert list(lines[0].get_ydata()) == [0.1, 0.01, 0.00012]
