"""The module that every notebook starts with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.notebook import FONT_FILE, quiet_stderr, show_error

ROOT = Path(__file__).resolve().parent.parent


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120
    )


def test_importing_helpers_imports_neither_tensorflow_nor_plots():
    code = (
        "import sys, helpers, helpers.arithmetic, helpers.data, helpers.course\n"
        "assert not {'tensorflow', 'keras', 'matplotlib'} & set(sys.modules)"
    )
    result = run(code)
    assert result.returncode == 0, result.stderr


def test_setup_is_silent_on_stderr_and_prints_one_line():
    code = (
        "from helpers.notebook import setup\n"
        "setup()\n"
        "import keras, numpy as np\n"
        "m = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, 'softmax')])\n"
        "m.compile('adam', 'sparse_categorical_crossentropy', jit_compile=True)\n"
        "m.fit(np.zeros((32, 4)), np.zeros(32), verbose=0)\n"
    )
    result = run(code)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    (line,) = result.stdout.strip().splitlines()
    assert line.startswith("Python 3.") and "TensorFlow 2." in line and "Keras 3." in line


def test_set_seed_repeats_weights():
    import keras
    import numpy as np

    from helpers.notebook import set_seed

    weights = []
    for seed in (7, 7, 8):
        set_seed(seed)
        layer = keras.layers.Dense(3)
        layer.build((None, 2))
        weights.append(layer.kernel.numpy())
    assert np.array_equal(weights[0], weights[1])
    assert not np.array_equal(weights[0], weights[2])


def test_quiet_stderr_discards_compiled_output_and_restores(capfd):
    with quiet_stderr():
        os.write(2, b"from compiled code\n")
    os.write(2, b"afterwards\n")
    assert capfd.readouterr().err == "afterwards\n"


def test_quiet_stderr_restores_after_an_exception(capfd):
    with pytest.raises(RuntimeError), quiet_stderr():
        raise RuntimeError
    os.write(2, b"afterwards\n")
    assert capfd.readouterr().err == "afterwards\n"


def test_show_error_prints_kind_and_first_line(capsys):
    def fail():
        raise ValueError("\n  first line  \nsecond line")

    show_error(fail)
    assert capsys.readouterr().out == "ValueError: first line\n"


def test_show_error_complains_when_nothing_fails():
    with pytest.raises(AssertionError, match="expected to fail"):
        show_error(lambda: None)


def test_the_bundled_font_holds_every_hangul_syllable():
    from matplotlib.ft2font import FT2Font

    glyphs = FT2Font(str(FONT_FILE)).get_charmap()
    assert all(code in glyphs for code in range(0xAC00, 0xD7A4))
