"""The checks of the residual block and of the ResNet of practice 3-5."""

import time

import pytest

from helpers.checks import check_residual_block, check_resnet
from tests import answers_residual as answers
from tests.refusal import assert_refused, ids


@pytest.mark.parametrize("cls", answers.RIGHT_BLOCKS)
def test_right_block_in_any_spelling(cls):
    started = time.process_time()
    report = check_residual_block(cls)
    assert report.passed, str(report)
    assert report.results[0].instruction == 1
    assert "73,856" in report.results[0].en
    assert time.process_time() - started < 6  # seconds of processor time


@pytest.mark.parametrize(("cls", "en", "ko"), answers.WRONG_BLOCKS, ids=ids(answers.WRONG_BLOCKS))
def test_wrong_block_is_refused_with_its_reason(cls, en, ko):
    (result,) = check_residual_block(cls).results
    assert result.instruction == 1
    assert_refused(result, en, ko)


@pytest.mark.parametrize("cls", answers.UNTOUCHED_BLOCKS, ids=str)
def test_untouched_block_is_not_attempted(cls):
    assert not check_residual_block(cls).attempted


@pytest.mark.sampled(2)
@pytest.mark.parametrize("build", answers.RIGHT_RESNETS)
def test_right_resnet_in_any_spelling(build):
    started = time.process_time()
    report = check_resnet(build)
    assert report.passed, str(report)
    assert report.results[0].instruction == 2
    assert "224,010" in report.results[0].en
    assert time.process_time() - started < 8  # seconds of processor time


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("build", "en", "ko"), answers.WRONG_RESNETS, ids=ids(answers.WRONG_RESNETS)
)
def test_wrong_resnet_is_refused_with_its_reason(build, en, ko):
    (result,) = check_resnet(build).results
    assert result.instruction == 2
    assert_refused(result, en, ko)


def test_untouched_resnet_is_not_attempted():
    assert not check_resnet(answers.resnet_stub).attempted
    assert not check_resnet(None).attempted
