"""What all five notebooks share: their names, the repository's address, setup cell and badge.

After a fork, one command writes the new address here and into every notebook (nothing is executed):

    python -m helpers.course https://github.com/OWNER/REPOSITORY
"""

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

_GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?")
_BADGE_LINE = re.compile(r"^\[!\[[^\]]*\]\([^)]*colab-badge[^)]*\)\]\([^)]*\)[ \t]*$", re.MULTILINE)
_REPOSITORY_LINE = re.compile(r'^REPOSITORY = "[^"{]*".*$', re.MULTILINE)
_SETUP_CELL = """\
# 준비: 강의 폴더를 찾고, 노트북만 있으면(Colab) 내려받습니다.
# Set-up: find the course folder; where the notebook stands alone (Colab), fetch it.
import subprocess
import sys
from pathlib import Path

REPOSITORY = "{repository}"
folders = [Path.cwd(), *Path.cwd().parents, Path.cwd() / "cnn-course"]
course = next((f for f in folders if (f / "helpers" / "notebook.py").is_file()), None)
if course is None and REPOSITORY.endswith("OWNER/REPOSITORY"):
    ko = "강의 폴더가 없습니다. 강의 폴더에서 열거나 REPOSITORY에 저장소 주소를 적어 주십시오."
    en = "No course folder here. Open the notebook inside it, or set REPOSITORY to its address."
    raise RuntimeError(f"{{ko}}\\n{{en}}")
if course is None:
    course = folders[-1]
    subprocess.run(["git", "clone", "--depth", "1", REPOSITORY, str(course)], check=True)
sys.path.insert(0, str(course))
from helpers.notebook import setup

setup()"""


def setup_cell_source(repository=REPOSITORY):
    """Return the source of the setup cell, the same in all five notebooks.

    It finds the course folder upward from the working directory, or clones `repository` into it,
    puts the folder on `sys.path` and calls `helpers.notebook.setup()`. It installs nothing.
    """
    return _SETUP_CELL.format(repository=repository)


def badge_markdown(notebook, repository=REPOSITORY):
    """Return the Markdown of the "Open in Colab" badge of `notebook` (a file name).

    Raises `ValueError` if `repository` is not on GitHub: Colab opens no other.
    """
    match = _GITHUB.fullmatch(repository)
    if match is None:
        raise ValueError(
            f"저장소 주소 {repository!r}을(를) https://github.com/소유자/이름 꼴로 적어 주십시오.\n"
            f"Write the repository's address {repository!r} as https://github.com/owner/name."
        )
    colab = "https://colab.research.google.com"
    target = f"{colab}/github/{match[1]}/blob/{BRANCH}/notebooks/{notebook}"
    return f"[![Open in Colab]({colab}/assets/colab-badge.svg)]({target})"


def write_shared_cells(nb, notebook, repository=REPOSITORY):
    """Write the setup cell and, into the title's `ko` and `en` cells, the badge; changes `nb`.

    Raises `ValueError` if there is no code cell tagged `setup` or no title in both languages.
    """
    badge = badge_markdown(notebook, repository)
    cell = _first(nb, "code", "setup", notebook)
    cell["source"] = setup_cell_source(repository)
    cell["metadata"]["tags"] = ["setup", "nbval-ignore-output"]  # it prints versions
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


def main(arguments=None, folder=NOTEBOOK_FOLDER, source=Path(__file__)):
    """Write the given address into `source` (this file), the shared cells into the notebooks."""
    import nbformat

    arguments = sys.argv[1:] if arguments is None else arguments
    if len(arguments) > 1 or arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 2
    repository = arguments[0] if arguments else REPOSITORY
    texts = {}
    try:
        badge_markdown("", repository)
        for path in (folder / name for name in NOTEBOOKS if (folder / name).is_file()):
            nb = nbformat.read(path, as_version=4)
            write_shared_cells(nb, path.name, repository)
            texts[path] = nbformat.writes(nb) + "\n"
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if arguments:
        line = f'REPOSITORY = "{repository}"'
        texts[source] = _REPOSITORY_LINE.sub(line, source.read_text(encoding="utf-8"), count=1)
    for path, text in texts.items():
        write_text(path, text)
        print(f"고쳤습니다 / written: {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
