"""Checks of the functions that train: optimizer, compile and fit, each with its own verdict.

Nothing is trained. The function is called twice, with two models and different epochs: numbers that
are written in show, and so does an optimizer that both calls share.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from helpers.checks.attempt import accepts, attempt
from helpers.checks.fit import is_optimizer, judge_fit, nothing_done, remark, returned, shown, slip
from helpers.checks.progress import exercise
from helpers.checks.report import Fail, Finding, Report, Result, Todo, Verdict, advise, diagnose
from helpers.checks.spies import Call, Run, pictures, run_training
from helpers.text import Words, join, listing, with_particle

LOSS = "sparse_categorical_crossentropy"
_EPOCHS = (3, 5)  # of the two calls


@exercise("3-2", "main", 2, 3, 4)
def check_main(main: Any) -> Report:
    """Instructions 2-4 of practice 3-2: Adam 0.001; compile with it; fit. Nothing is trained."""
    runs = [Run(epochs, pictures(), own_model=True) for epochs in _EPOCHS]
    calls = [(run.model, run.epochs) for run in runs]
    return _check(main, (2, 3, 4), "def main(model=None, epochs=10):", runs, calls)


@exercise("3-3", "run_model", 3, 4, 5)
def check_run_model(run_model: Any) -> Report:
    """Instructions 3-5 of practice 3-3: Adam 0.001; compile with it; fit. Nothing is trained."""
    runs = [Run(epochs, pictures(centred=True)) for epochs in _EPOCHS]
    calls = [(run.model, *run.arrays, run.epochs) for run in runs]
    line = "def run_model(model, train_X, train_y, test_X, test_y, epochs=10):"
    return _check(run_model, (3, 4, 5), line, runs, calls)


def _check(function: Any, numbers: tuple, line: str, runs: list[Run], calls: list[tuple]) -> Report:
    if not accepts(function, *calls[0]):
        raise slip("parameters of training", line)
    for run, arguments in zip(runs, calls, strict=True):
        run_training(run, function, arguments)
    first, second = _judge(runs[0], numbers), _judge(runs[1], numbers, before=runs[0])
    return Report(tuple(a if a.status != "pass" else b for a, b in zip(first, second, strict=True)))


# -- which instruction answers for an error ----------------------------------------------------


def _judge(run: Run, numbers: tuple, before: Run | None = None) -> list[Result]:
    results: list[Result] = []
    judges = (partial(judge_optimizer, before=before), judge_compile, judge_fit)
    for place, (number, usual) in enumerate(zip(numbers, judges, strict=True)):
        failed = [result.instruction for result in results if result.status == "fail"]
        try:
            status, words = "pass", _words(run, place, partial(usual, run), failed)
        except Verdict as verdict:
            status, words = verdict.status, verdict.words
        results.append(Result(number, status, *words))
    return results


def _words(run: Run, place: int, usual: Callable[[], Words], failed: list[int]) -> Words:
    """Judge as `usual`, unless an error came first; `failed` are the instructions before."""
    blamed = ("optimizer", "compile", "fit").index(run.step) if run.stop else 3
    if place < blamed:
        return usual()
    if place == blamed and run.inside:  # the arguments of the call may tell why it stopped
        try:
            usual()
        except Verdict as verdict:
            if verdict.status == "fail":
                raise Fail(*join(verdict.words, run.stop.words())) from verdict
    if place == blamed and not (run.inside and failed):
        raise _verdict(run)
    if not failed:
        raise Todo
    raise Todo(
        f"지시 {with_particle(str(failed[0]), '을')} 먼저 고치세요. 그러면 여기도 채점합니다.",
        f"Fix instruction {failed[0]} first; then this one can be checked, too.",
    )


def _verdict(run: Run) -> Verdict:
    """Not attempted for a stub, else what the handbook says of the error."""
    stop = run.stop
    own = advise(Finding(f"training {stop.kind}", stop.message, stop.expression, stop.code))
    return Fail(*join(own, stop.words())) if own and not stop.blank else stop.verdict()


# -- the optimizer -----------------------------------------------------------------------------


def judge_optimizer(run: Run, before: Run | None) -> Words:
    """Judge "Adam, learning rate 0.001", another object than in the call `before`."""
    import keras

    found = _optimizer(run)
    if found is None:
        nothing_done(run, "optimizer")
    if found is ... or isinstance(found, type):
        raise slip("optimizer", "Ellipsis" if found is ... else f"class {shown(found)}", run)
    optimizer = attempt(keras.optimizers.get, found)[0] if isinstance(found, str) else found
    if type(optimizer) is not keras.optimizers.Adam:
        kind = "other" if isinstance(optimizer, keras.optimizers.Optimizer) else "no"
        raise slip("optimizer", f"{kind} optimizer {shown(found if kind == 'no' else optimizer)}")
    if before and found is optimizer and found is _optimizer(before):
        raise slip("optimizer", "shared", run)
    rates = _rates(optimizer)
    if rates != ["0.001"]:
        raise slip("learning rate", listing(rates))
    passed = Words("Adam, 학습률 0.001입니다.", "Adam with learning rate 0.001.")
    by_name = remark("optimizer by name", found) if isinstance(found, str) else None
    return join(passed, by_name, _other_arguments(optimizer))


def _optimizer(run: Run) -> Any:
    """The optimizer to judge: the one given back, else the last one made, else the one compiled.

    `...` where one was made, but the `optimizer = ...` of the stub is what came out.
    """
    calls = [call for call in run.called("compile") if "optimizer" in call.given]
    compiled = [call.arguments["optimizer"] for call in calls[-1:]]
    found = [returned(run).optimizer, *run.optimizers[-1:], *compiled]
    if run.optimizers and ... in found:
        return ...
    written = [value for value in found if value is not None and value is not ...]
    return next((value for value in written if is_optimizer(value)), next(iter(written), None))


def _rates(optimizer: Any) -> list[str]:
    """The learning rate; several, if a schedule moves it."""
    rates, start = [], int(optimizer.iterations)
    for step in (0, 100, 10**6, start):
        optimizer.iterations.assign(step)
        rates.append(f"{float(optimizer.learning_rate):g}")
    return list(dict.fromkeys(rates[:-1]))


def _other_arguments(optimizer: Any) -> Words | None:
    config, usual = optimizer.get_config(), type(optimizer)().get_config()
    changed = [name for name, value in usual.items()
               if name not in ("name", "learning_rate") and config[name] != value]  # fmt: skip
    return remark("optimizer arguments", listing(changed)) if changed else None


# -- compile -----------------------------------------------------------------------------------


def judge_compile(run: Run) -> Words:
    """Judge "with that optimizer, sparse categorical cross-entropy and accuracy"."""
    import keras

    calls = _compiles(run)
    found = calls[-1].arguments
    weights, metrics = found["loss_weights"], [found["metrics"], found["weighted_metrics"]]
    if ... in keras.tree.flatten([found["optimizer"], found["loss"], metrics]):
        raise Todo
    if any(isinstance(value, str) for value in keras.tree.flatten(weights)):
        raise slip("compile", "metrics in third place")
    remarks = [
        _same_optimizer(run, calls[-1]),
        _judge_loss(found["loss"]),
        _judge_metrics(metrics),
        None if weights in (None, 1, [1]) else remark("loss_weights"),
        remark("compile again", str(len(calls))) if len(calls) > 1 else None,
    ]
    passed = Words(
        f"돌려준 옵티마이저, {LOSS}, accuracy로 컴파일했습니다.",
        f"Compiled with the optimizer, {LOSS} and accuracy.",
    )
    return join(passed, *remarks)


def _compiles(run: Run) -> list[Call]:
    """The calls of `compile` that came before the training of the same model."""
    compiles, fits = run.called("compile"), run.called("fit")
    if not fits:
        return compiles or nothing_done(run, "compile")
    same = [call for call in compiles if call.model is fits[0].model]
    before = [call for call in same if run.calls.index(call) < run.calls.index(fits[0])]
    if not before:
        raise slip("compile", "after fit" if same else "another model" if compiles else "missing")
    return before


def _same_optimizer(run: Run, call: Call) -> Words | None:
    """A verdict unless the optimizer compiled is the one that is judged."""
    compiled, found = call.arguments["optimizer"], _optimizer(run)
    if found in (None, ..., compiled):
        return None
    if found is call.outcome:
        return remark("optimizer of the model")
    kind = "class " if isinstance(compiled, type) else ""
    raise slip("compiled optimizer", f"{kind}{shown(compiled)}")


# -- loss and metrics, by their values on labels and probabilities of ours ----------------------


_ROWS = np.arange(40)
_LABELS = np.random.default_rng(11).permutation(_ROWS % 10)
_SCORES = np.random.default_rng(12).uniform(0.5, 1.5, (40, 10))
_SCORES[_ROWS, np.where(_ROWS < 14, _LABELS, (_LABELS + 1) % 10)] = 4.0
_PROBABILITIES = (_SCORES / _SCORES.sum(axis=1, keepdims=True)).astype(np.float32)
"""Right for 14 of the 40 labels; elsewhere the label's rank varies, so that top-k differs."""


def _value(function: Any, labels: np.ndarray) -> float:
    """What Keras would minimise or show; NaN for labels of another form."""
    import keras
    import tensorflow as tf

    getattr(function, "reset_state", lambda: None)()
    value = attempt(function, tf.constant(labels), tf.constant(_PROBABILITIES))[0]
    is_unreduced = isinstance(function, keras.losses.Loss) and np.ndim(value)
    return math.nan if value is None or is_unreduced else float(np.mean(value))


def _judge_loss(loss: Any) -> Words | None:
    import keras

    if loss is None:
        raise slip("loss", "None")
    function = attempt(keras.losses.get, loss)[0]
    found = _written(loss, LOSS)
    if function is not None:
        right = -np.log(_PROBABILITIES[_ROWS, _LABELS])
        values = [_value(function, labels) for labels in (_LABELS, _LABELS[:, None])]
        if np.isclose(values, right.mean(), 1e-3).any():
            is_keras = getattr(function, "__module__", "").startswith("keras")
            return None if is_keras else remark("loss", "own")
        from_logits = np.log(np.exp(_PROBABILITIES).sum(axis=1)) - np.exp(-right)
        if np.isclose(values, from_logits.mean(), 1e-3).any():
            raise slip("loss", "logits")
        one_hot = _value(function, np.eye(10, dtype=np.float32)[_LABELS])
        found = "one-hot" if np.isclose(one_hot, right.mean(), 1e-3) else shown(function)
        if found.lower().replace("_", "") == LOSS.replace("_", ""):
            raise slip("loss", "arguments")
    asked = Words(
        f"손실 함수가 {shown(loss)}입니다. 지시한 것은 '{LOSS}'입니다.",
        f"The loss is {shown(loss)}; the instruction asks for '{LOSS}'.",
    )
    raise Fail(*join(asked, diagnose(Finding("loss", found))))


def _judge_metrics(given: list[Any]) -> Words | None:
    import keras

    if isinstance(given[0], str):
        raise slip("metrics", f"string {given[0]}")
    metrics = [metric for metric in keras.tree.flatten(given) if metric is not None]
    for metric in metrics:
        if _is_accuracy(metric):
            name = metric if isinstance(metric, str) else getattr(metric, "name", shown(metric))
            return None if name.lower() == "accuracy" else remark("metrics name", name)
    if not metrics:
        raise slip("metrics", "None")
    names = listing(map(shown, metrics))
    asked = Words(
        f"손실까지는 맞습니다. 그런데 metrics가 [{names}]입니다. 지시한 것은 ['accuracy']입니다.",
        f"The loss is right, but metrics are [{names}]; the instruction asks for ['accuracy'].",
    )
    raise Fail(*join(asked, diagnose(Finding("metrics", _written(metrics[0], "accuracy")))))


def _is_accuracy(metric: Any) -> bool:
    import keras

    if isinstance(metric, str) and metric.lower() in ("accuracy", "acc"):
        return True
    value = _value(attempt(keras.metrics.get, metric)[0], _LABELS)
    return bool(np.isclose(value, np.mean(_PROBABILITIES.argmax(axis=1) == _LABELS)))


def _written(value: Any, meant: str) -> str:
    """ "misspelt" for what is nearly the name `meant`, else how it is shown."""
    close = isinstance(value, str) and difflib.get_close_matches(value.lower(), [meant], 1, 0.8)
    return "misspelt" if close else shown(value)
