"""Grade submitted notebooks: files, or folders of them.

    python -m helpers.checks submissions/
    python -m helpers.checks 3-1_kim.ipynb 3-1_lee.ipynb --csv grades.csv --json grades.json

Each notebook runs in a process of its own, with a limit on time and memory.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .grade import grade_all, notebooks_in, write_csv, write_json
from .grade_table import table


def main(arguments: list[str] | None = None) -> int:
    """Print the table and write the files; 0, or 2 where there is nothing to grade."""
    options = _parser().parse_args(arguments)
    paths = notebooks_in(options.paths)
    if not paths:
        print(
            f"노트북(.ipynb)이 없습니다: {', '.join(map(str, options.paths))}\n"
            "There is no notebook (.ipynb) there.",
            file=sys.stderr,
        )
        return 2
    reports = []
    for report in grade_all(paths, options.seconds, options.jobs):
        reports.append(report)
        print(f"[{len(reports)}/{len(paths)}] {report.path.name}", file=sys.stderr, flush=True)
    reports.sort(key=lambda report: paths.index(report.path))
    print(table(reports, details=options.details))
    if options.csv:
        write_csv(options.csv, reports)
    if options.json:
        write_json(options.json, reports)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m helpers.checks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="노트북이나 폴더 / notebook or folder"
    )
    parser.add_argument(
        "--csv", type=Path, metavar="FILE", help="지시마다 한 줄 / a row per instruction"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="모든 내용 / everything")
    parser.add_argument(
        "--seconds",
        type=float,
        default=120,
        help="노트북 하나의 시간 제한 / limit per notebook (120)",
    )
    parser.add_argument("--jobs", type=int, default=2, help="한꺼번에 채점할 수 / at a time (2)")
    parser.add_argument(
        "--details", action="store_true", help="틀린 지시의 설명도 / print the messages too"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
