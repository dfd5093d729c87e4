"""The images of the course: load them, or prepare the folder once.

``load_cifar10_dataset()`` serves the notebooks; ``python -m helpers.data`` fills ``dataset/``.
The folder holds the first 7,500 training and the first 500 test images of CIFAR-10 as four
``.npy`` files. Where they are absent and cannot be downloaded, pictures drawn by
``helpers.standin`` take their place, and the reader is told so.

Nothing of the user's is ever overwritten or deleted, and TensorFlow is never imported here.
"""

import argparse
import contextlib
import math
import os
import signal
import sys
from pathlib import Path

import numpy as np

from helpers.cifar_files import FILES, DatasetError, has_four_files, read_four, store_four

CLASS_NAMES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
CLASS_NAMES_KO = ("비행기", "자동차", "새", "고양이", "사슴", "개", "개구리", "말", "배", "트럭")

DATASET_FOLDER = Path(__file__).resolve().parent.parent / "dataset"

LOADER_SECONDS, COMMAND_SECONDS = 300, 900  # longest wait for a download

_CLASS_COUNTS = (
    (734, 713, 765, 758, 763, 725, 780, 749, 767, 746),
    (57, 41, 51, 49, 40, 48, 54, 47, 57, 56),
)
_STANDIN_NOTICE = (
    "[대체 그림] 지금 쓰는 그림은 CIFAR-10이 아니라 프로그램이 그린 것입니다. 진짜 CIFAR-10은 "
    "`make data` 또는 `python -m helpers.data`로 받습니다. / [stand-in] These are drawn pictures, "
    "not CIFAR-10; `make data` or `python -m helpers.data` gets the real ones."
)
_announced = False
_kept = {}  # folder -> (name, arrays): what a folder that cannot be written could not hold


def load_cifar10_dataset(folder=None):
    """Return the images and labels of the course.

    The four files of ``folder`` are used if they are there. If none is, a stand-in drawn earlier
    is used; failing that, CIFAR-10 is downloaded; failing that (or with ``CNN_COURSE_OFFLINE=1``
    in the environment), the stand-in is drawn and announced.

    Args:
        folder: where the files are; ``dataset/`` of the course when omitted.

    Returns:
        ``train_X, train_y, test_X, test_y``: images as float32 in [0, 1], shape (N, 32, 32, 3);
        labels as int64, shape (N,). N is 7,500 and 500.

    Raises:
        DatasetError: the folder does not exist, some of the four files are missing, or one of
            them is not what it should be.
    """
    train_X, train_y, test_X, test_y = _obtain(_path(folder), must_exist=folder is not None)
    return _to_unit(train_X), _to_labels(train_y), _to_unit(test_X), _to_labels(test_y)


def dataset_name(folder=None):
    """Say what ``load_cifar10_dataset(folder)`` would use now, without loading or downloading.

    Returns:
        ``"CIFAR-10"``, ``"stand-in"``, or ``"none"``: nothing is there yet, or what is there
        cannot be used.
    """
    folder = _path(folder)
    try:
        if has_four_files(folder):
            return "CIFAR-10"
    except DatasetError:
        return "none"
    if folder in _kept:
        return _kept[folder][0]
    return "stand-in" if _standin_cached(folder) else "none"


def prepare(source=None, folder=None, *, offline=False, seconds=COMMAND_SECONDS):
    """Put the four files into ``folder``; say on stdout what was done.

    Args:
        source: ``cifar-10-python.tar.gz``, an extracted ``cifar-10-batches-py`` (or the folder
            that holds it), or a folder with the four files. Without it CIFAR-10 is downloaded;
            if that fails, the stand-in is drawn.
        folder: where to write; ``dataset/`` of the course when omitted, created if needed.
        offline: without ``source``, do not use the network.
        seconds: longest wait for the download; ``CNN_COURSE_DOWNLOAD_SECONDS`` overrides it.

    Returns:
        What ``dataset_name(folder)`` says afterwards.

    Raises:
        DatasetError: the source is unusable, the folder cannot be written, or it already holds
            other, partial or damaged files. The folder is then as it was.
    """
    folder = _path(folder)
    present = has_four_files(folder)
    if source is not None:
        _prepare_from(_path(source), folder, present)
    elif present:
        _say("네 파일이 이미 있습니다. 할 일이 없습니다.", "The four files are already there.")
    else:
        arrays = None if offline or _offline() else _try_download(seconds)
        if arrays is None:
            _standin(folder)
        else:
            store_four(arrays, folder)
            _say_written()
    return dataset_name(folder)


# --- choosing what to load ----------------------------------------------------------------------


def _obtain(folder, must_exist):
    """Return the four uint8 arrays that the loader converts."""
    if has_four_files(folder, must_exist):
        return read_four(folder)
    if folder in _kept:
        name, arrays = _kept[folder]
        if name == "stand-in":
            _announce()
        return arrays
    if _standin_cached(folder) or _offline():
        return _standin(folder)
    arrays = _try_download(LOADER_SECONDS)
    if arrays is None:
        return _standin(folder)
    try:
        store_four(arrays, folder)
    except DatasetError as error:  # the images are at hand all the same
        _say(*error.args)
        _kept[folder] = ("CIFAR-10", arrays)
    return arrays


def _try_download(seconds):
    """Return the four arrays, or None after saying why they could not be had."""
    from helpers import cifar_download

    seconds = _seconds_allowed(seconds)
    _say("CIFAR-10을 내려받습니다(약 170 MB).", "Downloading CIFAR-10 (about 170 MB).")
    try:
        with _progress("CIFAR-10") as progress:
            return cifar_download.fetch(seconds, progress)
    except DatasetError as error:
        _say(*error.args)
        return None


def _standin_cached(folder):
    from helpers import standin

    return standin.cache_path(folder).exists()


def _standin(folder):
    from helpers import standin

    _announce()
    with contextlib.suppress(OSError):  # without a folder the drawing is merely not kept
        folder.mkdir(parents=True, exist_ok=True)
    with _progress("대체 그림 / stand-in") as progress:
        arrays = standin.load_standin(folder, progress)
    if not standin.cache_path(folder).exists():
        _kept[folder] = ("stand-in", arrays)
    return arrays


def _announce():
    global _announced
    if not _announced:
        print(_STANDIN_NOTICE, flush=True)
        _announced = True


def _offline():
    return os.environ.get("CNN_COURSE_OFFLINE", "").strip() not in ("", "0")


def _seconds_allowed(default):
    text = os.environ.get("CNN_COURSE_DOWNLOAD_SECONDS", "").strip()
    if not text:
        return default
    with contextlib.suppress(ValueError):
        seconds = float(text)
        if math.isfinite(seconds) and seconds > 0:
            return seconds
    raise DatasetError(
        f"환경 변수 CNN_COURSE_DOWNLOAD_SECONDS가 {text!r}입니다. 0보다 큰 초 단위의 수로 바꾸거나 "
        "지워 주십시오.",
        f"The environment variable CNN_COURSE_DOWNLOAD_SECONDS is {text!r}. Set it to a number of "
        "seconds above 0, or unset it.",
    )


def _path(folder):
    return DATASET_FOLDER if folder is None else Path(folder).expanduser().absolute()


def _to_unit(images):
    """Turn uint8 images into float32 in [0, 1] with a single allocation."""
    return np.divide(images, np.float32(255), dtype=np.float32)


def _to_labels(labels):
    return labels.astype(np.int64).reshape(-1)


# --- preparing ----------------------------------------------------------------------------------


def _prepare_from(source, folder, present):
    arrays = _read_source(source)
    counts = tuple(
        tuple(np.bincount(labels.ravel(), minlength=10).tolist()) for labels in arrays[1::2]
    )
    if counts != _CLASS_COUNTS:
        _say(
            "참고: 클래스별 개수가 CIFAR-10의 공식 순서와 다릅니다. 원본이 맞는지 확인하십시오.",
            "Note: the class counts differ from CIFAR-10's official order. Is this the original?",
        )
    if not present:
        store_four(arrays, folder)
        _say_written()
    elif all(map(np.array_equal, arrays, read_four(folder))):
        _say("똑같은 네 파일이 이미 있습니다.", "The same four files are already there.")
    else:
        raise DatasetError(
            f"{folder}: 내용이 다른 네 파일({', '.join(FILES)})이 이미 있어서 덮어쓰지 않았습니다. "
            "할 일: 그 파일을 다른 곳으로 옮긴 뒤 다시 실행해 주십시오.",
            f"{folder}: four files with other contents ({', '.join(FILES)}) are already there and "
            "were not overwritten. To do: move them away, then run this again.",
        )


def _read_source(source):
    """Return the four uint8 arrays of any of the three kinds of source."""
    from helpers import cifar_archive

    if os.path.isdir(source) and has_four_files(source):
        return read_four(source)
    return cifar_archive.read_official(source)


# --- talking ------------------------------------------------------------------------------------


def _say(*lines):
    print(*lines, sep="\n", flush=True)


def _say_written():
    _say("네 파일을 준비했습니다.", "The four files are ready.")


@contextlib.contextmanager
def _progress(label):
    """Yield ``progress(done, total)``: one updating line on a terminal, four lines elsewhere."""
    terminal = sys.stdout.isatty()
    shown = 0

    def progress(done, total):
        nonlocal shown
        steps = 50 if terminal else 4
        step = int(steps * min(done / total, 1)) if total else 0
        if step <= shown:
            return
        shown = step
        percent = f"{100 * step // steps:3d} %"
        if terminal:
            print(f"\r{label} [{'#' * step:.<{steps}}] {percent}", end="", flush=True)
        else:
            print(f"{label} {percent}", flush=True)

    try:
        yield progress
    finally:
        if terminal and shown:
            print(flush=True)


def _last_line(folder):
    name = dataset_name(folder)
    if name == "CIFAR-10":
        return "사용할 데이터: CIFAR-10 / Data set in use: CIFAR-10"
    if name == "stand-in":
        return (
            "사용할 데이터: 그린 대체 그림(CIFAR-10 아님) / "
            "Data set in use: drawn stand-in (not CIFAR-10)"
        )
    return "사용할 데이터: 아직 없음(위의 안내를 보십시오) / Data set in use: none yet (see above)"


def main(argv=None):
    """Run ``python -m helpers.data``; return its exit status (0, 1, or 130 after Ctrl-C)."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.data",
        description="CIFAR-10의 앞부분을 준비합니다. / Prepare the first images of CIFAR-10.",
    )
    parser.add_argument(
        "--from",
        dest="source",
        metavar="PATH",
        help="cifar-10-python.tar.gz, cifar-10-batches-py, 또는 네 파일이 있는 폴더 / "
        "or a folder with the four files",
    )
    parser.add_argument(
        "--to", metavar="FOLDER", help="쓸 폴더(기본 dataset/) / where to write (dataset/)"
    )
    parser.add_argument(
        "--offline",
        "--standin",
        dest="offline",
        action="store_true",
        help="네트워크 없이 대체 그림을 준비 / no network: draw the stand-in",
    )
    options = parser.parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without Hangul must not stop the work
            stream.reconfigure(errors="replace")
    status = 0
    try:
        prepare(options.source, options.to, offline=options.offline)
    except DatasetError as error:
        print(error, file=sys.stderr, flush=True)
        status = 1
    except KeyboardInterrupt:
        print("중단했습니다. 바뀐 파일은 없습니다.", file=sys.stderr)
        print("Interrupted; no file was changed.", file=sys.stderr, flush=True)
        status = 130
    print(_last_line(options.to), flush=True)
    return status


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # clean up as after Ctrl-C
    sys.exit(main())
