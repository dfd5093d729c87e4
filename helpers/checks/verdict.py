"""Finished judgements, and the frame in which every check reaches them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import limits
from .attempt import Stop, told
from .error_hints import explained
from .interrupts import may_be_the_users
from .limits import OutOfTime
from .report import TODO, Report, Result
from .sandbox import sandbox
from .words import Words

UNTOUCHED = Words(
    f"{TODO.ko}. 문제 셀에 코드를 적어 그 셀을 먼저 실행한 뒤, 이 셀을 다시 실행하세요.",
    f"{TODO.en.capitalize()}. Write your code in the exercise cell, run that cell, "
    "then run this one again.",
)


class Verdict(Exception):
    """A finished judgement, raised from wherever it was reached.

    ``crash`` tells that the code stopped with an error, so that the real cause may lie deeper;
    ``error`` are the bare words about that error, to be put behind the cause.
    """

    def __init__(
        self, status: str, words: Words, crash: bool = False, error: Words | None = None
    ) -> None:
        super().__init__(status)
        self.status = status
        self.words = words
        self.crash = crash
        self.error = error or words


def check_build(
    build: Any, number: int, judge: Callable[[Callable], Words], what: str = "function"
) -> Report:
    """Judge one build function (or ``what``: "class") in the sandbox.

    ``judge`` returns the words of a pass or raises a ``Verdict``.
    """
    return Report((judged(number, lambda: _judge_in_sandbox(build, judge, what)),))


def judged(number: int, judge: Callable[[], Words]) -> Result:
    """Run ``judge`` and make a result of what it returns or raises."""
    try:
        words, status = judge(), "pass"
    except Verdict as verdict:
        words, status = verdict.words, verdict.status
    except OutOfTime as error:
        words, status = out_of_time(error.stop), "fail"
    except BaseException as error:  # an answer so odd that reading it failed is still answered
        if isinstance(error, KeyboardInterrupt) and may_be_the_users():
            raise
        (kind, message), status = told(error), "fail"
        words = Words(
            f"답을 끝까지 읽지 못했습니다({kind}: {message}). 지시한 층만 써서 더 단순하게 "
            "적어 보세요.",
            f"This answer could not be read to its end ({kind}: {message}). Try a simpler form "
            "with only the layers of the instruction.",
        )
    return Result(number, status, *words)


def out_of_time(stop: Stop | None) -> Words:
    """The time was up: in which of the learner's lines, where that is known."""
    if stop is not None and stop.kind != OutOfTime.__name__:  # another cause is known
        return explained(stop)
    where = Words("", "")
    if stop is not None and stop.line:
        where = Words(
            f" 멈춘 곳은 {stop.function}의 {stop.line}번째 줄 `{stop.source}`입니다.",
            f" It was at line {stop.line} of {stop.function}, `{stop.source}`.",
        )
    return Words(
        f"{limits.SECONDS:.0f}초가 지나도 끝나지 않아 멈췄습니다.{where.ko} 끝나지 않는 반복문이나 "
        "기다리는 코드(sleep, input)가 있는지, 검사를 받는 함수 안에서 오래 걸리는 일을 하지 "
        "않는지 보세요.",
        f"It was stopped, as it had not ended after {limits.SECONDS:.0f} seconds.{where.en} Look "
        "for a loop without an end, for code that waits (sleep, input), or for long work inside "
        "the function that is checked.",
    )


def _judge_in_sandbox(build: Any, judge: Callable[[Callable], Words], what: str) -> Words:
    require_function(build, what)
    with sandbox(build):
        return judge(build)


def require_function(function: Any, what: str = "function") -> None:
    """Raise a ``Verdict`` unless ``function`` can be called and is not its own result."""
    if function is None or function is ...:
        raise Verdict("todo", UNTOUCHED)
    import keras

    layer = issubclass(type(function), keras.layers.Layer)  # isinstance would ask the answer
    if layer and what == "class":
        raise Verdict(
            "fail",
            Words(
                "클래스가 아니라 클래스로 만든 객체를 넘겼습니다. 괄호 없이 클래스 이름만 "
                "넘기세요.",
                "This is an object made from the class. Pass the class itself: its name, without "
                "parentheses.",
            ),
        )
    if layer:
        raise Verdict(
            "fail",
            Words(
                "함수가 아니라 함수를 불러 얻은 모델을 넘겼습니다. 괄호 없이 함수 이름만 넘기세요.",
                "This is a model, the result of a function. Pass the function itself: its name, "
                "without parentheses.",
            ),
        )
    if not callable(function):
        kind = type(function).__name__
        raise Verdict(
            "fail",
            Words(
                f"함수 대신 {kind} 값을 넘겼습니다. 괄호 없이 함수 이름을 넘기세요.",
                f"This is a value of type {kind}, not a function. Pass the function's name, "
                "without parentheses.",
            ),
        )
