"""What a check answers: a verdict per instruction, as text and as HTML in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from .words import Words

TODO = Words("아직 풀지 않았습니다", "not attempted yet")
NOT_JUDGED = Words("아직 채점하지 못했습니다", "not judged yet")

MARKS = {"pass": "✔", "fail": "✘", "todo": "○"}
_LABELS = {
    "pass": Words("통과", "passed"),
    "fail": Words("다시 살펴보세요", "look again"),
    "todo": TODO,
}

# Each chip sets background and text colour together, so that it reads in a light and in a dark
# theme; everything else inherits the page's own colours. Contrast is at least 4.5:1.
CHIP_COLOURS = {
    "pass": ("#14691f", "#ffffff"),
    "fail": ("#a61b1b", "#ffffff"),
    "todo": ("#555555", "#ffffff"),
}

# The bar stands on the page itself: at least 3:1 on white and on the dark pages of JupyterLab
# and Colab.
BAR_COLOURS = {"pass": "#2f9e44", "fail": "#e8505b", "todo": "#8a8a8a"}


@dataclass(frozen=True)
class Result:
    """The verdict on one instruction.

    ``status`` is ``"pass"``, ``"fail"`` or ``"todo"``; ``ko`` and ``en`` say what was found, what
    was asked and, for a failure, the likely cause.
    """

    instruction: int
    status: str
    ko: str
    en: str

    def header(self) -> tuple[Words, str, Words]:
        """The instruction's name, its mark, and the verdict in words."""
        name = Words(f"지시 {self.instruction}", f"Instruction {self.instruction}")
        label = _LABELS[self.status]
        if self.status == "todo" and not self.ko.startswith(TODO.ko):
            label = NOT_JUDGED  # it was attempted, but something before it comes first
        return name, MARKS[self.status], label

    def body(self) -> Words:
        """The two lines under the header (the todo text stands in the header already)."""
        ko = self.ko.removeprefix(TODO.ko).lstrip(". ")
        en = self.en.removeprefix(TODO.en.capitalize()).removeprefix(TODO.en).lstrip(". ")
        return Words(ko, en)


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
            for line in result.body():
                if line:
                    yield f"  {line}"

    def _repr_pretty_(self, printer, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        return "".join(_html_card(result) for result in self.results)


def _html_card(result: Result) -> str:
    name, mark, label = result.header()
    background, colour = CHIP_COLOURS[result.status]
    head = (
        f"<div>[{_html(name, 'span', ' / ')}] "
        f'<b style="background:{background};color:{colour};padding:1px 6px;border-radius:4px">'
        f"{mark} {_html(label, 'span', ' / ')}</b></div>"
    )
    body = _html(result.body(), "div", "\n")
    return (
        f'<div style="border-left:4px solid {BAR_COLOURS[result.status]};padding:2px 10px;'
        f"margin:6px 0;line-height:1.5;word-break:keep-all;overflow-wrap:anywhere"
        f'">\n{head}\n{body}\n</div>\n'
    )


def _html(words: Words, tag: str, between: str) -> str:
    pairs = (("ko", words.ko), ("en", words.en))
    return between.join(
        f'<{tag} lang="{lang}">{escape(text)}</{tag}>' for lang, text in pairs if text
    )
