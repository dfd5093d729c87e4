"""Every check has a bank of answers, large enough to be trusted."""

import pytest

from tests import (
    answers_3_1,
    answers_cnn,
    answers_main,
    answers_mlp,
    answers_residual,
    answers_run_model,
    answers_vgg,
)

TRAINING = (
    *(answers_main.WRONG_OPTIMIZER, answers_main.WRONG_COMPILE, answers_main.WRONG_FIT),
    *(answers_main.WRONG_COMPILE_BY_HAND, answers_main.WRONG_FIT_BY_HAND),
)
BANKS = {
    "check_model1": ([*answers_3_1.STYLES, *answers_3_1.RIGHT_1], answers_3_1.WRONG_1),
    "check_model2": (answers_3_1.STYLES, answers_3_1.WRONG_2),
    "check_model3": (answers_3_1.STYLES, answers_3_1.WRONG_3),
    "check_mlp": (answers_mlp.RIGHT, answers_mlp.WRONG),
    "check_main": (answers_main.RIGHT, [case for bank in TRAINING for case in bank]),
    "check_cnn": (answers_cnn.RIGHT, answers_cnn.WRONG),
    "check_run_model": (
        answers_run_model.RIGHT,
        [*answers_run_model.WRONG, *(case for bank in TRAINING[:3] for case in bank)],
    ),
    "check_vgg16": (answers_vgg.RIGHT, answers_vgg.WRONG),
    "check_residual_block": (answers_residual.RIGHT_BLOCKS, answers_residual.WRONG_BLOCKS),
    "check_resnet": (answers_residual.RIGHT_RESNETS, answers_residual.WRONG_RESNETS),
}


@pytest.mark.parametrize("check", BANKS)
def test_twelve_right_and_twenty_five_wrong(check):
    right, wrong = BANKS[check]
    assert len({id(answer) for answer in right}) >= 12
    assert len({id(case[0]) for case in wrong}) >= 25
