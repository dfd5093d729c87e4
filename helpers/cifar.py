"""CIFAR-10 as it comes: the official archive, downloaded or at hand, and the course's four files.

The official batches are pickles; each is opened only after its hash has shown that it is the
original. The four files of the course hold plain arrays, and a pickle among them is never opened.
"""

from __future__ import annotations

import hashlib
import math
import os
import pickle
import tarfile
import tempfile
import time
import urllib.request
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import numpy as np

from helpers.text import Words, listing

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
Progress = Callable[[int, int], object]

FILES = {
    "cifar10_train_X.npy": (7500, 32, 32, 3),
    "cifar10_train_y.npy": (7500, 1),
    "cifar10_test_X.npy": (500, 32, 32, 3),
    "cifar10_test_y.npy": (500, 1),
}
"""The four files in the order of the loader's results, with their shapes; all hold uint8."""

URL = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
SILENCE_SECONDS = 10  # longest wait for a connection, or for the next bytes
BATCHES = {
    "data_batch_1": (7500, "c99cafc152244af753f735de768cd75f"),
    "test_batch": (500, "40351d587109b95175f43aff81a1287e"),
}
"""The official batches that are needed: how many of their first images, and the file's MD5."""


class DatasetError(Exception):
    """The images cannot be used; `args` say why and what to do, in Korean and in English."""

    def __str__(self) -> str:
        return str(Words(*self.args))


# --- the four files -----------------------------------------------------------------------------


def read_four(folder: Path) -> Arrays | None:
    """Return the arrays of the four files, uint8; None if none of the files is there.

    Raises:
        DatasetError: only some are there, or one of them is not what it should be.
    """
    missing = [name for name in FILES if not os.path.lexists(folder / name)]
    if len(missing) == len(FILES):
        return None
    if missing:
        gone = listing(missing)
        raise DatasetError(
            f"{folder}: 네 파일이 모두 있어야 하는데 다음이 없습니다: {gone}. 할 일: 빠진 파일을 "
            "넣거나, 있는 파일을 다른 곳으로 옮긴 뒤 `make data`를 실행해 주십시오.",
            f"{folder}: all four files are needed, these are missing: {gone}. To do: add what is "
            "missing, or move the others away and run `make data`.",
        )
    return tuple(_read_array(folder / name, shape) for name, shape in FILES.items())


def _read_array(path: Path, shape: tuple[int, ...]) -> np.ndarray:
    try:
        with path.open("rb") as file:
            array = np.lib.format.read_array(file, allow_pickle=False)
            surplus = file.read(1)
        found = _name_difference(array, shape, surplus)
    except Exception as error:  # a damaged header makes NumPy raise nearly anything
        found = _name_damage(path, shape, error)
    if found is None:
        return np.ascontiguousarray(array)
    raise DatasetError(
        f"{path}: {found.ko} np.save로 저장한 uint8 배열 {shape}이어야 합니다. 할 일: 올바른 "
        "파일로 바꾸거나, 네 파일을 모두 다른 곳으로 옮긴 뒤 `make data`로 다시 준비해 주십시오.",
        f"{path}: {found.en} It must be a uint8 array {shape} saved with np.save. To do: put a "
        "sound file in its place, or move all four away and prepare them again with `make data`.",
    )


def _name_damage(path: Path, shape: tuple[int, ...], error: Exception) -> Words:
    """Say what is there in place of a file that NumPy can read."""
    if path.is_dir():
        return Words("파일이 아니라 폴더입니다.", "This is a folder, not a file.")
    if isinstance(error, OSError):
        return Words(f"읽지 못했습니다({error}).", f"It cannot be read ({error}).")
    content = path.read_bytes()
    size = len(content)
    if not content:
        return Words("빈 파일입니다(0바이트).", "The file is empty (0 bytes).")
    if content.startswith(b"PK"):
        return Words(".npz(zip) 파일입니다.", "This is an .npz (zip) file.")
    if not content.startswith(b"\x93NUMPY"):
        return Words(".npy 형식이 아닌 파일입니다.", "This is not a .npy file.")
    if "allow_pickle" in str(error):
        return Words("피클로 저장한 object 배열입니다.", "This is a pickled object array.")
    if size < math.prod(shape):
        return Words(f"잘린 파일입니다({size}바이트).", f"It is truncated ({size} bytes).")
    return Words("NPY 헤더가 손상되었습니다.", "The NPY header is damaged.")


def _name_difference(array: np.ndarray, shape: tuple[int, ...], surplus: bytes) -> Words | None:
    """Say how an array differs from what is needed, with the likely cause; None if it does not."""
    found, hint = array.shape, Words("", "")
    if array.dtype != np.uint8:
        return Words(f"자료형이 {array.dtype}입니다.", f"The dtype is {array.dtype}.")
    if found != shape:
        if found == (shape[0], 3, 32, 32):
            hint = Words(" 채널 축은 마지막에 와야 합니다.", " Channels must come last.")
        elif found[1:] == shape[1:] and found in FILES.values():
            hint = Words(" train과 test가 바뀐 듯합니다.", " Are train and test swapped?")
        return Words(f"배열의 모양이 {found}입니다.{hint.ko}", f"The shape is {found}.{hint.en}")
    if surplus:
        return Words("배열 뒤에 남는 바이트가 있는 너무 긴 파일입니다.", "The file is too long.")
    if shape[1:] == (1,) and array.max() > 9:
        wrong, largest = np.count_nonzero(array > 9), array.max()
        return Words(
            f"라벨은 0~9인데 벗어난 값이 {wrong}개 있습니다(가장 큰 값 {largest}).",
            f"Labels are 0-9; {wrong} are not (the largest is {largest}).",
        )
    return None


# --- the official archive -----------------------------------------------------------------------


def download(seconds: float, progress: Progress) -> Arrays:
    """Download CIFAR-10 and return the images of the course, as `read_official` does.

    Args:
        seconds: longest wait, unless `CNN_COURSE_DOWNLOAD_SECONDS` is set in the environment.
        progress: called with the bytes received and the bytes in all (0 if unknown).

    Raises:
        DatasetError: the server does not answer, time is up, or what came is not the archive.
    """
    try:
        limit = float(os.environ.get("CNN_COURSE_DOWNLOAD_SECONDS") or seconds)
        with tempfile.TemporaryFile() as file:
            _receive(file, time.monotonic() + limit, progress)
            file.seek(0)
            return _unpack(_read_tar(file))
    except Exception as error:
        ko, en = error.args if isinstance(error, DatasetError) else (error, error)
        raise DatasetError(
            f"CIFAR-10을 내려받지 못했습니다({ko}). 할 일: 네트워크를 확인하고 다시 하거나, "
            "받아 둔 파일을 `python -m helpers.data --from PATH`로 넣어 주십시오.",
            f"CIFAR-10 could not be downloaded ({en}). To do: check the network and try again, "
            "or bring a copy with `python -m helpers.data --from PATH`.",
        ) from error


def read_official(path: Path) -> Arrays:
    """Return the first 7,500 training and 500 test images of an official copy.

    Args:
        path: `cifar-10-python.tar.gz`, the folder `cifar-10-batches-py` extracted from it, or the
            folder that holds that one.

    Raises:
        DatasetError: there is no such thing, or it is damaged or something else.
    """
    try:
        return _unpack(_read_batches(path))
    except (DatasetError, OSError) as error:
        ko, en = error.args if isinstance(error, DatasetError) else (error, error)
        raise DatasetError(
            f"{path}: {ko}. 필요한 것: 공식 cifar-10-python.tar.gz나 그것을 푼 폴더, 또는 네 .npy "
            "파일이 있는 폴더. 할 일: 경로를 확인하거나 파일을 다시 받아 주십시오.",
            f"{path}: {en}. Needed: the official cifar-10-python.tar.gz, the folder extracted from "
            "it, or one with the four .npy files. To do: check the path, or get it again.",
        ) from error


def _receive(file: BinaryIO, end: float, progress: Progress) -> None:
    """Write what the server sends to `file`, until the time `end` at the latest."""
    with urllib.request.urlopen(URL, timeout=SILENCE_SECONDS) as response:
        total = int(response.headers.get("Content-Length", 0))
        while chunk := response.read1(2**16):
            file.write(chunk)
            progress(file.tell(), total)
            if time.monotonic() > end:
                raise DatasetError(
                    "정해진 시간이 지남, CNN_COURSE_DOWNLOAD_SECONDS로 늘릴 수 있음",
                    "the time allowed is over, CNN_COURSE_DOWNLOAD_SECONDS extends it",
                )


def _read_batches(path: Path) -> dict[str, bytes]:
    if path.is_file():
        with path.open("rb") as file:
            return _read_tar(file)
    if not path.is_dir():
        raise DatasetError("그런 파일이나 폴더가 없음", "there is no such file or folder")
    found = [*path.glob("cifar-10-batches-py/*"), *path.iterdir()]
    return {each.name: each.read_bytes() for each in found if each.name in BATCHES}


def _read_tar(file: BinaryIO) -> dict[str, bytes]:
    found = {}
    try:
        with tarfile.open(fileobj=file) as tar:
            for member in tar:
                name = PurePosixPath(member.name).name
                if name in BATCHES and member.isreg():
                    found[name] = tar.extractfile(member).read()
    except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error) as error:
        raise DatasetError(
            "tar.gz 파일이 아니거나 손상됨", "this is not a tar.gz file, or it is damaged"
        ) from error
    return found


def _unpack(contents: dict[str, bytes]) -> Arrays:
    """Return the images and labels of the batches, once each has shown to be the original."""
    arrays: list[np.ndarray] = []
    for name, (count, md5) in BATCHES.items():
        if name not in contents:
            raise DatasetError(f"{name} 배치가 없음", f"it has no {name}")
        if hashlib.md5(contents[name], usedforsecurity=False).hexdigest() != md5:
            raise DatasetError(
                f"{name} 배치가 원본과 다름(MD5)", f"{name} differs from the original (MD5)"
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # NumPy remarks on the age of these pickles
            batch = pickle.loads(contents[name], encoding="bytes")
        # A row holds the red plane, then the green, then the blue; each plane row by row.
        images = batch[b"data"][:count].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        labels = np.array(batch[b"labels"][:count], np.uint8).reshape(-1, 1)
        arrays += [np.ascontiguousarray(images), labels]
    return tuple(arrays)
