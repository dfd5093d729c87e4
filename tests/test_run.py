"""`run`, `notebooks` and `bench` on tiny notebooks: what they execute, store and report."""

import json
import os
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from helpers.commands import files, run
from helpers.commands.stored import MAX_BYTES, clean, find_faults

WHERE = "import os, sys; print(sys.executable, os.getcwd(), sep='|')"
MIXED = """\
print("first", flush=True)
print("second")
display({"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "a slider"},
        raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": "2"}}, raw=True)
7"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder for notebooks; the images are CIFAR-10, a page is its title."""
    monkeypatch.setattr(run, "dataset_name", lambda: "CIFAR-10")
    monkeypatch.setattr(run, "page", lambda nb, language, folder: "page")
    (tmp_path / "notebooks").mkdir()
    return tmp_path / "notebooks"


def put(folder, name, *sources):
    """Write a notebook with a setup cell and more code cells; return its path."""
    cells = [new_code_cell("x = 1", metadata={"tags": ["setup"]}), *map(new_code_cell, sources)]
    nbformat.write(new_notebook(cells=cells, metadata={"widgets": {"state": 1}}), folder / name)
    return folder / name


def call(command, folder, *names):
    return run.main([command, *names], folder, folder.parent / "build")


def test_run_reports_every_failure_and_runs_the_rest(folder, capfd):
    paths = [
        put(folder, "1_raises.ipynb", "# a comment\nvalue = 1\nvalue / 0", "print('never')"),
        put(folder, "2_dies.ipynb", "import os\nos.write(2, b'last words')\nos._exit(3)"),
        put(folder, "3_works.ipynb", WHERE),
        folder / "4_damaged.ipynb",
    ]
    paths[-1].write_text("{")
    before = [path.read_bytes() for path in paths]
    start = time.monotonic()
    assert call("run", folder) == 1
    assert time.monotonic() - start < 100  # a dead kernel is noticed, not waited for
    assert [path.read_bytes() for path in paths] == before
    said = capfd.readouterr()
    assert "[1/4] 1_raises.ipynb ... 실패 / failed (2 셀 / cells" in said.out
    assert [line.split()[-1] for line in said.out.splitlines()[6:10]] == [
        *("failed", "failed", "ok", "failed")
    ]
    assert "1_raises.ipynb\n셀 / cell [2]: value = 1\n3행 / line 3: value / 0\nZero" in said.err
    assert "2_dies.ipynb\n셀 / cell [2]: import os\nDeadKernelError" in said.err
    assert "last words" in said.err
    assert "4_damaged.ipynb\nNotebook does not appear to be JSON" in said.err
    build = folder.parent / "build"
    assert len(list(build.iterdir())) == 6
    nb = files.read(build / "3_works.ipynb")
    assert nb.cells[1].outputs[0].text == f"{sys.executable}|{folder}\n"


def test_the_kernel_is_this_python_whatever_the_user_registered(folder, tmp_path, monkeypatch):
    spec = tmp_path / "jupyter" / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps({"argv": ["/no/such/python"], "display_name": "x"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    outcome = run.execute(new_notebook(cells=[new_code_cell("1")]), folder)
    assert outcome.failure is None


def test_a_cell_that_takes_too_long_is_stopped(folder, monkeypatch):
    monkeypatch.setattr(run, "CELL_SECONDS", 1)
    nb = new_notebook(cells=[new_code_cell("import time\ntime.sleep(50)")])
    failure = run.execute(nb, folder).failure
    assert failure.startswith("셀 / cell [1]: import time\n1초 안에")
    assert "Not done in 1 s" in failure


def test_an_interrupt_stops_everything_at_once(folder):
    for name in ("a", "b"):
        put(folder, f"{name}.ipynb", f"open('{name}', 'w').close()\nwhile True: pass")
    code = "import pathlib, sys; from helpers.commands.run import main; "
    code += f"sys.exit(main(['run'], pathlib.Path({str(folder)!r})))"
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=files.ROOT, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        deadline = time.monotonic() + 60
        while not (folder / "a").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=15)[1].decode()
    finally:
        process.kill()
    assert process.returncode == 130
    assert "중단했습니다.\nInterrupted." in said
    assert (folder / "a").exists()
    assert not (folder / "b").exists()


@pytest.mark.parametrize("name", ["3-9", "3-"])
def test_a_name_that_fits_none_or_several_is_refused(folder, capsys, name):
    put(folder, "3-1_a.ipynb"), put(folder, "3-2_b.ipynb")
    assert [path.name for path in files.select(["notebooks/3-2"], folder)] == ["3-2_b.ipynb"]
    assert call("run", folder, name) == 2
    assert f"{name!r} fits" in capsys.readouterr().err


# --- storing ------------------------------------------------------------------------------------


def test_notebooks_are_stored_clean_and_the_same_again(folder):
    path = put(folder, "a.ipynb", MIXED)
    assert call("notebooks", folder) == 0
    text = path.read_text(encoding="utf-8")
    nb = nbformat.reads(text, as_version=4)
    nbformat.validate(nb)
    first, slider, result = nb.cells[1].outputs
    assert first.text == "first\nsecond\n"
    assert slider.data == {"text/plain": "a slider"}
    assert result.data == {"text/plain": "7"}
    assert set(nb.metadata) == {"kernelspec", "language_info"}
    assert call("notebooks", folder, "a") == 0
    assert path.read_text(encoding="utf-8") == text
    assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize(
    ("source", "said"),
    [("{}['k']", "KeyError: 'k'"), ("import sys; print('oops', file=sys.stderr)", "Not stored.")],
)
def test_nothing_is_stored_after_a_failure(folder, capsys, source, said):
    path = put(folder, "a.ipynb", source)
    before = path.read_bytes()
    assert call("notebooks", folder) == 1
    assert path.read_bytes() == before
    assert said in capsys.readouterr().err


def test_outputs_of_the_stand_in_are_not_stored(folder, monkeypatch, capsys):
    monkeypatch.setattr(run, "dataset_name", lambda: "stand-in")
    path = put(folder, "a.ipynb", "print(2)")
    before = path.read_bytes()
    assert call("notebooks", folder) == 2
    assert path.read_bytes() == before
    said = capsys.readouterr().err
    assert "데이터가 stand-in입니다" in said and "`make data`" in said


def test_clean_keeps_what_is_meant_and_drops_what_is_not():
    kept = {"tags": ["solution"], "cellView": "form", "jp-MarkdownHeadingCollapsed": True}
    volatile = {"execution": {"iopub": "2026"}, "collapsed": True, "colab": {"user": "Kim"}}
    shown = {"jupyter": {"source_hidden": True, "outputs_hidden": False}}
    nb = new_notebook(cells=[new_code_cell("x", metadata={**kept, **volatile, **shown})])
    clean(nb)
    assert nb.cells[0].metadata == {**kept, "jupyter": {"source_hidden": True}}


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (new_output("error", ename="ValueError", evalue="", traceback=[]), "an error, ValueError"),
        (new_output("stream", name="stderr", text="oops"), "text on stderr"),
        (new_output("stream", text="UserWarning: look"), "a warning"),
        (new_output("stream", text="in /home/kim/course\n"), "a path"),
        (new_output("stream", text=r"in C:\course"), "a path"),
        (new_output("stream", text=str(files.NOTEBOOKS)), "a path"),
        (new_output("display_data", data={"text/html": "<p>site-packages/keras</p>"}), "a path"),
        (new_output("stream", text="<Layer object at 0x7f0012345678>"), "a memory address"),
        (new_output("stream", text="x" * MAX_BYTES), "MiB; at most 1 MiB"),
    ],
)
def test_what_is_unfit_to_store_is_named(output, expected):
    nb = new_notebook(cells=[new_code_cell("x", execution_count=1, outputs=[output])])
    [fault] = find_faults(nb, len(str(nb)))
    assert expected in fault
    nb.cells[0].outputs = [new_output("stream", text="https://keras.io/home, ~/x, at 0x1f\n")]
    assert find_faults(nb, 100) == []
    nb.cells[0].execution_count = 2
    assert "execution counts" in find_faults(nb, 100)[0]


# --- bench --------------------------------------------------------------------------------------


def test_bench_measures_time_in_fit_and_memory(folder, capsys):
    (folder / "keras.py").write_text(
        "import time\nclass Model:\n    def fit(self, seconds):\n        time.sleep(seconds)\n"
        "        return 'history'\n"
    )
    use = "import keras\nassert keras.Model().fit(1.0) == 'history'\nblock = bytearray(300 * 2**20)"
    path = put(folder, "a.ipynb", use)
    put(folder, "b.ipynb", "no_such_name")
    before = path.read_bytes()
    assert call("bench", folder) == 1
    said = capsys.readouterr()
    good, bad = (line.split() for line in said.out.splitlines()[-2:])
    assert good[0] == "a.ipynb" and float(good[2]) >= 1
    assert 1 < int(good[3]) < 100 and int(good[4]) > 300
    assert bad[3:5] == ["-", "-"] and "NameError" in said.err
    assert path.read_bytes() == before
