"""Copies for handing out: no solutions, and "Run all" stops kindly where an answer is missing."""

import ast
import sys
from functools import partial
from types import SimpleNamespace

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_notebook

from helpers.checks.grade import grade
from helpers.checks.progress import (
    STOPPED,
    NotPassedYet,
    _stops_at_a_failed_reply,
    stop_until_passed,
)
from helpers.checks.report import Report, Result
from helpers.commands.export import main
from helpers.commands.files import ROOT, has_tag, read, select
from helpers.commands.student import student_copy
from tests.sample_notebook import BADGE, NAME, code, printed, text

STUB = "def build_model1(input_shape):\n    model = ...\n    return model"
RIGHT = """def build_model1(input_shape):
    return Sequential([Input(shape=input_shape[1:]), layers.Conv2D(1, 3, padding="same")])"""
# Stands for the real check, so that no kernel has to load TensorFlow.
FAKE_CHECK = """from helpers.checks import check_model1
from helpers.checks.report import Report, Result

def check_model1(build):
    status = "todo" if build((1,)) is ... else "pass"
    return Report((Result(1, status, "아직 풀지 않았습니다.", "Not attempted yet."),))"""


def notebook(stub=STUB, imports="from helpers.checks import check_model1"):
    return new_notebook(
        cells=[
            text("ko", f"# 실습 3-1\n\n{BADGE}"),
            code("import sys", "setup", outputs=[printed("shown before")]),
            code(imports),
            code(stub, "exercise"),
            code("check_model1(build_model1)", "check"),
            code(f"# @title 풀이 1 / Solution 1\n{RIGHT}", "solution"),
            code("check_model1(build_model1)", "check"),
            code("print('uses', build_model1((1,)))"),
            code("check_model1(wrong_model1)", "check"),
        ]
    )


def code_of(nb):
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def sources(nb):
    return [cell.source for cell in code_of(nb)]


# --- the copy -----------------------------------------------------------------------------------


def test_a_copy_has_no_solution_and_no_output():
    nb = notebook()
    before = nbformat.writes(nb)
    copied = student_copy(nb)
    nbformat.validate(copied)
    assert nbformat.writes(nb) == before
    assert sources(copied) == [
        "import sys\nfrom helpers.checks import stop_until_passed",
        "from helpers.checks import check_model1",
        STUB,
        "stop_until_passed(check_model1(build_model1))",
        "print('uses', build_model1((1,)))",
        "check_model1(wrong_model1)",
    ]
    written = nbformat.writes(copied)
    assert "Solution 1" not in written
    assert "colab" not in written  # it would open the notebook with the solutions
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code_of(copied))
    assert code_of(copied)[2].id == nb.cells[3].id
    notes = [cell for cell in copied.cells if cell.id.startswith("student-copy")]
    assert [note.metadata.tags for note in notes] == [["ko"], ["en"]]


@pytest.mark.parametrize("path", select([]), ids=lambda path: path.stem)
def test_the_copies_of_the_course(path):
    nb = read(path)
    copied = student_copy(nb)
    nbformat.validate(copied)
    exercises = [cell.source for cell in nb.cells if has_tag(cell, "exercise")]
    assert [cell.source for cell in copied.cells if has_tag(cell, "exercise")] == exercises
    assert any(has_tag(cell, "solution") for cell in nb.cells)
    assert not any(has_tag(cell, "solution") for cell in copied.cells)
    gates = [source for source in sources(copied) if source.startswith("stop_until_passed(")]
    assert len(gates) == len(exercises)
    assert all(len(ast.parse(gate).body) == 1 for gate in gates)
    assert len(copied.cells) == len(nb.cells) - 2 * len(gates) + 2
    assert copied.cells[0].source.startswith("# ")
    assert sources(copied)[0].startswith(sources(nb)[0])  # the set-up


def test_a_copy_that_someone_worked_in_stays_and_the_others_are_made(tmp_path, capsys):
    folder, copies = tmp_path / "notebooks", tmp_path / "build" / "student"
    folder.mkdir()
    for name in (NAME, "3-2_b.ipynb"):
        nbformat.write(notebook(), folder / name)
    make = partial(main, ["student"], folder, tmp_path / "build")
    assert make() == 0
    nbformat.write(notebook("# a better task"), folder / NAME)
    assert make() == 0  # nobody worked in the older copy: it is made anew
    mine = read(copies / NAME)
    assert mine.cells[5].source == "# a better task"
    mine.cells[5].source = "# my answer"
    nbformat.write(mine, copies / NAME)
    (copies / "3-2_b.ipynb").unlink()
    capsys.readouterr()
    assert make() == 2
    said = capsys.readouterr()
    assert said.out == f"{copies / '3-2_b.ipynb'}\n"
    assert "누군가 고친 사본이라 그대로 둡니다" in said.err
    assert f"move it away: {copies / NAME}" in said.err
    assert read(copies / NAME).cells[5].source == "# my answer"
    (copies / NAME).write_text("not a notebook", encoding="utf-8")
    assert make() == 2
    assert f"move it away: {copies / NAME}" in capsys.readouterr().err
    assert (copies / NAME).read_text(encoding="utf-8") == "not a notebook"


def test_a_copy_can_be_graded(tmp_path):
    for stub, status in ((STUB, "todo"), (RIGHT, "pass")):
        copied = student_copy(notebook(stub))
        copied.cells[3].source += "\nfrom tensorflow.keras import Input, Sequential, layers"
        path = tmp_path / NAME
        nbformat.write(copied, path)
        first = grade(path, seconds=30).results[0]
        assert (first.instruction, first.status) == (1, status)


# --- running it ---------------------------------------------------------------------------------


def run(folder, stub, monkeypatch, session=None):
    """Run a copy as a front end does; return whether it came to its end, and its code cells."""
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    if session:
        monkeypatch.setenv("JPY_SESSION_NAME", session)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    nb = student_copy(notebook(stub, FAKE_CHECK))
    nb.cells.pop()
    try:
        NotebookClient(nb, resources={"metadata": {"path": str(folder)}}).execute()
    except CellExecutionError:
        return False, code_of(nb)
    return True, code_of(nb)


def test_run_all_stops_at_the_open_exercise_with_one_line(tmp_path, monkeypatch):
    finished, cells = run(tmp_path, STUB, monkeypatch)
    assert not finished
    report, error = cells[3].outputs
    assert "아직 풀지 않았습니다" in report.data["text/html"]
    assert error.output_type == "error"
    assert error.traceback == [STOPPED]  # what VS Code and Colab need to stop: the line alone
    assert cells[4].outputs == []
    assert cells[4].execution_count is None


def test_in_jupyter_it_stops_without_an_error_output(tmp_path, monkeypatch):
    finished, cells = run(tmp_path, STUB, monkeypatch, session="a.ipynb")
    assert not finished
    report, line = cells[3].outputs
    assert report.output_type == "display_data"
    assert (line.output_type, line.name, line.text) == ("stream", "stdout", f"{STOPPED}\n")
    assert cells[4].execution_count is None


def test_run_all_goes_on_with_the_learners_own_answer(tmp_path, monkeypatch):
    own = "def build_model1(input_shape):\n    return 'my model'"
    finished, cells = run(tmp_path, own, monkeypatch)
    assert finished
    assert [output.output_type for output in cells[3].outputs] == ["display_data"]
    assert cells[4].outputs[0].text == "uses my model\n"


def test_what_is_passed_in_part_stops(capsys):
    report = Report((Result(1, "pass", "가", "a"), Result(2, "fail", "나", "b")))
    with pytest.raises(NotPassedYet, match=r"여기에서 멈춥니다.*Stopped here"):
        stop_until_passed(report)
    assert "[지시 1 / Instruction 1]" in capsys.readouterr().out


@pytest.mark.parametrize("elsewhere", ["VS Code", "Colab"])
def test_vs_code_and_colab_need_the_error_output(elsewhere, monkeypatch):
    shell = SimpleNamespace(user_ns={})
    monkeypatch.setenv("JPY_SESSION_NAME", "a.ipynb")
    assert _stops_at_a_failed_reply(shell)
    if elsewhere == "Colab":
        monkeypatch.setitem(sys.modules, "google.colab", object())
    else:
        shell.user_ns["__vsc_ipynb_file__"] = "a.ipynb"
    assert not _stops_at_a_failed_reply(shell)
