"""What the errors that learners meet most often mean, and what to do about them."""

from __future__ import annotations

import difflib
import re

from .attempt import Stop
from .places import see
from .words import Words, join

_HINTS: tuple[tuple[str, str, Words], ...] = (
    (
        "MemoryError",
        ".*",
        Words(
            "메모리가 부족해서 멈췄습니다. 층이나 배열이 너무 큽니다. Flatten이나 풀링을 빠뜨리지 "
            "않았는지, 뉴런 수와 배열의 크기를 잘못 적지 않았는지 보세요.",
            "It ran out of memory: a layer or an array is far too large. Look for a forgotten "
            "Flatten or pooling, and for a wrong number of neurons or a wrong array size.",
        ),
    ),
    (
        ".*",
        r"NCHW",
        Words(
            "data_format='channels_first'를 빼면 됩니다. 이미지의 채널은 마지막 축입니다.",
            "Take out data_format='channels_first': the channels of these images are the last "
            "axis.",
        ),
    ),
    (
        ".*",
        r"super\(\)\.__init__",
        join(
            Words(
                "__init__의 첫 줄에 super().__init__()을 적으세요.",
                "Begin __init__ with super().__init__().",
            ),
            see("class"),
        ),
    ),
    (
        ".*",
        r"Only instances of `?keras\.Layer|Received: layer=<?class|of type type\b",
        join(
            Words(
                "층 이름 뒤에 괄호가 빠졌습니다. Flatten이 아니라 Flatten()처럼 적으세요.",
                "The parentheses after a layer's name are missing: write Flatten(), not Flatten.",
            ),
            see("model"),
        ),
    ),
    (
        ".*",
        r"(?i)data_format=<?kerastensor|Merge\.__init__\(\)|__init__\(\) takes 1 positional"
        r"|(?i:must be an integer|invalid literal|could not interpret).*kerastensor"
        r"|(?i:expected a positive integer).*kerastensor",
        join(
            Words(
                "층을 만드는 괄호와 값을 넣는 괄호는 따로입니다. 먼저 층을 만들고 거기에 값을 "
                "넣으세요: Flatten()(x) 또는 Add()([a, b]). __init__에서 만들어 둔다면 "
                "self.add = Add()처럼 괄호를 붙이세요.",
                "A value stands where a layer's settings go. Make the layer first, then give it "
                "the value: Flatten()(x) or Add()([a, b]). A layer kept in __init__ needs its "
                "parentheses, too: self.add = Add().",
            ),
            see("model"),
        ),
    ),
    (
        "ValueError|TypeError",
        r"(?i)unrecognized keyword argument|unexpected keyword argument",
        Words(
            "그런 이름의 인자가 없습니다. 철자를 보세요.",
            "There is no argument of that name: check the spelling.",
        ),
    ),
    (
        "ValueError",
        r"(?i)fully-defined",
        join(
            Words(
                "층이 받는 값의 크기가 정해지지 않았습니다(None). Input(shape=…)에는 None이나 배치 "
                "크기 없이 사진 한 장의 모양만 적으세요: Input(shape=img_shape).",
                "The size of what a layer receives is not known (None). Input(shape=…) takes the "
                "shape of one picture, without None and without a batch axis: "
                "Input(shape=img_shape).",
            ),
            see("batch"),
        ),
    ),
    (
        "ValueError",
        r"(?i)min_ndim|expected ndim|expected axis|incompatible with the layer"
        r"|cannot convert .* to a shape",
        join(
            Words(
                "층이 받는 값의 축이 맞지 않습니다. Input(shape=…)에 배치 축까지 넣지 않았는지, "
                "Flatten의 자리가 맞는지 보세요.",
                "The values do not have the axes that the layer takes. See that Input(shape=…) "
                "holds no batch axis, and where Flatten stands.",
            ),
            see("batch"),
        ),
    ),
    (
        "ValueError|InvalidArgumentError",
        r"(?i)negative dimension|zero or negative|smaller than the (?:kernel|window|pool)",
        join(
            Words(
                "특징 맵이 커널이나 풀링의 창보다 작아졌습니다. 크기를 줄이는 층이 너무 많거나 "
                "padding='same'이 빠졌을 때 이렇게 됩니다.",
                "A feature map became smaller than the kernel or the pooling window: too many "
                "layers shrink it, or padding='same' is missing.",
            ),
            see("padding"),
        ),
    ),
    (
        "ValueError|InvalidArgumentError",
        r"(?i)incompatible shapes",
        join(
            Words(
                "더하는 두 값의 모양이 다릅니다. padding='same'이어야 크기가 같고, 커널 수가 "
                "입력의 채널 수와 같아야 채널이 같습니다.",
                "The two values to be added differ in shape. padding='same' keeps the size; as "
                "many kernels as the input has channels keep the channels.",
            ),
            see("shortcut"),
        ),
    ),
    (
        "NameError",
        r"",
        Words(
            "이름을 정의하거나 import한 셀을 먼저 실행했는지, 철자가 맞는지 보세요.",
            "Run the cell that defines or imports the name first, and check its spelling.",
        ),
    ),
    (
        "AttributeError|TypeError",
        r"'NoneType' object",
        Words(
            "값이 있어야 할 자리에 None이 있습니다. return을 빠뜨린 함수나 None을 돌려주는 "
            "호출(model.add, model.summary)의 값을 쓰지 않았는지 보세요.",
            "There is None where a value is needed: a function without return, or what a call such "
            "as model.add or model.summary gives back.",
        ),
    ),
    (
        "UnboundLocalError",
        r"",
        Words(
            "값을 넣기 전에 그 이름을 썼습니다. 윗줄에서 먼저 값을 넣으세요.",
            "The name is used before it has a value. Give it one in a line above.",
        ),
    ),
    (
        "RecursionError",
        r"",
        Words(
            "함수가 자기 자신을 끝없이 부릅니다.",
            "The function calls itself without an end.",
        ),
    ),
)
"""Kind of error, what its message holds (both regular expressions), and the advice."""


_ARGUMENTS = (
    *("filters", "kernel_size", "strides", "padding", "activation", "units", "pool_size"),
    *("input_shape", "optimizer", "loss", "metrics", "learning_rate", "epochs", "batch_size"),
    *("validation_split", "shuffle", "verbose", "dilation_rate", "groups", "use_bias", "name"),
)


def _misspelt(message: str) -> Words | None:
    """Which argument was meant by a name that does not exist."""
    found = re.search(r"keyword argument[^']*'(\w+)'", message)
    meant = difflib.get_close_matches(found[1], _ARGUMENTS, n=1, cutoff=0.7) if found else []
    if not meant:
        return None
    return Words(
        f"인자 이름 '{found[1]}'의 철자가 틀린 것 같습니다. '{meant[0]}'인지 보세요.",
        f"The argument '{found[1]}' does not exist. Did you mean '{meant[0]}'?",
    )


def hint(stop: Stop) -> Words | None:
    """The advice for an error, ``None`` where there is none."""
    misspelt = _misspelt(stop.message)
    if misspelt is not None:
        return misspelt
    for kind, message, words in _HINTS:
        if re.fullmatch(kind, stop.kind) and re.search(message, stop.message):
            return words
    return None


def explained(stop: Stop) -> Words:
    """The advice for what stopped the code, where there is any, and the error itself."""
    return join(hint(stop), stop.words())
