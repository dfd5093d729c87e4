"""One way to say a thing in two languages, and to set text in columns on a terminal.

Only the standard library: commands that run before anything is installed use this too.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
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
    closed, ends_in_l = _ending(re.sub(r"\([^()]*\)$", "", word).rstrip("'\"`)]}"))
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
