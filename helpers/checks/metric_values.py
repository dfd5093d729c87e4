"""Judge the metrics of ``compile``: is accuracy, for integer labels, among them?"""

from __future__ import annotations

from typing import Any

import numpy as np

from .loss_values import sample
from .probes import as_array
from .verdict import Verdict
from .words import Words, note


def judge_metrics(metrics: Any, weighted: Any) -> Words | None:
    """A note or nothing where accuracy is recorded, else a ``Verdict``."""
    if isinstance(metrics, str):
        raise Verdict("fail", _not_a_list(metrics))
    remark = _accuracy(_flat(metrics))
    if remark is not None:
        return remark if remark.ko else None
    if _accuracy(_flat(weighted)) is not None:
        return note(
            "weighted_metrics에 적었습니다. 가중치가 없으면 값은 같습니다.",
            "it stands in weighted_metrics, which gives the same without weights.",
        )
    raise Verdict("fail", _wrong(_flat(metrics)))


def _flat(metrics: Any) -> list[Any]:
    if isinstance(metrics, dict):
        metrics = list(metrics.values())
    if isinstance(metrics, list | tuple):
        return [leaf for item in metrics for leaf in _flat(item)]
    return [] if metrics is None else [metrics]


def _accuracy(metrics: list[Any]) -> Words | None:
    """Empty words or a note where one of them is accuracy, ``None`` where none is."""
    if any(isinstance(m, str) and m.lower() == "accuracy" for m in metrics):
        return Words("", "")
    for metric in metrics:
        if isinstance(metric, str) and metric.lower() == "acc":
            return _other_name(metric)
        if _is_accuracy(metric):
            name = _name(metric)
            return Words("", "") if name == "accuracy" else _other_name(name)
    return None


def _other_name(name: str) -> Words:
    return note(
        f"값은 accuracy와 같고, hist.history에는 '{name}'라는 이름으로 남습니다.",
        f"its values are those of accuracy; hist.history keeps them under '{name}'.",
    )


def _name(metric: Any) -> str:
    if isinstance(metric, str):
        return metric
    name = None if isinstance(metric, type) else getattr(metric, "name", None)
    return name if isinstance(name, str) else _shown(metric)


def _is_accuracy(metric: Any) -> bool:
    labels, probabilities = sample()
    right = float(np.mean(probabilities.argmax(axis=1) == labels))
    return any(
        value is not None and np.isclose(value, right)
        for value in (_value(metric, y, probabilities) for y in (labels, labels[:, None]))
    )


def _value(metric: Any, labels: np.ndarray, predictions: np.ndarray) -> float | None:
    """The metric's value; a copy is used, so that the learner's object counts nothing."""
    import keras
    import tensorflow as tf

    try:
        resolved = keras.metrics.get(metric)
        if isinstance(resolved, keras.metrics.Metric):
            resolved = type(resolved).from_config(resolved.get_config())
        value = resolved(tf.constant(labels), tf.constant(predictions))
        return float(np.mean(as_array(value)))
    except Exception:  # a metric for labels of another form, or an unknown name
        return None


def _not_a_list(metric: str) -> Words:
    return Words(
        f"손실까지는 맞습니다. 그런데 metrics={metric!r}처럼 문자열 하나를 넘기면 Keras 3가 받지 "
        "않습니다. 목록으로 metrics=['accuracy']라고 적으세요.",
        f"The loss is right, but Keras 3 does not take a single string such as "
        f"metrics={metric!r}. Write a list: metrics=['accuracy'].",
    )


_CAUSES = {
    "Accuracy": Words(
        "Accuracy()는 예측과 라벨이 똑같은 값인지를 봅니다. 확률과 정수 라벨은 같을 수 없습니다.",
        "Accuracy() asks whether prediction and label are the same number, which probabilities "
        "and integer labels never are.",
    ),
    "categorical": Words(
        "원-핫 라벨을 위한 정확도입니다. 이 라벨은 정수입니다.",
        "It is the accuracy for one-hot labels; these labels are integers.",
    ),
    "binary": Words(
        "클래스가 둘일 때의 정확도입니다.", "It is the accuracy for two classes."
    ),
}  # fmt: skip


def _wrong(metrics: list[Any]) -> Words:
    if not metrics:
        return Words(
            "옵티마이저와 손실은 맞습니다. 그런데 metrics가 없습니다. metrics=['accuracy']를 "
            "적으세요.",
            "Optimizer and loss are right, but metrics are missing. Write metrics=['accuracy'].",
        )
    names = ", ".join(repr(m) if isinstance(m, str) else _shown(m) for m in metrics)
    hint = _cause(metrics[0])
    return Words(
        f"옵티마이저와 손실 함수는 맞습니다. 그런데 metrics가 [{names}]입니다. 지시한 것은 "
        "['accuracy']입니다. "
        f"{hint.ko}".rstrip(),
        f"Optimizer and loss are right, but metrics are [{names}]; the instruction asks for "
        f"['accuracy']. {hint.en}".rstrip(),
    )


def _shown(metric: Any) -> str:
    return getattr(metric, "__name__", None) or type(metric).__name__


def _cause(metric: Any) -> Words:
    name = metric if isinstance(metric, str) else _shown(metric)
    if name == "Accuracy":
        return _CAUSES["Accuracy"]
    lowered = name.lower()
    if "binary" in lowered:
        return _CAUSES["binary"]
    return _CAUSES["categorical"] if lowered.startswith("categorical") else Words("", "")
