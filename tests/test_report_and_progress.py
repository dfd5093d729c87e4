"""A check's report, the same words as text and as HTML, and the count of one's own answers."""

import html
import linecache
import re
import sys
from itertools import product

import pytest

from helpers.checks import PRACTICES, Report, Result, progress
from helpers.checks.progress import SOLUTION_MARK, exercise
from helpers.checks.report import UNTOUCHED, Fail, Todo
from helpers.text import Words, join, note, ordinal, plural, see

PASS = Result(1, "pass", "맞습니다.", "Right.")
FAIL = Result(2, "fail", "`a < b & c`를 봅니다.", 'Look at `a < b & c` and "x".')
TODO = Result("A", "todo", "아직 풀지 않았습니다. 채웁니다.", "Not attempted yet. Fill it in.")
WAITS = Result(4, "todo", "지시 3부터 풉니다.", "Instruction 3 first.")
REPORT = Report((PASS, FAIL, TODO, WAITS))
TEXT = """\
[지시 1 / Instruction 1] ✔ 통과 / passed
  맞습니다.
  Right.
[지시 2 / Instruction 2] ✘ 다시 살펴보세요 / look again
  `a < b & c`를 봅니다.
  Look at `a < b & c` and "x".
[도전 A / Challenge A] ○ 아직 풀지 않았습니다 / not attempted yet
  채웁니다.
  Fill it in.
[지시 4 / Instruction 4] ○ 아직 채점하지 못했습니다 / not checked yet
  지시 3부터 풉니다.
  Instruction 3 first."""


def test_text():
    assert str(REPORT) == repr(REPORT) == TEXT


def test_html_says_the_same_words_escaped_and_with_their_language():
    markup = REPORT._repr_html_()
    assert html.unescape(re.sub(r"<[^>]*>", "", markup)).split() == TEXT.split()
    assert "a &lt; b &amp; c" in markup
    assert markup.count('lang="ko"') == markup.count('lang="en"') == 12


def contrast(*colours):
    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (((c + 0.055) / 1.055) ** 2.4 for c in channels)  # all but the darkest
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


def test_colours_can_be_read_on_light_and_dark_pages():
    markup = REPORT._repr_html_()
    chips, bars = (re.findall(rf"{style}(#\w+)", markup) for style in ("background:", "solid "))
    assert len(set(chips)) == len(set(bars)) == 3
    assert all(contrast(chip, "#ffffff") >= 4.5 for chip in chips)
    assert all(contrast(*both) >= 3 for both in product(bars, ("#ffffff", "#111111", "#383838")))


def test_summary():
    assert Report((PASS,)).passed and Report((PASS,)).attempted
    assert not Report((PASS, TODO)).passed and Report((PASS, TODO)).attempted
    assert not Report((TODO, WAITS)).passed and not Report((TODO, WAITS)).attempted


def test_sentences():
    first, second = see("3-1", "패딩", "Padding"), see("3-2", "층", "Layers")
    joined = join(join(Words("가", "a"), first), None, Words("", ""), Words("나", "b"), second)
    assert joined == ("가 나 → 실습 3-1의 '패딩'", "a b → practice 3-1, 'Padding'")
    assert note("가", "a") == ("참고: 가", "Note: a")
    english = ["1st", "2nd", "3rd", "4th", "11th", "21st"]
    assert [ordinal(n).en for n in (1, 2, 3, 4, 11, 21)] == english
    assert [ordinal(n).ko for n in (1, 10, 11)] == ["첫 번째", "열 번째", "11번째"]
    assert (plural(1, "layer"), plural(2, "layer")) == ("1 layer", "2 layers")


# -- progress ----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def nothing_answered(monkeypatch):
    module = sys.modules["helpers.checks.progress"]  # the name `progress` is the function's
    monkeypatch.setattr(module, "PRACTICES", dict(PRACTICES))
    monkeypatch.setattr(module, "_answered", {})


@pytest.fixture
def check():
    """The check of a practice of two exercises and a challenge; it wants 1 from `answer`."""

    def check(answer):
        if answer() == 1:
            return Words("맞음", "right")
        raise Fail("틀림", "wrong")

    answered = exercise("9-9", "answer", 1)(check)
    exercise("9-9", "later", 2, 3)(check)
    exercise("9-9", "challenge", "A")(check)
    return answered


def cell(name, value, first_line=""):
    """The function that a cell of this text defines."""
    text = f"{first_line}def {name}():\n    return {value}\n"
    place = f"<cell of {name} {value} {first_line}>"
    linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
    names = {}
    exec(compile(text, place, "exec"), names)
    return names[name]


OURS = f"{SOLUTION_MARK} 1 / Solution 1\n"


def test_the_latest_of_ones_own_answers_counts(check):
    assert progress("9-9").statuses == ((1, "todo"), (2, "todo"), (3, "todo"), ("A", "todo"))
    check(cell("answer", 0))
    assert progress("9-9").statuses[0] == (1, "fail")
    check(cell("answer", 1))
    shown = progress("9-9")
    for line in ("1 ✔   2 ○   3 ○   A ○", "지시 4개 가운데 1개를", "solved 1 of 4"):
        assert line in str(shown) and line in shown._repr_html_()


def test_solutions_and_shown_mistakes_do_not_count(check):
    assert check(cell("answer", 1, OURS)).passed
    check(cell("answer_without_padding", 0))
    check(None)
    assert progress("9-9").solved == 0
    check(cell("answer", 1))
    check(cell("answer", 0, OURS))
    assert progress("9-9").solved == 1


def test_whatever_the_answer_does_a_check_reports_it(check):
    def odd():
        raise ValueError("odd")

    def stub():
        raise Todo

    assert check.__name__ == "check"
    assert check(lambda: 1).results == (Result(1, "pass", "맞음", "right"),)
    assert check(lambda: 0).results == (Result(1, "fail", "틀림", "wrong"),)
    assert check(None).results == check(stub).results == (Result(1, "todo", *UNTOUCHED),)
    assert check("model").results[0].status == "fail"
    assert check(odd).results[0].status == "fail" and "ValueError: odd" in str(check(odd))


def test_every_practice_has_its_instructions_in_order_and_then_its_challenges():
    for practice, count in {"3-1": 3, "3-2": 4, "3-3": 5, "3-4": 5, "3-5": 2}.items():
        listed = [number for each in PRACTICES[practice] for number in each.instructions]
        assert listed[:count] == list(range(1, count + 1)), practice
        assert listed[count:] == list("ABC")[: len(listed) - count], practice
