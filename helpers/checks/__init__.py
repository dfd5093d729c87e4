"""Checks of the exercises: each takes a learner's function and answers with a `Report`.

They judge what an answer does, not how it is written. Importing this package does not import
TensorFlow; calling a check does. A check in any module of this folder, marked with
`@exercise(...)`, can be imported from here: there is no list to keep.
"""

from importlib import import_module
from pkgutil import iter_modules

from helpers.checks.progress import (
    PRACTICES,
    NotPassedYet,
    Progress,
    progress,
    stop_until_passed,
)
from helpers.checks.report import Report, Result

for _module in sorted(found.name for found in iter_modules(__path__)):
    if not _module.startswith("_"):
        import_module(f"{__name__}.{_module}")

_checks = {each.check.__name__: each.check for row in PRACTICES.values() for each in row}
globals().update(_checks)

__all__ = [
    "NotPassedYet",
    "Progress",
    "Report",
    "Result",
    "progress",
    "stop_until_passed",
    *_checks,
]
