"""`python -m helpers.checks`: a folder of good, bad, broken and hostile notebooks in one run."""

import csv
import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from helpers.checks.__main__ import find_notebooks, lines_of, main, write_csv
from helpers.checks.grade import Graded
from helpers.checks.report import Result
from helpers.text import Words, width

SECONDS = 5  # an endless answer takes these; a right one, warm, a twentieth of one

RIGHT_1 = """
def build_model1(input_shape):
    return Sequential([Input(batch_shape=input_shape), layers.Conv2D(1, 3, padding="same")])
"""
RIGHT_2 = """
def build_model2(input_shape):
    convolutions = [layers.Conv2D(4, 3, padding="same") for _ in "ab"]
    return Sequential([Input(batch_shape=input_shape), *convolutions])
"""
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
STUB = "def build_model{}(input_shape):\n    model = ...\n    return model"
BLOCK = """
class ResidualBlock(Model):
    def __init__(self, num_kernels, kernel_size):
        super().__init__()

    def call(self, input_tensor):
        return input_tensor
"""
RESNET = """
def build_resnet(input_shape, num_classes):
    first = layers.Conv2D(64, 3, padding="same", activation="relu"), layers.MaxPooling2D(2)
    blocks = [ResidualBlock(64, 3) for _ in range(3)]
    last = layers.GlobalAveragePooling2D(), layers.Dense(num_classes, activation="softmax")
    return Sequential([Input(shape=input_shape), *first, *blocks, *last])
"""


def inside(text, statement):
    """The function of `text` that begins with another statement."""
    head, body = text.strip().split("\n", 1)
    return f"{head}\n    {statement}\n{body}"


ADDED = [("from tensorflow.keras.layers import Conv2D as Conv", ""), (OWN, "")]
SUBMITTED = {  # the file's name: its cells (text, tag), or its whole text
    "3-1_김": [
        *ADDED,
        ("%matplotlib inline\n!pip list\nConv?\n" + RIGHT_1, "exercise"),
        (RIGHT_2 + "\nwhile True: pass  # tries of the answer are not run", "exercise"),
        (RIGHT_3, "exercise"),
    ],
    "3-1_untouched": [
        *((STUB.format(1), "exercise"), (RIGHT_1, "solution")),
        *((STUB.format(2), "exercise"), (RIGHT_2, "solution")),
    ],
    "3-1_wrong": [
        (RIGHT_1.replace('padding="same"', "strides=2"), "exercise"),
        ("def build_model2(input_shape)\n    return 1", "exercise"),
        (RIGHT_3.replace("build_model3", "my_model3"), "exercise"),
    ],
    "3-1_endless": [
        *ADDED,
        (RIGHT_1, "exercise"),
        (inside(RIGHT_2, "while True: pass"), "exercise"),
        (RIGHT_3, "exercise"),
    ],
    "3-1_dying": [
        ("import itertools\nsum(itertools.count())\n" + RIGHT_1, "exercise"),
        (inside(RIGHT_2, "import os; os._exit(0)"), "exercise"),
        ("import ctypes\nctypes.string_at(0)\n" + RIGHT_3, "exercise"),
    ],
    "3-1_huge_and_odd": [
        *ADDED,
        ("import numpy as np\nnp.empty(10 * 2**27)\n" + RIGHT_1, "exercise"),
        (inside(RIGHT_2, "input('?')"), "exercise"),
        ("open('left.txt', 'w').write('x' * 99)\nprint('x\\n' * 10**6)\n" + RIGHT_3, "exercise"),
    ],
    "3-1_ends_before": [("class Ends:\n    import os\n    os._exit(1)", ""), (RIGHT_1, "exercise")],
    "3-5_wrong_block": [(BLOCK, "exercise"), (RESNET, "exercise")],
    "mine": [(RIGHT_1, "exercise")],
    "broken": "{not JSON",
    "empty": "",
    "no_cells": '{"cells": [1]}',
}


def store(path, cells):
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 나의 노트북 / Mine")])
    for text, tag in cells:
        nb.cells.append(nbformat.v4.new_code_cell(text, metadata={"tags": [tag] if tag else []}))
    nbformat.write(nb, path)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """What one run of the command printed and wrote."""
    folder = tmp_path_factory.mktemp("제출")
    for name, content in SUBMITTED.items():
        path = folder / f"{name}.ipynb"
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            store(path, content)
    files = folder / "grades.csv", folder / "grades.json"
    before = sorted(folder.iterdir())
    options = ["--csv", files[0], "--json", files[1], "--details", "--seconds", SECONDS]
    with redirect_stdout(io.StringIO()) as printed, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        status = main(list(map(str, [folder, *options])))
    assert sorted(folder.iterdir()) == sorted([*before, *files])  # no answer left a file there
    results = json.loads(files[1].read_text(encoding="utf-8"))
    return SimpleNamespace(
        status=status,
        printed=printed.getvalue(),
        csv=files[0].read_text(encoding="utf-8"),
        files={Path(each["file"]).stem: each for each in results},
    )


def statuses(graded, name):
    """The statuses of a notebook's instructions, our challenges left out."""
    results = graded.files[name]["results"]
    return [each["status"] for each in results if isinstance(each["instruction"], int)]


def words(graded, name, instruction):
    results = graded.files[name]["results"]
    return next(each for each in results if each["instruction"] == instruction)


def test_the_learners_own_cells_are_graded(graded):
    assert statuses(graded, "3-1_김") == ["pass"] * 3
    assert graded.files["3-1_김"]["practice"] == "3-1"
    assert graded.files["3-1_김"]["problem"] is None


def test_our_solutions_earn_nothing(graded):
    assert statuses(graded, "3-1_untouched") == ["todo", "todo", "missing"]


def test_a_wrong_answer_is_told_with_its_reason(graded):
    assert statuses(graded, "3-1_wrong") == ["fail", "fail", "missing"]
    stride, syntax, renamed = (words(graded, "3-1_wrong", n) for n in (1, 2, 3))
    assert "stride" in stride["en"] and "스트라이드" in stride["ko"]
    assert "SyntaxError" in syntax["en"]
    assert "build_model3이 없습니다" in renamed["ko"] and "defines build_model3" in renamed["en"]


def test_an_endless_answer_fails_and_the_others_are_graded(graded):
    assert statuses(graded, "3-1_endless") == ["pass", "fail", "pass"]
    endless = words(graded, "3-1_endless", 2)
    assert "`while True: pass`" in endless["ko"] and f"{SECONDS} seconds" in endless["en"]


def test_each_answer_that_ends_its_process_fails_by_itself(graded):
    assert statuses(graded, "3-1_dying") == ["fail"] * 3
    compiled, left, crashed = (words(graded, "3-1_dying", n) for n in (1, 2, 3))
    assert "`sum(itertools.count())`" in compiled["en"] and f"{SECONDS} seconds" in compiled["en"]
    assert "died" in left["en"] and "죽었습니다" in left["ko"]
    assert "`ctypes.string_at(0)`" in crashed["en"] and "died" in crashed["en"]


def test_a_huge_array_and_a_question_fail_but_prints_and_files_do_not(graded):
    assert statuses(graded, "3-1_huge_and_odd") == ["fail", "fail", "pass"]
    huge, asking = (words(graded, "3-1_huge_and_odd", n) for n in (1, 2))
    assert "MemoryError" in huge["en"]
    assert "input('?')" in asking["en"]


def test_our_solution_carries_on_where_an_exercise_is_not_right(graded):
    """The learner's ResNet is built on the block above it, which in the notebook is our own."""
    assert statuses(graded, "3-5_wrong_block") == ["fail", "pass"]


@pytest.mark.parametrize("name", ["mine", "broken", "empty", "no_cells"])
def test_a_file_that_cannot_be_graded_is_told(graded, name):
    problem = graded.files[name]["problem"]
    expected = "Which practice" if name == "mine" else "Not a Jupyter notebook"
    assert expected in problem["en"] and problem["en"] in graded.printed
    assert problem["ko"] in graded.printed
    assert graded.files[name]["results"] == []


def test_the_command_prints_a_table_and_writes_both_files(graded):
    assert graded.status == 0
    assert "1✔ 2✔ 3✔" in graded.printed and "1○ 2○ 3?" in graded.printed
    assert words(graded, "3-1_wrong", 1)["ko"] in graded.printed  # --details
    assert graded.csv.startswith("\ufefffile,practice,instruction,status,ko,en\n")
    rows = list(csv.DictReader(io.StringIO(graded.csv.removeprefix("\ufeff"))))
    verdicts = [result for each in graded.files.values() for result in each["results"]]
    assert [row["status"] for row in rows if row["instruction"]] == [v["status"] for v in verdicts]
    assert sum(row["status"] == "problem" for row in rows) == 5


def test_nothing_to_grade(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "no notebook" in capsys.readouterr().err


def test_a_process_that_ends_before_the_first_answer_blames_none(graded):
    assert statuses(graded, "3-1_ends_before") == ["ungraded"] * 3
    assert "died" in graded.files["3-1_ends_before"]["problem"]["en"]
    assert "1– 2– 3–" in graded.printed


def test_notebooks_in_folders_each_once(tmp_path):
    hidden = tmp_path / "class" / ".ipynb_checkpoints"
    hidden.mkdir(parents=True)
    for folder in (tmp_path / "class", hidden):
        (folder / "b.ipynb").touch()
    (tmp_path / "a.ipynb").touch()
    expected = [tmp_path / "a.ipynb", tmp_path / "class" / "b.ipynb"]
    assert find_notebooks([tmp_path, tmp_path / "a.ipynb"]) == expected


def test_columns_are_aligned_and_formulas_are_text(tmp_path):
    results = (Result(1, "pass", "좋음", "=1+1"), Result("A", "todo", "", ""))
    reports = [
        Graded(tmp_path / "김.ipynb", "3-1", None, results),
        Graded(tmp_path / "lee.ipynb", None, Words("문제", "problem")),
    ]
    head, rule, kim, lee, ko, en = lines_of(reports)
    assert width(kim.partition("3-1")[0]) == width(head.partition("실습")[0])
    assert "1✔ A○" in kim and "1/2" in kim
    assert (lee, ko.strip(), en.strip()) == ("lee.ipynb", "문제", "problem")
    assert set(rule) == {"-"}
    write_csv(tmp_path / "grades.csv", reports)
    assert ",'=1+1" in (tmp_path / "grades.csv").read_text(encoding="utf-8")
