"""A bank of beginners' slips: what they type into the exercise cells, and what they must be told.

Each row is a slip in words, the answer, and a piece of the message in Korean and in English which
proves that the cause is named, or the cure. The answer is either text, or the edits that turn a
right answer into it: old, new, old, new … To add a slip, add a row; where no sentence fits it yet,
add one to `helpers/checks/clinic.toml`.
"""

import linecache
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from helpers.data import load_cifar10_dataset
from helpers.notebook import set_seed


class Slip(NamedTuple):
    """A wrong answer, the instruction that fails, and pieces of the message."""

    check: str
    instruction: int
    name: str
    code: str
    ko: str
    en: str


FUNCTIONS = {
    "check_model1": "build_model1",
    "check_model2": "build_model2",
    "check_model3": "build_model3",
    "check_mlp": "build_mlp_model",
    "check_main": "main",
    "check_cnn": "build_cnn_model",
    "check_run_model": "run_model",
    "check_vgg16": "build_vgg16",
    "check_residual_block": "ResidualBlock",
    "check_resnet": "build_resnet",
}
SLIPS: list[Slip] = []

_LAYERS = (
    *("Add", "BatchNormalization", "Concatenate", "Conv2D", "Dense", "Flatten"),
    *("GlobalAveragePooling2D", "MaxPooling2D", "ReLU"),
)


def answer(slip):
    """What the learner's cell defines, as a notebook would run it."""
    name = f"<cell of '{slip.name}'>"
    linecache.cache[name] = (len(slip.code), None, slip.code.splitlines(True), name)
    known = {layer: getattr(keras.layers, layer) for layer in _LAYERS}
    known |= {"keras": keras, "tf": tf, "np": np, "layers": keras.layers, "Model": keras.Model}
    known |= {"Sequential": keras.Sequential, "Input": keras.Input, "set_seed": set_seed}
    known |= {"Adam": keras.optimizers.Adam, "load_cifar10_dataset": load_cifar10_dataset}
    known["__name__"] = "__main__"
    exec(compile(slip.code, name, "exec"), known)
    return known[FUNCTIONS[slip.check]]


def _slips(check, instruction, right, *rows):
    """Add rows of (name, answer or edits of `right`, piece in Korean, piece in English)."""
    for name, change, ko, en in rows:
        code = change if isinstance(change, str) else _edited(right, *change)
        SLIPS.append(Slip(check, instruction, name, code, ko, en))


def _edited(text, *changes):
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    return text


# fmt: off

# -- 3-1: the frame of a function, padding, strides ----------------------------------------------

MODEL1 = '''\
def build_model1(input_shape):
    model = Sequential([
        Input(shape=input_shape[1:]),
        Conv2D(1, 3, padding="same"),
    ])
    return model
'''

_slips(
    "check_model1", 1, MODEL1,
    ("the stub `model = ...` left below the answer",
     ("    return", "    model = ...\n    return"),
     "`model`이 아직 `...`", "Is the line `model = ...` still there"),
    ("the code written below return", '''\
def build_model1(input_shape):
    model = ...
    return model
    model = Sequential([Input(shape=input_shape[1:]), Conv2D(1, 3, padding="same")])
''', "return 위로 옮기세요", "Code below return never runs"),
    ("return forgotten", ("    return model\n", ""), "return이 없어서", "has no return"),
    ("print in place of return", ("return model", "print(model)"),
     "print는 보여 주기만", "print only shows"),
    ("a bare return", ("return model", "return"), "None을 돌려주었습니다", "returned None"),
    ("return model.summary()", ("return model", "return model.summary()"),
     "그 줄에서는 부르기만", "on a line of their own"),
    ("return model.summary", ("return model", "return model.summary"),
     "메서드 summary", "You returned a method"),
    ("a comma behind return model", ("return model", "return model,"),
     "`return model,`", "A comma at the end of a line"),
    ("a comma behind the model", ("])\n", "]),\n"), "`model = …,`", "`model = …,`"),
    ("a list without Sequential", ("Sequential([", "[", "    ])", "    ]"),
     "Sequential([...])에 넣어야", "becomes a model in Sequential"),
    ("the class Sequential returned", ("return model", "return Sequential"),
     "클래스 Sequential 자체", "the class Sequential itself"),
    ("the name returned in quotes", ("return model", 'return "model"'),
     "str 값을 돌려", "a value of type str"),
    ("the model passed to the check",
     ("return model\n", "return model\n\nbuild_model1 = build_model1((1, 5, 5, 1))\n"),
     "함수가 만든 모델", "without parentheses: check_model1(build_model1)"),
    ("the name passed to the check in quotes", 'build_model1 = "build_model1"\n',
     "따옴표나 괄호 없이", "without quotes"),
    ("the parameter taken away", ("(input_shape)", "()", "input_shape[1:]", "(5, 5, 1)"),
     "인자는 문제에 적힌 그대로", "Keep the parameters"),
    ("padding forgotten", (', padding="same"', ""), "padding='same'을 적", "Write padding='same'"),
    ("padding=None", ('"same"', "None"), "padding='valid', 크기를", "either 'same' or 'valid'"),
    ("padding=1", ('"same"', "1"), "'same'이나 'valid'만", "either 'same' or 'valid'"),
    ("padding='Same padding'", ('"same"', '"Same padding"'),
     "'same'이나 'valid'만", "either 'same' or 'valid'"),
    ("same without quotes", ('"same"', "same"), "same에 따옴표가", "The quotes around same"),
    ("same as the third argument", ('padding="same"', '"same"'),
     "세 번째 자리는 strides", "The third place of Conv2D is strides"),
    ("Conv2D(3, 1)", ("(1, 3", "(3, 1"), "filters(커널 수), kernel_size",
     "not Conv2D(3, 1) but Conv2D(1, 3)"),
    ("PyTorch's order", ('(1, 3, padding="same")', '(1, 1, 3, 1, "same")'),
     "입력의 채널 수는 적지 않습니다", "number of input channels is not given"),
    ("filter=", ("(1, 3", "(filter=1, kernel_size=3"), "이름은 filters와 kernel_size",
     "calls them filters and kernel_size"),
    ("kernel=", ("(1, 3", "(1, kernel=3"), "이름은 filters와 kernel_size",
     "calls them filters and kernel_size"),
    ("stride=", ("3, padding", "3, stride=1, padding"), "'strides'인지", "Did you mean 'strides'"),
    ("pad=", ("padding=", "pad="), "이름은 padding", "The argument is called padding"),
    ("kernel_size='3x3'", ("(1, 3", '(1, "3x3"'), "따옴표 없이 수 하나", "without quotes"),
    ("kernels of 5", ("(1, 3", "(1, 5"), "kernel_size=3으로", "is written kernel_size=3"),
    ("use_bias=False", ("3, padding", "3, use_bias=False, padding"),
     "use_bias를 적지 마세요", "Leave use_bias out"),
    ("channels_first", ("3, padding", '3, data_format="channels_first", padding'),
     "채널이 마지막 축", "the channels of these pictures are the last axis"),
    ("the batch axis in Input", ("[1:]", ""), "Input(shape=input_shape[1:])",
     "Write Input(shape=input_shape[1:])"),
    ("input_shape[0]", ("[1:]", "[0]"), "모양 전체를", "not a single number"),
    ("Input(input_shape=)", ("shape=input", "input_shape=input"),
     "인자 이름은 shape", "is called shape"),
    ("5, 5, 1 written in", ("input_shape[1:]", "(5, 5, 1)"),
     "인자 input_shape를 쓰세요", "instead of writing numbers"),
    ("no list", ("Sequential([", "Sequential(", "    ])", "    )"), "대괄호로 묶어", "in square brackets"),
    ("square brackets alone", ("Sequential([", "Sequential[", "    ])", "    ]"),
     "둥근 괄호", "round parentheses"),
    ("Input without parentheses", ("Input(shape=input_shape[1:])", "Input"),
     "Input 뒤에 괄호가", "The parentheses after Input"),
    ("Conv2d", ("Conv2D", "Conv2d"), "대문자와 소문자", "Capital and small letters matter"),
    ("layers.conv2D", ("Conv2D", "layers.conv2D"), "철자와 대소문자", "There is no conv2D there"),
    ("one layer too many, a Dropout", ('same"),\n', 'same"),\n        layers.Dropout(0.2),\n'),
     "드롭아웃은 훈련할 때", "Dropout sets a part of the values"),
)

# -- 3-1: connecting layers ----------------------------------------------------------------------

ADDED2 = '''\
def build_model2(input_shape):
    model = Sequential()
    model.add(Input(shape=input_shape[1:]))
    model.add(Conv2D(4, 3, padding="same"))
    model.add(Conv2D(4, 3, padding="same"))
    return model
'''
_TWO = '    model.add(Conv2D(4, 3, padding="same"))\n' * 2

_slips(
    "check_model2", 2, ADDED2,
    ("Sequential without parentheses", ("Sequential()", "Sequential"),
     "Sequential 뒤에 괄호가", "The parentheses after Sequential"),
    ("model = model.add(…)", ("    model.add(C", "    model = model.add(C"),
     "앞의 `model =`을 빼고", "Leave out `model =`"),
    ("the last layer: model = model.add(…)",
     (_TWO, _TWO.replace("    m", "    model = m").replace("model = ", "", 1)),
     "모델이 None으로 바뀝니다", "replaces the model by None"),
    ("chained add", (_TWO, "    model." + 'add(Conv2D(4, 3, padding="same")).' * 2 + "summary()\n"),
     "점으로 이어 부르지 말고", "do not chain them"),
    ("model.add(None)", ("    return", "    model.add(None)\n    return"),
     "None이 있습니다", "None stands where a layer belongs"),
    ("model.add of a list",
     (_TWO, '    model.add([Conv2D(4, 3, padding="same"), Conv2D(4, 3, padding="same")])\n'),
     "층을 하나씩", "one layer at a time"),
    ("two layers in one add",
     (_TWO, '    model.add(Conv2D(4, 3, padding="same"), Conv2D(4, 3, padding="same"))\n'),
     "층마다 한 번씩", "once for each layer"),
    ("model.append", (".add(C", ".append(C"), "소문자로 model.add", "with model.add(…)"),
    ("model += layer", ("model.add(Conv2D(4, 3, padding=\"same\"))\n    return",
                        "model += Conv2D(4, 3, padding=\"same\")\n    return"),
     "+나 *로 잇지 않습니다", "not joined by + or *"),
    ("a layer called with the model", ('same"))\n    return', 'same")(model))\n    return'),
     "(model)을 붙이지 않습니다", "without (model) behind it"),
    ("the layers made, not added",
     ("    model.add(Input(shape=input_shape[1:]))\n", "", _TWO, "    Conv2D(4, 3)\n" * 2),
     "빈 Sequential", "Making a layer does not put it into the model"),
    ("one layer only", (_TWO, _TWO[: len(_TWO) // 2]),
     "1개(커널 4개)", "1 Conv2D layer (4 kernels)"),
    ("one object twice", (_TWO, '    conv = Conv2D(4, 3, padding="same")\n' + "    model.add(conv)\n" * 2),
     "층마다 Conv2D(…)", "each layer needs its own Conv2D"),
    ("two layers of one name", ('"same"', '"same", name="conv"'),
     "서로 다른 이름", "give each its own"),
    ("Conv2D(4, 3, 3)", ("(4, 3,", "(4, 3, 3,"), "두 번째 자리의 3", "one 3 in the second place"),
    ("strides=2", ("(4, 3,", "(4, 3, strides=2,"), "여기에서는 적지 않으면", "Leave it out here"),
    ("eight kernels", ("(4, 3", "(8, 3"), "첫 번째 수(filters)", "the first number of Conv2D"),
    ("Conv2D(4)", ("(4, 3,", "(4,"), "꼭 있어야 하고", "needs the number of kernels and their size"),
    ("Conv1D", ("Conv2D", "layers.Conv1D"), "Conv1D는 한 방향", "Pictures need Conv2D"),
    ("Conv2DTranspose", ("Conv2D", "layers.Conv2DTranspose"), "Conv2D로 바꾸세요", "Use Conv2D"),
    ("a loop with return inside", '''\
def build_model2(input_shape):
    model = Sequential([Input(shape=input_shape[1:])])
    for _ in range(2):
        model.add(Conv2D(4, 3, padding="same"))
        return model
''', "return이 for 안에", "return stands inside the for loop"),
)

FUNCTIONAL2 = '''\
def build_model2(input_shape):
    inputs = Input(shape=input_shape[1:])
    x = Conv2D(4, 3, padding="same")(inputs)
    outputs = Conv2D(4, 3, padding="same")(x)
    return Model(inputs, outputs)
'''

_slips(
    "check_model2", 2, FUNCTIONAL2,
    ("the call forgotten at the end", (")(x)", ")"), "Conv2D(…)(x)", "never called"),
    ("the call forgotten in between", (")(inputs)", ")"), "x = Conv2D(…)(x)", "made but never called"),
    ("inputs overwritten", ("x = C", "inputs = C", "(x)\n", "(inputs)\n"),
     "덮어썼습니다", "The name of the input was overwritten"),
    ("one name for all", ("inputs = I", "x = I", "(inputs)\n", "(x)\n", "outputs = C", "x = C",
                          "(inputs, outputs)", "(x, x)"),
     "덮어쓰지 않았는지", "was that name overwritten"),
    ("Model without outputs", ("(inputs, outputs)", "(inputs=inputs)"),
     "입력과 출력이 모두", "needs both an input and an output"),
    ("Model(input=, output=)", ("(inputs, outputs)", "(input=inputs, output=outputs)"),
     "inputs와 outputs입니다", "calls them inputs and outputs"),
    ("x returned", ("Model(inputs, outputs)", "outputs"), "return Model(inputs, outputs)",
     "the output of a layer, not a model"),
    ("Sequential of values", ("Model(inputs, outputs)", "Sequential([inputs, outputs])"),
     "Model(inputs, outputs)로 묶으세요", "join them with Model(inputs, outputs)"),
    ("both called with inputs", (")(x)", ")(inputs)"), "모두 inputs에", "called with inputs"),
    ("the shape in place of Input", (")(inputs)", ")(input_shape)"),
     "inputs = Input(shape=…)", "with a number or a shape"),
    ("input in place of inputs", (")(inputs)", ")(input)"),
     "파이썬의 함수", "a function of Python's"),
    ("a result thrown away", ("    x = C", "    C", ")(x)", ")(inputs)"),
     "모두 inputs에", "called with inputs"),
    ("two outputs", ("Model(inputs, outputs)", "Model(inputs, [x, outputs])"),
     "출력이 2개", "There are 2 outputs"),
    ("a list given to Model", '''\
def build_model2(input_shape):
    return Model([
        Input(shape=input_shape[1:]),
        Conv2D(4, 3, padding="same"),
        Conv2D(4, 3, padding="same"),
    ])
''', "Sequential([...])을 쓰세요", "use Sequential"),
)

MODEL3 = '''\
def build_model3(input_shape):
    model = Sequential()
    model.add(Input(shape=input_shape[1:]))
    model.add(Conv2D(2, 3, padding="same"))
    model.add(Conv2D(4, 3, padding="same"))
    model.add(Conv2D(8, 3, padding="valid"))
    return model
'''

_slips(
    "check_model3", 3, MODEL3,
    ("padding=None for no padding", ('"valid"', "None"), "padding='valid', 크기를",
     "No padding is written padding='valid'"),
    ("padding=0 for no padding", ('"valid"', "0"), "padding='valid', 크기를",
     "No padding is written padding='valid'"),
    ("padding='no'", ('"valid"', '"no"'), "padding='valid', 크기를",
     "No padding is written padding='valid'"),
    ("same everywhere", ('"valid"', '"same"'), "'패딩 없음'은 padding='valid'",
     "No padding is written padding='valid'"),
    ("padding forgotten everywhere", (', padding="same"', "", ', padding="valid"', ""),
     "padding='same'", "padding='same'"),
    ("the kernels in another order", ("(2, 3", "(16, 3", "(8, 3", "(2, 3", "(16, 3", "(8, 3"),
     "순서가 다릅니다", "only their order differs"),
    ("same for the second, valid for the first", ('(2, 3, padding="same")', "(2, 3)",
     '"valid"', '"same"'), "순서가 다릅니다", "only their order differs"),
    ("MaxPooling2D behind it", ("    return", "    model.add(MaxPooling2D(2))\n    return"),
     "지시에 없는 풀링층이", "take it out"),
    ("ZeroPadding2D of 2", ("    model.add(Conv2D(2", "    model.add(layers.ZeroPadding2D(2))\n    model.add(Conv2D(2"),
     "padding='same'으로 정하세요", "use padding='same' of Conv2D"),
    ("a convolution behind Flatten", ("    model.add(Conv2D(8", "    model.add(Flatten())\n    model.add(Conv2D(8"),
     "이미 벡터로 편 값", "these are flat already"),
    ("7×7 kernels without padding", ('(8, 3', '(8, 7'), "창보다 작아졌습니다", "smaller than the kernel"),
)

# -- 3-2: Dense, Flatten, activations ------------------------------------------------------------

MLP = '''\
def build_mlp_model(img_shape, num_classes=10):
    model = Sequential()
    model.add(Input(shape=img_shape))
    model.add(Flatten())
    model.add(Dense(4096, activation="relu"))
    model.add(Dense(1024, activation="relu"))
    model.add(Dense(256, activation="relu"))
    model.add(Dense(64, activation="relu"))
    model.add(Dense(num_classes, activation="softmax"))
    return model
'''
_FLATTEN = "    model.add(Flatten())\n"
_FIRST = '    model.add(Dense(4096, activation="relu"))\n'
_LAST = "    model.add(Dense(64"

_slips(
    "check_mlp", 1, MLP,
    ("img_shape[1:], as in 3-1", ("=img_shape", "=img_shape[1:]"), "img_shape에는 배치 축이 없습니다",
     "`img_shape` has no batch axis. Leave out [1:] and write `Input(shape=img_shape)`"),
    ("a batch axis of 1", ("=img_shape", "=(1, *img_shape)"), "배치 축까지 적었습니다",
     "The batch axis is in the shape"),
    ("None in the shape", ("=img_shape", "=(None, *img_shape)"), "None이나 배치 축 없이", "without None"),
    ("the flat length", ("=img_shape", "=(3072,)"), "펴는 일은 Flatten", "Flatten does the flattening"),
    ("MNIST's shape", ("=img_shape", "=(28, 28, 1)"), "(28, 28, 1)인 사진만", "(28, 28, 1) only"),
    ("32, 32, 3 written in", ("=img_shape", "=(32, 32, 3)"), "인자 img_shape", "img_shape and num_classes"),
    ("Input(32, 32, 3)", ("shape=img_shape", "32, 32, 3"), "모양 전체를", "not a single number"),
    ("Input()", ("shape=img_shape", ""), "Input(shape=…)", "is called shape"),
    ("model.build(img_shape)", ("    model.add(Input(shape=img_shape))\n", "",
     "    return", "    model.build(img_shape)\n    return"), "(None, *img_shape)", "(None, *img_shape)"),
    ("Flatten forgotten", (_FLATTEN, ""), "첫 Dense 앞에 Flatten()", "Put Flatten() before the first Dense"),
    ("Flatten behind the first Dense", (_FLATTEN, "", _FIRST, _FIRST + _FLATTEN),
     "첫 Dense 앞으로 옮기세요", "move Flatten() before the first Dense"),
    ("Flatten without parentheses", ("Flatten()", "Flatten"), "Flatten 뒤에 괄호가", "write Flatten(…)"),
    ("flatten in small letters", ("Flatten()", "flatten()"), "대문자와 소문자", "Capital and small letters"),
    ("Dense(10) in place of num_classes", ("Dense(num_classes", "Dense(10"), "인자 num_classes로",
     "as many units as the argument num_classes"),
    ("num_classes misspelt", ("Dense(num_classes", "Dense(num_class"), "num_class라는 이름을",
     "The name num_class is not known"),
    ("Dense(num_classes=10)", ("Dense(num_classes", "Dense(num_classes=10"), "이름은 units", "calls it units"),
    ("no default for num_classes", ("num_classes=10", "num_classes"), "num_classes=10을 적으세요",
     "Write num_classes=10"),
    ("one Dense forgotten", (_LAST + ', activation="relu"))\n', ""), "지시한 것은 5개", "asked for: 5 Dense"),
    ("far too many units", ("Dense(4096", "Dense(409600"), "지나치게 커서", "far too large"),
    ("Dense(512)", ("1024", "512"), "유닛 수는 Dense의 첫 번째", "the first number of Dense"),
    ("a list of units", ("Dense(4096,", "Dense([4096, 1024],"), "Dense도 그만큼", "a Dense of its own"),
    ("two numbers in one Dense", ('Dense(4096, activation="relu")', "Dense(4096, 1024)"),
     "Dense의 두 번째 자리는 활성화", "The second place of Dense is the activation"),
    ("Dense('relu', 4096)", ('Dense(4096, activation="relu")', 'Dense("relu", 4096)'),
     "첫 번째 자리는 유닛 수", "The first place of Dense is the number of units"),
    ("no activation at all", (', activation="relu"', ""), "층마다 activation='relu'",
     "Give each of them activation='relu'"),
    ("softmax forgotten", (', activation="softmax"', ""), "확률이 아니라 점수", "scores, not probabilities"),
    ("softmax everywhere", ('"relu"', '"softmax"'), "마지막 층에만", "the last layer alone"),
    ("sigmoid at the end", ('"softmax"', '"sigmoid"'), "합이 1이 되는", "needs softmax, which sums to 1"),
    ("softmax twice", ("    return", "    model.add(layers.Softmax())\n    return"), "하나만 남기세요",
     "Softmax is applied twice"),
    ("tanh", ('64, activation="relu"', '64, activation="tanh"'), "activation='relu'로 바꾸세요",
     "Change the activation of that layer"),
    ("activation='ReLU'", ('"relu"', '"ReLU"'), "소문자로", "in small letters"),
    ("activation='Softmax '", ('"softmax"', '"Softmax "'), "빈칸이나 괄호 없이", "without spaces"),
    ("relu without quotes", ('"relu"', "relu"), "relu에 따옴표가", "The quotes around relu"),
    ("activations=", ('64, activation="relu"', '64, activations="relu"'), "'activation'인지",
     "Did you mean 'activation'"),
    ("'relu' as a layer", (_LAST, '    model.add("relu")\n' + _LAST), "앞 층의 인자로", "as an argument"),
    ("a layer that is not imported", (_LAST, '    model.add(Activation("relu"))\n' + _LAST),
     "import한 셀을", "the cell that defines or imports it"),
    ("return model.compile(…)", ("return model", 'return model.compile("adam", "mse")'),
     "함수는 return model로 끝내세요", "end the function with return model"),
    ("model = model.compile(…)", ("    return", '    model = model.compile("adam", "mse")\n    return'),
     "앞의 `model =`을 빼고", "Leave out `model =`"),
    ("Dropout", (_LAST, "    model.add(layers.Dropout(0.5))\n" + _LAST), "빼세요", "take it out"),
    ("Rescaling", (_FLATTEN, "    model.add(layers.Rescaling(1 / 255))\n" + _FLATTEN),
     "이미 0과 1 사이", "between 0 and 1 already"),
)

# -- 3-2 and 3-3: training -----------------------------------------------------------------------

MAIN = '''\
def main(model=None, epochs=10):
    set_seed()
    train_X, train_y, test_X, test_y = load_cifar10_dataset()
    train_X, test_X = train_X - 0.5, test_X - 0.5
    if model is None:
        model = build_mlp_model(train_X.shape[1:])
    optimizer = Adam(learning_rate=0.001)
    model.compile(
        optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    hist = model.fit(train_X, train_y, epochs=epochs, batch_size=64, validation_split=0.2,
                     shuffle=True, verbose=2)
    return optimizer, hist
'''
_ADAM = "Adam(learning_rate=0.001)"

_slips(
    "check_main", 2, MAIN,
    ("Adam without parentheses", (_ADAM, "Adam"), "괄호", "parentheses"),
    ("Adam(lr=)", ("learning_rate", "lr"), "learning_rate", "learning_rate"),
    ("adam in small letters", (_ADAM, "adam"), "대문자와 소문자", "Capital and small letters"),
    ("keras.optimizer", (_ADAM, "keras.optimizer." + _ADAM), "optimizers", "optimizers"),
    ("learning rate 0.01", ("0.001", "0.01"), "0.001", "0.001"),
    ("Adam('0.001')", ("0.001", '"0.001"'), "따옴표를 빼고", "Take the quotes away"),
    ("SGD", (_ADAM, "keras.optimizers.SGD(learning_rate=0.001)"), "Adam", "Adam"),
)
_slips(
    "check_main", 3, MAIN,
    ("metrics as a string", ('["accuracy"]', '"accuracy"'), "['accuracy']", "['accuracy']"),
    ("model = model.compile(…)", ("    model.compile", "    model = model.compile"), "`model =`", "`model =`"),
    ("the loss misspelt", ("crossentropy", "crosentropy"), "철자", "spell"),
    ("categorical_crossentropy", ("sparse_", ""), "sparse_categorical_crossentropy",
     "sparse_categorical_crossentropy"),
    ("optimizers=", ("optimizer=optimizer", "optimizers=optimizer"), "'optimizer'인지",
     "Did you mean 'optimizer'"),
    ("a second Adam", ("optimizer=optimizer", "optimizer=Adam(learning_rate=0.001)"), "같은", "same"),
    ("accuracy in third place", ('loss="sparse_categorical_crossentropy", metrics=["accuracy"]',
     'loss="sparse_categorical_crossentropy", loss_weights=["accuracy"]'), "metrics=['accuracy']",
     "metrics=['accuracy']"),
)
_slips(
    "check_main", 4, MAIN,
    ("epochs=10", ("epochs=epochs", "epochs=10"), "epochs=epochs", "epochs=epochs"),
    ("epochs in third place", ("epochs=epochs, batch_size=64", "epochs, 64"), "세 번째 자리", "third"),
    ("the test pictures as validation", ("validation_split=0.2", "validation_data=(test_X, test_y)"),
     "validation_split=0.2", "validation_split=0.2"),
    ("epoch=", ("epochs=epochs", "epoch=epochs"), "'epochs'인지", "Did you mean 'epochs'"),
    ("the labels first", ("fit(train_X, train_y", "fit(train_y, train_X"), "train_X", "train_X"),
    ("the history left out", ("return optimizer, hist", "return optimizer"), "둘 다 돌려주세요",
     "return both"),
    ("fit without parentheses", '''\
def main(model=None, epochs=10):
    train_X, train_y, test_X, test_y = load_cifar10_dataset()
    optimizer = Adam(learning_rate=0.001)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    hist = model.fit
    return optimizer, hist
''', "괄호", "parentheses"),
)

RUN_MODEL = '''\
def run_model(model, train_X, train_y, test_X, test_y, epochs=10):
    model.summary()
    optimizer = Adam(learning_rate=0.001)
    model.compile(
        optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    hist = model.fit(train_X, train_y, epochs=epochs, batch_size=64, validation_split=0.2,
                     shuffle=True, verbose=2)
    return optimizer, hist
'''

_slips(
    "check_run_model", 3, RUN_MODEL,
    ("the rate alone", (_ADAM, "0.001"), "Adam(learning_rate=0.001)", "Adam(learning_rate=0.001)"),
    ("Adam made outside", ("def run", "shared = Adam(learning_rate=0.001)\n\n\ndef run",
                           "optimizer = " + _ADAM + "\n    model", "optimizer = shared\n    model"),
     "함수 안에서", "inside"),
    ("learning_rate=1e-2", ("0.001", "1e-2"), "0.001", "0.001"),
)
_slips(
    "check_run_model", 4, RUN_MODEL,
    ("compile forgotten", '''\
def run_model(model, train_X, train_y, test_X, test_y, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    hist = model.fit(train_X, train_y, epochs=epochs, batch_size=64, validation_split=0.2,
                     shuffle=True, verbose=2)
    return optimizer, hist
''', "compile", "compile"),
    ("accuracy without quotes", ('["accuracy"]', "[accuracy]"), "accuracy에 따옴표가",
     "The quotes around accuracy"),
    ("compile without parentheses", '''\
def run_model(model, train_X, train_y, test_X, test_y, epochs=10):
    optimizer = Adam(learning_rate=0.001)
    model.compile
    hist = ...
    return optimizer, hist
''', "compile에 괄호가 없어서", "compile has no parentheses"),
    ("a loss that does not exist", ("sparse_categorical_crossentropy", "log_loss"),
     "그런 손실 함수는 Keras에 없습니다", "Keras knows no such loss"),
    ("no metrics", (', metrics=["accuracy"]', ""), "metrics=['accuracy']", "metrics=['accuracy']"),
    ("mse", ('"sparse_categorical_crossentropy"', '"mse"'), "sparse_categorical_crossentropy",
     "sparse_categorical_crossentropy"),
)
_slips(
    "check_run_model", 5, RUN_MODEL,
    ("batchsize=", ("batch_size", "batchsize"), "'batch_size'인지", "Did you mean 'batch_size'"),
    ("the test pictures in fit", ("fit(train_X, train_y", "fit(test_X, test_y"), "train_X", "train_X"),
    ("the order of the return", ("return optimizer, hist", "return hist, optimizer"),
     "return optimizer, hist", "return optimizer, hist"),
    ("hist.history returned", ("return optimizer, hist", "return optimizer, hist.history"), "hist", "hist"),
    ("return fit's result nowhere", ("    hist = model", "    model"), "hist", "hist"),
    ("validation_split=0.1", ("split=0.2", "split=0.1"), "20%", "A fifth"),
    ("validation_split forgotten", (" validation_split=0.2,", ""), "0.2", "0.2"),
)

# -- 3-3: convolutions, poolings, a head ---------------------------------------------------------

CNN = '''\
def build_cnn_model(img_shape, num_classes=10):
    inputs = Input(shape=img_shape)
    x = Conv2D(16, 3, padding="same", activation="relu")(inputs)
    x = Conv2D(32, 3, padding="same", activation="relu")(x)
    x = MaxPooling2D(2)(x)
    x = Conv2D(64, 3, strides=2, padding="same", activation="relu")(x)
    x = Conv2D(64, 3, strides=2, padding="same", activation="relu")(x)
    x = MaxPooling2D(2)(x)
    x = Flatten()(x)
    x = Dense(128, activation="relu")(x)
    outputs = Dense(num_classes, activation="softmax")(x)
    return Model(inputs, outputs)
'''
_POOL = "    x = MaxPooling2D(2)(x)\n"

_slips(
    "check_cnn", 2, CNN,
    ("img_shape[1:], as in 3-1", ("=img_shape", "=img_shape[1:]"), "[1:]을 빼고", "Leave out [1:]"),
    ("a batch axis in Input", ("=img_shape", "=(None, *img_shape)"), "사진 한 장의 모양만",
     "takes the shape of one picture alone"),
    ("the second pooling forgotten", (_POOL + "    x = Flatten", "    x = Flatten"),
     "지시에 있는 자리마다 MaxPooling2D(2)", "at every place where the instruction has it"),
    ("MaxPooling2D without parentheses", ("MaxPooling2D(2)(x)", "MaxPooling2D(x)"),
     "괄호는 따로입니다", "MaxPooling2D(2)(x)"),
    ("pooling_size=", ("MaxPooling2D(2)", "MaxPooling2D(pooling_size=2)"), "'pool_size'인지",
     "Did you mean 'pool_size'"),
    ("Maxpooling2D", ("MaxPooling2D", "Maxpooling2D"), "대문자와 소문자", "Capital and small letters"),
    ("MaxPooling2D(2, 'same')", ("MaxPooling2D(2)", 'MaxPooling2D(2, "same")'),
     "MaxPooling2D의 두 번째 자리", "The second place of MaxPooling2D"),
    ("MaxPooling2D(2, 1)", ("MaxPooling2D(2)", "MaxPooling2D(2, 1)"), "strides를 적지 않습니다",
     "no strides in MaxPooling2D(2)"),
    ("MaxPooling2D(64, 2)", ("MaxPooling2D(2)(x)\n    x = C", "MaxPooling2D(16, 2)(x)\n    x = C"),
     "커널 수가 아니라 창의 크기", "not a number of kernels"),
    ("MaxPooling2D(activation=)", ("MaxPooling2D(2)", 'MaxPooling2D(2, activation="relu")'),
     "activation 인자가 없습니다", "MaxPooling2D has no argument activation"),
    ("AveragePooling2D", ("MaxPooling2D", "layers.AveragePooling2D"), "최대 풀링은 MaxPooling2D",
     "Max pooling is MaxPooling2D"),
    ("GlobalAveragePooling2D for Flatten", ("Flatten()", "GlobalAveragePooling2D()"),
     "Flatten()으로 바꾸세요", "Replace it with Flatten()"),
    ("Flatten(x)", ("Flatten()(x)", "Flatten(x)"), "Flatten()(x)", "A value stands where"),
    ("Flatten's result thrown away", ("x = Flatten()(x)", "Flatten()(x)"), "결과를 이름에 넣어",
     "Put the result into a name"),
    ("Flatten before the last pooling", (_POOL + "    x = Flatten()(x)\n", "    x = Flatten()(x)\n" + _POOL),
     "모두 끝난 뒤에", "behind the last of them"),
    ("the model ends at the last pooling", (_POOL + "    x = Flatten()(x)\n", _POOL + "    return Model(inputs, x)\n"),
     "Flatten과 Dense 층이 없습니다", "let the Dense layers follow"),
    ("strides=2 forgotten", (", strides=2", ""), "strides=2", "Write strides=2"),
    ("activation forgotten in all convolutions", ('"same", activation="relu"', '"same"'),
     "층마다 activation='relu'", "Give each of them activation='relu'"),
    ("padding forgotten", ('3, padding="same"', "3"), "padding='same'을 적", "Write padding='same'"),
    ("Conv2D(3, 16)", ("(16, 3", "(3, 16"), "Conv2D(16, 3)", "but Conv2D(16, 3)"),
    ("Dense(10)", ("Dense(num_classes", "Dense(10"), "인자 num_classes로", "the argument num_classes"),
    ("a name used too early", ("x = Conv2D(16", "X = Conv2D(16"), "값을 넣기 전에", "before it has a value"),
    ("BatchNormalization", ("    x = Flatten", "    x = BatchNormalization()(x)\n    x = Flatten"),
     "배치 정규화는", "Batch normalization adds"),
    ("SeparableConv2D", ("Conv2D(32", "layers.SeparableConv2D(32"), "Conv2D로 바꾸세요", "Use Conv2D"),
    ("augmentation", ("    x = Conv2D(16", '    x = layers.RandomFlip("horizontal")(inputs)\n    x = Conv2D(16',
                      "(inputs)\n    x = Conv2D(32", "(x)\n    x = Conv2D(32"),
     "데이터 증강은", "Data augmentation changes"),
    ("one Dense object twice", ("    x = Dense(128, activation=\"relu\")(x)\n",
     "    dense = Dense(64, activation=\"relu\")\n    x = dense(x)\n    x = dense(x)\n"),
     "같은 층 객체를 두 번", "if one layer object is used twice"),
)

# -- 3-4: loops ----------------------------------------------------------------------------------

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

_slips(
    "check_vgg16", 1, VGG,
    ("three convolutions in every block", ("range(convolutions)", "range(3)"),
     "for가 몇 번", "Count the rounds"),
    ("the pooling inside the inner loop", ("        model.add(Max", "            model.add(Max"),
     "안쪽 for와 같은 칸", "to the indentation of the inner for"),
    ("MaxPooling2D(3)", ("MaxPooling2D(2)", "MaxPooling2D(3)"), "창이 2×2", "has a window of 2×2"),
    ("a for over a number", ("range(convolutions)", "convolutions"), "range(3)", "for _ in range(3)"),
    ("a comma forgotten between the pairs", ("(2, 64), (2", "(2, 64) (2"), "쉼표가 빠졌습니다",
     "A comma is missing"),
    ("input_shape[1:], as in 3-1", ("=input_shape)", "=input_shape[1:])"), "실습 3-1과 달리",
     "Unlike in practice 3-1"),
    ("input_shape ignored", ("=input_shape)", "=(224, 224, 3))"), "인자 input_shape와",
     "arguments input_shape and num_classes"),
    ("padding forgotten", (', padding="same"', ""), "padding='same'", "padding='same'"),
    ("no activation", ('"same", activation="relu"', '"same"'), "층마다 activation='relu'",
     "Give each of them activation='relu'"),
    ("no default values", ("input_shape=(224, 224, 3), num_classes=1000", "input_shape, num_classes"),
     "기본값", "default"),
    ("one pooling forgotten", ("        model.add(Max", "        if kernels != 64:\n            model.add(Max"),
     "MaxPooling2D(2)", "MaxPooling2D(2)"),
)
_slips(
    "check_vgg16", 2, VGG,
    ("return inside the loop", '''\
def build_vgg16(input_shape=(224, 224, 3), num_classes=1000):
    model = Sequential([Input(shape=input_shape)])
    for convolutions, kernels in [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]:
        for _ in range(convolutions):
            model.add(Conv2D(kernels, 3, padding="same", activation="relu"))
        model.add(MaxPooling2D(2))
        return model
''', "return이 for 안에", "return stands inside the for loop"),
    ("64 kernels in the second block", ("128", "64"), "첫 번째 수(filters)", "the first number of Conv2D"),
)
_slips(
    "check_vgg16", 5, VGG,
    ("num_classes ignored", ("Dense(num_classes", "Dense(1000"), "num_classes", "num_classes"),
    ("Dropout, as in the paper", ("    model.add(Dense(num", "    model.add(layers.Dropout(0.5))\n    model.add(Dense(num"),
     "드롭아웃은", "Dropout sets a part"),
    ("Flatten forgotten", ("    model.add(Flatten())\n", ""), "첫 Dense 앞에 Flatten()",
     "Put Flatten() before the first Dense"),
    ("softmax forgotten", (', activation="softmax"', ""), "확률이 아니라 점수", "scores, not probabilities"),
    ("one Dense of 4096", ('    model.add(Dense(4096, activation="relu"))\n' * 2,
                           '    model.add(Dense(4096, activation="relu"))\n'), "지시한 것은 3개", "asked for: 3 Dense"),
)

# -- 3-5: a class, a shortcut --------------------------------------------------------------------

BLOCK = '''\
class ResidualBlock(Model):
    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        self.conv1 = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")
        self.conv2 = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")
        self.add = Add()
        self.relu = ReLU()

    def call(self, input_tensor):
        x = self.conv1(input_tensor)
        x = self.conv2(x)
        x = self.add([input_tensor, x])
        return self.relu(x)
'''
_SUM = "x = self.add([input_tensor, x])"
_END = "return self.relu(x)"

_slips(
    "check_residual_block", 1, BLOCK,
    ("an object passed to the check",
     (_END + "\n", _END + "\n\n\nResidualBlock = ResidualBlock(64, 3)\n"), "클래스로 만든 객체",
     "the name of the class without parentheses"),
    ("no super().__init__()", ("        super().__init__()\n", ""), "첫 줄에 super().__init__()",
     "Begin __init__ with super().__init__()"),
    ("super.__init__()", ("super()", "super"), "괄호 두 쌍", "both pairs of parentheses"),
    ("super().__init__(num_kernels, kernel_size)", ("__init__()", "__init__(num_kernels, kernel_size)"),
     "괄호 두 쌍을 모두 비워", "nothing in them"),
    ("_init_", ("def __init__", "def _init_"), "밑줄이 두 개씩", "two underscores"),
    ("__init__ without its parameters", ("(self, num_kernels, kernel_size)", "(self)",
                                         "num_kernels, kernel_size", "64, 3"),
     "인자는 문제에 적힌 그대로", "Keep the parameters"),
    ("forward, as in PyTorch", ("def call", "def forward"), "def call(self, input_tensor)", "is named so"),
    ("call without self", ("call(self, ", "call("), "self가 맨 앞에", "with self in front"),
    ("not a Model", ("(Model)", ""), "class ResidualBlock(Model)", "class ResidualBlock(Model)"),
    ("no return in call", (_END, "x = self.relu(x)"), "return이 없거나", "not without return"),
    ("return self.call", (_END, "return self.call"), "self.call", "not self.call"),
    ("self.call in place of self.conv1", ("self.conv1(input", "self.call(input"), "끝없이 부릅니다", "calls itself without an end"),
    ("two values returned", (_END, _END + ", x"), "출력이 2개", "There are 2 outputs"),
    ("self. forgotten in __init__", ("self.conv1 =", "conv1 ="), "앞에 self.를 붙여", "with self. in front"),
    ("self. forgotten in call", ("= self.conv1(", "= conv1("), "conv1 앞에 self.가", "self. is missing"),
    ("Conv2D without parentheses",
     ('self.conv1 = Conv2D(num_kernels, kernel_size, padding="same", activation="relu")', "self.conv1 = Conv2D"),
     "Conv2D 뒤에 괄호가", "The parentheses after Conv2D"),
    ("self.add = Add", ("Add()", "Add"), "Add 뒤에 괄호가", "The parentheses after Add"),
    ("Add([…]) in call", ("self.add([", "Add(["), "괄호는 따로입니다", "are two: self.add = Add()"),
    ("self.add(a, b)", ("([input_tensor, x])", "(input_tensor, x)"), "대괄호로 묶어", "in square brackets"),
    ("self.add(x)", ("([input_tensor, x])", "(x)"), "대괄호로 묶어", "in square brackets"),
    ("self.add([x])", ("([input_tensor, x])", "([x])"), "self.add([input_tensor, x])", "self.add([input_tensor, x])"),
    ("self.relu = ReLU", ("ReLU()", "ReLU"), "ReLU 뒤에 괄호가", "The parentheses after ReLU"),
    ("ReLU(x) in call", ("self.relu(x)", "ReLU(x)"), "self.relu = ReLU()", "then call self.relu(x)"),
    ("self.relu()(x)", ("self.relu(x)", "self.relu()(x)"), "이미 만들었으므로", "is made in __init__ already"),
    ("self.relu = 'relu'", ("ReLU()", '"relu"'), "글자를 불렀습니다", "A text is called"),
    ("self.conv1(self, x)", ("conv1(input", "conv1(self, input"), "self를 넣지 않습니다", "called without self"),
    ("call's argument under another name", ("call(self, input_tensor)", "call(self, inputs)"),
     "input_tensor는 call의 인자", "input_tensor is the argument of call"),
    ("layers made in call", '''\
class ResidualBlock(Model):
    def __init__(self, num_kernels, kernel_size):
        super().__init__()
        self.num_kernels, self.kernel_size = num_kernels, kernel_size

    def call(self, input_tensor):
        x = Conv2D(self.num_kernels, self.kernel_size, padding="same", activation="relu")(input_tensor)
        x = Conv2D(self.num_kernels, self.kernel_size, padding="same", activation="relu")(x)
        x = Add()([input_tensor, x])
        return ReLU()(x)
''', "__init__에서 만들어 self에", "make the layers in __init__"),
    ("num_kernels used in call", ("x = self.conv2(x)", "x = Conv2D(num_kernels, kernel_size)(x)"),
     "__init__의 인자라서", "an argument of __init__"),
    ("no shortcut", ("        " + _SUM + "\n", ""), "지름길이 없습니다", "there is no shortcut"),
    ("no final ReLU", (_END, "return x"), "마지막 ReLU가 없습니다", "the final ReLU is missing"),
    ("the ReLU of the second convolution forgotten",
     ('activation="relu")\n        self.add', 'activation=None)\n        self.add'),
     "ReLU가 없는 합성곱층", "a convolution without ReLU"),
    ("no ReLU behind the second convolution and at the end",
     ('activation="relu")\n        self.add', 'activation=None)\n        self.add', _END, "return x"),
     "더하기 앞과 뒤에", "before the addition and none behind"),
    ("softmax at the end", (_END, "return tf.nn.softmax(x)"), "softmax입니다", "is softmax"),
    ("the shortcut behind the first convolution",
     ("x = self.conv1(input_tensor)\n", "input_tensor = self.conv1(input_tensor)\n", "conv2(x)", "conv2(input_tensor)"),
     "덮어쓰지 말고", "Do not overwrite input_tensor"),
    ("both convolutions on the input", ("conv2(x)", "conv2(input_tensor)"), "첫째의 출력을",
     "the output of the first"),
    ("the second convolution behind the addition",
     ("        x = self.conv2(x)\n", "", _SUM, _SUM + "\n        x = self.conv2(x)"),
     "모두 더하기 앞에", "Both convolutions belong before it"),
    ("the input added twice", ("        x = self.conv2", "        " + _SUM + "\n        x = self.conv2"),
     "한 번만 더하세요", "One Add is asked for"),
    ("Concatenate", ("Add()", "Concatenate()"), "채널이 두 배", "doubles the channels"),
    ("Multiply", ("Add()", "layers.Multiply()"), "곱하거나 뺐습니다", "multiplied or subtracted"),
    ("the input added to itself", ("[input_tensor, x]", "[input_tensor, input_tensor]"), "입력에 입력을",
     "added to itself"),
    ("the branch added to itself", ("[input_tensor, x]", "[x, x]"), "자기 자신에", "added to itself"),
    ("one convolution used twice", ("self.conv2(x)", "self.conv1(x)"), "같은 Conv2D 객체를",
     "The same Conv2D object"),
    ("padding forgotten", (', padding="same"', ""), "두 Conv2D 모두에 padding='same'",
     "Only padding='same', in both Conv2D"),
    ("32 written in", ("Conv2D(num_kernels", "Conv2D(32"), "num_kernels로", "Give both Conv2D num_kernels"),
    ("64 and 3 written in", ("Conv2D(num_kernels, kernel_size", "Conv2D(64, 3"), "인자 num_kernels",
     "num_kernels and kernel_size"),
    ("an average in place of the sum", ("Add()", "layers.Average()"), "차례대로 다시 보세요",
     "Go through call step by step"),
)

RESNET = BLOCK + '''

def build_resnet(input_shape, num_classes):
    model = Sequential()
    model.add(Input(shape=input_shape))
    model.add(Conv2D(64, 3, padding="same", activation="relu"))
    model.add(MaxPooling2D(2))
    model.add(ResidualBlock(64, 3))
    model.add(ResidualBlock(64, 3))
    model.add(ResidualBlock(64, 3))
    model.add(GlobalAveragePooling2D())
    model.add(Dense(num_classes, activation="softmax"))
    return model
'''
_BLOCKS = "    model.add(ResidualBlock(64, 3))\n" * 3

_slips(
    "check_resnet", 2, RESNET,
    ("ResidualBlock()", ("ResidualBlock(64, 3)", "ResidualBlock()"), "num_kernels와 kernel_size 두 개",
     "ResidualBlock(64, 3)"),
    ("ResidualBlock without parentheses", ("ResidualBlock(64, 3)", "ResidualBlock"),
     "ResidualBlock 뒤에 괄호가", "The parentheses after ResidualBlock"),
    ("ResidualBlock(filters=64, …)", ("ResidualBlock(64, 3)", "ResidualBlock(filters=64, kernel_size=3)"),
     "num_kernels와 kernel_size 두 개", "two arguments, num_kernels and kernel_size"),
    ("ResidualBlock(32, 3)", ("ResidualBlock(64, 3)", "ResidualBlock(32, 3)"), "모두 64여야", "all need 64 kernels"),
    ("32 kernels in the first convolution", ("Conv2D(64", "Conv2D(32"), "모두 64여야", "all need 64 kernels"),
    ("the first convolution forgotten",
     ('    model.add(Conv2D(64, 3, padding="same", activation="relu"))\n', ""),
     "첫 층이 합성곱층이 아닙니다", "The first layer is no convolution"),
    ("one block object three times",
     (_BLOCKS, "    block = ResidualBlock(64, 3)\n" + "    model.add(block)\n" * 3),
     "같은 ResidualBlock 객체를|이름의 층이 두 번", "The same ResidualBlock object|the same object in twice"),
    ("one block object in a loop, by value",
     (RESNET.partition("\n\n\n")[2], '''\
def build_resnet(input_shape, num_classes):
    inputs = Input(shape=input_shape)
    x = Conv2D(64, 3, padding="same", activation="relu")(inputs)
    x = MaxPooling2D(2)(x)
    block = ResidualBlock(64, 3)
    for _ in range(3):
        x = block(x)
    x = GlobalAveragePooling2D()(x)
    return Model(inputs, Dense(num_classes, activation="softmax")(x))
'''), "같은 ResidualBlock 객체를", "The same ResidualBlock object"),
    ("ResidualBlock(64, 3) * 3", (_BLOCKS, "    model.add(ResidualBlock(64, 3) * 3)\n"),
     "그만큼 따로 적으세요", "as often as it is needed"),
    ("ResidualBlock(x, 64, 3)", (RESNET.partition("\n\n\n")[2], '''\
def build_resnet(input_shape, num_classes):
    inputs = Input(shape=input_shape)
    x = Conv2D(64, 3, padding="same", activation="relu")(inputs)
    x = ResidualBlock(x, 64, 3)
    return Model(inputs, x)
'''), "ResidualBlock(64, 3)(x)", "ResidualBlock(64, 3)(x)"),
    ("two blocks", (_BLOCKS, _BLOCKS[: len(_BLOCKS) // 3 * 2]), "ResidualBlock(64, 3)을 3개",
     "three ResidualBlock(64, 3)"),
    ("no blocks", (_BLOCKS, ""), "ResidualBlock(64, 3)을 3개", "three ResidualBlock(64, 3)"),
    ("Flatten in place of GlobalAveragePooling2D", ("GlobalAveragePooling2D()", "Flatten()"),
     "Flatten으로 대신할 수 없습니다", "which Flatten does not"),
    ("GlobalAveragePooling2D forgotten", ("    model.add(GlobalAveragePooling2D())\n", ""),
     "GlobalAveragePooling2D()가 있는지", "See that GlobalAveragePooling2D()"),
    ("GlobalMaxPooling2D", ("GlobalAverage", "layers.GlobalMax"), "다른 풀링으로는", "Another pooling does not"),
    ("GlobalAveragePooling2d", ("Pooling2D())", "Pooling2d())"), "대문자와 소문자", "Capital and small letters"),
    ("softmax forgotten", (', activation="softmax"', ""), "확률이 아니라 점수", "scores, not probabilities"),
    ("Dense(10)", ("Dense(num_classes", "Dense(10"), "인자 num_classes로", "the argument num_classes"),
    ("input_shape[1:], as in 3-1", ("=input_shape", "=input_shape[1:]"), "[1:]을 빼고", "Leave out [1:]"),
    ("a block that returns nothing", (_END, "x = self.relu(x)"), "None이 있습니다", "There is None where a value"),
    ("a block without its final ReLU is told by its own check", (_END, "return tf.nn.tanh(x)"),
     "잔차 블록 1의 안이", "inside residual block 1"),
)
