"""The runner on tiny notebooks: what it executes, stores, reports, and leaves alone."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import course, data, runner
from helpers.hygiene import clean

ROOT = Path(__file__).resolve().parent.parent
SURROUNDINGS = """\
import os, sys
print(os.environ["COLUMNS"], os.environ.get("MPLBACKEND"), sys.executable, os.getcwd(), sep="|")"""
MIXED = """\
print("first", flush=True)
print("second")
display({"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "a slider"},
        raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": "2"}}, raw=True)
print("third")
7"""


@pytest.fixture
def folder(tmp_path):
    """A folder for notebooks inside a course whose setup cell needs no TensorFlow."""
    helpers = tmp_path / "helpers"
    helpers.mkdir()
    (helpers / "__init__.py").touch()
    (helpers / "notebook.py").write_text("def setup():\n    print('ready')\n", encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    return tmp_path / "notebooks"


def put(folder, name, *sources, **metadata):
    """Write a notebook with the title, the setup cell's place and code cells; return its path."""
    cells = [
        new_markdown_cell("# 제목", metadata={"tags": ["ko"]}),
        new_markdown_cell("# Title", metadata={"tags": ["en"]}),
        new_code_cell("print('set up')", metadata={"tags": ["setup"]}),
        *(new_code_cell(source) for source in sources),
    ]
    path = folder / name
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
    return path


def call(command, folder, *more):
    return runner.main(
        [command, "--folder", str(folder), "--build", str(folder.parent / "_build"), *more]
    )


def printed(path, cell=-1):
    outputs = nbformat.read(path, as_version=4).cells[cell].outputs
    return "".join(output.get("text", "") for output in outputs)


# --- run ----------------------------------------------------------------------------------------


def test_run_reports_every_failure_and_runs_the_rest(folder, capfd, monkeypatch):
    monkeypatch.setenv("COLUMNS", "61")
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setattr(data, "dataset_name", lambda: "stand-in")
    wrong = "# a comment\nvalue = 1\nvalue / 0"
    paths = [
        put(folder, "1_raises.ipynb", "x = 1", wrong, "print('never')"),
        put(folder, "2_dies.ipynb", "import os\nos.write(2, b'last words')\nos._exit(3)"),
        put(folder, "3_works.ipynb", SURROUNDINGS),
    ]
    before = [path.read_bytes() for path in paths]
    start = time.monotonic()

    assert call("run", folder) == 1

    assert time.monotonic() - start < 60  # a dead kernel is noticed, not waited for
    assert [path.read_bytes() for path in paths] == before
    said = capfd.readouterr()
    assert "[1/3] 1_raises.ipynb ... 실패 / failed (3 셀 / cells" in said.out
    assert "[3/3] 3_works.ipynb ... 성공 / ok (2 셀 / cells" in said.out
    lines = said.out.splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith("노트북 / notebook"))
    rows = [line.split() for line in lines[head + 1 : head + 4]]
    assert [row[0] for row in rows] == [path.name for path in paths]
    assert [row[1] for row in rows] == ["3", "2", "2"]
    assert all(float(row[2]) >= 0 and row[3] == "stand-in" for row in rows)
    assert [row[-1] for row in rows] == ["failed", "failed", "ok"]
    assert "1_raises.ipynb\n셀 / cell [3]: value = 1\n" in said.err
    assert "3행 / line 3: value / 0\nZeroDivisionError: division by zero" in said.err
    assert "2_dies.ipynb\n셀 / cell [2]: import os\nDeadKernelError" in said.err
    assert "last words" in said.err
    build = folder.parent / "_build" / "run"
    assert {path.name for path in build.iterdir()} == {
        f"{path.stem}.{kind}" for path in paths for kind in ("ipynb", "html")
    }
    columns, backend, python, where = printed(build / "3_works.ipynb").strip().split("|")
    assert columns == "100"
    assert backend.startswith("module://")  # the inline back end: pictures are kept
    assert Path(python) == Path(sys.executable)
    assert Path(where) == folder
    assert "ZeroDivisionError" in (build / "1_raises.html").read_text(encoding="utf-8")


def test_a_cell_that_takes_too_long_is_stopped(folder, capfd):
    put(folder, "slow.ipynb", "import time\ntime.sleep(50)")
    start = time.monotonic()
    assert call("run", folder, "--seconds", "1") == 1
    assert time.monotonic() - start < 40
    said = capfd.readouterr().err
    assert "셀 / cell [2]: import time\n1초 안에" in said
    assert "did not end within 1 s" in said


def test_a_file_that_is_no_notebook_is_named(folder, capsys):
    (folder / "broken.ipynb").write_text("{", encoding="utf-8")
    (folder / "old.ipynb").write_text('{"nbformat": 3, "nbformat_minor": 0}', encoding="utf-8")
    assert call("run", folder) == 1
    said = capsys.readouterr().err
    assert "broken.ipynb" in said
    assert "old.ipynb" in said


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_an_interrupt_stops_everything(folder):
    for name in ("a", "b"):
        source = f"import pathlib, time\npathlib.Path('{name}').touch()\ntime.sleep(50)"
        put(folder, f"{name}.ipynb", source)
    command = [sys.executable, "-m", "helpers.runner", "run", "--folder", folder]
    command += ["--build", folder / "build"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while not (folder / "a").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=40)[1].decode()
    finally:
        process.kill()
    assert process.returncode == 130
    assert "중단했습니다. / Interrupted." in said
    assert (folder / "a").exists()
    assert not (folder / "b").exists()


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([], ["3-1_a.ipynb", "3-21_c.ipynb", "3-2_b.ipynb"]),
        (["3-1"], ["3-1_a.ipynb"]),
        (["3-2_b.ipynb", "notebooks/3-1_a"], ["3-2_b.ipynb", "3-1_a.ipynb"]),
    ],
)
def test_names_choose_notebooks(tmp_path, names, found):
    for name in ("3-2_b", "3-1_a", "3-21_c"):
        (tmp_path / f"{name}.ipynb").touch()
    (tmp_path / "GLOSSARY.md").touch()
    assert [path.name for path in runner.select(names, tmp_path)] == found


@pytest.mark.parametrize("name", ["3-9", "3-"])
def test_a_name_that_fits_none_or_several_is_refused(tmp_path, capsys, name):
    for each in ("3-1_a", "3-2_b"):
        (tmp_path / f"{each}.ipynb").touch()
    assert call("run", tmp_path, name) == 2
    said = capsys.readouterr().err
    assert "3-1_a" in said
    assert repr(name) in said


def test_a_folder_without_notebooks_is_refused(tmp_path, capsys):
    assert call("run", tmp_path) == 2
    assert "노트북이 없습니다" in capsys.readouterr().err


# --- notebooks (storing) ------------------------------------------------------------------------


def test_notebooks_are_stored_clean_and_the_same_again(folder, monkeypatch):
    monkeypatch.setattr(data, "dataset_name", lambda: "CIFAR-10")
    path = put(folder, "a.ipynb", MIXED, widgets={"state": 1})
    assert call("notebooks", folder) == 0
    text = path.read_text(encoding="utf-8")
    nb = nbformat.reads(text, as_version=4)
    nbformat.validate(nb)
    assert [cell.get("execution_count") for cell in nb.cells] == [None, None, 1, 2]
    assert nb.cells[2].source == course.setup_cell_source()
    assert nb.cells[2].metadata.tags == ["setup", "nbval-ignore-output"]
    assert nb.cells[2].outputs[0].text == "ready\n"
    for cell in nb.cells[:2]:
        assert cell.source.endswith(course.badge_markdown("a.ipynb"))
    first, slider, third, result = nb.cells[3].outputs
    assert first.text == "first\nsecond\n"
    assert slider.data == {"text/plain": "a slider"}
    assert third.text == "third\n"
    assert result.data == {"text/plain": "7"}
    assert nb.metadata == {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    assert sys.executable not in text
    assert call("notebooks", folder, "a") == 0
    assert path.read_text(encoding="utf-8") == text
    assert [path.name for path in folder.iterdir()] == ["a.ipynb"]


def test_nothing_is_stored_after_a_failure(folder, monkeypatch, capsys):
    monkeypatch.setattr(data, "dataset_name", lambda: "CIFAR-10")

    def execute(nb, where, seconds):
        outcome = count_only(nb, where, seconds)
        if nb.cells[3].source == "fails":
            return runner.Outcome(2, 0.1, "셀 / cell [2]: fails\nKeyError: 'k'")
        nb.cells[3].outputs = [
            new_output("stream", name="stderr", text="oops"),
            new_output("stream", text="/home/kim"),
        ]
        return outcome

    monkeypatch.setattr(runner, "execute", execute)
    paths = [put(folder, "a.ipynb", "fails"), put(folder, "b.ipynb", "says too much")]
    before = [path.read_bytes() for path in paths]
    assert call("notebooks", folder) == 1
    assert [path.read_bytes() for path in paths] == before
    said = capsys.readouterr().err
    assert "KeyError: 'k'" in said
    assert "저장하지 않았습니다. / Not stored." in said
    assert "code cell 2: text on stderr: oops" in said
    assert "code cell 2: a path of a machine" in said


def test_a_notebook_without_its_setup_cell_is_not_run(folder, monkeypatch, capsys):
    monkeypatch.setattr(data, "dataset_name", lambda: "CIFAR-10")
    path = folder / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), path)
    before = path.read_bytes()
    assert call("notebooks", folder) == 1
    assert path.read_bytes() == before
    assert "there is no code cell tagged 'setup'" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["stand-in", "none"])
def test_outputs_of_the_stand_in_are_not_stored(folder, monkeypatch, capsys, name):
    monkeypatch.setattr(data, "dataset_name", lambda: name)
    monkeypatch.setattr(runner, "execute", lambda *_: pytest.fail("executed"))
    path = put(folder, "a.ipynb", "1")
    before = path.read_bytes()
    assert call("notebooks", folder) == 1
    assert path.read_bytes() == before
    said = capsys.readouterr().err
    assert f"데이터가 {name}입니다" in said
    assert "`make data`" in said


def test_outputs_of_the_stand_in_are_stored_if_told_so(folder, monkeypatch):
    monkeypatch.setattr(data, "dataset_name", lambda: "stand-in")
    monkeypatch.setattr(runner, "execute", count_only)
    path = put(folder, "a.ipynb", "1")
    assert call("notebooks", folder, "--allow-standin") == 0
    assert nbformat.read(path, as_version=4).cells[2].source == course.setup_cell_source()


def count_only(nb, folder, seconds):
    """Stands for an execution without outputs."""
    cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    for n, cell in enumerate(cells, 1):
        cell.execution_count = n
    return runner.Outcome(len(cells), 0.0)


def test_clean_keeps_what_is_meant_and_drops_what_is_not():
    cell = new_code_cell(
        "x",
        execution_count=4,
        metadata={
            "tags": ["solution"],
            "cellView": "form",
            "slideshow": {"slide_type": "slide"},
            "jupyter": {"source_hidden": True, "outputs_hidden": False},
            "execution": {"iopub.execute_input": "2026-08-01"},
            "collapsed": True,
            "scrolled": True,
            "colab": {"executionInfo": {"user": {"displayName": "Kim"}}},
        },
        outputs=[
            new_output("stream", name="stdout", text="a"),
            new_output("stream", name="stderr", text="b"),
            new_output("stream", name="stdout", text="c"),
            new_output("execute_result", data={"text/plain": "1"}, execution_count=9),
        ],
    )
    nb = new_notebook(cells=[cell], metadata={"language_info": {"name": "x", "version": "3.11.7"}})
    clean(nb)
    assert cell.metadata == {
        "tags": ["solution"],
        "cellView": "form",
        "slideshow": {"slide_type": "slide"},
        "jupyter": {"source_hidden": True},
    }
    assert [output.get("text") for output in cell.outputs] == ["a", "b", "c", None]
    assert cell.outputs[3].execution_count == 4
    once = nbformat.writes(nb)
    clean(nb)
    assert nbformat.writes(nb) == once


def test_cells_without_an_id_get_a_stable_one(tmp_path):
    cells = [{"cell_type": "markdown", "metadata": {}, "source": ["a\n", "b"]} for _ in range(3)]
    cells[2]["id"] = "mine"
    path = tmp_path / "a.ipynb"
    nb = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(nb), encoding="utf-8")
    ids = [cell.id for cell in runner.read(path).cells]
    assert len(set(ids)) == 3
    assert ids[2] == "mine"
    assert [cell.id for cell in runner.read(path).cells] == ids
    nbformat.validate(runner.read(path))
    cells[0]["id"] = cells[1]["id"] = "same"
    path.write_text(json.dumps(nb), encoding="utf-8")
    assert len({cell.id for cell in runner.read(path).cells}) == 3


# --- bench, table -------------------------------------------------------------------------------


def test_bench_measures_time_fit_and_memory(folder, capsys):
    (folder / "keras.py").write_text(
        "import time\nclass Model:\n    def fit(self, seconds):\n        time.sleep(seconds)\n"
        "        return 'history'\n",
        encoding="utf-8",
    )
    path = put(
        folder,
        "a.ipynb",
        "import keras\nassert keras.Model().fit(1.0) == 'history'",
        "block = bytearray(300 * 2**20)",
    )
    before = path.read_bytes()
    [(outcome, fit, peak)] = runner.bench([path])
    assert outcome.failure is None
    assert outcome.cells == 3
    assert 1.0 <= fit < outcome.seconds
    assert peak is None or 300 * 2**20 < peak < 800 * 2**20
    assert path.read_bytes() == before


def test_bench_reports_a_failure(folder, monkeypatch, capsys):
    monkeypatch.setattr(data, "dataset_name", lambda: "CIFAR-10")
    monkeypatch.setattr(
        runner, "execute", lambda *_: runner.Outcome(1, 2.0, "셀 / cell [1]: x\nNameError")
    )
    put(folder, "a.ipynb")
    assert call("bench", folder) == 1
    said = capsys.readouterr()
    assert "NameError" in said.err
    assert "fit() %" in said.out


def test_the_table_is_aligned_with_hangul():
    lines = runner.table([("노트북", "초"), ("a", "1.0"), ("abcdefgh", "22")]).splitlines()
    assert lines == ["노트북    초", "a         1.0", "abcdefgh  22"]
