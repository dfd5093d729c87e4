"""Messages as a tutor gives them: every slip of the bank is answered with its cause and cure."""

import json
import tomllib
import warnings
from collections import Counter
from pathlib import Path

import pytest

from helpers import checks
from helpers.checks import report
from tests import answers_main, answers_run_model
from tests.refusal import HANGUL, assert_refused
from tests.slips import FUNCTIONS, answer, bank
from tests.training_mutants import HARMLESS

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SLIPS = bank()


@pytest.fixture(scope="module")
def fired():
    """Rows of the handbook that answered while the tests of this file ran, by name."""
    return set()


@pytest.fixture(scope="module")
def tried():
    """Slips whose tests ran."""
    return set()


@pytest.fixture(autouse=True)
def _note_rows(fired, monkeypatch):
    read = report._read

    def noting(row, finding):
        words = read(row, finding)
        fired.update([row["name"]] if words else [])
        return words

    monkeypatch.setattr(report, "_read", noting)


def judged(slip):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # Python sees some of them, too
        return getattr(checks, slip.check)(answer(slip))


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.check}: {slip.name}")
def test_a_slip_is_told_its_cause_and_cure(slip, tried):
    tried.add(slip)
    results = {result.instruction: result for result in judged(slip).results}
    assert_refused(results[slip.instruction], slip.en, slip.ko)


def test_every_row_is_met_by_somebody(fired, tried):
    """By a slip, or by an answer of the training functions' own bank: else the row goes."""
    if len(tried) < len(SLIPS):
        pytest.skip("only where all slips were tried before")
    for lines, *_ in (
        *answers_main.WRONG_OPTIMIZER,
        *answers_main.WRONG_COMPILE,
        *answers_main.WRONG_FIT,
        *answers_main.NOTED,
        *HARMLESS,
        [answers_main.BELOW_RETURN],
    ):
        checks.check_main(answers_main.written(**lines))
    for cell, *_ in answers_main.RIGHT_MAIN.values():
        checks.check_main(answers_main.in_a_cell(answers_main.dedent(cell), "main"))
    for cell in (
        *(case[0] for case in answers_run_model.WRONG),
        answers_run_model.FEWER_PARAMETERS,
    ):
        checks.check_run_model(answers_main.in_a_cell(answers_main.dedent(cell), "run_model"))
    assert [row["name"] for row in report._rows() if row["name"] not in fired] == []


def test_the_bank_covers_every_exercise():
    assert len(SLIPS) >= 80
    assert min(Counter(slip.check for slip in SLIPS)[check] for check in FUNCTIONS) >= 5
    assert len({(slip.check, slip.name) for slip in SLIPS}) == len(SLIPS)


def test_the_handbook_speaks_two_languages_and_names_each_row_once():
    rows = tomllib.loads(report.CLINIC.read_text(encoding="utf-8"))["slip"]
    assert len({row["name"] for row in rows}) == len(rows)
    for row in rows:
        assert HANGUL.search(row["ko"]) and not HANGUL.search(row["en"]), row["name"]


@pytest.mark.parametrize("topic", report._table()["see"])
def test_every_pointer_leads_to_a_heading_and_is_used(topic):
    practice, *headings = report._table()["see"][topic]
    (path,) = NOTEBOOKS.glob(f"{practice}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    lines = [line.strip("# \n") for cell in cells for line in cell["source"] if line[:1] == "#"]
    assert set(headings) <= set(lines)
    assert any(row.get("see") == topic for row in report._rows())
