"""Judge a loss by its numbers on labels and probabilities of our own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .places import see
from .probes import as_array
from .verdict import Verdict
from .words import Words, join, note

_COUNT = 40
_NAME = "sparse_categorical_crossentropy"


def sample() -> tuple[np.ndarray, np.ndarray]:
    """Labels (40,) int64 that hold all ten classes, and probabilities (40, 10); 14 are hits.

    In the other rows the label's rank varies, so that top-k accuracies differ from accuracy.
    """
    rng = np.random.default_rng(11)
    labels = rng.permutation(np.arange(_COUNT) % 10)
    scores = rng.uniform(0.5, 1.5, (_COUNT, 10))
    winners = np.where(np.arange(_COUNT) < 14, labels, (labels + 1) % 10)
    scores[np.arange(_COUNT), winners] = 4.0
    return labels, (scores / scores.sum(axis=1, keepdims=True)).astype(np.float32)


def judge_loss(loss: Any) -> Words | None:
    """A note or nothing for sparse categorical cross-entropy, else a ``Verdict``."""
    loss = _single(loss)
    if loss is None:
        raise Verdict("fail", _missing())
    name = _shown(loss)
    function = _resolve(loss)
    if function is None:
        raise Verdict("fail", _wrong(name, None))
    labels, probabilities = sample()
    right = -np.log(probabilities[np.arange(_COUNT), labels])
    values = [_value(function, y, probabilities) for y in (labels, labels[:, None])]
    if any(_equal(value, right.mean()) for value in values):
        return _note(loss)
    raise Verdict("fail", _wrong(name, _cause(function, values, right)))


def _single(loss: Any) -> Any:
    if isinstance(loss, dict):
        loss = list(loss.values())
    return loss[0] if isinstance(loss, list | tuple) and len(loss) == 1 else loss


def _resolve(loss: Any) -> Callable | None:
    import keras

    if isinstance(loss, str) and loss.lower() in ("crossentropy", "ce"):
        loss = _NAME  # Keras picks the sparse one for integer labels
    try:
        return keras.losses.get(loss)
    except Exception:  # a name that Keras does not know, a class that needs arguments
        return None


def _value(function: Callable, labels: np.ndarray, predictions: np.ndarray) -> np.ndarray | None:
    """What Keras would minimise; a vector where a loss object leaves it unreduced."""
    import keras
    import tensorflow as tf

    try:
        value = as_array(function(tf.constant(labels), tf.constant(predictions)))
    except Exception:  # a loss for labels of another form
        return None
    return value if isinstance(function, keras.losses.Loss) else value.mean()


def _equal(value: np.ndarray | None, expected: float) -> bool:
    return value is not None and np.ndim(value) == 0 and bool(np.isclose(value, expected, 1e-3))


def _cause(function: Callable, values: list, right: np.ndarray) -> str | None:
    labels, probabilities = sample()
    if any(value is not None and np.ndim(value) > 0 for value in values):
        return "unreduced"
    if any(_equal(value, right.sum()) for value in values):
        return "sum"
    exponentials = np.exp(probabilities)
    as_logits = np.log(exponentials.sum(axis=1)) - probabilities[np.arange(_COUNT), labels]
    if any(_equal(value, as_logits.mean()) for value in values):
        return "logits"
    one_hot = np.eye(10, dtype=np.float32)[labels]
    if _equal(_value(function, one_hot, probabilities), right.mean()):
        return "categorical"
    name = str(getattr(function, "name", getattr(function, "__name__", "")))
    return "binary" if "binary" in name else None


_CAUSES = {
    "unreduced": Words(
        "reduction='none'이면 손실이 평균이 되지 않고 그림마다 따로 남습니다.",
        "With reduction='none' the losses stay one per image instead of their mean.",
    ),
    "sum": Words(
        "평균이 아니라 합을 냅니다. reduction의 기본값을 그대로 두세요.",
        "It sums instead of averaging. Leave reduction at its default.",
    ),
    "logits": Words(
        "손실 함수에 from_logits=True를 주었습니다. 모델의 출력이 softmax를 거치지 않은 점수라는 "
        f"뜻인데, 이 모델은 이미 softmax로 끝납니다. loss='{_NAME}'로 적으세요.",
        "The loss has from_logits=True, which says that the model gives scores without softmax. "
        f"This model ends in softmax already: write loss='{_NAME}'.",
    ),
    "categorical": Words(
        "그것은 원-핫 라벨을 위한 손실 함수입니다. 이 라벨은 0~9의 정수이므로 sparse가 붙은 것을 "
        "쓰세요.",
        "It is meant for one-hot labels. These labels are integers from 0 to 9, which need the "
        "sparse one.",
    ),
    "binary": Words(
        "클래스가 둘일 때의 손실입니다. 여기서는 클래스가 열 개입니다.",
        "It is meant for two classes; there are ten here.",
    ),
}


def _wrong(name: str, cause: str | None) -> Words:
    hint = _CAUSES.get(cause or "", Words("값이 그 손실과 다릅니다.", "Its values differ."))
    if cause == "logits":
        return join(hint, see("loss"))
    found = Words(
        f"손실 함수가 {name}입니다. 지시한 것은 '{_NAME}'입니다.",
        f"The loss is {name}; the instruction asks for '{_NAME}'.",
    )
    return join(found, hint, see("loss"))


def _missing() -> Words:
    return Words(
        f"compile을 부른 것은 맞습니다. 그런데 loss가 없습니다. loss='{_NAME}'를 적으세요.",
        f"Calling compile is right, but the loss is missing. Write loss='{_NAME}'.",
    )


def _shown(loss: Any) -> str:
    if isinstance(loss, str):
        return repr(loss)
    return getattr(loss, "__name__", None) or type(loss).__name__


def _note(loss: Any) -> Words | None:
    if isinstance(loss, type):
        return note(
            f"{loss.__name__}에 괄호가 없지만 Keras가 객체로 만듭니다.",
            f"{loss.__name__} lacks its parentheses; Keras makes an object of it.",
        )
    known = isinstance(loss, str) or type(loss).__module__.startswith("keras")
    if known or getattr(loss, "__module__", "").startswith("keras"):
        return None
    return note(
        f"직접 만든 손실이지만 값은 {_NAME}와 같습니다.",
        f"a loss of your own; its values equal {_NAME}.",
    )
