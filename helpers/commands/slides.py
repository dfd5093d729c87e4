"""Slides: each text, with the code that follows it, is a slide of one reveal.js file.

What does not fit a slide is cut or made smaller by the deck itself, which can measure it: see
`templates/course_slides/script.js`.
"""

import copy
import re
from itertools import pairwise
from pathlib import Path

from nbformat import NotebookNode

from helpers.commands.content import headings, language_of, prepare
from helpers.commands.files import has_tag
from helpers.commands.render import render

_ALTERNATIVE = re.compile(r"^(대체 텍스트|Text alternative)\b.*:.*\n?", re.MULTILINE)


def deck(nb: NotebookNode, language: str, folder: Path) -> str:
    """Return `nb` as one HTML file; in "both" languages, each has slides of its own."""
    nb = copy.deepcopy(nb)
    for before, cell in pairwise(nb.cells):  # English begins a column where its Korean twin does
        if has_tag(before, "ko") and has_tag(cell, "en"):
            cell.metadata.slideshow = before.metadata.get("slideshow", {})
    nb = prepare(nb, language, "setup", "repeated")
    nb.cells = [cell for cell in nb.cells if _is_shown(cell)]
    running = {}
    for cell in nb.cells:
        begins = _begins(cell, language)
        cell.metadata.slideshow = {"slide_type": begins}
        _drop_alternatives(cell)
        titled = cell.cell_type == "markdown" and cell.source.startswith("#")
        if begins != "-" and not titled:
            cell.metadata.running = _running(cell, running)
        for heading in headings(cell):
            running[language_of(cell)] = heading
    return render(nb, language, folder, "course_slides")


def _slide_type(cell):
    return cell.metadata.get("slideshow", {}).get("slide_type", "-")


def _is_shown(cell):
    """A solution is skipped by Jupyter's own slides; here it is folded."""
    return has_tag(cell, "solution") or _slide_type(cell) not in ("skip", "notes")


def _begins(cell, language):
    """What begins with `cell`: a "slide" to the right, a "subslide" below, or nothing ("-")."""
    twin = language == "both" and has_tag(cell, "en")
    if _slide_type(cell) == "slide" and not twin:
        return "slide"
    alone = language == "both" or has_tag(cell, "solution") or _slide_type(cell) == "subslide"
    return "-" if cell.cell_type == "code" and not alone else "subslide"


def _drop_alternatives(cell):
    """Take the printed text alternatives away: here the picture's `alt` alone carries them."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            output.text = _ALTERNATIVE.sub("", output.text)
    if cell.cell_type == "code":
        cell.outputs = [output for output in cell.outputs if output.get("text") != ""]


def _running(cell, running):
    """The last heading in the cell's own language, to stand over a slide that has none itself."""
    language = language_of(cell)
    words = [running[language]] if language in running else running.values()
    return " · ".join(dict.fromkeys(words))
