"""Every notebook keeps the anatomy of the course, and each rule here can be seen to fail."""

import ast
import copy
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import course
from helpers.hygiene import MAX_BYTES, clean, code_cells, hygiene, output_texts

FOLDER = course.NOTEBOOK_FOLDER
PRESENT = [name for name in course.NOTEBOOKS if (FOLDER / name).is_file()]
GLOSSARY = FOLDER / "GLOSSARY.md"
CODE_TAGS = {"setup", "exercise", "check", "solution", "experiment", "nbval-ignore-output"}
COMPARED_SHARE = 0.7

HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
FENCE = re.compile(r"^ *(```|~~~).*?^ *\1[ \t]*$", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$(?![\s$])([^$\n]*?[^\s\\$])\$(?!\d)", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)[^)]*\)|(?<![(\w])(https?://[^\s)>\]]+)|(?:href|src)=\"([^\"]+)\"")
TAG = re.compile(r"</?\w[^>]*>")
TRAINS = re.compile(r"\.fit\(|(?<!def )\b(?:main|run_model|train\w*)\(")


def tags(cell):
    return cell.metadata.get("tags", [])


def compared(cell):
    return "nbval-ignore-output" not in tags(cell)


def numbered(nb):
    """Pairs of the n of `In [n]` and the cell, for messages."""
    return enumerate(code_cells(nb), 1)


# --- what a markdown cell says ------------------------------------------------------------------


def without_fences(text):
    return FENCE.sub("", text)


def headings(text):
    return re.findall(r"^ {0,3}(#{1,6}) ", without_fences(text), re.MULTILINE)


def code_spans(text):
    return {span for _, span in CODE_SPAN.findall(without_fences(text))}


def formulas(text):
    found = FORMULA.findall(CODE_SPAN.sub("", without_fences(text)))
    return {re.sub(r"\s+", "", a or b) for a, b in found}


def links(text):
    found = {next(filter(None, groups)) for groups in LINK.findall(without_fences(text))}
    return {link.split("#")[0].rstrip(".,") for link in found if not link.startswith("#")}


def prose(text):
    """The words alone: no code, formula, address or HTML tag."""
    text = CODE_SPAN.sub(" ", without_fences(text))
    text = LINK.sub(" ", FORMULA.sub(" ", text))
    return TAG.sub(" ", text)


UNITS = {"": 1, "만": 1e4, "억": 1e8, "조": 1e12}
UNITS |= {"thousand": 1e3, "million": 1e6, "M": 1e6, "billion": 1e9}
FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# "3만 개" is thirty thousand, but in "3×3만 씁니다" the same syllable means "only".
KOREAN_UNIT = r"\s?(?:[조억]|만(?=\s?(?:\d|개|번|장|명|회|배|여|쌍|픽셀|파라미터|가중치|연산)))"
KOREAN_NUMBER = re.compile(rf"(?:(?:{FIGURE}){KOREAN_UNIT}\s?)+(?:{FIGURE})?")
NUMBER = re.compile(rf"({FIGURE})\s?(thousand|million|billion|M\b|[조억만]|)")


def numbers(text):
    """The values of the numbers in the prose: 138,000,000, 138 million and 1억 3,800만 are one."""

    def value(figures):
        parts = NUMBER.findall(figures)
        return round(sum(float(n.replace(",", "")) * UNITS[unit] for n, unit in parts), 6)

    text = prose(text)
    korean = [match[0] for match in KOREAN_NUMBER.finditer(text)]
    rest = KOREAN_NUMBER.sub(" ", text).replace("만", " ")
    return {value(figures) for figures in (*korean, *(m[0] for m in NUMBER.finditer(rest)))}


# --- the rules: each takes a notebook and yields a line for every fault -------------------------


def language_tags(nb):
    """Every Markdown cell has one language; `ko` is followed at once by its `en`."""
    for place, cell in enumerate(nb.cells):
        if cell.cell_type == "markdown" and len({"ko", "en"} & set(tags(cell))) != 1:
            yield f"cell {place}: exactly one of the tags ko and en is needed, not {tags(cell)}"
    languages = [language(cell) for cell in nb.cells]
    for place, now in enumerate(languages):
        before = languages[place - 1] if place else None
        after = languages[place + 1] if place + 1 < len(languages) else None
        if now == "ko" and after != "en":
            yield f"cell {place}: the ko cell is not followed by its en twin"
        if now == "en" and before != "ko":
            yield f"cell {place}: the en cell does not follow its ko twin"


def language(cell):
    if cell.cell_type != "markdown":
        return None
    return "ko" if "ko" in tags(cell) else "en"


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
        if "exercise" not in tags(cell):
            continue
        flow = cells[place + 1 : place + 4]
        wanted = ["check", "solution", "check"]
        if len(flow) < 3 or any(w not in tags(c) for w, c in zip(wanted, flow, strict=True)):
            yield f"[{place + 1}]: the exercise is not followed by check, solution, check"
            continue
        owned.add(place + 2)
        if flow[0].source != flow[2].source:
            yield f"[{place + 4}]: the check after the solution is another one"
    for place, cell in enumerate(cells):
        if "solution" not in tags(cell):
            continue
        if place not in owned:
            yield f"[{place + 1}]: a solution without its exercise"
        if not cell.metadata.get("jupyter", {}).get("source_hidden"):
            yield f"[{place + 1}]: the solution is not collapsed in JupyterLab"
        if cell.metadata.get("cellView") != "form" or not cell.source.startswith("# @title "):
            yield f"[{place + 1}]: the solution is not collapsed in Colab (cellView, # @title)"


def shared_cells(nb):
    """The first code cell is the shared setup cell; the title has the badge in both languages."""
    cells = code_cells(nb)
    if [n for n, cell in numbered(nb) if "setup" in tags(cell)] != [1]:
        yield "not the first code cell, and it alone, is tagged setup"
    elif cells[0].source != course.setup_cell_source():
        yield "the setup cell is not the shared one; run `python -m helpers.course`"
    elif compared(cells[0]):
        yield "the setup cell prints versions and lacks the tag nbval-ignore-output"
    badge = "[![Open in Colab]("
    if any(badge not in cell.source for cell in nb.cells[:2]):
        yield "the first ko and en cells have no Colab badge; run `python -m helpers.course`"


def mostly_compared(nb):
    """nbval compares at least 70 % of the code cells."""
    cells = code_cells(nb)
    share = sum(map(compared, cells)) / max(1, len(cells))
    if share < COMPARED_SHARE:
        yield f"only {share:.0%} of the code cells are compared"


def training_is_followed_by_a_fact(nb):
    """After an ignored cell that trains, one of the next two code cells is compared."""
    cells = code_cells(nb)
    for place, cell in enumerate(cells):
        if compared(cell) or not TRAINS.search(cell.source):
            continue
        if not any(map(compared, cells[place + 1 : place + 3])):
            yield f"[{place + 1}]: no compared cell states a fact about this training"


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
    avoided = avoided_words(GLOSSARY.read_text(encoding="utf-8"))
    for place, cell in enumerate(nb.cells):
        text = cell.source
        if cell.cell_type == "markdown":
            text = prose(text)
        for word, instead in avoided.items():
            if re.search(rf"(?<![가-힣]){re.escape(word)}", text):
                yield f"cell {place}: {word!r}; the glossary says {instead!r}"


def avoided_words(text):
    """The words in the third column of the glossary's table, with the word to use instead."""
    avoided = {}
    for line in text.splitlines():
        columns = [column.strip() for column in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(columns) < 3 or set(columns[0]) <= set(":- "):
            continue
        for word in filter(None, re.split(r"\s*,\s*", columns[2])):
            if HANGUL.search(columns[0]) and columns[1] != "English":
                avoided[word] = columns[0]
    return avoided


RULES = (
    *(language_tags, twins_agree, own_script, known_tags, exercises, shared_cells),
    *(mostly_compared, training_is_followed_by_a_fact, quiet_calls, stored_clean),
    *(pictures_are_described, details_are_closed, glossary),
)


# --- the notebooks ------------------------------------------------------------------------------


@cache
def stored(name):
    return nbformat.read(FOLDER / name, as_version=4)


def test_there_are_notebooks():
    assert len(PRESENT) >= 2, f"of {course.NOTEBOOKS} only {PRESENT} exist"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", PRESENT)
def test_notebook_keeps_the_rule(name, rule):
    found = list(rule(stored(name)))
    assert not found, "\n".join((rule.__doc__, *found))


@pytest.mark.parametrize("name", PRESENT)
def test_notebook_is_fit_to_store(name):
    found = hygiene(stored(name), (FOLDER / name).stat().st_size)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", PRESENT)
def test_badge_leads_to_this_notebook(name):
    assert all(course.badge_markdown(name) in cell.source for cell in stored(name).cells[:2])


# --- the rules themselves: a sound notebook passes, each broken one fails -----------------------

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)


def markdown(lang, text):
    return new_markdown_cell(text, metadata={"tags": [lang]})


def code(source, *names, outputs=(), **metadata):
    return new_code_cell(source, metadata={"tags": list(names), **metadata}, outputs=list(outputs))


def sound():
    """A small notebook that keeps every rule."""
    badge = course.badge_markdown(course.NOTEBOOKS[0])
    picture = new_output("display_data", data={"image/png": PIXEL, "text/plain": "<Figure>"})
    words = new_output("stream", text="text alternative: one pixel\n")
    nb = new_notebook(
        cells=[
            markdown("ko", f"# 합성곱\n\n{badge}"),
            markdown("en", f"# Convolution\n\n{badge}"),
            code(course.setup_cell_source(), "setup", "nbval-ignore-output"),
            markdown(
                "ko",
                "## 크기\n커널 3개의 값은 1억 3,800만 개이고 크기는 $n - k + 1$입니다. `Conv2D`, "
                "[글](https://arxiv.org/abs/1409.1556)\n\n<details><summary>답</summary>\n\n`3`\n\n</details>",
            ),
            markdown(
                "en",
                "## Size\nThe 3 kernels hold 138 million values; the size is $n-k+1$. `Conv2D`, "
                "[paper](https://arxiv.org/abs/1409.1556#s2)\n\n<details><summary>Answer</summary>\n\n`3`\n\n</details>",
            ),
            code("model = ...", "exercise"),
            code("check(model)", "check"),
            code(
                "# @title 풀이 / Solution\nmodel = 1",
                "solution",
                cellView="form",
                jupyter={"source_hidden": True},
            ),
            code("check(model)", "check"),
            code("history = model.fit(x, verbose=2)", "nbval-ignore-output"),
            code("print(len(history))"),
            code("draw()", "experiment", outputs=[picture, words]),
        ]
    )
    for n, cell in numbered(nb):
        cell.execution_count = n
    clean(nb)
    return nb


def faults(nb):
    return [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(nb)]


def test_a_sound_notebook_has_no_fault():
    nb = sound()
    assert faults(nb) == []
    assert hygiene(nb, len(nbformat.writes(nb))) == []


def edit(place, old, new):
    """A breakage: put `new` for `old` in the source of the cell at `place`."""

    def change(nb):
        assert old in nb.cells[place].source
        nb.cells[place].source = nb.cells[place].source.replace(old, new)

    return change


def retag(place, *names):
    return lambda nb: nb.cells[place].metadata.update(tags=list(names))


def drop(place):
    return lambda nb: nb.cells.pop(place)


def move(place, to):
    return lambda nb: nb.cells.insert(to, nb.cells.pop(place))


def meta(place, **values):
    return lambda nb: nb.cells[place].metadata.update(values)


BREAKAGES = [
    (retag(3), "language_tags"),
    (retag(3, "ko", "en"), "language_tags"),
    (drop(4), "language_tags"),
    (drop(3), "language_tags"),
    (move(3, 4), "language_tags"),
    (move(5, 4), "language_tags"),
    (edit(4, "## Size", "### Size"), "twins_agree: cell 3: headings"),
    (edit(4, "## Size", "Size"), "twins_agree: cell 3: headings"),
    (edit(4, "$n-k+1$", "$n-k$"), "twins_agree: cell 3: formulas"),
    (edit(4, "$n-k+1$", "$$n-k$$"), "twins_agree: cell 3: formulas"),
    (edit(4, "1409.1556#", "1512.03385#"), "twins_agree: cell 3: links"),
    (edit(4, "138 million", "138"), "twins_agree: cell 3: numbers"),
    (edit(4, "The 3 kernels", "The 4 kernels"), "twins_agree: cell 3: numbers"),
    (edit(3, "3,800만", "3,900만"), "twins_agree: cell 3: numbers"),
    (edit(4, "`Conv2D`", "`Dense`"), "twins_agree: cell 3: code_spans"),
    (edit(4, "`3`", "`4`"), "twins_agree: cell 3: code_spans"),
    (edit(0, "합성곱", "Convolution"), "own_script: cell 0"),
    (edit(4, "kernels", "커널 kernels"), "own_script: cell 4"),
    (retag(10, "chart"), "known_tags"),
    (edit(10, "print(len(history))", " "), "known_tags: [7]: an empty"),
    (edit(10, "print", "# NBVAL_IGNORE_OUTPUT\nprint"), "known_tags: [7]: nbval"),
    (drop(6), "exercises: [2]"),
    (drop(8), "exercises: [2]"),
    (edit(8, "check(model)", "check(None)"), "exercises: [5]"),
    (drop(5), "exercises: [3]: a solution without"),
    (meta(7, jupyter={}), "exercises: [4]: the solution is not collapsed in JupyterLab"),
    (meta(7, cellView="code"), "exercises: [4]: the solution is not collapsed in Colab"),
    (edit(7, "# @title 풀이", "# 풀이"), "exercises: [4]: the solution is not collapsed in Colab"),
    (edit(2, "setup()", "setup(1)"), "shared_cells"),
    (retag(2, "setup"), "shared_cells"),
    (retag(2), "shared_cells"),
    (retag(10, "setup"), "shared_cells"),
    (lambda nb: edit(1, nb.cells[1].source, "# Convolution")(nb), "shared_cells"),
    (lambda nb: [retag(p, "nbval-ignore-output")(nb) for p in (10, 11)], "mostly_compared"),
    (
        lambda nb: [retag(10, "nbval-ignore-output")(nb), nb.cells.pop(11)],
        "training_is_followed_by_a_fact: [6]",
    ),
    (
        lambda nb: [
            edit(9, "model.fit(x, verbose=2)", "main()")(nb),
            nb.cells.__delitem__(slice(10, 12)),
        ],
        "training_is_followed_by_a_fact: [6]",
    ),
    (edit(9, "verbose=2", "verbose=1"), "quiet_calls: [6]"),
    (edit(9, "verbose=2", 'verbose="auto"'), "quiet_calls: [6]"),
    (edit(9, ", verbose=2", ""), "quiet_calls: [6]"),
    (edit(10, "len(history)", "model.predict(x)"), "quiet_calls: [7]"),
    (edit(10, "print", "clear_output()\nprint"), "quiet_calls: [7]"),
    (lambda nb: nb.metadata.kernelspec.update(name="conda-base"), "stored_clean"),
    (lambda nb: nb.metadata.update(widgets={}), "stored_clean"),
    (meta(10, execution={"iopub.status.busy": "2026-08-01"}), "stored_clean: cell 10"),
    (meta(10, scrolled=True), "stored_clean: cell 10"),
    (lambda nb: nb.cells[11].outputs.pop(1), "pictures_are_described: [8]"),
    (edit(3, "</details>", ""), "details_are_closed: cell 3"),
    (edit(4, "<summary>", ""), "details_are_closed: cell 4"),
    (edit(3, "커널 3개", "필터 3개"), "glossary: cell 3"),
    (edit(7, "풀이", "필터 풀이"), "glossary: cell 7"),
]


@pytest.mark.parametrize(("change", "expected"), BREAKAGES)
def test_a_broken_notebook_is_found_out(change, expected):
    nb = sound()
    change(nb)
    found = faults(nb)
    assert any(fault.startswith(expected) for fault in found), found


def test_the_fact_may_stand_in_the_second_cell_after_a_training():
    nb = sound()
    retag(10, "nbval-ignore-output")(nb)
    assert not list(training_is_followed_by_a_fact(nb))


def output(kind, **fields):
    return lambda nb: nb.cells[10].outputs.append(new_output(kind, **fields))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (output("error", ename="ValueError", evalue="", traceback=[]), "an error, ValueError"),
        (output("stream", name="stderr", text="oops"), "text on stderr"),
        (output("stream", text="UserWarning: look"), "a warning"),
        (output("stream", text="in /home/kim/course\n"), "a path"),
        (output("stream", text=str(Path.home() / "x")), "a path"),
        (output("stream", text=r"in C:\course"), "a path"),
        (output("stream", text=str(course.NOTEBOOK_FOLDER)), "a path"),
        (output("display_data", data={"text/html": "<p>site-packages/keras</p>"}), "a path"),
        (output("stream", text="<Layer object at 0x7f0012345678>"), "a memory address"),
        (lambda nb: nb.cells[10].update(execution_count=3), "execution counts"),
        (lambda nb: nb.cells[10].update(execution_count=None), "execution counts"),
        (lambda nb: nb.cells[10].pop("outputs"), "not a valid notebook"),
        (output("stream", text="x" * MAX_BYTES), "MB; at most 1.5"),
    ],
)
def test_what_is_unfit_to_store_is_named(change, expected):
    nb = sound()
    change(nb)
    found = hygiene(nb, len(str(nb)))
    assert any(expected in finding for finding in found), found


def test_harmless_output_is_fit_to_store():
    nb = sound()
    output("stream", text="see https://keras.io/home/api or layers/root; 50 % ± 4.4, x at 0x1f\n")(
        nb
    )
    assert hygiene(nb, len(nbformat.writes(nb))) == []


def test_numbers_are_compared_by_value():
    assert numbers("15.3 billion multiply-adds, 0.27 M, 17,061,834") == {15.3e9, 270000, 17061834}
    assert numbers("곱셈-덧셈 153억 번, 27만 개, 17061834개") == {15.3e9, 270000, 17061834}
    assert numbers("커널은 3×3만 쓰고 1,700만 파라미터, 2만 5000개") == {3, 17e6, 25000}
    assert numbers("`32` and $64$ and [8](https://a.org/9) aside, 3×3") == {8, 3}


def test_a_code_span_in_words_may_be_translated():
    nb = sound()
    nb.cells[3].source += " `(높이, 너비)`"
    nb.cells[4].source += " `(height, width)`"
    assert not list(twins_agree(nb))
    nb.cells[4].source += " `Flatten`"
    assert len(list(twins_agree(nb))) == 1


def test_the_glossary_is_read():
    table = """
| 한국어 | English | 쓰지 않는 말 |
|---|---|---|
| 층 | layer | 레이어, 켜 |
| 시드 | seed | |
"""
    words = avoided_words(table)
    assert words == {"레이어": "층", "켜": "층"}
    assert len(avoided_words(GLOSSARY.read_text(encoding="utf-8"))) >= 10
