"""Where the notebooks explain a topic: the last words of a hint."""

from __future__ import annotations

from .words import POINTER, Words

PLACES = {
    "batch": ("3-1", "1. 컴퓨터가 보는 사진", "1. What a computer sees"),
    "padding": ("3-1", "4. 패딩: 가장자리를 지키는 방법", "4. Padding: keeping the border"),
    "model": ("3-1", "층에서 모델로", "From a layer to a model"),
    "kernels": ("3-1", "5. 채널과 커널의 개수", "5. Channels and the number of kernels"),
    "stride": ("3-1", "6. 스트라이드: 성큼성큼 움직이기", "6. Stride: taking larger steps"),
    "flatten": ("3-2", "2. 사진을 한 줄로 펴기", "2. From a picture to a row of numbers"),
    "relu": ("3-2", "3. 완전연결층을 손으로", "3. A fully connected layer by hand"),
    "softmax": ("3-2", "소프트맥스: 점수를 확률로", "Softmax: from scores to probabilities"),
    "loss": ("3-2", "4. 손실과 옵티마이저", "4. Loss and optimizer"),
    "training": ("3-2", "`compile`과 `fit`", "`compile` and `fit`"),
    "validation": ("3-2", "8. 자주 하는 실수", "8. Common mistakes"),
    "shortcut": ("3-5", "2. 지름길 연결", "2. The shortcut connection"),
    "class": ("3-5", "나만의 층 묶음", "A bundle of layers of your own"),
    "resnet": ("3-5", "3. ResNet 조립하기", "3. Assembling a ResNet"),
}
"""Topic: practice, and the heading in both languages."""


def see(topic: str) -> Words:
    """The pointer to the section on ``topic``; a ``KeyError`` for a topic that is not listed."""
    practice, ko, en = PLACES[topic]
    return Words(f"{POINTER.ko}{practice}의 '{ko}'", f"{POINTER.en}{practice}, '{en}'")
