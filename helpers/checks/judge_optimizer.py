"""Instruction "Adam with learning rate 0.001"."""

from __future__ import annotations

import math
from typing import Any

from .returned import is_blank, is_optimizer_like, returned
from .training_run import Run
from .verdict import UNTOUCHED, Verdict
from .words import Words, join, note

LEARNING_RATE = 0.001
_TOLERANCE = 1e-4
_STEPS = (0, 1, 100, 10_000, 1_000_000)


def judge_optimizer(run: Run) -> Words:
    """Words of a pass, or a ``Verdict``."""
    optimizer, notes = _resolve(_chosen(run))
    _require_adam(optimizer)
    rate, remark = _learning_rate(optimizer)
    if not math.isclose(rate, LEARNING_RATE, rel_tol=_TOLERANCE):
        raise Verdict(
            "fail",
            Words(
                f"Adam을 쓴 것은 맞습니다. 그런데 학습률이 {rate:g}입니다. 지시한 값은 "
                "0.001입니다. Adam(learning_rate=0.001)로 적으세요.",
                f"Adam is right, but its learning rate is {rate:g}; the instruction asks for "
                "0.001. Write Adam(learning_rate=0.001).",
            ),
        )
    passed = Words("Adam, 학습률 0.001입니다.", "Adam with learning rate 0.001.")
    return join(passed, *notes, remark, _other_arguments(optimizer))


def _chosen(run: Run) -> Any:
    """The optimizer to judge: the one returned, else the one compiled, else the last one made."""
    first = returned(run).optimizer
    if is_optimizer_like(first):
        return first
    compiled = run.compiles[-1].arguments["optimizer"] if run.compiles else None
    if is_optimizer_like(compiled):
        return compiled
    if run.optimizers:
        return run.optimizers[-1]
    for value in (first, compiled):
        if not is_blank(value):
            return value
    if _is_pair(run.value) or is_blank(run.value):
        raise Verdict("todo", UNTOUCHED)
    raise Verdict("fail", returned(run).problem)


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2


def _resolve(optimizer: Any) -> tuple[Any, list[Words]]:
    """The optimizer object itself; ``Verdict`` where Keras would not take the value."""
    import keras

    if isinstance(optimizer, type) and is_optimizer_like(optimizer):
        name = optimizer.__name__
        raise Verdict(
            "fail",
            Words(
                f"클래스 {name} 자체를 썼습니다. 괄호를 붙여 {name}(learning_rate=0.001)처럼 "
                "객체를 만드세요.",
                f"This is the class {name} itself. Make an object of it: "
                f"{name}(learning_rate=0.001).",
            ),
        )
    inner = getattr(optimizer, "inner_optimizer", None)
    if inner is not None:  # mixed precision wraps the learner's optimizer
        return inner, []
    if not isinstance(optimizer, str | dict):
        return optimizer, []
    try:
        resolved = keras.optimizers.get(optimizer)
    except Exception:  # an unknown name: said below, as a value that is no optimizer
        return optimizer, []
    remark = note(
        f"이름 {optimizer!r}로 정하면 학습률은 기본값입니다. 객체로 만들면 값이 드러납니다."
        if isinstance(optimizer, str)
        else "설정(dict)으로 옵티마이저를 정했습니다.",
        f"the name {optimizer!r} takes the default learning rate; an object shows the value."
        if isinstance(optimizer, str)
        else "the optimizer is given as a configuration.",
    )
    return resolved, [remark]


def _require_adam(optimizer: Any) -> None:
    import keras

    if type(optimizer) is keras.optimizers.Adam:
        return
    name = repr(optimizer) if isinstance(optimizer, str) else type(optimizer).__name__
    if isinstance(optimizer, keras.optimizers.Optimizer):
        raise Verdict(
            "fail",
            Words(
                f"옵티마이저를 만든 것은 맞습니다. 그런데 {name}입니다. 지시한 것은 "
                "keras.optimizers.Adam입니다. Adam(learning_rate=0.001)로 적으세요.",
                f"There is an optimizer, but it is {name}; the instruction asks for "
                "keras.optimizers.Adam. Write Adam(learning_rate=0.001).",
            ),
        )
    raise Verdict(
        "fail",
        Words(
            f"optimizer가 {name}입니다. 지시한 것은 Adam(learning_rate=0.001)입니다.",
            f"The optimizer is {name}; the instruction asks for Adam(learning_rate=0.001).",
        ),
    )


def _learning_rate(optimizer: Any) -> tuple[float, Words | None]:
    """The rate, and a remark where a schedule gives it; ``Verdict`` if the schedule changes it."""
    import keras

    inner = getattr(optimizer, "_learning_rate", None)
    is_schedule = isinstance(inner, keras.optimizers.schedules.LearningRateSchedule)
    if not is_schedule:
        return float(optimizer.learning_rate), None
    rates = [float(inner(step)) for step in _STEPS]
    changed = [rate for rate in rates if not math.isclose(rate, rates[0], rel_tol=_TOLERANCE)]
    name = type(inner).__name__
    if changed:
        raise Verdict(
            "fail",
            Words(
                f"Adam을 쓴 것은 맞습니다. 그런데 학습률이 {name} 때문에 {rates[0]:g}에서 "
                f"{changed[-1]:g}까지 달라집니다. 지시한 것은 0.001로 고정한 값입니다.",
                f"Adam is right, but {name} moves the learning rate from {rates[0]:g} to "
                f"{changed[-1]:g}; the instruction asks for a fixed 0.001.",
            ),
        )
    return rates[0], note(
        f"{name}를 썼지만 값은 변하지 않습니다.", f"{name} is used, but its value never changes."
    )


def _other_arguments(optimizer: Any) -> Words | None:
    import keras

    default = keras.optimizers.Adam().get_config()
    config = optimizer.get_config()
    changed = sorted(
        name
        for name, value in default.items()
        if name not in ("name", "learning_rate") and config.get(name, value) != value
    )
    if not changed:
        return None
    names = ", ".join(changed)
    return note(
        f"지시에 없는 인자({names})가 기본값과 다릅니다.",
        f"arguments that were not asked for ({names}) differ from their defaults.",
    )
