"""The files that set the course up: pinned versions, Makefile, environment, CI script."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from helpers import environment

ROOT = Path(__file__).resolve().parent.parent
RANGES = {
    "tensorflow": ">=2.19,<2.22",
    "numpy": ">=2.0,<3",
    "matplotlib": ">=3.10,<4",
    "ipywidgets": ">=7.7",
    "nbval": ">=0.11",
    "pytest": ">=8.4,<10",
    "jupyterlab": ">=4.2,<5",
}
# An empty requirement file installs nothing, so that the tests need no package index.
NO_REQUIREMENTS = {"requirements.txt": "# nothing\n", "constraints.txt": "# nothing\n"}
needs_sh = pytest.mark.skipif(shutil.which("make") is None or os.name == "nt", reason="needs make")


def requirements(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


# --- the lists of packages ----------------------------------------------------------------------


def test_ranges_are_those_of_the_course():
    found = {
        requirement.name: requirement.specifier for requirement in requirements("requirements.txt")
    }
    for name, wanted in RANGES.items():
        assert found[name] == Requirement(f"x{wanted}").specifier, name


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_every_direct_dependency_has_one_exact_version(python, system):
    surroundings = {"python_version": python, "python_full_version": f"{python}.1"}
    surroundings |= {"sys_platform": system, "os_name": "nt" if system == "win32" else "posix"}
    pins = {}
    for pin in requirements("constraints.txt"):
        if pin.marker is None or pin.marker.evaluate(surroundings):
            assert pin.name not in pins, f"{pin.name} is pinned twice"
            pins[pin.name] = pin.specifier
    for requirement in requirements("requirements.txt"):
        [exact] = pins[requirement.name]
        assert exact.operator == "=="
        assert requirement.specifier.contains(Version(exact.version)), requirement.name


def test_every_pin_is_exact_and_names_no_host():
    assert len(requirements("constraints.txt")) > 100
    assert all(
        re.fullmatch(r"==[\d.a-z]+", str(r.specifier)) for r in requirements("constraints.txt")
    )
    assert all(r.specifier for r in requirements("requirements-slides.txt"))
    for name in ("constraints.txt", "requirements.txt", "requirements-slides.txt"):
        assert not re.search(
            r"://|--|@", re.sub(r"^#.*", "", (ROOT / name).read_text(), flags=re.M)
        )


def test_conda_environment_installs_the_same_versions():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    dependencies = yaml.safe_load(text)["dependencies"]
    [pip] = [entry["pip"] for entry in dependencies if isinstance(entry, dict)]
    assert pip == ["-r requirements.txt", "-c constraints.txt"]
    assert "pip" in dependencies
    assert any(re.fullmatch(r"python=3\.1[123]", str(entry)) for entry in dependencies)


def test_pyproject_holds_settings_of_pytest_and_ruff_only():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(settings) == {"tool"}
    assert set(settings["tool"]) == {"pytest", "ruff"}


def test_sanitize_file_is_ascii_and_hides_the_announcement_only():
    text = (ROOT / "tests" / "nbval_sanitize.cfg").read_bytes().decode("ascii")
    rules = re.findall(r"^regex: (.*)$\n^replace: (.*)$", text, re.MULTILINE)
    assert len(rules) == len(re.findall(r"^regex:", text, re.MULTILINE)) > 0
    from helpers.data import _STANDIN_NOTICE

    shown = f"before\n{_STANDIN_NOTICE}\n(7500, 32, 32, 3)\n"
    for pattern, replacement in rules:
        shown = re.sub(pattern, replacement, shown)
    assert shown == "before\n(7500, 32, 32, 3)\n"


# --- the Makefile -------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path):
    """A course folder whose name has a space, and a `bin` folder that is the whole PATH."""
    folder = tmp_path / "my course"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    for name, text in NO_REQUIREMENTS.items():
        (folder / name).write_text(text)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("make", "cat", "cmp", "printf"):
        (programs / name).symlink_to(shutil.which(name))
    return folder


def fake_python(path, version, *, ensurepip=True, starts=True):
    """A `python` that answers the Makefile's questions and says what else it was asked to do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"""#!/bin/sh
{"" if starts else "echo 'shim: command not found' >&2; exit 127"}
case "$*" in
*version_info*) echo {version};;
*ensurepip*) exit {0 if ensurepip else 1};;
-c*) ;;
*) echo "CALLED {path.name} $*";;
esac
"""
    )
    path.chmod(0o755)
    return path


def make(checkout, *arguments, **variables):
    """Run make with only `bin` on the PATH; return its status and what it said."""
    variables = {"PATH": str(checkout.parent / "bin"), "HOME": str(checkout.parent), **variables}
    command = ["make", "--no-print-directory", *arguments]
    done = subprocess.run(command, cwd=checkout, env=variables, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@needs_sh
def test_make_alone_lists_the_commands(checkout):
    status, said = make(checkout)
    assert status == 0
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    [targets] = re.findall(r"^\\.PHONY: (.*)$".replace("\\\\", "\\"), text, re.MULTILINE)
    for target in set(targets.split()) - {"help", "ready"}:
        assert re.search(rf"^  {target} +.*[가-힣]", said, re.MULTILINE), target
    assert "CALLED" not in said


@needs_sh
def test_no_python_at_all_is_said_in_both_languages(checkout):
    status, said = make(checkout, "run")
    assert status != 0
    assert "Python 3.11, 3.12, 3.13 가운데 하나가 필요합니다. 찾은 것: 없음" in said
    assert "Python 3.11, 3.12 or 3.13 is needed. Found: none" in said
    assert "PYTHON=/path/to/python3.13 make run" in said


@needs_sh
def test_pythons_too_old_and_too_new_are_named(checkout):
    fake_python(checkout.parent / "bin" / "python3", "3.14")
    fake_python(checkout.parent / "bin" / "python", "3.10")
    status, said = make(checkout, "test")
    assert status != 0
    assert "Found: python3=3.14 python=3.10" in said
    assert "CALLED" not in said


@needs_sh
def test_the_first_python_that_works_is_taken(checkout):
    programs = checkout.parent / "bin"
    fake_python(programs / "python3.13", "3.13", starts=False)
    fake_python(programs / "python3.12", "3.12", ensurepip=False)
    fake_python(programs / "python3", "3.11")
    fake_python(programs / "python", "3.13")
    assert make(checkout, "ready") == (0, "CALLED python3 -m helpers.environment .venv\n")


@needs_sh
def test_a_python_that_cannot_make_environments_names_the_package(checkout):
    fake_python(checkout.parent / "bin" / "python3", "3.12", ensurepip=False)
    status, said = make(checkout, "lab")
    assert status != 0
    assert "Python 3.12에 venv가 없습니다" in said
    assert said.count("sudo apt install python3.12-venv") == 2


@needs_sh
def test_python_can_be_named_even_with_a_space(checkout):
    fake_python(checkout.parent / "bin" / "python3", "3.11")
    mine = fake_python(checkout.parent / "my tools" / "mine", "3.12")
    called = (0, "CALLED mine -m helpers.environment .venv\n")
    assert make(checkout, "ready", PYTHON=str(mine)) == called
    assert make(checkout, "ready", f"PYTHON={mine}") == called
    old = fake_python(checkout.parent / "my tools" / "old", "3.9")
    status, said = make(checkout, "ready", PYTHON=str(old))
    assert status != 0
    assert f"Found: {old}=3.9" in said


@needs_sh
def test_an_installed_environment_is_used_until_the_lists_change(checkout):
    fake_python(checkout.parent / "bin" / "python3", "3.11")
    fake_python(checkout / ".venv" / "bin" / "python", "3.11")
    stamp = checkout / ".venv" / "installed.txt"
    assert "CALLED python3" in make(checkout, "ready")[1]
    stamp.write_text("".join(NO_REQUIREMENTS.values()))
    assert make(checkout, "ready") == (0, "")
    (checkout / "constraints.txt").write_text("# new\n")
    assert "CALLED python3" in make(checkout, "ready")[1]
    (checkout / "constraints.txt").write_text(NO_REQUIREMENTS["constraints.txt"])
    (checkout / ".venv" / "bin" / "python").unlink()
    assert "CALLED python3" in make(checkout, "ready")[1]


@needs_sh
def test_targets_run_what_they_promise(checkout):
    fake_python(checkout / ".venv" / "bin" / "python", "3.11")
    (checkout / ".venv" / "installed.txt").write_text("".join(NO_REQUIREMENTS.values()))
    for target, calls in {
        "run": ["-m helpers.data", "-m helpers.runner run 3-1"],
        "test": ["-m helpers.data", "-m pytest -x"],
        "test-browser": ["-m helpers.data", "-m tests.browser -x"],
        "lab": ["-m helpers.data", "-m jupyterlab -x notebooks"],
        "data": ["-m helpers.data"],
        "notebooks": ["-m helpers.runner notebooks 3-1"],
        "html": ["-m helpers.export html 3-1 --language ko"],
        "slides": ["-m helpers.export slides 3-1 --language ko"],
        "student": ["-m helpers.export student 3-1"],
        "bench": ["-m helpers.data", "-m helpers.runner bench 3-1"],
    }.items():
        status, said = make(checkout, target, "NAMES=3-1", "ARGS=-x", "LANG_=ko")
        assert status == 0
        assert said.splitlines() == [f"CALLED python {call}" for call in calls], target
    assert make(checkout, "html")[1] == "CALLED python -m helpers.export html --language both\n"
    said = make(checkout, "data", "FROM=/my archive/cifar.tar.gz")[1]
    assert said == "CALLED python -m helpers.data --from /my archive/cifar.tar.gz\n"


@needs_sh
def test_publish_needs_only_a_python_and_hands_the_address_over(checkout):
    programs = checkout.parent / "bin"
    status, said = make(checkout, "publish", "REPO=https://github.com/me/fork")
    assert status != 0
    assert "Python 3.11 이상이 필요합니다" in said
    assert "Python 3.11 or newer is needed" in said
    fake_python(programs / "python3.13", "3.13", starts=False)
    fake_python(programs / "python3", "3.12")
    for address in ("https://github.com/me/fork", "", "a b; $(echo no)"):
        called = f"CALLED python3 -m helpers.course {address}\n"
        given = address.replace("$", "$$")  # as make wants it
        assert make(checkout, "publish", f"REPO={given}") == (0, called)
    assert make(checkout, "publish") == (0, "CALLED python3 -m helpers.course \n")
    fake_python(checkout / ".venv" / "bin" / "python", "3.11")
    assert "CALLED python -m helpers.course" in make(checkout, "publish")[1]


@needs_sh
def test_the_trial_on_colab_has_an_environment_of_its_own(checkout):
    lists = checkout / "tests" / "colab" / "requirements.txt"
    lists.parent.mkdir(parents=True)
    lists.write_text("# nothing\n")
    fake_python(checkout.parent / "bin" / "python3.12", "3.12")
    environment_python = fake_python(checkout / "_build/colab/env/bin/python", "3.12")
    status, said = make(checkout, "test-colab", "NAMES=3-1", "ARGS=--standin")
    assert status == 0
    made = "-m helpers.environment _build/colab/env tests/colab/requirements.txt"
    ran = "CALLED python tests/colab/run.py 3-1 --standin"
    assert said.splitlines() == [f"CALLED python3.12 {made}", ran]
    (environment_python.parents[1] / "installed.txt").write_text("# nothing\n")
    assert make(checkout, "test-colab", "NAMES=3-1", "ARGS=--standin") == (0, f"{ran}\n")


@needs_sh
def test_an_active_environment_can_be_used(checkout):
    status, said = make(checkout, "run", "VENV=")
    assert status != 0
    assert "There is no python to run" in said
    fake_python(checkout.parent / "bin" / "python", "3.11")
    lines = make(checkout, "run", "VENV=")[1].splitlines()
    assert lines[0] == "CALLED python -m helpers.environment --active"
    assert lines[-1] == "CALLED python -m helpers.runner run"


@needs_sh
def test_a_complete_conda_environment_is_used_by_itself(checkout):
    conda = checkout.parent / "my conda"
    fake_python(conda / "bin" / "python", "3.12")
    said = make(checkout, "run", CONDA_PREFIX=str(conda))[1]
    assert said.splitlines()[-1] == "CALLED python -m helpers.runner run"
    fake_python(conda / "bin" / "python", "3.12", starts=False)
    fake_python(checkout.parent / "bin" / "python3", "3.11")
    said = make(checkout, "ready", CONDA_PREFIX=str(conda))[1]
    assert said == "CALLED python3 -m helpers.environment .venv\n"


@needs_sh
def test_clean_removes_only_what_make_made(checkout):
    (checkout.parent / "bin" / "rm").symlink_to(shutil.which("rm"))
    for name in ("dataset", "_build", ".venv", "mine"):
        (checkout / name).mkdir()
    assert make(checkout, "clean", "VENV=mine")[0] == 0
    assert {"dataset", "mine"} == {path.name for path in checkout.iterdir() if path.is_dir()}


# --- the environment ----------------------------------------------------------------------------


@pytest.fixture
def lists(tmp_path, monkeypatch):
    """A course with nothing to install; pip hears of no package index."""
    for name, text in NO_REQUIREMENTS.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    return tmp_path


def test_an_environment_is_made_once_and_mended(lists, capfd):
    folder = lists / "my env"
    stamp = folder / "installed.txt"
    assert environment.make(folder) == 0
    assert "Making the Python environment" in capfd.readouterr().out
    assert environment.make(folder) == 0
    assert capfd.readouterr().out == ""
    stamp.unlink()  # as after an installation that was cut off
    (folder / "kept").touch()
    assert environment.make(folder) == 0
    assert stamp.is_file()
    assert (folder / "kept").exists()  # what was installed is not thrown away

    (lists / "requirements.txt").write_text("no-such-package==1\n")
    assert environment.make(folder) == 1
    said = capfd.readouterr().err
    assert "pip이 패키지 목록에 닿지 못했습니다" in said
    assert "pip could not reach the package index" in said
    assert not stamp.exists()


def test_another_list_makes_another_environment(lists, monkeypatch, capsys):
    ran = []
    monkeypatch.setattr(environment, "_has_pip_and_this_version", lambda python: True)
    monkeypatch.setattr(
        environment.subprocess,
        "run",
        lambda c, **k: ran.append(c) or subprocess.CompletedProcess(c, 0),
    )
    folder = lists / "other env"
    folder.mkdir()
    (lists / "other.txt").write_text("# another\n")
    (lists / "limits.txt").write_text("# limits\n")
    assert environment.main([str(folder), "other.txt", "limits.txt"]) == 0
    assert (folder / "installed.txt").read_text() == "# another\n# limits\n"
    assert ran[0][-4:] == ["-r", lists / "other.txt", "-c", lists / "limits.txt"]
    assert environment.main([]) == 2
    assert "FOLDER LIST" in capsys.readouterr().out


def test_a_folder_of_the_user_is_left_alone(lists, capsys):
    folder = lists / "notes"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    assert environment.make(folder) == 1
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    assert "holds something else" in capsys.readouterr().err


@needs_sh
@pytest.mark.parametrize("state", ["absent", "empty", "does not start", "has no pip"])
def test_what_cannot_be_used_is_made_anew_and_venv_may_be_missing(
    lists, monkeypatch, capsys, state
):
    folder = lists / ".venv"
    if state != "absent":
        folder.mkdir()
    if state in ("does not start", "has no pip"):
        (folder / "pyvenv.cfg").touch()
        (folder / "installed.txt").write_text("".join(NO_REQUIREMENTS.values()))
        inside = fake_python(folder / "bin" / "python", "3.11", starts=False)
        if state == "has no pip":
            fails(inside)
    without_venv = fake_python(lists / "without", "3.11")
    without_venv.write_text(f'#!/bin/sh\necho "$@" >> "{lists / "calls"}"\nexit 1\n')
    monkeypatch.setattr(sys, "executable", str(without_venv))
    assert environment.make(folder) == 1
    assert (lists / "calls").read_text() == f"-m venv --clear {folder}\n"
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert capsys.readouterr().err.count(f"sudo apt install {package}") == 2


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("broken by 'NewConnectionError'\nNo matching distribution found for tensorflow", "reach"),
        ("ERROR: No matching distribution found for tensorflow<2.22", "no TensorFlow for this"),
        ("The user requested (constraint) tensorflow==2.21.0", "no TensorFlow for this"),
        ("ERROR: something else", "see what pip says above"),
    ],
)
def test_the_cause_of_a_failed_installation_is_told(log, expected):
    [said] = [en for pattern, _, en in environment._CAUSES if re.search(pattern, log)][:1]
    assert expected in said


def test_packages_are_added_once(lists, capfd, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(lists / "python"))
    fake_python(lists / "python", "3.11")
    file = lists / "more.txt"
    file.write_text(f"# a reason\npytest=={pytest.__version__}\n")
    assert environment.main(["--add", str(file)]) == 0
    assert capfd.readouterr().out == ""
    file.write_text("pytest==0.1\nno-such-package==2\n")
    assert environment.main(["--add", str(file)]) == 0
    said = capfd.readouterr().out
    assert "Installing the packages pytest, no-such-package" in said
    assert f"install -r {file} -c {lists / 'constraints.txt'}" in said


def test_packages_that_cannot_be_had_are_told(lists, capfd):
    file = lists / "more.txt"
    file.write_text("no-such-package==2\n")
    assert environment.add(file) == 1
    assert "pip could not reach the package index" in capfd.readouterr().err


def test_an_active_environment_is_checked(monkeypatch, capsys):
    assert environment.main(["--active"]) == 0
    monkeypatch.setattr(environment, "NEEDED", ("json", "no_such_module"))
    assert environment.main(["--active"]) == 1
    assert "lacks: no_such_module." in capsys.readouterr().err


def test_the_needed_packages_are_direct_dependencies():
    names = {requirement.name for requirement in requirements("requirements.txt")}
    assert set(environment.NEEDED) <= names


# --- the CI script ------------------------------------------------------------------------------


@pytest.fixture
def ci(tmp_path):
    """The CI script in a checkout whose make and pytest only say that they were called."""
    main = tmp_path / "main"
    (main / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", main / ".ci")
    images = tmp_path / "shared" / "cifar10"
    images.mkdir(parents=True)
    (images / "cifar10_test_X.npy").touch()
    fake_python(main / ".venv" / "bin" / "python", "3.11")
    fake_python(tmp_path / "bin" / "make", "")
    return main


def run_ci(main, **variables):
    path = f"{main.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", main / ".ci" / "run"],
        env={**os.environ, "PATH": path, **variables},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout


def fails(path):
    path.write_text("#!/bin/sh\nexit 3\n")


@needs_sh
def test_ci_runs_the_readme_command_then_the_real_images(ci):
    status, said = run_ci(ci)
    assert status == 0
    calls = [line for line in said.splitlines() if line.startswith("CALLED")]
    assert calls == [
        "CALLED make test",
        "CALLED python -m pytest notebooks",
        "CALLED make test-browser",
    ]
    assert (ci / "dataset" / "cifar10_test_X.npy").is_file()


@needs_sh
def test_ci_fails_when_either_part_fails(ci):
    fails(ci.parent / "bin" / "make")
    assert run_ci(ci)[0] == 1
    fake_python(ci.parent / "bin" / "make", "")
    fails(ci / ".venv" / "bin" / "python")
    assert run_ci(ci)[0] == 1
    (ci / ".venv" / "bin" / "python").unlink()
    assert run_ci(ci)[0] == 1


@needs_sh
def test_ci_without_the_real_images_says_so(ci):
    shutil.rmtree(ci.parent / "shared")
    status, said = run_ci(ci)
    assert status == 0
    assert "pytest notebooks" not in said
    assert "is not there" in said


@needs_sh
@pytest.mark.parametrize("installs", [False, True])
@pytest.mark.parametrize("required", [False, True])
def test_ci_without_a_browser_gets_one_or_says_so(ci, installs, required):
    there = ci / "chromium"
    python = ci / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\ncase "$*" in *chromium*) [ -e "{there}" ];; esac\n')
    programs = ci.parent / "bin"
    fake_python(programs / "id", "").write_text("#!/bin/sh\necho 0\n")
    install = f'case "$*" in *install*) touch "{there}";; esac\n' if installs else "exit 100\n"
    fake_python(programs / "apt-get", "").write_text(f"#!/bin/sh\n{install}")
    status, said = run_ci(ci, **({"BROWSER_TESTS": "required"} if required else {}))
    assert status == (1 if required and not installs else 0)
    assert ("CALLED make test-browser" in said) == installs
    assert ("NOT RUN" in said) != installs


@needs_sh
def test_ci_fails_with_the_browser_tests(ci):
    (ci.parent / "bin" / "make").write_text('#!/bin/sh\n[ "$1" != test-browser ]\n')
    assert run_ci(ci)[0] == 1
