"""The trial on Colab (`make test-colab`, tests/colab) finds what it is there to find."""

import copy
import subprocess

from nbformat.v4 import new_code_cell, new_notebook, new_output
from packaging.requirements import Requirement

from helpers.commands.run import execute
from tests.colab import run


def requirements(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return {r.name: r for r in map(Requirement, (x for x in lines if x and x[0] != "#"))}


def test_colab_s_versions_are_within_the_ranges_of_the_course():
    colab = requirements(run.ROOT / "tests" / "colab" / "requirements.txt")
    ours = requirements(run.ROOT / "requirements.txt")
    for name in ("tensorflow", "numpy", "matplotlib", "ipywidgets"):
        [pin] = colab[name].specifier
        assert ours[name].specifier.contains(pin.version), name
    assert "nbval" not in colab  # nothing of the course's own environment


def test_a_notebook_alone_gets_the_published_tree_and_what_it_leaves_is_found(tmp_path):
    root, origin, home, content = (tmp_path / name for name in ("root", "origin", "home", "my"))
    for folder in (root / "notebooks", home, content):
        folder.mkdir(parents=True)
    (root / "README.md").write_text("cd cnn-course\n")
    (root / ".gitignore").write_text("secret*\n")
    (root / "secret.txt").touch()
    subprocess.run(["git", "init", "-q", root], check=True)
    (tmp_path / "cifar10_test_y.npy").touch()
    run.publish_copy(root, origin, [tmp_path / "cifar10_test_y.npy"])

    env = run.kernel_environment(home, origin)
    fetched = content / "cnn-course" / "colab-test" / "course"
    subprocess.run(["git", "clone", "-q", run.FORK, fetched], env=env, check=True)
    assert (fetched / "README.md").read_text().startswith(f"git clone {run.FORK} ")
    assert (fetched / "dataset" / "cifar10_test_y.npy").exists()
    assert not (fetched / "secret.txt").exists()
    other = ["git", "clone", "-q", "https://github.com/me/other", tmp_path / "x"]
    assert subprocess.run(other, env=env, capture_output=True).returncode  # nothing else is had

    assert run.find_misplaced(content, home) == []
    (content / "scratch.txt").touch()
    (home / ".local").mkdir()
    (fetched / "README.md").write_text("changed")
    assert run.find_misplaced(content, home) == [
        "written beside the notebook: scratch.txt",
        "written at home: .local",
        "changed in the course: M README.md",
    ]


def test_the_kernel_sees_colab_and_nothing_of_the_user(tmp_path):
    given = {"PATH": "/bin", "CNN_COURSE_OFFLINE": "1", "MPLBACKEND": "agg"}
    env = run.kernel_environment(tmp_path, tmp_path, given)
    source = (
        "import google.colab, os\nprint(os.environ['HOME'], 'CNN_COURSE_OFFLINE' in os.environ)"
    )
    nb = new_notebook(cells=[new_code_cell(source)])
    assert execute(nb, tmp_path, env=env).failure is None
    assert nb.cells[0].outputs[0].text == f"{tmp_path} False\n"
    assert env["MPLBACKEND"] != "agg"


def test_a_check_that_says_something_else_is_found():
    output = new_output("execute_result", data={"text/plain": "✔ passed"}, execution_count=1)
    check = new_code_cell("check(f)", metadata={"tags": ["check"]}, outputs=[output])
    stored = new_notebook(cells=[new_code_cell("f = 1"), check])
    now = copy.deepcopy(stored)
    assert run.compare_checks(now, stored) == []
    now.cells[1].outputs[0].data["text/plain"] = "✘ failed"
    assert run.compare_checks(now, stored) == ["code cell 2: the check says ['✘ failed']"]
