"""Run the notebooks from the command line.

    python -m helpers.runner run        run all of them; copies and HTML go to _build/run
    python -m helpers.runner notebooks  run them and store the outputs in the notebooks themselves
    python -m helpers.runner bench      wall time, share of it in fit() and peak memory of each

Names after the command choose notebooks: `3-2` stands for `3-2_mlp_cifar10.ipynb`.
"""

import argparse
import hashlib
import json
import logging
import os
import re
import sys
import tempfile
import time
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, NbvalKernelspecManager

from helpers import course
from helpers.hygiene import clean, code_cells, hygiene

ROOT = Path(__file__).resolve().parent.parent
CELL_SECONDS = 1800

_ANSI = re.compile(r"\x1b\[[0-9;]*m")

# `bench` adds the first to the setup cell and the second as a last cell, in a copy.
_TIME_FIT = """

def _time_fit():
    import functools, time, keras
    fit = keras.Model.fit
    @functools.wraps(fit)
    def timed(*args, **kwargs):
        start = time.perf_counter()
        try:
            return fit(*args, **kwargs)
        finally:
            timed.seconds += time.perf_counter() - start
    timed.seconds = 0.0
    keras.Model.fit = timed
    return timed
_timed_fit = _time_fit()
"""
_REPORT = """
import json, sys
try:
    import resource
    _peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _peak *= 1 if sys.platform == "darwin" else 1024
    # On Linux that number starts at the size of the process that started the kernel; this does not.
    with open("/proc/self/status") as _status:
        _peak = next(int(line.split()[1]) * 1024 for line in _status if line.startswith("VmHWM"))
except OSError:  # macOS
    pass
except ImportError:  # Windows
    _peak = None
print(json.dumps([_timed_fit.seconds, _peak]))
"""


@dataclass(frozen=True)
class Outcome:
    """How one notebook went: executed code cells, seconds, and what failed, if anything."""

    cells: int
    seconds: float
    failure: str | None = None


def set_surroundings():
    """Give the kernels that this process starts the same environment on every machine.

    `COLUMNS` sets the width of `model.summary()`, `MPLBACKEND` would take the pictures away and
    `FORCE_COLOR` would put escape codes into printed text.
    """
    os.environ["COLUMNS"] = "100"
    for name in ("MPLBACKEND", "FORCE_COLOR"):
        os.environ.pop(name, None)


def select(names, folder):
    """Return the notebooks in `folder` that `names` stand for: all of them if there are no names.

    A name is a file name or its beginning. Raises `ValueError` if it fits none or several.
    """
    present = sorted(folder.glob("*.ipynb"))
    if not present:
        raise ValueError(f"{folder}에 노트북이 없습니다.\nThere is no notebook in {folder}.")
    chosen = []
    for name in names:
        wanted = Path(name).name
        found = [path for path in present if path.name.startswith(wanted)]
        if len(found) != 1:
            listed = ", ".join(path.stem for path in found or present)
            raise ValueError(
                f"{name!r}에 맞는 노트북이 {len(found)}개입니다. 하나를 적어 주십시오: {listed}\n"
                f"{name!r} fits {len(found)} notebooks. Write one of: {listed}"
            )
        chosen += found
    return chosen or present


def read(path):
    """Read a notebook; a cell without an id of its own gets one made from its text.

    Raises `ValueError` if the file is not a notebook of nbformat 4.
    """
    text = path.read_text(encoding="utf-8")
    version = json.loads(text).get("nbformat")
    if version != 4:
        raise ValueError(
            f"{path.name}은 nbformat {version}입니다. JupyterLab에서 다시 저장해 주십시오.\n"
            f"{path.name} is in nbformat {version}; 4 is needed. Save it again in JupyterLab."
        )
    nb = nbformat.v4.reads_json(text)
    nb.nbformat_minor = max(nb.nbformat_minor, 5)
    seen = set()
    for cell in nb.cells:
        twin = 0
        while cell.get("id") is None or cell.id in seen:
            cell.id = hashlib.sha256(f"{twin}{cell.source}".encode()).hexdigest()[:8]
            twin += 1
        seen.add(cell.id)
    return nb


def execute(nb, folder, seconds=CELL_SECONDS):
    """Execute `nb` in place, top to bottom, in a fresh kernel that works in `folder`.

    Returns an `Outcome`; one cell may take `seconds`. The failure names the code cell (the n of
    `In [n]`), its first line and the error. Raises `KeyboardInterrupt` if interrupted.
    """
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    executed = []
    error = None
    start = time.perf_counter()
    with tempfile.TemporaryFile() as log:
        client = NotebookClient(
            nb,
            # The kernel of this very Python; "python3" may be another one that the user registered.
            km=AsyncKernelManager(
                kernel_name=CURRENT_ENV_KERNEL_NAME, kernel_spec_manager=NbvalKernelspecManager()
            ),
            timeout=seconds,
            record_timing=False,
            resources={"metadata": {"path": str(folder)}},
            on_cell_execute=lambda cell, cell_index: executed.append(cell),
        )
        client.log.setLevel(logging.CRITICAL)  # what goes wrong is said in the outcome
        try:
            client.execute(cleanup_kc=True, stderr=log)
        except CellExecutionError as caught:
            error = f"{_failing_line(caught)}{caught.ename}: {_ANSI.sub('', caught.evalue)}"
        except CellTimeoutError:
            error = f"{seconds}초 안에 끝나지 않았습니다. / It did not end within {seconds} s."
        except Exception as caught:
            error = f"{type(caught).__name__}: {caught}{_last_lines(log)}"
        # nbclient answers Ctrl-C by ending the kernel; the other notebooks must not run then.
        if getattr(client, "_async_cleanup_kernel_future", None) is not None:
            raise KeyboardInterrupt
    failure = error and _located(executed, error)
    return Outcome(len(executed), time.perf_counter() - start, failure)


def _failing_line(error):
    """The line that the traceback's arrow points at, in the cell itself."""
    found = re.search(r"^-+> *(\d+) *(.*)$", _ANSI.sub("", error.traceback), re.MULTILINE)
    return f"{found[1]}행 / line {found[1]}: {found[2]}\n" if found else ""


def _last_lines(log):
    """What the kernel process wrote last, without the notices that every start prints."""
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines()
    lines = [line for line in lines if not line.startswith("[IPKernelApp]")]
    return "".join(f"\n  {line}" for line in lines[-5:])


def _located(executed, error):
    if not executed:
        return f"커널을 시작하지 못했습니다. / The kernel did not start.\n{error}"
    lines = [line.strip() for line in executed[-1].source.splitlines()]
    head = next((line for line in lines if line and not line.startswith("#")), "")
    return f"셀 / cell [{len(executed)}]: {head[:90]}\n{error}"


def run(paths, build, seconds=CELL_SECONDS):
    """Execute `paths`, write copies and HTML to `build`; return an `Outcome` for each path.

    The stored notebooks are not touched, and a failing one does not keep the others from running.
    """
    from helpers.export.pages import write_page  # slow to import

    build.mkdir(parents=True, exist_ok=True)

    def one(path):
        nb = read(path)
        outcome = execute(nb, path.parent, seconds)
        course.write_text(build / path.name, nbformat.writes(nb) + "\n")
        write_page(nb, build / f"{path.stem}.html", path.parent)
        return outcome

    return _each(paths, one)


def refresh(paths, seconds=CELL_SECONDS):
    """Execute `paths` with the shared cells written anew and store them; return `Outcome`s.

    A notebook is stored only if it ran without an error and `hygiene` finds nothing.
    """

    def one(path):
        nb = read(path)
        course.write_shared_cells(nb, path.name)
        outcome = execute(nb, path.parent, seconds)
        if outcome.failure:
            return outcome
        clean(nb)
        text = nbformat.writes(nb) + "\n"
        problems = hygiene(nb, len(text.encode()))
        if problems:
            listed = "\n".join(("저장하지 않았습니다. / Not stored.", *problems))
            return replace(outcome, failure=listed)
        course.write_text(path, text)
        return outcome

    return _each(paths, one)


def _each(paths, work):
    """Call `work` on each path with a line of progress; what it raises becomes an outcome."""
    outcomes = []
    for number, path in enumerate(paths, 1):
        print(f"[{number}/{len(paths)}] {path.name} ... ", end="", flush=True)
        try:
            outcome = work(path)
        except (ValueError, OSError) as error:
            outcome = Outcome(0, 0.0, str(error))
        word = "실패 / failed" if outcome.failure else "성공 / ok"
        print(f"{word} ({outcome.cells} 셀 / cells, {outcome.seconds:.1f} s)", flush=True)
        outcomes.append(outcome)
    return outcomes


def bench(paths, seconds=CELL_SECONDS):
    """Execute copies of `paths`; return `(Outcome, seconds in Model.fit, peak bytes)` of each.

    The peak is the kernel's resident memory, None where the system does not say. Both are None
    after a failure.
    """
    measured = []

    def one(path):
        nb = read(path)
        setup = next((c for c in code_cells(nb) if "setup" in c.metadata.get("tags", [])), None)
        if setup is None:
            raise ValueError("setup 태그가 달린 셀이 없습니다. / There is no cell tagged setup.")
        setup.source += _TIME_FIT
        nb.cells.append(nbformat.v4.new_code_cell(_REPORT))
        outcome = execute(nb, path.parent, seconds)
        if not outcome.failure:
            measured[-1] = json.loads(nb.cells[-1].outputs[0].text)
            outcome = replace(outcome, cells=outcome.cells - 1)
        return outcome

    outcomes = []
    for path in paths:
        measured.append((None, None))
        outcomes += _each([path], one)
    return [(outcome, *pair) for outcome, pair in zip(outcomes, measured, strict=True)]


def table(rows):
    """Return `rows` (tuples of text, the first row is the head) as lines with aligned columns."""
    widths = [max(_width(text) for text in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        fields = [text + " " * (w - _width(text)) for text, w in zip(row, widths, strict=True)]
        lines.append("  ".join(fields).rstrip())
    return "\n".join(lines)


def _width(text):
    """Columns that `text` takes on a terminal; Hangul takes two each."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _report(paths, outcomes, data):
    rows = [("노트북 / notebook", "셀 / cells", "초 / s", "데이터 / data", "결과 / result")]
    for path, outcome in zip(paths, outcomes, strict=True):
        word = "실패 / failed" if outcome.failure else "성공 / ok"
        rows.append((path.name, str(outcome.cells), f"{outcome.seconds:.1f}", data, word))
    print(f"\n{table(rows)}")
    return _failures(paths, outcomes)


def _failures(paths, outcomes):
    """Print the failures of `outcomes` to stderr; return the exit status."""
    sys.stdout.flush()
    failed = [(path, o.failure) for path, o in zip(paths, outcomes, strict=True) if o.failure]
    for path, failure in failed:
        print(f"\n{path.name}\n{failure}", file=sys.stderr)
    return 1 if failed else 0


def _data():
    from helpers.data import dataset_name

    return dataset_name()


def _run(options, paths):
    build = options.build / "run"
    outcomes = run(paths, build, options.seconds)
    status = _report(paths, outcomes, _data())
    print(f"\n실행한 노트북과 HTML / Executed notebooks and HTML: {build}")
    return status


def _refresh(options, paths):
    data = _data()
    if data != "CIFAR-10" and not options.allow_standin:
        print(
            f"데이터가 {data}입니다. 저장하는 출력은 진짜 CIFAR-10에서 나와야 합니다. "
            "`make data`로 준비하거나 --allow-standin을 붙여 주십시오.\n"
            f"The data set is {data}. Stored outputs come from the real CIFAR-10: prepare it with "
            "`make data`, or say --allow-standin.",
            file=sys.stderr,
        )
        return 1
    return _report(paths, refresh(paths, options.seconds), data)


def _bench(options, paths):
    measured = bench(paths, options.seconds)
    rows = [("노트북 / notebook", "초 / s", "fit() %", "최대 메모리 / peak memory")]
    for path, (outcome, fit, peak) in zip(paths, measured, strict=True):
        share = "-" if fit is None else f"{100 * fit / outcome.seconds:.0f}"
        memory = "-" if peak is None else f"{peak / 2**20:.0f} MiB"
        rows.append((path.name, f"{outcome.seconds:.1f}", share, memory))
    print(f"\n데이터 / data: {_data()}\n{table(rows)}")
    return _failures(paths, [outcome for outcome, _, _ in measured])


def main(arguments=None):
    """Run `python -m helpers.runner`; return its exit status (0, 1, 2, or 130 after Ctrl-C)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without Hangul must not stop the work
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    set_surroundings()
    try:
        return options.command(options, select(options.names, options.folder))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\n중단했습니다. / Interrupted.", file=sys.stderr)
        return 130


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m helpers.runner",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in (
        ("run", _run),
        ("notebooks", _refresh),
        ("bench", _bench),
    ):
        sub = commands.add_parser(name)
        sub.set_defaults(command=command)
        sub.add_argument("names", nargs="*", metavar="NAME")
        sub.add_argument("--folder", type=Path, default=ROOT / "notebooks")
        sub.add_argument("--build", type=Path, default=ROOT / "_build")
        sub.add_argument("--seconds", type=int, default=CELL_SECONDS, help="a cell may take")
        if command is _refresh:
            sub.add_argument("--allow-standin", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
