"""The rules of a notebook: each takes a notebook and yields a line for every fault."""

import ast
import copy
import re

from helpers.commands.files import NOTEBOOKS, has_tag
from helpers.commands.stored import clean, code_cells, output_texts
from tests.markdown_text import (
    CODE_SPAN,
    HANGUL,
    avoided_words,
    code_spans,
    formulas,
    headings,
    links,
    numbers,
    prose,
    without_fences,
)

CODE_TAGS = {"setup", "exercise", "challenge", "check", "solution", "experiment"}
CODE_TAGS |= {"nbval-ignore-output"}
COMPARED_SHARE = 0.7

TRAINS = re.compile(r"\.fit\(|(?<!def )\b(?:main|run_model|train\w*)\(")


def tags(cell):
    return cell.metadata.get("tags", [])


def compared(cell):
    return not has_tag(cell, "nbval-ignore-output")


def numbered(nb):
    """Pairs of the n of `In [n]` and the cell, for messages."""
    return enumerate(code_cells(nb), 1)


def language_tags(nb):
    """Every Markdown cell has one language; `ko` is followed at once by its `en`."""
    for place, cell in enumerate(nb.cells):
        if cell.cell_type == "markdown" and len({"ko", "en"} & set(tags(cell))) != 1:
            yield f"cell {place}: exactly one of the tags ko and en is needed, not {tags(cell)}"
    letters = "".join({"ko": "k", "en": "e", None: "-"}[language(cell)] for cell in nb.cells)
    for alone in re.finditer(r"\w", re.sub("ke", "--", letters)):
        yield f"cell {alone.start()}: the ko cell and its en twin do not stand one after the other"


def language(cell):
    if cell.cell_type != "markdown":
        return None
    return "ko" if has_tag(cell, "ko") else "en"


def pairs(nb):
    """The ko and en twins, with the place of the first."""
    cells = nb.cells
    for place in range(len(cells) - 1):
        if language(cells[place]) == "ko" and language(cells[place + 1]) == "en":
            yield place, cells[place], cells[place + 1]


def twins_agree(nb):
    """Twins have the same headings, formulas, links, numbers and code spans."""
    for place, ko, en in pairs(nb):
        if headings(ko.source) != headings(en.source):
            yield f"cell {place}: headings differ"
        for what in (formulas, links, numbers, code_spans):
            korean, english = what(ko.source), what(en.source)
            only_ko, only_en = sorted(korean - english), sorted(english - korean)
            if what is code_spans:
                # A span in Korean words, `(높이, 너비)`, stands for one in English words.
                worded = [span for span in only_ko if HANGUL.search(span)]
                only_ko = [span for span in only_ko if span not in worded]
                only_en = only_en if len(only_en) != len(worded) else []
            if only_ko or only_en:
                yield f"cell {place}: {what.__name__} differ; only ko {only_ko}, only en {only_en}"


def own_script(nb):
    """A ko cell is in Korean; an en cell has no Hangul except the language's own name."""
    for place, ko, en in pairs(nb):
        if not HANGUL.search(ko.source):
            yield f"cell {place}: the ko cell has no Hangul"
        found = HANGUL.search(en.source.replace("한국어", ""))
        if found:
            around = en.source[max(0, found.start() - 10) : found.end() + 10]
            yield f"cell {place + 1}: Hangul in the en cell, {around!r}"


def known_tags(nb):
    """Code cells carry only the tags of the course, none is blank, and no comment steers nbval."""
    for n, cell in numbered(nb):
        unknown = set(tags(cell)) - CODE_TAGS
        if unknown:
            yield f"[{n}]: unknown tags {sorted(unknown)}"
        if not cell.source.strip():
            yield f"[{n}]: an empty code cell"
        if re.search(r"^\s*#\s*(?:NBVAL|PYTEST_VALIDATE)_", cell.source, re.MULTILINE):
            yield f"[{n}]: nbval is steered by a comment; use the tag"


def exercises(nb):
    """exercise, check, solution (collapsed), the same check again."""
    cells = code_cells(nb)
    owned = set()
    for place, cell in enumerate(cells):
        if not has_tag(cell, "exercise"):
            continue
        flow = cells[place + 1 : place + 4]
        wanted = ["check", "solution", "check"]
        if len(flow) < 3 or not all(map(has_tag, flow, wanted)):
            yield f"[{place + 1}]: the exercise is not followed by check, solution, check"
            continue
        owned.add(place + 2)
        if flow[0].source != flow[2].source:
            yield f"[{place + 4}]: the check after the solution is another one"
    for place, cell in enumerate(cells):
        if not has_tag(cell, "solution"):
            continue
        if place not in owned:
            yield f"[{place + 1}]: a solution without its exercise"
        if not cell.metadata.get("jupyter", {}).get("source_hidden"):
            yield f"[{place + 1}]: the solution is not collapsed in JupyterLab"
        if cell.metadata.get("cellView") != "form" or not cell.source.startswith("# @title "):
            yield f"[{place + 1}]: the solution is not collapsed in Colab (cellView, # @title)"


def setup_and_badge(nb):
    """The first code cell is the setup cell, collapsed in Colab; the title has the badge."""
    if [n for n, cell in numbered(nb) if has_tag(cell, "setup")] != [1]:
        yield "not the first code cell, and it alone, is tagged setup"
        return
    setup = code_cells(nb)[0]
    if compared(setup) or setup.metadata.get("cellView") != "form":
        yield "the setup cell prints versions: it lacks nbval-ignore-output or cellView"
    if any("[![Open in Colab](" not in cell.source for cell in nb.cells[:2]):
        yield "the first ko and en cells have no Colab badge"


def mostly_compared(nb):
    """nbval compares at least 70 % of the code cells."""
    cells = code_cells(nb)
    share = sum(map(compared, cells)) / max(1, len(cells))
    if share < COMPARED_SHARE:
        yield f"only {share:.0%} of the code cells are compared"


def training_is_followed_by_a_fact(nb):
    """What an ignored training shows is compared, or expected, in it or the next two cells."""
    cells = code_cells(nb)
    for place, cell in enumerate(cells):
        if compared(cell) or not TRAINS.search(cell.source):
            continue
        near = cells[place : place + 3]
        if not any(compared(each) or "expect(" in each.source for each in near):
            yield f"[{place + 1}]: nothing is compared or expected about this training"


def quiet_calls(nb):
    """No progress bar (Keras shows one by default), and no clear_output in a compared cell."""
    for n, cell in numbered(nb):
        if compared(cell) and "clear_output" in cell.source:
            yield f"[{n}]: clear_output in a compared cell"
        python = re.sub(r"^[%!].*", "", cell.source, flags=re.MULTILINE)
        for call in filter(keras_call, ast.walk(ast.parse(python))):
            verbose = [k.value for k in call.keywords if k.arg == "verbose"]
            spread = any(k.arg is None for k in call.keywords)
            if not verbose and not spread:
                yield f"[{n}]: {call.func.attr}() without verbose shows a progress bar"
            if any(isinstance(v, ast.Constant) and v.value in (1, "auto") for v in verbose):
                yield f"[{n}]: {call.func.attr}(verbose=1) shows a progress bar"


def keras_call(node):
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in ("fit", "evaluate", "predict")


def stored_clean(nb):
    """`make notebooks` stored it: the Python 3 kernel and nothing volatile."""
    cleaned = copy.deepcopy(nb)
    clean(cleaned)
    if cleaned.metadata != nb.metadata:
        yield f"metadata differ from what is stored by `make notebooks`: {dict(nb.metadata)}"
    for place, (was, now) in enumerate(zip(nb.cells, cleaned.cells, strict=True)):
        if was != now:
            yield f"cell {place}: volatile metadata or outputs; run `make notebooks`"


def pictures_are_described(nb):
    """A picture stands with a line that says in words what it shows."""
    for n, cell in numbered(nb):
        mimes = {mime for output in cell.outputs for mime in output.get("data", {})}
        pictured = any(mime.startswith("image/") for mime in mimes)
        if pictured and not any("text alternative" in text for text in output_texts(cell)):
            yield f"[{n}]: a picture without a line `text alternative`"


def details_are_closed(nb):
    """Every <details> has a <summary>, and both are closed."""
    for place, cell in enumerate(nb.cells):
        if cell.cell_type != "markdown":
            continue
        text = CODE_SPAN.sub("", without_fences(cell.source))
        names = ("<details", "</details>", "<summary", "</summary>")
        if len({text.count(name) for name in names}) > 1:
            yield f"cell {place}: <details> and <summary> are not balanced"


def glossary(nb):
    """No Korean text uses a word that the glossary avoids."""
    avoided = avoided_words((NOTEBOOKS / "GLOSSARY.md").read_text(encoding="utf-8"))
    for place, cell in enumerate(nb.cells):
        text = cell.source
        if cell.cell_type == "markdown":
            text = prose(text)
        for word, instead in avoided.items():
            if re.search(rf"(?<![가-힣]){re.escape(word)}", text):
                yield f"cell {place}: {word!r}; the glossary says {instead!r}"


RULES = (
    *(language_tags, twins_agree, own_script, known_tags, exercises, setup_and_badge),
    *(mostly_compared, training_is_followed_by_a_fact, quiet_calls, stored_clean),
    *(pictures_are_described, details_are_closed, glossary),
)
