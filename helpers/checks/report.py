"""What a check says: verdicts, the report made of them, and the handbook of beginners' slips."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from helpers.text import Words, join, see, with_particle

TODO = Words("아직 풀지 않았습니다", "not attempted yet")
NOT_CHECKED = Words("아직 채점하지 못했습니다", "not checked yet")
UNTOUCHED = Words(
    f"{TODO.ko}. 문제 셀에 코드를 적어 그 셀을 먼저 실행한 뒤, 이 셀을 다시 실행하세요.",
    f"{TODO.en.capitalize()}. Write your code in the exercise cell, run that cell, "
    "then run this one again.",
)
MARKS = {"pass": "✔", "fail": "✘", "todo": "○"}
_LABELS = {
    "pass": Words("통과", "passed"),
    "fail": Words("다시 살펴보세요", "look again"),
    "todo": TODO,
}

# A chip sets background and text together, so that it reads on light and on dark pages (at least
# 4.5:1); the bar stands on the page itself (at least 3:1 on both).
_CHIPS = {"pass": "#14691f", "fail": "#a61b1b", "todo": "#555555"}
_BARS = {"pass": "#2f9e44", "fail": "#e8505b", "todo": "#8a8a8a"}


@dataclass(frozen=True)
class Result:
    """The verdict on one instruction (a number; a letter for a challenge).

    `status` is "pass", "fail" or "todo"; `ko` and `en` say what was found, what was asked and, for
    a failure, the likely cause.
    """

    instruction: int | str
    status: str
    ko: str
    en: str

    def header(self) -> tuple[Words, str, Words]:
        """The instruction's name, its mark, and the verdict in words."""
        ko, en = (
            ("지시", "Instruction") if isinstance(self.instruction, int) else ("도전", "Challenge")
        )
        name = Words(f"{ko} {self.instruction}", f"{en} {self.instruction}")
        waits = self.status == "todo" and not self.ko.startswith(TODO.ko)
        return name, MARKS[self.status], NOT_CHECKED if waits else _LABELS[self.status]

    def body(self) -> Words:
        """The two lines under the header, without what the header says already."""
        ko = self.ko.removeprefix(f"{TODO.ko}. ")
        return Words(ko, self.en.removeprefix(f"{TODO.en.capitalize()}. "))


@dataclass(frozen=True)
class Report:
    """All verdicts of one check; shows itself as text, and as HTML in a notebook."""

    results: tuple[Result, ...]

    @property
    def passed(self) -> bool:
        """True when every instruction passed."""
        return all(result.status == "pass" for result in self.results)

    @property
    def attempted(self) -> bool:
        """False while every instruction is untouched."""
        return any(result.status != "todo" for result in self.results)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    __repr__ = __str__

    def _lines(self) -> Iterator[str]:
        for result in self.results:
            name, mark, label = result.header()
            yield f"[{name.ko} / {name.en}] {mark} {label.ko} / {label.en}"
            yield from (f"  {line}" for line in result.body())

    def _repr_pretty_(self, printer, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        return "".join(map(_card, self.results))


def _card(result: Result) -> str:
    name, mark, label = result.header()
    chip = f"background:{_CHIPS[result.status]};color:#ffffff;padding:1px 6px;border-radius:4px"
    bar = f"border-left:4px solid {_BARS[result.status]};padding:2px 10px;margin:6px 0"
    return (
        f'<div style="{bar};line-height:1.5;word-break:keep-all;overflow-wrap:anywhere">\n'
        f'<div>[{_html(name, "span", " / ")}] <b style="{chip}">'
        f"{mark} {_html(label, 'span', ' / ')}</b></div>\n"
        f"{_html(result.body(), 'div', chr(10))}\n</div>\n"
    )


def _html(words: Words, tag: str, between: str) -> str:
    pairs = (("ko", words.ko), ("en", words.en))
    return between.join(f'<{tag} lang="{lang}">{escape(text)}</{tag}>' for lang, text in pairs)


# -- how a check reaches its verdict -----------------------------------------------------------


class Verdict(Exception):
    """A finished judgment, raised from wherever it was reached."""

    status = "fail"

    def __init__(self, ko: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(ko, en)


class Fail(Verdict):
    """The answer is not what the instruction asks: `raise Fail(ko, en)`, or `Fail(*words)`."""


class Todo(Verdict):
    """There is no answer yet, or an earlier instruction keeps this one from being checked."""

    status = "todo"

    def __init__(self, ko: str = UNTOUCHED.ko, en: str = UNTOUCHED.en) -> None:
        super().__init__(ko, en)


# -- the handbook of slips: what a check found, to the sentence that names cause and cure --------

CLINIC = Path(__file__).with_name("clinic.toml")
"""The handbook of beginners' slips; how to add a row stands at its top."""

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
    return tomllib.loads(CLINIC.read_text(encoding="utf-8"))


def _rows() -> list[dict[str, str]]:
    return _table()["slip"]
