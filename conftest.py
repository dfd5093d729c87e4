"""The kernels that nbval starts inherit this process's environment; make it the same everywhere."""

import sys

from helpers.runner import set_surroundings

set_surroundings()


def pytest_terminal_summary(terminalreporter):
    """Report the mutation scores of the checks, where their tests ran."""
    mutants = sys.modules.get("tests.mutants")
    lines = mutants.score_lines() if mutants else []
    if lines:
        terminalreporter.section("mutation scores of the checks")
    for line in lines:
        terminalreporter.line(line)
