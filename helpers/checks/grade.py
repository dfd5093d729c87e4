"""Grade a submitted notebook in a process of its own.

Of a notebook only this is run: the exercise cells without the trials below the answer; the imports,
functions and classes of the other cells. After an exercise that is not right our own solution takes
its place for those that follow, as in the notebook itself.

The process logs what it finds, exercise by exercise. If it ends before its time (an endless loop, a
crash, `os._exit`), the exercise that it was at has failed, and a new process goes on with the next
one, on our solutions of those before.
"""

from __future__ import annotations

import ast
import faulthandler
import json
import linecache
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from helpers.checks.attempt import Stop, attempt, quietly
from helpers.checks.progress import PRACTICES, Exercise
from helpers.checks.report import Result
from helpers.notebook import import_tensorflow_quietly, set_seed
from helpers.text import Words, join, with_particle

_ROOT = Path(__file__).parents[2]
_CHILD = "import sys; from helpers.checks.grade import grade_here; grade_here(*sys.argv[1:])"
_SECONDS_TO_START = 120.0
_ENVIRONMENT = {"MPLBACKEND": "Agg", "CUDA_VISIBLE_DEVICES": "-1"}  # a GPU is not for two at once
# Where the system knows them. The original VGG16 takes 0.6 GB, and three times that with Adam.
_LIMITS = {"RLIMIT_DATA": 6 * 2**30, "RLIMIT_FSIZE": 2**28, "RLIMIT_CPU": 3600}
_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)

_NO_NOTEBOOK = Words(
    "주피터 노트북이 아니거나 파일이 깨졌습니다(셀 목록이 없습니다).",
    "Not a Jupyter notebook, or damaged: it holds no list of cells.",
)
_NO_PRACTICE = Words(
    "어느 실습인지 알 수 없습니다. 파일 이름이나 제목에 3-1~3-5를 적어 주십시오.",
    "Which practice it is cannot be told: put 3-1 to 3-5 in the file name or the title.",
)
_BROKE_OFF = Words(
    "채점하던 프로세스가 죽거나(메모리 부족 등) 멈춰, 여기까지만 채점했습니다.",
    "The process died, for want of memory perhaps, or hung; graded up to here.",
)
_DIED = Words(
    "이 답을 실행하다가 프로세스가 죽었습니다. 파이썬을 끝내는 코드(exit)나 너무 큰 배열이 있는지 "
    "보세요.",
    "The process died while this answer ran. Look for code that ends Python (exit), or for a huge "
    "array.",
)
_ENDLESS = Words(
    "초가 지나도 끝나지 않아 멈췄습니다. 끝나지 않는 반복문이나 기다리는 코드(sleep)가 있는지, "
    "검사를 받는 함수 안에서 오래 걸리는 일을 하지 않는지 보세요.",
    " seconds were not enough, so it was stopped. Look for a loop without an end, for code that "
    "waits (sleep), or for long work inside the function that is checked.",
)


class Cell(NamedTuple):
    """A cell of a notebook; `place` names it in tracebacks."""

    place: str
    kind: str
    text: str
    tags: frozenset[str]


@dataclass(frozen=True)
class Graded:
    """One submitted notebook; `problem` says why it was graded in part or not at all.

    A result's status may also be "missing", or "ungraded" where the grading broke off.
    """

    file: Path
    practice: str | None
    problem: Words | None
    results: tuple[Result, ...] = ()

    @property
    def passed(self) -> int:
        """How many instructions passed."""
        return sum(result.status == "pass" for result in self.results)


def grade(path: Path, seconds: float) -> Graded:
    """Grade the notebook at `path`; each of its exercises may take so many seconds."""
    cells = read_cells(path)
    practice = find_practice(cells, path.name)
    if practice is None:
        return Graded(path, None, _NO_PRACTICE if cells else _NO_NOTEBOOK)
    exercises = PRACTICES[practice]
    found: list[list[Result]] = []
    while len(found) < len(exercises):
        log = _run(path, practice, len(found), seconds)
        results = [json.loads(line) for line in log.splitlines() if line.startswith("[")]
        if not results:
            break
        found += [[Result(**each) for each in one] for one in results[1:]]
        if len(found) < len(exercises):
            found.append(_same("fail", _why_it_ended(log, cells, seconds), exercises[len(found)]))
    left = [_same("ungraded", _BROKE_OFF, each) for each in exercises[len(found) :]]
    return Graded(path, practice, _BROKE_OFF if left else None, tuple(chain(*found, *left)))


def _run(path: Path, practice: str, first: int, seconds: float) -> str:
    """Let a process grade a notebook from its `first` exercise on; the log that it leaves."""
    with tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True) as folder:
        log = Path(folder, "log")
        log.touch()
        arguments = path.resolve(), practice, first, seconds, log
        process = subprocess.Popen(
            [sys.executable, "-c", _CHILD, *map(str, arguments)],
            cwd=tempfile.mkdtemp(dir=folder),  # whatever the answer writes goes here and away
            env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": str(_ROOT)},
            **dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL),
            start_new_session=True,
        )
        with suppress(subprocess.TimeoutExpired):
            process.wait(_SECONDS_TO_START + seconds * len(PRACTICES[practice]))
        with suppress(OSError, AttributeError):  # what the answer started ends too, not on Windows
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
        return log.read_text(encoding="utf-8", errors="replace")


def _why_it_ended(log: str, cells: list[Cell], seconds: float) -> Words:
    """What an answer did to its process, with the line where it did so, if that is known."""
    late = re.search("^Timeout", log, re.MULTILINE)
    words = Words(*(f"{seconds:g}{text}" for text in _ENDLESS)) if late else _DIED
    place = re.search(r'File "<cell (\d+)>", line (\d+)', log)
    if not place:
        return words
    line = cells[int(place[1]) - 1].text.split("\n")[int(place[2]) - 1].strip()
    return join(words, Words(f"멈춘 곳은 `{line}`입니다.", f"It was at `{line}`."))


def _same(status: str, words: Words, exercise: Exercise) -> list[Result]:
    return [Result(instruction, status, *words) for instruction in exercise.instructions]


# -- reading a notebook ------------------------------------------------------------------------


def read_cells(path: Path, label: str = "cell") -> list[Cell]:
    """The cells of a notebook, none if the file is no notebook.

    Lines of magic, shell and help are emptied, so that line numbers stay.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [_cell(f"<{label} {n}>", cell) for n, cell in enumerate(cells, start=1)]
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return []


def _cell(place: str, cell: dict[str, Any]) -> Cell:
    text, kind = "".join(cell["source"]), cell["cell_type"]
    if kind == "code":
        text = re.sub(r"^([%!?].*|[\w.]+\?+)$", "", text, flags=re.MULTILINE)
    return Cell(place, kind, text, frozenset(cell["metadata"].get("tags", ())))


def find_practice(cells: Sequence[Cell], file_name: str) -> str | None:
    """The practice's number, from the notebook's title, else from its file name."""
    title = next((cell.text.partition("\n")[0] for cell in cells if cell.kind == "markdown"), "")
    told = [number for text in (title, file_name) for number in PRACTICES if number in text]
    return told[0] if cells and told else None


# -- the process of a notebook -----------------------------------------------------------------


def grade_here(path: str, practice: str, first: str, seconds: str, log_file: str) -> None:
    """Grade from the `first` exercise on, and end this process, which `grade` started for it."""
    _limit_resources()
    import_tensorflow_quietly()
    set_seed()
    master = min((_ROOT / "notebooks").glob(f"{practice}*.ipynb"))
    cells, ours = read_cells(Path(path)), read_cells(master, "solution")
    names: dict[str, Any] = {"__name__": "__main__"}
    _define_others(ours, names)
    _define_others(cells, names)
    with open(log_file, "w", encoding="utf-8") as log:
        print([], file=log, flush=True)  # from here on an answer is to blame
        faulthandler.enable(log)
        for place, exercise in enumerate(PRACTICES[practice]):
            passed = False
            if place >= int(first):
                faulthandler.dump_traceback_later(float(seconds), exit=True, file=log)
                results = _check(exercise, cells, names)
                faulthandler.cancel_dump_traceback_later()
                print(json.dumps([asdict(each) for each in results]), file=log, flush=True)
                passed = all(result.status == "pass" for result in results)
            if not passed:
                _define(exercise.name, "solution", ours, names)
    os._exit(0)  # no thread of an answer holds this process up


def _limit_resources() -> None:
    with suppress(ImportError):  # Windows has none
        import resource

        for name, most in _LIMITS.items():
            with suppress(AttributeError, OSError, ValueError):  # a lower limit stands
                resource.setrlimit(getattr(resource, name), (most, most))


def _define_others(cells: list[Cell], names: dict[str, Any]) -> None:
    """Run the imports and definitions of what is neither exercise, solution nor our first cell."""
    for cell in cells:
        if cell.kind == "code" and not cell.tags & {"solution", "setup", "exercise"}:
            tree, _ = attempt(ast.parse, cell.text)
            for statement in tree.body if tree else ():
                if isinstance(statement, _DEFINITIONS):
                    _execute(cell, names, ast.Module([statement], []))


def _check(exercise: Exercise, cells: list[Cell], names: dict[str, Any]) -> list[Result]:
    names.pop(exercise.name, None)
    stop = _define(exercise.name, "exercise", cells, names)
    if exercise.name in names:
        return list(exercise.check(names[exercise.name]).results)
    if stop:
        verdict = stop.verdict()
        return _same(verdict.status, verdict.words, exercise)
    name = with_particle(exercise.name, "이")
    missing = Words(
        f"문제 셀(태그 exercise)에 {name} 없습니다. 이름을 바꾸었거나 셀을 지운 것 같습니다.",
        f"No exercise cell (tag exercise) defines {exercise.name}: renamed, or the cell is gone.",
    )
    return _same("missing", missing, exercise)


def _define(name: str, tag: str, cells: list[Cell], names: dict[str, Any]) -> Stop | None:
    """Run the cells with `tag` that define `name`, without trials below it; the first stop."""
    parts = [cell for cell in cells if tag in cell.tags and _defines(cell.text, name)]
    stops = [_execute(cell, names, _without_trials(cell.text, name)) for cell in parts]
    return next(filter(None, stops), None)


def _defines(text: str, name: str) -> bool:
    """Whether `text` defines `name`, even where its syntax is wrong."""
    return bool(re.search(rf"^\s*(?:def|class)\s+{name}\b|^{name}\s*=", text, re.MULTILINE))


def _without_trials(text: str, name: str) -> ast.Module | None:
    """What stands above `name` and defines it; of what stands below, imports and definitions."""
    tree, _ = attempt(ast.parse, text)
    if tree:
        defining = [n for n, each in enumerate(tree.body) if _defines(ast.unparse(each), name)]
        below = max(defining, default=len(tree.body)) + 1
        tree.body[below:] = [s for s in tree.body[below:] if isinstance(s, _DEFINITIONS)]
    return tree


def _execute(cell: Cell, names: dict[str, Any], part: ast.Module | None) -> Stop | None:
    """Run a part of a cell in `names`; all of it, which then cannot be parsed, for `None`."""
    lines = cell.text.splitlines(keepends=True)
    linecache.cache[cell.place] = (len(cell.text), None, lines, cell.place)
    with quietly():
        code, stop = attempt(compile, part or cell.text, cell.place, "exec", dont_inherit=True)
        return stop or attempt(exec, code, names)[1]
