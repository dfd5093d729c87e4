"""What a training function returned, sorted into optimizer and history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .training_run import Run
from .words import Words


@dataclass(frozen=True)
class Returned:
    """The two values, ``None`` where missing, and what is wrong with the return itself."""

    optimizer: Any = None
    history: Any = None
    problem: Words | None = None


def is_blank(value: Any) -> bool:
    """``None`` or the ``...`` of a stub."""
    return value is None or value is ...


def returned(run: Run) -> Returned:
    """Sort what the function returned; a problem is worded, never raised."""
    import keras

    value, history_class = run.value, keras.callbacks.History
    if is_blank(value):
        return Returned(
            problem=Words(
                "값을 돌려주지 않았습니다. 마지막 줄에 return optimizer, hist를 적으세요.",
                "Nothing is returned. End with return optimizer, hist.",
            )
        )
    if isinstance(value, history_class):
        return Returned(history=value, problem=_single("hist"))
    if is_optimizer_like(value):
        return Returned(optimizer=value, problem=_single("optimizer"))
    if not isinstance(value, tuple | list) or len(value) != 2:
        return Returned(problem=_not_a_pair(value))
    first, second = value
    if isinstance(first, history_class) and is_optimizer_like(second):
        return Returned(
            second,
            first,
            Words(
                "돌려주는 순서가 바뀌었습니다. return optimizer, hist의 순서입니다.",
                "The two values are returned in the wrong order; it is return optimizer, hist.",
            ),
        )
    return Returned(first, second, _wrong_first(first))


def is_optimizer_like(value: Any) -> bool:
    """An optimizer, or what Keras can turn into one: a name, a class, a configuration."""
    import keras

    if isinstance(value, type):
        return issubclass(value, keras.optimizers.Optimizer)
    return isinstance(value, keras.optimizers.Optimizer | str)


def _single(name: str) -> Words:
    return Words(
        f"{name} 하나만 돌려주었습니다. return optimizer, hist로 둘 다 돌려주세요.",
        f"Only {name} is returned. Return both: return optimizer, hist.",
    )


def _not_a_pair(value: Any) -> Words:
    kind = type(value).__name__
    size = f"{len(value)}" if isinstance(value, tuple | list) else ""
    return Words(
        f"돌려준 값이 {kind}{f'({size}개)' if size else ''}입니다. return optimizer, hist로 두 "
        "값을 돌려주세요.",
        f"The function returned a {kind}{f' of {size}' if size else ''}. Return two values: "
        "return optimizer, hist.",
    )


def _wrong_first(first: Any) -> Words | None:
    if is_optimizer_like(first):
        return None
    kind = type(first).__name__
    return Words(
        f"돌려준 첫 번째 값이 optimizer가 아니라 {kind}입니다. return optimizer, hist로 "
        "돌려주세요.",
        f"The first value returned is no optimizer but {kind}. It is return optimizer, hist.",
    )
