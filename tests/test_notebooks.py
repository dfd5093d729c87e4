"""Every notebook keeps the anatomy of the course, and each rule can be seen to fail."""

from functools import cache

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.commands.files import NOTEBOOKS, read, select
from helpers.commands.stored import clean, find_faults
from tests.markdown_text import numbers
from tests.notebook_rules import RULES

NAMES = [path.name for path in select([])]


@cache
def stored(name):
    return read(NOTEBOOKS / name)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_notebook_keeps_the_rule(name, rule):
    found = list(rule(stored(name)))
    assert not found, "\n".join((rule.__doc__, *found))


@pytest.mark.parametrize("name", NAMES)
def test_notebook_is_fit_to_store(name):
    assert find_faults(stored(name), (NOTEBOOKS / name).stat().st_size) == []


# --- the rules themselves: a sound notebook passes, each broken one fails -----------------------


def markdown(language, text):
    return new_markdown_cell(text, metadata={"tags": [language]})


def code(source, *names, outputs=(), **metadata):
    return new_code_cell(source, metadata={"tags": list(names), **metadata}, outputs=list(outputs))


def sound():
    """A small notebook that keeps every rule."""
    picture = new_output("display_data", data={"image/png": "", "text/plain": "<Figure>"})
    words = new_output("stream", text="text alternative: one pixel\n")
    hidden = {"cellView": "form", "jupyter": {"source_hidden": True}}
    answer = "<details><summary>3</summary>\n\n`3`\n\n</details>"
    nb = new_notebook(
        cells=[
            markdown("ko", "# 합성곱\n\n[![Open in Colab](a)](b)"),
            markdown("en", "# Convolution\n\n[![Open in Colab](a)](b)"),
            code("setup()", "setup", "nbval-ignore-output", cellView="form"),
            markdown(
                "ko", f"## 크기\n커널 3개, 1억 3,800만 개, $n - k$, `Conv2D`, [글](c)\n\n{answer}"
            ),
            markdown(
                "en", f"## Size\n3 kernels, 138 million, $n-k$, `Conv2D`, [paper](c)\n\n{answer}"
            ),
            code("model = ...", "exercise"),
            code("check(model)", "check"),
            code("# @title 풀이 / Solution\nmodel = 1", "solution", **hidden),
            code("check(model)", "check"),
            code("history = model.fit(x, verbose=2)", "nbval-ignore-output"),
            code("print(len(history))"),
            code("draw()", "experiment", outputs=[picture, words]),
        ]
    )
    clean(nb)
    return nb


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


BREAKAGES = [
    (retag(3, "ko", "en"), "language_tags"),
    (drop(4), "language_tags"),
    (edit(4, "## Size", "### Size"), "twins_agree: cell 3: headings"),
    (edit(4, "$n-k$", "$n$"), "twins_agree: cell 3: formulas"),
    (edit(4, "(c)", "(d)"), "twins_agree: cell 3: links"),
    (edit(4, "138 million", "138"), "twins_agree: cell 3: numbers"),
    (edit(4, "`Conv2D`", "`Dense`"), "twins_agree: cell 3: code_spans"),
    (edit(0, "합성곱", "Convolution"), "own_script: cell 0"),
    (edit(4, "kernels", "커널 kernels"), "own_script: cell 4"),
    (retag(10, "chart"), "known_tags"),
    (drop(8), "exercises: [2]"),
    (edit(8, "check(model)", "check(None)"), "exercises: [5]"),
    (drop(5), "exercises: [3]: a solution without"),
    (edit(7, "# @title 풀이", "# 풀이"), "exercises: [4]: the solution is not collapsed in Colab"),
    (retag(2, "setup"), "setup_and_badge"),
    (retag(10, "setup"), "setup_and_badge"),
    (edit(1, "Open in Colab", ""), "setup_and_badge"),
    (lambda nb: [retag(p, "nbval-ignore-output")(nb) for p in (10, 11)], "mostly_compared"),
    (lambda nb: nb.cells.__delitem__(slice(10, 12)), "training_is_followed_by_a_fact: [6]"),
    (edit(9, ", verbose=2", ""), "quiet_calls: [6]"),
    (edit(9, "verbose=2", "verbose=1"), "quiet_calls: [6]"),
    (lambda nb: nb.metadata.update(widgets={}), "stored_clean"),
    (lambda nb: nb.cells[10].metadata.update(scrolled=True), "stored_clean: cell 10"),
    (lambda nb: nb.cells[11].outputs.pop(1), "pictures_are_described: [8]"),
    (edit(3, "</details>", ""), "details_are_closed: cell 3"),
    (edit(3, "커널 3개", "필터 3개"), "glossary: cell 3"),
]


@pytest.mark.parametrize(
    ("change", "expected"),
    BREAKAGES,
    ids=[f"{n} {expected}" for n, (_, expected) in enumerate(BREAKAGES)],
)
def test_a_broken_notebook_is_found_out(change, expected):
    nb = sound()
    assert [fault for rule in RULES for fault in rule(nb)] == []
    change(nb)
    found = [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(nb)]
    assert any(fault.startswith(expected) for fault in found), found


def test_numbers_are_compared_by_value():
    assert numbers("15.3 billion multiply-adds, 0.27 M, 17,061,834") == {15.3e9, 270000, 17061834}
    assert numbers("곱셈-덧셈 153억 번, 27만 개, 17061834개") == {15.3e9, 270000, 17061834}
    assert numbers("커널은 3×3만 쓰고 1,700만 파라미터, 2만 5000개") == {3, 17e6, 25000}
    assert numbers("`32` and $64$ and [8](https://a.org/9) aside, 3×3") == {8, 3}
