"""The bank of beginners' slips: what they type into the exercise cells, and what they must be told.

The rows stand in `slips_3_1.py` to `slips_3_5.py`, one file a practice. Each names a slip and holds
the answer and a piece of the message in Korean and in English which proves that the cause is named,
or the cure. The answer is a text, or the edits that turn the right answer above the rows into it:
old, new, old, new … To add a slip, add a row; where no sentence fits it yet, add one to
`helpers/checks/clinic.toml`.
"""

import linecache
from importlib import import_module
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from helpers.data import load_cifar10_dataset
from helpers.notebook import set_seed

FUNCTIONS = {
    "check_model1": "build_model1",
    "check_model2": "build_model2",
    "check_model3": "build_model3",
    "check_mlp": "build_mlp_model",
    "check_main": "main",
    "check_cnn": "build_cnn_model",
    "check_run_model": "run_model",
    "check_vgg16": "build_vgg16",
    "check_residual_block": "ResidualBlock",
    "check_resnet": "build_resnet",
}
"""The check, and the name that its exercise cell defines."""

_IMPORTED = (
    *("Add", "BatchNormalization", "Concatenate", "Conv2D", "Dense", "Flatten"),
    *("GlobalAveragePooling2D", "MaxPooling2D", "ReLU"),
)


class Slip(NamedTuple):
    """A wrong answer, the instruction that fails, and pieces of the message."""

    check: str
    instruction: int
    name: str
    code: str
    ko: str
    en: str


def slips(check, instruction, right, *rows):
    """The slips of rows of (name, answer or edits of `right`, Korean piece, English piece)."""
    codes = [row[1] if isinstance(row[1], str) else _edited(right, *row[1]) for row in rows]
    return [
        Slip(check, instruction, name, code, ko, en)
        for (name, _, ko, en), code in zip(rows, codes, strict=True)
    ]


def _edited(text, *changes):
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    return text


def bank():
    """All slips, practice by practice."""
    practices = [import_module(f"tests.slips_3_{number}") for number in range(1, 6)]
    return [slip for practice in practices for slip in practice.SLIPS]


def answer(slip):
    """What the learner's cell defines, run as a notebook runs it, with what it imported before."""
    file = f"<{slip.check}: {slip.name}>"
    linecache.cache[file] = (len(slip.code), None, slip.code.splitlines(True), file)
    names = {layer: getattr(keras.layers, layer) for layer in _IMPORTED}
    names |= {"keras": keras, "layers": keras.layers, "tf": tf, "np": np, "__name__": "__main__"}
    names |= {"Model": keras.Model, "Sequential": keras.Sequential, "Input": keras.Input}
    names |= {"Adam": keras.optimizers.Adam, "set_seed": set_seed}
    names |= {"load_cifar10_dataset": load_cifar10_dataset}
    exec(compile(slip.code, file, "exec"), names)
    return names[FUNCTIONS[slip.check]]
