"""One address in one place: the setup cell, the badges, and the command that changes them all."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers import course

ROOT = Path(course.__file__).resolve().parent.parent
FORK = "https://github.com/me/my.fork"
PLACEHOLDER = "https://github.com/OWNER/REPOSITORY"
ADDRESS = re.compile(
    r"(?:colab\.research\.google\.com/github|mybinder\.org/v2/gh)/([\w.-]+/[\w.-]+)"
    r"|git clone \S*github\.com/([\w.-]+/[\w.-]+)"
)
STUB = "def setup():\n    import helpers\n    print('set up from', list(helpers.__path__)[0])\n"


# --- the setup cell, where the notebook stands alone --------------------------------------------


def course_folder(folder):
    (folder / "helpers").mkdir(parents=True)
    (folder / "helpers" / "__init__.py").touch()
    (folder / "helpers" / "notebook.py").write_text(STUB)
    return folder


def committed(folder):
    git = ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run([*git, *command], check=True)
    return folder


@pytest.fixture
def origin(tmp_path):
    return committed(course_folder(tmp_path / "me" / "origin"))


@pytest.fixture
def alone(tmp_path):
    folder = tmp_path / "my content"
    folder.mkdir()
    return folder


def run_setup_cell(where, repository=PLACEHOLDER, before="", times=1, **variables):
    """Run the setup cell as a notebook in the folder `where` would; `before` runs first."""
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    source = "\n".join([before, *[course.setup_cell_source(repository)] * times])
    return subprocess.run(
        [sys.executable, "-c", source],
        cwd=where,
        env={**surroundings, "PYTHONIOENCODING": "utf-8", **variables},
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("where", [".", "notebooks", "notebooks/deeper"])
def test_setup_cell_finds_the_course_upward(tmp_path, where):
    top = course_folder(tmp_path / "my course")
    (top / where).mkdir(parents=True, exist_ok=True)
    done = run_setup_cell(top / where)
    assert done.stdout == f"set up from {top / 'helpers'}\n", done.stderr


def test_setup_cell_alone_clones_once(origin, alone):
    fetched = alone / "cnn-course" / "me" / "origin"
    expected = f"set up from {fetched / 'helpers'}\n"
    done = run_setup_cell(alone, str(origin), times=2)
    assert done.stdout == expected * 2, done.stderr
    assert done.stderr == ""
    assert [path.name for path in alone.iterdir()] == ["cnn-course"]
    shutil.rmtree(origin)
    assert run_setup_cell(alone, str(origin)).stdout == expected


def test_setup_cell_alone_with_the_placeholder_says_what_to_set(alone):
    done = run_setup_cell(alone)
    assert done.returncode != 0
    assert "강의 폴더가 없습니다" in done.stderr
    assert "No course folder here" in done.stderr
    assert list(alone.iterdir()) == []


@pytest.mark.parametrize("cause", ["no repository", "another repository", "no git", "read-only"])
def test_setup_cell_that_cannot_fetch_says_so_leaves_nothing_and_works_later(
    origin, alone, tmp_path, cause
):
    address, variables = str(origin), {}
    if cause == "no repository":
        address = str(origin.parent / "nowhere")
    elif cause == "another repository":
        address = str(origin.parent / "other")
        (origin.parent / "other").mkdir()
        committed(origin.parent / "other")
    elif cause == "no git":
        variables["PATH"] = str(tmp_path / "no programs")
    else:
        (alone / "cnn-course").touch()  # no folder can be made of that name
    before = sorted(alone.iterdir())
    done = run_setup_cell(alone, address, **variables)
    assert done.returncode != 0
    assert "강의를 내려받지 못했습니다. 인터넷 연결, git, REPOSITORY의 주소를" in done.stderr
    assert "The course could not be fetched. Check the connection, git and the" in done.stderr
    assert address in done.stderr.splitlines()[-1] + done.stderr.splitlines()[-2]
    assert sorted(alone.iterdir()) == before
    if cause == "read-only":
        (alone / "cnn-course").unlink()
    assert "set up from" in run_setup_cell(alone, str(origin)).stdout


def test_setup_cell_is_not_misled_by_a_folder_of_another_origin(origin, alone, tmp_path):
    (alone / "cnn-course" / "you" / "origin").mkdir(parents=True)  # half-made, of another fork
    (alone / "cnn-course" / "helpers").mkdir()
    done = run_setup_cell(alone, str(origin))
    assert f"{alone / 'cnn-course' / 'me' / 'origin'}" in done.stdout
    other = committed(course_folder(tmp_path / "you2" / "origin"))
    assert f"{Path('you2', 'origin')}" in run_setup_cell(alone, str(other)).stdout


@pytest.mark.parametrize("kind", ["helpers.py", "helpers/__init__.py", "helpers/sub.py"])
def test_setup_cell_replaces_another_thing_called_helpers(origin, alone, tmp_path, kind):
    theirs = tmp_path / "theirs"
    (theirs / kind).parent.mkdir(parents=True)
    (theirs / kind).write_text("mine = True\n")
    before = f"import sys; sys.path.insert(0, {str(theirs)!r})\nimport helpers"
    done = run_setup_cell(alone, str(origin), before)
    assert "cnn-course" in done.stdout, done.stderr


def test_setup_cell_keeps_the_course_when_it_runs_again(tmp_path):
    top = course_folder(tmp_path)
    (top / "helpers" / "notebook.py").write_text("print('imported')\ndef setup(): print('set up')")
    done = run_setup_cell(top, times=2)
    assert done.stdout.splitlines() == ["imported", "set up", "set up"]


def test_setup_cell_shows_its_message_without_a_traceback(alone):
    """As IPython asks an exception for what to show."""
    source = course.setup_cell_source(PLACEHOLDER)
    code = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        f"InteractiveShell.instance().run_cell({source!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=alone,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "IPYTHONDIR": str(alone / "ipython")},
        capture_output=True,
        encoding="utf-8",
    )
    said = done.stdout + done.stderr
    assert "강의 폴더가 없습니다" in said
    assert "Traceback" not in said
    assert "raise" not in said


def test_setup_cell_is_short_and_installs_nothing():
    source = course.setup_cell_source()
    assert len(source.splitlines()) <= 50
    assert max(map(len, source.splitlines())) <= 100
    assert not re.search(r"\bpip\b|!pip|%", source)
    compile(source, "setup cell", "exec")


# --- the address --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        "https://github.com/me/my.fork",
        "https://github.com/me/my.fork/",
        "https://github.com/me/my.fork.git",
        "https://github.com/me/my.fork.git/",
        " http://www.github.com/me/my.fork\n",
        "github.com/me/my.fork",
        "https://GitHub.com/me/my.fork",
        "git@github.com:me/my.fork.git",
        "ssh://git@github.com/me/my.fork.git",
    ],
)
def test_what_people_copy_is_understood(given):
    assert course.normalized(given) == FORK


@pytest.mark.parametrize(
    "given",
    [
        "",
        "me/fork",
        "https://example.org/me/fork",
        "https://github.com/me",
        "https://github.com/me/",
        "https://github.com/me/..",
        "https://github.com/me/.git",
        "https://github.com/-me/fork",
        "https://github.com/me/fork/tree/main",
        'https://github.com/me/fork"; x = "',
        "https://github.com/me/my fork",
        "https://github.com/나/실습",
        "https://github.com.evil.org/me/fork",
    ],
)
def test_anything_else_is_refused_in_both_languages(given, tmp_path, capsys):
    with pytest.raises(course.AddressError, match="owner/name"):
        course.badge_markdown("a.ipynb", given)
    assert course.main([given], tmp_path, tmp_path / "course.py") == 2
    said = capsys.readouterr().err
    assert said.startswith(f"저장소의 주소가 {given!r}입니다.")
    assert f"\nThe address of the repository is {given!r}." in said
    assert list(tmp_path.iterdir()) == []


def test_badge_leads_to_the_notebook():
    badge = course.badge_markdown("a.ipynb", "https://github.com/me/my.course.git")
    address = "https://colab.research.google.com/github/me/my.course/blob/main/notebooks/a.ipynb"
    assert badge.endswith(f"]({address})")


def test_only_addresses_of_the_course_are_moved():
    text = """\
git clone https://github.com/OWNER/REPOSITORY cnn-course, github.com/a/b.git and
https://mybinder.org/v2/gh/a/b/main?urlpath=lab, https://colab.research.google.com/github/a/b/blob
https://github.com/OWNER/REPOSITORY.git, https://github.com/a/b.
"""
    kept = """\
https://github.com/a/bc, https://github.com/a/b.js, https://github.com/a/b-c, OWNER/REPOSITORY
https://github.com/computationalmodelling/nbval, https://nogithub.com/a/b, make REPO=.../you/fork
"""
    moved = course.moved(text + kept, FORK, "https://github.com/a/b")
    assert moved == re.sub(r"OWNER/REPOSITORY|a/b", "me/my.fork", text) + kept
    assert course.moved(moved, FORK, FORK) == moved


# --- everything at once -------------------------------------------------------------------------


def places():
    """Every file of the course that a reader or a program may take an address from."""
    listed = [*ROOT.glob("*.md"), *ROOT.glob("*.cff"), *ROOT.glob("*.yml"), *ROOT.glob("*/*.md")]
    listed += [ROOT / "notebooks" / name for name in course.NOTEBOOKS]
    return [path for path in listed if not path.relative_to(ROOT).parts[0].startswith((".", "_"))]


def test_all_places_name_the_one_address():
    slug = course.REPOSITORY.removeprefix("https://github.com/")
    for path in places():
        found = ADDRESS.findall(path.read_text(encoding="utf-8"))
        assert {colab or clone for colab, clone in found} <= {slug}, path.name


def test_the_readme_opens_every_notebook():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"({course.colab_address(name)})" in text for name in course.NOTEBOOKS)
    slug = course.REPOSITORY.removeprefix("https://github.com/")
    assert f"(https://mybinder.org/v2/gh/{slug}/{course.BRANCH}?urlpath=lab/tree/notebooks)" in text


@pytest.fixture
def copy(tmp_path):
    """What publishing touches, as it is now, led to the placeholder."""
    for path in [*places(), ROOT / "helpers" / "course.py"]:
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(exist_ok=True)
        shutil.copy(path, target)
    (tmp_path / "helpers" / "__init__.py").touch()
    publish(tmp_path, PLACEHOLDER)
    return tmp_path


def publish(root, *arguments):
    """Run the copy's own command, without any package that is installed."""
    command = [sys.executable, "-I", "-S", "-c"]
    command += [
        f"import sys; sys.path.insert(0, {str(root)!r}); sys.dont_write_bytecode = True; "
        "from helpers import course; sys.exit(course.main(sys.argv[1:]))"
    ]
    return subprocess.run([*command, *arguments], capture_output=True, encoding="utf-8")


def contents(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_one_command_moves_every_place_and_nothing_else_and_back(copy):
    before = contents(copy)
    done = publish(copy, f"{FORK}.git")
    assert done.returncode == 0, done.stderr
    assert "README.md" in done.stdout
    after = contents(copy)
    assert after.keys() == before.keys()
    for path, data in after.items():
        lines = list(zip(before[path].splitlines(), data.splitlines(), strict=True))
        changed = [(old, new) for old, new in lines if old != new]
        assert all(b"OWNER/REPOSITORY" in old and b"me/my.fork" in new for old, new in changed)
        if path.suffix in (".md", ".ipynb"):
            found = ADDRESS.findall(data.decode("utf-8"))
            assert {colab or clone for colab, clone in found} <= {"me/my.fork"}, path.name
    text = (copy / "helpers" / "course.py").read_text(encoding="utf-8")
    assert f'\nREPOSITORY = "{FORK}"\n' in text
    assert 'REPOSITORY = "{repository}"' in text
    for name in course.NOTEBOOKS:
        nb = nbformat.read(copy / "notebooks" / name, as_version=4)
        nbformat.validate(nb)
        badge = course.badge_markdown(name, FORK)
        assert all(badge in cell.source for cell in nb.cells[:2])
        assert [c.source for c in nb.cells if "setup" in c.metadata.get("tags", [])] == [
            course.setup_cell_source(FORK)
        ]
        stored = nbformat.writes(nb) + "\n"
        assert after[copy / "notebooks" / name].decode("utf-8") == stored

    again = publish(copy, FORK)  # changes nothing more
    assert again.returncode == 0
    assert "Nothing had to be changed" in again.stdout
    assert contents(copy) == after
    assert publish(copy, PLACEHOLDER).returncode == 0
    back = contents(copy)
    line = re.compile(rb'^REPOSITORY = "https.*$', re.MULTILINE)
    assert {k: line.sub(b"", v) for k, v in back.items()} == {
        k: line.sub(b"", v) for k, v in before.items()
    }


@pytest.mark.parametrize("arguments", [("",), ("ftp://me",), (FORK, FORK), ("--help",)])
def test_a_wrong_call_changes_nothing(copy, arguments):
    before = contents(copy)
    done = publish(copy, *arguments)
    assert done.returncode == 2
    assert "make publish REPO=https://github.com/you/fork" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert contents(copy) == before


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.write_text("{", encoding="utf-8"), "cannot be read as a notebook"),
        (lambda path: path.write_text("[]", encoding="utf-8"), "cannot be read as a notebook"),
        (
            lambda path: nbformat.write(
                new_notebook(
                    cells=[
                        new_markdown_cell("# 제목", metadata={"tags": ["ko"]}),
                        new_code_cell("x"),
                    ]
                ),
                path,
            ),
            "there is no code cell tagged 'setup'",
        ),
    ],
)
def test_a_damaged_notebook_leaves_all_as_they_were(copy, damage, said):
    damage(copy / "notebooks" / course.NOTEBOOKS[-1])
    before = contents(copy)
    done = publish(copy, FORK)
    assert done.returncode == 2
    assert course.NOTEBOOKS[-1] in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(copy) == before


def test_a_file_that_cannot_be_written_is_named(copy, monkeypatch, capsys):
    def full(path, text):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(course, "write_text", full)
    assert course.main([FORK], copy, copy / "helpers" / "course.py") == 1
    said = capsys.readouterr().err
    assert "쓰지 못했습니다" in said
    assert "No space left on device" in said


def test_the_badge_is_added_where_it_is_missing(tmp_path):
    name = course.NOTEBOOKS[1]
    cells = [
        new_markdown_cell(
            f"# 제목\n\n{course.badge_markdown(name)}\n\n끝", metadata={"tags": ["ko"]}
        ),
        new_markdown_cell("# Title", metadata={"tags": ["en"]}),
        new_code_cell("old", metadata={"tags": ["setup"]}, execution_count=1),
    ]
    nb = new_notebook(cells=cells)
    course.write_shared_cells(nb, name, FORK)
    ko, en, setup = nb.cells
    badge = course.badge_markdown(name, FORK)
    assert ko.source == f"# 제목\n\n{badge}\n\n끝"
    assert en.source == f"# Title\n\n{badge}"
    assert setup.source == course.setup_cell_source(FORK)
    assert setup.execution_count == 1
