"""Pages: a notebook with its stored outputs, to be read in a browser without a network."""

from pathlib import Path

from nbformat import NotebookNode

from helpers.commands.content import prepare
from helpers.commands.files import has_tag, write_text
from helpers.commands.render import render


def page(nb: NotebookNode, language: str, folder: Path) -> str:
    """Return `nb` as one HTML page.

    A solution, and the check that follows it, stay folded until the reader opens them.

    Args:
        nb: a notebook with its outputs.
        language: "ko", "en" or "both".
        folder: that of the notebook.

    Raises:
        ValueError: another language, or a formula that is wrong.
    """
    nb = prepare(nb, language)
    for cell, following in zip(nb.cells, [*nb.cells[1:], None], strict=True):
        folded = has_tag(cell, "solution") or has_tag(cell, "setup")
        goes_on = following is not None and has_tag(following, "repeated")
        cell.metadata.details_start = folded
        cell.metadata.details_end = (folded and not goes_on) or has_tag(cell, "repeated")
    return render(nb, language, folder)


def write_page(nb: NotebookNode, path: Path, folder: Path, language: str = "both") -> None:
    """Write `nb` as a page to the file `path`; see `page`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, page(nb, language, folder))
