"""Grade one submitted notebook, inside a process of its own.

Only what the learner wrote is run: the exercise cells, and of the other cells the imports and the
functions and classes of cells that are not ours. After an exercise that is not right, our solution
takes its place for the exercises that follow, as in the notebook itself.
"""

from __future__ import annotations

import ast
import json
import linecache
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from helpers.course import NOTEBOOK_FOLDER, NOTEBOOKS

from .attempt import attempt
from .error_hints import explained
from .limits import OutOfTime
from .practices import PRACTICES, Exercise, practice_of
from .sandbox import sandbox
from .verdict import out_of_time
from .words import Words


@dataclass(frozen=True)
class Grade:
    """The verdict on one instruction.

    ``status`` is as in ``Result``, or ``"missing"``, or ``"ungraded"`` where the grading broke off.
    """

    instruction: int
    status: str
    ko: str
    en: str


class NotGraded(Exception):
    """A file that cannot be graded; ``words`` tell why."""

    def __init__(self, ko: str, en: str) -> None:
        super().__init__(f"{ko} / {en}")
        self.words = Words(ko, en)


def read_notebook(path: Path) -> dict[str, Any]:
    """The notebook as stored. Raises ``NotGraded`` if the file is none."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NotGraded(
            "주피터 노트북이 아니거나 파일이 깨졌습니다.", "Not a Jupyter notebook, or damaged."
        ) from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(_is_cell(cell) for cell in cells):
        raise NotGraded(
            "노트북에 셀 목록(cells)이 없습니다.", "The file holds no list of notebook cells."
        )
    return notebook


def _is_cell(cell: Any) -> bool:
    return isinstance(cell, dict) and isinstance(cell.get("source"), str | list)


def practice(path: Path, notebook: dict[str, Any]) -> str:
    """The practice's number. Raises ``NotGraded`` if neither title nor file name tells it."""
    title = next((source(c) for c in notebook["cells"] if c.get("cell_type") == "markdown"), "")
    number = practice_of(title.partition("\n")[0], path.name)
    if number is None:
        raise NotGraded(
            "어느 실습인지 알 수 없습니다. 파일 이름이나 제목에 3-1~3-5를 적어 주십시오.",
            "Which practice it is cannot be told: put 3-1 to 3-5 in the file name or the title.",
        )
    return number


def source(cell: dict[str, Any]) -> str:
    """A cell's text, magic and shell lines emptied (line numbers stay)."""
    text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    if cell.get("cell_type") != "code":
        return text
    lines = text.split("\n")
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in lines)


def _tags(cell: dict[str, Any]) -> list[str]:
    return cell.get("metadata", {}).get("tags", []) or []


def grade(path: Path) -> Iterator[Grade]:
    """The verdicts on the notebook at ``path``, one after the other.

    Raises ``NotGraded`` before the first if the file cannot be graded.
    """
    notebook = read_notebook(path)
    number = practice(path, notebook)
    names: dict[str, Any] = {"__name__": "__main__"}
    master = _master(number)
    for text in (*_surroundings(master, master), *_surroundings(notebook["cells"], master)):
        _run(text, "<cell>", names)
    exercises = list(_exercise_cells(notebook))
    for exercise in PRACTICES[number]:
        graded = list(_grade_exercise(exercise, exercises, names))
        yield from graded
        if any(each.status != "pass" for each in graded):
            _run(_solution(master, exercise.name), "<solution>", names)


def _master(number: str) -> list[dict[str, Any]]:
    name = next(name for name in NOTEBOOKS if name.startswith(number))
    return read_notebook(NOTEBOOK_FOLDER / name)["cells"]


def _exercise_cells(notebook: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and text of each exercise cell; the name is of the place, for messages."""
    for place, cell in enumerate(notebook["cells"], start=1):
        if cell.get("cell_type") == "code" and "exercise" in _tags(cell):
            yield f"<cell {place}>", source(cell)


def _surroundings(cells: list[dict], master: list[dict]) -> Iterator[str]:
    """Imports of all cells but solutions, and definitions in cells that the learner added."""
    ours = {cell.get("id") for cell in master} - {None}
    for cell in cells:
        if cell.get("cell_type") != "code" or {"solution", "setup", "exercise"} & set(_tags(cell)):
            continue
        kinds: tuple[type, ...] = (ast.Import, ast.ImportFrom)
        if cell.get("id") not in ours and "check" not in _tags(cell):
            kinds += (ast.FunctionDef, ast.ClassDef)
        yield from _statements(source(cell), kinds)


def _statements(text: str, kinds: tuple[type, ...]) -> Iterator[str]:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    for statement in tree.body:
        if isinstance(statement, kinds):
            yield ast.unparse(statement)


def _solution(master: list[dict[str, Any]], name: str) -> str:
    cells = [source(cell) for cell in master if "solution" in _tags(cell)]
    return next((text for text in cells if _defines(text, name)), "")


def _defines(text: str, name: str) -> bool:
    return any(text.lstrip().startswith(f"{word} {name}") or f"\n{word} {name}" in text
               for word in ("def", "class"))  # fmt: skip


def _run(text: str, place: str, names: dict[str, Any]) -> Words | None:
    """Run ``text`` in ``names``; words for what stopped it, be it a syntax error or the time."""
    linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)

    def execute() -> None:
        exec(compile(text, place, "exec"), names)

    try:
        with sandbox():
            _, stop = attempt(execute)
    except OutOfTime as error:
        return out_of_time(error.stop)
    return None if stop is None else explained(stop)


def _grade_exercise(
    exercise: Exercise, cells: list[tuple[str, str]], names: dict[str, Any]
) -> Iterator[Grade]:
    names.pop(exercise.name, None)
    found = [(place, text) for place, text in cells if exercise.name in text]
    stopped = next(filter(None, (_run(text, place, names) for place, text in found)), None)
    if exercise.name not in names:
        words = stopped or _missing(exercise.name)
        status = "fail" if stopped else "missing"
        yield from (Grade(n, status, *words) for n in exercise.instructions)
        return
    for result in exercise.check(names[exercise.name]).results:
        yield Grade(result.instruction, result.status, result.ko, result.en)


def _missing(name: str) -> Words:
    return Words(
        f"문제 셀(태그 exercise)에 {name}이(가) 없습니다. 이름을 바꾸었거나 셀을 지운 것 같습니다.",
        f"No exercise cell (tag exercise) defines {name}: renamed, or the cell was removed.",
    )


def main(path: str, output: str) -> None:
    """Grade the notebook at ``path``, one JSON line per verdict to the file ``output``."""
    from helpers.notebook import setup

    with open(output, "a", encoding="utf-8") as file:
        try:
            notebook = read_notebook(Path(path))
            print(json.dumps({"practice": practice(Path(path), notebook)}), file=file, flush=True)
            setup()
            for each in grade(Path(path)):
                print(json.dumps(asdict(each)), file=file, flush=True)
        except NotGraded as error:
            print(json.dumps({"problem": error.words._asdict()}), file=file, flush=True)
        else:
            print(json.dumps({"done": True}), file=file, flush=True)
