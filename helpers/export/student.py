"""Copies for handing out: no solutions, no outputs, and "Run all" stops at an open exercise."""

import ast
import copy
import re

import nbformat
from nbformat.v4 import new_markdown_cell

from helpers.course import write_text
from helpers.hygiene import code_cells

from .content import has_tag, repeated_checks, without_badge

_IMPORT = re.compile(r"^(from helpers\.checks import )(.+)$", re.MULTILINE)
_NOTES = {
    "ko": "> **나누어 주는 사본입니다.** 풀이 셀은 들어 있지 않습니다. 모든 셀을 한꺼번에 "
    "실행하면 아직 통과하지 않은 첫 문제에서 멈춥니다. 답을 적어 통과하면 "
    "그다음이 이어지고, 뒤의 셀은 **여러분이 작성한 것**을 씁니다.",
    "en": "> **This is a copy for handing out.** It holds no solution cells. If you run all cells, "
    "they stop at the first exercise that is not passed yet. Once your answer passes, the rest "
    "follows, and the cells below use **what you wrote**.",
}


def student_copy(nb):
    """Return a copy of `nb` without solutions and outputs, whose exercises stop "Run all".

    The ids and tags of the cells stay, so that the copy can be graded. Raises `ValueError` if an
    exercise has no check, or no cell imports from `helpers.checks`.
    """
    nb = copy.deepcopy(nb)
    dropped = set(repeated_checks(nb.cells))
    nb.cells = [
        cell
        for place, cell in enumerate(nb.cells)
        if place not in dropped and not has_tag(cell, "solution")
    ]
    _add_import(nb)
    exercises = code_cells(nb)
    for place, cell in enumerate(exercises):
        if has_tag(cell, "exercise"):
            _gate(exercises[place + 1 : place + 2])
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.source = without_badge(cell.source)
    first = next(n for n, cell in enumerate(nb.cells) if cell.cell_type == "code")
    nb.cells[first:first] = [
        new_markdown_cell(text, id=f"student-copy-{language}", metadata={"tags": [language]})
        for language, text in _NOTES.items()
    ]
    return nb


def _add_import(nb):
    for cell in code_cells(nb):
        if _IMPORT.search(cell.source):
            cell.source = _IMPORT.sub(r"\1\2, stop_until_passed", cell.source, count=1)
            return
    raise ValueError(
        "from helpers.checks import …가 적힌 셀이 없습니다. 하나 넣어 주십시오.\n"
        "No cell has a line `from helpers.checks import ...`; add one."
    )


def _gate(check):
    """Let the check after an exercise stop what follows until it passes."""
    if not check or not has_tag(check[0], "check") or not _is_call(check[0].source):
        raise ValueError(
            "문제 셀(exercise) 바로 뒤에 채점하는 호출 하나만 적힌 셀(check)이 없습니다.\n"
            "An exercise cell is not followed by a cell tagged check that holds one call."
        )
    check[0].source = f"stop_until_passed({check[0].source.strip()})"


def _is_call(source):
    body = ast.parse(source).body
    return len(body) == 1 and isinstance(getattr(body[0], "value", None), ast.Call)


def write_copy(nb, path):
    """Write the student copy of `nb` to `path`; return where an edited older copy was kept.

    A copy that someone worked in is never lost: it gets another name beside the new one. Returns
    None if there was none. Raises `ValueError` as `student_copy` does.
    """
    fresh = student_copy(nb)
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = None
    if path.exists() and _sources(path) != [cell.source for cell in fresh.cells]:
        number = 1
        while kept is None or kept.exists():
            kept = path.with_name(f"{path.stem}_edited{number}.ipynb")
            number += 1
        path.rename(kept)
    write_text(path, nbformat.writes(fresh) + "\n")
    return kept


def _sources(path):
    try:
        return [cell.source for cell in nbformat.read(path, as_version=4).cells]
    except (OSError, ValueError, AttributeError, nbformat.ValidationError):
        return None
