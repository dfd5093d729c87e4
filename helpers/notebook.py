"""What every notebook does first: quiet TensorFlow, one seed, one look, one line of versions."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from helpers import SEED

FONT_FILE = Path(__file__).parent / "fonts" / "NanumSquareR.ttf"

# M. Okabe and K. Ito, "Color Universal Design" (2008): eight colours that readers with any form
# of colour vision tell apart. The light yellow is left out, it vanishes on a projector.
PALETTE = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "red": "#D55E00",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "black": "#000000",
}
INK, MUTED, PAPER = "#1a1a1a", "#595959", "#ffffff"


def setup(seed: int = SEED) -> None:
    """Prepare a notebook: import TensorFlow quietly, fix the seed, set the look of all output.

    Prints one line with the versions in use. Safe to call again.
    """
    os.environ["COLUMNS"] = "100"  # the width of `model.summary()`, the same on every machine
    import_tensorflow_quietly()
    set_seed(seed)
    set_style()
    import keras
    import numpy as np
    import tensorflow as tf

    device = "GPU" if tf.config.list_physical_devices("GPU") else "CPU"
    print(
        f"Python {platform.python_version()} · TensorFlow {tf.__version__} · "
        f"Keras {keras.__version__} · NumPy {np.__version__} · {device}"
    )


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Discard what is written to file descriptor 2, also by compiled code, inside the block.

    TensorFlow's C++ parts write there while they load, and no variable silences all of it.
    """
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    saved = os.dup(2)
    with open(os.devnull, "w", encoding="utf-8") as sink:
        os.dup2(sink.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


def import_tensorflow_quietly() -> None:
    """Import TensorFlow and use it once, with the messages of its compiled parts discarded."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with quiet_stderr():
        import tensorflow as tf

        # The first kernel and the first XLA compilation announce themselves too.
        tf.function(lambda x: x + 1.0, jit_compile=True)(tf.zeros(1)).numpy()


def set_seed(seed: int = SEED) -> None:
    """Seed Python, NumPy and TensorFlow; call it before building a model to repeat a training."""
    import keras

    keras.utils.set_random_seed(seed)


def set_style() -> None:
    """Set Matplotlib's look: bundled Korean font, colour-blind-safe cycle, projector-sized text."""
    import matplotlib as mpl
    from matplotlib import font_manager

    font_manager.fontManager.addfont(FONT_FILE)
    korean = font_manager.FontProperties(fname=FONT_FILE).get_name()
    colors = [PALETTE[name] for name in ("blue", "red", "green", "purple", "orange", "sky")]
    mpl.rcParams.update(
        {
            # DejaVu Sans first: it has the arrows and signs; Hangul falls through to the second.
            "font.family": ["DejaVu Sans", korean],
            "font.size": 11,
            "axes.titlesize": 12,
            "axes.labelsize": 11,
            "axes.edgecolor": MUTED,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.prop_cycle": mpl.cycler(color=colors)
            + mpl.cycler(linestyle=["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1))])
            + mpl.cycler(marker=["o", "s", "^", "D", "v", "P"]),
            "lines.linewidth": 2,
            "lines.markersize": 5,
            "grid.color": "#d0d0d0",
            "figure.facecolor": PAPER,
            "savefig.facecolor": PAPER,
            "figure.dpi": 100,
            "figure.constrained_layout.use": True,
            "image.interpolation": "nearest",
        }
    )


def show_error(action: Callable[[], object]) -> None:
    """Run something that is meant to fail and print its error's kind and first line.

    Raises:
        AssertionError: it did not fail, so the text around it is out of date.
    """
    try:
        action()
    except Exception as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        print(f"{type(error).__name__}: {lines[0] if lines else ''}")
        return
    raise AssertionError(
        "오류가 나야 하는 코드인데 나지 않았습니다. / this code was expected to fail, but did not."
    )
