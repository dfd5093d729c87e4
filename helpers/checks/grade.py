"""Grade many notebooks, each in a process of its own, and write the results down."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from helpers.course import write_text

from .practices import PRACTICES
from .submission import Grade
from .words import Words

_ROOT = Path(__file__).resolve().parents[2]
_CHILD = "import sys; from helpers.checks.submission import main; main(*sys.argv[1:])"


@dataclass(frozen=True)
class GradedNotebook:
    """One submitted notebook. ``problem`` says why it was graded in part or not at all."""

    path: Path
    practice: str | None
    grades: tuple[Grade, ...]
    problem: Words | None

    @property
    def passed(self) -> int:
        """How many instructions passed."""
        return sum(grade.status == "pass" for grade in self.grades)


def notebooks_in(paths: Iterable[Path]) -> list[Path]:
    """The notebooks that ``paths`` name, those in folders too, each once, in a fixed order."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*.ipynb")) if path.is_dir() else [path]
        found.update(dict.fromkeys(p for p in inside if ".ipynb_checkpoints" not in p.parts))
    return list(found)


def grade_all(paths: Sequence[Path], seconds: float, jobs: int) -> Iterator[GradedNotebook]:
    """Grade ``paths``, ``jobs`` at a time, and yield each as it is done."""
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        waiting = [pool.submit(grade_one, path, seconds) for path in paths]
        for future in as_completed(waiting):
            yield future.result()


def grade_one(path: Path, seconds: float) -> GradedNotebook:
    """Grade one notebook in a new process, which is ended after ``seconds``."""
    with tempfile.TemporaryDirectory(prefix="grade-") as folder:
        output = Path(folder) / "grades.jsonl"
        work = Path(folder) / "work"  # whatever the answer writes goes here and away
        work.mkdir()
        in_time = _run(path.resolve(), output, work, seconds)
        lines = output.read_text(encoding="utf-8").splitlines() if output.is_file() else []
    return _collect(path, [json.loads(line) for line in lines if line.endswith("}")], in_time)


def _run(path: Path, output: Path, folder: Path, seconds: float) -> bool:
    """Whether the process ended by itself in time."""
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "MPLBACKEND": "Agg"}
    process = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(path), str(output)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        _end(process)
    return True


def _end(process: subprocess.Popen) -> None:
    """End the process, and what it started, where the system groups them."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _collect(path: Path, lines: list[dict], in_time: bool) -> GradedNotebook:
    practice = next((line["practice"] for line in lines if "practice" in line), None)
    problem = next((Words(**line["problem"]) for line in lines if "problem" in line), None)
    grades = [Grade(**line) for line in lines if "instruction" in line]
    if problem is None and not any("done" in line for line in lines):
        problem = _TOO_SLOW if not in_time else _BROKE_OFF
    asked = [n for exercise in PRACTICES.get(practice, ()) for n in exercise.instructions]
    missed = set(asked) - {grade.instruction for grade in grades}
    grades += [Grade(n, "ungraded", *problem) for n in asked if n in missed and problem]
    return GradedNotebook(path, practice, tuple(grades), problem)


_TOO_SLOW = Words(
    "시간 제한을 넘겨 멈췄습니다. 여기까지만 채점했습니다.",
    "Stopped at the time limit; graded up to here.",
)
_BROKE_OFF = Words(
    "채점하던 프로세스가 죽었습니다(메모리 부족 등). 여기까지만 채점했습니다.",
    "The process died, for want of memory perhaps; graded up to here.",
)


def write_csv(path: Path, reports: Iterable[GradedNotebook]) -> None:
    """A row per instruction (a row without one for a file that was not graded), UTF-8 with a BOM.

    Spreadsheets take the BOM as the sign that Korean is to be read as UTF-8.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "practice", "instruction", "status", "ko", "en"])
        for report in reports:
            for grade in report.grades:
                row = [report.path, report.practice, *asdict(grade).values()]
                writer.writerow([_harmless(value) for value in row])
            if report.problem:
                row = [report.path, report.practice, "", "problem", *report.problem]
                writer.writerow([_harmless(value) for value in row])
        file.seek(0)
        write_text(path, "\ufeff" + file.read())


def _harmless(value: object) -> object:
    """A cell that a spreadsheet would take for a formula is shown as text."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else value


def write_json(path: Path, reports: Iterable[GradedNotebook]) -> None:
    """A list of files with their verdicts."""
    listed = [
        {
            "file": str(report.path),
            "practice": report.practice,
            "passed": report.passed,
            "problem": report.problem and report.problem._asdict(),
            "results": [asdict(grade) for grade in report.grades],
        }
        for report in reports
    ]
    write_text(path, json.dumps(listed, ensure_ascii=False, indent=2) + "\n")
