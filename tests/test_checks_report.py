"""The report: one verdict per instruction, the same words as text and as HTML."""

import dataclasses
import html
import re

import pytest

from helpers.checks import Report, Result
from helpers.checks.report import BAR_COLOURS, CHIP_COLOURS
from helpers.checks.words import Words, join, note, ordinal, plural

PASS = Result(1, "pass", "맞습니다.", "Right.")
FAIL = Result(2, "fail", "`a < b & c`를 봅니다.", 'Look at `a < b & c` and "x".')
TODO = Result(3, "todo", "아직 풀지 않았습니다. 채웁니다.", "Not attempted yet. Fill it in.")
REPORT = Report((PASS, FAIL, TODO))


def words(markup):
    return html.unescape(re.sub(r"<[^>]*>", "", markup)).split()


def test_text():
    assert str(REPORT) == "\n".join(
        [
            "[지시 1 / Instruction 1] ✔ 통과 / passed",
            "  맞습니다.",
            "  Right.",
            "[지시 2 / Instruction 2] ✘ 다시 살펴보세요 / look again",
            "  `a < b & c`를 봅니다.",
            '  Look at `a < b & c` and "x".',
            "[지시 3 / Instruction 3] ○ 아직 풀지 않았습니다 / not attempted yet",
            "  채웁니다.",
            "  Fill it in.",
        ]
    )
    assert repr(REPORT) == str(REPORT)


def test_html_says_the_same_words():
    assert words(REPORT._repr_html_()) == str(REPORT).split()


def test_html_is_escaped_and_marks_its_languages():
    markup = REPORT._repr_html_()
    assert "a &lt; b &amp; c" in markup
    assert markup.count('lang="ko"') == markup.count('lang="en"') == 9


def test_pretty_printer_gets_the_text():
    class Printer:
        text = staticmethod(lambda text: printed.append(text))

    printed = []
    REPORT._repr_pretty_(Printer, cycle=False)
    assert printed == [str(REPORT)]


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("status", ["pass", "fail", "todo"])
def test_contrast(status):
    dark, light = sorted(luminance(colour) for colour in CHIP_COLOURS[status])
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("status", ["pass", "fail", "todo"])
@pytest.mark.parametrize("page", ["#ffffff", "#111111", "#1e1e1e", "#383838"])
def test_the_bar_stands_out_on_light_and_dark_pages(status, page):
    dark, light = sorted(luminance(colour) for colour in (BAR_COLOURS[status], page))
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_every_background_comes_with_its_text_colour():
    for style in re.findall(r'style="([^"]*)"', REPORT._repr_html_()):
        assert ("background" in style) == ("color:#" in style.replace("border-color", ""))


@pytest.mark.parametrize(
    ("results", "passed", "attempted"),
    [((PASS,), True, True), ((PASS, FAIL), False, True), ((TODO, TODO), False, False),
     ((PASS, TODO), False, True)],
)  # fmt: skip
def test_summary(results, passed, attempted):
    report = Report(results)
    assert (report.passed, report.attempted) == (passed, attempted)


def test_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        PASS.status = "fail"
    with pytest.raises(dataclasses.FrozenInstanceError):
        REPORT.results = ()


def test_words():
    assert join(Words("가", "a"), None, Words("", ""), Words("나", "b")) == ("가 나", "a b")
    assert note("가", "a") == ("참고: 가", "Note: a")
    assert [ordinal(n).en for n in (1, 2, 3, 4, 11, 21)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "21st",
    ]
    assert [ordinal(n).ko for n in (1, 10, 11)] == ["첫 번째", "열 번째", "11번째"]
    assert (plural(1, "layer"), plural(2, "layer")) == ("1 layer", "2 layers")
