"""The check of VGG16: graded whole, and the block that differs is told."""

import time

import pytest

from helpers.checks import check_vgg16, practice_3_4
from helpers.checks.align import split
from helpers.checks.canon import Block, Outline
from helpers.checks.compare import Want
from helpers.checks.steps import Conv, Link, Other, Pool
from tests import answers_vgg as answers
from tests.refusal import assert_refused, ids


@pytest.mark.parametrize("build", answers.RIGHT.values(), ids=answers.RIGHT)
def test_right_in_any_spelling(build):
    started = time.process_time()
    report = check_vgg16(build)
    assert report.passed, str(report)
    assert [result.instruction for result in report.results] == [1, 2, 3, 4, 5]
    assert "138,357,544" in report.results[-1].en
    assert "14,714,688" in report.results[-1].ko
    assert time.process_time() - started < 10  # seconds of processor time


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("build", "blamed", "en", "ko"),
    answers.WRONG,
    ids=ids(answers.WRONG, 2),
)
def test_wrong_is_refused_and_the_block_is_told(build, blamed, en, ko):
    report = check_vgg16(build)
    failed = [result for result in report.results if result.status == "fail"]
    assert {result.instruction for result in failed} == blamed, str(report)
    assert not report.passed
    for result in failed:
        assert_refused(result, en, ko)


@pytest.mark.parametrize("build", answers.UNTOUCHED, ids=str)
def test_untouched_stub_is_not_attempted(build):
    report = check_vgg16(build)
    assert not report.attempted
    assert len(report.results) == 5


def test_an_error_leaves_the_other_blocks_unjudged():
    report = check_vgg16(answers.misspelt_in_block_3)
    assert [result.status for result in report.results] == ["todo", "todo", "fail", "todo", "todo"]


def test_the_note_on_missing_arguments():
    assert "takes no arguments" in check_vgg16(answers.without_arguments).results[-1].en


@pytest.mark.parametrize(
    "small", [answers.variant, lambda **changes: lambda: answers.variant(**changes)()]
)
def test_shapes_are_told_at_224(small):
    """Although the model runs on smaller images, with and without arguments."""
    report = check_vgg16(small(b3p=answers.avg))
    assert "(None, 28, 28, 256)" in report.results[2].en


def test_no_note_and_no_total_where_a_block_is_wrong():
    report = check_vgg16(answers.WRONG[0][0])
    assert "138,357,544" not in str(report)


@pytest.mark.parametrize("name", ["sequential", "without arguments", "subclass without arguments"])
def test_the_model_is_never_run_at_its_full_size(monkeypatch, name):
    shapes = []

    def read(build, args, shape, *others):
        shapes.append(shape)
        return answers_read(build, args, shape, *others)

    answers_read = practice_3_4.read
    monkeypatch.setattr(practice_3_4, "read", read)
    assert check_vgg16(answers.RIGHT[name]).passed
    assert shapes
    assert practice_3_4.ORIGINAL_SHAPE not in shapes


def link(step):
    return Link(step, (), ())


def test_split_gives_a_layer_too_many_to_the_group_that_follows():
    groups = [
        (Want(Conv(4, (3, 3))), Want(Pool("max"))),
        (Want(Conv(8, (3, 3))), Want(Pool("max"))),
    ]
    steps = [Conv(4, (3, 3)), Conv(4, (3, 3)), Pool("max"), Conv(8, (3, 3)), Pool("max")]
    stranger = link(Other("Dropout", "regular"))
    found = Outline([Block(link(step)) for step in steps], [(4, stranger)], [], [])
    first, second = split(found, groups)
    assert [block.link.step for block in first.blocks] == steps[:3]
    assert [block.link.step for block in second.blocks] == steps[3:]
    assert second.strangers == [(1, stranger)]
    assert not first.strangers


def test_split_of_nothing():
    groups = [(Want(Conv(4, (3, 3))),), (Want(Pool("max")),)]
    assert [part.blocks for part in split(Outline([], [], [], []), groups)] == [[], []]


def test_only_the_missing_blocks_are_blamed():
    def build(input_shape=answers.SHAPE, num_classes=answers.CLASSES):
        parts = answers.named_layers(num_classes).items()
        kept = [layer for name, layer in parts if name[:2] not in ("b3", "b4", "b5")]
        return answers.keras.Sequential([answers.keras.Input(input_shape), *kept])

    failed = [r.instruction for r in check_vgg16(build).results if r.status == "fail"]
    assert failed == [3, 4, 5]
