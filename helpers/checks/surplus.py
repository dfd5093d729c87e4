"""What a chain of layers does not show: idle weights, and work done only while training."""

from __future__ import annotations

from .answers import Reading
from .words import Words, listing


def surplus(found: Reading, parameters: int | None = None) -> Words | None:
    """Words for hidden work or a wrong number of ``parameters``; ``None`` where all is well."""
    if parameters is None and not found.same_in_training():
        return Words(
            "층의 설정은 모두 맞습니다. 그런데 training=True일 때 출력이 달라집니다. 드롭아웃처럼 "
            "훈련할 때만 하는 계산을 빼면 됩니다.",
            "All settings of the layers are right, but the output changes with training=True. "
            "Take out what acts only during training, such as dropout.",
        )
    if None in (parameters, found.parameters) or found.parameters == parameters:
        return None
    idle = f" ({listing(found.unused)})" if found.unused else ""
    return Words(
        f"출력까지 이어지는 층은 모두 맞습니다. 그런데 파라미터가 {found.parameters:,}개로 지시한 "
        f"{parameters:,}개와 다릅니다. 결과를 쓰지 않는 층이나 가중치{idle}가 있는지 보세요.",
        f"The layers that reach the output are right, but there are {found.parameters:,} "
        f"parameters instead of {parameters:,}. Look for layers or weights{idle} whose result is "
        "not used.",
    )
