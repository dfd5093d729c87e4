"""Checks of practice 3-3: the CNN, and one function that trains any model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .answered import noted
from .answers import Reading
from .classifier import COURSE_CLASSES, Task, judge_classifier
from .compare import Want
from .report import Report
from .steps import Conv, Dense, Flatten, Pool
from .training import check_training, fits
from .training_run import Run
from .verdict import check_build
from .words import Words

_PARAMETERS = 94_698
_HALVING = Want(Pool("max", (2, 2), (2, 2)), "linear")


@noted("build_cnn_model")
def check_cnn(build: Any) -> Report:
    """Instruction 2: the CNN of four convolutions, two poolings and two fully connected layers."""
    return check_build(build, 2, lambda function: judge_classifier(function, _CNN))


def _wants(classes: int) -> tuple[Want, ...]:
    return (
        Want(Conv(16, (3, 3)), "relu"),
        Want(Conv(32, (3, 3)), "relu"),
        _HALVING,
        Want(Conv(64, (3, 3), (2, 2)), "relu"),
        Want(Conv(64, (3, 3), (2, 2)), "relu"),
        _HALVING,
        Want(Flatten(), "linear"),
        Want(Dense(128), "relu"),
        Want(Dense(classes), "softmax"),
    )


def _passed(found: Reading) -> Words:
    count = f"{found.parameters or _PARAMETERS:,}"
    return Words(
        "Conv2D 16, 32, 풀링, Conv2D 64, 64(스트라이드 2), 풀링, Flatten, Dense 128, Dense "
        f"{COURSE_CLASSES}(Softmax)입니다. 파라미터 {count}개입니다.",
        "Conv2D 16, 32, pooling, Conv2D 64, 64 (stride 2), pooling, Flatten, Dense 128, Dense "
        f"{COURSE_CLASSES} (Softmax): {count} parameters.",
    )


_CNN = Task(
    wants=_wants,
    parameters=_PARAMETERS,
    # The sides differ, so that a size written as a number shows; and both halve four times without
    # a rest, as 32 does: what pads there and what does not is the same.
    other_shape=(48, 16, 1),
    first_line="def build_cnn_model(img_shape, num_classes=10):",
    default_classes=True,
    passed=_passed,
)


@noted("run_model")
def check_run_model(run_model: Any) -> Report:
    """Instructions 3-5: Adam 0.001; compile with it; fit. Nothing is trained."""
    return check_training(run_model, (3, 4, 5), _call_run_model, own_model=False)


def _call_run_model(run_model: Callable, run: Run) -> Any:
    """``run_model(model, train_X, train_y, test_X, test_y, epochs=…)``, as the course calls it."""
    values = (run.model, *run.data.arrays())
    if fits(run_model, values, {"epochs": run.epochs}):
        return run_model(*values, epochs=run.epochs)
    return run_model(*values, run.epochs)
