"""The kernels that nbval starts inherit this process's environment; make it the same everywhere.

Of the largest banks of answers, an everyday run tries a part (`sampled`); `--thorough` tries all of
them, and so does CI.
"""

import os
import sys

from helpers.runner import set_surroundings

set_surroundings()


def pytest_addoption(parser):
    parser.addoption("--thorough", action="store_true", help="try every answer of every bank")


def pytest_configure(config):
    config.addinivalue_line("markers", "sampled(every): an everyday run tries every nth case")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--thorough") or os.environ.get("CI"):
        return
    seen = {}
    kept, left = [], []
    for item in items:
        marker = item.get_closest_marker("sampled")
        place = seen[item.nodeid.split("[")[0]] = seen.get(item.nodeid.split("[")[0], -1) + 1
        (kept if marker is None or place % marker.args[0] == 0 else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def pytest_terminal_summary(terminalreporter):
    """Report the mutation scores of the checks, where their tests ran."""
    mutants = sys.modules.get("tests.mutants")
    lines = mutants.score_lines() if mutants else []
    if lines:
        terminalreporter.section("mutation scores of the checks")
    for line in lines:
        terminalreporter.line(line)
