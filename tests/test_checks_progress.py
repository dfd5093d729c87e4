"""The summary at the end of a notebook counts the learner's own answers and nothing else."""

import linecache

import pytest

from helpers.checks import check_mlp, check_model1, check_model2, progress
from helpers.checks.answered import SOLUTION_MARK, _answered
from helpers.checks.practices import PRACTICES

ANSWER = """\
import keras


def {name}(input_shape):
    return keras.Sequential(
        [keras.Input(batch_shape=input_shape), keras.layers.Conv2D({kernels}, 3, padding="same")]
    )
"""


@pytest.fixture(autouse=True)
def fresh():
    before = dict(_answered)
    _answered.clear()
    yield
    _answered.clear()
    _answered.update(before)


def cell(name, kernels, first_line=""):
    """The function that a cell of this text defines."""
    text = first_line + ANSWER.format(name=name, kernels=kernels)
    place = f"<cell of {name} {kernels} {first_line}>"
    linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
    names = {}
    exec(compile(text, place, "exec"), names)
    return names[name]


def test_nothing_answered_yet():
    assert progress("3-1").statuses == ((1, "todo"), (2, "todo"), (3, "todo"))
    assert "0 of 3" in str(progress("3-1"))


def test_own_answers_count_the_latest_of_each():
    check_model1(cell("build_model1", 2))
    assert progress("3-1").statuses[0] == (1, "fail")
    check_model1(cell("build_model1", 1))
    check_model2(cell("build_model2", 4))
    summary = progress("3-1")
    assert summary.statuses == ((1, "pass"), (2, "fail"), (3, "todo"))
    assert "1 ✔   2 ✘   3 ○" in str(summary)
    assert "3개 가운데 1개" in str(summary)
    assert all(line in summary._repr_html_() for line in ("1 ✔", "3개 가운데 1개", "1 of 3"))


def test_solutions_and_shown_mistakes_do_not_count():
    assert check_model1(cell("build_model1", 1, f"{SOLUTION_MARK} 1 / Solution 1\n")).passed
    check_model1(cell("build_without_padding", 1))
    check_model1(None)
    assert progress("3-1").solved == 0
    check_model1(cell("build_model1", 1))
    check_model1(cell("build_model1", 1, f"{SOLUTION_MARK} 1 / Solution 1\n"))
    assert progress("3-1").solved == 1


def test_every_practice_has_its_instructions_in_order():
    for number, exercises in PRACTICES.items():
        listed = [n for exercise in exercises for n in exercise.instructions]
        assert listed == list(range(1, len(listed) + 1)), number
        assert [n for n, _ in progress(number).statuses] == listed
        assert all(callable(exercise.check) for exercise in exercises)


def test_a_check_keeps_its_name_and_its_other_arguments():
    assert check_mlp.__name__ == "check_mlp"
    assert check_mlp(None, instruction=4).results[0].instruction == 4
