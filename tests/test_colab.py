"""The trial on Colab (`make test-colab`, tests/colab) finds what it is there to find."""

import copy
import os
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from packaging.requirements import Requirement

from helpers import course
from tests.colab import run


def requirements(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return {r.name: r for r in map(Requirement, (x for x in lines if x and x[0] != "#"))}


def test_colab_s_versions_are_within_the_ranges_of_the_course():
    colab = requirements(run.ROOT / "tests" / "colab" / "requirements.txt")
    ours = requirements(run.ROOT / "requirements.txt")
    for name in ("tensorflow", "numpy", "matplotlib", "ipywidgets", "pillow"):
        [pin] = colab[name].specifier
        assert ours[name].specifier.contains(pin.version), name
    assert str(colab["keras"].specifier) == "==3.13.2"
    assert "nbval" not in colab  # nothing of the course's own environment


def test_notebooks_are_chosen_by_their_beginning():
    assert run.choose([]) == list(course.NOTEBOOKS)
    assert run.choose(["3-5", "3-1"]) == [course.NOTEBOOKS[0], course.NOTEBOOKS[4]]
    assert run.choose([course.NOTEBOOKS[1]]) == [course.NOTEBOOKS[1]]
    for wrong in (["3-9"], ["3-1", "x"], ["README"]):
        with pytest.raises(ValueError, match="no such notebook"):
            run.choose(wrong)


def test_a_wrong_name_is_told_before_anything_is_made(capsys):
    assert run.main(["3-9"]) == 2
    assert "그런 노트북이 없습니다" in capsys.readouterr().err


@pytest.fixture
def work(tmp_path):
    """A small course in git, the folder of a lone notebook and an empty home."""
    root = tmp_path / "root"
    (root / "helpers").mkdir(parents=True)
    for name in ("__init__.py", "course.py", "notebook.py"):
        source = (run.ROOT / "helpers" / name).read_text(encoding="utf-8")
        (root / "helpers" / name).write_text(source, encoding="utf-8")
    (root / "notebooks").mkdir()
    (root / "README.md").write_text(f"git clone {course.REPOSITORY}\n", encoding="utf-8")
    (root / ".gitignore").write_text("secret*\n")
    (root / "secret.txt").touch()
    subprocess.run(["git", "init", "-q", root], check=True)
    for name in ("content", "home", "origin"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_the_working_tree_is_published_and_cloned_without_a_network(work):
    image = work / "cifar10_test_y.npy"
    image.touch()
    (work / "origin").rmdir()
    run.publish_copy(work / "root", work / "origin", [image])
    variables = run.surroundings(work / "home", work / "origin")
    clone = ["git", "clone", "-q", run.FORK, work / "content" / "cnn-course" / "a" / "b"]
    subprocess.run(clone, env=variables, check=True)
    fetched = work / "content" / "cnn-course" / "a" / "b"
    assert (fetched / "README.md").read_text() == f"git clone {run.FORK}\n"
    assert f'REPOSITORY = "{run.FORK}"' in (fetched / "helpers" / "course.py").read_text("utf-8")
    assert (fetched / "dataset" / "cifar10_test_y.npy").exists()
    assert not (fetched / "secret.txt").exists()
    assert subprocess.run(
        ["git", "clone", "-q", "https://github.com/me/other", work / "x"],
        env=variables,
        capture_output=True,
    ).returncode

    assert run.misplaced(work / "content", work / "home") == []
    (work / "content" / "scratch.txt").touch()
    (work / "home" / ".local").mkdir()
    (fetched / "README.md").write_text("changed")
    found = "\n".join(run.misplaced(work / "content", work / "home"))
    assert "beside the notebook: scratch.txt" in found
    assert "at home: .local" in found
    assert "in the course: M README.md" in found


def test_without_git_the_trial_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("JUPYTER_DATA_DIR", "")
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    assert run.main(["3-1"]) == 1
    said = capsys.readouterr().err
    assert "git 저장소에서 실행해 주십시오" in said
    assert "run this in a git checkout" in said


def test_the_kernel_sees_colab_and_an_error_stops_it(work, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(work / "jupyter"))
    cells = [
        new_code_cell("import google.colab, os\nprint(os.environ['HOME'], os.getcwd())"),
        new_code_cell("1 / 0"),
        new_code_cell("print('never')"),
    ]
    path = work / "content" / "a.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    nb, failure = run.run_all(path, run.surroundings(work / "home", work / "origin"), 60)
    assert failure == "ZeroDivisionError: division by zero"
    assert nb.cells[0].outputs[0].text == f"{work / 'home'} {work / 'content'}\n"
    assert nb.cells[2].outputs == []


def test_the_kernel_gets_nothing_else_of_the_user():
    given = {"PATH": "/bin", "PYTHONPATH": "/mine", "CNN_COURSE_OFFLINE": "1", "MPLBACKEND": "agg"}
    variables = run.surroundings(run.ROOT, run.ROOT, given)
    assert variables["PATH"] == "/bin"
    assert variables["PYTHONPATH"] == str(run.STUB)
    assert "CNN_COURSE_OFFLINE" not in variables
    assert variables["MPLBACKEND"] != "agg"
    assert os.environ.get("COLAB_RELEASE_TAG") is None


def test_a_check_that_says_something_else_is_found():
    def check(text):
        output = new_output("execute_result", data={"text/plain": text}, execution_count=1)
        return new_code_cell("check(f)", metadata={"tags": ["check"]}, outputs=[output])

    stored = new_notebook(cells=[new_code_cell("f = 1"), check("✔ passed")])
    assert run.checks_differ(copy.deepcopy(stored), stored) == []
    now = new_notebook(cells=[new_code_cell("f = 1"), check("✘ failed")])
    assert run.checks_differ(now, stored) == ["code cell 2: the check says '✘ failed'"]


def test_packages_are_listed_with_their_versions():
    names = {name.split("==")[0].lower() for name in run.installed()}
    assert {"nbformat", "pytest"} <= names
    assert all("==" in name for name in run.installed())


def test_the_script_explains_itself():
    script = run.ROOT / "tests" / "colab" / "run.py"
    done = subprocess.run([sys.executable, script, "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert "make test-colab" in done.stdout
