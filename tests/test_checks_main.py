"""The check of the training function: optimizer, compile and fit, each with its own verdict."""

import time
from pathlib import Path

import keras
import numpy as np
import pytest

from helpers.checks import check_main
from tests import answers_main as answers
from tests.refusal import assert_refused

PUBLIC = ("compile", "fit", "evaluate", "predict", "save", "train_on_batch")


def statuses(report):
    return tuple(result.status for result in report.results)


def cases(*banks):
    listed = [case for bank in banks for case in bank]
    return [pytest.param(*case, id=f"{n}-{case[1][:24]}") for n, case in enumerate(listed)]


def judge(main, instruction):
    """The result of one instruction; all others must have passed unless not reached."""
    report = check_main(main)
    assert [result.instruction for result in report.results] == [2, 3, 4]
    return report, report.results[instruction - 2]


@pytest.mark.parametrize(
    "main",
    [
        *answers.RIGHT,
        answers.global_arrays,
        answers.global_arrays_of_other_names,
        answers.unpacks_three_scores,
    ],
)
def test_right_in_any_spelling(main):
    report = check_main(main)
    assert report.passed, str(report)
    assert not Path("never_written.keras").exists()


@pytest.mark.parametrize(("main", "en", "ko"), cases(answers.WRONG_OPTIMIZER))
def test_wrong_optimizer(main, en, ko):
    report, result = judge(main, 2)
    assert_refused(result, en, ko)
    assert statuses(report) == ("fail", "pass", "pass")


@pytest.mark.parametrize(("main", "en", "ko"), cases(answers.WRONG_COMPILE))
def test_wrong_compile(main, en, ko):
    report, result = judge(main, 3)
    assert_refused(result, en, ko)
    assert statuses(report)[0] == "pass"


@pytest.mark.parametrize(("main", "en", "ko"), cases(answers.WRONG_COMPILE_BY_HAND))
def test_compile_missing_or_misused(main, en, ko):
    report, result = judge(main, 3)
    assert_refused(result, en, ko)
    assert statuses(report)[0] == "pass"


@pytest.mark.parametrize(("main", "en", "ko"), cases(answers.WRONG_FIT, answers.WRONG_FIT_BY_HAND))
def test_wrong_fit(main, en, ko):
    report, result = judge(main, 4)
    assert_refused(result, en, ko)
    assert statuses(report)[:2] == ("pass", "pass")


@pytest.mark.parametrize("main", answers.UNTOUCHED, ids=str)
def test_untouched_stub_is_not_attempted(main):
    report = check_main(main)
    assert not report.attempted, str(report)
    assert len(report.results) == 3


@pytest.mark.parametrize(("main", "expected"), answers.PARTS)
def test_half_done_gets_its_verdicts(main, expected):
    assert statuses(check_main(main)) == expected


@pytest.mark.parametrize(("main", "expected", "piece"), answers.ERRORS)
def test_error_is_blamed_where_it_happened(main, expected, piece):
    report = check_main(main)
    assert statuses(report) == expected, str(report)
    failed = next(result for result in report.results if result.status == "fail")
    assert piece in failed.en
    assert "line" in failed.en


@pytest.mark.parametrize(
    ("main", "instruction", "remark"),
    [
        (answers.by_name, 2, "'adam'"),
        (answers.constant_schedule, 2, "ExponentialDecay"),
        (answers.own_loss, 2, "beta_1"),
        (answers.own_loss, 3, "own"),
        (answers.by_name_and_resolved, 3, "compile made"),
        (answers.own_model, 3, "sparse_categorical_accuracy"),
        (answers.scaled_twice, 4, "rescaled"),
        (answers.shuffled_by_hand, 4, "shuffled"),
    ],
)
def test_unusual_but_right_passes_with_a_note(main, instruction, remark):
    _, result = judge(main, instruction)
    assert result.status == "pass"
    assert "Note:" in result.en
    assert remark in result.en


def test_centred_pixels_are_the_training_images_without_a_note():
    _, result = judge(answers.centred, 4)
    assert result.status == "pass"
    assert "Note:" not in result.en


def test_reloaded_pixels_are_the_training_images_and_a_model_of_its_own_gets_a_note():
    _, result = judge(answers.own_model, 4)
    assert result.status == "pass"
    assert result.en.count("Note:") == 1
    assert "made inside the function" in result.en


def test_nothing_of_the_spies_remains():
    before = {name: getattr(keras.Model, name) for name in PUBLIC}
    own = [name for name in PUBLIC if name in vars(keras.Model)]
    start = keras.optimizers.Optimizer.__init__
    loader, arrays = answers.load_cifar10_dataset, (answers.train_X, answers.train_y)
    check_main(answers.global_arrays)
    check_main(answers.error_in_compile)
    assert {name: getattr(keras.Model, name) for name in PUBLIC} == before
    assert [name for name in PUBLIC if name in vars(keras.Model)] == own
    assert keras.optimizers.Optimizer.__init__ is start
    assert answers.load_cifar10_dataset is loader
    assert (answers.train_X, answers.train_y) == arrays or (
        answers.train_X is arrays[0] and answers.train_y is arrays[1]
    )


def test_model_from_outside_keeps_its_state():
    outside = answers.build_mlp_model((32, 32, 3))
    outside.compile("sgd", "mse")
    optimizer = outside.optimizer

    assert check_main(answers.with_model(outside)).passed
    assert outside.optimizer is optimizer
    assert outside.loss == "mse"
    outside.fit(np.zeros((2, 32, 32, 3)), np.zeros((2, 10)), verbose=0)


def test_loader_in_a_closure_is_replaced_and_restored():
    def load_cifar10_dataset():
        raise AssertionError("not to be called")

    original = load_cifar10_dataset

    def main(model=None, epochs=10):
        train_X, train_y, *_ = load_cifar10_dataset()
        optimizer = keras.optimizers.Adam(0.001)
        model.compile(optimizer, answers.SCCE, metrics=["accuracy"])
        return optimizer, model.fit(train_X, train_y, epochs=epochs, **answers.FIT)

    report = check_main(main)
    assert report.passed, str(report)
    assert load_cifar10_dataset is original


def test_parameters_of_other_names_and_order():
    assert check_main(answers.renamed).passed
    assert check_main(answers.keywords_only).passed


def test_main_without_epochs_cannot_pass_fit():
    assert statuses(check_main(answers.without_epochs)) == ("pass", "pass", "fail")


def test_answers_in_time():
    started = time.process_time()
    check_main(answers.as_in_the_course)
    assert time.process_time() - started < 6  # seconds of processor time, whatever else runs
