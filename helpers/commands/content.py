"""What pages and slides show of a notebook: one language or both, and words for every picture."""

import copy
import re
from itertools import pairwise

from bs4 import BeautifulSoup
from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode

from helpers.commands.files import has_tag

_OTHER = {"ko": "en", "en": "ko", "both": None}

_BADGE = re.compile(r"\[!\[[^\]]*\]\([^)]*\)\]\(https://colab[^)]*\)[ \t]*\n?")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_ALTERNATIVE = re.compile(r"^대체 텍스트 / text alternative: (.+) \| (.+)$", re.MULTILINE)
_SOLUTION_TITLE = re.compile(r"\A# @title *(.*?) / (.*)\n")


def without_cells(nb: NotebookNode, *tags: str) -> NotebookNode:
    """Return a copy of `nb` without its Colab badges and the cells that carry one of `tags`.

    A check behind a solution, which repeats the check before it, counts as tagged "repeated".
    """
    nb = copy.deepcopy(nb)
    checks = [cell.source for cell in nb.cells if has_tag(cell, "check")]
    for solution, check in pairwise(nb.cells):
        if has_tag(solution, "solution") and checks.count(check.source) > 1:
            check.metadata.tags.append("repeated")
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.source = _BADGE.sub("", cell.source)  # the picture is kept on a server
    return TagRemovePreprocessor(remove_cell_tags=set(tags)).preprocess(nb, {})[0]


def prepare(nb: NotebookNode, language: str, *hidden: str) -> NotebookNode:
    """Return a copy of `nb` as `language` shows it, without the cells tagged `hidden`.

    The text of the other language goes. Every picture gets its `alt`. The set-up and a solution
    with the check that follows it are folded; their title becomes the words that open them.
    """
    nb = without_cells(nb, *hidden, *filter(None, [_OTHER[language]]))
    nb.metadata.title = heading = _title(nb)
    for cell, following in zip(nb.cells, [*nb.cells[1:], None], strict=True):
        heading = (headings(cell) or [heading])[-1]
        if cell.cell_type == "code":
            _describe_pictures(cell, language, heading)
            _keep_language(cell, language)
        folded = has_tag(cell, "solution") or has_tag(cell, "setup")
        if folded:
            _name_folded(cell, language)
        goes_on = folded and following is not None and has_tag(following, "repeated")
        cell.metadata.details_start = folded
        cell.metadata.details_end = (folded or has_tag(cell, "repeated")) and not goes_on
    return nb


def language_of(cell: NotebookNode) -> str | None:
    """Return "ko" or "en" if the cell is tagged with one of them, else None."""
    return next((language for language in ("ko", "en") if has_tag(cell, language)), None)


def headings(cell: NotebookNode) -> list[str]:
    """Return the words of a text cell's headings, without the marks of Markdown."""
    if cell.cell_type != "markdown":
        return []
    found = _HEADING.findall(_FENCED.sub("", cell.source))
    return [re.sub(r"[`*$]|\\(?=[_*])", "", heading).strip() for heading in found]


def pick(language: str, ko: str, en: str, between: str = " · ") -> str:
    """Return the words in `language`; for "both", one after the other."""
    return {"ko": ko, "en": en, "both": f"{ko}{between}{en}"}[language]


def _title(nb):
    """The first heading of each language."""
    found = {}
    for cell in nb.cells:
        for heading in headings(cell):
            found.setdefault(language_of(cell), heading)
    return " · ".join(found.values()) or "notebook"


def _describe_pictures(cell, language, heading):
    """Give each picture its `alt`: the words printed for it in this cell, else the heading."""
    printed = "\n".join(output.get("text", "") for output in cell.outputs)
    words = [pick(language, *found, " / ") for found in _ALTERNATIVE.findall(printed)]
    words = words or [f"{pick(language, '그림', 'figure')}: {heading}"]
    pictures = [
        output.setdefault("metadata", {}).setdefault(mime, {})
        for output in cell.outputs
        for mime in output.get("data", {})
        if mime.startswith("image/")
    ]
    for place, picture in enumerate(pictures):
        picture.setdefault("alt", words[min(place, len(words) - 1)])


def _keep_language(cell, language):
    """On a page of one language, print the alternatives and the checks' cards in that alone."""
    if language == "both":
        return
    line = pick(language, r"대체 텍스트: \1", r"Text alternative: \2")
    for output in cell.outputs:
        if output.output_type == "stream":
            output.text = _ALTERNATIVE.sub(line, output.text)
        elif "text/html" in output.get("data", {}):
            output.data["text/html"] = _one_language(output.data["text/html"], _OTHER[language])


def _one_language(html, other):
    """Take the elements in the `other` language out, and the slash between the twins."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select(f'[lang="{other}"]'):
        for beside in (element.previous_sibling, element.next_sibling):
            if isinstance(beside, str) and beside.strip() == "/":
                beside.extract()
        element.decompose()
    return str(soup)


def _name_folded(cell, language):
    found = _SOLUTION_TITLE.match(cell.source)
    ko, en = found.groups() if found else ("풀이", "Solution")
    cell.source = _SOLUTION_TITLE.sub("", cell.source)
    cell.metadata.summary = pick(language, f"{ko} 펼치기", f"Unfold {en[:1].lower()}{en[1:]}")
