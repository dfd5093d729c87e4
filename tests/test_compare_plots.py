"""The comparison pictures: they draw without warnings, tell their numbers, leave nothing open."""

import warnings
from types import SimpleNamespace

import matplotlib

matplotlib.use("Agg", force=True)

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import compare_plots, explore
from helpers.arithmetic import LayerRow, LayerTable
from helpers.data import CLASS_NAMES, CLASS_NAMES_KO
from helpers.notebook import set_style

RNG = np.random.default_rng(0)
IMAGES = RNG.random((4, 32, 32, 3))
MAPS = {
    "conv1": RNG.random((4, 32, 32, 16)),
    "conv3": RNG.random((4, 8, 8, 20)),
}


@pytest.fixture(autouse=True)
def strict_drawing(monkeypatch, caplog):
    """Warnings are errors, figures are really rendered when shown, none stays open.

    Matplotlib logs a font that it cannot find; a notebook would show that as text on stderr.
    """

    def render() -> None:
        for number in plt.get_fignums():
            plt.figure(number).canvas.draw()

    with matplotlib.rc_context(), warnings.catch_warnings():
        set_style()
        warnings.simplefilter("error")
        monkeypatch.setattr(plt, "show", render)
        yield
    left = plt.get_fignums()
    plt.close("all")
    assert not left
    assert not [r for r in caplog.get_records("call") if r.name.startswith("matplotlib")]


def table(parameters: int, macs: int, activation_bytes: int) -> LayerTable:
    return LayerTable((LayerRow("a", "Dense", (10,), parameters, macs, activation_bytes),))


def texts(fig) -> list[str]:
    return [t.get_text() for ax in fig.axes for t in [*ax.texts, ax.title]]


def test_costs_tell_every_number(capsys):
    tables = {
        "MLP": table(17_061_834, 17_056_384, 33 * 1024),
        "CNN": table(94_698, 6_900_000, 256 * 1024),
    }
    compare_plots.show_model_costs(tables)
    out = capsys.readouterr().out
    for part in ("MLP 17,061,834, CNN 94,698", "MLP 17,056,384, CNN 6,900,000", "MLP 33, CNN 256"):
        assert out.count(part) == 2  # once in each language
    assert "seconds" not in out


def test_costs_with_seconds_keep_the_order_of_the_tables(capsys):
    tables = {"MLP": table(2, 2, 1024), "CNN": table(1, 1, 2048)}
    compare_plots.show_model_costs(tables, seconds={"CNN": 3.21, "MLP": 9.87})
    assert "seconds/epoch: MLP 9.9, CNN 3.2" in capsys.readouterr().out


def test_accuracies_tell_accuracy_and_margin(capsys):
    compare_plots.show_accuracies({"MLP": (0.352, 0.042), "CNN": (0.5, 0.0438)})
    out = capsys.readouterr().out
    assert "MLP 35.2 ± 4.2 %, CNN 50.0 ± 4.4 %" in out


def test_accuracy_bars_span_the_interval(monkeypatch):
    seen = []
    monkeypatch.setattr(
        compare_plots, "show", lambda fig, ko, en: (seen.append(fig), plt.close(fig))
    )
    compare_plots.show_accuracies({"CNN": (0.5, 0.04)})
    spans = [
        path.vertices[:, 0] for group in seen[0].axes[0].collections for path in group.get_paths()
    ]
    assert any(np.allclose(span, (0.46, 0.54)) for span in spans)


def test_validation_curves_tell_each_epoch_of_each_model(capsys):
    compare_plots.show_validation_curves(
        {
            "MLP": {"val_accuracy": [0.21, 0.256], "accuracy": [0.9, 0.9]},
            "CNN": {"val_accuracy": [0.34, 0.45, 0.5]},
        }
    )
    out = capsys.readouterr().out
    assert out.count("MLP 0.21, 0.26; CNN 0.34, 0.45, 0.50") == 2
    assert "0.90" not in out


@pytest.mark.parametrize(
    ("values", "top"), [([0.3, 0.5], 0.55), ([0.7, 0.98], 1.0), ([0.02, 0.04], 0.11)]
)
def test_validation_axis_ends_a_little_above_the_highest_value(monkeypatch, values, top):
    seen = []
    monkeypatch.setattr(
        compare_plots, "show", lambda fig, ko, en: (seen.append(fig), plt.close(fig))
    )
    compare_plots.show_validation_curves(
        {"MLP": {"val_accuracy": [0.01]}, "CNN": {"val_accuracy": values}}
    )
    assert seen[0].axes[0].get_ylim() == pytest.approx((0, top))


def test_confusion_matrices_name_the_true_class_first(capsys):
    first = np.diag(np.arange(10, 20))
    first[3, 5] = 9  # cats called dogs
    second = first.T.copy()
    second[0, 8] = 1
    compare_plots.show_confusion_matrices(
        {"MLP": first, "CNN": second}, CLASS_NAMES, CLASS_NAMES_KO
    )
    out = capsys.readouterr().out
    assert "MLP 145 of 154 right, most frequent confusion cat→dog 9" in out
    assert "CNN 145 of 155 right, most frequent confusion dog→cat 9" in out
    assert "MLP 154장 가운데 145장 정답, 가장 흔한 혼동 고양이→개 9장" in out


def test_confusion_matrices_print_every_count_in_its_cell(monkeypatch):
    seen = []
    monkeypatch.setattr(
        compare_plots, "show", lambda fig, ko, en: (seen.append(fig), plt.close(fig))
    )
    counts = np.arange(100).reshape(10, 10)
    compare_plots.show_confusion_matrices(
        {"MLP": counts, "CNN": counts}, CLASS_NAMES, CLASS_NAMES_KO
    )
    for ax in seen[0].axes:
        cells = {(t.get_position(), t.get_text()) for t in ax.texts}
        assert ((8, 3), "38") in cells and len(cells) == 100


def test_feature_grid_shows_every_channel_on_one_scale():
    maps = np.zeros((8, 8, 20))
    maps[..., 7] = 4.0
    fig = compare_plots.draw_feature_grid(IMAGES[0], maps, "conv3: 20 × (8×8)")
    shown = [image for ax in fig.axes for image in ax.images][1:]
    assert len(shown) == 20
    assert {image.get_clim() for image in shown} == {(0.0, 4.0)}
    assert np.array_equal(shown[7].get_array(), maps[..., 7])
    fig.canvas.draw()
    plt.close(fig)


def test_feature_grid_draws_a_layer_that_is_silent():
    fig = compare_plots.draw_feature_grid(IMAGES[0], np.zeros((2, 2, 3)), "pool")
    fig.canvas.draw()
    plt.close(fig)


def test_feature_panel_picks_the_maps_that_vary_most():
    maps = np.full((2, 8, 8, 5), 9.0)  # large but flat
    maps[0, :4, :, 3] = 1.0
    maps[1, :4, :, 1] = 1.0
    fig = compare_plots.draw_feature_panel(IMAGES[:2], {"conv": maps}, strongest=1)
    assert [t for t in texts(fig) if t] == ["3", "1"]
    fig.canvas.draw()
    plt.close(fig)


def test_shift_effect_tells_accuracy_and_agreement(capsys):
    compare_plots.show_shift_effect(
        [0, 2],
        {"MLP": [0.4, 0.3], "CNN": [0.5, 0.45]},
        {"MLP": [1.0, 0.61], "CNN": [1.0, 0.72]},
        {"MLP": [0.04, 0.04], "CNN": [0.04, 0.04]},
    )
    out = capsys.readouterr().out
    assert out.count("MLP 0px 0.40/1.00, 2px 0.30/0.61; CNN 0px 0.50/1.00, 2px 0.45/0.72") == 2


def test_mistakes_tell_true_before_predicted(capsys):
    compare_plots.show_mistakes(
        IMAGES[:2], [3, 0], [5, 8], [0.987, 0.5], CLASS_NAMES, CLASS_NAMES_KO, columns=2
    )
    out = capsys.readouterr().out
    assert "고양이→개 0.99, 비행기→배 0.50" in out
    assert "cat→dog 0.99, airplane→ship 0.50" in out


def test_mistakes_title_names_both_classes(monkeypatch):
    seen = []
    monkeypatch.setattr(
        compare_plots, "show", lambda fig, ko, en: (seen.append(fig), plt.close(fig))
    )
    compare_plots.show_mistakes(IMAGES[:1], [3], [5], [0.9], CLASS_NAMES, CLASS_NAMES_KO)
    title = seen[0].axes[0].get_title()
    assert title.index("dog") < title.index("90 %") < title.index("cat")


# --- the feature-map browser ----------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch):
    """What the browser hands to the front end."""
    caught = SimpleNamespace()

    def keep(box, still, text):
        caught.box, caught.still, caught.text = box, still, text
        still.canvas.draw()
        plt.close(still)

    monkeypatch.setattr(explore, "_display", keep)
    return caught


def test_browser_follows_image_and_layer(shown):
    explore.explore_feature_maps(IMAGES, MAPS, ["cat", "dog", "frog", "ship"])
    number, layer, caption, picture = shown.box.children
    first = picture.value
    assert "cat" in caption.value
    number.value = 3
    second = picture.value
    assert "frog" in caption.value and second != first
    assert 'alt="frog conv1: 16 × ' in picture.value
    layer.value = "conv3"
    assert picture.value not in (first, second)
    assert number.max == 4 and tuple(layer.options) == ("conv1", "conv3")


def test_browser_draws_the_maps_of_the_chosen_image(shown, monkeypatch):
    drawn = []
    original = explore.draw_feature_grid

    def spy(image, maps, title):
        drawn.append((image, maps, title))
        return original(image, maps, title)

    monkeypatch.setattr(explore, "draw_feature_grid", spy)
    explore.explore_feature_maps(IMAGES, MAPS, list("abcd"))
    shown.box.children[1].value = "conv3"
    shown.box.children[0].value = 2
    image, maps, title = drawn[-1]
    assert np.array_equal(image, IMAGES[1]) and np.array_equal(maps, MAPS["conv3"][1])
    assert title == "conv3: 20 × (8×8)"


def test_browser_tells_the_shapes_in_both_languages(shown):
    explore.explore_feature_maps(IMAGES, MAPS, list("abcd"))
    assert shown.text.count("conv1 (32, 32, 16), conv3 (8, 8, 20)") == 2
    assert "사진 4장" in shown.text and "4 images" in shown.text


def test_browser_works_with_a_single_image(shown):
    explore.explore_feature_maps(IMAGES[:1], {"conv1": MAPS["conv1"][:1]}, ["cat"])
    assert shown.box.children[0].max == 1


@pytest.mark.parametrize(
    ("images", "maps", "titles"),
    [
        (IMAGES, MAPS, ["cat"]),
        (IMAGES[:3], MAPS, list("abc")),
        (IMAGES, {}, list("abcd")),
        (IMAGES[:0], {"conv1": MAPS["conv1"][:0]}, []),
    ],
)
def test_browser_refuses_counts_that_differ(shown, images, maps, titles):
    with pytest.raises(ValueError, match="equally many"):
        explore.explore_feature_maps(images, maps, titles)


def test_browser_output_carries_widget_picture_and_text(monkeypatch, capsys):
    import IPython.display

    bundles = []
    monkeypatch.setattr(
        IPython.display, "display", lambda bundle, raw: bundles.append(bundle) if raw else None
    )
    explore.explore_feature_maps(IMAGES, MAPS, list("abcd"))
    (bundle,) = bundles
    assert set(bundle) == {
        "text/plain",
        "image/png",
        "application/vnd.jupyter.widget-view+json",
    }
    assert bundle["text/plain"] in capsys.readouterr().out
