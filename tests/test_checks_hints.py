"""Advice for errors, and where in the notebooks a message sends its reader."""

import json

import keras
import pytest
from keras import layers

from helpers.checks import check_mlp, check_model1, check_residual_block
from helpers.checks.attempt import Stop, attempt
from helpers.checks.error_hints import hint
from helpers.checks.places import PLACES, see
from helpers.checks.words import NOTHING, Words, join
from helpers.course import NOTEBOOK_FOLDER
from tests.refusal import assert_refused


def headings(practice):
    """The headings of a practice's notebook by language."""
    (path,) = NOTEBOOK_FOLDER.glob(f"{practice}_*.ipynb")
    found = {"ko": set(), "en": set()}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        language = found.keys() & set(cell["metadata"].get("tags", []))
        for line in "".join(cell["source"]).splitlines() if language else ():
            if line.startswith("#"):
                found[language.copy().pop()].add(line.lstrip("# "))
    return found


@pytest.mark.parametrize("topic", PLACES)
def test_every_pointer_leads_to_a_heading(topic):
    practice, ko, en = PLACES[topic]
    found = headings(practice)
    assert ko in found["ko"]
    assert en in found["en"]


def test_a_pointer_comes_last_and_once():
    first, second = Words("가.", "A."), Words("나.", "B.")
    joined = join(see("padding"), first, None, NOTHING, join(second, see("stride")))
    assert joined == (f"가. 나. {see('padding').ko}", f"A. B. {see('padding').en}")


def model_of(*parts):
    return lambda img_shape, num_classes=10: keras.Sequential([keras.Input(img_shape), *parts])


def constructor_for_call(img_shape, num_classes=10):
    inputs = keras.Input(img_shape)
    return keras.Model(inputs, layers.Flatten(inputs))


def batch_in_the_shape(img_shape, num_classes=10):
    inputs = keras.Input((None, *img_shape))
    return keras.Model(inputs, layers.Dense(4)(layers.Flatten()(inputs)))


def one_in_the_shape(img_shape, num_classes=10):
    return keras.Sequential([keras.Input((1, *img_shape)), layers.Flatten(), layers.Dense(9)])


def built_without_batch(img_shape, num_classes=10):
    model = keras.Sequential([layers.Flatten(), layers.Dense(9)])
    model.build(img_shape)
    return model


def misspelt(img_shape, num_classes=10):
    return keras.Sequential([keras.Input(img_shape), layers.Dense(9, activaton="relu")])


def never_defined(img_shape, num_classes=10):
    return keras.Sequential([Flaten()])  # noqa: F821


def chained_add(img_shape, num_classes=10):
    return keras.Sequential().add(keras.Input(img_shape)).add(layers.Flatten())


def used_too_early(img_shape, num_classes=10):
    x = layers.Flatten()(inputs)  # noqa: F821
    inputs = keras.Input(img_shape)
    return keras.Model(inputs, x)


def too_small(img_shape, num_classes=10):
    inputs = keras.Input(img_shape)
    return keras.Model(inputs, layers.Conv2D(4, 50)(inputs))


@pytest.mark.parametrize(
    ("build", "en", "ko"),
    [
        (model_of(layers.Flatten), "parentheses after a layer", "괄호가 빠졌습니다"),
        (constructor_for_call, "Make the layer first", "괄호는 따로입니다"),
        (batch_in_the_shape, "without a batch axis", "배치 크기 없이"),
        (one_in_the_shape, "The batch axis is in it", "배치 축까지 적었습니다"),
        (built_without_batch, "taken for the batch axis", "배치 축으로 쓰여"),
        (misspelt, "Did you mean 'activation'", "'activation'인지 보세요"),
        (never_defined, "Run the cell that defines", "먼저 실행했는지"),
        (chained_add, "None where a value is needed", "None이 있습니다"),
        (used_too_early, "before it has a value", "값을 넣기 전에"),
        (too_small, "smaller than the kernel", "창보다 작아졌습니다"),
    ],
)
def test_classic_errors_are_explained(build, en, ko):
    (result,) = check_mlp(build).results
    assert_refused(result, en, ko)


def test_shapes_that_cannot_be_added():
    class Wide(keras.Model):
        def __init__(self, num_kernels, kernel_size):
            super().__init__()
            self.conv1 = layers.Conv2D(num_kernels, kernel_size, padding="same", activation="relu")
            self.conv2 = layers.Conv2D(num_kernels, kernel_size, padding="same", activation="relu")
            self.add = layers.Add

        def call(self, input_tensor):
            return self.add([input_tensor, self.conv2(self.conv1(input_tensor))])

    (result,) = check_residual_block(Wide).results
    assert_refused(result, "Make the layer first", "괄호는 따로입니다")


def test_the_cause_stands_before_the_error_and_the_pointer_behind_it():
    def build(input_shape):
        inputs = keras.Input(input_shape[1:])
        outputs = layers.Conv2D(1, 6)(inputs)
        return keras.Model(inputs, outputs)

    (result,) = check_model1(build).results
    cause, error = result.en.index("kernel size"), result.en.index("It stopped at line")
    assert cause < error
    assert not result.en.startswith("It stopped")


def test_an_error_without_advice_stays_as_it_is():
    _, stop = attempt(lambda: {}["key"])
    assert hint(stop) is None
    assert hint(Stop("ValueError", "something else", "f", 1, "", False)) is None


def test_a_class_is_told_by_its_own_name():
    def fails():
        raise ValueError(f"not {layers.Flatten}")

    _, stop = attempt(fails)
    assert stop.message == "not class Flatten"
