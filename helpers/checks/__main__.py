"""Grade submitted notebooks: files, or folders of them.

    python -m helpers.checks submissions/
    python -m helpers.checks 3-1_kim.ipynb 3-1_lee.ipynb --csv grades.csv --json grades.json

Each notebook runs in a process of its own, with a limit on time and memory.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, astuple
from pathlib import Path

from helpers.checks.grade import Graded, grade
from helpers.checks.report import MARKS
from helpers.text import say, table, tolerant_output, width

_MARKS = {**MARKS, "missing": "?", "ungraded": "–"}
_LEGEND = """
✔ 통과 / passed   ✘ 틀림 / wrong   ○ 안 풂 / not attempted
? 없음 / missing   – 채점 못 함 / not graded"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and write the files; 0, or 2 where there is nothing to grade."""
    tolerant_output()
    options = _parser().parse_args(arguments)
    paths = find_notebooks(options.paths)
    if not paths:
        named = ", ".join(map(str, options.paths))
        ko, en = f"노트북(.ipynb)이 없습니다: {named}", "There is no notebook (.ipynb) there."
        say(ko, en, file=sys.stderr)
        return 2
    graded = grade_all(paths, options.seconds, options.jobs)
    print(*lines_of(graded, options.details), _LEGEND, sep="\n")
    if options.csv:
        write_csv(options.csv, graded)
    if options.json:
        write_json(options.json, graded)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m helpers.checks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("paths", nargs="+", type=Path, metavar="PATH", help="노트북이나 폴더 / notebook or folder")
    add("--csv", type=Path, metavar="FILE", help="지시마다 한 줄 / a row per instruction")
    add("--json", type=Path, metavar="FILE", help="모든 내용 / everything")
    add("--details", action="store_true", help="틀린 지시의 설명도 / print the messages too")
    add("--jobs", type=int, default=2, help="한꺼번에 채점할 수 / at a time (%(default)s)")
    limit = "문제 하나의 시간 제한 / limit per exercise (%(default)s)"
    add("--seconds", type=float, default=30, help=limit)
    return parser


def find_notebooks(paths: Iterable[Path]) -> list[Path]:
    """The notebooks that `paths` name, those in folders too, each once, in a fixed order."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*.ipynb")) if path.is_dir() else [path]
        found.update(dict.fromkeys(p for p in inside if ".ipynb_checkpoints" not in p.parts))
    return list(found)


def grade_all(paths: Sequence[Path], seconds: float, jobs: int) -> list[Graded]:
    """Grade `paths`, `jobs` at a time, and name each on stderr when it is done."""
    graded = []
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        for each in pool.map(grade, paths, [seconds] * len(paths)):
            graded.append(each)
            print(f"[{len(graded)}/{len(paths)}] {each.file.name}", file=sys.stderr, flush=True)
    return graded


def lines_of(graded: Sequence[Graded], details: bool = False) -> Iterator[str]:
    """A line per notebook: file, practice, a mark per instruction, how many passed; problems."""
    rows = [("파일 / file", "실습 / practice", "지시 / instructions", "통과 / passed")]
    for each in graded:
        marks = " ".join(f"{result.instruction}{_MARKS[result.status]}" for result in each.results)
        count = f"{each.passed}/{len(each.results)}" if each.results else ""
        rows.append((each.file.name, each.practice or "", marks, count))
    first, *lines = table(rows)
    yield first
    yield "-" * max(map(width, (first, *lines)))
    for line, each in zip(lines, graded, strict=True):
        yield line
        yield from (f"    {text}" for text in each.problem or ())
        for result in each.results:
            if details and result.status in ("fail", "missing"):
                yield from (f"    {result.instruction}: {result.ko}", f"       {result.en}")


def write_csv(path: Path, graded: Iterable[Graded]) -> None:
    """Write a row per instruction, and one per problem."""
    # By the BOM of utf-8-sig spreadsheets know that the Korean is in UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "practice", "instruction", "status", "ko", "en"])
        for each in graded:
            problem = [("", "problem", *each.problem)] if each.problem else []
            for row in (*map(astuple, each.results), *problem):
                writer.writerow(map(_harmless, (each.file, each.practice or "", *row)))


def _harmless(value: object) -> str:
    """A cell that a spreadsheet would take for a formula is shown as text."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def write_json(path: Path, graded: Iterable[Graded]) -> None:
    """Write a list of files with their verdicts."""
    listed = [
        {
            **{"file": str(each.file), "practice": each.practice, "passed": each.passed},
            "problem": each.problem and each.problem._asdict(),
            "results": [asdict(result) for result in each.results],
        }
        for each in graded
    ]
    text = json.dumps(listed, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
