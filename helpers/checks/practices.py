"""Which names each practice asks for, and which check answers for which instructions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from . import practice_3_1, practice_3_2, practice_3_3, practice_3_4, practice_3_5


class Exercise(NamedTuple):
    """A function or class that the learner writes, its check and its instructions."""

    name: str
    check: Callable[[Any], Any]
    instructions: tuple[int, ...]


PRACTICES: dict[str, tuple[Exercise, ...]] = {
    "3-1": (
        Exercise("build_model1", practice_3_1.check_model1, (1,)),
        Exercise("build_model2", practice_3_1.check_model2, (2,)),
        Exercise("build_model3", practice_3_1.check_model3, (3,)),
    ),
    "3-2": (
        Exercise("build_mlp_model", practice_3_2.check_mlp, (1,)),
        Exercise("main", practice_3_2.check_main, (2, 3, 4)),
    ),
    "3-3": (
        Exercise("build_mlp_model", practice_3_2.check_mlp, (1,)),
        Exercise("build_cnn_model", practice_3_3.check_cnn, (2,)),
        Exercise("run_model", practice_3_3.check_run_model, (3, 4, 5)),
    ),
    "3-4": (Exercise("build_vgg16", practice_3_4.check_vgg16, (1, 2, 3, 4, 5)),),
    "3-5": (
        Exercise("ResidualBlock", practice_3_5.check_residual_block, (1,)),
        Exercise("build_resnet", practice_3_5.check_resnet, (2,)),
    ),
}

_NUMBER = re.compile(r"3-[1-5]")


def practice_of(title: str, file_name: str) -> str | None:
    """The practice's number in a notebook's title, else in its file name, else ``None``."""
    for text in (title, file_name):
        found = _NUMBER.search(text)
        if found:
            return found[0]
    return None
