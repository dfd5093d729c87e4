"""What every notebook does first (`helpers.notebook`), and what it must not cost."""

import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from matplotlib.ft2font import FT2Font

from helpers.commands.files import ROOT
from helpers.notebook import FONT_FILE, quiet_stderr, set_seed, show_error


def run(code):
    env = {**os.environ, "COLUMNS": "61"}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env)


def test_importing_helpers_imports_neither_tensorflow_nor_plots():
    code = "import sys, helpers.arithmetic, helpers.data, helpers.notebook, helpers.commands.run\n"
    done = run(f"{code}assert not {{'tensorflow', 'keras', 'matplotlib'}} & set(sys.modules)")
    assert done.returncode == 0, done.stderr


def test_setup_is_silent_on_stderr_and_prints_one_line_and_a_summary_has_one_width():
    done = run(
        "from helpers.notebook import setup\n"
        "setup()\n"
        "import keras, numpy as np\n"
        "m = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, 'softmax')])\n"
        "m.compile('adam', 'sparse_categorical_crossentropy', jit_compile=True)\n"
        "m.fit(np.zeros((32, 4)), np.zeros(32), verbose=0)\n"
        "m.summary()\n"
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    line, *summary = done.stdout.strip().splitlines()
    assert line.startswith("Python 3.") and "TensorFlow 2." in line and "Keras 3." in line
    assert max(map(len, summary)) == 88  # what Keras makes of 100 columns


def test_set_seed_repeats_weights():
    weights = []
    for seed in (7, 7, 8):
        set_seed(seed)
        layer = keras.layers.Dense(3)
        layer.build((None, 2))
        weights.append(layer.kernel.numpy())
    assert np.array_equal(weights[0], weights[1])
    assert not np.array_equal(weights[0], weights[2])


def test_quiet_stderr_discards_compiled_output_and_restores_it_even_after_an_exception(capfd):
    with pytest.raises(RuntimeError), quiet_stderr():
        os.write(2, b"from compiled code\n")
        raise RuntimeError
    os.write(2, b"afterwards\n")
    assert capfd.readouterr().err == "afterwards\n"


def test_show_error_prints_kind_and_first_line_and_complains_when_nothing_fails(capsys):
    def fail():
        raise ValueError("\n  first line  \nsecond line")

    show_error(fail)
    assert capsys.readouterr().out == "ValueError: first line\n"
    with pytest.raises(AssertionError, match="expected to fail"):
        show_error(lambda: None)


def test_the_bundled_font_holds_every_hangul_syllable():
    glyphs = FT2Font(str(FONT_FILE)).get_charmap()
    assert all(code in glyphs for code in range(0xAC00, 0xD7A4))
