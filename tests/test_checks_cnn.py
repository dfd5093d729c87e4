"""The check of the CNN of practice 3-3."""

import time

import pytest

from helpers.checks import check_cnn
from tests import answers_cnn as answers
from tests.refusal import assert_refused, ids


@pytest.mark.parametrize("build", answers.RIGHT, ids=lambda build: build.__name__)
def test_right_in_any_spelling(build):
    started = time.process_time()
    report = check_cnn(build)
    assert report.passed, str(report)
    assert report.results[0].instruction == 2
    assert "94,698" in report.results[0].en
    assert time.process_time() - started < 6  # seconds of processor time


@pytest.mark.parametrize(
    ("build", "en", "ko"),
    answers.WRONG,
    ids=ids(answers.WRONG),
)
def test_wrong_is_refused_with_its_reason(build, en, ko):
    (result,) = check_cnn(build).results
    assert (result.instruction, result.status) == (2, "fail"), result.en
    assert_refused(result, en, ko)


@pytest.mark.parametrize("build", answers.UNTOUCHED, ids=str)
def test_untouched_stub_is_not_attempted(build):
    assert not check_cnn(build).attempted


def test_the_mlp_is_no_cnn():
    from tests.answers_mlp import sequential

    (result,) = check_cnn(sequential).results
    assert result.status == "fail"
    assert "no Conv2D" in result.en
