"""Pages: a notebook with its stored outputs, to be read in a browser without a network."""

from helpers.course import write_text

from .content import has_tag, prepare, repeated_checks
from .render import html


def page(nb, language, folder):
    """Return `nb` as one HTML page in `language` ("ko", "en" or "both").

    A solution, and the check that follows it, stay folded until the reader opens them. `folder` is
    that of the notebook. Raises `ValueError` for another language or a formula that is wrong.
    """
    nb = prepare(nb, language)
    fold_solutions(nb.cells)
    return html(nb, language, folder)


def fold_solutions(cells):
    """Mark where the foldable part of each solution, and of the set-up, begins and ends."""
    repeated = repeated_checks(cells)
    for place, cell in enumerate(cells):
        if has_tag(cell, "setup"):
            cell.metadata.details_start = cell.metadata.details_end = True
        if not has_tag(cell, "solution"):
            continue
        cell.metadata.details_start = True
        last = cells[place + 1] if place + 1 in repeated else cell
        last.metadata.details_end = True


def write_page(nb, path, folder, language="both"):
    """Write `nb` as a page to the file `path`; see `page`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, page(nb, language, folder))
