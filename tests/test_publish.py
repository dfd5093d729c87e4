"""The setup cell where a notebook stands alone, and the command that leads the course's links."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from helpers.commands import publish
from helpers.commands.files import ROOT, has_tag, read, select

STUB = "def setup():\n    import helpers\n    print('set up from', list(helpers.__path__)[0])\n"
PLACEHOLDER = "https://github.com/OWNER/REPOSITORY"


def setup_cells():
    return [
        cell.source for path in select([]) for cell in read(path).cells if has_tag(cell, "setup")
    ]


def test_the_five_setup_cells_are_equal_short_and_install_nothing():
    cells = setup_cells()
    assert len(cells) == 5 and len(set(cells)) == 1
    assert len(cells[0].splitlines()) <= 50 and "pip" not in cells[0]


# --- the setup cell -----------------------------------------------------------------------------


def make_course(folder):
    (folder / "helpers").mkdir(parents=True)
    (folder / "helpers" / "__init__.py").touch()
    (folder / "helpers" / "notebook.py").write_text(STUB)
    return folder


@pytest.fixture
def origin(tmp_path):
    """A repository of the course, to be cloned."""
    folder = make_course(tmp_path / "me" / "origin")
    git = ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], check=True)
    return folder


@pytest.fixture
def alone(tmp_path):
    folder = tmp_path / "my content"
    folder.mkdir()
    return folder


def run_setup_cell(where, repository, before="", **variables):
    """Run the setup cell twice as a notebook in the folder `where` would; `before` runs first."""
    cell = re.sub(r'(?<=^REPOSITORY = ")[^"]*', str(repository), setup_cells()[0], flags=re.M)
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-c", f"{before}\n{cell}\n{cell}"],
        cwd=where,
        env={**env, "PYTHONIOENCODING": "utf-8", **variables},
        capture_output=True,
        encoding="utf-8",
    )


def test_setup_cell_finds_the_course_upward(tmp_path):
    top = make_course(tmp_path / "my course")
    (top / "notebooks" / "deeper").mkdir(parents=True)
    done = run_setup_cell(top / "notebooks" / "deeper", PLACEHOLDER)
    assert done.stdout == f"set up from {top / 'helpers'}\n" * 2, done.stderr


def test_setup_cell_alone_clones_once_whatever_else_is_called_helpers(origin, alone, tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "helpers.py").touch()
    other = f"import sys; sys.path.insert(0, {str(tmp_path / 'theirs')!r})\nimport helpers"
    (alone / "cnn-course" / "you" / "origin").mkdir(parents=True)  # half-made, of another fork
    expected = f"set up from {alone / 'cnn-course' / 'me' / 'origin' / 'helpers'}\n" * 2
    done = run_setup_cell(alone, origin, before=other)
    assert (done.stdout, done.stderr) == (expected, "")
    shutil.rmtree(origin)
    assert run_setup_cell(alone, origin).stdout == expected


def test_setup_cell_says_what_to_set_before_the_course_is_published(alone):
    done = run_setup_cell(alone, PLACEHOLDER)
    assert "강의 폴더가 없습니다" in done.stderr and "No course folder here" in done.stderr
    assert list(alone.iterdir()) == []


def test_setup_cell_that_cannot_fetch_says_so_and_leaves_nothing(alone):
    done = run_setup_cell(alone, alone / "nowhere")
    assert "강의를 내려받지 못했습니다. 인터넷 연결, git, REPOSITORY의 주소를" in done.stderr
    assert "The course could not be fetched. Check the connection, git and the" in done.stderr
    assert list(alone.iterdir()) == []


# --- the address --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        *("https://github.com/me/my.fork", "https://github.com/me/my.fork.git/"),
        *(" http://www.github.com/me/my.fork/\n", "github.com/me/my.fork"),
        *("git@github.com:me/my.fork.git", "ssh://git@github.com/me/my.fork.git"),
    ],
)
def test_what_people_copy_is_understood(given):
    assert publish.read_slug(given) == "me/my.fork"


@pytest.fixture
def copy(tmp_path):
    """What publishing touches and needs, and no package that is installed."""
    (tmp_path / "helpers" / "commands").mkdir(parents=True)
    for name in (
        *("README.md", "helpers/__init__.py", "helpers/text.py"),
        *("helpers/commands/__init__.py", "helpers/commands/publish.py"),
    ):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "notebooks").mkdir()
    for path in select([]):
        shutil.copy(path, tmp_path / "notebooks")
    return tmp_path


def run_publish(root, *arguments):
    code = f"import sys; sys.path.insert(0, {str(root)!r}); sys.dont_write_bytecode = True; "
    code += "from helpers.commands import publish; sys.exit(publish.main(sys.argv[1:]))"
    command = [sys.executable, "-I", "-S", "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8")


def contents(root):
    return {path: path.read_text("utf-8") for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "given",
    [
        *("", "me/fork", "https://example.org/me/fork", "https://github.com/me"),
        *("https://github.com/나/실습", 'https://github.com/me/fork"; x = "'),
    ],
)
def test_anything_else_is_refused_in_both_languages_and_changes_nothing(copy, given):
    before = contents(copy)
    done = run_publish(copy, given)
    assert done.returncode == 2
    assert f"저장소의 주소가 {given!r}입니다." in done.stderr
    assert f"The address of the repository is {given!r}." in done.stderr
    assert contents(copy) == before


def test_one_command_leads_every_link_and_another_leads_them_on(copy):
    before = contents(copy)
    assert run_publish(copy, "https://github.com/me/my.fork.git").returncode == 0
    after = contents(copy)
    for path in select([], copy / "notebooks"):
        present = re.search(r'REPOSITORY = \\"https://github.com/([^"\\]+)', before[path])[1]
        expected = re.sub(f"(github(?:.com)?/){re.escape(present)}", r"\1me/my.fork", before[path])
        assert after[path] == expected
        nb = read(path)
        colab = "https://colab.research.google.com/github/me/my.fork/blob/main/notebooks/"
        assert all(f"({colab}{path.name})" in cell.source for cell in nb.cells[:2])
        assert f"[열기 · open]({colab}{path.name})" in after[copy / "README.md"]
    readme = after[copy / "README.md"]
    assert "\ngit clone https://github.com/me/my.fork cnn-course && cd cnn-course " in readme
    assert "(https://mybinder.org/v2/gh/me/my.fork/main?urlpath=lab/tree/notebooks)" in readme

    assert run_publish(copy, "https://github.com/you/on").returncode == 0
    assert contents(copy) == {k: v.replace("me/my.fork", "you/on") for k, v in after.items()}


def test_names_that_only_begin_alike_stay():
    text = r"REPOSITORY = \"https://github.com/a/b\" github.com/a/b/issues "
    kept = "github.com/a/b.js github.com/a/b-c github.com/a/bc github.org/a/b"
    assert publish.lead_notebook(text + kept, "c/d") == text.replace("a/b", "c/d") + kept
