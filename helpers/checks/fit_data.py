"""Which images and labels did ``fit`` receive? Told by the marks that every fake image carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .fake_data import MARKED
from .training_run import Call, Run
from .verdict import Verdict
from .words import Words, note


def judge_data(run: Run, call: Call) -> Words | None:
    """A note or nothing for the training images with their labels, else a ``Verdict``."""
    x, y = call.arguments["x"], call.arguments["y"]
    images, labels = _array(x), _array(y)
    if images is None:
        raise Verdict("fail", _no_array(x))
    if images.ndim < 2:
        raise Verdict("fail", _NO_IMAGES)
    if images.shape[1:] != run.data.train_X.shape[1:]:
        raise Verdict("fail", _shape(images.shape, run.data.train_X.shape))
    order, remark = _images(run, images)
    if remark is _UNKNOWN:
        remark = _named_images(run, x, images)
    if labels is None:
        raise Verdict("fail", _no_labels())
    _labels(run, y, labels, order, known=remark is not _BY_NAME)
    return remark


def _array(value: Any) -> np.ndarray | None:
    """Images or labels as an array; ``None`` for data sets, generators and the like."""
    if value is None or isinstance(value, str | dict):
        return None
    if not hasattr(value, "shape") and not isinstance(value, list | tuple):
        return None
    try:
        array = np.asarray(value)
    except Exception:  # ragged lists, tensors without values
        return None
    return array if array.dtype != object and array.ndim else None


def _images(run: Run, images: np.ndarray) -> tuple[np.ndarray | None, Words | None]:
    """The order of the training images in ``images`` (``None``: as they were), and a remark."""
    marks, train = _marks(images), run.data.train_marks
    first, known = marks[:, 0], train[:, 0]
    if np.isin(first, run.data.test_marks[:, 0]).all():
        raise Verdict("fail", _TEST_IMAGES)
    if len(marks) == len(train):
        if _every(_shifted, marks, train):
            return None, None
        if _every(_affine, marks, train):
            return None, _SCALED
        order = np.argsort(known)[np.argsort(np.argsort(first))]
        if _every(_affine, marks, train[order]):
            return order, _SHUFFLED
        alike = np.ptp(first) == 0 or _affine(first, known) or _affine(-first, known)
        if alike or np.isin(first, known).mean() > 0.5:
            raise Verdict("fail", _CHANGED)
    if np.isin(first, known).all():
        more = len(marks) > len(train)
        raise Verdict("fail", _CHANGED if more else _part(len(marks), len(train)))
    return None, _UNKNOWN


def _marks(images: np.ndarray) -> np.ndarray:
    """The numbers at the marked places, ``(N, 3)``."""
    return np.stack([images[:, *place] for place in MARKED], axis=1).astype(np.float32)


def _every(alike: Callable, marks: np.ndarray, of: np.ndarray) -> bool:
    """Channel by channel: each may have a normalisation of its own."""
    return all(alike(values, known) for values, known in zip(marks.T, of.T, strict=True))


def _shifted(values: np.ndarray, of: np.ndarray) -> bool:
    """``values`` are ``of`` moved by a constant, as when pixels are centred at 0.

    The tolerance is more than pixels lose by having been stored as whole numbers.
    """
    return np.ptp(values) > 0 and np.ptp(values - of) < 0.01


def _affine(values: np.ndarray, of: np.ndarray) -> bool:
    """``values`` are ``of`` times a constant plus a constant, as after a normalisation."""
    if np.ptp(values) == 0:
        return False
    slope, offset = np.polyfit(of.astype(float), values.astype(float), 1)
    return slope > 0 and np.allclose(values, slope * of + offset, atol=0.01 * np.ptp(values))


def _named_images(run: Run, x: Any, images: np.ndarray) -> Words:
    """Images from elsewhere: their global name, or their number, may tell what they are."""
    name, count = _global_name(run, x), len(images)
    if "test" in name or count in (len(run.data.test_X), 10_000):
        raise Verdict("fail", _TEST_IMAGES)
    if "train" in name or count in (len(run.data.train_X), 50_000):
        return _BY_NAME
    raise Verdict(
        "fail",
        Words(
            f"fit에 넘긴 이미지(모양 {images.shape})가 훈련 이미지 train_X가 아닙니다. "
            "fit(train_X, train_y, …)로 적으세요.",
            f"The images passed to fit (shape {images.shape}) are not the training images. Write "
            "fit(train_X, train_y, …).",
        ),
    )


def _global_name(run: Run, value: Any) -> str:
    return next((name.lower() for name, known in run.names.items() if known is value), "")


def _labels(run: Run, y: Any, labels: np.ndarray, order: np.ndarray | None, known: bool) -> None:
    """Raise a ``Verdict`` unless the labels are those of the images."""
    if labels.ndim == 2 and labels.shape[1] == 10:
        raise Verdict("fail", _ONE_HOT)
    if not known and "test" not in _global_name(run, y):
        return
    right = run.data.train_labels if order is None else run.data.train_labels[order]
    if known and labels.size == right.size and np.array_equal(labels.reshape(-1), right):
        return
    raise Verdict(
        "fail",
        Words(
            "훈련 이미지는 맞습니다. 그런데 라벨이 그 이미지의 라벨 train_y가 아닙니다. "
            "fit(train_X, train_y, …)로 적으세요.",
            "The training images are right, but the labels are not theirs. Write "
            "fit(train_X, train_y, …).",
        ),
    )


_UNKNOWN = Words("", "")
_BY_NAME = note(
    "훈련 이미지인지는 개수와 이름으로만 확인했습니다.",
    "that these are the training images was judged by name and number alone.",
)
_ONE_HOT = Words(
    "훈련 이미지는 맞습니다. 그런데 라벨이 원-핫입니다. sparse_categorical_crossentropy는 정수 "
    "라벨 train_y를 그대로 받습니다.",
    "The training images are right, but the labels are one-hot. "
    "sparse_categorical_crossentropy takes the integer labels train_y as they are.",
)
_TEST_IMAGES = Words(
    "fit을 부른 것은 맞습니다. 그런데 테스트 이미지로 훈련합니다. 테스트 이미지는 마지막 평가에만 "
    "쓰고, fit에는 train_X, train_y를 넘기세요.",
    "Calling fit is right, but it trains on the test images. Keep those for the final evaluation "
    "and pass train_X, train_y to fit.",
)
_SCALED = note(
    "이미지의 값 범위를 다시 바꾸었습니다. 불러온 값이 이미 [0, 1]입니다.",
    "the images are rescaled once more; they come in [0, 1] already.",
)
_SHUFFLED = note(
    "이미지의 순서를 미리 섞었습니다. shuffle=True가 에포크마다 섞어 줍니다.",
    "the images are shuffled beforehand; shuffle=True does that in every epoch.",
)


_CHANGED = Words(
    "fit을 부른 것은 맞습니다. 그런데 훈련 이미지의 픽셀이나 장수가 달라졌습니다(뒤집기, 채널 "
    "바꾸기, 같은 이미지 되풀이, 값 지우기 등). train_X를 바꾸지 않고 그대로 넘기세요.",
    "Calling fit is right, but the pixels or the number of the training images were changed "
    "(flipped, channels exchanged, images repeated, values lost …). Pass train_X as it is.",
)


def _shape(found: tuple[int, ...], asked: tuple[int, ...]) -> Words:
    return Words(
        f"fit을 부른 것은 맞습니다. 그런데 넘긴 이미지의 모양이 {found}입니다. train_X의 모양 "
        f"{asked} 그대로 넘기세요.",
        f"Calling fit is right, but the images passed have the shape {found}. Pass train_X as it "
        f"is, with the shape {asked}.",
    )


def _part(count: int, total: int) -> Words:
    return Words(
        f"fit을 부른 것은 맞습니다. 그런데 훈련 이미지 {total:,}장 가운데 {count:,}장만 "
        "넘겼습니다. 나누는 일은 validation_split이 하므로 train_X 전체를 넘기세요.",
        f"Calling fit is right, but only {count:,} of the {total:,} training images are passed. "
        "validation_split does the splitting: pass the whole of train_X.",
    )


_NO_IMAGES = Words(
    "fit을 부른 것은 맞습니다. 그런데 이미지 자리에 라벨처럼 축이 하나인 배열이 있습니다. "
    "fit(train_X, train_y, …)의 순서로 적으세요.",
    "Calling fit is right, but an array with one axis, such as labels, stands in the place of the "
    "images. The order is fit(train_X, train_y, …).",
)


def _no_array(x: Any) -> Words:
    kind = type(x).__name__
    return Words(
        f"fit을 부른 것은 맞습니다. 그런데 배열이 아니라 {kind}를 넘겼습니다. validation_split은 "
        "배열에만 쓸 수 있으므로 fit(train_X, train_y, …)로 적으세요.",
        f"Calling fit is right, but it receives a {kind} instead of arrays, and validation_split "
        "works with arrays alone. Write fit(train_X, train_y, …).",
    )


def _no_labels() -> Words:
    return Words(
        "훈련 이미지는 맞습니다. 그런데 라벨이 없습니다. fit(train_X, train_y, …)로 적으세요.",
        "The training images are right, but the labels are missing. Write "
        "fit(train_X, train_y, …).",
    )
