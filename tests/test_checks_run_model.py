"""The check of ``run_model``: as that of ``main``, but the data are passed in."""

import pytest

from helpers.checks import check_run_model
from tests import answers_main
from tests import answers_run_model as answers
from tests.refusal import assert_refused


def statuses(report):
    return [result.status for result in report.results]


def failures(report):
    return {result.instruction: result for result in report.results if result.status == "fail"}


@pytest.mark.parametrize("run_model", answers.RIGHT)
def test_right_in_any_spelling(run_model):
    report = check_run_model(run_model)
    assert report.passed, str(report)
    assert [result.instruction for result in report.results] == [3, 4, 5]


@pytest.mark.parametrize("main", answers_main.RIGHT, ids=lambda main: main.__name__)
def test_what_is_right_in_main_is_right_here(main):
    """But for the one that makes a model of its own: here the model is always given."""
    report = check_run_model(answers.as_run_model(main))
    assert report.passed == (main is not answers_main.own_model), str(report)


@pytest.mark.parametrize(
    ("main", "en", "ko", "instruction"),
    [
        *[(*case, 3) for case in answers_main.WRONG_OPTIMIZER],
        *[(*case, 4) for case in answers_main.WRONG_COMPILE],
        *[(*case, 5) for case in answers_main.WRONG_FIT],
    ],
)
def test_what_is_wrong_in_main_is_wrong_here(main, en, ko, instruction):
    report = check_run_model(answers.as_run_model(main))
    result = failures(report)[instruction]
    assert en in result.en
    assert ko in result.ko


@pytest.mark.parametrize(("run_model", "instruction", "en", "ko"), answers.WRONG)
def test_wrong_is_refused_with_its_reason(run_model, instruction, en, ko):
    report = check_run_model(run_model)
    result = failures(report)[instruction]
    assert_refused(result, en, ko)


def test_another_model_or_half_the_result_is_refused():
    assert 3 not in failures(check_run_model(answers.another_model))
    assert failures(check_run_model(answers.another_model))
    assert failures(check_run_model(answers.only_the_history))


def test_untouched_stub_is_not_attempted():
    report = check_run_model(answers.stub)
    assert not report.attempted
    assert statuses(report) == ["todo"] * 3
    assert not check_run_model(None).attempted


def test_a_callback_that_changes_the_training_gets_a_note():
    import keras

    def run_model(model, train_X, train_y, test_X, test_y, epochs=10):
        optimizer = keras.optimizers.Adam(0.001)
        model.compile(optimizer, answers.SCCE, metrics=["accuracy"])
        stop = keras.callbacks.EarlyStopping(patience=2)
        return optimizer, model.fit(train_X, train_y, epochs=epochs, callbacks=stop, **answers.FIT)

    *_, result = check_run_model(run_model).results
    assert result.status == "pass"
    assert "EarlyStopping" in result.en
    *_, harmless = check_run_model(answers.with_callbacks).results
    assert "Note:" not in harmless.en
