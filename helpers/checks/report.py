"""What a check answers: a verdict per instruction, as text and as HTML in the same words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

from helpers.text import Words

TODO = Words("아직 풀지 않았습니다", "not attempted yet")
NOT_CHECKED = Words("아직 채점하지 못했습니다", "not checked yet")
UNTOUCHED = Words(
    f"{TODO.ko}. 문제 셀에 코드를 적어 그 셀을 먼저 실행한 뒤, 이 셀을 다시 실행하세요.",
    f"{TODO.en.capitalize()}. Write your code in the exercise cell, run that cell, "
    "then run this one again.",
)
MARKS = {"pass": "✔", "fail": "✘", "todo": "○"}
_LABELS = {
    "pass": Words("통과", "passed"),
    "fail": Words("다시 살펴보세요", "look again"),
    "todo": TODO,
}

# A chip sets background and text together, so that it reads on light and on dark pages (at least
# 4.5:1); the bar stands on the page itself (at least 3:1 on both).
_CHIPS = {"pass": "#14691f", "fail": "#a61b1b", "todo": "#555555"}
_BARS = {"pass": "#2f9e44", "fail": "#e8505b", "todo": "#8a8a8a"}


@dataclass(frozen=True)
class Result:
    """The verdict on one instruction (a number; a letter for a challenge).

    `status` is "pass", "fail" or "todo"; `ko` and `en` say what was found, what was asked and, for
    a failure, the likely cause.
    """

    instruction: int | str
    status: str
    ko: str
    en: str

    def header(self) -> tuple[Words, str, Words]:
        """The instruction's name, its mark, and the verdict in words."""
        ko, en = (
            ("지시", "Instruction") if isinstance(self.instruction, int) else ("도전", "Challenge")
        )
        name = Words(f"{ko} {self.instruction}", f"{en} {self.instruction}")
        waits = self.status == "todo" and not self.ko.startswith(TODO.ko)
        return name, MARKS[self.status], NOT_CHECKED if waits else _LABELS[self.status]

    def body(self) -> Words:
        """The two lines under the header, without what the header says already."""
        ko = self.ko.removeprefix(f"{TODO.ko}. ")
        return Words(ko, self.en.removeprefix(f"{TODO.en.capitalize()}. "))


@dataclass(frozen=True)
class Report:
    """All verdicts of one check; shows itself as text, and as HTML in a notebook."""

    results: tuple[Result, ...]

    @property
    def passed(self) -> bool:
        """True when every instruction passed."""
        return all(result.status == "pass" for result in self.results)

    @property
    def attempted(self) -> bool:
        """False while every instruction is untouched."""
        return any(result.status != "todo" for result in self.results)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    __repr__ = __str__

    def _lines(self) -> Iterator[str]:
        for result in self.results:
            name, mark, label = result.header()
            yield f"[{name.ko} / {name.en}] {mark} {label.ko} / {label.en}"
            yield from (f"  {line}" for line in result.body())

    def _repr_pretty_(self, printer, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        return "".join(map(_card, self.results))


def _card(result: Result) -> str:
    name, mark, label = result.header()
    chip = f"background:{_CHIPS[result.status]};color:#ffffff;padding:1px 6px;border-radius:4px"
    bar = f"border-left:4px solid {_BARS[result.status]};padding:2px 10px;margin:6px 0"
    return (
        f'<div style="{bar};line-height:1.5;word-break:keep-all;overflow-wrap:anywhere">\n'
        f'<div>[{_html(name, "span", " / ")}] <b style="{chip}">'
        f"{mark} {_html(label, 'span', ' / ')}</b></div>\n"
        f"{_html(result.body(), 'div', chr(10))}\n</div>\n"
    )


def _html(words: Words, tag: str, between: str) -> str:
    pairs = (("ko", words.ko), ("en", words.en))
    return between.join(f'<{tag} lang="{lang}">{escape(text)}</{tag}>' for lang, text in pairs)


# -- how a check reaches its verdict -----------------------------------------------------------


class Verdict(Exception):
    """A finished judgment, raised from wherever it was reached."""

    status = "fail"

    def __init__(self, ko: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(ko, en)


class Fail(Verdict):
    """The answer is not what the instruction asks: `raise Fail(ko, en)`, or `Fail(*words)`."""


class Todo(Verdict):
    """There is no answer yet, or an earlier instruction keeps this one from being checked."""

    status = "todo"

    def __init__(self, ko: str = UNTOUCHED.ko, en: str = UNTOUCHED.en) -> None:
        super().__init__(ko, en)


def judge(instruction: int | str, work: Callable[[], Words]) -> Result:
    """Make a result of the words of a pass that `work` returns, or of the verdict that it raises."""
    try:
        return Result(instruction, "pass", *work())
    except Verdict as verdict:
        return Result(instruction, verdict.status, *verdict.words)
    except Exception as error:  # an answer so odd that reading it failed is still answered
        kind, message = type(error).__name__, " ".join(str(error).split())[:240]
        return Result(
            instruction,
            "fail",
            f"답을 끝까지 읽지 못했습니다({kind}: {message}). 지시한 층만 써서 더 단순하게 적어 "
            "보세요.",
            f"This answer could not be read to its end ({kind}: {message}). Try a simpler form "
            "with only the layers of the instruction.",
        )


# -- sentences and their small grammar ---------------------------------------------------------

NOTHING = Words("", "")
_SEE = Words("→ 실습 ", "→ practice ")
_ORDINALS = ("첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열")


def join(*parts: Words | None) -> Words:
    """Put statements after one another; `None` and empty ones vanish.

    Where to look in the notebooks (`see`) comes last, and only the first such pointer stays.
    """
    kept = [part for part in parts if part]
    return Words(*(_joined([part[n] for part in kept], _SEE[n]) for n in (0, 1)))


def _joined(texts: list[str], pointer: str) -> str:
    statements = [text.partition(pointer)[0].strip() for text in texts]
    pointers = [text[text.index(pointer) :] for text in texts if pointer in text]
    return " ".join(text for text in (*statements, *pointers[:1]) if text)


def see(practice: str, ko: str, en: str) -> Words:
    """The pointer to a heading of a practice's notebook: the last words of an advice."""
    return Words(f"{_SEE.ko}{practice}의 '{ko}'", f"{_SEE.en}{practice}, '{en}'")


def note(ko: str, en: str) -> Words:
    """A remark that takes nothing away from a pass."""
    return Words(f"참고: {ko}", f"Note: {en}")


def ordinal(position: int) -> Words:
    """1 becomes "첫 번째" and "1st"."""
    ko = f"{_ORDINALS[position - 1]} 번째" if position <= 10 else f"{position}번째"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
    return Words(ko, f"{position}{'th' if 10 < position % 100 < 14 else ending}")


def plural(count: int, noun: str) -> str:
    """2, "layer" becomes "2 layers"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listing(values: Iterable[object]) -> str:
    """[16, 32] becomes "16, 32"."""
    return ", ".join(map(str, values))


def code(value: object) -> str:
    """A value as it is written in Python, without what differs from run to run."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))
