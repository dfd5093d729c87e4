"""The handbook of beginners' slips: what a check found, to the sentence that names cause and cure.

The table is `clinic.toml`; how to add a row stands at its top.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from helpers.checks.report import join, see
from helpers.text import Words, with_particle

_TABLE = Path(__file__).with_suffix(".toml")

_ARGUMENTS = (
    *("filters", "kernel_size", "strides", "padding", "activation", "units", "pool_size", "name"),
    *("input_shape", "optimizer", "loss", "metrics", "learning_rate", "epochs", "batch_size"),
    *("validation_split", "shuffle", "verbose", "dilation_rate", "groups", "use_bias"),
)


class Finding(NamedTuple):
    """What a check came across.

    `kind` is the name of an error's class, or of what was found ("returned", "setting padding");
    `text` is the error's message or the value found; `line` the learner's expression at which it
    happened, and `code` the whole text of the function, both empty where they cannot be had.
    """

    kind: str
    text: str = ""
    line: str = ""
    code: str = ""


class _Value(str):
    """A group of a pattern: as it is, or formatted with a Korean particle."""

    def __format__(self, particle: str) -> str:
        return with_particle(self, particle) if particle else str(self)


def advise(finding: Finding) -> Words | None:
    """The first row of the handbook that fits, `None` where there is none.

    A row fits if each of its patterns is found: `kind` (the whole of it), `text`, `line`, `code`.
    Groups of the pattern `text` fill {0}, {1} … in its sentences; {0:을} adds the fitting form of a
    Korean particle. Where no row fits, the misspelt name of an argument is told.
    """
    found = filter(None, (_read(row, finding) for row in _rows()))
    return next(found, None) or _misspelt(finding)


def diagnose(finding: Finding) -> Words:
    """The row that fits, or, where somebody removed it, the bare finding."""
    found = f"{finding.kind}: {finding.text}"
    return advise(finding) or Words(found, found)


def topics() -> dict[str, Words]:
    """The headings to which the rows point, by topic."""
    return {name: see(*place) for name, place in _table()["see"].items()}


def _read(row: dict[str, str], finding: Finding) -> Words | None:
    found = re.search(row.get("text", ""), finding.text)
    if not (re.fullmatch(row["kind"], finding.kind) and found):
        return None
    if not all(re.search(row.get(name, ""), getattr(finding, name)) for name in ("line", "code")):
        return None
    values = [_Value(group or "") for group in found.groups()]
    words = Words(row["ko"].format(*values), row["en"].format(*values))
    return join(words, topics()[row["see"]] if "see" in row else None)


def _misspelt(finding: Finding) -> Words | None:
    """Which argument was meant by a name that does not exist."""
    found = re.search(r"keyword argument[^']*'(\w+)'", finding.text)
    close = difflib.get_close_matches(found[1], _ARGUMENTS, n=1, cutoff=0.7) if found else []
    if not close or close == [found[1]]:
        return None
    return Words(
        f"인자 이름 '{found[1]}'의 철자가 틀린 것 같습니다. '{close[0]}'인지 보세요.",
        f"The argument '{found[1]}' does not exist. Did you mean '{close[0]}'?",
    )


@cache
def _table() -> dict:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def _rows() -> list[dict[str, str]]:
    return _table()["slip"]
