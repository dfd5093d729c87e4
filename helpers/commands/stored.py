"""What a stored notebook may hold: `clean` removes the volatile, `find_faults` names the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor

from helpers.commands.files import ROOT

MAX_BYTES = 2**20

_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_KEPT = {
    *("tags", "slideshow", "cellView", "jp-MarkdownHeadingCollapsed"),
    ("jupyter", "source_hidden"),
}
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_HERE = "|".join(re.escape(str(path)) for path in (ROOT, Path.home()) if path != path.parent)
_FORBIDDEN = {
    "a path of a machine": re.compile(
        rf"(?<![\w.~])(?:/(?:home|root|Users|tmp|var/folders)\b|(?:{_HERE})(?![\w-]))"
        r"|site-packages|\b[A-Z]:\\"
    ),
    "a memory address": re.compile(r"\b(?:at |id=)0x[0-9a-fA-F]{6,}"),
    "a warning": re.compile(r"\b\w*Warning:|\bWARNING\b|^[WEF]0000 |^Traceback \(most", re.M),
}


def clean(nb: nbformat.NotebookNode) -> None:
    """Remove from `nb` what differs from run to run or machine to machine, in place.

    Times, widget views and state, interpreter versions and how a front end last showed the cells
    go; the other forms of a widget's output stay.
    """
    ClearMetadataPreprocessor(preserve_cell_metadata_mask=_KEPT).preprocess(nb, {})
    nb.metadata = nbformat.from_dict(_METADATA)
    for cell in code_cells(nb):
        for output in cell.outputs:
            output.get("data", {}).pop(_WIDGET_VIEW, None)
        cell.outputs = [output for output in cell.outputs if output.get("data") != {}]


def code_cells(nb: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Return the code cells of `nb`."""
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def output_texts(cell: nbformat.NotebookNode) -> list[str]:
    """Return every text that the outputs of a code cell hold, without the pictures."""
    texts = []
    for output in cell.outputs:
        texts.append(output.get("text", ""))
        for mime, content in output.get("data", {}).items():
            if mime == "image/svg+xml" or not mime.startswith("image/"):
                texts.append(content if isinstance(content, str) else json.dumps(content))
    return [text for text in texts if text]


def find_faults(nb: nbformat.NotebookNode, size: int) -> list[str]:
    """Return what keeps `nb`, a file of `size` bytes, from being stored: a line for each fault."""
    faults = []
    if size > MAX_BYTES:
        faults.append(f"{size / 2**20:.2f} MiB; at most {MAX_BYTES / 2**20:.0f} MiB")
    counts = [cell.execution_count for cell in code_cells(nb)]
    if counts != list(range(1, len(counts) + 1)):
        faults.append(f"execution counts are not 1, 2, 3, ...: {str(counts)[:60]}")
    for number, cell in enumerate(code_cells(nb), 1):
        faults += [f"code cell {number}: {fault}" for fault in _output_faults(cell)]
    return faults


def _output_faults(cell: nbformat.NotebookNode) -> Iterator[str]:
    for output in cell.outputs:
        if output.output_type == "error":
            yield f"an error, {output.ename}"
        if output.get("name") == "stderr":
            yield f"text on stderr: {output.text.strip()[:80]}"
    for text in output_texts(cell):
        for what, pattern in _FORBIDDEN.items():
            if found := pattern.search(text):
                yield f"{what}: {text[max(0, found.start() - 20) : found.end() + 40].strip()!r}"
