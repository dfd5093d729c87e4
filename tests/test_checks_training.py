"""The checks of the functions that train: optimizer, compile and fit, each with its own verdict."""

import time
from pathlib import Path

import keras
import pytest

from helpers.checks import check_main, check_run_model
from tests import answers_main as answers
from tests import answers_run_model
from tests.refusal import assert_refused
from tests.training_mutants import HARMLESS, MUTANTS

CHECKS = {"main": (check_main, 2), "run_model": (check_run_model, 3)}
"""The check, and its first instruction."""

both = pytest.mark.parametrize("name", CHECKS)


def judged(name, lines):
    return CHECKS[name][0](answers.written(**lines, name=name))


def statuses(report):
    return tuple(result.status for result in report.results)


def failed(report):
    return {result.instruction: result for result in report.results if result.status == "fail"}


def numbered(cases):
    return [pytest.param(*case, id=str(number)) for number, case in enumerate(cases)]


def notes(report):
    return [result.en.count("Note:") for result in report.results]


# -- right -----------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("case", answers.RIGHT)
def test_right_in_any_spelling(name, case):
    report = judged(name, answers.RIGHT[case])
    assert report.passed and sum(notes(report)) == 0, str(report)
    assert not Path("never_written.keras").exists()


@both
@pytest.mark.parametrize(("lines", "place", "words"), numbered(answers.NOTED))
def test_right_with_a_note(name, lines, place, words):
    report = judged(name, lines)
    assert report.passed, str(report)
    assert words in report.results[place].en


@pytest.mark.parametrize("case", answers.RIGHT_MAIN)
def test_right_main_with_data_or_a_model_of_its_own(case):
    cell, remark = answers.RIGHT_MAIN[case]
    report = check_main(cell_of(cell, "main"))
    assert report.passed, str(report)
    assert notes(report) == [0, 0, 1 if remark else 0], str(report)
    assert (remark or "") in report.results[2].en


def cell_of(text, name):
    return answers.in_a_cell(answers.dedent(text), name)


@pytest.mark.parametrize("case", answers_run_model.RIGHT)
def test_right_run_model_of_other_forms(case):
    report = check_run_model(cell_of(answers_run_model.RIGHT[case], "run_model"))
    assert report.passed, str(report)
    assert [result.instruction for result in report.results] == [3, 4, 5]


def test_run_model_is_given_centred_pixels_as_in_the_notebook():
    report = judged("run_model", {"before": "train_X = train_X - 0.5"})
    assert report.passed
    assert "0.5 is subtracted a second time" in report.results[2].en


@pytest.mark.parametrize(("lines", "word"), numbered(HARMLESS))
def test_where_the_instructions_are_silent_the_learner_is_free(lines, word):
    report = judged("main", lines)
    assert report.passed, str(report)
    assert sum(notes(report)) == (1 if word else 0)
    assert (word or "") in str(report)


# -- wrong -----------------------------------------------------------------------------------------

WRONG = [
    *[(0, *case) for case in answers.WRONG_OPTIMIZER],
    *[(1, *case) for case in answers.WRONG_COMPILE],
    *[(2, *case) for case in answers.WRONG_FIT],
]


@both
@pytest.mark.parametrize(("place", "lines", "en", "ko"), numbered(WRONG))
def test_wrong_is_refused_with_cause_and_cure(name, place, lines, en, ko):
    report = judged(name, lines)
    assert_refused(report.results[place], en, ko)
    assert len(failed(report)) == 1, str(report)


@pytest.mark.parametrize(("cell", "instruction", "en", "ko"), numbered(answers_run_model.WRONG))
def test_wrong_run_model(cell, instruction, en, ko):
    report = check_run_model(cell_of(cell, "run_model"))
    assert list(failed(report)) == [instruction], str(report)
    assert_refused(failed(report)[instruction], en, ko)


@pytest.mark.sampled(3)
@both
@pytest.mark.parametrize(("place", "lines"), numbered(MUTANTS))
def test_a_single_changed_argument_blames_its_instruction(name, place, lines):
    report = judged(name, lines)
    assert list(failed(report)) == [CHECKS[name][1] + place], str(report)


def test_the_line_at_which_the_code_stopped_is_named():
    report = judged("main", {"make": "optimizer = Adam(lr=0.001)"})
    assert "line 3 of main `optimizer = Adam(lr=0.001)`" in report.results[0].en


@both
def test_code_below_return_is_said_to_be_there(name):
    report = judged(name, answers.BELOW_RETURN)
    assert statuses(report) == ("fail",) * 3
    assert all("below return never runs" in result.en for result in report.results), str(report)


def test_parameters_that_the_notebook_cannot_use():
    report = check_run_model(cell_of(answers_run_model.FEWER_PARAMETERS, "run_model"))
    assert statuses(report) == ("fail",) * 3
    assert_refused(report.results[0], "def run_model(model, train_X", "첫 줄은")


def test_several_wrong_arguments_are_told_at_once():
    report = judged("main", {"fit": answers.fitted(batch_size="32", shuffle="False", verbose="1")})
    told = report.results[2].en
    assert "batch_size is 32 instead of 64" in told
    assert all(f"{name} is" in told for name in ("shuffle", "verbose"))
    assert "Right so far: the training data, epochs, validation_split." in told


# -- unfinished ------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("lines", answers.UNTOUCHED, ids=range(len(answers.UNTOUCHED)))
def test_untouched_stub_is_not_attempted(name, lines):
    report = judged(name, lines)
    assert not report.attempted, str(report)


@pytest.mark.parametrize("nothing", [None, ...], ids=str)
def test_nothing_is_not_attempted(nothing):
    assert statuses(check_main(nothing)) == ("todo",) * 3


@both
@pytest.mark.parametrize(("lines", "expected"), numbered(answers.PARTS))
def test_half_done_gets_its_verdicts(name, lines, expected):
    report = judged(name, lines)
    assert statuses(report) == expected, str(report)


def test_what_waits_for_another_instruction_names_it():
    report = judged("main", {"make": "optimizer = Adam"})
    assert report.results[1].en.startswith("Fix instruction 2 first")
    assert report.results[1].ko.startswith("지시 2를 먼저")


# -- what the check leaves behind ------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines", [{}, {"compile": answers.compiled(optimizer="3")}], ids=["ok", "error"]
)
def test_nothing_of_the_spies_remains(lines):
    owners = (keras.Model, keras.optimizers.Optimizer)
    before = [dict(vars(owner)) for owner in owners]
    main = answers.written(**lines)
    loader = main.__globals__["load_cifar10_dataset"]
    check_main(main)
    assert [dict(vars(owner)) for owner in owners] == before
    assert main.__globals__["load_cifar10_dataset"] is loader
    model = answers.build_mlp_model((2, 2, 1))
    model.compile("adam", answers.SCCE)
    x, y = keras.ops.ones((4, 2, 2, 1)), keras.ops.zeros(4)
    assert model.fit(x, y, verbose=0).history["loss"][0] > 0


def test_names_of_later_layers_stay_as_without_the_check():
    first = keras.layers.Dense(1).name
    check_main(answers.written())
    number = int(first.partition("_")[2] or 0)
    assert keras.layers.Dense(1).name == f"dense_{number + 1}"


def test_answers_in_time():
    started = time.process_time()
    check_main(answers.written(before="train_X, test_X = train_X - 0.5, test_X - 0.5"))
    assert time.process_time() - started < 4  # seconds of processor time, whatever else runs
