"""The four files of the data folder: check them, read them, write them all or not at all."""

import contextlib
import math
import os
import stat
import warnings

import numpy as np

FILES = {
    "cifar10_train_X.npy": (7500, 32, 32, 3),
    "cifar10_train_y.npy": (7500, 1),
    "cifar10_test_X.npy": (500, 32, 32, 3),
    "cifar10_test_y.npy": (500, 1),
}
"""The files in the order of the loader's results, with their shapes; all hold uint8."""

_TO_DO = (
    "할 일: 올바른 파일로 바꾸거나, 네 파일을 모두 다른 곳으로 옮긴 뒤 "
    "`python -m helpers.data`(또는 `make data`)로 다시 준비해 주십시오.",
    "To do: put a sound file in its place, or move all four files away and prepare them again "
    "with `python -m helpers.data` (or `make data`).",
)


class DatasetError(Exception):
    """The images cannot be used; the text says why and what to do, in Korean, then English."""

    def __str__(self):
        return "\n".join(str(part) for part in self.args)


def has_four_files(folder, must_exist=False):
    """Say whether the folder holds the data set.

    Returns:
        True if all four files are there and sound, False if none of them is there.

    Raises:
        DatasetError: only some are there, or one of them is not what it should be; or there is
            no such folder and ``must_exist`` is set.
    """
    try:
        if must_exist and not folder.exists():
            raise DatasetError(
                f"{folder}: 그런 폴더가 없습니다. 할 일: 데이터 폴더의 경로를 넣거나, 경로 없이 "
                "불러 강의의 dataset 폴더를 써 주십시오.",
                f"{folder}: there is no such folder. To do: give the path of a data folder, or "
                "none for the course's own dataset folder.",
            )
        if folder.exists() and not folder.is_dir():
            raise DatasetError(
                f"{folder}: 폴더가 아니라 파일입니다. 할 일: 데이터 폴더의 경로를 넣어 주십시오.",
                f"{folder}: this is a file, not a folder. To do: give the path of a data folder.",
            )
        missing = [name for name in FILES if not _is_there(folder / name)]
    except OSError as error:
        raise _unreadable(folder, error) from error
    if len(missing) == len(FILES):
        return False
    if missing:
        there = ", ".join(name for name in FILES if name not in missing)
        gone = ", ".join(missing)
        raise DatasetError(
            f"{folder}: 네 파일이 모두 있어야 하는데 다음이 없습니다: {gone} (있는 파일: {there}). "
            "할 일: 빠진 파일을 넣거나, 있는 파일을 다른 곳으로 옮긴 뒤 "
            "`python -m helpers.data`(또는 `make data`)를 실행해 주십시오.",
            f"{folder}: all four files are needed, these are missing: {gone} (found: {there}). "
            "To do: add what is missing, or move the others away and run "
            "`python -m helpers.data` (or `make data`).",
        )
    for name in FILES:
        _read_array(folder / name, data=name.endswith("y.npy"))
    return True


def read_four(folder):
    """Return the four arrays, uint8, in the order and with the shapes of ``FILES``.

    Raises:
        DatasetError: one of them is not what it should be.
    """
    return tuple(_read_array(folder / name) for name in FILES)


def store_four(arrays, folder):
    """Write the four arrays under temporary names, then rename them: all four or none.

    Whatever interrupts this, the folder is left as it was.

    Raises:
        DatasetError: the folder cannot be written, or the files have appeared in the meantime.
    """
    new_folders = [path for path in (folder, *folder.parents) if not path.exists()]
    temporary = {name: folder / f".{name}.{os.getpid()}.tmp" for name in FILES}
    written = False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, array in zip(temporary.values(), arrays, strict=True):
            _write_array(path, array)
        written = True
        for name, path in temporary.items():
            _publish(path, folder / name)
    except BaseException as error:
        for name, path in temporary.items():
            if written and not path.exists():  # this very run has renamed it
                _quietly(os.unlink, folder / name)
            _quietly(os.unlink, path)
        for path in new_folders:
            _quietly(os.rmdir, path)
        if isinstance(error, OSError):
            raise _unwritable(folder, error) from error
        raise


def _is_there(path):
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def _read_array(path, data=True):
    """Check one of the four files and return its array (None if not ``data``).

    The header and the file's size are compared with what is expected before anything of that
    size is allocated; a pickle is never opened.
    """
    shape = FILES[path.name]
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _bad(
                path,
                "파일이어야 하는데 폴더이거나 특수 파일입니다.",
                "This is a folder or a special file; a regular file is needed.",
            )
        with open(path, "rb") as file:
            fortran = _check_header(path, file, shape)
            if not data:
                return None
            array = np.fromfile(file, np.uint8, count=math.prod(shape))
    except OSError as error:
        raise _unreadable(path, error) from error
    if array.size != math.prod(shape):
        raise _bad(path, "읽는 사이에 파일이 짧아졌습니다.", "It became shorter while being read.")
    array = np.ascontiguousarray(array.reshape(shape, order="F" if fortran else "C"))
    if path.name.endswith("y.npy") and array.max() > 9:
        wrong = np.count_nonzero(array > 9)
        raise _bad(
            path,
            f"라벨은 0~9여야 하는데 벗어난 값이 {wrong}개 있습니다(가장 큰 값 {array.max()}).",
            f"Labels must be 0-9; {wrong} are not (the largest is {array.max()}).",
        )
    return array


def _check_header(path, file, shape):
    """Check what the header promises; leave ``file`` at the data; say if it is Fortran order."""
    size = os.fstat(file.fileno()).st_size
    start = file.read(6)
    if size == 0:
        raise _bad(
            path,
            "빈 파일입니다(0바이트). np.save로 저장한 .npy 파일이어야 합니다.",
            "The file is empty (0 bytes). A .npy file saved with np.save is needed.",
        )
    if start != b"\x93NUMPY":
        zipped = start[:2] == b"PK"
        raise _bad(
            path,
            f"{'.npz(zip) 파일' if zipped else '.npy 형식이 아닌 파일'}입니다. np.save로 저장한 "
            ".npy 파일이어야 합니다.",
            f"This is {'an .npz (zip) file' if zipped else 'not a .npy file'}. A .npy file saved "
            "with np.save is needed.",
        )
    file.seek(0)
    found, fortran, dtype = _parse_header(path, file)
    _check_promise(path, found, dtype, shape)
    length, expected = size - file.tell(), math.prod(shape)
    if length != expected:
        ko, en = ("잘린", "truncated") if length < expected else ("너무 긴", "too long")
        raise _bad(
            path,
            f"{ko} 파일입니다. 값이 {expected:,}바이트여야 하는데 {length:,}바이트입니다.",
            f"The file is {en}: {expected:,} bytes of values are needed, it has {length:,}.",
        )
    return fortran


def _parse_header(path, file):
    """Return shape, Fortran order and dtype as the header states them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a header written by Python 2 reads well
            version = np.lib.format.read_magic(file)
            read = {
                (1, 0): np.lib.format.read_array_header_1_0,
                (2, 0): np.lib.format.read_array_header_2_0,
            }[version]
            return read(file)
    except OSError:
        raise
    except Exception as error:  # a damaged header makes the parser raise nearly anything
        raise _bad(
            path,
            "NPY 헤더가 손상되었습니다. np.save로 저장한 .npy 파일이어야 합니다.",
            "The NPY header is damaged. A .npy file saved with np.save is needed.",
        ) from error


def _check_promise(path, found, dtype, shape):
    """Compare the header's dtype and shape with what is needed."""
    if dtype.hasobject:
        raise _bad(
            path,
            "피클로 저장한 object 배열이라 안전을 위해 열지 않습니다. uint8 배열이어야 합니다.",
            "This is a pickled object array, which is never opened. A uint8 array is needed.",
        )
    if dtype != np.uint8:
        raise _bad(
            path,
            f"자료형이 {dtype}입니다. uint8(0~255의 정수)이어야 합니다.",
            f"The dtype is {dtype}; it must be uint8 (whole numbers 0-255).",
        )
    if found == shape:
        return
    ko, en = _shape_hint(found, shape)
    raise _bad(
        path,
        f"배열의 모양이 {found}입니다. {shape}이어야 합니다.{ko}",
        f"The shape is {found}; it must be {shape}.{en}",
    )


def _shape_hint(found, shape):
    """Name the likely cause of a wrong shape, in Korean and English."""
    if found[1:] == shape[1:] and found in FILES.values():
        return " train과 test가 서로 바뀐 것 같습니다.", " Are train and test swapped?"
    if found == (shape[0], 3, 32, 32):
        return " 채널 축은 마지막에 와야 합니다.", " The channel axis must come last."
    if found[:1] != shape[:1]:
        return (
            f" X와 y에는 똑같이 {shape[0]}개가 있어야 합니다.",
            f" X and y must both hold {shape[0]} entries.",
        )
    return "", ""


def _write_array(path, array):
    with open(path, "wb") as file:
        np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())


def _publish(path, final):
    if _is_there(final):
        raise DatasetError(
            f"{final}: 쓰는 사이에 다른 프로그램이 이 파일을 만들어서 덮어쓰지 않았습니다. "
            "할 일: 다시 실행해 주십시오.",
            f"{final}: another program made this file in the meantime; it was not overwritten. "
            "To do: run this again.",
        )
    os.rename(path, final)


def _quietly(remove, path):
    with contextlib.suppress(OSError):
        remove(path)


def _bad(path, ko, en):
    return DatasetError(f"{path}: {ko}", _TO_DO[0], f"{path}: {en}", _TO_DO[1])


def _unreadable(path, error):
    reason = error.strerror or error
    return DatasetError(
        f"{path}: 읽지 못했습니다({reason}). 할 일: 읽기 권한과 저장 장치를 확인해 주십시오.",
        f"{path}: cannot be read ({reason}). To do: check the permissions and the disk.",
    )


def _unwritable(folder, error):
    where, reason = error.filename or folder, error.strerror or error
    return DatasetError(
        f"{where}: 쓰지 못했습니다({reason}). 폴더는 이전 그대로입니다. 할 일: 쓰기 권한과 남은 "
        "용량을 확인하거나 `--to`로 다른 폴더를 정해 주십시오.",
        f"{where}: cannot be written ({reason}). The folder is as it was. To do: check the "
        "permissions and the free space, or name another folder with `--to`.",
    )
