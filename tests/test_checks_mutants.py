"""Every answer that differs from a right one in a single property is refused.

``EQUIVALENT`` lists the mutants that compute the same as the reference, each with the reason; those
must pass.
"""

import keras
import pytest
from keras import layers

from helpers.checks import (
    check_cnn,
    check_main,
    check_mlp,
    check_model1,
    check_model2,
    check_model3,
    check_residual_block,
    check_resnet,
    check_run_model,
    check_vgg16,
)
from tests import answers_cnn, answers_residual, answers_vgg
from tests.answers_main import training
from tests.answers_run_model import as_run_model
from tests.block_mutants import block, block_mutants
from tests.mutants import mutants, score
from tests.training_mutants import HARMLESS, training_mutants


def convolutions(*plan):
    return lambda _: [layers.Conv2D(n, 3, padding=padding) for n, padding in plan]


def mlp(classes):
    hidden = [layers.Dense(units, activation="relu") for units in (4096, 1024, 256, 64)]
    return [layers.Flatten(), *hidden, layers.Dense(classes, activation="softmax")]


def resnet(classes):
    return [
        layers.Conv2D(64, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(2),
        *[answers_residual.AsInTheCourse(64, 3) for _ in range(3)],
        layers.GlobalAveragePooling2D(),
        layers.Dense(classes, activation="softmax"),
    ]


def without_batch(check):
    """3-1 gives the input's shape with the batch axis."""
    return lambda build: check(lambda shape: build(shape[1:]))


FREE = ("activation",)  # 3-1 asks for no activation
REFERENCES = {
    "model1": (without_batch(check_model1), convolutions((1, "same")), FREE),
    "model2": (without_batch(check_model2), convolutions((4, "same"), (4, "same")), FREE),
    "model3": (
        without_batch(check_model3),
        convolutions((2, "same"), (4, "same"), (8, "valid")),
        FREE,
    ),
    "mlp": (check_mlp, mlp, ()),
    "cnn": (check_cnn, answers_cnn.made, ()),
    "resnet": (check_resnet, resnet, ()),
}
EQUIVALENT = {
    ("model2", "Activation after 0"): "an activation is free in 3-1",
    ("model3", "Activation after 0"): "an activation is free in 3-1",
    ("model3", "Activation after 1"): "an activation is free in 3-1",
    ("model2", "0 and 1 exchanged"): "both layers have the same settings",
    ("cnn", "3 and 4 exchanged"): "both layers have the same settings",
    ("resnet", "2 and 3 exchanged"): "two blocks with the same settings",
    ("resnet", "3 and 4 exchanged"): "two blocks with the same settings",
}


def cases():
    for title, (check, make, skip) in REFERENCES.items():
        for mutant in mutants(make, skip):
            marks = (title, mutant.name)
            name = f"{title}: {mutant.name}"
            yield pytest.param(title, check, mutant, EQUIVALENT.get(marks), id=name)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("title", "check", "mutant", "equivalent"), list(cases()))
def test_a_single_change_is_refused(title, check, mutant, equivalent):
    report = check(mutant.build)
    assert score(title, report.passed == (equivalent is not None)), str(report)


def test_every_exception_is_a_mutant():
    names = {(title, m.name) for title, (_, make, skip) in REFERENCES.items()
             for m in mutants(make, skip)}  # fmt: skip
    assert set(EQUIVALENT) <= names


@pytest.mark.parametrize("title", REFERENCES)
def test_the_reference_itself_passes(title):
    check, make, _ = REFERENCES[title]

    def build(img_shape, num_classes=10):
        return keras.Sequential([keras.Input(shape=img_shape), *make(num_classes)])

    assert check(build).passed


BLOCK_MUTANTS = list(block_mutants())


@pytest.mark.parametrize("mutant", BLOCK_MUTANTS, ids=[m.name for m in BLOCK_MUTANTS])
def test_a_single_change_of_the_block_is_refused(mutant):
    (result,) = check_residual_block(mutant.cls).results
    assert score("block", result.status == "fail"), result.en


def test_the_block_itself_passes():
    assert check_residual_block(block()).passed


TRAINING_MUTANTS = list(training_mutants())


@pytest.mark.parametrize("mutant", TRAINING_MUTANTS, ids=[m.name for m in TRAINING_MUTANTS])
@pytest.mark.parametrize(
    ("check", "wrap", "first"),
    [(check_main, lambda main: main, 2), (check_run_model, as_run_model, 3)],
    ids=["main", "run_model"],
)
def test_a_single_changed_argument_blames_its_instruction(mutant, check, wrap, first):
    report = check(wrap(mutant.main))
    failed = [r.instruction for r in report.results if r.status == "fail"]
    asked = mutant.instruction - 2 + first
    assert score(check.__name__.removeprefix("check_"), failed == [asked]), str(report)


@pytest.mark.parametrize("name", HARMLESS)
def test_where_the_instructions_are_silent_the_learner_is_free(name):
    change, remark = HARMLESS[name]
    report = check_main(training(**change))
    assert report.passed, str(report)
    assert remark is None or f"{remark}" in str(report)


def _names_its_block(mutant):
    """Left out: exchanged neighbours, which may be equal or touch two blocks, and a global pooling,
    after which no model can be made; then layers are judged in the order in which they were made,
    and here the changed one is made last.
    """
    changed = mutant.name.split()[0] == str(mutant.place)
    return changed and "exchanged" not in mutant.name and "Global" not in mutant.name


VGG = [
    mutant
    for mutant in mutants(lambda classes: list(answers_vgg.named_layers(classes).values()))
    if mutant.place in (4, 9) and _names_its_block(mutant)
]
"""The mutants of one convolution (of block 2) and one pooling (of block 3), to save time."""


@pytest.mark.sampled(2)
@pytest.mark.parametrize("mutant", VGG, ids=[f"vgg: {mutant.name}" for mutant in VGG])
def test_a_single_change_of_vgg_blames_its_block(mutant):
    def build(input_shape=(224, 224, 3), num_classes=1000):
        return mutant.build(input_shape, num_classes)

    failed = [r.instruction for r in check_vgg16(build).results if r.status == "fail"]
    blamed = [{4: 2, 9: 3}[mutant.place]]
    assert score("vgg16", failed == blamed), failed
