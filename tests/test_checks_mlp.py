"""The check of the multilayer perceptron."""

import time

import pytest

from helpers.checks import check_mlp
from tests import answers_mlp as answers
from tests.refusal import assert_refused, ids


@pytest.mark.parametrize("build", answers.RIGHT, ids=lambda build: build.__name__)
def test_right_in_any_spelling(build):
    started = time.process_time()
    report = check_mlp(build)
    assert report.passed, str(report)
    assert report.results[0].instruction == 1
    assert "17,061,834" in report.results[0].en
    assert time.process_time() - started < 6  # seconds of processor time


@pytest.mark.parametrize(("build", "en", "ko"), answers.WRONG, ids=ids(answers.WRONG))
def test_wrong_is_refused_with_its_reason(build, en, ko):
    (result,) = check_mlp(build).results
    assert (result.instruction, result.status) == (1, "fail"), result.en
    assert_refused(result, en, ko)


@pytest.mark.parametrize("build", answers.UNTOUCHED, ids=str)
def test_untouched_stub_is_not_attempted(build):
    assert not check_mlp(build).attempted


def test_notes_do_not_stop_a_pass():
    (result,) = check_mlp(answers.lambda_and_regularizer).results
    assert result.status == "pass"
    assert "regularizer" in result.ko
    assert "Note:" in result.en


def test_forgotten_flatten_costs_no_time():
    def no_flatten(img_shape, num_classes=10):
        build = answers.variant(flatten=None)
        return build(img_shape, 10)  # hard-coded too, so that the large image is tried

    started = time.process_time()
    report = check_mlp(no_flatten)
    assert not report.passed
    assert time.process_time() - started < 6  # seconds of processor time
