"""One way to say a thing in two languages, its small grammar, and columns on a terminal.

Only the standard library: commands that run before anything is installed use this too.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TextIO
from unicodedata import east_asian_width

# Korean particles: the form after a consonant, then the form after a vowel.
_PARTICLES = {"은": "는", "이": "가", "을": "를", "과": "와", "으로": "로", "이라": "라"}

# How the course's foreign words end in Korean: those that end in a consonant, ㄹ among them.
_ENDS_IN_L = frozenset({"model", "label", "channel", "pixel", "kernel", "pool", "global"})
_CLOSED = _ENDS_IN_L.union(
    ("adam", "rmsprop", "flatten", "none", "same", "input", "block", "fit", "dropout", "epoch")
)
_CLOSED_DIGITS, _DIGITS_IN_L = "013678", "178"


class Words(NamedTuple):
    """The same statement in Korean and in English; printed, Korean comes first."""

    ko: str
    en: str

    def __str__(self) -> str:
        return f"{self.ko}\n{self.en}"


def say(ko: str, en: str, file: TextIO | None = None) -> None:
    """Print a statement in both languages, Korean first, each on lines of its own."""
    print(Words(ko, en), file=file, flush=True)


def with_particle(word: str, particle: str) -> str:
    """Return `word` with the fitting form of a Korean particle: "'adam'", "으로" → "'adam'으로".

    Args:
        word: Korean, a number or a name of the course; what stands in brackets at its end, and
            quotes, are skipped: 편향(use_bias)이.
        particle: the form after a consonant: 은, 이, 을, 과, 으로 or 이라.
    """
    closed, ends_in_l = _ending(re.sub(r"(?<=\S)\([^()]*\)$", "", word).rstrip("'\"`)]}"))
    if closed and not (ends_in_l and particle == "으로"):
        return word + particle
    return word + _PARTICLES[particle]


def _ending(word: str) -> tuple[bool, bool]:
    """Whether the sound of `word` ends in a consonant, and whether that is ㄹ."""
    last = word[-1:]
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return final > 0, final == 8
    if last.isdigit():
        return last in _CLOSED_DIGITS, last in _DIGITS_IN_L
    name = word.rsplit(None, 1)[-1].lower().lstrip("'\"`([{") if word.strip() else ""
    if name in _CLOSED:
        return True, name in _ENDS_IN_L
    return name.endswith(("m", "n", "l", "ng")), name.endswith("l")


# -- sentences and their small grammar ---------------------------------------------------------

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


def series(values: Iterable[str]) -> str:
    """["1st", "2nd", "3rd"] becomes "1st, 2nd and 3rd"."""
    *others, last = list(values) or [""]
    return f"{', '.join(others)} and {last}" if others else last


# -- columns on a terminal ---------------------------------------------------------------------


def width(text: str) -> int:
    """Columns that `text` takes on a terminal; Hangul takes two each."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return `rows` (the first is the head) as lines with aligned columns, two spaces apart."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def tolerant_output() -> None:
    """Let stdout and stderr replace what a terminal cannot show: Hangul must not stop the work."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
