"""What all five notebooks share: their names, the repository's address, setup cell and badge.

The address stands in one place, REPOSITORY below. After a fork one command writes the new address
here, into every notebook and into the pages around them; nothing is executed or installed:

    make publish REPO=https://github.com/you/fork
    python -m helpers.course https://github.com/you/fork    the same, without make
    python -m helpers.course                                after a change of the setup cell's text
"""

import json
import os
import re
import sys
from pathlib import Path

NOTEBOOKS = (
    "3-1_padding_stride_layer_size.ipynb",
    "3-2_mlp_cifar10.ipynb",
    "3-3_mlp_vs_cnn.ipynb",
    "3-4_vgg16.ipynb",
    "3-5_resnet.ipynb",
)
REPOSITORY = "https://github.com/OWNER/REPOSITORY"  # a placeholder until the course is published
BRANCH = "main"
NOTEBOOK_FOLDER = Path(__file__).resolve().parent.parent / "notebooks"

_PLACEHOLDER = "OWNER/REPOSITORY"
_GITHUB = re.compile(
    r"(?:(?:https?://|ssh://git@)?(?:www\.)?github\.com/|git@github\.com:)"
    r"([a-z\d][a-z\d-]*/[\w.-]+?)(?:\.git)?/*",
    re.ASCII | re.IGNORECASE,
)
_BADGE_LINE = re.compile(r"^\[!\[[^\]]*\]\([^)]*colab-badge[^)]*\)\]\([^)]*\)[ \t]*$", re.MULTILINE)
_REPOSITORY_LINE = re.compile(r'^REPOSITORY = "[^"{]*".*$', re.MULTILINE)
_PAGES = ("*.md", "*.cff", "*/*.md")  # what may name the address besides the notebooks
_SETUP_CELL = """\
# @title 준비 / Set-up
# 강의 폴더를 찾고, 노트북만 있으면(Colab) 내려받습니다. 설치하는 것은 없습니다.
# Find the course folder; where the notebook is alone (Colab), fetch it. Installs nothing.
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = "{repository}"  # @param {{type:"string"}}


class SetupError(Exception):
    def _render_traceback_(self):  # 메시지만 보입니다 / the message alone is shown
        return [str(self)]


here = Path.cwd()
fetched = here.joinpath("cnn-course", *REPOSITORY.split("/")[-2:])
folders = [here, *here.parents, fetched]
course = next((f for f in folders if (f / "helpers" / "notebook.py").is_file()), None)
if course is None and REPOSITORY.endswith("OWNER/REPOSITORY"):
    raise SetupError(
        "강의 폴더가 없습니다. 강의 폴더 안에서 열거나, REPOSITORY에 강의 저장소의 주소를 적고 "
        "이 셀을 다시 실행해 주십시오.\\nNo course folder here. Open the notebook inside it, or "
        "set REPOSITORY to the address of the course's repository and run this cell again."
    )
if course is None:
    try:
        with tempfile.TemporaryDirectory(dir=here, ignore_cleanup_errors=True) as whole:
            git = ["git", "clone", "--quiet", "--depth", "1", REPOSITORY, f"{{whole}}/course"]
            subprocess.run(git, check=True, capture_output=True, errors="replace", timeout=300)
            Path(whole, "course", "helpers", "notebook.py").stat()  # 강의인가 / is it the course?
            fetched.parent.mkdir(parents=True, exist_ok=True)
            course = Path(whole, "course").rename(fetched)
    except (OSError, subprocess.SubprocessError) as error:
        raise SetupError(
            "강의를 내려받지 못했습니다. 인터넷 연결, git, REPOSITORY의 주소를 확인하고 이 셀을 "
            "다시 실행해 주십시오.\\nThe course could not be fetched. Check the connection, git "
            "and the address in REPOSITORY, then run this cell again.\\n"
            f"{{REPOSITORY}}: {{getattr(error, 'stderr', None) or error}}"
        ) from None
if list(getattr(sys.modules.get("helpers"), "__path__", [])) != [str(course / "helpers")]:
    for name in [name for name in sys.modules if name.split(".")[0] == "helpers"]:
        del sys.modules[name]  # 이름이 같은 다른 것 / another thing of that name
sys.path.insert(0, str(course))
from helpers.notebook import setup

setup()"""


class AddressError(ValueError):
    """What was given is not the address of a repository on GitHub, or a file cannot take it."""


def normalized(address):
    """Return `address` as https://github.com/owner/name.

    Takes what people copy: with `.git` or a slash at the end, without https://, or git's own
    git@github.com:owner/name. Raises `AddressError` for anything else: Colab opens only GitHub.
    """
    found = _GITHUB.fullmatch(address.strip())
    if found is None or found[1].split("/")[1] in (".", "..", ".git"):
        raise AddressError(
            f"저장소의 주소가 {address!r}입니다. https://github.com/소유자/이름 꼴로 적어 "
            "주십시오. 예: make publish REPO=https://github.com/you/fork\n"
            f"The address of the repository is {address!r}. Write it as "
            "https://github.com/owner/name, such as make publish REPO=https://github.com/you/fork"
        )
    return f"https://github.com/{found[1]}"


def _slug(repository):
    return normalized(repository).removeprefix("https://github.com/")


def setup_cell_source(repository=REPOSITORY):
    """Return the source of the setup cell, the same in all five notebooks.

    It finds the course folder upward from the working directory, or clones `repository` into it,
    puts the folder on `sys.path` and calls `helpers.notebook.setup()`. It installs nothing.
    """
    return _SETUP_CELL.format(repository=repository)


def colab_address(notebook, repository=REPOSITORY):
    """Return the address at which Colab opens `notebook` (a file name); raises `AddressError`."""
    colab = "https://colab.research.google.com/github"
    return f"{colab}/{_slug(repository)}/blob/{BRANCH}/notebooks/{notebook}"


def badge_markdown(notebook, repository=REPOSITORY):
    """Return the Markdown of the "Open in Colab" badge of `notebook`; raises `AddressError`."""
    picture = "https://colab.research.google.com/assets/colab-badge.svg"
    return f"[![Open in Colab]({picture})]({colab_address(notebook, repository)})"


def moved(text, repository, before=REPOSITORY):
    """Return `text` with the addresses of the course (clone, Colab, Binder) led to `repository`.

    Those are the ones at `before` and at the placeholder; every other address stays.
    """
    slugs = "|".join(map(re.escape, {_slug(before), _PLACEHOLDER}))
    return re.sub(
        rf"(?<![\w.-])(github\.com/|colab\.research\.google\.com/github/|mybinder\.org/v2/gh/)"
        rf"(?:{slugs})(?![\w-]|\.(?!git\b)\w)",
        lambda found: found[1] + _slug(repository),
        text,
    )


def write_shared_cells(nb, notebook, repository=REPOSITORY):
    """Write the setup cell and, into the title's `ko` and `en` cells, the badge; changes `nb`.

    Raises `ValueError` if there is no code cell tagged `setup` or no title in both languages, and
    `AddressError`, a kind of it, if `repository` is not on GitHub.
    """
    badge = badge_markdown(notebook, repository)
    cell = _first(nb, "code", "setup", notebook)
    cell["source"] = setup_cell_source(repository)
    cell["metadata"] |= {
        "cellView": "form",  # collapsed in Colab; the next line does so in JupyterLab
        "jupyter": {"source_hidden": True},
        "tags": ["setup", "nbval-ignore-output"],  # it prints versions
    }
    for key in sorted(cell["metadata"]):  # in the order in which notebooks are stored
        cell["metadata"][key] = cell["metadata"].pop(key)
    for language in ("ko", "en"):
        cell = _first(nb, "markdown", language, notebook)
        found = _BADGE_LINE.search(cell["source"])
        if found:
            cell["source"] = cell["source"].replace(found[0], badge)
        else:
            cell["source"] = f"{cell['source'].rstrip()}\n\n{badge}"


def _first(nb, cell_type, tag, notebook):
    for cell in nb["cells"]:
        if cell["cell_type"] == cell_type and tag in cell["metadata"].get("tags", []):
            return cell
    raise ValueError(
        f"{notebook}: 태그가 {tag!r}인 {cell_type} 셀이 없습니다. 하나 만들어 주십시오.\n"
        f"{notebook}: there is no {cell_type} cell tagged {tag!r}; add one."
    )


def write_text(path, text):
    """Write `text` to `path` wholly or not at all: beside it under another name, then renamed."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _read(path):
    """Read a notebook as plain JSON, each cell's source as one text; raises `ValueError`."""
    try:
        nb = json.loads(path.read_text(encoding="utf-8"))
        for cell in nb["cells"]:
            cell["source"] = "".join(cell["source"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path.name}: 노트북으로 읽을 수 없습니다({error}). 저장소의 파일로 되돌려 주십시오.\n"
            f"{path.name} cannot be read as a notebook ({error}); restore the repository's file."
        ) from None
    return nb


def _written(nb):
    """Return the text of the file, as nbformat stores it; that package may not be installed."""
    for cell in nb["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return json.dumps(nb, ensure_ascii=False, indent=1, separators=(",", ": ")) + "\n"


def addressed(repository, root, source, before=REPOSITORY):
    """Return {path: text} of everything below `root` that names the address, led to `repository`.

    Those are the notebooks, `source` (this file) and the pages that name it. Nothing is written.
    Raises `ValueError` if a notebook cannot be read or lacks a shared cell.
    """
    texts = {}
    for path in (root / "notebooks" / name for name in NOTEBOOKS):
        if not path.is_file():
            continue
        nb = _read(path)
        for cell in nb["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = moved(cell["source"], repository, before)
        write_shared_cells(nb, path.name, repository)
        texts[path] = _written(nb)
    for path in sorted(page for pattern in _PAGES for page in root.glob(pattern)):
        if not path.relative_to(root).parts[0].startswith((".", "_")):
            texts[path] = moved(path.read_text(encoding="utf-8"), repository, before)
    line = f'REPOSITORY = "{repository}"'
    text = source.read_text(encoding="utf-8")
    if repository != before:
        text = _REPOSITORY_LINE.sub(line, text, count=1)
    texts[source] = text
    return texts


def main(arguments=None, root=NOTEBOOK_FOLDER.parent, source=Path(__file__)):
    """Write the given address, or the present one, wherever it belongs; return the exit status.

    Everything is worked out before the first file is written, and each is written wholly or not.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without Hangul must not stop the work
            stream.reconfigure(errors="replace")
    if len(arguments) > 1 or arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 2
    try:
        repository = normalized(arguments[0] if arguments else REPOSITORY)
        texts = addressed(repository, root, source)
        changed = {path: text for path, text in texts.items() if _differs(path, text)}
        for path, text in changed.items():
            write_text(path, text)
            print(f"고쳤습니다 / written: {path.relative_to(root)}")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(
            f"쓰지 못했습니다: {error}. 고친 뒤 같은 명령을 다시 실행해 주십시오.\n"
            f"Could not be written: {error}. Mend that and run the same command again.",
            file=sys.stderr,
        )
        return 1
    print(f"저장소 / repository: {repository}")
    if not changed:
        print("고칠 것이 없습니다. / Nothing had to be changed.")
    return 0


def _differs(path, text):
    return path.read_bytes() != text.encode("utf-8")


if __name__ == "__main__":
    sys.exit(main())
