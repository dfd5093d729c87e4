"""Stop "Run all" kindly at an exercise that is not answered yet; copies for students use it."""

from __future__ import annotations

import os
import sys
from typing import Any

from .report import Report

LINE = (
    "■ 여기에서 멈춥니다. 위 문제를 풀어 통과하면 아래 셀이 이어서 실행됩니다. / "
    "Stopped here: once your answer to the exercise above passes, the cells below will run."
)


class NotPassedYet(Exception):
    """An exercise is not passed yet; a notebook shows the one line and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def stop_until_passed(report: Report) -> None:
    """Show a check's report, and let the cells below run only if it passed.

    Raises:
        NotPassedYet: the report did not pass.
    """
    from IPython import get_ipython
    from IPython.display import display

    display(report)
    if report.passed:
        return
    shell = get_ipython()
    if shell is not None and _reply_is_enough(shell):
        shell.set_custom_exc((NotPassedYet,), _say)
    raise NotPassedYet(LINE)


def _reply_is_enough(shell: Any) -> bool:
    """Whether the front end stops at a failed reply, without an error output in the cell.

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
