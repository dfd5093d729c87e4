"""``python -m helpers.checks``: submitted notebooks, good, bad and broken, graded in one go."""

import csv
import json

import nbformat
import pytest

from helpers.checks import limits
from helpers.checks.__main__ import main
from helpers.checks.grade import GradedNotebook, grade_one, notebooks_in, write_csv
from helpers.checks.grade_table import table
from helpers.checks.submission import Grade, NotGraded, grade, read_notebook
from helpers.checks.words import Words

RIGHT = """
def build_model1(input_shape):
    return Sequential([Input(batch_shape=input_shape), layers.Conv2D(1, 3, padding="same")])
"""
RIGHT_2 = RIGHT.replace("model1", "model2").replace(
    'layers.Conv2D(1, 3, padding="same")', '*[layers.Conv2D(4, 3, padding="same") for _ in "ab"]'
)
RIGHT_3 = """
def build_model3(input_shape):
    return Sequential([Input(batch_shape=input_shape), *own_layers()])
"""
OWN = """
def own_layers():
    two, four = (Conv(n, 3, padding="same") for n in (2, 4))
    return [two, four, Conv(8, 3)]

print("not run when grading", undefined_name)
"""


def notebook(*cells, title="# 실습 3-1. 패딩"):
    """A notebook of (text, tags) code cells."""
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(title)])
    for text, *tags in cells:
        nb.cells.append(nbformat.v4.new_code_cell(text, metadata={"tags": list(tags)}))
    return nb


def store(folder, name, nb):
    path = folder / name
    nbformat.write(nb, path)
    return path


def statuses(path):
    return [each.status for each in grade(path)]


def test_the_learners_cells_are_graded_and_not_the_solutions(tmp_path):
    nb = notebook(
        ("from tensorflow.keras.layers import Conv2D as Conv",),
        ("%matplotlib inline\n!pip list\n" + RIGHT, "exercise"),
        (RIGHT, "solution"),
        ("def build_model2(input_shape):\n    model = ...\n    return model", "exercise"),
        (RIGHT_2, "solution"),
        (OWN,),
        (RIGHT_3, "exercise"),
    )
    assert statuses(store(tmp_path, "3-1.ipynb", nb)) == ["pass", "todo", "pass"]


def test_a_wrong_answer_is_told_with_its_reason(tmp_path):
    nb = notebook((RIGHT.replace('padding="same"', "strides=2"), "exercise"))
    first, *others = grade(store(tmp_path, "3-1.ipynb", nb))
    assert first.status == "fail"
    assert "stride" in first.en
    assert "스트라이드" in first.ko
    assert [each.status for each in others] == ["missing", "missing"]
    assert "build_model2" in others[0].en


def test_cells_that_do_not_run_are_told(tmp_path):
    nb = notebook(
        ("def build_model1(input_shape)\n    return 1", "exercise"),
        ("import no_such_module\n" + RIGHT_2, "exercise"),
        (RIGHT_3.replace("build_model3", "my_model3"), "exercise"),
    )
    syntax, import_error, renamed = grade(store(tmp_path, "3-1.ipynb", nb))
    assert (syntax.status, import_error.status, renamed.status) == ("fail", "fail", "missing")
    assert "SyntaxError" in syntax.en
    assert "no_such_module" in import_error.en


def test_our_solution_carries_on_where_an_exercise_is_not_right(tmp_path):
    """The learner's ResNet is built on the block above it, which in the notebook is our own."""
    block = """
class ResidualBlock(Model):
    def __init__(self, n, k):
        super().__init__()

    def call(self, x):
        return x
"""
    resnet = """
def build_resnet(input_shape, num_classes):
    return Sequential([
        Input(shape=input_shape),
        layers.Conv2D(64, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(2),
        *[ResidualBlock(64, 3) for _ in range(3)],
        layers.GlobalAveragePooling2D(),
        layers.Dense(num_classes, activation="softmax"),
    ])
"""
    nb = notebook((block, "exercise"), (resnet, "exercise"), title="# Practice 3-5. ResNet")
    graded = list(grade(store(tmp_path, "kim.ipynb", nb)))
    assert [each.status for each in graded] == ["fail", "pass"]


@pytest.mark.parametrize("text", ["", "not JSON", "[]", '{"cells": [1]}', '{"cells": "x"}'])
def test_what_is_no_notebook(tmp_path, text):
    path = tmp_path / "3-1.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotGraded):
        read_notebook(path)


def test_a_notebook_of_no_practice(tmp_path):
    with pytest.raises(NotGraded, match="Which practice"):
        list(grade(store(tmp_path, "kim.ipynb", notebook((RIGHT, "exercise"), title="# Mine"))))


def test_notebooks_in_folders_each_once(tmp_path):
    inside = tmp_path / "class" / ".ipynb_checkpoints"
    inside.mkdir(parents=True)
    for folder in (tmp_path / "class", inside):
        (folder / "b.ipynb").touch()
    (tmp_path / "a.ipynb").touch()
    expected = [tmp_path / "a.ipynb", tmp_path / "class" / "b.ipynb"]
    assert notebooks_in([tmp_path, tmp_path / "a.ipynb"]) == expected


def test_endless_cell_ends_at_the_limit_and_keeps_what_was_graded(tmp_path):
    endless = "import threading\nthreading.Event().wait()\n" + RIGHT_2
    nb = notebook((RIGHT, "exercise"), (endless + "\nwhile True: pass", "exercise"))
    report = grade_one(store(tmp_path, "3-1.ipynb", nb), seconds=15)
    assert [each.status for each in report.grades][:1] == ["pass"]
    assert report.problem is not None or report.grades[1].status == "fail"


def test_a_cell_without_an_end_fails_and_the_next_is_graded(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 3.0)
    endless = RIGHT_2 + "\nwhile True:\n    pass"
    last = "def build_model3(input_shape):\n    return ..."
    nb = notebook((RIGHT, "exercise"), (endless, "exercise"), (last, "exercise"))
    grades = list(grade(store(tmp_path, "3-1.ipynb", nb)))
    assert [each.status for each in grades][1:] == ["pass", "todo"]
    never = "while True:\n    pass\n" + RIGHT_2
    nb = notebook((RIGHT, "exercise"), (never, "exercise"), (last, "exercise"))
    grades = list(grade(store(tmp_path, "3-1.ipynb", nb)))
    assert [each.status for each in grades][1:] == ["fail", "todo"]
    assert "had not ended" in grades[1].en


def test_a_dying_process_is_told(tmp_path):
    dies = "import ctypes\nctypes.string_at(0)\n" + RIGHT_2
    report = grade_one(
        store(tmp_path, "3-1.ipynb", notebook((RIGHT, "exercise"), (dies, "exercise"))), seconds=60
    )
    assert [each.status for each in report.grades] == ["pass", "ungraded", "ungraded"]
    assert "1✔ 2– 3–" in table([report])
    assert "1/3" in table([report])
    assert "died" in report.problem.en
    assert "죽었습니다" in report.problem.ko


def test_one_command_for_a_folder_with_bad_files(tmp_path, capsys):
    folder = tmp_path / "제출"
    folder.mkdir()
    nb = notebook((RIGHT, "exercise"), (RIGHT_2.replace("4", "3"), "exercise"))
    store(folder, "3-1_kim.ipynb", nb)
    (folder / "3-1_lee.ipynb").write_text("{broken", encoding="utf-8")
    files = [f"--{kind}={tmp_path / 'grades'}.{kind}" for kind in ("csv", "json")]

    assert main([str(folder), *files, "--details"]) == 0

    shown = capsys.readouterr().out
    assert "1✔ 2✘ 3?" in shown
    assert "1/3" in shown
    assert "Not a Jupyter notebook" in shown
    with open(f"{tmp_path / 'grades'}.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["status"] for row in rows] == ["pass", "fail", "missing", "problem"]
    assert rows[1]["instruction"] == "2"
    kim, lee = json.loads((tmp_path / "grades.json").read_text(encoding="utf-8"))
    assert (kim["passed"], kim["practice"], kim["problem"]) == (1, "3-1", None)
    assert lee["results"] == []
    assert "깨졌습니다" in lee["problem"]["ko"]


def test_nothing_to_grade(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "no notebook" in capsys.readouterr().err


def test_the_table_is_aligned_and_formulas_are_text(tmp_path):
    grades = (Grade(1, "pass", "좋음", "=1+1"), Grade(2, "todo", "", ""))
    reports = [
        GradedNotebook(tmp_path / "김.ipynb", "3-1", grades, None),
        GradedNotebook(tmp_path / "lee.ipynb", None, (), Words("문제", "problem")),
    ]
    first, rule, kim, lee, ko, en, *_ = table(reports).splitlines()
    assert kim.startswith("김.ipynb ")
    assert kim.index("3-1") == lee.index("lee") + first.index("실습") + 1  # Hangul is two wide
    assert (ko.strip(), en.strip()) == ("문제", "problem")
    assert set(rule) == {"-"}
    write_csv(tmp_path / "grades.csv", reports)
    assert "'=1+1" in (tmp_path / "grades.csv").read_text(encoding="utf-8")
