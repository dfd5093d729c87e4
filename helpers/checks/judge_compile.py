"""Instruction "compile with that optimizer, sparse_categorical_crossentropy and accuracy"."""

from __future__ import annotations

from typing import Any

from .loss_values import judge_loss
from .metric_values import judge_metrics
from .returned import is_blank, is_optimizer_like, returned
from .training_run import Call, Run
from .verdict import UNTOUCHED, Verdict
from .words import Words, join, note


def judge_compile(run: Run) -> Words:
    """Words of a pass, or a ``Verdict``."""
    call = _chosen(run)
    arguments = call.arguments
    if any(_holds_blank(arguments[name]) for name in ("optimizer", "loss", "metrics")):
        raise Verdict("todo", UNTOUCHED)
    _require_keywords(call)
    same = _same_optimizer(run, call)
    loss = judge_loss(arguments["loss"])
    metrics = judge_metrics(arguments["metrics"], arguments["weighted_metrics"])
    passed = Words(
        "돌려준 옵티마이저, sparse_categorical_crossentropy, accuracy로 컴파일했습니다.",
        "Compiled with the optimizer, sparse_categorical_crossentropy and accuracy.",
    )
    return join(passed, same, loss, metrics, _weights(arguments["loss_weights"]))


def _chosen(run: Run) -> Call:
    """The call of ``compile`` that the training used."""
    if not run.fits:
        if not run.compiles:
            raise Verdict("todo", UNTOUCHED)
        return run.compiles[-1]
    fit = run.fits[0]
    for_model = [call for call in run.compiles if call.model is fit.model]
    before = [call for call in for_model if call.order < fit.order]
    if before:
        return before[-1]
    if for_model:
        raise Verdict(
            "fail",
            Words(
                "compile보다 fit을 먼저 불렀습니다. compile을 fit 앞으로 옮기세요.",
                "fit is called before compile. Move compile in front of fit.",
            ),
        )
    if run.compiles:
        raise Verdict(
            "fail",
            Words(
                "compile한 모델과 fit한 모델이 다릅니다. 같은 모델에 차례로 부르세요.",
                "compile and fit are called on different models. Use the same model for both.",
            ),
        )
    raise Verdict(
        "fail",
        Words(
            "model.compile을 부르지 않았습니다. fit 앞에 compile(optimizer=…, loss=…, "
            "metrics=[…])을 적으세요.",
            "model.compile is never called. Put compile(optimizer=…, loss=…, metrics=[…]) in "
            "front of fit.",
        ),
    )


def _holds_blank(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(item is ... for item in value)
    return value is ...


def _require_keywords(call: Call) -> None:
    """The third positional argument of ``compile`` is ``loss_weights``, not ``metrics``."""
    weights = call.arguments["loss_weights"]
    names = weights if isinstance(weights, list | tuple) else [weights]
    if not any(isinstance(name, str) or hasattr(name, "update_state") for name in names):
        return
    raise Verdict(
        "fail",
        Words(
            "compile의 세 번째 자리는 metrics가 아니라 loss_weights입니다. 그래서 정확도가 "
            "기록되지 않습니다. 이름을 붙여 metrics=['accuracy']로 적으세요.",
            "The third position of compile is loss_weights, not metrics, so no accuracy is "
            "recorded. Write metrics=['accuracy'] with its name.",
        ),
    )


def _same_optimizer(run: Run, call: Call) -> Words | None:
    """Compiled and returned optimizer must be one object (or one name)."""
    compiled, given_back = call.arguments["optimizer"], returned(run).optimizer
    if not is_optimizer_like(given_back):
        given_back = run.optimizers[-1] if run.optimizers else None
    if is_blank(given_back) or given_back is compiled:
        return None
    if isinstance(compiled, str) and isinstance(given_back, str):
        if compiled.lower() == given_back.lower():
            return None
    elif given_back is call.outcome:
        return note(
            "compile이 이름에서 만든 옵티마이저를 돌려주었습니다.",
            "the optimizer returned is the one that compile made from the name.",
        )
    raise Verdict(
        "fail",
        Words(
            f"compile이 받은 옵티마이저는 {_shown(compiled)}입니다. 따로 만든 옵티마이저와 "
            "다르므로, 만든 것은 훈련에 쓰이지 않습니다. compile(optimizer=optimizer, …)로 같은 "
            "객체를 넘기세요.",
            f"compile receives {_shown(compiled)}, which is another optimizer than the one made "
            "above: that one is never used. Pass the same object: compile(optimizer=optimizer, …).",
        ),
    )


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) else f"{type(value).__name__}(…)"


def _weights(weights: Any) -> Words | None:
    values = weights if isinstance(weights, list | tuple) else [weights]
    if all(value is None or value == 1 for value in values):
        return None
    return note(
        "loss_weights가 손실의 크기를 바꿉니다.", "loss_weights changes the size of the loss."
    )
