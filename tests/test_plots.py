"""Every picture: drawn without a warning, closed afterwards, with the right numbers in its text."""

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import explore, plots
from helpers.arithmetic import LayerRow, LayerTable
from helpers.data import CLASS_NAMES, CLASS_NAMES_KO
from helpers.notebook import PALETTE, set_style

RNG = np.random.default_rng(0)
IMAGES = RNG.random((60, 8, 8, 3), dtype=np.float32)
LABELS = np.arange(60) % 10
BOARD = np.arange(25).reshape(5, 5)
EDGE = np.array([[1, 0, -1]] * 3)
CURVE = {
    "loss": [2.0, 1.5, 1.0],
    "accuracy": [0.2, 0.3, 0.41],
    "val_loss": [2.1, 1.9, 2.2],
    "val_accuracy": [0.15, 0.22, 0.27],
}
TABLE = LayerTable(
    (
        LayerRow("a", "Dense", (4,), 75, 70, 16),
        LayerRow("b", "ReLU", (4,), 0, 0, 16),
        LayerRow("c", "Dense", (2,), 25, 20, 8),
    )
)
COUNTS = np.diag([3, 2, 1, 0, 0, 0, 0, 0, 0, 4])
COUNTS[2, 5] = 7

# name -> (how it is called, what its text alternative must say in Korean, and in English)
FIGURES = {
    "convolution": (
        lambda: plots.show_convolution_steps(BOARD, EDGE, [(0, 0), (2, 1)]),
        "출력은 3×3, 위치→값은 (0,0)→-6, (2,1)→-6",
        "output is 3×3, position→value (0,0)→-6, (2,1)→-6",
    ),
    "strided convolution": (
        lambda: plots.show_convolution_steps(BOARD, EDGE, [(1, 1)], stride=2, padding="same"),
        "출력은 3×3, 위치→값은 (1,1)→-6",
        "(1,1)→-6",
    ),
    "same padding": (
        lambda: plots.show_same_padding([(8, 3, 2), (7, 3, 1)]),
        "크기 8 커널 3 스트라이드 2: 앞 0개 뒤 1개; 크기 7 커널 3 스트라이드 1: 앞 1개 뒤 1개",
        "size 8 kernel 3 stride 2: 0 before, 1 after; size 7 kernel 3 stride 1: 1 before, 1 after",
    ),
    "receptive field": (
        lambda: plots.show_receptive_field([[(3, 1)] * 2, [(3, 2), (3, 1)]]),
        "3/1 → 3/1: 5, 3/2 → 3/1: 7",
        "3/1 → 3/1: 5, 3/2 → 3/1: 7",
    ),
    "images": (
        lambda: plots.show_images([IMAGES[0], IMAGES[1, :, :, 0]], ["사진 photo", "빨강 red"]),
        "그림 2장 (8×8): 사진 photo, 빨강 red",
        "2 pictures (8×8)",
    ),
    "kernels": (
        lambda: plots.show_kernels_on_photo(
            IMAGES[0],
            {"경계\nedge": EDGE, "흐림\nblur": np.full((3, 3), 1 / 9)},
            {"경계\nedge": IMAGES[0, :, :, 0] - 0.5, "흐림\nblur": IMAGES[0, :, :, 1]},
        ),
        "커널 2개를 적용한 특징 맵: 경계 edge, 흐림 blur",
        "1 photo under 2 kernels",
    ),
    "classes": (
        lambda: plots.show_class_examples(IMAGES, LABELS, CLASS_NAMES, CLASS_NAMES_KO, rows=3),
        "클래스 10개에서 3장씩 모두 30장",
        "3 images from each of 10 classes, 30 in all",
    ),
    "balance": (
        lambda: plots.show_class_balance(
            np.repeat(np.arange(10), np.arange(5, 15)), LABELS, CLASS_NAMES, CLASS_NAMES_KO
        ),
        "클래스당 훈련 5~14장, 테스트 6~6장",
        "5 to 14 training and 6 to 6 test images",
    ),
    "means": (
        lambda: plots.show_mean_images(IMAGES * 0 + 0.25, LABELS, CLASS_NAMES, CLASS_NAMES_KO),
        "평균 사진 11장. 평균 밝기(0~1)는 전체 0.25, 클래스별 0.25~0.25",
        "11 mean pictures",
    ),
    "shares": (
        lambda: plots.show_parameter_shares(TABLE),
        "파라미터 100개의 몫: Dense 4 75.0 %, Dense 2 25.0 %",
        "shares of 100 parameters: Dense 4 75.0 %, Dense 2 25.0 %",
    ),
    "curves": (
        lambda: plots.show_training_curves({"MLP": CURVE, "CNN": CURVE}),
        "MLP 3에포크 뒤 정확도 훈련 0.41 검증 0.27; CNN 3에포크 뒤",
        "MLP accuracy after 3 epochs: training 0.41, validation 0.27; CNN",
    ),
    "confusion": (
        lambda: plots.show_confusion_matrix(COUNTS, CLASS_NAMES, CLASS_NAMES_KO),
        "17장 가운데 10장 정답. 가장 흔한 혼동은 새→개 7장",
        "10 of 17 right; the most frequent confusion is bird→dog, 7 images",
    ),
    "first layer": (
        lambda: plots.show_first_layer(
            RNG.normal(size=(192, 3)), (8, 8, 3), ["1 변화 Δ", "2 변화 Δ", "3 지금 now"]
        ),
        "첫 층의 가중치 그림 3장 (8×8)",
        "3 first-layer weight pictures (8×8)",
    ),
    "explorer": (
        explore.explore_convolution,
        "크기 8 커널 3 스트라이드 2 same → 4",
        "size 7 kernel 3 stride 1 dilation 2 valid → 3",
    ),
}


@pytest.fixture(autouse=True)
def style():
    with plt.rc_context():
        set_style()
        yield


def drawn_figures(monkeypatch):
    """Collect the figures that are shown, rendered for real so that missing glyphs would warn."""
    figures = []

    def show():
        figure = plt.gcf()
        figure.canvas.draw()
        figures.append(figure)

    monkeypatch.setattr(plt, "show", show)
    return figures


@pytest.mark.parametrize("name", FIGURES)
def test_figure_draws_cleanly_and_says_its_numbers(name, monkeypatch, capsys):
    call, ko, en = FIGURES[name]
    shown = drawn_figures(monkeypatch)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        call()
    line = next(x for x in capsys.readouterr().out.splitlines() if "text alternative" in x)
    assert ko in line and en in line
    assert plt.get_fignums() == []
    assert len(shown) == (0 if name == "explorer" else 1)


def test_every_show_function_is_drawn_above():
    called = {name for name in dir(plots) if name.startswith("show_")}
    names = {name for call, *_ in FIGURES.values() for name in call.__code__.co_names}
    assert called <= names


def test_a_missing_glyph_would_be_noticed(monkeypatch):
    drawn_figures(monkeypatch)
    with warnings.catch_warnings(), pytest.raises(UserWarning, match="missing"):
        warnings.simplefilter("error")
        plots.show_images([IMAGES[0]], ["\U0001f9e0"])


def test_convolution_grids_show_the_numbers_of_the_convolution(monkeypatch):
    figures = drawn_figures(monkeypatch)
    plots.show_convolution_steps(BOARD, EDGE, [(0, 0), (1, 0)])
    first, second = figures[0].axes[2], figures[0].axes[5]
    assert [text.get_text() for text in first.texts] == ["-6"]  # the outputs so far, no more
    assert [text.get_text() for text in second.texts] == ["-6"] * 4


def test_curves_are_told_apart_without_colour(monkeypatch):
    figures = drawn_figures(monkeypatch)
    plots.show_training_curves({"MLP": CURVE, "CNN": CURVE})
    styles = [
        (x.get_linestyle(), x.get_marker(), x.get_markerfacecolor())
        for x in figures[0].axes[0].lines
    ]
    assert len(set(styles)) == 4


def luminance(color):
    from matplotlib.colors import to_rgb

    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return float(np.dot([0.2126, 0.7152, 0.0722], channels))


@pytest.mark.parametrize("color", [plots.INK, plots.MUTED, plots.FACTOR])
def test_text_colours_have_enough_contrast_on_paper(color):
    assert 1.05 / (luminance(color) + 0.05) >= 4.5


def test_palette_is_the_one_of_okabe_and_ito():
    assert {"#0072B2", "#D55E00", "#009E73"} <= set(PALETTE.values())


# --- the explorer ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments, size, formula",
    [
        ((7, 3, 1, "valid", 1), 5, "⌊(7 − 3) / 1⌋ + 1 = <b>5</b>"),
        ((8, 3, 2, "same", 1), 4, "⌈8 / 2⌉ = <b>4</b>"),
        ((7, 3, 1, "valid", 2), 3, "⌊(7 − 5) / 1⌋ + 1 = <b>3</b>"),
    ],
)
def test_explorer_fills_in_the_formula(arguments, size, formula):
    text, outputs = explore.describe_convolution(*arguments)
    assert outputs == size and formula in text


def test_explorer_says_where_the_zeros_go():
    assert "앞 before 0, 뒤 after 1" in explore.describe_convolution(8, 3, 2, "same", 1)[0]


def test_explorer_explains_a_kernel_that_does_not_fit():
    text, outputs = explore.describe_convolution(3, 7, 1, "valid", 1)
    assert outputs == 0 and "출력이 없습니다" in text and "no output" in text


def explorer_bundle(monkeypatch):
    """Run the explorer, return its output bundle and its widgets by description."""
    import ipywidgets as widgets
    from IPython import display as module

    bundles, boxes = [], []
    monkeypatch.setattr(module, "display", lambda bundle, raw: bundles.append(bundle))
    box_class = widgets.VBox
    monkeypatch.setattr(
        widgets, "VBox", lambda children: boxes.append(box_class(children)) or boxes[0]
    )
    explore.explore_convolution()
    return bundles[0], boxes[0].children


def test_explorer_output_also_lives_without_a_kernel(monkeypatch, capsys):
    bundle, _ = explorer_bundle(monkeypatch)
    assert {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"} == set(bundle)
    assert bundle["text/plain"] == capsys.readouterr().out.strip()


def test_sliders_change_the_picture_and_the_formula(monkeypatch):
    _, children = explorer_bundle(monkeypatch)
    sliders = {child.description.split()[-1]: child for child in children[:-2]}
    formula, picture = children[-2], children[-1]
    before = picture.value
    sliders["stride"].value = 2
    assert picture.value != before and "= <b>3</b>" in formula.value
    before = picture.value
    sliders["position"].value = 5
    assert picture.value != before
    assert sliders["position"].max == 9
    sliders["size"].value, sliders["kernel"].value = 3, 7
    assert "no output" in formula.value
    sliders["padding"].value = "same"
    assert "= <b>2</b>" in formula.value


def test_the_explorers_picture_says_what_it_shows(monkeypatch):
    _, children = explorer_bundle(monkeypatch)
    sliders = {child.description.split()[-1]: child for child in children[:-2]}
    picture = children[-1]
    assert 'alt="출력 크기 output size = ⌊(7 − 3) / 1⌋ + 1 = 5"' in picture.value
    sliders["padding"].value = "same"
    assert '= 7 (0: 앞 before 1, 뒤 after 1)"' in picture.value
    assert sliders["position"].tooltip == "위치 position"  # else JupyterLab's label says "null"


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("shade", range(0, 256, 5))
def test_counts_read_on_every_shade_of_a_confusion_matrix(shade):
    background = plt.get_cmap("Blues")(shade)
    assert contrast(plots.ink_on(background), background) >= 4.5


def test_counts_get_the_ink_of_their_own_cell():
    _, ax = plt.subplots()
    plots.write_counts(ax, np.array([[0, 3], [4, 4]]), top=4, fontsize=9)
    colors = [text.get_color() for text in ax.texts]
    plt.close("all")
    assert colors == ["#000000", plots.ink_on(plt.get_cmap("Blues")(0.75)), "#ffffff", "#ffffff"]


@pytest.mark.parametrize("ink", [plots.INK, plots.MUTED, plots.FACTOR])
def test_text_of_the_figures_reads_in_the_padded_cells(ink):
    assert contrast(ink, plots.ZERO) >= 4.5


def test_curves_differ_without_their_colours():
    set_style()
    styles = plt.rcParams["axes.prop_cycle"].by_key()
    for name in ("linestyle", "marker"):
        assert len(set(map(str, styles[name]))) == len(styles["color"])
    for kind in zip(*plots.LINES, strict=True):
        assert len(set(kind)) == len(plots.LINES)
