"""The sliders, and what they look at: widgets that redraw, with a still picture beside them."""

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import explore
from helpers.explore import Setting
from helpers.notebook import set_style
from helpers.watch import layers_of, watch

RNG = np.random.default_rng(0)
IMAGES = RNG.random((4, 32, 32, 3))
MAPS = {"conv1": RNG.random((4, 32, 32, 16)), "conv3": RNG.random((4, 8, 8, 20))}
FORMS = {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"}


@pytest.mark.parametrize(
    "setting, size, formula",
    [
        (Setting(), 5, "⌊(7 − 3) / 1⌋ + 1 = <b>5</b>"),
        (Setting(8, 3, 2, "same"), 4, "⌈8 / 2⌉ = <b>4</b> &nbsp; (0: 앞 before 0, 뒤 after 1)"),
        (Setting(dilation=2), 3, "⌊(7 − 5) / 1⌋ + 1 = <b>3</b>"),
    ],
)
def test_the_formula_is_filled_in(setting, size, formula):
    assert setting.outputs == size and formula in setting.formula()


@pytest.fixture
def shown(monkeypatch):
    """Run an explorer: its widgets, and the one output with all its forms."""
    import ipywidgets as widgets

    def run(explorer, *arguments):
        forms, boxes = [], []
        monkeypatch.setattr(explore, "display", lambda form, raw: forms.append(form))
        box_class = widgets.VBox
        monkeypatch.setattr(widgets, "VBox", lambda kids: boxes.append(box_class(kids)) or boxes[0])
        explorer(*arguments)
        assert plt.get_fignums() == []
        return boxes[0].children, *forms

    with plt.rc_context():
        set_style()
        yield run


def test_sliders_change_the_picture_and_the_formula(shown, capsys):
    (*controls, formula, picture), forms = shown(explore.explore_convolution)
    assert set(forms) == FORMS
    text = capsys.readouterr().out.strip()
    assert forms["text/plain"] == text
    assert "크기 8 커널 3 스트라이드 2 same → 4" in text
    assert "size 7 kernel 3 stride 1 dilation 2 valid → 3" in text

    sliders = {control.description.split()[-1]: control for control in controls}
    assert 'alt="출력 크기 output size = ⌊(7 − 3) / 1⌋ + 1 = 5"' in picture.value
    assert sliders["position"].tooltip == "위치 position"  # else JupyterLab's label says "null"
    before = picture.value
    sliders["stride"].value = 2
    assert picture.value != before and "= <b>3</b>" in formula.value
    before = picture.value
    sliders["position"].value = 5
    assert picture.value != before and sliders["position"].max == 9
    sliders["size"].value, sliders["kernel"].value = 3, 7
    assert "7개)이 입력 크기" in formula.value and "spans 7 pixels" in formula.value
    sliders["padding"].value = "same"
    assert "= <b>2</b>" in formula.value


def test_the_browser_follows_image_and_layer(shown, monkeypatch, capsys):
    drawn = []
    draw = explore.draw_maps
    monkeypatch.setattr(
        explore, "draw_maps", lambda image, maps: drawn.append((image, maps)) or draw(image, maps)
    )
    children, forms = shown(explore.explore_feature_maps, IMAGES, MAPS, ["cat", "dog", "frog", ""])
    number, layer, caption, picture = children
    assert set(forms) == FORMS
    text = capsys.readouterr().out
    assert text.count("conv1 (32, 32, 16), conv3 (8, 8, 20)") == 2
    assert "사진 4장" in text and "4 images" in text

    still = drawn[0][1]
    assert {name: values.shape[-1] for name, values in still.items()} == {"conv1": 8, "conv3": 8}
    spread = MAPS["conv3"][0].std(axis=(0, 1))
    assert np.array_equal(still["conv3"][..., 0], MAPS["conv3"][0][..., spread.argmax()])

    number.value, layer.value = 3, "conv3"
    image, maps = drawn[-1]
    assert np.array_equal(image, IMAGES[2])
    assert [np.array_equal(values, MAPS["conv3"][2]) for values in maps.values()] == [True]
    assert "frog" in caption.value and 'alt="frog conv3 (8, 8, 20)"' in picture.value


# --- looking inside a model -----------------------------------------------------------------


def models():
    """The same network written in four ways, two of them without a shape of the input."""
    from keras import Input, Model, Sequential
    from keras.layers import Conv2D, Dense, Flatten

    def layers():
        return [Conv2D(2, 3), Conv2D(3, 3), Flatten(), Dense(4)]

    class Written(Model):
        def __init__(self):
            super().__init__()
            self.dense, self.flatten, self.second, self.first = reversed(layers())

        def call(self, x):
            return self.dense(self.flatten(self.second(self.first(x))))

    first, second, *head = layers()
    return {
        "sequential": Sequential([Input((8, 8, 1)), *layers()]),
        "without Input": Sequential(layers()),
        "nested": Sequential([Input((8, 8, 1)), Sequential([first, second]), *head]),
        "class": Written(),
    }


@pytest.mark.parametrize("way", ["sequential", "without Input", "nested", "class"])
def test_layers_are_watched_however_the_model_is_written(way):
    from keras.layers import Conv2D

    model = models()[way]
    x = RNG.random((2, 8, 8, 1)).astype("float32")
    assert len(layers_of(model, Conv2D)) == 2
    for _ in range(2):  # watching leaves no trace
        seen = watch(model, x, [*layers_of(model, Conv2D), model])
        assert [output.shape for _, output in seen] == [(2, 6, 6, 2), (2, 4, 4, 3), (2, 4)]
        assert np.allclose(seen[0][1], seen[0][0](x))
        assert np.allclose(seen[-1][1], model(x))


def test_a_block_is_watched_in_a_model_that_has_yet_to_be_built():
    from keras import Sequential

    block = models()["class"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Keras warns where building a model fails
        seen = watch(Sequential([block]), RNG.random((2, 8, 8, 1)), [block])
    assert [output.shape for _, output in seen] == [(2, 4)]
