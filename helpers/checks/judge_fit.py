"""Instruction "fit with epochs, batch_size=64, validation_split=0.2, shuffle=True, verbose=2"."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .fit_data import judge_data
from .places import see
from .returned import is_blank, returned
from .training_run import Call, Run
from .verdict import UNTOUCHED, Verdict
from .words import NOTHING, Words, join, note

BATCH_SIZE = 64
VALIDATION_SPLIT = 0.2


def judge_fit(run: Run) -> Words:
    """Words of a pass, or a ``Verdict``."""
    call = judge_call(run)
    _require_given_model(run, call)
    if call.frozen:
        raise Verdict("fail", _FROZEN)
    remarks = [
        _another_model(run, call),
        judge_data(run, call),
        _arguments(run, call),
        _amount(run, call),
    ]
    problem = _returned(run, call)
    if problem is not None:
        raise Verdict("fail", join(_FIT_IS_RIGHT, problem))
    passed = Words(
        f"훈련 이미지로 epochs={run.epochs}(인자 그대로), batch_size=64, validation_split=0.2, "
        "shuffle=True, verbose=2로 fit을 부르고 그 기록을 돌려주었습니다.",
        f"fit on the training images with epochs={run.epochs} (the argument), batch_size=64, "
        "validation_split=0.2, shuffle=True, verbose=2; its history is returned.",
    )
    return join(passed, *remarks, _harmless(call), _callbacks(call))


_FIT_IS_RIGHT = Words("fit을 부른 방법은 맞습니다.", "The call of fit is right.")


def judge_call(run: Run) -> Call:
    """The one call of ``fit``, or a ``Verdict``."""
    if not run.fits:
        history = returned(run).history
        if is_blank(history):
            raise Verdict("todo", UNTOUCHED)
        kind = type(history).__name__
        raise Verdict(
            "fail",
            Words(
                f"돌려준 두 번째 값이 {kind}이고, model.fit을 부르지 않았습니다. "
                "hist = model.fit(…)의 값을 돌려주세요.",
                f"The second value returned is a {kind}, and model.fit was never called. Return "
                "what hist = model.fit(…) gives.",
            ),
        )
    call = run.fits[0]
    if any(value is ... for value in call.arguments.values()):
        raise Verdict("todo", UNTOUCHED)
    if len(run.fits) > 1:
        count = len(run.fits)
        raise Verdict(
            "fail",
            Words(
                f"fit을 {count}번 불렀습니다. 반복문 대신 fit을 한 번 부르고 epochs=epochs를 "
                "넘기세요. 그래야 기록 하나에 모든 에포크가 남습니다.",
                f"fit is called {count} times. Call it once with epochs=epochs instead of a loop: "
                "then one history holds all epochs.",
            ),
        )
    return call


def _require_given_model(run: Run, call: Call) -> None:
    """A copy that is trained leaves the model that the caller goes on to use as it was."""
    if run.own_model or run.model in (call.model, *getattr(call.model, "layers", ())):
        return
    raise Verdict(
        "fail",
        Words(
            "fit을 부른 것은 맞습니다. 그런데 인자로 받은 model이 아닌 다른 모델(복사본 등)을 "
            "훈련합니다. 그러면 받은 모델은 훈련되지 않은 채로 남습니다. model.fit(…)으로 "
            "적으세요.",
            "Calling fit is right, but it trains another model, such as a copy, and not the model "
            "that the function was given, which stays untrained. Write model.fit(…).",
        ),
    )


def _another_model(run: Run, call: Call) -> Words | None:
    if run.model in (call.model, *getattr(call.model, "layers", ())):
        return None
    return note(
        "인자로 받은 model이 아니라 함수 안에서 만든 모델을 훈련합니다. model이 None일 때만 만들면 "
        "됩니다.",
        "it trains a model made inside the function, and not the model that it was given. Make one "
        "only if model is None.",
    )


_FROZEN = Words(
    "fit을 부른 것은 맞습니다. 그런데 모델의 모든 가중치가 trainable=False입니다. 그러면 아무것도 "
    "훈련되지 않습니다. 그 줄을 빼세요.",
    "Calling fit is right, but all weights of the model are trainable=False, so nothing is "
    "trained. Take that line out.",
)


@dataclass(frozen=True)
class _Argument:
    name: str
    want: Words
    right: bool
    hint: Words = NOTHING


def _arguments(run: Run, call: Call) -> None:
    """Raise a ``Verdict`` for the first argument that differs."""
    found = call.arguments
    if found["validation_data"] is not None:
        raise Verdict("fail", _VALIDATION_DATA)
    right: list[str] = []
    for argument in _expected(run, call):
        if argument.right:
            right.append(argument.name)
            continue
        value = _shown(found[argument.name])
        origin = (
            Words("", "")
            if argument.name in call.given
            else Words("(적지 않아 기본값)", " (the default, as it was not given)")
        )
        praise = Words(
            f"훈련 데이터{', ' if right else ''}{', '.join(right)}까지 맞습니다.",
            f"Right so far: the training data{', ' if right else ''}{', '.join(right)}.",
        )
        raise Verdict(
            "fail",
            join(
                praise,
                Words(
                    f"그런데 fit의 {argument.name} 값이 {value}{origin.ko}입니다. 지시한 값은 "
                    f"{argument.want.ko}입니다.",
                    f"But {argument.name} of fit is {value}{origin.en}; the instruction asks for "
                    f"{argument.want.en}.",
                ),
                argument.hint,
                see("training"),
            ),
        )


def _expected(run: Run, call: Call) -> tuple[_Argument, ...]:
    found = call.arguments
    return (
        _Argument(
            "epochs",
            Words(f"epochs 인자({run.epochs})", f"the argument epochs ({run.epochs})"),
            _equals(found["epochs"], run.epochs),
            _epochs_hint(run, call),
        ),
        _Argument("batch_size", _same(BATCH_SIZE), _equals(found["batch_size"], BATCH_SIZE)),
        _Argument(
            "validation_split",
            _same(VALIDATION_SPLIT),
            _equals(found["validation_split"], VALIDATION_SPLIT),
            _SPLIT_HINT,
        ),
        _Argument("shuffle", _same(True), found["shuffle"] in (True, 1)),
        _Argument("verbose", _same(2), _equals(found["verbose"], 2), _VERBOSE_HINT),
    )


def _same(value: Any) -> Words:
    return Words(str(value), str(value))


def _equals(value: Any, wanted: float) -> bool:
    """A number, no ``bool``, equal within float tolerance."""
    is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return is_number and math.isclose(value, wanted, rel_tol=1e-6)


def _shown(value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    return repr(value) if isinstance(value, int | float | str | None) else type(value).__name__


def _epochs_hint(run: Run, call: Call) -> Words:
    if call.arguments["batch_size"] == run.epochs and "epochs" not in call.given:
        return Words(
            "fit의 세 번째 자리는 epochs가 아니라 batch_size입니다. epochs=epochs처럼 이름을 "
            "붙이세요.",
            "The third position of fit is batch_size, not epochs. Write epochs=epochs with its "
            "name.",
        )
    return Words(
        f"검사가 이 함수에 넘긴 epochs는 {run.epochs}입니다. 숫자를 적지 않고 인자를 그대로 "
        "epochs=epochs로 넘기세요.",
        f"The check called this function with epochs={run.epochs}. Pass the argument on, "
        "epochs=epochs, instead of a number.",
    )


_VALIDATION_DATA = join(
    Words(
        "fit에 validation_data를 넘겼습니다. 그러면 validation_split은 무시되고, 테스트 이미지를 "
        "넘겼다면 평가에 쓸 이미지를 미리 보게 됩니다. validation_data를 빼고 "
        "validation_split=0.2를 쓰세요.",
        "fit receives validation_data, which overrides validation_split. If these are the test "
        "images, the choice of a model would rest on pictures that only the final evaluation "
        "should see. Remove it and use validation_split=0.2.",
    ),
    see("validation"),
)
_SPLIT_HINT = Words(
    "훈련 이미지의 20%를 검증에 씁니다.", "A fifth of the training images is kept for validation."
)
_VERBOSE_HINT = Words(
    "2는 에포크마다 한 줄을 냅니다.", "2 prints one line per epoch."
)  # fmt: skip


def _amount(run: Run, call: Call) -> Words | None:
    """Arguments that change how much is trained."""
    found = call.arguments
    steps = found.get("steps_per_epoch")
    images = int(len(run.data.train_X) * (1 - VALIDATION_SPLIT))
    whole = math.ceil(images / BATCH_SIZE)
    if steps is not None and steps != whole:
        raise Verdict("fail", _changes_amount("steps_per_epoch", steps, f"None({whole})"))
    start = found.get("initial_epoch", 0)
    if start != 0:
        raise Verdict("fail", _changes_amount("initial_epoch", start, "0"))
    names = [n for n in ("class_weight", "sample_weight") if found.get(n) is not None]
    if not names:
        return None
    return note(
        f"지시에 없는 {names[0]}가 손실에 무게를 줍니다.",
        f"{names[0]}, which was not asked for, weights the loss.",
    )


def _changes_amount(name: str, value: Any, usual: str) -> Words:
    return Words(
        f"지시한 인자는 맞습니다. 그런데 {name}={_shown(value)} 때문에 훈련하는 양이 달라집니다. "
        f"이 인자를 뺍니다(기본값 {usual}).",
        f"The arguments of the instruction are right, but {name}={_shown(value)} changes how much "
        f"is trained. Leave it out (default {usual}).",
    )


def _harmless(call: Call) -> Words | None:
    names = [
        name
        for name in ("validation_steps", "validation_batch_size", "validation_freq")
        if name in call.given and call.arguments[name] not in (None, 1)
    ]
    if not names:
        return None
    return note(
        f"{names[0]}가 검증을 바꿉니다. 훈련은 그대로입니다.",
        f"{names[0]} changes the validation, not the training.",
    )


def _callbacks(call: Call) -> Words | None:
    """A remark on callbacks that interfere with the training."""
    import keras

    meddling = tuple(
        getattr(keras.callbacks, name)
        for name in ("EarlyStopping", "LearningRateScheduler", "ReduceLROnPlateau")
    )
    callbacks = call.arguments["callbacks"]
    callbacks = callbacks if isinstance(callbacks, list | tuple) else [callbacks]
    names = [type(each).__name__ for each in callbacks if isinstance(each, meddling)]
    if not names:
        return None
    return note(
        f"지시에 없는 콜백 {names[0]}이(가) 훈련을 바꿉니다.",
        f"the callback {names[0]}, which was not asked for, changes the training.",
    )


def _returned(run: Run, call: Call) -> Words | None:
    """What is wrong with the value returned; nothing where an error came before the return."""
    import keras

    if run.stop is not None:
        return None
    result = returned(run)
    history = result.history
    if history is call.outcome or (result.problem is not None and is_blank(history)):
        return result.problem
    if isinstance(history, dict):
        return Words(
            "그런데 돌려준 것이 hist.history(dict)입니다. 기록 객체인 fit의 반환값 hist를 그대로 "
            "돌려주세요.",
            "But hist.history, a dict, is returned. Return hist itself, the object that fit gave.",
        )
    if isinstance(history, keras.callbacks.History):
        return Words(
            "그런데 돌려준 기록이 이 fit의 것이 아닙니다. hist = model.fit(…)의 값을 돌려주세요.",
            "But the history returned is not the one of this fit. Return what "
            "hist = model.fit(…) gave.",
        )
    kind = "None" if is_blank(history) else type(history).__name__
    return Words(
        f"그런데 돌려준 두 번째 값이 {kind}입니다. hist = model.fit(…)의 값을 돌려주세요.",
        f"But the second value returned is {kind}. Return what hist = model.fit(…) gave.",
    )
