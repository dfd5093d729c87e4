"""Which instructions of a notebook the learner has answered, told at its end."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from html import escape
from types import FunctionType
from typing import Any

from .attempt import attempt
from .interrupts import watched_interrupts
from .report import MARKS, Report
from .words import Words

SOLUTION_MARK = "# @title 풀이"
"""Our solution cells begin like this."""

_answered: dict[tuple[str, int], str] = {}
"""(name, instruction) -> status of the learner's latest checked answer in this session."""


def noted(name: str) -> Callable[[Callable], Callable]:
    """Decorate a check: its verdict counts if the answer is called ``name`` and is not ours."""

    def decorate(check: Callable) -> Callable:
        @wraps(check)
        def checked(answer: Any, *args: Any, **kwargs: Any) -> Report:
            with watched_interrupts():
                report = check(answer, *args, **kwargs)
                if _name(answer) == name and not _is_solution(answer):
                    _answered.update({(name, r.instruction): r.status for r in report.results})
            return report

        return checked

    return decorate


def _name(answer: Any) -> Any:
    """The name of a function or class; that of anything else is not the learner's word."""
    if not issubclass(type(answer), FunctionType | type):
        return None
    return attempt(getattr, answer, "__name__", None)[0]


def _is_solution(answer: Any) -> bool:
    """Whether the cell that defined the answer is one of our solutions."""
    function = answer if type(answer) is FunctionType else vars(answer).get("__init__")
    code = getattr(function, "__code__", None) if type(function) is FunctionType else None
    text = linecache.getlines(code.co_filename) if code is not None else []
    return bool(text) and text[0].startswith(SOLUTION_MARK)


@dataclass(frozen=True)
class Progress:
    """Statuses of a practice's instructions, in order; shows itself as text and as HTML."""

    statuses: tuple[tuple[int, str], ...]

    @property
    def solved(self) -> int:
        """How many instructions the learner's own answers pass."""
        return sum(status == "pass" for _, status in self.statuses)

    def lines(self) -> tuple[str, Words]:
        """A mark per instruction, and a sentence in both languages."""
        marks = "   ".join(f"{number} {MARKS[status]}" for number, status in self.statuses)
        total = len(self.statuses)
        words = Words(
            f"지시 {total}개 가운데 {self.solved}개를 직접 풀었습니다.",
            f"You have solved {self.solved} of {total} instructions yourself.",
        )
        return marks, words

    def __str__(self) -> str:
        marks, words = self.lines()
        return f"지시 / instructions   {marks}\n{words.ko}\n{words.en}"

    __repr__ = __str__

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        marks, words = self.lines()
        return (
            f"<div>지시 / instructions &nbsp; <b>{escape(marks)}</b></div>"
            f'<div lang="ko">{words.ko}</div><div lang="en">{words.en}</div>'
        )


def progress(practice: str) -> Progress:
    """The state of ``practice`` ("3-1" to "3-5") in this session.

    ✔ stands for an answer of the learner's own that passed, ✘ for one that did not yet, ○ for none.
    Our solutions and the wrong answers that the notebooks show do not count.

    Raises:
        KeyError: there is no such practice.
    """
    from .practices import PRACTICES

    return Progress(
        tuple(
            (number, _answered.get((exercise.name, number), "todo"))
            for exercise in PRACTICES[practice]
            for number in exercise.instructions
        )
    )
