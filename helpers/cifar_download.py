"""Get CIFAR-10 through Keras, in a process of its own, within a limited time.

Keras downloads the official archive to its own cache and verifies its hash. It runs in a child
process, so that TensorFlow is not imported here and a wait without end can be cut short.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np

from helpers.cifar_files import FILES, DatasetError

URL = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"  # the address that Keras uses
PROBE_SECONDS = 6
STALL_SECONDS = 60

CHILD = """
import socket, sys
socket.setdefaulttimeout(30)
import keras, numpy
print("keras is ready", flush=True)
keras.config.set_image_data_format("channels_last")
(a, b), (c, d) = keras.datasets.cifar10.load_data()
numpy.savez(sys.argv[1], a[:7500], b[:7500], c[:500], d[:500])
"""


def fetch(seconds, progress=None, *, stall=STALL_SECONDS):
    """Return the first 7,500 training and 500 test images of CIFAR-10.

    Args:
        seconds: longest wait for everything.
        progress: called with (bytes done, bytes in all) while the archive comes in.
        stall: longest wait without any sign of progress, in seconds.

    Returns:
        uint8 arrays of shape (7500, 32, 32, 3), (7500, 1), (500, 32, 32, 3), (500, 1).

    Raises:
        DatasetError: the server cannot be reached, the download fails, or time is up.
    """
    deadline = time.monotonic() + seconds
    if not _in_keras_cache():
        _probe(min(PROBE_SECONDS, seconds))
    try:
        with tempfile.TemporaryDirectory(prefix="cifar10-", ignore_cleanup_errors=True) as scratch:
            result = Path(scratch) / "cifar10.npz"
            # -P: a file of the reader's in the current folder must not pass for Keras.
            _run([sys.executable, "-P", "-c", CHILD, str(result)], deadline, stall, progress)
            return _read_result(result)
    except OSError as error:  # no room for temporary files, no process to be had
        raise _failed(error, error) from error


def _in_keras_cache():
    home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    return any(home.glob("datasets/cifar-10-batches-py*"))


def _probe(seconds):
    """Ask the server for a sign of life, through the proxy if one is set; DatasetError if none."""
    outcome = []

    def ask():
        try:
            request = urllib.request.Request(URL, method="HEAD")
            urllib.request.build_opener().open(request, timeout=seconds).close()
            outcome.append(None)
        except (OSError, ValueError) as error:
            outcome.append(getattr(error, "reason", None) or error)
        except Exception as error:  # e.g. a proxy that does not speak HTTP
            outcome.append(error)

    # In a thread that may be abandoned: looking up a name can hang beyond any timeout.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise _failed(f"{seconds:g}초 동안 응답 없음", f"no answer within {seconds:g} s")
    if outcome[0] is not None:
        raise _failed(outcome[0], outcome[0])


def _run(command, deadline, stall, progress):
    """Run the child to its end; kill its whole group on time-out or interruption."""
    own_group = (
        {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        if os.name == "nt"
        else {"start_new_session": True}
    )
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={
            **os.environ,
            "KERAS_BACKEND": "tensorflow",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "PYTHONIOENCODING": "utf-8",
        },
        **own_group,
    )
    try:
        output = _Output(process.stdout)
        while process.poll() is None:
            now = time.monotonic()
            if now > deadline:
                raise _failed(
                    "정해진 시간이 지남, CNN_COURSE_DOWNLOAD_SECONDS로 늘릴 수 있음",
                    "the time allowed is over, CNN_COURSE_DOWNLOAD_SECONDS extends it",
                )
            if now - output.heard > stall:
                raise _failed(f"{stall:g}초 동안 진행 없음", f"no progress for {stall:g} s")
            if progress and output.done:
                progress(*output.done)
            time.sleep(0.1)
    except BaseException:
        _kill(process)
        raise
    output.thread.join(5)
    if progress and output.done:
        progress(*output.done)
    if process.returncode:
        raise _failed(output.last_line(), output.last_line())


class _Output:
    """Listens to the child: when it last spoke, how far it is, what it said at the end."""

    def __init__(self, pipe):
        self.heard = time.monotonic()
        self.done = None
        self._tail = b""
        self.thread = threading.Thread(target=self._listen, args=(pipe,), daemon=True)
        self.thread.start()

    def _listen(self, pipe):
        with pipe:
            while chunk := os.read(pipe.fileno(), 65536):
                self.heard = time.monotonic()
                self._tail = (self._tail + chunk)[-4000:]
                # Keras' progress bar says "bytes/bytes"; whatever else it says is a sign of life.
                if counts := re.findall(rb"(\d{4,})/(\d{4,})(?=\D)", self._tail):
                    self.done = tuple(map(int, counts[-1]))

    def last_line(self):
        lines = self._tail.decode("utf-8", "replace").split("\n")
        return next((line.strip()[-300:] for line in reversed(lines) if line.strip()), "?")


def _kill(process):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read_result(path):
    """Return the arrays that the child handed over, checked."""
    try:
        with np.load(path, allow_pickle=False) as result:
            arrays = tuple(result[f"arr_{number}"] for number in range(4))
    except Exception as error:  # a file that is absent, cut off or not of this kind
        raise _failed(
            f"받은 데이터를 읽을 수 없음: {error}", f"unreadable result: {error}"
        ) from error
    for array, shape in zip(arrays, FILES.values(), strict=True):
        if (
            array.shape != shape
            or array.dtype != np.uint8
            or (shape[1:] == (1,) and array.max() > 9)
        ):
            found = f"{array.dtype} {array.shape}"
            raise _failed(f"예상과 다른 데이터: {found}", f"unexpected data: {found}")
    return arrays


def _failed(ko, en):
    return DatasetError(
        f"CIFAR-10을 내려받지 못했습니다({ko}). 네트워크를 확인하고 `make data`를 다시 실행하거나, "
        "받아 둔 파일을 `python -m helpers.data --from PATH`로 넣어 주십시오.",
        f"CIFAR-10 could not be downloaded ({en}). Check the network and run `make data` again, or "
        "bring a copy with `python -m helpers.data --from PATH`.",
    )
