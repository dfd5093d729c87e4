"""Each notebook in JupyterLab: opened, run from the menu, looked at, used."""

import base64
import re

import pytest

from tests.browser.audit import JUPYTERLAB, contrasts, draws_hangul, findings
from tests.browser.notebook_page import OUTPUT

EVERY = ("3-1", "3-2", "3-3", "3-4", "3-5")
every_notebook = pytest.mark.parametrize("notebook", EVERY, indirect=True)
first = pytest.mark.parametrize("notebook", ["3-1"], indirect=True)
second = pytest.mark.parametrize("notebook", ["3-2"], indirect=True)

OURS = [".jp-OutputArea-output", ".jp-RenderedHTMLCommon"]
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def practice(notebook):
    return notebook.name[:3]


def code_cells(notebook):
    return [c for c in notebook.content()["cells"] if c["cell_type"] == "code"]


# --- it runs ------------------------------------------------------------------------------------


@every_notebook
def test_every_cell_has_run_in_order_without_an_error(notebook):
    cells = code_cells(notebook)
    for number, cell in enumerate(cells, 1):
        head = f"[{number}] {cell['source'][:80]}"
        for output in cell["outputs"]:
            assert output["output_type"] != "error", f"{head}\n{output.get('evalue')}"
            assert output.get("name") != "stderr", f"{head}\n{output.get('text')}"
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert notebook.page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert notebook.page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0


@every_notebook
def test_plots_are_there_and_lack_no_glyph(notebook, pictures):
    shown = notebook.page.locator(".jp-RenderedImage img")
    drawn = 0
    for number, cell in enumerate(code_cells(notebook), 1):
        for output in cell["outputs"]:
            assert "Glyph" not in str(output.get("text", "")) or "missing" not in output["text"]
            picture = output.get("data", {}).get("image/png")
            if picture:
                said = "".join(output.get("text", "") for output in cell["outputs"])
                assert "대체 텍스트 / text alternative: " in said, number
            if picture and "application/vnd.jupyter.widget-view+json" not in output["data"]:
                drawn += 1
                file = pictures / f"{practice(notebook)}_plot_{number:02}.png"
                file.write_bytes(base64.b64decode(picture))
    assert drawn > 0
    assert shown.count() == drawn
    assert shown.evaluate_all("all => all.every(img => img.complete && img.naturalWidth > 50)")


@every_notebook
def test_solutions_are_collapsed(notebook):
    solutions = [
        index
        for index, cell in enumerate(notebook.content()["cells"])
        if "solution" in cell["metadata"].get("tags", [])
    ]
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
def test_our_output_is_accessible(notebook, theme):
    notebook.theme(THEMES[theme])
    try:
        with notebook.unrolled():
            found, read = findings(notebook.page, OURS, JUPYTERLAB)
    finally:
        notebook.theme(THEMES["light"])
    assert not found, "\n".join(found)
    assert read > 100


@every_notebook
@pytest.mark.parametrize("theme", THEMES)
def test_cards_are_readable_in_either_theme(notebook, theme, pictures):
    notebook.theme(THEMES[theme])
    try:
        cells = notebook.content()["cells"]
        checks = [i for i, cell in enumerate(cells) if "check" in cell["metadata"].get("tags", [])]
        assert checks
        for index in checks:
            card = notebook.cell(index).locator(".jp-RenderedHTMLCommon").last
            card.screenshot(path=pictures / f"{practice(notebook)}_check_{index:03}_{theme}.png")
            assert re.search("[✔✘○]", card.text_content()), index  # readable without colour
            for text, ratio in contrasts(card):
                assert ratio >= 4.5, f"cell {index}: {text!r} has contrast {ratio:.2f}"
            assert card.evaluate("card => card.scrollWidth <= card.clientWidth"), index
    finally:
        notebook.theme(THEMES["light"])


# --- it answers ---------------------------------------------------------------------------------


def slider(notebook, name):
    """The handle of the explorer's slider `name`, and its readout.

    Read it with text_content(): JupyterLab draws a cell only some time after it came into view.
    """
    label = notebook.page.locator(".widget-label", has_text=re.compile(f" {name}$"))
    box = notebook.page.locator(".widget-slider", has=label)
    return box.locator(".noUi-handle"), box.locator(".widget-readout")


def picture(notebook):
    """The explorer's picture, as the page holds it: a data: address."""
    return notebook.page.locator(".widget-html img").first.get_attribute("src")


@first
@pytest.mark.parametrize("name", ["size", "kernel", "stride", "dilation", "position"])
def test_a_slider_moved_by_keyboard_changes_the_picture(notebook, name, pictures):
    notebook.cell(notebook.find("experiment", "explore_convolution"))
    handle, readout = slider(notebook, name)
    before, value = picture(notebook), readout.text_content()
    handle.focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_timeout(300)
    notebook.wait()
    assert readout.text_content() == str(int(value) + 1)
    after = picture(notebook)
    assert after != before
    box = notebook.page.locator(".widget-vbox").first
    box.screenshot(path=pictures / f"3-1_explorer_{name}.png")
    notebook.page.keyboard.press("ArrowLeft")
    notebook.page.wait_for_timeout(300)
    notebook.wait()
    assert picture(notebook) == before


@first
def test_padding_can_be_chosen(notebook):
    notebook.cell(notebook.find("experiment", "explore_convolution"))
    choice = notebook.page.locator(".widget-dropdown select").first
    before = picture(notebook)
    choice.select_option("same")
    notebook.page.wait_for_timeout(300)
    notebook.wait()
    assert picture(notebook) != before
    choice.select_option("valid")
    notebook.page.wait_for_timeout(300)
    notebook.wait()
    assert picture(notebook) == before


RIGHT_MODEL1 = """def build_model1(input_shape):
    return Sequential([Input(shape=input_shape[1:]), Conv2D(1, 3, padding="same")])
"""
WRONG_MODEL1 = RIGHT_MODEL1.replace("Conv2D(1", "Conv2D(2")
RIGHT_MLP = """def build_mlp_model(img_shape, num_classes=10):
    model = Sequential([Input(shape=img_shape), Flatten()])
    for units in (4096, 1024, 256, 64):
        model.add(Dense(units, activation="relu"))
    model.add(Dense(num_classes, activation="softmax"))
    return model
"""
WRONG_MLP = RIGHT_MLP.replace("256", "255")


def check_both(notebook, name, wrong, right, says, pictures):
    """A wrong answer says why in both languages, a right one turns the same check green."""
    index = notebook.find("exercise", f"def {name}")
    for source, mark, verdict in (
        (wrong, "✘", ("다시 살펴보세요", "look again", *says)),
        (right, "✔", ("통과", "passed")),
    ):
        card = notebook.answer(index, source)
        text = card.text_content()
        for words in (mark, *verdict):
            assert words in text, text
        card.screenshot(path=pictures / f"{practice(notebook)}_typed_{'✘✔'.index(mark)}.png")
    assert "✘" not in text


@first
def test_an_answer_typed_into_3_1_is_judged(notebook, pictures):
    says = ("커널 수가 2", "number of kernels")
    check_both(notebook, "build_model1", WRONG_MODEL1, RIGHT_MODEL1, says, pictures)


@second
def test_an_answer_typed_into_3_2_is_judged(notebook, pictures):
    says = ("255", "256")
    check_both(notebook, "build_mlp_model", WRONG_MLP, RIGHT_MLP, says, pictures)
