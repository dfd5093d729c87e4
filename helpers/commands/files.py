"""The files that the commands work on: the course's folder, its notebooks, whole writes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import nbformat

from helpers.text import Words

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
BUILD = ROOT / "_build"


def select(names: Sequence[str], folder: Path = NOTEBOOKS) -> list[Path]:
    """Return the notebooks in `folder` that `names` stand for: all of them if there are no names.

    Args:
        names: file names or their beginnings, such as "3-2".
        folder: where they lie.

    Raises:
        ValueError: the folder holds no notebook, or a name fits none or several.
    """
    present = sorted(folder.glob("*.ipynb"))
    if not present:
        raise ValueError(
            Words(f"{folder}에 노트북이 없습니다.", f"There is no notebook in {folder}.")
        )
    chosen = []
    for name in names:
        found = [path for path in present if path.name.startswith(Path(name).name)]
        if len(found) != 1:
            listed = ", ".join(path.stem for path in found or present)
            raise ValueError(
                Words(
                    f"{name!r}에 맞는 노트북이 {len(found)}개입니다. 하나만 적으십시오: {listed}",
                    f"{name!r} fits {len(found)} notebooks. Write one of: {listed}",
                )
            )
        chosen += found
    return chosen or present


def read(path: Path) -> nbformat.NotebookNode:
    """Read a notebook; one of an older format gets what today's has, such as ids of the cells."""
    return nbformat.v4.upgrade(nbformat.read(path, as_version=4))


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` wholly or not at all, in a folder that is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def has_tag(cell: nbformat.NotebookNode, tag: str) -> bool:
    """Whether a cell carries `tag`."""
    return tag in cell.metadata.get("tags", [])
