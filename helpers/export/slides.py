"""Slides: a notebook cut into pages that fit a projector, as one reveal.js file."""

import copy
import re
from dataclasses import dataclass, field
from itertools import pairwise

from nbformat.v4 import new_code_cell, new_markdown_cell

from helpers.course import write_text

from . import measure
from .content import (
    has_tag,
    language_of,
    plain,
    prepare,
    repeated_checks,
    without_alternatives,
)
from .render import html

MAX_LINES = 21  # of code or printed text on one slide
SMALLEST = 0.75  # a picture may shrink to this share of its size to stay with its code

_GROUPS = re.compile(r"^(`{3,}|~{3,}|\$\$)|^<(details)")


@dataclass
class Piece:
    """What cannot be cut: a paragraph, a list, some code, an output."""

    cell: object
    height: float
    new_page: bool = False
    with_next: bool = False
    picture: tuple = ()
    heading: str = ""


@dataclass
class Page:
    """One slide: its pieces, and the heading that stands at its top if it has none of its own."""

    pieces: list = field(default_factory=list)
    running: str = ""

    @property
    def height(self):
        """How much of the slide is taken."""
        return sum(piece.height for piece in self.pieces)


def deck(nb, language, folder, reveal):
    """Return `nb` as one HTML file of slides in `language`.

    `reveal` holds the texts of reveal.js ("js", "css"); `folder` is that of the notebook. Raises
    `ValueError` for another language or a formula that is wrong.
    """
    nb = _share_slide_types(copy.deepcopy(nb))
    nb = prepare(nb, language)
    nb.cells = list(cells(nb.cells, language))
    return html(nb, language, folder, "course_slides", reveal=reveal)


def write_deck(nb, path, folder, language, reveal):
    """Write `nb` as slides to the file `path`; see `deck`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, deck(nb, language, folder, reveal))


def _share_slide_types(nb):
    """Let each English cell begin a slide where its Korean twin does."""
    before = None
    for cell in nb.cells:
        if language_of(cell) == "en" and before is not None and language_of(before) == "ko":
            cell.metadata.slideshow = copy.deepcopy(before.metadata.get("slideshow", {}))
        before = cell
    return nb


def slide_type(cell):
    """Return the cell's slide type ("slide", "subslide", "-" ...)."""
    return cell.metadata.get("slideshow", {}).get("slide_type", "-")


def cells(source, language):
    """Yield the cells of the deck, each page begun by a cell of type slide or subslide."""
    for section in _sections(source, language):
        pieces = [piece for cell in section for piece in _pieces(cell)]
        _mark_languages(pieces, language)
        for number, page in enumerate(_pages(pieces)):
            for place, cell in enumerate(_joined(page)):
                kind = "-" if place else ("subslide" if number else "slide")
                cell.metadata.slideshow = {"slide_type": kind}
                cell.metadata.running = page.running
                yield cell


def _sections(source, language):
    """Lists of cells: each becomes a column of slides."""
    repeated = repeated_checks(source)
    section = []
    for place, cell in enumerate(source):
        skipped = slide_type(cell) in ("skip", "notes") and not has_tag(cell, "solution")
        if skipped or has_tag(cell, "setup") or place in repeated:
            continue
        twin = language == "both" and language_of(cell) == "en"
        if section and slide_type(cell) == "slide" and not twin:
            yield section
            section = []
        section.append(cell)
    if section:
        yield section


def _pieces(cell):
    if cell.cell_type == "markdown":
        yield from _text_pieces(cell)
    elif cell.cell_type == "code":
        yield from _code_pieces(cell)


def _text_pieces(cell):
    begins = slide_type(cell) in ("slide", "subslide")
    texts = list(blocks(cell.source))
    for text, following in zip(texts, [*texts[1:], ""], strict=True):
        heading = re.match(r"#{1,6} (.*)", text)
        yield Piece(
            new_markdown_cell(text, metadata={"tags": list(cell.metadata.get("tags", []))}),
            measure.markdown_height(text),
            new_page=begins,
            with_next=bool(heading) or following.startswith("<details"),
            heading=plain(heading[1]) if heading else "",
        )
        begins = False


def blocks(source):
    """Cut Markdown at its blank lines, but not inside code, a formula or `<details>`."""
    block = []
    closing = None
    for line in source.splitlines():
        bare = line.strip()
        if closing is None and (not bare or bare.startswith("#")) and block:
            yield from _short_enough("\n".join(block))
            block = []
        if bare:
            block.append(line)
        elif closing is not None:
            block.append("")
        if closing is not None:
            closing = None if bare.endswith(closing) else closing
        else:
            closing = _closing(bare)
        if closing is None and bare.startswith("#"):
            yield "\n".join(block)
            block = []
    if block:
        yield from _short_enough("\n".join(block))


def _closing(line):
    """What ends the group that `line` opens, or None."""
    found = _GROUPS.match(line)
    if found is None:
        return None
    mark = "</details>" if found[2] else found[1]
    return None if line != found[0] and line.endswith(mark) else mark


def _short_enough(block):
    """Cut a list or table that is higher than a slide; a table's head is repeated."""
    lines = block.splitlines()
    if measure.markdown_height(block) <= measure.HEIGHT or len(lines) < 4:
        return [block]
    if lines[0].startswith("|"):
        head, rows = lines[:2], lines[2:]
        half = (len(rows) + 1) // 2
        parts = ["\n".join(head + rows[:half]), "\n".join(head + rows[half:])]
    elif re.match(r"[-*] |\d+\. ", lines[0]):
        starts = [n for n, line in enumerate(lines) if re.match(r"[-*] |\d+\. ", line)]
        if len(starts) < 2:
            return [block]
        half = starts[len(starts) // 2]
        parts = ["\n".join(lines[:half]), "\n".join(lines[half:])]
    else:
        return [block]
    return [short for part in parts for short in _short_enough(part)]


def _code_pieces(cell):
    without_alternatives(cell)
    begins = slide_type(cell) in ("slide", "subslide")
    metadata = {"tags": list(cell.metadata.get("tags", []))}
    if has_tag(cell, "solution"):
        metadata |= {"summary": cell.metadata.summary, "details_start": True, "details_end": True}
        solution = new_code_cell(cell.source, metadata=metadata)
        yield Piece(solution, measure.HEIGHT, new_page=True)
        return
    parts = list(_code_parts(cell.source))
    for number, part in enumerate(parts):
        piece = Piece(new_code_cell(part, metadata=dict(metadata)), measure.code_height(part))
        piece.new_page = begins and not number
        piece.with_next = number == len(parts) - 1 and bool(cell.outputs)
        yield piece
    for output in cell.outputs:
        yield from _output_pieces(output)


def _code_parts(source):
    """Cut long code at its blank lines."""
    part = []
    for chunk in re.split(r"\n{2,}(?=\S)", source):
        if part and measure.printed_lines("\n\n".join([*part, chunk])) > MAX_LINES:
            yield "\n\n".join(part)
            part = []
        part.append(chunk)
    yield "\n\n".join(part)


def _output_pieces(output):
    data = output.get("data", {})
    mime = next((mime for mime in ("image/png", "image/jpeg") if mime in data), None)
    if mime:
        size = measure.picture_size(data[mime])
        yield Piece(new_code_cell("", outputs=[output]), size[1] + measure.GAP, picture=size)
        return
    if output.output_type == "stream":
        lines = output.text.rstrip("\n").splitlines()
        for start in range(0, len(lines), MAX_LINES):
            part = copy.deepcopy(output)
            part.text = "\n".join(lines[start : start + MAX_LINES]) + "\n"
            yield Piece(new_code_cell("", outputs=[part]), measure.output_height(part))
        return
    yield Piece(new_code_cell("", outputs=[output]), measure.output_height(output))


def _mark_languages(pieces, language):
    """In a deck of both languages each has slides of its own, and so has the code."""
    if language != "both":
        return
    for before, piece in pairwise(pieces):
        if language_of(before.cell) != language_of(piece.cell):
            piece.new_page = True


def _pages(pieces):
    """Put pieces on pages, in order; a heading or code moves on with what follows it."""
    page = Page()
    headings = {}
    for piece in pieces:
        room = measure.HEIGHT - page.height
        headed = all(each.heading for each in page.pieces)  # a heading is never left alone
        if page.pieces and (piece.new_page or (_least(piece) > room and not headed)):
            moved = []
            while not piece.new_page and len(page.pieces) > 1 and _goes_along(page, piece):
                moved.insert(0, page.pieces.pop())
            yield page
            first = (moved or [piece])[0]
            page = Page(moved, "" if first.heading else _running(headings, first.cell))
            room = measure.HEIGHT - page.height
        if piece.picture:
            _resize(piece, room)
        if piece.heading:
            headings[language_of(piece.cell)] = piece.heading
        page.pieces.append(piece)
    if page.pieces:
        yield page


def _running(headings, cell):
    """The heading to repeat: that of the cell's language, of both over code."""
    language = language_of(cell)
    words = [headings[language]] if language in headings else list(headings.values())
    return " · ".join(dict.fromkeys(words))


def _goes_along(page, piece):
    """Whether the page's last piece belongs to `piece` and both have room on one page."""
    last = page.pieces[-1]
    return last.with_next and last.height + _least(piece) <= measure.HEIGHT


def _least(piece):
    return piece.height * SMALLEST if piece.picture else piece.height


def _resize(piece, room):
    """Fit the picture into the room that is left, and write its size down."""
    width, height = piece.picture
    scale = min(1, max(room - measure.GAP, 1) / height)
    output = piece.cell.outputs[0]
    mime = next(mime for mime in output.data if mime.startswith("image/"))
    size = {"width": int(width * scale), "height": int(height * scale)}
    output.setdefault("metadata", {}).setdefault(mime, {}).update(size)
    piece.height = size["height"] + measure.GAP


def _joined(page):
    """The page's cells; pieces of one text become one cell again."""
    joined = []
    for piece in page.pieces:
        last = joined[-1] if joined else None
        both_text = last is not None and last.cell_type == piece.cell.cell_type == "markdown"
        if both_text and language_of(last) == language_of(piece.cell):
            last.source += f"\n\n{piece.cell.source}"
        else:
            joined.append(piece.cell)
    return joined
