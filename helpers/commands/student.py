"""Copies for handing out: no solutions, no outputs, and "Run all" stops at an open exercise."""

import ast
import hashlib
import re
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ClearOutputPreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from helpers.commands.content import without_badge, without_cells
from helpers.commands.files import has_tag, read, write_text
from helpers.text import Words

_IMPORT = re.compile(r"^from helpers\.checks import \(?\s*", re.MULTILINE)
_NOTES = {
    "ko": "> **나누어 주는 사본입니다.** 풀이 셀은 들어 있지 않습니다. 모든 셀을 한꺼번에 "
    "실행하면 아직 통과하지 않은 첫 문제에서 멈춥니다. 답을 적어 통과하면 "
    "그다음이 이어지고, 뒤의 셀은 **여러분이 작성한 것**을 씁니다.",
    "en": "> **This is a copy for handing out.** It holds no solution cells. If you run all cells, "
    "they stop at the first exercise that is not passed yet. Once your answer passes, the rest "
    "follows, and the cells below use **what you wrote**.",
}


def student_copy(nb: NotebookNode) -> NotebookNode:
    """Return a copy of `nb` without solutions and outputs, whose exercises stop "Run all".

    The ids and tags of the cells stay, so that the copy can be graded.

    Raises:
        ValueError: an exercise has no check, or no cell imports from `helpers.checks`.
    """
    nb = without_cells(nb, "solution", "repeated")
    nb, _ = ClearOutputPreprocessor().preprocess(nb, {})
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    _import_gate(code)
    for exercise, check in zip(code, [*code[1:], None], strict=True):
        if has_tag(exercise, "exercise"):
            _gate(check)
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.source = without_badge(cell.source)
    first = nb.cells.index(code[0])
    nb.cells[first:first] = [
        new_markdown_cell(text, id=f"student-copy-{language}", metadata={"tags": [language]})
        for language, text in _NOTES.items()
    ]
    nb.metadata.student_copy = _fingerprint(nb)
    return nb


def write_copy(nb: NotebookNode, path: Path) -> None:
    """Write the student copy of `nb` to `path`.

    Raises:
        FileExistsError: someone worked in the copy that lies there; it is left as it is.
        ValueError: see `student_copy`.
    """
    fresh = student_copy(nb)
    if path.exists() and not _is_untouched(path):
        raise FileExistsError(
            Words(
                f"누군가 고친 사본이라 그대로 둡니다. 새로 만들려면 먼저 옮기십시오: {path}",
                f"Someone worked in this copy; it stays. To get a new one, move it away: {path}",
            )
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, nbformat.writes(fresh) + "\n")


def _import_gate(code):
    for cell in code:
        if _IMPORT.search(cell.source):
            cell.source = _IMPORT.sub(r"\g<0>stop_until_passed, ", cell.source, count=1)
            return
    raise ValueError(
        Words(
            "from helpers.checks import …가 적힌 셀이 없습니다. 하나 넣어 주십시오.",
            "No cell has a line `from helpers.checks import ...`; add one.",
        )
    )


def _gate(check):
    """Let the check after an exercise stop what follows until it passes."""
    if check is None or not has_tag(check, "check") or not _is_call(check.source):
        raise ValueError(
            Words(
                "문제 셀(exercise) 바로 뒤에 채점하는 호출 하나만 적힌 셀(check)이 없습니다.",
                "An exercise cell is not followed by a cell tagged check that holds one call.",
            )
        )
    check.source = f"stop_until_passed({check.source.strip()})"


def _is_call(source):
    body = ast.parse(source).body
    return len(body) == 1 and isinstance(getattr(body[0], "value", None), ast.Call)


def _fingerprint(nb):
    """What the cells say, in short: kept in the copy, it shows whether someone changed them."""
    return hashlib.sha256("\0".join(cell.source for cell in nb.cells).encode()).hexdigest()


def _is_untouched(path):
    try:
        nb = read(path)
    except (ValueError, AttributeError):  # no notebook at all
        return False
    return nb.metadata.get("student_copy") == _fingerprint(nb)
