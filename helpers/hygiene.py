"""What may stand in a stored notebook: `clean` removes the volatile, `hygiene` names the rest."""

import json
import re
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
MAX_BYTES = 1_500_000

_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_KEPT_CELL_METADATA = ("tags", "slideshow", "cellView", "editable", "deletable")
_HERE = "|".join(re.escape(str(p)) for p in (ROOT, Path.home()) if p != p.parent)
_FORBIDDEN = {
    "a path of a machine": re.compile(
        rf"(?<![\w.~])(?:/(?:home|root|Users|tmp|var/folders)\b|(?:{_HERE})(?![\w-]))"
        r"|site-packages|\b[A-Z]:\\"
    ),
    "a memory address": re.compile(r"\b(?:at |id=)0x[0-9a-fA-F]{6,}"),
    "a warning": re.compile(r"\b\w*Warning:|\bWARNING\b|^[WEF]0000 |^Traceback \(most", re.M),
}


def clean(nb):
    """Remove from `nb` what differs from run to run or machine to machine, in place.

    Times, widget views and state, interpreter versions and how a front end last showed the cells
    go; the other forms of a widget's output stay. Adjacent pieces of a stream become one.
    """
    nb.metadata = nbformat.from_dict(
        {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        }
    )
    for cell in nb.cells:
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden")
        kept = {key: cell.metadata[key] for key in _KEPT_CELL_METADATA if key in cell.metadata}
        if hidden:
            kept["jupyter"] = {"source_hidden": True}
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type == "code":
            cell.outputs = _clean_outputs(cell)


def _clean_outputs(cell):
    kept = []
    for output in cell.outputs:
        if output.output_type == "stream":
            last = kept[-1] if kept else {}
            if last.get("output_type") == "stream" and last.name == output.name:
                last.text += output.text
                continue
        elif "data" in output:
            output.data.pop(_WIDGET_VIEW, None)
            output.metadata.pop(_WIDGET_VIEW, None)
            if not output.data:
                continue
            if "execution_count" in output:
                output.execution_count = cell.execution_count
        kept.append(output)
    return kept


def code_cells(nb):
    """Return the code cells of `nb`."""
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def output_texts(cell):
    """Return every text that the outputs of a code cell hold, without the pictures."""
    texts = []
    for output in cell.outputs:
        texts.append(output.get("text", ""))
        texts += output.get("traceback", [])
        for mime, content in output.get("data", {}).items():
            if mime == "image/svg+xml" or not mime.startswith("image/"):
                texts.append(content if isinstance(content, str) else json.dumps(content))
    return [text for text in texts if text]


def hygiene(nb, size):
    """Return what keeps `nb` from being stored, a line for each finding; [] if nothing does.

    `size` is that of the file in bytes.
    """
    try:
        nbformat.validate(nb)
    except nbformat.ValidationError as error:
        return [f"not a valid notebook: {str(error).splitlines()[0]}"]
    findings = []
    if size > MAX_BYTES:
        findings.append(f"{size / 1e6:.2f} MB; at most {MAX_BYTES / 1e6} MB")
    counts = [cell.execution_count for cell in code_cells(nb)]
    if counts != list(range(1, len(counts) + 1)):
        findings.append(f"execution counts are not 1, 2, 3, ...: {str(counts)[:60]}")
    for number, cell in enumerate(code_cells(nb), 1):
        findings += [f"code cell {number}: {finding}" for finding in _output_findings(cell)]
    return findings


def _output_findings(cell):
    for output in cell.outputs:
        if output.output_type == "error":
            yield f"an error, {output.ename}"
        if output.get("name") == "stderr":
            yield f"text on stderr: {output.text.strip()[:80]}"
    for text in output_texts(cell):
        for what, pattern in _FORBIDDEN.items():
            found = pattern.search(text)
            if found:
                yield f"{what}: {text[max(0, found.start() - 20) : found.end() + 40].strip()!r}"
