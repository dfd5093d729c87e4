"""The checks of practice 3-1: right answers in any spelling pass, wrong ones learn why."""

import time

import pytest

from helpers.checks import check_model1, check_model2, check_model3
from tests import answers_3_1 as answers
from tests.refusal import assert_refused

CHECKS = {1: check_model1, 2: check_model2, 3: check_model3}


def wrong_answers():
    for number, cases in ((1, answers.WRONG_1), (2, answers.WRONG_2), (3, answers.WRONG_3)):
        for position, (build, en, ko) in enumerate(cases):
            yield pytest.param(number, build, en, ko, id=f"model{number}-{position}-{en[:20]}")


STYLES = [(3, style) for style in answers.STYLES] + [
    (1 + position % 2, style) for position, style in enumerate(answers.STYLES)
]


@pytest.mark.parametrize(("number", "style"), STYLES)
def test_right_in_every_style(number, style):
    report = CHECKS[number](style(number))
    assert report.passed, str(report)
    assert [result.instruction for result in report.results] == [number]
    assert {1: "10 parameters", 2: "188 parameters", 3: "392 parameters"}[number] in str(report)


@pytest.mark.parametrize("build", answers.RIGHT_1, ids=lambda build: build.__name__)
def test_right_single_convolution(build):
    report = check_model1(build)
    assert report.passed, str(report)


@pytest.mark.parametrize(("number", "build", "en", "ko"), list(wrong_answers()))
def test_wrong_is_refused_with_its_reason(number, build, en, ko):
    report = CHECKS[number](build)
    (result,) = report.results
    assert (result.instruction, result.status) == (number, "fail"), str(report)
    assert_refused(result, en, ko)


@pytest.mark.parametrize("build", answers.UNTOUCHED, ids=str)
def test_untouched_stub_is_not_attempted(build):
    report = check_model1(build)
    assert not report.attempted
    assert not report.passed
    assert "아직 풀지 않았습니다 / not attempted yet" in str(report)


def test_wrong_says_first_what_is_right():
    build = answers.chain(answers.conv(4), answers.conv(4, padding="valid"))
    (result,) = check_model2(build).results
    assert result.ko.startswith(
        "합성곱층(Conv2D) 2개, 커널 수, 커널 크기, 스트라이드까지 맞습니다."
    )
    assert result.en.startswith("Right so far: 2 Conv2D layers, number of kernels")


@pytest.mark.parametrize(
    ("style", "remark"),
    [
        (answers.zero_padding, "padding='same'과 같습니다"),
        (answers.regularized, "regularizer"),
    ],
)
def test_unusual_but_right_passes_with_a_note(style, remark):
    (result,) = check_model2(style(2)).results
    assert result.status == "pass"
    assert remark in result.ko
    assert "참고" in result.ko
    assert "Note" in result.en


def test_model_in_place_of_the_function():
    model = answers.sequential_list(1)((1, 5, 5, 1))
    (result,) = check_model1(model).results
    assert result.status == "fail"
    assert "Pass the function itself" in result.en


def test_error_names_the_learners_line():
    (result,) = check_model1(answers.raises).results
    line = answers.raises.__code__.co_firstlineno + 2
    assert f"line {line} of raises" in result.en
    assert 'padding="sane"' in result.en


def test_answers_in_time():
    started = time.process_time()
    check_model3(answers.sequential_list(3))
    assert time.process_time() - started < 6  # seconds of processor time, whatever else runs
