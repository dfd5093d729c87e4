"""Slips in practice 3-4: VGG16 in loops.

How a row is read stands in `tests/slips.py`.
"""

from tests.slips import slips

# fmt: off

SLIPS = []

VGG = '''\
def build_vgg16(input_shape=(224, 224, 3), num_classes=1000):
    model = Sequential([Input(shape=input_shape)])
    for convolutions, kernels in [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]:
        for _ in range(convolutions):
            model.add(Conv2D(kernels, 3, padding="same", activation="relu"))
        model.add(MaxPooling2D(2))
    model.add(Flatten())
    model.add(Dense(4096, activation="relu"))
    model.add(Dense(4096, activation="relu"))
    model.add(Dense(num_classes, activation="softmax"))
    return model
'''

SLIPS += slips(
    "check_vgg16", 1, VGG,
    ("three convolutions in every block", ("range(convolutions)", "range(3)"),
     "for가 몇 번", "Count the rounds"),
    ("the pooling inside the inner loop", ("        model.add(Max", "            model.add(Max"),
     "안쪽 for와 같은 칸", "to the indentation of the inner for"),
    ("MaxPooling2D(3)", ("MaxPooling2D(2)", "MaxPooling2D(3)"), "창이 2×2", "has a window of 2×2"),
    ("a for over a number", ("range(convolutions)", "convolutions"),
     "range(3)", "for _ in range(3)"),
    ("a comma forgotten between the pairs", ("(2, 64), (2", "(2, 64) (2"),
     "쉼표가 빠졌습니다", "A comma is missing"),
    ("input_shape[1:], as in 3-1", ("=input_shape)", "=input_shape[1:])"),
     "실습 3-1과 달리", "Unlike in practice 3-1"),
    ("input_shape ignored", ("=input_shape)", "=(224, 224, 3))"),
     "인자 input_shape와", "arguments input_shape and num_classes"),
    ("padding forgotten", (', padding="same"', ""), "padding='same'", "padding='same'"),
    ("no activation", ('"same", activation="relu"', '"same"'),
     "층마다 activation='relu'", "Give each of them activation='relu'"),
    ("no default values",
     ("input_shape=(224, 224, 3), num_classes=1000", "input_shape, num_classes"),
     "기본값", "default"),
    ("one pooling forgotten",
     ("        model.add(Max", "        if kernels != 64:\n            model.add(Max"),
     "MaxPooling2D(2)", "MaxPooling2D(2)"),
)

SLIPS += slips(
    "check_vgg16", 2, VGG,
    ("return inside the loop", '''\
def build_vgg16(input_shape=(224, 224, 3), num_classes=1000):
    model = Sequential([Input(shape=input_shape)])
    for convolutions, kernels in [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]:
        for _ in range(convolutions):
            model.add(Conv2D(kernels, 3, padding="same", activation="relu"))
        model.add(MaxPooling2D(2))
        return model
''',
     "return이 for 안에", "return stands inside the for loop"),
    ("64 kernels in the second block", ("128", "64"),
     "첫 번째 수(filters)", "the first number of Conv2D"),
)

SLIPS += slips(
    "check_vgg16", 5, VGG,
    ("num_classes ignored", ("Dense(num_classes", "Dense(1000"), "num_classes", "num_classes"),
    ("Dropout, as in the paper",
     ("    model.add(Dense(num", "    model.add(layers.Dropout(0.5))\n    model.add(Dense(num"),
     "드롭아웃은", "Dropout sets a part"),
    ("Flatten forgotten", ("    model.add(Flatten())\n", ""),
     "첫 Dense 앞에 Flatten()", "Put Flatten() before the first Dense"),
    ("softmax forgotten", (', activation="softmax"', ""),
     "확률이 아니라 점수", "scores, not probabilities"),
    ("one Dense of 4096", ('    model.add(Dense(4096, activation="relu"))\n' * 2,
     '    model.add(Dense(4096, activation="relu"))\n'),
     "지시한 것은 3개", "asked for: 3 Dense"),
)
