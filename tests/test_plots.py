"""Every figure: drawn without a warning, closed afterwards, its numbers told in two languages."""

import math
import warnings
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers import diagrams, pictures, plots
from helpers.arithmetic import LayerRow, LayerTable
from helpers.notebook import set_style

RNG = np.random.default_rng(0)
IMAGES = RNG.random((12, 8, 8, 3), dtype=np.float32)
BOARD = np.arange(25).reshape(5, 5)
EDGE = np.array([[1, 0, -1]] * 3)
HISTORY = {
    "loss": [2.0, 1.5, 1.0],
    "accuracy": [0.2, 0.3, 0.41],
    "val_loss": [2.1, 1.9, 2.2],
    "val_accuracy": [0.15, 0.22, 0.27],
}
MODELS = {"MLP": HISTORY, "작은 MLP · small MLP": HISTORY}
LOSSES = {"평범 · plain": [2.3, 2.2, 2.1], "잔차 · residual": [2.2, 1.7, 1.55]}
COUNTS = np.diag([3, 2, 1, 0, 0, 0, 0, 0, 0, 4])
COUNTS[2, 5] = 7  # birds called dogs
MAPS = {"블록 1 · block 1": RNG.random((16, 16, 12)), "블록 2 · block 2": RNG.random((8, 8, 3))}
VGG16 = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))


def vgg(size=224, blocks=VGG16, units=(4096, 4096, 1000)):
    """The table of a VGG network without building it: 138 M weights would not fit a small test."""
    rows, channels = [], 3

    def add(kind, *shape, weights=0):
        parameters = weights + shape[-1] if weights else 0
        macs = weights * math.prod(shape[:-1])
        rows.append(LayerRow(kind, shape, parameters, macs, 4 * math.prod(shape)))

    for convolutions, kernels in blocks:
        for _ in range(convolutions):
            add("Conv2D", size, size, kernels, weights=9 * channels * kernels)
            channels = kernels
        size //= 2
        add("MaxPooling2D", size, size, channels)
    values = size * size * channels
    add("Flatten", values)
    for count in units:
        add("Dense", count, weights=values * count)
        values = count
    return LayerTable(rows)


@pytest.fixture(autouse=True)
def drawn(monkeypatch):
    """The figures that are shown, rendered for real; a warning (a missing glyph) is an error."""
    figures = []

    def render():
        plt.gcf().canvas.draw()
        figures.append(plt.gcf())

    with plt.rc_context(), warnings.catch_warnings():
        set_style()
        warnings.simplefilter("error")
        monkeypatch.setattr(plt, "show", render)
        yield figures
    left = plt.get_fignums()
    plt.close("all")
    assert not left


# name -> (how it is drawn, what its text alternative says in Korean, and in English)
FIGURES = {
    "curves": (
        lambda: plots.show_curves({"훈련 손실 · training loss": LOSSES}, level=plots.CHANCE_LOSS),
        "에포크 1 → 2 → 3. 훈련 손실: 평범 2.30 → 2.20 → 2.10; 잔차 2.20 → 1.70 → 1.55",
        "epoch 1 → 2 → 3. training loss: plain 2.30 → 2.20 → 2.10; residual 2.20 → 1.70 → 1.55",
    ),
    "long curves on a logarithmic axis": (
        lambda: plots.show_curves(
            {"앞 · front": {"He": [1e-7] * 15 + [2.0]}, "뒤 · back": {"He": [0.5] * 16}},
            "블록 · blocks",
            range(16),
            log=True,
            sharey=True,
        ),
        "블록 0 → 15. 앞: He 1.0e-07 → 2.0e+00. 뒤: He 5.0e-01 → 5.0e-01",
        "blocks 0 → 15. front: He 1.0e-07 → 2.0e+00. back: He 5.0e-01 → 5.0e-01",
    ),
    "training curves": (
        lambda: plots.show_training_curves(MODELS),
        "MLP 3에포크 뒤 정확도 훈련 0.41 검증 0.27; 작은 MLP 3에포크 뒤 정확도 훈련 0.41 검증 0.27",
        "small MLP accuracy after 3 epochs: training 0.41, validation 0.27",
    ),
    "costs": (
        lambda: plots.show_bars(
            {"파라미터 · parameters": [17061834, 94698], "초 · seconds": [16.52, 3.7]},
            ["MLP", "CNN"],
        ),
        "파라미터: MLP 17,061,834, CNN 94,698; 초: MLP 16.5, CNN 3.7",
        "parameters: MLP 17,061,834, CNN 94,698; seconds: MLP 16.5, CNN 3.7",
    ),
    "bars in groups": (
        lambda: plots.show_bars(
            {"정확도 · accuracy": {"평범 · plain": [0.3, 0.08], "잔차 · residual": [0.36, 0.11]}},
            ["전체\nwhole", "1번째 없이\nwithout 1"],
            images=500,
            level=plots.CHANCE,
        ),
        "정확도 평범: 전체 0.30, 1번째 없이 0.08; 정확도 잔차: 전체 0.36, 1번째 없이 0.11",
        "accuracy plain: whole 0.30, without 1 0.08; accuracy residual: whole 0.36, without 1 0.11",
    ),
    "accuracies": (
        lambda: plots.show_accuracies(
            {"작은 MLP · small MLP": (0.352, 0.042), "CNN": (0.5, 0.0438)}
        ),
        "작은 MLP 35.2 ± 4.2 %, CNN 50.0 ± 4.4 %",
        "small MLP 35.2 ± 4.2 %, CNN 50.0 ± 4.4 %",
    ),
    "block costs": (
        lambda: diagrams.show_costs(vgg()),
        "파라미터(M) 138.4: 블록 1 <0.1 %, 블록 2 0.2 %",
        "Dense 1 74.3 %, Dense 2 12.1 %, Dense 3 3.0 %; multiply-adds (G) 15.5: block 1 12.5 %",
    ),
    "architecture": (
        lambda: diagrams.show_architecture(vgg()),
        "블록 5: 14×14×512 → 7×7, 완전연결층 1: 4096",
        "block 1: 224×224×64 → 112×112, block 2: 112×112×128 → 56×56",
    ),
    "blocks": (
        diagrams.show_blocks,
        "이 실습 this practice: Conv → ReLU → Conv → ReLU → + → ReLU",
        "He 2016 pre-activation: BN → ReLU → Conv → BN → ReLU → Conv → +",
    ),
    "same padding": (
        lambda: diagrams.show_same_padding([(8, 3, 2), (7, 3, 1)]),
        "크기 8 커널 3 스트라이드 2: 앞 0개 뒤 1개; 크기 7 커널 3 스트라이드 1: 앞 1개 뒤 1개",
        "size 8 kernel 3 stride 2: 0 before, 1 after; size 7 kernel 3 stride 1: 1 before, 1 after",
    ),
    "receptive field": (
        lambda: diagrams.show_receptive_field([[(3, 1)] * 2, [(3, 2), (3, 1)]]),
        "3/1 → 3/1: 5, 3/2 → 3/1: 7",
        "3/1 → 3/1: 5, 3/2 → 3/1: 7",
    ),
    "convolution": (
        lambda: pictures.show_convolution_steps(BOARD, EDGE, [(0, 0), (2, 1)]),
        "출력은 3×3, 위치→값은 (0,0)→-6, (2,1)→-6",
        "output is 3×3, position→value (0,0)→-6, (2,1)→-6",
    ),
    "strided and padded convolution": (
        lambda: pictures.show_convolution_steps(BOARD**2, EDGE, [(1, 1)], 2, "same"),
        "출력은 3×3, 위치→값은 (1,1)→-144",
        "(1,1)→-144",
    ),
    "grids": (
        lambda: pictures.show_grids({"첫째 · first": EDGE, "둘째 · second": EDGE.T}),
        "첫째 [[1, 0, -1], [1, 0, -1], [1, 0, -1]]; 둘째 [[1, 1, 1], [0, 0, 0], [-1, -1, -1]]",
        "first [[1, 0, -1], [1, 0, -1], [1, 0, -1]]; second",
    ),
    "kernels": (
        lambda: pictures.show_kernels_on_photo(
            IMAGES[0],
            {"경계\nedge": EDGE, "흐림\nblur": np.full((3, 3), 1 / 9)},
            {"경계\nedge": IMAGES[0, :, :, 0] - 0.5, "흐림\nblur": IMAGES[0, :, :, 1]},
        ),
        "커널 2개를 적용한 특징 맵: 경계, 흐림",
        "1 photo under 2 kernels: edge, blur",
    ),
    "images": (
        lambda: pictures.show_images([IMAGES[0], IMAGES[1, :, :, 0]], ["사진 photo", "빨강\nred"]),
        "그림 2장 (8×8): 사진 photo, 빨강 red",
        "2 pictures (8×8): 사진 photo, 빨강 red",
    ),
    "feature maps": (
        lambda: pictures.show_maps(IMAGES[0], MAPS),
        "입력 그림 8×8과 처음 8개 채널의 특징 맵: 블록 1 16×16×12, 블록 2 8×8×3",
        "the feature maps of 8 channels: block 1 16×16×12, block 2 8×8×3",
    ),
    "confusion": (
        lambda: pictures.show_confusion({"MLP": COUNTS, "CNN": COUNTS.T}),
        "MLP 17장 가운데 10장 정답, 가장 흔한 혼동 새→개 7장; CNN",
        "MLP 10 of 17 right, most frequent confusion bird→dog 7; CNN",
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_figure_says_its_numbers(name, drawn, capsys):
    call, ko, en = FIGURES[name]
    call()
    line = capsys.readouterr().out
    assert len(drawn) == line.count("\n") == 1
    head, _, words = line.partition(": ")
    korean, _, english = words.rpartition(" | ")
    assert head == "대체 텍스트 / text alternative"
    assert ko in korean and en in english


# --- read without colour --------------------------------------------------------------------


@pytest.mark.parametrize("look", [{}, plots.HELD_OUT])
def test_curves_are_told_apart_without_colour(look, drawn):
    plots.show_curves({"a": {name: [1, 2] for name in "abcd"}}, **look)
    lines = drawn[0].axes[0].get_lines()
    assert len({(line.get_linestyle(), line.get_marker()) for line in lines}) == 4
    assert {line.get_linestyle() for line in lines} >= ({"--"} if look else {"-", "--", "-.", ":"})


def test_training_and_validation_differ_in_line_and_marker(drawn):
    plots.show_training_curves(MODELS)
    for ax in drawn[0].axes:
        *curves, _ = ax.get_lines()  # the last is what guessing gives
        train, held_out = curves[::2], curves[1::2]
        assert {line.get_linestyle() for line in train} == {"-"}
        assert {(line.get_linestyle(), line.get_markerfacecolor()) for line in held_out} == {
            ("--", plots.PAPER)
        }
        markers = [line.get_marker() for line in curves]
        assert markers[0] == markers[1] != markers[2] == markers[3]


def test_groups_of_bars_differ_in_hatch(drawn):
    plots.show_bars({"a": {"b": [1], "c": [2]}}, ["x"])
    assert len({bar.get_hatch() for bar in drawn[0].axes[0].patches}) == 2


def contrast(one, other):
    def light(color):
        rgb = np.array(to_rgb(color))
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return linear @ (0.2126, 0.7152, 0.0722) + 0.05

    dark, bright = sorted((light(one), light(other)))
    return bright / dark


def test_counts_read_on_the_darkest_cell_of_a_confusion_matrix(drawn):
    pictures.show_confusion({"MLP": COUNTS})
    ax = drawn[0].axes[0]
    darkest = ax.images[0].cmap(ax.images[0].norm(COUNTS.max()))
    assert contrast(plots.INK, darkest) >= 7


@pytest.mark.parametrize("ink", [plots.INK, plots.MUTED, pictures.FACTOR])
@pytest.mark.parametrize("paper", [plots.PAPER, pictures.ZERO])
def test_text_reads_on_paper_and_on_padding(ink, paper):
    assert contrast(ink, paper) >= 4.5


# --- what is drawn --------------------------------------------------------------------------


def test_epochs_count_from_1_and_the_accuracy_axis_fits_the_data_and_chance(drawn):
    plots.show_curves({"a": {"MLP": [0.35, 0.4]}}, level=plots.CHANCE)
    assert list(drawn[0].axes[0].get_lines()[0].get_xdata()) == [1, 2]
    low, high = drawn[0].axes[0].get_ylim()
    assert 0.05 < low < 0.1 and 0.4 < high < 0.45


def test_intervals_are_those_of_the_notebooks(drawn):
    assert plots.interval(0.5, 500) == pytest.approx(0.0438, abs=1e-4)
    plots.show_bars({"a": [0.5]}, ["x"], images=500)
    ends = drawn[0].axes[0].collections[0].get_segments()[0][:, 1]
    assert ends == pytest.approx([0.4562, 0.5438], abs=1e-4)


@pytest.mark.parametrize(
    "share, told", [(0, "0.0 %"), (0.0499, "<0.1 %"), (0.06, "0.1 %"), (100, "100.0 %")]
)
def test_a_small_share_is_told_from_none(share, told):
    assert plots.percent(share) == told


def test_convolution_grids_show_the_outputs_so_far(drawn):
    pictures.show_convolution_steps(BOARD, EDGE, [(0, 0), (1, 0)])
    first, second = drawn[0].axes[2], drawn[0].axes[5]
    assert [text.get_text() for text in first.texts] == ["-6"]
    assert [text.get_text() for text in second.texts] == ["-6"] * 4
    assert "행 row 1, 열 col 0" in second.get_title()


def test_confusion_has_every_count_in_its_cell(drawn):
    pictures.show_confusion({"MLP": np.arange(100).reshape(10, 10)})
    cells = {(text.get_position(), text.get_text()) for text in drawn[0].axes[0].texts}
    assert ((8, 3), "38") in cells and len(cells) == 100


def test_maps_of_a_layer_share_one_scale(drawn):
    pictures.show_maps(IMAGES[0], {**MAPS, "quiet": np.zeros((2, 2, 3))})
    first, *others = [ax.images[0] for ax in drawn[0].axes[1:]]
    values = MAPS["블록 1 · block 1"][..., :8]
    assert [image.get_clim()[1] for image in (first, *others[:7])] == [values.max()] * 8
    assert np.array_equal(others[0].get_array(), values[..., 1])
    assert len(others) == 7 + 3 + 3 and others[-1].get_clim() == (0, 1)


def test_blocks_of_vgg16_hold_every_row_once():
    table = vgg()
    blocks = diagrams.split_into_blocks(table)
    assert [row for block in blocks.values() for row in block] == list(table)
    assert [len(block) for block in blocks.values()] == [3, 3, 4, 4, 4, 2, 1, 1]
    assert list(blocks)[4:6] == ["블록 5 · block 5", "완전연결층 1 · Dense 1"]
    assert sum(block.parameters for block in blocks.values()) == 138_357_544


@pytest.mark.parametrize("table", [vgg(), vgg(32, ((2, 16), (2, 32), (2, 64)), (128, 10))])
def test_architecture_is_to_scale_and_its_labels_stay_apart(table, drawn):
    diagrams.show_architecture(table)
    ax = drawn[0].axes[0]
    boxes = [patch for patch in ax.patches if isinstance(patch, plt.Rectangle)]
    shapes = [row.output_shape for row in table if len(row.output_shape) == 3]
    slabs = boxes[: len(shapes)]
    assert [box.get_height() for box in slabs] == [height for height, _, _ in shapes]
    thickness = [
        box.get_width() / channels for box, (*_, channels) in zip(slabs, shapes, strict=True)
    ]
    assert max(thickness) == pytest.approx(min(thickness))
    labels = [text.get_window_extent() for text in ax.texts]
    assert all(left.x1 < right.x0 for left, right in pairwise(labels))
    legend = ax.get_legend().get_window_extent()
    assert not any(legend.overlaps(box.get_window_extent()) for box in boxes)


def test_only_blocks_with_an_addition_have_a_shortcut(drawn):
    diagrams.show_blocks(2)
    plain, residual = drawn[0].axes
    assert not plain.lines
    (way,) = [line for line in residual.lines if max(line.get_xdata()) > 1]
    assert way.get_ydata()[0] > 0 > way.get_ydata()[-1]  # from beside the input down to the sum


def test_words_of_a_label():
    assert plots.in_languages("손실 · loss") == ("손실", "loss")
    assert plots.in_languages("전체\nwhole") == ("전체", "whole")
    assert plots.in_languages("He 2015") == ("He 2015", "He 2015")
