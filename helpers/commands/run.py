"""Run the notebooks.

    python -m helpers.commands.run run        run them; copies and pages go to _build/run
    python -m helpers.commands.run notebooks  run them and store the outputs in the notebooks
    python -m helpers.commands.run bench      time, share of it in fit() and peak memory of each

Names after the command choose notebooks: `3-2` stands for `3-2_mlp_cifar10.ipynb`.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbconvert.preprocessors import ClearOutputPreprocessor

from helpers.commands.files import BUILD, NOTEBOOKS, has_tag, read, select, write_text
from helpers.commands.render import page
from helpers.commands.stored import clean, find_faults
from helpers.data import dataset_name
from helpers.text import Words, say, table, tolerant_output

CELL_SECONDS = 1800
MEASURES = ("fit() %", "최대 메모리 / peak memory")

_ANSI = re.compile(r"\x1b\[[0-9;]*m")

# `bench` adds the first to the setup cell and the second as a last cell, in a copy.
_TIME_FIT = """

import functools, time, keras
@functools.wraps(keras.Model.fit)
def _timed(*args, _fit=keras.Model.fit, **kwargs):
    start = time.perf_counter()
    try:
        return _fit(*args, **kwargs)
    finally:
        _timed.seconds += time.perf_counter() - start
_timed.seconds, keras.Model.fit = 0.0, _timed
"""
_REPORT = """
import json, resource, sys
_unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps([_timed.seconds, _unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""


@dataclass(frozen=True)
class Outcome:
    """How one notebook went: executed code cells, seconds, what failed; `bench` measures more."""

    cells: int = 0
    seconds: float = 0.0
    failure: str | None = None
    measured: tuple[str, str] = ("-", "-")


def execute(
    nb: nbformat.NotebookNode, folder: Path, env: Mapping[str, str] | None = None
) -> Outcome:
    """Execute `nb` in place, top to bottom, in a fresh kernel of this very Python.

    Args:
        nb: the notebook; what it holds of an earlier run is forgotten.
        folder: where the kernel works.
        env: the kernel's environment, this process's own by default.

    Raises:
        KeyboardInterrupt: the user wants it to end.
    """
    ClearOutputPreprocessor().preprocess(nb, {})
    executed: list[nbformat.NotebookNode] = []
    # Looks into no folder: what the user registered as "python3" may be another Python.
    kernels = KernelSpecManager(kernel_dirs=[])
    client = NotebookClient(
        nb,
        km=AsyncKernelManager(kernel_spec_manager=kernels),
        timeout=CELL_SECONDS,
        record_timing=False,
        coalesce_streams=True,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
        on_cell_execute=lambda cell, cell_index: executed.append(cell),
    )
    client.log.setLevel(logging.CRITICAL)  # what goes wrong is said in the outcome
    error = None
    start = time.perf_counter()
    with tempfile.TemporaryFile() as log:
        try:
            client.execute(cleanup_kc=True, stderr=log, env=dict(env or os.environ))
        except CellExecutionError as caught:
            error = f"{_failing_line(caught)}{caught.ename}: {_ANSI.sub('', caught.evalue)}"
        except CellTimeoutError:
            error = f"{CELL_SECONDS}초 안에 끝나지 않았습니다. / Not done in {CELL_SECONDS} s."
        except Exception as caught:  # the kernel died, or did not start
            log.seek(0)  # what the kernel's process wrote last may tell why
            last = log.read().decode(errors="replace").splitlines()[-5:]
            error = "\n  ".join((f"{type(caught).__name__}: {caught}", *last))
    # nbclient answers Ctrl-C by ending the kernel; the other notebooks must not run then.
    if getattr(client, "_async_cleanup_kernel_future", None) is not None:
        raise KeyboardInterrupt
    failure = error and f"{_place(executed)}\n{error}"
    return Outcome(len(executed), time.perf_counter() - start, failure)


def _place(executed: list[nbformat.NotebookNode]) -> str:
    """The number that the last executed cell has in JupyterLab, and its first line of code."""
    if not executed:
        return "커널을 시작하지 못했습니다. / The kernel did not start."
    lines = [line.strip() for line in executed[-1].source.splitlines()]
    head = next((line for line in lines if line and not line.startswith("#")), "")
    return f"셀 / cell [{len(executed)}]: {head[:90]}"


def _failing_line(error: CellExecutionError) -> str:
    """The line that the traceback's arrow points at, in the cell itself."""
    found = re.search(r"^-+> *(\d+) *(.*)$", _ANSI.sub("", error.traceback), re.MULTILINE)
    return f"{found[1]}행 / line {found[1]}: {found[2]}\n" if found else ""


# --- what each command does with one notebook ---------------------------------------------------


def run_copy(path: Path, build: Path) -> Outcome:
    """Execute a copy of `path`; write it, and a page of it, to the folder `build`."""
    nb = read(path)
    outcome = execute(nb, path.parent)
    write_text(build / path.name, nbformat.writes(nb) + "\n")
    write_text(build / f"{path.stem}.html", page(nb, "both", path.parent))
    return outcome


def store(path: Path) -> Outcome:
    """Execute `path` and store its outputs, if it ran to the end and they are fit to be stored."""
    nb = read(path)
    outcome = execute(nb, path.parent)
    if outcome.failure:
        return outcome
    clean(nb)
    text = nbformat.writes(nb) + "\n"
    if faults := find_faults(nb, len(text.encode())):
        listed = "\n".join(("저장하지 않았습니다. / Not stored.", *faults))
        return replace(outcome, failure=listed)
    write_text(path, text)
    return outcome


def measure(path: Path) -> Outcome:
    """Execute a copy of `path` that notes its time inside `fit` and its peak memory."""
    nb = read(path)
    setup = next(cell for cell in nb.cells if has_tag(cell, "setup"))
    setup.source += _TIME_FIT
    nb.cells.append(nbformat.v4.new_code_cell(_REPORT))
    outcome = execute(nb, path.parent)
    if outcome.failure:
        return outcome
    fit, peak = json.loads(nb.cells[-1].outputs[0].text)
    measured = (f"{100 * fit / outcome.seconds:.0f}", f"{peak / 2**20:.0f} MiB")
    return replace(outcome, cells=outcome.cells - 1, measured=measured)


# --- the commands -------------------------------------------------------------------------------


def _each(paths: Sequence[Path], work: Callable[[Path], Outcome], measures: Sequence[str]) -> int:
    """Call `work` on each path; print a table, and what failed to stderr; return the status."""
    head = ("노트북 / notebook", "셀 / cells", "초 / s", *measures)
    rows = [(*head, "데이터 / data", "결과 / result")]
    failures = ""
    for number, path in enumerate(paths, 1):
        print(f"[{number}/{len(paths)}] {path.name} ... ", end="", flush=True)
        try:
            done = work(path)
        except (ValueError, OSError) as error:
            done = Outcome(failure=str(error))
        word = "실패 / failed" if done.failure else "성공 / ok"
        print(f"{word} ({done.cells} 셀 / cells, {done.seconds:.1f} s)", flush=True)
        numbers = (str(done.cells), f"{done.seconds:.1f}", *done.measured[: len(measures)])
        rows.append((path.name, *numbers, dataset_name(), word))
        if done.failure:
            failures += f"\n{path.name}\n{done.failure}\n"
    print("", *table(rows), sep="\n", flush=True)
    print(failures, end="", file=sys.stderr)
    return 1 if failures else 0


def _call(command: str, paths: Sequence[Path], build: Path) -> int:
    if command == "bench":
        return _each(paths, measure, MEASURES)
    if command == "run":
        status = _each(paths, partial(run_copy, build=build), ())
        say(f"\n실행한 노트북과 페이지: {build}", f"Executed notebooks and pages: {build}")
        return status
    if (data := dataset_name()) == "CIFAR-10":
        return _each(paths, store, ())
    raise ValueError(
        Words(
            f"데이터가 {data}입니다. 저장하는 출력은 진짜 CIFAR-10에서 나와야 합니다. "
            "`make data`로 준비해 주십시오.",
            f"The data set is {data}. Stored outputs come from the real CIFAR-10; prepare it with "
            "`make data`.",
        )
    )


def main(
    arguments: Sequence[str] | None = None, folder: Path = NOTEBOOKS, build: Path = BUILD / "run"
) -> int:
    """Run `python -m helpers.commands.run`; return its exit status (0, 1, 2; 130 after Ctrl-C)."""
    tolerant_output()
    parser = argparse.ArgumentParser(
        prog="python -m helpers.commands.run",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=("run", "notebooks", "bench"))
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args(arguments)
    try:
        return _call(options.command, select(options.names, folder), build)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        say("\n중단했습니다.", "Interrupted.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
