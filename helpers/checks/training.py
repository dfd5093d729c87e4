"""Judge a training function instruction by instruction: optimizer, compile, fit."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from .attempt import Stop
from .error_hints import explained
from .judge_compile import judge_compile
from .judge_fit import judge_fit
from .judge_optimizer import judge_optimizer
from .limits import OutOfTime
from .report import Report, Result
from .sandbox import sandbox
from .training_run import NotFit, Run, run_training
from .verdict import UNTOUCHED, Verdict, judged, out_of_time, require_function
from .words import NOTHING, Words, join

EPOCHS = (3, 5)
"""Two runs with different values: a number written into the code shows."""

_JUDGES = (judge_optimizer, judge_compile, judge_fit)
_BLAMED = {"start": 0, "optimizer": 1, "compile": 1, "compiled": 2, "fit": 2}
"""Which of the three judges answers for an error, by how far the code had come."""

_NOT_REACHED = Words(
    "앞의 지시에서 오류가 나서 여기까지 오지 못했습니다. 앞의 지시부터 고치세요.",
    "Not reached: an earlier instruction stops with an error. Mend that first.",
)


def check_training(
    function: Any,
    numbers: tuple[int, int, int],
    invoke: Callable[[Callable, Run], Any],
    own_model: bool = True,
) -> Report:
    """Judge ``function`` under the three instruction ``numbers``.

    ``invoke(function, run)`` calls it with the model, data and epochs of ``run``, and raises a
    ``Verdict`` if its parameters do not allow that. With ``own_model`` it may train a model that it
    made itself instead of the given one.
    """
    reports: list[Report] = []

    def judge() -> Words:
        require_function(function)
        with sandbox(function):
            reports.append(Report(_results(function, numbers, invoke, own_model)))
        return NOTHING

    stopped = judged(numbers[0], judge)
    if reports:
        return reports[0]
    return Report(tuple(Result(n, stopped.status, stopped.ko, stopped.en) for n in numbers))


def fits(function: Callable, args: tuple, kwargs: dict) -> bool:
    """Whether ``function`` takes these arguments; yes where its parameters cannot be read."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return True
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return False
    return True


def _results(
    function: Callable, numbers: tuple, invoke: Callable, own_model: bool
) -> tuple[Result, ...]:
    def judged_with(epochs: int) -> tuple[Result, ...]:
        run = run_training(function, lambda run: invoke(function, run), epochs, own_model)
        return _judge_run(run, numbers)

    first = judged_with(EPOCHS[0])
    if any(result.status != "pass" for result in first):
        return first
    second = judged_with(EPOCHS[1])
    return first if all(result.status == "pass" for result in second) else second


def _judge_run(run: Run, numbers: tuple[int, int, int]) -> tuple[Result, ...]:
    blamed = _BLAMED[run.phase] if run.stop is not None else None
    results: list[Result] = []
    for place, (number, judge) in enumerate(zip(numbers, _JUDGES, strict=True)):
        if blamed is None or place < blamed:
            results.append(judged(number, lambda judge=judge: judge(run)))
        elif place == blamed:
            earlier = [each.instruction for each in results if each.status == "fail"]
            results.append(judged(number, lambda judge=judge, n=earlier: _stopped(run, judge, n)))
        else:
            unfilled = run.stop.blank
            words = UNTOUCHED if unfilled else _NOT_REACHED
            results.append(Result(number, "todo", *words))
    return tuple(results)


def _stopped(run: Run, judge: Callable[[Run], Words], earlier: list[int]) -> Words:
    """The verdict on the instruction at which the code stopped with an error.

    Where ``earlier`` instructions failed, they are named as the likely cause.
    """
    stop = run.stop
    if stop.blank:
        raise Verdict("todo", UNTOUCHED)
    if stop.kind == OutOfTime.__name__:
        raise Verdict("fail", out_of_time(stop))
    if stop.kind == NotFit.__name__:
        raise Verdict("fail", _other_training(stop))
    try:
        judge(run)
    except Verdict as verdict:
        if verdict.status == "fail" and (run.compiles or run.fits) and run.phase in _CALLED:
            raise Verdict("fail", join(verdict.words, stop.words())) from None
    raise Verdict("fail", join(_first(earlier), explained(stop)))


def _first(earlier: list[int]) -> Words | None:
    if not earlier:
        return None
    return Words(
        f"지시 {earlier[0]}의 잘못 때문일 수 있습니다. 그것부터 고치세요.",
        f"Instruction {earlier[0]} may be the cause: mend that first.",
    )


_CALLED = {"compile", "fit"}
"""Phases in which the recorded call itself may explain the error."""


def _other_training(stop: Stop) -> Words:
    return Words(
        f"fit 대신 {stop.message}(으)로 직접 훈련합니다. model.fit을 한 번 부르세요.",
        f"The training is done by {stop.message} instead of fit. The instruction asks for one call "
        "of model.fit.",
    )
