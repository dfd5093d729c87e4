"""Sentences in two languages, and the small grammar that they need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Words(NamedTuple):
    """The same statement in Korean and in English."""

    ko: str
    en: str


NOTHING = Words("", "")
POINTER = Words("→ 실습 ", "→ practice ")
"""How the words begin that say where in the notebooks to look."""

_ORDINALS_KO = ("첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열")
_ENDINGS_EN = {1: "st", 2: "nd", 3: "rd"}


def join(*parts: Words | None) -> Words:
    """Put statements after one another, a space between; ``None`` and empty ones vanish.

    Where to look in the notebooks comes last, and only once: the first such pointer stays.
    """
    kept = [part for part in parts if part is not None]
    return Words(
        _joined((part.ko for part in kept), POINTER.ko),
        _joined((part.en for part in kept), POINTER.en),
    )


def _joined(texts: Iterable[str], pointer: str) -> str:
    statements, pointers = [], []
    for text in texts:
        statement, mark, where = text.partition(pointer)
        statements.append(statement.strip())
        pointers += [mark + where] if mark else []
    return " ".join(text for text in (*statements, *pointers[:1]) if text)


def note(ko: str, en: str) -> Words:
    """A remark that takes nothing away from a pass."""
    return Words(f"참고: {ko}", f"Note: {en}")


def ordinal(position: int) -> Words:
    """``1`` becomes "첫 번째" and "1st"."""
    ko = f"{_ORDINALS_KO[position - 1]} 번째" if position <= 10 else f"{position}번째"
    ending = "th" if position % 100 in (11, 12, 13) else _ENDINGS_EN.get(position % 10, "th")
    return Words(ko, f"{position}{ending}")


def plural(count: int, noun: str) -> str:
    """``2, "layer"`` becomes "2 layers"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listing(values: object) -> str:
    """``[16, 32]`` becomes "16, 32"."""
    return ", ".join(str(value) for value in values)
