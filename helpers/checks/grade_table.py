"""The table that a teacher reads on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from .grade import GradedNotebook

MARKS = {"pass": "✔", "fail": "✘", "todo": "○", "missing": "?", "ungraded": "–"}
_LEGEND = (
    "✔ 통과 / passed   ✘ 틀림 / wrong   ○ 안 풂 / not attempted\n"
    "? 없음 / missing   – 채점 못 함 / not graded"
)


def table(reports: Sequence[GradedNotebook], details: bool = False) -> str:
    """A line per notebook: file, practice, a mark per instruction, how many passed, problems."""
    rows = [("파일 / file", "실습 / practice", "지시 / instructions", "통과 / passed")]
    rows += [_row(report) for report in reports]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]
    lines.insert(1, "-" * (sum(widths) + 2 * (len(widths) - 1)))
    for place in range(len(reports), 0, -1):
        lines[place + 2 : place + 2] = _remarks(reports[place - 1], details)
    return "\n".join([*lines, "", _LEGEND])


def _row(report: GradedNotebook) -> tuple[str, str, str, str]:
    marks = " ".join(f"{g.instruction}{MARKS[g.status]}" for g in report.grades)
    count = f"{report.passed}/{len(report.grades)}" if report.grades else ""
    return report.path.name, report.practice or "", marks, count


def _remarks(report: GradedNotebook, details: bool) -> list[str]:
    remarks = [f"    {text}" for text in report.problem or ()]
    for grade in report.grades if details else ():
        if grade.status in ("fail", "missing"):
            remarks += [f"    {grade.instruction}: {grade.ko}", f"       {grade.en}"]
    return remarks


def _width(text: str) -> int:
    """Columns on a terminal: Hangul takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
