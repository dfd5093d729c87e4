"""Whose code a line is: the learner's, a library's, or that of the checks."""

from __future__ import annotations

import linecache
import os
import sysconfig
from functools import lru_cache
from pathlib import Path

_OWN_FOLDER = str(Path(__file__).parent.parent)
_CHECKS_FOLDER = str(Path(__file__).parent)
_LIBRARIES = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)


def is_library(filename: str) -> bool:
    """Whether a code's file is anything else than the learner's: a library's, Python's or ours."""
    if filename.startswith("<"):
        return filename.startswith(("<frozen", "<__array_function__"))
    if not os.path.isabs(filename):  # compiled modules name files such as numpy/random/mtrand.pyx
        return filename not in linecache.cache and not os.path.exists(filename)
    return _is_installed(filename)


@lru_cache(maxsize=4096)
def _is_installed(filename: str) -> bool:
    folders = ("site-packages", "dist-packages")
    return any(folder in filename for folder in folders) or filename.startswith(
        (_OWN_FOLDER, *_LIBRARIES)
    )


def is_ours(filename: str) -> bool:
    """Whether a code's file belongs to the checks."""
    return filename.startswith(_CHECKS_FOLDER)
