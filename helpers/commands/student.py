"""Copies for handing out: no solutions, no outputs, and "Run all" stops at an open exercise."""

import hashlib
from itertools import pairwise
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ClearOutputPreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from helpers.commands.content import without_cells
from helpers.commands.files import has_tag, read, write_text
from helpers.commands.stored import code_cells
from helpers.text import Words

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
    """
    nb = without_cells(nb, "solution", "repeated")
    nb, _ = ClearOutputPreprocessor().preprocess(nb, {})
    code = code_cells(nb)
    code[0].source += "\nfrom helpers.checks import stop_until_passed"
    for exercise, check in pairwise(code):
        if has_tag(exercise, "exercise") and has_tag(check, "check"):
            check.source = f"stop_until_passed({check.source})"
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
    """
    if path.exists() and not _is_untouched(path):
        raise FileExistsError(
            Words(
                f"누군가 고친 사본이라 그대로 둡니다. 새로 만들려면 먼저 옮기십시오: {path}",
                f"Someone worked in this copy; it stays. To get a new one, move it away: {path}",
            )
        )
    write_text(path, nbformat.writes(student_copy(nb)) + "\n")


def _fingerprint(nb):
    """What the cells say, in short: kept in the copy, it shows whether someone changed them."""
    return hashlib.sha256("\0".join(cell.source for cell in nb.cells).encode()).hexdigest()


def _is_untouched(path):
    try:
        nb = read(path)
    except Exception:  # no notebook at all
        return False
    return nb.metadata.get("student_copy") == _fingerprint(nb)
