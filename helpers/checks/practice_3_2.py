"""Checks of practice 3-2: the multilayer perceptron, and how it is trained."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from .answered import noted
from .answers import Reading
from .classifier import COURSE_CLASSES, Task, judge_classifier
from .compare import Want
from .report import Report
from .steps import Dense, Flatten
from .training import check_training, fits
from .training_run import Run
from .verdict import check_build
from .words import Words

_HIDDEN = (4096, 1024, 256, 64)
_PARAMETERS = 17_061_834


@noted("build_mlp_model")
def check_mlp(build: Any, instruction: int = 1) -> Report:
    """Instruction 1: Flatten, Dense 4096, 1024, 256, 64 (ReLU), Dense num_classes (Softmax)."""
    return check_build(build, instruction, lambda function: judge_classifier(function, _MLP))


def _wants(classes: int) -> tuple[Want, ...]:
    hidden = (Want(Dense(units), "relu") for units in _HIDDEN)
    return Want(Flatten(), "linear"), *hidden, Want(Dense(classes), "softmax")


def _passed(found: Reading) -> Words:
    units = " → ".join(map(str, (*_HIDDEN, COURSE_CLASSES)))
    count = f"{found.parameters or _PARAMETERS:,}"
    return Words(
        f"Flatten 다음에 Dense {units}, 마지막 층은 Softmax, 나머지는 ReLU입니다. 파라미터 "
        f"{count}개입니다.",
        f"Flatten, then Dense {units}, Softmax at the end and ReLU in all the others: "
        f"{count} parameters.",
    )


_MLP = Task(
    wants=_wants,
    parameters=_PARAMETERS,
    # Not square, one channel, and tiny: even a Dense in front of Flatten stays affordable.
    other_shape=(3, 2, 1),
    first_line="def build_mlp_model(img_shape, num_classes=10):",
    default_classes=True,
    passed=_passed,
)


@noted("main")
def check_main(main: Any) -> Report:
    """Instructions 2-4: Adam 0.001; compile with it; fit. Nothing is trained."""
    return check_training(main, (2, 3, 4), _call_main)


def _call_main(main: Callable, run: Run) -> Any:
    """``main(model, epochs)``, by name where the names are there, else by position."""
    offered = {"model": run.model, "epochs": run.epochs}
    for args, kwargs in (((), offered), (tuple(offered.values()), {})):
        if fits(main, args, kwargs):
            return main(*args, **kwargs)
    parameters = inspect.signature(main).parameters
    return main(**{name: offered[name] for name in offered if name in parameters})
