"""Judge how a training function calls `fit`: once, on the training pictures, and giving it back."""

from __future__ import annotations

import inspect
import math
from typing import Any, NamedTuple, NoReturn

import numpy as np

from helpers.checks.attempt import attempt
from helpers.checks.report import Fail, Finding, Todo, advise, diagnose
from helpers.checks.spies import LABELS, SHAPE, TRAIN, Call, Run, read_marks
from helpers.text import Words, join, listing, note

ASKED = {"batch_size": 64, "validation_split": 0.2, "shuffle": True, "verbose": 2}

_STEPS = math.ceil(TRAIN * (1 - ASKED["validation_split"]) / ASKED["batch_size"])
_AMOUNT = {"steps_per_epoch": (None, _STEPS), "initial_epoch": (0,)}
"""Arguments that change how much is trained, and their harmless values."""

_MEDDLING = (
    *("class_weight", "sample_weight", "validation_steps", "validation_batch_size"),
    *("validation_freq", "EarlyStopping", "LearningRateScheduler", "ReduceLROnPlateau"),
)
"""Arguments and callbacks that change a training or its validation a little."""


def judge_fit(run: Run) -> Words:
    """Judge "fit with these arguments, and give its history back"; a verdict if it is not so."""
    call = _the_call(run)
    remarks = [_model(run, call), _data(call), _arguments(run, call)]
    found = returned(run).problem if run.stop is None else ""
    if found:
        raise slip("returned from training", found, run)
    passed = Words(
        "훈련 사진으로 epochs=epochs(인자 그대로), batch_size=64, validation_split=0.2, "
        "shuffle=True, verbose=2로 fit을 부르고 그 기록을 돌려주었습니다.",
        "fit on the training images with epochs=epochs (the argument), batch_size=64, "
        "validation_split=0.2, shuffle=True, verbose=2; its history is returned.",
    )
    return join(passed, *remarks)


def slip(kind: str, text: str = "", run: Run | None = None) -> Fail:
    """The failure that the handbook words for a finding."""
    return Fail(*diagnose(Finding(kind, text, code=run.code if run else "")))


def remark(kind: str, text: str = "") -> Words:
    """A note in the words of the handbook, which takes nothing away from a pass."""
    return note(*diagnose(Finding(f"note {kind}", text)))


def nothing_done(run: Run, what: str) -> NoReturn:
    """Raise the verdict where `what` ("optimizer", "compile", "fit") never happened.

    It is "not attempted", unless the code tells that something was written to that end.
    """
    words = advise(Finding(f"no {what}", code=run.code))
    raise Fail(*words) if words else Todo


def _the_call(run: Run) -> Call:
    calls = run.called("fit")
    if not calls:
        found = shown(returned(run).history)
        if found not in ("None", "Ellipsis"):
            raise slip("returned without fit", found, run)
        nothing_done(run, "fit")
    if any(value is ... for value in calls[0].arguments.values()):
        raise Todo
    if len(calls) > 1:
        raise slip("fit", f"{len(calls)} times")
    return calls[0]


# -- the model and the data --------------------------------------------------------------------


def _model(run: Run, call: Call) -> Words | None:
    if call.model.weights and not call.model.trainable_variables:
        raise slip("fit model", "frozen")
    if run.model in (call.model, *getattr(call.model, "layers", ())):
        return None
    if not run.own_model:
        raise slip("fit model", "another")
    return remark("fit model", "another")


def _data(call: Call) -> Words | None:
    """A note or nothing for the training pictures with their labels, else a verdict."""
    images, labels = _arrays(call)
    places, scale, offset = read_marks(images)
    if places is None:
        if np.ptp(images[:, 0, 0]) == 0 or len(images) not in (TRAIN, 50_000):  # ours, but spoilt
            raise slip("fit data", "changed")
        return remark("fit data", "by number")
    _require_all(places)
    if not np.array_equal(labels.reshape(-1), LABELS[places]):
        raise slip("fit data", "other labels")
    if not np.array_equal(places, np.arange(TRAIN)):
        return remark("fit data", "shuffled")
    if abs(scale - 1) > 0.01:
        return remark("fit data", "rescaled")
    return remark("fit data", "centred twice") if offset < -0.9 else None


def _arrays(call: Call) -> tuple[np.ndarray, np.ndarray]:
    """Pictures and labels of the right form, else a verdict."""
    images, labels = _array(call.arguments["x"]), _array(call.arguments["y"])
    if images is None:
        raise slip("fit data", f"no array: {shown(call.arguments['x'])}")
    if images.ndim < 2:
        raise slip("fit data", "labels in place of images")
    if images.shape[1:] != SHAPE:
        raise slip("fit data", f"shape: {images.shape}")
    if labels is None:
        raise slip("fit data", "no labels")
    if labels.ndim == 2 and labels.shape[1] == 10:
        raise slip("fit data", "one-hot")
    return images, labels


def _require_all(places: np.ndarray) -> None:
    """Raise a verdict unless all training pictures are there, once each, in any order."""
    if places.min() >= TRAIN:
        raise slip("fit data", "test images")
    if places.max() >= TRAIN:
        raise slip("fit data", "test images among them")
    if len(np.unique(places)) < len(places):
        raise slip("fit data", "changed")
    if len(places) < TRAIN:
        raise slip("fit data", f"part: {len(places):,} of {TRAIN:,}")


def _array(value: Any) -> np.ndarray | None:
    """Pictures or labels as an array; `None` for data sets, generators and the like."""
    array = attempt(np.asarray, value)[0]
    return None if array is None or array.dtype == object or not array.ndim else array


# -- the other arguments -----------------------------------------------------------------------


def _arguments(run: Run, call: Call) -> Words | None:
    """A note or nothing where the asked arguments are right, else a verdict on all that differ."""
    import keras

    found = call.arguments
    if found["validation_data"] is not None:
        places = read_marks(_array(next(iter(found["validation_data"]), None))).places
        is_test = places is not None and places.min() >= TRAIN
        raise slip("fit validation_data", "test images" if is_test else "")
    wrong = [name for name, value in {"epochs": run.epochs, **ASKED}.items()
             if not _equal(found[name], value)]  # fmt: skip
    if wrong:
        raise _wrong_arguments(run, call, wrong)
    for name, harmless in _AMOUNT.items():
        if found[name] not in harmless:
            raise slip("fit amount", f"{name}={found[name]!r}")
    callbacks = keras.tree.flatten(found["callbacks"])
    written = call.given.union(type(each).__name__ for each in callbacks)
    unasked = [name for name in _MEDDLING if name in written]
    return remark("fit arguments", listing(unasked)) if unasked else None


def _equal(value: Any, asked: float) -> bool:
    return isinstance(value, int | float | np.number) and math.isclose(value, asked, rel_tol=1e-6)


def _wrong_arguments(run: Run, call: Call, wrong: list[str]) -> Fail:
    """The failure that tells all arguments that are `wrong`, and why."""
    told = [_difference(run, call, name) for name in wrong]
    right = listing(["", *(name for name in ("epochs", *ASKED) if name not in wrong)])
    found = Words(
        f"훈련 데이터{right}까지 맞습니다. 그런데 fit의 {listing(w.ko for w in told)}입니다.",
        f"Right so far: the training data{right}. But in fit {listing(w.en for w in told)}.",
    )
    if call.arguments["batch_size"] == run.epochs:
        return Fail(*join(found, diagnose(Finding("fit epochs", "in third place"))))
    values = [shown(call.arguments[n]) if n in call.given else "left out" for n in wrong]
    advice = [advise(Finding(f"fit {n}", value)) for n, value in zip(wrong, values, strict=True)]
    return Fail(*join(found, *advice))


def _difference(run: Run, call: Call, name: str) -> Words:
    ko = en = shown(call.arguments[name])
    if name not in call.given:
        ko, en = f"{ko}(적지 않아 기본값)", f"{en} (the default, as it was not given)"
    asked = Words(f"{ASKED.get(name)}", f"{ASKED.get(name)}")
    if name == "epochs":
        asked = Words("함수의 인자 epochs", f"the argument epochs ({run.epochs} in this check)")
    return Words(
        f"{name} 값이 {ko}, 지시한 값은 {asked.ko}", f"{name} is {en} instead of {asked.en}"
    )


# -- what the function gave back ---------------------------------------------------------------


class Returned(NamedTuple):
    """What a training function gave back, and what is wrong with it (empty if nothing is)."""

    optimizer: Any = None
    history: Any = None
    problem: str = ""


def returned(run: Run) -> Returned:
    """Sort what the function gave back into optimizer and history."""
    import keras

    value, history = run.value, keras.callbacks.History
    if isinstance(value, history):
        return Returned(None, value, "History alone")
    if is_optimizer(value):
        return Returned(value, None, "optimizer alone")
    if not isinstance(value, tuple | list) or len(value) != 2:
        size = f" of {len(value)}" if isinstance(value, tuple | list) else ""
        return Returned(problem=f"{shown(value)}{size}")
    first, second = value
    if isinstance(first, history) and is_optimizer(second):
        return Returned(second, first, "exchanged")
    if not is_optimizer(first) and first is not ...:
        return Returned(first, second, f"first: {shown(first)}")
    outcomes = [call.outcome for call in run.called("fit")]
    if any(second is outcome for outcome in outcomes):
        return Returned(first, second)
    return Returned(first, second, f"second: {shown(second)}")


def is_optimizer(value: Any) -> bool:
    """An optimizer, or what a learner may take for one: a name or a class."""
    import keras

    if isinstance(value, type):
        return issubclass(value, keras.optimizers.Optimizer)
    return isinstance(value, keras.optimizers.Optimizer | str)


def shown(value: Any) -> str:
    """A simple value as written in Python; a class or function by its name, else its type's."""
    if value is None or value is ... or isinstance(value, int | float | str):
        return repr(value)
    if inspect.ismethod(value):
        return f"method {value.__name__}"
    return getattr(value, "__name__", type(value).__name__)
