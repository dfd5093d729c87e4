"""Every answer that differs from a right one in a single property is refused.

`EQUIVALENT` lists the mutants that compute the same as the right answer, each with its reason;
those must pass.
"""

import gc
from functools import partial

import keras
import pytest
from keras import layers

from helpers.checks import (
    check_cnn,
    check_mlp,
    check_model1,
    check_model2,
    check_model3,
    check_residual_block,
    check_resnet,
    check_vgg16,
)
from tests import answers_cnn, answers_mlp, answers_residual, answers_vgg, recipes
from tests.block_mutants import block, block_mutants
from tests.mutants import mutants


def convolutions(*plan):
    """A recipe of Conv2D layers: (number of kernels, padding) each."""
    return lambda _: {
        f"conv{number}": partial(layers.Conv2D, filters=filters, kernel_size=3, padding=padding)
        for number, (filters, padding) in enumerate(plan, start=1)
    }


def without_batch(check):
    """3-1 gives the input's shape with the batch axis."""
    return lambda build: check(lambda shape: build(shape[1:]))


FREE = ("activation",)  # 3-1 asks for no activation
RECIPES = {
    "model1": (without_batch(check_model1), convolutions((1, "same")), FREE),
    "model2": (without_batch(check_model2), convolutions((4, "same"), (4, "same")), FREE),
    "model3": (
        without_batch(check_model3),
        convolutions((2, "same"), (4, "same"), (8, "valid")),
        FREE,
    ),
    "mlp": (check_mlp, answers_mlp.recipe, ()),
    "cnn": (check_cnn, answers_cnn.recipe, ()),
    "resnet": (check_resnet, answers_residual.recipe, ()),
}
EQUIVALENT = {
    ("model2", "conv1 and Activation"): "an activation is free in 3-1",
    ("model3", "conv1 and Activation"): "an activation is free in 3-1",
    ("model3", "conv2 and Activation"): "an activation is free in 3-1",
    ("model2", "conv1 and conv2 exchanged"): "both layers have the same settings",
    ("cnn", "conv3 and conv4 exchanged"): "both layers have the same settings",
    ("resnet", "block1 and block2 exchanged"): "both blocks have the same settings",
    ("resnet", "block2 and block3 exchanged"): "both blocks have the same settings",
}


def cases():
    for title, (check, recipe, skip) in RECIPES.items():
        for mutant in mutants(recipe, skip):
            equal = (title, mutant.name) in EQUIVALENT
            yield pytest.param(check, mutant, equal, id=f"{title}: {mutant.name}")


CASES = list(cases())


@pytest.mark.sampled(7)
@pytest.mark.parametrize(("check", "mutant", "equal"), CASES)
def test_a_single_change_is_refused(check, mutant, equal):
    report = check(mutant.build)
    assert report.passed == equal, str(report)
    assert "could not be read" not in str(report)


def test_every_exception_is_a_mutant():
    assert {f"{title}: {name}" for title, name in EQUIVALENT} <= {case.id for case in CASES}


@pytest.mark.parametrize("title", RECIPES)
def test_the_recipe_itself_passes(title):
    check, recipe, _ = RECIPES[title]
    report = check(lambda shape, classes=10: recipes.sequential(shape, recipe(classes).values()))
    assert report.passed, str(report)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("mutant", list(block_mutants()), ids=lambda mutant: mutant.name)
def test_a_single_change_of_the_block_is_refused(mutant):
    (result,) = check_residual_block(mutant.cls).results
    assert result.status == "fail", result.en
    assert "could not be read" not in result.en


def test_the_block_itself_passes():
    assert check_residual_block(block()).passed


VGG = [
    mutant
    for mutant in mutants(answers_vgg.recipe)
    if mutant.name.startswith(("b2c2 ", "b3p ")) and "exchanged" not in mutant.name
]
"""The mutants of one convolution and one pooling, to save time."""


@pytest.mark.sampled(7)
@pytest.mark.parametrize("mutant", VGG, ids=lambda mutant: mutant.name)
def test_a_single_change_of_vgg16_blames_its_block(mutant):
    report = check_vgg16(
        lambda input_shape=(224, 224, 3), num_classes=1000: mutant.build(input_shape, num_classes)
    )
    gc.collect()
    keras.backend.clear_session()
    failed = [result.instruction for result in report.results if result.status == "fail"]
    assert failed == [int(mutant.name[1])], str(report)
