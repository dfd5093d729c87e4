"""The checks of the functions that build: right answers pass, wrong ones are told what is wrong."""

import gc
import inspect
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers import checks
from tests import answers_3_1, answers_cnn, answers_mlp, answers_residual, answers_vgg
from tests.refusal import assert_refused


class Bank(NamedTuple):
    """Answers to one exercise; a pass says `words`. Everyday runs try one of `every` answers.

    A wrong answer comes with a piece of the English message and of the Korean, in VGG16 with the
    instructions that fail before them.
    """

    instructions: tuple
    words: tuple
    right: list
    wrong: list
    untouched: list
    every: int = 3


def styles(number, *more):
    return [style(number) for style in answers_3_1.STYLES] + list(more)


BANKS = {
    "check_model1": Bank((1,), (" 10 parameters",), styles(1, *answers_3_1.RIGHT_1),
                         answers_3_1.WRONG_1, answers_3_1.UNTOUCHED),
    "check_model2": Bank((2,), (" 188 parameters",), styles(2), answers_3_1.WRONG_2,
                         answers_3_1.UNTOUCHED),
    "check_model3": Bank((3,), (" 392 parameters",), styles(3), answers_3_1.WRONG_3,
                         answers_3_1.UNTOUCHED),
    "check_mlp": Bank((1,), ("17,061,834",), answers_mlp.RIGHT, answers_mlp.WRONG,
                      answers_mlp.UNTOUCHED),
    "check_cnn": Bank((2,), ("94,698",), answers_cnn.RIGHT, answers_cnn.WRONG,
                      answers_cnn.UNTOUCHED),
    "check_vgg16": Bank((1, 2, 3, 4, 5), ("138,357,544", "14,714,688"),
                        list(answers_vgg.RIGHT.values()), answers_vgg.WRONG, answers_vgg.UNTOUCHED,
                        10),
    "check_residual_block": Bank((1,), ("73,856",), answers_residual.RIGHT_BLOCKS,
                                 answers_residual.WRONG_BLOCKS, answers_residual.UNTOUCHED_BLOCKS),
    "check_resnet": Bank((2,), ("224,010",), answers_residual.RIGHT_RESNETS,
                         answers_residual.WRONG_RESNETS, [answers_residual.resnet_stub, None]),
}  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def quick_collections():
    """Leave out of the collections below what is loaded before the first test."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def bounded_memory(request):
    """What Keras remembers of one VGG16 after the other would fill the memory."""
    yield
    if "vgg16" in request.node.name:
        gc.collect()
        keras.backend.clear_session()


def cases(kind):
    """(check, case) for each case of each bank; the id is the check's name and a number."""
    for check, bank in BANKS.items():
        marks = [pytest.mark.sampled(bank.every)] if kind != "untouched" else []
        for number, case in enumerate(getattr(bank, kind)):
            yield pytest.param(check, case, id=f"{check}-{number}", marks=marks)


def judged(check, answer):
    return getattr(checks, check)(answer)


def failed(report):
    return {result.instruction: result for result in report.results if result.status == "fail"}


# -- verdicts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("check", "answer"), list(cases("right")))
def test_right_in_any_spelling(check, answer):
    report = judged(check, answer)
    assert report.passed, str(report)
    assert tuple(result.instruction for result in report.results) == BANKS[check].instructions
    last = report.results[-1]
    assert all(words in last.en and words.split()[0] in last.ko for words in BANKS[check].words)


@pytest.mark.parametrize(("check", "case"), list(cases("wrong")))
def test_wrong_is_refused_with_its_reason(check, case):
    answer, *blamed, en, ko = case
    report = judged(check, answer)
    results = failed(report)
    assert set(results) == (blamed[0] if blamed else {*BANKS[check].instructions}), str(report)
    for result in results.values():
        assert_refused(result, en, ko)
    assert not any(words in str(report) for words in BANKS[check].words)


@pytest.mark.parametrize(("check", "answer"), list(cases("untouched")))
def test_untouched_stub_is_not_attempted(check, answer):
    report = judged(check, answer)
    assert not report.attempted
    assert not report.passed
    assert "아직 풀지 않았습니다 / not attempted yet" in str(report)


@pytest.mark.parametrize("check", BANKS)
def test_a_bank_is_large_enough_to_be_trusted(check):
    assert len({id(answer) for answer in BANKS[check].right}) >= 12
    assert len({id(case[0]) for case in BANKS[check].wrong}) >= 25


def test_what_is_right_comes_first():
    answer = answers_3_1.chain(answers_3_1.conv(4), answers_3_1.valid(4))
    (result,) = checks.check_model2(answer).results
    assert result.ko.startswith(
        "합성곱층(Conv2D) 2개, 커널 수, 커널 크기, 스트라이드까지 맞습니다."
    )
    assert result.en.startswith("Right so far: 2 Conv2D layers, number of kernels")


@pytest.mark.parametrize(
    ("check", "answer", "ko", "en"),
    [
        ("check_model2", answers_3_1.regularized(2), "참고: 지시에 없는 규제", "Note: a regulariz"),
        ("check_model2", answers_3_1.frozen(2), "참고: trainable=False", "Note: a layer with"),
        ("check_mlp", answers_mlp.lambda_and_regularizer, "참고: 지시에", "Note: a regularizer"),
        ("check_vgg16", answers_vgg.without_arguments, "참고: 함수가 인자를", "no arguments"),
    ],
    ids=["a regularizer", "frozen", "a regularizer in the MLP", "VGG16 without arguments"],
)  # fmt: skip
def test_unusual_but_right_passes_with_a_note(check, answer, ko, en):
    report = judged(check, answer)
    assert report.passed, str(report)
    assert ko in report.results[-1].ko
    assert en in report.results[-1].en


def test_an_error_in_one_block_of_vgg16_leaves_the_others_unchecked():
    report = checks.check_vgg16(answers_vgg.misspelt_in_block_3)
    assert [result.status for result in report.results] == ["todo", "todo", "fail", "todo", "todo"]
    assert "아직 채점하지 못했습니다 / not checked yet" in str(report)


def test_an_error_names_the_learners_line():
    (result,) = checks.check_model1(answers_3_1.raises).results
    line = inspect.getsourcelines(answers_3_1.raises)[1] + 2
    assert f'line {line} of raises `return Conv2D(1, kernel, padding="sane")`' in result.en


@pytest.mark.parametrize("check", BANKS)
def test_answers_in_time(check):
    """Within 2 seconds of processor time, VGG16 within 5; a slow machine gets three times that."""
    started = time.process_time()
    judged(check, BANKS[check].right[0])
    assert time.process_time() - started < 3 * (5 if check == "check_vgg16" else 2)


# -- what a check leaves behind --------------------------------------------------------------------


def noisy(input_shape):
    """A right answer that prints, draws and uses up random numbers."""
    import matplotlib.pyplot as plt

    print("to stdout")
    print("to stderr", file=sys.stderr)
    plt.figure()
    random.random(), np.random.rand()
    return answers_3_1.bare_layer(input_shape)


def fails(*_):
    keras.layers.Dense(2)(np.zeros((1, 2), np.float32))
    raise ValueError("on purpose")


def interrupted(*_):
    raise KeyboardInterrupt


def patched():
    """What the checks replace while they run."""
    layer = keras.layers.Layer
    return (
        *(layer.__call__, layer.__init__, layer.add_weight, keras.Model.compile),
        *(tf.config.functions_run_eagerly(), sys.stdout, sys.stderr),
    )


def test_a_check_is_silent_and_random_numbers_go_on(capfd):
    before = patched()
    states = random.getstate(), str(np.random.get_state())
    assert checks.check_model1(noisy).passed
    assert (random.getstate(), str(np.random.get_state())) == states
    assert patched() == before
    assert sys.modules["matplotlib.pyplot"].get_fignums() == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("check", BANKS)
def test_keras_is_put_back_after_an_error(check):
    before = patched()
    assert "on purpose" in str(judged(check, fails))
    assert patched() == before


@pytest.mark.parametrize("check", BANKS)
def test_the_users_interrupt_goes_through(check):
    before = patched()
    with pytest.raises(KeyboardInterrupt):
        judged(check, interrupted)
    assert patched() == before


def trained(between=lambda: None):
    """The weights of a small model, made and trained after `between`."""
    keras.utils.set_random_seed(7)
    between()
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3), keras.layers.Dropout(0.5)])
    model.compile(keras.optimizers.Adam(0.1), "mse")
    x = np.random.rand(8, 6)
    made = model.get_weights()
    model.fit(x, x[:, :3], epochs=2, batch_size=2, verbose=0)
    assert not np.allclose(made[0], model.get_weights()[0])
    return model.get_weights()


@pytest.fixture(scope="module")
def trained_alone():
    return trained()


@pytest.mark.parametrize("check", BANKS)
def test_a_model_made_after_a_check_trains_as_if_there_was_none(check, trained_alone):
    after = trained(lambda: judged(check, BANKS[check].right[0]))
    assert all(np.array_equal(a, b) for a, b in zip(after, trained_alone, strict=True))


def test_layers_that_vgg16_made_without_memory_are_forgotten():
    """Or Keras would fill them with the next model. The private names may move in a release."""
    from keras.src.backend.common import global_state

    def waiting():
        return list(global_state.get_global_attribute("uninitialized_variables", []))

    before = waiting()
    with keras.StatelessScope(initialize_variables=False):
        layer = keras.layers.Dense(2)
        layer.build((None, 3))
    assert len(waiting()) - len(before) == len(layer.weights) == 2
    global_state.set_global_attribute("uninitialized_variables", list(before))
    checks.check_vgg16(lambda: keras.Sequential([keras.Input((64, 32, 3)), keras.layers.Dense(2)]))
    assert len(waiting()) == len(before)


def test_importing_the_checks_does_not_import_tensorflow():
    code = "import sys, helpers.checks; sys.exit('tensorflow' in sys.modules)"
    root = Path(__file__).parents[1]
    surroundings = {**os.environ, "PYTHONPATH": str(root)}
    assert subprocess.run([sys.executable, "-c", code], env=surroundings).returncode == 0
