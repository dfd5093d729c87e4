"""The files that set the course up: pinned versions, Makefile, environment, CI script."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from packaging.requirements import Requirement

from helpers.commands import environment
from helpers.commands.files import ROOT

needs_make = pytest.mark.skipif(shutil.which("make") is None or os.name == "nt", reason="make")


def requirements(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def test_conda_and_an_active_environment_need_what_the_list_names():
    names = {each.name.removeprefix("pytest-") for each in requirements("requirements.txt")}
    assert set(environment.NEEDED) <= names
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert {"pip": ["-r requirements.txt", "-c constraints.txt"]} in conda


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_every_direct_dependency_has_one_exact_version(python, system):
    machine = {"python_version": python, "python_full_version": f"{python}.1"}
    machine |= {"sys_platform": system, "os_name": "nt" if system == "win32" else "posix"}
    here = [
        pin
        for pin in requirements("constraints.txt")
        if pin.marker is None or pin.marker.evaluate(machine)
    ]
    pins = {pin.name: str(pin.specifier) for pin in here}
    assert len(pins) == len(here) > 100
    assert all(re.fullmatch(r"==[\d.a-z]+", pin) for pin in pins.values())
    for each in requirements("requirements.txt"):
        assert each.specifier.contains(pins[each.name].removeprefix("==")), each.name


def test_at_most_twelve_entries_are_visible():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout
    visible = {line.split("/")[0] for line in listed.splitlines() if not line.startswith(".")}
    assert len(visible) <= 12, visible


# --- the Makefile -------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path):
    """A course folder whose name has a space; the folder `bin` beside it is the whole PATH."""
    folder = tmp_path / "my course"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("requirements.txt", "constraints.txt"):
        (folder / name).touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "printf").symlink_to(shutil.which("printf"))
    return folder


def fake(path, does='echo "CALLED ${0##*/} $*"'):
    """A program that says how it was called; questions (`-c`) it answers with yes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\ncase "$1" in -c) ;; -V) echo Python 3.9;; *) {does};; esac\n')
    path.chmod(0o755)
    return path


def make(checkout, *arguments, **variables):
    """Run make with only `bin` on the PATH; return its status and what it said."""
    variables = {"PATH": str(checkout.parent / "bin"), "HOME": str(checkout.parent), **variables}
    command = [shutil.which("make"), "--no-print-directory", *arguments]
    done = subprocess.run(command, cwd=checkout, env=variables, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@needs_make
def test_make_alone_lists_the_commands(checkout):
    status, said = make(checkout)
    assert status == 0
    [targets] = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.M)
    for target in set(targets.split()) - {"help", "ready", "always"}:
        assert re.search(rf"^  {target} +.*[가-힣]", said, re.MULTILINE), target


@needs_make
def test_without_a_fitting_python_the_message_says_what_was_found_and_what_to_do(checkout):
    status, said = make(checkout, "run")
    assert status != 0
    assert "가운데 하나가 venv와 함께 필요합니다. 찾은 것: 없음" in said
    old = fake(checkout.parent / "bin" / "python3")
    old.write_text(old.read_text().replace("-c) ;;", "-c) exit 1;;"))
    said = make(checkout, "run")[1]
    assert re.search(r"Found: Python 3.9\n", said) and "PYTHON=/path/to/python3.13 make" in said


@needs_make
def test_the_environment_is_made_once_and_again_when_it_must_be(checkout):
    fake(checkout.parent / "bin" / "python3")
    mine = fake(checkout.parent / "my tools" / "mine")
    made = "-m helpers.commands.environment .venv requirements.txt constraints.txt\n"
    assert make(checkout, "ready") == (0, f"CALLED python3 {made}")
    python = fake(checkout / ".venv" / "bin" / "python")
    (checkout / ".venv" / environment.STAMP).touch()
    assert make(checkout, "ready") == (0, "")
    assert make(checkout, "ready", f"PYTHON={mine}") == (0, f"CALLED mine {made}")
    assert make(checkout, "ready", PYTHON=str(mine)) == (0, f"CALLED mine {made}")
    os.utime(checkout / "constraints.txt", (2e9, 2e9))
    assert "CALLED python3" in make(checkout, "ready")[1]
    os.utime(checkout / "constraints.txt", (1e9, 1e9))
    python.unlink()
    python.symlink_to("/a/python/that/is/gone")
    assert "CALLED python3" in make(checkout, "ready")[1]


@needs_make
def test_targets_run_what_they_promise(checkout):
    fake(checkout / ".venv" / "bin" / "python")
    (checkout / ".venv" / environment.STAMP).touch()
    for target, calls in {
        "run": ["-m helpers.data", "-m helpers.commands.run run 3-1"],
        "test": ["-m helpers.data", "-m pytest -n 2 --dist loadfile --no-loadscope-reorder -x"],
        "test-browser": ["-m helpers.data", "-m tests.browser -x"],
        "lab": ["-m helpers.data", "-m jupyterlab -x notebooks"],
        "notebooks": ["-m helpers.commands.run notebooks 3-1"],
        "html": ["-m helpers.commands.export html 3-1 --language ko"],
        "slides": ["-m helpers.commands.export slides 3-1 --language ko"],
        "student": ["-m helpers.commands.export student 3-1"],
        "bench": ["-m helpers.data", "-m helpers.commands.run bench 3-1"],
        "publish": ["-m helpers.commands.publish a b; $(echo no)"],
    }.items():
        repository = "REPO=a b; $$(echo no)"
        said = make(checkout, target, "NAMES=3-1", "ARGS=-x", "LANG_=ko", repository)
        assert said == (0, "".join(f"CALLED python {call}\n" for call in calls)), target
    said = make(checkout, "data", "FROM=/my archive/cifar.tar.gz")[1]
    assert said == "CALLED python -m helpers.data --from /my archive/cifar.tar.gz\n"
    assert "export html --language both\n" in make(checkout, "html", LANGUAGE="en_US")[1]


@needs_make
def test_environments_other_than_venv(checkout):
    fake(checkout.parent / "bin" / "python3")
    conda = fake(checkout.parent / "my conda" / "bin" / "python")
    ran = "CALLED python -m helpers.commands.run run\n"
    assert make(checkout, "run", CONDA_PREFIX=str(conda.parents[1]))[1].endswith(ran)
    assert make(checkout, "run", "VENV=", f"PYTHON={conda}")[1].endswith(ran)
    fake(conda, "exit 1")  # an environment that lacks packages
    said = make(checkout, "ready", CONDA_PREFIX=str(conda.parents[1]))[1]
    assert "CALLED python3 -m helpers.commands.environment .venv " in said

    (checkout / "tests" / "colab").mkdir(parents=True)
    (checkout / "tests" / "colab" / "requirements.txt").touch()
    fake(checkout / "_build" / "colab" / "env" / "bin" / "python")
    assert make(checkout, "test-colab", "NAMES=3-1")[1].splitlines() == [
        "CALLED python3 -m helpers.commands.environment _build/colab/env "
        "tests/colab/requirements.txt",
        "CALLED python tests/colab/run.py 3-1",
    ]


# --- the environment ----------------------------------------------------------------------------


@pytest.fixture
def lists(tmp_path, monkeypatch):
    """Lists with nothing to install; pip hears of no package index."""
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    for name in ("list.txt", "limits.txt"):
        (tmp_path / name).touch()
    return tmp_path / "list.txt", tmp_path / "limits.txt"


def test_an_environment_is_made_and_mended(tmp_path, lists, capfd):
    folder = tmp_path / "my env"
    assert environment.main([str(folder), *map(str, lists)]) == 0
    assert "Making the Python environment" in capfd.readouterr().out
    (folder / "kept").touch()
    lists[0].write_text("tensorflow==0\n")
    assert environment.make(folder, *lists) == 1
    assert (folder / "kept").exists()  # what was installed is not thrown away
    assert not (folder / environment.STAMP).exists()
    assert "이 컴퓨터용 TensorFlow가 없습니다" in capfd.readouterr().err
    lists[0].write_text("")
    (folder / "bin" / "python").unlink()
    assert environment.make(folder, *lists) == 0
    assert (folder / environment.STAMP).exists()


def test_a_folder_of_the_user_is_left_alone(tmp_path, lists, capsys):
    assert environment.make(tmp_path, *lists) == 1
    assert "holds something else" in capsys.readouterr().err
    assert set(tmp_path.iterdir()) == set(lists)


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("broken by 'NewConnectionError'\nNo matching distribution found for tensorflow", "reach"),
        ("The user requested (constraint) tensorflow==2.21.0", "no TensorFlow for this"),
        ("ERROR: something else", "see what pip says above"),
    ],
)
def test_the_cause_of_a_failed_installation_is_told(log, expected):
    assert expected in environment.find_cause(log).en


def test_an_active_environment_is_checked(monkeypatch, capsys):
    assert environment.main(["--active"]) == 0
    monkeypatch.setattr(environment, "NEEDED", ("json", "no_such_module"))
    assert environment.main(["--active"]) == 1
    assert f"({sys.executable}) lacks: no_such_module." in capsys.readouterr().err


# --- the CI script ------------------------------------------------------------------------------


@needs_make
def test_ci_runs_the_readme_command_the_real_images_and_the_browser(tmp_path):
    main, images = tmp_path / "main", tmp_path / "shared" / "cifar10"
    (main / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", main / ".ci")
    images.mkdir(parents=True)
    (images / "cifar10_test_X.npy").touch()
    fake(main / ".venv" / "bin" / "python", "exit 0")

    def run_ci():
        env = {**os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        command = ["bash", main / ".ci" / "run"]
        done = subprocess.run(command, env=env, capture_output=True, text=True)
        return done.returncode, [line for line in done.stdout.splitlines() if "CALLED" in line]

    for broken in (None, "test", "ARGS=notebooks", "test-browser"):
        does = f'echo "CALLED $*"; for last; do :; done; [ "$last" != "{broken}" ]'
        fake(tmp_path / "bin" / "make", does)
        status, calls = run_ci()
        assert calls == ["CALLED test", "CALLED test ARGS=notebooks", "CALLED test-browser"]
        assert status == (1 if broken else 0)
    assert (main / "dataset" / "cifar10_test_X.npy").is_file()
