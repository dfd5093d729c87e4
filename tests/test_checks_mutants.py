"""Every answer that differs from a right one in a single property is refused.

``EQUIVALENT`` lists the mutants that compute the same as the reference, each with the reason; those
must pass.
"""

import keras
import pytest
from keras import layers

from helpers.checks import (
    check_cnn,
    check_mlp,
    check_model1,
    check_model2,
    check_model3,
    check_resnet,
    check_vgg16,
)
from tests import answers_cnn, answers_residual, answers_vgg
from tests.mutants import mutants


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
            yield pytest.param(check, mutant, EQUIVALENT.get(marks), id=f"{title}: {mutant.name}")


@pytest.mark.parametrize(("check", "mutant", "equivalent"), list(cases()))
def test_a_single_change_is_refused(check, mutant, equivalent):
    report = check(mutant.build)
    assert report.passed == (equivalent is not None), str(report)


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


VGG = [
    mutant
    for mutant in mutants(lambda classes: list(answers_vgg.named_layers(classes).values()))
    if mutant.place in (4, 9)
    and mutant.name.split()[0] == str(mutant.place)
    and "exchanged" not in mutant.name
    and "GlobalMaxPooling2D" not in mutant.name
]
"""The mutants of a convolution of block 2 and of the pooling of block 3.

Left out: exchanged neighbours, which may be equal or touch two blocks, and a global pooling, after
which no model can be made; then layers are judged in the order in which they were made, and here
the changed one is made last.
"""


@pytest.mark.parametrize("mutant", VGG, ids=[f"vgg: {mutant.name}" for mutant in VGG])
def test_a_single_change_of_vgg_blames_its_block(mutant):
    def build(input_shape=(224, 224, 3), num_classes=1000):
        return mutant.build(input_shape, num_classes)

    failed = [r.instruction for r in check_vgg16(build).results if r.status == "fail"]
    blamed = [{4: 2, 9: 3}[mutant.place]]
    assert failed == blamed
