"""Copies for handing out: no solutions, and "Run all" stops kindly where an answer is missing."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import course, runner
from helpers.checks import gate
from helpers.checks.report import Report, Result
from helpers.checks.submission import grade
from helpers.export import command, student

NAME = course.NOTEBOOKS[0]
STUB = "def build_model1(input_shape):\n    model = ...\n    return model"
RIGHT = """def build_model1(input_shape):
    return Sequential([Input(shape=input_shape[1:]), layers.Conv2D(1, 3, padding="same")])"""
# Stands for the real check, so that no kernel has to load TensorFlow.
FAKE_CHECK = """from helpers.checks import check_model1
from helpers.checks.report import Report, Result

def check_model1(build):
    status = "todo" if build((1,)) is ... else "pass"
    return Report((Result(1, status, "아직 풀지 않았습니다.", "Not attempted yet."),))"""


def code(source, *tags, **more):
    return new_code_cell(source, metadata={"tags": list(tags)}, **more)


def notebook(imports="from helpers.checks import check_model1", stub=STUB):
    shown = [new_output("stream", text="shown before")]
    return new_notebook(
        cells=[
            new_markdown_cell(
                f"# 실습 3-1\n\n{course.badge_markdown(NAME)}", metadata={"tags": ["ko"]}
            ),
            code("import sys", "setup", outputs=shown, execution_count=1),
            code(imports),
            code(stub, "exercise", id="the-exercise"),
            code("check_model1(build_model1)", "check"),
            code(f"# @title 풀이 1 / Solution 1\n{RIGHT}", "solution"),
            code("check_model1(build_model1)", "check"),
            code("print('uses', build_model1((1,)))"),
            code("check_model1(wrong_model1)", "check"),
        ]
    )


def sources(nb):
    return [cell.source for cell in nb.cells if cell.cell_type == "code"]


# --- the copy -----------------------------------------------------------------------------------


def test_a_copy_has_no_solution_and_no_output():
    nb = notebook()
    before = nbformat.writes(nb)
    copied = student.student_copy(nb)
    nbformat.validate(copied)
    assert nbformat.writes(nb) == before
    assert sources(copied) == [
        "import sys",
        "from helpers.checks import check_model1, stop_until_passed",
        STUB,
        "stop_until_passed(check_model1(build_model1))",
        "print('uses', build_model1((1,)))",
        "check_model1(wrong_model1)",
    ]
    assert "Solution 1" not in nbformat.writes(copied)
    assert "colab" not in nbformat.writes(copied)  # it would open the notebook with the solutions
    cells = [cell for cell in copied.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)
    assert cells[2].id == "the-exercise"
    notes = [cell for cell in copied.cells if cell.id.startswith("student-copy")]
    assert [note.metadata.tags for note in notes] == [["ko"], ["en"]]


def test_what_cannot_become_a_copy_is_refused():
    nb = notebook()
    del nb.cells[2]
    with pytest.raises(ValueError, match=r"No cell has a line `from helpers\.checks import"):
        student.student_copy(nb)
    for change in ("report = check_model1(build_model1)\nprint(report)", ""):
        nb = notebook()
        nb.cells[4].source = change
        with pytest.raises(ValueError, match="not followed by a cell tagged check"):
            student.student_copy(nb)
    nb = notebook()
    nb.cells = nb.cells[:4]
    with pytest.raises(ValueError, match="not followed by a cell tagged check"):
        student.student_copy(nb)


@pytest.mark.parametrize("name", course.NOTEBOOKS)
def test_the_copies_of_the_course(name):
    nb = runner.read(course.NOTEBOOK_FOLDER / name)
    copied = student.student_copy(nb)
    nbformat.validate(copied)

    def tagged(which, tag):
        return [cell for cell in which.cells if tag in cell.metadata.get("tags", [])]

    assert tagged(nb, "solution")
    assert not tagged(copied, "solution")
    assert len(tagged(copied, "exercise")) == len(tagged(nb, "exercise"))
    gates = [source for source in sources(copied) if source.startswith("stop_until_passed(")]
    assert len(gates) == len(tagged(nb, "exercise"))
    assert len(copied.cells) == len(nb.cells) - 2 * len(gates) + 2
    assert copied.cells[0].source.startswith("# ")
    assert sources(copied)[0] == course.setup_cell_source()


def test_a_copy_that_someone_worked_in_is_kept(tmp_path, capsys):
    folder, build = tmp_path / "notebooks", tmp_path / "build"
    folder.mkdir()
    nbformat.write(notebook(), folder / NAME)
    options = ["student", "--folder", str(folder), "--build", str(build)]
    path = build / "student" / NAME
    for _ in range(2):
        assert command.main(options) == 0
    assert [each.name for each in path.parent.iterdir()] == [NAME]
    for number in (1, 2):
        mine = nbformat.read(path, as_version=4)
        mine.cells[5].source = f"# mine {number}"
        nbformat.write(mine, path)
        assert command.main(options) == 0
        kept = path.with_name(f"{path.stem}_edited{number}.ipynb")
        assert f"# mine {number}" in kept.read_text(encoding="utf-8")
        assert "mine" not in path.read_text(encoding="utf-8")
        assert str(kept) in capsys.readouterr().out
    path.write_text("not a notebook", encoding="utf-8")
    assert command.main(options) == 0
    assert path.with_name(f"{path.stem}_edited3.ipynb").read_text() == "not a notebook"


def test_a_copy_can_be_graded(tmp_path):
    for stub, status in ((STUB, "todo"), (RIGHT, "pass")):
        copied = student.student_copy(notebook(stub=stub))
        copied.cells[3].source += "\nfrom tensorflow.keras import Input, Sequential, layers"
        path = tmp_path / NAME
        nbformat.write(copied, path)
        first = next(grade(path))
        assert (first.instruction, first.status) == (1, status)


# --- running it ---------------------------------------------------------------------------------


def run(tmp_path, stub, monkeypatch, **surroundings):
    for name in ("JPY_SESSION_NAME",):
        monkeypatch.delenv(name, raising=False)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONPATH", str(course.NOTEBOOK_FOLDER.parent))
    nb = student.student_copy(notebook(FAKE_CHECK, stub))
    nb.cells = [cell for cell in nb.cells if "wrong_model1" not in cell.source]
    outcome = runner.execute(nb, tmp_path)
    return outcome, [cell for cell in nb.cells if cell.cell_type == "code"]


def texts(cell):
    return [(o.output_type, json.dumps(o, ensure_ascii=False)) for o in cell.outputs]


def test_run_all_stops_at_the_open_exercise_with_one_line(tmp_path, monkeypatch):
    outcome, cells = run(tmp_path, STUB, monkeypatch)
    assert outcome.failure is not None
    report, error = cells[3].outputs
    assert "아직 풀지 않았습니다" in report.data["text/html"]
    assert error.output_type == "error"
    assert error.traceback == [gate.LINE]  # what VS Code and Colab need to stop: the line alone
    assert cells[4].outputs == []
    assert cells[4].execution_count is None


def test_in_jupyter_it_stops_without_an_error_output(tmp_path, monkeypatch):
    outcome, cells = run(tmp_path, STUB, monkeypatch, JPY_SESSION_NAME="a.ipynb")
    assert outcome.failure is not None
    report, line = cells[3].outputs
    assert report.output_type == "display_data"
    assert (line.output_type, line.name, line.text) == ("stream", "stdout", f"{gate.LINE}\n")
    assert cells[4].execution_count is None


def test_run_all_goes_on_with_the_learners_own_answer(tmp_path, monkeypatch):
    own = "def build_model1(input_shape):\n    return 'my model'"
    outcome, cells = run(tmp_path, own, monkeypatch)
    assert outcome.failure is None
    assert [kind for kind, _ in texts(cells[3])] == ["display_data"]
    assert cells[4].outputs[0].text == "uses my model\n"


def report(*statuses):
    return Report(tuple(Result(n, s, "가", "a") for n, s in enumerate(statuses, 1)))


@pytest.mark.parametrize("statuses", [("todo",), ("fail",), ("pass", "fail")])
def test_what_is_not_passed_stops(statuses, capsys):
    with pytest.raises(gate.NotPassedYet, match=r"여기에서 멈춥니다.*Stopped here") as caught:
        gate.stop_until_passed(report(*statuses))
    assert caught.value._render_traceback_() == [gate.LINE]
    assert "\n" not in gate.LINE
    assert "[지시 1 / Instruction 1]" in capsys.readouterr().out


def test_what_is_passed_goes_on(capsys):
    assert gate.stop_until_passed(report("pass", "pass")) is None
    assert "통과" in capsys.readouterr().out


def test_only_jupyters_own_front_ends_need_no_error_output(monkeypatch):
    class Shell:
        def __init__(self, **names):
            self.user_ns = names

    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert not gate._reply_is_enough(Shell())
    monkeypatch.setenv("JPY_SESSION_NAME", "a.ipynb")
    assert gate._reply_is_enough(Shell())
    assert not gate._reply_is_enough(Shell(__vsc_ipynb_file__="a.ipynb"))
    monkeypatch.setitem(gate.sys.modules, "google.colab", object())
    assert not gate._reply_is_enough(Shell())
