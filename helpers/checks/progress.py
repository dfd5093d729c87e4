"""The exercises of each practice, what the learner answered, and where "Run all" should stop."""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple

from helpers.checks.attempt import quietly, require_function, tidy
from helpers.checks.report import MARKS, Report, Result, Verdict
from helpers.text import Words

SOLUTION_MARK = "# @title 풀이"
"""Our solution cells begin like this."""

STOPPED = (
    "■ 여기에서 멈춥니다. 위 문제를 풀어 통과하면 아래 셀이 이어서 실행됩니다. / "
    "Stopped here: once your answer to the exercise above passes, the cells below will run."
)


class Exercise(NamedTuple):
    """A function or class that the learner writes, its check and its instructions."""

    name: str
    check: Callable[[Any], Report]
    instructions: tuple[int | str, ...]


PRACTICES: dict[str, list[Exercise]] = {}
"""The exercises of "3-1" to "3-5", in the order of their instructions, challenges last."""

_answered: dict[tuple[str, int | str], str] = {}
"""(name, instruction) -> status of the learner's latest checked answer in this session."""


def exercise(
    practice: str, name: str, *instructions: int | str, what: str = "function"
) -> Callable[[Callable], Callable]:
    """Decorate a check: it answers for these instructions of a practice.

    The check takes the learner's function (`what`: "class") and returns the words of a pass or
    raises a `Verdict`; where it answers for several instructions, it returns a `Report`. Decorated,
    it always returns a `Report`, whatever the answer does, and nobody hears or sees the answer run.
    From then on the exercise has its place in `progress` and in the grading of folders. Verdicts
    count as progress where the answer is called `name` and is not our own solution.
    """

    def decorate(check: Callable) -> Callable:
        @wraps(check)
        def checked(answer: Any) -> Report:
            report = _report(check, answer, instructions, what)
            if getattr(answer, "__name__", None) == name and not _is_solution(answer):
                _answered.update({(name, r.instruction): r.status for r in report.results})
            return report

        PRACTICES.setdefault(practice, []).append(Exercise(name, checked, instructions))
        return checked

    return decorate


def _report(check: Callable, answer: Any, instructions: tuple, what: str) -> Report:
    try:
        require_function(answer, what)
        with quietly():
            found, status = check(answer), "pass"
    except Verdict as verdict:
        found, status = verdict.words, verdict.status
    except Exception as error:  # an answer so odd that reading it failed is still answered
        found, status = _not_read(error), "fail"
    if isinstance(found, Report):
        return found
    return Report(tuple(Result(number, status, *found) for number in instructions))


def _not_read(error: Exception) -> Words:
    told = f"{type(error).__name__}: {tidy(str(error))}"
    return Words(
        f"답을 끝까지 읽지 못했습니다({told}). 지시한 층만 써서 더 단순하게 적어 보세요.",
        f"This answer could not be read to its end ({told}). Try a simpler form with only the "
        "layers of the instruction.",
    )


def _is_solution(answer: Any) -> bool:
    """Whether the cell that defined the answer is one of our solutions."""
    function = answer.__dict__.get("__init__") if isinstance(answer, type) else answer
    code = getattr(function, "__code__", None)
    lines = linecache.getlines(code.co_filename) if code else []
    return bool(lines) and lines[0].startswith(SOLUTION_MARK)


@dataclass(frozen=True)
class Progress:
    """Statuses of a practice's instructions, in order; shows itself as text and as HTML."""

    statuses: tuple[tuple[int | str, str], ...]

    @property
    def solved(self) -> int:
        """How many instructions the learner's own answers pass."""
        return sum(status == "pass" for _, status in self.statuses)

    @property
    def marks(self) -> str:
        """A mark per instruction."""
        return "   ".join(f"{number} {MARKS[status]}" for number, status in self.statuses)

    @property
    def words(self) -> Words:
        """How many are solved, in both languages."""
        return Words(
            f"지시 {len(self.statuses)}개 가운데 {self.solved}개를 직접 풀었습니다.",
            f"You have solved {self.solved} of {len(self.statuses)} instructions yourself.",
        )

    def __str__(self) -> str:
        return f"지시 / instructions   {self.marks}\n{self.words}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return (
            f"<div>지시 / instructions &nbsp; <b>{self.marks}</b></div>"
            f'<div lang="ko">{self.words.ko}</div><div lang="en">{self.words.en}</div>'
        )


def progress(practice: str) -> Progress:
    """The state of `practice` ("3-1" to "3-5") in this session.

    ✔ stands for an answer of the learner's own that passed, ✘ for one that did not yet, ○ for none.
    Our solutions and the wrong answers that the notebooks show do not count.

    Raises:
        KeyError: there is no such practice.
    """
    return Progress(
        tuple(
            (number, _answered.get((each.name, number), "todo"))
            for each in PRACTICES[practice]
            for number in each.instructions
        )
    )


class NotPassedYet(Exception):
    """An exercise is not passed yet; a notebook shows the one line and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def stop_until_passed(report: Report) -> None:
    """Show a check's report, and let the cells below run only if it passed; for student copies.

    Raises:
        NotPassedYet: the report did not pass.
    """
    from IPython import get_ipython
    from IPython.display import display

    display(report)
    if report.passed:
        return
    shell = get_ipython()
    if shell is not None and _stops_at_a_failed_reply(shell):
        shell.set_custom_exc((NotPassedYet,), _say)
    raise NotPassedYet(STOPPED)


def _stops_at_a_failed_reply(shell: Any) -> bool:
    """Whether the front end stops without an error output in the cell.

    Jupyter's own front ends do: there the line is plain text. VS Code and Colab go on unless the
    cell holds an error output: there the line is all that it says.
    """
    return (
        "JPY_SESSION_NAME" in os.environ
        and "__vsc_ipynb_file__" not in shell.user_ns
        and "google.colab" not in sys.modules
    )


def _say(shell: Any, kind: type, error: Exception, traceback: Any, tb_offset: Any = None) -> list:
    print(error)
    return []
