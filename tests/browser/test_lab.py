"""Each notebook in JupyterLab: opened, run from the menu, looked at, used."""

import base64
import re

import pytest

from tests.browser.audit import JUPYTERLAB, audit, draws_hangul
from tests.browser.notebook_page import OUTPUT

every_notebook = pytest.mark.parametrize(
    "notebook", ["3-1", "3-2", "3-3", "3-4", "3-5"], indirect=True
)
first = pytest.mark.parametrize("notebook", ["3-1"], indirect=True)

OURS = [".jp-OutputArea-output", ".jp-RenderedHTMLCommon"]
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def practice(notebook):
    return notebook.name[:3]


def code_cells(notebook):
    return [cell for cell in notebook.content()["cells"] if cell["cell_type"] == "code"]


# --- it runs ------------------------------------------------------------------------------------


@every_notebook
def test_every_cell_has_run_in_order_without_an_error(notebook):
    cells = code_cells(notebook)
    for number, cell in enumerate(cells, 1):
        for output in cell["outputs"]:
            good = output["output_type"] != "error" and output.get("name") != "stderr"
            assert good, f"[{number}] {cell['source'][:80]}\n{output}"
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))


@every_notebook
def test_plots_are_shown_and_described_and_lack_no_glyph(notebook, pictures):
    drawn = 0
    for number, cell in enumerate(code_cells(notebook), 1):
        said = "".join(output.get("text", "") for output in cell["outputs"])
        assert not re.search("Glyph.*missing", said)
        for data in (output.get("data", {}) for output in cell["outputs"]):
            if "image/png" not in data:
                continue
            assert "대체 텍스트 / text alternative: " in said, number
            if "application/vnd.jupyter.widget-view+json" not in data:
                drawn += 1
                file = pictures / f"{practice(notebook)}_plot_{number:02}.png"
                file.write_bytes(base64.b64decode(data["image/png"]))
    shown = notebook.page.locator(".jp-RenderedImage img")
    assert shown.count() == drawn > 0
    assert shown.evaluate_all("all => all.every(img => img.complete && img.naturalWidth > 50)")


@every_notebook
def test_solutions_are_collapsed(notebook):
    cells = notebook.content()["cells"]
    solutions = [i for i, c in enumerate(cells) if "solution" in c["metadata"].get("tags", [])]
    assert solutions
    for index in solutions:
        cell = notebook.cell(index)
        assert not cell.locator(".cm-editor").is_visible(), index
        assert cell.locator(".jp-Placeholder").is_visible(), index


# --- it reads -----------------------------------------------------------------------------------


@every_notebook
@pytest.mark.parametrize("place", [".jp-RenderedMarkdown", ".cm-content", f"{OUTPUT} pre"])
def test_korean_is_drawn_as_letters(notebook, place):
    korean = notebook.page.locator(f".jp-Notebook {place}", has_text=re.compile("[가-힣]{2}"))
    assert korean.count() > 0
    assert draws_hangul(korean.first)


@every_notebook
@pytest.mark.parametrize("theme", THEMES)
def test_our_output_is_accessible_in_either_theme(notebook, theme, pictures):
    notebook.theme(THEMES[theme])
    try:
        with notebook.unrolled():
            found, read = audit(notebook.page, OURS, JUPYTERLAB)
        cells = notebook.content()["cells"]
        checks = [i for i, c in enumerate(cells) if "check" in c["metadata"].get("tags", [])]
        assert checks
        for index in checks:
            card = notebook.cell(index).locator(".jp-RenderedHTMLCommon").last
            card.screenshot(path=pictures / f"{practice(notebook)}_check_{index:03}_{theme}.png")
            assert re.search("[✔✘○]", card.text_content()), index  # readable without colour
            assert card.evaluate("card => card.scrollWidth <= card.clientWidth"), index
    finally:
        notebook.theme(THEMES["light"])
    assert not found, "\n".join(found)
    assert read > 100


# --- it answers ---------------------------------------------------------------------------------


def get_picture(notebook):
    """The explorer's picture, as the page holds it: a data: address."""
    return notebook.page.locator(".widget-html img").first.get_attribute("src")


@first
@pytest.mark.parametrize("name", ["size", "kernel", "stride", "dilation", "position"])
def test_a_slider_moved_by_keyboard_changes_the_picture(notebook, name, pictures):
    notebook.cell(notebook.find("experiment", "explore_convolution"))
    label = notebook.page.locator(".widget-label", has_text=re.compile(f" {name}$"))
    slider = notebook.page.locator(".widget-slider", has=label)
    # Not inner_text(): JupyterLab draws a cell only some time after it came into view.
    value = slider.locator(".widget-readout").text_content()
    before = get_picture(notebook)
    slider.locator(".noUi-handle").focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.settle()
    assert slider.locator(".widget-readout").text_content() == str(int(value) + 1)
    assert get_picture(notebook) != before
    box = notebook.page.locator(".widget-vbox").first
    box.screenshot(path=pictures / f"3-1_explorer_{name}.png")
    notebook.page.keyboard.press("ArrowLeft")
    notebook.settle()
    assert get_picture(notebook) == before


@first
def test_padding_can_be_chosen(notebook):
    notebook.cell(notebook.find("experiment", "explore_convolution"))
    choice = notebook.page.locator(".widget-dropdown select").first
    before = get_picture(notebook)
    choice.select_option("same")
    notebook.settle()
    assert get_picture(notebook) != before
    choice.select_option("valid")
    notebook.settle()
    assert get_picture(notebook) == before


MODEL1 = """def build_model1(input_shape):
    return Sequential([Input(shape=input_shape[1:]), Conv2D(1, 3, padding="same")])
"""
MLP = """def build_mlp_model(img_shape, num_classes=10):
    model = Sequential([Input(shape=img_shape), Flatten()])
    for units in (4096, 1024, 256, 64):
        model.add(Dense(units, activation="relu"))
    model.add(Dense(num_classes, activation="softmax"))
    return model
"""


@pytest.mark.parametrize(
    ("notebook", "right", "wrong", "says"),
    [
        ("3-1", MODEL1, MODEL1.replace("Conv2D(1", "Conv2D(2"), ("커널", "kernel")),
        ("3-2", MLP, MLP.replace("256", "255"), ("255", "256")),
    ],
    indirect=["notebook"],
    ids=["3-1", "3-2"],
)
def test_a_typed_answer_is_judged(notebook, right, wrong, says, pictures):
    """A wrong answer says why in both languages, a right one turns the same check green."""
    index = notebook.find("exercise", right.split("(")[0])
    for source, mark, words in (
        (wrong, "✘", ("다시 살펴보세요", "look again", *says)),
        (right, "✔", ("통과", "passed")),
    ):
        card = notebook.answer(index, source)
        text = card.text_content()
        assert all(each in text for each in (mark, *words)), text
        card.screenshot(path=pictures / f"{practice(notebook)}_typed_{'✘✔'.index(mark)}.png")
    assert "✘" not in text
