"""The images of the course: load them, or prepare the folder once.

`load_cifar10_dataset()` serves the notebooks; `python -m helpers.data` fills `dataset/`. The
folder holds the first 7,500 training and the first 500 test images of CIFAR-10 as four `.npy`
files. Where they are absent and cannot be downloaded, pictures drawn by `helpers.standin` take
their place, and the reader is told so.

Nothing of the user's is ever overwritten or deleted, and TensorFlow is never imported here.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from helpers import cifar
from helpers.cifar import Arrays, DatasetError, Progress, read_four
from helpers.text import Words, listing, say, tolerant_output

CLASS_NAMES = (
    "airplane", "automobile", "bird", "cat", "deer",
    "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
CLASS_NAMES_KO = ("비행기", "자동차", "새", "고양이", "사슴", "개", "개구리", "말", "배", "트럭")

DATASET_FOLDER = Path(__file__).resolve().parent.parent / "dataset"
LOADER_SECONDS, COMMAND_SECONDS = 300, 900  # longest wait for a download

_STANDIN_NOTICE = (
    "[대체 그림] 지금 쓰는 그림은 CIFAR-10이 아니라 프로그램이 그린 것입니다. 진짜 CIFAR-10은 "
    "`make data` 또는 `python -m helpers.data`로 받습니다. / [stand-in] These are drawn pictures, "
    "not CIFAR-10; `make data` or `python -m helpers.data` gets the real ones."
)
_IN_USE = {
    "CIFAR-10": Words("CIFAR-10", "CIFAR-10"),
    "stand-in": Words("그린 대체 그림(CIFAR-10 아님)", "drawn stand-in (not CIFAR-10)"),
    "none": Words("아직 없음(위의 안내를 보십시오)", "none yet (see above)"),
}


def load_cifar10_dataset(folder: str | os.PathLike | None = None) -> Arrays:
    """Return the images and labels of the course.

    The four files of `folder` are used if they are there, else a stand-in drawn earlier. Failing
    both, CIFAR-10 is downloaded or, failing that too (or with `CNN_COURSE_OFFLINE=1` in the
    environment), the stand-in is drawn. A stand-in is announced once.

    Args:
        folder: where the files are; `dataset/` of the course when omitted.

    Returns:
        `train_X, train_y, test_X, test_y`: images as float32 in [0, 1], shape (N, 32, 32, 3);
        labels as int64, shape (N,). N is 7,500 and 500.

    Raises:
        DatasetError: the folder does not exist, some of the four files are missing, or one of
            them is not what it should be.
    """
    if folder is not None and not _path(folder).is_dir():
        raise DatasetError(
            f"{folder}: 그런 폴더가 없습니다. 할 일: 데이터 폴더의 경로를 넣거나, 경로 없이 불러 "
            "강의의 dataset 폴더를 써 주십시오.",
            f"{folder}: there is no such folder. To do: give the path of a data folder, or none "
            "for the course's own dataset folder.",
        )
    arrays = read_four(_path(folder)) or _download_or_draw(_path(folder))
    train_X, test_X = (np.divide(X, np.float32(255), dtype=np.float32) for X in arrays[::2])
    train_y, test_y = (y.reshape(-1).astype(np.int64) for y in arrays[1::2])
    return train_X, train_y, test_X, test_y


def dataset_name(folder: str | os.PathLike | None = None) -> str:
    """Say what `load_cifar10_dataset(folder)` would use now, without downloading or drawing.

    Returns:
        `"CIFAR-10"`, `"stand-in"`, or `"none"`: nothing is there yet, or what is there cannot be
        used.
    """
    try:
        if read_four(_path(folder)):
            return "CIFAR-10"
    except DatasetError:
        return "none"
    return "stand-in" if _has_standin(_path(folder)) else "none"


def main(argv: list[str] | None = None) -> int:
    """Run `python -m helpers.data`; return its exit status (0, 1, or 130 after Ctrl-C)."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.data",
        description="CIFAR-10의 앞부분을 준비합니다. / Prepare the first images of CIFAR-10.",
    )
    source = "공식 파일, 그것을 푼 폴더, 네 파일의 폴더 / official archive, or the four files"
    target = "쓸 폴더(기본 dataset/) / where to write (dataset/)"
    offline = "네트워크 없이 대체 그림을 준비 / no network: draw the stand-in"
    parser.add_argument("--from", dest="source", type=_path, metavar="PATH", help=source)
    parser.add_argument("--to", type=_path, default=DATASET_FOLDER, metavar="FOLDER", help=target)
    parser.add_argument("--offline", action="store_true", help=offline)
    options = parser.parse_args(argv)
    tolerant_output()
    status = 0
    try:
        _prepare(options.source, options.to, options.offline)
    except DatasetError as error:
        say(*error.args, file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        say("중단했습니다. 바뀐 파일은 없습니다.", "Interrupted; no file was changed.", sys.stderr)
        status = 130
    ko, en = _IN_USE[dataset_name(options.to)]
    say(f"사용할 데이터: {ko}", f"Data set in use: {en}")
    return status


def _path(folder: str | os.PathLike | None) -> Path:
    return DATASET_FOLDER if folder is None else Path(folder).expanduser().absolute()


def _prepare(source: Path | None, folder: Path, offline: bool) -> None:
    """Fill `folder` from `source`, the download or the drawing; nothing of another's is touched."""
    present = read_four(folder)
    if source is not None:
        arrays = read_four(source) or cifar.read_official(source)
    else:
        arrays = present or (None if offline else _try_download(COMMAND_SECONDS))
    if arrays is None:
        _take_standin(folder)
    elif present is None:
        _store(arrays, folder)
    elif all(map(np.array_equal, arrays, present)):
        say("네 파일이 이미 있습니다.", "The four files are already there.")
    else:
        names = listing(cifar.FILES)
        raise DatasetError(
            f"{folder}: 내용이 다른 네 파일({names})이 이미 있어서 덮어쓰지 않았습니다. "
            "할 일: 그 파일을 다른 곳으로 옮긴 뒤 다시 실행해 주십시오.",
            f"{folder}: four files with other contents ({names}) are already there and were "
            "not overwritten. To do: move them away, then run this again.",
        )


def _store(arrays: Arrays, folder: Path) -> None:
    """Write the four files beside their place and move them into it once all are complete."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as scratch:
            for name, array in zip(cifar.FILES, arrays, strict=True):
                np.save(Path(scratch, name), array, allow_pickle=False)
            for name in cifar.FILES:
                os.rename(Path(scratch, name), folder / name)
    except OSError as error:
        raise DatasetError(
            f"{folder}: 쓰지 못했습니다({error}). 할 일: 쓰기 권한과 남은 용량을 확인하거나 "
            "`--to`로 다른 폴더를 정해 주십시오.",
            f"{folder}: cannot be written ({error}). To do: check the permissions and the free "
            "space, or name another folder with `--to`.",
        ) from error


# --- where the four files are not ---------------------------------------------------------------


@cache  # in memory too, so that a folder that cannot be written costs one download or drawing
def _download_or_draw(folder: Path) -> Arrays:
    arrays = None if _has_standin(folder) else _try_download(LOADER_SECONDS)
    if arrays is None:
        return _take_standin(folder)
    try:
        _store(arrays, folder)
    except DatasetError as error:
        say(*error.args)
    return arrays


def _try_download(seconds: float) -> Arrays | None:
    """Return CIFAR-10, or None after saying why it could not be had."""
    if os.environ.get("CNN_COURSE_OFFLINE", "").strip() not in ("", "0"):
        return None
    say("CIFAR-10을 내려받습니다(약 170 MB).", "Downloading CIFAR-10 (about 170 MB).")
    try:
        return cifar.download(seconds, _progress("CIFAR-10"))
    except DatasetError as error:
        say(*error.args)
        return None


def _has_standin(folder: Path) -> bool:
    from helpers import standin

    return standin.cache_path(folder).exists()


def _take_standin(folder: Path) -> Arrays:
    from helpers import standin

    _announce()
    with contextlib.suppress(OSError):  # without a folder the drawing is merely not kept
        folder.mkdir(parents=True, exist_ok=True)
    return standin.load_standin(folder, _progress("대체 그림 / stand-in"))


@cache
def _announce() -> None:
    print(_STANDIN_NOTICE, flush=True)


def _progress(label: str) -> Progress:
    """Return a callback that shows percentages, each over the one before."""
    shown = 0

    def report(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // total if total else 0
        if percent > shown:
            shown = percent
            print(f"\r{label} {percent:3d} %", end="\n" if percent == 100 else "", flush=True)

    return report


if __name__ == "__main__":
    sys.exit(main())
