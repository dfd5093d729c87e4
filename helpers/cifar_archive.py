"""Read the official CIFAR-10 archive, packed or extracted, without trusting it.

The batches are Python 2 pickles. They are opened by an unpickler that knows three names, runs
nothing of the file's choosing and builds no NumPy object: it only collects the raw pixels.
"""

import gzip
import io
import os
import pickle
import tarfile
import zlib
from pathlib import PurePosixPath

import numpy as np

from helpers.cifar_files import DatasetError

BATCHES = {"data_batch_1": 7500, "test_batch": 500}
"""The two batches that are needed, with the number of leading images taken from each."""

INNER_FOLDER = "cifar-10-batches-py"
BATCH_SHAPE = (10000, 3072)
LARGEST_BATCH = 64 * 2**20  # bytes; an official one has 31 million


def read_official(path):
    """Return the first 7,500 training and 500 test images of an official copy.

    Args:
        path: ``cifar-10-python.tar.gz`` (or the plain ``.tar``), the extracted folder
            ``cifar-10-batches-py``, or the folder that holds it. Only ``data_batch_1`` and
            ``test_batch`` are used; the state of the other batches does not matter.

    Returns:
        uint8 arrays of shape (7500, 32, 32, 3), (7500, 1), (500, 32, 32, 3), (500, 1).

    Raises:
        DatasetError: there is no such thing, or it is damaged or something else.
    """
    if not os.path.exists(path):
        raise _bad(path, "그런 파일이나 폴더가 없습니다.", "There is no such file or folder.")
    try:
        found = _from_folder(path) if os.path.isdir(path) else _from_tar(path)
    except OSError as error:
        raise _bad(
            path,
            f"읽지 못했거나 손상되었습니다({error}).",
            f"It cannot be read, or it is damaged ({error}).",
        ) from error
    missing = ", ".join(name for name in BATCHES if name not in found)
    if missing:
        raise _bad(path, f"{missing} 배치가 없습니다.", f"It has no {missing}.")
    return tuple(array for name in BATCHES for array in found[name])


def _from_folder(folder):
    inner = folder / INNER_FOLDER
    if inner.is_dir() and not (folder / "data_batch_1").exists():
        folder = inner
    found = {}
    for name in BATCHES:
        path = folder / name
        if not path.is_file():
            continue
        _check_size(path, path.stat().st_size)
        found[name] = _parse(path.read_bytes(), path, name)
    return found


def _from_tar(path):
    """Stream through the archive once; nothing is written to the disk."""
    if not path.is_file():
        raise _bad(path, "파일도 폴더도 아닙니다.", "This is neither a file nor a folder.")
    found = {}
    try:
        with open(path, "rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            stream = gzip.GzipFile(fileobj=raw) if packed else raw
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                for member in tar:
                    name = PurePosixPath(member.name).name
                    if name in found or name not in BATCHES or not member.isreg():
                        continue
                    _check_size(f"{path}/{member.name}", member.size)
                    found[name] = _parse(tar.extractfile(member).read(), path, name)
            while stream.read(2**20):  # gzip's checksum stands at the very end
                pass
    except (tarfile.TarError, EOFError, zlib.error, ValueError, OverflowError) as error:
        raise _bad(
            path,
            f"tar.gz 파일이 아니거나 손상되었습니다({error}).",
            f"This is not a tar.gz file, or it is damaged ({error}).",
        ) from error
    return found


def _check_size(where, size):
    if size > LARGEST_BATCH:
        raise _bad(
            where,
            f"배치 파일이 {size:,}바이트로 너무 큽니다.",
            f"The batch is too large ({size:,} bytes).",
        )


class _PickledDtype:
    """What the pickle calls a dtype: its name is all that matters."""

    def __init__(self, name, *_):
        self.name = name

    def __setstate__(self, _):
        pass


class _PickledArray:
    """What the pickle calls an array: shape, dtype, order and bytes, not yet believed."""

    state = None

    def __init__(self, *_):
        pass

    def __setstate__(self, state):
        self.state = state

    def pixels(self):
        """Return the uint8 matrix, or raise ValueError."""
        _, shape, dtype, fortran, data = self.state
        if getattr(dtype, "name", None) != b"u1" or shape != BATCH_SHAPE or fortran:
            raise ValueError(f"b'data' is not a C-ordered uint8 array of shape {BATCH_SHAPE}")
        return np.frombuffer(data, np.uint8).reshape(shape)


class _BatchUnpickler(pickle.Unpickler):
    """An unpickler for which nothing but the three names of a pickled array exists."""

    _KNOWN = {  # noqa: RUF012 (never changed)
        ("numpy.core.multiarray", "_reconstruct"): _PickledArray,
        ("numpy._core.multiarray", "_reconstruct"): _PickledArray,  # its name since NumPy 2
        ("numpy", "ndarray"): None,  # only ever handed to _reconstruct
        ("numpy", "dtype"): _PickledDtype,
    }

    def find_class(self, module, name):
        if (module, name) not in self._KNOWN:
            raise pickle.UnpicklingError(f"refused: {ascii(module)[:60]}.{ascii(name)[:60]}")
        return self._KNOWN[module, name]


def _parse(content, path, name):
    """Return images (N, 32, 32, 3) and labels (N, 1), uint8, of a batch's first N images."""
    try:
        batch = _BatchUnpickler(io.BytesIO(content), encoding="bytes").load()
        pixels = batch[b"data"].pixels()
        labels = batch[b"labels"]
        if len(labels) != len(pixels) or not all(type(n) is int and 0 <= n <= 9 for n in labels):
            raise ValueError(f"b'labels' is not a list of {len(pixels)} integers 0-9")
    except Exception as error:  # a hostile or damaged pickle can raise nearly anything
        reason = f"{type(error).__name__}: {str(error)[:200]}"
        raise _bad(
            path,
            f"{name} 배치가 CIFAR-10의 것이 아니거나 손상되었습니다({reason}).",
            f"{name} is not a batch of CIFAR-10, or it is damaged ({reason}).",
        ) from error
    count = BATCHES[name]
    # A row holds the red plane, then the green, then the blue; each plane row by row.
    images = pixels[:count].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(images), np.array(labels[:count], np.uint8).reshape(-1, 1)


def _bad(path, ko, en):
    return DatasetError(
        f"{path}: {ko} 필요한 것: 공식 cifar-10-python.tar.gz(Python 판), 그것을 푼 {INNER_FOLDER} "
        "폴더, 또는 네 .npy 파일이 있는 폴더. 할 일: 경로를 확인하거나 파일을 다시 받아 주십시오.",
        f"{path}: {en} Needed: the official cifar-10-python.tar.gz (Python version), the folder "
        f"{INNER_FOLDER} extracted from it, or a folder with the four .npy files. To do: check "
        "the path, or get the file again.",
    )
